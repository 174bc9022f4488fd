"""Sentences that pure code says to people, and mistakes found in files. PURE.

Pure modules may not translate. They return a `Sentence`: an English message id with named facts, which
`oversight.say.say` turns into the reader's language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark `text` for the message catalogue and return it unchanged."""
    return text


@dataclass(frozen=True)
class Sentence:
    """An English message id such as `"%(n)s marks"` and its facts; a fact may be a Sentence itself."""

    text: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the English wording, for logs and for assertions in tests."""
        return (
            self.text % {name: _plain(fact) for name, fact in self.facts.items()} if self.facts else self.text
        )


def _plain(fact: object) -> str:
    """Return a fact in English, the items of a list between commas."""
    return ", ".join(_plain(item) for item in fact) if isinstance(fact, list | tuple) else str(fact)


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a file: where it stands and what to do about it.

    `line` counts from 1, 0 means the file as a whole; `column` is the column's or the key's name, or empty.
    """

    file: str
    line: int
    column: str
    what: Sentence

    @property
    def place(self) -> str:
        """Return `file:line: column`, without the parts that are not known."""
        return f"{self.file}:{self.line}: {self.column}" if self.column else f"{self.file}:{self.line}"


class Mistaken(Exception):
    """Files that cannot be used; carries every mistake found, in file and line order."""

    def __init__(self, mistakes: Iterable[Mistake]):
        self.mistakes: list[Mistake] = list(mistakes)
        super().__init__("; ".join(f"{m.place}: {m.what}" for m in self.mistakes))
