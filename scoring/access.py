"""Handing over an outcome of a stage or one line of it, or refusing."""

from campaigns.access import AnyUser, access_stage
from oversight.access import refuse
from oversight.ledger import Actor
from oversight.rights import Right
from scoring.models import Outcome, Placing
from scoring.queries import placings_of


def access_outcome(
    user: AnyUser, code: str, key: str, run: int | None = None, *, to: Right = Right.READ_OUTCOME
) -> tuple[Outcome, Actor]:
    """Return a run of a stage (the one in force without `run`) and the actor, or raise Refused."""
    stage, actor = access_stage(user, code, key, to=to)
    runs = stage.outcomes.select_related("decided_by", "sealed_by", "plan").order_by("run")
    wanted = runs.exclude(state=Outcome.State.SUPERSEDED) if run is None else runs.filter(run=run)
    outcome = wanted.first()
    if outcome is None:
        refuse(user, to=to, subject=f"stage:{key}", log=stage.campaign.log)
    return outcome, actor


def access_placing(
    user: AnyUser, code: str, key: str, run: int, number: str, *, to: Right = Right.READ_OUTCOME
) -> tuple[Placing, Actor]:
    """Return an application's line in a run of a stage and the actor, or raise Refused."""
    outcome, actor = access_outcome(user, code, key, run, to=to)
    placing = placings_of(outcome).filter(application__number=number).first()
    if placing is None:
        refuse(user, to=to, subject=f"application:{number}", log=outcome.stage.campaign.log)
    placing.outcome = outcome
    return placing, actor
