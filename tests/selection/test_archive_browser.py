"""An archive in a real browser: asked for, watched, failed and tried again, downloaded."""

import pytest
from django.urls import reverse

from oversight.jobs import _fault, run_due
from oversight.models import Job
from oversight.rights import Role
from scoring.tasks import HANDLERS
from tests.cast import PASSWORD
from tests.rehearsal import carry

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def sign_in(page, user):
    page.goto(reverse("account_login"))
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize(("width", "language"), [("desk", "zh-CN"), ("phone", "en")])
def test_the_bar_ends_at_the_download(cast, open_page, keep_picture, width, language):
    campaign = carry(cast, "written")
    page = sign_in(open_page(width, language), cast[Role.STAFF])
    if language == "en":
        page.click("text=English")
        page.wait_for_load_state()
    page.goto(reverse("archive", args=[campaign.code]))
    page.click(".panel-foot button[type=submit]")
    page.wait_for_selector("[data-progress][data-state=queued]")
    Job.objects.filter(kind="export").update(
        state="running", lease_until="2100-01-01T00:00Z", progress_done=5
    )
    Job.objects.update(progress_total=14)
    page.wait_for_selector("[data-progress][data-state=running]")
    keep_picture(page, f"archive-running-{width}")
    Job.objects.update(state="failed", lease_until=None, error=_fault("OSError: No space left on device"))
    page.wait_for_selector("[data-progress][data-state=failed]")
    page.wait_for_load_state()
    keep_picture(page, f"archive-failed-{width}")
    page.click("[data-progress] button[type=submit]")
    page.wait_for_selector("[data-progress][data-state=queued]")
    keep_picture(page, f"archive-queued-{width}")
    run_due(HANDLERS)
    link = page.wait_for_selector(
        f"a[href='{reverse('archive_file', args=[campaign.code, Job.objects.last().pk])}']"
    )
    keep_picture(page, f"archive-done-{width}")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".zip")
