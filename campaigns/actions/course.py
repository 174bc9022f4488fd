"""The course of a whole campaign: finishing it, stopping it, taking it up again."""

from collections.abc import Callable, Iterable

from django.db import transaction

from campaigns import codes, lifecycle
from campaigns.actions.stages import NotNow, lock_campaign, need_reason
from campaigns.lifecycle import CampaignMove, CampaignState, StageState
from campaigns.models import Campaign
from oversight.ledger import Actor, record
from oversight.registry import Code
from oversight.words import Sentence, gettext_noop


def move_campaign(campaign: Campaign, move: CampaignMove) -> None:
    """Write the campaign's next state by the one table; the caller holds the lock and writes the entry."""
    try:
        campaign.state = lifecycle.next_campaign_state(CampaignState(campaign.state), move)
    except lifecycle.Illegal as illegal:
        raise NotNow(illegal.sentence) from None
    campaign.save(update_fields=["state"])


LastGate = Callable[[Campaign], Iterable[Sentence]]
"""Says what keeps a campaign from being finished; nothing where it may be."""

last_gates: list[LastGate] = []


def register_last_gate(gate: LastGate) -> LastGate:
    """Add something that may keep campaigns from being finished; usable as a decorator, for the floors above."""
    if gate not in last_gates:
        last_gates.append(gate)
    return gate


@transaction.atomic
def finish_campaign(*, campaign_id: int, by: Actor) -> Campaign:
    """Declare a campaign finished; every stage of its plan is sealed, and no gate is shut."""
    campaign = lock_campaign(campaign_id)
    open_ones = [str(stage) for stage in campaign.stages.exclude(state=StageState.SEALED)]
    if open_ones:
        text = gettext_noop("A campaign is finished when every stage is sealed; not yet: %(stages)s")
        raise NotNow(Sentence(text, {"stages": open_ones}))
    shut = [sentence for gate in last_gates for sentence in gate(campaign)]
    if shut:
        raise NotNow(Sentence(gettext_noop("The campaign cannot be finished: %(why)s"), {"why": shut}))
    return _moved(campaign, CampaignMove.FINISH, codes.CAMPAIGN_FINISHED, by, "")


@transaction.atomic
def stop_campaign(*, campaign_id: int, by: Actor, reason: str) -> Campaign:
    """Stop a campaign for good, with the reason; what was done stays on record."""
    campaign = lock_campaign(campaign_id)
    need_reason(reason)
    return _moved(campaign, CampaignMove.STOP, codes.CAMPAIGN_STOPPED, by, reason)


@transaction.atomic
def resume_campaign(*, campaign_id: int, by: Actor, reason: str) -> Campaign:
    """Take a finished campaign up again for a correction, with the reason."""
    campaign = lock_campaign(campaign_id)
    need_reason(reason)
    return _moved(campaign, CampaignMove.RESUME, codes.CAMPAIGN_RESUMED, by, reason)


def _moved(campaign: Campaign, move: CampaignMove, code: Code, by: Actor, reason: str) -> Campaign:
    move_campaign(campaign, move)
    record(
        log=campaign.log,
        code=code,
        by=by,
        subject=f"campaign:{campaign.code}",
        title=campaign.title,
        facts={"code": campaign.code, "state": campaign.state},
        reason=reason,
    )
    return campaign
