"""Accounts: the list, one account, creating and changing, passwords, closing and opening, ending sessions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from oversight.access import access_system, access_user
from oversight.actions import change_user, close_user, create_user, end_sessions, reopen_user, set_password
from oversight.books import book_response, write_book
from oversight.forms import NewUserForm, PasswordForm, ReasonForm, UserForm
from oversight.ledger import SYSTEM_LOG, Actor
from oversight.listings import has_totp, offices_of_user, state_of, users_found
from oversight.models import User
from oversight.pages import PAGE, attempt, entry_lines, office, refusal_of, system_rights, tell
from oversight.queries import newest_entries, system_log
from oversight.rights import SYSTEM_ROLES, Right, Role
from oversight.say import say_role
from oversight.sessions import live_sessions

FORM = ["GET", "HEAD", "POST"]
BADGES = {"open": "good", "closed": "closed", "expired": "overdue"}


def state_words() -> dict[str, str]:
    """Return what the states of an account are called."""
    return {"open": _("In use"), "closed": _("Closed"), "expired": _("Expired")}


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts, to be searched by name, state and office."""
    access_system(request.user, to=Right.READ_USERS)
    rights = system_rights(request.user)
    asked = {name: request.GET.get(name, "").strip() for name in ("text", "state", "role")}
    page = Paginator(users_found(**asked), PAGE).get_page(request.GET.get("page"))
    acts: list[dict[str, Any]] = [
        {"title": _("Print"), "print": True},
        {
            "title": _("Spreadsheet"),
            "url": f"{reverse('accounts_book')}?{request.GET.urlencode()}",
            "icon": "download",
        },
    ]
    if Right.MANAGE_USERS in rights:
        acts.append(
            {"title": _("New account"), "url": reverse("accounts_new"), "primary": True, "icon": "plus"}
        )
    columns = (_("User name"), _("Name"), _("State"), _("Offices"), _("E-mail"), _("Last day"))
    context = office(
        request,
        "accounts",
        _("Accounts"),
        rights=rights,
        acts=acts,
        filters=_filters(asked),
        columns=[{"title": title} for title in columns],
        rows=[_row(user) for user in page.object_list],
        page=page,
        filtered=any(asked.values()),
    )
    return render(request, "oversight/accounts.html", context)


def _filters(asked: dict[str, str]) -> list[dict[str, Any]]:
    states = [{"value": state, "title": word} for state, word in state_words().items()]
    roles = [{"value": role, "title": say_role(role)} for role in Role if role in SYSTEM_ROLES]
    return [
        {"name": "text", "label": _("User name, name or e-mail"), "value": asked["text"], "wide": True},
        {
            "name": "state",
            "label": _("State"),
            "kind": "select",
            "value": asked["state"],
            "choices": states,
        },
        {"name": "role", "label": _("Office"), "kind": "select", "value": asked["role"], "choices": roles},
    ]


def last_day(user: User) -> str:
    """Return the last day on which an account may be used."""
    if user.expires_at is None:
        return ""
    return (timezone.localtime(user.expires_at) - timedelta(microseconds=1)).date().isoformat()


def _row(user: User) -> dict[str, Any]:
    url = reverse("accounts_one", args=[user.pk])
    state = state_of(user)
    return {
        "cells": [
            {"text": user.username, "url": url},
            {"text": user.name, "url": url},
            {"badge": BADGES[state], "word": state_words()[state]},
            " · ".join(say_role(held.role) for held in user.held) or "—",  # type: ignore[attr-defined]
            {"text": user.email, "muted": True},
            last_day(user) or "—",
        ],
        "tone": "" if state == "open" else "out",
    }


@login_required
@require_safe
def accounts_book(request: HttpRequest) -> HttpResponse:
    """Return the accounts found as a spreadsheet."""
    access_system(request.user, to=Right.READ_USERS)
    asked = {name: request.GET.get(name, "").strip() for name in ("text", "state", "role")}
    header = [_("User name"), _("Name"), _("E-mail"), _("State"), _("Offices"), _("Last day"), _("Created")]
    rows = (
        [
            user.username,
            user.name,
            user.email,
            state_words()[state_of(user)],
            " ".join(say_role(held.role) for held in user.held),  # type: ignore[attr-defined]
            last_day(user),
            f"{timezone.localtime(user.created_at):%Y-%m-%d %H:%M}",
        ]
        for user in users_found(**asked)
    )
    return book_response(write_book(_("Accounts"), header, rows), "accounts.xlsx")


@login_required
@require_safe
def accounts_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account: what it is, the offices of its person, what may be done with it."""
    found, _actor = access_user(request.user, pk, to=Right.READ_USERS)
    rights = system_rights(request.user)
    log = system_log() if Right.READ_SYSTEM_LEDGER in rights else None
    state = state_of(found)
    context = office(
        request,
        "accounts",
        found.name,
        (found.name, ""),
        rights=rights,
        account=found,
        badge={"code": BADGES[state], "word": state_words()[state]},
        answers=[
            {"label": _("User name"), "value": found.username},
            {"label": _("E-mail"), "value": found.email or "—"},
            {"label": _("Language"), "value": dict(_languages()).get(found.language, found.language)},
            {"label": _("Last day"), "value": last_day(found) or _("no end")},
            {"label": _("Created"), "value": f"{timezone.localtime(found.created_at):%Y-%m-%d %H:%M}"},
            {
                "label": _("Two-step sign-in"),
                "value": _("Switched on") if has_totp(found) else _("Switched off"),
            },
        ],
        offices=[{"office": item, "title": say_role(item.role)} for item in offices_of_user(found)],
        live=live_sessions(found) if Right.END_SESSIONS in rights else None,
        acts=_acts(found, rights, mine=found.pk == request.user.pk),
        entries=entry_lines(newest_entries(SYSTEM_LOG, f"user:{pk}", 20), log.name) if log else None,
    )
    return render(request, "oversight/account.html", context)


def _languages() -> list[tuple[str, Any]]:
    return list(UserForm.base_fields["language"].choices)  # type: ignore[attr-defined]


def _acts(found: User, rights: frozenset[Right], *, mine: bool) -> list[dict[str, Any]]:
    def act(name: str, title: str, **more: Any) -> dict[str, Any]:
        return {"title": title, "url": reverse(name, args=[found.pk]), **more}

    acts = []
    if Right.MANAGE_USERS in rights:
        acts += [
            act("accounts_change", _("Change"), icon="pen"),
            act("accounts_password", _("Set a password"), icon="lock"),
        ]
    if Right.END_SESSIONS in rights:
        acts.append(act("accounts_sessions", _("End all sessions"), icon="leave"))
    if Right.GRANT_OFFICER in rights and not mine and found.enabled:
        grant = f"{reverse('officers_grant')}?user={found.pk}"
        acts.append({"title": _("Grant an office"), "url": grant, "icon": "seal"})
    if Right.MANAGE_USERS in rights and not found.enabled:
        acts.append(act("accounts_reopen", _("Open again"), icon="open"))
    elif Right.MANAGE_USERS in rights and not mine:
        acts.append(act("accounts_close", _("Close the account"), danger=True, icon="lock"))
    return acts


@sensitive_post_parameters("password")
@login_required
@require_http_methods(FORM)
def accounts_new(request: HttpRequest) -> HttpResponse:
    """Create an account; rights come later, from offices and seats."""
    actor = access_system(request.user, to=Right.MANAGE_USERS)
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[User] = []
        declined = refusal_of(lambda: made.append(create_user(**form.cleaned_data, by=actor)))
        if not declined:
            tell(request, SYSTEM_LOG, actor, _("The account was created."))
            return redirect("accounts_one", made[0].pk)
        form.add_error(None, declined)
    return _form(request, None, _("New account"), form, _("Create"))


@login_required
@require_http_methods(FORM)
def accounts_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an account says of its person."""
    found, actor = access_user(request.user, pk, to=Right.MANAGE_USERS)
    day = last_day(found)
    shown = {
        "name": found.name,
        "email": found.email,
        "language": found.language,
        "expires_on": day or None,
    }
    form = UserForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        declined = refusal_of(lambda: change_user(user_id=pk, **form.cleaned_data, by=actor))
        if not declined:
            tell(request, SYSTEM_LOG, actor, _("The account was changed."))
            return redirect("accounts_one", pk)
        form.add_error(None, declined)
    return _form(request, found, _("Change the account"), form, _("Save"))


@sensitive_post_parameters("password")
@login_required
@require_http_methods(FORM)
def accounts_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a new password for somebody who lost theirs."""
    found, actor = access_user(request.user, pk, to=Right.MANAGE_USERS)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        word = form.cleaned_data["password"]
        if attempt(
            request,
            actor,
            lambda: set_password(user_id=pk, password=word, by=actor),
            _("The new password holds; every session of the account has ended."),
        ):
            return redirect("accounts_one", pk)
    return _form(request, found, _("Set a password"), form, _("Set the password"))


def _form(
    request: HttpRequest, found: User | None, title: str, form: Any, submit: str, **more: Any
) -> HttpResponse:
    back = {"title": _("Back to the list"), "url": reverse("accounts")}
    crumbs = [(title, "")]
    if found is not None:
        back = {"title": _("Back to the account"), "url": reverse("accounts_one", args=[found.pk])}
        crumbs = [(found.name, back["url"]), *crumbs]
    context = office(
        request, "accounts", title, *crumbs, form=form, submit=submit, back=back, account=found, **more
    )
    return render(request, "oversight/act.html" if more else "oversight/form.html", context)


def _with_reason(
    request: HttpRequest,
    found: User,
    actor: Actor,
    act: Callable[..., object],
    words: tuple[str, str, str],
    consequences: list[str],
) -> HttpResponse:
    """Ask for the reason and do the act. `words`: the page's title, the button's word, what is said afterwards."""
    title, submit, done = words
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(request, actor, lambda: act(user_id=found.pk, reason=reason, by=actor), done):
            return redirect("accounts_one", found.pk)
    answers = [
        {"label": _("User name"), "value": found.username},
        {"label": _("Name"), "value": found.name},
    ]
    return _form(request, found, title, form, submit, answers=answers, consequences=consequences)


@login_required
@require_http_methods(FORM)
def accounts_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account at once."""
    found, actor = access_user(request.user, pk, to=Right.MANAGE_USERS)
    words = (_("Close the account"), _("Close it"), _("The account is closed."))
    consequences = [
        _("Nobody can sign in with it any more, and its sessions end at once."),
        _("What its person did stays on record. The account can be opened again."),
    ]
    return _with_reason(request, found, actor, close_user, words, consequences)


@login_required
@require_http_methods(FORM)
def accounts_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    found, actor = access_user(request.user, pk, to=Right.MANAGE_USERS)
    words = (_("Open the account again"), _("Open it"), _("The account is open again."))
    consequences = [_("Its person may sign in again, with the offices and seats that are still in force.")]
    return _with_reason(request, found, actor, reopen_user, words, consequences)


@login_required
@require_http_methods(FORM)
def accounts_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """End every session of an account."""
    found, actor = access_user(request.user, pk, to=Right.END_SESSIONS)
    words = (_("End all sessions"), _("End them"), _("Every session of the account has ended."))
    consequences = [
        _("Wherever this account is signed in, it is signed out at the next click; unsaved work is lost.")
    ]
    return _with_reason(request, found, actor, end_sessions, words, consequences)
