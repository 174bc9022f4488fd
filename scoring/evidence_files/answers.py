"""Files of answers: what each line says about whom, before and after it is known who the entrants are, and back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

import numpy as np

from campaigns.plan.rules import Stage
from campaigns.plan.rules_later import Inspection, PublicComment, Publicity
from candidates.table import Table, check_columns, write_csv
from oversight.words import Mistake, gettext_noop
from scoring.core.answers import completed, faults_of, form_of, in_order, item_of, key_of
from scoring.core.checks import FORMS, Check
from scoring.core.unanswered import lacks
from scoring.core.values import Entrants, Evidence, Ints
from scoring.evidence_files.ballots import WHOLE
from scoring.evidence_files.sheet import IGNORED, Why, empty_ids, first_rows, number_texts, strangers

ANSWERS = ".answers"
"""Ends the name of a file of answers beside a stage's marks or ballots."""
BEIJING = timezone(timedelta(hours=8))
SINGLE = ("public_comment", "publicity")
"""Kinds whose items may have one answer only, so that the column may be missing."""


@dataclass(frozen=True, eq=False)
class AnswerSheet:
    """A file of answers; `checks[i]` stands on the table's row `row[i]` and is about `people[person[i]]`."""

    table: Table
    people: Sequence[str]
    seen: Ints
    person: Ints
    row: Ints
    checks: Sequence[Check]


def asks_alone(rules: Stage) -> bool:
    """Return whether a stage is decided from its answers alone: they stand in its own file."""
    if isinstance(rules, Publicity):
        return not rules.exempt
    return rules.kind in FORMS and not asks_besides(rules)


def asks_besides(rules: Stage) -> bool:
    """Return whether a stage has answers beside its marks or ballots, in a file of their own."""
    return isinstance(rules, Inspection | PublicComment)


def needs_answers(rules: Stage) -> bool:
    """Return whether a stage cannot be decided without the answers beside its marks."""
    return isinstance(rules, Inspection)


def today() -> date:
    """Return the day in Beijing."""
    return datetime.now(BEIJING).date()


def read_answers(table: Table, rules: Stage) -> tuple[AnswerSheet | None, list[Mistake]]:
    """Return the answers of a file, None when its columns are not right, and everything wrong with single lines."""
    form = form_of(rules)
    required = ["id", form.item]
    if rules.kind not in SINGLE:
        required += [form.source, form.answer]
    required = [name for name in required if name]
    others = [name for name in form.columns() if name not in required]
    mistakes = check_columns(table, required=required, optional=[*others, *IGNORED])
    if mistakes:
        return None, mistakes
    mistakes = empty_ids(table)
    checks, wrong = _checks(table, rules)
    person, people = number_texts(table.column("id"))
    first: dict[tuple[object, ...], int] = {}
    for row, check in enumerate(checks):
        column = form.item or form.source
        for fault in faults_of(rules, check, today=today()):
            mistakes.append(Mistake(table.name, table.lines[row], fault.column, fault.what))
        key = key_of(rules, replace(check, outsider=people[person[row]]))
        if first.setdefault(key, row) != row and people[person[row]]:
            text = gettext_noop("this about %(id)s stands on line %(line)s already")
            facts = {"id": people[person[row]], "line": table.lines[first[key]]}
            mistakes.append(table.mistake(row, column, text, **facts))
    mistakes += wrong
    bad = {mistake.line for mistake in mistakes}
    keep = np.array([row for row in range(len(table)) if table.lines[row] not in bad], np.int64)
    kept = [checks[row] for row in keep.tolist()]
    sheet = AnswerSheet(table, people, first_rows(person, len(people)), person[keep], keep, kept)
    return sheet, sorted(mistakes, key=lambda mistake: mistake.line)


def _checks(table: Table, rules: Stage) -> tuple[list[Check], list[Mistake]]:
    """Return a check for each row, whose `row` is the table's; numbers left out are counted up by person and item."""
    form, mistakes = form_of(rules), []
    cells = {
        name: table.column(column) if column else [""] * len(table)
        for name, column in (("item", form.item), ("source", form.source), ("answer", form.answer))
    }
    numbers, days, notes = table.column("number"), table.column("day"), table.column("note")
    seen: Counter[tuple[str, str]] = Counter()
    checks = []
    for row, about in enumerate(table.column("id")):
        item = item_of(rules, cells["item"][row])
        seen[about, cells["item"][row]] += 1
        number = seen[about, cells["item"][row]] if item is not None and item.repeated else 1
        if numbers[row]:
            number = int(numbers[row]) if WHOLE.fullmatch(numbers[row]) else 1
            if not WHOLE.fullmatch(numbers[row]):
                text = gettext_noop("“%(text)s” is not a number such as 1, 2 or 3")
                mistakes.append(table.mistake(row, "number", text, text=numbers[row]))
        check = Check(
            -1,
            cells["source"][row],
            cells["item"][row],
            number,
            cells["answer"][row],
            days[row],
            notes[row],
        )
        checks.append(completed(rules, check))
    return checks, mistakes


def join_answers(
    sheet: AnswerSheet, rules: Stage, entrants: Entrants, why: Why
) -> tuple[list[Check], list[Mistake]]:
    """Return the answers by rows of `entrants` in canonical order, and the people who do not belong here."""
    index = {number: row for row, number in enumerate(entrants.ids)}
    outside = {
        sheet.people[person]
        for person, check in zip(sheet.person.tolist(), sheet.checks, strict=True)
        if (item := item_of(rules, check.item)) is not None and item.of_outsiders
    }
    mistakes = strangers(sheet, {**dict.fromkeys(outside, -1), **index}, why)
    joined = []
    for person, line, check in zip(sheet.person.tolist(), sheet.row.tolist(), sheet.checks, strict=True):
        number = sheet.people[person]
        item = item_of(rules, check.item)
        if number in index:
            joined.append(replace(check, row=index[number]))
        elif item is not None and item.of_outsiders:
            joined.append(replace(check, outsider=number))
        elif number in outside:
            mistakes.append(Mistake(sheet.table.name, sheet.table.lines[line], "id", why(number)))
    return in_order(rules, joined), mistakes


def lacking(sheet: AnswerSheet, rules: Stage, entrants: Entrants, evidence: Evidence) -> list[Mistake]:
    """Return what keeps the stage open as mistakes of its file, on the line of the answer where there is one."""
    lines = {
        (sheet.people[person], check.item, check.source, check.number): sheet.table.lines[row]
        for person, row, check in zip(sheet.person.tolist(), sheet.row.tolist(), sheet.checks, strict=True)
    }
    found = []
    for lack in lacks(rules, entrants, evidence):
        check, line = lack.check, 0
        if check is not None:
            number = check.outsider or entrants.ids[check.row]
            line = lines.get((number, check.item, check.source, check.number), 0)
        found.append(Mistake(sheet.table.name, line, lack.column, lack.what))
    return sorted(found, key=lambda mistake: mistake.line)


def write_answers(rules: Stage, entrants: Entrants, checks: Sequence[Check]) -> bytes:
    """Return the canonical file of a stage's answers, every number written out; no bytes where there are none."""
    if not checks:
        return b""
    form = form_of(rules)
    named: Mapping[str, str] = {form.item: "item", form.source: "source", form.answer: "answer"}
    rows = []
    for check in in_order(rules, checks):
        cells = {**vars(check), "id": check.outsider or entrants.ids[check.row], "number": str(check.number)}
        rows.append([cells[named.get(column, column)] for column in form.columns()])
    return write_csv(form.columns(), rows)
