"""Ledger entries as `parts/entry.html` shows them on desks."""

from collections.abc import Sequence
from typing import Any

from campaigns.pages import address as link
from oversight.models import Entry
from oversight.queries import personal_of
from oversight.registry import link_of
from oversight.say import say_actor, say_entry, say_role


def entries_shown(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return entries with their sentences; one query for the personal values among them."""
    personal = personal_of(entries)
    return [
        {
            "number": entry.seq,
            "sentence": say_entry(entry, personal.get((entry.log_id, entry.seq))),
            "at": entry.at,
            "name": say_actor(entry.content["by"]),
            "role": "" if entry.content["by"]["role"] == "system" else say_role(entry.content["by"]["role"]),
            "result": entry.result,
            "reason": entry.content["reason"],
            "leaf": bytes(entry.leaf).hex(),
            "url": link("ledger_entry", name=entry.log.name, seq=entry.seq)
            or link_of(entry.log.name, entry.subject),
            "log": entry.log.title,
        }
        for entry in entries
    ]
