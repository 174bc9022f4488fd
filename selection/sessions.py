"""How long a signed-in session lives: an idle limit and an absolute one, both from the settings."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from oversight.sessions import BEGAN, SEEN

SEEN_EVERY = 60  # seconds; the row of the session is not written on every click


def session_limits(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out whoever was idle, or signed in, for longer than the settings allow."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time())
            began = request.session.get(BEGAN, now)
            seen = request.session.get(SEEN, now)
            if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif BEGAN not in request.session or now - seen >= SEEN_EVERY:
                request.session[BEGAN], request.session[SEEN] = began, now
        return get_response(request)

    return middleware
