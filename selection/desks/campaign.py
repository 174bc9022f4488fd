"""A campaign's home: the stage line, the funnel, what is to be done by whom, and what happened last."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import access_campaign
from campaigns.models import Stage
from campaigns.pages import address as link
from campaigns.paper.text import METHODS
from campaigns.plan.document import read_plan
from candidates.queries import positions_with_counts
from oversight.models import User
from oversight.pages import entry_lines
from oversight.rights import Right
from oversight.say import say_role
from oversight.words import gettext_noop
from selection.funnel import funnel_shown, steps_of
from selection.queries.desk import Picture, newest_entries, picture_of
from selection.todo import Task, tasks_of

# Links of the side: (word, URL name, right that opens it).
PLACES = (
    (gettext_noop("Plan"), "plan", Right.READ_CAMPAIGN),
    (gettext_noop("Positions"), "positions", Right.READ_CAMPAIGN),
    (gettext_noop("Applications"), "applications", Right.READ_APPLICATIONS),
    (gettext_noop("Difference board"), "difference", Right.READ_OUTCOME),
    (gettext_noop("Notices"), "notices", Right.READ_NOTICE),
    (gettext_noop("Seats"), "seats", Right.READ_SEATS),
    (gettext_noop("Ledger"), "ledger", Right.READ_LEDGER),
    (gettext_noop("Key nodes and objections"), "nodes", Right.READ_LEDGER),
    (gettext_noop("Archive"), "archive", Right.EXPORT_ARCHIVE),
)


@login_required
@require_safe
def campaign_home(request: HttpRequest, code: str) -> HttpResponse:
    """Show a campaign's home to whoever has a seat in it."""
    campaign, actor = access_campaign(request.user, code, to=Right.READ_CAMPAIGN)
    user = request.user
    assert isinstance(user, User)
    picture = picture_of(campaign, user)
    tasks = tasks_of(picture, user)
    context = {
        "campaign": {**_head(picture), "object": campaign},
        "facts": _facts(picture),
        "nodes": [_node(picture, stage, tasks) for stage in picture.stages],
        "funnel": _funnel(request, picture) if Right.READ_OUTCOME in picture.rights else None,
        "tasks": [task.shown | ({} if task.mine else {"url": ""}) for task in tasks],
        "entries": entry_lines(newest_entries([picture], 8)),
        "reads_ledger": Right.READ_LEDGER in picture.rights,
        "ledger_url": link("ledger", name=campaign.log),
        "places": _places(picture),
        "role_title": say_role(actor.role),
        "crumbs": [{"title": _("My desk"), "url": link("desk")}, {"title": campaign.title}],
    }
    return render(request, "desk/campaign.html", context)


def _head(picture: Picture) -> dict[str, Any]:
    campaign = picture.campaign
    method = METHODS.get(campaign.method, "")
    return {"title": campaign.title, "code": campaign.code, "state": campaign.state, "method_title": method}


def _facts(picture: Picture) -> list[Any]:
    campaign = picture.campaign
    facts: list[Any] = [campaign.code, METHODS.get(campaign.method, ""), campaign.organizer]
    if campaign.reference_date:
        facts.append({"label": _("Reference date"), "value": campaign.reference_date.isoformat()})
    version = picture.frozen or picture.making
    if version is not None:
        facts.append({"label": _("Plan version"), "value": version.number})
    return [fact for fact in facts if fact]


def _node(picture: Picture, stage: Stage, tasks: list[Task]) -> dict[str, Any]:
    code = picture.campaign.code
    now = picture.current is not None and stage.pk == picture.current.pk
    here = link("stage", code=code, key=stage.key)
    who = next((task.shown["who"] for task in tasks if now and task.url == here), "")
    when = stage.moved_at if stage.state == "sealed" else stage.closes_at or stage.opens_at
    return {
        "title": str(stage),
        "url": link("plan", code=code) if stage.kind == "announcement" else here,
        "state": stage.state,
        "now": now,
        "when": f"{timezone.localtime(when):%m-%d}" if when else "",
        "who": who,
    }


def _funnel(request: HttpRequest, picture: Picture) -> dict[str, Any] | None:
    """Return the funnel of the position asked for, or of all; None before a plan is in force."""
    if picture.frozen is None:
        return None
    plan = read_plan(picture.frozen.document)
    positions: list[Any] = list(positions_with_counts(picture.campaign))
    keys = {stage.pk: stage.key for stage in picture.stages}
    steps = steps_of(
        plan,
        {stage.key: str(stage) for stage in picture.stages},
        {keys[pk]: outcome.facts for pk, outcome in picture.standing.items()},
        {position.code: position.total for position in positions},
        {position.code: position.openings for position in positions},
    )
    names = {position.code: f"{position.code} {position.title}" for position in positions}
    chosen = request.GET.get("position", "")
    return {
        "shown": funnel_shown(steps, chosen, names),
        "filters": [
            {
                "name": "position",
                "label": _("Position"),
                "kind": "select",
                "value": chosen,
                "choices": [{"value": code, "title": name} for code, name in names.items()],
            }
        ],
    }


def _places(picture: Picture) -> list[dict[str, str]]:
    code = picture.campaign.code
    found = []
    for title, name, right in PLACES:
        url = link(name, name=code) if name == "ledger" else link(name, code=code)
        if right in picture.rights and url:
            found.append({"title": _(title), "url": url})
    return found
