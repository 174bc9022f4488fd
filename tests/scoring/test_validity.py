"""A recommendation is good for the months of its plan: pointed out before, and a later stage stays shut after."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.stages import NotNow, open_stage
from oversight.rights import Role
from scoring.actions.stages import correct_stage
from scoring.models import Outcome
from scoring.validity import recommendations_before, valid_until
from tests.cast import play
from tests.rehearsal import decide, seal

pytestmark = pytest.mark.django_db
CODE = "X-2026-R"


@pytest.fixture
def later(cast, tmp_path):
    """A sealed recommendation with an inspection behind it that has not begun."""
    play(cast, "invented-recommendation-and-inspection", last="recommendation")
    return cast.stage("inspection")


def sealed_on(day):
    """As if the recommendation had been sealed on that day."""
    moment = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9))
    Outcome.objects.filter(stage__key="recommendation").update(sealed_at=moment)


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def test_the_last_good_day_is_counted_in_months(cast, later) -> None:
    outcome = Outcome.objects.get(stage__key="recommendation")
    for day, last in (
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2025, 8, 31), date(2026, 8, 31)),
        (date(2025, 1, 1), date(2026, 1, 1)),
    ):
        sealed_on(day)
        outcome.refresh_from_db()
        assert valid_until(outcome) == last
    assert valid_until(Outcome.objects.get(stage__key="registration")) is None


def test_a_later_stage_opens_while_it_is_good_and_not_after(cast, later) -> None:
    sealed_on(days_ago(360))
    assert [one.over for one in recommendations_before(later)] == [False]
    sealed_on(days_ago(370))
    with pytest.raises(NotNow):
        open_stage(stage_id=later.pk, by=cast.actor(Role.STAFF))
    correct_stage(stage_id=cast.stage("recommendation").pk, by=cast.actor(Role.STAFF), reason="逾期,重新推荐")
    decide(cast, "recommendation")
    seal(cast, "recommendation")
    assert open_stage(stage_id=later.pk, by=cast.actor(Role.STAFF)).state == "open"


@pytest.mark.parametrize(("age", "tone"), [(10, ""), (350, "tone-warn"), (400, "tone-bad")])
def test_pages_point_it_out(cast, later, as_role, age, tone) -> None:
    sealed_on(days_ago(age))
    staff = as_role(Role.STAFF)
    stage = staff.get(reverse("stage", args=[CODE, "inspection"])).content.decode()
    assert ("有效期至" in stage) is bool(tone)
    for page in (reverse("outcome", args=[CODE, "recommendation"]), reverse("difference", args=[CODE])):
        text = staff.get(page).content.decode()
        assert "有效期至" in text
        assert not tone or tone in text
