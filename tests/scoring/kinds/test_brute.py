"""The engine against a slow calculator, over all rules that a plan can hold."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.plan import rules as plan
from scoring.core.canonical import outcome_csv
from scoring.core.cut import TiesAcross
from scoring.core.fixed import Column
from scoring.core.values import STANDINGS, Earlier, Evidence
from scoring.kinds.registry import KINDS
from tests.scoring.kinds import brute, drawn

MANY = settings(max_examples=200, deadline=None)


def same(found, rules, entrants, evidence, rounding, earlier, leaves):
    """Decide with the engine and compare everything with what the slow calculator found."""
    kind = KINDS[rules.kind]
    gone = {leave.row: leave.standing.value for leave in leaves}
    arguments = (found, entrants.position.tolist(), entrants.openings.tolist(), rules, gone)
    try:
        order, ranks, standings = brute.settle(*arguments)
    except brute.Across:
        with pytest.raises(TiesAcross):
            kind.decide(rules, entrants, evidence, rounding=rounding, earlier=earlier)
        return None
    outcome = kind.decide(rules, entrants, evidence, rounding=rounding, earlier=earlier)
    assert list(outcome.score.values()) == found.scores
    assert outcome.order.tolist() == order
    assert outcome.rank.tolist() == [ranks.get(row, 0) for row in range(len(entrants))]
    assert [STANDINGS[code] for code in outcome.standing] == [standings[row] for row in range(len(entrants))]
    exactly_typed(outcome)
    assert len(outcome_csv(entrants, outcome).splitlines()) == len(entrants) + 1
    explained(kind, rules, entrants, evidence, outcome, rounding, earlier)
    return outcome


def exactly_typed(outcome):
    """No column of an outcome holds floats."""
    columns = [outcome.score, *outcome.parts.values(), *outcome.weighted.values(), *outcome.chain.values()]
    for column in columns:
        assert column.numerators.dtype in (np.dtype(np.int64), np.dtype(object))
        assert not column.wide or all(isinstance(value, Fraction) for value in column.numerators)
    for array in (
        outcome.printed,
        outcome.rank,
        outcome.order,
        outcome.openings,
        outcome.places,
        outcome.border,
    ):
        assert array.dtype == np.int64
    assert outcome.standing.dtype == outcome.reason.dtype == np.int8


def explained(kind, rules, entrants, evidence, outcome, rounding, earlier):
    """The working of every row ends in its score and says its standing last."""
    for row in range(len(entrants)):
        steps = kind.explain(
            rules, entrants, evidence, outcome, row, rounding=rounding, earlier=earlier
        ).steps
        assert [step.code for step in steps].count("standing") == 1
        assert steps[-1].code == "standing"
        assert all(str(step.sentence) for step in steps)
        if outcome.score.present[row]:
            numbers = ("mean", "rounding", "weight", "total", "correction")
            reached = [Fraction(step.value) for step in steps if step.code in numbers]
            if not reached:
                reached = [Fraction(line.value) for step in steps for line in step.marks if line.value]
            assert reached[-1] == outcome.score.value(row)


@given(st.data())
@MANY
def test_interviews(data):
    rules, rounding = data.draw(drawn.interviews()), data.draw(drawn.roundings())
    entrants = data.draw(drawn.fields())
    sheets = data.draw(drawn.sheets_of(entrants, max(1, len(rules.parts))))
    leaves = data.draw(drawn.leave_lists(entrants))
    evidence = Evidence(drawn.marks_of(sheets), leaves)
    same(brute.interview(sheets, rules, rounding), rules, entrants, evidence, rounding, {}, leaves)


@given(st.data())
@MANY
def test_written_exams(data):
    rules, rounding = data.draw(drawn.exams()), data.draw(drawn.roundings())
    entrants = data.draw(drawn.fields())
    sheets = data.draw(drawn.sheets_of(entrants, max(1, len(rules.papers)), judges=False))
    leaves = data.draw(drawn.leave_lists(entrants))
    evidence = Evidence(drawn.marks_of(sheets), leaves)
    same(brute.written(sheets, rules, rounding), rules, entrants, evidence, rounding, {}, leaves)


@given(st.data())
@MANY
def test_composites(data):
    rounding, entrants = data.draw(drawn.roundings()), data.draw(drawn.fields())
    weights = {
        key: data.draw(
            st.builds(
                plan.Component,
                weight=drawn.decimals("1", "99"),
                full_marks=st.none() | drawn.decimals("1", "500"),
            )
            | st.builds(plan.Component, factor=drawn.decimals("-2", "2"))
        )
        for key in ("written", "interview", "own")
    }
    rules = plan.Composite(key="total", weights=weights, **drawn.endings(data.draw, list(weights)))
    value = st.none() | st.integers(3, 5).map(Fraction) | drawn.FINE
    columns = {
        key: data.draw(st.lists(value, min_size=len(entrants), max_size=len(entrants)))
        for key in ("written", "interview")
    }
    sheets = data.draw(drawn.sheets_of(entrants, 1, judges=False))
    for sheet in sheets:
        sheet.lines = [(0, 0, 2, 0, line[4]) for line in sheet.lines]
    columns["own"] = [sheet.lines[0][4] if sheet.lines else None for sheet in sheets]
    leaves = data.draw(drawn.leave_lists(entrants))
    evidence = Evidence(drawn.marks_of(sheets), leaves)
    earlier = {key: Earlier(Column.of(columns[key])) for key in ("written", "interview")}
    same(brute.composite(columns, rules, rounding), rules, entrants, evidence, rounding, earlier, leaves)
