"""Vote (票决): attendance, quorum, majority, most votes, further ballots among equals or the rest. PURE."""

from collections.abc import Mapping

import numpy as np

from campaigns.plan.rules import Rounding
from campaigns.plan.rules_later import Vote
from scoring.core.ballots import NO_COUNTS, spoken_of
from scoring.core.explanation import Explanation
from scoring.core.fixed import Column
from scoring.core.placing import chosen
from scoring.core.polls import AGREE, Polled, poll_all
from scoring.core.values import Earlier, Entrants, Evidence, Flags, Outcome, Reason
from scoring.core.vote_working import note_of, vote_working


def deciding_votes(polled: Polled, rows: int) -> tuple[Column, Flags]:
    """Return each row's agree votes in the ballot that decided about it, and who is elected.

    That is the ballot in which it was elected, else the last that was not void in which it stood.
    """
    votes, present, elected = np.zeros(rows, np.int64), np.zeros(rows, bool), np.zeros(rows, bool)
    for polls in polled.polls:
        for poll in polls:
            named = [] if poll.void else list(poll.named)
            votes[named] = polled.table[named, poll.number - 1, AGREE]
            present[named] = True
            elected[list(poll.elected)] = True
    return Column(votes, 1, present), elected


def decide(
    rules: Vote,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Count the ballots in turn; the elected advance. Score: the agree votes of the deciding ballot."""
    polled = poll_all(rules, entrants, evidence)
    score, elected = deciding_votes(polled, len(entrants))
    spoken = spoken_of(evidence.counts or NO_COUNTS, len(entrants))
    notes = {row: note_of(rules, polled, entrants, row) for row in np.flatnonzero(spoken).tolist()}
    return chosen(
        entrants,
        evidence,
        score,
        elected,
        digits=0,
        mode=rounding.mode,
        reasons=(Reason.ELECTED, Reason.NOT_ELECTED),
        notes={row: note for row, note in notes.items() if note is not None},
        places=entrants.openings,
        border=np.full(len(entrants.positions), -1, np.int64),
        absent=~spoken,
    )


def explain(
    rules: Vote,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show attendance, votes and what was needed in every ballot in which the row stood."""
    return vote_working(rules, poll_all(rules, entrants, evidence), entrants, outcome, row)
