"""Whether a stage's ballots add up, before it closes, and the same ballots as bytes for their digest."""

from collections.abc import Iterator

import numpy as np

from campaigns.plan.rules_later import Recommendation, Vote
from oversight.words import Sentence, gettext_noop
from scoring.collect import Gathered
from scoring.core.accounting import discrepancies, out_of_order, signature_faults
from scoring.evidence_files.reading import has_ballots

NAMED = 20
"""How many discrepancies are named at once."""


def unbalanced(gathered: Gathered) -> list[Sentence]:
    """Return what does not add up in a stage's ballots, or that there are none; nothing for other kinds."""
    rules, evidence = gathered.rules, gathered.evidence
    if not has_ballots(rules) or not len(gathered.entrants):
        return []
    if not (evidence.counts and len(evidence.counts.key)) and not (
        evidence.papers and evidence.papers.labels
    ):
        return [Sentence(gettext_noop("no ballots have been entered"))]
    found = discrepancies(rules, evidence, gathered.entrants.ids)
    if isinstance(rules, Recommendation) and evidence.papers is not None:
        found += signature_faults(rules, evidence.papers)
    if isinstance(rules, Vote):
        found += out_of_order(rules, gathered.entrants, evidence)
    return [one.what for one in found[:NAMED]]


def ballot_columns(gathered: Gathered) -> Iterator[bytes]:
    """Yield the ballots' columns and texts as bytes; nothing for a stage of marks."""
    evidence = gathered.evidence
    for part in (evidence.counts, evidence.papers, evidence.turnout):
        if part is None:
            continue
        for value in vars(part).values():
            if isinstance(value, np.ndarray):
                yield np.ascontiguousarray(value, dtype="<i8").tobytes()
            else:
                yield "\n".join([str(len(value)), *value]).encode()
