"""Notices: drafted from facts, numbered without holes, put on paper by jobs, stored once under their hash.

draft → numbered (number, date and ledger head are given in one transaction) → published (bytes and entry in one
transaction). A worker killed in between presses the same facts again and gets the same bytes.
"""

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaigns import codes
from campaigns.actions.stages import NotNow, lock_campaign, need_reason
from campaigns.lifecycle import StageState
from campaigns.models import Campaign, Notice, NoticeCounter, Stage
from campaigns.paper.facts import (
    AMENDMENT,
    ANNOUNCEMENT,
    APPOINTMENT,
    CORRECTION,
    INSPECTION,
    PUBLICITY,
    Head,
    NoticeFacts,
    from_json,
    to_json,
)
from campaigns.paper.gate import NoticeRefused
from campaigns.paper.notice import inspect_notice
from campaigns.paper.text import INTERNAL, NoticeIncomplete
from oversight.actions import store_blob
from oversight.jobs import enqueue
from oversight.ledger import Actor, record, sign_head
from oversight.models import Job, Log, Objection
from oversight.words import Sentence, gettext_noop

SKIPPABLE = frozenset({INSPECTION, APPOINTMENT}) | INTERNAL
"""Kinds that may be left out with a reason: a secret post is not announced (domain 27), the house may do without."""
CORRECTED_BY_HAND = frozenset({INSPECTION, PUBLICITY, APPOINTMENT})
"""Kinds whose corrections somebody asks for: they do not follow from a new run."""


@dataclasses.dataclass(frozen=True)
class Rite:
    """What the floors above do about a kind: fill in the facts of the day it is published, act once it is out.

    `dated` may refuse with NotNow; `out` runs in the transaction that publishes.
    """

    dated: Callable[[Notice, NoticeFacts, date], NoticeFacts]
    out: Callable[[Notice, Actor], None] | None = None


rites: dict[str, Rite] = {}


def register_rite(kind: str, rite: Rite) -> None:
    """Say what is done about a kind of notice when it is published, for the floors above."""
    rites[kind] = rite


def lock_notice(notice_id: int) -> Notice:
    """Return the notice, re-read after its campaign's row was locked; NotNow when it was dropped meanwhile."""
    try:
        campaign = lock_campaign(Notice.objects.values_list("campaign_id", flat=True).get(pk=notice_id))
        notice = Notice.objects.select_for_update().get(pk=notice_id)
    except Notice.DoesNotExist:
        raise NotNow(Sentence(gettext_noop("Somebody else has dropped this draft meanwhile."))) from None
    notice.campaign = campaign
    return notice


@transaction.atomic
def draft_notice(
    *,
    campaign_id: int,
    stage: Stage | None,
    kind: str,
    facts: NoticeFacts,
    by: Actor,
    title: str,
    run: int = 0,
) -> Notice:
    """Keep the facts of a notice as a draft; drafting the same kind of the same run again renews the draft."""
    campaign = lock_campaign(campaign_id)
    same = campaign.notices.filter(stage=stage, kind=kind, run=run)
    if same.exclude(state=Notice.State.DRAFT).exists():
        raise NotNow(Sentence(gettext_noop("“%(title)s” has been published already."), {"title": title}))
    notice, _ = Notice.objects.update_or_create(
        campaign=campaign,
        stage=stage,
        kind=kind,
        run=run,
        state=Notice.State.DRAFT,
        defaults={"title": title, "facts": to_json(facts)},
    )
    record(
        log=campaign.log,
        code=codes.NOTICE_DRAFTED,
        by=by,
        subject=f"notice:{notice.pk}",
        title=title,
        facts={"title": title, "kind": kind, "run": run},
    )
    return notice


@transaction.atomic
def skip_notice(
    *, campaign_id: int, stage: Stage | None, kind: str, facts: NoticeFacts, by: Actor, title: str, run: int
) -> Notice:
    """Record that a notice that is due will not be there; `facts.reason` says why."""
    campaign = lock_campaign(campaign_id)
    need_reason(facts.reason)
    if kind not in SKIPPABLE:
        raise NotNow(Sentence(gettext_noop("A notice of this kind cannot be left out.")))
    if campaign.notices.filter(stage=stage, kind=kind, run=run).exists():
        raise NotNow(Sentence(gettext_noop("“%(title)s” is there already."), {"title": title}))
    notice = Notice.objects.create(
        campaign=campaign,
        stage=stage,
        kind=kind,
        run=run,
        title=title,
        facts=to_json(facts),
        state=Notice.State.SKIPPED,
    )
    record(
        log=campaign.log,
        code=codes.NOTICE_SKIPPED,
        by=by,
        subject=f"notice:{notice.pk}",
        title=title,
        facts={"title": title, "kind": kind, "run": run},
        reason=facts.reason,
    )
    return notice


@transaction.atomic
def edit_notice(*, notice_id: int, changes: dict[str, Any], by: Actor) -> Notice:
    """Change what people write in a draft: contacts, basis, paragraphs, next step. Lists and figures are not theirs."""
    notice = lock_notice(notice_id)
    _need_draft(notice)
    allowed = {
        "basis",
        "conditions",
        "subjects",
        "timetable",
        "paragraphs",
        "contacts",
        "supervision",
        "next_step",
        "copy_to",
        "team",
    }
    if not set(changes) <= allowed:
        raise ValueError(f"not open to editing: {sorted(set(changes) - allowed)}")
    notice.facts = to_json(dataclasses.replace(from_json(notice.facts), **changes))
    notice.save(update_fields=["facts"])
    record(
        log=notice.campaign.log,
        code=codes.NOTICE_DRAFTED,
        by=by,
        subject=f"notice:{notice.pk}",
        title=notice.title,
        facts={"title": notice.title, "kind": notice.kind, "fields": sorted(changes)},
    )
    return notice


@transaction.atomic
def drop_notice(*, notice_id: int, by: Actor) -> None:
    """Drop a draft, or take back that there will be none; a numbered notice stays."""
    notice = lock_notice(notice_id)
    if notice.state != Notice.State.SKIPPED:
        _need_draft(notice)
    record(
        log=notice.campaign.log,
        code=codes.NOTICE_DROPPED,
        by=by,
        subject=f"notice:{notice.pk}",
        title=notice.title,
        facts={"title": notice.title, "kind": notice.kind},
    )
    notice.delete()


def _need_draft(notice: Notice) -> None:
    if notice.state != Notice.State.DRAFT:
        raise NotNow(
            Sentence(gettext_noop("“%(title)s” has been published already."), {"title": notice.title})
        )


def _need_run_in_force(notice: Notice) -> None:
    """Refuse a result whose run is not the sealed one any more: what is published would be wrong already."""
    stage = notice.stage
    if stage is None or notice.kind in (ANNOUNCEMENT, AMENDMENT, INSPECTION, PUBLICITY):
        return
    if notice.kind == CORRECTION and notice.facts.get("of_kind") in CORRECTED_BY_HAND:
        return
    if stage.state != StageState.SEALED or stage.run != notice.run:
        text = gettext_noop(
            "Run %(run)s of “%(stage)s” is not in force; drop this draft and draft the newer run."
        )
        raise NotNow(Sentence(text, {"run": notice.run, "stage": str(stage)}))


@transaction.atomic
def publish_notice(*, notice_id: int, by: Actor) -> Job:
    """Give a draft its number, date and ledger head, and queue its pressing; refused with every finding of the gate.

    The number is the next of the year, under a lock, in the transaction that uses it: no number is lost. Nothing is
    typed: date and head are those of this moment.
    """
    notice = lock_notice(notice_id)
    _need_draft(notice)
    _need_run_in_force(notice)
    _need_settled(notice)
    facts = from_json(notice.facts)
    rite = rites.get(notice.kind)
    if rite is not None:
        facts = rite.dated(notice, facts, timezone.localdate())
    try:
        findings = inspect_notice(facts, fonts_dir=settings.NOTICE_FONTS_DIR)
    except NoticeIncomplete as missing:
        raise NotNow(Sentence(gettext_noop("The notice lacks %(field)s."), {"field": str(missing)})) from None
    if findings:
        raise NoticeRefused(findings)
    _give_number(notice, notice.campaign, facts, by)
    record(
        log=notice.campaign.log,
        code=codes.NOTICE_NUMBERED,
        by=by,
        subject=f"notice:{notice.pk}",
        title=notice.title,
        facts={"title": notice.title, "number": notice.number, "kind": notice.kind},
    )
    return enqueue(kind="press", key=f"press:{notice.pk}", payload={"notice": notice.pk}, by=by)


def _need_settled(notice: Notice) -> None:
    """Raise NotNow while somebody who watches objects to the stage whose notice this is."""
    if notice.stage is None:
        return
    objections = Objection.objects.filter(log=notice.campaign.log, subject=notice.stage.subject)
    if objections.filter(settled_at=None).exists():
        text = gettext_noop("“%(title)s” is not published while an objection to “%(stage)s” is not settled.")
        raise NotNow(Sentence(text, {"title": notice.title, "stage": str(notice.stage)}))


def _give_number(notice: Notice, campaign: Campaign, facts: NoticeFacts, by: Actor) -> None:
    today = timezone.localdate()
    NoticeCounter.objects.get_or_create(year=today.year)
    counter = NoticeCounter.objects.select_for_update().get(year=today.year)
    counter.last += 1
    counter.save(update_fields=["last"])
    head = sign_head(log=campaign.log, by=by, reason=notice.title)
    public = settings.PUBLIC_URL and notice.kind not in INTERNAL
    notice.year, notice.serial = today.year, counter.last
    notice.number = f"{settings.NOTICE_PREFIX}〔{today.year}〕{counter.last}号"
    notice.head_size, notice.head_root = head.size, head.root
    notice.state = Notice.State.NUMBERED
    origin = Log.objects.values_list("origin", flat=True).get(name=campaign.log)
    notice.facts = to_json(
        dataclasses.replace(
            facts,
            number=notice.number,
            issued_on=today,
            printed_by=facts.issuer,
            head=Head(origin=origin, size=head.size, root=head.root),
            verify_url=f"{settings.PUBLIC_URL}/verify/" if public else "",
        )
    )
    notice.save(update_fields=["year", "serial", "number", "head_size", "head_root", "state", "facts"])


@transaction.atomic
def keep_pressed(*, notice_id: int, pdf: bytes, pages: int, by: Actor) -> Notice:
    """Store the pressed bytes and publish; done again it changes nothing."""
    notice = lock_notice(notice_id)
    if notice.state == Notice.State.PUBLISHED:
        return notice
    notice.blob, notice.pages = store_blob(pdf, media="application/pdf"), pages
    notice.state, notice.published_at = Notice.State.PUBLISHED, timezone.now()
    notice.save(update_fields=["blob", "pages", "state", "published_at"])
    record(
        log=notice.campaign.log,
        code=codes.NOTICE_PUBLISHED,
        by=by,
        subject=f"notice:{notice.pk}",
        title=notice.title,
        facts={
            "title": notice.title,
            "number": notice.number,
            "sha256": notice.blob,
            "pages": pages,
            "head_size": notice.head_size,
            "head_root": notice.head_root,
        },
    )
    rite = rites.get(notice.kind)
    if rite is not None and rite.out is not None:
        rite.out(notice, by)
    return notice
