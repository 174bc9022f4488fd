"""The gate: characters without a glyph and personal data keep a notice from the press, each with its place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.paper import gate
from campaigns.paper.content import Passage
from campaigns.paper.facts import Contact, Line, NoticeFacts, Time
from campaigns.paper.notice import inspect_notice, notice_pieces
from oversight.words import Sentence
from tests.campaigns.paper.samples import ANNOUNCED, CONTACT, RARE_NAMES, composite, written

UNKNOWN = "\U0002a6d6"  # 𪛖, the last of Extension B


def found(text: str) -> list[tuple[str, str]]:
    return [(f.rule, f.shown) for f in gate.personal_data(Passage(Sentence("body"), text))]


def noted(note: str) -> NoticeFacts:
    facts = written(2)
    lines = (facts.listings[0].lines[0], replace(facts.listings[0].lines[1], note=note))
    return replace(facts, listings=(replace(facts.listings[0], lines=lines),))


@pytest.mark.parametrize("facts", [ANNOUNCED, written(9), written(30, 60), composite(3)])
def test_an_ordinary_notice_passes(facts: NoticeFacts) -> None:
    assert inspect_notice(facts) == []


def test_a_character_without_a_glyph_is_named_with_its_place() -> None:
    facts = written(1)
    line = Line(number="1", name=f"张{UNKNOWN}{UNKNOWN}", scores=("1", "2"))
    facts = replace(facts, listings=(replace(facts.listings[0], lines=(line,)),), campaign=f"选{UNKNOWN}拔")
    findings = inspect_notice(facts)
    assert {(f.rule, f.shown) for f in findings} == {(gate.GLYPH, UNKNOWN)}
    assert [str(f.place) for f in findings] == [
        "title",
        "body, paragraph 1",
        "body, table “P01 区司法局局长”, row 1, column “姓名”",
    ]
    assert (
        str(findings[0].what)
        == f"no font has the character {UNKNOWN} (U+2A6D6); put one into NOTICE_FONTS_DIR"
    )
    with pytest.raises(gate.NoticeRefused, match="U\\+2A6D6"):
        notice_pieces(facts)


def test_rare_names_have_glyphs() -> None:
    assert inspect_notice(written(len(RARE_NAMES))) == []


def test_the_frame_of_the_page_is_checked_too() -> None:
    facts = replace(written(1), mark=f"{UNKNOWN}文件", number=f"{UNKNOWN}〔2026〕1号")
    assert [str(f.place) for f in inspect_notice(facts)] == ["red head", "document number"]


@pytest.mark.parametrize(
    ("text", "rule", "shown"),
    [
        ("身份证11010519491231002X。", gate.IDENTITY, "110105********002X"),
        ("身份证１１０１０５１９４９１２３１００２Ｘ。", gate.IDENTITY, "110105********002X"),
        ("110105 19491231 002x", gate.IDENTITY, "110105********002x"),
        ("旧证110105491231002。", gate.IDENTITY, "110105*****1002"),
        ("电话13812345678", gate.MOBILE, "138****5678"),
        ("电话 138-1234-5678", gate.MOBILE, "138****5678"),
        ("+86 13812345678", gate.MOBILE, "861****5678"),
        ("家中0571-88886666", gate.LANDLINE, "057****6666"),
        ("（010）88886666", gate.LANDLINE, "010****6666"),
        ("邮箱zhang.san@example.com。", gate.MAIL, "z***@example.com"),
        ("卡号6222021234567890128", gate.CARD, "622****0128"),
        ("家庭住址：云岭区某某路", gate.ADDRESS, "家庭住址…"),
        ("住人民路12号3单元501室", gate.ADDRESS, "住人民路…"),
        ("幸福小区3号楼2单元501室", gate.ADDRESS, "3号楼2…"),
    ],
)
def test_personal_data_is_found_and_masked(text: str, rule: str, shown: str) -> None:
    assert found(text) == [(rule, shown)]


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002１１",
        "110105194912310021",  # wrong check digit
        "准考证号20260001",
        "2026年11月22日9:00—11:30",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "b1a98094 20260455 13812345 678f0a08 9f86d081 884c7d65 9a2feaa0 c55ad015",  # a digest, no telephone
        "12380",
        "110105********002X",
        "138****5678",
        "云区组选〔2026〕12号",
        "成绩88.50，名次12",
        "6222021234567890123",  # wrong Luhn digit
        "区司法局法律援助中心主任",
    ],
)
def test_ordinary_text_and_masked_numbers_pass(text: str) -> None:
    assert found(text) == []


def test_a_finding_names_row_and_column() -> None:
    (finding,) = inspect_notice(noted("联系13812345678"))
    assert str(finding.place) == "body, table “P01 区司法局局长”, row 2, column “备注”"
    assert str(finding.what) == "a mobile number is printed: 138****5678"


def test_all_findings_come_at_once() -> None:
    rules = [f.rule for f in inspect_notice(noted("11010519491231002X，13812345678，a@b.cn"))]
    assert rules == [gate.IDENTITY, gate.MOBILE, gate.MAIL]


def test_the_organizers_own_lines_may_hold_a_telephone_but_no_identity_number() -> None:
    assert inspect_notice(replace(written(1), contacts=(CONTACT,))) == []
    clerk = Contact(purpose="11010519491231002X", phone="13812345678")
    assert [f.rule for f in inspect_notice(replace(written(1), contacts=(clerk,)))] == [gate.IDENTITY]


def test_a_place_in_the_timetable_may_be_an_address_but_no_telephone() -> None:
    where = Time(what="笔试", when="9:00", where="人民路100号2号楼315室 13812345678")
    assert [f.rule for f in inspect_notice(replace(ANNOUNCED, timetable=(where,)))] == [gate.MOBILE]


@given(st.integers(0, 10**17 - 1))
def test_every_number_with_a_right_check_digit_is_found(seed: int) -> None:
    body = f"110105{1900 + seed % 120}{seed % 12 + 1:02d}{seed % 28 + 1:02d}{seed % 1000:03d}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, gate.WEIGHTS, strict=True)) % 11]
    assert [rule for rule, _ in found(f"编号{body}{check}号")] == [gate.IDENTITY]


def test_masking_of_identity_numbers() -> None:
    assert gate.mask_identity("11010519491231002X") == "110105********002X"
    assert gate.mask_identity("110105491231002") == "110105*****1002"
    assert gate.mask_identity("1234567") == "*******"
