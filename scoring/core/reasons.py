"""Why somebody stands where they stand, in one sentence. PURE."""

import json
from typing import Any

from oversight.words import Sentence, gettext_noop
from scoring.core.fixed import plain_text, text_of
from scoring.core.values import Entrants, Outcome, Reason

SENTENCES: dict[Reason, str] = {
    Reason.PASSED: gettext_noop("score %(score)s, rank %(rank)s; everybody with a valid result goes on"),
    Reason.WITHIN_PLACES: gettext_noop("rank %(rank)s, within the first %(places)s"),
    Reason.EQUAL_TO_LAST: gettext_noop(
        "rank %(rank)s, equal to the last of %(places)s places with %(border)s"
    ),
    Reason.AHEAD_BY_CHAIN: gettext_noop(
        "rank %(rank)s, ahead of equals at the last of %(places)s places by %(chain)s"
    ),
    Reason.BEHIND_BY_CHAIN: gettext_noop(
        "rank %(rank)s, behind equals at the last of %(places)s places by %(chain)s"
    ),
    Reason.BEYOND_PLACES: gettext_noop("rank %(rank)s, after the first %(places)s"),
    Reason.BELOW_PASS_MARK: gettext_noop("score %(score)s, below the pass mark %(pass_mark)s"),
    Reason.NO_MARKS: gettext_noop("absent: no mark"),
    Reason.MISSING_PAPER: gettext_noop("absent from a paper"),
    Reason.MISSING_PART: gettext_noop("a part was not marked"),
    Reason.MISCONDUCT: gettext_noop("misconduct: the score is void"),
    Reason.MISSING_COMPONENT: gettext_noop("a component is missing"),
    Reason.CALLED_UP: gettext_noop("rank %(rank)s, stepped up for somebody who left"),
    Reason.ELIGIBLE: gettext_noop("eligible"),
    Reason.POSITION_CANCELLED: gettext_noop("the position was cancelled: too few eligible applications"),
    Reason.PUBLISHED: gettext_noop("the announcement was published"),
    Reason.NO_BALLOTS: gettext_noop("absent: nobody voted about this entrant"),
    Reason.NO_VALID_BALLOTS: gettext_noop("no score: a group gave no valid ballot"),
    # What the following say stands in the outcome's notes, with the figures; these are without them.
    Reason.VETOED: gettext_noop("out by a veto of the plan"),
    Reason.KEPT: gettext_noop("kept"),
    Reason.NOT_KEPT: gettext_noop("not kept"),
    Reason.ELECTED: gettext_noop("elected"),
    Reason.NOT_ELECTED: gettext_noop("not elected"),
    Reason.SHOWN: gettext_noop("merits shown to the public"),
    Reason.INSPECTED: gettext_noop("inspected, nothing adverse"),
    Reason.NO_OBJECTION: gettext_noop("no organ objects"),
    Reason.ADVERSE: gettext_noop("an adverse opinion"),
    Reason.ON_THE_LIST: gettext_noop("stays on the list"),
    Reason.LEFT_OUT: gettext_noop("left out by the meeting"),
    Reason.PUBLICISED: gettext_noop("publicity ended, no serious objection"),
    Reason.SERIOUS: gettext_noop("a serious objection during publicity"),
    Reason.APPOINTED: gettext_noop("appointed"),
    Reason.DECLINED: gettext_noop("declined the appointment"),
    Reason.NOT_APPOINTED: gettext_noop("not appointed"),
    Reason.TRAINING_FAILED: gettext_noop("failed the pre-post training"),
    Reason.REMOVED: gettext_noop("removed after probation"),
}

LEFT = {
    "withdrawn": gettext_noop("withdrew: %(reason)s"),
    "disqualified": gettext_noop("disqualified: %(reason)s"),
}
LEFT_SILENTLY = {
    "withdrawn": gettext_noop("withdrew"),
    "disqualified": gettext_noop("disqualified"),
}
LEFT_OTHERWISE = gettext_noop("left: %(reason)s")


def printed(outcome: Outcome, row: int) -> str:
    """Return a row's score as printed, "" where it has none."""
    return text_of(int(outcome.printed[row]), outcome.digits) if outcome.score.present[row] else ""


def reason_sentence(entrants: Entrants, outcome: Outcome, row: int) -> Sentence:
    """Say why a row stands where it stands."""
    reason = Reason(int(outcome.reason[row]))
    if reason is Reason.LEFT:
        leave = outcome.leaves[row]
        texts = LEFT if leave.reason else LEFT_SILENTLY
        return Sentence(texts.get(leave.standing.value, LEFT_OTHERWISE), {"reason": leave.reason})
    if row in outcome.notes:
        return outcome.notes[row]
    place = int(entrants.position[row])
    border = int(outcome.border[place])
    facts = {
        "score": printed(outcome, row),
        "rank": int(outcome.rank[row]),
        "places": int(outcome.places[place]),
        "border": printed(outcome, border) if border >= 0 else "",
        "pass_mark": "" if outcome.pass_mark is None else plain_text(outcome.pass_mark),
        "chain": ", ".join(outcome.chain),
    }
    text = SENTENCES[reason]
    return Sentence(text, {name: fact for name, fact in facts.items() if f"%({name})s" in text})


def packed(sentence: Sentence) -> str:
    """Return a sentence as JSON text, for storing; facts are texts, numbers and sentences."""
    return json.dumps(_plain(sentence), ensure_ascii=False, separators=(",", ":"))


def _plain(fact: object) -> object:
    if isinstance(fact, Sentence):
        return {"text": fact.text, "facts": {name: _plain(inner) for name, inner in fact.facts.items()}}
    return fact if isinstance(fact, int) else str(fact)


def unpacked(text: str) -> Sentence:
    """Return the sentence that `packed` wrote; ValueError or KeyError where it did not."""
    return _sentence(json.loads(text))


def _sentence(table: dict[str, Any]) -> Sentence:
    facts = {n: _sentence(fact) if isinstance(fact, dict) else fact for n, fact in table["facts"].items()}
    return Sentence(table["text"], facts)
