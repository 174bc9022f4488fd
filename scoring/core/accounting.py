"""Whether ballots add up: due, issued, returned, void, valid, present and what was counted. PURE.

The same checks hold for a file, where they name the line, and for what was entered, before a stage closes.
More papers returned than issued make a count void: it is repeated, never repaired.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from campaigns.plan.rules import Stage
from campaigns.plan.rules_later import Assessment, Recommendation, Vote
from oversight.words import Sentence, gettext_noop
from scoring.core.ballots import (
    NO_COUNTS,
    NO_PAPERS,
    NO_TURNOUT,
    layer_count,
    over_voted,
    table_of,
    turn_keys,
    turn_of_paper,
    turnout_of,
)
from scoring.core.polls import ABSTAINED, AGREE, DISAGREE, PRESENT, RECUSED, poll_all
from scoring.core.values import VOTE_OPTIONS, Counts, Entrants, Evidence, Papers, Turnout


class Where(StrEnum):
    """What a discrepancy stands in."""

    BALLOTS = "ballots"
    TURNOUT = "turnout"


@dataclass(frozen=True)
class Discrepancy:
    """Something that does not add up; `line` indexes the counts', papers' or turnout's lines, -1 is none."""

    where: Where
    line: int
    column: str
    what: Sentence


Found = Iterator[Discrepancy]


def needs_turnout(rules: Stage) -> bool:
    """Return whether a stage's ballots come with a turnout of their own."""
    return isinstance(rules, Assessment | Recommendation)


def discrepancies(rules: Stage, evidence: Evidence, people: Sequence[str]) -> list[Discrepancy]:
    """Return what does not add up in a stage's ballots; `people` names the entrants of counts and papers."""
    found: Iterator[Discrepancy] = iter(())
    if isinstance(rules, Assessment):
        found = _assessment(rules, evidence, people)
    elif isinstance(rules, Recommendation):
        found = _recommendation(rules, evidence)
    elif isinstance(rules, Vote):
        found = _vote(rules, evidence.counts or NO_COUNTS, people)
    return list(found)


def _assessment(rules: Assessment, evidence: Evidence, people: Sequence[str]) -> Found:
    keys, dues = [group.key for group in rules.groups], [group.due for group in rules.groups]
    turnout, counts = evidence.turnout or NO_TURNOUT, evidence.counts or NO_COUNTS
    yield from _turnout(turnout, keys, dues)
    if set(turnout.key.tolist()) != set(range(len(keys))):
        return
    laid = turnout_of(turnout, len(keys))
    issued, due = int(laid.issued.sum()), sum(dues)
    if rules.quorum is not None and issued < rules.quorum * due:
        text = gettext_noop(
            "%(present)s of %(due)s were present, fewer than %(quorum)s of them: the assessment is void, repeat it"
        )
        facts = {"present": issued, "due": due, "quorum": str(rules.quorum)}
        yield Discrepancy(Where.TURNOUT, -1, "issued", Sentence(text, facts))
    valid = laid.valid
    cells, first, which = np.unique(
        counts.entrant * len(keys) + counts.key, return_index=True, return_inverse=True
    )
    sums = np.zeros(len(cells), np.int64)
    np.add.at(sums, which, counts.count)
    for at in np.flatnonzero(sums > valid[cells % len(keys)]).tolist():
        person, group = divmod(int(cells[at]), len(keys))
        text = gettext_noop(
            "%(id)s has %(sum)s counts in group %(group)s, more than its %(valid)s valid ballots"
        )
        facts = {"id": people[person], "sum": int(sums[at]), "group": keys[group], "valid": int(valid[group])}
        yield Discrepancy(Where.BALLOTS, int(first[at]), "count", Sentence(text, facts))
    yield from _missing_groups(counts, keys, valid.tolist(), people)


def _missing_groups(
    counts: Counts, keys: Sequence[str], valid: Sequence[int], people: Sequence[str]
) -> Found:
    """Find people assessed by some groups only, though the others gave valid ballots."""
    there = np.zeros((len(people), len(keys)), bool)
    there[counts.entrant, counts.key] = True
    first = np.full(len(people), -1, np.int64)
    first[counts.entrant[::-1]] = np.arange(len(counts.entrant))[::-1]
    text = gettext_noop(
        "%(id)s has no counts of group %(group)s, which gave %(valid)s valid ballots; write 0"
    )
    for person in np.flatnonzero(there.any(axis=1) & ~there.all(axis=1)).tolist():
        for group in np.flatnonzero(~there[person]).tolist():
            if valid[group] > 0:
                facts = {"id": people[person], "group": keys[group], "valid": valid[group]}
                yield Discrepancy(Where.BALLOTS, int(first[person]), "group", Sentence(text, facts))


def _turnout(turnout: Turnout, keys: Sequence[str], dues: Sequence[int | None]) -> Found:
    """Check every line of a turnout by itself, and that none is missing."""
    columns = (turnout.key, turnout.issued, turnout.returned, turnout.void)
    for line, (key, issued, returned, void) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        facts = {"of": keys[key], "issued": issued, "returned": returned, "void": void, "due": dues[key]}
        wrong = []
        due = dues[key]
        if due is not None and issued > due:
            text = gettext_noop("%(of)s: %(issued)s ballots were issued, but only %(due)s are due to vote")
            wrong.append(("issued", text))
        if returned > issued:
            text = gettext_noop(
                "%(of)s: %(returned)s ballots came back, but only %(issued)s were issued: the count is void, repeat it"
            )
            wrong.append(("returned", text))
        if void > returned:
            text = gettext_noop("%(of)s: %(void)s void ballots are more than the %(returned)s returned")
            wrong.append(("void", text))
        for column, text in wrong:
            said = {name: fact for name, fact in facts.items() if f"%({name})s" in text}
            yield Discrepancy(Where.TURNOUT, line, column, Sentence(text, said))
    there = set(turnout.key.tolist())
    for number, name in enumerate(keys):
        if number not in there:
            text = gettext_noop("%(of)s has no turnout: issued, returned and void ballots")
            yield Discrepancy(Where.TURNOUT, -1, "", Sentence(text, {"of": name}))


def _recommendation(rules: Recommendation, evidence: Evidence) -> Found:
    keys, layers = turn_keys(rules), layer_count(rules)
    turnout, papers = evidence.turnout or NO_TURNOUT, evidence.papers or NO_PAPERS
    yield from _turnout(turnout, keys, turn_dues(rules))
    over, home = over_voted(papers, rules), turn_of_paper(papers)
    weighted = any(layer.weight is not None for layer in rules.layers)
    laid = turnout_of(turnout, len(keys))
    lines = {int(key): line for line, key in enumerate(turnout.key.tolist())}
    for number, key in enumerate(keys):
        if number not in lines:
            continue
        listed, void = int((home == number).sum()), int(((home == number) & over).sum())
        facts: dict[str, object] = {"of": key, "listed": listed, "void": void}
        held = weighted or not rules.layers or not (home // layers == number // layers).any()
        if not listed and held:
            text = gettext_noop("%(of)s has no papers: a round that was not held decides nothing")
            facts = {"of": key}
        elif listed - void != int(laid.valid[number]):
            facts["valid"], facts["good"] = int(laid.valid[number]), listed - void
            text = gettext_noop(
                "%(of)s: returned less void are %(valid)s valid ballots, but %(listed)s are listed,"
                " %(void)s of them with too many names: %(good)s valid"
            )
        else:
            continue
        yield Discrepancy(Where.TURNOUT, lines[number], "void", Sentence(text, facts))


def turn_dues(rules: Recommendation) -> list[int | None]:
    """Return how many are due in each turn, None where the plan does not say: a layer's own, else the round's."""
    if rules.layers:
        return [layer.due for _round in rules.rounds or (None,) for layer in rules.layers]
    return [turn.due for turn in rules.rounds] or [None]


def signature_faults(rules: Recommendation, papers: Papers) -> Found:
    """Find papers of signed rounds without a voter, of anonymous ones with a voter, and voters who vote twice.

    Sentences name papers and never a voter: they are read by others than the custodian.
    """
    layers = layer_count(rules)
    first: dict[tuple[int, int], int] = {}
    of_paper: dict[int, int] = {}
    columns = (papers.round, papers.paper, papers.voter)
    for line, (turn, paper, voter) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        signed = bool(rules.rounds) and rules.rounds[turn // layers].signed
        if signed and voter < 0:
            text = gettext_noop("the round is signed: the paper needs its voter")
            yield Discrepancy(Where.BALLOTS, line, "voter", Sentence(text))
        elif not signed and voter >= 0:
            text = gettext_noop("the round is anonymous: its papers bear no voter")
            yield Discrepancy(Where.BALLOTS, line, "voter", Sentence(text))
        elif voter >= 0:
            if of_paper.setdefault(paper, voter) != voter:
                text = gettext_noop("paper %(ballot)s has two voters")
                yield Discrepancy(
                    Where.BALLOTS, line, "voter", Sentence(text, {"ballot": papers.labels[paper]})
                )
            elif first.setdefault((turn // layers, voter), paper) != paper:
                text = gettext_noop(
                    "paper %(ballot)s: its voter has a paper in this round already, %(other)s"
                )
                facts = {"ballot": papers.labels[paper], "other": papers.labels[first[turn // layers, voter]]}
                yield Discrepancy(Where.BALLOTS, line, "voter", Sentence(text, facts))


def _vote(rules: Vote, counts: Counts, people: Sequence[str]) -> Found:
    table = table_of(counts, len(people), rules.max_ballots, len(VOTE_OPTIONS))
    first: dict[tuple[int, int], int] = {}
    for line, (person, ballot) in enumerate(zip(counts.entrant.tolist(), counts.key.tolist(), strict=True)):
        first.setdefault((person, ballot), line)
    for (person, ballot), line in first.items():
        cell = table[person, ballot]
        votes, present, recused = (
            int(cell[AGREE] + cell[DISAGREE] + cell[ABSTAINED]),
            int(cell[PRESENT]),
            int(cell[RECUSED]),
        )
        facts = {"id": people[person], "votes": votes, "present": present}
        if votes > present:
            text = gettext_noop("%(id)s has %(votes)s votes, but only %(present)s members were present")
            yield Discrepancy(Where.BALLOTS, line, "present", Sentence(text, facts))
        if present + recused > rules.due:
            text = gettext_noop(
                "%(present)s members present and %(recused)s recused are more than the %(due)s due"
            )
            more = {"present": present, "recused": recused, "due": rules.due}
            yield Discrepancy(Where.BALLOTS, line, "present", Sentence(text, more))


def out_of_order(rules: Vote, entrants: Entrants, evidence: Evidence) -> list[Discrepancy]:
    """Return votes that could not be held: a ballot left out, one after all is decided, one about others."""
    counts = evidence.counts or NO_COUNTS
    polls = poll_all(rules, entrants, evidence).polls
    stood = {(row, poll.number - 1) for held in polls for poll in held for row in poll.named}
    found, said = [], set()
    for line, (row, ballot) in enumerate(zip(counts.entrant.tolist(), counts.key.tolist(), strict=True)):
        if (row, ballot) in stood or (row, ballot) in said:
            continue
        said.add((row, ballot))
        position = int(entrants.position[row])
        held = polls[position]
        facts: dict[str, object] = {"id": entrants.ids[row], "ballot": ballot + 1}
        if ballot < len(held):
            text = gettext_noop(
                "%(id)s does not stand in ballot %(ballot)s: elected before, or not in the run-off"
            )
        else:
            text = gettext_noop(
                "ballot %(ballot)s of position %(position)s comes after one that was not held"
            )
            if held and int(entrants.openings[position]) == sum(len(poll.elected) for poll in held):
                text = gettext_noop("position %(position)s is filled before ballot %(ballot)s")
            facts = {"ballot": ballot + 1, "position": entrants.positions[position]}
        found.append(Discrepancy(Where.BALLOTS, line, "ballot", Sentence(text, facts)))
    return found
