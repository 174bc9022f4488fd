"""Approving that a stage goes on although the difference is lost in a position."""

from django.db import transaction

from campaigns.actions.stages import NotNow, lock_stage
from campaigns.lifecycle import StageState
from oversight.ledger import Actor, record
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.models import Approval
from scoring.required import shortfalls


@transaction.atomic
def approve_difference(*, stage_id: int, position: str, reason: str, by: Actor) -> Approval:
    """Let a stage go on in the position with this code, with as many as stand now; fewer need a new approval.

    Raises NotNow where the difference is kept, was approved already, or the stage is past its evidence.
    """
    stage = lock_stage(stage_id)
    if not reason.strip():
        raise NotNow(Sentence(gettext_noop("State the reason.")))
    if stage.state not in (StageState.DRAFT, StageState.OPEN):
        text = gettext_noop("“%(stage)s” is closed: nothing is left to be approved.")
        raise NotNow(Sentence(text, {"stage": str(stage)}))
    found = next((short for short in shortfalls(stage) if short.position.code == position), None)
    if found is None:
        raise NotNow(Sentence(gettext_noop("The difference is kept in this position.")))
    if found.approved:
        raise NotNow(Sentence(gettext_noop("This has been approved already.")))
    approval, _new = Approval.objects.update_or_create(
        stage=stage,
        position=found.position,
        defaults={
            "entrants": found.entrants,
            "required": found.required,
            "reason": reason.strip(),
            "by_id": by.user_id or 0,
        },
    )
    record(
        log=stage.campaign.log,
        code=codes.DIFFERENCE_APPROVED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "position": position,
            "entrants": found.entrants,
            "required": found.required,
        },
        reason=reason.strip(),
    )
    return approval
