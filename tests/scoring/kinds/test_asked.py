"""The kinds that ask about their entrants: what takes out, what keeps a stage open, and the working of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from campaigns.plan.rules import Advance
from campaigns.plan.rules_later import (
    Adverse,
    Appointment,
    Deliberation,
    Inspection,
    JointAppraisal,
    Organ,
    Publicity,
)
from oversight.words import Sentence
from scoring.core.checks import Check
from scoring.core.reasons import reason_sentence
from scoring.core.unanswered import lacks
from scoring.core.values import Evidence, Leave, Standing
from tests.scoring.kinds.made import decide, entrants, explain, standings

TWO = entrants("A", "B")
LEFT = [Leave(1, Standing.WITHDRAWN, "病", after_result=True)]


def plain(what):
    """Return a sentence in English, lists between semicolons."""
    if isinstance(what, Sentence):
        return (
            what.text % {name: plain(fact) for name, fact in what.facts.items()} if what.facts else what.text
        )
    return "; ".join(map(plain, what)) if isinstance(what, list) else str(what)


def open_in(rules, people, *checks, leaves=()):
    return [plain(lack.what) for lack in lacks(rules, people, Evidence(checks=checks, leaves=leaves))]


def why(people, outcome, row):
    return plain(reason_sentence(people, outcome, row))


APPRAISAL = JointAppraisal(
    key="a", organs=(Organ(key="discipline", title="纪检监察机关"), Organ(key="audit"))
)


def organs(row, discipline, audit="no_objection"):
    return [
        Check(row, "discipline", "", 1, discipline, note="线索" if discipline != "no_objection" else ""),
        Check(row, "audit", "", 1, audit),
    ]


def test_an_appraisal_waits_for_every_organ_and_whoever_left_is_not_asked_about():
    assert open_in(APPRAISAL, TWO, *organs(0, "no_objection")) == [
        "纪检监察机关 has not answered about B",
        "audit has not answered about B",
    ]
    assert open_in(APPRAISAL, TWO, *organs(0, "no_objection"), leaves=LEFT) == []


def test_an_appraisal_waits_while_something_is_to_be_verified():
    checks = [*organs(0, "to_verify"), *organs(1, "no_objection")]
    assert open_in(APPRAISAL, TWO, *checks) == ["纪检监察机关 has yet to verify about A"]


def test_an_adverse_answer_takes_out_with_organ_and_note():
    evidence = Evidence(checks=[*organs(0, "adverse"), *organs(1, "no_objection")])
    outcome = decide(APPRAISAL, TWO, evidence)
    assert open_in(APPRAISAL, TWO, *evidence.checks) == []
    assert standings(outcome) == ["disqualified", "advanced"]
    assert why(TWO, outcome, 0) == "纪检监察机关: adverse; 线索"
    assert why(TWO, outcome, 1) == "2 of 2 organs have answered, none of them adversely"
    assert len(explain(APPRAISAL, TWO, outcome, 1, evidence)) == 3


def test_where_the_plan_holds_back_an_adverse_answer_keeps_the_stage_open():
    rules = replace(APPRAISAL, adverse=Adverse.HOLD)
    checks = [*organs(0, "adverse"), *organs(1, "no_objection")]
    assert open_in(rules, TWO, *checks) == [
        "纪检监察机关 has answered adversely about A: held until it is answered anew"
    ]


def test_whoever_left_stays_left_whatever_was_answered():
    evidence = Evidence(checks=[*organs(0, "no_objection"), *organs(1, "adverse")], leaves=LEFT)
    assert standings(decide(APPRAISAL, TWO, evidence)) == ["advanced", "withdrawn"]


MEETING = Deliberation(key="d", parties=("分管领导",), advance=Advance(count=1))


def meeting(row, answer, opinion="agree"):
    return [
        Check(row, "分管领导", "", 1, opinion),
        Check(row, "-", "", 1, answer, note="班子结构" if answer == "drop" else ""),
    ]


def test_the_meeting_drops_with_its_reason_and_opinions_decide_nothing():
    evidence = Evidence(checks=[*meeting(0, "keep", "disagree"), *meeting(1, "drop")])
    outcome = decide(MEETING, TWO, evidence)
    assert standings(outcome) == ["advanced", "eliminated"]
    assert why(TWO, outcome, 1) == "The meeting: is left out; 班子结构"
    assert open_in(MEETING, TWO, *evidence.checks) == []


def test_a_deliberation_waits_for_party_and_meeting():
    assert open_in(MEETING, TWO, *meeting(0, "keep")) == [
        "分管领导 has not spoken about B",
        "The meeting has not spoken about B",
    ]


def test_no_more_are_kept_than_may_go_on():
    assert open_in(MEETING, TWO, *meeting(0, "keep"), *meeting(1, "keep")) == [
        "2 are kept in position P1, only 1 may go on"
    ]


LOOKED = Inspection(key="i")
MUSTS = ("archive", "personal_matters", "discipline", "petitions")


def looked(row, *, but=None, answer="no_objection"):
    said = [Check(row, "李", must, 1, "no_objection") for must in MUSTS]
    said += [Check(row, signer, "integrity", 1, "no_objection") for signer in LOOKED.signers]
    said += [Check(row, who, "talk", n, "noted", note="谈") for n, who in enumerate(("王", "李"), 1)]
    return [replace(c, answer=answer, note="问题") if but in (c.item, c.source) else c for c in said]


def test_an_inspection_without_rubric_lets_everybody_go_on_who_is_not_out():
    evidence = Evidence(checks=[*looked(0, but="petitions", answer="adverse"), *looked(1)])
    outcome = decide(LOOKED, TWO, evidence)
    assert standings(outcome) == ["disqualified", "advanced"]
    assert why(TWO, outcome, 0) == "Petitions with clear clues verified, 李: adverse; 问题"
    assert not outcome.score.present.any()


def test_a_signer_s_adverse_opinion_takes_out_too():
    evidence = Evidence(checks=[*looked(0, but=LOOKED.signers[1], answer="adverse"), *looked(1)])
    assert standings(decide(LOOKED, TWO, evidence)) == ["disqualified", "advanced"]


def test_what_an_inspection_lacks_is_named_person_by_person():
    said = [c for c in looked(0) if c.item != "archive" and c.source != LOOKED.signers[0]]
    assert open_in(LOOKED, TWO, *said, leaves=LEFT) == [
        f"about A there is no answer yet: Archive examined; {LOOKED.signers[0]}"
    ]
    verify = looked(0, but="archive", answer="to_verify")
    assert open_in(LOOKED, TWO, *verify, leaves=LEFT) == ["the team has yet to verify about A"]


def test_one_person_is_no_team():
    alone = [replace(c, source="王") if c.item == "talk" else c for c in looked(0)]
    assert open_in(LOOKED, TWO, *alone, leaves=LEFT) == [
        "a team of at least 2 inspects; marks or talks are by 1"
    ]


SHOWN = Publicity(key="p")


def objected(row, *settled):
    checks = [Check(row, "", "posted", 1, "posted", "2024-05-06")]
    for number, answer in enumerate(settled, 1):
        checks.append(Check(row, "named.post", "objection", number, "raised", "2024-05-07", "反映"))
        if answer:
            checks.append(Check(row, "", "settlement", number, answer, "2024-05-20", "查核"))
    return checks


def test_a_serious_objection_takes_out_the_others_do_not():
    people = entrants("A", "B", "C")
    checks = [*objected(0, "untrue", "minor"), *objected(1, "untrue", "serious"), *objected(2)]
    outcome = decide(SHOWN, people, Evidence(checks=checks))
    assert open_in(SHOWN, people, *checks) == []
    assert standings(outcome) == ["advanced", "disqualified", "advanced"]
    assert why(people, outcome, 0) == (
        "publicised from 2024-05-06 to 2024-05-11; 2 objections settled, none serious"
    )
    assert why(people, outcome, 1) == "Settlement on 2024-05-20: serious, not appointed; 查核"


def test_what_publicity_waits_for():
    checks = [*objected(0, "deferred", ""), Check(0, "", "settlement", 9, "minor", "2024-05-20", "无此件")]
    assert open_in(SHOWN, TWO, *checks) == [
        "objection 2 to A is not settled",
        "the settlement of objection 1 to A is deferred",
        "there is no objection 9 to A that could be settled",
        "there is no day of posting for B",
    ]


def test_who_is_exempt_needs_no_posting():
    rules = replace(SHOWN, exempt="涉密职位")
    assert open_in(rules, TWO) == []
    outcome = decide(rules, TWO)
    assert (standings(outcome), why(TWO, outcome, 0)) == (["advanced"] * 2, "no publicity: 涉密职位")


POST = Appointment(key="t", extension_months=6)


def step(row, item, answer, number=1):
    return Check(row, "", item, number, answer, "2024-06-01", "说明")


@pytest.mark.parametrize(
    ("steps", "standing", "reason"),
    [
        ([("decision", "appointed")], "advanced", "Decision on 2024-06-01: appointed; 说明"),
        ([("decision", "declined")], "withdrawn", "Decision on 2024-06-01: declined; 说明"),
        ([("decision", "not_appointed")], "eliminated", "Decision on 2024-06-01: not appointed; 说明"),
        (
            [("decision", "appointed"), ("training", "failed")],
            "eliminated",
            "Pre-post training on 2024-06-01: failed; 说明",
        ),
        (
            [("decision", "appointed"), ("trial", "extended"), ("trial", "removed")],
            "eliminated",
            "Probation on 2024-06-01: removed; 说明",
        ),
        (
            [("decision", "appointed"), ("trial", "extended"), ("trial", "confirmed")],
            "advanced",
            "Decision on 2024-06-01: appointed; 说明",
        ),
    ],
)
def test_what_becomes_of_an_appointment(steps, standing, reason):
    people = entrants("A")
    numbered = [
        step(0, item, answer, [i for i, _ in steps[: place + 1]].count(item))
        for place, (item, answer) in enumerate(steps)
    ]
    outcome = decide(POST, people, Evidence(checks=numbered))
    assert open_in(POST, people, *numbered) == []
    assert (standings(outcome), why(people, outcome, 0)) == ([standing], reason)


def test_what_an_appointment_waits_for_and_what_cannot_be():
    removed = [step(0, "decision", "appointed"), step(0, "trial", "removed")]
    both = [*removed, step(1, "decision", "appointed")]
    assert open_in(POST, TWO, *both) == []  # the removed one leaves the opening to the other
    many = [step(0, "decision", "appointed"), step(1, "decision", "appointed")]
    assert open_in(POST, TWO, *many) == ["2 are appointed in position P1, which has 1 openings"]
    odd = [step(0, "decision", "declined"), step(0, "trial", "confirmed")]
    assert open_in(POST, TWO, *odd) == [
        "A is not appointed: there is no training and no probation",
        "there is no decision about B",
    ]
    twice = [step(0, "decision", "appointed"), step(0, "trial", "confirmed"), step(0, "trial", "removed", 2)]
    assert open_in(POST, entrants("A"), *twice) == ["probation of A has ended with number 1 already"]
    longer = [step(0, "decision", "appointed"), step(0, "trial", "extended")]
    assert open_in(Appointment(key="t"), entrants("A"), *longer) == ["the plan lets no probation be extended"]
    elective = Appointment(key="t", elective=True, probation_months=0)
    assert open_in(elective, entrants("A"), *longer[:1], step(0, "trial", "confirmed")) == [
        "the plan has no probation"
    ]


def test_lines_of_the_reserve_list_change_nothing():
    outsider = Check(-1, "", "reserve", 1, "consented", outsider="Z")
    checks = [step(0, "decision", "appointed"), outsider]
    outcome = decide(POST, entrants("A"), Evidence(checks=checks))
    assert (standings(outcome), open_in(POST, entrants("A"), *checks)) == (["advanced"], [])


def test_nobody_there_needs_no_answer():
    for rules in (APPRAISAL, MEETING, LOOKED, SHOWN, POST):
        nobody = entrants()
        assert open_in(rules, nobody) == []
        assert standings(decide(rules, nobody)) == []


def test_a_position_may_keep_as_many_as_the_ratio_says():
    rules = replace(MEETING, advance=Advance(per_opening=Decimal(2)))
    assert open_in(rules, TWO, *meeting(0, "keep"), *meeting(1, "keep")) == []
