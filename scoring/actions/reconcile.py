"""The replay check as an act: what differs is written to the ledger, so that it cannot be passed over."""

from django.db import transaction

from campaigns.models import Campaign
from oversight.ledger import Actor, record
from oversight.say import say
from oversight.words import Sentence
from scoring import codes
from scoring.reconcile import reconcile_campaign


@transaction.atomic
def reconcile(*, campaign_id: int, by: Actor) -> list[Sentence]:
    """Compare a campaign's rows with its evidence and ledger; return the differences, recorded where there are any."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    found = reconcile_campaign(campaign)
    if found:
        record(
            log=campaign.log,
            code=codes.CAMPAIGN_DIFFERS,
            by=by,
            subject=f"campaign:{campaign.code}",
            title=campaign.title,
            facts={"count": len(found), "first": say(found[0])},
            result="error",
        )
    return found


def reconcile_all(*, by: Actor) -> int:
    """Check every campaign that has a frozen plan; return in how many something differs."""
    known = Campaign.objects.exclude(plans__frozen_at=None).distinct().order_by("pk")
    return sum(bool(reconcile(campaign_id=pk, by=by)) for pk in known.values_list("pk", flat=True))
