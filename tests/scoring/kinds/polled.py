"""Ballots made by hand: counts, papers and turnout as columns."""

import numpy as np

from scoring.core.ballots import counts_in_order, grade_keys, papers_in_order, turn_keys
from scoring.core.values import VOTE_OPTIONS, Counts, Papers, Turnout


def columns(lines, width):
    return [np.array([line[i] for line in lines], np.int64) for i in range(width)]


def graded(rules, **people):
    """Return counts of an assessment: `A={"X": {"excellent": 3}}` says what group X thinks of row A.

    People are named by row in the order of the keywords.
    """
    groups, grades = [group.key for group in rules.groups], grade_keys(rules)
    return counted(
        (row, groups.index(group), grades.index(grade), n)
        for row, said in enumerate(people.values())
        for group, given in said.items()
        for grade, n in given.items()
    )


def counted(lines):
    return counts_in_order(Counts(*columns(list(lines), 4)))


def voted(*lines):
    """Return counts of a vote from (ballot, row, agree, disagree, abstain, present[, recused])."""
    return counted(
        (row, ballot - 1, option, n)
        for ballot, row, *numbers in lines
        for option, n in enumerate([*numbers, 0][: len(VOTE_OPTIONS)])
    )


def turnout(*lines):
    """Return a turnout from (issued, returned, void), in plan order."""
    return Turnout(np.arange(len(lines)), *columns(lines, 3))


def papers(rules, *sheets):
    """Return papers from (round or round.layer, rows[, {factor: row or rows or None}]); no rows is a blank paper."""
    rounds, factors = turn_keys(rules), [factor.key for factor in rules.factors]
    lines, labels = [], []
    for turn, rows, *rest in sheets:
        number, home = len(labels), rounds.index(turn)
        labels.append(str(number + 1))
        own = [(home, number, row, -1, -1) for row in rows]
        for factor, named in (rest[0] if rest else {}).items():
            many = named if isinstance(named, tuple) else (named,)
            own += [(home, number, -1 if row is None else row, factors.index(factor), -1) for row in many]
        lines += own or [(home, number, -1, -1, -1)]
    return papers_in_order(Papers(*columns(lines, 5), tuple(labels), ()))
