"""The plan as a TOML document: bytes -> Plan, with every mistake at its line. PURE."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from campaigns.plan.locator import Locator, Path
from campaigns.plan.reading import UNREAD, Reading, hints_of, read_decimal
from campaigns.plan.rules import Announcement, Plan, Position, Rounding, Stage
from campaigns.plan.rules_later import KINDS
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop

FORMAT = 1
LARGEST = 4 * 2**20
"""Bytes; a plan of ten thousand positions has about half of it."""
MOST_STAGES = 100
"""A plan has about ten; every check compares each with all before it."""

RESERVED = frozenset({"applications", "results", "con", "prn", "aux", "nul"})
"""Keys that would give a stage's file the name of another file, or one that some systems refuse."""

SYNTAX = {
    "Cannot overwrite a value": gettext_noop("This key stands here twice; each may stand once."),
    "Duplicate inline table key": gettext_noop("A key stands twice in this table; each may stand once."),
    "Cannot declare": gettext_noop("This table stands here twice; each may stand once."),
    "Expected '=' after a key": gettext_noop("There must be an equals sign after the key."),
    "Unclosed array": gettext_noop("A list is not closed: ] is missing."),
    "Unclosed inline table": gettext_noop("A table is not closed: } is missing, on the same line."),
    "Unterminated string": gettext_noop("Text is not closed: a quotation mark is missing."),
    'Expected "\'"': gettext_noop("Text is not closed: a quotation mark is missing."),
    "Illegal character": gettext_noop("Text is not closed on its line, or holds a control character."),
    "Expected newline or end of document": gettext_noop("Only a comment may follow a value on its line."),
    "Invalid value": gettext_noop("The value is missing or unreadable; text stands between quotation marks."),
    "Invalid date": gettext_noop("There is no such date or time."),
    "Unescaped": gettext_noop("A backslash in text is written twice."),
    "Expected ']": gettext_noop("The table's head is not closed: ] is missing."),
}
"""What `tomllib` says at the start of its message -> what the author of a plan reads."""

_DEEP = re.compile(r"(?<![\w\-\"'])[\w\-\"']++(?:[ \t]*+\.[ \t]*+[\w\-\"']++){32}")
"""A key with so many dots costs `tomllib` the square of their number."""

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read_plan(text: bytes | str, file: str = "plan.toml") -> Plan:
    """Return the plan that `text` says.

    Raise `Mistaken` with every mistake of form: encoding, syntax, keys, types, ranges. Whether the rules make
    sense together is `check.check_plan`'s question.
    """
    return read_document(text, file)[0]


@lru_cache(maxsize=32)
def stored_plan(document: str) -> Plan:
    """Return the plan of a stored document, which was read before; frozen, so that pages may share it."""
    return read_plan(document)


def read_document(text: bytes | str, file: str = "plan.toml") -> tuple[Plan, Locator]:
    """Return the plan and where its keys stand. Raise `Mistaken` as `read_plan` does."""
    decoded = _decode(text, file)
    data = _parse(decoded, file)
    locator = Locator(decoded)
    return build_plan(data, file=file, locator=locator), locator


def build_plan(
    data: Mapping[str, object], *, file: str = "plan.toml", locator: Locator | None = None
) -> Plan:
    """Return the plan that parsed TOML says; numbers are int, Decimal or text. Raise `Mistaken`."""
    reading = Reading(file=file, line_of=locator.line if locator else lambda path: 0)
    reading.refuse_unknown(data, ["format", "campaign", "positions", "rounding", "stages", "nodes"], ())
    _read_format(reading, data)
    given = {
        "positions": _read_positions(reading, data.get("positions", [])),
        "rounding": reading.table(Rounding, data.get("rounding", {}), ("rounding",)),
        "stages": _read_stages(reading, data.get("stages", [])),
        "nodes": _read_nodes(reading, data.get("nodes", [])),
    }
    plan = reading.table(Plan, data.get("campaign", {}), ("campaign",), given=given)
    if reading.mistakes:
        raise Mistaken(sorted(reading.mistakes, key=lambda mistake: mistake.line))
    assert isinstance(plan, Plan)
    return plan


def _decode(text: bytes | str, file: str) -> str:
    if len(text) > LARGEST:
        megabytes = LARGEST // 2**20
        what = Sentence(gettext_noop("The file is larger than %(largest)s MB."), {"largest": megabytes})
        raise Mistaken([Mistake(file, 0, "", what)])
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            what = Sentence(gettext_noop("The file is not UTF-8 text; save it again as UTF-8."))
            raise Mistaken([Mistake(file, line, "", what)]) from None
    return text.removeprefix("\ufeff")


def _parse(text: str, file: str) -> dict[str, object]:
    if deep := _DEEP.search(text):
        what = Sentence(gettext_noop("Lists or tables stand too deep inside one another."))
        raise Mistaken([Mistake(file, text.count("\n", 0, deep.start()) + 1, "", what)])
    try:
        return tomllib.loads(text, parse_float=read_decimal)
    except RecursionError:
        what = Sentence(gettext_noop("Lists or tables stand too deep inside one another."))
        raise Mistaken([Mistake(file, 0, "", what)]) from None
    except ValueError as error:
        raise Mistaken([_syntax_mistake(str(error), text, file)]) from None


def _syntax_mistake(message: str, text: str, file: str) -> Mistake:
    """Return the mistake that `tomllib`'s message tells of; one without a place is a number too long."""
    place = _PLACE.search(message)
    if place is None:
        return Mistake(file, 0, "", Sentence(gettext_noop("The file holds a number that is far too long.")))
    line = int(place[1]) if place[1] else len(text.rstrip("\n").split("\n"))
    for start, sentence in SYNTAX.items():
        if message.startswith(start):
            return Mistake(file, line, "", Sentence(sentence))
    what = Sentence(gettext_noop("This is not TOML: %(detail)s."), {"detail": _PLACE.sub("", message)})
    return Mistake(file, line, "", what)


def _read_format(reading: Reading, data: Mapping[str, object]) -> None:
    found = data.get("format")
    if found is None:
        reading.wrong(
            ("format",), gettext_noop("The first line format = %(format)s is missing."), {"format": FORMAT}
        )
    elif isinstance(found, bool) or found != FORMAT:
        reading.wrong(
            ("format",), gettext_noop("This program reads format = %(format)s only."), {"format": FORMAT}
        )


def _tables(reading: Reading, raw: object, name: str) -> list[object]:
    """Return the tables of `[[name]]`; a mistake when there is none."""
    if isinstance(raw, list) and raw:
        return raw
    reading.wrong(
        (name,), gettext_noop("There is no [[%(name)s]] table; at least one is needed."), {"name": name}
    )
    return []


def _read_positions(reading: Reading, raw: object) -> object:
    values = [
        reading.table(Position, item, ("positions", index))
        for index, item in enumerate(_tables(reading, raw, "positions"))
    ]
    seen: set[str] = set()
    for index, position in enumerate(values):
        if position is UNREAD:
            continue
        if position.code in seen:
            text = gettext_noop("Position code %(code)s stands twice; each position needs its own.")
            reading.wrong(("positions", index, "code"), text, {"code": position.code})
        seen.add(position.code)
    return tuple(values)


def _read_nodes(reading: Reading, raw: object) -> object:
    return reading.value(hints_of(Plan)["nodes"], raw, ("nodes",))


def _read_stages(reading: Reading, raw: object) -> object:
    tables = _tables(reading, raw, "stages")
    if len(tables) > MOST_STAGES:
        text = gettext_noop("There are %(number)s stages; at most %(limit)s are read.")
        reading.wrong(("stages",), text, {"number": len(tables), "limit": MOST_STAGES})
        return ()
    stages = [_read_stage(reading, item, ("stages", index)) for index, item in enumerate(tables)]
    _refuse_repeated_keys(reading, tables)
    if any(isinstance(item, dict) and item.get("kind") == Announcement.kind for item in tables):
        return tuple(stages)
    return (Announcement(key=Announcement.kind), *stages)


def _read_stage(reading: Reading, raw: object, path: Path) -> Stage:
    stage: Stage = UNREAD
    if not isinstance(raw, dict):
        reading.wrong(path, gettext_noop("This must be a table such as { … }."))
        return stage
    kind = _read_kind(reading, raw.get("kind"), (*path, "kind"))
    if kind:
        rest = {"key": kind} | {key: value for key, value in raw.items() if key != "kind"}
        stage = reading.table(KINDS[kind], rest, path)
    return stage


def _read_kind(reading: Reading, kind: object, path: Path) -> str:
    if isinstance(kind, str) and kind in KINDS:
        return kind
    if kind is None:
        reading.wrong(path, gettext_noop("%(key)s is missing."), {"key": "kind"})
        return ""
    near = get_close_matches(str(kind)[:60], KINDS, n=1)
    facts = {"value": str(kind)[:60], "near": near[0] if near else "", "allowed": ", ".join(KINDS)}
    if near:
        reading.wrong(
            path, gettext_noop("There is no kind of stage %(value)s; did you mean %(near)s?"), facts
        )
    else:
        reading.wrong(path, gettext_noop("There is no kind of stage %(value)s; allowed: %(allowed)s."), facts)
    return ""


def _refuse_repeated_keys(reading: Reading, tables: list[object]) -> None:
    """Keep mistakes for stage keys that stand twice or are reserved, in unread stages too."""
    seen: set[str] = set()
    for index, item in enumerate(tables):
        if not isinstance(item, dict):
            continue
        key = item.get("key", item.get("kind"))
        if not isinstance(key, str):
            continue
        if key in RESERVED:
            text = gettext_noop("%(key)s is the name of another file; give the stage another key.")
            reading.wrong(("stages", index, "key"), text, {"key": key})
        if key in seen:
            text = gettext_noop("Stage key %(key)s stands twice; give each stage a key of its own.")
            reading.wrong(("stages", index, "key"), text, {"key": key})
        seen.add(key)
