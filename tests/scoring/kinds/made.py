"""Small stages, made by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np

from campaigns.plan import rules as plan
from scoring.core.fixed import Column
from scoring.core.values import Earlier, Entrants, Evidence, Leave, Marks, Standing
from scoring.kinds.registry import KINDS

STATES = {"absent": 1, "misconduct": 2}


def entrants(*names, openings=1):
    """Return entrants given as "A" (position P1) or "P2:A"."""
    pairs = [name.split(":") if ":" in name else ("P1", name) for name in names]
    codes = sorted({code for code, _ in pairs}) or ["P1"]
    pairs.sort(key=lambda pair: codes.index(pair[0]))
    return Entrants(
        [id_ for _, id_ in pairs],
        np.array([codes.index(code) for code, _ in pairs], np.int64),
        codes,
        np.full(len(codes), openings, np.int64),
    )


def marks(*lines):
    """Return marks from (row, room, judge, part, text) lines; the text may be a state."""
    lines = sorted(lines)
    columns = [np.array([line[i] for line in lines], np.int64) for i in range(4)]
    states = np.array([STATES.get(line[4], 0) for line in lines], np.int64)
    values = [0 if line[4] in STATES else int(Fraction(line[4]) * 10**6) for line in lines]
    return Marks(*columns, states, np.array(values, np.int64), ("R1", "R2"), ("a", "b", "c", "d", "e"))


def decide(rules, people, evidence=None, *, rounding=None, earlier=None):
    """Decide a stage with the default rounding."""
    return KINDS[rules.kind].decide(
        rules, people, evidence or Evidence(), rounding=rounding or plan.Rounding(), earlier=earlier or {}
    )


def explain(rules, people, outcome, row, evidence=None, *, rounding=None, earlier=None):
    """Return the working of a row as English sentences."""
    found = KINDS[rules.kind].explain(
        rules,
        people,
        evidence or Evidence(),
        outcome,
        row,
        rounding=rounding or plan.Rounding(),
        earlier=earlier or {},
    )
    return [str(step.sentence) for step in found.steps]


def scored(
    scores, *, people=None, advance=None, chain=None, leaves=(), rank_by="score", pass_mark=None, openings=1
):
    """Decide a composite of one component whose values are given; `chain`: values of the stage `other`."""
    people = people or entrants(*(chr(ord("A") + row) for row in range(len(scores))), openings=openings)
    earlier = {"one": Earlier(Column.of([None if s is None else Decimal(str(s)) for s in scores]))}
    if chain:
        earlier["other"] = Earlier(Column.of(chain))
    rules = plan.Composite(
        key="total",
        weights={"one": plan.Component(factor=Decimal(1))},
        tie_chain=("other",) if chain else (),
        rank_by=plan.RankBy(rank_by),
        pass_mark=pass_mark,
        advance=advance,
    )
    gone = [Leave(row, Standing(standing), reason) for row, standing, reason in leaves]
    outcome = decide(rules, people, Evidence(leaves=gone), earlier=earlier)
    return people, outcome


def standings(outcome):
    """Return the standings as text."""
    return [outcome.standing_of(row).value for row in range(len(outcome))]
