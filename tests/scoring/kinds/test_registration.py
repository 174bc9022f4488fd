"""Registration and announcement: who is eligible, and what becomes of positions with too few."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from campaigns.plan.rules import Announcement, BelowMinimum, Registration
from scoring.core.reasons import reason_sentence
from scoring.core.values import Evidence, Leave, Standing
from tests.scoring.kinds.made import decide, entrants, explain, standings

PEOPLE = entrants("A", "B", "C", "D", "E", openings=2)


def registration(below="approve", ratio="3"):
    return Registration(
        key="registration", minimum_ratio=ratio and Decimal(ratio), below_minimum=BelowMinimum(below)
    )


def leaves(*pairs):
    return Evidence(leaves=[Leave(row, Standing(standing), "why") for row, standing in pairs])


def test_the_eligible_go_on_the_others_keep_their_reason():
    outcome = decide(registration(), PEOPLE, leaves((1, "withdrawn"), (3, "disqualified")))
    assert standings(outcome) == ["advanced", "withdrawn", "advanced", "disqualified", "advanced"]
    sentences = [str(reason_sentence(PEOPLE, outcome, row)) for row in (0, 1, 3)]
    assert sentences == ["eligible", "withdrew: why", "disqualified: why"]
    assert outcome.openings.tolist() == [2]
    assert outcome.order.tolist() == [0, 1, 2, 3, 4]
    assert not outcome.score.present.any()


@pytest.mark.parametrize(
    "below, ratio, openings, standing",
    [
        ("approve", "3", 2, "advanced"),
        ("reduce", "3", 1, "advanced"),
        ("reduce", "2.5", 2, "advanced"),
        ("reduce", "6", 0, "eliminated"),
        ("cancel", "3", 0, "eliminated"),
        ("cancel", "2.5", 2, "advanced"),
        ("cancel", None, 2, "advanced"),
    ],
)
def test_positions_with_too_few(below, ratio, openings, standing):
    outcome = decide(registration(below, ratio), PEOPLE)
    assert outcome.openings.tolist() == [openings]
    assert standings(outcome) == [standing] * 5
    assert outcome.openings.dtype == np.int64


def test_a_cancelled_position_says_so_and_leavers_stay_leavers():
    outcome = decide(registration("cancel"), PEOPLE, leaves((4, "withdrawn")))
    assert standings(outcome) == ["eliminated"] * 4 + ["withdrawn"]
    reason = str(reason_sentence(PEOPLE, outcome, 0))
    assert reason == "the position was cancelled: too few eligible applications"


def test_who_leaves_after_the_result_was_counted():
    people = entrants("A", "B", "C")
    early = leaves((0, "withdrawn"))
    late = Evidence(leaves=[replace(early.leaves[0], after_result=True)])
    assert standings(decide(registration("cancel"), people, early)) == [
        "withdrawn",
        "eliminated",
        "eliminated",
    ]
    assert standings(decide(registration("cancel"), people, late)) == ["withdrawn", "advanced", "advanced"]


def test_positions_are_looked_at_one_by_one():
    people = entrants("P1:A", "P1:B", "P2:C")
    outcome = decide(registration("cancel", "2"), people)
    assert standings(outcome) == ["advanced", "advanced", "eliminated"]
    assert outcome.openings.tolist() == [1, 0]


def test_working():
    rules = registration("reduce")
    outcome = decide(rules, PEOPLE)
    assert explain(rules, PEOPLE, outcome, 0) == [
        "5 eligible applications for 2 openings",
        "the plan asks for 3 for each opening; 1 openings remain",
        "eligible",
    ]


def test_an_announcement_decides_about_nobody():
    rules = Announcement(key="announcement")
    outcome = decide(rules, PEOPLE)
    assert standings(outcome) == ["advanced"] * 5
    assert explain(rules, PEOPLE, outcome, 2) == ["the announcement was published"]
    assert len(decide(rules, entrants())) == 0
