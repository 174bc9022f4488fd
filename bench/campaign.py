"""Campaigns to measure on: many positions, frozen and opened by the actions, filled by COPY."""

from decimal import Decimal
from typing import Any

import numpy as np

from campaigns.plan.rules import (
    Advance,
    Announcement,
    Interview,
    Method,
    Plan,
    Position,
    Registration,
    Stage,
    Trim,
    WrittenExam,
)

JUDGES, POSITIONS = 7, 200
REGISTRATION = Registration(key="registration")
WRITTEN = WrittenExam(key="written", pass_mark=Decimal(60), advance=Advance(per_opening=Decimal(3)))
INTERVIEW = Interview(
    key="interview",
    trim=Trim(highest=1, lowest=1, minimum_judges=5),
    pass_mark=Decimal(60),
    advance=Advance(per_opening=Decimal(3)),
)


def plan_with(*stages: Stage, positions: int = POSITIONS, code: str = "BENCH") -> Plan:
    """Return a plan of these stages over many positions."""
    return Plan(
        code=code,
        title="bench",
        method=Method.CUSTOM,
        positions=tuple(Position(code=f"P{i:03d}", title=f"P{i}") for i in range(positions)),
        stages=(Announcement(key="announcement"), *stages),
    )


def officers() -> tuple[Any, Any]:
    """Return who prepares and who approves."""
    from oversight.actions import create_user
    from oversight.ledger import SYSTEM, actor

    staff = actor(create_user(username="staff", name="staff", by=SYSTEM), "staff")
    return staff, actor(create_user(username="approver", name="approver", by=SYSTEM), "approver")


def open_campaign(plan: Plan, staff: Any, approver: Any) -> tuple[Any, Any]:
    """Return a campaign with its plan frozen, and its first stage with entrants, open."""
    from campaigns.actions.plans import create_campaign, freeze_plan, propose_plan
    from campaigns.actions.stages import open_stage

    campaign = create_campaign(plan=plan, by=staff)
    propose_plan(campaign_id=campaign.pk, by=staff)
    freeze_plan(campaign_id=campaign.pk, by=approver)
    stage = campaign.stages.exclude(kind="announcement").order_by("order")[0]
    return campaign, open_stage(stage_id=stage.pk, by=staff)


def fill_people(campaign: Any, people: int) -> None:
    """Insert people and their applications; not an act of anybody, so no entry is written."""
    from django.db import transaction

    from candidates.bulk import write_rows

    positions = list(campaign.positions.order_by("order").values_list("pk", flat=True))
    with transaction.atomic():
        write_rows(
            "candidates_candidate",
            ("id", "name", "identity_cipher", "gender"),
            ((i, f"人{i}", "", "") for i in range(1, people + 1)),
        )
        write_rows(
            "candidates_application",
            (
                "id",
                "campaign_id",
                "position_id",
                "candidate_id",
                "number",
                "order",
                "standing",
                "reason",
                "extra",
            ),
            (
                (i, campaign.pk, positions[i % len(positions)], i, f"c{i}", i, "", "", "{}")
                for i in range(1, people + 1)
            ),
        )
    settle()


def fill_marks(stage: Any, people: int) -> None:
    """Insert a mark of every judge for everybody, in steps of half a point."""
    from django.db import transaction

    from candidates.bulk import write_rows
    from scoring.models import Assessor

    values = (np.random.default_rng(2026).integers(100, 200, (people, JUDGES)) * 500_000).tolist()
    with transaction.atomic():
        judges = [Assessor.objects.create(stage=stage, room="1", label=str(j)).pk for j in range(JUDGES)]
        write_rows(
            "scoring_mark",
            ("application_id", "assessor_id", "criterion", "state", "value"),
            ((i + 1, judge, 0, 0, values[i][j]) for i in range(people) for j, judge in enumerate(judges)),
        )
    settle()


def settle() -> None:
    """Let the database count its rows, as it does by itself after a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
