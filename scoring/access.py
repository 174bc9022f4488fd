"""Handing over an outcome of a stage or one line of it, a key node, an objection, or refusing."""

from campaigns.access import AnyUser, access_campaign, access_stage
from campaigns.models import Campaign, Stage
from candidates.models import Application
from oversight.access import refuse
from oversight.ledger import Actor
from oversight.models import Objection
from oversight.rights import Right
from scoring.check_places import CHECKED
from scoring.check_queries import organs_held
from scoring.models import Attachment, Check, Outcome, Placing
from scoring.nodes import NodeState, nodes_of
from scoring.queries import entrants_of, placings_of


def access_outcome(
    user: AnyUser, code: str, key: str, run: int | None = None, *, to: Right = Right.READ_OUTCOME
) -> tuple[Outcome, Actor]:
    """Return a run of a stage (the one in force without `run`) and the actor, or raise Refused."""
    stage, actor = access_stage(user, code, key, to=to)
    runs = stage.outcomes.select_related("decided_by", "sealed_by", "plan").order_by("run")
    wanted = runs.exclude(state=Outcome.State.SUPERSEDED) if run is None else runs.filter(run=run)
    outcome = wanted.first()
    if outcome is None:
        refuse(user, to=to, subject=f"stage:{key}", log=stage.campaign.log)
    return outcome, actor


def access_objection(user: AnyUser, code: str, pk: int, *, to: Right) -> tuple[Campaign, Objection, Actor]:
    """Return a campaign, an objection raised in it and the actor, or raise Refused."""
    campaign, actor = access_campaign(user, code, to=to)
    objection = Objection.objects.filter(log=campaign.log, pk=pk).select_related("answered_by").first()
    if objection is None:
        refuse(user, to=to, subject=f"objection:{pk}", log=campaign.log)
    return campaign, objection, actor


def access_node(user: AnyUser, code: str, key: str, *, to: Right) -> tuple[Campaign, NodeState, Actor]:
    """Return a campaign, a key node of its plan in force and the actor, or raise Refused."""
    campaign, actor = access_campaign(user, code, to=to)
    node = next((node for node in nodes_of(campaign) if node.node.key == key), None)
    if node is None:
        refuse(user, to=to, subject=f"node:{key}", log=campaign.log)
    return campaign, node, actor


def access_placing(
    user: AnyUser, code: str, key: str, run: int, number: str, *, to: Right = Right.READ_OUTCOME
) -> tuple[Placing, Actor]:
    """Return an application's line in a run of a stage and the actor, or raise Refused."""
    outcome, actor = access_outcome(user, code, key, run, to=to)
    placing = placings_of(outcome).filter(application__number=number).first()
    if placing is None:
        refuse(user, to=to, subject=f"application:{number}", log=outcome.stage.campaign.log)
    placing.outcome = outcome
    return placing, actor


def access_person(
    user: AnyUser, code: str, key: str, number: str, *, to: Right
) -> tuple[Stage, Application, Actor]:
    """Return a stage, somebody who may be answered about in it and the actor, or raise Refused.

    People who are no entrants of a stage that keeps a reserve list may be asked as well.
    """
    stage, actor = access_stage(user, code, key, to=to)
    people = entrants_of(stage)
    if stage.kind == "appointment":
        people = Application.objects.filter(campaign_id=stage.campaign_id)
    person = people.select_related("candidate", "position").filter(number=number).first()
    if person is None or stage.kind not in CHECKED:
        refuse(user, to=to, subject=f"application:{number}", log=stage.campaign.log)
    return stage, person, actor


def access_check(user: AnyUser, code: str, key: str, pk: int, *, to: Right) -> tuple[Check, Actor]:
    """Return an answer of a stage and the actor, or raise Refused."""
    stage, actor = access_stage(user, code, key, to=to)
    checks = stage.checks.select_related("application__candidate", "application__position")
    check = checks.filter(pk=pk).first()
    if check is None:
        refuse(user, to=to, subject=f"check:{pk}", log=stage.campaign.log)
    check.stage = stage
    return check, actor


def access_organs(user: AnyUser, code: str, key: str) -> tuple[Stage, list[str], Actor]:
    """Return a stage, the organs for which the user answers in it and the actor, or raise Refused."""
    stage, actor = access_stage(user, code, key, to=Right.ANSWER_APPRAISAL)
    return stage, organs_held(stage, actor), actor


def access_document(
    user: AnyUser, code: str, key: str, pk: int, *, to: Right = Right.READ_MARKS
) -> tuple[Attachment, Actor]:
    """Return a document attached to a stage and the actor, or raise Refused."""
    stage, actor = access_stage(user, code, key, to=to)
    attached = Attachment.objects.filter(stage=stage, pk=pk).first()
    if attached is None:
        refuse(user, to=to, subject=f"document:{pk}", log=stage.campaign.log)
    return attached, actor
