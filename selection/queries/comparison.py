"""The entrants of an inspection side by side, by surname strokes: facts, results, rubric, checks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from campaigns.lifecycle import StageState
from campaigns.models import Position, Stage
from campaigns.plan.rules_later import Inspection, Recommendation
from candidates.models import Application
from candidates.strokes import School, in_stroke_order, unknown_in
from scoring.collect import Gathered, gather, plan_in_force
from scoring.core.values import Outcome as Decided
from scoring.kinds.registry import KINDS
from scoring.models import Check, Outcome, Placing
from scoring.outcome_page import Component, components_of, rules_of
from scoring.queries import entrants_of
from scoring.recompute import decide


@dataclass(frozen=True)
class Side:
    """One entrant's column: results by stage key, rubric values by item key, checks as they stand."""

    application: Application
    results: Mapping[str, Placing]
    rubric: Mapping[str, Fraction]
    checks: Sequence[Check]


@dataclass(frozen=True)
class Comparison:
    """The entrants of one position in stroke order; `stages` are those with results, `unknown` rare characters.

    `profiles`: by stage key, the factors of a recommendation, each with everybody's votes and rank in it.
    """

    rules: Inspection
    sides: Sequence[Side]
    stages: Sequence[Outcome]
    unknown: Sequence[str] = field(default=())
    profiles: Mapping[str, Sequence[Component]] = field(default_factory=dict)


def comparison_of(stage: Stage, position: Position, school: School) -> Comparison:
    """Return the entrants of a position side by side: a constant number of queries."""
    _version, plan = plan_in_force(stage)
    rules = plan.stage(stage.key)
    assert isinstance(rules, Inspection)
    people = list(entrants_of(stage).filter(position=position).select_related("candidate"))
    runs = _runs(stage)
    results = _results(runs, people)
    rubric = _rubric(stage, rules, position)
    checks: dict[int, list[Check]] = {}
    for check in Check.objects.filter(stage=stage, application__in=people).order_by(
        "item", "source", "number"
    ):
        checks.setdefault(check.application_id, []).append(check)
    ordered = in_stroke_order(((one.candidate.name, one) for one in people), school)
    sides = [
        Side(one, results.get(one.pk, {}), rubric.get(one.pk, {}), checks.get(one.pk, []))
        for _name, one in ordered
    ]
    profiles = {run.stage.key: components_of(run, position) for run in runs if _by_factors(run)}
    return Comparison(rules, sides, runs, unknown_in(one.candidate.name for one in people), profiles)


def _by_factors(run: Outcome) -> bool:
    rules = rules_of(run) if run.stage.kind == Recommendation.kind else None
    return isinstance(rules, Recommendation) and bool(rules.factors)


def _runs(stage: Stage) -> list[Outcome]:
    """Return the runs that stand of the stages before this one that gave scores or votes, in plan order."""
    decided = (StageState.DECIDED, StageState.SEALED)
    found = Outcome.objects.filter(
        stage__campaign=stage.campaign, stage__order__lt=stage.order, stage__state__in=decided
    ).exclude(state=Outcome.State.SUPERSEDED)
    kinds = ("written_exam", "interview", "composite", "assessment", "recommendation", "public_comment")
    return list(
        found.filter(stage__kind__in=kinds).select_related("stage__campaign", "plan").order_by("stage__order")
    )


def _results(runs: Sequence[Outcome], people: Iterable[Application]) -> dict[int, dict[str, Placing]]:
    keys = {run.pk: run.stage.key for run in runs}
    found: dict[int, dict[str, Placing]] = {}
    for placing in Placing.objects.filter(outcome__in=runs, application__in=list(people)):
        found.setdefault(placing.application_id, {})[keys[placing.outcome_id]] = placing
    return found


def _rubric(stage: Stage, rules: Inspection, position: Position) -> dict[int, dict[str, Fraction]]:
    """Return each entrant's mean by rubric item, from the marks as they stand now."""
    if not rules.rubric or stage.kind not in KINDS or stage.state == StageState.DRAFT:
        return {}
    gathered = gather(stage, position=position.pk)
    return _parts(gathered, decide(gathered))


def _parts(gathered: Gathered, found: Decided) -> dict[int, dict[str, Fraction]]:
    values: dict[int, dict[str, Fraction]] = {}
    for key, column in found.parts.items():
        for row, application in enumerate(gathered.applications.tolist()):
            value = column.value(row)
            if value is not None:
                values.setdefault(application, {})[key] = value
    return values
