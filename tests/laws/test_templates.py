"""Templates: nothing inline, named ends of blocks, parts that say what they accept."""

import re
from pathlib import Path

from django.template import TemplateSyntaxError
from django.template.loader import get_template

from tests.laws.source import ROOT, shown, template_files

INLINE = (
    (
        re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
        "script without src",
    ),
    (re.compile(r"<style\b", re.IGNORECASE), "style element"),
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "style attribute"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "event attribute"),
    (re.compile(r"javascript:", re.IGNORECASE), "javascript address"),
    (re.compile(r"https?://(?!www\.w3\.org/)", re.IGNORECASE), "address of another site"),
    (re.compile(r"\|safe\b|autoescape off"), "unescaped text"),
)
# Printed, not served: WeasyPrint reads their style from the document itself.
PAPER = "paper"


def inline_in(text: str) -> list[str]:
    """Return what a template holds that the Content-Security-Policy would refuse."""
    return [what for pattern, what in INLINE if pattern.search(text)]


def pages() -> list[Path]:
    """Return the templates that a browser gets."""
    return [path for path in template_files() if path.suffix == ".html" and PAPER not in path.parts]


def test_templates_hold_nothing_inline() -> None:
    assert {shown(p): found for p in pages() if (found := inline_in(p.read_text("utf-8")))} == {}


def test_templates_compile() -> None:
    broken = {}
    for path in template_files():
        name = path.as_posix().rpartition("/templates/")[2]
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            broken[name] = str(error)
    assert broken == {}


def test_ends_of_blocks_have_names() -> None:
    assert [shown(p) for p in pages() if re.search(r"{%-?\s*endblock\s*-?%}", p.read_text("utf-8"))] == []


def test_parts_begin_with_what_they_accept() -> None:
    parts = [path for path in pages() if "parts" in path.parts]
    assert [shown(p) for p in parts if not re.match(r"\s*{%\s*comment\b|\s*{#", p.read_text("utf-8"))] == []


def test_scripts_of_the_project_keep_to_the_policy() -> None:
    """htmx and our own files may not evaluate text: `unsafe-eval` is not in the policy."""
    own = [p for p in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in p.parts]
    banned = re.compile(
        r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write\(|\.style\.cssText|setAttribute\(\"style"
    )
    assert [shown(p) for p in own if banned.search(p.read_text("utf-8"))] == []


def test_what_counts_as_inline() -> None:
    assert inline_in('<a onclick="x()">') == ["event attribute"]
    assert inline_in('<p style="color:red">') == ["style attribute"]
    assert inline_in("<script>x()</script>") == ["script without src"]
    assert inline_in('<script src="{% static "a.js" %}"></script>') == []
    assert inline_in('<script type="application/json" id="x">') == []
    assert inline_in("<p class='on'>condition = one</p>") == []
