"""The funnel of a campaign: how many stood at each stage for each opening, against the difference the plan demands."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from campaigns.plan.rules import Plan, Registration
from campaigns.plan.rules import Stage as Rules

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Step:
    """A stage of the funnel for one position: who stands in it, for how many openings, and how many must."""

    stage: str
    entrants: int
    openings: int
    required: Decimal | None

    @property
    def broken(self) -> bool:
        """Say whether fewer stand here for each opening than the plan demands."""
        return self.required is not None and self.entrants < self.required * self.openings


def steps_of(
    plan: Plan,
    titles: Mapping[str, str],
    facts: Mapping[str, Mapping[str, Any]],
    applications: Mapping[str, int],
    openings: Mapping[str, int],
) -> dict[str, list[Step]]:
    """Return the steps of each position by its code, as far as the campaign has come.

    `facts`: what each run in force says, by stage key; `applications`: how many applied, for a registration that has
    not been decided. Who advanced from one stage stands in the next.
    """
    return {code: _steps(plan, titles, facts, applications, code, openings[code]) for code in openings}


def _steps(
    plan: Plan,
    titles: Mapping[str, str],
    facts: Mapping[str, Mapping[str, Any]],
    applications: Mapping[str, int],
    code: str,
    openings: int,
) -> list[Step]:
    found: list[Step] = []
    standing, required = applications.get(code, 0), None
    for rules in plan.stages[1:]:
        said = facts.get(rules.key)
        if said is not None:
            standing = said["entrants"].get(code, standing)
        own = _own_demand(rules)
        demands = [demand for demand in (required, own) if demand is not None]
        found.append(Step(titles[rules.key], standing, openings, max(demands, default=None)))
        if said is None:
            return found
        standing, required = said["advanced"].get(code, 0), _handed_on(rules)
        openings = said["openings"].get(code, openings)
    found.append(Step(_("Result"), standing, openings, required))
    return found


def _own_demand(rules: Rules) -> Decimal | None:
    """Return what a stage demands of its own entrants: the four differences, and the ratio of applications."""
    if isinstance(rules, Registration):
        return rules.minimum_ratio
    return getattr(rules, "difference", None)


def _handed_on(rules: Rules) -> Decimal | None:
    """Return how many for each opening a stage hands on: what must stand in the next."""
    if isinstance(rules, Registration):
        return rules.minimum_ratio
    advance = getattr(rules, "advance", None)
    return advance.per_opening if advance is not None else None


def all_together(steps: Mapping[str, list[Step]]) -> list[Step]:
    """Return the steps of all positions as one; broken wherever any position is, which the ratio may hide."""
    joined: list[Step] = []
    for row in zip(*steps.values(), strict=True):
        demand = row[0].required
        joined.append(Step(row[0].stage, sum(s.entrants for s in row), sum(s.openings for s in row), demand))
    return joined


def funnel_shown(steps: Mapping[str, list[Step]], code: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the funnel for `parts/funnel.html`, of one position or of all."""
    chosen = {code: steps[code]} if code in steps else steps
    rows = steps[code] if code in steps else all_together(steps)
    broken = [{key for key, own in chosen.items() if own[place].broken} for place in range(len(rows))]
    return {
        "id": "funnel-data",
        "finding": _finding(rows, broken, chosen, names),
        "rows": [
            {
                "stage": row.stage,
                "entrants": row.entrants,
                "openings": row.openings,
                "ratio": _printed(Decimal(row.entrants) / row.openings),
                "required": None if row.required is None else _printed(row.required),
                "broken": bool(short),
            }
            for row, short in zip(rows, broken, strict=True)
        ],
    }


def _printed(value: Decimal) -> str:
    return str(value.quantize(TENTH, ROUND_HALF_UP))


def _finding(
    rows: list[Step], broken: list[set[str]], chosen: Mapping[str, list[Step]], names: Mapping[str, str]
) -> str:
    """Return the one sentence that the funnel shows: where the difference is lost first, or that it is kept."""
    for place, short in enumerate(broken):
        if not short:
            continue
        code = next(key for key in chosen if key in short)
        step = chosen[code][place]
        facts = {
            "stage": step.stage,
            "position": names.get(code, code),
            "ratio": _printed(Decimal(step.entrants) / step.openings),
            "required": _printed(step.required or Decimal(0)),
            "more": len(short) - 1,
        }
        said = _("“%(stage)s”: %(position)s has %(ratio)s for each opening, %(required)s are required")
        if facts["more"]:
            said += _("; %(more)s more positions fall short")
        return said % facts
    last = rows[-1]
    facts = {"stage": last.stage, "ratio": _printed(Decimal(last.entrants) / last.openings)}
    return (
        _("The difference is kept at every stage so far; in “%(stage)s” stand %(ratio)s for each opening")
        % facts
    )
