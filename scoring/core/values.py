"""What goes into a kind's decision and what comes out, as columns. PURE.

A row is an entrant; rows stand in plan position order, then application order. Marks are int64 micro-points:
88.5 is 88_500_000.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

MICRO = 1_000_000

Ints = NDArray[np.int64]


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
class Leave:
    """Somebody who left after the stage's result, or before it: withdrawn or disqualified, with the reason."""

    row: int
    standing: Standing
    reason: str
