"""Reading for the pages of the ground: what lists, filters and choices need beyond `queries`."""

from collections.abc import Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from oversight.ledger import STRANGER, SYSTEM, SYSTEM_LOG
from oversight.models import Entry, Head, Job, Log, Officer, Upload, User, running
from oversight.rights import Role
from oversight.say import STRANGER_NAME, SYSTEM_NAME

SIGN_INS = ("session.began", "session.ended", "session.refused", "session.closed", "session.cut")


def users_found(*, text: str = "", state: str = "", role: str = "") -> QuerySet[User]:
    """Return accounts by user name, with the offices they hold in `held`; empty arguments do not filter.

    `state`: open, closed or expired.
    """
    now = timezone.now()
    held = Officer.objects.filter(running(now)).order_by("role")
    users = User.objects.order_by("username").prefetch_related(Prefetch("offices", held, to_attr="held"))
    if text:
        users = users.filter(Q(username__icontains=text) | Q(name__icontains=text) | Q(email__icontains=text))
    expired = Q(expires_at__lte=now)
    if state == "open":
        users = users.filter(enabled=True).exclude(expired)
    elif state == "closed":
        users = users.filter(enabled=False)
    elif state == "expired":
        users = users.filter(expired, enabled=True)
    if role in set(Role):
        users = users.filter(pk__in=Officer.objects.filter(running(now), role=role).values("user"))
    return users


def state_of(user: User) -> str:
    """Return open, closed or expired."""
    if not user.enabled:
        return "closed"
    return "open" if user.is_active else "expired"


def offices_of_user(user: User) -> QuerySet[Officer]:
    """Return every office a person was ever granted, newest first."""
    return (
        Officer.objects.filter(user=user).select_related("granted_by", "confirmed_by").order_by("-granted_at")
    )


def actors_named(text: str) -> list[str]:
    """Return the ids, as they stand in entries, of everybody whose name or user name holds `text`."""
    found = User.objects.filter(Q(username__icontains=text) | Q(name__icontains=text))
    ids = [f"u{pk}" for pk in found.values_list("pk", flat=True)[:500]]
    nameless = ((SYSTEM.id, SYSTEM_NAME), (STRANGER.id, STRANGER_NAME))
    return [*ids, *(name for name, said in nameless if text in (name, gettext(said))), text]


def stages_in(log: Log) -> Mapping[str, str]:
    """Return the stages that a ledger speaks of: their title by subject, in the order of first mention."""
    last = (
        Entry.objects.filter(log=log, subject__startswith="stage:")
        .order_by()
        .values("subject")
        .annotate(last=Max("seq"))
        .values_list("last", flat=True)
    )
    entries = Entry.objects.filter(log=log, seq__in=list(last)).order_by("seq")
    return {entry.subject: entry.content["title"] or entry.subject for entry in entries}


def entry_at(log: Log, seq: int) -> Entry | None:
    """Return the entry of this number."""
    return Entry.objects.filter(log=log, seq=seq).first()


def head_over(log: Log, seq: int) -> Head | None:
    """Return the newest signed head that counts the entry `seq`."""
    return Head.objects.filter(log=log, size__gt=seq).order_by("-size").first()


def head_of_size(log: Log, size: int) -> Head | None:
    """Return the head signed at this size."""
    return Head.objects.filter(log=log, size=size).first()


def newest_head(log: str) -> Head | None:
    """Return the newest signed head of a ledger, None where none was signed."""
    return Head.objects.filter(log__name=log).select_related("log").order_by("-size").first()


def newest_root(log: str) -> tuple[int, str] | None:
    """Return size and root of the newest signed head: all that the foot of every page needs of it."""
    return Head.objects.filter(log__name=log).order_by("-size").values_list("size", "root").first()


def jobs_found(*, state: str = "", kind: str = "", user: User | None = None) -> QuerySet[Job]:
    """Return jobs, newest first; state `open` is everything that is not finished."""
    jobs = Job.objects.order_by("-id")
    if user is not None:
        jobs = jobs.filter(by_user=user)
    if state == "open":
        jobs = jobs.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    elif state:
        jobs = jobs.filter(state=state)
    return jobs.filter(kind=kind) if kind else jobs


def jobs_by_state() -> dict[str, int]:
    """Return how many jobs stand in each state."""
    counted = Job.objects.order_by().values("state").annotate(number=Count("pk"))
    return {row["state"]: row["number"] for row in counted}


def kinds_of_jobs() -> list[str]:
    """Return the kinds of job that there have been."""
    return list(Job.objects.order_by("kind").values_list("kind", flat=True).distinct())


def verifications_of(log: Log) -> QuerySet[Job]:
    """Return the jobs that verified a ledger, newest first."""
    return Job.objects.filter(kind="verify", key__startswith=f"verify:{log.name}:").order_by("-id")


def uploads_found(text: str = "") -> QuerySet[Upload]:
    """Return applied files, newest first, by file name, subject or the beginning of the digest."""
    uploads = Upload.objects.select_related("by").order_by("-id")
    if text:
        found = Q(name__icontains=text) | Q(subject__icontains=text) | Q(sha256__startswith=text.lower())
        uploads = uploads.filter(found)
    return uploads


def sign_ins_of(user: User, since: datetime | None = None) -> QuerySet[Entry]:
    """Return the entries about a person's sign-ins and sign-outs, newest first."""
    entries = Entry.objects.filter(log__name=SYSTEM_LOG, subject=f"user:{user.pk}", code__in=SIGN_INS)
    if since is not None:
        entries = entries.filter(at__gte=since)
    return entries.order_by("-seq")


def has_totp(user: User) -> bool:
    """Say whether a person signs in with a code from an authenticator app as well."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
