"""What the papers of the later stages say, and what the gate asks of them."""

from dataclasses import replace
from datetime import date

import pytest

from campaigns.paper import facts as kinds
from campaigns.paper.content import Heading, Paragraph, Table
from campaigns.paper.facts import Change, NoticeFacts, Particulars, from_json, to_json
from campaigns.paper.gate import inspect
from campaigns.paper.people import person_line, say_months, say_period
from campaigns.paper.sheet import pieces
from campaigns.paper.text import NoticeIncomplete, write
from tests.campaigns.paper.people import (
    APPOINTED,
    INSPECTED,
    LAST,
    OFFICE,
    PUBLICISED,
    RESERVED,
    WHOLE,
    named,
    people,
)


def headings(facts: NoticeFacts) -> list[str]:
    return [block.text for block in write(facts).blocks if isinstance(block, Heading)]


def said(facts: NoticeFacts) -> str:
    return "\n".join(block.text for block in write(facts).blocks if isinstance(block, Paragraph))


def found(facts: NoticeFacts) -> list[str]:
    return [f"{one.place}: {one.what}" for one in inspect(write(facts), facts)]


def with_particulars(facts: NoticeFacts, **changes: object) -> NoticeFacts:
    """Return the facts with other particulars of the only person of the first position."""
    first, *rest = facts.listings
    lines = named(first.lines[0].name, of=replace(WHOLE, **changes))  # type: ignore[arg-type]
    return replace(facts, listings=(replace(first, lines=lines), *rest))


def test_the_publicity_says_every_particular_in_its_order() -> None:
    assert person_line(named("张三")[0]) == (
        "张三，男，汉族，1980年5月生，云南昆明人，中共党员，大学学历，法学学士学位，2002年8月参加工作，"
        "现任区司法局副局长，拟任区司法局局长。"
    )


@pytest.mark.parametrize(
    ("changes", "has", "has_not"),
    [
        ({"degree": "无"}, "大学学历，2002年8月", "学位"),
        ({"education": "在职研究生学历"}, "在职研究生学历，", "学历学历"),
        ({"native_place": "云南昆明人"}, "云南昆明人，", "人人"),
        ({"proposed_post": "拟晋升一级主任科员"}, "，拟晋升一级主任科员。", "拟任"),
        ({"present_post": "现任区司法局副局长"}, "，现任区司法局副局长，", "现任现任"),
    ],
)
def test_words_that_people_wrote_themselves_are_not_said_twice(changes, has, has_not) -> None:
    line = person_line(named("张三", of=replace(WHOLE, **changes))[0])
    assert (has in line, has_not in line) == (True, False)


def test_the_publicity_has_every_part() -> None:
    assert headings(PUBLICISED) == [
        "一、公示对象",
        "二、公示时间",
        "三、反映方式",
        "四、联系和监督",
    ]
    text = said(PUBLICISED)
    assert "自2026年11月20日起至2026年11月27日止（5个工作日，公布当日不计入）。" in text
    assert "实名" in text and "匿名" in text
    assert "受理单位：电话0871-61234567；地址区行政中心2号楼；电子邮箱gbk@example.gov.cn。" in text
    assert "监督举报：电话12380。" in text
    assert found(PUBLICISED) == []


def test_the_résumé_is_printed_where_it_is_given() -> None:
    facts = with_particulars(PUBLICISED, resume=("2002.08 区司法局科员。", "2016.03 区司法局副局长"))
    assert "简历：2002.08 区司法局科员；2016.03 区司法局副局长。" in said(facts)
    assert "简历" not in said(PUBLICISED)


def test_a_draft_does_not_know_its_days_yet() -> None:
    assert PUBLICISED.period is not None
    draft = replace(PUBLICISED.period, first=None, last=None)
    assert say_period(draft) == ("自公布之日起5个工作日，公布当日不计入；起止日期在公布时按工作日历计算。")
    whole = replace(draft, unit="calendar", counted="posting", first=LAST, last=LAST)
    assert say_period(whole) == "自2026年11月27日起至2026年11月27日止（5日）。"


def test_the_gate_names_every_particular_that_is_missing_to_the_person() -> None:
    facts = with_particulars(PUBLICISED, ethnicity="", work_start="")
    assert found(facts) == ["丁一凡 (A1): not known: ethnicity, start of work"]
    nobody = replace(PUBLICISED.listings[0], lines=(replace(named("张三")[0], particulars=None),))
    assert found(replace(PUBLICISED, listings=(nobody,)))[0].startswith("张三 (A1): not known: gender, ")


def test_the_gate_wants_the_office_to_be_reachable() -> None:
    assert found(replace(PUBLICISED, contacts=())) == [
        "contacts: not known: a telephone by which the office is reached",
        "contacts: not known: a mailbox or an address by which the office is reached",
    ]
    assert found(replace(INSPECTED, contacts=(replace(OFFICE, mail="", address=""),))) == []


def test_a_telephone_in_a_résumé_is_found() -> None:
    facts = with_particulars(PUBLICISED, resume=("电话13812345678",))
    assert [line.split(": ", 1)[1] for line in found(facts)] == ["a mobile number is printed: 138****5678"]


def test_the_inspection_notice_has_every_part() -> None:
    assert headings(INSPECTED) == [
        "一、考察任务",
        "二、考察时间",
        "三、考察对象",
        "四、考察组成员",
        "五、情况反映",
        "六、联系和监督",
    ]
    table = next(block for block in write(INSPECTED).blocks if isinstance(block, Table))
    assert table.columns == ("序号", "姓名", "现任职务")
    assert table.rows[0] == ("1", "丁一凡", "区司法局副局长")
    assert table.remark == "职数1名，共2人，按姓氏笔画排列。"
    text = said(INSPECTED)
    assert "考察：2026年11月26日至28日，各考察对象所在单位。" in text
    assert "组长：李建国（区委组织部副部长）" in text
    assert "5名考察对象" in text
    assert found(INSPECTED) == []


@pytest.mark.parametrize("field", ["team", "timetable", "listings"])
def test_an_inspection_notice_needs_its_parts(field) -> None:
    with pytest.raises(NoticeIncomplete, match=field):
        write(replace(INSPECTED, **{field: ()}))


def test_the_inspection_asks_for_the_present_post_alone() -> None:
    line = replace(named("张三")[0], particulars=Particulars())
    listing = replace(INSPECTED.listings[0], lines=(line,))
    assert found(replace(INSPECTED, listings=(listing,))) == ["张三 (A1): not known: present post"]


def test_the_appointment_says_post_and_probation() -> None:
    text = said(APPOINTED)
    assert "丁一凡同志任区司法局局长，试用期一年，自任职决定之日起计算。" in text
    assert "试用期满，经考核胜任的，正式任职" in text
    days = {"since": date(2026, 12, 1), "until": date(2027, 12, 1)}
    dated = with_particulars(APPOINTED, **days)
    assert "试用期一年，自2026年12月1日起至2027年12月1日止。" in said(dated)
    assert write(APPOINTED).title == "关于丁一凡等2名同志任职的通知"
    assert write(people(kinds.APPOINTMENT, 1)).title == "关于丁一凡同志任职的通知"


def test_the_contract_says_its_term_and_the_elected_have_none() -> None:
    contract = replace(APPOINTED, term="contract", months=36)
    assert "聘任丁一凡同志为区司法局局长，聘期三年，自任职决定之日起计算。" in said(contract)
    assert "试用期" not in said(contract)
    assert write(contract).title.endswith("同志聘任的通知")
    assert "丁一凡同志任区司法局局长。" in said(replace(APPOINTED, term=""))


@pytest.mark.parametrize(("months", "text"), [(12, "一年"), (24, "两年"), (18, "18个月"), (6, "6个月")])
def test_months_as_they_are_said(months, text) -> None:
    assert say_months(months) == text


def test_the_reserve_list_says_until_when() -> None:
    assert "有效期一年，至2027年11月22日止" in said(RESERVED)
    table = next(block for block in write(RESERVED).blocks if isinstance(block, Table))
    assert table.rows[0] == ("1", "A1", "丁一凡", "区司法局副局长")


def test_papers_of_the_house_say_so_on_their_first_page() -> None:
    letter, *_ = pieces(write(RESERVED), RESERVED)
    assert "内部资料　注意保存" in letter
    assert "内部资料" not in pieces(write(PUBLICISED), PUBLICISED)[0]


def test_a_corrected_publicity_prints_everybody_anew_and_its_period() -> None:
    facts = replace(
        PUBLICISED,
        kind=kinds.CORRECTION,
        of_kind=kinds.PUBLICITY,
        reason="现任职务有误",
        corrects="云区组选〔2026〕11号《公示》",
        changes=(Change(where="P01 丁一凡（A1）", before="科长", after="副局长"),),
    )
    assert headings(facts)[:3] == ["一、更正内容", "二、更正后的公示对象", "三、公示时间"]
    assert "丁一凡，男，汉族" in said(facts)
    assert "公示时间仍为：自2026年11月20日起" in said(facts)
    assert found(facts) == []


@pytest.mark.parametrize("facts", [PUBLICISED, INSPECTED, APPOINTED, RESERVED])
def test_facts_come_back_from_storage(facts) -> None:
    assert from_json(to_json(facts)) == facts
