"""Deciding a stage of 100,000 entrants in PostgreSQL, from rows to stored outcome, beside COPY of the same bytes.

python bench/deciding.py [ENTRANTS]

The stage is an interview of 7 judges over 200 positions. The yardstick copies out the rows that the decision reads
and copies in, into a table with the same columns, keys and checks, the rows that it writes. Needs DATABASE_URL to
name a PostgreSQL server; a database of its own is made there and dropped. Prints ratios.
"""

import argparse
import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.stage import JUDGES, build_interview, own_database

ROUNDS = 3


def main() -> None:
    """Build the stage, decide it, copy the same bytes, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entrants", nargs="?", type=int, default=100_000)
    arguments = parser.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("bench/deciding.py: set DATABASE_URL to a PostgreSQL server")
        return
    with own_database("zeyou_bench_deciding"):
        measure(arguments.entrants)


def measure(entrants: int) -> None:
    """Print the ratio of deciding to copying, both in this run, the best of a few rounds each."""
    from django.db import connection

    from scoring.actions.stages import close_stage, decide_stage

    stage, by = build_interview(entrants)
    close_stage(stage_id=stage.pk, by=by)
    decided = []
    for attempt in range(ROUNDS):
        decided.append(timed(lambda: decide_stage(stage_id=stage.pk, run=1, by=by)))
        if attempt < ROUNDS - 1:
            forget(stage.pk)
    with connection.cursor() as cursor:
        copied = [timed(lambda: copy_both_ways(cursor, stage.pk)) for _ in range(ROUNDS)]
    print(f"deciding {entrants:,} entrants, {entrants * JUDGES:,} marks, PostgreSQL, best of {ROUNDS}")
    print(f"  decide, rows to stored outcome  {min(decided):6.2f} s")
    print(f"  COPY out + COPY in              {min(copied):6.2f} s")
    print(f"  ratio                           {min(decided) / min(copied):6.2f}")


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that `act` took."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def forget(stage_id: int) -> None:
    """Undo a decision so that it can be made again; only a bench may."""
    from campaigns.models import Stage
    from scoring.models import Outcome, Placing

    Placing.objects.filter(outcome__stage=stage_id).delete()
    Outcome.objects.filter(stage=stage_id).delete()
    Stage.objects.filter(pk=stage_id).update(state="closed")


def copy_both_ways(cursor: object, stage_id: int) -> None:
    """Copy out what deciding reads, and in what it writes."""
    marks, people, placings = io.BytesIO(), io.BytesIO(), io.BytesIO()
    columns = "outcome_id, application_id, line, score, exact, rank, standing, reason, detail"
    cursor.copy_expert(
        "COPY (SELECT application_id, assessor_id, criterion, state, value FROM scoring_mark"
        f" WHERE stage_id = {stage_id}) TO STDOUT",
        marks,
    )
    cursor.copy_expert("COPY (SELECT id, number, \"order\" FROM candidates_application) TO STDOUT", people)
    cursor.copy_expert(f"COPY (SELECT {columns} FROM scoring_placing) TO STDOUT", placings)
    cursor.execute("DROP TABLE IF EXISTS bench_placing")
    cursor.execute("CREATE TABLE bench_placing (LIKE scoring_placing INCLUDING ALL)")
    for column, table in (("outcome_id", "scoring_outcome"), ("application_id", "candidates_application")):
        cursor.execute(
            f"ALTER TABLE bench_placing ADD FOREIGN KEY ({column}) REFERENCES {table} (id)"
            " DEFERRABLE INITIALLY DEFERRED"
        )
    placings.seek(0)
    cursor.copy_expert(f"COPY bench_placing ({columns}) FROM STDIN", placings)


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
