"""What keeps a stage open: an inspection's team."""

import pytest

from campaigns.plan.rules_later import Inspection, RubricItem
from scoring.core.checks import Check
from scoring.core.unanswered import lacks
from scoring.core.values import Evidence, Leave, Standing
from tests.scoring.kinds.made import entrants, marks

RULES = Inspection(key="i", musts=(), signers=(), rubric=(RubricItem(key="work", weight=100),))


def teams(evidence):
    """Return what an inspection of one person lacks."""
    return [str(lack.what) for lack in lacks(RULES, entrants("A"), evidence)]


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("80", []),
        ("absent", ["a team of at least 2 inspects; marks or talks are by 1"]),
    ],
)
def test_who_was_absent_is_not_of_the_team(second, found):
    assert teams(Evidence(marks=marks((0, 0, 0, 0, "90"), (0, 0, 1, 0, second)))) == found


def test_a_team_may_be_seen_by_its_talks():
    talks = [Check(0, who, "talk", number, "noted") for number, who in enumerate("ab", start=1)]
    assert teams(Evidence(checks=talks)) == []
    assert teams(Evidence(checks=talks[:1])) != []


def test_where_everybody_left_nobody_need_inspect():
    assert teams(Evidence(leaves=[Leave(0, Standing.WITHDRAWN, "x")])) == []
