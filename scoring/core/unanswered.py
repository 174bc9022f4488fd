"""What keeps a stage of checks from closing: answers missing, open or at odds with one another. PURE.

The same for a file, where a lack names its line, and for what was entered, before a stage closes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from campaigns.plan.rules import Stage
from campaigns.plan.rules_later import (
    Adverse,
    Appointment,
    Deliberation,
    Inspection,
    JointAppraisal,
    Publicity,
)
from campaigns.workdays import MissingYear
from oversight.words import Sentence, gettext_noop
from scoring.core.answers import MEETING, said_about, source_title
from scoring.core.checks import MUSTS, Answer, Check
from scoring.core.cut import places_of
from scoring.core.publicity import Public, calendar_of, public_of
from scoring.core.values import Entrants, Evidence, MarkState
from scoring.period import end_of


@dataclass(frozen=True)
class Lack:
    """Something that keeps a stage open; `check` is the answer that it is about, None where one is missing."""

    what: Sentence
    column: str = ""
    check: Check | None = None


Lacks = Iterator[Lack]


def lacks(rules: Stage, entrants: Entrants, evidence: Evidence) -> list[Lack]:
    """Return everything that keeps a stage of checks from closing; nothing for a kind that asks nothing."""
    worker = _WORKERS.get(rules.kind)
    return [] if worker is None or not len(entrants) else list(worker(rules, entrants, evidence))


def tellable(rules: Stage, found: Sequence[Lack]) -> list[Lack]:
    """Return what may be told of it: while an organ has not answered, what the others answered stays sealed."""
    missing = [lack for lack in found if lack.check is None]
    return missing if isinstance(rules, JointAppraisal) and missing else list(found)


def staying(entrants: Entrants, evidence: Evidence) -> list[int]:
    """Return the rows that have not left."""
    left = {leave.row for leave in evidence.leaves}
    return [row for row in range(len(entrants)) if row not in left]


def _open(entrants: Entrants, check: Check, who: object) -> Lack:
    text = gettext_noop("%(who)s has yet to verify about %(id)s")
    return Lack(Sentence(text, {"who": who, "id": entrants.ids[check.row]}), "answer", check)


def _of_appraisal(rules: JointAppraisal, entrants: Entrants, evidence: Evidence) -> Lacks:
    """Every organ answers about everybody; nothing is left to verify, nor adverse where the plan holds back."""
    for organ in rules.organs:
        title = source_title(rules, organ.key)
        missing = []
        for row in staying(entrants, evidence):
            said = [check for check in said_about(evidence.checks, row) if check.source == organ.key]
            if not said:
                missing.append(entrants.ids[row])
            elif said[0].answer == Answer.TO_VERIFY:
                yield _open(entrants, said[0], title)
            elif said[0].answer == Answer.ADVERSE and rules.adverse is Adverse.HOLD:
                text = gettext_noop(
                    "%(who)s has answered adversely about %(id)s: held until it is answered anew"
                )
                yield Lack(Sentence(text, {"who": title, "id": entrants.ids[row]}), "answer", said[0])
        if missing:
            text = gettext_noop("%(who)s has not answered about %(ids)s")
            yield Lack(Sentence(text, {"who": title, "ids": missing}))


def _of_deliberation(rules: Deliberation, entrants: Entrants, evidence: Evidence) -> Lacks:
    """Every party and the meeting speak about everybody; no more are kept than the plan lets go on."""
    rows = staying(entrants, evidence)
    for party in (*rules.parties, MEETING):
        spoken = {check.row for check in evidence.checks if check.source == party}
        missing = [entrants.ids[row] for row in rows if row not in spoken]
        if missing:
            text = gettext_noop("%(who)s has not spoken about %(ids)s")
            yield Lack(Sentence(text, {"who": source_title(rules, party), "ids": missing}))
    kept = [c for c in evidence.checks if c.row in rows and c.answer == Answer.KEEP]
    text = gettext_noop("%(kept)s are kept in position %(position)s, only %(places)s may go on")
    yield from _too_many(
        entrants, kept, places_of(rules.advance, entrants.openings).tolist(), text, "opinion"
    )


def _too_many(
    entrants: Entrants, kept: Sequence[Check], places: Sequence[int], text: str, column: str
) -> Lacks:
    """Find positions in which more are kept than there are places (-1: any number)."""
    for place, most in enumerate(places):
        own = [check for check in kept if entrants.position[check.row] == place]
        if 0 <= most < len(own):
            facts = {"kept": len(own), "position": entrants.positions[place], "places": most}
            yield Lack(Sentence(text, facts), column, own[most])


def _of_inspection(rules: Inspection, entrants: Entrants, evidence: Evidence) -> Lacks:
    """Each must is answered and each signer signs about everybody; nothing is left to verify; a team inspects.

    Where nobody is left to be inspected there need not be a team either.
    """
    rows = staying(entrants, evidence)
    for row in rows:
        said = said_about(evidence.checks, row)
        given = {(check.item, check.source if check.item == "integrity" else "") for check in said}
        missing: list[object] = [
            Sentence(MUSTS[must]) for must in rules.musts if (must.value, "") not in given
        ]
        missing += [signer for signer in rules.signers if ("integrity", signer) not in given]
        if missing:
            text = gettext_noop("about %(id)s there is no answer yet: %(missing)s")
            yield Lack(Sentence(text, {"id": entrants.ids[row], "missing": missing}))
        for check in said:
            if check.answer == Answer.TO_VERIFY:
                yield _open(entrants, check, Sentence(gettext_noop("the team")))
    people = team_of(evidence)
    if rows and people < rules.team:
        text = gettext_noop("a team of at least %(team)s inspects; marks or talks are by %(people)s")
        yield Lack(Sentence(text, {"team": rules.team, "people": people}))


def team_of(evidence: Evidence) -> int:
    """Return how many different people gave marks, or held talks, whichever are more; who was absent gave none."""
    marks = evidence.marks
    judges = 0 if marks is None else len(np.unique(marks.assessor[marks.state == MarkState.GIVEN]))
    return max(judges, len({c.source for c in evidence.checks if c.item == "talk" and c.source}))


def _of_publicity(rules: Publicity, entrants: Entrants, evidence: Evidence) -> Lacks:
    """Everybody was posted, no end is too early, every objection has its settlement and none is deferred."""
    if rules.exempt:
        return
    missing = []
    for row in staying(entrants, evidence):
        public = public_of(evidence.checks, row)
        if public.posted is None:
            missing.append(entrants.ids[row])
        else:
            yield from _of_end(rules, public, entrants.ids[row], evidence)
        yield from _of_objections(public, entrants.ids[row])
    if missing:
        text = gettext_noop("there is no day of posting for %(ids)s")
        yield Lack(Sentence(text, {"ids": missing}))


def _of_end(rules: Publicity, public: Public, number: str, evidence: Evidence) -> Lacks:
    posted, given = public.posted, public.ended
    assert posted is not None
    try:
        end = end_of(rules, date.fromisoformat(posted.day), calendar_of(evidence)).isoformat()
    except MissingYear as missing:
        yield Lack(missing.sentence, "day", posted)
        return
    facts = {"id": number, "posted": posted.day, "end": end, "day": given.day if given else ""}
    if given is not None and given.day < end:
        text = gettext_noop("posted on %(posted)s, publicity of %(id)s ends with %(end)s, not with %(day)s")
        yield Lack(Sentence(text, facts), "day", given)
    elif given is not None and given.day > end and not given.note:
        text = gettext_noop(
            "publicity of %(id)s was to end with %(end)s; an extension to %(day)s needs a note"
        )
        yield Lack(Sentence(text, {name: facts[name] for name in ("id", "end", "day")}), "note", given)


def _of_objections(public: Public, number: str) -> Lacks:
    for one in public.open:
        text = gettext_noop("objection %(number)s to %(id)s is not settled")
        yield Lack(Sentence(text, {"number": one, "id": number}), "number", public.objections[one])
    for one, settlement in public.settlements.items():
        facts: dict[str, object] = {"number": one, "id": number}
        raised = public.objections.get(one)
        if raised is None:
            text = gettext_noop("there is no objection %(number)s to %(id)s that could be settled")
            yield Lack(Sentence(text, facts), "number", settlement)
        elif settlement.answer == Answer.DEFERRED:
            text = gettext_noop("the settlement of objection %(number)s to %(id)s is deferred")
            yield Lack(Sentence(text, facts), "answer", settlement)
        elif settlement.day and settlement.day < raised.day:
            text = gettext_noop("objection %(number)s to %(id)s was settled before it was raised")
            yield Lack(Sentence(text, facts), "day", settlement)


def publicity_runs_until(rules: Publicity, entrants: Entrants, evidence: Evidence) -> date | None:
    """Return the last day of publicity over everybody; None where nobody is posted. Raise MissingYear."""
    days = []
    for row in staying(entrants, evidence):
        public = public_of(evidence.checks, row)
        if public.ended is not None:
            days.append(date.fromisoformat(public.ended.day))
        elif public.posted is not None:
            days.append(end_of(rules, date.fromisoformat(public.posted.day), calendar_of(evidence)))
    return max(days, default=None)


def _of_appointment(rules: Appointment, entrants: Entrants, evidence: Evidence) -> Lacks:
    """Everybody is decided about, no more are appointed than there are openings, steps follow one another."""
    rows, missing, serving = staying(entrants, evidence), [], []
    for row in rows:
        said = said_about(evidence.checks, row)
        decision = next((check for check in said if check.item == "decision"), None)
        if decision is None:
            missing.append(entrants.ids[row])
        yield from _of_steps(rules, said, decision, entrants.ids[row])
        if decision is not None and decision.answer == Answer.APPOINTED and not _ended(said):
            serving.append(decision)
    if missing:
        text = gettext_noop("there is no decision about %(ids)s")
        yield Lack(Sentence(text, {"ids": missing}))
    text = gettext_noop("%(kept)s are appointed in position %(position)s, which has %(places)s openings")
    yield from _too_many(entrants, serving, entrants.openings.tolist(), text, "answer")


def _ended(said: Sequence[Check]) -> bool:
    return any(check.answer in (Answer.FAILED, Answer.REMOVED) for check in said)


def _of_steps(rules: Appointment, said: Sequence[Check], decision: Check | None, number: str) -> Lacks:
    """Training and probation are of people who were appointed; an end of probation is the last word on it."""
    appointed = decision is not None and decision.answer == Answer.APPOINTED
    trials = [check for check in said if check.item == "trial"]
    for check in said:
        if check.item in ("training", "trial") and not appointed:
            text = gettext_noop("%(id)s is not appointed: there is no training and no probation")
            yield Lack(Sentence(text, {"id": number}), "step", check)
    if trials and (rules.elective or not rules.probation_months):
        yield Lack(Sentence(gettext_noop("the plan has no probation")), "step", trials[0])
    for check in trials:
        if check.answer == Answer.EXTENDED and not rules.extension_months:
            text = gettext_noop("the plan lets no probation be extended")
            yield Lack(Sentence(text), "answer", check)
    for check in trials[:-1]:
        if check.answer != Answer.EXTENDED:
            text = gettext_noop("probation of %(id)s has ended with number %(number)s already")
            yield Lack(Sentence(text, {"id": number, "number": check.number}), "number", trials[-1])


_WORKERS: dict[str, Callable[[Any, Entrants, Evidence], Lacks]] = {
    "inspection": _of_inspection,
    "joint_appraisal": _of_appraisal,
    "deliberation": _of_deliberation,
    "publicity": _of_publicity,
    "appointment": _of_appointment,
}
