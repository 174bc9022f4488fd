"""An outcome by position, the working of one placing, what a run changed, and the outcome as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import access_stage, rights_in
from campaigns.models import Position
from campaigns.plan.document import stored_plan
from campaigns.plan.rules import Interview
from candidates.pages import PAGE, address
from oversight.books import Cell, book_response, write_book
from oversight.rights import Right
from oversight.say import say
from oversight.words import Sentence
from scoring.access import access_outcome, access_placing
from scoring.charts import distribution, spread
from scoring.core.values import Standing
from scoring.differences import MarkChange, Move, difference
from scoring.evidence_files.interview import AVERAGE
from scoring.models import Outcome
from scoring.notices import KIND_OF_STAGE, score_text
from scoring.outcome_page import (
    as_number,
    components_of,
    cut_of,
    overview,
    placing_lines,
    reason_text,
    room_table,
    rules_of,
    run_strip,
    tied_scores,
)
from scoring.queries import is_live, lines_of, placings_of, placings_shown, positions_of, runs_of
from scoring.results import STANDING_LABELS
from scoring.stage_page import stage_desk
from scoring.tabs import tabs_of
from scoring.validity import own_validity, validity_notes
from scoring.working_page import titles_of, working_of


@login_required
@require_safe
def outcome(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the run in force; before there is one, say so."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_OUTCOME)
    runs = runs_of(stage)
    found = _in_force(runs)
    if found is None:
        rights = rights_in(request.user, stage.campaign)
        context = stage_desk(stage, (_("Outcome"), ""), tabs=tabs_of(stage, rights, "outcome"))
        return render(request, "scoring/outcome_none.html", context)
    return _shown(request, found, runs)


@login_required
@require_safe
def outcome_run(request: HttpRequest, code: str, key: str, run: int) -> HttpResponse:
    """Show one run: the placings of a position with the cut, who decided and sealed, rooms and charts."""
    found, _actor = access_outcome(request.user, code, key, run)
    return _shown(request, found, runs_of(found.stage))


def _in_force(runs: list[Outcome]) -> Outcome | None:
    """Return the run that stands, decided or sealed; there is never more than one."""
    return next((run for run in runs if run.state != Outcome.State.SUPERSEDED), None)


def _shown(request: HttpRequest, found: Outcome, runs: list[Outcome]) -> HttpResponse:
    """Show a run to somebody who may read it, with all runs of its stage."""
    stage = found.stage
    rules = rules_of(found)
    rights = rights_in(request.user, stage.campaign)
    positions = positions_of(stage.campaign)
    asked = request.GET.get("position", "")
    position = next((p for p in positions if p.code == asked), positions[0])
    lines = lines_of(found, position)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    shown = placings_shown(found, position, [line.line for line in page.object_list])
    people = [placing.application_id for placing in shown]
    cut, tied = cut_of(found, position, rules, lines), tied_scores(lines)
    components = components_of(found, position, people)
    context = stage_desk(
        stage,
        (_("Outcome"), ""),
        tabs=tabs_of(stage, rights, "outcome"),
        outcome=found,
        state=found.state,
        facts=[{"label": _("Run"), "value": found.run}, {"label": _("Position"), "value": position}],
        acts=_acts(found, rights),
        live=is_live(found),
        current=_in_force(runs),
        runs=_runs(found, runs),
        overview=overview(found, positions) if len(positions) > 1 else None,
        position=position,
        filters=_filters(positions, position),
        components=components,
        page=page,
        placings=placing_lines(found, shown, components, rules, cut, tied),
        run=run_strip(found),
        rooms=room_table(found, position),
        distribution=distribution(lines),
        spread=spread(found, position, rules) if isinstance(rules, Interview) else None,
        difference_url=_difference_url(found),
        validity=validity_notes(own_validity(found)),
    )
    return render(request, "scoring/outcome.html", context)


def _difference_url(found: Outcome) -> str:
    stage = found.stage
    if found.run == 1:
        return ""
    return reverse("outcome_difference", args=[stage.campaign.code, stage.key, found.run])


def _acts(found: Outcome, rights: frozenset[Right]) -> list[dict[str, Any]]:
    stage = found.stage
    args = [stage.campaign.code, stage.key]
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    export = reverse("outcome_export", args=[*args, found.run])
    acts.append({"title": _("Spreadsheet"), "url": export, "icon": "download"})
    if stage.state in ("decided", "sealed") and Right.CORRECT_OUTCOME in rights:
        acts.append({"title": _("Correct"), "url": reverse("stage_correct", args=args), "danger": True})
    if found.state == Outcome.State.DECIDED and stage.state == "decided" and Right.SEAL_OUTCOME in rights:
        url = reverse("stage_seal", args=args)
        acts.append({"title": _("Seal"), "url": url, "primary": True, "icon": "seal"})
    notices = address("notices", code=stage.campaign.code)
    drafting = Right.ISSUE_NOTICE in rights and stage.kind in KIND_OF_STAGE
    if found.state == Outcome.State.SEALED and stage.state == "sealed" and drafting and notices:
        acts.append({"title": _("Draft the notice"), "url": f"{notices}?stage={stage.key}", "primary": True})
    return acts


def _runs(found: Outcome, runs: list[Outcome]) -> list[dict[str, Any]]:
    stage = found.stage
    return [
        {
            "run": run,
            "url": reverse("outcome_run", args=[stage.campaign.code, stage.key, run.run]),
            "current": run.pk == found.pk,
        }
        for run in runs
    ]


def _filters(positions: list[Position], position: Position) -> list[dict[str, Any]]:
    if len(positions) < 2:
        return []
    choices = [{"value": p.code, "title": str(p)} for p in positions]
    return [
        {
            "name": "position",
            "label": _("Position"),
            "kind": "select",
            "value": position.code,
            "choices": choices,
            "wide": True,
        }
    ]


@login_required
@require_safe
def placing(request: HttpRequest, code: str, key: str, run: int, number: str) -> HttpResponse:
    """Show how one placing came about; htmx gets the steps alone."""
    line, _actor = access_placing(request.user, code, key, run, number)
    found, application = line.outcome, line.application
    rules = rules_of(found)
    working = working_of(line)
    if request.headers.get("HX-Request"):
        return render(request, "scoring/placing_working.html", {"working": working})
    url = reverse("outcome_run", args=[code, key, run])
    components = components_of(found, application.position, [application.pk])
    beside = lines_of(found, application.position)
    cut = cut_of(found, application.position, rules, beside)
    lines = placing_lines(found, [line], components, rules, None, tied_scores(beside))
    context = stage_desk(
        found.stage,
        (_("Outcome"), url),
        (application.number, ""),
        application=application,
        working=working,
        components=components,
        placings=[{**one, "url": "", "working_url": ""} for one in lines],
        reason=reason_text(line, rules, found, cut.border if cut else ""),
        run=run_strip(found),
        outcome_url=f"{url}?position={application.position.code}",
    )
    return render(request, "scoring/placing.html", context)


@login_required
@require_safe
def outcome_difference(request: HttpRequest, code: str, key: str, run: int) -> HttpResponse:
    """Show what a run changed against the one before it."""
    found, _actor = access_outcome(request.user, code, key, run)
    former = next((one for one in runs_of(found.stage) if one.run == run - 1), None)
    if former is None:
        raise Http404
    report = difference(former, found)
    rules, plan = rules_of(found), stored_plan(found.plan.document)
    titles = titles_of(rules, plan)
    url = reverse("outcome_run", args=[code, key, run])
    context = stage_desk(
        found.stage,
        (_("Outcome"), url),
        (_("Difference"), ""),
        outcome=found,
        former=former,
        report=report,
        standings=sum(1 for move in report.moves if move.standing_changed),
        moves=[_moved(move, titles, former, found) for move in report.moves],
        unmoved=[_mark_change(change, titles) for change in report.unmoved],
        run=run_strip(found),
        outcome_url=url,
    )
    return render(request, "scoring/difference.html", context)


def _mark_change(change: MarkChange, titles: dict[str, str]) -> dict[str, str]:
    """Return a mark that differs, its place with the titles of the plan instead of its keys."""
    words = [_placed(label, value, titles) for label, value in change.place]
    place = " · ".join(filter(None, words)) or _("Mark")
    return {
        "number": change.number,
        "place": place,
        "before": _valued(change.before),
        "after": _valued(change.after),
    }


def _placed(label: str, value: str, titles: dict[str, str]) -> str:
    """Return a part of a place as people read it; the column that every such file has says nothing."""
    if label == "panel":
        return _("Room %(room)s") % {"room": value} if value else ""
    if label == "judge":
        return _("Average") if value == AVERAGE else _("Judge %(judge)s") % {"judge": value}
    if label == "ballot":
        return _("Ballot %(number)s") % {"number": value}
    if label == "column":
        return {"score": "", "count": "", "standing": _("Standing"), "reason": _("Reason")}.get(
            value, titles.get(value, value)
        )
    return titles.get(value, value)


def _valued(text: str) -> str:
    """Return a value as people read it: a way to leave by its name."""
    return say(Sentence(STANDING_LABELS[Standing(text)])) if text in set(Standing) else text


def _working_url(run: Outcome, move: Move, line: tuple[str, str, str] | None) -> str:
    """Return where a run's working of somebody stands, "" where the run does not place them."""
    if line is None:
        return ""
    return reverse("placing", args=[run.stage.campaign.code, run.stage.key, run.run, move.number])


def _moved(move: Move, titles: dict[str, str], former: Outcome, found: Outcome) -> dict[str, Any]:
    blank = ("—", "—", "")
    return {
        "working_before": _working_url(former, move, move.before),
        "working_after": _working_url(found, move, move.after),
        "number": move.number,
        "name": move.name,
        "position": move.position,
        "before": [text or "—" for text in (move.before or blank)[:2]],
        "after": [text or "—" for text in (move.after or blank)[:2]],
        "standing_before": (move.before or blank)[2],
        "standing_after": (move.after or blank)[2],
        "standing_changed": move.standing_changed,
        "marks": [_mark_change(change, titles) for change in move.marks],
    }


@login_required
@require_safe
def outcome_export(request: HttpRequest, code: str, key: str, run: int) -> HttpResponse:
    """Return a run as a spreadsheet: all positions, components, totals, standings with their reasons."""
    found, _actor = access_outcome(request.user, code, key, run)
    positions = positions_of(found.stage.campaign)
    titles = [c.title for c in components_of(found, positions[0])]
    header = [
        _("Position"),
        _("Rank"),
        _("Number"),
        _("Name"),
        *titles,
        _("Total"),
        _("Standing"),
        _("Reason"),
    ]
    data = write_book(str(found.stage), header, _rows(found, positions), wide=[len(header) - 1])
    return book_response(data, f"{code}-{key}-{run}.xlsx")


def _rows(found: Outcome, positions: list[Position]) -> Iterator[list[Cell]]:
    rules = rules_of(found)
    for position in positions:
        components = components_of(found, position)
        cut = cut_of(found, position, rules, lines_of(found, position))
        border = cut.border if cut else ""
        for line in placings_of(found, position).iterator(chunk_size=5000):
            yield [
                position.code,
                line.rank,
                line.application.number,
                line.application.candidate.name,
                *(component.texts.get(line.application_id, "") for component in components),
                as_number(score_text(line.score, found.digits)),
                say(Sentence(STANDING_LABELS[Standing(line.standing)])),
                reason_text(line, rules, found, border),
            ]
