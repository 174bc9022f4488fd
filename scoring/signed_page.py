"""The signed rounds of a campaign, and how many papers each has: without a single name."""

from collections import Counter
from dataclasses import dataclass

from campaigns.models import Campaign, PlanVersion, Stage
from campaigns.plan.document import stored_plan
from campaigns.plan.rules_later import Recommendation
from oversight.say import say
from scoring.core.turns import Turn, turns_of
from scoring.models import Ballot


@dataclass(frozen=True)
class SignedRound:
    """A signed round: its stage, its turn, how many papers there are."""

    stage: Stage
    turn: Turn
    papers: int

    @property
    def key(self) -> str:
        """What names the round in a form."""
        return f"{self.stage.key}/{self.turn.number}"

    @property
    def title(self) -> str:
        """What the round is called."""
        return f"{self.stage} · {say(self.turn.title)}"


def signed_rounds(campaign: Campaign) -> list[SignedRound]:
    """Return the signed rounds of the plan in force that have papers, in plan order."""
    version = campaign.plans.filter(state=PlanVersion.State.FROZEN).first()
    if version is None:
        return []
    plan = stored_plan(version.document)
    papers = Ballot.objects.filter(stage__campaign=campaign).exclude(voter="")
    there = Counter(papers.values_list("stage_id", "round"))
    found = []
    for stage in campaign.stages.filter(kind=Recommendation.kind).order_by("order"):
        stage.campaign = campaign
        found += [
            SignedRound(stage, turn, there[stage.pk, turn.number])
            for turn in turns_of(plan.stage(stage.key))
            if turn.signed and there[stage.pk, turn.number]
        ]
    return found
