"""Rows to values, the one place: who is in a stage, what was gathered, what earlier stages found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from campaigns.models import PlanVersion, Stage
from campaigns.plan.document import stored_plan
from campaigns.plan.rules import Composite, Plan
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import Publicity, Recommendation
from campaigns.queries import working_calendar
from campaigns.workdays import Calendar
from candidates.bulk import read_columns, read_texts
from candidates.models import Application
from scoring.collect_ballots import gather_counts, gather_papers, gather_turnout
from scoring.collect_checks import gather_checks
from scoring.core.checks import FORMS
from scoring.core.fixed import Column
from scoring.core.values import MICRO, Earlier, Entrants, Evidence, Ints, Leave, Marks, Standing
from scoring.evidence_files.reading import has_ballots, has_file
from scoring.models import Assessor, Outcome
from scoring.models import Leave as LeaveRow


@dataclass(frozen=True, eq=False)
class Gathered:
    """Everything a decision needs, as values; `applications[i]` is row i's primary key."""

    stage: Stage
    plan: Plan
    version: PlanVersion
    rules: Rules
    after: Outcome | None
    entrants: Entrants
    applications: Ints
    evidence: Evidence
    earlier: Mapping[str, Earlier]
    components: Mapping[str, Outcome]
    leaves_after: tuple[Leave, ...] = ()


def plan_in_force(stage: Stage) -> tuple[PlanVersion, Plan]:
    """Return the frozen plan version of the stage's campaign, and the plan it holds."""
    version = stage.campaign.plans.get(state=PlanVersion.State.FROZEN)
    return version, stored_plan(version.document)


def outcome_in_force(stage: Stage) -> Outcome | None:
    """Return the stage's run that stands, decided or sealed."""
    return stage.outcomes.exclude(state=Outcome.State.SUPERSEDED).first()


def outcome_before(stage: Stage) -> Outcome | None:
    """Return the run from which this stage takes its entrants; None for the first that has any."""
    for before in stage.campaign.stages.filter(order__lt=stage.order).order_by("-order"):
        if before.kind != "announcement":
            return outcome_in_force(before)
    return None


def gather(stage: Stage, *, position: int | None = None) -> Gathered:
    """Read a stage's entrants, evidence and earlier outcomes: a constant number of queries and COPYs.

    `position` (a primary key) reads that position alone: positions are decided independently of one another.
    """
    version, plan = plan_in_force(stage)
    rules = plan.stage(stage.key)
    after = outcome_before(stage)
    entrants, applications = gather_entrants(stage, plan, after, position=position)
    components = _components(stage, rules)
    earlier = {
        key: earlier_of(outcome, applications, plan, position=position) for key, outcome in components.items()
    }
    before, checked = gather_leaves(stage, entrants)
    leaves = sorted({leave.row: leave for leave in (*before, *checked)}.values(), key=lambda leave: leave.row)
    evidence = gather_evidence(stage, plan, after, applications, position=position)
    if rules.kind in FORMS:
        checks = gather_checks(stage, rules, entrants.ids, position=position)
        evidence = replace(evidence, checks=checks, calendar=calendar_for(rules))
    evidence = replace(evidence, leaves=leaves)
    return Gathered(
        stage,
        plan,
        version,
        rules,
        after,
        entrants,
        applications,
        evidence,
        earlier,
        components,
        tuple(checked),
    )


def gather_evidence(
    stage: Stage, plan: Plan, after: Outcome | None, applications: Ints, *, position: int | None = None
) -> Evidence:
    """Return what was gathered for a stage besides answers: ballots or marks, whichever its kind counts."""
    rules = plan.stage(stage.key)
    if rules.kind in FORMS and not has_ballots(rules) and not has_file(rules, plan):
        return Evidence()
    if not has_ballots(rules):
        return Evidence(marks=gather_marks(stage, applications, position=position))

    def rows_of(keys: Ints) -> Ints:
        return _rows_of(keys, applications)

    turnout = gather_turnout(stage)
    if not isinstance(rules, Recommendation):
        return Evidence(counts=gather_counts(stage, rows_of), turnout=turnout)
    everybody = applications if position is None else gather_entrants(stage, plan, after)[1]
    papers = gather_papers(stage, rows_of, lambda keys: _rows_of(keys, everybody))
    return Evidence(papers=papers, turnout=turnout)


def calendar_for(rules: Rules) -> Calendar | None:
    """Return the working days by which a stage's period runs, None for a stage without one."""
    return working_calendar() if isinstance(rules, Publicity) else None


def gather_entrants(
    stage: Stage, plan: Plan, after: Outcome | None, *, position: int | None = None
) -> tuple[Entrants, Ints]:
    """Return the entrants in position and application order, and their primary keys."""
    campaign = int(stage.campaign_id)
    if after is None:
        source = f"FROM candidates_application a WHERE a.campaign_id = {campaign}"
    else:
        source = (
            "FROM scoring_placing s JOIN candidates_application a ON a.id = s.application_id"
            f" WHERE s.outcome_id = {int(after.pk)} AND s.standing = 'advanced'"
        )
    if position is not None:
        source += f" AND a.position_id = {int(position)}"
    keys, places, orders = read_columns(
        f'SELECT a.id, p."order", a."order" {source.replace(" WHERE", JOIN_POSITION + " WHERE")}', 3
    )
    numbers = read_texts(f'SELECT a.number {source} ORDER BY a."order"')
    by_application = np.argsort(orders, kind="stable")
    keys, places = keys[by_application], places[by_application]
    by_position = np.argsort(places, kind="stable")
    ids = np.array(numbers, dtype=object)[by_position].tolist() if numbers else []
    openings = [position.openings for position in plan.positions]
    if after is not None:
        openings = [
            after.facts["openings"].get(position.code, position.openings) for position in plan.positions
        ]
    entrants = Entrants(
        ids=ids,
        position=places[by_position],
        positions=[position.code for position in plan.positions],
        openings=np.array(openings, dtype=np.int64),
    )
    return entrants, keys[by_position]


JOIN_POSITION = " JOIN campaigns_position p ON p.id = a.position_id"


def gather_marks(stage: Stage, applications: Ints, *, position: int | None = None) -> Marks:
    """Return the stage's marks sorted by entrant, then assessor, then criterion; marks of others are left out."""
    own = f"assessor_id IN (SELECT id FROM scoring_assessor WHERE stage_id = {int(stage.pk)})"
    keys, assessors, criteria, states, values = read_columns(
        "SELECT application_id, assessor_id, criterion, state, value FROM scoring_mark"
        f" WHERE {own}{_within('application_id', position)}",
        5,
    )
    rows = _rows_of(keys, applications)
    seats = list(Assessor.objects.filter(stage=stage).order_by("id").values_list("id", "room", "label"))
    rooms = list(dict.fromkeys(room for _, room, _ in seats))
    labels = list(dict.fromkeys(label for _, _, label in seats if label != "-"))
    seat_keys = np.array([key for key, _, _ in seats], dtype=np.int64)
    seat_rooms = np.array([rooms.index(room) for _, room, _ in seats], dtype=np.int64)
    seat_labels = np.array(
        [-1 if label == "-" else labels.index(label) for _, _, label in seats], dtype=np.int64
    )
    seat = np.searchsorted(seat_keys, assessors)
    kept = np.flatnonzero(rows >= 0)
    order = kept[np.lexsort((criteria[kept], assessors[kept], rows[kept]))]
    return Marks(
        entrant=rows[order],
        room=seat_rooms[seat[order]],
        assessor=seat_labels[seat[order]],
        criterion=criteria[order],
        state=states[order],
        value=values[order],
        rooms=rooms,
        assessors=labels,
    )


def _within(column: str, position: int | None) -> str:
    """Return the SQL condition that an application is one of a position's, empty for all positions."""
    if position is None:
        return ""
    return f" AND {column} IN (SELECT id FROM candidates_application WHERE position_id = {int(position)})"


def _rows_of(keys: Ints, applications: Ints) -> Ints:
    """Return for each application key its row among `applications`, -1 where it is not there."""
    if not len(applications) or not len(keys):
        return np.full(len(keys), -1, dtype=np.int64)
    order = np.argsort(applications)
    found = np.searchsorted(applications, keys, sorter=order)
    rows = order[np.minimum(found, len(applications) - 1)]
    return np.where(applications[rows] == keys, rows, -1)


def gather_leaves(stage: Stage, entrants: Entrants) -> tuple[list[Leave], list[Leave]]:
    """Return who left before the first stage with entrants (by application), and who left after the result (checks)."""
    row_of = {number: row for row, number in enumerate(entrants.ids)}

    def leaves(rows: Iterable[tuple[str, str, str]], *, after: bool) -> list[Leave]:
        return [
            Leave(row_of[number], Standing(standing), reason, after_result=after)
            for number, standing, reason in rows
            if number in row_of
        ]

    before: list[Leave] = []
    if stage.order == first_order(stage):
        gone = Application.objects.filter(campaign_id=stage.campaign_id).exclude(standing="")
        before = leaves(gone.values_list("number", "standing", "reason"), after=False)
    gone_after = LeaveRow.objects.filter(stage=stage).values_list("application__number", "standing", "reason")
    return before, leaves(gone_after, after=True)


def first_order(stage: Stage) -> int:
    """Return the order of the first stage that has entrants."""
    return (
        stage.campaign.stages.exclude(kind="announcement")
        .values_list("order", flat=True)
        .order_by("order")[0]
    )


def _components(stage: Stage, rules: Rules) -> dict[str, Outcome]:
    """Return the earlier outcomes that this stage's rules name, by stage key."""
    names = [name.split(".")[0] for name in getattr(rules, "tie_chain", ())]
    if isinstance(rules, Composite):
        names += list(rules.weights)
    stages = stage.campaign.stages.filter(key__in=names, order__lt=stage.order)
    found = {earlier.key: outcome_in_force(earlier) for earlier in stages}
    return {key: outcome for key, outcome in found.items() if outcome is not None}


def earlier_of(outcome: Outcome, applications: Ints, plan: Plan, *, position: int | None = None) -> Earlier:
    """Return an outcome's exact scores, and its papers or parts, aligned to `applications`."""
    score = read_scores(outcome, applications, position=position)
    parts: Mapping[str, Column] = {}
    chained = any(
        name.startswith(f"{outcome.stage.key}.")
        for rules in plan.stages
        for name in getattr(rules, "tie_chain", ())
    )
    if chained:
        from scoring.recompute import recompute

        gathered, again = recompute(outcome, position=position)
        parts = Earlier.of(again, _rows_of(applications, gathered.applications)).parts
    return Earlier(score=score, parts=parts)


def read_scores(outcome: Outcome, applications: Ints, *, position: int | None = None) -> Column:
    """Return the exact score of each application in an outcome, absent where it has none."""
    own = f"outcome_id = {int(outcome.pk)} AND score IS NOT NULL{_within('application_id', position)}"
    keys, scores = read_columns(f"SELECT application_id, score FROM scoring_placing WHERE {own}", 2)
    rows = _rows_of(applications, keys)
    present = rows >= 0
    values = np.where(present, scores[rows] if len(scores) else 0, 0)
    inexact = outcome.placings.exclude(exact="")
    if position is not None:
        inexact = inexact.filter(application__position=position)
    exact = dict(inexact.values_list("application_id", "exact"))
    if not exact:
        return Column.micro(values, present)
    return Column.of(
        Fraction(exact[key]) if key in exact else Fraction(int(value), MICRO) if there else None
        for key, value, there in zip(applications.tolist(), values.tolist(), present.tolist(), strict=True)
    )
