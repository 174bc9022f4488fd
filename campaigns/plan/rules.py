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

from campaigns.plan.bounds import (
    Code,
    Count,
    Digits,
    Factor,
    FullMarks,
    Heading,
    Key,
    Line,
    Mark,
    Number,
    Percent,
    Ratio,
    Reference,
    Title,
    Whole,
)


class Method(StrEnum):
    """The nine ways of selecting and `custom`; each is a ready-made list of stages (`campaigns.methods`)."""

    OPEN_SELECTION = "open_selection"
    PUBLIC_RECOMMENDATION = "public_recommendation"
    DIRECT_ELECTION = "direct_election"
    TWO_RECOMMENDATIONS_ONE_EXAM = "two_recommendations_one_exam"
    DIFFERENCE_CONTEST = "difference_contest"
    DIFFERENCE_RECOMMENDATION = "difference_recommendation"
    INTERNAL_COMPETITION = "internal_competition"
    OPEN_HIRING = "open_hiring"
    OPEN_TRANSFER = "open_transfer"
    CUSTOM = "custom"


class Category(StrEnum):
    """What sort of post it is; decides which method is advised."""

    UNSET = ""
    CHIEF = "chief"
    DEPUTY = "deputy"
    MIDDLE = "middle"
    GRASSROOTS = "grassroots"
    SPECIALIST = "specialist"


class PostLevel(StrEnum):
    """Level of a post: Civil Servants Law (2018) Art. 18, and below it section, staff, clerk."""

    UNSET = ""
    NATIONAL_CHIEF = "national_chief"
    NATIONAL_DEPUTY = "national_deputy"
    PROVINCIAL_CHIEF = "provincial_chief"
    PROVINCIAL_DEPUTY = "provincial_deputy"
    BUREAU_CHIEF = "bureau_chief"
    BUREAU_DEPUTY = "bureau_deputy"
    COUNTY_CHIEF = "county_chief"
    COUNTY_DEPUTY = "county_deputy"
    TOWNSHIP_CHIEF = "township_chief"
    TOWNSHIP_DEPUTY = "township_deputy"
    SECTION_CHIEF = "section_chief"
    SECTION_DEPUTY = "section_deputy"
    STAFF = "staff"
    CLERK = "clerk"


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


class Leaving(StrEnum):
    """How somebody leaves after a stage's result."""

    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class BelowMinimum(StrEnum):
    """What happens to a position with too few eligible applications."""

    CANCEL = "cancel"
    REDUCE = "reduce"
    APPROVE = "approve"


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """`digits` holds at every place in `places` unless `<place>_digits` says otherwise."""

    digits: Digits = 2
    mode: Mode = Mode.HALF_UP
    places: tuple[Place, ...] = (Place.PANEL, Place.COMPONENT, Place.TOTAL)
    panel_digits: Digits | None = None
    component_digits: Digits | None = None
    weighted_digits: Digits | None = None
    total_digits: Digits | None = None

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

    per_opening: Ratio | None = None
    count: Count | None = None
    all: bool = False
    ties: Ties = Ties.ALL
    substitutes: Whole = 0
    substitutes_for: tuple[Leaving, ...] = (Leaving.WITHDRAWN, Leaving.DISQUALIFIED)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A written paper: marks out of `full_marks`, counted `weight` per cent."""

    key: Key
    title: Line = ""
    full_marks: FullMarks = Decimal(100)
    weight: Percent = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of an interview: `weight` per cent or `factor`, one of the two."""

    key: Key
    title: Line = ""
    full_marks: FullMarks | None = None
    weight: Percent | None = None
    factor: Factor | None = None


@dataclass(frozen=True, kw_only=True)
class Trim:
    """How many of the highest and lowest marks are dropped where at least `minimum_judges` marked.

    Without `minimum_judges` trimming needs one mark more than it drops.
    """

    highest: Whole = 0
    lowest: Whole = 0
    minimum_judges: Whole | None = None
    level: Level = Level.TOTAL


@dataclass(frozen=True, kw_only=True)
class Correction:
    """Panel correction (修正系数) between the rooms of a position; methods M1 to M7.

    `trim_each`: the pool is made of what `trim_room` leaves of each room (M5). `lowest`/`highest`: raw scores
    outside these bounds are left out of both means (M6). Without digits the value stays exact.
    """

    method: CorrectionMethod = CorrectionMethod.NONE
    mean_digits: Digits | None = None
    coefficient_digits: Digits | None = None
    trim_room: Whole = 0
    trim_pool: Whole = 0
    trim_each: bool = False
    lowest: Mark | None = None
    highest: Mark | None = None


@dataclass(frozen=True, kw_only=True)
class Component:
    """A component of a composite: `weight` per cent out of `full_marks`, or points times `factor`.

    In the file a bare number is the weight.
    """

    shorthand: ClassVar[str] = "weight"
    weight: Percent | None = None
    full_marks: FullMarks | None = None
    factor: Factor | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What every kind of stage has. `opens_at`/`closes_at`: when the clock moves it, if it does.

    `double_entry`: another person types the evidence again, a further one locks it (二次录入).
    """

    kind: ClassVar[str] = ""
    key: Key
    title: Heading = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    double_entry: bool = False


@dataclass(frozen=True, kw_only=True)
class Announcement(Stage):
    """Freezes the plan and publishes the announcement."""

    kind: ClassVar[str] = "announcement"


@dataclass(frozen=True, kw_only=True)
class Registration(Stage):
    """Applications and who of them is eligible; `minimum_ratio` eligible applications per opening."""

    kind: ClassVar[str] = "registration"
    minimum_ratio: Ratio | None = None
    below_minimum: BelowMinimum = BelowMinimum.APPROVE
    one_position: bool = True


@dataclass(frozen=True, kw_only=True)
class WrittenExam(Stage):
    """Papers, weighted; without `papers` one paper out of `full_marks`."""

    kind: ClassVar[str] = "written_exam"
    papers: tuple[Paper, ...] = ()
    full_marks: FullMarks = Decimal(100)
    scale_to: FullMarks | None = None
    pass_mark: Mark | None = None
    tie_chain: tuple[Reference, ...] = ()
    rank_by: RankBy = RankBy.SCORE
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Interview(Stage):
    """Judges' marks in rooms; without `parts` one mark a judge."""

    kind: ClassVar[str] = "interview"
    full_marks: FullMarks = Decimal(100)
    parts: tuple[Part, ...] = ()
    trim: Trim = Trim()
    correction: Correction = Correction()
    pass_mark: Mark | None = None
    tie_chain: tuple[Reference, ...] = ()
    rank_by: RankBy = RankBy.SCORE
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Composite(Stage):
    """Earlier outcomes (and components from the stage's own file), weighted and summed."""

    kind: ClassVar[str] = "composite"
    weights: dict[Key, Component]
    pass_mark: Mark | None = None
    tie_chain: tuple[Reference, ...] = ()
    rank_by: RankBy = RankBy.SCORE
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Position:
    """A post and how many openings it has."""

    code: Number
    title: Title
    unit: Line = ""
    level: PostLevel = PostLevel.UNSET
    category: Category = Category.UNSET
    openings: Count = 1


class Signer(StrEnum):
    """Whose signature a key node can ask for: the roles that may sign one (`oversight.rights`)."""

    SUPERVISOR = "supervisor"
    DISCIPLINE_INSPECTOR = "discipline_inspector"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A key node: nothing goes on past the last of its `stages` before every signer has signed them."""

    key: Key
    title: Heading = ""
    stages: tuple[Key, ...]
    signers: tuple[Signer, ...] = (Signer.SUPERVISOR, Signer.DISCIPLINE_INSPECTOR)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole plan. Stages stand in the order in which they are run; the first is an announcement."""

    code: Code
    title: Title
    method: Method
    organizer: Line = ""
    reference_date: date | None = None
    positions: tuple[Position, ...]
    rounding: Rounding = Rounding()
    stages: tuple[Stage, ...]
    nodes: tuple[Node, ...] = ()

    def stage(self, key: str) -> Stage:
        """Return the stage with this key; KeyError when there is none."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)


Share = Fraction
