"""What the pages of a plan show: its version, stages in words with their examples, and the check beside them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.access import rights_in
from campaigns.actions.advice import unreasoned
from campaigns.actions.plans import forbidden_in
from campaigns.forms.rules import RulesForm
from campaigns.methods import METHOD_LABELS
from campaigns.models import Campaign, PlanVersion
from campaigns.plan.check import Finding, Gravity, check_plan
from campaigns.plan.differences import Difference, Said, in_words, rules_in_words, title_of
from campaigns.plan.examples import example
from campaigns.plan.labels import KIND_WORDS
from campaigns.plan.rules import Announcement, Plan, Rounding, Stage
from campaigns.plan.rules_later import KIND_LABELS
from campaigns.queries import latest_plan, plan_of, working_calendar
from campaigns.workdays import Calendar
from oversight.models import User
from oversight.rights import Right
from oversight.say import say

HEAD = ("title", "opens_at", "closes_at", "key")


@dataclass
class Editor:
    """One version of a campaign's plan on its page; `open_key` names the stage whose form is shown."""

    campaign: Campaign
    version: PlanVersion
    rights: frozenset[Right]
    open_key: str = ""
    form: RulesForm | None = None

    @classmethod
    def of(cls, user: User, campaign: Campaign, version: PlanVersion | None = None, **more: Any) -> "Editor":
        """Return the editor of the version in the making, or in force, for a person."""
        return cls(campaign, version or latest_plan(campaign), rights_in(user, campaign), **more)

    @cached_property
    def plan(self) -> Plan:
        """Return the plan of the version."""
        return plan_of(self.version)

    @cached_property
    def calendar(self) -> Calendar:
        """Return the working calendar, read once a page."""
        return working_calendar()

    @property
    def editable(self) -> bool:
        """Say whether the reader may change this version now."""
        return self.version.state == PlanVersion.State.DRAFT and Right.EDIT_CAMPAIGN in self.rights

    @property
    def droppable(self) -> bool:
        """Say whether this version is the draft of an amendment, which may be given up."""
        return self.version.state == PlanVersion.State.DRAFT and self.version.number > 1

    @cached_property
    def findings(self) -> list[Finding]:
        """Return what the check says, what an amendment may not change, and advice without a reason."""
        found = check_plan(self.plan, calendar=self.calendar)
        if self.version.state in (PlanVersion.State.DRAFT, PlanVersion.State.PROPOSED):
            found += forbidden_in(self.campaign, self.version, self.plan)
            found += unreasoned(self.campaign, self.plan)
        return found

    @property
    def errors(self) -> list[Finding]:
        """Return what forbids the version."""
        return [f for f in self.findings if f.gravity is Gravity.ERROR]

    def check(self) -> dict[str, Any]:
        """Return errors and warnings for `parts/plan_check.html`."""
        lines: dict[str, list[dict[str, str]]] = {"check_errors": [], "check_warnings": []}
        for finding in self.findings:
            name = "check_errors" if finding.gravity is Gravity.ERROR else "check_warnings"
            lines[name].append(self._line(finding))
        return lines

    def _line(self, finding: Finding) -> dict[str, str]:
        return {
            "text": say(finding.what),
            "article": say(finding.article),
            "place": self._place(finding),
            "url": self._url(finding),
        }

    def _place(self, finding: Finding) -> str:
        places = {
            "positions": _("Positions"), "rounding": _("Rounding"), "nodes": _("Key nodes"),
            "campaign": _("Campaign"), "": "",
        }  # fmt: skip
        if finding.stage in places:
            return places[finding.stage]
        stage = next((s for s in self.plan.stages if s.key == finding.stage), None)
        return say(title_of(stage)) if stage else finding.stage

    def _url(self, finding: Finding) -> str:
        code = self.campaign.code
        if finding.stage == "positions":
            return reverse("positions", args=[code])
        if finding.stage == "nodes":
            return reverse("plan_nodes", args=[code]) if self.editable else "#nodes"
        if finding.stage in ("rounding", "campaign"):
            field = f"#f-{finding.field}" if finding.field else ""
            return reverse("plan_head", args=[code]) + field if self.editable else ""
        if finding.stage not in {s.key for s in self.plan.stages}:
            return ""
        if not self.editable or isinstance(self.plan.stage(finding.stage), Announcement):
            return f"#stage-{finding.stage}"
        field = anchor_of(self.plan.stage(finding.stage), finding.field) or f"stage-{finding.stage}"
        return f"{reverse('plan', args=[code])}?stage={finding.stage}#{field}"

    # -- stages ----------------------------------------------------------------------------------

    def stages(self) -> list[dict[str, Any]]:
        """Return every stage for `parts/rule_stage.html`, the open one with its form."""
        return [self._stage(stage, place) for place, stage in enumerate(self.plan.stages)]

    def _stage(self, stage: Stage, place: int) -> dict[str, Any]:
        code = self.campaign.code
        shown = {
            "key": stage.key,
            "title": say(title_of(stage)),
            "kind_title": _(KIND_LABELS[stage.kind]),
            "summary": _(KIND_WORDS[stage.kind]),
            "errors": sum(1 for f in self.errors if f.stage == stage.key),
            "opened": stage.key == self.open_key,
            "answers": answers_of(rules_in_words(stage, without=("key", "title"))),
            "example": self.example_of(stage),
        }
        if not self.editable or isinstance(stage, Announcement):
            return shown
        shown["edit_url"] = f"{reverse('plan', args=[code])}?stage={stage.key}#stage-{stage.key}"
        shown["remove_url"] = reverse("plan_stage_remove", args=[code, stage.key])
        if place > 1:
            shown["move_up_url"] = reverse("plan_stage_move", args=[code, stage.key, "up"])
        if place < len(self.plan.stages) - 1:
            shown["move_down_url"] = reverse("plan_stage_move", args=[code, stage.key, "down"])
        if stage.key == self.open_key:
            shown["rules"] = self.form or RulesForm(type(stage), value=stage)
            shown["example_url"] = reverse("plan_example", args=[code, stage.key])
        return shown

    def example_of(self, stage: Stage) -> dict[str, Any]:
        """Return the worked example of a stage for `parts/example.html`, for the largest position."""
        openings = max((p.openings for p in self.plan.positions), default=1)
        return example_lines(stage, self.plan.rounding, openings, self.calendar, stage.key)


def example_lines(
    stage: Stage, rounding: Rounding, openings: int, calendar: Calendar, key: str
) -> dict[str, Any]:
    """Return the worked example of a stage for `parts/example.html`; `key` makes its id."""
    sentences = example(stage, rounding, openings=openings, calendar=calendar)
    none = _("This stage computes nothing.")
    return {"id": f"example-{key}", "lines": [{"says": say(s)} for s in sentences], "empty": none}


def answers_of(rules: list[Said]) -> list[dict[str, str]]:
    """Return rules for `parts/answers.html`: those that say something, nested ones where they are not usual."""
    return [
        {"label": say(said.label), "value": say(said.value)}
        for said in rules
        if said.value != "—" and not (said.default and (said.value is False or "." in said.path))
    ]


def nodes_shown(plan: Plan) -> list[dict[str, str]]:
    """Return the key nodes of a plan in words: title, stages, signers."""
    titles = {stage.key: title_of(stage) for stage in plan.stages}
    return [
        {
            "title": node.title or node.key,
            "stages": say([titles.get(key, key) for key in node.stages]),
            "signers": say(in_words(node.signers)),
        }
        for node in plan.nodes
    ]


def difference_rows(found: list[Difference]) -> list[dict[str, Any]]:
    """Return differences as rows of `parts/table.html`: where, before, after."""
    return [{"cells": [say(d.where), say(d.before), say(d.after)]} for d in found]


def method_title(plan: Plan) -> str:
    """Return what the plan's method is called."""
    return _(METHOD_LABELS[plan.method])


def anchor_of(stage: Stage, field: str) -> str:
    """Return the id of the input or block that a finding's field names: `papers[1].weight` is f-papers-0-weight."""
    if not field:
        return ""
    head, _dot, tail = field.partition(".")
    name, bracket, number = head.partition("[")
    value = getattr(stage, name, None)
    if bracket:
        row = int(number.rstrip("]")) - 1
        return f"f-{name}-{row}-{tail or 'key'}"
    if isinstance(value, dict) and tail:
        key, _dot, inner = tail.partition(".")
        keys = list(value)
        return f"f-{name}-{keys.index(key)}-{inner or 'weight'}" if key in keys else f"f-{name}"
    return f"f-{name}-{tail}" if tail else f"f-{name}"
