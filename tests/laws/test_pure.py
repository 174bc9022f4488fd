"""Law 2: PURE files import with Django blocked: the standard library, NumPy and other PURE files only."""

import subprocess
import sys

from tests.laws.source import FLOORS, ROOT, imports_of, is_pure, module_name, shown, source_files

ALLOWED = {"numpy", "scipy"}

BLOCKED_IMPORTS = """
import sys

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(f"{name} is blocked")

BLOCKED = {"django", "celery", "allauth", "redis", "psycopg2", "kombu", "weasyprint", "openpyxl"}
sys.meta_path.insert(0, Wall())
import importlib
failed = []
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        failed.append(f"{name}: {type(error).__name__}: {error}")
print("\\n".join(failed))
"""


def pure_modules() -> list[str]:
    """Return the dotted names of all PURE modules."""
    return [module_name(path) for path in source_files() if is_pure(path)]


def test_pure_files_import_with_django_blocked() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED_IMPORTS, *pure_modules()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


def test_pure_files_name_only_the_standard_library_columns_and_each_other() -> None:
    pure = set(pure_modules())
    doors = {module_name(path) for path in source_files() if path.name == "__init__.py"}
    wrong = [
        f"{shown(path)}:{line} imports {name}"
        for path in source_files()
        if is_pure(path)
        for line, name in imports_of(path)
        if (top := name.partition(".")[0]) not in sys.stdlib_module_names | ALLOWED
        and not (top in FLOORS and name in pure | doors)
    ]
    assert wrong == []


def test_the_wall_holds() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED_IMPORTS, "selection.settings"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "is blocked" in done.stdout
