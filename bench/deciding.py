"""Deciding a stage of 100,000 entrants in PostgreSQL, from rows to stored outcome, beside COPY of the same bytes.

python -m bench.deciding [ENTRANTS]

The stage is an interview of 7 judges over 200 positions. The yardstick copies out the rows that the decision reads
and copies in, into a table with the same columns, keys and checks, the rows that it writes. Needs DATABASE_URL to
name a PostgreSQL server; a database of its own is made there and dropped.
"""

import argparse
from typing import Any

from bench.campaign import INTERVIEW, JUDGES, fill_marks, fill_people, officers, open_campaign, plan_with
from bench.copying import copy_out, make_twin
from bench.databases import own_database, server
from bench.timing import best_of, print_ratio, timed

ROUNDS = 4


def main() -> None:
    """Build the stage, decide it, copy the same bytes, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entrants", nargs="?", type=int, default=100_000)
    arguments = parser.parse_args()
    if not server():
        print("deciding: left out, for DATABASE_URL names no PostgreSQL server")
        return
    with own_database("zeyou_bench_deciding"):
        measure(arguments.entrants)


def measure(entrants: int) -> None:
    """Print the ratio of deciding to copying, the best of a few rounds each."""
    from django.db import connection

    from scoring.actions.stages import close_stage, decide_stage

    staff, approver = officers()
    campaign, stage = open_campaign(plan_with(INTERVIEW), staff, approver)
    fill_people(campaign, entrants)
    fill_marks(stage, entrants)
    close_stage(stage_id=stage.pk, by=staff)
    decided = []
    for attempt in range(ROUNDS):
        decided.append(timed(lambda: decide_stage(stage_id=stage.pk, run=1, by=staff)))
        if attempt < ROUNDS - 1:
            forget(stage.pk)
    with connection.cursor() as cursor:
        copied = best_of(ROUNDS, {"copy": lambda: copy_both_ways(cursor, stage.pk)})["copy"]
    what = f"deciding {entrants:,} entrants ({entrants * JUDGES:,} marks), rows to stored outcome, PostgreSQL"
    print_ratio(what, min(decided), "COPY out and COPY in of the same bytes", copied)


def forget(stage_id: int) -> None:
    """Undo a decision so that it can be made again; only a bench may."""
    from django.db import connection

    from campaigns.models import Stage
    from scoring.models import Outcome, Placing

    Placing.objects.filter(outcome__stage=stage_id).delete()
    Outcome.objects.filter(stage=stage_id).delete()
    Stage.objects.filter(pk=stage_id).update(state="closed")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE scoring_placing")


def copy_both_ways(cursor: Any, stage_id: int) -> None:
    """Copy out what deciding reads, and in what it writes."""
    columns = "outcome_id, application_id, line, score, exact, rank, standing, reason, detail"
    marks = "application_id, assessor_id, criterion, state, value"
    own = f"assessor_id IN (SELECT id FROM scoring_assessor WHERE stage_id = {stage_id})"
    copy_out(cursor, f"SELECT {marks} FROM scoring_mark WHERE {own}")
    copy_out(cursor, 'SELECT id, number, "order" FROM candidates_application')
    placings = copy_out(cursor, f"SELECT {columns} FROM scoring_placing")
    references = {"outcome_id": "scoring_outcome", "application_id": "candidates_application"}
    twin = make_twin(cursor, "scoring_placing", references)
    cursor.copy_expert(f"COPY {twin} ({columns}) FROM STDIN", placings)


if __name__ == "__main__":
    main()
