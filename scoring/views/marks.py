"""Marks on a screen: the sheet by position and room, saved as a whole or not at all."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import access_stage, rights_in
from campaigns.lifecycle import StageState
from campaigns.models import Position, Stage
from campaigns.plan.rules_later import Inspection
from candidates.pages import PAGE, refusal_of, tell
from oversight.rights import Right
from scoring.actions.marks import enter_marks
from scoring.collect import plan_in_force
from scoring.evidence_files.interview import AVERAGE
from scoring.grid import Column, Grid, Typed, columns_for, proper_label, read_judges
from scoring.queries import (
    Completeness,
    completeness,
    criteria_of,
    entrants_of,
    heard_elsewhere,
    marks_of,
    positions_of,
    rooms_of,
)
from scoring.stage_page import judge_table, stage_desk
from scoring.tabs import MARKED, tabs_of

MOST_CELLS = 2000
"""Cells on one page: under the number of fields that a request may carry."""
FIRST_JUDGES = "7"


class Sheet:
    """The part of a stage's marks that one page shows, as the address says."""

    def __init__(self, request: HttpRequest, stage: Stage):
        self.stage = stage
        _version, plan = plan_in_force(stage)
        rules = plan.stage(stage.key)
        self.criteria = criteria_of(rules, plan)
        self.complete: Completeness = completeness(stage, rules, plan)
        self.positions = positions_of(stage.campaign)
        self.asked = {
            name: request.GET.get(name, "").strip() for name in ("position", "room", "judges", "page")
        }
        self.judged = stage.kind == "interview"
        self.team = rules.team if isinstance(rules, Inspection) else 0
        self.rooms = rooms_of(stage) if self.judged or self.team else {}
        room = self.asked["room"]
        self.room = room if proper_label(room) and room != AVERAGE else ""
        self.columns = self._columns()
        per_page = max(5, min(PAGE, MOST_CELLS // max(1, len(self.columns))))
        self.page = Paginator(self._people(), per_page).get_page(self.asked["page"])
        people = list(self.page.object_list) if self.columns else []
        self.grid = Grid(people, self.columns, marks_of(stage, people), voidable=stage.kind == "written_exam")

    def _columns(self) -> list[Column]:
        if not (self.judged or self.team):
            return columns_for(self.criteria)
        if self.judged and not self.room:
            return []
        known = self.rooms.get(self.room, [])
        asked = self.asked["judges"] or (str(self.team) if self.team and not known else "")
        judges = list(dict.fromkeys([*known, *read_judges(asked)]))
        return columns_for(self.criteria, [(self.room, judge) for judge in judges])

    def _people(self) -> Any:
        people = entrants_of(self.stage)
        if self.asked["position"]:
            people = people.filter(position__code=self.asked["position"])
        if self.judged and self.room:
            people = people.exclude(pk__in=heard_elsewhere(self.stage, self.room))
        return people

    def filters(self) -> list[dict[str, Any]]:
        """Return the fields above the sheet: position, and for an interview room and judges."""
        fields: list[dict[str, Any]] = [_position_field(self.positions, self.asked["position"])]
        if self.team:
            names = self.asked["judges"] or ", ".join(self.rooms.get("", [])) or str(self.team)
            label = _("Assessors: number or names")
            fields.append({"name": "judges", "label": label, "kind": "text", "value": names, "wide": True})
        if self.judged:
            judges = self.asked["judges"] or ("" if self.room in self.rooms else FIRST_JUDGES)
            fields += [
                {"name": "room", "label": _("Room"), "kind": "text", "value": self.room},
                {
                    "name": "judges",
                    "label": _("Judges: number, names, or -"),
                    "kind": "text",
                    "value": judges,
                    "wide": True,
                },
            ]
        return fields

    def room_links(self) -> list[dict[str, Any]]:
        """Return the rooms that have marks, each with its address."""
        return [
            {
                "title": room,
                "judges": len(labels),
                "url": f"?{urlencode({'room': room})}",
                "current": room == self.room,
            }
            for room, labels in self.rooms.items()
        ]


def _position_field(positions: list[Position], value: str) -> dict[str, Any]:
    choices = [{"value": p.code, "title": str(p)} for p in positions]
    return {
        "name": "position",
        "label": _("Position"),
        "kind": "select",
        "value": value,
        "choices": choices,
        "wide": True,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def marks(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the sheet of marks; by POST save what was typed, all or nothing."""
    writing = request.method == "POST"
    stage, actor = access_stage(
        request.user, code, key, to=Right.ENTER_MARKS if writing else Right.READ_MARKS
    )
    if stage.kind not in MARKED:
        return redirect("stage", code, key)
    sheet = Sheet(request, stage)
    if stage.kind == "inspection" and not sheet.criteria:
        return redirect("stage", code, key)
    typed: Typed | None = None
    refused = ""
    if writing:
        typed = sheet.grid.read(request.POST.dict())
        if not typed.errors:
            entries = typed.entries
            refused = refusal_of(lambda: enter_marks(stage_id=stage.pk, entries=entries, by=actor))
            if not refused:
                if entries:
                    tell(
                        request,
                        stage.campaign,
                        actor,
                        _("%(count)s marks were saved.") % {"count": len(entries)},
                    )
                return redirect(request.get_full_path())
    context = _context(request, sheet, typed, refused)
    return render(request, "scoring/marks.html", context)


def _context(request: HttpRequest, sheet: Sheet, typed: Typed | None, refused: str) -> dict[str, Any]:
    stage, grid = sheet.stage, sheet.grid
    rights = rights_in(request.user, stage.campaign)
    errors = [
        {"text": f"{label}: {typed.errors[name]}", "url": f"#cell-{name}"}
        for name, label in _labels(grid, typed)
    ] if typed else []  # fmt: skip
    if refused:
        errors.append({"text": refused, "url": ""})
    complete = sheet.complete
    return stage_desk(
        stage,
        (_("Marks"), ""),
        tabs=tabs_of(stage, rights, "marks"),
        facts=[
            {"label": _("Entrants"), "value": complete.entrants},
            {"label": _("Marks given"), "value": f"{complete.given} / {complete.expected}"},
            {"label": _("Without any mark"), "value": complete.missing},
        ],
        acts=_acts(stage, rights),
        filters=sheet.filters(),
        rooms=sheet.room_links() if sheet.judged else [],
        judged=sheet.judged,
        grid=grid.context(typed),
        seen=request.POST.get("seen", "") if typed else grid.seen(),
        given=grid.given,
        expected=grid.expected,
        page=sheet.page,
        writable=stage.state == StageState.OPEN and Right.ENTER_MARKS in rights,
        shown=bool(sheet.columns),
        own=bool(sheet.criteria),
        errors=errors,
        words="" if grid.voidable else _("“absent” instead of a mark; an emptied cell takes its mark out"),
        judges=judge_table(complete),
        action=request.get_full_path(),
    )


def _labels(grid: Grid, typed: Typed) -> list[tuple[str, str]]:
    return [
        (name, f"{person.number} {person.candidate.name} {column.title}")
        for name, person, column, _text in grid.cells()
        if name in typed.errors
    ]


def _acts(stage: Stage, rights: frozenset[Right]) -> list[dict[str, Any]]:
    args = [stage.campaign.code, stage.key]
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    if Right.IMPORT_MARKS in rights:
        url = reverse("marks_template", args=args)
        acts.append({"title": _("Template with the entrants"), "url": url, "icon": "download"})
    if stage.state == StageState.OPEN and Right.IMPORT_MARKS in rights:
        url = reverse("marks_import", args=args)
        acts.append({"title": _("Import a sheet"), "url": url, "icon": "upload"})
    if stage.state in (StageState.DECIDED, StageState.SEALED) and Right.CORRECT_OUTCOME in rights:
        url = reverse("stage_correct", args=args)
        acts.append({"title": _("Correct"), "url": url, "danger": True})
    return acts
