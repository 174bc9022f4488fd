"""Inspections and public comments against a count by hand: a person at a time, with fractions alone."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.plan.rules import Mode, Place, Rounding
from campaigns.plan.rules_later import Denominator, Grade, Inspection, PublicComment, RubricItem, Veto
from scoring.core.checks import Check
from scoring.core.values import Counts, Entrants, Evidence, Marks
from tests.scoring.kinds.brute import to_digits
from tests.scoring.kinds.made import decide, explain, standings

MANY = settings(max_examples=300, deadline=None)
MODES = st.sampled_from(list(Mode))
PLACES = st.lists(st.sampled_from(list(Place)), unique=True).map(tuple)
ROUNDINGS = st.builds(Rounding, digits=st.integers(0, 3), mode=MODES, places=PLACES)


def people_of(number):
    ids = [f"p{n}" for n in range(number)]
    return Entrants(ids, np.zeros(number, np.int64), ["P1"], np.ones(1, np.int64))


def places_of(scores):
    """Return the rank of each score: one more than how many are higher."""
    present = [score for score in scores if score is not None]
    return [0 if score is None else 1 + sum(other > score for other in present) for score in scores]


def ints(values):
    return np.array(list(values), np.int64)


@st.composite
def inspections(draw):
    """Draw a rubric, and for each person what each of three assessors gave for each item."""
    items = tuple(
        RubricItem(
            key=f"i{n}",
            full_marks=Decimal(draw(st.integers(1, 120))),
            weight=Decimal(draw(st.integers(0, 60))),
        )
        for n in range(draw(st.integers(1, 3)))
    )
    rules = Inspection(key="i", rubric=items, pass_mark=draw(st.none() | st.integers(0, 60).map(Decimal)))
    mark = st.none() | st.integers(0, 10_000).map(lambda n: Fraction(n, 100))
    table = [
        [[draw(mark) for _ in range(draw(st.integers(0, 3)))] for _ in items]
        for _ in range(draw(st.integers(1, 5)))
    ]
    return rules, table, [draw(st.booleans()) for _ in table]


def evidence_of(table, adverse):
    lines = [
        (row, judge, item, value)
        for row, own in enumerate(table)
        for judge in range(3)
        for item, given_marks in enumerate(own)
        for value in given_marks[judge : judge + 1]
    ]
    marks = Marks(
        ints(line[0] for line in lines),
        ints(0 for _ in lines),
        ints(line[1] for line in lines),
        ints(line[2] for line in lines),
        ints(0 if line[3] is not None else 1 for line in lines),
        ints(int((line[3] or 0) * 10**6) for line in lines),
        ("",),
        ("甲", "乙", "丙"),
    )
    answers = ["adverse" if bad else "no_objection" for bad in adverse]
    checks = [Check(row, "李", "archive", 1, answer, note="问题") for row, answer in enumerate(answers)]
    return Evidence(marks=marks, checks=checks)


def rubric_score(rules, own, rounding):
    """Return one person's score, None where an item was marked by nobody."""

    def digits(place):
        return rounding.digits if place in rounding.places else None

    total = Fraction(0)
    for item, given_marks in zip(rules.rubric, own, strict=True):
        there = [value for value in given_marks if value is not None]
        if not there:
            return None
        mean = to_digits(sum(there) / len(there), digits(Place.PANEL), rounding.mode)
        points = mean * Fraction(item.weight) / Fraction(item.full_marks)
        total += to_digits(points, digits(Place.WEIGHTED), rounding.mode)
    return to_digits(total, digits(Place.COMPONENT), rounding.mode)


@given(inspections(), ROUNDINGS)
@MANY
def test_a_rubric_is_averaged_over_those_present_and_weighed(drawn, rounding):
    rules, table, adverse = drawn
    people, evidence = people_of(len(table)), evidence_of(table, adverse)
    outcome = decide(rules, people, evidence, rounding=rounding)
    scores = [rubric_score(rules, own, rounding) for own in table]
    expected = []
    for score, bad in zip(scores, adverse, strict=True):
        below = score is not None and rules.pass_mark is not None and score < rules.pass_mark
        fallen = "absent" if score is None else "eliminated" if below else "advanced"
        expected.append("disqualified" if bad else fallen)
    assert list(outcome.score.values()) == scores
    assert standings(outcome) == expected
    assert outcome.rank.tolist() == places_of(scores)
    assert all(explain(rules, people, outcome, row, evidence, rounding=rounding) for row in range(len(table)))


BOUNDS = ("at_least", "above", "at_most", "below")
COMPARE = {
    "at_least": lambda share, bound: share >= bound,
    "above": lambda share, bound: share > bound,
    "at_most": lambda share, bound: share <= bound,
    "below": lambda share, bound: share < bound,
}


@st.composite
def comments(draw):
    """Draw grades, vetoes and, for each person, how many gave each grade; the last number abstained."""
    grades = tuple(
        Grade(key=key, value=Decimal(draw(st.integers(0, 100))))
        for key in ("good", "fair", "poor")[: draw(st.integers(1, 3))]
    )
    keys = [grade.key for grade in grades]
    veto = tuple(
        Veto(rate=draw(st.sampled_from(keys)), **{bound: draw(st.fractions(0, 1, max_denominator=6))})
        for bound in draw(st.lists(st.sampled_from(BOUNDS), max_size=2))
    )
    denominator = draw(st.sampled_from([Denominator.VALID, Denominator.VALID_MINUS_ABSTAIN]))
    rules = PublicComment(key="c", grades=grades, veto=veto, denominator=denominator)
    counts = [[draw(st.integers(0, 9)) for _ in (*keys, "abstain")] for _ in range(draw(st.integers(1, 5)))]
    return rules, counts


def judged(rules, own, rounding):
    """Return one person's score and standing."""
    base = sum(own) - (own[-1] if rules.denominator is Denominator.VALID_MINUS_ABSTAIN else 0)
    if not base:
        return None, "absent"
    keys = [grade.key for grade in rules.grades]
    points = sum(
        (n * Fraction(grade.value) for n, grade in zip(own, rules.grades, strict=False)), Fraction(0)
    )
    digits = rounding.digits if Place.COMPONENT in rounding.places else None
    hit = any(
        COMPARE[bound](Fraction(own[keys.index(veto.rate)], base), value)
        for veto in rules.veto
        for bound in BOUNDS
        if (value := getattr(veto, bound)) is not None
    )
    return to_digits(points / base, digits, rounding.mode), "vetoed" if hit else "advanced"


@given(comments(), ROUNDINGS)
@MANY
def test_the_public_s_grades_are_shares_of_those_who_judged(drawn, rounding):
    rules, counts = drawn
    lines = [(row, option, n) for row, own in enumerate(counts) for option, n in enumerate(own)]
    rows, options, numbers = (ints(line[place] for line in lines) for place in range(3))
    people, evidence = people_of(len(counts)), Evidence(counts=Counts(rows, 0 * rows, options, numbers))
    outcome = decide(rules, people, evidence, rounding=rounding)
    expected = [judged(rules, own, rounding) for own in counts]
    scores = [score for score, _standing in expected]
    assert list(outcome.score.values()) == scores
    assert standings(outcome) == [standing for _score, standing in expected]
    assert outcome.rank.tolist() == places_of(scores)
    assert all(
        explain(rules, people, outcome, row, evidence, rounding=rounding) for row in range(len(counts))
    )
