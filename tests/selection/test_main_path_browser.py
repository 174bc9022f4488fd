"""The staff's main path in a real browser: announcement, applications, a sealed stage, a notice that anybody checks."""

import re

import pytest
from django.urls import reverse

from campaigns.models import Notice
from oversight.jobs import run_due
from oversight.rights import Role
from scoring.tasks import HANDLERS
from tests.cast import PASSWORD
from tests.rehearsal import rehearse

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

APPLICATIONS = "id,position,name\nA1,P01,赵一\nA2,P01,钱二\nA3,P01,孙三\nB1,P02,周五\nB2,P02,吴六\n"


class Person:
    """Somebody at a browser."""

    def __init__(self, page, cast):
        self.page, self.code = page, cast.campaign.code

    def go(self, name, *rest):
        self.page.goto(reverse(name, args=[self.code, *rest]))
        return self.page

    def press(self, selector="main .btn-primary[type=submit]"):
        self.page.click(selector)
        self.page.wait_for_load_state()

    def sign_in(self, user):
        self.page.goto(reverse("account_login"))
        self.page.fill("[name=login]", user.username)
        self.page.fill("[name=password]", PASSWORD)
        self.press("main button[type=submit]")
        assert self.page.url.endswith("/desk/")
        return self

    def task(self):
        """Return the first thing that the desk asks for."""
        self.page.goto(reverse("desk"))
        return self.page.locator(".task-title").first.inner_text()


@pytest.fixture
def people(cast, open_page):
    """Staff and approver signed in, each in a browser of their own; a campaign whose registration is open."""
    rehearse(cast)
    staff, approver = Person(open_page(), cast), Person(open_page(), cast)
    return staff.sign_in(cast[Role.STAFF]), approver.sign_in(cast[Role.APPROVER])


def publish_first_due(person):
    """Draft what is due first, look at it, publish it, and wait at the bar until it is on paper."""
    page = person.go("notices")
    page.click("main .task-row button >> nth=0")
    page.wait_for_load_state()
    person.press("[name=look]")
    person.press("main a.btn-primary")
    person.press()
    page.wait_for_selector("[data-progress]")
    run_due(HANDLERS)
    page.click(".progress-line a")
    page.wait_for_selector(".note.tone-good")
    return Notice.objects.order_by("-serial").first()


def test_the_staffs_main_path(people, open_page, tmp_path, keep_picture) -> None:
    staff, approver = people
    announcement = publish_first_due(staff)
    keep_picture(staff.page, "notice-published")
    take_in(staff, tmp_path)
    close_and_decide(staff)
    assert "报名" in approver.task()
    approver.go("stage_seal", "registration")
    approver.press()
    keep_picture(staff.go("campaign_home"), "campaign-home")
    notice = publish_first_due(staff)
    assert (notice.kind, notice.run) == ("qualified_list", 1)
    anybody = open_page("phone")
    check_paper(anybody, notice, tmp_path)
    anybody.goto(reverse("campaign_public", args=[staff.code]))
    assert anybody.locator(".notice-title").count() == 2
    assert re.findall("赵一|钱二|孙三", anybody.inner_text("#results")) == ["赵一", "钱二", "孙三"]
    assert announcement.number in anybody.inner_text("main")
    keep_picture(anybody, "campaign-public-phone")
    pack_archive(staff)


def take_in(staff, folder):
    """Import the applications from a sheet: dry run, then apply."""
    sheet = folder / "applications.csv"
    sheet.write_text(APPLICATIONS, encoding="utf-8")
    page = staff.go("applications_import")
    page.set_input_files("[type=file]", str(sheet))
    staff.press()
    staff.press()
    assert staff.go("applications").locator("tbody tr").count() >= 5


def close_and_decide(staff):
    staff.go("stage_close", "registration")
    staff.press()
    staff.go("stage_decide", "registration")
    staff.press()
    run_due(HANDLERS)
    staff.go("stage", "registration")


def check_paper(page, notice, folder):
    """Check a notice as somebody does who holds the paper, and with its file."""
    page.goto(reverse("home"))
    page.fill("#number", notice.number)
    page.click("main .btn-primary")
    page.wait_for_selector(".proof.is-good")
    file = folder / "notice.pdf"
    answer = page.request.get(reverse("notice_pdf", kwargs={"year": notice.year, "serial": notice.serial}))
    file.write_bytes(answer.body())
    page.set_input_files("[type=file]", str(file))
    page.click("form[enctype] button")
    page.wait_for_selector(".proof.is-good")
    file.write_bytes(answer.body() + b" ")
    page.set_input_files("[type=file]", str(file))
    page.click("form[enctype] button")
    page.wait_for_selector(".proof.is-bad")


def pack_archive(staff):
    page = staff.go("archive")
    page.click("main .btn-primary")
    page.wait_for_selector("[data-progress]")
    run_due(HANDLERS)
    page = staff.go("archive")
    with page.expect_download() as download:
        page.click("main tbody a")
    assert download.value.suggested_filename.endswith(".zip")
