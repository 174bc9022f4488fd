"""Reading this floor: who is in a stage, how complete its marks are, its runs, its job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from campaigns.models import Campaign, Position, Stage
from campaigns.plan.rules import Composite, Interview, Level, Plan, WrittenExam
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import Inspection
from candidates.models import Application
from oversight.models import Entry, Job
from scoring.collect import outcome_before, plan_in_force
from scoring.evidence_files.interview import AVERAGE
from scoring.evidence_files.reading import stage_keys
from scoring.evidence_files.written import component_columns
from scoring.models import Assessor, Leave, Mark, Outcome, Placing

NAMED = 30
"""How many people a page names before it only counts them."""


@dataclass(frozen=True)
class Criterion:
    """A column of a stage's marks: its number in the plan, key, title and full mark as text ("" without one)."""

    number: int
    key: str
    title: str
    full_marks: str


@dataclass(frozen=True)
class JudgeCount:
    """How many marks a judge has given in a room, of how many."""

    room: str
    label: str
    given: int
    expected: int


@dataclass(frozen=True)
class Completeness:
    """How far the marks of a stage are: people, people with any mark, marks given and expected, by judge."""

    entrants: int
    marked: int
    given: int
    expected: int
    without: Sequence[Application]
    judges: Sequence[JudgeCount]

    @property
    def missing(self) -> int:
        """Return how many have no mark at all."""
        return self.entrants - self.marked


def criteria_of(rules: Rules, plan: Plan) -> list[Criterion]:
    """Return the columns in which marks of a stage are entered; none for a stage without marks of its own."""
    if isinstance(rules, WrittenExam):
        papers = rules.papers
        if not papers:
            return [Criterion(0, "score", "", f"{rules.full_marks:f}")]
        return [Criterion(n, p.key, p.title or p.key, f"{p.full_marks:f}") for n, p in enumerate(papers)]
    if isinstance(rules, Interview):
        if not rules.parts:
            return [Criterion(0, "", "", f"{rules.full_marks:f}")]
        full = [part.full_marks or rules.full_marks for part in rules.parts]
        return [Criterion(n, p.key, p.title or p.key, f"{full[n]:f}") for n, p in enumerate(rules.parts)]
    if isinstance(rules, Inspection):
        items = enumerate(rules.rubric)
        return [Criterion(n, item.key, item.title or item.key, f"{item.full_marks:f}") for n, item in items]
    if isinstance(rules, Composite):
        own = component_columns(rules, stage_keys(plan))
        places = {key: place for place, key in enumerate(rules.weights)}
        return [Criterion(places[k], k, k, "" if full is None else f"{full:f}") for k, full in own.items()]
    return []


def entrants_of(stage: Stage) -> QuerySet[Application]:
    """Return the applications that stand in a stage, in position and application order."""
    people = Application.objects.filter(campaign_id=stage.campaign_id)
    after = outcome_before(stage)
    if after is not None:
        people = people.filter(_advanced(after, "pk"))
    elif stage.campaign.stages.filter(order__lt=stage.order).exclude(kind="announcement").exists():
        people = people.none()
    return people.select_related("candidate", "position").order_by("position__order", "order")


def _advanced(after: Outcome, application: str) -> Exists:
    """Return the condition that an application advanced in a run: one look into its unique index a row."""
    placings = Placing.objects.filter(outcome=after, application=OuterRef(application), standing="advanced")
    return Exists(placings)


def positions_of(campaign: Campaign) -> list[Position]:
    """Return the positions in the order of the plan."""
    return list(campaign.positions.order_by("order"))


def completeness(stage: Stage, rules: Rules, plan: Plan) -> Completeness:
    """Count people and marks of a stage: a constant number of queries."""
    people = entrants_of(stage)
    entrants = people.count()
    criteria = len(criteria_of(rules, plan))
    marks = Mark.objects.filter(assessor__stage=stage)
    after = outcome_before(stage)
    if after is not None:
        marks = marks.filter(_advanced(after, "application"))
    counted = marks.aggregate(given=Count("id"), marked=Count("application", distinct=True))
    without: list[Application] = []
    if criteria and counted["marked"] < entrants:
        own = Mark.objects.filter(assessor__stage=stage, application=OuterRef("pk"))
        without = list(people.filter(~Exists(own))[:NAMED])
    judges = _judges(marks, criteria) if isinstance(rules, Interview | Inspection) else []
    expected = sum(judge.expected for judge in judges) if judges else entrants * criteria
    return Completeness(entrants, counted["marked"], counted["given"], expected, without, judges)


def _judges(marks: QuerySet[Mark], criteria: int) -> list[JudgeCount]:
    """Count each judge's marks against the people of the room."""
    heard = dict(
        marks.values_list("assessor__room").annotate(n=Count("application", distinct=True)).order_by()
    )
    rows = marks.values_list("assessor__room", "assessor__label").annotate(
        n=Count("id"), first=Min("assessor")
    )
    return [
        JudgeCount(room, label, given, heard[room] * criteria)
        for room, label, given, _ in rows.order_by("first")
    ]


def incomplete_totals(stage: Stage) -> list[str]:
    """Return, as “number (judge)”, where a judge gave some parts only though totals are trimmed."""
    if stage.kind != "interview":
        return []
    _, plan = plan_in_force(stage)
    rules = plan.stage(stage.key)
    if not isinstance(rules, Interview) or not rules.parts or rules.trim.level is not Level.TOTAL:
        return []
    groups = Mark.objects.filter(assessor__stage=stage, state=0).values_list(
        "application__number", "assessor__label"
    )
    short = groups.annotate(n=Count("id")).filter(n__lt=len(rules.parts)).order_by("application__order")
    return [f"{number} ({label})" for number, label, _ in short[:NAMED]]


def marks_of(stage: Stage, people: Sequence[Application]) -> list[Mark]:
    """Return the marks of these people in a stage, with their judges."""
    return list(Mark.objects.filter(assessor__stage=stage, application__in=people).select_related("assessor"))


def rooms_of(stage: Stage) -> dict[str, list[str]]:
    """Return the judges of each room of a stage, in the order of first sight."""
    rooms: dict[str, list[str]] = {}
    for room, label in Assessor.objects.filter(stage=stage).order_by("id").values_list("room", "label"):
        rooms.setdefault(room, []).append(label)
    return rooms


def heard_elsewhere(stage: Stage, room: str) -> QuerySet[Any]:
    """Return the applications that have marks in another room of the stage."""
    return Mark.objects.filter(assessor__stage=stage).exclude(assessor__room=room).values("application")


def decision_job(stage: Stage) -> Job | None:
    """Return the newest job that decides the run at hand."""
    jobs = Job.objects.filter(kind="decide", payload__stage=stage.pk, payload__run=stage.run)
    return jobs.order_by("-id").first()


def correction_reason(stage: Stage) -> str:
    """Return why the run at hand is being made, empty for a first run."""
    entries = Entry.objects.filter(
        log__name=stage.campaign.log, subject=stage.subject, code="stage.corrected"
    )
    newest = entries.order_by("-seq").first()
    return str(newest.content["reason"]) if newest is not None and stage.run > 1 else ""


def opened_on(stage: Stage) -> date | None:
    """Return the day in Beijing on which a stage was opened first; None while it was not. Its periods run from then."""
    entries = Entry.objects.filter(log__name=stage.campaign.log, subject=stage.subject, code="stage.opened")
    first = entries.order_by("seq").values_list("at", flat=True).first()
    return None if first is None else timezone.localdate(first)


def runs_of(stage: Stage) -> list[Outcome]:
    """Return all runs of a stage with who decided and who sealed, newest first."""
    runs = stage.outcomes.select_related("decided_by", "sealed_by", "plan")
    return list(runs.order_by("-run"))


def is_live(outcome: Outcome) -> bool:
    """Say whether the rows in the database are those that this run was decided from."""
    stage = outcome.stage
    return outcome.run == stage.run and stage.state in ("decided", "sealed")


def component_runs(outcome: Outcome) -> dict[str, int]:
    """Return which run of which component stage an outcome was decided from: the ledger says so."""
    stage = outcome.stage
    entries = Entry.objects.filter(log__name=stage.campaign.log, subject=stage.subject, code="stage.decided")
    for entry in entries.order_by("-seq"):
        facts = entry.content["facts"]
        if facts["run"] == outcome.run:
            return dict(facts["components"])
    return {}


def outcomes_by_run(campaign: Campaign, runs: dict[str, int]) -> dict[str, Outcome]:
    """Return the outcomes with these stage keys and run numbers."""
    wanted = Q(pk__in=[])
    for key, run in runs.items():
        wanted |= Q(stage__key=key, run=run)
    found = Outcome.objects.filter(wanted, stage__campaign=campaign).select_related("stage")
    return {outcome.stage.key: outcome for outcome in found}


class Line(NamedTuple):
    """What the cut, ties and charts of a position need of a placing."""

    line: int
    score: int | None
    standing: str
    reason: int


def lines_of(outcome: Outcome, position: Position) -> list[Line]:
    """Return the lines of a position in printed order: one query for all that is said about them together."""
    rows = outcome.placings.filter(application__position=position).order_by("line")
    return list(map(Line._make, rows.values_list(*Line._fields)))


def placings_of(outcome: Outcome, position: Position | None = None) -> QuerySet[Placing]:
    """Return an outcome's placings in printed order, of one position or of all."""
    placings = outcome.placings.select_related("application__candidate", "application__position")
    if position is not None:
        placings = placings.filter(application__position=position)
    return placings.order_by("line")


def placings_shown(outcome: Outcome, position: Position, lines: Sequence[int]) -> list[Placing]:
    """Return the placings of a position on these lines, with their people."""
    found = outcome.placings.filter(line__in=lines).select_related("application__candidate").order_by("line")
    columns = ("score", "line", "rank", "standing", "reason", "detail", "application__number")
    placings = list(found.only(*columns, "outcome", "application__candidate__name"))
    for placing in placings:
        placing.application.position = position
    return placings


def leave_of(stage: Stage, application: Application) -> Leave | None:
    """Return how somebody left after the stage's result."""
    return Leave.objects.filter(stage=stage, application=application).first()


def average_only(labels: Sequence[str]) -> bool:
    """Say whether a room gives its average alone."""
    return list(labels) == [AVERAGE]
