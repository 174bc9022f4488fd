"""What the plan lets be answered about an entrant, and what is wrong with an answer. PURE.

The same for a line of a file and for what somebody types: `faults_of` finds everything at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from campaigns.plan.rules import Stage
from campaigns.plan.rules_later import Deliberation, Inspection, JointAppraisal
from oversight.words import Sentence, gettext_noop
from scoring.core.checks import ANSWER_LABELS, FORMS, MUSTS, Answer, Check, Form, Item
from scoring.core.explanation import Step

MEETING = "-"
"""The party of a deliberation that is the meeting itself."""
WAYS: Mapping[str, str] = {
    "named.counter": gettext_noop("in person, under a name"),
    "named.phone": gettext_noop("by telephone, under a name"),
    "named.post": gettext_noop("by letter, under a name"),
    "named.online": gettext_noop("on line, under a name"),
    "anonymous.counter": gettext_noop("in person, anonymously"),
    "anonymous.phone": gettext_noop("by telephone, anonymously"),
    "anonymous.post": gettext_noop("by letter, anonymously"),
    "anonymous.online": gettext_noop("on line, anonymously"),
}
"""What a way is called in which an objection comes."""
CHANNELS = tuple(WAYS)
OF_MEETING = (Answer.KEEP, Answer.DROP)
LONGEST_SOURCE = 60
LARGEST_NUMBER = 99_999


@dataclass(frozen=True)
class Fault:
    """Something wrong with an answer; `column` is the one of the kind's file in which it stands."""

    column: str
    what: Sentence


def form_of(rules: Stage) -> Form:
    """Return what a stage's kind asks. KeyError for a kind that asks nothing."""
    return FORMS[rules.kind]


def items_of(rules: Stage) -> Sequence[Item]:
    """Return what a stage asks about its entrants: an inspection those of the four musts that its plan names."""
    items = form_of(rules).items
    if isinstance(rules, Inspection):
        return [item for item in items if item.key not in MUSTS or item.key in rules.musts]
    return items


def item_of(rules: Stage, key: str) -> Item | None:
    """Return the item with this key that a stage asks about, None where it asks none such."""
    return next((item for item in items_of(rules) if item.key == key), None)


def sources_of(rules: Stage, item: str) -> Sequence[str] | None:
    """Return who may answer about an item; None where any name may stand, or none."""
    if isinstance(rules, JointAppraisal):
        return [organ.key for organ in rules.organs]
    if isinstance(rules, Deliberation):
        return [*rules.parties, MEETING]
    if rules.kind == "publicity":
        return CHANNELS if item == "objection" else [""]
    if not isinstance(rules, Inspection):
        return [""]
    if item == "integrity":
        return rules.signers
    return rules.strengths or None if item == "strength" else None


def completed(rules: Stage, check: Check) -> Check:
    """Return a check with its answer, where the item has a single one and it was left out."""
    item = item_of(rules, check.item)
    if check.answer or item is None or len(item.answers) != 1:
        return check
    return replace(check, answer=item.answers[0].value)


def key_of(rules: Stage, check: Check) -> tuple[object, ...]:
    """Return what may stand once in a stage: whom and what it is about, its number, and who says it where each may.

    The answers of a repeated item are told apart by their numbers alone.
    """
    item = item_of(rules, check.item)
    own = check.source if item is not None and item.by_source else ""
    return (check.row, check.outsider, check.item, own, check.number)


def faults_of(rules: Stage, check: Check, *, today: date | None = None) -> list[Fault]:
    """Return everything wrong with a check by itself; a day after `today` is wrong where that is given."""
    item = item_of(rules, check.item)
    if item is None:
        column = form_of(rules).item or form_of(rules).answer
        text = gettext_noop("“%(item)s” is not asked here; known are %(known)s")
        known = ", ".join(item.key for item in items_of(rules))
        return [Fault(column, Sentence(text, {"item": check.item, "known": known}))]
    return [
        *_of_source(rules, check),
        *_of_number(item, check),
        *_of_answer(rules, item, check),
        *_of_day(item, check, today),
        *_of_note(item, check),
    ]


def _of_source(rules: Stage, check: Check) -> Iterator[Fault]:
    column = form_of(rules).source or form_of(rules).item
    known = sources_of(rules, check.item)
    if known is not None and check.source not in known:
        text = gettext_noop("“%(source)s” does not stand in the plan, which has %(known)s")
        if known == [""]:
            text = gettext_noop("nobody is named here; leave the cell empty")
        elif known == CHANNELS:
            text = gettext_noop("“%(source)s” is not a way in which an objection comes; known are %(known)s")
        facts = {"source": check.source, "known": ", ".join(known)}
        yield Fault(column, Sentence(text, facts if known != [""] else {}))
    elif not _plain(check.source, LONGEST_SOURCE):
        text = gettext_noop("this must be one line of at most %(most)s characters, not begun with = or @")
        yield Fault(column, Sentence(text, {"most": LONGEST_SOURCE}))


def _plain(text: str, most: int) -> bool:
    return len(text) <= most and text == text.strip() and text.isprintable() and text[:1] not in ("=", "@")


def _of_number(item: Item, check: Check) -> Iterator[Fault]:
    if not 1 <= check.number <= LARGEST_NUMBER:
        text = gettext_noop("the number must lie between 1 and %(most)s")
        yield Fault("number", Sentence(text, {"most": LARGEST_NUMBER}))
    elif check.number != 1 and not item.repeated:
        yield Fault("number", Sentence(gettext_noop("this is answered once: its number is 1")))


def _of_answer(rules: Stage, item: Item, check: Check) -> Iterator[Fault]:
    answers = item.answers
    if isinstance(rules, Deliberation):
        meets = check.source == MEETING
        answers = tuple(answer for answer in answers if (answer in OF_MEETING) is meets)
    if check.answer not in answers:
        text = gettext_noop("“%(answer)s” is no answer here; known are %(known)s")
        if not check.answer:
            text = gettext_noop("the answer is missing; known are %(known)s")
        facts: dict[str, object] = {"answer": check.answer, "known": ", ".join(answers)}
        yield Fault(
            form_of(rules).answer, Sentence(text, facts if check.answer else {"known": facts["known"]})
        )


def _of_day(item: Item, check: Check, today: date | None) -> Iterator[Fault]:
    if not check.day:
        if item.needs_day:
            yield Fault("day", Sentence(gettext_noop("the day is missing")))
        return
    try:
        day = date.fromisoformat(check.day if len(check.day) == 10 else "")
    except ValueError:
        text = gettext_noop("“%(day)s” is not a day; write it as 2026-03-01")
        yield Fault("day", Sentence(text, {"day": check.day}))
        return
    if today is not None and day > today:
        text = gettext_noop("%(day)s has not come yet")
        yield Fault("day", Sentence(text, {"day": check.day}))


def _of_note(item: Item, check: Check) -> Iterator[Fault]:
    if not check.note.strip():
        if check.answer in item.needs_note:
            yield Fault("note", Sentence(gettext_noop("this answer needs a note that says why or what")))
    elif check.note != check.note.strip() or check.note[0] in ("=", "@") or "\x00" in check.note:
        text = gettext_noop("the note begins with = or @, or holds a character that cannot be written")
        yield Fault("note", Sentence(text))


def said_about(checks: Iterable[Check], row: int, *items: str) -> list[Check]:
    """Return what was answered about a row, in canonical order; `items` names those wanted, none means all."""
    return [check for check in checks if check.row == row and (not items or check.item in items)]


def in_order(rules: Stage, checks: Iterable[Check]) -> list[Check]:
    """Return the checks in the one order of their file: by row, item, number and source, outsiders last by id.

    Items stand as the kind lists them, sources as the plan lists them.
    """
    items = {item.key: place for place, item in enumerate(form_of(rules).items)}
    sources = {
        (item, source): place for item in items for place, source in enumerate(sources_of(rules, item) or ())
    }

    def order(check: Check) -> tuple[object, ...]:
        place = sources.get((check.item, check.source), -1)
        outside = bool(check.outsider)
        return outside, check.outsider or check.row, items[check.item], check.number, place, check.source

    return sorted(checks, key=order)


NOTED = gettext_noop("%(what)s: %(answer)s; %(note)s")
PLAIN = gettext_noop("%(what)s: %(answer)s")
SAID_BY = gettext_noop("%(what)s, %(who)s")
ON = gettext_noop("%(what)s on %(day)s")


def source_title(rules: Stage, source: str) -> str | Sentence:
    """Return what a source is called: an organ by its title, the meeting and ways of objecting by their names."""
    if source in WAYS:
        return Sentence(WAYS[source])
    if isinstance(rules, JointAppraisal):
        return next((organ.title for organ in rules.organs if organ.key == source and organ.title), source)
    if isinstance(rules, Deliberation) and source == MEETING:
        return Sentence(gettext_noop("The meeting"))
    return source


def check_sentence(rules: Stage, check: Check) -> Sentence:
    """Say what was answered, by whom, on what day and with what note."""
    item = item_of(rules, check.item)
    who = source_title(rules, check.source)
    what: object = who
    if item is not None and item.key:
        label = Sentence(item.label)
        what = Sentence(SAID_BY, {"what": label, "who": who}) if check.source else label
    if check.day:
        what = Sentence(ON, {"what": what, "day": check.day})
    answer = Sentence(ANSWER_LABELS[Answer(check.answer)])
    facts: dict[str, object] = {"what": what, "answer": answer}
    return Sentence(NOTED, {**facts, "note": check.note}) if check.note else Sentence(PLAIN, facts)


def answer_steps(rules: Stage, checks: Iterable[Check]) -> list[Step]:
    """Tell every answer about somebody, a step each."""
    return [Step("check", check_sentence(rules, check), check.answer) for check in checks]
