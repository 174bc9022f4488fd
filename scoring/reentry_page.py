"""What the page of the second entry shows: a sheet of empty cells, what differs, the lock."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Stage
from scoring.collect import gather
from scoring.models import Lock
from scoring.reentry import (
    Cell,
    again_values,
    cells_of,
    differences_of,
    evidence_digest,
    first_values,
    typists,
    waiting_of,
)


class AgainPage:
    """The second entry of a stage; `sheet` is the room, turn or organ whose cells are shown, the first by default."""

    def __init__(self, stage: Stage, sheet: str | None):
        self.stage = stage
        self.cells: dict[str, Cell] = {cell.place: cell for cell in cells_of(gather(stage))}
        self.names = list(dict.fromkeys(cell.sheet for cell in self.cells.values()))
        self.sheet = sheet if sheet in self.names else (self.names[0] if self.names else "")
        self.first, self.again = first_values(stage), again_values(stage)
        self.once, self.twice = typists(stage)

    def sheets(self) -> list[dict[str, Any]]:
        """Return the sheets with their addresses."""
        url = reverse("again", args=[self.stage.campaign.code, self.stage.key])
        return [
            {
                "title": name or _("All"),
                "url": f"{url}?{urlencode({'sheet': name})}",
                "current": name == self.sheet,
            }
            for name in self.names
        ]

    @cached_property
    def shown(self) -> list[tuple[str, Cell]]:
        """Return the cells of the sheet with the names of their fields."""
        here = [cell for cell in self.cells.values() if cell.sheet == self.sheet]
        return [(f"v{number}", cell) for number, cell in enumerate(here)]

    def table(self) -> list[dict[str, Any]]:
        """Return the sheet as blocks of rows that have the same columns, for `scoring/again.html`."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for name, cell in self.shown:
            value = self.again.get(cell.place, "")
            label = f"{cell.row} {cell.column}"
            rows.setdefault(cell.row, []).append(
                {"name": name, "value": value, "label": label, "column": cell.column}
            )
        blocks: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row, cells in rows.items():
            columns = tuple(cell["column"] for cell in cells)
            blocks.setdefault(columns, []).append({"title": row, "cells": cells})
        return [{"columns": columns, "rows": lines} for columns, lines in blocks.items()]

    def read(self, data: Mapping[str, str]) -> dict[str, str]:
        """Return what was typed, by place."""
        return {cell.place: data[name] for name, cell in self.shown if name in data}

    @property
    def waiting(self) -> int:
        """Return how many values have not been typed again."""
        return waiting_of(self.first, self.again)

    def differing(self, url: str) -> list[dict[str, Any]]:
        """Return what differs, side by side, with where the first value is set right."""
        return [
            {
                "sheet": self.cells[where].sheet if where in self.cells else "",
                "row": self.cells[where].row if where in self.cells else where,
                "column": self.cells[where].column if where in self.cells else "",
                "first": first or "—",
                "again": again,
                "url": f"{url}?{urlencode({'place': where})}" if where[:1] in "mct" else "",
            }
            for where, first, again in differences_of(self.first, self.again)
        ]

    @cached_property
    def lock(self) -> Lock | None:
        """Return the lock with who set it."""
        return Lock.objects.filter(stage=self.stage).select_related("by").first()

    @property
    def locked(self) -> bool:
        """Say whether the evidence is locked as it stands."""
        return self.lock is not None and self.lock.digest == evidence_digest(self.first)
