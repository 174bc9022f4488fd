"""From scores to an outcome: ranking, cut, leavers and substitutes, in the same way for every kind. PURE."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from campaigns.plan.rules import Advance, Mode, Place, RankBy, Rounding
from oversight.words import Sentence, gettext_noop
from scoring.core.cut import Cut, cut, places_of, substitute
from scoring.core.fixed import Column, Ints
from scoring.core.rank import Ranking, ranking, ranks
from scoring.core.values import (
    STANDINGS,
    Entrants,
    Evidence,
    Flags,
    Outcome,
    Reason,
    RoomFact,
    Standing,
)


class Ranked(Protocol):
    """What the rules of every kind with a ranking have."""

    @property
    def pass_mark(self) -> Decimal | None: ...
    @property
    def rank_by(self) -> RankBy: ...
    @property
    def advance(self) -> Advance | None: ...


def code(standing: Standing) -> int:
    """Return the code under which outcomes hold a standing."""
    return STANDINGS.index(standing)


def placed(
    rules: Ranked,
    entrants: Entrants,
    evidence: Evidence,
    score: Column,
    *,
    place: Place,
    rounding: Rounding,
    missing: NDArray[np.int8] | Reason,
    chain: Mapping[str, Column],
    parts: Mapping[str, Column],
    weighted: Mapping[str, Column] | None = None,
    rooms: tuple[RoomFact, ...] = (),
    vetoed: Mapping[int, Sentence] | None = None,
    veto_as: tuple[Standing, Reason] = (Standing.VETOED, Reason.VETOED),
) -> Outcome:
    """Rank `score`, cut, and let leavers go. `missing` says why rows without a score have none.

    `vetoed`: rows out whatever their score, and why; ranked like everybody, no place is theirs, they end `veto_as`.
    """
    found = ranking(score, entrants.position, len(entrants.positions), tuple(chain.values()))
    counted, among = score, found
    if vetoed:
        counted = score.only(~np.isin(np.arange(len(score)), list(vetoed)))
        among = ranking(counted, entrants.position, len(entrants.positions), [*chain.values()])
    made = cut(among, _passed(counted, among, rules, entrants), rules.advance, entrants)
    _without_score(made.standing, made.reason, score, missing)
    _veto(made.standing, made.reason, vetoed or {}, veto_as)
    _let_go(among, made, rules.advance, evidence, entrants)
    digits = rounding.printed_digits(place)
    rank = ranks(found, entrants.position, score.present, rules.rank_by is RankBy.CHAIN)
    return Outcome(
        score=score,
        digits=digits,
        printed=score.at_digits(digits, rounding.mode),
        rank=rank,
        standing=made.standing,
        reason=made.reason,
        order=found.order,
        openings=entrants.openings,
        places=made.places,
        border=made.border,
        parts=parts,
        weighted=weighted or {},
        chain=chain,
        rooms=rooms,
        leaves={leave.row: leave for leave in evidence.leaves},
        notes={**_past_those_out(made, rank, entrants), **vetoed} if vetoed else {},
        pass_mark=None if rules.pass_mark is None else Fraction(rules.pass_mark),
    )


def _passed(score: Column, found: Ranking, rules: Ranked, entrants: Entrants) -> Ints:
    """Count those who reach the pass mark, position by position."""
    if rules.pass_mark is None:
        return found.ranked
    failed = np.flatnonzero(score.present & ~score.at_least(rules.pass_mark))
    return found.ranked - np.bincount(entrants.position[failed], minlength=len(entrants.positions))


def _without_score(
    standing: NDArray[np.int8], reason: NDArray[np.int8], score: Column, missing: NDArray[np.int8] | Reason
) -> None:
    """Write why rows without a score have none; misconduct disqualifies, everything else is absence."""
    rows = ~score.present
    if not rows.any():
        return
    reason[rows] = missing if isinstance(missing, Reason) else missing[rows]
    standing[rows & (reason == Reason.MISCONDUCT)] = code(Standing.DISQUALIFIED)


def _veto(
    standing: NDArray[np.int8],
    reason: NDArray[np.int8],
    vetoed: Mapping[int, Sentence],
    veto_as: tuple[Standing, Reason],
) -> None:
    """Take out those whom a veto hit."""
    rows = list(vetoed)
    standing[rows], reason[rows] = code(veto_as[0]), veto_as[1]


def _let_go(
    found: Ranking, made: Cut, advance: Advance | None, evidence: Evidence, entrants: Entrants
) -> None:
    """Call substitutes up and give leavers their own standing; score and rank stay as they are."""
    for row in substitute(found, made, advance, evidence.leaves, entrants):
        made.standing[row], made.reason[row] = code(Standing.ADVANCED), Reason.CALLED_UP
    for leave in evidence.leaves:
        made.standing[leave.row], made.reason[leave.row] = code(leave.standing), Reason.LEFT


def _past_those_out(made: Cut, rank: Ints, entrants: Entrants) -> dict[int, Sentence]:
    """Say of those who have a place though their rank lies behind it that others before them are out."""
    places = made.places[entrants.position]
    text = gettext_noop("rank %(rank)s, within the first %(places)s of those who are not out")
    return {
        row: Sentence(text, {"rank": int(rank[row]), "places": int(places[row])})
        for row in np.flatnonzero((made.reason == Reason.WITHIN_PLACES) & (rank > places)).tolist()
    }


def unranked(entrants: Entrants, evidence: Evidence, reason: Reason) -> Outcome:
    """Return the outcome of a stage without scores: everybody goes on but those who left."""
    rows, positions = len(entrants), len(entrants.positions)
    standing = np.full(rows, code(Standing.ADVANCED), np.int8)
    reasons = np.full(rows, reason, np.int8)
    for leave in evidence.leaves:
        standing[leave.row], reasons[leave.row] = code(leave.standing), Reason.LEFT
    nobody = np.full(positions, -1, np.int64)
    return Outcome(
        score=Column.empty(rows),
        digits=0,
        printed=np.zeros(rows, np.int64),
        rank=np.zeros(rows, np.int64),
        standing=standing,
        reason=reasons,
        order=np.lexsort((np.arange(rows), entrants.position)),
        openings=entrants.openings,
        places=places_of(None, entrants.openings),
        border=nobody,
        leaves={leave.row: leave for leave in evidence.leaves},
    )


def judged(
    entrants: Entrants,
    evidence: Evidence,
    reason: Reason,
    out: Mapping[int, tuple[Standing, Reason]],
    notes: Mapping[int, Sentence],
) -> Outcome:
    """Return the outcome of a stage that asks about its entrants: everybody goes on but those `out` and who left."""
    outcome = unranked(entrants, evidence, reason)
    for row, (standing, why) in out.items():
        if row not in outcome.leaves:
            outcome.standing[row], outcome.reason[row] = code(standing), why
    return replace(outcome, notes=notes)


def chosen(
    entrants: Entrants,
    evidence: Evidence,
    score: Column,
    among: Flags,
    *,
    digits: int,
    mode: Mode,
    reasons: tuple[Reason, Reason],
    notes: Mapping[int, Sentence],
    places: Ints,
    border: Ints,
    parts: Mapping[str, Column] | None = None,
    absent: Flags | None = None,
) -> Outcome:
    """Return the outcome of a stage that chose `among` by its own counting; all others are eliminated.

    `reasons` are those of the chosen and of the others; `absent` flags rows about which nobody voted.
    """
    found = ranking(score, entrants.position, len(entrants.positions))
    standing = np.where(among, code(Standing.ADVANCED), code(Standing.ELIMINATED)).astype(np.int8)
    reason = np.where(among, *reasons).astype(np.int8)
    if absent is not None:
        standing[absent], reason[absent] = code(Standing.ABSENT), Reason.NO_BALLOTS
    for leave in evidence.leaves:
        standing[leave.row], reason[leave.row] = code(leave.standing), Reason.LEFT
    return Outcome(
        score=score,
        digits=digits,
        printed=score.at_digits(digits, mode),
        rank=ranks(found, entrants.position, score.present, by_chain=False),
        standing=standing,
        reason=reason,
        order=found.order,
        openings=entrants.openings,
        places=places,
        border=border,
        parts=parts or {},
        leaves={leave.row: leave for leave in evidence.leaves},
        notes=notes,
    )
