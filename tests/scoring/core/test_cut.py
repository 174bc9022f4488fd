"""The cut: places, the three ways with equals, pass mark, leavers and substitutes, each with its reason."""

from decimal import Decimal

import pytest

from campaigns.plan.rules import Advance, Ties
from scoring.core.cut import TiesAcross
from scoring.core.reasons import reason_sentence
from scoring.core.values import Reason
from tests.scoring.kinds.made import entrants, scored, standings


def advance(count, ties="all", **more):
    return Advance(count=count, ties=Ties(ties), **more)


def reasons(people, outcome):
    return [str(reason_sentence(people, outcome, row)) for row in range(len(outcome))]


def test_all_advances_everybody_equal_to_the_last():
    people, outcome = scored([90, 80, 80, 80, 70], advance=advance(2))
    assert standings(outcome) == ["advanced"] * 4 + ["reserve"]
    assert reasons(people, outcome) == [
        "rank 1, within the first 2",
        "rank 2, within the first 2",
        "rank 2, equal to the last of 2 places with 80.00",
        "rank 2, equal to the last of 2 places with 80.00",
        "rank 5, after the first 2",
    ]


def test_the_chain_decides_and_says_so():
    people, outcome = scored([90, 80, 80, 80, 70], advance=advance(2, "chain"), chain=[1, 3, 5, 4, 9])
    assert standings(outcome) == ["advanced", "reserve", "advanced", "reserve", "reserve"]
    assert reasons(people, outcome) == [
        "rank 1, within the first 2",
        "rank 2, behind equals at the last of 2 places by other",
        "rank 2, ahead of equals at the last of 2 places by other",
        "rank 2, behind equals at the last of 2 places by other",
        "rank 5, after the first 2",
    ]
    assert outcome.order.tolist() == [0, 2, 3, 1, 4]


def test_equal_in_every_key_at_the_border_go_on_together():
    people, outcome = scored([90, 80, 80, 80, 70], advance=advance(2, "chain"), chain=[1, 5, 5, 4, 9])
    assert standings(outcome) == ["advanced", "advanced", "advanced", "reserve", "reserve"]
    assert outcome.reason.tolist()[2] == Reason.EQUAL_TO_LAST


def test_chain_without_keys_is_like_all():
    _, outcome = scored([80, 80, 70], advance=advance(1, "chain"))
    assert standings(outcome) == ["advanced", "advanced", "reserve"]


def test_refuse_names_position_and_all_equals_of_all_positions():
    people = entrants("P1:A", "P1:B", "P2:C", "P2:D", "P2:E", "P3:F", "P3:G")
    with pytest.raises(TiesAcross) as caught:
        scored([80, 80, 90, 70, 70, 60, 50], people=people, advance=Advance(count=1, ties=Ties.REFUSE))
    assert caught.value.ties == (("P1", ("A", "B")),)
    with pytest.raises(TiesAcross) as caught:
        scored([80, 80, 70, 70, 70, 60, 50], people=people, advance=Advance(count=1, ties=Ties.REFUSE))
    assert caught.value.ties == (("P1", ("A", "B")), ("P2", ("C", "D", "E")))
    assert str(caught.value).startswith("position P1: equal scores lie across the last place: A, B;")


def test_refuse_lets_equals_inside_the_places_be():
    people, outcome = scored([80, 80, 70], advance=advance(2, "refuse"))
    assert standings(outcome) == ["advanced", "advanced", "reserve"]
    assert reasons(people, outcome)[0] == "rank 1, within the first 2"


@pytest.mark.parametrize(
    "each, openings, places", [("1.5", 1, 2), ("1.5", 2, 3), ("3", 2, 6), ("0.1", 1, 1), ("2", 0, 0)]
)
def test_a_part_of_a_person_counts_as_one(each, openings, places):
    rule = Advance(per_opening=Decimal(each))
    _, outcome = scored([9, 8, 7, 6, 5, 4, 3], advance=rule, openings=openings)
    assert outcome.places.tolist() == [places]
    assert standings(outcome).count("advanced") == places


def test_pass_mark_comes_before_the_cut():
    people, outcome = scored([80, "59.99", 60, None], advance=advance(5), pass_mark=Decimal(60))
    assert standings(outcome) == ["advanced", "eliminated", "advanced", "absent"]
    assert outcome.rank.tolist() == [1, 3, 2, 0]
    assert outcome.border.tolist() == [-1]
    assert reasons(people, outcome)[1:] == [
        "score 59.99, below the pass mark 60",
        "rank 2, within the first 5",
        "a component is missing",
    ]


def test_without_a_cut_everybody_with_a_valid_result_goes_on():
    people, outcome = scored([80, 70, None])
    assert standings(outcome) == ["advanced", "advanced", "absent"]
    assert outcome.places.tolist() == [-1]
    assert reasons(people, outcome)[1] == "score 70.00, rank 2; everybody with a valid result goes on"


LEFT = (0, "withdrawn", "moved away")


def test_leavers_keep_score_and_rank():
    people, outcome = scored([90, 80, 70], advance=advance(2), leaves=[LEFT])
    assert outcome.rank.tolist() == [1, 2, 3]
    assert standings(outcome) == ["withdrawn", "advanced", "reserve"]
    assert reasons(people, outcome)[0] == "withdrew: moved away"


def test_the_next_steps_up_as_often_as_the_plan_allows():
    gone = [LEFT, (1, "disqualified", "")]
    people, outcome = scored([90, 80, 70, 60], advance=advance(2, substitutes=1), leaves=gone)
    assert standings(outcome) == ["withdrawn", "disqualified", "advanced", "reserve"]
    assert reasons(people, outcome)[1:3] == ["disqualified", "rank 3, stepped up for somebody who left"]
    _, outcome = scored([90, 80, 70, 60], advance=advance(2, substitutes=2), leaves=gone)
    assert standings(outcome) == ["withdrawn", "disqualified", "advanced", "advanced"]


def test_only_the_reasons_named_are_substituted():
    rule = advance(2, substitutes=2, substitutes_for=("withdrawn",))
    gone = [LEFT, (1, "disqualified", "")]
    _, outcome = scored([90, 80, 70, 60], advance=rule, leaves=gone)
    assert standings(outcome) == ["withdrawn", "disqualified", "advanced", "reserve"]


def test_equals_who_were_let_in_count_as_places_filled():
    _, outcome = scored([90, 80, 80, 70], advance=advance(2, substitutes=1), leaves=[LEFT])
    assert standings(outcome) == ["withdrawn", "advanced", "advanced", "reserve"]


@pytest.mark.parametrize(
    "ties, chain, expected",
    [
        ("all", None, ["advanced", "advanced", "reserve"]),
        ("chain", [0, 0, 1, 2, 9], ["reserve", "advanced", "reserve"]),
        ("chain", [0, 0, 2, 2, 9], ["advanced", "advanced", "reserve"]),
    ],
)
def test_equals_at_the_new_border(ties, chain, expected):
    rule = advance(2, ties, substitutes=1)
    _, outcome = scored([90, 80, 70, 70, 60], advance=rule, chain=chain, leaves=[LEFT])
    assert standings(outcome)[2:] == expected


def test_refused_equals_at_the_new_border():
    with pytest.raises(TiesAcross) as caught:
        scored([90, 80, 70, 70, 60], advance=advance(2, "refuse", substitutes=1), leaves=[LEFT])
    assert caught.value.ties == (("P1", ("C", "D")),)


def test_a_leaver_in_the_reserve_is_not_called_up():
    gone = [LEFT, (2, "withdrawn", "")]
    _, outcome = scored([90, 80, 70, 60], advance=advance(2, substitutes=1), leaves=gone)
    assert standings(outcome) == ["withdrawn", "advanced", "withdrawn", "advanced"]


def test_nobody_below_the_pass_mark_steps_up():
    rule = advance(1, substitutes=2)
    _, outcome = scored([90, 50], advance=rule, leaves=[LEFT], pass_mark=Decimal(60))
    assert standings(outcome) == ["withdrawn", "eliminated"]


def test_positions_without_entrants_or_places():
    people = entrants("P1:A", "P2:B")
    _, outcome = scored([1, 1], people=people, advance=Advance(count=0))
    assert standings(outcome) == ["reserve", "reserve"]
    assert outcome.border.tolist() == [-1, -1]
    _, outcome = scored([], advance=advance(3))
    assert len(outcome) == 0
