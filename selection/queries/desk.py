"""Campaigns as a desk shows them: everything that says what waits for whom, read for many campaigns at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from campaigns.lifecycle import StageState
from campaigns.models import Campaign, Notice, PlanVersion, Seat, Stage
from campaigns.queries import campaigns_for, plan_of, working_calendar, years_kept
from campaigns.workdays import Calendar, seed_calendar
from oversight.access import offices_of
from oversight.ledger import SYSTEM_LOG
from oversight.listings import sign_ins_of
from oversight.models import Entry, Job, Objection, Officer, Signature, User
from oversight.rights import Right, Role, may, rights_of
from scoring.later_notices import consented_in
from scoring.models import Outcome
from scoring.nodes import NodeState, names_nodes, node_states
from selection.queries.checked import Answers, answers_of

WORK = ("decide", "press", "press_piece", "bind", "archive")


@dataclass
class Picture:
    """One campaign: its stages in order, plans, notices without facts, runs in force by stage, jobs not done, key
    nodes as they stand and every objection."""

    campaign: Campaign
    roles: frozenset[Role] = frozenset()
    stages: list[Stage] = field(default_factory=list)
    making: PlanVersion | None = None
    frozen: PlanVersion | None = None
    notices: list[Notice] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    nodes: list[NodeState] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    answers: dict[int, Answers] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    calendar: Calendar | None = None
    reserves: set[int] = field(default_factory=set)

    @property
    def rights(self) -> frozenset[Right]:
        """Return what the reader may do here."""
        return rights_of(self.roles)

    @property
    def standing(self) -> dict[int, Outcome]:
        """Return the runs that stand: not those of stages that a correction has taken back."""
        done = {s.pk for s in self.stages if s.state in (StageState.DECIDED, StageState.SEALED)}
        return {key: outcome for key, outcome in self.outcomes.items() if key in done}

    def people_before(self, stage: Stage) -> int:
        """Return how many went on to a stage, by the run before it."""
        before = [one for one in self.stages if one.order < stage.order and one.pk in self.standing]
        outcome = self.standing[max(before, key=lambda one: one.order).pk] if before else None
        return sum(outcome.facts["advanced"].values()) if outcome else 0

    @property
    def current(self) -> Stage | None:
        """Return the stage that waits for somebody: the first that is not sealed."""
        return next((stage for stage in self.stages if stage.state != StageState.SEALED), None)


def pictures(campaigns: Sequence[Campaign], roles: dict[int, frozenset[Role]]) -> list[Picture]:
    """Return a picture of each campaign, in order: seven queries for all, more where answers have days to keep."""
    found = {campaign.pk: Picture(campaign, roles.get(campaign.pk, frozenset())) for campaign in campaigns}
    for stage in Stage.objects.filter(campaign__in=found).order_by("campaign", "order"):
        found[stage.campaign_id].stages.append(stage)
    standing = [PlanVersion.State.DRAFT, PlanVersion.State.PROPOSED, PlanVersion.State.FROZEN]
    for version in PlanVersion.objects.filter(campaign__in=found, state__in=standing):
        picture = found[version.campaign_id]
        if version.state == PlanVersion.State.FROZEN:
            picture.frozen = version
        else:
            picture.making = version
    for notice in Notice.objects.filter(campaign__in=found).defer("facts").order_by("id"):
        found[notice.campaign_id].notices.append(notice)
    runs = Outcome.objects.filter(stage__campaign__in=found).exclude(state=Outcome.State.SUPERSEDED)
    for outcome in runs.select_related("stage", "plan", "decided_by", "sealed_by"):
        found[outcome.stage.campaign_id].outcomes[outcome.stage_id] = outcome
    _add_jobs(found)
    _add_nodes(list(found.values()))
    _add_answers(list(found.values()))
    _add_reserves(found)
    return list(found.values())


def _add_answers(found: list[Picture]) -> None:
    """Put answers with days to keep beside their campaigns, and the calendar where there are any."""
    stages = [stage for picture in found for stage in picture.stages]
    answers = answers_of(stages, {picture.campaign.pk: picture.campaign.log for picture in found})
    calendar = working_calendar() if answers else None
    for picture in found:
        picture.answers = {s.pk: answers[s.pk] for s in picture.stages if s.pk in answers}
        picture.calendar = calendar


def _add_nodes(found: list[Picture]) -> None:
    """Put key nodes with their signatures, and objections, beside their campaigns."""
    by_log = {picture.campaign.log: picture for picture in found}
    for objection in Objection.objects.filter(log__in=by_log).select_related("answered_by").order_by("id"):
        by_log[objection.log].objections.append(objection)
    signatures: dict[str, list[Signature]] = {}
    for signature in Signature.objects.filter(log__in=by_log).order_by("id"):
        signatures.setdefault(signature.log, []).append(signature)
    for log, picture in by_log.items():
        version = picture.frozen
        if version is not None and names_nodes(version):
            runs = picture.outcomes.values()
            signed = signatures.get(log, [])
            picture.nodes = node_states(plan_of(version), version, picture.stages, runs, signed)


def _add_reserves(found: dict[int, Picture]) -> None:
    """Put the appointments of which somebody stands on the reserve list beside their campaign."""
    stages = {
        stage.pk: picture
        for picture in found.values()
        for stage in picture.stages
        if stage.kind == "appointment" and stage.state == StageState.SEALED
    }
    for key in consented_in(stages) if stages else ():
        stages[key].reserves.add(key)


def _add_jobs(found: dict[int, Picture]) -> None:
    """Put the jobs that are not done beside the campaign whose stage or notice they are about."""
    stages = {stage.pk: picture for picture in found.values() for stage in picture.stages}
    notices = {notice.pk: picture for picture in found.values() for notice in picture.notices}
    for job in Job.objects.filter(kind__in=WORK).exclude(state=Job.State.DONE).order_by("id"):
        picture = stages.get(job.payload.get("stage", 0)) or notices.get(job.payload.get("notice", 0))
        if picture is not None:
            picture.jobs.append(job)


def seats_of(user: User) -> dict[int, list[Seat]]:
    """Return the seats that a user holds now, by campaign."""
    now = timezone.now()
    held: dict[int, list[Seat]] = {}
    for seat in Seat.objects.filter(user=user, since__lte=now).exclude(until__lte=now):
        held.setdefault(seat.campaign_id, []).append(seat)
    return held


def pictures_for(user: User, offices: frozenset[Role]) -> list[Picture]:
    """Return the pictures of the campaigns in which a user sits, newest first, with the user's roles."""
    return _seen_by(user, offices, list(campaigns_for(user)[:100]))


def picture_of(campaign: Campaign, user: User) -> Picture:
    """Return the picture of one campaign for a user who was let in."""
    return _seen_by(user, offices_of(user), [campaign])[0]


def _seen_by(user: User, offices: frozenset[Role], campaigns: list[Campaign]) -> list[Picture]:
    """Return pictures with the roles of a user and the organs that he answers for."""
    reach, seats = offices - {Role.STAFF}, seats_of(user)
    held = {c.pk: frozenset(Role(s.role) for s in seats.get(c.pk, ())) | reach for c in campaigns}
    found = pictures(campaigns, held)
    for picture in found:
        picture.scopes = frozenset(s.scope for s in seats.get(picture.campaign.pk, ()) if s.scope)
    return found


def newest_entries(pictures: Iterable[Picture], most: int = 10, *, system: bool = False) -> list[Entry]:
    """Return the newest entries of the ledgers that the reader may read, newest first; `system`: its ledger too."""
    logs = [p.campaign.log for p in pictures if may(p.roles, Right.READ_LEDGER)]
    logs += [SYSTEM_LOG] if system else []
    if not logs:
        return []
    return list(Entry.objects.filter(log__name__in=logs).select_related("log").order_by("-id")[:most])


def last_visit(user: User) -> datetime | None:
    """Return when a person signed in before this time, None where it is the first."""
    signed_in = sign_ins_of(user).filter(code="session.began").values_list("at", flat=True)
    return next(iter(signed_in[1:2]), None)


def entries_since(pictures: Iterable[Picture], since: datetime, most: int) -> list[Entry]:
    """Return what was written since a moment into the ledgers that the reader may read, newest first."""
    logs = [p.campaign.log for p in pictures if may(p.roles, Right.READ_LEDGER)]
    entries = Entry.objects.filter(log__name__in=logs, at__gt=since).select_related("log")
    return list(entries.order_by("-id")[:most]) if logs else []


def missing_years() -> list[int]:
    """Return the years that the working calendar should know by now: this one, the next from November on."""
    today = timezone.localdate()
    wanted = [today.year] + ([today.year + 1] if today.month >= 11 else [])
    known = years_kept() | seed_calendar().years.keys()
    return [year for year in wanted if year not in known]


def offices_to_confirm(user: User) -> int:
    """Return how many granted offices wait for this person's confirmation."""
    waiting = Officer.objects.filter(since__isnull=True, until__isnull=True)
    return waiting.exclude(Q(user=user) | Q(granted_by=user)).count()


def verified_lately() -> bool:
    """Say whether the system's ledger was verified within the week."""
    since = timezone.now() - timedelta(days=7)
    done = Job.objects.filter(kind="verify", key__startswith=f"verify:{SYSTEM_LOG}:", state=Job.State.DONE)
    return done.filter(finished_at__gte=since).exists()


def failed_jobs() -> int:
    """Return how many jobs have failed for good."""
    return Job.objects.filter(state=Job.State.FAILED).count()
