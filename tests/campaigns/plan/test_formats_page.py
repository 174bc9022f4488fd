"""The page of the campaign folder says every key of every rule, with the default that it really has."""

import dataclasses
import re
from pathlib import Path

import pytest

from campaigns.plan import rules, rules_later
from campaigns.plan.check import check_plan
from campaigns.plan.document import read_plan
from campaigns.plan.export import _value
from campaigns.plan.findings import Gravity
from campaigns.plan.labels import words_of
from campaigns.plan.rules import Node, Plan, Position, Rounding, Stage
from campaigns.plan.rules_later import KINDS

PAGE = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
COMMON = {field.name for field in dataclasses.fields(Stage)}
NESTED = [
    cls
    for module in (rules, rules_later)
    for cls in vars(module).values()
    if dataclasses.is_dataclass(cls)
    and not issubclass(cls, Stage)
    and cls not in (Plan, Position, Rounding, Node)
]
SECTIONS = {
    "campaign": (Plan, {"positions", "rounding", "stages", "nodes"}),
    "positions": (Position, set()),
    "rounding": (Rounding, set()),
    "nodes": (Node, set()),
    **{kind: (cls, COMMON) for kind, cls in KINDS.items()},
    **{cls.__name__: (cls, set()) for cls in NESTED},
}


def keys_of(section):
    """Return the keys of a section's table with their default as printed."""
    found = re.search(rf"^### {section}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no section {section}"
    rows = [line.split(" | ") for line in found[1].splitlines() if line.startswith("| `")]
    assert all(len(row) == 4 and len(row[3]) > 5 for row in rows)
    return {row[0].strip("| `"): row[2] for row in rows}


def printed(field):
    if field.default is dataclasses.MISSING:
        return "必填"
    if field.default is None:
        return "—"
    return f"`{_value(field.default)}`"


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_stands_with_its_default(section):
    cls, left_out = SECTIONS[section]
    expected = {f.name: printed(f) for f in dataclasses.fields(cls) if f.name not in left_out}
    assert keys_of(section) == expected


def test_the_keys_of_every_stage():
    assert set(keys_of("stages")) == COMMON


@pytest.mark.parametrize("cls", [Plan, Position, Rounding, Node, *KINDS.values(), *NESTED])
def test_every_rule_has_its_words(cls):
    for field in dataclasses.fields(cls):
        if field.name not in ("positions", "rounding", "stages"):
            assert all(words_of(cls, field.name))


def test_the_example_of_the_page_is_a_plan_without_errors():
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example
    plan = read_plan(example[1])
    assert [str(f.what) for f in check_plan(plan) if f.gravity is Gravity.ERROR] == []
