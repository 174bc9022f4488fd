"""The plan as canonical TOML bytes, and its digest. PURE.

Keys stand in the order of the rules' fields, values that equal their default are left out, so that one plan
has one text: `read_plan(to_toml(plan)) == plan`, and writing what was read gives the same bytes.
"""

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from campaigns.plan.document import FORMAT
from campaigns.plan.rules import Plan, Stage

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def to_toml(plan: Plan) -> bytes:
    """Return the canonical `plan.toml` of a plan: UTF-8 without a mark, one line end after each line."""
    lines = [f"format = {FORMAT}", "", "[campaign]"]
    lines += _pairs(plan, without=("positions", "rounding", "stages", "nodes"))
    for position in plan.positions:
        lines += ["", "[[positions]]", *_pairs(position)]
    if rounding := list(_pairs(plan.rounding)):
        lines += ["", "[rounding]", *rounding]
    for stage in plan.stages:
        lines += ["", "[[stages]]", *_stage_pairs(stage)]
    for node in plan.nodes:
        lines += ["", "[[nodes]]", *_pairs(node)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def digest(plan: Plan) -> str:
    """Return the SHA-256 of the canonical `plan.toml`, in hex."""
    return hashlib.sha256(to_toml(plan)).hexdigest()


def _stage_pairs(stage: Stage) -> Iterator[str]:
    yield f"kind = {_text(stage.kind)}"
    yield from _pairs(stage, without=("key",) if stage.key == stage.kind else ())


def _pairs(rules: Any, without: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield `key = value` for each field that differs from its default."""
    for field in dataclasses.fields(rules):
        value = getattr(rules, field.name)
        if field.name not in without and not _is_default(field, value):
            yield f"{field.name} = {_value(value, wide=True)}"


def _is_default(field: "dataclasses.Field[Any]", value: object) -> bool:
    if value is None:
        return True
    return field.default is not dataclasses.MISSING and field.default == value


def _value(value: Any, *, wide: bool = False) -> str:
    """Write a value; `wide`: a list of tables may take a line for each table."""
    if isinstance(value, Enum | str):
        return _text(value.value if isinstance(value, Enum) else value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f") if value else format(abs(value), "f")
    if isinstance(value, Fraction):
        return f'"{value}"'
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _list(value, wide=wide)
    if isinstance(value, Mapping):
        return _table(f"{key} = {_value(item)}" for key, item in value.items())
    if dataclasses.is_dataclass(value):
        return _rules(value)
    return str(value)


def _rules(value: Any) -> str:
    """Write rules as a table in one line, or as a bare value where that means the same."""
    given = [field.name for field in dataclasses.fields(value) if getattr(value, field.name) is not None]
    shorthand = getattr(value, "shorthand", None)
    if shorthand and given == [shorthand]:
        return _value(getattr(value, shorthand))
    return _table(_pairs(value))


def _table(pairs: Iterator[str]) -> str:
    inside = ", ".join(pairs)
    return f"{{ {inside} }}" if inside else "{}"


def _list(values: tuple[Any, ...], *, wide: bool) -> str:
    written = [_value(value) for value in values]
    if wide and values and dataclasses.is_dataclass(values[0]):
        return "[\n" + "".join(f"  {item},\n" for item in written) + "]"
    return f"[{', '.join(written)}]"


def _text(text: str) -> str:
    """Write a basic string; control characters as escapes, everything else as it is."""
    return (
        '"'
        + "".join(_ESCAPES.get(c) or (f"\\u{ord(c):04X}" if c < " " or c == "\x7f" else c) for c in text)
        + '"'
    )
