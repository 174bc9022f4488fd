"""The edge cases of the field, each test named after its number: what the engine makes of them (figures by hand).

What people do about them stands in `test_edge_cases_acts.py`. Left out, with the reason:

9   a condition met a month later, pending checks with a deadline: applicants' own pages decide that, not yet there.
15  an interrupted interview: its rooms are run on paper; marks are entered afterwards and time is not kept here.
30  one person wins two posts: a plan lets a person stand once, or leaves the choice to people; nothing chooses.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from campaigns.plan import rules as plan
from campaigns.plan import rules_later as later
from campaigns.plan.check import check_plan
from campaigns.plan.document import read_plan
from campaigns.workdays import MissingYear, seed_calendar
from candidates.strokes import in_stroke_order, unknown_in
from scoring.core.accounting import discrepancies, out_of_order
from scoring.core.checks import Check
from scoring.core.cut import TiesAcross
from scoring.core.unanswered import lacks
from scoring.core.values import Evidence
from tests.rehearsal import PLAN
from tests.scoring.kinds.made import decide, entrants, explain, marks, scored, standings
from tests.scoring.kinds.polled import papers, turnout, voted

ADVANCED, RESERVE, OUT = "advanced", "reserve", "eliminated"


def cut(count, ties="all", **more):
    return plan.Advance(count=count, ties=plan.Ties(ties), **more)


def printed(outcome):
    return outcome.score.texts(outcome.digits, plan.Mode.HALF_UP)


# -- cuts, ties, people who leave ------------------------------------------------------------------


def test_edge_01_a_tie_at_the_cut():
    _, together = scored([90, 80, 80, 70], advance=cut(2))
    assert standings(together) == [ADVANCED, ADVANCED, ADVANCED, RESERVE]  # longer than the ratio
    people, chained = scored([90, 80, 80, 70], advance=cut(2, "chain"), chain=[1, 3, 5, 9])
    assert standings(chained) == [ADVANCED, RESERVE, ADVANCED, RESERVE]
    rules = plan.Composite(key="t", weights={"one": plan.Component(factor=Decimal(1))})
    assert list(chained.chain) == ["other"] and rules.tie_chain == ()  # which key decided is said
    with pytest.raises(TiesAcross):
        scored([90, 80, 80, 70], people=people, advance=cut(2, "refuse"))


def test_edge_02_a_tie_after_rounding():
    people, outcome = scored(["72.984", "72.976", "72.974"], advance=cut(1))
    assert printed(outcome) == ["72.98", "72.98", "72.97"]
    assert outcome.rank.tolist() == [1, 1, 3]
    assert standings(outcome) == [ADVANCED, ADVANCED, RESERVE]  # what is published is compared


def test_edge_03_a_withdrawal_before_the_interview_calls_up_the_next():
    limit = cut(2, substitutes=1)
    _, outcome = scored([90, 80, 70, 70, 60], advance=limit, leaves=[(0, "withdrawn", "放弃")])
    assert standings(outcome) == [
        "withdrawn",
        ADVANCED,
        ADVANCED,
        ADVANCED,
        RESERVE,
    ]  # equals come in together


def test_edge_04_a_withdrawal_on_the_day_is_not_replaced():
    _, outcome = scored([90, 80, 70], advance=cut(2), leaves=[(0, "withdrawn", "临时放弃")])
    assert standings(outcome) == ["withdrawn", ADVANCED, RESERVE]
    rules = plan.Interview(key="interview")
    absent = decide(rules, entrants("A", "B"), Evidence(marks((0, 0, 0, 0, "80"))))
    assert standings(absent) == [ADVANCED, "absent"]


def test_edge_05_replacements_are_limited():
    gone = [(0, "withdrawn", "甲"), (1, "disqualified", "乙")]
    _, outcome = scored([90, 80, 70, 60, 50], advance=cut(2, substitutes=1), leaves=gone)
    assert standings(outcome) == ["withdrawn", "disqualified", ADVANCED, RESERVE, RESERVE]
    _, none = scored([90, 80, 70, 60, 50], advance=cut(2, substitutes=0), leaves=gone)
    assert standings(none)[2:] == [RESERVE, RESERVE, RESERVE]


def registration(below):
    return plan.Registration(
        key="registration", minimum_ratio=Decimal(3), below_minimum=plan.BelowMinimum(below)
    )


@pytest.mark.parametrize(
    ("below", "openings", "standing"), [("cancel", 0, OUT), ("reduce", 1, ADVANCED), ("approve", 2, ADVANCED)]
)
def test_edge_06_fewer_than_the_ratio(below, openings, standing):
    outcome = decide(registration(below), entrants("A", "B", "C", "D", openings=2))
    assert outcome.openings.tolist() == [openings]
    assert standings(outcome) == [standing] * 4


def test_edge_07_a_single_entrant_does_not_compete():
    outcome = decide(registration("cancel"), entrants("P1:A", "P2:B", "P2:C", "P2:D"))
    assert outcome.openings.tolist() == [0, 1]
    assert standings(outcome) == [OUT, ADVANCED, ADVANCED, ADVANCED]


def test_edge_10_disqualified_after_the_exam():
    gone = [(0, "disqualified", "材料造假")]
    _, outcome = scored([90, 80, 70], advance=cut(2, substitutes=1), leaves=gone)
    assert standings(outcome) == ["disqualified", ADVANCED, ADVANCED]
    assert outcome.rank.tolist() == [1, 2, 3]  # ranks stand as published


# -- judges and rooms ------------------------------------------------------------------------------

TRIMMED = plan.Interview(key="interview", trim=plan.Trim(highest=1, lowest=1, minimum_judges=5))


def judged(*texts, rules=TRIMMED, judges="abcde"):
    lines = [(0, 0, "abcde".index(judge), 0, text) for judge, text in zip(judges, texts, strict=True)]
    return printed(decide(rules, entrants("A"), Evidence(marks(*lines))))[0]


def test_edge_11_a_judge_is_absent():
    assert judged("60", "80", "82", "84", "99") == "82.00"
    assert judged("60", "80", "82", "84", "absent") == "76.50"  # four are too few to trim


def test_edge_12_a_judge_is_recused_for_one_candidate():
    rules = replace(TRIMMED, trim=plan.Trim(highest=1, lowest=1, minimum_judges=4))
    lines = [(0, 0, n, 0, text) for n, text in enumerate(("60", "80", "82", "84", "99"))]
    lines += [(1, 0, n, 0, text) for n, text in enumerate(("60", "80", "82", "84"))]
    outcome = decide(rules, entrants("A", "B"), Evidence(marks(*lines)))
    assert printed(outcome) == ["82.00", "81.00"]  # of B's four the ends are dropped, not of five


def test_edge_14_a_room_with_one_candidate_or_none():
    correction = plan.Correction(method=plan.CorrectionMethod.POOLED_MEAN, coefficient_digits=3)
    rules = plan.Interview(key="interview", correction=correction)
    lines = [(0, 0, -1, 0, "96"), (1, 1, -1, 0, "absent"), (2, 0, -1, 0, "90")]
    outcome = decide(rules, entrants("A", "B", "C"), Evidence(marks(*lines)))
    assert printed(outcome) == ["96.00", "", "90.00"]  # a room without anybody present corrects nothing
    lines[1] = (1, 1, -1, 0, "60")
    outcome = decide(rules, entrants("A", "B", "C"), Evidence(marks(*lines)))
    # room means 93 and 60, all three 82: a single candidate is a room, and is brought to the mean of all
    assert printed(outcome) == ["84.67", "82.02", "79.38"]


# -- ballots ---------------------------------------------------------------------------------------


def test_edge_16_invalid_ballots():
    rules = later.Recommendation(key="r", rounds=(later.Round(key="wide", max_names=2, keep=1, due=9),))
    people = entrants("A", "B", "C")
    sheets = papers(rules, ("wide", [0, 1]), ("wide", [0]), ("wide", [0, 1, 2]), ("wide", []))

    def wrong(*numbers):
        evidence = Evidence(papers=sheets, turnout=turnout(numbers))
        return [str(found.what) for found in discrepancies(rules, evidence, people.ids)]

    assert wrong(9, 4, 1) == []  # fewer came back than were issued: counted as they are
    assert "the count is void, repeat it" in wrong(3, 4, 1)[0]
    assert "3 valid" in wrong(9, 4, 0)[0] and "too many names" in wrong(9, 4, 0)[0]
    outcome = decide(rules, people, Evidence(papers=sheets, turnout=turnout((9, 4, 1))))
    assert printed(outcome) == ["2", "1", "0"]  # the over-voted paper counts for nobody


def vote(**more):
    return later.Vote(key="vote", **({"due": 9} | more))


def elected(rules, *lines, people=None):
    return standings(decide(rules, people or entrants("A", "B"), Evidence(counts=voted(*lines))))


def test_edge_17_quorum_and_recusal():
    # 9 due, 3 recused leave exactly 6 present, of whom 5 must agree (more than half of 9)
    assert elected(vote(), (1, 0, 5, 1, 0, 6, 3), (1, 1, 1, 5, 0, 6, 3)) == [ADVANCED, OUT]
    assert elected(vote(), (1, 0, 4, 2, 0, 6, 3), (1, 1, 2, 4, 0, 6, 3)) == [OUT, OUT]
    # one more absence: no decision is possible
    assert elected(vote(), (1, 0, 5, 0, 0, 5, 3), (1, 1, 0, 5, 0, 5, 3)) == [OUT, OUT]


def test_edge_18_nobody_over_half_then_nobody_at_all():
    first, second = ((1, 0, 4, 3, 2, 9), (1, 1, 4, 4, 1, 9)), ((2, 0, 4, 5, 0, 9), (2, 1, 4, 5, 0, 9))
    assert elected(vote(), *first, *second) == [OUT, OUT]
    third = (3, 0, 9, 0, 0, 9)
    counts = Evidence(counts=voted(*first, *second, third))
    longer = vote(max_ballots=3)
    assert out_of_order(longer, entrants("A", "B"), counts) == []
    assert elected(vote(), *first, (2, 0, 5, 4, 0, 9), (2, 1, 4, 5, 0, 9)) == [ADVANCED, OUT]


def test_edge_19_more_over_half_than_openings_and_equals():
    rules = vote(max_ballots=2)
    assert elected(rules, (1, 0, 6, 3, 0, 9), (1, 1, 8, 1, 0, 9)) == [OUT, ADVANCED]
    equals = ((1, 0, 6, 3, 0, 9), (1, 1, 6, 3, 0, 9))
    assert elected(rules, *equals) == [OUT, OUT]
    assert elected(rules, *equals, (2, 0, 3, 6, 0, 9), (2, 1, 6, 3, 0, 9)) == [OUT, ADVANCED]


def test_edge_26_the_roster_stands_as_due_in_the_plan():
    rules = later.Assessment(
        key="a",
        groups=(later.Group(key="A", weight=Decimal(100), due=3),),
        grades=(later.Grade(key="good", value=Decimal(100)),),
    )
    found = discrepancies(rules, Evidence(turnout=turnout((4, 4, 0))), ())
    assert "only 3 are due" in str(
        found[0].what
    )  # a member more is an amendment with its reason, not a ballot
    assert vote().due == 9
    too_many = discrepancies(vote(), Evidence(counts=voted((1, 0, 5, 5, 0, 10))), ("A",))
    assert "more than the 9 due" in str(too_many[0].what)


def test_edge_31_the_quorum_without_those_who_are_related():
    related = ((1, 0, 4, 1, 0, 5, 2), (1, 1, 0, 5, 0, 5, 2))
    assert elected(vote(due=7), *related) == [ADVANCED, OUT]  # 5 of 7 reach two thirds, 4 are over half of 7
    assert elected(vote(due=8), *related) == [OUT, OUT]  # 5 of 8 do not
    assert elected(vote(due=8, recused_due=False), *related) == [ADVANCED, OUT]  # of the 6 left they do


def test_edge_38_a_group_of_three_is_not_shown_apart():
    layers = tuple(later.Layer(key=key) for key in ("leaders", "staff"))
    rules = later.Recommendation(
        key="r", rounds=(later.Round(key="wide", max_names=1, keep=1),), layers=layers
    )
    people = entrants("A", "B")
    sheets = [("wide.leaders", [row]) for row in (0, 0, 1)] + [
        ("wide.staff", [row]) for row in (0, 1, 1, 0, 0, 1)
    ]
    evidence = Evidence(papers=papers(rules, *sheets), turnout=turnout((3, 3, 0), (6, 6, 0)))
    outcome = decide(rules, people, evidence)
    assert printed(outcome) == ["5", "4"]  # counted all the same
    told = explain(rules, people, outcome, 0, evidence)
    assert not any(step.startswith("layer ") for step in told)
    assert any("leaders、staff; they count all the same" in step for step in told)


# -- checks ----------------------------------------------------------------------------------------


def checks(*lines):
    """Return evidence of checks about the first entrants: (row, source, item, answer[, number, day])."""
    made = [
        Check(
            row, source, item, number=(more or [1])[0], answer=answer, day=(more[1:] or [""])[0], note="说明"
        )
        for row, source, item, answer, *more in lines
    ]
    return Evidence(checks=made)


def open_points(rules, people, evidence):
    return [str(lack.what) for lack in lacks(rules, people, evidence)]


def test_edge_21_an_objection_during_publicity():
    rules, people = later.Publicity(key="publicity"), entrants("A")
    posted = (0, "", "posted", "posted", 1, "2024-09-26")
    raised = (0, "named.counter", "objection", "raised", 1, "2024-09-30")
    assert open_points(rules, people, checks(posted, raised))  # the case blocks the finish, the clock goes on
    deferred = (0, "", "settlement", "deferred", 1)
    assert open_points(rules, people, checks(posted, raised, deferred))
    for answer, standing in (("untrue", ADVANCED), ("minor", ADVANCED), ("serious", "disqualified")):
        evidence = checks(posted, raised, (0, "", "settlement", answer, 1))
        assert open_points(rules, people, evidence) == []
        assert standings(decide(rules, people, evidence)) == [standing]


def test_edge_28_an_organ_is_late_or_silent():
    organs = (later.Organ(key="discipline", title="纪检"), later.Organ(key="audit", title="审计"))
    rules, people = later.JointAppraisal(key="joint", organs=organs), entrants("A", "B")
    one = [(row, "discipline", "", "no_objection") for row in (0, 1)]
    late = open_points(rules, people, checks(*one, (0, "audit", "", "no_objection")))
    assert len(late) == 1 and "审计" in late[0] and "B" in late[0]  # named, and the stage stays open
    verifying = open_points(rules, people, checks(*one, *((row, "audit", "", "to_verify") for row in (0, 1))))
    assert len(verifying) == 2
    full = checks(*one, (0, "audit", "", "no_objection"), (1, "audit", "", "adverse"))
    assert open_points(rules, people, full) == []
    assert standings(decide(rules, people, full)) == [ADVANCED, "disqualified"]


def test_edge_32_the_winner_declines():
    rules, people = later.Appointment(key="appointment"), entrants("A", "B", openings=2)
    said = ((0, "", "decision", "declined"), (1, "", "decision", "appointed"))
    assert standings(decide(rules, people, checks(*said))) == ["withdrawn", ADVANCED]  # the post stays vacant
    _, next_in_line = scored([90, 80, 70], advance=cut(1, substitutes=1), leaves=[(0, "withdrawn", "放弃")])
    assert standings(next_in_line) == ["withdrawn", ADVANCED, RESERVE]  # or the next by the composite


def test_edge_33_probation_fails():
    rules, people = later.Appointment(key="appointment", extension_months=6), entrants("A")
    appointed = (0, "", "decision", "appointed")
    for trial, standing in (
        ([], ADVANCED),
        ([(0, "", "trial", "extended", 1), (0, "", "trial", "confirmed", 2)], ADVANCED),
        ([(0, "", "trial", "extended", 1), (0, "", "trial", "removed", 2)], OUT),
    ):
        assert standings(decide(rules, people, checks(appointed, *trial))) == [standing]


# -- days, names, secrets --------------------------------------------------------------------------


def test_edge_22_publicity_over_a_holiday_and_a_working_sunday():
    calendar = seed_calendar()
    # over National Day, Sunday 29 September is worked; over Spring Festival, Sunday 26 January is worked
    assert calendar.add_working_days(date(2024, 9, 26), 5) == date(2024, 10, 9)
    assert calendar.add_working_days(date(2025, 1, 24), 5) == date(2025, 2, 7)
    with pytest.raises(MissingYear):
        calendar.add_working_days(date(2026, 12, 29), 5)


def test_edge_35_rare_characters_and_middle_dots():
    names = ["买买提·艾力", "丁一", "王𬭎", "阿依古丽·马木提", "丁·热合曼"]
    ordered = [name for name, _ in in_stroke_order((name, None) for name in names)]
    assert ordered == ["丁一", "丁·热合曼", "王𬭎", "买买提·艾力", "阿依古丽·马木提"]
    assert unknown_in(names) == ["𬭎"]  # said on the page; such a character comes after all others


def test_edge_36_a_secret_post_goes_without_publicity_for_a_reason():
    told = read_plan(
        PLAN.replace("TIES", "all") + '\n[[stages]]\nkind = "publicity"\nexempt = "涉密职位"\ndays = 0\n'
    )
    assert told.stages[-1].exempt == "涉密职位"
    found = [finding for finding in check_plan(told) if finding.code == "publicity_days"]
    assert [finding.gravity.value for finding in found] == ["warning"]
    assert "the reason stands in the plan" in str(found[0].what)
