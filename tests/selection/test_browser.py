"""The browser itself: that the fixtures work, and that the policy is enforced."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_server_answers_a_browser(open_page) -> None:
    page = open_page()
    assert page.goto("/alive/").status == 200
    assert page.inner_text("body") == "ok"


def test_inline_code_does_not_run(open_page) -> None:
    page = open_page()
    page.goto("/alive/")
    ran = page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
                   document.body.append(s); return window.ran === 1; }"""
    )
    assert ran is False
    assert ["script-src 'self'" in complaint for complaint in open_page.wrong] == [True]
    open_page.wrong.clear()
