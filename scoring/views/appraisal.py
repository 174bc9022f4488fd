"""An organ's desk in a joint appraisal: everybody at once, signed in one act; and a co-manager's silence."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_stage
from campaigns.models import Stage
from campaigns.pages import data_of
from campaigns.plan.rules_later import JointAppraisal
from campaigns.queries import working_calendar
from candidates.forms import ReasonForm
from candidates.pages import refusal_of, tell
from oversight.access import refuse
from oversight.forms import ConfirmForm
from oversight.models import User
from oversight.rights import Right
from scoring.access import access_check, access_organs
from scoring.actions.appraisal import record_silence, sign_appraisal
from scoring.check_queries import OrganState, organ_states, progress_of
from scoring.collect import plan_in_force
from scoring.organ_desk import OrganDesk, Signed
from scoring.stage_page import stage_desk
from scoring.views.checks import document_response

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM)
def appraisal(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show everybody to the organ that answers; by POST take its signed answers, all or nothing."""
    stage, organs, actor = access_organs(request.user, code, key)
    assert isinstance(request.user, User)
    desk = OrganDesk(stage, organs, request.GET.get("organ", ""))
    if desk.organ is None:
        return render(request, "scoring/appraisal_none.html", stage_desk(stage, held=bool(organs)))
    form = ConfirmForm(data_of(request), user=request.user)
    signed: Signed | None = None
    refused = ""
    if request.method == "POST":
        signed = desk.read(request.POST, request.FILES)
        if not signed.errors and form.is_valid() and form.confirmed is not None:
            confirmed, organ = form.confirmed, desk.organ.key
            refused = refusal_of(
                lambda: sign_appraisal(
                    stage_id=stage.pk,
                    organ=organ,
                    entries=signed.entries,
                    documents=signed.documents,
                    by=actor,
                    confirmed=confirmed,
                )
            )
            if not refused:
                count = len(signed.entries)
                text = ngettext(
                    "Signed: your organ's answer about %(count)s person.",
                    "Signed: your organ's answers about %(count)s people.",
                    count,
                )
                tell(request, stage.campaign, actor, text % {"count": count})
                return redirect(request.get_full_path())
    return render(request, "scoring/appraisal.html", _desk(request, desk, form, signed, refused))


def _desk(
    request: HttpRequest, desk: OrganDesk, form: ConfirmForm, signed: Signed | None, refused: str
) -> dict[str, Any]:
    errors = [{"text": text, "url": f"#cell-{name}"} for name, text in desk.wrong(signed)]
    errors += [{"text": str(text), "url": "#id_secret"} for text in form.errors.get("secret", ())]
    if refused:
        errors.append({"text": refused, "url": ""})
    return stage_desk(
        desk.stage,
        organ_title=desk.title,
        organs=desk.tabs(),
        state=desk.state,
        lines=desk.lines(signed),
        writable=desk.writable,
        signed_at=desk.signed_at,
        form=form,
        errors=errors,
        action=request.get_full_path(),
        lost=bool(signed and signed.documents and errors),
    )


@login_required
@require_safe
def appraisal_document(request: HttpRequest, code: str, key: str, pk: int) -> HttpResponse:
    """Hand an organ its own document again."""
    check, _actor = access_check(request.user, code, key, pk, to=Right.ANSWER_APPRAISAL)
    _stage, organs, _actor = access_organs(request.user, code, key)
    if check.source not in organs:
        log = check.stage.campaign.log
        refuse(request.user, to=Right.ANSWER_APPRAISAL, subject=f"check:{pk}", log=log)
    return document_response(check.document, f"{check.application.number}-{check.source}-{check.pk}")


@login_required
@require_http_methods(FORM)
def appraisal_consent(request: HttpRequest, code: str, key: str, organ: str) -> HttpResponse:
    """Record that a co-managing organ has agreed by letting its days run."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_CHECKS)
    state = _state(stage, organ)
    if state is None:
        return redirect("checks", code, key)
    form = ReasonForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["reason"]
        refused = refusal_of(lambda: record_silence(stage_id=stage.pk, organ=organ, note=note, by=actor))
        if not refused:
            tell(
                request,
                stage.campaign,
                actor,
                _("The silence of %(organ)s was recorded.") % {"organ": state.title},
            )
            return redirect("checks", code, key)
        form.add_error(None, refused)
    title = _("Record silence as consent")
    context = stage_desk(
        stage,
        (_("Answers"), reverse("checks", args=[code, key])),
        (title, ""),
        title=title,
        form=form,
        submit=_("Record"),
        answers=[
            {"label": _("Organ"), "value": state.title},
            {"label": _("Should have answered by"), "value": state.due or "—"},
            {"label": _("Answers missing"), "value": state.expected - state.answered},
        ],
        consequences=[
            _("“No objection” is recorded for everybody for whom the organ has not answered, with your note.")
        ],
        blocked=None
        if state.consents
        else [
            {"text": _("Only a co-managing organ whose days have run has agreed by its silence."), "url": ""}
        ],
    )
    return render(request, "scoring/stage_move.html", context)


def _state(stage: Stage, organ: str) -> OrganState | None:
    rules = plan_in_force(stage)[1].stage(stage.key)
    if not isinstance(rules, JointAppraisal):
        return None
    states = organ_states(stage, rules, progress_of(stage, rules), working_calendar())
    return next((state for state in states if state.organ.key == organ), None)
