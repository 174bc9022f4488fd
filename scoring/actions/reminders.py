"""What the clock reminds of: probations that end soon or have ended without a word."""

from django.db import transaction

from campaigns.lifecycle import CampaignState
from campaigns.models import Campaign, Stage
from oversight.ledger import Actor, record
from oversight.models import Entry
from scoring import codes
from scoring.terms import Term, probations_due


def remind_of_probations(*, by: Actor) -> int:
    """Record each probation that ends within a month, once for each end; returns how many."""
    running = Campaign.objects.filter(state=CampaignState.RUNNING)
    return sum(_remind(stage, term, by) for stage, term in probations_due(running))


@transaction.atomic
def _remind(stage: Stage, term: Term, by: Actor) -> bool:
    """Record one probation unless that was done; the campaign's row keeps two clocks from doing it twice."""
    Campaign.objects.select_for_update().get(pk=stage.campaign_id)
    facts = {
        "stage": stage.key,
        "title": str(stage),
        "number": term.person.number,
        "until": str(term.probation_until),
    }
    known = Entry.objects.filter(
        log__name=stage.campaign.log,
        code=str(codes.PROBATION_DUE),
        subject=f"application:{term.person.number}",
    )
    if any(entry.content["facts"] == facts for entry in known):
        return False
    record(
        log=stage.campaign.log,
        code=codes.PROBATION_DUE,
        by=by,
        subject=f"application:{term.person.number}",
        facts=facts,
    )
    return True
