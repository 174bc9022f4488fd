"""Checks as values: who answered what about an entrant, and which answers a kind of stage knows. PURE.

A line is one answer. `FORMS` is the one table of what a kind asks: its sources, items and answers; reading files,
the screens, the kinds' decisions and the labels all stand on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from oversight.words import gettext_noop


@dataclass(frozen=True)
class Check:
    """One answer about row `row` of the entrants.

    `source`: who answers (an organ's key, a party, a signer, a channel), "" where the kind has none; `item`: about
    what; `number`: 1 and up, tells repeated ones apart; `day`: ISO date, "" where none; `document`: a SHA-256 or "".
    `outsider`: the id of somebody who is no entrant (a runner-up for the reserve list), `row` is -1 then.
    """

    row: int
    source: str
    item: str
    number: int
    answer: str
    day: str = ""
    note: str = ""
    document: str = ""
    outsider: str = ""


class Answer(StrEnum):
    """Every answer that a check can have."""

    NO_OBJECTION = "no_objection"
    TO_VERIFY = "to_verify"
    ADVERSE = "adverse"
    NOTED = "noted"
    SUPPORT = "support"
    NEUTRAL = "neutral"
    OPPOSE = "oppose"
    AGREE = "agree"
    DISAGREE = "disagree"
    DEFER = "defer"
    SILENT = "silent"
    KEEP = "keep"
    DROP = "drop"
    POSTED = "posted"
    ENDED = "ended"
    RAISED = "raised"
    UNTRUE = "untrue"
    MINOR = "minor"
    SERIOUS = "serious"
    DEFERRED = "deferred"
    APPOINTED = "appointed"
    DECLINED = "declined"
    NOT_APPOINTED = "not_appointed"
    HELD = "held"
    COMPLETED = "completed"
    FAILED = "failed"
    CONFIRMED = "confirmed"
    EXTENDED = "extended"
    REMOVED = "removed"
    CONSENTED = "consented"
    REFUSED = "refused"


ANSWER_LABELS: Mapping[Answer, str] = {
    Answer.NO_OBJECTION: gettext_noop("no objection"),
    Answer.TO_VERIFY: gettext_noop("to be verified"),
    Answer.ADVERSE: gettext_noop("adverse"),
    Answer.NOTED: gettext_noop("noted"),
    Answer.SUPPORT: gettext_noop("supports"),
    Answer.NEUTRAL: gettext_noop("neutral"),
    Answer.OPPOSE: gettext_noop("opposes"),
    Answer.AGREE: gettext_noop("agrees"),
    Answer.DISAGREE: gettext_noop("disagrees"),
    Answer.DEFER: gettext_noop("defers"),
    Answer.SILENT: gettext_noop("silent, counts as consent"),
    Answer.KEEP: gettext_noop("stays on the list"),
    Answer.DROP: gettext_noop("is left out"),
    Answer.POSTED: gettext_noop("posted"),
    Answer.ENDED: gettext_noop("ended"),
    Answer.RAISED: gettext_noop("raised"),
    Answer.UNTRUE: gettext_noop("not true"),
    Answer.MINOR: gettext_noop("minor faults, appointed with advice"),
    Answer.SERIOUS: gettext_noop("serious, not appointed"),
    Answer.DEFERRED: gettext_noop("serious but not yet clear, deferred"),
    Answer.APPOINTED: gettext_noop("appointed"),
    Answer.DECLINED: gettext_noop("declined"),
    Answer.NOT_APPOINTED: gettext_noop("not appointed"),
    Answer.HELD: gettext_noop("held"),
    Answer.COMPLETED: gettext_noop("completed"),
    Answer.FAILED: gettext_noop("failed"),
    Answer.CONFIRMED: gettext_noop("confirmed"),
    Answer.EXTENDED: gettext_noop("extended"),
    Answer.REMOVED: gettext_noop("removed"),
    Answer.CONSENTED: gettext_noop("consents"),
    Answer.REFUSED: gettext_noop("refuses"),
}
"""What an answer is called."""

_OPINION = (Answer.NO_OBJECTION, Answer.TO_VERIFY, Answer.ADVERSE)

MUSTS: Mapping[str, str] = {
    "archive": gettext_noop("Archive examined"),
    "personal_matters": gettext_noop("Report of personal matters checked"),
    "discipline": gettext_noop("Opinion of the discipline organ heard"),
    "petitions": gettext_noop("Petitions with clear clues verified"),
}
"""The four musts (凡提四必, Regulations 2019 Art. 31), items of an inspection."""


@dataclass(frozen=True)
class Item:
    """Something a kind asks about an entrant: its answers; `repeated` where it may stand several times.

    `by_source`: each source answers once; otherwise one answer stands, whoever gave it. `of_outsiders`: asked about
    people who are no entrants as well.
    """

    key: str
    label: str
    answers: tuple[Answer, ...]
    repeated: bool = False
    needs_note: tuple[Answer, ...] = ()
    needs_day: bool = False
    by_source: bool = False
    of_outsiders: bool = False


@dataclass(frozen=True)
class Form:
    """What a kind asks. `source` and `item` name the file's columns, "" where the kind has no such column."""

    source: str
    item: str
    answer: str
    items: tuple[Item, ...]

    def get(self, key: str) -> Item | None:
        """Return the item with this key, None where the kind has none such."""
        return next((item for item in self.items if item.key == key), None)

    def columns(self) -> Sequence[str]:
        """Return the columns of the kind's file of checks, in their order."""
        return [name for name in ("id", self.item, self.source, "number", self.answer, "day", "note") if name]


FORMS: Mapping[str, Form] = {
    "public_comment": Form(
        "",
        "item",
        "answer",
        (Item("opinion", gettext_noop("Written opinion"), (Answer.NOTED,), repeated=True),),
    ),
    "inspection": Form(
        "by",
        "item",
        "answer",
        (
            *(Item(key, label, _OPINION, needs_note=_OPINION[1:]) for key, label in MUSTS.items()),
            Item(
                "integrity",
                gettext_noop("Integrity opinion, signed by two"),
                _OPINION,
                needs_note=_OPINION[1:],
                by_source=True,
            ),
            Item("talk", gettext_noop("Talk"), (Answer.NOTED,), repeated=True, needs_note=(Answer.NOTED,)),
            Item(
                "opinion",
                gettext_noop("Opinion form"),
                (Answer.SUPPORT, Answer.NEUTRAL, Answer.OPPOSE),
                repeated=True,
            ),
            Item(
                "strength",
                gettext_noop("Strength"),
                (Answer.NOTED,),
                needs_note=(Answer.NOTED,),
                by_source=True,
            ),
            Item(
                "profile",
                gettext_noop("Against the position's profile"),
                (Answer.NOTED,),
                needs_note=(Answer.NOTED,),
                by_source=True,
            ),
            Item("overall", gettext_noop("The team's opinion"), _OPINION, needs_note=_OPINION[1:]),
        ),
    ),
    "joint_appraisal": Form(
        "organ",
        "",
        "answer",
        (Item("", gettext_noop("Opinion"), _OPINION, needs_note=_OPINION[1:], by_source=True),),
    ),
    "deliberation": Form(
        "party",
        "",
        "opinion",
        (
            Item(
                "",
                gettext_noop("Opinion"),
                (Answer.AGREE, Answer.DISAGREE, Answer.DEFER, Answer.SILENT, Answer.KEEP, Answer.DROP),
                needs_note=(Answer.DISAGREE, Answer.DEFER, Answer.DROP),
                by_source=True,
            ),
        ),
    ),
    "publicity": Form(
        "channel",
        "item",
        "answer",
        (
            Item("posted", gettext_noop("Posted"), (Answer.POSTED,), needs_day=True),
            Item("ended", gettext_noop("Publicity extended"), (Answer.ENDED,), needs_day=True),
            Item(
                "objection",
                gettext_noop("Objection"),
                (Answer.RAISED,),
                repeated=True,
                needs_note=(Answer.RAISED,),
                needs_day=True,
            ),
            Item(
                "settlement",
                gettext_noop("Settlement"),
                (Answer.UNTRUE, Answer.MINOR, Answer.SERIOUS, Answer.DEFERRED),
                repeated=True,
                needs_note=(Answer.UNTRUE, Answer.MINOR, Answer.SERIOUS, Answer.DEFERRED),
            ),
        ),
    ),
    "appointment": Form(
        "",
        "step",
        "answer",
        (
            Item(
                "decision",
                gettext_noop("Decision"),
                (Answer.APPOINTED, Answer.DECLINED, Answer.NOT_APPOINTED),
                needs_note=(Answer.DECLINED, Answer.NOT_APPOINTED),
            ),
            Item("talk", gettext_noop("Appointment talk"), (Answer.HELD,)),
            Item(
                "training",
                gettext_noop("Pre-post training"),
                (Answer.COMPLETED, Answer.FAILED),
                needs_note=(Answer.FAILED,),
            ),
            Item(
                "trial",
                gettext_noop("Probation"),
                (Answer.CONFIRMED, Answer.EXTENDED, Answer.REMOVED),
                repeated=True,
                needs_note=(Answer.EXTENDED, Answer.REMOVED),
            ),
            Item(
                "reserve",
                gettext_noop("Reserve list"),
                (Answer.CONSENTED, Answer.REFUSED),
                of_outsiders=True,
            ),
        ),
    ),
}
"""What each kind asks about its entrants; kinds that ask nothing are not here.

Joint appraisal: `organ` is an organ's key in the plan. Deliberation: `party` is a party of the plan, `-` the
meeting itself, which keeps or drops. Publicity: `channel` is `named` or `anonymous`, a dot, and `counter`, `phone`,
`post` or `online`; a settlement bears the number of its objection. Inspection: `by` is who answered, for a
strength its class.
"""
