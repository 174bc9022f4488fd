"""The gate before a notice as a page shows it: what it lacks, what stands in its way, where, and what to do."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.paper.facts import NoticeFacts
from campaigns.paper.fonts import Fonts
from campaigns.paper.gate import ADDRESS, GLYPH, LANDLINE, MAIL, PARTICULARS, REACH, Finding, inspect
from campaigns.paper.notice import bind_notice, press_piece
from campaigns.paper.sheet import pieces
from campaigns.paper.text import NoticeIncomplete, write
from oversight.say import say

PRESSED = 2
"""How many pieces of a draft are pressed for a look: the letter and the first attachment."""


@dataclass(frozen=True)
class Checked:
    """What the gate found; `lacking` names a fact without which there is nothing to show yet."""

    findings: list[Finding]
    lacking: str = ""
    code: str = ""

    @property
    def good(self) -> bool:
        """Say whether the notice may be published."""
        return not self.findings and not self.lacking

    @property
    def lines(self) -> list[dict[str, str]]:
        """Return each finding with its place and its remedy."""
        return [
            {
                "place": say(finding.place),
                "what": say(finding.what),
                "remedy": _remedy(finding.rule),
                "url": self._url(finding),
            }
            for finding in self.findings
        ]

    def _url(self, finding: Finding) -> str:
        """Return where a missing particular is entered."""
        if finding.rule != PARTICULARS or not self.code:
            return ""
        return reverse("application_particulars", args=[self.code, finding.place.facts["number"]])

    @property
    def texts(self) -> list[str]:
        """Return everything that stands in the way, a sentence each."""
        lacking = [_("The notice lacks %(field)s.") % {"field": _field(self.lacking)}] if self.lacking else []
        return lacking + [f"{line['place']}: {line['what']}" for line in self.lines]


def findings_of(facts: NoticeFacts) -> Checked:
    """Return what the gate says to a notice."""
    try:
        return Checked(inspect(write(facts), facts, fonts=Fonts(settings.NOTICE_FONTS_DIR)), code=facts.code)
    except NoticeIncomplete as missing:
        return Checked([], str(missing))


def draft_pdf(facts: NoticeFacts) -> bytes:
    """Return the first pieces of a draft as a PDF; its head says that it is a draft.

    The gate does not stop a look: what it found stands beside the draft.
    """
    fonts = settings.NOTICE_FONTS_DIR
    html = pieces(write(facts), facts)[:PRESSED]
    return bind_notice(facts, html, [press_piece(piece, fonts) for piece in html], fonts_dir=fonts).pdf


def _field(name: str) -> str:
    """Return what a missing fact is called."""
    words = {
        "issuer": _("who issues it"),
        "campaign": _("the title of the campaign"),
        "plan": _("the plan"),
        "reason": _("the reason"),
        "changes": _("what changes"),
        "corrects": _("the notice that it corrects"),
        "listings": _("people to name"),
        "team": _("the team"),
        "timetable": _("the time"),
        "period": _("how long it stands"),
    }
    return words.get(name, name)


def _remedy(rule: str) -> str:
    """Return what to do about a finding."""
    if rule == GLYPH:
        return _(
            "Have a font with this character put into the folder of the unit's fonts, or correct the name."
        )
    if rule == PARTICULARS:
        return _("Enter it on the page of the application, under “Particulars”, then renew this draft.")
    if rule == REACH:
        return _("Write it into the contacts of this draft.")
    if rule in (LANDLINE, MAIL, ADDRESS):
        return _("Move the organizer's own data into the contact lines; take that of a person out.")
    return _("Take it out where it stands: in the paragraphs, in a name, or in the plan.")
