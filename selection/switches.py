"""The reader's own settings that live in a cookie: the size of the type. The language is Django's own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from selection.context import LARGE, TYPE_COOKIE

YEAR = 365 * 24 * 3600


@require_POST
def switch_type(request: HttpRequest) -> HttpResponse:
    """Set or take away the larger type and go back to the page `next` of this site."""
    after = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = "/"
    response = HttpResponseRedirect(after)
    if request.POST.get("type") == LARGE:
        response.set_cookie(
            TYPE_COOKIE,
            LARGE,
            max_age=YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(TYPE_COOKIE, samesite="Lax")
    return response
