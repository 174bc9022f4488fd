"""Facts of notices that the tests of paper share; the people and units are made up."""

from dataclasses import replace
from datetime import date

from campaigns.paper.facts import (
    ANNOUNCEMENT,
    COMPOSITE,
    WRITTEN,
    Change,
    Contact,
    Head,
    Line,
    Listing,
    NoticeFacts,
    Time,
)

ROOT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
HEAD = Head(origin="yunling-zzb/2026-CE-01", size=1284, root=ROOT)
CONTACT = Contact(
    purpose="报名咨询",
    phone="0571-88886666",
    address="云岭区人民路100号2号楼315室",
    mail="zzb@example.gov.cn",
)
RARE_NAMES = ("张喆", "王堃", "李玥珺", "赵祎", "钱翀", "孙霂", "周𬍛", "吴𠮷")

PLAN = """format = 1
[campaign]
code = "2026-CE-01"
title = "区直部门正职空缺岗位差额竞岗"
method = "difference_contest"
organizer = "中共云岭区委组织部"
reference_date = 2026-05-31
[[positions]]
code = "P01"
title = "区司法局局长"
unit = "区司法局"
level = "township_chief"
openings = 1
[[positions]]
code = "P02"
title = "区农业农村和水利局下属农村集体经济经营管理服务中心主任"
level = "township_chief"
openings = 2
[[stages]]
kind = "registration"
minimum_ratio = 3
[[stages]]
kind = "written_exam"
key = "written"
papers = [ { key = "public", title = "公共科目", weight = 60 }, { key = "special", title = "专业科目", weight = 40 } ]
pass_mark = 60
advance = { per_opening = 5, ties = "all" }
[[stages]]
kind = "interview"
parts = [ { key = "speech", title = "竞职演讲", weight = 40 }, { key = "answers", title = "回答提问", weight = 60 } ]
trim = { highest = 1, lowest = 1, minimum_judges = 5 }
correction = { method = "pooled_mean", mean_digits = 2, coefficient_digits = 3 }
pass_mark = 60
[[stages]]
kind = "composite"
key = "total"
weights = { written = 40, interview = 60 }
tie_chain = ["interview", "written.special"]
rank_by = "chain"
advance = { per_opening = 3, ties = "chain", substitutes = 2 }
"""

BASE = NoticeFacts(
    kind=ANNOUNCEMENT,
    number="云区组选〔2026〕12号",
    issuer="中共云岭区委组织部",
    campaign="区直部门正职空缺岗位差额竞岗",
    code="2026-CE-01",
    issued_on=date(2026, 11, 22),
    contacts=(CONTACT,),
    head=HEAD,
    verify_url="https://xb.example.gov.cn/verify",
)
ANNOUNCED = replace(
    BASE,
    plan=PLAN,
    plan_digest=ROOT,
    basis=("《党政领导干部选拔任用工作条例》",),
    conditions=("具有大学本科以上学历。", "在现职务层次任职满两年。"),
    timetable=(Time(what="笔试", when="2026年12月12日9:00—11:30", where="区行政中心2号楼315室"),),
)


def lines(count: int, advanced: int = 3) -> tuple[Line, ...]:
    """Return `count` lines in order of rank, the first `advanced` of them going on."""
    return tuple(
        Line(
            number=f"2026{n:04d}",
            name=RARE_NAMES[n % len(RARE_NAMES)],
            scores=(f"{95 - n / 10:.2f}", f"{94 - n / 10:.2f}"),
            rank=n + 1,
            standing="advanced" if n < advanced else "reserve",
        )
        for n in range(count)
    )


def listing(count: int, position: str = "P01") -> Listing:
    """Return the list of a position with `count` people."""
    return Listing(position=position, title="区司法局局长", minimum="82.40", lines=lines(count))


def written(*counts: int) -> NoticeFacts:
    """Return written results with a position for each count of people."""
    listings = tuple(listing(count, f"P{n:02d}") for n, count in enumerate(counts, start=1))
    return replace(
        BASE,
        kind=WRITTEN,
        stage_title="笔试",
        next_step="面试",
        run=1,
        columns=("公共科目", "笔试成绩"),
        listings=listings,
    )


def composite(*counts: int) -> NoticeFacts:
    """Return a composite ranking with a position for each count of people."""
    return replace(
        written(*counts), kind=COMPOSITE, stage_title="", next_step="考察", columns=("笔试成绩", "综合成绩")
    )


CHANGE = Change(where="笔试时间", before="2026年12月12日", after="2026年12月13日")
