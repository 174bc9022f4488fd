"""The page about the environment names every variable that the settings read, and no other."""

import ast
import re

from tests.laws.source import ROOT, tree_of


def variables_read() -> set[str]:
    """Return the first argument of every reader called in the settings."""
    calls = (
        node for node in ast.walk(tree_of(ROOT / "selection" / "settings.py")) if isinstance(node, ast.Call)
    )
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") == "env"
        and isinstance(call.args[0], ast.Constant)
    }


def variables_described() -> set[str]:
    """Return what the first column of the page's table names."""
    rows = re.findall(
        r"^\| (`.*?) \|", (ROOT / "docs/developers/settings.md").read_text("utf-8"), re.MULTILINE
    )
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def test_every_variable_is_described() -> None:
    assert variables_described() == variables_read()
