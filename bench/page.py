"""CPU of pages full of results, beside a bare Django view with one SELECT and a template of as many rows.

python -m bench.page [ROWS] [--sqlite]

All in one process through Django's test client, with the cached loader as in production: the public page of a
campaign with its results, the desk's outcome page, and the list of applications, for one position of ROWS people.
The bare view runs without any middleware; ours are asked by somebody signed in, except the public page.
"""

import argparse
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.campaign import REGISTRATION, WRITTEN, plan_with
from bench.databases import own_database
from bench.timing import best_of, print_ratio

POSITIONS = 4


def main() -> None:
    """Replay a campaign, ask for each page many times, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="?", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--sqlite", action="store_true", help="use SQLite whatever DATABASE_URL says")
    arguments = parser.parse_args()
    with own_database("zeyou_bench_page", sqlite=arguments.sqlite) as database:
        measure(arguments.rows, arguments.rounds, database)


def measure(rows: int, rounds: int, database: str) -> None:
    """Print the CPU of each page as a ratio to that of the bare view."""
    from django.db import connection, reset_queries
    from django.test import override_settings

    campaign = replayed(rows)
    user = seated(campaign)
    with override_settings(ROOT_URLCONF="bench.bare", ALLOWED_HOSTS=["testserver"]):
        pages = asked(campaign, user, rows)
        queries = {}
        for name, page in pages.items():
            page()
            connection.force_debug_cursor = True
            reset_queries()
            page()
            queries[name] = len(connection.queries)
            connection.force_debug_cursor = False
        best = best_of(rounds, pages, time.process_time)
    for name in pages:
        if name != "bare":
            what = f"CPU of {name}, {rows} rows, {queries[name]} queries, {database}"
            print_ratio(what, best[name], "a bare view of as many rows", best["bare"])


def asked(campaign: Any, user: Any, rows: int) -> dict[str, Any]:
    """Return the requests by name; each raises where the answer is not the page."""
    from django.test import Client, override_settings

    bare, public, desk = Client(), Client(), Client()
    with override_settings(MIDDLEWARE=[]):
        bare.get("/alive/")  # the client keeps the middleware of its first request
    desk.force_login(user)
    addresses = {
        "bare": (bare, f"/bare/P000/{rows}/"),
        "the public results page": (public, f"/campaigns/{campaign.code}/?position=P000"),
        "the desk's outcome page": (desk, f"/desk/{campaign.code}/stages/written/outcome/?position=P000"),
        "the list of applications": (desk, f"/desk/{campaign.code}/applications/?position=P000"),
    }
    return {name: partial(fetch, client, address, rows) for name, (client, address) in addresses.items()}


def fetch(client: Any, address: str, rows: int) -> None:
    """Ask for a page and see that every person is on it."""
    response = client.get(address)
    if response.status_code != 200 or response.content.count("人".encode()) < rows:
        raise SystemExit(f"page: {address} answered {response.status_code} without its {rows} people")


def replayed(rows: int) -> Any:
    """Carry a campaign through its written results by files, notices printed and published."""
    from scoring.folder import decide_folder, read_folder
    from scoring.replay import Replay
    from selection.jobs import HANDLERS

    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        write_folder(path, rows)
        folder = read_folder(path)
        return Replay(folder, decide_folder(folder), path, HANDLERS, lambda sentence: None).run()


def write_folder(path: Path, rows: int) -> None:
    """Write plan, applications and marks of a few positions with `rows` people each."""
    from campaigns.plan.export import to_toml

    marks = (np.random.default_rng(30).integers(80, 200, rows * POSITIONS) / 2).tolist()
    people = [(f"N{n:05d}", f"P{n % POSITIONS:03d}", f"人{n}") for n in range(rows * POSITIONS)]
    plan = plan_with(REGISTRATION, WRITTEN, positions=POSITIONS)
    (path / "plan.toml").write_bytes(to_toml(plan))
    lines = ["id,position,name", *(",".join(person) for person in people)]
    (path / "applications.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["id,score", *(f"{person[0]},{mark}" for person, mark in zip(people, marks, strict=True))]
    (path / "written.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def seated(campaign: Any) -> Any:
    """Return a user who sits in the campaign as staff."""
    from datetime import timedelta

    from django.utils import timezone

    from campaigns.actions.seats import give_seat
    from oversight.actions import create_user
    from oversight.ledger import SYSTEM, Actor
    from oversight.rights import Role

    user = create_user(username="bench", name="bench", by=SYSTEM)
    until = timezone.now() + timedelta(days=1)
    officer = Actor(None, "bench", str(Role.SECURITY_OFFICER))
    give_seat(campaign_id=campaign.pk, user_id=user.pk, role=Role.STAFF, by=officer, until=until)
    return user


if __name__ == "__main__":
    main()
