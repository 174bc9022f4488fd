# ruff: noqa: E501 - mistakes stand as they are printed
"""Key nodes in a plan: read with their mistakes, written back, told apart, kept in step with the stages."""

from dataclasses import replace

import pytest

from campaigns.methods import new_plan
from campaigns.plan.amending import forbidden_changes
from campaigns.plan.differences import differences
from campaigns.plan.document import read_plan
from campaigns.plan.editing import drop_stage, replace_stage
from campaigns.plan.export import digest, to_toml
from campaigns.plan.rules import Method, Position, Signer
from oversight.rights import TABLE, Right
from oversight.words import Mistaken
from tests.campaigns.plan.plans import HEAD

PLAIN = HEAD + '\n[[stages]]\nkind = "registration"\n[[stages]]\nkind = "written_exam"\nkey = "written"\n'
NODE = '[[nodes]]\nkey = "exam"\nstages = ["registration", "written"]\n'


def test_those_who_may_sign_are_those_whom_a_plan_may_name():
    assert {str(signer) for signer in Signer} == {str(role) for role in TABLE[Right.SIGN_NODE]}


def test_a_plan_without_nodes_has_the_digest_it_always_had():
    plan = read_plan(PLAIN)
    assert plan.nodes == ()
    assert digest(plan) == "80209d4356b1177c022d99bc4756574115b36f2ef5d7c435dd9a9c8eecdb4849"


def test_a_node_is_signed_by_supervisor_and_inspector_unless_the_plan_says_otherwise():
    node = read_plan(PLAIN + NODE).nodes[0]
    assert node.signers == (Signer.SUPERVISOR, Signer.DISCIPLINE_INSPECTOR)
    alone = read_plan(PLAIN + NODE + 'signers = ["supervisor"]\n')
    assert alone.nodes[0].signers == (Signer.SUPERVISOR,)
    assert (
        to_toml(alone)
        .decode()
        .endswith(
            '\n[[nodes]]\nkey = "exam"\nstages = ["registration", "written"]\nsigners = ["supervisor"]\n'
        )
    )


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ('[[nodes]]\nstages = ["written"]\n', "plan.toml:17: key: key is missing."),
        ('[[nodes]]\nkey = "exam"\n', "plan.toml:17: stages: stages is missing."),
        (NODE + 'signers = ["approver"]\n', "plan.toml:20: signers[1]: approver is not known here; allowed: supervisor, discipline_inspector."),
        (NODE + 'signer = "supervisor"\n', "plan.toml:20: signer: Unknown key signer; did you mean signers?"),
        (NODE + NODE, "plan.toml:21: key: exam stands here twice."),
        ("[nodes]\n", "plan.toml:17: nodes: This must be a list such as [ … ]."),
    ],
)  # fmt: skip
def test_mistakes_stand_at_their_line(body, mistake):
    with pytest.raises(Mistaken) as refused:
        read_plan(PLAIN + body)
    assert [f"{m.place}: {m.what}" for m in refused.value.mistakes] == [mistake]


def test_a_stage_that_is_renamed_or_dropped_takes_its_nodes_along():
    plan = read_plan(PLAIN + NODE)
    renamed = replace_stage(plan, "written", replace(plan.stage("written"), key="exam"))
    assert renamed.nodes[0].stages == ("registration", "exam")
    assert drop_stage(plan, "written").nodes[0].stages == ("registration",)
    assert drop_stage(drop_stage(plan, "written"), "registration").nodes == ()


def test_what_a_node_says_otherwise_is_told():
    before, after = read_plan(PLAIN), read_plan(PLAIN + NODE)
    told = [f"{d.where}: {d.before} → {[str(v) for v in d.after]}" for d in differences(before, after)]
    assert told == ["Key node “exam” · Stages attested: — → ['Registration', 'Written exam']"]
    fewer = replace(after, nodes=(replace(after.nodes[0], signers=(Signer.SUPERVISOR,)),))
    assert [d.field for d in differences(after, fewer)] == ["exam.signers"]


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        (lambda node: replace(node, title="别的"), True),
        (lambda node: replace(node, stages=("registration",)), False),
        (lambda node: replace(node, signers=(Signer.SUPERVISOR,)), False),
        (lambda node: None, False),
    ],
)
def test_a_node_that_has_begun_is_not_amended_away(change, allowed):
    before = read_plan(PLAIN + NODE)
    node = change(before.nodes[0])
    after = replace(before, nodes=(node,) if node else ())
    begun = {"announcement", "registration"}
    found = forbidden_changes(before, after, begun=begun, decided=set())
    assert [(f.stage, f.code) for f in found] == ([] if allowed else [("nodes", "amendment")])
    assert forbidden_changes(before, after, begun={"announcement"}, decided=set()) == []


def test_the_ready_made_methods_bring_the_three_of_the_source():
    for method in Method:
        plan = new_plan(method=method, code="x", title="y", positions=(Position(code="P1", title="职位"),))
        keys = [node.key for node in plan.nodes]
        assert keys == (["plan"] if method is Method.CUSTOM else ["plan", "selection", "appointment"]), method
    assert plan.nodes[0].stages == ("announcement",)
