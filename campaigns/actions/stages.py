"""Moving stages: the one writer of a stage's state, and opening."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns import codes, lifecycle
from campaigns.lifecycle import CampaignState, Move, StageState
from campaigns.models import Campaign, Stage
from oversight.ledger import Actor, record
from oversight.words import Sentence, gettext_noop


class NotNow(Exception):
    """An act that is lawful in itself but not at this moment; carries the sentence that says why."""

    def __init__(self, sentence: Sentence):
        self.sentence = sentence
        super().__init__(str(sentence))


def need_reason(reason: str) -> None:
    """Raise NotNow where an act that needs a reason has none."""
    if not reason.strip():
        raise NotNow(Sentence(gettext_noop("State the reason.")))


def lock_campaign(campaign_id: int) -> Campaign:
    """Return the campaign with its row locked until the transaction ends (a no-op lock on SQLite IMMEDIATE)."""
    return Campaign.objects.select_for_update().get(pk=campaign_id)


def need_running(campaign: Campaign) -> None:
    """Raise NotNow unless the campaign is running: a finished or stopped one is read, not changed."""
    if campaign.state != CampaignState.RUNNING:
        text = gettext_noop("The campaign is %(state)s; nothing more is done in it.")
        raise NotNow(
            Sentence(text, {"state": Sentence(lifecycle.CAMPAIGN_LABELS[CampaignState(campaign.state)])})
        )


def lock_stage(stage_id: int) -> Stage:
    """Return the stage, re-read after its campaign's row was locked: every act of a campaign takes that lock first.

    Raises NotNow unless the campaign is running, and when an amendment has taken the stage out meanwhile.
    """
    try:
        campaign = lock_campaign(Stage.objects.values_list("campaign_id", flat=True).get(pk=stage_id))
        need_running(campaign)
        stage = Stage.objects.select_for_update().get(pk=stage_id)
    except Stage.DoesNotExist:
        raise NotNow(
            Sentence(gettext_noop("The plan was amended meanwhile: it has no such stage."))
        ) from None
    stage.campaign = campaign
    return stage


def move_stage(stage: Stage, move: Move, *, at: datetime | None = None) -> None:
    """Write the stage's next state by the one table; raises NotNow when the table does not allow the move.

    The caller holds the lock and writes the entry in the same transaction.
    """
    try:
        stage.state = lifecycle.next_state(StageState(stage.state), move)
    except lifecycle.Illegal as illegal:
        raise NotNow(illegal.sentence) from None
    stage.moved_at = at or timezone.now()
    stage.save(update_fields=["state", "moved_at"])


def previous_stage(stage: Stage) -> Stage | None:
    """Return the stage before this one, None for the first."""
    return (
        Stage.objects.filter(campaign_id=stage.campaign_id, order__lt=stage.order).order_by("-order").first()
    )


def next_stage(stage: Stage) -> Stage | None:
    """Return the stage after this one, None for the last."""
    return (
        Stage.objects.filter(campaign_id=stage.campaign_id, order__gt=stage.order).order_by("order").first()
    )


Gate = Callable[[Stage], Iterable[Sentence]]
"""Says what keeps a stage from being opened; nothing where it may be."""

gates: list[Gate] = []


def register_gate(gate: Gate) -> Gate:
    """Add something that may keep stages from being opened; usable as a decorator, for the floors above."""
    if gate not in gates:
        gates.append(gate)
    return gate


def kept_shut_by(stage: Stage) -> list[Sentence]:
    """Return what keeps a stage from being opened, besides the one before it."""
    return [sentence for gate in gates for sentence in gate(stage)]


@transaction.atomic
def open_stage(*, stage_id: int, by: Actor) -> Stage:
    """Open a stage for its evidence; the stage before it must be sealed, and no gate may be shut."""
    stage = lock_stage(stage_id)
    before = previous_stage(stage)
    if before is not None and before.state != StageState.SEALED:
        raise NotNow(
            Sentence(
                gettext_noop("“%(stage)s” opens once “%(before)s” is sealed."),
                {"stage": str(stage), "before": str(before)},
            )
        )
    shut = kept_shut_by(stage)
    if shut:
        text = gettext_noop("“%(stage)s” cannot be opened: %(why)s")
        raise NotNow(Sentence(text, {"stage": str(stage), "why": shut}))
    move_stage(stage, Move.OPEN)
    record(
        log=stage.campaign.log,
        code=codes.STAGE_OPENED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"stage": stage.key, "title": str(stage)},
    )
    return stage


@transaction.atomic
def schedule_stage(
    *, stage_id: int, opens_at: datetime | None, closes_at: datetime | None, by: Actor
) -> Stage:
    """Set when the clock opens and closes a stage; only before it has been decided."""
    stage = lock_stage(stage_id)
    if stage.state not in (StageState.DRAFT, StageState.OPEN):
        raise NotNow(Sentence(gettext_noop("“%(stage)s” is closed: its times stand."), {"stage": str(stage)}))
    if opens_at and closes_at and closes_at <= opens_at:
        raise NotNow(Sentence(gettext_noop("A stage closes after it opens.")))
    stage.opens_at, stage.closes_at = opens_at, closes_at
    stage.save(update_fields=["opens_at", "closes_at"])
    record(
        log=stage.campaign.log,
        code=codes.STAGE_SCHEDULED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "opens_at": _iso(opens_at),
            "closes_at": _iso(closes_at),
        },
    )
    return stage


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
