"""Signing a key node, and objecting to a node or a stage: under the campaign's lock, over what stands then."""

from django.db import transaction

from campaigns.actions.stages import NotNow, lock_campaign, need_running
from campaigns.models import Campaign
from oversight.ledger import Actor
from oversight.models import Objection, Signature
from oversight.signing import Confirmed, raise_objection, sign
from oversight.words import Sentence, gettext_noop
from scoring.nodes import NODE, STAGE, NodeState, nodes_of


@transaction.atomic
def sign_node(
    *, campaign_id: int, key: str, digest: str, by: Actor, confirmed: Confirmed, remark: str = ""
) -> Signature:
    """Sign a node in the state that was looked at; NotNow when it has become another meanwhile."""
    campaign = lock_campaign(campaign_id)
    need_running(campaign)
    node = _node(campaign, key)
    if not node.ready:
        text = gettext_noop("“%(node)s” is signed once all of its stages are sealed.")
        raise NotNow(Sentence(text, {"node": node.title}))
    if by.role not in node.node.signers:
        raise NotNow(
            Sentence(
                gettext_noop("The plan does not ask your signature for “%(node)s”."), {"node": node.title}
            )
        )
    if digest != node.digest:
        text = gettext_noop("“%(node)s” is no longer what you looked at. Look at it again first.")
        raise NotNow(Sentence(text, {"node": node.title}))
    return sign(
        log=campaign.log, subject=node.subject, title=node.title, digest=node.digest, done=attested(campaign, node),
        by=by, confirmed=confirmed, remark=remark,
    )  # fmt: skip


def attested(campaign: Campaign, node: NodeState) -> list[str]:
    """Return the subjects whose acts a node attests: its stages, their notices, and with the announcement the plan."""
    subjects = [stage.subject for stage in node.stages]
    notices = campaign.notices.filter(stage__in=[stage.pk for stage in node.stages])
    subjects += [f"notice:{pk}" for pk in notices.values_list("pk", flat=True)]
    if any(stage.kind == "announcement" for stage in node.stages):
        subjects += [f"plan:{number}" for number in campaign.plans.values_list("number", flat=True)]
    return subjects


def _node(campaign: Campaign, key: str) -> NodeState:
    node = next((node for node in nodes_of(campaign) if node.node.key == key), None)
    if node is None:
        raise NotNow(Sentence(gettext_noop("The plan in force has no such key node.")))
    return node


@transaction.atomic
def object_to(*, campaign_id: int, subject: str, text: str, by: Actor) -> Objection:
    """Object to a node or a stage of a running campaign; the next step waits until it is settled."""
    campaign = lock_campaign(campaign_id)
    need_running(campaign)
    title = subjects_of(campaign).get(subject)
    if title is None:
        raise NotNow(Sentence(gettext_noop("There is no such stage or key node in this campaign.")))
    return raise_objection(log=campaign.log, subject=subject, title=title, text=text, by=by)


def subjects_of(campaign: Campaign) -> dict[str, str]:
    """Return what may be objected to: the nodes and stages of a campaign, with what they are called."""
    nodes = {NODE + state.node.key: state.title for state in nodes_of(campaign)}
    return nodes | {STAGE + stage.key: str(stage) for stage in campaign.stages.order_by("order")}
