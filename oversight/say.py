"""Saying things in the reader's language: sentences of pure code, ledger entries, roles and rights."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from oversight.models import Entry
from oversight.registry import Unregistered, lookup, subjects
from oversight.rights import RIGHT_LABELS, ROLE_LABELS, Right, Role
from oversight.words import Mistake, Sentence, gettext_noop

_DIGEST = re.compile("[0-9a-f]{64}")
ERASED = gettext_noop("(erased)")
LIST_COMMA = gettext_noop(", ")
SEMICOLON = gettext_noop("; ")
YES, NO = gettext_noop("yes"), gettext_noop("no")
SYSTEM_NAME = gettext_noop("the system")
STRANGER_NAME = gettext_noop("somebody not signed in")


def say(what: object) -> str:
    """Return a Sentence in the reader's language; a plain value as itself, a list joined by commas."""
    if isinstance(what, Sentence):
        text = gettext(what.text)
        return text % {name: say(fact) for name, fact in what.facts.items()} if what.facts else text
    if what is None:
        return ""
    if isinstance(what, bool):
        return gettext(YES if what else NO)
    if isinstance(what, list | tuple):
        return gettext(LIST_COMMA).join(say(item) for item in what)
    return str(what)


def say_each(sentences: Iterable[Sentence]) -> str:
    """Return several sentences in the reader's language, one after the other between semicolons."""
    return gettext(SEMICOLON).join(say(sentence) for sentence in sentences)


def say_mistake(mistake: Mistake) -> str:
    """Return `file:line: column: what` with the last part in the reader's language."""
    return f"{mistake.place}: {say(mistake.what)}"


def say_role(role: str) -> str:
    """Return a role's name; what is no role is returned unchanged."""
    return gettext(ROLE_LABELS[Role(role)]) if role in set(Role) else role


def say_right(right: str) -> str:
    """Return a right's name; what is no right is returned unchanged."""
    return gettext(RIGHT_LABELS[Right(right)]) if right in set(Right) else right


def say_actor(by: Mapping[str, Any]) -> str:
    """Return the name of who acted, from the `by` of an entry."""
    if by["role"] == "system":
        return gettext(SYSTEM_NAME)
    return str(by["name"]) or gettext(STRANGER_NAME)


def say_entry(entry: Entry, personal: Mapping[str, str] | None = None) -> str:
    """Return an entry's sentence. `personal` holds what may be shown of its personal values.

    An entry whose code is no longer registered says its code.
    """
    body = entry.content
    try:
        text = lookup(entry.code).sentence
    except Unregistered:
        return entry.code
    facts = {name: say_fact(name, fact) for name, fact in body["facts"].items()}
    for name in body["personal"]:
        facts[name] = (personal or {}).get(name, gettext(ERASED))
    facts.setdefault("title", body["title"])
    facts.setdefault("reason", body["reason"])
    return gettext(text) % facts


def say_code(code: str) -> str:
    """Return what entries of this code say, with dots where their facts stand."""
    try:
        text = gettext(lookup(code).sentence)
    except Unregistered:
        return code
    return text % defaultdict(lambda: "…")


def say_subject(subject: str, title: str = "") -> str:
    """Return what an entry is about: the kind of thing, and its title or its own name."""
    kind, _, ident = subject.partition(":")
    known = subjects().get(kind)
    label = gettext(known.label) if known else kind
    return " ".join(part for part in (label, f"“{title}”" if title else ident) if part)


def say_fact(name: str, fact: object) -> str:
    """Return a fact as people read it: roles and rights by their names, digests by their first group."""
    if name == "role":
        return say_role(str(fact))
    if name == "standing" and fact:
        return gettext(str(fact))
    if name == "right":
        return say_right(str(fact))
    if isinstance(fact, str) and _DIGEST.fullmatch(fact):
        return f"{fact[:16]}…"
    return say(fact)
