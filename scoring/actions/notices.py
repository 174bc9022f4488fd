"""What is done when a paper of a later stage is published: its days are filled in, its posting becomes evidence."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from campaigns.actions.notices import CORRECTED_BY_HAND, Rite, draft_notice
from campaigns.actions.stages import NotNow, need_reason, previous_stage
from campaigns.lifecycle import StageState
from campaigns.models import Notice, Stage
from campaigns.paper.facts import APPOINTMENT, CORRECTION, INSPECTION, PUBLICITY, NoticeFacts, from_json
from campaigns.workdays import MissingYear
from oversight.ledger import Actor
from oversight.words import Sentence, gettext_noop
from scoring.actions.checks import CheckEntry, enter_checks
from scoring.check_queries import asked_about
from scoring.core.checks import Answer
from scoring.correction_notice import particular_changes
from scoring.later_notices import later_facts, period_on
from scoring.models import Check


def _current(notice: Notice, facts: NoticeFacts) -> Stage:
    """Return the notice's stage; NotNow where people or particulars are others than when it was drafted."""
    stage = notice.stage
    assert stage is not None
    stage.campaign = notice.campaign
    if later_facts(stage, facts.of_kind or facts.kind).listings != facts.listings:
        text = gettext_noop(
            "The people or what is known about them have changed since “%(title)s” was drafted; renew the draft."
        )
        raise NotNow(Sentence(text, {"title": notice.title}))
    return stage


def _with_days(stage: Stage, facts: NoticeFacts, day: date) -> NoticeFacts:
    try:
        return replace(facts, period=period_on(stage, facts, day))
    except MissingYear as missing:
        raise NotNow(missing.sentence) from None


def announce_inspection(notice: Notice, facts: NoticeFacts, day: date) -> NoticeFacts:
    """Fill in how long the notice of an inspection stands; refused once the inspection is closed."""
    stage = _current(notice, facts)
    before = previous_stage(stage)
    known = before is None or before.state == StageState.SEALED
    if stage.state not in (StageState.DRAFT, StageState.OPEN) or not known:
        text = gettext_noop("“%(stage)s” is announced before it is closed, once it is known who is in it.")
        raise NotNow(Sentence(text, {"stage": str(stage)}))
    return _with_days(stage, facts, day)


def begin_publicity(notice: Notice, facts: NoticeFacts, day: date) -> NoticeFacts:
    """Fill in from when to when the publicity runs; refused while its stage is not open."""
    stage = _current(notice, facts)
    if stage.state != StageState.OPEN:
        text = gettext_noop("The publicity is published while “%(stage)s” is open.")
        raise NotNow(Sentence(text, {"stage": str(stage)}))
    return _with_days(stage, facts, day)


def record_posting(notice: Notice, by: Actor) -> None:
    """Make the day of publication everybody's day of posting; whoever was posted before keeps that day."""
    stage, out = notice.stage, notice.published_at
    if stage is None or out is None or stage.state != StageState.OPEN:
        return
    posted = set(Check.objects.filter(stage=stage, item="posted").values_list("application", flat=True))
    entries = [
        CheckEntry(person.pk, item="posted", answer=Answer.POSTED, day=timezone.localdate(out))
        for person in asked_about(stage)
        if person.pk not in posted
    ]
    if entries:
        enter_checks(stage_id=stage.pk, entries=entries, by=by)


def keep_current(notice: Notice, facts: NoticeFacts, day: date) -> NoticeFacts:
    """Refuse an appointment whose people have changed since it was drafted."""
    _current(notice, facts)
    return facts


def keep_corrected(notice: Notice, facts: NoticeFacts, day: date) -> NoticeFacts:
    """Refuse a correction of a later paper whose people have changed since it was drafted."""
    if facts.of_kind in CORRECTED_BY_HAND:
        _current(notice, facts)
    return facts


RITES = {
    INSPECTION: Rite(announce_inspection),
    PUBLICITY: Rite(begin_publicity, record_posting),
    APPOINTMENT: Rite(keep_current),
    CORRECTION: Rite(keep_corrected),
}


@transaction.atomic
def correct_paper(*, notice_id: int, reason: str, by: Actor) -> Notice:
    """Draft the correction of a published paper of a later stage: what reads otherwise now, with the reason."""
    notice = Notice.objects.select_related("stage__campaign", "campaign").get(pk=notice_id)
    stage = notice.stage
    need_reason(reason)
    old = from_json(notice.facts)
    kind = old.of_kind or old.kind
    if notice.state != Notice.State.PUBLISHED or stage is None or kind not in CORRECTED_BY_HAND:
        raise NotNow(Sentence(gettext_noop("This notice is not corrected by hand.")))
    new = later_facts(stage, kind)
    changes = particular_changes(old, new)
    if not changes:
        text = gettext_noop("Nothing that “%(title)s” says reads otherwise now; enter what is wrong first.")
        raise NotNow(Sentence(text, {"title": notice.title}))
    said = stage.notices.filter(kind=CORRECTION).exclude(state=Notice.State.DRAFT)
    title = f"{notice.campaign.title}{stage}有关内容的更正公告"
    facts = replace(
        new,
        kind=CORRECTION,
        of_kind=kind,
        title=title,
        corrects=f"{notice.number}《{notice.title}》",
        reason=reason.strip().rstrip("。"),
        changes=changes,
        period=old.period,
        team=old.team,
        timetable=old.timetable,
        contacts=old.contacts,
        supervision=old.supervision,
    )
    return draft_notice(
        campaign_id=notice.campaign_id,
        stage=stage,
        kind=CORRECTION,
        facts=facts,
        by=by,
        title=title,
        run=(said.order_by("-run").values_list("run", flat=True).first() or notice.run) + 1,
    )
