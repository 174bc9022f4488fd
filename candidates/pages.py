"""What the desk pages of this floor and the next have in common: refusals as text, what became of an act, dry runs."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from campaigns.actions.stages import NotNow
from campaigns.models import Campaign
from candidates.identity import mask_identity
from candidates.table import Table
from candidates.waiting import Waiting, fetch_waiting
from oversight.actions import AlreadyUploaded, Declined
from oversight.ledger import Actor
from oversight.models import Upload
from oversight.pages import entry_lines as lines_of
from oversight.queries import newest_entries, newest_entry, uploads_of
from oversight.say import say
from oversight.words import Mistake

PAGE = 50
SHOWN_MISTAKES = 200
SHOWN_CHANGES = 20
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


def refusal_of(act: Callable[[], object]) -> str:
    """Do an act; return why it was refused, in words, empty when it was done."""
    try:
        act()
    except (NotNow, Declined) as refused:
        return say(refused.sentence)
    return ""


def tell(request: HttpRequest, campaign: Campaign, by: Actor, text: str) -> None:
    """Say that an act was done, and as which entry it stands in the ledger."""
    entry = newest_entry(campaign.log, by)
    if entry is not None:
        text = _("%(done)s Recorded in the ledger as entry %(number)s.") % {"done": text, "number": entry.seq}
    messages.success(request, text)


def attempt(
    request: HttpRequest, campaign: Campaign, by: Actor, act: Callable[[], object], text: str
) -> bool:
    """Do an act and leave a message: `text` with its entry, or why it was refused. Returns whether it was done."""
    refused = refusal_of(act)
    if refused:
        messages.error(request, refused)
        return False
    tell(request, campaign, by, text)
    return True


def entry_lines(campaign: Campaign, subject: str, most: int = 10) -> list[dict[str, Any]]:
    """Return the newest entries about a subject for `parts/entries.html`: two queries."""
    return lines_of(newest_entries(campaign.log, subject, most), campaign.log)


def waiting_file(request: HttpRequest, ref: str, *, purpose: str, subject: str, by: Actor) -> Waiting | None:
    """Return a dropped file that waits for its dry run; None, with a message, where it no longer does."""
    found = fetch_waiting(ref, purpose=purpose, subject=subject, by=by)
    if found is None:
        messages.warning(request, _("The file no longer waits here. Drop it again."))
    return found


def first_rows(table: Table, caption: str, **facts: object) -> dict[str, Any]:
    """Return the first rows of a file for `parts/dry_run.html`; `caption` may name `shown`, `count` and `facts`."""
    rows = list(zip(*(column[:SHOWN_CHANGES] for column in table.columns), strict=True))
    return {
        "caption": caption % {"shown": len(rows), "count": len(table), **facts},
        "columns": [{"title": name} for name in table.header],
        "rows": [{"cells": [cell or "—" for cell in row]} for row in rows],
    }


def first_upload(purpose: str, subject: str, sha256: str) -> Upload | None:
    """Return the upload by which the same file was applied before."""
    return uploads_of(subject).filter(purpose=purpose, sha256=sha256).first()


def already(upload: Upload) -> str:
    """Say when and by whom the same file was taken over."""
    return say(AlreadyUploaded(upload).sentence)


def dry_run(
    *,
    name: str,
    sha256: str,
    table: Table | None,
    mistakes: Sequence[Mistake],
    totals: Sequence[tuple[str, int, str]],
    changes: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return the context `run` of `parts/dry_run.html`; identity numbers are masked. `totals`: label, value, tone."""
    wrong = len({m.line for m in mistakes if m.line > 1}) if table is not None else 0
    return {
        "file": name,
        "sha256": sha256,
        "totals": [
            {"label": _("Rows read"), "value": len(table) if table is not None else "—"},
            *({"label": label, "value": value, "tone": tone} for label, value, tone in totals),
            {
                "label": _("Rows with mistakes"),
                "value": wrong if table is not None else "—",
                "tone": "bad" if wrong else "",
            },
        ],
        "mistakes": mistake_lines(table, mistakes[:SHOWN_MISTAKES]),
        "mistakes_total": len(mistakes),
        "changes": changes,
    }


def mistake_lines(table: Table | None, mistakes: Sequence[Mistake]) -> list[dict[str, Any]]:
    """Return mistakes for `parts/mistakes.html`, each with the value that stands there."""
    rows = {line: row for row, line in enumerate(table.lines)} if table is not None else {}

    def value(mistake: Mistake) -> str:
        if table is None or mistake.line not in rows or mistake.column not in table:
            return ""
        cell = table.column(mistake.column)[rows[mistake.line]]
        return mask_identity(cell) if mistake.column == "id_number" else cell

    return [{"line": m.line, "column": m.column, "value": value(m), "what": say(m.what)} for m in mistakes]
