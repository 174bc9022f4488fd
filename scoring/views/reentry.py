"""Evidence typed a second time by another person, the differences side by side, and the lock of a further person."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.access import access_stage, rights_in
from campaigns.lifecycle import StageState
from candidates.pages import attempt, refusal_of, tell
from oversight.ledger import Actor
from oversight.rights import Right
from scoring.actions.reentry import asks_twice, correct_first, enter_again, lock_evidence
from scoring.forms import CorrectFirstForm
from scoring.reentry_page import AgainPage
from scoring.stage_page import stage_desk
from scoring.tabs import tabs_of

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM)
def again(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Type a sheet of evidence again without seeing the first values; below it what differs."""
    writing = request.method == "POST"
    right = Right.ENTER_MARKS if writing else Right.READ_MARKS
    stage, actor = access_stage(request.user, code, key, to=right)
    if stage.state == StageState.DRAFT or not asks_twice(stage):
        return redirect("stage", code, key)
    page = AgainPage(stage, request.GET.get("sheet"))
    refused = ""
    if writing:
        values = page.read(request.POST.dict())
        refused = refusal_of(lambda: enter_again(stage_id=stage.pk, values=values, by=actor))
        if not refused:
            tell(request, stage.campaign, actor, _("What was typed again was saved."))
            return redirect(request.get_full_path())
    return render(request, "scoring/again.html", _context(request, page, actor, refused))


def _context(request: HttpRequest, page: AgainPage, actor: Actor, refused: str) -> dict[str, Any]:
    stage = page.stage
    rights = rights_in(request.user, stage.campaign)
    args = [stage.campaign.code, stage.key]
    open_now = stage.state == StageState.OPEN
    return stage_desk(
        stage,
        (_("Second entry"), ""),
        tabs=tabs_of(stage, rights, "again"),
        turns=page.sheets(),
        table=page.table(),
        errors=[{"text": refused, "url": ""}] if refused else [],
        waiting=page.waiting,
        differing=page.differing(reverse("correct_first", args=args)),
        lock=page.lock,
        locked=page.locked,
        mine=actor.id in page.once,
        writable=open_now and Right.ENTER_MARKS in rights and actor.id not in page.once,
        correcting=open_now and Right.ENTER_MARKS in rights and actor.id not in page.twice,
        lock_url=reverse("evidence_lock", args=args)
        if open_now and Right.LOCK_EVIDENCE in rights and not page.locked
        else "",
        action=request.get_full_path(),
    )


@login_required
@require_http_methods(FORM)
def first_correct(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Set a first value right, with the reason."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_MARKS)
    where = request.GET.get("place", "")
    page = AgainPage(stage, None)
    cell = page.cells.get(where)
    if cell is None or not asks_twice(stage):
        return redirect("again", code, key)
    form = CorrectFirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        value, reason = form.cleaned_data["value"], form.cleaned_data["reason"]
        refused = refusal_of(
            lambda: correct_first(stage_id=stage.pk, place=where, value=value, by=actor, reason=reason)
        )
        if not refused:
            tell(request, stage.campaign, actor, _("The first value was set right."))
            return redirect(f"{reverse('again', args=[code, key])}?{urlencode({'sheet': cell.sheet})}")
        form.add_error(None, refused)
    title = _("Set right: %(row)s, %(column)s") % {"row": cell.row, "column": cell.column}
    context = stage_desk(stage, (title, ""), title=title, form=form)
    context["back"] = {"title": _("Back to the second entry"), "url": reverse("again", args=[code, key])}
    return render(request, "scoring/form.html", context)


@login_required
@require_POST
def evidence_lock(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Lock evidence that was typed twice and is equal."""
    stage, actor = access_stage(request.user, code, key, to=Right.LOCK_EVIDENCE)
    said = _("The evidence is locked.")
    attempt(request, stage.campaign, actor, lambda: lock_evidence(stage_id=stage.pk, by=actor), said)
    return redirect("again", code, key)
