"""Plans with one thing changed: a stage put in, moved, taken out, changed. A plan itself never changes. PURE."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from campaigns.methods import stages_of
from campaigns.plan.rules import Announcement, Component, Method, Plan, Stage
from campaigns.plan.rules_later import KINDS


def fresh_stage(kind: str, *, taken: set[str]) -> Stage:
    """Return a stage of a kind as the methods have it, under a key that is not taken. KeyError: no such kind."""
    cls = KINDS[kind]
    known = (stage for method in Method for stage in stages_of(method) if type(stage) is cls)
    stage = next(known)
    key, number = kind, 2
    while key in taken:
        key, number = f"{kind}_{number}", number + 1
    changes: dict[str, Any] = {"key": key}
    if hasattr(stage, "tie_chain"):
        changes["tie_chain"] = ()
    if hasattr(stage, "weights"):
        changes["weights"] = {}
    return replace(stage, **changes)


def add_stage(plan: Plan, kind: str, *, after: str = "") -> Plan:
    """Return the plan with a new stage of `kind`, behind the stage `after` or at the end.

    A composite takes every scored stage before it in equal shares, to begin with.
    """
    stage = fresh_stage(kind, taken={s.key for s in plan.stages})
    keys = [s.key for s in plan.stages]
    place = keys.index(after) + 1 if after in keys else len(keys)
    if hasattr(stage, "weights"):
        stage = replace(stage, weights=_equal_shares(plan.stages[:place]))  # type: ignore[call-arg]
    return replace(plan, stages=(*plan.stages[:place], stage, *plan.stages[place:]))


def _equal_shares(stages: tuple[Stage, ...]) -> dict[str, Component]:
    scored = [s.key for s in stages if s.kind in ("written_exam", "interview", "assessment")]
    if not scored:
        return {}
    share = 100 // len(scored)
    shares = [share] * (len(scored) - 1) + [100 - share * (len(scored) - 1)]
    return {key: Component(weight=Decimal(weight)) for key, weight in zip(scored, shares, strict=True)}


def move_stage_in(plan: Plan, key: str, steps: int) -> Plan:
    """Return the plan with a stage moved by `steps` places; the announcement stays in front."""
    stages = [stage for stage in plan.stages if stage.key != key]
    stage = plan.stage(key)
    if isinstance(stage, Announcement):
        return plan
    first = 1 if stages and isinstance(stages[0], Announcement) else 0
    place = min(max(plan.stages.index(stage) + steps, first), len(stages))
    stages.insert(place, stage)
    return replace(plan, stages=tuple(stages))


def drop_stage(plan: Plan, key: str) -> Plan:
    """Return the plan without a stage, and without key nodes that attested it alone; the announcement stays."""
    kept = tuple(s for s in plan.stages if s.key != key or isinstance(s, Announcement))
    keys = {stage.key for stage in kept}
    nodes = [replace(n, stages=tuple(k for k in n.stages if k != key or k in keys)) for n in plan.nodes]
    return replace(plan, stages=kept, nodes=tuple(node for node in nodes if node.stages))


def replace_stage(plan: Plan, key: str, stage: Stage) -> Plan:
    """Return the plan with `stage` in the place of `key`; where the key changes, whatever names it follows."""
    stages, nodes = tuple(stage if s.key == key else s for s in plan.stages), plan.nodes
    if stage.key != key:
        stages = tuple(_renamed(s, key, stage.key) for s in stages)
        nodes = tuple(replace(n, stages=tuple(stage.key if k == key else k for k in n.stages)) for n in nodes)
    return replace(plan, stages=stages, nodes=nodes)


def _renamed(stage: Stage, old: str, new: str) -> Stage:
    changes: dict[str, Any] = {}
    if weights := getattr(stage, "weights", None):
        changes["weights"] = {new if key == old else key: value for key, value in weights.items()}
    if chain := getattr(stage, "tie_chain", None):
        changes["tie_chain"] = tuple(_renamed_reference(r, old, new) for r in chain)
    return replace(stage, **changes) if changes else stage


def _renamed_reference(reference: str, old: str, new: str) -> str:
    head, dot, tail = reference.partition(".")
    return f"{new}{dot}{tail}" if head == old else reference
