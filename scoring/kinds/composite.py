"""Composite: earlier outcomes, and components from the stage's own file, weighted and summed. PURE."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from campaigns.plan.rules import Component, Composite, Place, Rounding
from scoring.core.chain import chain_columns, found_earlier
from scoring.core.composite_working import composite_working
from scoring.core.explanation import Explanation
from scoring.core.fixed import Column
from scoring.core.marks import NO_MARKS, criterion_column, given, void_rows
from scoring.core.placing import placed
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Reason


@dataclass(frozen=True, eq=False)
class Weighed:
    """Components as they came, weighted, and their sum."""

    plain: Mapping[str, Column]
    weighted: Mapping[str, Column]
    total: Column


def factor_of(component: Component) -> Fraction:
    """Return what a component is multiplied by: its factor, or weight / full marks."""
    if component.factor is not None:
        return Fraction(component.factor)
    return Fraction(component.weight or 0) / Fraction(
        100 if component.full_marks is None else component.full_marks
    )


def components_of(
    rules: Composite, entrants: Entrants, evidence: Evidence, earlier: Mapping[str, Earlier]
) -> dict[str, Column]:
    """Return the components by key: an earlier stage (or `stage.part`), else the stage's own evidence."""
    own = given(evidence.marks or NO_MARKS)
    columns = {}
    for number, key in enumerate(rules.weights):
        column = found_earlier(key, earlier)
        columns[key] = criterion_column(own, number, len(entrants)) if column is None else column
    return columns


def weighed(rules: Composite, plain: Mapping[str, Column], rounding: Rounding) -> Weighed:
    """Multiply each component, round at `weighted`, sum, round at `total`."""
    weighted, total = {}, None
    for key, component in rules.weights.items():
        exact = plain[key].scale(factor_of(component))
        weighted[key] = exact.round(rounding.digits_at(Place.WEIGHTED), rounding.mode)
        total = weighted[key] if total is None else total.add(weighted[key])
    assert total is not None
    return Weighed(plain, weighted, total.round(rounding.digits_at(Place.TOTAL), rounding.mode))


def decide(
    rules: Composite,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Add the weighted components up, rank and cut; a row lacking a component is absent."""
    plain = components_of(rules, entrants, evidence, earlier)
    found = weighed(rules, plain, rounding)
    void = void_rows(evidence.marks or NO_MARKS, len(entrants))
    missing = np.full(len(entrants), Reason.MISSING_COMPONENT, np.int8)
    score = found.total
    if void is not None:
        score = score.only(~void)
        missing[void] = Reason.MISCONDUCT

    def unrounded() -> Column:
        return weighed(rules, plain, replace(rounding, places=())).total

    return placed(
        rules,
        entrants,
        evidence,
        score,
        place=Place.TOTAL,
        rounding=rounding,
        missing=missing,
        chain=chain_columns(
            rules.tie_chain, stage=rules.key, earlier=earlier, own=plain, unrounded=unrounded
        ),
        parts=plain,
        weighted=found.weighted,
    )


def explain(
    rules: Composite,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show each component, its weight, the sum, the rounding and the tie chain of one row."""
    plain = components_of(rules, entrants, evidence, earlier)
    factors = {key: factor_of(component) for key, component in rules.weights.items()}
    return composite_working(rules, factors, plain, entrants, outcome, row, rounding=rounding)
