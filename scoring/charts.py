"""The charts beside an outcome: how scores are distributed around the cut, and how far judges lie apart."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Position
from campaigns.plan.rules import Interview, Mode
from scoring.core.fixed import plain_text, round_fraction
from scoring.core.trim import part_factor
from scoring.core.values import MICRO
from scoring.evidence_files.interview import AVERAGE
from scoring.models import Mark, Outcome
from scoring.queries import Line, is_live

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_BINS = 14
FEWEST = 4
"""With fewer scores than this a distribution says nothing."""
FAR = Fraction(3, 100)
"""A judge whose mean lies further from that of all than this share of the full mark is marked."""


def distribution(lines: Sequence[Line]) -> dict[str, Any] | None:
    """Return the distribution of a position's scores with the cut on a class's edge; None without scores."""
    scored = [(line.score, line.standing) for line in lines if line.score is not None]
    if len(scored) < FEWEST:
        return None
    scores = [score for score, _standing in scored]
    ahead = [score for score, standing in scored if standing == "advanced"]
    edge = min(ahead) if ahead and len(ahead) < len(scored) else None
    cut = None if edge is None else plain_text(Fraction(edge, MICRO))
    bins = classes(scores, edge)
    finding = _("%(count)s scores between %(lowest)s and %(highest)s") % {
        "count": len(scores),
        "lowest": plain_text(Fraction(min(scores), MICRO)),
        "highest": plain_text(Fraction(max(scores), MICRO)),
    }
    if cut is not None:
        finding = _("Cut at %(cut)s: %(ahead)s of %(count)s stand above it") % {
            "cut": cut,
            "ahead": len(ahead),
            "count": len(scores),
        }
    words = {"count": _("People"), "score": _("Score"), "cut": _("Cut")}
    chart = {
        "id": "distribution-data", "kind": "distribution", "bins": bins, "cut": cut, "finding": finding, "words": words,
    }  # fmt: skip
    table = {
        "caption": _("Classes from the lower edge up to, not with, the upper one"),
        "columns": [{"title": _("From")}, {"title": _("To")}, {"title": _("People"), "figure": True}],
        "rows": [
            {"cells": [str(b["from"]), str(b["to"]), {"text": str(b["count"]), "figure": True}]} for b in bins
        ],
    }
    return {"chart": chart, "table": table}


def classes(scores: Sequence[int], edge: int | None) -> list[dict[str, Any]]:
    """Return classes of equal width over `scores` (micro-points); `edge`, where given, lies between two of them."""
    span = (max(scores) - min(scores)) // MICRO + 1
    step = next((s for s in STEPS if span / s <= MOST_BINS), STEPS[-1]) * MICRO
    start = 0 if edge is None else edge % step
    counts = Counter((score - start) // step for score in scores)
    return [
        {
            "from": plain_text(Fraction(start + n * step, MICRO)),
            "to": plain_text(Fraction(start + (n + 1) * step, MICRO)),
            "count": counts[n],
        }
        for n in range(min(counts), max(counts) + 1)
    ]


def spread(outcome: Outcome, position: Position, rules: Interview) -> dict[str, Any] | None:
    """Return each judge's lowest, mean and highest total for a position's entrants; None without judges."""
    if not is_live(outcome):
        return None
    totals = _totals(outcome, position, rules)
    if len(totals) < 2:
        return None
    everything = [value for values in totals.values() for value in values]
    middle = sum(everything, Fraction(0)) / len(everything)
    far = Fraction(rules.full_marks) * FAR
    rows = []
    for (room, label), values in totals.items():
        mean = sum(values, Fraction(0)) / len(values)
        rows.append(
            {
                "judge": _seat(room, label),
                "lowest": _short(min(values)),
                "mean": _short(mean),
                "highest": _short(max(values)),
                "far": abs(mean - middle) > far,
            }
        )
    chart = {
        "id": "spread-data", "kind": "spread", "rows": rows, "middle": _short(middle),
        "finding": _finding(totals, middle), "words": {"mean": _("Mean of all")},
    }  # fmt: skip
    titles = (_("Lowest"), _("Mean"), _("Highest"))
    table = {
        "caption": _("By room, judges in the order of their first mark"),
        "columns": [{"title": _("Judge")}, *({"title": title, "figure": True} for title in titles)],
        "rows": [
            {
                "cells": [
                    row["judge"],
                    *({"text": row[key], "figure": True} for key in ("lowest", "mean", "highest")),
                ],
                "tone": "bad" if row["far"] else "",
            }
            for row in rows
        ],
    }
    return {"chart": chart, "table": table}


def _totals(
    outcome: Outcome, position: Position, rules: Interview
) -> dict[tuple[str, str], Sequence[Fraction]]:
    """Return the totals each judge gave, by (room, judge) in the order of first sight."""
    factors = [part_factor(part) for part in rules.parts] or [Fraction(1)]
    rows = Mark.objects.filter(assessor__stage=outcome.stage, application__position=position, state=0)
    rows = rows.exclude(assessor__label=AVERAGE).order_by("assessor", "application")
    sums: dict[tuple[str, str], dict[int, Fraction]] = {}
    for room, label, person, criterion, value in rows.values_list(
        "assessor__room", "assessor__label", "application_id", "criterion", "value"
    ):
        own = sums.setdefault((room, label), {})
        own[person] = own.get(person, Fraction(0)) + Fraction(value, MICRO) * factors[criterion]
    return {seat: list(values.values()) for seat, values in sums.items()}


def _finding(totals: dict[tuple[str, str], Sequence[Fraction]], middle: Fraction) -> str:
    """Say which judge lies furthest from the mean of all."""
    means = {seat: sum(values, Fraction(0)) / len(values) for seat, values in totals.items()}
    seat = max(means, key=lambda one: abs(means[one] - middle))
    gap = means[seat] - middle
    text = _("%(judge)s lies furthest from the mean of all: %(gap)s points above")
    if gap < 0:
        text = _("%(judge)s lies furthest from the mean of all: %(gap)s points below")
    return text % {"judge": _seat(*seat), "gap": _short(abs(gap))}


def _seat(room: str, label: str) -> str:
    return _("Room %(room)s, judge %(judge)s") % {"room": room, "judge": label}


def _short(value: Fraction) -> str:
    return plain_text(round_fraction(value, 2, Mode.HALF_UP))
