"""Runs the parts of the bench one after another, each in a process of its own, and prints their ratios.

python -m bench [--small] [PART ...]

Parts: ranking, check, deciding, importing, page, ledger. `--small` measures a thousandth of it all: to see that the
bench runs, not to learn anything. With DATABASE_URL naming a PostgreSQL server the parts that need a database make
one of their own there and drop it; without it they use SQLite, and deciding is left out.
"""

import argparse
import subprocess
import sys

from bench.databases import server

Calls = tuple[tuple[str, ...], ...]
FULL: dict[str, Calls] = {
    "ranking": (("ranking",),),
    "check": (("ranking", "20000", "40", "--check"),),
    "deciding": (("deciding",),),
    "importing": (("importing",), ("importing", "--sqlite")),
    "page": (("page",),),
    "ledger": (("ledger",),),
}
SMALL: dict[str, Calls] = {
    "ranking": (("ranking", "2000", "20"),),
    "check": (("ranking", "300", "5", "--check"),),
    "deciding": (("deciding", "500"),),
    "importing": (("importing", "300"),),
    "page": (("page", "5", "--rounds", "2"),),
    "ledger": (("ledger", "200", "--appends", "5", "--writers", "2"),),
}


def main() -> int:
    """Run what was asked for; returns 1 when a part failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(FULL))
    parser.add_argument("--small", action="store_true", help="tiny sizes, to see that everything runs")
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(FULL)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(FULL)}")
    failed = []
    for part in arguments.parts or FULL:
        for module, *rest in (SMALL if arguments.small else FULL)[part]:
            if "--sqlite" in rest and not server():
                continue
            if subprocess.run([sys.executable, "-m", f"bench.{module}", *rest], check=False).returncode:
                failed.append(part)
    if failed:
        print(f"did not run: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
