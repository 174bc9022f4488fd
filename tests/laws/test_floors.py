"""Law 1: nobody imports upstairs, nobody imports in a circle, and an app's files import to their left."""

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.laws.source import FLOORS, imports_of, module_name, module_names, shown, source_files

# What a name inside an app may import of the same app: only names further left. Names not listed (codes,
# registry, paper and the like) serve several of them and are held to the absence of circles.
ORDER = ("models", "queries", "access", "actions", "forms", "tasks", "views", "urls")
SIDE_BY_SIDE = {"tasks": "forms"}


def part_of(module: str) -> str:
    """Return the second component of a dotted name: `campaigns.actions.plans` -> `actions`."""
    return (module.split(".") + [""])[1]


def rank(module: str) -> int | None:
    """Return where a module stands inside its app, or None when its name has no place in the order."""
    part = part_of(module)
    part = SIDE_BY_SIDE.get(part, part)
    return ORDER.index(part) if part in ORDER else None


def upstairs(path: Path) -> list[str]:
    """Return the imports of a file that lead to a higher floor."""
    floor = FLOORS.index(module_name(path).split(".")[0])
    return [
        f"{shown(path)}:{line} imports {name}"
        for line, name in imports_of(path)
        if (top := name.split(".")[0]) in FLOORS and FLOORS.index(top) > floor
    ]


def to_the_right(path: Path) -> list[str]:
    """Return the imports of a file that lead to a later kind of file of the same app."""
    module = module_name(path)
    own = rank(module)
    return [
        f"{shown(path)}:{line} imports {name}"
        for line, name in imports_of(path)
        if own is not None
        and name.split(".")[0] == module.split(".")[0]
        and (other := rank(name)) is not None
        and other > own
    ]


def test_nobody_imports_upstairs() -> None:
    assert [wrong for path in source_files() for wrong in upstairs(path)] == []


def test_files_of_an_app_import_to_their_left() -> None:
    assert [wrong for path in source_files() for wrong in to_the_right(path)] == []


def test_no_circles() -> None:
    graph = {
        module_name(path): {
            name
            for _, name in imports_of(path, at_load_only=True)
            if name in module_names() and name != module_name(path)
        }
        for path in source_files()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from None
    assert set(graph) <= set(order)


def test_the_tests_of_this_law_can_fail(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tests.laws.source.ROOT", tmp_path)
    (tmp_path / "campaigns").mkdir()
    bad = tmp_path / "campaigns" / "models.py"
    bad.write_text("from scoring import models\nfrom campaigns.actions import stages\n")
    assert upstairs(bad) == ["campaigns/models.py:1 imports scoring.models"]
    assert to_the_right(bad) == ["campaigns/models.py:2 imports campaigns.actions.stages"]
