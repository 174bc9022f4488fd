"""Tags and filters of the frame: icons, state badges, moments, marks and short digests."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from selection.templatetags.icons import ICONS

register = template.Library()

MICRO = 10**6

# code: (icon, tone, word). One table for every state that a page may show.
BADGES: Mapping[str, tuple[str, str, Any]] = {
    # campaigns, stages, runs, plan versions, notices
    "draft": ("draft", "none", pgettext_lazy("state", "Draft")),
    "drafting": ("pen", "none", pgettext_lazy("state", "Being drafted")),
    "waiting": ("draft", "none", pgettext_lazy("state", "Not started")),
    "proposed": ("half", "warn", pgettext_lazy("state", "Awaiting approval")),
    "frozen": ("lock", "good", pgettext_lazy("state", "In force")),
    "dropped": ("minus", "none", pgettext_lazy("state", "Dropped")),
    "superseded": ("minus", "none", pgettext_lazy("state", "Superseded")),
    "running": ("half", "info", pgettext_lazy("state", "Running")),
    "open": ("half", "info", pgettext_lazy("state", "Open")),
    "closed": ("lock", "none", pgettext_lazy("state", "Closed")),
    "decided": ("check", "info", pgettext_lazy("state", "Decided")),
    "sealed": ("seal", "seal", pgettext_lazy("state", "Sealed")),
    "published": ("check", "good", pgettext_lazy("state", "Published")),
    "finished": ("check", "good", pgettext_lazy("state", "Finished")),
    "stopped": ("cross", "none", pgettext_lazy("state", "Stopped")),
    "cancelled": ("cross", "none", pgettext_lazy("state", "Cancelled")),
    "blocked": ("stop", "bad", pgettext_lazy("state", "Blocked")),
    # standings
    "advanced": ("check", "good", pgettext_lazy("standing", "Advanced")),
    "reserve": ("half", "none", pgettext_lazy("standing", "Reserve")),
    "eliminated": ("minus", "none", pgettext_lazy("standing", "Eliminated")),
    "absent": ("draft", "warn", pgettext_lazy("standing", "Absent")),
    "disqualified": ("cross", "bad", pgettext_lazy("standing", "Disqualified")),
    "withdrawn": ("leave", "none", pgettext_lazy("standing", "Withdrawn")),
    "vetoed": ("stop", "bad", pgettext_lazy("standing", "Vetoed")),
    # jobs
    "queued": ("clock", "none", pgettext_lazy("state", "Queued")),
    "done": ("check", "good", pgettext_lazy("state", "Done")),
    "failed": ("cross", "bad", pgettext_lazy("state", "Failed")),
    # tasks, in the four words of the candidate's list and those of the desk
    "todo": ("draft", "none", pgettext_lazy("task", "Not started")),
    "doing": ("half", "info", pgettext_lazy("task", "In progress")),
    "complete": ("check", "good", pgettext_lazy("task", "Completed")),
    "cannot": ("lock", "none", pgettext_lazy("task", "Cannot start yet")),
    "due": ("clock", "warn", pgettext_lazy("task", "Due soon")),
    "overdue": ("warn", "bad", pgettext_lazy("task", "Overdue")),
    # ledger
    "ok": ("check", "good", pgettext_lazy("entry", "Done")),
    "denied": ("stop", "warn", pgettext_lazy("entry", "Denied")),
    "error": ("cross", "bad", pgettext_lazy("entry", "Error")),
    # severity
    "warning": ("warn", "warn", _("Warning")),
    "good": ("check", "good", _("In order")),
    "bad": ("cross", "bad", _("Not in order")),
}

TONE_ICONS = {"good": "check", "bad": "stop", "warn": "warn", "info": "info", "none": "info"}
# Django's message levels as tones.
LEVEL_TONES = {"success": "good", "error": "bad", "warning": "warn", "info": "info", "debug": "none"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw the icon `name`; with `label` it speaks, else it is decoration. KeyError on an unknown name."""
    return _drawn(name, str(label))


@lru_cache(maxsize=512)
def _drawn(name: str, label: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}><path d="{}"/></svg>', spoken, ICONS[name])


@register.simple_tag
def badge(code: str, word: str = "") -> SafeString:
    """Show the state `code` with icon, word and colour; `word` replaces the table's word."""
    drawn, tone, said = BADGES.get(str(code), ("info", "none", code))
    return _badge(drawn, tone, str(word or said))


@lru_cache(maxsize=512)
def _badge(drawn: str, tone: str, said: str) -> SafeString:
    return format_html('<span class="badge-state tone-{}">{}{}</span>', tone, icon(drawn), said)


@register.simple_tag(takes_context=True)
def written(context: Context, name: str) -> SafeString:
    """Write a part with the page's context, to be shown more than once: `{% written "parts/x.html" as x %}`."""
    return context.template.engine.get_template(name).render(context)  # type: ignore[union-attr]


@register.filter
def state_word(code: str) -> str:
    """Return the table's word for the state `code`."""
    return str(BADGES.get(str(code), ("", "", code))[2])


@register.filter
def state_icon(code: str) -> str:
    """Return the name of the icon for the state `code`."""
    return BADGES.get(str(code), ("info", "none", code))[0]


@register.filter
def tone_icon(tone: str) -> str:
    """Return the name of the icon that goes with a tone."""
    return TONE_ICONS.get(tone, "info")


@register.filter
def level_tone(level: str) -> str:
    """Return the tone of a Django message level."""
    return LEVEL_TONES.get(level, "info")


@register.filter
def moment(value: datetime | None, form: str = "full") -> SafeString | str:
    """Write a moment in the reader's language and Beijing time; `form` is full, short, day or clock."""
    if value is None:
        return "—"
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    clock = f" {local:%H:%M}" if isinstance(local, datetime) else ""
    if (translation.get_language() or "").startswith("zh"):
        day = f"{local.year}年{local.month}月{local.day}日"
        full = f"{day}（{WEEKDAYS[local.weekday()]}）"
    else:
        day = f"{local.day} {local:%b} {local.year}"
        full = f"{WEEKDAYS[local.weekday()]}, {day}"
    said = {
        "full": full + (clock.strip() if full.endswith("）") else clock),
        "short": f"{local:%m-%d}{clock}",
        "day": day,
        "clock": f"{local:%H:%M:%S}" if clock else day,
    }[form]
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), said)


@register.filter
def mark(value: int | None, digits: int = 2) -> str:
    """Write micro-points with `digits` decimals; None is a dash. Exact: no float takes part."""
    if value is None:
        return "—"
    exact = Decimal(value) / MICRO
    return (
        f"{exact:.{digits}f}"
        if exact == exact.quantize(Decimal(1).scaleb(-digits))
        else f"{exact.normalize():f}"
    )


@register.filter
def short_hash(value: str | None) -> str:
    """Return the first 12 characters of a digest in groups of four."""
    text = str(value or "")
    return " ".join(text[at : at + 4] for at in range(0, min(len(text), 12), 4))


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return `mapping[key]`, or an empty text when there is none."""
    return mapping.get(key, "")


@register.filter
def elided(page: Any) -> Any:
    """Return the page numbers around `page` with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def at(items: Any, index: int) -> Any:
    """Return `items[index]`, or an empty text past the end."""
    return items[index] if index < len(items) else ""
