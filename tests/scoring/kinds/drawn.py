"""Hypothesis strategies: rules, entrants and marks as they may occur; coarse marks make equals common."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from campaigns.plan import rules as plan
from scoring.core.values import Entrants, Leave, Marks, Standing
from tests.scoring.kinds.brute import Sheet

digits = st.integers(0, 4)
maybe_digits = st.none() | digits


def decimals(low, high, places=2):
    return st.decimals(low, high, places=places, allow_nan=False)


@st.composite
def roundings(draw):
    own = {f"{name}_digits": draw(st.none() | digits) for name in ("panel", "component", "weighted", "total")}
    places = tuple(draw(st.lists(st.sampled_from(list(plan.Place)), unique=True)))
    return plan.Rounding(
        digits=draw(digits), mode=draw(st.sampled_from(list(plan.Mode))), places=places, **own
    )


@st.composite
def advances(draw):
    how = draw(st.sampled_from(["per_opening", "count", "all", "none"]))
    if how == "none":
        return None
    amount = {
        "per_opening": {"per_opening": draw(decimals("0.5", "3", 1))},
        "count": {"count": draw(st.integers(0, 4))},
        "all": {"all": True},
    }[how]
    return plan.Advance(
        **amount,
        ties=draw(st.sampled_from(list(plan.Ties))),
        substitutes=draw(st.integers(0, 3)),
        substitutes_for=draw(st.sampled_from([("withdrawn", "disqualified"), ("withdrawn",)])),
    )


@st.composite
def corrections(draw):
    low, high = draw(st.none() | st.integers(0, 3)), draw(st.none() | st.integers(4, 9))
    return plan.Correction(
        method=draw(st.sampled_from(list(plan.CorrectionMethod))),
        mean_digits=draw(maybe_digits),
        coefficient_digits=draw(maybe_digits),
        trim_room=draw(st.integers(0, 2)),
        trim_pool=draw(st.integers(0, 2)),
        trim_each=draw(st.booleans()),
        lowest=None if low is None else Decimal(low),
        highest=None if high is None else Decimal(high),
    )


@st.composite
def trims(draw):
    return plan.Trim(
        highest=draw(st.integers(0, 2)),
        lowest=draw(st.integers(0, 2)),
        minimum_judges=draw(st.none() | st.integers(1, 6)),
        level=draw(st.sampled_from(list(plan.Level))),
    )


@st.composite
def part_lists(draw):
    parts = []
    for number in range(draw(st.integers(0, 2))):
        if draw(st.booleans()):
            parts.append(plan.Part(key=f"part{number}", weight=draw(decimals("5", "95"))))
        else:
            parts.append(plan.Part(key=f"part{number}", factor=draw(decimals("-1", "2", 3))))
    return tuple(parts)


def endings(draw, keys):
    """Draw what every ranked stage has."""
    return {
        "pass_mark": draw(st.none() | decimals("0", "8", 1)),
        "tie_chain": tuple(draw(st.lists(st.sampled_from([*keys, "unrounded"]), unique=True))),
        "rank_by": draw(st.sampled_from(list(plan.RankBy))),
        "advance": draw(advances()),
    }


@st.composite
def interviews(draw):
    parts = draw(part_lists())
    return plan.Interview(
        key="interview",
        parts=parts,
        trim=draw(trims()),
        correction=draw(corrections()),
        **endings(draw, [part.key for part in parts]),
    )


@st.composite
def exams(draw):
    papers = tuple(
        plan.Paper(
            key=f"paper{n}", full_marks=draw(decimals("5", "150", 0)), weight=draw(decimals("5", "95"))
        )
        for n in range(draw(st.integers(0, 3)))
    )
    return plan.WrittenExam(
        key="written",
        papers=papers,
        scale_to=draw(st.none() | decimals("10", "300", 1)),
        **endings(draw, [paper.key for paper in papers]),
    )


@st.composite
def fields(draw):
    """Draw a field of entrants: positions in rising order."""
    count = draw(st.integers(1, 3))
    positions = sorted(draw(st.lists(st.integers(0, count - 1), max_size=9)))
    openings = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    return Entrants(
        ids=[f"E{n}" for n in range(len(positions))],
        position=np.array(positions, np.int64),
        positions=[f"P{n}" for n in range(count)],
        openings=np.array(openings, np.int64),
    )


@st.composite
def sheets_of(draw, entrants, criteria, judges=True):
    """Draw each entrant's lines; coarse marks in one campaign, fine ones in another."""
    mark = draw(st.sampled_from([st.integers(4, 6), st.integers(0, 20).map(lambda n: Fraction(n, 2)), FINE]))
    usual = draw(st.sampled_from([[0], [0, 0, 0, 0, 1], [0] * 12 + [1, 1, 2]]))
    sheets = []
    for position in entrants.position.tolist():
        room = draw(st.integers(0, 2)) if judges else 0
        names = (
            draw(st.sampled_from([[], [-1], [0], [0, 1, 2], [3, 1, 0, 2], [0, 1, 2, 3, 4, 5]]))
            if judges
            else [0]
        )
        lines = [
            (room, judge, part, draw(st.sampled_from(usual)), Fraction(draw(mark)))
            for judge in names
            for part in range(criteria)
        ]
        sheets.append(
            Sheet(position, [line for line in lines if draw(st.sampled_from([True] * 15 + [False]))])
        )
    return sheets


FINE = st.decimals(0, 10, places=6, allow_nan=False).map(Fraction)


def marks_of(sheets):
    """Turn sheets into columns."""
    lines = [(n, *line) for n, sheet in enumerate(sheets) for line in sheet.lines]
    columns = [np.array([line[i] for line in lines], np.int64) for i in range(5)]
    values = np.array([int(line[5] * 10**6) for line in lines], np.int64)
    rooms, judges = ("R1", "R2", "R3"), ("a", "b", "c", "d", "e", "f")
    return Marks(*columns, values, rooms, judges)


@st.composite
def leave_lists(draw, entrants):
    rows = draw(st.lists(st.integers(0, len(entrants) - 1), unique=True, max_size=3)) if len(entrants) else []
    kinds = st.sampled_from([Standing.WITHDRAWN, Standing.DISQUALIFIED])
    return [Leave(row, draw(kinds), "a reason") for row in rows]
