"""What a sheet of ballots would do before it does it: read, joined to the entrants, held against the turnout there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from campaigns.models import Stage
from campaigns.plan.rules_later import Assessment, Recommendation, Vote
from candidates.books import without_verdicts
from candidates.sheets import read_table
from candidates.table import Table
from oversight.words import Mistake, Mistaken
from scoring.actions.ballots import BallotFile
from scoring.ballot_entries import count_entries, paper_entries
from scoring.collect import Gathered, gather
from scoring.core.accounting import Where, discrepancies, out_of_order, signature_faults
from scoring.core.ballots import NO_COUNTS
from scoring.core.turns import Turn, options_of, standing_in, turns_of
from scoring.core.values import Counts, Evidence
from scoring.evidence_files.ballots import BallotSheet, by_rows, in_order, mistake_of
from scoring.evidence_files.counted import read_assessment, read_vote
from scoring.evidence_files.papers import ballot_columns, read_papers
from scoring.imports import why_no_entrant
from scoring.queries import entrants_of


@dataclass(frozen=True, eq=False)
class BallotRun:
    """A sheet of ballots that was read and stored nowhere; `turns` are those in whose place it would stand."""

    table: Table | None
    mistakes: Sequence[Mistake]
    gathered: Gathered | None = None
    evidence: Evidence = field(default_factory=Evidence)
    turns: frozenset[int] = frozenset()

    @property
    def people(self) -> int:
        """Return about how many people the sheet says something."""
        if self.evidence.papers is not None:
            return len({row for row in self.evidence.papers.entrant.tolist() if row >= 0})
        return 0 if self.evidence.counts is None else len(set(self.evidence.counts.entrant.tolist()))

    def file(self, name: str, data: bytes) -> BallotFile:
        """Return the sheet as it is imported; ValueError when there is none."""
        if self.gathered is None:
            raise ValueError("the sheet could not be read")
        keys = [int(key) for key in self.gathered.applications.tolist()]
        return BallotFile(
            name=name,
            data=data,
            counts=list(count_entries(self.evidence.counts, keys)),
            papers=list(paper_entries(self.evidence.papers, keys)),
            turns=self.turns,
        )


def try_ballots(stage: Stage, name: str, data: bytes) -> BallotRun:
    """Read a sheet of a stage's ballots and name everything wrong with it. TypeError for other kinds."""
    try:
        table = without_verdicts(read_table(name, data))
    except Mistaken as error:
        return BallotRun(None, error.mistakes)
    gathered = gather(stage)
    rules = gathered.rules
    sheet: BallotSheet | None
    if isinstance(rules, Assessment):
        sheet, mistakes = read_assessment(table, rules)
    elif isinstance(rules, Vote):
        sheet, mistakes = read_vote(table, rules)
    elif isinstance(rules, Recommendation):
        sheet, mistakes = read_papers(table, rules)
    else:
        raise TypeError(f"a stage of kind {rules.kind} has no ballots")
    if sheet is None:
        return BallotRun(table, mistakes)
    evidence, keep, strange = by_rows(sheet, gathered.entrants, why_no_entrant(stage))
    mistakes = [*mistakes, *strange]
    if not mistakes:
        mistakes = list(_unbalanced(gathered, sheet, evidence, keep.tolist()))
    lines = evidence.papers.round if evidence.papers is not None else (evidence.counts or NO_COUNTS).key
    ordered = sorted(mistakes, key=lambda mistake: mistake.line)
    return BallotRun(table, ordered, gathered, in_order(evidence), frozenset(lines.tolist()))


def _unbalanced(
    gathered: Gathered, sheet: BallotSheet, evidence: Evidence, keep: Sequence[int]
) -> Iterator[Mistake]:
    """Yield what on the sheet does not agree with the turnout there, or could not have been voted."""
    rules, there = gathered.rules, gathered.evidence
    found = []
    if isinstance(rules, Recommendation) and evidence.papers is not None:
        found = list(signature_faults(rules, evidence.papers))
    elif there.turnout is not None or isinstance(rules, Vote):
        beside = replace(evidence, turnout=there.turnout)
        found = [one for one in discrepancies(rules, beside, gathered.entrants.ids) if one.column != "group"]
    if isinstance(rules, Vote) and evidence.counts is not None:
        whole = _beside(evidence.counts, there.counts or NO_COUNTS)
        found += out_of_order(rules, gathered.entrants, Evidence(counts=whole))
    for one in found:
        if one.where is Where.BALLOTS and 0 <= one.line < len(keep):
            yield mistake_of(sheet, replace(one, line=keep[one.line]), sheet.table.name)


def _beside(fresh: Counts, there: Counts) -> Counts:
    """Return counts of a sheet with what is stored of other turns after them."""
    other = np.flatnonzero(~np.isin(there.key, np.unique(fresh.key)))
    columns = ("entrant", "key", "option", "count")
    return Counts(*(np.concatenate([getattr(fresh, name), getattr(there, name)[other]]) for name in columns))


def template_of(stage: Stage, turn: Turn) -> tuple[list[str], Iterator[list[str]]]:
    """Return the header and the rows of a sheet to fill in for a turn, with those who stand in it."""
    gathered = gather(stage)
    rules = gathered.rules
    if isinstance(rules, Recommendation):
        return ballot_columns(rules), iter([])
    rows = standing_in(
        rules, gathered.entrants, gathered.evidence, turn.number, rounding=gathered.plan.rounding
    )
    people = entrants_of(stage).filter(pk__in=gathered.applications[rows].tolist() if rows else [])
    keys = [option.key for option in options_of(rules)]
    if isinstance(rules, Vote):
        header = ["ballot", "id", "name", "position", *keys]
        return header, (
            [turn.key, a.number, a.candidate.name, a.position.code, *[""] * len(keys)] for a in people
        )
    header = ["id", "name", "position", "group", "grade", "count"]
    return header, (
        [a.number, a.candidate.name, a.position.code, turn.key, key, ""] for a in people for key in keys
    )


def turn_titles(gathered: Gathered, numbers: frozenset[int]) -> list[object]:
    """Return what the turns with these numbers are called."""
    return [turn.title for turn in turns_of(gathered.rules) if turn.number in numbers]
