"""Where somebody is signed in: the sessions that allauth remembers, as far as they still open a page.

allauth keeps a row a sign-in with address and browser; Django keeps the session itself. A session is live while its
row is there, its account has not ended its sessions since, and it has not been idle too long.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from oversight.models import User

BEGAN, SEEN = "session_began", "session_seen"
"""When a session began and when it was last used, in seconds, as the session itself holds it."""

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("QIHU", "360"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Kylin", "Kylin"),
    ("UOS", "UOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Live:
    """A session that still opens pages; `here` is the one that asks."""

    pk: int
    machine: str
    address: str
    began: datetime
    seen: datetime
    here: bool


def live_sessions(user: User, current: str | None = None) -> list[Live]:
    """Return where a person is signed in, the last used first; `current` is the key of the one that asks."""
    rows = list(UserSession.objects.filter(user=user))
    stored = Session.objects.filter(
        session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
    )
    data = {session.session_key: session.get_decoded() for session in stored}
    found = [_live(row, data[row.session_key], current) for row in rows if _holds(user, data, row)]
    return sorted(found, key=lambda live: live.seen, reverse=True)


def _holds(user: User, data: Mapping[str, Mapping[str, Any]], row: UserSession) -> bool:
    """Say whether a session still opens pages."""
    held = data.get(row.session_key)
    if held is None or not constant_time_compare(
        held.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    ):
        return False
    idle = timezone.now().timestamp() - held.get(SEEN, row.created_at.timestamp())
    return bool(idle <= settings.SESSION_IDLE_SECONDS)


def _live(row: UserSession, held: Mapping[str, Any], current: str | None) -> Live:
    seen = held.get(SEEN)
    return Live(
        pk=row.pk,
        machine=machine_of(row.user_agent),
        address=row.ip,
        began=row.created_at,
        seen=datetime.fromtimestamp(seen, UTC) if seen else row.created_at,
        here=row.session_key == current,
    )


def machine_of(user_agent: str) -> str:
    """Return browser and system as a person would call them, as far as a browser says what it is."""
    names = (next((name for sign, name in table if sign in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, names))


def go_on_here(request: HttpRequest, user: User) -> None:
    """Let the session at hand go on after all of its person's sessions were ended."""
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)


def forget_ended() -> int:
    """Delete what is left of sessions that ended, address and browser with them; returns how many were left."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    left = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(left.delete()[0])
