"""What must hold before a notice is put on paper: every character has a glyph, no personal data stands in it.

All findings are returned, each with its place. The organizer's own contact lines may hold a telephone or
an address; nothing else may.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.paper.content import Content, Passage, passages
from campaigns.paper.facts import INSPECTION, PUBLICITY, NoticeFacts, Particulars
from campaigns.paper.fonts import Fonts
from campaigns.paper.outline import contact_line
from campaigns.paper.people import NEEDED, POST_ALONE
from oversight.words import Sentence, gettext_noop

GLYPH = "glyph"
IDENTITY = "identity_number"
MOBILE = "mobile"
LANDLINE = "landline"
MAIL = "mail"
CARD = "bank_card"
ADDRESS = "home_address"
PARTICULARS = "particulars"
REACH = "reach"


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a notice from being published; `shown` is masked where it is personal data."""

    rule: str
    place: Sentence
    shown: str
    what: Sentence


class NoticeRefused(ValueError):
    """A notice that may not be put on paper; carries every finding."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(f"{finding.place}: {finding.what}" for finding in self.findings))


def inspect(content: Content, facts: NoticeFacts, *, fonts: Fonts | None = None) -> list[Finding]:
    """Return everything that keeps the notice from being published, in the order of the page."""
    fonts = fonts or Fonts()
    allowed = allowances(facts)
    findings: list[Finding] = []
    for passage in (*passages(content), *_frame(facts)):
        findings += missing_glyphs(passage, fonts)
        passed = allowed.get(passage.text, frozenset())
        findings += [finding for finding in personal_data(passage) if finding.rule not in passed]
    return findings + lacking(facts)


def lacking(facts: NoticeFacts) -> list[Finding]:
    """Return what a paper has to say and does not: particulars of people, how to reach the organizer."""
    needed = {PUBLICITY: tuple(NEEDED), INSPECTION: POST_ALONE}.get(facts.of_kind or facts.kind, ())
    found = []
    for line in (line for listing in facts.listings for line in listing.lines):
        own = line.particulars or Particulars()
        missing = [Sentence(NEEDED[name]) for name in needed if not getattr(own, name)]
        if missing:
            place = Sentence(
                gettext_noop("%(name)s (%(number)s)"), {"name": line.name, "number": line.number}
            )
            what = Sentence(gettext_noop("not known: %(particulars)s"), {"particulars": missing})
            found.append(Finding(PARTICULARS, place, "", what))
    if needed and not any(contact.phone for contact in facts.contacts):
        found.append(_unreachable(gettext_noop("a telephone by which the office is reached")))
    if facts.kind == PUBLICITY and not any(contact.mail or contact.address for contact in facts.contacts):
        found.append(_unreachable(gettext_noop("a mailbox or an address by which the office is reached")))
    return found


def _unreachable(what: str) -> Finding:
    missing = Sentence(gettext_noop("not known: %(particulars)s"), {"particulars": [Sentence(what)]})
    return Finding(REACH, Sentence(gettext_noop("contacts")), "", missing)


def allowances(facts: NoticeFacts) -> dict[str, frozenset[str]]:
    """Return the texts in which some rules do not count, with these rules.

    The organizer's own contact lines may hold telephones, mailboxes and addresses, the timetable's places
    addresses.
    """
    contacts = (contact_line(contact) for contact in (*facts.contacts, *facts.supervision))
    places = {time.where: frozenset({ADDRESS}) for time in facts.timetable}
    return places | dict.fromkeys(contacts, frozenset({MOBILE, LANDLINE, MAIL, ADDRESS}))


def _frame(facts: NoticeFacts) -> list[Passage]:
    """Return the texts of the page that are not part of the words: the mark, the number, who signs."""
    return [
        Passage(Sentence(gettext_noop("red head")), facts.mark or facts.issuer, "title"),
        Passage(Sentence(gettext_noop("document number")), facts.number),
        Passage(Sentence(gettext_noop("signature")), facts.issuer),
        Passage(
            Sentence(gettext_noop("verification block")),
            f"{facts.code} {facts.head.origin if facts.head else ''}",
        ),
        *(Passage(Sentence(gettext_noop("copies to")), unit) for unit in facts.copy_to),
    ]


def missing_glyphs(passage: Passage, fonts: Fonts) -> list[Finding]:
    """Return a finding a character of the passage for which the fonts have no glyph."""
    return [
        Finding(
            GLYPH,
            passage.place,
            character,
            Sentence(
                gettext_noop(
                    "no font has the character %(character)s (%(code)s); put one into NOTICE_FONTS_DIR"
                ),
                {"character": character, "code": f"U+{ord(character):04X}"},
            ),
        )
        for character in fonts.missing(passage.text, passage.role)
    ]


# Numbers of people are looked for in text whose spaces, dashes and full-width digits have been made plain.
_FOLD = str.maketrans("０１２３４５６７８９Ｘｘ－—–＠．", "0123456789Xx---@.")

_DIGEST = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8}(?: ?[0-9a-f]{8}){7}(?![0-9A-Za-z])")
"""A SHA-256 as notices print it: what looks like a telephone inside is chance."""

_IDENTITY_18 = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}[- ]?(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9][- ]?[0-9]{3}[0-9Xx](?![0-9])"
)
_IDENTITY_15 = re.compile(r"(?<![0-9])[1-9][0-9]{5}[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}(?![0-9])")
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9-])(?:\(0[0-9]{2,3}\)|（0[0-9]{2,3}）|0[0-9]{2,3}[- ])[2-9][0-9]{6,7}(?![0-9])"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CARD = re.compile(r"(?<![0-9])[3-6][0-9]{3}(?:[ -]?[0-9]{4}){2}(?:[ -]?[0-9]{3,7})(?![0-9])")
_ADDRESS = re.compile(
    r"(?:[0-9一二三四五六七八九十]+(?:号楼|栋|幢|单元|号院)[^，。；]{0,12}?[0-9一二三四五六七八九十]+(?:室|号|单元|户)"
    r"|(?:家庭住址|家庭地址|住址|户籍地址|现住)[：:]?[^，。；]{2,}"
    r"|[\u4e00-\u9fff]{2,}(?:路|街|巷|道|村)[0-9]+号[^，。；]{0,10}?[0-9]+(?:室|户))"
)


def personal_data(passage: Passage) -> list[Finding]:
    """Return a finding for each piece of unmasked personal data in the passage, masked in what is shown."""
    text = _DIGEST.sub("#", passage.text.translate(_FOLD))
    findings: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for rule, pattern, holds, words in _RULES:
        for match in pattern.finditer(text):
            overlaps = any(match.start() < end and start < match.end() for start, end in taken)
            if overlaps or not holds(match.group()):
                continue
            taken.append(match.span())
            shown = mask(rule, match.group())
            findings.append(Finding(rule, passage.place, shown, Sentence(words, {"shown": shown})))
    return findings


def mask(rule: str, found: str) -> str:
    """Return found data as it may be shown: enough to recognise it, not enough to use it."""
    if rule == ADDRESS:
        return found[:4] + "…"
    if rule == MAIL:
        name, _, domain = found.partition("@")
        return f"{name[:1]}***@{domain}"
    bare = re.sub(r"[^0-9Xx]", "", found)
    if rule == IDENTITY:
        return mask_identity(bare)
    return f"{bare[:3]}****{bare[-4:]}" if len(bare) > 8 else f"{bare[:2]}****"


def mask_identity(number: str) -> str:
    """Return an identity number as it may be printed: the first six, stars, the last four.

    Anything too short to keep eight hidden characters is hidden altogether.
    """
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) >= 15 else "*" * len(number)


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _is_identity(found: str) -> bool:
    """Return whether a date stands in it and, with 18 digits, the check digit of GB 11643 is right."""
    bare = re.sub(r"[^0-9Xx]", "", found).upper()
    if len(bare) == 15:
        return _is_day(bare[8:10], bare[10:12])
    total = sum(int(digit) * weight for digit, weight in zip(bare[:17], WEIGHTS, strict=True))
    return _is_day(bare[10:12], bare[12:14]) and bare[17] == "10X98765432"[total % 11]


def _is_day(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _is_card(found: str) -> bool:
    """Return whether the digits pass the Luhn check of ISO/IEC 7812."""
    numbers = [int(digit) for digit in re.sub(r"[^0-9]", "", found)]
    total = sum(
        digit if index % 2 == 0 else digit * 2 - 9 * (digit > 4)
        for index, digit in enumerate(reversed(numbers))
    )
    return 16 <= len(numbers) <= 19 and total % 10 == 0


def _always(_: str) -> bool:
    return True


_RULES = (
    (IDENTITY, _IDENTITY_18, _is_identity, gettext_noop("an identity number is printed in full: %(shown)s")),
    (CARD, _CARD, _is_card, gettext_noop("a bank card number is printed: %(shown)s")),
    (IDENTITY, _IDENTITY_15, _is_identity, gettext_noop("an identity number is printed in full: %(shown)s")),
    (MOBILE, _MOBILE, _always, gettext_noop("a mobile number is printed: %(shown)s")),
    (
        LANDLINE,
        _LANDLINE,
        _always,
        gettext_noop("a telephone number is printed outside the contact lines: %(shown)s"),
    ),
    (MAIL, _MAIL, _always, gettext_noop("a mailbox is printed outside the contact lines: %(shown)s")),
    (ADDRESS, _ADDRESS, _always, gettext_noop("a home address seems to be printed: %(shown)s")),
)
