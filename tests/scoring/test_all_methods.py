"""Each of the nine methods runs from the registration to the appointment on evidence drawn at random."""

import csv
import io
from random import Random

import pytest
from django.core.management import call_command

from campaigns.methods import new_plan
from campaigns.plan.rules import Method, Position
from tests.scoring.gathered import gather_campaign

POSITIONS = (Position(code="P01", title="甲局局长"), Position(code="P02", title="乙局副局长", openings=2))


@pytest.mark.parametrize("seed", (1, 2))
@pytest.mark.parametrize("method", [method for method in Method if method is not Method.CUSTOM])
def test_a_method_runs_to_the_appointment(method, seed, tmp_path):
    plan = new_plan(
        method=method, code="2026-R-01", title="随机演练", positions=POSITIONS, organizer="示例(虚构)"
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    decisions = gather_campaign(folder, plan, 22, Random(seed))
    assert [decided.rules.key for decided in decisions.decided] == [stage.key for stage in plan.stages]
    last = decisions.decided[-1]
    assert last.rules.kind == "appointment"
    assert all(standing == "advanced" for standing in map(last.outcome.standing_of, range(len(last.outcome))))
    out, err = io.StringIO(), io.StringIO()
    call_command("replay", folder, output=tmp_path / "out", dry_run=True, stdout=out, stderr=err)
    assert err.getvalue() == ""
    with (tmp_path / "out" / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    appointed = [row["position"] for row in rows if row["stage"] == "appointment"]
    assert appointed == ["P01", "P02", "P02"]
