"""Ballots on a screen: counts and turnout by turn, single papers by keyboard, and declaring a count void."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_stage, rights_in
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from candidates.forms import ReasonForm
from candidates.pages import refusal_of, tell
from oversight.rights import Right
from oversight.say import say
from scoring.actions.ballots import enter_counts
from scoring.actions.papers import enter_paper, remove_paper, void_turn
from scoring.ballot_page import TurnPage
from scoring.collect import gather, outcome_in_force
from scoring.core.turns import options_of, turns_of
from scoring.count_grid import TURNOUT_FIELDS, TypedCounts
from scoring.departures import departures_of
from scoring.forms import PaperForm, VoidForm
from scoring.paper_page import last_label, paper_lines, tally_table
from scoring.stage_page import stage_desk
from scoring.tabs import BALLOTED, MEETING, tabs_of
from scoring.vote_page import vote_positions

FORM = ["GET", "HEAD", "POST"]


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("turn", "position", "page")}


def _back(name: str, page: TurnPage) -> str:
    """Return the address of a page at the turn at hand."""
    url = reverse(name, args=[page.stage.campaign.code, page.stage.key])
    return f"{url}?{urlencode({'turn': page.turn.key})}" if page.turn else url


@login_required
@require_http_methods(FORM)
def ballots(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show counts and turnout of a group, round or ballot; by POST save what was typed, all or nothing."""
    writing = request.method == "POST"
    right = Right.ENTER_MARKS if writing else Right.READ_MARKS
    stage, actor = access_stage(request.user, code, key, to=right)
    if stage.kind not in BALLOTED:
        return redirect("stage", code, key)
    page = TurnPage(stage, _asked(request))
    if page.turn is None:
        return redirect("ballots" if turns_of(page.rules) else "stage", code, key)
    typed: TypedCounts | None = None
    refused = ""
    if writing:
        typed = page.read(request.POST.dict())
        if not typed.errors:
            counts, turnout = typed.entries, typed.turnout
            refused = refusal_of(
                lambda: enter_counts(stage_id=stage.pk, counts=counts, turnout=turnout, by=actor)
            )
            if not refused:
                tell(request, stage.campaign, actor, _("Counts and turnout were saved."))
                return redirect(request.get_full_path())
    return render(request, "scoring/ballots.html", _context(request, page, typed, refused))


def _context(request: HttpRequest, page: TurnPage, typed: TypedCounts | None, refused: str) -> dict[str, Any]:
    stage, turn = page.stage, page.turn
    assert turn is not None
    rights = rights_in(request.user, stage.campaign)
    errors = [
        {"text": f"{name}: {text}", "url": f"#cell-{anchor}"} for anchor, name, text in page.wrong(typed)
    ]
    if refused:
        errors.append({"text": refused, "url": ""})
    writable = stage.state == StageState.OPEN and Right.ENTER_MARKS in rights
    grid = page.grid
    return stage_desk(
        stage,
        (_("Ballots"), ""),
        tabs=tabs_of(stage, rights, "ballots"),
        turns=page.tabs("ballots"),
        turn=turn,
        turn_title=say(turn.title),
        account=page.account(),
        meeting=page.meeting,
        turnout=_turnout(page, typed),
        counted=page.turnout_needed,
        filters=page.filters() if grid else [],
        grid=grid.context(typed) if grid else None,
        seen=request.POST.get("seen", "") if typed else grid.seen() if grid else "",
        given=grid.given if grid else 0,
        page=page.page if grid else None,
        tally=tally_table(page) if page.single else None,
        void_url=_back("ballots_void", page) if writable and stage.kind in MEETING else "",
        writable=writable,
        missing=page.missing() if stage.state == StageState.OPEN else [],
        errors=errors,
        action=request.get_full_path(),
        acts=_acts(page, rights),
    )


def _turnout(page: TurnPage, typed: TypedCounts | None) -> list[dict[str, Any]]:
    """Return the fields of the turnout with what is stored or was typed."""
    texts, errors = (typed.texts, typed.errors) if typed else ({}, {})
    stored = page.turnout
    titles = (_("Ballots issued"), _("Ballots returned"), _("Void ballots"))
    return [
        {
            "name": name,
            "label": title,
            "value": texts.get(name, "" if stored is None else str(getattr(stored, name))),
            "error": errors.get(name, ""),
        }
        for name, title in zip(TURNOUT_FIELDS, titles, strict=True)
    ]


def _acts(page: TurnPage, rights: frozenset[Right]) -> list[dict[str, Any]]:
    stage = page.stage
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    if page.single and stage.state == StageState.OPEN and Right.ENTER_MARKS in rights:
        acts.append({"title": _("Type papers"), "url": _back("ballot_papers", page)})
    if stage.state == StageState.OPEN and Right.IMPORT_MARKS in rights:
        acts.append({"title": _("Import a sheet"), "url": _back("ballots_import", page), "icon": "upload"})
    if stage.state in (StageState.DECIDED, StageState.SEALED) and Right.CORRECT_OUTCOME in rights:
        url = reverse("stage_correct", args=[stage.campaign.code, stage.key])
        acts.append({"title": _("Correct"), "url": url, "danger": True})
    return acts


@login_required
@require_http_methods(FORM)
def ballot_papers(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Type single papers of a round, one after another: number, voter where signed, names by short number."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_MARKS)
    page = TurnPage(stage, _asked(request))
    if not page.single or page.turn is None:
        return redirect("ballots", code, key)
    standing = page.standing()
    first = {"label": last_label(page)} if request.method == "GET" else None
    form = PaperForm(request.POST or None, initial=first, page=page, standing=standing)
    if request.method == "POST" and form.is_valid():
        paper = form.paper
        refused = refusal_of(lambda: enter_paper(stage_id=stage.pk, paper=paper, by=actor))
        if not refused:
            return redirect(_back("ballot_papers", page))
        form.add_error(None, refused)
    context = stage_desk(
        stage,
        (_("Ballots"), _back("ballots", page)),
        (say(page.turn.title), ""),
        title=_("Papers of “%(turn)s”") % {"turn": say(page.turn.title)},
        turns=page.tabs("ballot_papers"),
        turn=page.turn,
        form=form,
        standing=standing,
        account=page.account(),
        over=page.paper_counts()["over"],
        tally=tally_table(page, standing),
        lines=paper_lines(page, standing),
        writable=stage.state == StageState.OPEN,
        remove_url=_back("ballot_paper_remove", page),
    )
    return render(request, "scoring/ballot_papers.html", context)


@login_required
@require_http_methods(FORM)
def ballot_paper_remove(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take a paper out that was typed wrongly, with the reason."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_MARKS)
    page = TurnPage(stage, _asked(request))
    turn, label = page.turn, request.GET.get("label", "")
    if not page.single or turn is None:
        return redirect("ballots", code, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        refused = refusal_of(
            lambda: remove_paper(stage_id=stage.pk, turn=turn.number, label=label, by=actor, reason=reason)
        )
        if not refused:
            tell(request, stage.campaign, actor, _("Paper %(label)s was taken out.") % {"label": label})
            return redirect(_back("ballot_papers", page))
        form.add_error(None, refused)
    title = _("Take out paper %(label)s of “%(turn)s”") % {"label": label, "turn": say(turn.title)}
    return _form(request, stage, page, title, form)


@login_required
@require_http_methods(FORM)
def ballots_void(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Declare the count of a group, round or ballot void and take it out, with the reason."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_MARKS)
    page = TurnPage(stage, _asked(request)) if stage.kind in BALLOTED else None
    if page is None or page.turn is None:
        return redirect("stage", code, key)
    turn = page.turn
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        refused = refusal_of(lambda: void_turn(stage_id=stage.pk, turn=turn.number, by=actor, **cleaned))
        if not refused:
            said = _("The count of “%(turn)s” is void; it begins anew.") % {"turn": say(turn.title)}
            tell(request, stage.campaign, actor, said)
            return redirect(_back("ballots", page))
        form.add_error(None, refused)
    title = _("Declare the count of “%(turn)s” void") % {"turn": say(turn.title)}
    return _form(request, stage, page, title, form)


def _form(request: HttpRequest, stage: Stage, page: TurnPage, title: str, form: Any) -> HttpResponse:
    context = stage_desk(stage, (_("Ballots"), _back("ballots", page)), (title, ""), title=title, form=form)
    context["back"] = {"title": _("Back to the ballots"), "url": _back("ballots", page)}
    return render(request, "scoring/form.html", context)


@login_required
@require_safe
def vote(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show what a vote comes to: quorum and majority in sentences, each person by name, who stands again."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_MARKS)
    if stage.kind != "vote":
        return redirect("stage", code, key)
    rights = rights_in(request.user, stage.campaign)
    gathered = gather(stage)
    outcome = outcome_in_force(stage)
    context = stage_desk(
        stage,
        (_("Vote"), ""),
        tabs=tabs_of(stage, rights, "vote"),
        acts=[{"title": _("Print"), "print": True}],
        # Before it opens nobody stands yet.
        positions=vote_positions(gathered) if stage.state != StageState.DRAFT else [],
        options=[say(option.title) for option in options_of(gathered.rules)],
        departures=[say(departure.sentence) for departure in departures_of(outcome)] if outcome else [],
        departure=outcome.departure if outcome else "",
    )
    return render(request, "scoring/vote.html", context)
