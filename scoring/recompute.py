"""Computing a stored run again, whole or for one position, to show its parts and its working."""

from campaigns.models import PlanVersion
from campaigns.plan.document import stored_plan
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import Recommendation
from scoring.collect import Gathered, gather
from scoring.collect_stored import gather_stored
from scoring.core.values import Outcome as Decided
from scoring.kinds.registry import KINDS
from scoring.models import Outcome
from scoring.queries import is_live


def recompute(outcome: Outcome, *, position: int | None = None) -> tuple[Gathered, Decided]:
    """Return the values of a run and what the engine makes of them.

    They come from the rows, of one position alone where asked and where that can be decided
    alone, while the rows and the plan are the run's own; from
    the files stored with the run after that, always whole.
    """
    if is_live(outcome) and outcome.plan.state == PlanVersion.State.FROZEN:
        if decided_together(stored_plan(outcome.plan.document).stage(outcome.stage.key)):
            position = None
        gathered = gather(outcome.stage, position=position)
    else:
        gathered = gather_stored(outcome)
    return gathered, decide(gathered)


def decided_together(rules: Rules) -> bool:
    """Say whether positions hang together: kept from one list, or layers hidden for everybody alike."""
    return isinstance(rules, Recommendation) and (bool(rules.layers) or not rules.directed)


def decide(gathered: Gathered) -> Decided:
    """Return what the engine makes of gathered values."""
    return KINDS[gathered.rules.kind].decide(
        gathered.rules,
        gathered.entrants,
        gathered.evidence,
        rounding=gathered.plan.rounding,
        earlier=gathered.earlier,
    )
