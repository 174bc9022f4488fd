"""What a file of ballots says before it is known who its people are, its turnout, and joining both to entrants."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from campaigns.plan.rules import Stage
from campaigns.plan.rules_later import Assessment, Recommendation, Vote
from candidates.table import Table, check_columns
from oversight.words import Mistake, Sentence, gettext_noop
from scoring.core.accounting import (
    Discrepancy,
    Where,
    discrepancies,
    needs_turnout,
    out_of_order,
    signature_faults,
)
from scoring.core.ballots import MOST, counts_in_order, papers_in_order, round_keys
from scoring.core.values import Counts, Entrants, Evidence, Flags, Ints, Papers, Turnout
from scoring.evidence_files.sheet import Why, strangers

TURNOUT = ".turnout"
WHOLE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, eq=False)
class TurnoutSheet:
    """A turnout file; line i of `turnout` stands on the table's row `row[i]`."""

    table: Table
    turnout: Turnout
    row: Ints


@dataclass(frozen=True, eq=False)
class BallotSheet:
    """Ballots by the file's own people, either counted or as single papers.

    `people` are the ids as first seen and `seen` the row on which; `entrant` in the columns indexes them.
    `row` is the table's row of each line.
    """

    table: Table
    people: Sequence[str]
    seen: Ints
    row: Ints
    counts: Counts | None = None
    papers: Papers | None = None
    turnout: TurnoutSheet | None = None


def read_numbers(table: Table, column: str) -> tuple[Ints, Flags, list[Mistake]]:
    """Return the whole numbers of a column, which rows have one, and what is wrong with the others."""
    cells = table.column(column)
    right = np.array([bool(WHOLE.fullmatch(cell)) and int(cell) <= MOST for cell in cells], bool)
    numbers = np.array([int(cell) if good else 0 for cell, good in zip(cells, right, strict=True)], np.int64)
    mistakes = []
    for row in np.flatnonzero(~right).tolist():
        text = gettext_noop("“%(text)s” is not a whole number from 0 to %(most)s")
        if not cells[row]:
            text = gettext_noop("the number is missing; write 0 where there was none")
        mistakes.append(table.mistake(row, column, text, text=cells[row], most=MOST))
    return numbers, right, mistakes


def read_keys(table: Table, column: str, keys: Sequence[str], unknown: str) -> tuple[Ints, list[Mistake]]:
    """Return the place of each cell among `keys`, -1 for others; `unknown` says what to do about those."""
    places = {key: place for place, key in enumerate(keys)}
    cells = table.column(column)
    found = np.array([places.get(cell, -1) for cell in cells], np.int64)
    return found, [
        table.mistake(row, column, unknown, text=cells[row], known=", ".join(keys))
        for row in np.flatnonzero(found < 0).tolist()
    ]


def key_columns(rules: Stage) -> list[tuple[str, list[str]]]:
    """Return the columns that name a turn, with the keys each may hold: group, or round and perhaps layer."""
    if isinstance(rules, Recommendation):
        layers = [("layer", [layer.key for layer in rules.layers])] if rules.layers else []
        return [("round", round_keys(rules)), *layers]
    assert isinstance(rules, Assessment)
    return [("group", [group.key for group in rules.groups])]


def read_turns(table: Table, rules: Stage, unknown: str) -> tuple[Ints, list[Mistake]]:
    """Return each row's turn, -1 for what the plan does not have; `unknown` says what to do about that."""
    turn, mistakes = np.zeros(len(table), np.int64), []
    good = np.ones(len(table), bool)
    for column, keys in key_columns(rules):
        place, wrong = read_keys(table, column, keys, unknown)
        turn, good = turn * len(keys) + place, good & (place >= 0)
        mistakes += wrong
    return np.where(good, turn, -1), mistakes


def turn_cells(rules: Stage) -> list[list[str]]:
    """Return what stands in the columns of `key_columns`, by turn."""
    cells: list[list[str]] = [[]]
    for _column, keys in key_columns(rules):
        cells = [[*before, key] for before in cells for key in keys]
    return cells


def read_turnout(table: Table, rules: Stage) -> tuple[TurnoutSheet | None, list[Mistake]]:
    """Return the turnout of a file, None when its columns are not right, and the mistakes of its form."""
    columns = [column for column, _keys in key_columns(rules)]
    mistakes = check_columns(table, required=[*columns, "issued", "returned", "void"])
    if mistakes:
        return None, mistakes
    unknown = gettext_noop("“%(text)s” does not stand in the plan, which has %(known)s")
    key, mistakes = read_turns(table, rules, unknown)
    keys = [".".join(cells) for cells in turn_cells(rules)]
    keep = key >= 0
    numbers = []
    for name in ("issued", "returned", "void"):
        values, right, wrong = read_numbers(table, name)
        numbers.append(values)
        mistakes += wrong
        keep &= right
    first: dict[int, int] = {}
    for row, place in enumerate(key.tolist()):
        if place >= 0 and first.setdefault(place, row) != row:
            text = gettext_noop("%(of)s stands on line %(line)s already")
            mistakes.append(
                table.mistake(row, columns[-1], text, of=keys[place], line=table.lines[first[place]])
            )
            keep[row] = False
    rows = np.flatnonzero(keep)
    turnout = Turnout(key[rows], *(values[rows] for values in numbers))
    return TurnoutSheet(table, turnout, rows), sorted(mistakes, key=lambda mistake: mistake.line)


def account_for(sheet: BallotSheet, rules: Stage, name: str) -> list[Mistake]:
    """Return what does not add up between ballots and turnout; `name` is the turnout's file."""
    evidence = Evidence(
        counts=sheet.counts,
        papers=sheet.papers,
        turnout=sheet.turnout.turnout if sheet.turnout else None,
    )
    found = discrepancies(rules, evidence, sheet.people)
    if isinstance(rules, Recommendation) and sheet.papers is not None:
        found += signature_faults(rules, sheet.papers)
    return [mistake_of(sheet, one, name) for one in found]


def mistake_of(sheet: BallotSheet, found: Discrepancy, name: str) -> Mistake:
    """Name the line on which a discrepancy stands."""
    if found.where is Where.BALLOTS:
        line = sheet.table.lines[int(sheet.row[found.line])]
        return Mistake(sheet.table.name, line, found.column, found.what)
    if sheet.turnout is None or found.line < 0:
        return Mistake(name, 0, found.column, found.what)
    table = sheet.turnout.table
    return Mistake(table.name, table.lines[int(sheet.turnout.row[found.line])], found.column, found.what)


def join_ballots(
    sheet: BallotSheet, rules: Stage, entrants: Entrants, why: Why
) -> tuple[Evidence, list[Mistake]]:
    """Return the ballots by rows of `entrants` in canonical order, and what does not belong here."""
    evidence, keep, mistakes = by_rows(sheet, entrants, why)
    if isinstance(rules, Vote) and not mistakes:
        for found in out_of_order(rules, entrants, evidence):
            mistakes.append(mistake_of(sheet, replace(found, line=int(keep[found.line])), sheet.table.name))
    return in_order(evidence), mistakes


def in_order(evidence: Evidence) -> Evidence:
    """Return ballots in canonical order."""
    counts, papers = evidence.counts, evidence.papers
    return replace(
        evidence,
        counts=None if counts is None else counts_in_order(counts),
        papers=None if papers is None else papers_in_order(papers),
        turnout=turnout_in_order(evidence.turnout),
    )


def by_rows(sheet: BallotSheet, entrants: Entrants, why: Why) -> tuple[Evidence, Ints, list[Mistake]]:
    """Return the ballots by rows of `entrants` in the order of the file, the sheet's line of each, and strangers."""
    index: Mapping[str, int] = {number: row for row, number in enumerate(entrants.ids)}
    mistakes = strangers(sheet, index, why)
    rows = np.array([index.get(number, -1) for number in sheet.people], np.int64)
    turnout = sheet.turnout.turnout if sheet.turnout else None
    if sheet.papers is not None:
        papers = sheet.papers
        who = np.where(papers.entrant < 0, -1, rows[papers.entrant]) if len(rows) else papers.entrant
        every = np.arange(len(who))
        return Evidence(papers=replace(papers, entrant=who), turnout=turnout), every, mistakes
    assert sheet.counts is not None
    counts = sheet.counts
    who = rows[counts.entrant] if len(rows) else counts.entrant
    keep = np.flatnonzero(who >= 0)
    joined = Counts(who[keep], counts.key[keep], counts.option[keep], counts.count[keep])
    return Evidence(counts=joined, turnout=turnout), keep, mistakes


def turnout_in_order(turnout: Turnout | None) -> Turnout | None:
    """Return the turnout in plan order."""
    if turnout is None:
        return None
    order = np.argsort(turnout.key)
    columns = (turnout.key, turnout.issued, turnout.returned, turnout.void)
    return Turnout(*(column[order] for column in columns))


def turnout_missing(rules: Stage, name: str) -> list[Mistake]:
    """Return the mistake of a stage whose ballots came without their turnout."""
    if not needs_turnout(rules):
        return []
    text = gettext_noop("the file is missing: it says how many ballots were issued, returned and void")
    return [Mistake(name, 0, "", Sentence(text))]
