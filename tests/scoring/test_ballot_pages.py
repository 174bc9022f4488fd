"""The pages of stages and outcomes hold with stages that ballots decide."""

import pytest
from django.urls import reverse

from oversight.rights import Role
from tests.cast import play

STAGES = {
    "invented-assessment-with-vetoes": ("X-2026-A", "assessment", "a3", "触发一票否决"),
    "invented-three-rounds-of-recommendation": ("X-2026-R", "recommendation", "e7", "末位 3 票"),
    "invented-difference-vote": ("X-2026-V", "vote", "v1", "未超过应到 11 人的半数"),
}


@pytest.mark.parametrize("folder", STAGES)
def test_stage_outcome_and_working_are_shown_with_their_reasons(folder, as_role, cast):
    code, key, number, words = STAGES[folder]
    play(cast, folder)
    client = as_role(Role.STAFF)
    assert client.get(reverse("stage", args=[code, key])).status_code == 200
    for page in (
        client.get(reverse("outcome", args=[code, key])),
        client.get(reverse("placing", args=[code, key, 1, number])),
    ):
        assert page.status_code == 200
        assert words in page.content.decode()
    assert client.get(reverse("outcome_export", args=[code, key, 1])).status_code == 200


def test_an_open_stage_of_ballots_has_a_page(as_role, cast):
    play(cast, "invented-difference-vote", last="registration")
    assert as_role(Role.STAFF).get(reverse("stage", args=["X-2026-V", "vote"])).status_code == 200
    found = as_role(Role.SCORE_CLERK).get(reverse("marks", args=["X-2026-V", "vote"])).status_code
    assert found == 302  # on to the stage: it has no marks


def test_a_small_layer_is_not_shown_once_its_counting_is_over(cast, as_role) -> None:
    play(cast, "invented-layers-for-a-rank")
    page = "/desk/X-2026-N/stages/recommendation/ballots/"
    staff = as_role(Role.STAFF)
    shown = {key: staff.get(page, {"turn": key}).content.decode() for key in ("wide.L", "wide.M", "wide.S")}
    assert ["不单独公布" in text for text in shown.values()] == [True, True, False]
    assert "得票</th>" in shown["wide.S"] and "得票</th>" not in shown["wide.L"]
