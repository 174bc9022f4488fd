"""Campaigns and their plans: create, edit, propose, freeze, amend."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from campaigns import codes
from campaigns.actions.advice import unreasoned
from campaigns.actions.stages import NotNow, lock_campaign, move_stage, need_reason
from campaigns.lifecycle import Move, StageState
from campaigns.models import Campaign, PlanVersion, Position, Seat, Stage
from campaigns.plan.amending import forbidden_changes, lost_positions
from campaigns.plan.check import Finding, Gravity, check_plan
from campaigns.plan.document import read_plan
from campaigns.plan.export import digest, to_toml
from campaigns.plan.rules import Plan
from oversight.ledger import Actor, open_log, record
from oversight.rights import Role
from oversight.words import Sentence, gettext_noop


class PlanRefused(Exception):
    """A plan that breaks a rule of the field; carries the findings."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings
        super().__init__("; ".join(str(f.what) for f in findings))


@dataclass(frozen=True)
class Laid:
    """What freezing a plan produced."""

    campaign: Campaign
    version: PlanVersion


@transaction.atomic
def create_campaign(*, plan: Plan, by: Actor, folder_digest: str = "") -> Campaign:
    """Create a campaign in draft with version 1 of its plan; its ledger begins with this act.

    Whoever creates it takes its first seat, as staff. Raises NotNow where the code is taken.
    """
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                code=plan.code,
                title=plan.title,
                method=plan.method,
                organizer=plan.organizer,
                reference_date=plan.reference_date,
                folder_digest=folder_digest,
            )
    except IntegrityError:  # the database decides, for two may ask at once
        if not Campaign.objects.filter(code=plan.code).exists():
            raise
        taken = gettext_noop("A campaign with the code %(code)s exists already; choose another.")
        raise NotNow(Sentence(taken, {"code": plan.code})) from None
    open_log(campaign.log, title=plan.title, by=by)
    if by.user_id is not None:
        Seat.objects.create(campaign=campaign, user_id=by.user_id, role=str(Role.STAFF), since=timezone.now())
    document = to_toml(plan).decode()
    PlanVersion.objects.create(campaign=campaign, number=1, document=document, digest=digest(plan))
    lay_positions(campaign, plan)
    record(
        log=campaign.log,
        code=codes.CAMPAIGN_CREATED,
        by=by,
        subject=f"campaign:{campaign.code}",
        title=campaign.title,
        facts={"title": campaign.title, "code": campaign.code, "plan": digest(plan)},
    )
    return campaign


def plan_in_making(campaign: Campaign) -> PlanVersion:
    """Return the draft or proposed version; NotNow when the plan is frozen and no amendment was begun."""
    version = campaign.plans.filter(state__in=[PlanVersion.State.DRAFT, PlanVersion.State.PROPOSED]).first()
    if version is None:
        raise NotNow(Sentence(gettext_noop("The plan is frozen. Begin an amendment to change it.")))
    return version


def _draft(campaign: Campaign) -> PlanVersion:
    version = plan_in_making(campaign)
    if version.state != PlanVersion.State.DRAFT:
        raise NotNow(
            Sentence(gettext_noop("The plan is waiting for approval; have it returned to change it."))
        )
    return version


@transaction.atomic
def edit_plan(*, campaign_id: int, plan: Plan, by: Actor, expected: str = "") -> PlanVersion:
    """Replace the draft's document. A plan with findings may be kept as a draft; it cannot be put forward.

    `expected` is the digest of the draft that was edited; NotNow when somebody else has changed it since.
    """
    campaign = lock_campaign(campaign_id)
    version = _draft(campaign)
    if expected and expected != version.digest:
        raise NotNow(
            Sentence(gettext_noop("Somebody else has changed the draft meanwhile; look at it and try again."))
        )
    if plan.code != campaign.code:
        raise NotNow(Sentence(gettext_noop("The code of a campaign stays what it was.")))
    if digest(plan) == version.digest:
        return version
    before = version.digest
    version.document, version.digest = to_toml(plan).decode(), digest(plan)
    version.save(update_fields=["document", "digest", "changed_at"])
    if version.number == 1:
        _copy_head_data(campaign, plan)
        lay_positions(campaign, plan)
    record(
        log=campaign.log,
        code=codes.PLAN_EDITED,
        by=by,
        subject=f"plan:{version.number}",
        title=campaign.title,
        facts={"version": version.number, "before": before, "after": version.digest},
    )
    return version


def _copy_head_data(campaign: Campaign, plan: Plan) -> None:
    campaign.title, campaign.method, campaign.organizer = plan.title, plan.method, plan.organizer
    campaign.reference_date = plan.reference_date
    campaign.save(update_fields=["title", "method", "organizer", "reference_date"])


@transaction.atomic
def propose_plan(*, campaign_id: int, by: Actor, reason: str = "") -> PlanVersion:
    """Put the draft forward for approval; refused with every error of the plan check."""
    campaign = lock_campaign(campaign_id)
    version = _draft(campaign)
    plan = read_plan(version.document)
    if errors := errors_of(campaign, version, plan) + unreasoned(campaign, plan):
        raise PlanRefused(errors)
    if version.number > 1 and not (reason or version.reason).strip():
        raise NotNow(Sentence(gettext_noop("An amendment needs a reason.")))
    version.state, version.proposed_by_id = PlanVersion.State.PROPOSED, by.user_id
    version.reason = reason or version.reason
    version.save(update_fields=["state", "proposed_by", "reason", "changed_at"])
    record(
        log=campaign.log,
        code=codes.PLAN_PROPOSED,
        by=by,
        subject=f"plan:{version.number}",
        title=campaign.title,
        facts={"version": version.number, "plan": version.digest},
        reason=version.reason,
    )
    return version


@transaction.atomic
def return_plan(*, campaign_id: int, by: Actor, reason: str) -> PlanVersion:
    """Give a proposed plan back to its authors, with the reason."""
    campaign = lock_campaign(campaign_id)
    version = plan_in_making(campaign)
    if version.state != PlanVersion.State.PROPOSED:
        raise NotNow(Sentence(gettext_noop("There is no plan waiting for approval.")))
    need_reason(reason)
    version.state, version.proposed_by_id = PlanVersion.State.DRAFT, None
    version.save(update_fields=["state", "proposed_by", "changed_at"])
    record(
        log=campaign.log,
        code=codes.PLAN_RETURNED,
        by=by,
        subject=f"plan:{version.number}",
        title=campaign.title,
        facts={"version": version.number},
        reason=reason,
    )
    return version


@transaction.atomic
def freeze_plan(*, campaign_id: int, by: Actor) -> Laid:
    """Approve the proposed plan, freeze it and lay out its positions and stages.

    A second person approves: the one who put it forward is refused. The first version also carries the
    announcement stage to sealed; an amendment only adds what is new and changes what has not begun.
    """
    campaign = lock_campaign(campaign_id)
    version = plan_in_making(campaign)
    if version.state != PlanVersion.State.PROPOSED:
        raise NotNow(Sentence(gettext_noop("There is no plan waiting for approval.")))
    if version.proposed_by_id == by.user_id:
        raise NotNow(Sentence(gettext_noop("A second person approves: you put this plan forward yourself.")))
    plan = read_plan(version.document)
    if errors := errors_of(campaign, version, plan):
        raise PlanRefused(errors)
    campaign.plans.filter(state=PlanVersion.State.FROZEN).update(state=PlanVersion.State.SUPERSEDED)
    version.state, version.approved_by_id, version.frozen_at = (
        PlanVersion.State.FROZEN,
        by.user_id,
        timezone.now(),
    )
    version.save(update_fields=["state", "approved_by", "frozen_at", "changed_at"])
    first = version.number == 1
    _lay_out(campaign, plan)
    if first:
        _announce(campaign)
    record(
        log=campaign.log,
        code=codes.PLAN_FROZEN if first else codes.PLAN_AMENDED,
        by=by,
        subject=f"plan:{version.number}",
        title=campaign.title,
        facts={"version": version.number, "plan": version.digest},
        reason=version.reason,
    )
    return Laid(campaign, version)


def _announce(campaign: Campaign) -> None:
    """Carry the announcement stage to sealed and the campaign to running; the approval itself is its second person."""
    stage = campaign.stages.get(kind="announcement")
    for move in (Move.OPEN, Move.CLOSE, Move.DECIDE, Move.SEAL):
        move_stage(stage, move)
    campaign.state = "running"
    campaign.save(update_fields=["state"])


def errors_of(campaign: Campaign, version: PlanVersion, plan: Plan) -> list[Finding]:
    """Return what forbids a version: the errors of the plan check, and what an amendment may not change."""
    errors = [f for f in check_plan(plan) if f.gravity is Gravity.ERROR]
    return errors + forbidden_in(campaign, version, plan)


def forbidden_in(campaign: Campaign, version: PlanVersion, plan: Plan) -> list[Finding]:
    """Return what an amendment may not change, as errors; nothing for a first version.

    A stage that went back for a correction has been decided too: `run` numbers its runs from 1.
    """
    force = campaign.plans.filter(state=PlanVersion.State.FROZEN).first()
    if version.number == 1 or force is None:
        return []
    stages = list(campaign.stages.all())
    begun = {stage.key for stage in stages if stage.state != StageState.DRAFT}
    decided = {s.key for s in stages if s.run > 1 or s.state in (StageState.DECIDED, StageState.SEALED)}
    announced = [(position.code, str(position)) for position in campaign.positions.all()]
    before = read_plan(force.document)
    return [
        *lost_positions(plan, announced),
        *forbidden_changes(before, plan, begun=begun, decided=decided),
    ]


def lay_positions(campaign: Campaign, plan: Plan) -> None:
    """Make the rows of positions say what the plan says; what was said about competition stays.

    Nothing stands on a position that the plan no longer has: once announced it stays in every version.
    """
    campaign.positions.exclude(code__in=[position.code for position in plan.positions]).delete()
    rows = [
        Position(
            campaign=campaign,
            code=position.code,
            title=position.title,
            unit=position.unit,
            level=position.level,
            category=position.category,
            openings=position.openings,
            order=order,
        )
        for order, position in enumerate(plan.positions)
    ]
    Position.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["campaign", "code"],
        update_fields=["title", "unit", "level", "category", "openings", "order"],
    )


def _lay_out(campaign: Campaign, plan: Plan) -> None:
    """Make the rows of positions and stages say what the plan says; a stage that has begun keeps its times."""
    lay_positions(campaign, plan)
    kept = {rules.key: rules.kind for rules in plan.stages}
    existing = {}
    for stage in campaign.stages.select_for_update():
        if kept.get(stage.key) == stage.kind:
            existing[stage.key] = stage
        else:
            stage.delete()
    # Past any plan's length, so that renumbering meets no duplicate.
    Stage.objects.filter(campaign=campaign).update(order=F("order") + 1000)
    for order, rules in enumerate(plan.stages):
        known = existing.get(rules.key)
        stage = known or Stage(campaign=campaign, key=rules.key, kind=rules.kind)
        stage.order, stage.title = order, rules.title
        if stage.state == StageState.DRAFT:
            stage.opens_at, stage.closes_at = rules.opens_at, rules.closes_at
        if known is None:
            stage.save(force_insert=True)
        else:
            stage.save(update_fields=["order", "title", "opens_at", "closes_at"])


@transaction.atomic
def begin_amendment(*, campaign_id: int, by: Actor, reason: str) -> PlanVersion:
    """Open a new version as a copy of the plan in force; it takes effect only when approved."""
    campaign = lock_campaign(campaign_id)
    if campaign.plans.filter(state__in=[PlanVersion.State.DRAFT, PlanVersion.State.PROPOSED]).exists():
        raise NotNow(Sentence(gettext_noop("An amendment is already being made.")))
    need_reason(reason)
    force = campaign.plans.filter(state=PlanVersion.State.FROZEN).first()
    if force is None:
        raise NotNow(Sentence(gettext_noop("There is no plan in force to amend.")))
    version = PlanVersion.objects.create(
        campaign=campaign,
        number=campaign.plans.count() + 1,
        document=force.document,
        digest=force.digest,
        reason=reason,
    )
    record(
        log=campaign.log,
        code=codes.PLAN_EDITED,
        by=by,
        subject=f"plan:{version.number}",
        title=campaign.title,
        facts={"version": version.number, "before": force.digest, "after": version.digest},
        reason=reason,
    )
    return version


@transaction.atomic
def drop_amendment(*, campaign_id: int, by: Actor, reason: str) -> PlanVersion:
    """Give up the draft of an amendment, with the reason; it stays on record and its number is not used again."""
    campaign = lock_campaign(campaign_id)
    version = _draft(campaign)
    if version.number == 1:
        raise NotNow(Sentence(gettext_noop("The first version of a plan cannot be dropped.")))
    need_reason(reason)
    version.state = PlanVersion.State.DROPPED
    version.save(update_fields=["state", "changed_at"])
    record(
        log=campaign.log,
        code=codes.PLAN_DROPPED,
        by=by,
        subject=f"plan:{version.number}",
        title=campaign.title,
        facts={"version": version.number, "plan": version.digest},
        reason=reason,
    )
    return version
