"""The parts in a real browser: nothing refused by the policy, nothing wider than the screen, and the behaviours."""

import pytest
from django.conf import LazySettings
from django.urls import include, path

from selection.style import PAGES, style

urlpatterns = [path("style/", style, name="style"), path("", include("selection.urls"))]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls(__name__),
    pytest.mark.django_db(transaction=True),
]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def _debug(settings: LazySettings) -> None:
    settings.DEBUG = True


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_no_part_is_wider_than_the_screen(open_page, keep_picture, width: str, language: str) -> None:
    page = open_page(width, language)
    for name in PAGES:
        assert page.goto(f"/style/?page={name}").status == 200
        assert page.evaluate(WIDER) == 0, name
        keep_picture(page, f"{name}-{language}-{width}")


def test_charts_are_drawn_and_the_table_stays(open_page) -> None:
    page = open_page()
    page.goto("/style/?page=home")
    page.wait_for_selector("[data-chart=funnel] canvas")
    assert page.locator(".chart-pair tbody tr").count() == 6


def test_the_sheet_takes_a_column_from_a_spreadsheet(open_page) -> None:
    page = open_page()
    page.goto("/style/?page=marks")
    page.focus("#cell-m17a")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text', '88.5\\t70\\n90\\t101\\n');
        document.activeElement.dispatchEvent(new ClipboardEvent('paste',
            { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    cells = ("m17a", "m17b", "m21a", "m21b")
    assert [page.input_value(f"#cell-{name}") for name in cells] == ["88.5", "70", "90", "101"]
    assert [page.get_attribute(f"#cell-{name}", "aria-invalid") for name in cells] == [
        None,
        None,
        None,
        "true",
    ]
    assert (page.inner_text("[data-marks-given]"), page.inner_text("[data-marks-sum]")) == ("12", "932.75")


def test_enter_goes_down_and_shift_enter_up(open_page) -> None:
    page = open_page()
    page.goto("/style/?page=marks")
    page.focus("#cell-m2a")
    went = []
    for key in ("Enter", "ArrowDown", "Shift+Enter", "ArrowUp"):
        page.keyboard.press(key)
        went.append(page.evaluate("document.activeElement.id"))
    assert went == ["cell-m8a", "cell-m11a", "cell-m8a", "cell-m2a"]


def test_an_error_leads_to_its_field(open_page) -> None:
    page = open_page()
    page.goto("/style/?page=confirm")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')") is True
    page.click("[data-error-summary] a")
    assert page.evaluate("document.activeElement.id") == "id_reason"


def test_type_and_language_switch_and_stay_on_the_page(open_page) -> None:
    page = open_page()
    page.goto("/style/?page=ledger")
    page.click("form[action$='/type/'] button")
    assert page.evaluate("[document.documentElement.className, location.search]") == [
        "type-large",
        "?page=ledger",
    ]
    page.click("form[action$='/language/'] button")
    assert page.evaluate("[document.documentElement.lang, location.search]") == ["en", "?page=ledger"]


def test_menus_close_with_escape(open_page) -> None:
    page = open_page()
    page.goto("/style/?page=home")
    page.click(".band .menu summary")
    assert page.locator("details[data-menu][open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details[data-menu][open]").count() == 0
