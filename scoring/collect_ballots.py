"""Ballots from rows to values: counts, papers and turnout of a stage, by the entrants at hand."""

from collections.abc import Callable

import numpy as np

from campaigns.models import Stage
from candidates.bulk import read_columns, read_texts
from scoring.core.ballots import OUTSIDE, counts_in_order, papers_in_order
from scoring.core.values import Counts, Ints, Papers, Turnout

NOBODY = 0
"""Stands for no application in columns, which cannot hold NULL; keys begin at 1."""

Rows = Callable[[Ints], Ints]
"""Gives the row of each application key, -1 where it is not among the entrants."""


def gather_counts(stage: Stage, rows_of: Rows) -> Counts:
    """Return the stage's counted ballots; those about others are left out."""
    keys, groups, options, counts = read_columns(
        f'SELECT application_id, "key", "option", "count" FROM scoring_count WHERE stage_id = {int(stage.pk)}',
        4,
    )
    rows = rows_of(keys)
    kept = np.flatnonzero(rows >= 0)
    return counts_in_order(Counts(rows[kept], groups[kept], options[kept], counts[kept]))


def gather_turnout(stage: Stage) -> Turnout | None:
    """Return the stage's turnout in plan order, None where there is none."""
    own = f'SELECT "key", issued, returned, void FROM scoring_turnout WHERE stage_id = {int(stage.pk)}'
    key, issued, returned, void = read_columns(f'{own} ORDER BY "key"', 4)
    return Turnout(key, issued, returned, void) if len(key) else None


def gather_papers(stage: Stage, rows_of: Rows, everybody: Rows) -> Papers:
    """Return the stage's papers; a paper on which no entrant is left is a blank one.

    `everybody` knows the entrants of all positions: their names count on a paper though no row is theirs.
    """
    pk = int(stage.pk)
    ids, rounds = read_columns(f"SELECT id, round FROM scoring_ballot WHERE stage_id = {pk} ORDER BY id", 2)
    labels = read_texts(f"SELECT label FROM scoring_ballot WHERE stage_id = {pk} ORDER BY id")
    voters = read_texts(f"SELECT voter FROM scoring_ballot WHERE stage_id = {pk} ORDER BY id")
    ballots, keys, factors = read_columns(
        f"SELECT c.ballot_id, COALESCE(c.application_id, {NOBODY}), c.factor FROM scoring_choice c"
        f" JOIN scoring_ballot b ON b.id = c.ballot_id WHERE b.stage_id = {pk}",
        3,
    )
    entrant = np.where(keys == NOBODY, -1, rows_of(keys))
    outside = (keys != NOBODY) & (entrant < 0) & (everybody(keys) >= 0)
    entrant[outside] = OUTSIDE
    kept = np.flatnonzero((keys == NOBODY) | (entrant != -1))
    paper = np.searchsorted(ids, ballots[kept])
    blank = np.setdiff1d(np.arange(len(ids)), paper)
    names = list(dict.fromkeys(voter for voter in voters if voter))
    place = {voter: number for number, voter in enumerate(names)} | {"": -1}
    papers = np.concatenate([paper, blank])
    nothing = np.full(len(blank), -1, np.int64)
    signed = np.array([place[voter] for voter in voters], np.int64)
    return papers_in_order(
        Papers(
            rounds[papers],
            papers,
            np.concatenate([entrant[kept], nothing]),
            np.concatenate([factors[kept], nothing]),
            signed[papers],
            tuple(labels),
            tuple(names),
        )
    )
