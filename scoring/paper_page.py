"""What the page of single papers shows: the running tally, the papers typed last, the next number."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from campaigns.plan.rules_later import Recommendation
from scoring.ballot_page import Standing, TurnPage


def last_label(page: TurnPage) -> str:
    """Return the number that follows the highest there is, where papers are numbered."""
    numbers = [int(paper.label) for paper in page.papers() if paper.label.isdecimal()]
    return str(max(numbers, default=0) + 1)


def tally_table(page: TurnPage, standing: Sequence[Standing] | None = None) -> dict[str, Any]:
    """Return who stands in the round with the votes so far, for `parts/table.html`."""
    rules = page.rules
    assert isinstance(rules, Recommendation)
    people = page.standing() if standing is None else standing
    titles = [_("Votes")] if rules.rounds else []
    if rules.factors and page.factors_here:
        titles += [factor.title or factor.key for factor in rules.factors]
    caption = _("Votes on valid papers so far")
    if page.layer_hidden:
        titles, caption = [], _("A small layer is counted and not shown apart, nor what would betray it")
    columns: list[dict[str, Any]] = [{"title": _("No."), "figure": True}, {"title": _("Entrant")}]
    columns += [{"title": title, "figure": True} for title in titles]
    rows = [
        {
            "cells": [
                {"text": str(one.short), "figure": True},
                f"{one.person.candidate.name} {one.person.number} {one.person.position.code}",
                *({"text": str(number), "figure": True} for number in one.votes if titles),
            ]
        }
        for one in people
    ]
    empty = {
        "title": _("Nobody stands in this round"),
        "text": _("Those whom the round before keeps stand here; count it first."),
        "act": None,
    }
    return {"columns": columns, "rows": rows, "empty": empty, "caption": caption}


def paper_lines(page: TurnPage, standing: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the papers of the round, newest number first: number and names by short number; never a voter."""
    rules = page.rules
    short = {one.person.pk: one.short for one in standing}
    factors = [factor.title or factor.key for factor in getattr(rules, "factors", ())]
    lines = []
    for paper in page.papers():
        names = []
        for choice in sorted(
            paper.choices.all(), key=lambda c: (c.factor, short.get(c.application_id or 0, 0))
        ):
            name = str(short.get(choice.application_id or 0, "—"))
            names.append(name if choice.factor < 0 else f"{factors[choice.factor]}: {name}")
        lines.append(
            {"label": paper.label, "names": "  ".join(names) or _("blank"), "signed": bool(paper.voter)}
        )
    return lines
