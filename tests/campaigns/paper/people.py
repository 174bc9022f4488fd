"""Facts of the papers of the later stages: people with their particulars."""

from dataclasses import replace
from datetime import date

from campaigns.paper import facts as kinds
from campaigns.paper.facts import Contact, Line, Listing, NoticeFacts, Particulars, Period, Time
from tests.campaigns.paper.samples import BASE, ROOT

WHOLE = Particulars(
    gender="男",
    ethnicity="汉族",
    born="1980年5月",
    native_place="云南昆明",
    politics="中共党员",
    education="大学",
    degree="法学学士",
    work_start="2002年8月",
    present_post="区司法局副局长",
    proposed_post="区司法局局长",
)
OFFICE = Contact(
    purpose="受理单位", phone="0871-61234567", address="区行政中心2号楼", mail="gbk@example.gov.cn"
)
NAMES = ("丁一凡", "王喆", "欧阳远", "赵䶮")


def named(*names: str, of: Particulars = WHOLE) -> tuple[Line, ...]:
    """Return a line a person, all with the same particulars."""
    return tuple(
        Line(number=f"A{number}", name=name, particulars=of) for number, name in enumerate(names, start=1)
    )


def people(kind: str, *counts: int) -> NoticeFacts:
    """Return a paper of this kind with a position for each count of people."""
    listings = tuple(
        Listing(
            position=f"P{number:02d}",
            title="区司法局局长",
            lines=named(*(NAMES[n % len(NAMES)] for n in range(count))),
        )
        for number, count in enumerate(counts, start=1)
    )
    return replace(BASE, kind=kind, contacts=(OFFICE,), listings=listings, order="strokes")


FIRST, LAST = date(2026, 11, 20), date(2026, 11, 27)
PUBLICISED = replace(people(kinds.PUBLICITY, 1, 1), period=Period(days=5, first=FIRST, last=LAST))
INSPECTED = replace(
    people(kinds.INSPECTION, 2, 3),
    period=Period(days=3, first=FIRST, last=date(2026, 11, 25)),
    team=("组长：李建国（区委组织部副部长）", "成员：孙敏（区纪委监委干部监督室主任）"),
    timetable=(Time(what="考察", when="2026年11月26日至28日", where="各考察对象所在单位"),),
)
APPOINTED = replace(
    people(kinds.APPOINTMENT, 1, 1),
    mark="中共云岭区委组织部文件",
    term="probation",
    months=12,
    stage_title="任职",
    run=1,
    outcome_digest=ROOT,
)
RESERVED = replace(people(kinds.RESERVES, 2), months=12, valid_until=date(2027, 11, 22))
