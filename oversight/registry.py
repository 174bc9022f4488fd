"""What other floors make known to the ground: ledger codes, subjects and jobs with their links, recorded tables.

Each app registers its codes in `<app>/codes.py`; a code that nobody registered cannot be written. Links are
handed over as functions, so that the ground can point at pages whose floors it may not import.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_CODE = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")


class Unregistered(LookupError):
    """A ledger code that no app has registered."""


@dataclass(frozen=True)
class Code:
    """A kind of act: its code in the ledger and the sentence, an English message id, that tells it."""

    code: str
    sentence: str

    @property
    def fields(self) -> frozenset[str]:
        """Return the names that the sentence needs from an entry's facts."""
        return frozenset(_PLACEHOLDER.findall(self.sentence))

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class Subject:
    """A kind of thing that entries are about, and how to reach its page: `link(log name, ident)`."""

    kind: str
    label: str
    link: Callable[[str, str], str | None]


@dataclass(frozen=True)
class JobKind:
    """A kind of job, its title for people, and the page to go to when one is done: `link(payload, result)`."""

    kind: str
    label: str
    link: Callable[[Mapping[str, Any], Mapping[str, Any]], str | None]


_codes: dict[str, Code] = {}
_subjects: dict[str, Subject] = {}
_jobs: dict[str, JobKind] = {}
_recorded: set[str] = set()


def register(code: str, sentence: str) -> Code:
    """Make a ledger code known; ValueError when it is malformed or already means something else."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is not of the form noun.verb")
    known = _codes.setdefault(code, Code(code, sentence))
    if known.sentence != sentence:
        raise ValueError(f"{code!r} is registered with another sentence")
    return known


def lookup(code: str) -> Code:
    """Return the registered code; raises Unregistered."""
    try:
        return _codes[code]
    except KeyError:
        raise Unregistered(f"ledger code {code!r} is not registered") from None


def codes() -> dict[str, Code]:
    """Return every registered code by its name."""
    return dict(_codes)


def register_subject(kind: str, label: str, link: Callable[[str, str], str | None]) -> Subject:
    """Make a kind of subject known, with its label (a message id) and the way to its page."""
    return _subjects.setdefault(kind, Subject(kind, label, link))


def subjects() -> dict[str, Subject]:
    """Return every registered kind of subject."""
    return dict(_subjects)


def link_of(log: str, subject: str) -> str | None:
    """Return the address of a subject such as `stage:written`, None where there is no page."""
    kind, _, ident = subject.partition(":")
    known = _subjects.get(kind)
    return known.link(log, ident) if known else None


def register_job(
    kind: str, label: str, link: Callable[[Mapping[str, Any], Mapping[str, Any]], str | None]
) -> JobKind:
    """Make a kind of job known, with its label (a message id) and the way to what it has made."""
    return _jobs.setdefault(kind, JobKind(kind, label, link))


def job_kind(kind: str) -> JobKind:
    """Return a kind of job; one that nobody registered is called by its name and leads nowhere."""
    return _jobs.get(kind) or JobKind(kind, kind, lambda payload, result: None)


def recorded(*tables: str) -> None:
    """Declare database tables whose every change must come with a ledger entry in the same transaction."""
    _recorded.update(tables)


def recorded_tables() -> frozenset[str]:
    """Return the declared tables."""
    return frozenset(_recorded)


def missing_fields(code: Code, known: Iterable[str]) -> frozenset[str]:
    """Return what the sentence of `code` asks for and `known` does not hold."""
    return code.fields - frozenset(known)
