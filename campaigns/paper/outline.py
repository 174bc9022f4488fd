"""What every kind of notice is written with: numbered headings, contacts, dates. PURE."""

from datetime import date

from campaigns.paper.content import ONE, TWO, Block, Heading, Paragraph
from campaigns.paper.facts import Contact, NoticeFacts
from campaigns.paper.wording import numeral

SUPERVISION = Contact(purpose="监督举报", phone="12380")
"""Who supervises where the facts name nobody."""


class NoticeIncomplete(ValueError):
    """Facts that the kind of notice cannot do without are missing; the message is the field's name."""


def need(facts: NoticeFacts, *fields: str) -> None:
    """Raise NoticeIncomplete for the first of these fields that is empty."""
    for field in fields:
        if not getattr(facts, field):
            raise NoticeIncomplete(field)


def dated(day: date) -> str:
    """Return a date as it is printed: Arabic digits, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def digits(digest: str, group: int = 8) -> str:
    """Return a hex digest in groups that can be read aloud."""
    return " ".join(digest[start : start + group] for start in range(0, len(digest), group))


def basis(facts: NoticeFacts) -> str:
    """Return on which documents the notice rests, empty where none is named."""
    return f"根据{'、'.join(facts.basis)}等规定，" if facts.basis else ""


class Outline:
    """Collects blocks and counts the headings."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._one = 0
        self._two = 0

    def one(self, title: str, *paragraphs: str) -> None:
        """Add 一、 with paragraphs."""
        self._one, self._two = self._one + 1, 0
        self.blocks.append(Heading(ONE, f"{numeral(self._one)}、{title}"))
        self.say(*paragraphs)

    def two(self, title: str, *paragraphs: str) -> None:
        """Add （一） with paragraphs."""
        self._two += 1
        self.blocks.append(Heading(TWO, f"（{numeral(self._two)}）{title}"))
        self.say(*paragraphs)

    def say(self, *paragraphs: str) -> None:
        """Add paragraphs."""
        self.blocks.extend(Paragraph(paragraph) for paragraph in paragraphs if paragraph)

    def listed(self, items: tuple[str, ...]) -> None:
        """Add 1. 2. 3., or a bare paragraph where there is one item."""
        self.say(*(items if len(items) == 1 else [f"{n}．{item}" for n, item in enumerate(items, start=1)]))

    def contacts(self, facts: NoticeFacts) -> None:
        """Add how to reach the organizer and who supervises: 12380 unless the facts say otherwise."""
        self.one("联系和监督")
        for contact in (*facts.contacts, *(facts.supervision or (SUPERVISION,))):
            self.say(contact_line(contact))


def contact_line(contact: Contact) -> str:
    """Return the organizer's own contact as it is printed; the scan for personal data lets it pass."""
    parts = (
        ("电话", contact.phone),
        ("地址", contact.address),
        ("电子邮箱", contact.mail),
        ("网址", contact.site),
    )
    return f"{contact.purpose}：{'；'.join(f'{name}{value}' for name, value in parts if value)}。"
