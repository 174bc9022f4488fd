"""The facts of notices about applications and results: outcomes in, NoticeFacts out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from campaigns.actions.stages import NotNow
from campaigns.models import Campaign, PlanVersion, Stage
from campaigns.paper import facts as paper
from campaigns.paper.changes import plan_changes
from campaigns.paper.facts import Contact, Line, Listing, NoticeFacts, Time
from campaigns.plan.document import read_plan
from campaigns.plan.rules import Composite, Plan
from campaigns.plan.rules_later import Recommendation
from candidates.models import Application
from scoring.collect import outcome_in_force
from scoring.core.fixed import text_of
from scoring.core.values import MICRO
from scoring.models import Outcome, Placing
from scoring.reconcile import reconcile_stage

KIND_OF_STAGE = {
    "registration": paper.QUALIFIED,
    "written_exam": paper.WRITTEN,
    "interview": paper.INTERVIEW,
    "composite": paper.COMPOSITE,
}
"""Which notice a sealed stage gives."""

NAMELESS = "竞争性选拔工作领导小组"
"""Who signs where neither the plan nor the settings name an organizer."""


def announcement_facts(campaign: Campaign, version: PlanVersion) -> NoticeFacts:
    """Return the facts of the announcement of a frozen plan."""
    plan = read_plan(version.document)
    return NoticeFacts(
        kind=paper.ANNOUNCEMENT,
        **head_facts(campaign, plan),
        title=f"{plan.title}公告",
        plan=version.document,
        plan_version=version.number,
        plan_digest=version.digest,
        timetable=timetable(campaign),
    )


def amendment_facts(campaign: Campaign, version: PlanVersion) -> NoticeFacts:
    """Return the facts of the notice that an amendment needs: how each rule read before and how it reads now."""
    plan = read_plan(version.document)
    former = campaign.plans.filter(number__lt=version.number).exclude(frozen_at=None)
    before = former.latest("number")
    return NoticeFacts(
        kind=paper.AMENDMENT,
        **head_facts(campaign, plan),
        title=f"关于调整{plan.title}方案的公告",
        plan=version.document,
        plan_version=version.number,
        plan_digest=version.digest,
        reason=version.reason,
        changes=plan_changes(read_plan(before.document), plan),
    )


def timetable(campaign: Campaign) -> tuple[Time, ...]:
    """Return the times that the plan gives its stages, as printed."""
    lines = []
    for stage in campaign.stages.exclude(kind="announcement"):
        moments = [m for m in (stage.opens_at, stage.closes_at) if m]
        if moments:
            lines.append(Time(what=str(stage), when="至".join(printed(m) for m in moments)))
    return tuple(lines)


def printed(moment: datetime) -> str:
    """Return a moment as notices print it."""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def head_facts(campaign: Campaign, plan: Plan) -> dict[str, Any]:
    """Return what every notice of a campaign begins with: who issues it, how he is reached, who supervises."""
    house = settings.ORGANIZATION
    contacts = (Contact(purpose="咨询", phone=house["telephone"]),) if house["telephone"] else ()
    watch = (
        (Contact(purpose="监督", phone=house["supervision_telephone"]),)
        if house["supervision_telephone"]
        else ()
    )
    issuer = _issuer(campaign)
    return {
        "mark": f"{issuer}公告",
        "issuer": issuer,
        "campaign": campaign.title,
        "code": campaign.code,
        "contacts": contacts,
        "supervision": watch,
    }


def _issuer(campaign: Campaign) -> str:
    return campaign.organizer or settings.ORGANIZATION["name"] or NAMELESS


def result_facts(stage: Stage) -> NoticeFacts:
    """Return the facts of the notice about a stage's sealed run.

    Raises NotNow where what is stored is not what was recorded, LookupError without a run.
    """
    outcome = _reconciled(stage)
    plan = read_plan(outcome.plan.document)
    kind = KIND_OF_STAGE[stage.kind]
    columns, rows = _columns(stage, plan, outcome)
    title = {
        paper.QUALIFIED: "资格审查合格人员名单",
        paper.WRITTEN: f"{stage.title or '笔试'}成绩及进入下一环节人员名单",
        paper.INTERVIEW: f"{stage.title or '面试'}成绩",
        paper.COMPOSITE: f"{stage.title or '综合成绩'}及进入考察人员名单",
    }[kind]
    following = stage.campaign.stages.filter(order__gt=stage.order).first()
    return NoticeFacts(
        kind=kind,
        **head_facts(stage.campaign, plan),
        title=f"{plan.title}{title}",
        stage=stage.key,
        stage_title=str(stage),
        run=outcome.run,
        outcome_digest=outcome.outcome_digest,
        plan_version=outcome.plan.number,
        plan_digest=outcome.plan.digest,
        columns=columns,
        listings=tuple(_listings(stage, plan, outcome, rows, only_eligible=kind == paper.QUALIFIED)),
        order="application" if kind == paper.QUALIFIED else "rank",
        next_step=str(following) if following else "",
    )


def _reconciled(stage: Stage) -> Outcome:
    """Return the run in force; NotNow where what is stored is not what was recorded."""
    outcome = outcome_in_force(stage)
    if outcome is None:
        raise LookupError(f"{stage} has no outcome")
    for sentence in reconcile_stage(stage):
        raise NotNow(sentence)
    return outcome


def report_facts(stage: Stage, kind: str, *, base: NoticeFacts | None = None) -> NoticeFacts:
    """Return the facts of a paper about a sealed run: of an internal result with everybody's line, or of `base`.

    Raises as `result_facts`.
    """
    outcome = _reconciled(stage)
    plan = read_plan(outcome.plan.document)
    run: dict[str, Any] = {
        "run": outcome.run,
        "outcome_digest": outcome.outcome_digest,
        "plan_version": outcome.plan.number,
        "plan_digest": outcome.plan.digest,
    }
    if base is not None:
        return replace(base, **run)
    columns, rows = _columns(stage, plan, outcome)
    following = stage.campaign.stages.filter(order__gt=stage.order).first()
    listings = _listings(stage, plan, outcome, rows, only_eligible=False)
    return NoticeFacts(
        kind=kind,
        **{**head_facts(stage.campaign, plan), "mark": f"{_issuer(stage.campaign)}文件"},
        title=f"{plan.title}{stage}结果",
        stage=stage.key,
        stage_title=str(stage),
        **run,
        columns=columns,
        listings=tuple(replace(listing, minimum="") for listing in listings),
        next_step=str(following) if following else "",
    )


def _columns(
    stage: Stage, plan: Plan, outcome: Outcome
) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    """Return the titles of the score columns and each application's texts, components before the score."""
    if stage.kind == "registration":
        return (), {}
    rules = plan.stage(stage.key)
    parts: list[tuple[str, dict[int, str]]] = []
    if isinstance(rules, Composite):
        for key in rules.weights:
            earlier = stage.campaign.stages.filter(key=key).first()
            run = outcome_in_force(earlier) if earlier else None
            if earlier is not None and run is not None:
                parts.append((str(earlier), _scores(run)))
    own = _scores(outcome)
    title = "综合成绩" if isinstance(rules, Composite) else f"{stage}成绩"
    if isinstance(rules, Recommendation):
        title = "推荐得分" if rules.factors else "末轮得票" if len(rules.rounds) > 1 else "推荐得票"
    columns = (*(name for name, _ in parts), title)
    texts = {key: (*(scores.get(key, "") for _, scores in parts), text) for key, text in own.items()}
    return columns, texts


def _scores(outcome: Outcome) -> dict[int, str]:
    return {
        key: score_text(score, outcome.digits)
        for key, score in outcome.placings.values_list("application_id", "score")
    }


def score_text(score: int | None, digits: int) -> str:
    """Return a stored score (micro-points) as printed, "" where there is none."""
    return "" if score is None else text_of(score // (MICRO // 10**digits), digits)


def _listings(
    stage: Stage, plan: Plan, outcome: Outcome, rows: dict[int, tuple[str, ...]], *, only_eligible: bool
) -> Iterable[Listing]:
    """Yield every position of the plan, those without people too: the public sees that nobody is left."""
    placings = outcome.placings.select_related("application__candidate", "application__position").order_by(
        "line"
    )
    by_position: dict[str, list[Placing]] = {position.code: [] for position in plan.positions}
    for placing in placings:
        by_position[placing.application.position.code].append(placing)
    for position in plan.positions:
        lines = [p for p in by_position[position.code] if not only_eligible or p.standing == "advanced"]
        in_ = [p.score for p in lines if p.standing == "advanced" and p.score is not None]
        yield Listing(
            position=position.code,
            title=position.title,
            unit=position.unit,
            openings=outcome.facts["openings"].get(position.code, position.openings),
            minimum=score_text(min(in_), outcome.digits) if in_ else "",
            lines=tuple(_line(p, rows, only_eligible) for p in lines),
        )


def _line(placing: Placing, rows: dict[int, tuple[str, ...]], only_eligible: bool) -> Line:
    application: Application = placing.application
    return Line(
        number=application.number,
        name=application.candidate.name,
        scores=rows.get(application.pk, ()),
        rank=placing.rank,
        standing="" if only_eligible else placing.standing,
    )
