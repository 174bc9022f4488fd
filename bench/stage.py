"""What the benches of the database share: a database of their own, and a stage full of marks in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import numpy as np

JUDGES, POSITIONS = 7, 200


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Make an empty database on the server of DATABASE_URL, point Django at it, drop it at the end."""
    import psycopg2

    given = urlsplit(os.environ["DATABASE_URL"])
    server = psycopg2.connect(urlunsplit(given))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = urlunsplit(given._replace(path=f"/{name}"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selection.settings")
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        connections.close_all()
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.close()


def build_interview(entrants: int) -> tuple[Any, Any]:
    """Return an open interview with every mark entered, and the actor who may close and decide it."""
    from campaigns.actions.plans import create_campaign, freeze_plan, propose_plan
    from campaigns.actions.stages import open_stage
    from oversight.actions import create_user
    from oversight.ledger import SYSTEM, actor

    staff = actor(create_user(username="staff", name="staff", by=SYSTEM), "staff")
    approver = actor(create_user(username="approver", name="approver", by=SYSTEM), "approver")
    campaign = create_campaign(plan=bench_plan(), by=staff)
    propose_plan(campaign_id=campaign.pk, by=staff)
    freeze_plan(campaign_id=campaign.pk, by=approver)
    stage = campaign.stages.get(kind="interview")
    open_stage(stage_id=stage.pk, by=staff)
    fill(campaign, stage, entrants)
    return stage, staff


def bench_plan() -> Any:
    """Return a plan of one interview over many positions."""
    from decimal import Decimal

    from campaigns.plan.rules import Advance, Announcement, Interview, Method, Plan, Position, Trim

    return Plan(
        code="BENCH",
        title="bench",
        method=Method.CUSTOM,
        positions=tuple(Position(code=f"P{i:03d}", title=f"P{i}") for i in range(POSITIONS)),
        stages=(
            Announcement(key="announcement"),
            Interview(
                key="interview",
                trim=Trim(highest=1, lowest=1, minimum_judges=5),
                pass_mark=Decimal(60),
                advance=Advance(per_opening=Decimal(3)),
            ),
        ),
    )


def fill(campaign: Any, stage: Any, entrants: int) -> None:
    """Insert people and marks by COPY; not an act of anybody, so no entry is written."""
    from django.db import connection, transaction

    from candidates.bulk import write_rows
    from scoring.models import Assessor

    positions = list(campaign.positions.order_by("order").values_list("pk", flat=True))
    random = np.random.default_rng(2026)
    with transaction.atomic():
        write_rows(
            "candidates_candidate",
            ("id", "name", "identity_cipher", "gender"),
            ((i, f"人{i}", "", "") for i in range(1, entrants + 1)),
        )
        write_rows(
            "candidates_application",
            ("id", "campaign_id", "position_id", "candidate_id", "number", "order", "standing", "reason", "extra"),
            (
                (i, campaign.pk, positions[i % len(positions)], i, f"c{i}", i, "", "", "{}")
                for i in range(1, entrants + 1)
            ),
        )
        judges = [Assessor.objects.create(stage=stage, room="1", label=str(j)).pk for j in range(JUDGES)]
        values = (random.integers(100, 200, (entrants, JUDGES)) * 500_000).tolist()
        write_rows(
            "scoring_mark",
            ("stage_id", "application_id", "assessor_id", "criterion", "state", "value"),
            (
                (stage.pk, i + 1, judge, 0, 0, values[i][j])
                for i in range(entrants)
                for j, judge in enumerate(judges)
            ),
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
