"""Ballots as values back to entries of the actions: what a checked file enters."""

from collections.abc import Iterator, Sequence

from scoring.actions.ballots import BallotFile, CountEntry, PaperEntry, TurnoutEntry
from scoring.core.values import Counts, Evidence, Papers, Turnout


def file_of(
    evidence: Evidence, applications: Sequence[int], name: str, data: bytes, turnout: tuple[str, bytes]
) -> BallotFile:
    """Return a file as the actions take it; `applications[i]` is entrant i's primary key."""
    return BallotFile(
        name=name,
        data=data,
        turnout_name=turnout[0],
        turnout_data=turnout[1],
        counts=list(count_entries(evidence.counts, applications)),
        papers=list(paper_entries(evidence.papers, applications)),
        turnout=list(turnout_entries(evidence.turnout)),
    )


def count_entries(counts: Counts | None, applications: Sequence[int]) -> Iterator[CountEntry]:
    """Yield counted ballots."""
    if counts is None:
        return
    columns = (counts.entrant, counts.key, counts.option, counts.count)
    for row, key, option, count in zip(*(c.tolist() for c in columns), strict=True):
        yield CountEntry(applications[row], key, option, count)


def paper_entries(papers: Papers | None, applications: Sequence[int]) -> Iterator[PaperEntry]:
    """Yield single papers with their lines."""
    if papers is None:
        return
    lines: list[list[tuple[int | None, int]]] = [[] for _ in papers.labels]
    rounds, voters = [0] * len(papers.labels), [""] * len(papers.labels)
    columns = (papers.round, papers.paper, papers.entrant, papers.factor, papers.voter)
    for turn, paper, row, factor, voter in zip(*(c.tolist() for c in columns), strict=True):
        rounds[paper] = turn
        if voter >= 0:
            voters[paper] = papers.voters[voter]
        if row >= 0 or factor >= 0:
            lines[paper].append((applications[row] if row >= 0 else None, factor))
    for number, label in enumerate(papers.labels):
        yield PaperEntry(rounds[number], label, voters[number], lines[number])


def turnout_entries(turnout: Turnout | None) -> Iterator[TurnoutEntry]:
    """Yield the turnout of each group or round."""
    if turnout is None:
        return
    columns = (turnout.key, turnout.issued, turnout.returned, turnout.void)
    for key, issued, returned, void in zip(*(c.tolist() for c in columns), strict=True):
        yield TurnoutEntry(key, issued, returned, void)
