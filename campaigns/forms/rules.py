"""A form made from the rules themselves: every field of a rules dataclass, nested ones and rows included.

What is typed becomes the value that `plan.toml` would hold and goes through the same reader, so a form refuses
exactly what the file refuses. Rows are kept without scripts: some empty ones stand below, an emptied row is gone.
"""

import dataclasses
import re
import typing
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from campaigns.forms.inputs import Block, Input, bare, input_kind, is_rules, row_type, typed
from campaigns.plan.labels import words_of
from campaigns.plan.locator import Path
from campaigns.plan.reading import UNREAD, Reading, hints_of
from oversight.say import say
from oversight.words import Sentence, gettext_noop

SPARE_ROWS = 2
MOST_ROWS = 400
KEY_FIELD = "name"
"""What the first column of a mapping's rows is called in the form."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


class Catching(Reading):
    """Reads as the file's reader does and keeps each mistake with its path."""

    def __init__(self) -> None:
        super().__init__(file="", line_of=lambda path: 0)
        self.caught: list[tuple[Path, Sentence]] = []

    def wrong(self, path: Path, text: str, facts: Mapping[str, object] | None = None) -> Any:
        """Keep a mistake and return `UNREAD`."""
        self.caught.append((path, Sentence(text, facts or {})))
        return UNREAD


class RulesForm:
    """The form of one rules dataclass: unbound with `value`, or bound with what was sent.

    `without` leaves fields out; `given` are their values for the reader. `extra` rows are asked for by name.
    """

    def __init__(
        self,
        cls: type,
        *,
        value: Any = None,
        data: QueryDict | None = None,
        without: Collection[str] = (),
        given: Mapping[str, Any] | None = None,
        spare: int = SPARE_ROWS,
    ):
        self.cls, self.value, self.data = cls, value, data
        self.without, self.given, self.spare = set(without) | set(given or ()), given or {}, spare
        self.own: dict[str, str] = {}
        self.places: dict[tuple[str, Any], int] = {}
        self.more = data.get("more", "") if data is not None else ""
        self.result: Any = None
        self.loose: list[str] = []
        self.blocks = list(self._blocks())

    # -- what is shown ---------------------------------------------------------------------------

    def _blocks(self) -> Iterator[Block]:
        plain_ones = Block("rules")
        nested: list[Block] = []
        for item in dataclasses.fields(self.cls):
            if item.name in self.without:
                continue
            hint, _optional = bare(hints_of(self.cls)[item.name])
            label, help_text = (_(text) for text in words_of(self.cls, item.name))
            value = getattr(self.value, item.name, None)
            if row_type(hint) is not None:
                nested.append(self._table(item.name, hint, label, help_text, value))
            elif is_rules(hint):
                inputs = self._inputs(hint, f"{item.name}-", value)
                nested.append(Block(item.name, label, help_text, inputs=inputs))
            else:
                plain_ones.inputs.append(self._input(self.cls, item, item.name, value))
        if plain_ones.inputs:
            yield plain_ones
        yield from nested

    def _inputs(self, cls: Any, prefix: str, value: Any, *, blank: bool = False) -> list[Input]:
        return [
            self._input(cls, item, f"{prefix}{item.name}", getattr(value, item.name, None), blank=blank)
            for item in dataclasses.fields(cls)
        ]  # fmt: skip

    def _input(
        self,
        cls: Any,
        item: "dataclasses.Field[Any]",
        name: str,
        value: Any,
        *,
        blank: bool = False,
        row: bool = False,
    ) -> Input:
        hint, optional = bare(hints_of(cls)[item.name])
        kind, choices = input_kind(hint)
        label, help_text = (_(text) for text in words_of(cls, item.name))
        required = item.default is dataclasses.MISSING
        standard = "" if required or item.default is None else typed(item.default)
        shown = typed(value) if value is not None else standard if not blank and kind != "text" else ""
        if blank and kind in ("select", "check", "checks"):
            shown = standard
        if kind == "select" and (optional or (required and "" not in dict(choices))):
            choices = [("", "—"), *choices]
        if self.data is not None:
            shown = self.data.getlist(name) if kind == "checks" else self.data.get(name, "")
            shown = bool(shown) if kind == "check" else shown
        elif kind == "lines":
            shown = "\n".join(shown or [])
        said = standard if isinstance(standard, str) and kind not in ("select", "check") else ""
        return Input(name, label, help_text, kind, shown, choices, required, said)

    def _table(self, name: str, hint: Any, label: str, help_text: str, value: Any) -> Block:
        cls = row_type(hint)
        mapping = typing.get_origin(hint) is dict
        rows = list((value or {}).items()) if mapping else [("", row) for row in value or ()]
        count = self._row_count(name, len(rows))
        block = Block(name, label, help_text, table=True)
        names = [_("Stage or column")] if mapping else []
        block.columns = [(title, "") for title in names]
        block.columns += [tuple(_(text) for text in words_of(cls, f.name)) for f in dataclasses.fields(cls)]  # type: ignore[misc]
        for index in range(count):
            key, row = rows[index] if index < len(rows) else ("", None)
            inputs = self._inputs(cls, f"{name}-{index}-", row, blank=row is None)
            if mapping:
                first = f"{name}-{index}-{KEY_FIELD}"
                typed_key = self.data.get(first, "") if self.data is not None else key
                inputs.insert(0, Input(first, names[0], "", "text", typed_key, required=True))
            block.rows.append(inputs)
        return block

    def _row_count(self, name: str, rows: int) -> int:
        if self.data is None:
            return rows + self.spare
        sent = self.data.get(f"{name}-rows", "0")
        count = min(int(sent) if sent.isdecimal() and len(sent) < 5 else 0, MOST_ROWS)
        return min(count + (3 if self.more == name else 0), MOST_ROWS)

    # -- what was sent ---------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Read what was sent into `result`; on mistakes mark the inputs and return False."""
        if self.data is None:
            return False
        reading = Catching()
        raw = self._raw()
        self.result = reading.table(self.cls, raw, (), given=self.given)
        for path, sentence in reading.caught:
            self._mark(path, say(sentence))
        for name, text in self.own.items():
            self._mark_named(name, text)
        return not self.errors

    def _raw(self) -> dict[str, Any]:
        raw: dict[str, Any] = {}
        for item in dataclasses.fields(self.cls):
            if item.name in self.without:
                continue
            hint, optional = bare(hints_of(self.cls)[item.name])
            if row_type(hint) is not None:
                raw[item.name] = self._raw_rows(item.name, hint)
            elif is_rules(hint):
                values = self._raw_values(hint, f"{item.name}-")
                # A group that may be absent is absent when nothing in it was typed.
                if not optional or self._touched(hint, values):
                    raw[item.name] = values
            else:
                self._put(raw, item.name, hint, item.name)
        return raw

    def _touched(self, cls: Any, values: Mapping[str, Any]) -> bool:
        """Say whether a group was filled in: its numbers or ticks, not its selections alone."""
        deciding = [f for f in dataclasses.fields(cls) if f.default is None or f.default is False]
        return any(values.get(item.name) not in (None, False) for item in deciding)

    def _raw_values(self, cls: Any, prefix: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for item in dataclasses.fields(cls):
            self._put(values, item.name, bare(hints_of(cls)[item.name])[0], f"{prefix}{item.name}")
        return values

    def _raw_rows(self, name: str, hint: Any) -> Any:
        """Return the rows that hold something; remember which row of the form each became."""
        cls, mapping = row_type(hint), typing.get_origin(hint) is dict
        listed: list[dict[str, Any]] = []
        mapped: dict[str, dict[str, Any]] = {}
        assert self.data is not None
        for index in range(self._row_count(name, 0)):
            prefix = f"{name}-{index}-"
            if not self._row_filled(cls, prefix, mapping=mapping):
                continue
            values = self._raw_values(cls, prefix)
            if not mapping:
                self.places[name, len(listed)] = index
                listed.append(values)
                continue
            key = self.data.get(f"{prefix}{KEY_FIELD}", "").strip()
            if key in mapped:
                self.own[f"{prefix}{KEY_FIELD}"] = _("This stands here twice.")
            self.places[name, key] = index
            mapped[key] = values
        return mapped if mapping else listed

    def _row_filled(self, cls: Any, prefix: str, *, mapping: bool) -> bool:
        assert self.data is not None
        names = [f"{prefix}{KEY_FIELD}"] if mapping else []
        for item in dataclasses.fields(cls):
            kind, _choices = input_kind(bare(hints_of(cls)[item.name])[0])
            if kind not in ("select", "check", "checks"):
                names.append(f"{prefix}{item.name}")
        return any(self.data.get(name, "").strip() for name in names)

    def _put(self, values: dict[str, Any], key: str, hint: Any, name: str) -> None:
        """Put what was typed under `name` as the file would hold it; leave it out where nothing was."""
        assert self.data is not None
        kind, _choices = input_kind(hint)
        text = self.data.get(name, "").strip()
        if kind == "check":
            values[key] = bool(text)
        elif kind == "checks":
            values[key] = self.data.getlist(name)
        elif kind == "lines":
            values[key] = [line.strip() for line in text.splitlines() if line.strip()]
        elif text:
            values[key] = self._moment(kind, hint, text, name)

    def _moment(self, kind: str, hint: Any, text: str, name: str) -> Any:
        if hint is int:
            if _WHOLE.fullmatch(text):
                return int(text)
            self.own[name] = say(Sentence(gettext_noop("Type a whole number.")))
        if kind in ("day", "moment"):
            try:
                return datetime.fromisoformat(text) if kind == "moment" else date.fromisoformat(text)
            except ValueError:
                self.own[name] = say(Sentence(gettext_noop("Type a date such as 2026-05-31.")))
        return text

    # -- what is wrong ---------------------------------------------------------------------------

    def _mark(self, path: Path, text: str) -> None:
        name = self.name_of(path)
        if name not in self.own:
            self._mark_named(name, text)

    def name_of(self, path: Path) -> str:
        """Return the name of the input, or of the block, at a path of the reader."""
        if len(path) >= 2 and (str(path[0]), path[1]) in self.places:
            row = self.places[str(path[0]), path[1]]
            return f"{path[0]}-{row}-{path[2] if len(path) > 2 else KEY_FIELD}"
        return "-".join(str(part) for part in path)

    def _mark_named(self, name: str, text: str) -> None:
        for one in self.inputs():
            if one.name == name:
                one.error = one.error or text
                return
        for block in self.blocks:
            if block.name == name.partition("-")[0]:
                block.error = block.error or text
                return
        self.loose.append(text)

    def inputs(self) -> Iterator[Input]:
        """Yield every input, those of rows too."""
        for block in self.blocks:
            yield from block.inputs
            for row in block.rows:
                yield from row

    def refuse(self, text: str) -> None:
        """Keep a sentence about the whole form."""
        self.loose.append(text)

    @property
    def errors(self) -> list[dict[str, str]]:
        """Return everything that is wrong for `parts/error_summary.html`."""
        found = [{"text": text, "url": ""} for text in self.loose]
        for block in self.blocks:
            if block.error:
                found.append({"text": f"{block.title}: {block.error}", "url": f"#{block.id}"})
        found += [
            {"text": f"{one.label}: {one.error}", "url": f"#{one.id}"} for one in self.inputs() if one.error
        ]
        return found
