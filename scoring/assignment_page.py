"""What the page of an assignment shows: the fits as a matrix, the proposal with its reasons, what was decided."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Stage
from candidates.models import Application
from candidates.sheets import read_table
from candidates.strokes import in_stroke_order
from oversight.models import Blob
from oversight.say import say
from scoring.actions.assignment import DECISION, FITS
from scoring.core.assignment import Proposal, propose, reason_of
from scoring.core.assignment import two_decimals as two
from scoring.fit_sheet import Fits, read_fits
from scoring.models import Attachment
from scoring.queries import entrants_of


@dataclass(frozen=True)
class Table:
    """The newest sheet of a stage, the people in stroke order, and what is proposed."""

    sheet: Attachment
    people: Sequence[Application]
    fits: Fits
    proposal: Proposal

    @property
    def proposed(self) -> dict[str, str]:
        """Return the proposed post of each person by number, "" where none is left."""
        return {number: post or "" for number, post in self.proposal.posts.items()}


def people_of(stage: Stage) -> list[Application]:
    """Return the entrants in the order of surname strokes."""
    people = entrants_of(stage)
    return [one for _name, one in in_stroke_order((one.candidate.name, one) for one in people)]


def table_of(stage: Stage) -> Table | None:
    """Return the newest sheet with its proposal, None before there is one; people who left are left out."""
    sheet = stage.attachments.filter(subject=FITS).order_by("-id").first()
    if sheet is None:
        return None
    people = people_of(stage)
    data = bytes(Blob.objects.get(pk=sheet.blob).bytes)
    table = read_table(sheet.title, data)
    fits = read_fits(table, [*table.column("id")])
    numbers = [one.number for one in people]
    standing = {pair: fit for pair, fit in fits.fits.items() if pair[0] in set(numbers)}
    return Table(sheet, people, Fits(standing, fits.places), propose(numbers, fits.places, standing))


def decision_of(stage: Stage, sheet: str) -> dict[str, Any] | None:
    """Return what was decided by this sheet, None where nothing was."""
    kept = stage.attachments.filter(subject=DECISION).order_by("-id").first()
    if kept is None:
        return None
    decided: dict[str, Any] = json.loads(bytes(Blob.objects.get(pk=kept.blob).bytes))
    return decided if decided["sheet"] == sheet else None


def rows_of(table: Table, decided: dict[str, str]) -> list[dict[str, Any]]:
    """Return a row a person for the page: fits by post, the proposal with its reason, the choice as it stands."""
    shown = {one.number: one.candidate.name for one in table.people} | {
        post: post for post in table.fits.places
    }
    rows = []
    for one in table.people:
        proposed = table.proposed[one.number]
        fits = [(post, table.fits.fits.get((one.number, post))) for post in table.fits.places]
        rows.append(
            {
                "number": one.number,
                "name": one.candidate.name,
                "fits": [
                    {"text": "—" if fit is None else two(fit), "proposed": post == proposed}
                    for post, fit in fits
                ],
                "proposed": proposed or _("none"),
                "why": say(reason_of(one.number, table.proposal, table.fits.fits, shown)),
                "chosen": decided.get(one.number, proposed),
            }
        )
    return rows


def total_of(table: Table, decided: dict[str, str]) -> Fraction | None:
    """Return the sum of fits of what was decided, None where a pair was not judged."""
    pairs = [(number, post) for number, post in decided.items() if post]
    if any(pair not in table.fits.fits for pair in pairs):
        return None
    return sum((table.fits.fits[pair] for pair in pairs), Fraction(0))
