"""The rail and the campaign switcher of a desk page, read from all floors."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from campaigns.models import Campaign, Stage
from campaigns.queries import campaigns_for
from oversight.access import roles_of
from oversight.models import User
from oversight.rights import Right, rights_of
from selection.rail import ENTRIES, RAIL_OF, build_rail

NEEDS = {
    "notices": Right.READ_NOTICE,
    "ledger": Right.READ_LEDGER,
}
"""What an entry of the rail asks for besides reading the campaign."""


def rail_of(user: User, code: str, url_name: str, stage_key: str) -> list[dict[str, Any]]:
    """Return the rail of a campaign for the page at hand: one query. What the reader may not open is no link."""
    rights = rights_of(roles_of(user, code))
    stages = list(
        Stage.objects.filter(campaign__code=code).order_by("order").values_list("kind", "state", "key")
    )
    current = RAIL_OF.get(url_name, "")
    entry_of_kind = {kind: entry for entry, (_, kinds) in ENTRIES.items() for kind in kinds}
    links = {
        "overview": _address("campaign_home", code=code),
        "plan": _address("plan", code=code),
        "positions": _address("positions", code=code),
        "notices": _address("notices", code=code),
        "ledger": _address("ledger", name=code),
    }
    for kind, state, key in stages:
        entry = entry_of_kind.get(kind, "")
        if key == stage_key and not current:
            current = entry
        # Behind one entry stand several stages: the one under way, otherwise the first.
        if entry not in links or state in ("open", "closed", "decided"):
            links[entry] = _address("stage", code=code, key=key)
    links["plan"] = _address("plan", code=code)
    if "registration" in links and Right.READ_APPLICATIONS in rights:
        links["registration"] = _address("applications", code=code)
    links = {entry: url for entry, url in links.items() if NEEDS.get(entry, Right.READ_CAMPAIGN) in rights}
    return build_rail(current=current, links=links, stages=[(kind, state) for kind, state, _ in stages])


def campaign_of(code: str) -> Campaign | None:
    """Return the campaign of a ledger's page: one query."""
    return Campaign.objects.filter(code=code).first()


def switcher_of(user: User, code: str) -> list[dict[str, Any]]:
    """Return the campaigns that the user may read by a seat, for the switcher: one query."""
    return [
        {
            "title": title,
            "url": _address("campaign_home", code=one),
            "state": state,
            "current": one == code,
        }
        for title, one, state in campaigns_for(user, to=Right.READ_CAMPAIGN).values_list(
            "title", "code", "state"
        )[:50]
    ]


def _address(name: str, /, **arguments: str) -> str:
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""
