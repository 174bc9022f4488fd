"""What an amendment changes, as old and new sentences side by side. PURE."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from campaigns.paper.clauses import clauses
from campaigns.paper.facts import Change
from campaigns.paper.wording import LEVELS, say_rounding, stage_title
from campaigns.plan.rules import Plan, Position, Stage

BEIJING = timezone(timedelta(hours=8))
NOTHING = "（无）"


def plan_changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Return what `after` says otherwise than `before`: positions, stages with their times and rules, rounding.

    A rule of a stage that has no sentence in the notices does not show here.
    """
    return tuple(change for change in _compared(before, after) if change.before != change.after)


def _compared(before: Plan, after: Plan) -> Iterator[Change]:
    yield Change(where="名称", before=before.title, after=after.title)
    old_positions = {position.code: position for position in before.positions}
    new_positions = {position.code: position for position in after.positions}
    for code in dict.fromkeys((*old_positions, *new_positions)):
        old, new = old_positions.get(code), new_positions.get(code)
        yield Change(where=f"职位{code}", before=_position(old), after=_position(new))
    old_stages = {stage.key: stage for stage in before.stages}
    new_stages = {stage.key: stage for stage in after.stages}
    for key in dict.fromkeys((*old_stages, *new_stages)):
        was, becomes = old_stages.get(key), new_stages.get(key)
        where = stage_title(becomes or was or Stage(key=key))
        yield Change(where=f"{where}时间", before=_times(was), after=_times(becomes))
        yield Change(where=f"{where}办法", before=_rules(before, was), after=_rules(after, becomes))
    yield Change(where="计算精度", before=say_rounding(before.rounding), after=say_rounding(after.rounding))


def _position(position: Position | None) -> str:
    if position is None:
        return NOTHING
    words = (position.unit, position.title, LEVELS.get(position.level, ""), f"职数{position.openings}名")
    return "，".join(word for word in words if word)


def _times(stage: Stage | None) -> str:
    moments = [] if stage is None else [m for m in (stage.opens_at, stage.closes_at) if m is not None]
    return "至".join(map(_moment, moments)) or NOTHING


def _moment(moment: datetime) -> str:
    local = moment.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def _rules(plan: Plan, stage: Stage | None) -> str:
    return NOTHING if stage is None else "".join(clauses(plan, stage)) or NOTHING
