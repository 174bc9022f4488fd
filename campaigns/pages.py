"""What the desk pages of this floor and those above have in common: refusals as text, and what became of an act."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from campaigns.actions.plans import PlanRefused
from campaigns.actions.stages import NotNow
from campaigns.models import Campaign
from oversight.actions import Declined
from oversight.ledger import Actor
from oversight.queries import newest_entry
from oversight.say import say
from oversight.words import Mistake

PAGE = 50
SHOWN_MISTAKES = 200
Crumb = tuple[Any, str]


def desk(campaign: Campaign, *crumbs: Crumb, **context: Any) -> dict[str, Any]:
    """Return the context of a desk page: its campaign and where one is, the page itself last."""
    way = [{"title": campaign.title, "url": address("campaign_home", code=campaign.code)}]
    way += [{"title": title, "url": url} for title, url in crumbs]
    return {"campaign": campaign, "crumbs": way, **context}


def address(name: str, /, **arguments: Any) -> str:
    """Return the address of a page that another part of the house may have; empty where there is none."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""


def data_of(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, also when it is nothing; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def refusals_of(act: Callable[[], object]) -> list[str]:
    """Do an act; return everything that speaks against it, in words, nothing when it was done."""
    try:
        act()
    except PlanRefused as refused:
        return [f"{say(finding.what)} ({say(finding.article)})" for finding in refused.findings]
    except (NotNow, Declined) as refused:
        return [say(refused.sentence)]
    return []


def tell(request: HttpRequest, log: str, by: Actor, text: str) -> None:
    """Say that an act was done, and as which entry it stands in the ledger `log`."""
    entry = newest_entry(log, by)
    if entry is not None:
        text = _("%(done)s Recorded in the ledger as entry %(number)s.") % {"done": text, "number": entry.seq}
    messages.success(request, text)


def attempt(request: HttpRequest, log: str, by: Actor, act: Callable[[], object], text: str) -> bool:
    """Do an act and leave messages: `text` with its entry, or why it was refused. Returns whether it was done."""
    refused = refusals_of(act)
    for sentence in refused:
        messages.error(request, sentence)
    if not refused:
        tell(request, log, by, text)
    return not refused


def mistake_lines(mistakes: Sequence[Mistake]) -> list[dict[str, Any]]:
    """Return mistakes of a file for `parts/mistakes.html`."""
    return [{"line": m.line, "column": m.column, "what": say(m.what)} for m in mistakes[:SHOWN_MISTAKES]]
