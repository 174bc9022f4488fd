"""Values to rows, the one place: a run's placings and the facts of its positions."""

from typing import Any

import numpy as np

from candidates.bulk import write_rows
from scoring.collect import Gathered
from scoring.core.canonical import exact_texts
from scoring.core.fixed import plain_text
from scoring.core.reasons import packed
from scoring.core.values import MICRO, STANDINGS, Outcome
from scoring.models import Outcome as Run
from scoring.models import Placing

COLUMNS = ("outcome_id", "application_id", "line", "score", "exact", "rank", "standing", "reason", "detail")


def store_placings(run: Run, gathered: Gathered, outcome: Outcome) -> None:
    """Insert one placing an entrant, in printed order, by COPY where the database has it."""
    order, exact = outcome.order, exact_texts(outcome)
    unit = MICRO // 10**outcome.digits
    present = outcome.score.present[order]
    scores = [
        int(v) * unit if there else None for v, there in zip(outcome.printed[order], present, strict=True)
    ]
    ranks = [rank or None for rank in outcome.rank[order].tolist()]
    standings = np.array([str(s) for s in STANDINGS], dtype=object)[outcome.standing[order]].tolist()
    details = [""] * len(order)
    for row, note in outcome.notes.items():
        details[int(outcome.place[row])] = packed(note)
    for row, leave in outcome.leaves.items():
        details[int(outcome.place[row])] = leave.reason
    rows = zip(
        [run.pk] * len(order),
        gathered.applications[order].tolist(),
        range(len(order)),
        scores,
        [exact[row] for row in order.tolist()],
        ranks,
        standings,
        outcome.reason[order].tolist(),
        details,
        strict=True,
    )
    write_rows(Placing._meta.db_table, COLUMNS, rows)


def outcome_facts(gathered: Gathered, outcome: Outcome) -> dict[str, Any]:
    """Return what a run says about each position: openings, places, counts, and the rooms' coefficients."""
    positions = gathered.entrants.positions
    advanced = (
        np.bincount(gathered.entrants.position[outcome.advanced()], minlength=len(positions))
        if len(outcome)
        else np.zeros(len(positions), int)
    )
    stood = np.bincount(gathered.entrants.position, minlength=len(positions))
    rooms = gathered.evidence.marks.rooms if gathered.evidence.marks else ()
    return {
        "openings": dict(zip(positions, map(int, outcome.openings), strict=True)),
        "places": dict(zip(positions, map(int, outcome.places), strict=True)),
        "entrants": dict(zip(positions, map(int, stood), strict=True)),
        "advanced": dict(zip(positions, map(int, advanced), strict=True)),
        "rooms": [
            {
                "position": positions[fact.position],
                "room": rooms[fact.room],
                "persons": fact.persons,
                "mean": "" if fact.mean is None else plain_text(fact.mean),
                "reference": "" if fact.reference is None else plain_text(fact.reference),
                "coefficient": plain_text(fact.coefficient),
            }
            for fact in outcome.rooms
        ],
    }
