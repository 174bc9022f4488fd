"""The form of a plan's key nodes: a row a node, its stages ticked in the plan's own list."""

from typing import Any

from django.http import QueryDict

from campaigns.forms.inputs import Input
from campaigns.forms.rules import RulesForm
from campaigns.plan.differences import title_of
from campaigns.plan.rules import Node, Plan
from oversight.say import say


class NodesForm(RulesForm):
    """Rows of key nodes; everything else of the plan is given."""

    def __init__(self, plan: Plan, *, data: QueryDict | None = None):
        self.stages = [(stage.key, say(title_of(stage))) for stage in plan.stages]
        given = {name: getattr(plan, name) for name in vars(plan) if name != "nodes"}
        super().__init__(Plan, value=plan, data=data, given=given, spare=1)

    def _input(self, cls: Any, item: Any, name: str, value: Any, **more: Any) -> Input:
        made = super()._input(cls, item, name, value, **more)
        if cls is Node and item.name == "stages":
            made.kind, made.choices = "checks", self.stages
            made.value = self.data.getlist(name) if self.data is not None else list(value or ())
        return made

    def _row_filled(self, cls: Any, prefix: str, *, mapping: bool) -> bool:
        """Take a row whose key and title were emptied for one that is gone."""
        assert self.data is not None
        return any(self.data.get(f"{prefix}{name}", "").strip() for name in ("key", "title"))

    def _put(self, values: dict[str, Any], key: str, hint: Any, name: str) -> None:
        if key == "stages" and self.data is not None:
            values[key] = self.data.getlist(name)
        else:
            super()._put(values, key, hint, name)
