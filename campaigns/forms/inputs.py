"""What a form made from the rules consists of: inputs, blocks of them, and how each type of value is typed."""

import dataclasses
import types
import typing
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from campaigns.plan.labels import choices_of
from campaigns.plan.numbers import plain
from campaigns.plan.reading import BEIJING


@dataclass
class Input:
    """One input: its name in the form, what it is, and what stands in it."""

    name: str
    label: str
    help: str
    kind: str  # text number check select checks lines day moment
    value: Any = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    required: bool = False
    standard: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        """Return the id of the element."""
        return f"f-{self.name}"


@dataclass
class Block:
    """Inputs that stand together: `rows` empty means a plain group."""

    name: str
    title: str = ""
    help: str = ""
    inputs: list[Input] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[list[Input]] = field(default_factory=list)
    table: bool = False
    error: str = ""

    @property
    def id(self) -> str:
        """Return the id of the group, to which findings about all of it lead."""
        return f"f-{self.name}"


def bare(hint: Any) -> tuple[Any, bool]:
    """Return a type hint without its bounds, and whether it may be None."""
    if typing.get_origin(hint) is typing.Annotated:
        return bare(typing.get_args(hint)[0])
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        inner = next(a for a in typing.get_args(hint) if a is not type(None))
        return bare(inner)[0], True
    return hint, False


def is_rules(hint: Any) -> bool:
    return dataclasses.is_dataclass(hint)


def row_type(hint: Any) -> Any:
    """Return the dataclass of a list's or mapping's rows, None for other hints."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    inner = arguments[0] if origin is tuple else arguments[1] if origin is dict else None
    return inner if inner is not None and is_rules(inner) else None


KINDS_OF_INPUT: dict[Any, str] = {
    str: "text", int: "number", Decimal: "text", Fraction: "text", bool: "check", date: "day", datetime: "moment",
}  # fmt: skip


def input_kind(hint: Any) -> tuple[str, list[tuple[str, str]]]:
    """Return how a plain value is typed, and its choices."""
    if typing.get_origin(hint) is tuple:
        inner, _optional = bare(typing.get_args(hint)[0])
        if isinstance(inner, type) and issubclass(inner, StrEnum):
            return "checks", [(value, _(label)) for value, label in choices_of(inner)]
        return "lines", []
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "select", [(value, _(label)) for value, label in choices_of(hint)]
    return KINDS_OF_INPUT[hint], []


def typed(value: Any) -> Any:
    """Return a value as its input shows it: text, True or False, or a list of texts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, tuple):
        return [typed(item) for item in value]
    return str(value)
