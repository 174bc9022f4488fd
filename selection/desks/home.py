"""The desk of the signed-in person: what is to be done today, the campaigns with a seat, what happened last."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from campaigns.pages import address as link
from campaigns.paper.text import METHODS
from oversight.access import offices_of
from oversight.models import User
from oversight.pages import entry_lines
from oversight.rights import Right, Role, rights_of
from oversight.say import say, say_role
from oversight.words import gettext_noop
from selection.queries.desk import (
    Picture,
    entries_since,
    failed_jobs,
    last_visit,
    missing_years,
    newest_entries,
    offices_to_confirm,
    pictures_for,
    verified_lately,
)
from selection.todo import Task, tasks_of
from selection.watching import waiting_cards

SHOWN = 20

# Pages of the office: (word, URL name, right that opens it).
OFFICE = (
    (gettext_noop("Accounts"), "accounts", Right.READ_USERS),
    (gettext_noop("Offices"), "officers", Right.READ_USERS),
    (gettext_noop("Who may do what"), "rights", Right.READ_USERS),
    (gettext_noop("Jobs"), "jobs", Right.READ_JOBS),
    (gettext_noop("System ledger"), "ledger", Right.READ_SYSTEM_LEDGER),
    (gettext_noop("Working calendar"), "calendar", Right.EDIT_CALENDAR),
)


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the person's desk."""
    user = request.user
    assert isinstance(user, User)
    offices = offices_of(user)
    pictures = pictures_for(user, offices)
    since = last_visit(user) if any(Right.SIGN_NODE in picture.rights for picture in pictures) else None
    tasks = [
        {**task.shown, "title": f"{task.title} · {picture.campaign.title}"}
        for picture in pictures
        for task in tasks_of(picture, user)
        if task.mine
    ]
    tasks += [task.shown for task in _office_tasks(user, offices)]
    order = ("overdue", "due", "todo", "doing", "cannot")
    tasks.sort(key=lambda task: order.index(task["state"]))
    context = {
        "tasks": tasks,
        "campaigns_here": [_campaign_row(picture) for picture in pictures],
        "cards": waiting_cards(pictures, user),
        "since": since,
        "entries": _entries(pictures, since, offices),
        "office": _office_links(offices),
        "nothing": {
            "text": _("What you have to do in your campaigns and offices stands here, the most urgent first.")
        },
        "roles": say([say_role(role) for role in Role if role in offices]),
        "may_create": Role.STAFF in offices,
        "new_url": link("campaign_new"),
        "crumbs": [{"title": _("Announcements"), "url": reverse("home")}, {"title": _("My desk")}],
    }
    return render(request, "desk/home.html", context)


def _entries(
    pictures: list[Picture], since: datetime | None, offices: frozenset[Role]
) -> list[dict[str, Any]]:
    """Return the newest entries of all campaigns, each with the name of its ledger; those since the last visit.

    Whoever may read the system's ledger sees it too.
    """
    system = Right.READ_SYSTEM_LEDGER in rights_of(offices)
    entries = entries_since(pictures, since, SHOWN) if since else newest_entries(pictures, system=system)
    return [
        line | {"role": " · ".join(filter(None, (line["role"], entry.log.title)))}
        for line, entry in zip(entry_lines(entries), entries, strict=True)
    ]


def _office_tasks(user: User, offices: frozenset[Role]) -> list[Task]:
    """Return what waits for the holders of offices."""
    rights = rights_of(offices)
    found: list[Task] = []
    if Right.CONFIRM_OFFICER in rights and (waiting := offices_to_confirm(user)):
        said = ngettext("Confirm %(count)s granted office", "Confirm %(count)s granted offices", waiting)
        found.append(Task(said % {"count": waiting}, link("officers"), Right.CONFIRM_OFFICER))
    if Right.RETRY_JOB in rights and (failed := failed_jobs()):
        said = ngettext("Look after %(count)s failed job", "Look after %(count)s failed jobs", failed)
        found.append(Task(said % {"count": failed}, link("jobs"), Right.RETRY_JOB))
    if Right.VERIFY_SYSTEM_LEDGER in rights and not verified_lately():
        url = link("ledger_verify", name="system")
        found.append(
            Task(_("Verify the system ledger, not verified this week"), url, Right.VERIFY_SYSTEM_LEDGER)
        )
    if Right.EDIT_CALENDAR in rights:
        found += [
            Task(
                _("Enter the working calendar of %(year)s") % {"year": year},
                link("calendar"),
                Right.EDIT_CALENDAR,
            )
            for year in missing_years()
        ]
    return found


def _office_links(offices: frozenset[Role]) -> list[dict[str, str]]:
    rights = rights_of(offices)
    found = []
    for title, name, right in OFFICE:
        url = link(name, name="system") if name == "ledger" else link(name)
        if right in rights and url:
            found.append({"title": _(title), "url": url})
    return found


def _first_page(picture: Picture) -> str:
    """Return where somebody's work in a campaign begins: its home, or the one page that a custodian has."""
    code = picture.campaign.code
    if Right.READ_CAMPAIGN in picture.rights:
        return link("campaign_home", code=code)
    return link("signed_ballots", code=code) if Right.READ_SIGNED_BALLOTS in picture.rights else ""


def _campaign_row(picture: Picture) -> dict[str, Any]:
    campaign = picture.campaign
    # A candidate or a voter learns how far a campaign is from what is published.
    reads = Right.READ_CAMPAIGN in picture.rights
    current = picture.current if reads else None
    return {
        "title": campaign.title,
        "url": _first_page(picture),
        "code": campaign.code,
        "state": campaign.state,
        "method": METHODS.get(campaign.method, ""),
        "roles": say([say_role(role) for role in Role if role in picture.roles]),
        "stage": str(current) if current else "",
        "stage_state": current.state if current else "",
    }
