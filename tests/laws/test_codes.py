"""Law 6: every ledger code has its sentence in both languages and is written somewhere."""

import ast
import re

from django.utils.translation import gettext, override

from oversight.registry import Code, codes
from tests.laws.source import shown, source_files, tree_of


def names_used() -> set[str]:
    """Return every name and attribute that the sources outside `codes.py` mention."""
    return {
        node.id if isinstance(node, ast.Name) else node.attr
        for path in source_files()
        if path.name != "codes.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, (ast.Name, ast.Attribute))
    }


def constants() -> dict[str, str]:
    """Return the constant's name of every code registered in a `codes.py`: `NAME = register("a.b", …)`."""
    return {
        node.value.args[0].value: node.targets[0].id
        for path in source_files()
        if path.name == "codes.py"
        for node in tree_of(path).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.targets[0], ast.Name)
        and node.value.args
        and isinstance(node.value.args[0], ast.Constant)
    }


def of_the_house() -> dict[str, Code]:
    """Return the registered codes less those that tests have registered for themselves."""
    return {code: known for code, known in codes().items() if code in constants()}


def test_codes_are_registered_in_codes_py_only() -> None:
    elsewhere = [
        f"{shown(path)}:{node.lineno}"
        for path in source_files()
        if path.name not in {"codes.py", "registry.py"}
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        and node.module == "oversight.registry"
        and "register" in {alias.name for alias in node.names}
    ]
    assert elsewhere == []
    assert set(of_the_house()) == set(constants())


def test_every_code_speaks_both_languages() -> None:
    with override("zh-hans"):
        silent = [code for code, known in of_the_house().items() if gettext(known.sentence) == known.sentence]
    assert silent == []


def test_both_languages_tell_the_same_facts() -> None:
    with override("zh-hans"):
        told = {
            code: set(re.findall(r"%\((\w+)\)s", gettext(known.sentence)))
            for code, known in of_the_house().items()
        }
    assert told == {code: set(known.fields) for code, known in of_the_house().items()}


def test_every_code_is_written_somewhere() -> None:
    used = names_used()
    assert sorted(code for code, constant in constants().items() if constant not in used) == []
