"""The ledger: appending, and verifying 100,000 entries in the database and in an archive, beside plain hashing.

python -m bench.ledger [ENTRIES] [--appends N] [--writers N] [--sqlite]

An append is an act of one entry in a transaction of its own; its yardstick is a committed INSERT of the same row
without number, tree or lock. Verification is beside hashing the same bodies, which are in memory already.
"""

import argparse
import hashlib
import multiprocessing
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.campaign import REGISTRATION, officers, open_campaign, plan_with
from bench.databases import own_database
from bench.timing import best_of, print_ratio, timed

ROUNDS = 3


def main() -> None:
    """Append, fill, verify, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entries", nargs="?", type=int, default=100_000)
    parser.add_argument("--appends", type=int, default=1_000, help="by every writer")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--sqlite", action="store_true", help="use SQLite whatever DATABASE_URL says")
    arguments = parser.parse_args()
    with own_database("zeyou_bench_ledger", sqlite=arguments.sqlite) as database:
        campaign = open_campaign(plan_with(REGISTRATION, positions=2), *officers())[0]
        measure_appending(campaign, arguments.appends, arguments.writers, database)
        measure_verifying(campaign, arguments.entries, database)


def measure_appending(campaign: Any, appends: int, writers: int, database: str) -> None:
    """Print appends by one writer and by many, beside inserts of the same rows."""
    append(campaign.log, 10)
    inserted = timed(lambda: insert(campaign.log, appends))
    alone = timed(lambda: append(campaign.log, appends))
    print_ratio(
        f"{appends:,} appends by 1 writer, {appends / alone:,.0f} a second, {database}",
        alone, "as many committed INSERTs", inserted,
    )  # fmt: skip
    together = crowd(campaign.log, appends, writers)
    print_ratio(
        f"{appends * writers:,} appends by {writers} writers, {appends * writers / together:,.0f} a second, {database}",
        together, "as many committed INSERTs by one", inserted * writers,
    )  # fmt: skip


def append(log: str, count: int) -> None:
    """Record `count` acts, each in its own transaction."""
    from django.db import transaction

    from campaigns import codes
    from oversight.ledger import SYSTEM, record

    for number in range(count):
        with transaction.atomic():
            record(log=log, code=codes.STAGE_OPENED, by=SYSTEM, subject=f"stage:{number}", facts=FACTS)


FACTS = {"stage": "registration", "title": "bench", "by_clock": "no"}


def insert(log: str, count: int) -> None:
    """Insert `count` rows of the same width into a table of the same shape, each committed by itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_entry AS SELECT * FROM oversight_entry")
        cursor.execute("SELECT * FROM bench_entry LIMIT 1")
        row = cursor.fetchone()
        marks = ", ".join(["%s"] * len(row))
        for _ in range(count):
            cursor.execute(f"INSERT INTO bench_entry VALUES ({marks})", row)
        cursor.execute("DROP TABLE bench_entry")


def crowd(log: str, appends: int, writers: int) -> float:
    """Return the seconds from the first append to the last of many processes that begin together."""
    from django.db import connections

    connections.close_all()
    fork = multiprocessing.get_context("fork")
    ready, times = fork.Barrier(writers), fork.SimpleQueue()

    def write() -> None:
        append(log, 1)
        ready.wait()
        began = time.monotonic()
        append(log, appends)
        times.put((began, time.monotonic()))

    workers = [fork.Process(target=write) for _ in range(writers)]
    for worker in workers:
        worker.start()
    spans = [times.get() for _ in workers]
    for worker in workers:
        worker.join()
    return max(end for _, end in spans) - min(began for began, _ in spans)


def measure_verifying(campaign: Any, entries: int, database: str) -> None:
    """Print verification in the database and of the archive, beside hashing the bodies."""
    from oversight import verify
    from oversight.ledger import SYSTEM, sign_head
    from oversight.models import Entry
    from oversight.proofs import verify_log
    from scoring.archive import build_archive

    fill(campaign.log, entries)
    head = sign_head(log=campaign.log, by=SYSTEM, reason="bench")
    rows = Entry.objects.filter(log__name=campaign.log).order_by("seq").values_list("body", flat=True)
    bodies = [body.encode() for body in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.zip"
        path.write_bytes(build_archive(campaign, head))
        acts = {
            "hashing": lambda: hash_plainly(bodies),
            "database": lambda: demand(verify_log(campaign.log).ok),
            "archive": lambda: demand(verify.verify(path)[0].code == 0),
        }
        best = best_of(ROUNDS, acts)
    count = f"{len(bodies):,} entries"
    print_ratio(f"verify_log of {count}, {database}", best["database"], "hashing the bodies", best["hashing"])
    print_ratio(f"verify.py on an archive of {count}", best["archive"], "hashing the bodies", best["hashing"])


def demand(good: bool) -> None:
    """Stop when a verification did not pass: its time would mean nothing."""
    if not good:
        raise SystemExit("ledger: the verification did not pass")


def hash_plainly(bodies: list[bytes]) -> None:
    """Hash every body once."""
    for body in bodies:
        hashlib.sha256(body).digest()


def fill(name: str, count: int) -> None:
    """Lay `count` entries into a log by COPY, hashed and numbered as `record` does one by one."""
    import json

    from django.db import transaction

    from candidates.bulk import write_rows
    from oversight import chain
    from oversight.ledger import written
    from oversight.models import Entry, Log

    last = Entry.objects.filter(log__name=name).order_by("-seq")[0]
    log, base = Log.objects.get(name=name), json.loads(last.body)
    tree, began = log.tree, max(last.at, datetime.now(UTC))
    rows = []
    for number in range(count):
        at = began + timedelta(microseconds=number)
        body = chain.canonical({**base, "seq": tree.size, "at": written(at), "subject": f"stage:{number}"})
        leaf = chain.leaf_hash(body, log.algorithm)
        rows.append(
            (log.pk, tree.size, body.decode(), leaf, written(at).rstrip("Z"), base["code"], f"stage:{number}",
             base["by"]["id"], base["result"], base["request"])
        )  # fmt: skip
        tree.append(leaf)
    columns = ("log_id", "seq", "body", "leaf", "at", "code", "subject", "actor", "result", "request")
    with transaction.atomic():
        write_rows(Entry._meta.db_table, columns, rows)
        Log.objects.filter(pk=log.pk).update(
            size=tree.size, frontier=tree.to_bytes(), last_at=began + timedelta(microseconds=count)
        )


if __name__ == "__main__":
    main()
