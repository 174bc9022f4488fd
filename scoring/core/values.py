"""What goes into a kind's decision and what comes out, as columns. PURE.

A row is an entrant; rows stand in plan position order, then application order. Marks are int64 micro-points:
88.5 is 88_500_000.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from campaigns.workdays import Calendar
from oversight.words import Sentence
from scoring.core.checks import Check
from scoring.core.fixed import Column

MICRO = 1_000_000

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Standing(StrEnum):
    """Where an entrant stands after a stage."""

    ADVANCED = "advanced"
    RESERVE = "reserve"
    ELIMINATED = "eliminated"
    ABSENT = "absent"
    DISQUALIFIED = "disqualified"
    WITHDRAWN = "withdrawn"
    VETOED = "vetoed"


STANDINGS: tuple[Standing, ...] = tuple(Standing)
"""Standing of code i; outcomes hold the code, an index into this tuple."""


class MarkState(IntEnum):
    """What a row of marks says."""

    GIVEN = 0
    ABSENT = 1
    MISCONDUCT = 2


@dataclass(frozen=True)
class Entrants:
    """The people of a stage. `position[i]` indexes `positions`; `openings[p]` is that position's openings."""

    ids: Sequence[str]
    position: Ints
    positions: Sequence[str]
    openings: Ints

    def __len__(self) -> int:
        return len(self.position)


@dataclass(frozen=True)
class Marks:
    """Marks in long form, sorted by `entrant` (a row of Entrants). All arrays have the same length.

    `room` and `assessor` index the stage's rooms and judges, assessor -1 is a room's average (`-` in files);
    `criterion` indexes papers or parts, 0 where there is one; `state` is a MarkState; `value` micro-points.
    """

    entrant: Ints
    room: Ints
    assessor: Ints
    criterion: Ints
    state: Ints
    value: Ints
    rooms: Sequence[str] = ()
    assessors: Sequence[str] = ()


@dataclass(frozen=True)
class Counts:
    """Counted ballots in long form: how many chose an option about an entrant. Arrays of one length.

    Assessment: `key` is a group's place in the plan, `option` a grade's (`core.ballots.grade_keys`).
    Vote: `key` is the ballot's number less 1, `option` indexes `VOTE_OPTIONS`.
    """

    entrant: Ints
    key: Ints
    option: Ints
    count: Ints


VOTE_OPTIONS = ("agree", "disagree", "abstain", "present", "recused")
"""What is counted about a name in a ballot; the last two are members, not votes."""


@dataclass(frozen=True)
class Papers:
    """Single ballot papers in long form: a line a name, or one line without a name for a blank paper.

    `round` is a turn's number: a round's place in the plan, or with layers that place times their number plus the
    layer's place. `paper` indexes `labels`; `entrant` is -1 where no name is given;
    `factor` a factor's place, -1 for a name of the round itself; `voter` indexes `voters`, -1 where anonymous.
    """

    round: Ints
    paper: Ints
    entrant: Ints
    factor: Ints
    voter: Ints
    labels: Sequence[str] = ()
    voters: Sequence[str] = ()


@dataclass(frozen=True)
class Turnout:
    """Ballots issued, returned and void by `key`: a group's place in the plan, or a turn's number as in `Papers`."""

    key: Ints
    issued: Ints
    returned: Ints
    void: Ints


@dataclass(frozen=True)
class Leave:
    """Somebody who left after the stage's result, or before it: withdrawn or disqualified, with the
    reason. The registration counts those who left `after_result` among its eligible applications.
    """

    row: int
    standing: Standing
    reason: str
    after_result: bool = False


@dataclass(frozen=True)
class Evidence:
    """What was gathered for a stage; a kind reads what it needs.

    `leaves`: for the registration those who are out before it, elsewhere those who left after the result.
    Composite stages: `criterion` of the marks indexes the keys of `weights` as the plan lists them.
    `calendar`: the working days by which publicity ends; None means those that come with the product.
    """

    marks: Marks | None = None
    leaves: Sequence[Leave] = ()
    counts: Counts | None = None
    papers: Papers | None = None
    turnout: Turnout | None = None
    checks: Sequence[Check] = ()
    calendar: Calendar | None = None


@dataclass(frozen=True)
class Earlier:
    """What an earlier stage found about the rows of this stage's entrants: exact score, papers or parts by
    key.
    """

    score: Column
    parts: Mapping[str, Column] = field(default_factory=dict)

    @classmethod
    def of(cls, outcome: "Outcome", rows: Ints) -> Self:
        """Align an outcome to later entrants: `rows[i]` is entrant i's row in it, -1 where it has none."""
        return cls(outcome.score.take(rows), {key: part.take(rows) for key, part in outcome.parts.items()})


class Reason(IntEnum):
    """Why an entrant stands where it stands; `scoring.core.reasons` has the sentences."""

    PASSED = 0
    WITHIN_PLACES = 1
    EQUAL_TO_LAST = 2
    AHEAD_BY_CHAIN = 3
    BEHIND_BY_CHAIN = 4
    BEYOND_PLACES = 5
    BELOW_PASS_MARK = 6
    NO_MARKS = 7
    MISCONDUCT = 8
    MISSING_COMPONENT = 9
    LEFT = 10
    CALLED_UP = 11
    ELIGIBLE = 12
    POSITION_CANCELLED = 13
    PUBLISHED = 14
    MISSING_PAPER = 15
    MISSING_PART = 16
    NO_BALLOTS = 17
    NO_VALID_BALLOTS = 18
    VETOED = 19
    KEPT = 20
    NOT_KEPT = 21
    ELECTED = 22
    NOT_ELECTED = 23
    SHOWN = 24
    INSPECTED = 25
    NO_OBJECTION = 26
    ADVERSE = 27
    ON_THE_LIST = 28
    LEFT_OUT = 29
    PUBLICISED = 30
    SERIOUS = 31
    APPOINTED = 32
    DECLINED = 33
    NOT_APPOINTED = 34
    TRAINING_FAILED = 35
    REMOVED = 36


@dataclass(frozen=True)
class RoomFact:
    """A room of a position: persons counted in its mean, the means as rounded, the coefficient used.

    `room` indexes `Marks.rooms`. `mean` is None where trimming left nobody, `reference` where there is none.
    """

    position: int
    room: int
    persons: int
    mean: Fraction | None
    reference: Fraction | None
    coefficient: Fraction


@dataclass(frozen=True, eq=False)
class Outcome:
    """A stage's result. Rows are those of `Entrants`, arrays of positions those of `Entrants.positions`.

    `score` is exact, `printed` the same as an integer over 10**digits (0 where there is none), `rank` 0
    where there is none, `standing` indexes STANDINGS, `reason` holds Reason codes. `order` lists all rows
    in output order: position, rank, deciding chain, application order; rows without rank come last in their
    position. `openings` are those after this stage; `places` how many advance, -1 where everybody who
    passed does; `border` the row at the last place, -1 where all who passed found room. `parts`: papers,
    parts or components by key; `weighted`: a composite's components times their weights. `leaves` by row.
    `chain` are the keys that order equals. `notes`: by row, the whole sentence of a reason that needs figures
    of its own, such as a veto.
    """

    score: Column
    digits: int
    printed: Ints
    rank: Ints
    standing: NDArray[np.int8]
    reason: NDArray[np.int8]
    order: Ints
    openings: Ints
    places: Ints
    border: Ints
    parts: Mapping[str, Column] = field(default_factory=dict)
    weighted: Mapping[str, Column] = field(default_factory=dict)
    chain: Mapping[str, Column] = field(default_factory=dict)
    rooms: tuple[RoomFact, ...] = ()
    leaves: Mapping[int, Leave] = field(default_factory=dict)
    notes: Mapping[int, Sentence] = field(default_factory=dict)
    pass_mark: Fraction | None = None

    def __len__(self) -> int:
        return len(self.rank)

    @cached_property
    def place(self) -> Ints:
        """Where each row stands in `order`."""
        place = np.empty_like(self.order)
        place[self.order] = np.arange(len(self.order))
        return place

    @cached_property
    def room_facts(self) -> Mapping[tuple[int, int], RoomFact]:
        """The rooms by (position, room)."""
        return {(fact.position, fact.room): fact for fact in self.rooms}

    def advanced(self) -> Ints:
        """Return the rows that are the next stage's entrants, in the order of rows."""
        return np.flatnonzero(self.standing == STANDINGS.index(Standing.ADVANCED))

    def standing_of(self, row: int) -> Standing:
        """Return the standing of a row."""
        return STANDINGS[int(self.standing[row])]
