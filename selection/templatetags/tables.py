"""The cells of plain tables, written in one go: a table of a page has hundreds of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from selection.templatetags.frame import badge

register = template.Library()


@register.simple_tag
def cells(row: Iterable[Any]) -> SafeString:
    """Write the cells of a row, each a text or {text, url, badge (a state's code), word, figure, muted}."""
    return SafeString("".join(map(_cell, row)))


def _cell(cell: Any) -> str:
    if not isinstance(cell, Mapping):
        return f"<td>{conditional_escape(localize(cell))}</td>"
    classes = " ".join(name for name, key in (("num", "figure"), ("muted", "muted")) if cell.get(key))
    opened = f'<td class="{classes}">' if classes else "<td>"
    return f"{opened}{_content(cell)}</td>"


def _content(cell: Mapping[str, Any]) -> str:
    text = cell.get("text")
    if cell.get("badge"):
        return badge(cell["badge"], cell.get("word") or "")
    shown = "" if text is None else conditional_escape(localize(text))
    return format_html('<a href="{}">{}</a>', cell["url"], shown) if cell.get("url") else shown
