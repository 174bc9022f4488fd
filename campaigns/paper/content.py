"""What stands on a page, before it has a form: a title, paragraphs, headings, tables. PURE.

Text is text here: whatever a name contains is escaped when the page is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from oversight.words import Sentence, gettext_noop

ONE = "one"
TWO = "two"
PLAIN = "plain"


@dataclass(frozen=True)
class Heading:
    """一、 (level ONE) or （一） (level TWO); the numeral is part of the text."""

    level: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, indented by two characters unless `indented` is False."""

    text: str
    indented: bool = True


@dataclass(frozen=True)
class Table:
    """A table with a head. `columns`: titles; `rows`: cells as text; `left`: columns set flush left.

    `place` says where the table is, for people (「附件1」, a position's title).
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    remark: str = ""
    left: frozenset[int] = frozenset()
    place: str = ""


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Attachment:
    """An attachment: starts on a page of its own and is pressed by itself.

    `continued`: goes on with the attachment before it, without a label and a title of its own.
    """

    title: str
    blocks: tuple[Block, ...]
    continued: bool = False


@dataclass(frozen=True)
class Content:
    """A whole notice in words."""

    title: str
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A piece of text, its place for people and the role of the font it is set in (`fonts.STACKS`)."""

    place: Sentence
    text: str
    role: str = "body"


def passages(content: Content) -> Iterator[Passage]:
    """Yield every piece of text of a notice with its place."""
    yield Passage(Sentence(gettext_noop("title")), content.title, "title")
    yield from _passages(content.blocks, Sentence(gettext_noop("body")))
    label = 0
    for attachment in content.attachments:
        label += not attachment.continued
        part = Sentence(gettext_noop("attachment %(number)s"), {"number": label})
        yield Passage(part, attachment.title, "title")
        yield from _passages(attachment.blocks, part)


def _passages(blocks: tuple[Block, ...], part: Sentence) -> Iterator[Passage]:
    number = 0
    for block in blocks:
        if isinstance(block, Table):
            yield from _table_passages(block, part)
        elif isinstance(block, Heading):
            role = "heading" if block.level == ONE else "subheading"
            yield Passage(
                Sentence(gettext_noop("%(part)s, heading “%(text)s”"), {"part": part, "text": block.text}),
                block.text,
                role,
            )
        else:
            number += 1
            yield Passage(
                Sentence(gettext_noop("%(part)s, paragraph %(number)s"), {"part": part, "number": number}),
                block.text,
            )


def _table_passages(table: Table, part: Sentence) -> Iterator[Passage]:
    name = table.place or table.caption
    where = Sentence(gettext_noop("%(part)s, table “%(table)s”"), {"part": part, "table": name})
    yield Passage(where, table.caption, "heading")
    yield Passage(where, table.remark)
    for title in table.columns:
        yield Passage(where, title, "heading")
    for number, row in enumerate(table.rows, start=1):
        for title, cell in zip(table.columns, row, strict=True):
            facts = {"part": part, "table": name, "row": number, "column": title}
            place = Sentence(
                gettext_noop("%(part)s, table “%(table)s”, row %(row)s, column “%(column)s”"), facts
            )
            yield Passage(place, cell)
