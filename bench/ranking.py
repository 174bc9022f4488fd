"""Ranking 1,000,000 entrants × 2,000 positions × 7 judges: the engine beside plain NumPy, polars and
pandas.

python -m bench.ranking [ENTRANTS] [POSITIONS] [--check]

All start from the same int64 columns: trimmed mean (one highest, one lowest), half-up to two decimals, rank
1,2,2,4 inside the position, pass mark, the first three of each position with those equal to the third. The
others do only that arithmetic; the engine goes through `decide`, with its guards, reasons and output order.
Prints ratios.

`--check` compares engine and second calculator (oversight/verify.py) on data with exact halves, ties over
the cut, panels of 4, 6 and 7 judges, absent judges and absent entrants.
"""

import argparse
import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl

from bench.timing import print_ratio
from campaigns.plan.rules import Advance, Interview, Rounding, Ties, Trim
from oversight import verify
from scoring.core.canonical import outcome_csv
from scoring.core.values import Entrants, Evidence, Ints, Marks, Outcome
from scoring.kinds.registry import KINDS

JUDGES, PLACES, PASS = 7, 3, 60
RULES = Interview(
    key="interview",
    trim=Trim(highest=1, lowest=1, minimum_judges=5),
    pass_mark=Decimal(PASS),
    advance=Advance(per_opening=Decimal(PLACES), ties=Ties.ALL),
)
Columns = dict[str, Ints]
Result = tuple[Ints, Ints, Ints]  # printed score, rank, advanced, one a row


def made(entrants: int, positions: int) -> tuple[Entrants, Columns]:
    """Make entrants and a mark of every judge, in steps of half a point: halves and ties are everywhere."""
    draw = np.random.default_rng(20261122)
    position = np.sort(draw.integers(0, positions, entrants))
    lines = entrants * JUDGES
    columns = {
        "entrant": np.repeat(np.arange(entrants), JUDGES),
        "assessor": np.tile(np.arange(JUDGES), entrants),
        "value": draw.integers(100, 200, lines) * 500_000,
    }
    columns |= {name: np.zeros(lines, np.int64) for name in ("room", "criterion", "state")}
    codes = [f"P{number:04d}" for number in range(positions)]
    ids = range(entrants)
    return Entrants(ids, position, codes, np.ones(positions, np.int64)), columns  # type: ignore[arg-type]


def by_engine(entrants: Entrants, columns: Columns) -> Outcome:
    """Decide as a campaign does."""
    evidence = Evidence(Marks(**columns))  # type: ignore[arg-type]
    return KINDS["interview"].decide(RULES, entrants, evidence, rounding=Rounding(), earlier={})


def engine(entrants: Entrants, columns: Columns) -> Result:
    """What the engine decided, in the shape of the others."""
    outcome = by_engine(entrants, columns)
    return outcome.printed, outcome.rank, (outcome.standing == 0).astype(np.int64)


def numpy_only(entrants: Entrants, columns: Columns) -> Result:
    """The arithmetic in NumPy, knowing that every entrant has seven marks; judge by judge in blocks that
    fit the cache, positions sorted already, one sort of packed keys.
    """
    position, rows = entrants.position, len(entrants)
    table = columns["value"].reshape(rows, JUDGES)
    score = np.empty(rows, np.int64)
    for first in range(0, rows, 8192):
        judges = table[first : first + 8192].T.copy()
        total = judges.sum(axis=0) - judges.max(axis=0) - judges.min(axis=0)
        score[first : first + 8192] = (total + 25_000) // 50_000
    key = np.sort((position << 40) | ((20_000 - score) << 24) | np.arange(rows))
    order, group = key & 0xFFFFFF, key >> 24
    new = np.concatenate(([True], group[1:] != group[:-1]))
    start = np.concatenate(([0], np.cumsum(np.bincount(position, minlength=len(entrants.positions)))[:-1]))
    at = np.flatnonzero(new)
    rank_in_order = np.repeat(at, np.diff(at, append=rows)) - start[position] + 1
    rank = np.empty(rows, np.int64)
    rank[order] = rank_in_order
    return score, rank, ((rank <= PLACES) & (score >= PASS * 100)).astype(np.int64)


def polars_only(entrants: Entrants, columns: Columns) -> Result:
    """The arithmetic in polars, lazily, marks grouped by entrant, ranks over positions."""
    marks = pl.LazyFrame({"entrant": columns["entrant"], "value": columns["value"]})
    rows = pl.LazyFrame({"position": entrants.position}).with_row_index("entrant")
    value = pl.col("value")
    total = (value.sum() - value.max() - value.min()).alias("total")
    score = ((pl.col("total") + 25_000) // 50_000).alias("score")
    rank = pl.col("score").rank("min", descending=True).over("position").cast(pl.Int64).alias("rank")
    frame = (
        marks.group_by("entrant")
        .agg(total)
        .with_columns(score, pl.col("entrant").cast(pl.UInt32))
        .join(rows, on="entrant")
        .with_columns(rank)
        .with_columns(
            ((pl.col("rank") <= PLACES) & (pl.col("score") >= PASS * 100)).cast(pl.Int64).alias("on")
        )
        .sort("entrant")
        .collect()
    )
    return frame["score"].to_numpy(), frame["rank"].to_numpy(), frame["on"].to_numpy()


def polars_wide(entrants: Entrants, columns: Columns) -> Result:
    """The arithmetic in polars, knowing that every entrant has seven marks: judges side by side."""
    table = columns["value"].reshape(-1, JUDGES)
    judges = [f"j{number}" for number in range(JUDGES)]
    frame = pl.LazyFrame({name: table[:, number] for number, name in enumerate(judges)}).with_columns(
        pl.Series("position", entrants.position)
    )
    total = pl.sum_horizontal(judges) - pl.max_horizontal(judges) - pl.min_horizontal(judges)
    rank = pl.col("score").rank("min", descending=True).over("position").cast(pl.Int64).alias("rank")
    found = (
        frame.select("position", ((total + 25_000) // 50_000).alias("score"))
        .with_columns(rank)
        .with_columns(
            ((pl.col("rank") <= PLACES) & (pl.col("score") >= PASS * 100)).cast(pl.Int64).alias("on")
        )
        .collect()
    )
    return found["score"].to_numpy(), found["rank"].to_numpy(), found["on"].to_numpy()


def pandas_only(entrants: Entrants, columns: Columns) -> Result:
    """The arithmetic in pandas: marks grouped by entrant, ranks grouped by position."""
    grouped = pd.Series(columns["value"]).groupby(columns["entrant"], sort=True)
    score = (grouped.sum() - grouped.max() - grouped.min() + 25_000) // 50_000
    rank = score.groupby(entrants.position).rank(method="min", ascending=False).astype(np.int64)
    on = ((rank <= PLACES) & (score >= PASS * 100)).astype(np.int64)
    return score.to_numpy(), rank.to_numpy(), on.to_numpy()


PROGRAMS: dict[str, Callable[[Entrants, Columns], Result]] = {
    "engine": engine,
    "numpy": numpy_only,
    "polars": polars_only,
    "polars, wide": polars_wide,
    "pandas": pandas_only,
}


def timed(entrants: Entrants, columns: Columns, rounds: int = 7) -> dict[str, float]:
    """Run all programs in turn, `rounds` times over; return the best seconds of each. Raises where they
    differ.
    """
    best = dict.fromkeys(PROGRAMS, float("inf"))
    expected = numpy_only(entrants, columns)
    for _ in range(rounds):
        for name, program in PROGRAMS.items():
            began = time.perf_counter()
            result = program(entrants, columns)
            best[name] = min(best[name], time.perf_counter() - began)
            for what, ours, theirs in zip(("score", "rank", "advanced"), result, expected, strict=True):
                if not np.array_equal(ours, theirs):
                    raise SystemExit(f"{name}: {what} differs from NumPy's")
    return best


def uneven(entrants: int, positions: int) -> tuple[Entrants, Columns, list[dict[str, str]]]:
    """Make panels of 4, 6 and 7 judges, absent judges, entrants without marks, quarter points; also as CSV
    rows.
    """
    draw = np.random.default_rng(7)
    position = np.sort(draw.integers(0, positions, entrants))
    sizes = draw.choice([4, 6, 7], entrants)
    entrant = np.repeat(np.arange(entrants), sizes)
    assessor = np.concatenate([np.arange(size) for size in sizes.tolist()])
    state = (draw.random(len(entrant)) < 0.03) | (draw.random(entrants) < 0.02)[entrant]
    columns = {
        "entrant": entrant,
        "assessor": assessor,
        "value": draw.integers(220, 380, len(entrant)) * 250_000 * ~state,
        "state": state.astype(np.int64),
        "room": np.zeros(len(entrant), np.int64),
        "criterion": np.zeros(len(entrant), np.int64),
    }
    people = Entrants(
        [f"E{row:07d}" for row in range(entrants)],
        position,
        [f"P{number:04d}" for number in range(positions)],
        np.ones(positions, np.int64),
    )
    lines = zip(*(columns[name].tolist() for name in ("entrant", "assessor", "value", "state")), strict=True)
    rows = [
        {
            "id": people.ids[row],
            "panel": "1",
            "judge": str(judge),
            "score": "absent" if gone else f"{value / 10**6}",
        }
        for row, judge, value, gone in lines
    ]
    return people, columns, rows


def second(entrants: Entrants, rows: list[dict[str, str]]) -> bytes:
    """Let the second calculator decide the same stage; quarter points are exact as text."""
    plan = {
        "positions": [{"code": code} for code in entrants.positions],
        "stages": [
            {
                "kind": "interview",
                "trim": {"highest": 1, "lowest": 1, "minimum_judges": 5},
                "pass_mark": PASS,
                "advance": {"per_opening": PLACES, "ties": "all"},
            }
        ],
    }
    codes = [entrants.positions[place] for place in entrants.position.tolist()]
    people = list(zip(codes, entrants.ids, strict=True))
    return verify.outcome_csv(verify.calculate(plan, "interview", people, rows))


def check(entrants: int, positions: int) -> None:
    """Compare the two calculators' files byte for byte; exits with 1 at the first difference."""
    people, columns, rows = uneven(entrants, positions)
    ours, theirs = outcome_csv(people, by_engine(people, columns)), second(people, rows)
    lines = zip(ours.decode().splitlines(), theirs.decode().splitlines(), strict=True)
    different = [pair for pair in lines if pair[0] != pair[1]]
    if different:
        raise SystemExit(
            f"{len(different)} lines differ, first: engine {different[0][0]}, verifier {different[0][1]}"
        )
    print(f"check: {entrants} entrants, {positions} positions: the second calculator agrees on every line")


def main() -> None:
    """Print the seconds and ratios of one run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("entrants", nargs="?", type=int, default=1_000_000)
    parser.add_argument("positions", nargs="?", type=int, default=2_000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        check(options.entrants, options.positions)
        return
    best = timed(*made(options.entrants, options.positions))
    fastest = min(seconds for name, seconds in best.items() if name != "engine")
    size = f"{options.entrants:,} entrants x {options.positions:,} positions x {JUDGES} judges"
    for name, seconds in sorted(best.items(), key=lambda item: item[1]):
        print_ratio(f"ranking {size}, {name}", seconds, "the fastest plain program", fastest)


if __name__ == "__main__":
    main()
