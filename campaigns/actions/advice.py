"""What was said about competition: why a post is competed for, and the reason where advice was not followed."""

from collections.abc import Mapping

from django.db import transaction

from campaigns import codes
from campaigns.actions.stages import lock_campaign, need_reason
from campaigns.advice import Trigger, advise, departures
from campaigns.models import Campaign
from campaigns.plan.findings import Finding, error
from campaigns.plan.rules import Plan
from oversight.ledger import SYSTEM_LOG, Actor, record
from oversight.words import Sentence, gettext_noop

METHOD_BY_POST = Sentence(
    gettext_noop("Methods by sort of post; departing from them needs a recorded reason")
)


@transaction.atomic
def note_competition(*, campaign_id: int, triggers: Mapping[str, Trigger | None], by: Actor) -> Campaign:
    """Note for positions (by code) what calls for competition; records one entry for all that changed."""
    campaign = lock_campaign(campaign_id)
    changed = {}
    for position in campaign.positions.filter(code__in=triggers):
        wanted = str(triggers[position.code] or "")
        if position.competition != wanted:
            position.competition = wanted
            position.save(update_fields=["competition"])
            changed[position.code] = wanted
    if changed:
        record(
            log=campaign.log,
            code=codes.COMPETITION_NOTED,
            by=by,
            subject=f"campaign:{campaign.code}",
            title=campaign.title,
            facts={"count": len(changed), "positions": changed},
        )
    return campaign


@transaction.atomic
def set_advice_aside(
    *, campaign_id: int, position_codes: list[str], advice: Mapping[str, str], reason: str, by: Actor
) -> Campaign:
    """Record why the advice on positions is not followed; `advice` says by position code what it was."""
    campaign = lock_campaign(campaign_id)
    need_reason(reason)
    for position in campaign.positions.filter(code__in=position_codes):
        position.advice_reason = reason
        position.save(update_fields=["advice_reason"])
        record(
            log=campaign.log,
            code=codes.ADVICE_SET_ASIDE,
            by=by,
            subject=f"campaign:{campaign.code}",
            title=campaign.title,
            facts={"position": str(position), "advice": advice.get(position.code, "")},
            reason=reason,
        )
    return campaign


@transaction.atomic
def forgo_competition(*, post: str, advice: str, reason: str, by: Actor) -> None:
    """Record in the system's ledger that a vacancy is filled without competition although a rule asks for it."""
    need_reason(reason)
    record(
        log=SYSTEM_LOG,
        code=codes.ADVICE_SET_ASIDE,
        by=by,
        subject="system:",
        title=post,
        facts={"position": post, "advice": advice},
        reason=reason,
    )


def unreasoned(campaign: Campaign, plan: Plan) -> list[Finding]:
    """Return an error for each position whose advice is not followed without a recorded reason.

    A campaign replayed from files repeats what was settled elsewhere: there advice comes too late. A position
    that an amendment adds has no row before its approval, so nothing can be on record for it yet.
    """
    if campaign.folder_digest:
        return []
    said = {p.code: (p.competition, p.advice_reason) for p in campaign.positions.all()}
    found = []
    for position in plan.positions:
        if position.code not in said:
            continue
        trigger, reason = said[position.code]
        advice = advise(category=position.category, triggers=[Trigger(trigger)] if trigger else [])
        if not reason:
            found += [
                error("advice", METHOD_BY_POST, ("positions", position.code), "%(what)s", what=sentence)
                for sentence in departures(advice, method=plan.method)
            ]
    return found
