"""Evidence typed twice: every cell of a stage by its place, what was typed first, what again, and where they differ.

A place is text: the kind of evidence (m mark, c count, t turnout, p paper, k check), then what tells it apart.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Stage
from oversight.models import Entry
from oversight.say import say
from oversight.words import Sentence, gettext_noop
from scoring.collect import Gathered
from scoring.core.marks import describe
from scoring.core.turns import options_of, standing_in, turns_of
from scoring.evidence_files.interview import AVERAGE
from scoring.models import Ballot, Check, Count, Lock, Mark, Reentry, Turnout
from scoring.queries import criteria_of, entrants_of, rooms_of

TYPED = (
    "marks.entered",
    "mark.changed",
    "mark.removed",
    "marks.imported",
    "counts.entered",
    "ballots.imported",
    "paper.entered",
    "paper.removed",
)
"""Entries of whoever typed evidence first; those about checks begin with `check`."""
AGAIN = "evidence.retyped"
TURNOUT_COLUMNS = ("issued", "returned", "void")
LONGEST = 60


@dataclass(frozen=True)
class Cell:
    """One cell: its place, the sheet and row it stands in, what its row and column are called."""

    place: str
    sheet: str
    row: str
    column: str


def place(*parts: object) -> str:
    """Return the text of a place."""
    return "|".join(str(part) for part in parts)


def first_values(stage: Stage) -> dict[str, str]:
    """Return what was typed first, by place; a constant number of queries."""
    found: dict[str, str] = {}
    marks = Mark.objects.filter(assessor__stage=stage).select_related("application", "assessor")
    for mark in marks:
        seat = mark.assessor
        where = place("m", seat.room, mark.application.number, seat.label, mark.criterion)
        found[where] = describe(mark.state, mark.value)
    for number, key, option, count in Count.objects.filter(stage=stage).values_list(
        "application__number", "key", "option", "count"
    ):
        found[place("c", key, number, option)] = str(count)
    for turnout in Turnout.objects.filter(stage=stage):
        for name in TURNOUT_COLUMNS:
            found[place("t", turnout.key, name)] = str(getattr(turnout, name))
    for paper in Ballot.objects.filter(stage=stage).prefetch_related("choices__application"):
        names = [
            (choice.factor, choice.application.number if choice.application else "")
            for choice in paper.choices.all()
        ]
        found[place("p", paper.round, paper.label)] = paper_text(names)
    checks = typed_checks(stage)
    for number, source, item, times, answer in checks.values_list(
        "application__number", "source", "item", "number", "answer"
    ):
        found[place("k", source, number, item, times)] = answer
    return found


def typed_checks(stage: Stage) -> QuerySet[Check]:
    """Return the answers that somebody typed for others: organs sign their own, and nobody types them again."""
    checks = Check.objects.filter(stage=stage)
    return checks.none() if stage.kind == "joint_appraisal" else checks


def paper_text(names: list[tuple[int, str]]) -> str:
    """Return what stands on a paper as one text: names in order, factors before them; its digest where it is long."""
    said = [name if factor < 0 else f"{factor + 1}={name}" for factor, name in sorted(names)]
    text = " ".join(said) or "-"
    return text if len(text) <= LONGEST else hashlib.sha256(text.encode()).hexdigest()[:LONGEST]


def paper_typed(text: str) -> str:
    """Return what somebody typed of a paper in the form in which papers are compared; the order does not matter."""
    names = []
    for name in text.replace("、", " ").replace("，", " ").replace(",", " ").split():
        factor, mark, person = name.partition("=")
        names.append((int(factor) - 1, person) if mark and factor.isdecimal() else (-1, name))
    return "-" if names == [(-1, "-")] else paper_text(names) if names else ""


def cells_of(gathered: Gathered) -> Iterator[Cell]:
    """Yield every cell that is typed twice, in the order of the sheets on which it is typed."""
    stage, rules = gathered.stage, gathered.rules
    people = [(person.number, person.candidate.name) for person in entrants_of(stage)]
    criteria = criteria_of(rules, gathered.plan)
    rooms = rooms_of(stage) or ({"": [""]} if criteria and stage.kind != "interview" else {})
    heard: dict[str, set[str]] = {}
    marks = (
        Mark.objects.filter(assessor__stage=stage)
        .values_list("assessor__room", "application__number")
        .distinct()
    )
    for room, number in marks:
        heard.setdefault(room, set()).add(number)
    for room, judges in rooms.items():
        for number, name in people:
            if room and number not in heard.get(room, set()):
                continue
            for judge in judges:
                for criterion in criteria:
                    where = place("m", room, number, judge, criterion.number)
                    seat = _("Average") if judge == AVERAGE else judge
                    column = " ".join(part for part in (seat, criterion.title) if part) or _("Mark")
                    yield Cell(where, room, f"{number} {name}", column)
    yield from _ballot_cells(gathered)
    names = dict(people)
    checks = typed_checks(stage)
    for number, source, item, times in checks.values_list("application__number", "source", "item", "number"):
        where = place("k", source, number, item, times)
        column = " ".join(part for part in (item, "" if times == 1 else str(times)) if part) or _("Answer")
        yield Cell(where, source, f"{number} {names.get(number, '')}", column)


def _ballot_cells(gathered: Gathered) -> Iterator[Cell]:
    """Yield turnout, counts and papers of every turn about which there is anything."""
    stage, rules = gathered.stage, gathered.rules
    keys = set(Count.objects.filter(stage=stage).values_list("key", flat=True))
    papers = list(Ballot.objects.filter(stage=stage).values_list("round", "label"))
    turned = set(Turnout.objects.filter(stage=stage).values_list("key", flat=True))
    people = {person.pk: person for person in entrants_of(stage)} if keys else {}
    titles = dict(zip(TURNOUT_COLUMNS, (_("Issued"), _("Returned"), _("Void ballots")), strict=True))
    for turn in turns_of(rules):
        title = say(turn.title)
        if turn.number in turned:
            for name in TURNOUT_COLUMNS:
                yield Cell(place("t", turn.number, name), title, _("Turnout"), titles[name])
        for home, label in papers:
            if home == turn.number:
                yield Cell(
                    place("p", home, label), title, _("Paper %(label)s") % {"label": label}, _("Names")
                )
        if turn.number not in keys:
            continue
        for row in standing_in(
            rules, gathered.entrants, gathered.evidence, turn.number, rounding=gathered.plan.rounding
        ):
            person = people[int(gathered.applications[row])]
            for option in options_of(rules):
                where = place("c", turn.number, person.number, option.number)
                yield Cell(where, title, f"{person.number} {person.candidate.name}", say(option.title))


def again_values(stage: Stage) -> dict[str, str]:
    """Return what was typed again, by place."""
    return dict(Reentry.objects.filter(stage=stage).values_list("place", "value"))


def differences_of(first: dict[str, str], again: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return (place, first, again) where both differ; what has not been typed again is no difference yet."""
    return [
        (where, first.get(where, ""), value)
        for where, value in again.items()
        if first.get(where, "") != value
    ]


def waiting_of(first: dict[str, str], again: dict[str, str]) -> int:
    """Return how many values have not been typed again yet."""
    return len(set(first) - set(again))


def evidence_digest(first: dict[str, str]) -> str:
    """Return the SHA-256 over everything typed, which a lock holds."""
    lines = "\n".join(f"{where}={value}" for where, value in sorted(first.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def typists(stage: Stage) -> tuple[set[str], set[str]]:
    """Return who typed the stage's evidence first, and who typed it again, as the ledger names them."""
    entries = Entry.objects.filter(log__name=stage.campaign.log, subject=stage.subject, result="ok")
    first = entries.filter(Q(code__in=TYPED) | Q(code__startswith="check"))
    return _who(first), _who(entries.filter(code=AGAIN))


def _who(entries: QuerySet[Entry]) -> set[str]:
    return set(entries.order_by().values_list("actor", flat=True).distinct())


def unequal(stage: Stage) -> list[Sentence]:
    """Return why evidence typed twice is not equal yet, or was typed twice by one person."""
    first, again = first_values(stage), again_values(stage)
    found = []
    waiting, differing = waiting_of(first, again), len(differences_of(first, again))
    if waiting:
        found.append(Sentence(gettext_noop("%(n)s values have not been typed again"), {"n": waiting}))
    if differing:
        found.append(Sentence(gettext_noop("%(n)s values differ"), {"n": differing}))
    once, twice = typists(stage)
    if once & twice:
        found.append(Sentence(gettext_noop("one person typed both times")))
    return found


def unlocked(stage: Stage) -> list[Sentence]:
    """Return what keeps a stage that is typed twice from being closed: differences, or no lock on what is there."""
    wrong = unequal(stage)
    lock = Lock.objects.filter(stage=stage).first()
    if not wrong and (lock is None or lock.digest != evidence_digest(first_values(stage))):
        wrong.append(Sentence(gettext_noop("a further person has to lock the evidence as it stands")))
    return wrong
