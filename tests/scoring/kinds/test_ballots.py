"""Assessment, recommendation and vote by hand: small tables worked out on paper."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import override

from campaigns.plan import rules as plan
from campaigns.plan import rules_later as later
from oversight.say import say
from scoring.core.reasons import packed, reason_sentence, unpacked
from scoring.core.values import Evidence, Leave, Standing
from tests.scoring.kinds.made import decide, entrants, explain, standings
from tests.scoring.kinds.polled import graded, papers, turnout, voted

GRADES = tuple(
    later.Grade(key=key, title=title, value=Decimal(value))
    for key, title, value in (
        ("excellent", "优秀", 100),
        ("competent", "称职", 80),
        ("basic", "基本称职", 60),
        ("incompetent", "不称职", 0),
    )
)


def assessment(*groups, **more):
    """Return an assessment by groups (key, weight, due)."""
    made = tuple(later.Group(key=key, weight=Decimal(weight), due=due) for key, weight, due in groups)
    return later.Assessment(key="assessment", **{"groups": made, "grades": GRADES} | more)


def texts(outcome):
    return outcome.score.texts(outcome.digits, plan.Mode.HALF_UP)


def why(people, outcome, row):
    return str(reason_sentence(people, outcome, row))


ONE = (("A", 100, 60),)


def one_group(counts, sheet, **more):
    """Assess one person by one group; returns people, outcome."""
    rules = assessment(*ONE, **more)
    people = entrants("A")
    evidence = Evidence(counts=graded(rules, A={"A": counts}), turnout=turnout(sheet))
    return people, decide(rules, people, evidence)


def test_groups_are_averaged_rounded_and_weighed():
    rules = assessment(("A", 40, 3), ("B", 60, 7))
    people = entrants("A")
    counts = graded(
        rules,
        A={"A": {"excellent": 2, "basic": 1}, "B": {"excellent": 4, "competent": 1, "incompetent": 2}},
    )
    evidence = Evidence(counts=counts, turnout=turnout((3, 3, 0), (7, 7, 0)))
    outcome = decide(rules, people, evidence)
    # 260/3 = 86.666… -> 86.67; 480/7 = 68.571… -> 68.57; 34.668 + 41.142 = 75.81
    assert texts(outcome) == ["75.81"]
    assert outcome.parts["A"].value(0) == Fraction("86.67")
    assert outcome.parts["B"].value(0) == Fraction("68.57")
    told = explain(rules, people, outcome, 0, evidence)
    assert told[:3] == [
        "group A: 3 due, 3 issued, 3 returned, 0 void, 3 valid",
        "A: (2 优秀 × 100 + 1 基本称职 × 60) / 3 = 86.666666… (260/3)",
        "group score, 2 decimals: 86.666666… (260/3) becomes 86.67",
    ]


@pytest.mark.parametrize(
    ("denominator", "score"),
    [("issued", "36.00"), ("returned", "45.00"), ("valid", "60.00"), ("valid_minus_abstain", "90.00")],
)
def test_the_four_denominators(denominator, score):
    # 10 issued, 8 returned, 2 void: 6 valid, 2 of which abstain: 360 points.
    counts = {"excellent": 2, "competent": 2, "abstain": 2}
    _, outcome = one_group(counts, (10, 8, 2), denominator=later.Denominator(denominator))
    assert texts(outcome) == [score]


def test_abstaining_is_worth_nothing_even_where_the_plan_lists_it():
    grades = (*GRADES, later.Grade(key="abstain", value=Decimal(70)))
    _, outcome = one_group({"excellent": 1, "abstain": 1}, (2, 2, 0), grades=grades)
    assert texts(outcome) == ["50.00"]


BOUNDS = {
    # 2 of 6 ballots are incompetent: exactly a third.
    ("at_least", "1/3"): "vetoed",
    ("above", "1/3"): "advanced",
    ("at_most", "1/3"): "vetoed",
    ("below", "1/3"): "advanced",
    ("above", "1/4"): "vetoed",
    ("below", "1/2"): "vetoed",
    ("at_most", "1/4"): "advanced",
    ("at_least", "1/2"): "advanced",
}


@pytest.mark.parametrize(("bound", "standing"), BOUNDS.items())
def test_vetoes_at_their_bounds(bound, standing):
    name, share = bound
    veto = later.Veto(rate="incompetent", **{name: Fraction(share)})
    _, outcome = one_group({"excellent": 4, "incompetent": 2}, (6, 6, 0), veto=(veto,))
    assert standings(outcome) == [standing]


def test_a_veto_prints_its_sentence():
    veto = later.Veto(rate="excellent", below=Fraction("0.65"))
    people, outcome = one_group(
        {"excellent": 32, "competent": 20}, (52, 52, 0), veto=(veto,), quorum=Fraction(2, 3)
    )
    assert (texts(outcome), standings(outcome)) == (["92.31"], ["vetoed"])
    assert why(people, outcome, 0) == (
        "present 52/60, which reaches two thirds; rate of 优秀 61.5%, below 65%: veto"
    )
    with override("zh-hans"):
        assert say(outcome.notes[0]) == "到会 52/60，达到三分之二；优秀率 61.5%，未达到 65%，触发一票否决"
    assert unpacked(packed(outcome.notes[0])) == outcome.notes[0]


def test_a_veto_sums_grades_over_all_groups_or_looks_at_one():
    groups = (("A", 50, 10), ("B", 50, 10))
    said = {"A": {"excellent": 1, "basic": 1}, "B": {"competent": 6, "basic": 2}}
    sheet = turnout((2, 2, 0), (8, 8, 0))

    def standing(**veto):
        rules = assessment(*groups, veto=(later.Veto(rate="excellent+competent", **veto),))
        people = entrants("A")
        return standings(decide(rules, people, Evidence(counts=graded(rules, A=said), turnout=sheet)))

    assert standing(below=Fraction("0.7")) == ["advanced"]  # 7 of 10
    assert standing(at_most=Fraction("0.7")) == ["vetoed"]
    assert standing(at_most=Fraction("0.5"), group="A") == ["vetoed"]
    assert standing(below=Fraction("0.75"), group="B") == ["advanced"]


def test_the_vetoed_are_ranked_but_take_no_place():
    rules = assessment(
        *ONE,
        veto=(later.Veto(rate="incompetent", at_least=Fraction(1, 3)),),
        advance=plan.Advance(per_opening=Decimal(1)),
    )
    people = entrants("A", "B", "C")
    # A: 200/3 but a third incompetent; B and C: 60.
    counts = graded(
        rules,
        A={"A": {"excellent": 2, "incompetent": 1}},
        B={"A": {"basic": 3}},
        C={"A": {"basic": 2, "competent": 0}},
    )
    outcome = decide(rules, people, Evidence(counts=counts, turnout=turnout((3, 3, 0))))
    assert outcome.rank.tolist() == [1, 2, 3]
    assert standings(outcome) == ["vetoed", "advanced", "reserve"]
    assert why(people, outcome, 1) == "rank 2, within the first 1 of those who are not out"


def test_without_counts_or_valid_ballots_there_is_no_score():
    rules = assessment(("A", 50, 5), ("B", 50, 5))
    people = entrants("A", "B")
    counts = graded(rules, A={"A": {"excellent": 2}, "B": {"excellent": 0}})
    outcome = decide(rules, people, Evidence(counts=counts, turnout=turnout((2, 2, 0), (3, 1, 1))))
    assert texts(outcome) == ["", ""]
    assert standings(outcome) == ["absent", "absent"]
    assert why(people, outcome, 0) == "no score: a group gave no valid ballot"
    assert why(people, outcome, 1) == "absent: nobody voted about this entrant"


def test_who_left_has_left_even_when_vetoed():
    rules = assessment(*ONE, veto=(later.Veto(rate="incompetent", at_least=Fraction(1, 3)),))
    people = entrants("A")
    evidence = Evidence(
        counts=graded(rules, A={"A": {"incompetent": 1}}),
        turnout=turnout((1, 1, 0)),
        leaves=[Leave(0, Standing.WITHDRAWN, "ill")],
    )
    outcome = decide(rules, people, evidence)
    assert (standings(outcome), why(people, outcome, 0)) == (["withdrawn"], "withdrew: ill")


def recommendation(*rounds, factors=(), **more):
    """Return a recommendation by rounds (key, max_names, keep) and factors (key, weight)."""
    made = tuple(later.Round(key=key, max_names=most, keep=keep) for key, most, keep in rounds)
    praised = tuple(later.PraiseFactor(key=key, weight=Decimal(weight)) for key, weight in factors)
    return later.Recommendation(key="recommendation", rounds=made, factors=praised, **more)


A, B, C, D = range(4)


def test_over_votes_are_void_and_blank_papers_valid():
    rules = recommendation(("wide", 2, 1))
    people = entrants("A", "B", "C")
    evidence = Evidence(
        papers=papers(rules, ("wide", [A, B]), ("wide", [B]), ("wide", [A, B, C]), ("wide", [])),
        turnout=turnout((5, 4, 1)),
    )
    outcome = decide(rules, people, evidence)
    assert texts(outcome) == ["1", "2", "0"]
    assert standings(outcome) == ["eliminated", "advanced", "eliminated"]
    assert why(people, outcome, B) == "2 votes in round “wide”, rank 1, kept within the first 1"
    assert why(people, outcome, C) == ("0 votes in round “wide”, rank 3; 1 are kept, the last of them with 2")
    told = explain(rules, people, outcome, B, evidence)
    assert told[0] == "round “wide”, at most 2 names: 5 issued, 4 returned, 1 void, 3 valid"


def test_equals_to_the_last_are_kept_and_the_next_round_counts_only_them():
    rules = recommendation(("wide", 3, 2), ("core", 2, 1))
    people = entrants("A", "B", "C", "D")
    evidence = Evidence(
        papers=papers(
            rules,
            *[("wide", rows) for rows in ([A, B, C], [A, B, C], [A, D])],
            *[("core", rows) for rows in ([B, D], [B, D], [A, D], [C])],
        )
    )
    outcome = decide(rules, people, evidence)
    # wide: A 3, B 2, C 2, D 1: A, B and C stay. core: B 2, A 1, C 1; D's names count for nobody.
    assert texts(outcome) == ["1", "2", "1", ""]
    assert outcome.rank.tolist() == [2, 1, 2, 0]
    assert standings(outcome) == ["eliminated", "advanced", "eliminated", "eliminated"]
    assert why(people, outcome, D) == ("1 votes in round “wide”, rank 4; 2 are kept, the last of them with 2")
    assert "rank 2, kept: equal to the last of 2" in explain(rules, people, outcome, C, evidence)[1]


def test_a_threshold_keeps_names_out_before_the_places_are_counted():
    turn = later.Round(key="wide", max_names=3, keep=2, threshold=Fraction(1, 2))
    rules = later.Recommendation(key="recommendation", rounds=(turn,))
    people = entrants("A", "B", "C")
    evidence = Evidence(
        papers=papers(rules, ("wide", [A, B]), ("wide", [A]), ("wide", [A, C]), ("wide", [C]))
    )
    outcome = decide(rules, people, evidence)
    # four valid papers: A 3, C 2 are half or more, B 1 is not.
    assert standings(outcome) == ["advanced", "eliminated", "advanced"]
    assert why(people, outcome, B) == "1 votes in round “wide”, rank 3, fewer than 50% of 4 valid ballots"


def test_each_position_keeps_its_own_by_openings():
    turn = later.Round(key="wide", max_names=4, per_opening=Decimal("1.5"))
    rules = later.Recommendation(key="recommendation", rounds=(turn,))
    people = entrants("P1:A", "P1:B", "P1:C", "P2:D")
    evidence = Evidence(papers=papers(rules, ("wide", [A, C]), ("wide", [A, C]), ("wide", [B])))
    outcome = decide(rules, people, evidence)
    assert standings(outcome) == ["advanced", "eliminated", "advanced", "advanced"]
    assert why(people, outcome, D) == "0 votes in round “wide”, rank 1; everybody is kept"


def test_factor_ballots():
    rules = recommendation(("wide", 1, 2), factors=(("virtue", 60), ("ability", 40)))
    people = entrants("A", "B", "C")
    evidence = Evidence(
        papers=papers(
            rules,
            ("wide", [A], {"virtue": A, "ability": B}),
            ("wide", [B], {"virtue": A, "ability": None}),
            ("wide", [B], {"virtue": (A, B), "ability": B}),  # two names: nobody's virtue
            ("wide", [A, B], {"virtue": A, "ability": A}),  # an over-vote voids the paper
        )
    )
    outcome = decide(rules, people, evidence)
    # three valid papers: A 60 × 2/3 = 40; B 40 × 2/3 = 26.666…
    assert texts(outcome) == ["40.00", "26.67", ""]
    assert standings(outcome) == ["advanced", "advanced", "eliminated"]
    assert outcome.parts["virtue"].value(A) == 2
    told = explain(rules, people, outcome, B, evidence)
    assert "ability, rank 1: 40 × 2 votes / 3 valid = 26.666666… (80/3)" in told


def vote(**more):
    return later.Vote(key="vote", **{"due": 11} | more)


def test_the_example_of_the_regulations():
    # 11 due, 8 present: quorum 8 >= 7.33; more than half of 11 means 6, not 5 of those 8.
    rules, people = vote(), entrants("A", "B")
    outcome = decide(rules, people, Evidence(counts=voted((1, A, 6, 2, 0, 8), (1, B, 5, 3, 0, 8))))
    assert (texts(outcome), standings(outcome)) == (["6", "5"], ["advanced", "eliminated"])
    assert why(people, outcome, A) == "ballot 1: 6 agree, more than half of 11 members due; elected"
    assert why(people, outcome, B) == ("ballot 1: 5 agree, not more than half of 11 members due; not elected")


@pytest.mark.parametrize(("majority", "elected"), [("due", False), ("present", False), ("valid", True)])
def test_half_is_not_more_than_half(majority, elected):
    rules, people = vote(majority=later.Majority(majority)), entrants("A")
    outcome = decide(rules, people, Evidence(counts=voted((1, A, 5, 4, 0, 10))))
    assert standings(outcome) == ["advanced" if elected else "eliminated"]


def test_under_the_quorum_the_ballot_is_void_and_the_next_decides():
    rules, people = vote(), entrants("A")
    lines = [(1, A, 7, 0, 0, 7)]
    outcome = decide(rules, people, Evidence(counts=voted(*lines)))
    assert (texts(outcome), standings(outcome)) == ([""], ["eliminated"])
    assert why(people, outcome, A) == ("ballot 1 is void: 7 of 11 due were present, fewer than 2/3 of them")
    outcome = decide(rules, people, Evidence(counts=voted(*lines, (2, A, 6, 2, 0, 8))))
    assert (texts(outcome), standings(outcome)) == (["6"], ["advanced"])


def test_most_votes_among_those_over_half_and_equals_wait():
    rules, people = vote(), entrants("A", "B", "C", openings=2)
    first = [(1, A, 9, 1, 0, 10), (1, B, 7, 3, 0, 10), (1, C, 7, 2, 1, 10)]
    outcome = decide(rules, people, Evidence(counts=voted(*first)))
    assert standings(outcome) == ["advanced", "eliminated", "eliminated"]
    assert why(people, outcome, B) == (
        "ballot 1: 7 agree, more than half of 11 members due, but equal to C across the last opening"
    )
    again = [(2, B, 4, 6, 0, 10), (2, C, 6, 4, 0, 10)]
    outcome = decide(rules, people, Evidence(counts=voted(*first, *again)))
    assert texts(outcome) == ["9", "4", "6"]
    assert standings(outcome) == ["advanced", "eliminated", "advanced"]
    assert outcome.rank.tolist() == [1, 3, 2]


def test_after_the_last_ballot_nobody():
    rules, people = vote(max_ballots=1), entrants("A", "B")
    outcome = decide(rules, people, Evidence(counts=voted((1, A, 6, 4, 0, 10), (1, B, 6, 4, 0, 10))))
    assert standings(outcome) == ["eliminated", "eliminated"]


def test_a_run_off_is_held_among_those_with_most_votes():
    rules = vote(runoff=Decimal(2), max_ballots=3)
    people = entrants("A", "B", "C")
    first = [(1, A, 5, 4, 0, 9), (1, B, 3, 6, 0, 9), (1, C, 1, 8, 0, 9)]
    lines = [*first, (2, A, 5, 4, 0, 9), (2, B, 6, 3, 0, 9)]
    outcome = decide(rules, people, Evidence(counts=voted(*lines)))
    assert texts(outcome) == ["5", "6", "1"]
    assert standings(outcome) == ["eliminated", "advanced", "eliminated"]


@pytest.mark.parametrize(("recused_due", "standing"), [(True, "eliminated"), (False, "advanced")])
def test_edge_17_recused_members(recused_due, standing):
    # 9 due, 3 recused: 6 is exactly the quorum of those due, and 5 of 9 must agree; of 6, 4 are enough.
    rules, people = vote(due=9, recused_due=recused_due), entrants("A")
    outcome = decide(rules, people, Evidence(counts=voted((1, A, 4, 2, 0, 6, 3))))
    assert standings(outcome) == [standing]
    five = decide(rules, people, Evidence(counts=voted((1, A, 5, 1, 0, 6, 3))))
    assert standings(five) == ["advanced"]
    fewer = decide(rules, people, Evidence(counts=voted((1, A, 5, 0, 0, 5, 3))))
    assert standings(fewer) == ["advanced" if not recused_due else "eliminated"]


def test_nobody_voted_about_an_entrant():
    rules, people = vote(), entrants("A", "B")
    outcome = decide(rules, people, Evidence(counts=voted((1, A, 6, 2, 0, 8))))
    assert standings(outcome) == ["advanced", "absent"]
    assert why(people, outcome, B) == "absent: nobody voted about this entrant"
