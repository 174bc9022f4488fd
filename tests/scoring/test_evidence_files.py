"""Evidence files: what they may say, and that what is written reads back to the same bytes."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.plan.rules import (
    Component,
    Composite,
    Interview,
    Level,
    Paper,
    Part,
    Plan,
    Position,
    Trim,
    WrittenExam,
)
from candidates.sheets import read_table
from oversight.words import Sentence
from scoring.core.values import Entrants, Leave, Standing
from scoring.evidence_files.canonical import write_marks
from scoring.evidence_files.checks import join_checks, read_checks, write_checks
from scoring.evidence_files.numbers import plain_mark
from scoring.evidence_files.reading import has_file, read_marks_of, read_sheet

TWO_PAPERS = WrittenExam(
    key="written", papers=(Paper(key="law", weight=Decimal(40)), Paper(key="essay", full_marks=Decimal(150)))
)
ONE_PAPER = WrittenExam(key="written", full_marks=Decimal(120))
NAMED_PAPER = WrittenExam(key="written", papers=(Paper(key="law"),))
INTERVIEW = Interview(key="interview")
PARTS = Interview(
    key="interview",
    full_marks=Decimal(10),
    parts=(
        Part(key="speech", weight=Decimal(40)),
        Part(key="answers", weight=Decimal(60), full_marks=Decimal(20)),
    ),
)
BY_PART = Interview(key="interview", parts=PARTS.parts, trim=Trim(highest=1, lowest=1, level=Level.PART))
COMPOSITE = Composite(
    key="total",
    weights={
        "written": Component(weight=Decimal(50)),
        "bonus": Component(factor=Decimal("0.1")),
        "record": Component(weight=Decimal(50), full_marks=Decimal(20)),
    },
)
POSITIONS = (Position(code="P1", title="one"), Position(code="P2", title="two"))


def plan_of(rules):
    return Plan(code="c", title="t", method="custom", positions=POSITIONS, stages=(ONE_PAPER, rules))


def entrants(ids="abcd"):
    return Entrants(list(ids), np.zeros(len(ids), np.int64), ["P1", "P2"], np.ones(2, np.int64))


def why(number):
    return Sentence("not %(id)s", {"id": number})


def read(rules, text, ids="abcd"):
    """Return marks and mistakes as text."""
    table = read_table("f.csv", text.encode())
    marks, mistakes = read_marks_of(table, rules, plan_of(rules), entrants(ids), why)
    return marks, [f"{mistake.line}: {mistake.column}: {mistake.what}" for mistake in mistakes]


def rewritten(rules, text, ids="abcd"):
    """Return the canonical file of what a file says."""
    marks, mistakes = read(rules, text, ids)
    assert mistakes == []
    stages = [stage.key for stage in plan_of(rules).stages]
    return write_marks(rules, entrants(ids), marks, stages=stages).decode()


def test_a_written_exam():
    marks, mistakes = read(TWO_PAPERS, "id,law,essay,name\nb,88.5,150,B\na,,misconduct,A\nd,absent,0,D\n")
    assert mistakes == []
    assert marks.entrant.tolist() == [0, 0, 1, 1, 3, 3]
    assert marks.criterion.tolist() == [0, 1, 0, 1, 0, 1]
    assert marks.state.tolist() == [1, 2, 0, 0, 1, 0]
    assert marks.value.tolist() == [0, 0, 88_500_000, 150_000_000, 0, 0]
    assert (marks.rooms, marks.assessors) == (("",), ("",))


def test_a_composite_reads_only_what_no_stage_gives():
    marks, mistakes = read(COMPOSITE, "id,bonus,record\na,3,20\nc,,19.5\n")
    assert mistakes == []
    assert marks.criterion.tolist() == [1, 2, 1, 2]
    assert marks.state.tolist() == [0, 0, 1, 0]
    assert (
        rewritten(COMPOSITE, "id,record,bonus\nc,19.50,\na,20,3\n")
        == "id,bonus,record\na,3,20\nc,absent,19.5\n"
    )
    assert has_file(COMPOSITE, plan_of(COMPOSITE))
    own = Composite(key="total", weights={"written": Component(weight=Decimal(100))})
    assert not has_file(own, plan_of(own))
    assert write_marks(COMPOSITE, entrants(), None, stages=["written"]) == b""


def test_an_interview():
    text = "id,panel,judge,score\nb,2,J2,80\nb,2,J1,absent\na,1,-,77.123456\n"
    marks, mistakes = read(INTERVIEW, text)
    assert mistakes == []
    assert marks.entrant.tolist() == [0, 1, 1]
    assert [marks.rooms[room] for room in marks.room.tolist()] == ["1", "2", "2"]
    assert marks.assessor.tolist() == [-1, 0, 1]
    assert marks.assessors == ("J2", "J1")
    assert marks.state.tolist() == [0, 0, 1]
    assert rewritten(INTERVIEW, text) == ("id,panel,judge,score\na,1,-,77.123456\nb,2,J2,80\nb,2,J1,absent\n")


def test_parts_may_be_missing_where_each_part_is_trimmed():
    text = "id,panel,judge,part,score\na,1,J1,answers,20\na,1,J2,speech,8\n"
    assert rewritten(BY_PART, text) == text
    assert read(PARTS, text)[1] == [
        "2: part: judge J1 gave a no mark for speech; without it there is no total",
        "3: part: judge J2 gave a no mark for answers; without it there is no total",
    ]


def test_an_absent_judge_has_no_total_and_lacks_nothing():
    text = "id,panel,judge,part,score\na,1,J1,speech,absent\na,1,J1,answers,absent\n"
    assert rewritten(PARTS, text) == text


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        (TWO_PAPERS, "id,law\na,1\n", ["1: essay: the column is missing; the file has id, law"]),
        (
            TWO_PAPERS,
            "id,law,essay,math\na,1,1,1\n",
            ["1: math: unknown column; known are id, law, essay, name, position"],
        ),
        (
            TWO_PAPERS,
            "id,law,essay\na,100.000001,150.1\nb,-1,1e2\nc,nan,inf\nd,８８,1;5\n",
            [
                "2: law: 100.000001 is over the full mark of 100",
                "2: essay: 150.1 is over the full mark of 150",
                "3: law: a mark cannot be negative",
                "3: essay: “1e2” is not a plain decimal such as 88.5",
                "4: law: “nan” is not a plain decimal such as 88.5",
                "4: essay: “inf” is not a plain decimal such as 88.5",
                "5: law: “８８” is not written in plain digits of normal width",
                "5: essay: “1;5” is not a plain decimal such as 88.5",
            ],
        ),
        (
            ONE_PAPER,
            "id,score\na,1.0000001\nb,88.\nc,.5\nd,2020-01-02\n",
            [
                "2: score: 1.0000001 has more than 6 decimals",
                "3: score: “88.” is not a plain decimal such as 88.5",
                "4: score: “.5” is not a plain decimal such as 88.5",
                "5: score: the cell holds a date, not a mark",
            ],
        ),
        (
            ONE_PAPER,
            'id,score\na,"1,000"\nb,+5\nc,0x10\nd,88。5\n',
            [
                "2: score: “1,000” is not a plain decimal such as 88.5",
                "3: score: “+5” is not a plain decimal such as 88.5",
                "4: score: “0x10” is not a plain decimal such as 88.5",
                "5: score: “88。5” is not a plain decimal such as 88.5",
            ],
        ),
        (
            ONE_PAPER,
            "id,score\na,1\nb,2\na,1\n,5\ne,6\n",
            ["4: id: a stands on line 2 already", "5: id: the id is missing", "6: id: not e"],
        ),
        (
            COMPOSITE,
            "id,bonus,record\na,1,20.5\nb,misconduct,1\n",
            [
                "2: record: 20.5 is over the full mark of 20",
                "3: bonus: “misconduct” is not a plain decimal such as 88.5",
            ],
        ),
        (
            INTERVIEW,
            "id,panel,judge,score\na,1,J1,\nb,,J1,5\nc,1,,5\nd,-,J1,5\n",
            [
                "2: score: the mark is missing; write it, or absent",
                "3: panel: the panel or judge is missing",
                "4: judge: the panel or judge is missing",
                "5: panel: “-” cannot be the name of a panel or judge (at most 40 letters)",
            ],
        ),
        (
            INTERVIEW,
            "id,panel,judge,score\na,1,J1,50\na,1,J1,60\n",
            ["3: judge: this judge's mark for a stands on line 2 already"],
        ),
        (
            INTERVIEW,
            "id,panel,judge,score\na,1,J1,50\na,2,J2,60\na,2,J3,60\nb,2,J1,60\n",
            ["3: panel: a is in panel 2, and on line 2 in panel 1"],
        ),
        (
            INTERVIEW,
            "id,panel,judge,score\na,1,-,50\na,1,J1,60\nb,1,J1,60\n",
            ["2: judge: a has marks by judges; an average (-) stands alone"],
        ),
        (
            INTERVIEW,
            "id,panel,judge,score\na,1,J1,100.1\na,1,J2,misconduct\n",
            [
                "2: score: 100.1 is over the full mark of 100",
                "3: score: “misconduct” is not a plain decimal such as 88.5",
            ],
        ),
        (
            PARTS,
            "id,panel,judge,part,score\na,1,J1,speech,10.5\na,1,J1,answers,20.5\na,1,J1,looks,5\n",
            [
                "2: score: 10.5 is over the full mark of 10",
                "3: score: 20.5 is over the full mark of 20",
                "4: part: the interview has no part “looks”; it has speech, answers",
            ],
        ),
        (
            PARTS,
            "id,panel,judge,score\na,1,J1,5\n",
            ["1: part: the column is missing; the file has id, panel, judge, score"],
        ),
        (
            INTERVIEW,
            "id,panel,judge,part,score\na,1,J1,x,5\n",
            ["1: part: unknown column; known are id, panel, judge, score, name, position"],
        ),
    ],
)
def test_everything_wrong_is_named(rules, text, expected):
    assert read(rules, text)[1] == expected


def test_a_single_paper_is_called_score_or_by_its_key():
    assert (
        rewritten(NAMED_PAPER, "id,law\na,5\n")
        == rewritten(NAMED_PAPER, "id,score\na,5\n")
        == "id,score\na,5\n"
    )


def test_kinds_without_marks_are_refused():
    from campaigns.plan.rules import Registration

    rules = Registration(key="registration")
    with pytest.raises(TypeError):
        read_sheet(read_table("f.csv", b"id\na\n"), rules, plan_of(rules))
    with pytest.raises(TypeError):
        write_marks(rules, entrants(), read(ONE_PAPER, "id,score\na,1\n")[0], stages=[])


marks_of_people = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.sampled_from("12345"), st.one_of(st.none(), st.integers(0, 100_000_000))
    ),
    unique_by=lambda mark: mark[:2],
    max_size=14,
)


@given(marks_of_people)
def test_the_canonical_interview_file_is_a_fixed_point(rows):
    text = "id,panel,judge,score\n" + "".join(
        f"{number},{'AB'[number in 'bd']},J{judge},{'absent' if value is None else plain_mark(value)}\n"
        for number, judge, value in rows
    )
    once = rewritten(INTERVIEW, text)
    assert rewritten(INTERVIEW, once) == once
    assert sorted(once.splitlines()) == sorted(text.splitlines())


@given(
    st.lists(st.sampled_from("abcd"), unique=True),
    st.lists(st.integers(0, 120_000_000), min_size=4, max_size=4),
)
def test_the_canonical_written_file_is_a_fixed_point(people, values):
    text = "id,score\n" + "".join(
        f"{number},{plain_mark(value)}\n" for number, value in zip(people, values, strict=False)
    )
    once = rewritten(ONE_PAPER, text)
    assert rewritten(ONE_PAPER, once) == once
    assert once.splitlines()[1:] == sorted(text.splitlines()[1:])


@given(st.integers(0, 999_999_999_999_999))
def test_marks_keep_every_decimal(micro):
    assert Decimal(plain_mark(micro)) * 10**6 == micro


def test_checks():
    table = read_table(
        "f.csv", b"id,standing,reason\nc,withdrawn,ill\na,disqualified,\xe4\xbd\x9c\xe5\xbc\x8a\n"
    )
    checks, mistakes = read_checks(table)
    assert mistakes == []
    leaves, foreign = join_checks(checks, entrants(), why)
    assert foreign == []
    assert leaves == [
        Leave(0, Standing.DISQUALIFIED, "作弊", after_result=True),
        Leave(2, Standing.WITHDRAWN, "ill", after_result=True),
    ]
    assert write_checks(entrants(), leaves).decode() == (
        "id,standing,reason\na,disqualified,作弊\nc,withdrawn,ill\n"
    )
    assert [str(m.what) for m in join_checks(checks, entrants("ab"), why)[1]] == ["not c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,standing\na,withdrawn\n", ["1: reason: the column is missing; the file has id, standing"]),
        (
            "id,standing,reason\na,gone,x\na,withdrawn,\n,withdrawn,x\n",
            [
                "2: standing: “gone” is not a way to leave; write withdrawn or disqualified",
                "3: id: a stands on line 2 already",
                "3: reason: leaving needs a reason",
                "4: id: the id is missing",
            ],
        ),
    ],
)
def test_checks_that_cannot_be_used(text, expected):
    mistakes = read_checks(read_table("f.csv", text.encode()))[1]
    assert [f"{m.line}: {m.column}: {m.what}" for m in mistakes] == expected
