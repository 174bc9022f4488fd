"""The difference: how many must stand for each opening at a stage, who falls short, and what was approved.

Only a stage whose rules say `difference` insists on one. A step does not begin, and evidence is not closed,
without a real difference or a recorded approval (source 0.11, domain 20 of the edge cases).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from campaigns.models import Position, Stage
from campaigns.plan.rules import Stage as Rules
from oversight.words import Sentence, gettext_noop
from scoring.collect import outcome_before, plan_in_force
from scoring.models import Outcome


@dataclass(frozen=True)
class Shortfall:
    """A position in which fewer stand than the stage requires; `approved` where somebody let it go on."""

    position: Position
    openings: int
    entrants: int
    required: int
    approved: bool

    @property
    def sentence(self) -> Sentence:
        """Say who falls short by how many."""
        text = gettext_noop(
            "%(position)s has %(entrants)s entrants for %(openings)s openings, %(required)s are required"
        )
        facts = {
            "position": str(self.position), "entrants": self.entrants, "openings": self.openings,
            "required": self.required,
        }  # fmt: skip
        return Sentence(text, facts)


def required_for(difference: Decimal, openings: int) -> int:
    """Return how many must stand: the difference times the openings, rounded up, and one more than openings."""
    return max(ceil(difference * openings), openings + 1)


def difference_of(rules: Rules) -> Decimal | None:
    """Return the difference that a stage insists on, None where it does not."""
    found: Decimal | None = getattr(rules, "difference", None)
    return found


def shortfalls(stage: Stage) -> list[Shortfall]:
    """Return the positions that fall short of the stage's difference, in plan order: who advanced to it, less who left.

    Positions without openings are left out; nothing before the stage in front has been decided.
    """
    _version, plan = plan_in_force(stage)
    difference, before = difference_of(plan.stage(stage.key)), outcome_before(stage)
    if difference is None or before is None:
        return []
    approved = set(stage.approvals.values_list("position_id", "entrants"))
    left = Counter(stage.leaves.values_list("application__position_id", flat=True))
    found = []
    for position in stage.campaign.positions.order_by("order"):
        openings, entrants = _standing(before, position)
        entrants -= left[position.pk]
        required = required_for(difference, openings)
        if openings and entrants < required:
            settled = any(place == position.pk and entrants >= least for place, least in approved)
            found.append(Shortfall(position, openings, entrants, required, settled))
    return found


def _standing(before: Outcome, position: Position) -> tuple[int, int]:
    """Return a position's openings and who advanced, after an outcome."""
    facts = before.facts
    return facts["openings"].get(position.code, position.openings), facts["advanced"].get(position.code, 0)


def difference_kept(stage: Stage) -> Iterator[Sentence]:
    """Yield what keeps a stage from being opened or closed: each shortfall that nobody approved."""
    for shortfall in shortfalls(stage):
        if not shortfall.approved:
            yield shortfall.sentence
