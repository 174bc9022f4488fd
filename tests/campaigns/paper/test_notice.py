"""Notices on paper from facts to bytes, long and short."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from campaigns.paper import facts as kinds
from campaigns.paper.facts import NoticeFacts
from campaigns.paper.gate import NoticeRefused
from campaigns.paper.notice import bind_notice, notice_pieces, press_piece, render_notice
from tests.campaigns.paper.reading import fonts_of, pages_of
from tests.campaigns.paper.samples import ANNOUNCED, BASE, CHANGE, RARE_NAMES, composite, written

ROOT = Path(__file__).resolve().parents[3]
LONG = written(300, 30)
SAMPLES = {
    kinds.ANNOUNCEMENT: ANNOUNCED,
    kinds.QUALIFIED: replace(written(5), kind=kinds.QUALIFIED, order="application", columns=()),
    kinds.WRITTEN: written(9, 12),
    kinds.INTERVIEW: replace(written(9), kind=kinds.INTERVIEW, stage_title="面试", next_step=""),
    kinds.COMPOSITE: composite(9),
    kinds.AMENDMENT: replace(BASE, kind=kinds.AMENDMENT, reason="考点调整", changes=(CHANGE,)),
    kinds.CORRECTION: replace(
        BASE, kind=kinds.CORRECTION, reason="登分有误", corrects="原公告", changes=(CHANGE,)
    ),
}


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_every_kind_is_pressed_with_its_frame(kind: str) -> None:
    rendered = render_notice(SAMPLES[kind])
    pages = pages_of(rendered.pdf)
    assert rendered.pages == len(pages)
    assert rendered.sha256 == hashlib.sha256(rendered.pdf).hexdigest()
    assert pages[0].startswith("中共云岭区委组织部文件云区组选〔2026〕12号")
    assert [page.endswith(f"— {number} —") for number, page in enumerate(pages, start=1)] == [True] * len(
        pages
    )
    assert "全程纪实链头" in pages[-1]
    assert "2026年11月22日" in pages[-1]
    assert {name.partition("-")[0] for name in fonts_of(rendered.pdf)} == {"zeyou"}


def test_a_long_list_repeats_its_head_and_names_everybody() -> None:
    rendered = render_notice(LONG)
    pages = pages_of(rendered.pdf)
    lists = [page for page in pages if "20260" in page]
    assert len(lists) == 14
    assert [page.count("名次编号姓名公共科目笔试成绩结果") for page in lists] == [1] * len(lists)
    text = "".join(lists)
    assert [text.count(f"2026{n:04d}") for n in (0, 29, 30, 299)] == [2, 2, 1, 1]
    assert "附件1笔试成绩和进入面试人选名单（P01）" in pages[2]
    assert [name in text for name in RARE_NAMES] == [True] * len(RARE_NAMES)


@pytest.mark.parametrize(
    "copies", [(), ("区纪委监委机关", "区委办公室"), tuple(f"第{n}单位党组织" for n in range(9))]
)
@pytest.mark.parametrize(
    "facts", [written(9), composite(30), written(4, 90)], ids=["list", "letter", "attached"]
)
def test_the_colophon_stands_on_the_last_page(facts: NoticeFacts, copies: tuple[str, ...]) -> None:
    rendered = render_notice(replace(facts, printed_by="中共云岭区委组织部", copy_to=copies))
    *others, last = pages_of(rendered.pdf)
    assert last.count("2026年11月22日印发") == 1
    assert last.removesuffix(f"— {rendered.pages} —").endswith("中共云岭区委组织部")
    assert (f"抄送：{'，'.join(copies)}。" in last) is bool(copies)
    assert not any("印发" in page for page in others)


def test_workers_change_the_time_and_not_the_bytes() -> None:
    seen: list[tuple[int, int]] = []
    alone = render_notice(LONG)
    together = render_notice(LONG, workers=2, progress=lambda done, total: seen.append((done, total)))
    assert together == alone
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_pieces_pressed_apart_are_the_same_notice() -> None:
    html = notice_pieces(LONG)
    assert bind_notice(LONG, html, [press_piece(piece) for piece in html]) == render_notice(LONG)


def test_the_signature_never_stands_alone() -> None:
    for people in (20, 23, 26, 29):
        last = pages_of(render_notice(written(people)).pdf)[-1]
        assert "监督举报" in last or "20260" in last


def test_a_refused_notice_is_not_pressed() -> None:
    facts = written(1)
    named = replace(facts.listings[0].lines[0], note="11010519491231002X")
    refused: NoticeFacts = replace(facts, listings=(replace(facts.listings[0], lines=(named,)),))
    with pytest.raises(NoticeRefused):
        render_notice(refused)


def test_long_names_of_units_stay_on_the_page() -> None:
    unit = "中共云岭区委区级机关和事业单位领导干部竞争性选拔工作领导小组办公室"
    pages = pages_of(render_notice(replace(written(3), issuer=unit, mark="")).pdf)
    assert pages[0].startswith(f"{unit}文件")
    assert unit in pages[-1]


def test_paper_needs_no_django() -> None:
    script = (
        "import sys; sys.modules['django'] = None\n"
        "from tests.campaigns.paper.samples import ANNOUNCED\n"
        "from campaigns.paper.notice import render_notice\n"
        "print(render_notice(ANNOUNCED).sha256)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == render_notice(ANNOUNCED).sha256
