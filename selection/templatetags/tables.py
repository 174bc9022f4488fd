"""The cells of plain tables, written in one go: a table of a page has hundreds of them."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from selection.templatetags.frame import badge, icon

register = template.Library()


@register.simple_tag
def cells(row: Iterable[Any]) -> SafeString:
    """Write the cells of a row, each a text or {text, url, badge (a state's code), word, figure, muted}."""
    return SafeString("".join(map(_cell, row)))


def _cell(cell: Any) -> str:
    if not isinstance(cell, dict):
        return f"<td>{_shown(cell)}</td>"
    classes = " ".join(name for name, key in (("num", "figure"), ("muted", "muted")) if cell.get(key))
    opened = f'<td class="{classes}">' if classes else "<td>"
    return f"{opened}{_content(cell)}</td>"


def _content(cell: Mapping[str, Any]) -> str:
    text = cell.get("text")
    if cell.get("badge"):
        return badge(cell["badge"], cell.get("word") or "")
    shown = "" if text is None else _shown(text)
    return f'<a href="{conditional_escape(cell["url"])}">{shown}</a>' if cell.get("url") else shown


def _shown(value: Any) -> str:
    # A plain text, as most are, needs no question whether it is markup already.
    return escape(value) if type(value) is str else conditional_escape(localize(value))


@register.simple_tag
def placing_rows(placings: Iterable[Mapping[str, Any]], components: Sequence[Any]) -> SafeString:
    """Write the rows of `parts/placings.html`; what stands in them is told there."""
    labels = [f"{title} {weight or ''}" for title, weight in map(_head, components)]
    words = {"equal": _("equal"), "working": _("How it was computed")}
    return SafeString("".join(_placing(placing, labels, words) for placing in placings))


def _placing(placing: Mapping[str, Any], labels: Sequence[str], words: Mapping[str, str]) -> str:
    get, url = placing.get, conditional_escape(placing.get("working_url") or "")
    working, tie, rank = get("working"), get("tie"), get("rank")
    classes = "has-working" if working or url else ""
    classes += (" is-tie" if tie else "") + (" row-out" if rank is None else "")
    parts = []
    if get("cut"):
        label = f'<div class="cut-label">{icon("down")}{_shown(placing["cut"])}</div>'
        parts.append(f'<tr class="cut-line"><td colspan="{len(labels) + 4}">{label}</td></tr>')
    equal = f'<span class="visually-hidden">{_shown(words["equal"])}</span>' if tie else ""
    reason = f' <span class="small muted">{_shown(placing["reason"])}</span>' if get("reason") else ""
    name = _content({"text": placing["name"], "url": get("url")})
    number = f'<span class="muted small">{_shown(placing["number"])}</span>'
    parts += [
        f'<tr class="{classes}"><td class="num rank">{_dash(rank)}{equal}</td>',
        f'<td class="placing-who"><span class="placing-name">{name}</span> {number}</td>',
        *map(_part, labels, get("cells") or ()),
        f'<td class="num placing-total"><strong>{_dash(get("total"))}</strong></td>',
        f'<td class="placing-standing">{badge(placing["standing"])}{reason}</td></tr>',
    ]
    wide = f'<td></td><td colspan="{len(labels) + 3}">'
    if working:
        opened = render_to_string("parts/working.html", {"working": working})
        parts.append(f'<tr class="working">{wide}{opened}</td></tr>')
    elif url:
        fetch = f'hx-get="{url}" hx-target="closest td" hx-swap="innerHTML"'
        link = f'<a class="working-link" href="{url}" {fetch}>{_shown(words["working"])}</a>'
        parts.append(f'<tr class="working no-print">{wide}{link}</td></tr>')
    return "".join(parts)


def _head(component: Any) -> tuple[Any, Any]:
    """Return title and weight of a component, which is an object on our pages and a dict in samples."""
    if isinstance(component, dict):
        return component["title"], component.get("weight")
    return component.title, component.weight


def _part(label: str, cell: Any) -> str:
    return f'<td class="num placing-part" data-label="{conditional_escape(label)}">{_dash(cell)}</td>'


def _dash(value: Any) -> str:
    return "—" if value is None else _shown(value)
