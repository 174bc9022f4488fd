"""Why somebody stands where they stand, in one sentence. PURE."""

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
