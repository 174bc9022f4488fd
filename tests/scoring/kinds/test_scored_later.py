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


@given(st.data())
@MANY
def test_a_rubric_is_averaged_over_those_present_and_weighed(data):
    rounding = data.draw(ROUNDINGS)
    items = [
        RubricItem(
            key=f"i{n}",
            full_marks=Decimal(data.draw(st.integers(1, 120))),
            weight=Decimal(data.draw(st.integers(0, 60))),
        )
        for n in range(data.draw(st.integers(1, 3)))
    ]
    pass_mark = data.draw(st.none() | st.integers(0, 60).map(Decimal))
    rules = Inspection(key="i", rubric=tuple(items), pass_mark=pass_mark)
    number = data.draw(st.integers(1, 5))
    mark = st.none() | st.integers(0, 10_000).map(lambda n: Fraction(n, 100))
    table = [
        [[data.draw(mark) for _ in range(data.draw(st.integers(0, 3)))] for _ in items] for _ in range(number)
    ]
    adverse = [data.draw(st.booleans()) for _ in range(number)]
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
    checks = [
        Check(row, "李", "archive", 1, "adverse" if bad else "no_objection", note="问题")
        for row, bad in enumerate(adverse)
    ]
    people, evidence = people_of(number), Evidence(marks=marks, checks=checks)
    outcome = decide(rules, people, evidence, rounding=rounding)

    def digits(place):
        return rounding.digits if place in rounding.places else None

    scores, expected = [], []
    for own, bad in zip(table, adverse, strict=True):
        total = Fraction(0)
        for item, given_marks in zip(items, own, strict=True):
            there = [value for value in given_marks if value is not None]
            if total is None or not there:
                total = None
                continue
            mean = to_digits(sum(there) / len(there), digits(Place.PANEL), rounding.mode)
            points = mean * Fraction(item.weight) / Fraction(item.full_marks)
            total += to_digits(points, digits(Place.WEIGHTED), rounding.mode)
        score = None if total is None else to_digits(total, digits(Place.COMPONENT), rounding.mode)
        scores.append(score)
        below = score is not None and pass_mark is not None and score < pass_mark
        fallen = "absent" if score is None else "eliminated" if below else "advanced"
        expected.append("disqualified" if bad else fallen)
    assert list(outcome.score.values()) == scores
    assert standings(outcome) == expected
    assert outcome.rank.tolist() == places_of(scores)
    assert all(explain(rules, people, outcome, row, evidence, rounding=rounding) for row in range(number))


BOUNDS = ("at_least", "above", "at_most", "below")
COMPARE = {
    "at_least": lambda share, bound: share >= bound,
    "above": lambda share, bound: share > bound,
    "at_most": lambda share, bound: share <= bound,
    "below": lambda share, bound: share < bound,
}


@given(st.data())
@MANY
def test_the_public_s_grades_are_shares_of_those_who_judged(data):
    rounding = data.draw(ROUNDINGS)
    grades = [
        Grade(key=key, value=Decimal(data.draw(st.integers(0, 100))))
        for key in ("good", "fair", "poor")[: data.draw(st.integers(1, 3))]
    ]
    keys = [grade.key for grade in grades]
    veto = tuple(
        Veto(
            rate=data.draw(st.sampled_from(keys)), **{bound: data.draw(st.fractions(0, 1, max_denominator=6))}
        )
        for bound in data.draw(st.lists(st.sampled_from(BOUNDS), max_size=2))
    )
    minus = data.draw(st.booleans())
    rules = PublicComment(
        key="c",
        grades=tuple(grades),
        veto=veto,
        denominator=Denominator.VALID_MINUS_ABSTAIN if minus else Denominator.VALID,
    )
    number = data.draw(st.integers(1, 5))
    counts = [[data.draw(st.integers(0, 9)) for _ in (*keys, "abstain")] for _ in range(number)]
    lines = [(row, option, n) for row, own in enumerate(counts) for option, n in enumerate(own)]
    columns = Counts(
        ints(line[0] for line in lines),
        ints(0 for _ in lines),
        ints(line[1] for line in lines),
        ints(line[2] for line in lines),
    )
    people, evidence = people_of(number), Evidence(counts=columns)
    outcome = decide(rules, people, evidence, rounding=rounding)
    scores, expected = [], []
    for own in counts:
        base = sum(own) - (own[-1] if minus else 0)
        if not base:
            scores.append(None)
            expected.append("absent")
            continue
        exact = (
            sum((n * Fraction(grade.value) for n, grade in zip(own, grades, strict=False)), Fraction(0))
            / base
        )
        component = rounding.digits if Place.COMPONENT in rounding.places else None
        scores.append(to_digits(exact, component, rounding.mode))
        hit = any(
            COMPARE[bound](Fraction(own[keys.index(one.rate)], base), value)
            for one in veto
            for bound in BOUNDS
            if (value := getattr(one, bound)) is not None
        )
        expected.append("vetoed" if hit else "advanced")
    assert list(outcome.score.values()) == scores
    assert standings(outcome) == expected
    assert outcome.rank.tolist() == places_of(scores)
    assert all(explain(rules, people, outcome, row, evidence, rounding=rounding) for row in range(number))
