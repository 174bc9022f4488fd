"""Law 3: one function writes a stage's state, one writes entries of the ledger."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.laws.source import functions_of, shown, source_files

STAGE_WORDS = {"stage", "stages", "Stage"}


def words_in(node: ast.AST) -> set[str]:
    """Return the names in an expression: `campaign.stages.filter` -> campaign, stages, filter."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)
    }


def writes_stage_state(node: ast.AST) -> bool:
    """Say whether a statement gives a stage its state: `stage.state = …`, `Stage….update(state=…)`."""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(t, ast.Attribute) and t.attr == "state" and words_in(t.value) & STAGE_WORDS
            for t in targets
        )
    if isinstance(node, ast.Call):
        given = {keyword.arg for keyword in node.keywords}
        named = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if named in {"update", "update_or_create"} and "state" in given:
            return bool(words_in(node.func) & STAGE_WORDS)
        if named == "setattr" and len(node.args) > 1 and getattr(node.args[1], "value", "") == "state":
            return bool(words_in(node.args[0]) & STAGE_WORDS)
    return False


def writes_entry(node: ast.AST) -> bool:
    """Say whether an expression makes a row of the ledger: `Entry(…)`, `Entry.objects.create(…)`."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "Entry"
    makes = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "delete", "bulk_update"}
    return isinstance(node.func, ast.Attribute) and node.func.attr in makes and "Entry" in words_in(node.func)


def functions_that(does: Callable[[ast.AST], bool], paths: list[Path]) -> Iterator[str]:
    """Yield `path::function` of every function one of whose nodes does it."""
    for path in paths:
        for name, function in functions_of(path):
            inner = {
                id(n)
                for _, f in functions_of(path)
                if f is not function and _within(f, function)
                for n in ast.walk(f)
            }
            if any(does(node) and id(node) not in inner for node in ast.walk(function)):
                yield f"{shown(path)}::{name}"


def _within(inner: ast.AST, outer: ast.AST) -> bool:
    """Say whether one function stands inside another."""
    return any(node is inner for node in ast.walk(outer))


def test_one_function_writes_a_stages_state() -> None:
    assert len(writers := list(functions_that(writes_stage_state, source_files()))) == 1, writers


def test_one_function_writes_entries() -> None:
    assert len(writers := list(functions_that(writes_entry, source_files()))) == 1, writers


def test_what_counts_as_writing_a_state() -> None:
    def first(code: str) -> ast.AST:
        statement = ast.parse(code).body[0]
        return statement.value if isinstance(statement, ast.Expr) else statement

    assert writes_stage_state(first("stage.state = State.OPEN"))
    assert writes_stage_state(first("self.stage.state = x"))
    assert writes_stage_state(first("Stage.objects.filter(pk=1).update(state=x)"))
    assert writes_stage_state(first("setattr(stage, 'state', x)"))
    assert not writes_stage_state(first("notice.state = x"))
    assert not writes_stage_state(first("Stage.objects.filter(state=x)"))
    assert writes_entry(first("Entry.objects.create(seq=1)"))
    assert not writes_entry(first("Entry.objects.filter(seq=1)"))
