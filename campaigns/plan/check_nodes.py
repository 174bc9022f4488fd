"""Checks of the key nodes: what they attest is there, somebody signs, nothing important goes unattested. PURE.

Each check takes the plan and yields findings; it is found by its name in `check.CHECKS`.
"""

from collections.abc import Iterator

from campaigns.plan.articles import ARITHMETIC, SOURCE_NODES
from campaigns.plan.findings import Finding, error, warning
from campaigns.plan.rules import Announcement, Composite, Interview, Plan, Stage, WrittenExam
from campaigns.plan.rules_later import Appointment, Assessment, Inspection, Recommendation, Vote
from oversight.words import Sentence, gettext_noop

KEY_POINTS: tuple[tuple[tuple[type[Stage], ...], str], ...] = (
    ((Announcement,), gettext_noop("the plan")),
    (
        (WrittenExam, Interview, Composite, Assessment, Recommendation),
        gettext_noop("exam, assessment or recommendation"),
    ),
    ((Inspection, Appointment), gettext_noop("inspection and appointment")),
)
"""The three key nodes of the source: the kinds of stages that each attests, and what it is called."""


def node_stages(plan: Plan) -> Iterator[Finding]:
    """A node attests stages of this plan, at least one."""
    keys = {stage.key for stage in plan.stages}
    for index, node in enumerate(plan.nodes):
        place = ("nodes", f"[{index + 1}].stages")
        if not node.stages:
            text = gettext_noop("Key node %(node)s names no stage; name those that it attests.")
            yield error("node_stages", ARITHMETIC, place, text, node=node.key)
        for key in node.stages:
            if key not in keys:
                text = gettext_noop("Key node %(node)s names the stage %(stage)s, which is not in the plan.")
                yield error("node_stages", ARITHMETIC, place, text, node=node.key, stage=key)


def node_signers(plan: Plan) -> Iterator[Finding]:
    """A node that nobody signs attests nothing."""
    for index, node in enumerate(plan.nodes):
        if not node.signers:
            text = gettext_noop("Nobody signs key node %(node)s; name who does.")
            yield error(
                "node_signers", SOURCE_NODES, ("nodes", f"[{index + 1}].signers"), text, node=node.key
            )


def key_points(plan: Plan) -> Iterator[Finding]:
    """A plan that leads to a decision has its three key nodes attested, as far as it has such stages.

    A plan that ends before the vote, as published score tables do, breaks nothing.
    """
    if not any(isinstance(stage, Vote | Appointment) for stage in plan.stages):
        return
    attested = {key for node in plan.nodes for key in node.stages}
    for kinds, called in KEY_POINTS:
        stages = [stage.key for stage in plan.stages if isinstance(stage, kinds)]
        if stages and not attested.intersection(stages):
            text = gettext_noop("No key node attests this: %(point)s. Nobody who watches signs it.")
            yield warning("key_points", SOURCE_NODES, ("nodes", ""), text, point=Sentence(called))
