"""What one plan says otherwise than another, rule by rule and in words. PURE.

Unlike `campaigns.paper.changes`, which prints the sentences of notices, every field of every kind shows here.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from campaigns.plan.labels import choice_label, words_of
from campaigns.plan.numbers import plain
from campaigns.plan.reading import BEIJING
from campaigns.plan.rules import Plan, Position, Stage
from campaigns.plan.rules_later import KIND_LABELS
from oversight.words import Sentence, gettext_noop

NOTHING = "—"
PARTS = ("positions", "rounding", "stages", "nodes")


@dataclass(frozen=True)
class Said:
    """One rule as people read it. `path` is the dotted key, as findings have it."""

    path: str
    label: Sentence
    value: object
    default: bool = False


@dataclass(frozen=True)
class Difference:
    """One thing that differs. `stage` is a stage's key, `positions`, `rounding`, `nodes` or `campaign`."""

    stage: str
    field: str
    where: Sentence
    before: object
    after: object


def title_of(stage: Stage) -> Sentence:
    """Return what a stage is called: its own title, or the name of its kind."""
    return Sentence("%(title)s", {"title": stage.title}) if stage.title else Sentence(KIND_LABELS[stage.kind])


def rules_in_words(rules: Any, *, without: tuple[str, ...] = ()) -> list[Said]:
    """Return every rule of a dataclass, the nested ones by their own keys, in the order of its fields."""
    return [said for field in dataclasses.fields(rules) if field.name not in without
            for said in _field(rules, field)]  # fmt: skip


def differences(before: Plan, after: Plan) -> list[Difference]:
    """Return what `after` says otherwise: campaign, rounding, positions, then stages in their order, then nodes."""
    found = _compare("campaign", rules_in_words(before, without=PARTS), rules_in_words(after, without=PARTS))
    found += _compare("rounding", rules_in_words(before.rounding), rules_in_words(after.rounding))
    nodes = _compare("nodes", nodes_in_words(before), nodes_in_words(after))
    return [*found, *_positions(before, after), *_stages(before, after), *nodes]


def nodes_in_words(plan: Plan) -> list[Said]:
    """Return the rules of a plan's key nodes, the stages by what they are called."""
    titles = {stage.key: title_of(stage) for stage in plan.stages}
    found = []
    for node in plan.nodes:
        where = Sentence(gettext_noop("Key node “%(title)s”"), {"title": node.title or node.key})
        for said in rules_in_words(node, without=("key",)):
            value = [titles.get(key, key) for key in node.stages] if said.path == "stages" else said.value
            label = _inside(where, said.label)
            found.append(dataclasses.replace(said, path=f"{node.key}.{said.path}", label=label, value=value))
    return found


def _positions(before: Plan, after: Plan) -> Iterator[Difference]:
    old = {position.code: position for position in before.positions}
    new = {position.code: position for position in after.positions}
    for code in dict.fromkeys((*old, *new)):
        where = Sentence(gettext_noop("Position %(code)s"), {"code": code})
        if code not in old or code not in new:
            yield Difference("positions", code, where, _post(old.get(code)), _post(new.get(code)))
            continue
        for change in _compare("positions", rules_in_words(old[code]), rules_in_words(new[code])):
            yield dataclasses.replace(change, field=code, where=_inside(where, change.where))


def _post(position: Position | None) -> str:
    return " ".join((position.unit, position.title)).strip() if position else NOTHING


def _stages(before: Plan, after: Plan) -> Iterator[Difference]:
    old = {stage.key: stage for stage in before.stages}
    new = {stage.key: stage for stage in after.stages}
    both = [key for key in old if key in new]
    moved = both != [key for key in new if key in old]
    for key in dict.fromkeys((*new, *old)):
        was, becomes = old.get(key), new.get(key)
        where = title_of(becomes or was or after.stages[0])
        if was is None or becomes is None or was.kind != becomes.kind:
            yield Difference(key, "", where, _kind(was), _kind(becomes))
            continue
        if moved and list(old).index(key) != list(new).index(key):
            text = gettext_noop("step %(place)s")
            places = [Sentence(text, {"place": list(side).index(key) + 1}) for side in (old, new)]
            yield Difference(key, "", _inside(where, Sentence(gettext_noop("Order"))), *places)
        for change in _compare(key, rules_in_words(was), rules_in_words(becomes)):
            yield dataclasses.replace(change, where=_inside(where, change.where))


def _kind(stage: Stage | None) -> object:
    return Sentence(KIND_LABELS[stage.kind]) if stage else NOTHING


def _compare(stage: str, before: list[Said], after: list[Said]) -> list[Difference]:
    old, new = {said.path: said for said in before}, {said.path: said for said in after}
    found = []
    for path in dict.fromkeys((*old, *new)):
        was, becomes = old.get(path), new.get(path)
        if was is not None and becomes is not None and was.value == becomes.value:
            continue
        said = becomes or was
        assert said is not None
        if was is None and said.default:  # a row that came or went: its defaults say nothing
            continue
        if becomes is None and said.default:
            continue
        pair = (was.value if was else NOTHING, becomes.value if becomes else NOTHING)
        found.append(Difference(stage, path, said.label, *pair))
    return found


def _field(rules: Any, field: "dataclasses.Field[Any]") -> Iterator[Said]:
    value = getattr(rules, field.name)
    label = Sentence(words_of(type(rules), field.name)[0])
    default = field.default is not dataclasses.MISSING and field.default == value
    yield from _said(field.name, label, value, default)


def _said(path: str, label: Sentence, value: Any, default: bool) -> Iterator[Said]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from _nested(path, label, value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _nested(f"{path}.{key}", _named(label, key), item)
    elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        for index, item in enumerate(value):
            name = getattr(item, "title", "") or getattr(item, "key", "") or str(index + 1)
            # By key, so that a row put in front does not make all that follow differ.
            place = getattr(item, "key", "") or index + 1
            yield from _nested(f"{path}[{place}]", _named(label, name), item)
    else:
        yield Said(path, label, in_words(value), default)


def _nested(path: str, label: Sentence, value: Any) -> Iterator[Said]:
    for said in rules_in_words(value):
        yield Said(f"{path}.{said.path}", _inside(label, said.label), said.value, said.default)


def _named(label: Sentence, name: str) -> Sentence:
    return Sentence(gettext_noop("%(label)s “%(name)s”"), {"label": label, "name": name})


def _inside(outer: Sentence, inner: Sentence) -> Sentence:
    return Sentence(gettext_noop("%(outer)s · %(inner)s"), {"outer": outer, "inner": inner})


def in_words(value: Any) -> object:
    """Return a plain value as something that can be said: enumerations by their labels, times in Beijing."""
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, StrEnum):
        return Sentence(choice_label(value))
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, tuple):
        return [in_words(item) for item in value]
    return value if isinstance(value, bool) else str(value)
