"""Reading TOML values into the frozen rules, driven by their type hints, with every mistake noted. PURE.

Each value is read by its hint: text, whole numbers, decimals, shares, dates, enum members, lists, tables. A
value that cannot be read becomes `UNREAD` and the mistake is kept; nothing is raised before the end.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

from campaigns.plan.bounds import DECIMALS, Between, Shape
from campaigns.plan.locator import Path
from oversight.words import Mistake, Sentence, gettext_noop

BEIJING = timezone(timedelta(hours=8))
"""A time without an offset is Beijing time."""

UNREAD: Any = object()
"""Stands for a value that could not be read."""

SHAPES = {
    "key": gettext_noop("%(value)s cannot be a key: use at most 40 of a-z, 0-9 and _, a letter first."),
    "group": gettext_noop(
        "%(value)s cannot be a group's key: use at most 40 of A-Z, a-z, 0-9 and _, a letter first."
    ),
    "code": gettext_noop(
        "%(value)s cannot be a code: use at most 64 of A-Z, a-z, 0-9, dot, hyphen and underscore."
    ),
    "line": gettext_noop("This must be one line of at most 200 characters."),
    "heading": gettext_noop("This must be one line of at most 100 characters."),
    "number": gettext_noop("This must be 1 to 40 characters without commas or spaces around it."),
    "name": gettext_noop(
        "This must be 1 to 60 characters without spaces around it, neither - alone nor begun with = or @."
    ),
    "title": gettext_noop("This must be one line of 1 to 200 characters without spaces around it."),
    "reference": gettext_noop("%(value)s is neither a stage key nor stage.paper."),
    "rate": gettext_noop("%(value)s is not a grade key, nor grade keys joined by +."),
}
"""What to say when text lacks a shape of `bounds`."""

_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
_SHARE = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


def read_decimal(text: str) -> Decimal | None:
    """Return the number that a TOML float says, None where a Decimal cannot hold it. For `parse_float`."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


class Reading:
    """One pass over one document: reads values, keeps the mistakes."""

    def __init__(self, *, file: str, line_of: Callable[[Path], int]):
        """`line_of` gives the line of a key's path, 0 where it is not known."""
        self.file = file
        self.line_of = line_of
        self.mistakes: list[Mistake] = []

    def wrong(self, path: Path, text: str, facts: Mapping[str, object] | None = None) -> Any:
        """Keep a mistake at `path` and return `UNREAD`."""
        what = Sentence(text, facts or {})
        self.mistakes.append(Mistake(self.file, self.line_of(path), column_of(path), what))
        return UNREAD

    def table(self, cls: type, raw: object, path: Path, *, given: Mapping[str, object] | None = None) -> Any:
        """Read a table into the dataclass `cls`; `given` are fields that are already known.

        Return the instance, or `UNREAD` when one of its fields is missing or cannot be read.
        """
        shorthand = getattr(cls, "shorthand", None)
        if shorthand and not isinstance(raw, dict):
            raw = {shorthand: raw}
        if not isinstance(raw, dict):
            return self.wrong(path, gettext_noop("This must be a table such as { … }."))
        values: dict[str, object] = dict(given or {})
        hints = hints_of(cls)
        self.refuse_unknown(raw, [name for name in hints if name not in values], path)
        for field in dataclasses.fields(cls):
            if field.name in values:
                continue
            if field.name in raw:
                values[field.name] = self.value(hints[field.name], raw[field.name], (*path, field.name))
            elif _required(field):
                values[field.name] = self.wrong(
                    (*path, field.name), gettext_noop("%(key)s is missing."), {"key": field.name}
                )
        return UNREAD if any(value is UNREAD for value in values.values()) else cls(**values)

    def refuse_unknown(self, raw: Mapping[str, object], known: list[str], path: Path) -> None:
        """Keep a mistake for each key of `raw` that is not in `known`, with the nearest known one."""
        for key in raw:
            if key in known:
                continue
            near = get_close_matches(key, known, n=1)
            if near:
                text = gettext_noop("Unknown key %(key)s; did you mean %(near)s?")
                self.wrong((*path, key), text, {"key": key, "near": near[0]})
            else:
                text = gettext_noop("Unknown key %(key)s; allowed here: %(allowed)s.")
                self.wrong((*path, key), text, {"key": key, "allowed": ", ".join(known)})

    def value(self, hint: Any, raw: object, path: Path) -> Any:
        """Read one value by its type hint; `UNREAD` and a mistake when it does not fit."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            return self._bounded(arguments[0], arguments[1], raw, path)
        if origin in (types.UnionType, typing.Union):
            return self.value(next(a for a in arguments if a is not type(None)), raw, path)
        if origin is tuple:
            return self._list(arguments[0], raw, path)
        if origin is dict:
            return self._mapping(arguments[0], arguments[1], raw, path)
        if dataclasses.is_dataclass(hint):
            return self.table(typing.cast(type, hint), raw, path)
        if issubclass(hint, StrEnum):
            return self._member(hint, raw, path)
        return getattr(self, _PLAIN[hint])(raw, path)

    def _bounded(self, hint: Any, bound: Between | Shape, raw: object, path: Path) -> Any:
        value = self.value(hint, raw, path)
        if value is UNREAD or bound.holds(value):
            return value
        if isinstance(bound, Shape):
            return self.wrong(path, SHAPES[bound.wanted], {"value": _short(value)})
        facts = {"value": _short(raw), "low": bound.low, "high": bound.high}
        if bound.above:
            return self.wrong(
                path, gettext_noop("%(value)s is out of range: above %(low)s, up to %(high)s."), facts
            )
        return self.wrong(path, gettext_noop("%(value)s is out of range: from %(low)s to %(high)s."), facts)

    def _list(self, hint: Any, raw: object, path: Path) -> Any:
        if not isinstance(raw, list):
            return self.wrong(path, gettext_noop("This must be a list such as [ … ]."))
        values = tuple(self.value(hint, item, (*path, index)) for index, item in enumerate(raw))
        if any(value is UNREAD for value in values):
            return UNREAD
        return UNREAD if self._repeats(values, path) else values

    def _repeats(self, values: tuple[Any, ...], path: Path) -> bool:
        """Keep a mistake for each key, or each plain value, that stands in the list twice."""
        seen: set[object] = set()
        found = False
        for index, value in enumerate(values):
            keyed = dataclasses.is_dataclass(value)
            name = getattr(value, "key", None) if keyed else value
            if name is not None and name in seen:
                where = (*path, index, "key") if keyed else (*path, index)
                self.wrong(where, gettext_noop("%(value)s stands here twice."), {"value": name})
                found = True
            seen.add(name)
        return found

    def _mapping(self, key_hint: Any, hint: Any, raw: object, path: Path) -> Any:
        if not isinstance(raw, dict):
            return self.wrong(path, gettext_noop("This must be a table such as { … }."))
        keys = [self.value(key_hint, key, (*path, key)) for key in raw]
        values = [self.value(hint, item, (*path, key)) for key, item in raw.items()]
        if any(item is UNREAD for item in (*keys, *values)):
            return UNREAD
        return dict(zip(keys, values, strict=True))

    def _member(self, enum: type[StrEnum], raw: object, path: Path) -> Any:
        allowed = [member.value for member in enum]
        if isinstance(raw, str) and raw in allowed:
            return enum(raw)
        facts = {"value": _short(raw), "allowed": ", ".join(value for value in allowed if value)}
        return self.wrong(path, gettext_noop("%(value)s is not known here; allowed: %(allowed)s."), facts)

    def _text(self, raw: object, path: Path) -> Any:
        if isinstance(raw, str):
            return raw
        return self.wrong(path, gettext_noop('This must be text between quotation marks, "…".'))

    def _yes_or_no(self, raw: object, path: Path) -> Any:
        return raw if isinstance(raw, bool) else self.wrong(path, gettext_noop("This must be true or false."))

    def _whole(self, raw: object, path: Path) -> Any:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        return self.wrong(path, gettext_noop("This must be a whole number, unquoted."))

    def _decimal(self, raw: object, path: Path) -> Any:
        if isinstance(raw, str) and _DECIMAL.fullmatch(raw):
            raw = Decimal(raw)
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
            return self.wrong(path, gettext_noop("This must be a number such as 60 or 0.80."))
        number = Decimal(raw)
        if not number.is_finite():
            return self.wrong(path, gettext_noop("This must be a finite number, neither nan nor inf."))
        if number.adjusted() > 12:
            return self.wrong(path, gettext_noop("This number is far too large."))
        if int(number.as_tuple().exponent) < -DECIMALS:
            text = gettext_noop("This number has more than %(digits)s decimals; round it first.")
            return self.wrong(path, text, {"digits": DECIMALS})
        return Decimal(format(number, "f")) if number else abs(number)

    def _share(self, raw: object, path: Path) -> Any:
        match = _SHARE.fullmatch(raw) if isinstance(raw, str) else None
        if match and int(match[2]) > 0:
            return Fraction(int(match[1]), int(match[2]))
        if isinstance(raw, str) and (match or not _DECIMAL.fullmatch(raw)):
            return self.wrong(path, gettext_noop('This must be a share such as "2/3" or "0.7".'))
        number = self._decimal(raw, path)
        return number if number is UNREAD else Fraction(number)

    def _day(self, raw: object, path: Path) -> Any:
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        return self.wrong(path, gettext_noop("This must be a date such as 2023-05-31, unquoted."))

    def _moment(self, raw: object, path: Path) -> Any:
        if not isinstance(raw, datetime):
            text = gettext_noop("This must be a time such as 2023-05-31T09:00:00+08:00, unquoted.")
            return self.wrong(path, text)
        return raw if raw.tzinfo else raw.replace(tzinfo=BEIJING)


_PLAIN: dict[Any, str] = {
    str: "_text",
    bool: "_yes_or_no",
    int: "_whole",
    Decimal: "_decimal",
    Fraction: "_share",
    date: "_day",
    datetime: "_moment",
}


@cache
def hints_of(cls: type) -> dict[str, Any]:
    """Return the type hint of each field of a dataclass in field order, bounds included."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def column_of(path: Path) -> str:
    """Return the column a mistake names: the dotted key inside its table, entries of lists counted from 1.

    `("stages", 2, "papers", 0, "weight")` is `papers[1].weight`.
    """
    inside = path[2:] if path and path[0] in ("stages", "positions", "nodes") else path[1:]
    column = ""
    for part in inside or path[:1]:
        column += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if column else part
    return column


def _required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
