"""Computing a stored run again, whole or for one position, to show its parts and its working."""

from scoring.collect import Gathered, gather
from scoring.core.values import Outcome as Decided
from scoring.kinds.registry import KINDS
from scoring.models import Outcome


def recompute(outcome: Outcome, *, position: int | None = None) -> tuple[Gathered, Decided]:
    """Return the values of the run in force and what the engine makes of them, whole or for one position."""
    gathered = gather(outcome.stage, position=position)
    return gathered, decide(gathered)


def decide(gathered: Gathered) -> Decided:
    """Return what the engine makes of gathered values."""
    return KINDS[gathered.rules.kind].decide(
        gathered.rules,
        gathered.entrants,
        gathered.evidence,
        rounding=gathered.plan.rounding,
        earlier=gathered.earlier,
    )
