"""Reading users, offices, ledgers, heads, jobs and stored bytes."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from oversight.ledger import SYSTEM_LOG, Actor
from oversight.models import Blob, Entry, Head, Job, Log, Officer, Personal, Upload, User, running


def users() -> QuerySet[User]:
    """Return all accounts by user name."""
    return User.objects.order_by("username")


def offices_in_force(now: datetime | None = None) -> QuerySet[Officer]:
    """Return the offices in force with their people."""
    return Officer.objects.filter(running(now)).select_related("user", "granted_by", "confirmed_by")


def offices_waiting() -> QuerySet[Officer]:
    """Return granted offices that nobody has confirmed."""
    return Officer.objects.filter(since__isnull=True, until__isnull=True).select_related("user", "granted_by")


def offices_past(now: datetime | None = None) -> QuerySet[Officer]:
    """Return offices that have ended, newest first."""
    ended = Officer.objects.filter(until__lte=now or timezone.now())
    return ended.select_related("user", "granted_by", "confirmed_by").order_by("-until")


def entries_of(
    log: Log,
    *,
    subject: str = "",
    code: str = "",
    actor: str = "",
    result: str = "",
    request: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    actors: Collection[str] | None = None,
) -> QuerySet[Entry]:
    """Return a log's entries, newest first; empty arguments do not filter; subject `stage:` is any stage.

    `actors`: whose entries, by the ids that stand in them; None filters nothing, an empty list finds nothing.
    """
    entries = Entry.objects.filter(log=log).order_by("-seq")
    if subject.endswith(":"):
        entries = entries.filter(subject__startswith=subject)
    elif subject:
        entries = entries.filter(subject=subject)
    given = {"code": code, "actor": actor, "result": result, "request": request}
    entries = entries.filter(**{name: value for name, value in given.items() if value})
    if actors is not None:
        entries = entries.filter(actor__in=actors)
    if since is not None:
        entries = entries.filter(at__gte=since)
    if until is not None:
        entries = entries.filter(at__lt=until)
    return entries


def newest_entry(log: str, by: Actor) -> Entry | None:
    """Return what somebody wrote last into a ledger: after an act, that act."""
    return Entry.objects.filter(log__name=log, actor=by.id).order_by("-seq").first()


def newest_entries(log: str, subject: str, most: int) -> list[Entry]:
    """Return the newest entries about a subject, newest first."""
    return list(Entry.objects.filter(log__name=log, subject=subject).order_by("-seq")[:most])


def personal_of(entries: Iterable[Entry]) -> dict[tuple[int, int], dict[str, str]]:
    """Return what is left of the personal values of these entries, by (log id, number), in one query."""
    wanted = {(entry.log_id, entry.seq) for entry in entries}
    rows = Personal.objects.filter(
        log_id__in={log for log, _ in wanted}, seq__in={seq for _, seq in wanted}
    ).values_list("log_id", "seq", "name", "value")
    values: dict[tuple[int, int], dict[str, str]] = {}
    for log_id, seq, name, value in rows:
        if (log_id, seq) in wanted:
            values.setdefault((log_id, seq), {})[name] = value
    return values


def system_log() -> Log | None:
    """Return the system's own ledger, None before anything was done."""
    return Log.objects.filter(name=SYSTEM_LOG).first()


def heads_of(log: Log) -> QuerySet[Head]:
    """Return a log's signed heads, newest first."""
    return Head.objects.filter(log=log).order_by("-size")


def jobs_open() -> QuerySet[Job]:
    """Return jobs that are not finished, oldest first."""
    return Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).order_by("id")


def jobs_failed() -> QuerySet[Job]:
    """Return failed jobs, newest first."""
    return Job.objects.filter(state=Job.State.FAILED).order_by("-id")


def uploads_of(subject: str) -> QuerySet[Upload]:
    """Return the files applied to a subject, newest first."""
    return Upload.objects.filter(subject=subject).select_related("by").order_by("-id")


def blob(sha256: str) -> Blob | None:
    """Return stored bytes by their hash."""
    return Blob.objects.filter(pk=sha256).first()
