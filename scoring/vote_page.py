"""What a vote comes to while it is counted: quorum and majority in sentences, who goes on, who was elected."""

from collections.abc import Iterator, Sequence
from typing import Any

from campaigns.plan.rules_later import Majority, Vote
from candidates.models import Application
from oversight.say import say
from oversight.words import Sentence, gettext_noop
from scoring.collect import Gathered
from scoring.core.assessment_working import percent
from scoring.core.polls import PRESENT, RECUSED, Poll, Polled, base_of, due_of, poll_all
from scoring.core.vote_working import poll_sentence
from scoring.queries import entrants_of

NEEDED = {
    Majority.DUE: gettext_noop("more than half of the %(base)s due must agree: at least %(least)s"),
    Majority.PRESENT: gettext_noop("more than half of the %(base)s present must agree: at least %(least)s"),
    Majority.VALID: gettext_noop("more than half of the %(base)s valid votes must agree: at least %(least)s"),
}


def vote_positions(gathered: Gathered) -> list[dict[str, Any]]:
    """Return the positions with their ballots as counted so far, for `scoring/vote.html`."""
    rules, entrants = gathered.rules, gathered.entrants
    assert isinstance(rules, Vote)
    polled = poll_all(rules, entrants, gathered.evidence)
    people = {person.pk: person for person in entrants_of(gathered.stage)}
    who = [people[int(key)] for key in gathered.applications.tolist()]
    titles = {person.position_id: person.position for person in people.values()}
    by_code = {position.code: position for position in titles.values()}
    return [
        {
            "title": str(by_code.get(code, code)),
            "openings": openings,
            "polls": [
                {
                    **_poll(rules, polled, poll, gathered, who),
                    "says": say(_comes_to(rules, openings, polls[: number + 1])),
                }
                for number, poll in enumerate(polls)
            ],
            "says": say(_comes_to(rules, openings, polls)),
            "open": openings > sum(len(poll.elected) for poll in polls) and len(polls) < rules.max_ballots,
            "barred": _barred(rules, openings, polls),
        }
        for code, openings, polls in zip(
            entrants.positions, entrants.openings.tolist(), polled.polls, strict=True
        )
        if code in by_code
    ]


def _barred(rules: Vote, openings: int, polls: Sequence[Poll]) -> bool:
    return len(polls) >= rules.max_ballots and openings > sum(len(poll.elected) for poll in polls)


def _comes_to(rules: Vote, openings: int, polls: Sequence[Poll]) -> Sentence:
    """Say where a position stands after its ballots so far."""
    elected = sum(len(poll.elected) for poll in polls)
    facts: dict[str, object] = {"left": openings - elected, "ballot": len(polls) + 1}
    if not polls:
        return Sentence(gettext_noop("Nothing has been counted for this position yet."))
    if elected >= openings:
        return Sentence(gettext_noop("The position is filled."))
    if _barred(rules, openings, polls):
        text = gettext_noop(
            "Ballot %(ballots)s was the last and %(left)s openings stay unfilled: nobody is put to the vote for"
            " this position again in this campaign."
        )
        return Sentence(text, {"left": facts["left"], "ballots": len(polls)})
    if polls[-1].void:
        text = gettext_noop("The ballot is void for want of a quorum; ballot %(ballot)s is among the same.")
        return Sentence(text, {"ballot": facts["ballot"]})
    if polls[-1].tied:
        text = gettext_noop("Equals stand across the last opening: ballot %(ballot)s decides between them.")
        return Sentence(text, {"ballot": facts["ballot"]})
    return Sentence(gettext_noop("%(left)s openings stay unfilled: ballot %(ballot)s is open."), facts)


def _poll(
    rules: Vote, polled: Polled, poll: Poll, gathered: Gathered, who: list[Application]
) -> dict[str, Any]:
    """Return one ballot of a position: attendance in words, a line a name."""
    table = polled.table[:, poll.number - 1]
    return {
        "number": poll.number,
        "attendance": [say(sentence) for sentence in _attendance(rules, polled, poll)],
        "rows": [
            {
                "name": who[row].candidate.name,
                "number": who[row].number,
                "votes": [int(count) for count in table[row].tolist()],
                "says": say(poll_sentence(rules, polled, poll, gathered.entrants, row)),
                "tone": "good" if row in poll.elected else "warn" if row in poll.tied else "",
            }
            for row in poll.named
        ],
    }


def _attendance(rules: Vote, polled: Polled, poll: Poll) -> Iterator[Sentence]:
    """Yield whether the quorum was met and what majority is needed, once for each attendance among the names."""
    said = set()
    for row in poll.named:
        cell = polled.table[row, poll.number - 1]
        due, present = due_of(rules, cell), int(cell[PRESENT])
        key = (due, present, int(cell[RECUSED]), base_of(rules, cell))
        if key in said:
            continue
        said.add(key)
        facts: dict[str, object] = {"present": present, "due": due, "quorum": percent(rules.quorum)}
        met = present >= rules.quorum * due
        text = gettext_noop("Present %(present)s/%(due)s: the quorum of %(quorum)s is met")
        if not met:
            text = gettext_noop(
                "Present %(present)s/%(due)s: the quorum of %(quorum)s is missed, the ballot is void"
            )
        yield Sentence(text, facts)
        if met:
            base = base_of(rules, cell)
            yield Sentence(NEEDED[rules.majority], {"base": base, "least": base // 2 + 1})
