"""The frame: tags, badges, moments, marks, the two switches, what the unit says about itself."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.values import Standing
from selection.context import ORGANIZATION_KEYS, frame, organization
from selection.rail import ENTRIES, build_rail, joint_state
from selection.switches import switch_type
from selection.templatetags.frame import BADGES, badge, elided, icon, mark, moment, short_hash, state_word
from selection.templatetags.icons import ICONS
from tests.laws.source import ROOT, template_files

NOON = datetime(2026, 11, 22, 5, 12, tzinfo=UTC)


def test_icons_are_decoration_unless_they_speak() -> None:
    assert 'aria-hidden="true"' in icon("check")
    assert 'role="img" aria-label="&lt;ok&gt;"' in icon("check", "<ok>")
    with pytest.raises(KeyError):
        icon("no such icon")


def test_every_icon_that_is_used_is_drawn() -> None:
    used = {
        name
        for path in template_files()
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert used - set(ICONS) == set()
    assert {drawn for drawn, _, _ in BADGES.values()} - set(ICONS) == set()


def test_every_standing_has_its_badge() -> None:
    assert set(Standing) - set(BADGES) == set()


def test_badges_have_icon_word_and_colour() -> None:
    with translation.override("en"):
        assert re.sub(r"<svg.*?</svg>", "[icon]", badge("advanced")) == (
            '<span class="badge-state tone-good">[icon]Advanced</span>'
        )
        assert re.sub(r"<svg.*?</svg>", "", badge("good", "<on>")) == (
            '<span class="badge-state tone-good">&lt;on&gt;</span>'
        )
        assert state_word("unheard of") == "unheard of"


@pytest.mark.parametrize(
    ("language", "form", "said"),
    [
        ("zh-hans", "full", "2026年11月22日（星期日）13:12"),
        ("zh-hans", "day", "2026年11月22日"),
        ("en", "full", "Sunday, 22 Nov 2026 13:12"),
        ("en", "short", "11-22 13:12"),
        ("en", "clock", "13:12:00"),
    ],
)
def test_moments_are_in_beijing_time(language: str, form: str, said: str) -> None:
    with translation.override(language):
        assert moment(NOON, form) == f'<time datetime="2026-11-22T13:12:00+08:00">{said}</time>'


def test_no_moment_is_a_dash() -> None:
    assert moment(None) == "—"


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (88_500_000, 2, "88.50"),
        (88_445_000, 2, "88.445"),
        (0, 2, "0.00"),
        (-500_000, 1, "-0.5"),
        (None, 2, "—"),
    ],
)
def test_marks_are_written_exactly(value: int | None, digits: int, written: str) -> None:
    assert mark(value, digits) == written


@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_a_written_mark_is_never_rounded(value: int, digits: int) -> None:
    assert Decimal(mark(value, digits)) * 10**6 == value


def test_short_hash_groups_by_four() -> None:
    assert short_hash("0123456789abcdef") == "0123 4567 89ab"
    assert short_hash(None) == ""


def test_long_page_rows_are_shortened() -> None:
    page = Paginator(range(400), 20).page(10)
    assert list(elided(page)) == [1, "…", 8, 9, 10, 11, 12, "…", 20]


def test_organization_has_every_key(settings: LazySettings) -> None:
    settings.ORGANIZATION = {"name": "中共江州区委组织部", "telephone": 12380}
    found = organization()
    assert tuple(found) == ORGANIZATION_KEYS
    assert (found["name"], found["telephone"], found["emblem"]) == ("中共江州区委组织部", "12380", "")
    assert found["system"] != ""


def head_of_the_moment(request: object) -> dict[str, object]:
    """Stand in for the function that reads the newest head."""
    return {"size": 7, "root": "ab" * 32}


def test_the_head_is_asked_for_only_when_shown(settings: LazySettings) -> None:
    settings.FRAME_LEDGER_HEAD = f"{__name__}.head_of_the_moment"
    settings.FRAME_UNREAD = ""
    values = frame(RequestFactory().get("/"))
    assert values["ledger_head"]["size"] == 7
    assert not values["unread"]
    assert values["type_large"] is False


def _switch(**sent: str) -> HttpResponse:
    return switch_type(RequestFactory().post("/type/", sent))


def test_the_larger_type_is_a_cookie() -> None:
    response = _switch(type="large", next="/somewhere/?a=1")
    assert (response.status_code, response["Location"]) == (302, "/somewhere/?a=1")
    assert response.cookies["type"].value == "large"
    assert response.cookies["type"]["httponly"] is True
    assert _switch(type="normal").cookies["type"].value == ""


@pytest.mark.parametrize("after", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"])
def test_the_switch_never_leads_elsewhere(after: str) -> None:
    assert _switch(type="large", next=after)["Location"] == "/"


def test_the_switch_refuses_get() -> None:
    assert switch_type(RequestFactory().get("/type/")).status_code == 405


@pytest.mark.parametrize(
    ("states", "joint"),
    [
        ([], "none"),
        (["draft"], "draft"),
        (["sealed", "sealed"], "sealed"),
        (["sealed", "draft"], "open"),
        (["sealed", "open"], "open"),
        (["open", "blocked"], "blocked"),
        (["sealed", "decided"], "decided"),
    ],
)
def test_the_louder_state_speaks(states: list[str], joint: str) -> None:
    assert joint_state(states) == joint


def test_the_rail_has_its_twelve_entries() -> None:
    links = {key: f"/{key}/" for key in ENTRIES}
    rail = build_rail(
        current="interview",
        links=links,
        stages=[("announcement", "sealed"), ("interview", "open"), ("composite", "draft")],
        states={"ledger": "blocked"},
        counts={"interview": 3},
    )
    assert [item["key"] for item in rail] == list(ENTRIES)
    by_key = {item["key"]: item for item in rail}
    assert [key for key, item in by_key.items() if item["current"]] == ["interview"]
    assert (by_key["interview"]["state"], by_key["interview"]["count"]) == ("open", 3)
    assert (by_key["vote"]["state"], by_key["vote"]["url"]) == ("none", "")
    assert (by_key["overview"]["state"], by_key["overview"]["url"]) == ("", "/overview/")
    assert by_key["ledger"]["state"] == "blocked"


def test_the_bare_pages_need_no_context() -> None:
    for name in ("400.html", "500.html"):
        assert "<h1>" in render_to_string(name)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two `#rrggbb` colours."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_pair_of_tokens_that_meets_can_be_read() -> None:
    text = (ROOT / "static/css/zeyou.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text)) | {"paper": "#ffffff"}
    pairs = [(ink, page) for ink in ("ink", "muted", "link", "red") for page in ("paper", "ground")]
    pairs += [(tone, f"{tone}-tint") for tone in ("red", "good", "warn", "bad", "link")]
    pairs += [("paper", "red"), ("paper", "red-dark"), ("paper", "good"), ("paper", "link")]
    assert {
        pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pair in pairs
        if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5
    } == {}
