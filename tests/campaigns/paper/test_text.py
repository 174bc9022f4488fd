"""What the notices say, how lists are cut into attachments, and how the page is put together."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from campaigns.paper import facts as kinds
from campaigns.paper.changes import plan_changes
from campaigns.paper.content import Heading, Paragraph, Table, passages
from campaigns.paper.facts import Line, NoticeFacts
from campaigns.paper.sheet import break_title, column_widths, pieces, qr_text
from campaigns.paper.text import NOTICE_KINDS, NoticeIncomplete, digits, document_number, write
from campaigns.plan.document import read_plan
from tests.campaigns.paper.samples import ANNOUNCED, BASE, CHANGE, HEAD, ROOT, composite, listing, written

CHANGED = replace(BASE, reason="笔试考点调整", corrects="云区组选〔2026〕11号公告", changes=(CHANGE,))


def headings(facts: NoticeFacts) -> list[str]:
    return [block.text for block in write(facts).blocks if isinstance(block, Heading)]


def said(facts: NoticeFacts) -> str:
    return "\n".join(block.text for block in write(facts).blocks if isinstance(block, Paragraph))


def test_every_kind_is_in_the_table() -> None:
    assert list(NOTICE_KINDS) == [
        kinds.ANNOUNCEMENT,
        kinds.QUALIFIED,
        kinds.WRITTEN,
        kinds.INTERVIEW,
        kinds.COMPOSITE,
        kinds.RECOMMENDED,
        kinds.ASSESSED,
        kinds.INSPECTION,
        kinds.PUBLICITY,
        kinds.APPOINTMENT,
        kinds.RESERVES,
        kinds.AMENDMENT,
        kinds.CORRECTION,
    ]


def test_the_announcement_has_every_part() -> None:
    assert headings(ANNOUNCED) == [
        "一、选拔职位",
        "二、报名条件",
        "三、选拔程序和办法",
        "（一）报名和资格审查",
        "（二）笔试",
        "（三）面试",
        "（四）综合成绩",
        "（五）计算精度",
        "四、时间安排",
        "五、纪律要求",
        "六、联系和监督",
        "七、方案版本",
    ]
    assert write(ANNOUNCED).title == "中共云岭区委组织部关于区直部门正职空缺岗位差额竞岗的公告"
    text = said(ANNOUNCED)
    assert "采用差额竞岗方式，设2个职位，职数3名，详见下表。" in text
    assert "1．具有大学本科以上学历。" in text
    assert "监督举报：电话12380。" in text
    assert digits(ROOT) in text


def test_the_announcement_lists_positions_with_their_level() -> None:
    table = next(block for block in write(ANNOUNCED).blocks if isinstance(block, Table))
    assert table.rows[0] == ("P01", "区司法局局长", "区司法局", "乡科级正职", "1")


def test_results_say_the_minimum_and_who_goes_on() -> None:
    content = write(written(9))
    overview, table = (block for block in content.blocks if isinstance(block, Table))
    assert overview.columns == ("职位代码", "职位", "职数", "人数", "进入面试人数", "最低入围成绩")
    assert overview.rows == (("P01", "区司法局局长", "1", "9", "3", "82.40"),)
    assert table.columns == ("名次", "编号", "姓名", "公共科目", "笔试成绩", "结果")
    assert table.rows[0] == ("1", "20260000", "张喆", "95.00", "94.00", "进入面试")
    assert table.rows[3][-1] == "未进入面试"
    assert table.remark == "职数1名，共9人，按名次排列；最低入围成绩82.40。"
    assert content.title.endswith("笔试成绩和进入面试人选名单的公告")


def test_the_qualified_list_has_numbers_and_names_only() -> None:
    facts = replace(written(2), kind=kinds.QUALIFIED, order="application", columns=())
    overview, table = (block for block in write(facts).blocks if isinstance(block, Table))
    assert overview.columns == ("职位代码", "职位", "职数", "合格人数")
    assert table.columns == ("序号", "报名编号", "姓名")
    assert table.rows == (("1", "20260000", "张喆"), ("2", "20260001", "王堃"))


def test_a_note_and_a_person_without_scores_have_their_cells() -> None:
    facts = written(1)
    absent = Line(number="9", name="某某", standing="absent", note="弃考")
    facts = replace(facts, listings=(replace(facts.listings[0], lines=(*facts.listings[0].lines, absent)),))
    table = [block for block in write(facts).blocks if isinstance(block, Table)][1]
    assert table.columns[-1] == "备注"
    assert table.rows[1] == ("", "9", "某某", "", "", "缺考", "弃考")


def test_composite_goes_to_inspection() -> None:
    assert write(composite(3)).title.endswith("综合成绩名次和进入考察人选名单的公告")
    assert "二、综合成绩名次和进入考察人选名单" in headings(composite(3))


def test_amendment_and_correction_put_old_and_new_side_by_side() -> None:
    for kind in (kinds.AMENDMENT, kinds.CORRECTION):
        facts = replace(CHANGED, kind=kind)
        table = next(block for block in write(facts).blocks if isinstance(block, Table))
        assert table.rows == (("笔试时间", "2026年12月12日", "2026年12月13日"),)
        assert said(facts).startswith("因笔试考点调整，")


def test_an_amendment_without_a_comparison_says_the_rules_in_full() -> None:
    facts = replace(CHANGED, kind=kinds.AMENDMENT, changes=(), plan=ANNOUNCED.plan)
    assert headings(facts)[:2] == ["一、变更后的选拔程序和办法", "（一）报名和资格审查"]


def test_a_change_of_plan_is_told_sentence_by_sentence() -> None:
    old = ANNOUNCED.plan
    new = old.replace("openings = 2", "openings = 3").replace(
        "pass_mark = 60\nadvance", "pass_mark = 65\nadvance"
    )
    new = new.replace('kind = "interview"', 'kind = "interview"\nopens_at = 2026-12-19T09:00:00+08:00')
    changes = plan_changes(read_plan(old), read_plan(new))
    assert [change.where for change in changes] == ["职位P02", "笔试办法", "面试时间"]
    assert (changes[0].before[-4:], changes[0].after[-4:]) == ("职数2名", "职数3名")
    assert "合格分数线为60分" in changes[1].before
    assert "合格分数线为65分" in changes[1].after
    assert (changes[2].before, changes[2].after) == ("（无）", "2026年12月19日09:00")
    assert plan_changes(read_plan(old), read_plan(old)) == ()


def test_those_who_go_on_into_a_score_are_counted_into_it() -> None:
    facts = replace(written(4), kind=kinds.INTERVIEW, stage_title="面试", next_step="综合成绩")
    table = [block for block in write(facts).blocks if isinstance(block, Table)][1]
    assert [row[-1] for row in table.rows] == ["计入综合成绩"] * 3 + ["未计入综合成绩"]


def test_a_correction_can_carry_the_new_list() -> None:
    facts = replace(written(2), kind=kinds.CORRECTION, reason="登分有误", corrects="云区组选〔2026〕11号公告")
    assert headings(facts)[0] == "一、更正后的名单"


def test_positions_without_people_stand_in_the_overview_alone() -> None:
    facts = written(2, 0)
    tables = [block for block in write(facts).blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [2, 2]
    nobody = [block for block in write(written(0)).blocks if isinstance(block, Table)]
    assert [table.rows for table in nobody] == [(("P01", "区司法局局长", "1", "0", "0", "82.40"),)]
    assert "无。" in said(written(0))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(ANNOUNCED, plan=""), "plan"),
        (replace(ANNOUNCED, issuer=""), "issuer"),
        (replace(CHANGED, kind=kinds.AMENDMENT, reason=""), "reason"),
        (replace(CHANGED, kind=kinds.CORRECTION, corrects=""), "corrects"),
        (replace(CHANGED, kind=kinds.AMENDMENT, changes=()), "plan"),
        (replace(BASE, kind=kinds.WRITTEN), "listings"),
    ],
)
def test_a_missing_fact_is_named(facts: NoticeFacts, field: str) -> None:
    with pytest.raises(NoticeIncomplete, match=f"^{field}$"):
        write(facts)


@pytest.mark.parametrize(
    ("counts", "attachments"),
    [
        ((40,), []),
        ((41,), [("P01", 1, False)]),
        ((20, 30, 100, 10), [("P01至P03", 3, False), ("P04", 1, False)]),
        ((1200, 5), [("P01", 1, False), ("P01", 1, True), ("P01", 1, True), ("P02", 1, False)]),
    ],
)
def test_long_lists_go_into_attachments(
    counts: tuple[int, ...], attachments: list[tuple[str, int, bool]]
) -> None:
    content = write(written(*counts))
    assert [
        (a.title.partition("（")[2].rstrip("）"), len(a.blocks), a.continued) for a in content.attachments
    ] == attachments
    tables = [block for a in content.attachments for block in a.blocks] or list(content.blocks)
    rows = [row for table in tables if isinstance(table, Table) and table.caption for row in table.rows]
    assert len(rows) == sum(counts)


def test_every_piece_of_text_has_a_place() -> None:
    places = {str(passage.place) for passage in passages(write(written(60))) if passage.text}
    assert "title" in places
    assert "attachment 1, table “P01 区司法局局长”, row 1, column “姓名”" in places


def test_document_numbers() -> None:
    assert document_number("云区组选", 2026, 12) == "云区组选〔2026〕12号"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于公布名单的公告", ["关于公布名单的公告"]),
        (
            "中共云岭区委组织部关于区直部门正职空缺岗位差额竞岗的公告",
            ["中共云岭区委组织部", "关于区直部门正职空缺岗位差额竞岗的公告"],
        ),
        (
            "中共云岭区委组织部关于区直部门正职空缺岗位差额竞岗笔试成绩和进入面试人选名单的公告",
            ["中共云岭区委组织部", "关于区直部门正职空缺岗位差额竞岗", "笔试成绩和进入面试人选名单的公告"],
        ),
    ],
)
def test_titles_break_by_sense(title: str, lines: list[str]) -> None:
    assert break_title(title) == lines


def test_a_title_of_any_length_fits() -> None:
    for length in range(1, 200):
        lines = break_title("甲" * length)
        assert "".join(lines) == "甲" * length
        assert max(map(len, lines)) <= 20


def test_columns_fill_the_width() -> None:
    table = Table(
        ("名次", "姓名", "单位"),
        (("1", "阿卜杜热西提·买买提明", "区农业农村和水利局" * 4), ("2", "张三", "")),
    )
    widths = column_widths(table)
    assert sum(widths) == pytest.approx(100)
    assert widths[0] < widths[1] < widths[2]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_names_are_text_on_the_page_whatever_they_contain() -> None:
    evil = '<script src="file:///etc/passwd">&"\''
    facts = written(1)
    facts = replace(
        facts, campaign=evil, listings=(replace(facts.listings[0], title=evil, lines=(Line(name=evil),)),)
    )
    clean = _Tags()
    clean.feed("".join(pieces(write(written(1)), written(1))))
    reader = _Tags()
    reader.feed("".join(pieces(write(facts), facts)))
    assert reader.tags == clean.tags
    assert evil in reader.text


def test_a_draft_says_so_and_has_no_proof() -> None:
    draft = replace(written(1), number="", head=None)
    (page,) = pieces(write(draft), draft)
    assert "草稿（未公布）" in page
    assert "<svg" not in page
    (published,) = pieces(write(written(1)), written(1))
    assert "草稿" not in published
    assert published.count("<svg") == 1


def test_the_qr_code_says_number_size_and_root() -> None:
    assert qr_text(BASE) == (
        "https://xb.example.gov.cn/verify?number=%E4%BA%91%E5%8C%BA%E7%BB%84%E9%80%89%E3%80%942026%E3%80%9512%E5%8F%B7"
        f"&size=1284&root={ROOT}"
    )
    assert (
        qr_text(replace(BASE, verify_url=""))
        == f"yunling-zzb/2026-CE-01\n1284\n{ROOT}\n云区组选〔2026〕12号\n"
    )
    with pytest.raises(ValueError):
        qr_text(replace(BASE, head=None))


def test_the_head_is_printed_in_words_too() -> None:
    (page,) = pieces(write(ANNOUNCED), ANNOUNCED)
    assert f"纪实：{HEAD.origin}　记录数：1284" in page
    assert digits(ROOT, 16) in page
    assert listing(1).title not in page.partition("<body>")[0]
