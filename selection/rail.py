"""The left rail of a campaign: its twelve entries, and which stages stand behind each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

# Entry: (its word, kinds of stages behind it). Entries without kinds are pages of the whole campaign.
ENTRIES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "overview": (pgettext_lazy("rail", "Overview"), ()),
    "plan": (pgettext_lazy("rail", "Plan"), ("announcement",)),
    "positions": (pgettext_lazy("rail", "Positions"), ()),
    "registration": (pgettext_lazy("rail", "Registration"), ("registration",)),
    "written": (pgettext_lazy("rail", "Written exam"), ("written_exam",)),
    "interview": (pgettext_lazy("rail", "Interview"), ("interview", "composite")),
    "recommendation": (pgettext_lazy("rail", "Recommendation"), ("recommendation", "assessment")),
    "inspection": (pgettext_lazy("rail", "Inspection"), ("inspection", "joint_appraisal", "public_comment")),
    "vote": (pgettext_lazy("rail", "Vote"), ("deliberation", "vote")),
    "publicity": (pgettext_lazy("rail", "Publicity and appointment"), ("publicity", "appointment")),
    "notices": (pgettext_lazy("rail", "Notices"), ()),
    "ledger": (pgettext_lazy("rail", "Ledger"), ()),
}
# Which entry a page belongs to, by the name of its URL. A stage's page belongs to the entry of its kind.
RAIL_OF: dict[str, str] = {
    "campaign_home": "overview",
    "plan": "plan",
    "plan_version": "plan",
    "plan_compare": "plan",
    "plan_upload": "plan",
    "plan_head": "plan",
    "plan_nodes": "plan",
    "plan_times": "plan",
    "plan_stage_edit": "plan",
    "plan_propose": "plan",
    "plan_return": "plan",
    "plan_approve": "plan",
    "plan_amend": "plan",
    "positions": "positions",
    "positions_paste": "positions",
    "positions_advice": "positions",
    "applications": "registration",
    "applications_import": "registration",
    "applications_dry_run": "registration",
    "application": "registration",
    "application_new": "registration",
    "application_move": "registration",
    "application_leave": "registration",
    "application_return": "registration",
    "application_identity": "registration",
    "notices": "notices",
    "notice_edit": "notices",
    "notice_preview": "notices",
    "notice_drop": "notices",
    "notice_publish": "notices",
    "notice_progress": "notices",
    "difference": "overview",
    "seats": "overview",
    "seat_end": "overview",
    "nodes": "ledger",
    "node_sign": "ledger",
    "objection_new": "ledger",
    "objection_answer": "ledger",
    "objection_settle": "ledger",
    "archive": "ledger",
    "ledger": "ledger",
    "ledger_entry": "ledger",
    "ledger_verify": "ledger",
    "ledger_paper": "ledger",
    "ledger_heads": "ledger",
    "ledger_sign": "ledger",
}
# The state of several stages behind one entry is the first of these that any of them has.
LOUDEST = ("blocked", "open", "closed", "decided")


def joint_state(states: Iterable[str]) -> str:
    """Return one state for several stages, the loudest; `none` when there are none."""
    present = list(states)
    for state in LOUDEST:
        if state in present:
            return state
    if not present:
        return "none"
    return "sealed" if set(present) == {"sealed"} else "draft" if set(present) == {"draft"} else "open"


def build_rail(
    *,
    current: str,
    links: Mapping[str, str],
    stages: Sequence[tuple[str, str]] = (),
    states: Mapping[str, str] | None = None,
    counts: Mapping[str, int] | None = None,
) -> list[dict[str, Any]]:
    """Return the items for `parts/rail_items.html`.

    `current` is a key of ENTRIES; `links` maps keys to addresses, an entry without one cannot be pressed;
    `stages` are (kind, state) of the campaign's stages; `states` overrides an entry's dot, `counts` says how
    many things wait there.
    """
    given, waiting = states or {}, counts or {}
    items = []
    for key, (title, kinds) in ENTRIES.items():
        found = [state for kind, state in stages if kind in kinds]
        state = given.get(key, joint_state(found) if kinds else "")
        items.append(
            {
                "key": key,
                "title": title,
                "url": "" if kinds and not found and key != "plan" else links.get(key, ""),
                "state": state,
                "current": key == current,
                "count": waiting.get(key, 0),
            }
        )
    return items
