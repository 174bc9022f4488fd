"""Sign-in: nobody signs up by himself, closed and expired accounts stay out, every sign-in is on record.

django-allauth does the work; lockout and password rules are settings. Names typed into the sign-in form and
network addresses are personal data: entries hold commitments of them.
"""

from typing import Any, Literal, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa import signals as mfa
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from oversight import codes
from oversight.ledger import STRANGER, SYSTEM_LOG, Actor, Result, actor, record
from oversight.models import User
from oversight.registry import Code

OWNER = "self"
TYPED_LENGTH = 64


class AccountAdapter(DefaultAccountAdapter):
    """How allauth behaves here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: accounts are made by the system officer."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Send somebody whose account is closed or has expired back to the sign-in page, with the reason."""
        messages.error(request, _("This account is closed or has expired. Please ask your system officer."))
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Speak the language that the person has chosen, unless another was chosen on this machine."""
        response = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            keep_language(response, user.language)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Store a password that its owner chose, with an entry; other sessions end as the hash changes."""
        with transaction.atomic():
            user.set_password(password)
            user.save(update_fields=["password"])
            record(
                log=SYSTEM_LOG,
                code=codes.PASSWORD_SET,
                by=actor(user, OWNER),
                subject=f"user:{user.pk}",
                facts={"username": user.username},
            )


def keep_language(response: HttpResponse, language: str) -> HttpResponse:
    """Have the browser ask for this language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=cast(Literal["Lax"], settings.LANGUAGE_COOKIE_SAMESITE),
    )
    return response


def address_of(request: HttpRequest | None) -> str:
    """Return the client's network address, empty where it is not known."""
    if request is None or not request.META:
        return ""
    try:
        return str(AccountAdapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""


def _write(
    code: Code, by: Actor, subject: str, request: HttpRequest | None, result: Result = "ok", **personal: str
) -> None:
    address = address_of(request)
    if address:
        personal["address"] = address
    with transaction.atomic():
        record(log=SYSTEM_LOG, code=code, by=by, subject=subject, facts={}, personal=personal, result=result)


def _signed_in(sender: object, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    _write(codes.SIGNED_IN, actor(user, OWNER), f"user:{user.pk}", request)


def _signed_out(sender: object, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _write(codes.SIGNED_OUT, actor(user, OWNER), f"user:{user.pk}", request)


def _failed(
    sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    typed = str(credentials.get("username") or "")[:TYPED_LENGTH]
    _write(codes.SIGN_IN_FAILED, STRANGER, "user:", request, "denied", username=typed)


def _second_factor(code: Code) -> Any:
    def receive(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
        _write(code, actor(user, OWNER), f"user:{user.pk}", request)

    return receive


def _second_factor_failed(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    _write(codes.SIGN_IN_FAILED, actor(user, OWNER), f"user:{user.pk}", request, "denied")


def connect() -> None:
    """Listen to sign-ins; called once when the apps are ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="oversight.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="oversight.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="oversight.failed")
    for signal, code in (
        (mfa.authenticator_added, codes.FACTOR_ADDED),
        (mfa.authenticator_removed, codes.FACTOR_REMOVED),
        (mfa.authenticator_reset, codes.FACTOR_RESET),
    ):
        signal.connect(_second_factor(code), weak=False, dispatch_uid=f"oversight.{code}")
    mfa.authentication_failed.connect(_second_factor_failed, dispatch_uid="oversight.factor_failed")
