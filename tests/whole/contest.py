"""The people of a contest, each with a page before him, and a clock that lets the days pass."""

from datetime import datetime, timedelta
from datetime import timezone as zones

import pytest
from django.utils import timezone

from oversight.actions import create_user
from oversight.ledger import SYSTEM
from oversight.rights import Role
from tests.cast import PASSWORD, Cast
from tests.whole.person import Person

CODE = "2025-QX-01"
SHANGHAI = zones(timedelta(hours=8))
ORGANS = {"discipline": "纪检监察机关", "petitions": "信访部门", "audit": "审计部门", "legal": "政法机关"}

P01 = {"A1": "赵一", "A2": "钱二", "A3": "孙三", "A4": "李四", "A5": "周五", "A6": "吴六"}
P02 = {"B1": "郑七", "B2": "王八", "B3": "冯九", "B4": "陈十", "B5": "褚甲"}


HEADER = "id,position,name,gender,birth_date,ethnicity,native_place,politics,education,degree,work_start,present_post"
PARTICULARS = "female,1980-05-01,汉族,某省某市,中共党员,大学,学士,2002-08,某局副局长"

WORDS = {
    "team": "张组长\n李组员",
    "timetable-0-what": "组织考察",
    "timetable-0-when": "2025年9月15日至17日",
    "contacts-0-purpose": "政策咨询",
    "contacts-0-phone": "010-00000000",
    "contacts-0-address": "某区政府路1号",
    "supervision-0-address": "某区政府路1号",
    "supervision-0-purpose": "监督举报",
    "supervision-0-phone": "010-00000001",
}
"""What people write in notices, by the name of its field."""

SPEECH = {"A1": 90, "A2": 88, "A3": 85, "A4": 80, "A5": 78, "A6": 50, "B1": 91, "B2": 86, "B3": 84, "B4": 79}

ROUNDS = {
    "wide": ("2025-09-03", "A1B1A2 B2A3A1 A4B3B4 A5B1A1 A2A3B3 B1A4B4 A5A1B2 A1B2B3"),
    "core": ("2025-09-04", "A1B1A2 B2A3A1 A4B3B4 A1B1B2 A2A3B3 B1A4B4"),
    "leaders": ("2025-09-05", "A1B1A2 A3B2B3 A1B1B2 A2A3B3 A1B1B2"),
}
"""Each round's day and papers, three names each."""

RUBRIC = ("public", "results", "potential", "character", "fit")
INSPECTED = {"A1": 90, "A2": 86, "A3": 83, "B1": 89, "B2": 88, "B3": 82}

BALLOTS = (
    {
        "赵一": (5, 1, 0, 6, 1),
        "钱二": (2, 5, 0, 7, 0),
        "郑七": (3, 4, 0, 7, 0),
        "王八": (3, 3, 1, 7, 0),
        "冯九": (1, 6, 0, 7, 0),
    },
    {"郑七": (5, 2, 0, 7, 0), "王八": (2, 5, 0, 7, 0)},
)
"""Votes of each ballot: agree, disagree, defer, present, recused."""

STORY = (
    (
        "三轮递进式署名推荐 要求 1:3 1个职数，5名人选，应有3名 赵一 A1钱二 A2孙三 A3 在此退出",
        "周五 A5",
        "李四 A4",
    ),
    ("差额考察 要求 1:3 1个职数，3名人选，应有3名 赵一 A1钱二 A2孙三 A3",),
    ("差额酝酿 要求 1:2", "孙三 A3 差额酝酿 · 会议（2025-09-24）：不再列入；结构需要"),
    ("差额票决 要求 1:2", "钱二 A2 差额票决 · 第 1 次投票：同意 2 票，未超过应到 7 人的半数，未当选"),
    ("陈十 B4 三轮递进式署名推荐 · “第三轮 区级领导推荐”得 0 票，第 4 名；保留 3 名，末位 2 票",),
    ("王八 B2 差额票决 · 第 2 次投票：同意 2 票", "冯九 B3 差额票决 · 第 1 次投票：同意 1 票"),
)
"""What the difference board says: who stood, who left and why."""


class Clock:
    """Lets the days pass: the time of the house runs on from the moment last set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch):
        self.really, self.ahead = timezone.now, timedelta(days=-9999)
        monkeypatch.setattr(timezone, "now", lambda: self.really() + self.ahead)

    def turn_to(self, day: str, hour: int = 9) -> None:
        """Begin a day; on the same day nothing happens, for time never runs backwards."""
        moment = datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)
        self.ahead = max(self.ahead, moment - self.really())


class Contest:
    """The people of the contest, each with a page before him."""

    def __init__(self, cast: Cast, clock: Clock):
        self.cast, self.clock = cast, clock
        self.people = {role: Person(cast[role], CODE) for role in Role if str(role) in cast.people}

    def __getitem__(self, role: Role) -> Person:
        return self.people[role]

    def organ(self, key: str) -> Person:
        """Return the reviewer of an organ, with an account made when first asked for."""
        name = f"organ-{key}"
        if name not in self.cast.people:
            self.cast.people[name] = create_user(
                username=name, name=f"{ORGANS[key]}联络员", by=SYSTEM, password=PASSWORD
            )
        return Person(self.cast[name], CODE)
