"""The style page renders every part, in both languages, with what the policy allows."""

import json
import re

import pytest
from django.conf import LazySettings
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation

from selection.style import PAGES, style
from tests.laws.source import ROOT, template_files
from tests.laws.test_templates import inline_in


def shown(page: str, language: str) -> str:
    """Return the HTML of a style page."""
    with translation.override(language):
        return style(RequestFactory().get("/style/", {"page": page})).content.decode()


@pytest.fixture(autouse=True)
def _debug(settings: LazySettings) -> None:
    settings.DEBUG = True


def test_the_style_page_is_not_there_in_use(settings: LazySettings) -> None:
    settings.DEBUG = False
    with pytest.raises(Http404):
        style(RequestFactory().get("/style/"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_style_pages_are_whole(page: str, language: str) -> None:
    html = shown(page, language)
    assert inline_in(html) == []
    assert html.count("<h1") == 1
    assert html.count("<main") == html.count("</main>") == 1
    assert len(re.findall(r"btn-primary", html)) <= (2 if page == "import" else 1)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_label_has_its_field(page: str) -> None:
    html = shown(page, "en")
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    assert [one for one in re.findall(r'<label[^>]*\sfor="([^"]+)"', html) if one not in ids] == []


def test_every_part_is_tried() -> None:
    parts = {path.name for path in template_files() if path.parent.name == "parts"}
    used = {
        name
        for path in template_files()
        for name in re.findall(r'"parts/([\w-]+\.html)"', path.read_text(encoding="utf-8"))
    }
    # Parts that stand for themselves, for the pages to come.
    alone = {"note.html", "page_head.html", "form.html"}
    assert parts - used - alone == set()


def test_charts_read_what_the_page_says() -> None:
    html = shown("home", "en")
    (data,) = re.findall(r'<script id="funnel-data" type="application/json">(.*?)</script>', html)
    rows = json.loads(data)["rows"]
    assert [row["stage"] for row in rows if row["broken"]] == ["考察对象"]
    assert html.count('<tr class="row-bad">') == 1
    kinds = (ROOT / "static/js/chart-kinds.js").read_text(encoding="utf-8")
    assert "window.zeyouCharts = { funnel, distribution, spread, timeline, radar };" in kinds


def test_dropped_marks_are_struck_through_and_said() -> None:
    html = shown("outcome", "en")
    assert (
        re.findall(r"<del>([\d.]+)</del><span class=\"visually-hidden\">dropped</span>", html)
        == ["92", "78"] * 2
    )


def test_the_error_summary_links_to_the_field() -> None:
    html = shown("confirm", "en")
    assert re.findall(r'data-error-summary.*?<a href="#([^"]+)"', html, re.DOTALL) == ["id_reason"]


def test_the_dry_run_counts_its_mistakes() -> None:
    html = shown("import", "en")
    assert re.findall(r"(\d+) mistakes: nothing has been stored", html) == ["4"]
