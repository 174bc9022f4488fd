"""Applications out of a table."""

from datetime import date

import pytest

from campaigns.plan.rules import Plan, Position, Registration
from candidates.applications_file import ApplicationRow, read_applications
from candidates.particulars import month_of
from candidates.sheets import read_table

ONE = "11010519491231002X"
TWO = "110105196304040037"


def read(text, *, one_position=True):
    plan = Plan(
        code="c",
        title="t",
        method="custom",
        positions=(Position(code="P1", title="a"), Position(code="P2", title="b")),
        stages=(Registration(key="registration", one_position=one_position),),
    )
    rows, mistakes = read_applications(read_table("applications.csv", text.encode()), plan)
    return rows, [f"{mistake.place}: {mistake.what}" for mistake in mistakes]


def test_a_row_with_everything():
    rows, mistakes = read(
        "id,position,name,id_number,gender,birth_date,standing,reason,unit\n"
        f"A-01,P1,张三,{ONE.lower()},女,1949-12-31,withdrawn,本人申请,司法局\n"
        f"A-02,P2,李四,{TWO},,,,,\n"
        "A-03,P2,王五,,male,1980-05-31,,,\n"
    )
    assert mistakes == []
    assert rows == [
        ApplicationRow(
            number="A-01",
            position="P1",
            name="张三",
            id_number=ONE,
            gender="female",
            birth_date=date(1949, 12, 31),
            standing="withdrawn",
            reason="本人申请",
            extra={"unit": "司法局"},
            line=2,
        ),
        ApplicationRow(
            number="A-02",
            position="P2",
            name="李四",
            id_number=TWO,
            gender="male",
            birth_date=date(1963, 4, 4),
            line=3,
        ),
        ApplicationRow(
            number="A-03", position="P2", name="王五", gender="male", birth_date=date(1980, 5, 31), line=4
        ),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,name\na,b\n", ["1: position: the column is missing; the file has id, name"]),
        ("id,position,name\n", ["1: the file holds no application"]),
        (
            "id,position,name\na,P1,x\na,P2,y\n,P1,z\n",
            ["3: id: the id a stands on line 2 already", "4: id: the id is missing"],
        ),
        (
            "id,position,name\na,P9,x\nb,,y\n",
            [
                "2: position: the plan has no position “P9”; it has P1, P2",
                "3: position: the plan has no position “”; it has P1, P2",
            ],
        ),
        (
            "id,position,name\na,P1,\nb,P1,-cmd\n",
            ["2: name: the name is missing", "3: name: the name holds characters no name has"],
        ),
        ("id,position,name,gender\na,P1,x,f\n", ["2: gender: “f” is not a gender; write male or female"]),
        (
            "id,position,name,birth_date\na,P1,x,1980/5/31\nb,P1,y,1980-02-30\n",
            [
                "2: birth_date: “1980/5/31” is not a day such as 1980-05-31",
                "3: birth_date: “1980-02-30” is not a day such as 1980-05-31",
            ],
        ),
        (
            f"id,position,name,id_number,gender,birth_date\na,P1,x,{ONE},male,1949-12-30\n",
            [
                "2: birth_date: the birth date 1949-12-30 is not the one in the identity number",
                "2: gender: the gender is not the one in the identity number",
            ],
        ),
        (
            "id,position,name,id_number\na,P1,x,110105194912310021\n",
            ["2: id_number: the check digit of the identity number does not fit: a digit is wrong"],
        ),
        (
            "id,position,name,standing,reason\na,P1,x,gone,why\nb,P1,y,withdrawn,\nc,P1,z,,why\n",
            [
                "2: standing: “gone” is not a standing; leave it empty or write withdrawn or disqualified",
                "3: reason: withdrawn needs a reason",
                "4: standing: a reason is given, but no standing",
            ],
        ),
        (
            f"id,position,name,id_number\na,P1,x,{ONE}\nb,P2,x,{ONE.lower()}\n",
            ["3: id_number: the same identity number stands on line 2 already"],
        ),
    ],
)
def test_everything_wrong_is_named(text, expected):
    assert read(text)[1] == [f"applications.csv:{line}" for line in expected]


@pytest.mark.parametrize(
    "number", ["../x", "a/b", "-a", ".a", "a b", "a" * 41, "１２", "a.", "a\nb", "+1", "a,b"]
)
def test_ids_that_are_not_safe(number):
    quoted = number.replace('"', '""')
    mistakes = read(f'id,position,name\n"{quoted}",P1,x\n')[1]
    assert len(mistakes) == 1 and "cannot be an id" in mistakes[0]


@pytest.mark.parametrize("number", ["1", "A001", "2023-CE.01_7", "甲001", "a" * 40])
def test_ids_that_are_safe(number):
    assert read(f"id,position,name\n{number},P1,x\n")[1] == []


def test_two_positions_where_the_plan_lets_them():
    text = f"id,position,name,id_number\na,P1,x,{ONE}\nb,P2,x,{ONE}\nc,P2,x,{ONE}\n"
    assert read(text, one_position=False)[1] == [
        "applications.csv:4: id_number: the same identity number stands on line 3 already"
    ]


def test_an_application_withdrawn_leaves_room_for_another():
    text = f"id,position,name,id_number,standing,reason\na,P1,x,{ONE},withdrawn,改报\nb,P2,x,{ONE},,\n"
    assert read(text)[1] == []


def test_particulars_stay_with_the_application_and_a_month_is_a_month():
    rows, mistakes = read(
        "id,position,name,ethnicity,work_start\nA1,P1,张三,汉族,2002-08\nA2,P1,李四,,2002年8月\nA3,P1,王五,回族,去年\n"
    )
    assert [dict(row.extra) for row in rows[:2]] == [
        {"ethnicity": "汉族", "work_start": "2002-08"},
        {"work_start": "2002年8月"},
    ]
    assert mistakes == ["applications.csv:4: work_start: “去年” is not a month such as 2002-08"]


@pytest.mark.parametrize(
    ("text", "month"),
    [("2002-08", (2002, 8)), ("2002.8", (2002, 8)), ("2002年8月", (2002, 8)), ("2002-08-31", (2002, 8))],
)
def test_months_are_read_as_people_write_them(text, month):
    assert month_of(text) == month


@pytest.mark.parametrize("text", ["", "2002", "2002-13", "02-08", "8月"])
def test_what_is_no_month(text):
    assert month_of(text) is None
