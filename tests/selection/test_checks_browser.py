"""Answers in a real browser: the sheet by keyboard, an organ's signed act, a publicity with its small calendar."""

import pytest

from oversight.rights import Role
from scoring.models import Check
from tests.cast import PASSWORD
from tests.scoring.course import course, reviewer
from tests.selection.test_main_path_browser import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_sheet_of_answers_is_filled_by_keyboard(cast, open_page, keep_picture):
    course(cast, "deliberation")
    staff = Person(open_page(), cast).sign_in(cast[Role.STAFF])
    page = staff.go("checks", "deliberation")
    page.locator(".checks-grid select").first.focus()
    for key in ("1", "Enter", "1", "Enter", "2"):
        page.keyboard.press(key)
    # The third answer asks for a note, so the note is where one types now.
    page.keyboard.type("另有考虑")
    assert page.inner_text("[data-checks-given]") == "3"
    keep_picture(page, "checks-typed")
    staff.press(".sheet-total .btn-primary")
    answers = list(Check.objects.order_by("application__order").values_list("source", "answer", "note"))
    assert answers == [
        ("分管领导", "agree", ""),
        ("分管领导", "agree", ""),
        ("分管领导", "disagree", "另有考虑"),
    ]


def test_arrows_move_in_the_sheet(cast, open_page):
    course(cast, "deliberation")
    page = Person(open_page(), cast).sign_in(cast[Role.STAFF]).go("checks", "deliberation")
    page.locator(".checks-grid select").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "1"):
        page.keyboard.press(key)
    chosen = page.evaluate(
        "() => [...document.querySelectorAll('.checks-grid select')].map((s) => s.value).join('|')"
    )
    assert chosen == "|||||keep|||"


def test_an_organ_signs_on_a_phone(cast, open_page, keep_picture):
    course(cast, "appraisal")
    organ = Person(open_page("phone"), cast).sign_in(reviewer(cast, "audit"))
    page = organ.page
    page.click(".task-row a >> nth=0")
    for place in page.locator(".organ-card select").all():
        place.select_option("no_objection")
    page.fill("[name=secret]", PASSWORD)
    keep_picture(page, "organ-signing")
    organ.press()
    assert Check.objects.filter(source="audit", answer="no_objection").count() == 3
    keep_picture(page, "organ-signed")


def test_a_publicity_counts_its_days(cast, open_page, keep_picture):
    course(cast, "publicity")
    staff = Person(open_page(), cast).sign_in(cast[Role.STAFF])
    page = staff.go("publicity_post", "publicity")
    page.fill("[name=day]", "2025-09-29")
    staff.press()
    assert page.locator(".days .is-end").inner_text().startswith("13")
    assert page.locator(".days .is-counted").count() == 4
    keep_picture(page, "publicity-over-a-holiday")
