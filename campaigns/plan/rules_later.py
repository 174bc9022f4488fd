"""The rules of the kinds that follow the exams, and the table of all fourteen kinds. PURE.

Ballots, inspection, joint appraisal, deliberation, vote, publicity and appointment. The docstrings name the
rule that a default comes from.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from campaigns.plan.bounds import (
    Count,
    Days,
    FullMarks,
    GroupKey,
    Key,
    Line,
    Mark,
    Months,
    Name,
    Percent,
    Portion,
    Rate,
    Ratio,
    Reference,
    Whole,
)
from campaigns.plan.rules import (
    Advance,
    Announcement,
    Composite,
    Interview,
    RankBy,
    Registration,
    Stage,
    WrittenExam,
)
from oversight.words import gettext_noop


class Denominator(StrEnum):
    """What a share of ballots is taken of."""

    ISSUED = "issued"
    RETURNED = "returned"
    VALID = "valid"
    VALID_MINUS_ABSTAIN = "valid_minus_abstain"


class Majority(StrEnum):
    """More than half of whom must agree."""

    DUE = "due"
    PRESENT = "present"
    VALID = "valid"


class DayUnit(StrEnum):
    """What a period of days counts."""

    WORKING = "working"
    CALENDAR = "calendar"


class Adverse(StrEnum):
    """What an adverse answer does to the entrant."""

    DISQUALIFY = "disqualify"
    HOLD = "hold"


class Silence(StrEnum):
    """What it means that an organ has not answered in its time."""

    ALARM = "alarm"
    CONSENT = "consent"


class Must(StrEnum):
    """What is looked into about everybody who is to be appointed (凡提四必, Regulations 2019 Art. 31)."""

    ARCHIVE = "archive"
    PERSONAL_MATTERS = "personal_matters"
    DISCIPLINE = "discipline"
    PETITIONS = "petitions"


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of voters: `weight` per cent of the score, `due` how many of them should vote."""

    key: GroupKey
    title: Line = ""
    weight: Percent
    due: Whole


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A grade on an assessment ballot and what it is worth."""

    key: Key
    title: Line = ""
    value: Mark


@dataclass(frozen=True, kw_only=True)
class Veto:
    """A share of ballots that takes an entrant out, whatever the score; one of the four bounds is given.

    `rate` names grades joined by `+`; the share is over all groups together or of one `group`.
    """

    rate: Rate
    at_least: Portion | None = None
    above: Portion | None = None
    at_most: Portion | None = None
    below: Portion | None = None
    group: GroupKey | None = None


@dataclass(frozen=True, kw_only=True)
class Assessment(Stage):
    """Democratic assessment (民主测评): grades by groups of voters; `quorum`: least share of them.

    `report`: its result becomes an internal paper.
    """

    kind: ClassVar[str] = "assessment"
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]
    denominator: Denominator = Denominator.VALID
    quorum: Portion | None = None
    veto: tuple[Veto, ...] = ()
    pass_mark: Mark | None = None
    tie_chain: tuple[Reference, ...] = ()
    rank_by: RankBy = RankBy.SCORE
    advance: Advance | None = None
    report: bool = False


@dataclass(frozen=True, kw_only=True)
class PublicComment(Stage):
    """Merits shown to the public for `days`; with `grades` the public also judges them (source 0.13)."""

    kind: ClassVar[str] = "public_comment"
    pass_mark: ClassVar[None] = None
    rank_by: ClassVar[RankBy] = RankBy.SCORE
    days: Days = 5
    unit: DayUnit = DayUnit.WORKING
    grades: tuple[Grade, ...] = ()
    denominator: Denominator = Denominator.VALID
    veto: tuple[Veto, ...] = ()
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Round:
    """A round: a position keeps `keep` names, or `per_opening` times its openings.

    `threshold`: names on a smaller share of the valid ballots are not kept (Wenzhou 2005, domain 123).
    """

    key: Key
    title: Line = ""
    signed: bool = False
    due: Whole | None = None
    max_names: Count = 1
    keep: Count | None = None
    per_opening: Ratio | None = None
    threshold: Portion | None = None


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer of those who recommend (分层推荐), counted apart; all layers have a `weight` (per cent) or none."""

    key: GroupKey
    title: Line = ""
    weight: Percent | None = None
    due: Whole | None = None


@dataclass(frozen=True, kw_only=True)
class PraiseFactor:
    """A factor of the X-most ballot (最要素): the voter names the person who is strongest in it."""

    key: Key
    title: Line = ""
    weight: Percent


@dataclass(frozen=True, kw_only=True)
class Recommendation(Stage):
    """Democratic recommendation in rounds, or by factors. Valid one year (2002 Regulations, kept since).

    Not `directed`: people are recommended for a rank, and those of all positions are kept from one list.
    `report`: its result becomes an internal paper.
    """

    kind: ClassVar[str] = "recommendation"
    rounds: tuple[Round, ...]
    layers: tuple[Layer, ...] = ()
    factors: tuple[PraiseFactor, ...] = ()
    directed: bool = True
    difference: Ratio | None = None
    validity_months: Months = 12
    report: bool = False


@dataclass(frozen=True, kw_only=True)
class RubricItem:
    """An item of the inspection's rubric: marks out of `full_marks`, counted `weight` per cent."""

    key: Key
    title: Line = ""
    full_marks: FullMarks = Decimal(100)
    weight: Percent


@dataclass(frozen=True, kw_only=True)
class Inspection(Stage):
    """Inspection (考察) by a team of at least two (Regulations 2019 Art. 33), announced beforehand.

    Without `rubric` only checks are kept. `strengths`: classes by which entrants are compared side by side.
    `musts` are answered about everybody; `signers` sign the unit's integrity opinion (Art. 31: both secretaries).
    """

    kind: ClassVar[str] = "inspection"
    team: Count = 2
    notice_days: Days = 3
    rubric: tuple[RubricItem, ...] = ()
    strengths: tuple[Name, ...] = ()
    musts: tuple[Must, ...] = tuple(Must)
    signers: tuple[Name, ...] = ("党委(党组)书记", "纪委书记(纪检组长)")
    difference: Ratio | None = None
    pass_mark: Mark | None = None
    tie_chain: tuple[Reference, ...] = ()
    rank_by: RankBy = RankBy.SCORE
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Organ:
    """An organ that must answer for every entrant within `days` working days.

    `silence`: a co-managing organ that has not answered by then has no objection (2014 Regulations Art. 34).
    """

    key: Key
    title: Line = ""
    days: Days = 5
    silence: Silence = Silence.ALARM


@dataclass(frozen=True, kw_only=True)
class JointAppraisal(Stage):
    """Joint appraisal (联合鉴定): waits until every organ has answered and none is adverse."""

    kind: ClassVar[str] = "joint_appraisal"
    organs: tuple[Organ, ...]
    adverse: Adverse = Adverse.DISQUALIFY


@dataclass(frozen=True, kw_only=True)
class Deliberation(Stage):
    """Deliberation (酝酿): opinions on each name; who is left out is left out with a reason.

    `consent_days`: a co-managing organ silent so long has agreed (2014 Regulations Art. 34: one month).
    """

    kind: ClassVar[str] = "deliberation"
    parties: tuple[Name, ...] = ()
    consent_days: Days = 30
    difference: Ratio | None = None
    advance: Advance | None = None


@dataclass(frozen=True, kw_only=True)
class Vote(Stage):
    """Ballot (票决). `due`: members who should attend; `recused_due`: recused members still count among them.

    `runoff`: only so many for each opening, those with most votes, stand again in the next ballot.
    """

    kind: ClassVar[str] = "vote"
    due: Whole
    quorum: Portion = Fraction(2, 3)
    majority: Majority = Majority.DUE
    max_ballots: Count = 2
    secret: bool = True
    recused_due: bool = True
    runoff: Ratio | None = None
    difference: Ratio | None = None


@dataclass(frozen=True, kw_only=True)
class Publicity(Stage):
    """Pre-appointment publicity (任前公示): at least five working days (Regulations 2019 Art. 42).

    `exempt`: the lawful reason why there is none (a secret post, already publicised at the change of term).
    """

    kind: ClassVar[str] = "publicity"
    days: Days = 5
    unit: DayUnit = DayUnit.WORKING
    start_excluded: bool = True
    exempt: Line = ""


@dataclass(frozen=True, kw_only=True)
class Appointment(Stage):
    """Appointment and probation: a year for non-elective promotions (2014 Regulations Art. 42).

    `elective`: the post is filled by election, no probation. `reserve_months`: how long those not appointed
    stay in the reserve pool. `contract_months`: appointment by contract (聘任制).
    """

    kind: ClassVar[str] = "appointment"
    elective: bool = False
    probation_months: Months = 12
    extension_months: Months = 0
    contract_months: Months | None = None
    reserve_months: Months | None = None


KINDS: dict[str, type[Stage]] = {
    cls.kind: cls
    for cls in (
        Announcement,
        Registration,
        WrittenExam,
        Interview,
        Composite,
        Assessment,
        PublicComment,
        Recommendation,
        Inspection,
        JointAppraisal,
        Deliberation,
        Vote,
        Publicity,
        Appointment,
    )
}
"""Every kind of stage by its name in the file, in the usual order."""

KIND_LABELS: dict[str, str] = {
    "announcement": gettext_noop("Announcement"),
    "registration": gettext_noop("Registration"),
    "written_exam": gettext_noop("Written exam"),
    "interview": gettext_noop("Interview"),
    "composite": gettext_noop("Composite ranking"),
    "assessment": gettext_noop("Democratic assessment"),
    "public_comment": gettext_noop("Public comment"),
    "recommendation": gettext_noop("Democratic recommendation"),
    "inspection": gettext_noop("Inspection"),
    "joint_appraisal": gettext_noop("Joint appraisal"),
    "deliberation": gettext_noop("Deliberation"),
    "vote": gettext_noop("Ballot"),
    "publicity": gettext_noop("Publicity"),
    "appointment": gettext_noop("Appointment"),
}
"""What a stage without a title of its own is called."""
