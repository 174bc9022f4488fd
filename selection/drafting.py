"""Drafting notices out of what has been decided: which notices are due, and their facts from the floors below."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext

from campaigns.actions.notices import draft_notice, skip_notice
from campaigns.actions.stages import NotNow
from campaigns.models import Campaign, Notice, Stage
from campaigns.paper.facts import AMENDMENT, ANNOUNCEMENT, CORRECTION, NoticeFacts, from_json
from campaigns.paper.text import NOTICE_KINDS
from oversight.ledger import Actor
from oversight.words import Sentence, gettext_noop
from scoring.correction_notice import correction_facts
from scoring.later_notices import later_facts
from scoring.notices import KIND_OF_STAGE, NAMELESS, amendment_facts, announcement_facts, result_facts
from selection.queries.desk import Picture, pictures
from selection.todo import missing_notices

WRITTEN = ("basis", "paragraphs", "contacts", "supervision", "copy_to", "team", "timetable")
"""What people write in a draft and what stays when it is renewed."""


@transaction.atomic
def draft_due(*, campaign: Campaign, kind: str, stage_key: str, by: Actor) -> Notice:
    """Draft the notice of this kind that is due for a stage; NotNow where none is."""
    picture = pictures([campaign], {})[0]
    stage, run = due_notice(picture, kind, stage_key)
    facts = _facts(picture, kind, stage)
    return draft_notice(
        campaign_id=campaign.pk, stage=stage, kind=kind, facts=facts, by=by, title=facts.title, run=run
    )


def due_notice(picture: Picture, kind: str, stage_key: str) -> tuple[Stage | None, int]:
    """Return stage and run of the notice of this kind that is due; NotNow where none is."""
    for due, stage, run in missing_notices(picture):
        if due == kind and (stage.key if stage else "") == stage_key:
            return stage, run
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
    if kind in KIND_OF_STAGE.values():
        return result_facts(stage)
    return later_facts(stage, kind)


@transaction.atomic
def skip_due(*, campaign: Campaign, kind: str, stage_key: str, reason: str, by: Actor) -> Notice:
    """Record that a notice that is due will not be there, and why; NotNow where none is due."""
    picture = pictures([campaign], {})[0]
    stage, run = due_notice(picture, kind, stage_key)
    title = f"{stage or campaign.title}：{gettext(NOTICE_KINDS[kind].label)}"
    facts = NoticeFacts(
        kind=kind, issuer=campaign.organizer or NAMELESS, campaign=campaign.title, code=campaign.code,
        stage=stage_key, title=title, reason=reason,
    )  # fmt: skip
    return skip_notice(
        campaign_id=campaign.pk, stage=stage, kind=kind, facts=facts, by=by, title=title, run=run
    )


@transaction.atomic
def renew_draft(*, notice: Notice, by: Actor) -> Notice:
    """Draft a notice anew out of what is known now; what people have written in it stays."""
    kept = from_json(notice.facts)
    if notice.state != Notice.State.DRAFT or notice.stage is None:
        raise NotNow(Sentence(gettext_noop("Only the draft of a stage's notice is renewed.")))
    stage = notice.stage
    stage.campaign = notice.campaign
    if kept.of_kind:
        raise NotNow(Sentence(gettext_noop("Drop this draft and draft the correction anew.")))
    fresh = _facts(pictures([notice.campaign], {})[0], notice.kind, stage)
    written = {name: value for name in WRITTEN if (value := getattr(kept, name))}
    return draft_notice(
        campaign_id=notice.campaign_id, stage=stage, kind=notice.kind, facts=replace(fresh, **written),
        by=by, title=notice.title, run=notice.run,
    )  # fmt: skip
