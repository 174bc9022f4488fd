"""Law 3: one function writes a stage's state, one writes entries of the ledger."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.laws.source import functions_of, is_pure, shown, source_files, tree_of

STAGE_WORDS = {"stage", "stages", "Stage"}


QUERYING = {
    "objects",
    "filter",
    "exclude",
    "select_for_update",
    "all",
    "order_by",
    "using",
    "get",
    "first",
    "last",
}


def chain_of(node: ast.AST) -> list[str]:
    """Return the names of a chain, without querying: `campaign.stages.filter(…)` -> campaign, stages."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return chain_of(node.value) + ([] if node.attr in QUERYING else [node.attr])
    if isinstance(node, (ast.Call, ast.Subscript)):
        return chain_of(node.func if isinstance(node, ast.Call) else node.value)
    return []


def means_stage(node: ast.AST) -> bool:
    """Say whether an expression stands for a stage or for stages."""
    return chain_of(node)[-1:] != [] and chain_of(node)[-1] in STAGE_WORDS


def writes_stage_state(node: ast.AST) -> bool:
    """Say whether a statement gives a stage its state: `stage.state = …`, `Stage….update(state=…)`."""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        targets = [inner for t in targets for inner in (t.elts if isinstance(t, ast.Tuple) else [t])]
        return any(
            isinstance(t, ast.Attribute) and t.attr == "state" and means_stage(t.value) for t in targets
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        given = {keyword.arg for keyword in node.keywords}
        return node.func.attr == "update" and "state" in given and means_stage(node.func.value)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr" and len(node.args) > 1:
        return getattr(node.args[1], "value", "") == "state" and means_stage(node.args[0])
    return False


def writes_entry(node: ast.AST) -> bool:
    """Say whether an expression makes a row of the ledger: `Entry(…)`, `Entry.objects.create(…)`."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "Entry"
    makes = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "delete", "bulk_update"}
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in makes
        and chain_of(node.func)[:1] == ["Entry"]
    )


def knows_the_ledgers_entry(path: Path) -> bool:
    """Say whether `Entry` in this file is the row of the ledger: another floor may have an Entry of a file."""
    named = (
        alias.name == "Entry" and node.module != "oversight.models"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )
    return not any(named)


def files_with_rows() -> list[Path]:
    """Return the sources that can reach the database at all."""
    return [path for path in source_files() if not is_pure(path)]


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
    assert len(writers := list(functions_that(writes_stage_state, files_with_rows()))) == 1, writers


def test_one_function_writes_entries() -> None:
    paths = [path for path in files_with_rows() if knows_the_ledgers_entry(path)]
    assert len(writers := list(functions_that(writes_entry, paths))) == 1, writers


def test_what_counts_as_writing_a_state() -> None:
    def first(code: str) -> ast.AST:
        statement = ast.parse(code).body[0]
        return statement.value if isinstance(statement, ast.Expr) else statement

    assert writes_stage_state(first("stage.state = State.OPEN"))
    assert writes_stage_state(first("self.stage.state = x"))
    assert writes_stage_state(first("Stage.objects.filter(pk=1).update(state=x)"))
    assert writes_stage_state(first("setattr(stage, 'state', x)"))
    assert writes_stage_state(first("a, stage.state = 1, x"))
    assert not writes_stage_state(first("notice.state = x"))
    assert not writes_stage_state(first("stage.outcomes.exclude(run=1).update(state=x)"))
    assert not writes_stage_state(first("Stage.objects.filter(state=x)"))
    assert writes_entry(first("Entry.objects.create(seq=1)"))
    assert not writes_entry(first("Entry.objects.filter(seq=1)"))
