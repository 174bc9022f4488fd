"""What the rules of a plan, their choices, the kinds and the methods are called in forms and documents. PURE."""

from enum import StrEnum
from typing import Any

from campaigns.advice import CATEGORY_LABELS, TRIGGER_LABELS, Trigger
from campaigns.methods import METHOD_LABELS
from campaigns.plan.labels_exam import EXAM_WORDS
from campaigns.plan.labels_later import LATER_WORDS
from campaigns.plan.rules import Category, Method, PostLevel
from oversight.words import gettext_noop

ROW_WORDS: dict[str, tuple[str, str]] = {
    ".positions": (gettext_noop("Positions"), gettext_noop("A row a position; an emptied row is gone.")),
    ".competition": (
        gettext_noop("What calls for competition"),
        gettext_noop("The three rules: whether the post must, should first, or may be competed for."),
    ),
    "YearRules.source": (
        gettext_noop("Notice of the State Council"),
        gettext_noop("Number of the yearly notice, such as 国办发明电〔2025〕7号."),
    ),
    "YearRules.holidays": (gettext_noop("Days off"), gettext_noop("Holidays with the days moved to them.")),
    "YearRules.workdays": (
        gettext_noop("Weekend days worked"),
        gettext_noop("Saturdays and Sundays on which offices work instead."),
    ),
    "Stretch.name": (gettext_noop("Holiday"), ""),
    "Stretch.first": (gettext_noop("From the day"), ""),
    "Stretch.last": (gettext_noop("To the day"), gettext_noop("Empty: a single day.")),
}
"""Words of columns that forms add to the rules."""

WORDS: dict[str, tuple[str, str]] = {**EXAM_WORDS, **LATER_WORDS, **ROW_WORDS}
"""Label and help of every field of the rules: `"Class.field"`, `".field"` for what several classes share."""

CHOICES: dict[str, str] = {
    "Mode.half_up": gettext_noop("Half up"),
    "Mode.half_even": gettext_noop("Half to even"),
    "Mode.down": gettext_noop("Cut off"),
    "Place.panel": gettext_noop("A panel's mean"),
    "Place.coefficient": gettext_noop("The coefficient"),
    "Place.component": gettext_noop("A stage's score"),
    "Place.weighted": gettext_noop("A weighted part"),
    "Place.total": gettext_noop("The total"),
    "Ties.all": gettext_noop("All equals go on"),
    "Ties.chain": gettext_noop("The tie chain decides"),
    "Ties.refuse": gettext_noop("Stop until somebody decides"),
    "RankBy.score": gettext_noop("By score; equals share a rank"),
    "RankBy.chain": gettext_noop("By score, then the tie chain"),
    "Level.total": gettext_noop("A judge's total"),
    "Level.part": gettext_noop("Each part"),
    "CorrectionMethod.none": gettext_noop("No correction"),
    "CorrectionMethod.mean_of_means": gettext_noop("Mean of the room means"),
    "CorrectionMethod.pooled_mean": gettext_noop("Mean of all entrants"),
    "Leaving.withdrawn": gettext_noop("Whoever withdraws"),
    "Leaving.disqualified": gettext_noop("Whoever is found ineligible"),
    "BelowMinimum.cancel": gettext_noop("The position is cancelled"),
    "BelowMinimum.reduce": gettext_noop("There are fewer openings"),
    "BelowMinimum.approve": gettext_noop("Somebody approves going on"),
    "Denominator.issued": gettext_noop("Ballots issued"),
    "Denominator.returned": gettext_noop("Ballots returned"),
    "Denominator.valid": gettext_noop("Valid ballots"),
    "Denominator.valid_minus_abstain": gettext_noop("Valid ballots without abstentions"),
    "Majority.due": gettext_noop("Those due"),
    "Majority.present": gettext_noop("Those present"),
    "Majority.valid": gettext_noop("Valid votes"),
    "DayUnit.working": gettext_noop("Working days"),
    "DayUnit.calendar": gettext_noop("Calendar days"),
    "Adverse.disqualify": gettext_noop("The entrant leaves"),
    "Adverse.hold": gettext_noop("The entrant waits"),
    "Signer.supervisor": gettext_noop("Supervisor"),
    "Signer.discipline_inspector": gettext_noop("Discipline inspector"),
    "Silence.alarm": gettext_noop("An alarm: it is reminded and must answer"),
    "Silence.consent": gettext_noop("No objection: a co-managing organ's silence is consent"),
    "Must.archive": gettext_noop("Archive examined"),
    "Must.personal_matters": gettext_noop("Report of personal matters checked"),
    "Must.discipline": gettext_noop("Opinion of the discipline organ heard"),
    "Must.petitions": gettext_noop("Petitions with clear clues verified"),
    "PostLevel.national_chief": gettext_noop("National level, chief"),
    "PostLevel.national_deputy": gettext_noop("National level, deputy"),
    "PostLevel.provincial_chief": gettext_noop("Provincial level, chief"),
    "PostLevel.provincial_deputy": gettext_noop("Provincial level, deputy"),
    "PostLevel.bureau_chief": gettext_noop("Bureau level, chief"),
    "PostLevel.bureau_deputy": gettext_noop("Bureau level, deputy"),
    "PostLevel.county_chief": gettext_noop("County level, chief"),
    "PostLevel.county_deputy": gettext_noop("County level, deputy"),
    "PostLevel.township_chief": gettext_noop("Township level, chief"),
    "PostLevel.township_deputy": gettext_noop("Township level, deputy"),
    "PostLevel.section_chief": gettext_noop("Section level, chief"),
    "PostLevel.section_deputy": gettext_noop("Section level, deputy"),
    "PostLevel.staff": gettext_noop("Staff member"),
    "PostLevel.clerk": gettext_noop("Clerk"),
}
"""What each member of an enumeration is called: `"Enum.value"`."""

METHOD_WORDS: dict[Method, str] = {
    Method.OPEN_SELECTION: gettext_noop("Open to society: written exam, interview, inspection."),
    Method.PUBLIC_RECOMMENDATION: gettext_noop(
        "Names come from a public recommendation, then speech, answers and what the public thinks."
    ),
    Method.DIRECT_ELECTION: gettext_noop(
        "For grass-roots party teams: recommended in public, elected by the members' meeting."
    ),
    Method.TWO_RECOMMENDATIONS_ONE_EXAM: gettext_noop(
        "Mass recommendation and leaders' recommendation narrow the field; one exam ranks it."
    ),
    Method.DIFFERENCE_CONTEST: gettext_noop(
        "Contest speech, three signed rounds of recommendation, quantified inspection; four differences kept."
    ),
    Method.DIFFERENCE_RECOMMENDATION: gettext_noop(
        "Merits shown and assessed, three signed rounds, speech on the way to the ballot."
    ),
    Method.INTERNAL_COMPETITION: gettext_noop(
        "Inside one unit or system: theory exam, contest speech, assessment."
    ),
    Method.OPEN_HIRING: gettext_noop(
        "For specialists: exam, group discussion, field study, record; appointed by contract."
    ),
    Method.OPEN_TRANSFER: gettext_noop("From lower organs: exam and interview half and half."),
    Method.CUSTOM: gettext_noop("Registration only; add the stages that you need."),
}
"""What a method is, in a line."""

KIND_WORDS: dict[str, str] = {
    "announcement": gettext_noop("Freezes the plan and publishes the announcement."),
    "registration": gettext_noop("Applications and who of them is eligible."),
    "written_exam": gettext_noop("Papers, weighted."),
    "interview": gettext_noop("Judges' marks in rooms: trimmed mean, correction, parts."),
    "composite": gettext_noop("Earlier scores, weighted and summed; ranks the entrants."),
    "assessment": gettext_noop("Grades given by groups of voters, with vetoes."),
    "public_comment": gettext_noop("Merits shown to the public, who may judge them."),
    "recommendation": gettext_noop("Ballots of names in rounds, or by factors."),
    "inspection": gettext_noop("A team inspects the entrants; quantified by a rubric where there is one."),
    "joint_appraisal": gettext_noop("Organs answer for every entrant before the ballot."),
    "deliberation": gettext_noop("Opinions on each name; the list is reduced with reasons."),
    "vote": gettext_noop("The committee's ballot: quorum and majority."),
    "publicity": gettext_noop("Those proposed are made public for so many days."),
    "appointment": gettext_noop("Appointment, probation, contract, reserve pool."),
}
"""What a kind of stage does, in a line."""

NOT_STATED = gettext_noop("Not stated")


def words_of(cls: type, field: str) -> tuple[str, str]:
    """Return label and help of a field: the class's own words, a base class's, or those that several share."""
    for base in cls.__mro__:
        if found := WORDS.get(f"{base.__name__}.{field}"):
            return found
    return WORDS[f".{field}"]


def choice_label(member: StrEnum) -> str:
    """Return what a member of an enumeration is called."""
    if isinstance(member, Category):
        return CATEGORY_LABELS[member]
    if isinstance(member, Trigger):
        return TRIGGER_LABELS[member]
    if isinstance(member, Method):
        return METHOD_LABELS[member]
    if member is PostLevel.UNSET:
        return NOT_STATED
    return CHOICES[f"{type(member).__name__}.{member.value}"]


def choices_of(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """Return (value, label) of each member, in order."""
    members: list[Any] = list(enum)
    return [(member.value, choice_label(member)) for member in members]
