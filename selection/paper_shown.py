"""Notices on screens: the words of a notice as blocks that a template can draw, and its tables."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.paper.content import ONE, Block, Content, Heading, Paragraph
from campaigns.paper.content import Table as PaperTable
from campaigns.paper.facts import Listing, NoticeFacts, Period
from campaigns.paper.lists import listing_table
from campaigns.paper.outline import dated
from campaigns.paper.text import write

FIGURES = ("名次", "职数", "序号", "人数", "成绩")


def blocks_shown(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """Return blocks for `parts/paper.html`: {is: heading subheading paragraph table, …}."""
    shown: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, Heading):
            shown.append({"is": "heading" if block.level == ONE else "subheading", "text": block.text})
        elif isinstance(block, Paragraph):
            shown.append({"is": "paragraph", "text": block.text, "plain": not block.indented})
        else:
            shown.append(table_shown(block))
    return shown


def table_shown(table: PaperTable) -> dict[str, Any]:
    """Return a table for `parts/paper.html`, each cell with whether it is a figure."""
    figures = [any(word in title for word in FIGURES) for title in table.columns]
    return {
        "is": "table",
        "caption": table.caption,
        "remark": table.remark,
        "columns": [{"title": t, "figure": f} for t, f in zip(table.columns, figures, strict=True)],
        "rows": [
            [{"text": cell, "figure": f} for cell, f in zip(row, figures, strict=True)] for row in table.rows
        ],
    }


def notice_shown(facts: NoticeFacts, attachment: int = 0) -> dict[str, Any]:
    """Return a notice's words for `parts/paper.html`, or those of one attachment, counted from 1."""
    content: Content = write(facts)
    titles = [piece.title for piece in content.attachments]
    if 0 < attachment <= len(titles):
        chosen = content.attachments[attachment - 1]
        return {
            "title": chosen.title,
            "blocks": blocks_shown(chosen.blocks),
            "attachments": [],
            "of": content.title,
        }
    listed = [{"number": number, "title": title} for number, title in enumerate(titles, start=1)]
    return {"title": content.title, "blocks": blocks_shown(content.blocks), "attachments": listed, "of": ""}


def wanted_attachment(request: HttpRequest) -> int:
    """Return the number of the attachment that the address asks for, 0 for the notice itself."""
    wanted = request.GET.get("attachment", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 0


def day_words(day: date) -> str:
    """Return a day as text in the reader's language, as `moment` writes it."""
    if (get_language() or "").startswith("zh"):
        return dated(day)
    return f"{day.day} {day:%b} {day.year}"


def period_words(period: Period) -> str:
    """Return from when to when a paper stands."""
    if period.first is None or period.last is None:
        return ""
    return _("%(first)s to %(last)s") % {
        "first": day_words(period.first),
        "last": day_words(period.last),
    }


def listing_shown(facts: NoticeFacts, listing: Listing) -> dict[str, Any]:
    """Return the people of one position as the notice prints them."""
    return table_shown(listing_table(facts, listing))
