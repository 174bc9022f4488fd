"""The project's source as the laws read it: files, modules, syntax trees and imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# From the ground up.
FLOORS = ("oversight", "campaigns", "candidates", "scoring", "selection")

# PURE by the house's plan; a module whose docstring says "PURE." is held to it as well.
PURE_PLACES = (
    "oversight/words.py",
    "oversight/rights.py",
    "oversight/chain.py",
    "oversight/verify.py",
    "campaigns/plan/",
    "campaigns/lifecycle.py",
    "campaigns/methods.py",
    "campaigns/workdays.py",
    "campaigns/advice.py",
    "campaigns/paper/text.py",
    "candidates/identity.py",
    "candidates/eligibility.py",
    "scoring/core/",
    "scoring/kinds/",
    "selection/environment.py",
)


def source_files(*, migrations: bool = False) -> list[Path]:
    """Return every Python file of the five floors, in order."""
    found = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
    return [path for path in found if migrations or "migrations" not in path.parts]


def test_files() -> list[Path]:
    """Return every Python file of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


test_files.__test__ = False  # type: ignore[attr-defined]


def template_files() -> list[Path]:
    """Return every template."""
    folders = [ROOT / "templates", *(ROOT / floor / "templates" for floor in FLOORS)]
    return [
        path for folder in folders for path in sorted(folder.rglob("*.*")) if path.suffix in {".html", ".txt"}
    ]


def shown(path: Path) -> str:
    """Return the path as the project names it."""
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """Return the dotted name under which the file is imported."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def module_names() -> frozenset[str]:
    """Return the dotted names of all source files."""
    return frozenset(module_name(path) for path in source_files())


def _target(name: str) -> str:
    """Return the longest beginning of a dotted name that is a module of ours, or the name itself."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in module_names():
            return ".".join(parts[:length])
    return name


def _for_types_only(node: ast.AST) -> bool:
    """Say whether a statement is `if TYPE_CHECKING:`."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imports_of(path: Path, *, at_load_only: bool = False) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of what a file imports: our modules by their own name, others as written.

    With `at_load_only`, imports inside functions and for type checkers only are left out.
    """
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    waiting: list[ast.AST] = [tree_of(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((node.lineno, _target(alias.name)) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield from ((node.lineno, _target(f"{base}.{alias.name}")) for alias in node.names)
        else:
            inside = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or _for_types_only(node)
            if not (at_load_only and inside):
                waiting.extend(ast.iter_child_nodes(node))


def is_pure(path: Path) -> bool:
    """Say whether a file promises to run without Django."""
    name = shown(path)
    placed = any(name == place or (place.endswith("/") and name.startswith(place)) for place in PURE_PLACES)
    return placed or "PURE." in (ast.get_docstring(tree_of(path)) or "").partition("\n")[0]


def functions_of(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield (qualified name, node) of every function and method of a file."""

    def walk(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{inside}{child.name}", child
                yield from walk(child, f"{inside}{child.name}.")
            elif isinstance(child, ast.ClassDef):
                yield from walk(child, f"{inside}{child.name}.")
            else:
                yield from walk(child, inside)

    yield from walk(tree_of(path), "")
