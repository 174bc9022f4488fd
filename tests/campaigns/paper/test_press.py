"""The press: the page's measures, the same bytes again, nothing fetched, numbers that go on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from weasyprint import HTML

from campaigns.paper.fonts import VENDORED, Fonts, FontsMissing, characters_of, family_of
from campaigns.paper.press import ClosedFetcher, FetchRefused, PressRefused, _style, merge, page_count, press
from tests.campaigns.paper.reading import fonts_of, pages_of

ROOT = Path(__file__).resolve().parents[3]
CHARACTERS = "选拔职位的报名人员应当按照公告的要求提交材料并对材料的真实性负责"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def page(body: str) -> str:
    return f'<!DOCTYPE html><html lang="zh-CN"><body>{body}</body></html>'


def laid_out(html: str) -> list[list[str]]:
    """Return the text of each line of each page, out of WeasyPrint's boxes."""
    fonts = Fonts()
    document = HTML(string=html, url_fetcher=ClosedFetcher({})).render(
        stylesheets=[_style(fonts)], font_config=fonts.configuration()
    )
    return [
        [
            "".join(box.text for box in line.descendants() if hasattr(box, "text"))
            for line in page._page_box.descendants()
            if type(line).__name__ == "LineBox"
        ]
        for page in document.pages
    ]


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    text = (CHARACTERS * 60)[: 22 * 28 * 2]
    lines = laid_out(page(f'<p class="plain">{text}</p>'))
    assert [[len(line) for line in found] for found in lines] == [[28] * 22, [28] * 22]


def test_headings_and_rare_names_keep_the_22_lines() -> None:
    rest = "<p>张喆、吴𠮷、周𬍛</p><p>正文2026 SHA-256</p><p>“甲”（乙）</p>" * 3
    lines = laid_out(page(("<p class='one'>一、堃</p><p class='two'>（一）翀</p>" + rest) * 4))
    assert [len(found) for found in lines] == [22, 22]


def test_the_same_page_gives_the_same_bytes() -> None:
    html = page(f"<h1 class='title'>公告</h1><p>{CHARACTERS}喆𠮷</p>")
    assert press(html) == press(html)
    assert merge([press(html), press(html)], title="公告") == merge([press(html), press(html)], title="公告")


def test_neither_the_machines_fonts_nor_hash_seeds_change_the_bytes() -> None:
    script = (
        "import hashlib; from campaigns.paper.press import press, merge;"
        "print(hashlib.sha256(merge([press('<p>公告喆𠮷𬍛 2026</p><p class=one>一、</p>')])).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, **changed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for changed in (
            {"PYTHONHASHSEED": "1"},
            {
                "PYTHONHASHSEED": "2",
                "FONTCONFIG_FILE": "/nowhere",
                "FONTCONFIG_PATH": "/nowhere",
                "LANG": "C",
            },
        )
    }
    assert len(digests) == 1


def test_only_vendored_fonts_are_in_the_page() -> None:
    html = page("<p>公告喆𠮷</p><p class='one'>一、</p><p style='font-family: DejaVu Sans, serif'>甲</p>")
    assert {name.partition("-")[0] for name in fonts_of(press(html))} == {"zeyou"}


@pytest.mark.parametrize(
    "body",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/a.png">',
        '<img src="https://example.com/a.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="asset:unknown">',
        '<img src="ASSET:logo">',
        '<img src="asset:../../etc/passwd">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        "<style>@import url(http://127.0.0.1:9/a.css)</style>",
        '<p style="background: url(file:///etc/passwd)">x</p>',
        '<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
    ],
)
def test_nothing_but_known_assets_is_fetched(body: str) -> None:
    with pytest.raises(FetchRefused):
        press(page(body), assets={"logo": ("image/png", PNG)})


@pytest.mark.parametrize(
    "body",
    [
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="file:///etc/passwd">x</a>',
        '<a href="http://example.com/">x</a>',
    ],
)
def test_attachments_and_harmful_links_are_refused(body: str) -> None:
    with pytest.raises(PressRefused):
        press(page(body))


def test_a_known_asset_and_a_harmless_link_are_taken() -> None:
    html = page('<img src="asset:logo"><a href="https://example.gov.cn/">x</a>')
    assert page_count(press(html, assets={"logo": ("image/png", PNG)})) == 1


def test_a_page_brings_no_fonts_of_its_own() -> None:
    face = "<style>@font-face{font-family:x;src:url(file:///etc/passwd)} p{font-family:x}</style>"
    assert {name.partition("-")[0] for name in fonts_of(press(page(f"{face}<p>甲</p>")))} == {"zeyou"}


def test_page_numbers_go_on_over_the_parts() -> None:
    two = page("<p>甲</p><p style='break-before: page'>乙</p>")
    pages = pages_of(merge([press(two), press(page("<p>丙</p>")), press(two)]))
    assert pages == ["甲— 1 —", "乙— 2 —", "丙— 3 —", "甲— 4 —", "乙— 5 —"]


def test_parts_can_be_bound_without_numbers() -> None:
    assert pages_of(merge([press(page("<p>甲</p>"))], numbered=False)) == ["甲"]


def test_every_vendored_font_has_a_licence_and_a_line_in_the_readme() -> None:
    readme = (VENDORED / "README.md").read_text(encoding="utf-8")
    named = {path.name for path in VENDORED.iterdir() if f"`{path.name}`" in readme}
    assert named == {path.name for path in VENDORED.iterdir() if path.name != "README.md"}
    assert {path.name for path in Fonts().files()} == {path.name for path in VENDORED.glob("*.[ot]tf")}


def test_every_common_character_has_a_glyph_in_every_role() -> None:
    common = "".join(map(chr, range(0x4E00, 0x9FA6)))
    assert {role: Fonts().missing(common, role) for role in ("title", "heading", "subheading", "body")} == {
        "title": [],
        "heading": [],
        "subheading": [],
        "body": [],
    }


def test_a_units_own_font_comes_first_and_its_rare_font_last(tmp_path: Path) -> None:
    (tmp_path / "body.otf").write_bytes((VENDORED / "FandolHei-Regular.otf").read_bytes())
    (tmp_path / "rare.ttf").write_bytes((VENDORED / "ZeyouWide-Light.ttf").read_bytes())
    fonts = Fonts(tmp_path)
    assert [path.name for path in fonts.stack("body")][0] == "body.otf"
    assert [path.name for path in fonts.stack("title")][-1] == "rare.ttf"
    assert fonts_of(press(page("<p>甲</p>"), fonts=fonts)) == {"unit-body"}


def test_a_missing_font_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="gone.otf"):
        characters_of(tmp_path / "gone.otf")
    assert family_of(tmp_path / "body.otf") == "unit-body"
