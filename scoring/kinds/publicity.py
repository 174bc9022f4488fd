"""Publicity (任前公示): the working days have run and every objection is settled; a serious one takes out. PURE."""

from collections.abc import Mapping
from datetime import date

from campaigns.plan.rules import Rounding
from campaigns.plan.rules_later import Publicity
from campaigns.workdays import MissingYear
from oversight.words import Sentence, gettext_noop
from scoring.core.answers import answer_steps, check_sentence, said_about
from scoring.core.checks import Answer
from scoring.core.explanation import Explanation, Step
from scoring.core.placing import judged
from scoring.core.publicity import Public, calendar_of, days_counted, public_of
from scoring.core.reasons import reason_sentence
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Reason, Standing
from scoring.period import end_of

EXEMPT = gettext_noop("no publicity: %(exempt)s")
RAN = gettext_noop("publicised from %(posted)s to %(end)s; no objection")
SETTLED = gettext_noop("publicised from %(posted)s to %(end)s; %(count)s objections settled, none serious")


def decide(
    rules: Publicity,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Take out against whom a serious objection holds; everybody else goes on."""
    out: dict[int, tuple[Standing, Reason]] = {}
    notes: dict[int, Sentence] = {}
    for row in range(len(entrants)):
        if rules.exempt:
            notes[row] = Sentence(EXEMPT, {"exempt": rules.exempt})
            continue
        public = public_of(evidence.checks, row)
        serious = [one for one in public.settlements.values() if one.answer == Answer.SERIOUS]
        if serious:
            out[row] = Standing.DISQUALIFIED, Reason.SERIOUS
            notes[row] = check_sentence(rules, serious[0])
        elif public.posted is not None:
            notes[row] = _ran(rules, public, evidence)
    return judged(entrants, evidence, Reason.PUBLICISED, out, notes)


def _ran(rules: Publicity, public: Public, evidence: Evidence) -> Sentence:
    assert public.posted is not None
    posted = public.posted.day
    facts: dict[str, object] = {"posted": posted, "end": _last(rules, public, evidence)}
    if public.objections:
        return Sentence(SETTLED, {**facts, "count": len(public.objections)})
    return Sentence(RAN, facts)


def _last(rules: Publicity, public: Public, evidence: Evidence) -> str:
    """Return the last day of publicity: the extended one where it is given; "?" where the calendar has no data."""
    if public.ended is not None:
        return public.ended.day
    assert public.posted is not None
    try:
        return end_of(rules, date.fromisoformat(public.posted.day), calendar_of(evidence)).isoformat()
    except MissingYear:
        return "?"


def explain(
    rules: Publicity,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show the day of posting, each day that counts, the end, every objection and its settlement."""
    public = public_of(evidence.checks, row)
    steps = answer_steps(rules, said_about(evidence.checks, row, "posted"))
    if public.posted is not None and not rules.exempt:
        steps.append(_days_step(rules, date.fromisoformat(public.posted.day), evidence))
    steps += answer_steps(rules, said_about(evidence.checks, row, "ended", "objection", "settlement"))
    return Explanation(row, [*steps, Step("standing", reason_sentence(entrants, outcome, row))])


def _days_step(rules: Publicity, posted: date, evidence: Evidence) -> Step:
    """Tell each day counted and the end that follows."""
    try:
        days = [day.isoformat() for day in days_counted(rules, posted, calendar_of(evidence))]
    except MissingYear as missing:
        return Step("day", missing.sentence)
    text = gettext_noop("days counted: %(days)s; publicity ends with %(end)s")
    return Step("day", Sentence(text, {"days": days, "end": days[-1]}), days[-1])
