"""The key nodes of a campaign: what each attests, who has signed it, and what waits until then.

A node is in the state of its sealed runs and of the plan they were decided by; a signature counts for that state
alone, so that a correction or an amendment asks for a new one. Nothing goes on past a node that a signer has not
signed, nor past a supervisor's objection that is not settled.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from campaigns.actions.stages import NotNow
from campaigns.lifecycle import StageState
from campaigns.models import Campaign, PlanVersion, Stage
from campaigns.plan.rules import Node, Plan, Signer
from campaigns.queries import plan_of
from oversight.chain import canonical
from oversight.models import Objection, Signature
from oversight.rights import ROLE_LABELS, Role
from oversight.words import Sentence, gettext_noop
from scoring.models import Outcome

NODE, STAGE = "node:", "stage:"


@dataclass(frozen=True)
class NodeState:
    """A node as it stands: its stages in order, the digest of that state ("" while not all are sealed), signatures."""

    node: Node
    stages: tuple[Stage, ...]
    runs: tuple[Outcome, ...]
    digest: str
    signatures: tuple[Signature, ...]

    @property
    def subject(self) -> str:
        """Return the name under which the ledger knows the node."""
        return NODE + self.node.key

    @property
    def title(self) -> str:
        """Return what the node is called."""
        return self.node.title or self.node.key

    @property
    def order(self) -> int:
        """Return the place of its last stage: what comes after waits."""
        return max((stage.order for stage in self.stages), default=-1)

    @property
    def ready(self) -> bool:
        """Say whether it can be signed now."""
        return bool(self.digest)

    @property
    def signed(self) -> dict[str, Signature]:
        """Return the signatures that count, by role."""
        return {one.role: one for one in self.signatures if one.digest == self.digest}

    @property
    def lapsed(self) -> list[Signature]:
        """Return signatures under an earlier state."""
        return [one for one in self.signatures if one.digest != self.digest]

    @property
    def missing(self) -> list[Signer]:
        """Return the roles whose signature is missing."""
        return [signer for signer in self.node.signers if str(signer) not in self.signed]

    @property
    def done(self) -> bool:
        """Say whether everybody has signed this state."""
        return self.ready and not self.missing


def node_states(
    plan: Plan,
    version: PlanVersion,
    stages: Iterable[Stage],
    outcomes: Iterable[Outcome],
    signatures: Iterable[Signature],
) -> list[NodeState]:
    """Return the nodes of a plan as they stand; `outcomes` are the runs in force, each with its plan version."""
    by_key = {stage.key: stage for stage in stages}
    runs = {outcome.stage_id: outcome for outcome in outcomes}
    signed: dict[str, list[Signature]] = {}
    for signature in signatures:
        signed.setdefault(signature.subject, []).append(signature)
    found = []
    for node in plan.nodes:
        own = sorted((by_key[key] for key in node.stages if key in by_key), key=lambda stage: stage.order)
        there = {stage.pk: runs[stage.pk] for stage in own if stage.pk in runs}
        found.append(NodeState(
            node, tuple(own), tuple(there.values()), _digest(node, own, there, version),
            tuple(signed.get(NODE + node.key, ())),
        ))  # fmt: skip
    return found


def _digest(node: Node, stages: list[Stage], runs: dict[int, Outcome], version: PlanVersion) -> str:
    """Return the SHA-256 over what is signed, empty while a stage of the node is not sealed."""
    state: dict[str, object] = {}
    for stage in stages:
        run = runs.get(stage.pk)
        if stage.state != StageState.SEALED or (run is None and stage.kind != "announcement"):
            return ""
        state[stage.key] = (
            {"plan": run.plan.digest, "run": run.run, "outcome": run.outcome_digest}
            if run else {"plan": version.digest}
        )  # fmt: skip
    return hashlib.sha256(canonical({"node": node.key, "stages": state})).hexdigest() if state else ""


def names_nodes(version: PlanVersion) -> bool:
    """Say whether a plan names key nodes, without reading it: its document is canonical."""
    return "\n[[nodes]]\n" in version.document


def nodes_of(campaign: Campaign) -> list[NodeState]:
    """Return the nodes of a campaign's plan in force as they stand: four queries, one where it names none."""
    version = campaign.plans.filter(state=PlanVersion.State.FROZEN).first()
    if version is None or not names_nodes(version):
        return []
    runs = Outcome.objects.filter(stage__campaign=campaign).exclude(state=Outcome.State.SUPERSEDED)
    return node_states(
        plan_of(version),
        version,
        campaign.stages.order_by("order"),
        runs.select_related("plan", "decided_by", "sealed_by"),
        Signature.objects.filter(log=campaign.log).order_by("id"),
    )


def standing_objections(campaign: Campaign) -> list[Objection]:
    """Return the objections that are not settled, oldest first."""
    return list(Objection.objects.filter(log=campaign.log, settled_at=None).order_by("id"))


def objection_place(objection: Objection, nodes: Iterable[NodeState], stages: Iterable[Stage]) -> int:
    """Return the place of what an objection is about: of a stage, or of a node's last stage."""
    places = {STAGE + stage.key: stage.order for stage in stages} | {n.subject: n.order for n in nodes}
    return places.get(objection.subject, 0)


def unsigned_before(stage: Stage) -> Iterator[Sentence]:
    """Say which node before this stage waits for a signature, which objection up to it is not settled."""
    yield from kept_back(stage, itself=True)


def kept_back(stage: Stage, *, itself: bool) -> Iterator[Sentence]:
    """Say what keeps a stage from going on; `itself`: objections to this very stage count too."""
    objections = standing_objections(stage.campaign)
    stages = list(stage.campaign.stages.all()) if objections else []
    return waiting_before(stage, nodes_of(stage.campaign), objections, stages, itself=itself)


def waiting_before(
    stage: Stage, nodes: list[NodeState], objections: list[Objection], stages: list[Stage], *, itself: bool
) -> Iterator[Sentence]:
    """Say which of these nodes and objections keep a stage back."""
    for node in nodes:
        if node.order < stage.order and not node.done:
            yield _waits(node)
    for objection in objections:
        place = objection_place(objection, nodes, stages)
        if place < stage.order or (itself and place == stage.order):
            yield _objected(objection)


def need_signatures(stage: Stage, *, itself: bool = False) -> None:
    """Raise NotNow while a signature or an objection keeps the stage back."""
    why = list(kept_back(stage, itself=itself))
    if why:
        raise NotNow(Sentence(gettext_noop("“%(stage)s” waits: %(why)s"), {"stage": str(stage), "why": why}))


def unsigned_at_the_end(campaign: Campaign) -> list[Sentence]:
    """Say which nodes and objections keep a campaign from being finished."""
    waiting = [_waits(node) for node in nodes_of(campaign) if not node.done]
    return [*waiting, *(_objected(objection) for objection in standing_objections(campaign))]


def _waits(node: NodeState) -> Sentence:
    if not node.ready:
        text = gettext_noop("Key node “%(node)s” is not complete, not all of its stages are sealed")
        return Sentence(text, {"node": node.title})
    text = gettext_noop("Key node “%(node)s” has to be signed by %(roles)s")
    if node.lapsed:
        text = gettext_noop("Key node “%(node)s” has changed and has to be signed anew by %(roles)s")
    roles = [Sentence(ROLE_LABELS[Role(signer)]) for signer in node.missing]
    return Sentence(text, {"node": node.title, "roles": roles})


def _objected(objection: Objection) -> Sentence:
    text = gettext_noop("%(name)s objected to “%(about)s” on %(day)s; staff or the approver has to answer")
    if objection.answered_at is not None:
        text = gettext_noop("%(name)s objected to “%(about)s” on %(day)s and has yet to settle the answer")
    day = f"{timezone.localtime(objection.at):%Y-%m-%d}"
    return Sentence(text, {"name": objection.name, "about": objection.title, "day": day})
