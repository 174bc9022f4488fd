"""What the clock does by itself: opening and closing stages at the times of the plan."""

from collections.abc import Callable
from datetime import datetime

from campaigns.actions.stages import NotNow, open_stage
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from oversight.ledger import SYSTEM
from scoring.actions.stages import close_stage


def move_due_stages(*, now: datetime) -> int:
    """Open and close the stages whose time has come; returns how many moved.

    A stage that may not move yet (the one before it is not sealed) waits for the next tick.
    """
    moved = 0
    due = Stage.objects.filter(state=StageState.DRAFT, opens_at__lte=now, campaign__state="running")
    for pk in due.order_by("campaign_id", "order").values_list("pk", flat=True):
        moved += _try(open_stage, pk)
    late = Stage.objects.filter(state=StageState.OPEN, closes_at__lte=now, campaign__state="running")
    for pk in late.values_list("pk", flat=True):
        moved += _try(close_stage, pk)
    return moved


def _try(act: Callable[..., object], stage_id: int) -> int:
    try:
        act(stage_id=stage_id, by=SYSTEM)
    except NotNow:
        return 0
    return 1
