"""One application: entering, changing, leaving and coming back, and reading its identity number."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_campaign, rights_in
from candidates.access import access_application
from candidates.actions.applications import (
    describe_application,
    enter_application,
    leave_registration,
    move_application,
    read_identity,
)
from candidates.forms import ApplicationForm, LeaveForm, MoveForm, ParticularsForm, ReasonForm
from candidates.models import Application
from candidates.pages import desk, entry_lines, refusal_of, tell
from candidates.particulars import PARTICULARS
from candidates.queries import masked_identity, plan_in_force, positions_with_counts, registration_of
from candidates.views.listing import standing_words
from oversight.rights import Right

FORM = ["GET", "HEAD", "POST"]


def _page(application: Application, title: str, **context: Any) -> dict[str, Any]:
    campaign = application.campaign
    url = reverse("application", args=[campaign.code, application.number])
    return desk(
        campaign,
        (_("Applications"), reverse("applications", args=[campaign.code])),
        (application.number, url),
        (title, ""),
        title=title,
        back={"title": _("Back to the application"), "url": url},
        answers=_answers(application),
        **context,
    )


def _answers(application: Application) -> list[dict[str, Any]]:
    return [
        {"label": _("Application number"), "value": application.number},
        {"label": _("Name"), "value": application.candidate.name},
        {"label": _("Position"), "value": str(application.position)},
    ]


@login_required
@require_safe
def application(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Show one application with its identity number masked, and what was done about it."""
    found, _actor = access_application(request.user, code, number, to=Right.READ_APPLICATIONS)
    campaign, person = found.campaign, found.candidate
    rights = rights_in(request.user, campaign)
    stage = registration_of(campaign)
    entering = stage is not None and stage.state == "open"
    genders = {"male": _("male"), "female": _("female")}
    answers = [
        *_answers(found),
        {"label": _("Identity number"), "value": masked_identity(person) or "—"},
        {"label": _("Gender"), "value": genders.get(person.gender, "—")},
        {"label": _("Birth date"), "value": person.birth_date.isoformat() if person.birth_date else "—"},
        {"label": _("Standing"), "value": standing_words()[found.standing or "standing"]},
        *([{"label": _("Reason"), "value": found.reason}] if found.reason else []),
        *_particulars(found),
    ]
    context = desk(
        campaign,
        (_("Applications"), reverse("applications", args=[campaign.code])),
        (found.number, ""),
        application=found,
        answers=answers,
        acts=_acts(found, rights, entering=entering),
        closed=not entering and Right.EDIT_APPLICATIONS in rights,
        entries=entry_lines(campaign, f"application:{found.number}") if Right.READ_LEDGER in rights else None,
    )
    return render(request, "candidates/application.html", context)


def _particulars(found: Application) -> list[dict[str, Any]]:
    """Return what papers print, in their order, then the other columns of the sheet."""
    known = [name for name in PARTICULARS if name in found.extra]
    others = [name for name in found.extra if name not in PARTICULARS]
    return [{"label": _(PARTICULARS.get(name, name)), "value": found.extra[name]} for name in known + others]


def _acts(found: Application, rights: frozenset[Right], *, entering: bool) -> list[dict[str, Any]]:
    def act(name: str, title: str, **more: Any) -> dict[str, Any]:
        return {"title": title, "url": reverse(name, args=[found.campaign.code, found.number]), **more}

    acts = []
    if Right.REVEAL_IDENTITY in rights and found.candidate.identity_index:
        acts.append(act("application_identity", _("Read the identity number"), icon="open"))
    if Right.EDIT_APPLICATIONS in rights and found.campaign.state == "running":
        acts.append(act("application_particulars", _("Particulars"), icon="pen"))
    if entering and Right.EDIT_APPLICATIONS in rights:
        acts.append(act("application_move", _("Change the position")))
    if entering and Right.CHECK_APPLICATIONS in rights:
        if found.standing:
            acts.append(act("application_return", _("Put back"), primary=True))
        else:
            acts.append(act("application_leave", _("Withdraw or find ineligible"), danger=True, icon="leave"))
    return acts


@login_required
@require_http_methods(FORM)
def application_new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter one application."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_APPLICATIONS)
    listing = reverse("applications", args=[code])
    plan = plan_in_force(campaign)
    if plan is None:
        return redirect(listing)
    form = ApplicationForm(request.POST or None, campaign=campaign, plan=plan)
    if request.method == "POST" and form.is_valid() and form.row is not None:
        row = form.row
        refused = refusal_of(lambda: enter_application(campaign_id=campaign.pk, row=row, by=actor))
        if not refused:
            tell(request, campaign, actor, _("Application %(number)s was entered.") % {"number": row.number})
            if "more" in request.POST:
                return redirect("application_new", code)
            return redirect("application", code, row.number)
        form.add_error(None, refused)
    title = _("Enter an application")
    context = desk(campaign, (_("Applications"), listing), (title, ""), form=form, title=title)
    return render(
        request,
        "candidates/application_new.html",
        {**context, "back": {"title": _("Back to the list"), "url": listing}},
    )


@login_required
@require_http_methods(FORM)
def application_move(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Change the position somebody applies for."""
    found, actor = access_application(request.user, code, number, to=Right.EDIT_APPLICATIONS)
    others = [(p.code, str(p)) for p in positions_with_counts(found.campaign) if p.pk != found.position_id]
    form = MoveForm(request.POST or None, positions=others)
    if request.method == "POST" and form.is_valid():
        refused = refusal_of(
            lambda: move_application(
                application_id=found.pk,
                position_code=form.cleaned_data["position"],
                reason=form.cleaned_data["reason"],
                by=actor,
            )
        )
        if not refused:
            tell(request, found.campaign, actor, _("The position was changed."))
            return redirect("application", code, number)
        form.add_error(None, refused)
    context = _page(found, _("Change the position"), form=form, submit=_("Change"))
    return render(request, "candidates/application_act.html", context)


@login_required
@require_http_methods(FORM)
def application_particulars(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Enter or change the particulars that papers print."""
    found, actor = access_application(request.user, code, number, to=Right.EDIT_APPLICATIONS)
    form = ParticularsForm(request.POST or None, extra=found.extra)
    if request.method == "POST" and form.is_valid():
        refused = refusal_of(
            lambda: describe_application(
                application_id=found.pk,
                particulars=form.particulars,
                reason=form.cleaned_data["reason"],
                by=actor,
            )
        )
        if not refused:
            tell(request, found.campaign, actor, _("The particulars were kept."))
            return redirect("application", code, number)
        form.add_error(None, refused)
    consequences = [
        _("Notices drafted from now on print them; renew the drafts that are there already."),
        _("A published notice stays as it is: it is corrected by a notice of its own."),
    ]
    context = _page(found, _("Particulars"), form=form, submit=_("Keep"), consequences=consequences)
    return render(request, "candidates/application_act.html", context)


@login_required
@require_http_methods(FORM)
def application_leave(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Record that somebody withdraws or is found ineligible during the registration."""
    found, actor = access_application(request.user, code, number, to=Right.CHECK_APPLICATIONS)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = refusal_of(
            lambda: leave_registration(
                application_id=found.pk,
                standing=form.cleaned_data["standing"],
                reason=form.cleaned_data["reason"],
                by=actor,
            )
        )
        if not refused:
            tell(request, found.campaign, actor, _("%(number)s stands no longer.") % {"number": number})
            return redirect("application", code, number)
        form.add_error(None, refused)
    consequences = [
        _("The application no longer counts towards the openings of its position."),
        _("It can be put back while the registration is open."),
    ]
    context = _page(
        found,
        _("Withdraw or find ineligible"),
        form=form,
        submit=_("Record it"),
        consequences=consequences,
    )
    return render(request, "candidates/application_act.html", context)


@login_required
@require_http_methods(FORM)
def application_return(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Put an application back that was withdrawn or found ineligible."""
    found, actor = access_application(request.user, code, number, to=Right.CHECK_APPLICATIONS)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        refused = refusal_of(
            lambda: leave_registration(application_id=found.pk, standing="", reason=reason, by=actor)
        )
        if not refused:
            tell(request, found.campaign, actor, _("%(number)s stands again.") % {"number": number})
            return redirect("application", code, number)
        form.add_error(None, refused)
    context = _page(found, _("Put back"), form=form, submit=_("Put back"))
    return render(request, "candidates/application_act.html", context)


@login_required
@never_cache
@require_http_methods(FORM)
def application_identity(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Show an identity number in full, once, for a reason; the reading is an entry."""
    found, actor = access_application(request.user, code, number, to=Right.REVEAL_IDENTITY)
    form = ReasonForm(request.POST or None)
    shown: list[str] = []
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        refused = refusal_of(
            lambda: shown.append(read_identity(application_id=found.pk, by=actor, reason=reason))
        )
        if refused:
            form.add_error(None, refused)
    consequences = [_("The number is shown on this page once."), _("That you read it stands in the ledger.")]
    title = _("Read the identity number")
    context = _page(found, title, form=form, submit=_("Show it"), consequences=consequences, shown=shown)
    return render(request, "candidates/application_identity.html", context)
