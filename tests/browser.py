"""Chromium for the browser tests: fixtures that `tests/conftest.py` hands to every test.

A page fails its test when the browser reports an error, a refused inline script or style, or an answer of 500.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

WIDTHS = {"desk": (1366, 900), "phone": (390, 844)}
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def chromium_path() -> str | None:
    """Return where Chromium is, or None."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return one Chromium for all tests of this process."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread; Django would refuse the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, "--disable-sync"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitors:
    """Opens pages, each for a visitor of its own, and gathers in `wrong` what their browsers complain about."""

    def __init__(self, browser: Any, address: str):
        self.browser, self.address = browser, address
        self.contexts: list[Any] = []
        self.wrong: list[str] = []

    def __call__(self, width: str = "desk", language: str = "zh-CN") -> Any:
        """Return a new page of a new visitor."""
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = self.browser.new_context(base_url=self.address, locale=language, viewport=size)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("console", self._said)
        page.on("response", self._got)
        return page

    def _said(self, message: Any) -> None:
        asked_by_itself = message.location.get("url", "").endswith("/favicon.ico")
        if message.type == "error" and not asked_by_itself:
            self.wrong.append(message.text)

    def _got(self, response: Any) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.url}: {response.status}")


@pytest.fixture
def open_page(chromium: Any, live_server: Any) -> Iterator[Visitors]:
    """Return `open_page(width="desk", language="zh-CN")`; what goes wrong in any page fails the test at its end."""
    visitors = Visitors(chromium, live_server.url)
    yield visitors
    for context in visitors.contexts:
        context.close()
    assert visitors.wrong == []


@pytest.fixture
def keep_picture() -> Any:
    """Return `keep_picture(page, name)`: a PNG in SCREENSHOTS when that is set, for looking at."""
    folder = os.environ.get("SCREENSHOTS")

    def keep(page: Any, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    return keep
