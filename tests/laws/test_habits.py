"""Habits that a machine can see: door signs, names, writing, views, asserting."""

import ast
from pathlib import Path

from tests.laws.source import ROOT, shown, source_files, test_files, tree_of

NO_PLACE = {"util", "utils", "common", "helper", "helpers", "misc", "base", "shared"}


def calls_of(path: Path) -> list[ast.Call]:
    """Return every call of a file."""
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]


def method(call: ast.Call) -> str:
    """Return the name of the method called, or an empty text for a function."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def is_view(path: Path) -> bool:
    """Say whether a file holds views."""
    return path.name in {"views.py", "urls.py"} or "views" in path.parts or "desks" in path.parts


def test_every_init_is_a_door_sign_without_code() -> None:
    wrong = [
        shown(path)
        for path in source_files(migrations=True)
        if path.name == "__init__.py" and "migrations" not in path.parts
        if ast.get_docstring(tree_of(path)) is None or len(tree_of(path).body) > 1
    ]
    assert wrong == []


def test_every_module_says_what_it_is() -> None:
    assert [shown(path) for path in source_files() if not ast.get_docstring(tree_of(path))] == []


def test_no_module_is_a_drawer_for_everything() -> None:
    assert [shown(path) for path in source_files() if NO_PLACE & {*path.parts[-2:-1], path.stem}] == []


def test_saving_names_its_fields() -> None:
    """A bare `.save()` writes every column back, also those that another transaction has changed since."""
    wrong = [
        f"{shown(path)}:{call.lineno}"
        for path in source_files()
        for call in calls_of(path)
        if method(call) == "save"
        and not call.args
        and not {"update_fields", "force_insert"} & {keyword.arg for keyword in call.keywords}
    ]
    assert wrong == []


def test_views_never_fetch_by_themselves() -> None:
    wrong = [
        f"{shown(path)}:{node.lineno}"
        for path in source_files()
        if is_view(path)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert wrong == []


def test_views_never_record() -> None:
    wrong = [
        f"{shown(path)}:{call.lineno}"
        for path in source_files()
        if is_view(path)
        for call in calls_of(path)
        if (call.func.id if isinstance(call.func, ast.Name) else method(call)) == "record"
    ]
    assert wrong == []


def test_counting_queries_always_stands_in_a_with() -> None:
    wrong = []
    for path in test_files():
        entered = {
            id(item.context_expr)
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.With)
            for item in node.items
        }
        wrong += [
            f"{shown(path)}:{call.lineno}"
            for call in calls_of(path)
            if (call.func.id if isinstance(call.func, ast.Name) else method(call))
            in {
                "assertNumQueries",
                "django_assert_num_queries",
                "django_assert_max_num_queries",
                "count_queries",
            }
            and id(call) not in entered
        ]
    assert wrong == []


def test_nothing_is_swallowed() -> None:
    """`except Exception: pass` and its kin around a check would let everybody in."""
    wrong = [
        f"{shown(path)}:{node.lineno}"
        for path in source_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
        and all(isinstance(line, (ast.Pass, ast.Continue)) for line in node.body)
    ]
    wrong += [
        f"{shown(path)}:{call.lineno}"
        for path in source_files()
        for call in calls_of(path)
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == "suppress"
        and any(getattr(arg, "id", "") in {"Exception", "BaseException"} for arg in call.args)
    ]
    assert wrong == []


def test_migrations_import_nothing_from_the_apps() -> None:
    """A migration must still run when the code it was written beside has gone."""
    allowed = {"django", "oversight.migrations", "__future__"}
    wrong = []
    for path in source_files(migrations=True):
        if "migrations" not in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [
                f"{shown(path)}:{node.lineno} imports {name}"
                for name in names
                if name.split(".")[0] in {"campaigns", "candidates", "scoring", "selection", "oversight"}
                and not any(name.startswith(a) for a in allowed)
            ]
    assert wrong == []


def test_no_file_names_the_machine_it_was_written_on() -> None:
    places = ("/" + "work/", "/" + "tmp/zeyou", "/" + "root/")
    kinds = {".py", ".md", ".toml", ".sh", ".html", ".css", ".js", ".txt", ".po"}
    wrong = [
        shown(path)
        for folder in (
            "selection",
            "scoring",
            "candidates",
            "campaigns",
            "oversight",
            "tests",
            "docs",
            "scripts",
            "templates",
        )
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in kinds
        and any(place in path.read_text(encoding="utf-8", errors="replace") for place in places)
    ]
    assert wrong == []
