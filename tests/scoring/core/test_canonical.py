"""The canonical outcome file, byte by byte, and how long a large one takes to write."""

import csv
import io
from decimal import Decimal

import numpy as np

from campaigns.plan import rules as plan
from scoring.core.canonical import outcome_csv
from scoring.core.values import Entrants, Evidence
from tests.scoring.kinds.made import decide, entrants, marks, scored


def test_order_fixed_digits_and_empty_fields():
    people = entrants("P1:A", "P1:B", "P1:C", "P2:D")
    _, outcome = scored([70, None, "80.5", 60], people=people, leaves=[(0, "withdrawn", "why")])
    assert outcome_csv(people, outcome) == (
        b"position,id,score,rank,standing,exact\n"
        b"P1,C,80.50,1,advanced,\n"
        b"P1,A,70.00,2,withdrawn,\n"
        b"P1,B,,,absent,\n"
        b"P2,D,60.00,1,advanced,\n"
    )


def test_the_exact_score_stands_where_the_printed_one_is_not_it():
    people = entrants("A", "B")
    rules = plan.Interview(key="interview")
    evidence = Evidence(
        marks((0, 0, 0, 0, "80"), (0, 0, 1, 0, "80"), (0, 0, 2, 0, "81"), (1, 0, 0, 0, "80.25"))
    )
    outcome = decide(rules, people, evidence, rounding=plan.Rounding(places=()))
    assert outcome_csv(people, outcome).splitlines()[1:] == [
        b"P1,A,80.33,1,advanced,241/3",
        b"P1,B,80.25,2,advanced,",
    ]


def test_fields_are_quoted_only_where_they_have_to_be():
    ids = ["a,b", 'say "x"', "two\nlines", "plain id", "报名1", "-1", "", "c\rd"]
    zeros = np.zeros(len(ids), np.int64)
    people = Entrants(ids, zeros, ["P,1"], np.array([1]))
    _, outcome = scored(range(len(ids), 0, -1), people=people)
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["position", "id", "score", "rank", "standing", "exact"])
    for rank, id_ in enumerate(ids, start=1):
        writer.writerow(["P,1", id_, f"{len(ids) + 1 - rank}.00", rank, "advanced", ""])
    assert outcome_csv(people, outcome).decode() == written.getvalue()


def test_nobody():
    people = entrants()
    _, outcome = scored([], people=people)
    assert outcome_csv(people, outcome) == b"position,id,score,rank,standing,exact\n"


def test_a_large_outcome_has_a_line_an_entrant():
    rows = 20_000
    people = Entrants(
        [f"E{row}" for row in range(rows)],
        np.sort(np.arange(rows) % 40),
        [f"P{n}" for n in range(40)],
        np.ones(40, np.int64),
    )
    _, outcome = scored([Decimal(row % 997) / 10 for row in range(rows)], people=people)
    lines = outcome_csv(people, outcome).decode().splitlines()
    assert len(lines) == rows + 1
    ranks = [(line.split(",")[0], int(line.split(",")[3])) for line in lines[1:]]
    assert all(a <= b for (p, a), (q, b) in zip(ranks, ranks[1:], strict=False) if p == q)
