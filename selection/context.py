"""What the frame of every page says about the unit that runs the system: names, telephones, type size."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from oversight.ledger import SYSTEM_LOG
from oversight.models import User

TYPE_COOKIE = "type"
LARGE = "large"

# What ORGANIZATION in the settings may hold. The product draws no emblem: `emblem` is the address of the
# file that the unit has put there itself.
ORGANIZATION_KEYS = (
    "name",
    "system",
    "emblem",
    "emblem_alt",
    "telephone",
    "supervision_telephone",
    "address",
    "record_number",
    "police_record_number",
)


def organization() -> dict[str, str]:
    """Return every key of `ORGANIZATION_KEYS`, empty where the settings say nothing."""
    given = getattr(settings, "ORGANIZATION", {})
    found = {key: str(given.get(key, "")) for key in ORGANIZATION_KEYS}
    found["system"] = found["system"] or _("Zeyou · competitive cadre selection")
    return found


def _from_settings(name: str) -> Callable[[HttpRequest], Any] | None:
    """Return the function whose dotted path the setting `name` holds, or None when the setting is empty."""
    path = getattr(settings, name, "")
    return import_string(path) if path else None


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return `organization`, `type_large`, and lazily `ledger_head` and `unread`.

    `FRAME_LEDGER_HEAD` and `FRAME_UNREAD` are dotted paths of functions of the request; the first returns an
    object with `size`, `root` and `url`, the second a number. A page that does not show them costs no query.
    """

    def asked(name: str) -> Callable[[], Any]:
        found = _from_settings(name)
        return lambda: found(request) if found else None

    return {
        "organization": organization(),
        "type_large": request.COOKIES.get(TYPE_COOKIE) == LARGE,
        "ledger_head": SimpleLazyObject(asked("FRAME_LEDGER_HEAD")),
        "unread": SimpleLazyObject(asked("FRAME_UNREAD")),
        "debug": settings.DEBUG,
    }


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return lazily `rail` and `campaigns`, on pages whose address names a campaign's desk.

    The view has already handed the campaign over: a page that refused renders no rail.
    """
    match, user = request.resolver_match, getattr(request, "user", None)
    if match is None or not isinstance(user, User):
        return {}
    if request.path.startswith("/ledger/") and match.kwargs.get("name") != SYSTEM_LOG:
        code, room = match.kwargs.get("name"), True
    else:
        code, room = match.kwargs.get("code"), False
    if not code or not (room or request.path.startswith("/desk/")):
        return {}

    def rail() -> list[dict[str, Any]]:
        from selection.rail_of_campaign import rail_of  # after the apps are ready

        return rail_of(user, code, match.url_name or "", match.kwargs.get("key", ""))

    def campaign() -> Any:
        from selection.rail_of_campaign import campaign_of

        return campaign_of(code)

    def campaigns() -> list[dict[str, Any]]:
        from selection.rail_of_campaign import switcher_of

        return switcher_of(user, code)

    found = {"rail": SimpleLazyObject(rail), "campaigns": SimpleLazyObject(campaigns)}
    # The ground cannot name the campaign whose ledger it shows; desks name theirs themselves.
    return {**found, "campaign": SimpleLazyObject(campaign)} if room else found
