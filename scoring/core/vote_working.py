"""Why somebody is elected or not, and the working of one placing of a vote. PURE."""

from collections.abc import Iterator

from campaigns.plan.rules_later import Majority, Vote
from oversight.words import Sentence, gettext_noop
from scoring.core.assessment_working import percent
from scoring.core.explanation import Explanation, Step
from scoring.core.polls import (
    ABSTAINED,
    AGREE,
    DISAGREE,
    PRESENT,
    RECUSED,
    Poll,
    Polled,
    base_of,
    due_of,
)
from scoring.core.values import Entrants, Ints, Outcome
from scoring.core.working import closing_steps

BASES = {
    Majority.DUE: gettext_noop("%(base)s members due"),
    Majority.PRESENT: gettext_noop("%(base)s members present"),
    Majority.VALID: gettext_noop("%(base)s valid votes"),
}
ELECTED = gettext_noop("ballot %(ballot)s: %(agree)s agree, more than half of %(base)s; elected")
BEYOND = gettext_noop(
    "ballot %(ballot)s: %(agree)s agree, more than half of %(base)s, but others with more fill the last opening"
)
TIED = gettext_noop(
    "ballot %(ballot)s: %(agree)s agree, more than half of %(base)s, but equal to %(ids)s across the last opening"
)
TOO_FEW = gettext_noop("ballot %(ballot)s: %(agree)s agree, not more than half of %(base)s; not elected")
VOID = gettext_noop(
    "ballot %(ballot)s is void: %(present)s of %(due)s due were present, fewer than %(quorum)s of them"
)


def polls_of(polled: Polled, entrants: Entrants, row: int) -> Iterator[Poll]:
    """Yield the ballots in which a row stood."""
    for poll in polled.polls[int(entrants.position[row])]:
        if row in poll.named:
            yield poll


def poll_sentence(rules: Vote, polled: Polled, poll: Poll, entrants: Entrants, row: int) -> Sentence:
    """Say what a ballot made of a row that stood in it."""
    cell = polled.table[row, poll.number - 1]
    if poll.void:
        at = polled.table[poll.short[0], poll.number - 1]
        facts: dict[str, object] = {
            "ballot": poll.number,
            "present": int(at[PRESENT]),
            "due": due_of(rules, at),
            "quorum": percent(rules.quorum),
        }
        return Sentence(VOID, facts)
    facts = {"ballot": poll.number, "agree": int(cell[AGREE]), "base": _base(rules, cell)}
    if row in poll.elected:
        return Sentence(ELECTED, facts)
    if row in poll.tied:
        others = ", ".join(entrants.ids[other] for other in poll.tied if other != row)
        return Sentence(TIED, {**facts, "ids": others})
    return Sentence(BEYOND if row in poll.passed else TOO_FEW, facts)


def _base(rules: Vote, cell: Ints) -> Sentence:
    return Sentence(BASES[rules.majority], {"base": base_of(rules, cell)})


def note_of(rules: Vote, polled: Polled, entrants: Entrants, row: int) -> Sentence | None:
    """Say why a row is elected or not: what its last ballot that was not void made of it, else a void one."""
    polls = list(polls_of(polled, entrants, row))
    if not polls:
        return None
    counted = [poll for poll in polls if not poll.void]
    return poll_sentence(rules, polled, (counted or polls)[-1], entrants, row)


def vote_working(rules: Vote, polled: Polled, entrants: Entrants, outcome: Outcome, row: int) -> Explanation:
    """Show every ballot in which the row stood: attendance, votes, and what followed."""
    steps: list[Step] = []
    for poll in polls_of(polled, entrants, row):
        cell = polled.table[row, poll.number - 1]
        facts: dict[str, object] = {
            "ballot": poll.number,
            "present": int(cell[PRESENT]),
            "due": due_of(rules, cell),
            "agree": int(cell[AGREE]),
            "disagree": int(cell[DISAGREE]),
            "abstain": int(cell[ABSTAINED]),
        }
        text = gettext_noop(
            "ballot %(ballot)s: %(present)s of %(due)s due present, %(agree)s agree, %(disagree)s disagree,"
            " %(abstain)s abstain"
        )
        if cell[RECUSED]:
            facts["recused"] = int(cell[RECUSED])
            text = gettext_noop(
                "ballot %(ballot)s: %(present)s of %(due)s due present, %(recused)s recused, %(agree)s agree,"
                " %(disagree)s disagree, %(abstain)s abstain"
            )
        steps.append(Step("turnout", Sentence(text, facts), str(facts["present"])))
        steps.append(Step("ballot", poll_sentence(rules, polled, poll, entrants, row), str(int(cell[AGREE]))))
    return Explanation(row, [*steps, *closing_steps(entrants, outcome, row)])
