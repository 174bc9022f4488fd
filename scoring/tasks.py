"""Jobs of this floor, deciding a stage, and the table of all kinds of job."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from campaigns import tasks as campaigns
from oversight.jobs import Handler, actor_of, finish, hold
from oversight.models import Job
from scoring.actions.stages import decide_stage


def decide(job: Job) -> Mapping[str, Any] | None:
    """Decide the stage that the job names, and mark the job done in the same transaction."""
    with transaction.atomic():
        hold(job)
        outcome = decide_stage(
            stage_id=job.payload["stage"],
            run=job.payload["run"],
            reason=job.payload["reason"],
            by=actor_of(job),
            job=job,
        )
        result = {"run": outcome.run, "outcome": outcome.outcome_digest}
        finish(job, result)
    return result


HANDLERS: dict[str, Handler] = {
    "decide": decide,
    campaigns.PRESS: campaigns.press_notice,
    campaigns.PIECE: campaigns.press_one_piece,
    campaigns.BIND: campaigns.bind_pieces,
}
"""Every kind of job and what does it; workers and the replay of files use the same table."""
