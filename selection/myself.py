"""One's own account: what it says, language, second factor, sign-ins, offices and seats."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns.queries import seats_held
from oversight.accounts import OWNER, keep_language
from oversight.actions import choose_language, end_own_session, end_own_sessions
from oversight.forms import LanguageForm
from oversight.ledger import SYSTEM_LOG, actor
from oversight.listings import has_totp, offices_of_user, sign_ins_of
from oversight.models import User
from oversight.pages import address, attempt, office, tell
from oversight.queries import personal_of
from oversight.rights import Right, Role, rights_of
from oversight.say import say_entry, say_role
from oversight.sessions import go_on_here, live_sessions

FORM = ["GET", "HEAD", "POST"]
SIGN_INS = 10


@login_required
@never_cache
@require_http_methods(FORM)
def myself(request: HttpRequest) -> HttpResponse:
    """Show one's own account; a POST keeps the language chosen."""
    user = request.user
    assert isinstance(user, User)
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        changed = language != user.language
        choose_language(language=language, by=actor(user, OWNER))
        if changed:
            tell(request, SYSTEM_LOG, actor(user, OWNER), _("Your language is kept."))
        return keep_language(redirect("myself"), language)
    return render(request, "oversight/myself.html", {**_context(request, user), "form": form})


def _context(request: HttpRequest, user: User) -> dict[str, Any]:
    hours, minutes = settings.SESSION_COOKIE_AGE // 3600, settings.SESSION_IDLE_SECONDS // 60
    return office(
        request,
        "myself",
        _("My account"),
        answers=[
            {"label": _("User name"), "value": user.username},
            {"label": _("Name"), "value": user.name},
            {"label": _("E-mail"), "value": user.email or "—"},
        ],
        totp=has_totp(user),
        offices=[
            {"office": item, "title": say_role(item.role)}
            for item in offices_of_user(user)
            if item.until is None
        ],
        seats=[
            {
                "seat": seat,
                "title": say_role(seat.role),
                "url": address("campaign_home", code=seat.campaign.code)
                if Right.READ_CAMPAIGN in rights_of([Role(seat.role)])
                else "",
            }
            for seat in seats_held(user)
        ],
        live=live_sessions(user, request.session.session_key),
        sign_ins=_sign_ins(user),
        limits=_(
            "A session ends after %(minutes)s minutes without a click, and after %(hours)s hours in any case."
        )
        % {"minutes": minutes, "hours": hours},
    )


def _sign_ins(user: User) -> list[dict[str, Any]]:
    """Return the person's own sign-ins with the address they came from."""
    entries = list(sign_ins_of(user)[:SIGN_INS])
    personal = personal_of(entries)
    return [
        {
            "sentence": say_entry(entry),
            "at": entry.at,
            "result": entry.result,
            "address": personal.get((entry.log_id, entry.seq), {}).get("address", ""),
        }
        for entry in entries
    ]


@login_required
@require_http_methods(FORM)
def myself_sessions(request: HttpRequest) -> HttpResponse:
    """End one's own sessions everywhere but here."""
    user = request.user
    assert isinstance(user, User)
    by = actor(user, OWNER)
    if request.method == "POST":
        ended: list[User] = []
        done = _("Your other sessions have ended.")
        if attempt(request, by, lambda: ended.append(end_own_sessions(by=by)), done):
            go_on_here(request, ended[0])
        return redirect("myself")
    title = _("End my other sessions")
    context = office(
        request,
        "myself",
        title,
        (title, ""),
        consequences=[_("Wherever else you are signed in, you are signed out at the next click.")],
        submit=_("End them"),
        back={"title": _("My account"), "url": reverse("myself")},
    )
    return render(request, "oversight/act.html", context)


@login_required
@require_http_methods(FORM)
def myself_session_end(request: HttpRequest, session: int) -> HttpResponse:
    """End one of one's own sessions; the one at hand is left by signing out."""
    user = request.user
    assert isinstance(user, User)
    by = actor(user, OWNER)
    live = live_sessions(user, request.session.session_key)
    found = next((one for one in live if one.pk == session and not one.here), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        attempt(request, by, lambda: end_own_session(session_id=found.pk, by=by), _("The session has ended."))
        return redirect("myself")
    title = _("End this session")
    context = office(
        request,
        "myself",
        title,
        (title, ""),
        answers=[
            {"label": _("Browser"), "value": found.machine or _("unknown")},
            {"label": _("Network address"), "value": found.address},
            {"label": _("Signed in since"), "value": f"{timezone.localtime(found.began):%Y-%m-%d %H:%M}"},
        ],
        consequences=[_("It is signed out at its next click; unsaved work there is lost.")],
        submit=_("End it"),
        back={"title": _("My account"), "url": reverse("myself")},
    )
    return render(request, "oversight/act.html", context)
