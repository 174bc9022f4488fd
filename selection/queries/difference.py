"""The four differences of a campaign: who stood at each of them, who left on the way and why, where it was lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from campaigns.lifecycle import StageState
from campaigns.models import Campaign, Position, Stage
from campaigns.plan.document import stored_plan
from campaigns.plan.rules import Plan
from oversight.words import Sentence
from scoring.core.reasons import LEFT, LEFT_SILENTLY, SENTENCES, unpacked
from scoring.core.values import Reason
from scoring.models import Approval, Outcome, Placing
from scoring.required import difference_of, required_for

FOUR = ("recommendation", "inspection", "deliberation", "vote")
"""The kinds of the four differences, in their usual order."""


@dataclass(frozen=True)
class Person:
    """Somebody who stood: number and name; `left` says why not further, and `stage` where, empty while standing."""

    number: str
    name: str
    left: Sentence | None = None
    stage: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Panel:
    """One of the four in one position: who stood for how many openings, how many must, what was approved.

    `before` is the key of the stage from which they came; `people` is None while nobody has come.
    """

    stage: Stage
    openings: int
    required: int | None
    people: tuple[Person, ...] | None
    approval: Approval | None = None
    before: str = ""

    @property
    def stood(self) -> int:
        """Return how many stood."""
        return len(self.people or ())

    @property
    def broken(self) -> bool:
        """Say whether fewer stand than must, or fewer than openings and one where the plan is silent."""
        if self.people is None or not self.openings:
            return False
        return self.stood < (self.required if self.required is not None else self.openings + 1)

    @property
    def alarming(self) -> bool:
        """Say whether the plan's difference is lost here and nobody has let it go on."""
        return self.broken and self.required is not None and self.approval is None


@dataclass
class Board:
    """All panels by position; `ratios` are the differences that the plan demands, by stage key."""

    stages: list[Stage]
    ratios: dict[str, Decimal | None]
    positions: list[Position]
    panels: dict[str, list[Panel]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Course:
    """What is known of a campaign: stages in order, runs that stand by stage, their placings by stage."""

    stages: Sequence[Stage]
    runs: dict[int, Outcome]
    placings: dict[int, dict[int, Placing]]


def board_of(campaign: Campaign) -> Board:
    """Return the board of a campaign: six queries, however many people and positions."""
    stages = list(campaign.stages.order_by("order"))
    four = [stage for stage in stages if stage.kind in FOUR]
    version = campaign.plans.filter(state="frozen").first()
    positions = list(campaign.positions.order_by("order"))
    if version is None or not four:
        return Board([], {}, positions)
    plan = stored_plan(version.document)
    course = _course(stages, four)
    approvals = {
        (one.stage_id, one.position_id): one
        for one in Approval.objects.filter(stage__in=four).select_related("by")
    }
    board = Board(four, {stage.key: difference_of(plan.stage(stage.key)) for stage in four}, positions)
    for position in positions:
        board.panels[position.code] = [
            _panel(course, plan, stage, position, approvals.get((stage.pk, position.pk))) for stage in four
        ]
    return board


def _course(stages: Sequence[Stage], four: Sequence[Stage]) -> _Course:
    """Read the runs from the stage in front of the first of the four to the end."""
    first = four[0].order - 1
    wanted = [
        stage.pk
        for stage in stages
        if stage.order >= first and stage.state in (StageState.DECIDED, StageState.SEALED)
    ]
    runs = Outcome.objects.filter(stage__in=wanted).exclude(state=Outcome.State.SUPERSEDED)
    by_stage = {run.stage_id: run for run in runs}
    placings: dict[int, dict[int, Placing]] = {}
    rows = Placing.objects.filter(outcome__in=by_stage.values()).select_related("application__candidate")
    home = {run.pk: stage for stage, run in by_stage.items()}
    for placing in rows.order_by("application__order"):
        placings.setdefault(home[placing.outcome_id], {})[placing.application_id] = placing
    return _Course(stages, by_stage, placings)


def _panel(course: _Course, plan: Plan, stage: Stage, position: Position, approval: Approval | None) -> Panel:
    """Return what one of the four says about a position."""
    before = _before(course.stages, stage)
    run = course.runs.get(before.pk) if before is not None else None
    openings = run.facts["openings"].get(position.code, position.openings) if run else position.openings
    difference = difference_of(plan.stage(stage.key))
    required = required_for(difference, openings) if difference is not None and openings else None
    standing = _standing_in(course, stage, before, position)
    if standing is None:
        return Panel(stage, openings, required, None, approval, before.key if before else "")
    until = _next_of_four(course.stages, stage)
    later = [one for one in course.stages if stage.order <= one.order < until]
    people = tuple(_person(course, placing, later) for placing in standing)
    return Panel(stage, openings, required, people, approval, before.key if before else "")


def _before(stages: Iterable[Stage], stage: Stage) -> Stage | None:
    found = [one for one in stages if one.order < stage.order and one.kind != "announcement"]
    return found[-1] if found else None


def _next_of_four(stages: Sequence[Stage], stage: Stage) -> int:
    """Return the order of the next of the four, or one after the last stage."""
    later = [one.order for one in stages if one.order > stage.order and one.kind in FOUR]
    return later[0] if later else stages[-1].order + 1


def _standing_in(
    course: _Course, stage: Stage, before: Stage | None, position: Position
) -> list[Placing] | None:
    """Return one placing for each who stands in a stage: its own run's, else who advanced from the one before."""
    if stage.pk in course.placings:
        found = list(course.placings[stage.pk].values())
    elif before is not None and before.pk in course.placings:
        found = [one for one in course.placings[before.pk].values() if one.standing == "advanced"]
    else:
        return None
    return [placing for placing in found if placing.application.position_id == position.pk]


def _person(course: _Course, placing: Placing, later: Sequence[Stage]) -> Person:
    """Return somebody who stood, with the first of the later stages from which they did not go on."""
    application = placing.application
    for stage in later:
        other = course.placings.get(stage.pk, {}).get(application.pk)
        if other is not None and other.standing != "advanced":
            name = application.candidate.name
            return Person(application.number, name, _why(other), str(stage), other.standing)
    return Person(application.number, application.candidate.name)


def _why(placing: Placing) -> Sentence | None:
    """Return the reason of a placing, without figures that are not stored with it."""
    reason = Reason(placing.reason)
    if reason is Reason.LEFT:
        texts = LEFT if placing.detail else LEFT_SILENTLY
        return Sentence(texts[placing.standing], {"reason": placing.detail})
    if placing.detail:
        return unpacked(placing.detail)
    text = SENTENCES[reason]
    return Sentence(text) if "%(" not in text else None
