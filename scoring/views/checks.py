"""Checks on a screen: the sheet of a stage, one person's answers, one answer with its note and document."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_stage, rights_in
from campaigns.models import Stage
from campaigns.pages import data_of
from candidates.forms import ReasonForm
from candidates.models import Application
from candidates.pages import refusal_of, tell
from oversight.access import refuse
from oversight.ledger import Actor
from oversight.queries import blob
from oversight.rights import Right
from scoring.access import access_check, access_person
from scoring.actions.checks import enter_checks, remove_check
from scoring.actions.documents import correct_check, enter_check
from scoring.check_forms import CheckForm, CorrectCheckForm
from scoring.check_grid import NOTE, TypedChecks
from scoring.check_page import (
    NOT_BY_STAFF,
    ChecksPage,
    acts_of,
    alarms,
    can_correct,
    can_enter,
    count_text,
    missing_of,
    organ_lines,
)
from scoring.check_person import Person, asked_item
from scoring.check_places import CHECKED, GRIDS
from scoring.stage_page import stage_desk
from scoring.tabs import tabs_of

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM)
def checks(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the sheet of a stage's answers; by POST save what was chosen, all or nothing."""
    writing = request.method == "POST"
    stage, actor = access_stage(
        request.user, code, key, to=Right.ENTER_CHECKS if writing else Right.READ_CHECKS
    )
    if stage.kind not in GRIDS:
        return redirect(stage.kind if stage.kind in CHECKED else "stage", code, key)
    page = ChecksPage(request, stage)
    typed: TypedChecks | None = None
    refused = ""
    if writing and stage.kind not in NOT_BY_STAFF:
        typed = page.grid.read(request.POST.dict())
        if not typed.errors:
            entries = typed.entries
            refused = refusal_of(lambda: enter_checks(stage_id=stage.pk, entries=entries, by=actor))
            if not refused:
                if entries:
                    tell(request, stage.campaign, actor, count_text(len(entries)))
                return redirect(request.get_full_path())
    return render(request, "scoring/checks.html", _sheet(request, page, typed, refused))


def _sheet(request: HttpRequest, page: ChecksPage, typed: TypedChecks | None, refused: str) -> dict[str, Any]:
    stage = page.stage
    rights = rights_in(request.user, stage.campaign)
    errors = [
        {"text": f"{person.number} {person.candidate.name}: {typed.errors[name]}", "url": f"#cell-{name}"}
        for name, person, _place, _check in page.grid.cells()
        if name in typed.errors
    ] if typed else []  # fmt: skip
    if refused:
        errors.append({"text": refused, "url": ""})
    return stage_desk(
        stage,
        (_("Answers"), ""),
        tabs=tabs_of(stage, rights, "checks"),
        facts=page.facts(),
        acts=acts_of(stage, rights),
        alarms=alarms(stage, page.organs),
        organs=organ_lines(stage, page.organs, rights),
        secret=page.secret,
        filters=page.filters(),
        grid=page.grid.context(typed, hidden=page.secret),
        seen=request.POST.get("seen", "") if typed else page.grid.seen(),
        progress=page.progress,
        page=page.page,
        writable=can_enter(stage, rights),
        by_organs=stage.kind in NOT_BY_STAFF,
        errors=errors,
        missing=missing_of(stage),
        note=NOTE,
        action=request.get_full_path(),
    )


@login_required
@require_safe
def check_person(request: HttpRequest, code: str, key: str, number: str) -> HttpResponse:
    """Show everything that was answered about one person, and how complete it is."""
    stage, person, _actor = access_person(request.user, code, key, number, to=Right.READ_CHECKS)
    rights = rights_in(request.user, stage.campaign)
    shown = Person(stage, person)
    context = stage_desk(
        stage,
        (_("Answers"), reverse("checks", args=[code, key])),
        (person.candidate.name, ""),
        person=person,
        tabs=tabs_of(stage, rights, "checks"),
        facts=shown.facts(),
        bar=shown.bar(),
        secret=shown.secret,
        groups=shown.groups(entering=can_enter(stage, rights), correcting=can_correct(stage, rights)),
        removing=can_enter(stage, rights),
        others=shown.neighbours(),
    )
    return render(request, "scoring/check_person.html", context)


@login_required
@require_http_methods(FORM)
def check_one(request: HttpRequest, code: str, key: str, number: str) -> HttpResponse:
    """Answer one question about one person: the answer, its day, note and document."""
    stage, person, actor = access_person(request.user, code, key, number, to=Right.ENTER_CHECKS)
    back = _back(stage, person)
    if not can_enter(stage, rights_in(request.user, stage.campaign)):
        return redirect(back)
    asked = asked_item(stage, person, request.GET)
    if asked is None:
        return redirect(back)
    form = CheckForm(data_of(request), request.FILES or None, **asked.form())
    if request.method == "POST" and form.is_valid():
        entry = form.entry(person.pk, asked.number)
        refused = refusal_of(
            lambda: enter_check(
                stage_id=stage.pk, entry=entry, document=form.cleaned_data["document"], by=actor
            )
        )
        if not refused:
            tell(request, stage.campaign, actor, count_text(1))
            return redirect(back)
        form.add_error(None, refused)
    return render(request, "scoring/check_form.html", _one(stage, person, asked.title, form, back))


@login_required
@require_http_methods(FORM)
def check_correct(request: HttpRequest, code: str, key: str, number: str) -> HttpResponse:
    """Change or add one answer after the result, with the reason: the stage goes into its next run."""
    stage, person, actor = access_person(request.user, code, key, number, to=Right.CORRECT_OUTCOME)
    back = _back(stage, person)
    asked = asked_item(stage, person, request.GET)
    if asked is None or not can_correct(stage, rights_in(request.user, stage.campaign)):
        return redirect(back)
    form = CorrectCheckForm(data_of(request), request.FILES or None, **asked.form())
    if request.method == "POST" and form.is_valid():
        entry, cleaned = form.entry(person.pk, asked.number), form.cleaned_data
        refused = refusal_of(
            lambda: correct_check(
                stage_id=stage.pk,
                entry=entry,
                document=cleaned["document"],
                by=actor,
                reason=cleaned["reason"],
            )
        )
        if not refused:
            said = _("The answer was corrected; the stage is in its next run and is decided anew.")
            tell(request, stage.campaign, actor, said)
            return redirect("stage", code, key)
        form.add_error(None, refused)
    context = _one(stage, person, asked.title, form, back)
    context["warning"] = _(
        "The result stands already: the stage goes into run %(run)s, is decided anew and sealed by a second person."
    ) % {"run": stage.run + 1}
    return render(request, "scoring/check_form.html", context)


def _back(stage: Stage, person: Application) -> str:
    return reverse("check_person", args=[stage.campaign.code, stage.key, person.number])


def _one(stage: Stage, person: Application, title: str, form: CheckForm, back: str) -> dict[str, Any]:
    context = stage_desk(
        stage,
        (_("Answers"), reverse("checks", args=[stage.campaign.code, stage.key])),
        (person.candidate.name, back),
        (title, ""),
        title=title,
        person=person,
        form=form,
        stored=form.stored,
    )
    context["back"] = {"title": _("Back to %(name)s") % {"name": person.candidate.name}, "url": back}
    return context


@login_required
@require_http_methods(FORM)
def check_remove(request: HttpRequest, code: str, key: str, pk: int) -> HttpResponse:
    """Take an answer out that was entered by mistake, with the reason."""
    check, actor = access_check(request.user, code, key, pk, to=Right.ENTER_CHECKS)
    stage, person = check.stage, check.application
    back = _back(stage, person)
    if not can_enter(stage, rights_in(request.user, stage.campaign)):
        return redirect(back)
    form = ReasonForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        refused = refusal_of(lambda: _remove(stage, pk, actor, form.cleaned_data["reason"]))
        if not refused:
            tell(request, stage.campaign, actor, _("The answer was taken out."))
            return redirect(back)
        form.add_error(None, refused)
    title = _("Take an answer out")
    context = stage_desk(
        stage,
        (_("Answers"), reverse("checks", args=[code, key])),
        (person.candidate.name, back),
        (title, ""),
        title=title,
        form=form,
        submit=_("Take out"),
        answers=Person(stage, person).answers_of(check),
        consequences=[_("The entry names the answer that stood here; its note can no longer be read.")],
    )
    context["back"] = {"title": _("Back to %(name)s") % {"name": person.candidate.name}, "url": back}
    return render(request, "scoring/stage_move.html", context)


def _remove(stage: Stage, pk: int, actor: Actor, reason: str) -> None:
    remove_check(stage_id=stage.pk, check_id=pk, by=actor, reason=reason)


@login_required
@require_safe
def check_document(request: HttpRequest, code: str, key: str, pk: int) -> HttpResponse:
    """Hand over the document of an answer, to be kept as a file and never shown in the page."""
    check, _actor = access_check(request.user, code, key, pk, to=Right.READ_CHECKS)
    if Person(check.stage, check.application).secret:
        refuse(request.user, to=Right.READ_CHECKS, subject=f"check:{pk}", log=check.stage.campaign.log)
    return document_response(
        check.document, f"{check.application.number}-{check.item or 'answer'}-{check.pk}"
    )


ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def document_response(sha256: str, stem: str) -> HttpResponse:
    """Return stored bytes as a download."""
    stored = blob(sha256) if sha256 else None
    if stored is None:
        raise Http404
    answer = HttpResponse(bytes(stored.bytes), content_type="application/octet-stream")
    ending = ENDINGS.get(stored.media, "bin")
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}.{ending}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
