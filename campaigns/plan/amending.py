"""What an amendment may not change: what has begun, and how scores count once they are known. PURE.

Threat: weights, rounding or the rule for equals changed after scores are known. So a stage that has begun keeps
its rules and its place; and whatever takes its score (a composite, a tie chain) keeps its rules too.
"""

from collections.abc import Collection, Iterator, Set
from dataclasses import replace

from campaigns.plan.differences import title_of
from campaigns.plan.findings import Finding, error
from campaigns.plan.rules import Announcement, Composite, Plan, Registration, Stage
from oversight.words import Sentence, gettext_noop

STANDS = Sentence(gettext_noop("Rules stand once the stage has begun or scores are known"))


def forbidden_changes(
    before: Plan, after: Plan, *, begun: Collection[str], decided: Collection[str]
) -> list[Finding]:
    """Return every change that an amendment may not make, as errors.

    `begun` are the keys of stages that are no longer drafts, `decided` those that have been decided. A
    registration keeps its rules once decided; until then they may be amended, as may all times and titles.
    """
    if not begun:
        return []
    found = [*_lost(before, after, begun), *_moved(before, after, begun), *_nodes(before, after, begun)]
    for key in begun:
        found += _changed(before, after, key, decided)
    scored = {key for key in begun if _gathers_scores(before, key)}
    if scored:
        found += _how_scores_count(before, after, scored, begun)
    return found


def lost_positions(after: Plan, announced: Collection[tuple[str, str]]) -> list[Finding]:
    """Return an error for each announced position (code, name) that the plan no longer has."""
    kept = {position.code for position in after.positions}
    text = gettext_noop("Position %(position)s has been announced and stays in the plan.")
    return [
        error("amendment", STANDS, ("positions", code), text, position=name)
        for code, name in announced
        if code not in kept
    ]


def _stage(plan: Plan, key: str) -> Stage | None:
    return next((stage for stage in plan.stages if stage.key == key), None)


def _lost(before: Plan, after: Plan, begun: Collection[str]) -> Iterator[Finding]:
    for stage in before.stages:
        kept = _stage(after, stage.key)
        if stage.key in begun and (kept is None or kept.kind != stage.kind):
            text = gettext_noop("Stage “%(stage)s” has begun and stays in the plan.")
            yield error("amendment", STANDS, (stage.key, ""), text, stage=title_of(stage))


def _moved(before: Plan, after: Plan, begun: Collection[str]) -> Iterator[Finding]:
    """A stage that has begun keeps its place; so nothing comes in before it."""
    was = [stage.key for stage in before.stages]
    now = [stage.key for stage in after.stages]
    for place, key in enumerate(was):
        if key in begun and key in now and now.index(key) != place:
            text = gettext_noop("Stage “%(stage)s” has begun and keeps its place as step %(place)s.")
            stage = before.stage(key)
            yield error("amendment", STANDS, (key, ""), text, stage=title_of(stage), place=place + 1)


def _nodes(before: Plan, after: Plan, begun: Collection[str]) -> Iterator[Finding]:
    """A key node stays once one of its stages has begun: whoever signs it is not amended away."""
    kept = {node.key: (set(node.stages), set(node.signers)) for node in after.nodes}
    there = {stage.key for stage in after.stages}
    for node in before.nodes:
        stages, signers = kept.get(node.key, (set[str](), set[str]()))
        whole = stages >= there.intersection(node.stages) and signers >= set(node.signers)
        if not (whole or set(begun).isdisjoint(node.stages)):
            text = gettext_noop(
                "Key node “%(node)s” keeps its stages and signers: one of its stages has begun."
            )
            yield error("amendment", STANDS, ("nodes", ""), text, node=node.title or node.key)


def _rules_only(stage: Stage) -> Stage:
    return replace(stage, title="", opens_at=None, closes_at=None)


def _changed(before: Plan, after: Plan, key: str, decided: Collection[str]) -> Iterator[Finding]:
    was, becomes = _stage(before, key), _stage(after, key)
    if was is None or becomes is None or was.kind != becomes.kind:
        return
    if isinstance(was, Registration) and key not in decided:
        return
    if _rules_only(was) != _rules_only(becomes):
        text = gettext_noop("The rules of “%(stage)s” stand: the stage has begun.")
        if key in decided:
            text = gettext_noop("The rules of “%(stage)s” stand: the stage has been decided.")
        yield error("amendment", STANDS, (key, ""), text, stage=title_of(was))


def _gathers_scores(plan: Plan, key: str) -> bool:
    stage = _stage(plan, key)
    return stage is not None and not isinstance(stage, Announcement | Registration)


def _how_scores_count(
    before: Plan, after: Plan, scored: Set[str], begun: Collection[str]
) -> Iterator[Finding]:
    if before.rounding != after.rounding:
        text = gettext_noop("The rounding stands: scores are known.")
        yield error("amendment", STANDS, ("rounding", ""), text)
    for stage in before.stages:
        becomes = _stage(after, stage.key)
        if stage.key in begun or not _uses(stage, scored):
            continue
        if becomes is None:
            text = gettext_noop("“%(stage)s” stays in the plan: scores that it counts are known.")
            yield error("amendment", STANDS, (stage.key, ""), text, stage=title_of(stage))
        elif becomes.kind != stage.kind or _rules_only(stage) != _rules_only(becomes):
            text = gettext_noop("The rules of “%(stage)s” stand: scores that it counts are known.")
            yield error("amendment", STANDS, (stage.key, ""), text, stage=title_of(stage))
    known = {stage.key for stage in before.stages}
    for stage in after.stages:
        if stage.key not in known and isinstance(stage, Composite) and _uses(stage, scored):
            text = gettext_noop("“%(stage)s” cannot come in now: scores that it would count are known.")
            yield error("amendment", STANDS, (stage.key, ""), text, stage=title_of(stage))


def _uses(stage: Stage, scored: Set[str]) -> bool:
    """Say whether a stage counts a score that is known: as a component, or to part equals."""
    if isinstance(stage, Composite) and scored & stage.weights.keys():
        return True
    chain = getattr(stage, "tie_chain", ())
    return any(reference.partition(".")[0] in scored for reference in chain)
