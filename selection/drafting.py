"""Drafting notices out of what has been decided: which notices are due, and their facts from the floors below."""

from django.db import transaction

from campaigns.actions.notices import draft_notice
from campaigns.actions.stages import NotNow
from campaigns.models import Campaign, Notice, Stage
from campaigns.paper.facts import AMENDMENT, ANNOUNCEMENT, CORRECTION, NoticeFacts
from oversight.ledger import Actor
from oversight.words import Sentence, gettext_noop
from scoring.correction_notice import correction_facts
from scoring.notices import amendment_facts, announcement_facts, result_facts
from selection.queries.desk import Picture, pictures
from selection.todo import missing_notices


@transaction.atomic
def draft_due(*, campaign: Campaign, kind: str, stage_key: str, by: Actor) -> Notice:
    """Draft the notice of this kind that is due for a stage; NotNow where none is."""
    picture = pictures([campaign], {})[0]
    for due, stage, run in missing_notices(picture):
        if due == kind and (stage.key if stage else "") == stage_key:
            facts = _facts(picture, due, stage)
            return draft_notice(
                campaign_id=campaign.pk, stage=stage, kind=due, facts=facts, by=by, title=facts.title, run=run
            )
    raise NotNow(
        Sentence(gettext_noop("No such notice is due: it is there already, or its stage is not sealed."))
    )


def _facts(picture: Picture, kind: str, stage: Stage | None) -> NoticeFacts:
    """Return the facts of a notice that is due."""
    if kind in (ANNOUNCEMENT, AMENDMENT):
        assert picture.frozen is not None
        make = announcement_facts if kind == ANNOUNCEMENT else amendment_facts
        return make(picture.campaign, picture.frozen)
    assert stage is not None
    stage.campaign = picture.campaign
    if kind == CORRECTION:
        published = (
            Notice.objects.filter(stage=stage).exclude(state=Notice.State.DRAFT).order_by("run", "id").last()
        )
        assert published is not None
        return correction_facts(stage, published)
    return result_facts(stage)
