"""The rules of a plan as frozen values: what `plan.toml` says once it has been read. PURE.

Numbers are `Decimal` as typed, shares such as "2/3" are `Fraction`. Every field name is the key in the file.
A field without a default is one that the kind of stage cannot do without.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar


class Mode(StrEnum):
    """How a value between two printable ones is rounded."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"


class Place(StrEnum):
    """Where rounding may happen; each place rounds once what reaches it."""

    PANEL = "panel"
    COEFFICIENT = "coefficient"
    COMPONENT = "component"
    WEIGHTED = "weighted"
    TOTAL = "total"


class Ties(StrEnum):
    """What happens when equals lie across the last place."""

    ALL = "all"
    CHAIN = "chain"
    REFUSE = "refuse"


class RankBy(StrEnum):
    """Whether the printed rank goes on with the tie chain among equals."""

    SCORE = "score"
    CHAIN = "chain"


class Level(StrEnum):
    """What is trimmed: a judge's total or each part."""

    TOTAL = "total"
    PART = "part"


class CorrectionMethod(StrEnum):
    """What a room's mean is compared with."""

    NONE = "none"
    MEAN_OF_MEANS = "mean_of_means"
    POOLED_MEAN = "pooled_mean"


class BelowMinimum(StrEnum):
    """What happens to a position with too few eligible applications."""

    CANCEL = "cancel"
    REDUCE = "reduce"
    APPROVE = "approve"


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """`digits` holds at every place in `places` unless `<place>_digits` says otherwise."""

    digits: int = 2
    mode: Mode = Mode.HALF_UP
    places: tuple[Place, ...] = (Place.PANEL, Place.COMPONENT, Place.TOTAL)
    panel_digits: int | None = None
    component_digits: int | None = None
    weighted_digits: int | None = None
    total_digits: int | None = None

    def digits_at(self, place: Place) -> int | None:
        """Return the decimals kept at `place`, or None where nothing is rounded."""
        if place not in self.places:
            return None
        own = getattr(self, f"{place.value}_digits", None)
        return self.digits if own is None else own

    def printed_digits(self, place: Place) -> int:
        """Return the decimals with which a stage's score is printed, rounded there or not."""
        own = getattr(self, f"{place.value}_digits", None)
        return self.digits if own is None else own


@dataclass(frozen=True, kw_only=True)
class Advance:
    """How many of those who passed go on; exactly one of `per_opening`, `count`, `all`.

    `substitutes`: how many people a position may call up for those who left after the result (递补).
    """

    per_opening: Decimal | None = None
    count: int | None = None
    all: bool = False
    ties: Ties = Ties.ALL
    substitutes: int = 0
    substitutes_for: tuple[str, ...] = ("withdrawn", "disqualified")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A written paper: marks out of `full_marks`, counted `weight` per cent."""

    key: str
    title: str = ""
    full_marks: Decimal = Decimal(100)
    weight: Decimal = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of an interview: `weight` per cent or `factor`, one of the two."""

    key: str
    title: str = ""
    full_marks: Decimal | None = None
    weight: Decimal | None = None
    factor: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Trim:
    """How many of the highest and lowest marks are dropped where at least `minimum_judges` marked.

    Without `minimum_judges` trimming needs one mark more than it drops.
    """

    highest: int = 0
    lowest: int = 0
    minimum_judges: int | None = None
    level: Level = Level.TOTAL


@dataclass(frozen=True, kw_only=True)
class Correction:
    """Panel correction (修正系数) between the rooms of a position; methods M1 to M7.

    `trim_each`: the pool is made of what `trim_room` leaves of each room (M5). `lowest`/`highest`: raw scores
    outside these bounds are left out of both means (M6). Without digits the value stays exact.
    """

    method: CorrectionMethod = CorrectionMethod.NONE
    mean_digits: int | None = None
    coefficient_digits: int | None = None
    trim_room: int = 0
    trim_pool: int = 0
    trim_each: bool = False
    lowest: Decimal | None = None
    highest: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Component:
    """A component of a composite: `weight` per cent out of `full_marks`, or points times `factor`."""

    weight: Decimal | None = None
    full_marks: Decimal | None = None
    factor: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What every kind of stage has. `opens_at`/`closes_at`: when the clock moves it, if it does."""

    kind: ClassVar[str] = ""
    key: str
    title: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Announcement(Stage):
    """Freezes the plan and publishes the announcement."""

    kind: ClassVar[str] = "announcement"


@dataclass(frozen=True, kw_only=True)
class Registration(Stage):
    """Applications and who of them is eligible; `minimum_ratio` eligible applications per opening."""

    kind: ClassVar[str] = "registration"
    minimum_ratio: Decimal | None = None
    below_minimum: BelowMinimum = BelowMinimum.APPROVE
    one_position: bool = True


@dataclass(frozen=True, kw_only=True)
class WrittenExam(Stage):
    """Papers, weighted; without `papers` one paper out of `full_marks`."""

    kind: ClassVar[str] = "written_exam"
    papers: tuple[Paper, ...] = ()
    full_marks: Decimal = Decimal(100)
    scale_to: Decimal | None = None
    pass_mark: Decimal | None = None
    tie_chain: tuple[str, ...] = ()
    rank_by: RankBy = RankBy.SCORE
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Interview(Stage):
    """Judges' marks in rooms; without `parts` one mark a judge."""

    kind: ClassVar[str] = "interview"
    full_marks: Decimal = Decimal(100)
    parts: tuple[Part, ...] = ()
    trim: Trim = Trim()
    correction: Correction = Correction()
    pass_mark: Decimal | None = None
    tie_chain: tuple[str, ...] = ()
    rank_by: RankBy = RankBy.SCORE
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Composite(Stage):
    """Earlier outcomes (and components from the stage's own file), weighted and summed."""

    kind: ClassVar[str] = "composite"
    weights: dict[str, Component]
    pass_mark: Decimal | None = None
    tie_chain: tuple[str, ...] = ()
    rank_by: RankBy = RankBy.SCORE
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Position:
    """A post and how many openings it has."""

    code: str
    title: str
    unit: str = ""
    level: str = ""
    category: str = ""
    openings: int = 1


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole plan. Stages stand in the order in which they are run; the first is an announcement."""

    code: str
    title: str
    method: str
    organizer: str = ""
    reference_date: date | None = None
    positions: tuple[Position, ...]
    rounding: Rounding = Rounding()
    stages: tuple[Stage, ...]

    def stage(self, key: str) -> Stage:
        """Return the stage with this key; KeyError when there is none."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)


Share = Fraction
