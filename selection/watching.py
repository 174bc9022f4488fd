"""What those who watch a campaign are shown: each key node with its evidence, objections with their answers."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from campaigns.models import Notice
from campaigns.pages import address as link
from oversight.models import Objection, User
from oversight.rights import Right, Role
from oversight.say import say_role
from scoring.nodes import STAGE, NodeState
from selection.queries.desk import Picture


def node_card(picture: Picture, node: NodeState, user: User) -> dict[str, Any]:
    """Return one key node for `desk/node_card.html`: where it stands, what it attests, who signed, what may be done."""
    code = picture.campaign.code
    own = [role for role in node.missing if Role(role) in picture.roles]
    return {
        "key": node.node.key,
        "title": node.title,
        "state": "complete" if node.done else "todo" if node.ready else "waiting",
        "word": _node_word(node),
        "digest": node.digest,
        "stages": [_evidence(picture, stage) for stage in node.stages],
        "signers": [_signer(node, str(signer)) for signer in node.node.signers],
        "lapsed": [f"{say_role(one.role)} {one.name}" for one in node.lapsed],
        "sign_url": link("node_sign", code=code, node=node.node.key) if node.ready and own else "",
        "object_url": object_url(picture, node.subject),
        "campaign": picture.campaign.title,
    }


def object_url(picture: Picture, subject: str) -> str:
    """Return where a reader who may objects to a subject, empty for others."""
    if Right.RAISE_OBJECTION not in picture.rights or picture.campaign.state != "running":
        return ""
    return f"{link('objection_new', code=picture.campaign.code)}?{urlencode({'about': subject})}"


def _node_word(node: NodeState) -> str:
    if node.done:
        return _("Signed by all")
    if not node.ready:
        return _("Not complete yet")
    return _("Changed, to be signed anew") if node.lapsed else _("To be signed")


def _signer(node: NodeState, role: str) -> dict[str, Any]:
    signature = node.signed.get(role)
    return {
        "role": say_role(role),
        "name": signature.name if signature else "",
        "at": signature.at if signature else None,
        "remark": signature.remark if signature else "",
        "head": f"{signature.head_size}" if signature else "",
    }


def _evidence(picture: Picture, stage: Any) -> dict[str, Any]:
    """Return a stage with the links to what it left: its outcome, its notices, its entries."""
    code = picture.campaign.code
    outcome = picture.standing.get(stage.pk)
    announced = stage.kind == "announcement"
    plan = picture.frozen.digest if announced and picture.frozen else ""
    links = [{"title": _("Plan"), "url": link("plan", code=code)}] if announced else []
    if outcome is not None:
        links.append({"title": _("Outcome"), "url": link("outcome", code=code, key=stage.key)})
    for notice in picture.notices:
        if notice.stage_id == stage.pk and notice.state == Notice.State.PUBLISHED:
            links.append({"title": notice.number, "url": link("notice_preview", code=code, pk=notice.pk)})
    entries = f"{link('ledger', name=picture.campaign.log)}?{urlencode({'subject': stage.subject})}"
    links.append({"title": _("In the ledger"), "url": entries})
    return {
        "title": str(stage),
        "url": "" if announced else link("stage", code=code, key=stage.key),
        "state": stage.state,
        "run": outcome.run if outcome else "",
        "digest": outcome.outcome_digest if outcome else plan,
        "links": links,
    }


def waiting_cards(pictures: Iterable[Picture], user: User) -> list[dict[str, Any]]:
    """Return the nodes that wait for the reader's own signature."""
    return [
        card
        for picture in pictures
        if Right.SIGN_NODE in picture.rights and picture.campaign.state == "running"
        for node in picture.nodes
        if (card := node_card(picture, node, user))["sign_url"]
    ]


def objection_line(picture: Picture, objection: Objection, user: User) -> dict[str, Any]:
    """Return one objection for `desk/objection_list.html`, with what the reader may do about it."""
    code, standing = picture.campaign.code, objection.settled_at is None
    answers = standing and Right.ANSWER_OBJECTION in picture.rights
    settles = standing and Right.RAISE_OBJECTION in picture.rights and objection.user_id == user.pk
    answered = objection.answered_at is not None
    return {
        "about": objection.title,
        "about_url": _about(picture, objection.subject),
        "text": objection.text,
        "name": objection.name,
        "role": say_role(objection.role),
        "at": objection.at,
        "answer": objection.answer,
        "answered_by": objection.answered_by.name if objection.answered_by else "",
        "answered_at": objection.answered_at,
        "settled_at": objection.settled_at,
        "state": "complete" if not standing else "doing" if answered else "todo",
        "word": _("Settled") if not standing else _("Answered") if answered else _("To be answered"),
        "answer_url": link("objection_answer", code=code, pk=objection.pk) if answers else "",
        "settle_url": link("objection_settle", code=code, pk=objection.pk) if settles else "",
    }


def _about(picture: Picture, subject: str) -> str:
    key = subject.removeprefix(STAGE)
    if key != subject:
        return link("stage", code=picture.campaign.code, key=key)
    return f"{link('nodes', code=picture.campaign.code)}#node-{subject.partition(':')[2]}"
