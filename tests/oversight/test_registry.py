"""Codes are sentences known beforehand; subjects lead to pages; sentences are said in the reader's language."""

from decimal import Decimal

import pytest
from django.utils import translation

from oversight import registry
from oversight.models import Entry
from oversight.registry import Code, Unregistered, lookup, missing_fields, register
from oversight.say import say, say_actor, say_entry, say_mistake, say_right, say_role
from oversight.words import Mistake, Sentence


def test_a_code_means_one_thing():
    code = register("test.registered", "%(a)s and %(b)s")
    assert register("test.registered", "%(a)s and %(b)s") is code
    assert (lookup("test.registered"), str(code), code.fields) == (code, "test.registered", {"a", "b"})
    assert missing_fields(code, ["a"]) == {"b"}
    with pytest.raises(ValueError, match="another sentence"):
        register("test.registered", "else")


@pytest.mark.parametrize("code", ["", "Stage.closed", "stage", "stage.", "stage.a.b", "stage closed"])
def test_codes_are_noun_and_verb(code):
    with pytest.raises(ValueError, match="noun"):
        register(code, "")


def test_unknown_codes_raise():
    with pytest.raises(Unregistered):
        lookup("no.such")


def test_links_of_subjects(monkeypatch):
    monkeypatch.setattr(registry, "_subjects", {})
    registry.register_subject("stage", "Stage", lambda log, ident: f"/{log}/{ident}/" if ident else None)
    assert registry.link_of("2026", "stage:written") == "/2026/written/"
    assert registry.link_of("2026", "stage:") is None
    assert registry.link_of("2026", "paper:1") is None
    assert list(registry.subjects()) == ["stage"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Sentence("plain %"), "plain %"),
        (Sentence("%(n)s of %(s)s", {"n": 3, "s": Sentence("%(x)s", {"x": Decimal("1.50")})}), "3 of 1.50"),
        (Sentence("%(l)s", {"l": ["a", 2]}), "a, 2"),
        (True, "yes"),
        (None, ""),
    ],
)
def test_saying(what, said):
    with translation.override("en"):
        assert say(what) == said


def test_saying_mistakes_roles_rights_and_actors():
    with translation.override("en"):
        assert say_mistake(Mistake("a.csv", 3, "score", Sentence("empty"))) == "a.csv:3: score: empty"
        assert (say_role("judge"), say_role("else")) == ("Judge", "else")
        assert (say_right("seal_outcome"), say_right("else")) == ("Seal an outcome", "else")
        assert say_actor({"name": "system", "role": "system"}) == "the system"
        assert say_actor({"name": "", "role": "anonymous"}) == "somebody not signed in"
        assert say_actor({"name": "李四", "role": "staff"}) == "李四"


def test_an_entry_of_a_forgotten_code_says_its_code():
    entry = Entry(code="old.code", body='{"facts":{},"personal":{},"title":"","reason":""}')
    assert say_entry(entry) == "old.code"
    assert Code("old.code", "x").fields == frozenset()


def test_kinds_of_jobs(monkeypatch):
    monkeypatch.setattr(registry, "_jobs", {})
    registry.register_job(
        "press", "Print", lambda payload, result: f"/{payload['notice']}/{result['pages']}/"
    )
    known = registry.job_kind("press")
    assert (known.label, known.link({"notice": 3}, {"pages": 2})) == ("Print", "/3/2/")
    unknown = registry.job_kind("dance")
    assert (unknown.label, unknown.link({}, {})) == ("dance", None)
