"""How long a recommendation is good for: its sealed outcome ends after the plan's months (Regulations; edge case 27).

A stage that comes later does not open once it has ended: the recommendation is held again, which is a new run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from campaigns.models import Campaign, Stage
from campaigns.plan.document import stored_plan
from campaigns.plan.rules_later import Recommendation
from oversight.say import say
from oversight.words import Sentence, gettext_noop
from scoring.models import Outcome
from scoring.months import months_after

SOON = timedelta(days=30)
"""A recommendation that ends within these days is pointed out."""


@dataclass(frozen=True)
class Validity:
    """A sealed recommendation and its last good day."""

    stage: Stage
    until: date

    @property
    def over(self) -> bool:
        """Whether the last good day has passed."""
        return timezone.localdate() > self.until

    @property
    def soon(self) -> bool:
        """Whether it ends within the next days, or has ended."""
        return timezone.localdate() > self.until - SOON

    @property
    def sentence(self) -> Sentence:
        """Say until when it is good, or that it is no longer."""
        text = gettext_noop("The recommendation “%(stage)s” is valid until %(until)s.")
        if self.over:
            text = gettext_noop(
                "The recommendation “%(stage)s” was valid until %(until)s: it has to be held again, in a new run."
            )
        return Sentence(text, {"stage": str(self.stage), "until": self.until.isoformat()})


def valid_until(outcome: Outcome) -> date | None:
    """Return the last day on which a sealed recommendation is good; None for anything else."""
    rules = stored_plan(outcome.plan.document).stage(outcome.stage.key)
    if outcome.sealed_at is None or not isinstance(rules, Recommendation):
        return None
    return months_after(timezone.localdate(outcome.sealed_at), rules.validity_months)


def own_validity(outcome: Outcome) -> list[Validity]:
    """Return how long a run is good for, in a list that is empty for anything but a sealed recommendation."""
    until = valid_until(outcome) if outcome.state == Outcome.State.SEALED else None
    return [] if until is None else [Validity(outcome.stage, until)]


def validities(campaign: Campaign) -> list[Validity]:
    """Return the sealed recommendations of a campaign in plan order, with their last good days; one query."""
    sealed = Outcome.objects.filter(
        stage__campaign=campaign, stage__kind=Recommendation.kind, state=Outcome.State.SEALED
    )
    ordered = sealed.select_related("stage", "plan").order_by("stage__order")
    return [one for outcome in ordered for one in own_validity(outcome)]


def recommendations_before(stage: Stage) -> list[Validity]:
    """Return the sealed recommendations on which a stage rests: those in front of it."""
    return [one for one in validities(stage.campaign) if one.stage.order < stage.order]


def still_valid(stage: Stage) -> Iterator[Sentence]:
    """Yield what keeps a stage from being opened: each recommendation in front of it that has ended."""
    for one in recommendations_before(stage):
        if one.over:
            yield one.sentence


def validity_notes(found: Iterable[Validity]) -> list[dict[str, str]]:
    """Return notes for pages: what is good, what ends soon, what has ended."""
    return [
        {"tone": "bad" if one.over else "warn" if one.soon else "info", "text": say(one.sentence)}
        for one in found
    ]
