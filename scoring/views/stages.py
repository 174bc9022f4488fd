"""A stage's page and its moves: open, close, reopen, decide, seal, and its times."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_stage, rights_in
from campaigns.actions.stages import next_stage, open_stage, schedule_stage
from campaigns.lifecycle import Move, StageState, moves_from
from campaigns.models import Stage
from campaigns.pages import address
from candidates.forms import ReasonForm
from candidates.pages import entry_lines, refusal_of, tell
from oversight.ledger import Actor
from oversight.models import Job
from oversight.rights import Right
from oversight.say import say
from scoring.actions.hands import missing_hands
from scoring.actions.stages import close_stage, reopen_stage, request_decision, seal_stage
from scoring.balance import unbalanced
from scoring.check_page import answered_text, unanswered_in
from scoring.check_places import CHECKED, GRIDS
from scoring.check_queries import progress_of
from scoring.collect import gather, outcome_in_force, plan_in_force
from scoring.departures import departures_of
from scoring.forms import DepartureForm, OptionalReasonForm, ScheduleForm, SealForm
from scoring.kinds.registry import KINDS
from scoring.outcome_page import overview
from scoring.queries import Completeness, completeness, correction_reason, decision_job, positions_of
from scoring.stage_page import (
    counts,
    job_line,
    judge_table,
    moves,
    next_step,
    obstacle,
    stage_desk,
    without_text,
)
from scoring.tabs import BALLOTED, CHECK_PAGES, tabs_of
from scoring.validity import recommendations_before, validity_notes

FORM = ["GET", "HEAD", "POST"]


def _complete(stage: Stage) -> Completeness | None:
    """Return how complete a stage is, None before it can have entrants."""
    if stage.kind not in KINDS or stage.kind == "announcement":
        return None
    _version, plan = plan_in_force(stage)
    return completeness(stage, plan.stage(stage.key), plan)


def _answered(stage: Stage, rights: frozenset[Right]) -> list[dict[str, Any]]:
    """Return how many answers a stage of checks has of how many, nothing for other kinds."""
    if stage.kind not in GRIDS or stage.state == StageState.DRAFT or Right.READ_CHECKS not in rights:
        return []
    progress = progress_of(stage, plan_in_force(stage)[1].stage(stage.key))
    return [{"label": _("Answered"), "value": answered_text(progress)}]


@login_required
@require_safe
def stage(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show where a stage stands, what may be done next and by whom."""
    found, _actor = access_stage(request.user, code, key, to=Right.READ_CAMPAIGN)
    rights = rights_in(request.user, found.campaign)
    complete = _complete(found) if Right.READ_MARKS in rights else None
    offered = moves(found, request.user, rights)
    job = decision_job(found) if found.state != StageState.DRAFT else None
    deciding = job is not None and (found.state == StageState.CLOSED)
    context = stage_desk(
        found,
        facts=[*counts(found, complete), *_answered(found, rights)],
        tabs=tabs_of(found, rights, "stage"),
        moves=offered,
        onward=next_step(found, offered),
        job=job_line(found, job) if job and deciding else None,
        poll_url=reverse("stage_progress", args=[code, key]),
        retry_url=_retry_url(job, code, rights),
        complete=complete,
        judges=judge_table(complete) if complete and found.state in ("open", "closed") else None,
        reason=correction_reason(found) if found.state in (StageState.OPEN, StageState.CLOSED) else "",
        validity=_validity(found),
        onwards=_onwards(found, rights),
        can_schedule=Right.OPEN_STAGE in rights and found.state in (StageState.DRAFT, StageState.OPEN),
        entries=entry_lines(found.campaign, found.subject) if Right.READ_LEDGER in rights else None,
    )
    return render(request, "scoring/stage.html", context)


def _validity(stage: Stage) -> list[dict[str, str]]:
    """Return notes about recommendations that end soon, or have ended, before a stage is through."""
    if stage.state == StageState.SEALED:
        return []
    return validity_notes(one for one in recommendations_before(stage) if one.soon)


def _onwards(stage: Stage, rights: frozenset[Right]) -> list[dict[str, str]]:
    """Return where one goes from a stage that is sealed: its outcome, the notices, the stage that follows."""
    if stage.state != StageState.SEALED:
        return []
    code = stage.campaign.code
    found = []
    if stage.kind != "announcement" and Right.READ_OUTCOME in rights:
        found.append({"title": _("Outcome"), "url": reverse("outcome", args=[code, stage.key])})
    if Right.READ_NOTICE in rights:
        found.append({"title": _("Notices"), "url": address("notices", code=code)})
    after = next_stage(stage)
    if after is not None:
        title = _("Next stage: %(stage)s") % {"stage": after}
        found.append({"title": title, "url": reverse("stage", args=[code, after.key])})
    return found


@login_required
@require_safe
def stage_progress(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Answer with the progress of the decision; when it is done the page is fetched anew."""
    found, _actor = access_stage(request.user, code, key, to=Right.READ_CAMPAIGN)
    job = decision_job(found)
    if job is None or not request.headers.get("HX-Request"):
        return redirect("stage", code, key)
    context = {
        "job": job_line(found, job),
        "poll_url": request.path,
        "after": {"title": _("To the outcome"), "url": reverse("outcome", args=[code, key])},
        "retry_url": _retry_url(job, code, rights_in(request.user, found.campaign)),
    }
    answer = render(request, "parts/progress.html", context)
    if job.finished:
        answer["HX-Refresh"] = "true"
    return answer


def _retry_url(job: Job | None, code: str, rights: frozenset[Right]) -> str:
    """Return where a decision that failed is started again, empty for those who may not."""
    if job is None or job.state != Job.State.FAILED or Right.RETRY_WORK not in rights:
        return ""
    return reverse("campaign_job_retry", args=[code, job.pk])


def _move(
    request: HttpRequest,
    found: Stage,
    actor: Actor,
    move: Move,
    *,
    form: forms.Form | None,
    act: Callable[[dict[str, Any]], object],
    said: str,
    recorded: bool = True,
    missing: Sequence[str] = (),
    **context: Any,
) -> HttpResponse:
    """Ask before a move, and make it by POST; a refusal stands on the same page."""
    code, key = found.campaign.code, found.key
    lawful = move in moves_from(StageState(found.state))
    valid = form is None or form.is_valid()
    refused = ""
    if request.method == "POST" and valid:
        cleaned = form.cleaned_data if form is not None else {}
        refused = refusal_of(lambda: act(cleaned))
        if not refused:
            if recorded:
                tell(request, found.campaign, actor, said)
            else:
                messages.success(request, said)
            return redirect("stage", code, key)
    why = refused or (obstacle(found, move, request.user, outcome_in_force(found)) if lawful else "")
    if not lawful and not why:
        why = _("This is not possible in the state in which the stage is now.")
    context = stage_desk(
        found,
        (context["title"], ""),
        form=form,
        blocked=[{"text": why, "url": ""}]
        if why
        else [{"text": m, "url": _work(found)} for m in missing] or None,
        tried=bool(refused),
        **context,
    )
    return render(request, "scoring/stage_move.html", context)


@login_required
@require_http_methods(FORM)
def stage_open(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Open a stage."""
    found, actor = access_stage(request.user, code, key, to=Right.OPEN_STAGE)
    complete = _complete(found)
    return _move(
        request,
        found,
        actor,
        Move.OPEN,
        form=None,
        act=lambda cleaned: open_stage(stage_id=found.pk, by=actor),
        said=_("“%(stage)s” is open.") % {"stage": found},
        title=_("Open the stage"),
        submit=_("Open"),
        answers=[{"label": _("Entrants"), "value": complete.entrants}] if complete else None,
        consequences=[_("From now on evidence is entered for this stage.")],
    )


@login_required
@require_http_methods(FORM)
def stage_close(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Close a stage, after showing how complete it is."""
    found, actor = access_stage(request.user, code, key, to=Right.CLOSE_STAGE)
    complete = _complete(found)
    consequences = [_("The evidence is fixed: its digest goes into the ledger.")]
    answers = None
    if complete is not None:
        answers = [{"label": _("Entrants"), "value": complete.entrants}]
        if complete.expected:
            given = f"{complete.given} / {complete.expected}"
            answers.append({"label": _("Marks given"), "value": given})
        if complete.without:
            answers.append({"label": _("Without any mark"), "value": complete.missing})
            text = _("They have no mark and will count as absent: %(names)s")
            consequences.append(text % {"names": without_text(complete)})
    answers = [*(answers or []), *_answered(found, frozenset({Right.READ_CHECKS}))] or None
    return _move(
        request,
        found,
        actor,
        Move.CLOSE,
        form=None,
        act=lambda cleaned: close_stage(stage_id=found.pk, by=actor),
        said=_("“%(stage)s” is closed.") % {"stage": found},
        title=_("Close the stage"),
        submit=_("Close"),
        answers=answers,
        consequences=consequences,
        judges=judge_table(complete) if complete else None,
        missing=_missing(found),
    )


def _work(stage: Stage) -> str:
    """Return where the evidence of a stage is entered: what is missing is put right there."""
    pages = CHECK_PAGES.get(stage.kind, CHECK_PAGES[""]) if stage.kind in CHECKED else ()
    name = pages[0][0] if pages else "ballots" if stage.kind in BALLOTED else "marks"
    return reverse(name, args=[stage.campaign.code, stage.key])


def _missing(stage: Stage) -> list[str]:
    """Say what still keeps an open stage from being closed: ballots, second hands, answers."""
    if stage.state != StageState.OPEN:
        return []
    gathered = gather(stage)
    short = [say(sentence) for sentence in (*unbalanced(gathered), *missing_hands(gathered))]
    return short + unanswered_in(gathered)


@login_required
@require_http_methods(FORM)
def stage_reopen(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Open a closed stage again, with a reason."""
    found, actor = access_stage(request.user, code, key, to=Right.CLOSE_STAGE)
    return _move(
        request,
        found,
        actor,
        Move.REOPEN,
        form=ReasonForm(request.POST or None),
        act=lambda cleaned: reopen_stage(stage_id=found.pk, by=actor, reason=cleaned["reason"]),
        said=_("“%(stage)s” is open again.") % {"stage": found},
        title=_("Reopen the stage"),
        submit=_("Reopen"),
        consequences=[_("Marks can be entered again; the stage is closed anew afterwards.")],
    )


@login_required
@require_http_methods(FORM)
def stage_decide(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Have a closed stage decided by a worker."""
    found, actor = access_stage(request.user, code, key, to=Right.DECIDE_OUTCOME)
    reason = correction_reason(found)
    # A reason is due for a later run only; it is there already from the act that made the run necessary.
    form = OptionalReasonForm(request.POST or None, initial={"reason": reason}) if found.run > 1 else None
    return _move(
        request,
        found,
        actor,
        Move.DECIDE,
        form=form,
        act=lambda cleaned: request_decision(
            stage_id=found.pk, by=actor, reason=cleaned.get("reason") or reason
        ),
        said=_("The decision has been asked for; you may leave the page."),
        recorded=False,  # the entry is written with the result
        title=_("Decide the stage"),
        submit=_("Decide"),
        answers=[
            {"label": _("Run"), "value": found.run},
            {"label": _("Digest of the evidence"), "value": found.evidence_digest or "—"},
        ],
        consequences=[
            _("The rules of the frozen plan are applied to the closed evidence."),
            _("A second person looks at the result and seals it."),
        ],
    )


@login_required
@require_http_methods(FORM)
def stage_seal(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Seal a decided run: the sealer sees the result and its digest first."""
    found, actor = access_stage(request.user, code, key, to=Right.SEAL_OUTCOME)
    outcome = outcome_in_force(found)
    digest = outcome.outcome_digest if outcome else ""
    departures = departures_of(outcome) if outcome else []
    form = (DepartureForm if departures else SealForm)(
        request.POST or None, initial={"outcome_digest": digest}
    )
    answers = [
        {"label": _("Run"), "value": found.run},
        {"label": _("Digest of the outcome"), "value": digest},
        {"label": _("Decided by"), "value": outcome.decided_by.name if outcome else "—"},
    ]
    return _move(
        request,
        found,
        actor,
        Move.SEAL,
        form=form,
        act=lambda cleaned: seal_stage(stage_id=found.pk, by=actor, **cleaned),
        said=_("Run %(run)s of “%(stage)s” is sealed.") % {"run": found.run, "stage": found},
        title=_("Seal the outcome"),
        submit=_("Seal"),
        answers=answers,
        overview=overview(outcome, positions_of(found.campaign)) if outcome else None,
        outcome_url=reverse("outcome", args=[code, key]),
        consequences=[
            _("Those who advanced are the entrants of the next stage, and the result may be published."),
            _("From then on a change is a new run with a reason, never an edit."),
            *(say(departure.sentence) for departure in departures),
        ],
    )


@login_required
@require_http_methods(FORM)
def stage_schedule(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Set when the clock opens and closes a stage."""
    found, actor = access_stage(request.user, code, key, to=Right.OPEN_STAGE)
    initial = {"opens_at": found.opens_at, "closes_at": found.closes_at}
    form = ScheduleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        refused = refusal_of(lambda: schedule_stage(stage_id=found.pk, by=actor, **form.cleaned_data))
        if not refused:
            tell(request, found.campaign, actor, _("The times were set."))
            return redirect("stage", code, key)
        form.add_error(None, refused)
    title = _("Times of the stage")
    return render(request, "scoring/form.html", stage_desk(found, (title, ""), title=title, form=form))
