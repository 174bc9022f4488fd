"""Files of counted ballots: an assessment's `id,group,grade,count`, a vote's `ballot,id,agree,…,present`."""

from collections.abc import Sequence

import numpy as np

from campaigns.plan.rules_later import Assessment, PublicComment, Vote
from candidates.table import Table, check_columns
from oversight.words import Mistake, gettext_noop
from scoring.core.ballots import grade_keys
from scoring.core.values import VOTE_OPTIONS, Counts, Flags, Ints
from scoring.evidence_files.ballots import BallotSheet, read_keys, read_numbers
from scoring.evidence_files.sheet import IGNORED, empty_ids, first_rows, number_texts, repeated

OPTIONAL = "recused"


def read_assessment(table: Table, rules: Assessment) -> tuple[BallotSheet | None, list[Mistake]]:
    """Return the counts of an assessment's file, None when its columns are not right, and the mistakes."""
    mistakes = check_columns(table, required=["id", "group", "grade", "count"], optional=IGNORED)
    if mistakes:
        return None, mistakes
    mistakes = empty_ids(table)
    groups = [group.key for group in rules.groups]
    unknown = gettext_noop("the plan has no group “%(text)s”; it has %(known)s")
    key, mistakes_of_groups = read_keys(table, "group", groups, unknown)
    text = gettext_noop("this grade of %(id)s by this group stands on line %(line)s already")
    sheet, wrong = _graded(table, rules, key, len(groups), text)
    mistakes += mistakes_of_groups + wrong
    return sheet, sorted(mistakes, key=lambda mistake: mistake.line)


def read_public(table: Table, rules: PublicComment) -> tuple[BallotSheet | None, list[Mistake]]:
    """Return the counts of a public comment's file, None when its columns are not right, and the mistakes."""
    mistakes = check_columns(table, required=["id", "grade", "count"], optional=IGNORED)
    if mistakes:
        return None, mistakes
    mistakes = empty_ids(table)
    text = gettext_noop("this grade of %(id)s stands on line %(line)s already")
    sheet, wrong = _graded(table, rules, np.zeros(len(table), np.int64), 1, text)
    mistakes += wrong
    return sheet, sorted(mistakes, key=lambda mistake: mistake.line)


def _graded(
    table: Table, rules: Assessment | PublicComment, key: Ints, keys: int, again: str
) -> tuple[BallotSheet, list[Mistake]]:
    """Read `id,grade,count`; `key` is each row's group, -1 where it is unknown; `again` says what stands twice."""
    grades = grade_keys(rules)
    unknown = gettext_noop("the plan has no grade “%(text)s”; it has %(known)s")
    option, wrong_grades = read_keys(table, "grade", grades, unknown)
    count, right, wrong_counts = read_numbers(table, "count")
    person, people = number_texts(table.column("id"))
    mistakes = wrong_grades + wrong_counts
    keep = (key >= 0) & (option >= 0)
    rows = np.flatnonzero(keep)
    cells = (person * keys + key) * len(grades) + option
    for at, first in repeated(cells[rows]):
        line = table.lines[int(rows[first])]
        mistakes.append(table.mistake(int(rows[at]), "grade", again, id=people[person[rows[at]]], line=line))
        keep[rows[at]] = False
    rows = np.flatnonzero(keep & right)
    counts = Counts(person[rows], key[rows], option[rows], count[rows])
    return _sheet(table, people, person, rows, counts), mistakes


def read_vote(table: Table, rules: Vote) -> tuple[BallotSheet | None, list[Mistake]]:
    """Return the counts of a vote's file; who is present and recused is counted like agreement."""
    required = ["ballot", "id", *(name for name in VOTE_OPTIONS if name != OPTIONAL)]
    mistakes = check_columns(table, required=required, optional=[OPTIONAL, *IGNORED])
    if mistakes:
        return None, mistakes
    mistakes = empty_ids(table)
    ballots = [str(number) for number in range(1, rules.max_ballots + 1)]
    unknown = gettext_noop("the plan has no ballot “%(text)s”; it has %(known)s")
    key, wrong = read_keys(table, "ballot", ballots, unknown)
    mistakes += wrong
    person, people = number_texts(table.column("id"))
    good = key >= 0
    columns = []
    for name in VOTE_OPTIONS:
        if name in table:
            values, right, wrong = read_numbers(table, name)
            mistakes += wrong
            good &= right
        else:
            values = np.zeros(len(table), np.int64)
        columns.append(values)
    for row, first in repeated(person * (len(ballots) + 1) + key + 1):
        text = gettext_noop("%(id)s in ballot %(ballot)s stands on line %(line)s already")
        facts = {"id": people[person[row]], "ballot": table.column("ballot")[row]}
        if key[row] >= 0:
            mistakes.append(table.mistake(row, "id", text, **facts, line=table.lines[first]))
            good[row] = False
    counts, rows = _vote_lines(person, key, columns, good)
    return _sheet(table, people, person, rows, counts), sorted(mistakes, key=lambda mistake: mistake.line)


def _vote_lines(person: Ints, key: Ints, columns: Sequence[Ints], good: Flags) -> tuple[Counts, Ints]:
    """Lay a row of the file out as a line an option."""
    rows, options = np.flatnonzero(good), len(columns)
    values = np.array([column[rows] for column in columns], np.int64).reshape(options, len(rows))
    counts = Counts(
        np.repeat(person[rows], options),
        np.repeat(key[rows], options),
        np.tile(np.arange(options), len(rows)),
        values.T.ravel(),
    )
    return counts, np.repeat(rows, options)


def _sheet(table: Table, people: Sequence[str], person: Ints, rows: Ints, counts: Counts) -> BallotSheet:
    return BallotSheet(table, people, first_rows(person, len(people)), rows, counts=counts)
