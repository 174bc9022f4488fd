"""What the pages of the ground share: the row of office pages, what became of an act, entries as people read them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from oversight.access import AnyUser, offices_of
from oversight.actions import Declined
from oversight.ledger import SYSTEM_LOG, Actor
from oversight.models import Entry, Job, Log
from oversight.queries import newest_entry, personal_of
from oversight.registry import job_kind, link_of
from oversight.rights import TABLE, Right, Role, rights_of
from oversight.say import say, say_actor, say_entry, say_fact, say_role, say_subject

PAGE = 50
OWN = ("myself", "my_jobs")
DIGITS = 16
Crumb = tuple[Any, str]


def address(name: str, /, **arguments: Any) -> str:
    """Return the address of a page that another part of the house may have; empty where there is none."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""


def system_rights(user: AnyUser) -> frozenset[Right]:
    """Return what a user's offices allow, for menus and buttons: one query."""
    return rights_of(offices_of(user))


def sections(rights: frozenset[Right], current: str) -> list[dict[str, Any]]:
    """Return the row of office pages that somebody with these rights may open, before them one's own pages."""
    pages: tuple[tuple[str, str, Right | None, dict[str, str]], ...] = (
        ("accounts", _("Accounts"), Right.READ_USERS, {}),
        ("officers", _("Offices"), Right.READ_USERS, {}),
        ("rights", _("Who may do what"), None, {}),
        ("calendar", _("Working calendar"), Right.EDIT_CALENDAR, {}),
        ("jobs", _("Jobs"), Right.READ_JOBS, {}),
        ("uploads", _("Uploaded files"), Right.READ_JOBS, {}),
        ("ledger", _("System ledger"), Right.READ_SYSTEM_LEDGER, {"name": SYSTEM_LOG}),
    )
    if current in OWN:
        pages = (("myself", _("My account"), None, {}), ("my_jobs", _("My jobs"), None, {}), *pages)
    return [
        {"title": title, "url": url, "current": name == current}
        for name, title, right, arguments in pages
        if (right is None or right in rights) and (url := address(name, **arguments))
    ]


def office(request: HttpRequest, current: str, title: str, *crumbs: Crumb, **context: Any) -> dict[str, Any]:
    """Return the context of an office page: its title, the row of pages, where one is."""
    rights = context.setdefault("rights", system_rights(request.user))
    row = sections(rights, current)
    home = address("desk")
    way = [{"title": _("My desk"), "url": home}] if home else []
    way += [{"title": item["title"], "url": item["url"]} for item in row if item["current"]]
    way += [{"title": name, "url": url} for name, url in crumbs]
    return {"title": title, "sections": row, "crumbs": way, **context}


def reading_room(
    request: HttpRequest, log: Log, title: str, *crumbs: Crumb, **context: Any
) -> dict[str, Any]:
    """Return the context of a page about one ledger: inside its campaign's desk, or among the office pages."""
    room = reverse("ledger", args=[log.name])
    way = [{"title": _("Ledger"), "url": room}, *({"title": name, "url": url} for name, url in crumbs)]
    if log.name == SYSTEM_LOG:
        found = office(request, "ledger", title, **context)
        return {**found, "log": log, "crumbs": [*found["crumbs"], *way[1:]], "frame": "base_office.html"}
    home = {"title": log.title or log.name, "url": address("campaign_home", code=log.name)}
    return {**context, "title": title, "log": log, "crumbs": [home, *way], "frame": "base_staff.html"}


def tell(request: HttpRequest, log: str, by: Actor, text: str) -> None:
    """Say that an act was done, and as which entry it stands in the ledger."""
    entry = newest_entry(log, by)
    if entry is not None:
        text = _("%(done)s Recorded in the ledger as entry %(number)s.") % {"done": text, "number": entry.seq}
    messages.success(request, text)


def refusal_of(act: Callable[[], object]) -> str:
    """Do an act; return why it was declined, in words, empty when it was done."""
    try:
        act()
    except Declined as declined:
        return say(declined.sentence)
    return ""


def attempt(request: HttpRequest, by: Actor, act: Callable[[], object], done: str) -> bool:
    """Do an act of the system and leave a message, `done` or why it was declined. Returns whether it was done."""
    declined = refusal_of(act)
    if declined:
        messages.error(request, declined)
        return False
    tell(request, SYSTEM_LOG, by, done)
    return True


def entry_lines(entries: Iterable[Entry], log: str = "") -> list[dict[str, Any]]:
    """Return entries for `parts/entries.html`; one query for all of their personal values.

    `log` names the log where it is one; entries of several come with theirs selected.
    """
    entries = list(entries)
    personal = personal_of(entries)
    return [
        entry_line(entry, personal.get((entry.log_id, entry.seq), {}), log or entry.log.name)
        for entry in entries
    ]


def entry_line(entry: Entry, personal: dict[str, str], log: str) -> dict[str, Any]:
    """Return one entry as people read it."""
    body = entry.content
    return {
        "number": entry.seq,
        "sentence": say_entry(entry, personal),
        "at": entry.at,
        "name": say_actor(body["by"]),
        "role": say_chair(body["by"]["role"]),
        "result": entry.result,
        **_change(entry),
        "reason": body["reason"],
        "leaf": bytes(entry.leaf).hex(),
        "url": reverse("ledger_entry", args=[log, entry.seq]),
        "about": say_subject(entry.subject, body["title"]),
        "about_url": link_of(log, entry.subject) or "",
    }


def _change(entry: Entry) -> dict[str, str]:
    """Return what a value was before and after the act; empty for acts that change no single value."""
    facts = entry.content["facts"]
    if "before" not in facts:
        return {"before": "", "after": ""}
    return {name: say_fact("", facts.get(name, "")) for name in ("before", "after")}


def say_chair(role: str) -> str:
    """Return the chair in which somebody acted; acts about oneself, by strangers and the system have none."""
    return say_role(role) if role in set(Role) else ""


def roles_with(right: Right) -> str:
    """Return the names of the roles that hold a right, in the order of the table."""
    return say([say_role(role) for role in Role if role in TABLE[right]])


def grouped(digits: str) -> str:
    """Return hex digits in groups of 16, as they stand on paper."""
    return " ".join(digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS))


def job_progress(job: Job) -> dict[str, Any]:
    """Return the context of `parts/progress.html` for a job; it is asked again at the job's own page."""
    kind = job_kind(job.kind)
    link = kind.link(job.payload, job.result or {}) if job.state == Job.State.DONE else None
    return {
        "job": {
            "id": job.pk,
            "title": _(kind.label),
            "state": job.state,
            "done": max(job.progress_total, 1) if job.state == Job.State.DONE else job.progress_done,
            "total": max(job.progress_total, 1),
            "error": job.error,
        },
        "poll_url": reverse("job", args=[job.pk]),
        "after": {"title": _("To the result"), "url": link} if link else None,
    }
