# ruff: noqa: E501 - messages stand as they are printed
"""Reading `plan.toml`: the sample, and broken plans of many sorts, each with its line, key and remedy."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.plan.document import LARGEST, read_plan
from campaigns.plan.rules import Advance, Announcement, Component, Paper, Place, RankBy, Ties, Trim
from campaigns.plan.rules_later import KINDS, Veto
from oversight.words import Mistaken
from tests.campaigns.plan.plans import HEAD, SAMPLE

STAGE = '[[stages]]\nkind = "registration"\n'


def mistakes_in(text, file="plan.toml"):
    """Return the mistakes of a plan as printed lines."""
    with pytest.raises(Mistaken) as mistaken:
        read_plan(text, file)
    return [f"{mistake.place}: {mistake.what}" for mistake in mistaken.value.mistakes]


def mistake_in_stage(body):
    """Return the one mistake of a plan whose stage (line 11 on) has `body`."""
    (line,) = mistakes_in(HEAD + "[[stages]]\n" + body)
    return line.removeprefix("plan.toml:")


def test_the_sample_of_the_format():
    plan = read_plan(SAMPLE)
    assert [stage.key for stage in plan.stages] == [
        "announcement", "registration", "written", "interview", "total", "assessment", "vote",
    ]  # fmt: skip
    assert plan.stages[0] == Announcement(key="announcement")
    assert plan.positions[0].openings == 2
    written, interview, total = plan.stage("written"), plan.stage("interview"), plan.stage("total")
    assert written.papers == (
        Paper(key="public", title="公共科目", weight=Decimal(60)),
        Paper(key="professional", title="专业科目", weight=Decimal(40)),
    )
    assert written.advance == Advance(per_opening=Decimal(5), ties=Ties.ALL)
    assert interview.trim == Trim(highest=1, lowest=1, minimum_judges=5)
    assert total.weights == {
        "written": Component(weight=Decimal(40)),
        "interview": Component(weight=Decimal(60), full_marks=Decimal(100)),
    }
    assert total.tie_chain == ("interview", "written.public", "unrounded")
    assert total.rank_by is RankBy.SCORE
    assert plan.stage("assessment").veto == (
        Veto(rate="incompetent", at_least=Fraction(1, 3)),
        Veto(rate="excellent+competent", below=Fraction(2, 3)),
    )
    assert plan.stage("vote").quorum == Fraction(2, 3)
    assert plan.rounding.places == (Place.PANEL, Place.COMPONENT, Place.TOTAL)


def test_every_kind_can_be_read_and_has_its_key_by_default():
    needed = {
        "composite": "weights = { registration = 100 }",
        "assessment": "groups = []\ngrades = []",
        "recommendation": "rounds = []",
        "joint_appraisal": "organs = []",
        "vote": "due = 9",
    }
    text = HEAD + "".join(f'[[stages]]\nkind = "{kind}"\n{needed.get(kind, "")}\n' for kind in KINDS)
    plan = read_plan(text)
    assert [(stage.kind, stage.key) for stage in plan.stages] == [(kind, kind) for kind in KINDS]


def test_an_announcement_of_the_plan_s_own_is_kept():
    plan = read_plan(HEAD + '[[stages]]\nkind = "announcement"\nkey = "notice"\ntitle = "公告"\n' + STAGE)
    assert plan.stages[0] == Announcement(key="notice", title="公告")
    assert len(plan.stages) == 2


def test_a_byte_order_mark_and_windows_line_ends_are_accepted():
    assert read_plan(b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").encode()) == read_plan(SAMPLE)


def test_numbers_are_decimals_as_typed():
    plan = read_plan(
        HEAD + '[[stages]]\nkind = "interview"\nfull_marks = 1e2\npass_mark = 60.50\n'
        'parts = [ { key = "a", factor = "0.80" }, { key = "b", factor = -1 } ]\n'
    )
    stage = plan.stage("interview")
    assert [str(n) for n in (stage.full_marks, stage.pass_mark, stage.parts[0].factor, stage.parts[1].factor)] == [
        "100", "60.50", "0.80", "-1",
    ]  # fmt: skip


def test_times_without_an_offset_are_beijing_times():
    plan = read_plan(
        HEAD.replace("[[positions]]", "reference_date = 2023-05-31\n[[positions]]")
        + STAGE
        + "opens_at = 2023-05-31T09:00:00\ncloses_at = 2023-06-02T09:00:00Z\n"
    )
    stage = plan.stage("registration")
    assert plan.reference_date == date(2023, 5, 31)
    assert stage.opens_at == datetime(2023, 5, 31, 9, tzinfo=timezone(timedelta(hours=8)))
    assert stage.closes_at == datetime(2023, 6, 2, 9, tzinfo=UTC)


ALL_WRONG = """format = 2
colour = "red"
[campaign]
code = "a b"
title = ""
method = "lottery"
organiser = "x"
[[positions]]
code = "P1"
title = 5
openings = 0
[[positions]]
code = "P1"
title = "x"
[[positions]]
code = "P1"
title = "y"
[rounding]
digits = 9
places = ["panel", "sum", "panel"]
[[stages]]
kind = "writen_exam"
[[stages]]
kind = "written_exam"
papers = [
  # the first paper
  { key = "Öffentlich", weight = true },
  { key = "b", weigth = 40 },
]
"""


def test_all_mistakes_are_told_at_once_in_the_order_of_lines():
    assert mistakes_in(ALL_WRONG, "x/plan.toml") == [
        "x/plan.toml:1: format: This program reads format = 1 only.",
        "x/plan.toml:2: colour: Unknown key colour; allowed here: format, campaign, positions, rounding, stages, nodes.",
        "x/plan.toml:4: code: a b cannot be a code: use at most 64 of A-Z, a-z, 0-9, dot, hyphen and underscore.",
        "x/plan.toml:5: title: This must be one line of 1 to 200 characters without spaces around it.",
        "x/plan.toml:6: method: lottery is not known here; allowed: open_selection, public_recommendation, "
        "direct_election, two_recommendations_one_exam, difference_contest, difference_recommendation, "
        "internal_competition, open_hiring, open_transfer, custom.",
        "x/plan.toml:7: organiser: Unknown key organiser; did you mean organizer?",
        'x/plan.toml:10: title: This must be text between quotation marks, "…".',
        "x/plan.toml:11: openings: 0 is out of range: from 1 to 100000.",
        "x/plan.toml:16: code: Position code P1 stands twice; each position needs its own.",
        "x/plan.toml:19: digits: 9 is out of range: from 0 to 6.",
        "x/plan.toml:20: places[2]: sum is not known here; allowed: panel, coefficient, component, weighted, total.",
        "x/plan.toml:22: kind: There is no kind of stage writen_exam; did you mean written_exam?",
        "x/plan.toml:27: papers[1].key: Öffentlich cannot be a key: use at most 40 of a-z, 0-9 and _, "
        "a letter first.",
        "x/plan.toml:27: papers[1].weight: This must be a number such as 60 or 0.80.",
        "x/plan.toml:28: papers[2].weigth: Unknown key weigth; did you mean weight?",
    ]


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("", "11: kind: kind is missing."),
        ("kind = 5", "12: kind: There is no kind of stage 5; allowed: " + ", ".join(KINDS) + "."),
        ('kind = "composite"', "11: weights: weights is missing."),
        ('kind = "vote"', "11: due: due is missing."),
        ('kind = "vote"\ndue = "11"', "13: due: This must be a whole number, unquoted."),
        ('kind = "vote"\ndue = 11.5', "13: due: This must be a whole number, unquoted."),
        ('kind = "vote"\ndue = true', "13: due: This must be a whole number, unquoted."),
        ('kind = "vote"\ndue = 9\nquorum = "2/0"', '14: quorum: This must be a share such as "2/3" or "0.7".'),
        ('kind = "vote"\ndue = 9\nquorum = "most"', '14: quorum: This must be a share such as "2/3" or "0.7".'),
        ('kind = "vote"\ndue = 9\nquorum = "4/3"', "14: quorum: 4/3 is out of range: from 0 to 1."),
        ('kind = "vote"\ndue = 9\nsecret = "yes"', "14: secret: This must be true or false."),
        ('kind = "interview"\nfull_marks = nan', "13: full_marks: This must be a finite number, neither nan nor inf."),
        ('kind = "interview"\nfull_marks = -inf', "13: full_marks: This must be a finite number, neither nan nor inf."),
        ('kind = "interview"\nfull_marks = 0', "13: full_marks: 0 is out of range: above 0, up to 100000."),
        ('kind = "interview"\npass_mark = -1', "13: pass_mark: -1 is out of range: from 0 to 100000."),
        ('kind = "interview"\npass_mark = 1e999999999', "13: pass_mark: This number is far too large."),
        (
            'kind = "interview"\npass_mark = 1e9999999999999999999999',
            "13: pass_mark: This must be a number such as 60 or 0.80.",
        ),
        (
            'kind = "interview"\npass_mark = 60.1234567',
            "13: pass_mark: This number has more than 6 decimals; round it first.",
        ),
        ('kind = "interview"\npass_mark = "６０"', "13: pass_mark: This must be a number such as 60 or 0.80."),
        ('kind = "interview"\npass_mark = "1e2"', "13: pass_mark: This must be a number such as 60 or 0.80."),
        ('kind = "interview"\ntrim = 1', "13: trim: This must be a table such as { … }."),
        ('kind = "interview"\ntrim = { highest = -1 }', "13: trim.highest: -1 is out of range: from 0 to 100000."),
        ('kind = "interview"\nparts = { key = "a" }', "13: parts: This must be a list such as [ … ]."),
        ('kind = "interview"\nparts = [\n\n {} ]', "15: parts[1].key: key is missing."),
        ('kind = "interview"\nparts = [{key="a"},\n{key="a"}]', "14: parts[2].key: a stands here twice."),
        ('kind = "interview"\ntie_chain = ["a", "a"]', "13: tie_chain[2]: a stands here twice."),
        (
            'kind = "interview"\ntie_chain = ["a.b.c"]',
            "13: tie_chain[1]: a.b.c is neither a stage key nor stage.paper.",
        ),
        (
            'kind = "interview"\nadvance = { ties = "lots" }',
            "13: advance.ties: lots is not known here; allowed: all, chain, refuse.",
        ),
        ('kind = "registration"\nkey = "results"', "13: key: results is the name of another file; give the stage another key."),
        (
            'kind = "registration"\nkey = "../x"',
            "13: key: ../x cannot be a key: use at most 40 of a-z, 0-9 and _, a letter first.",
        ),
        (
            'kind = "registration"\n\n[[stages]]\nkind = "registration"',
            "14: key: Stage key registration stands twice; give each stage a key of its own.",
        ),
        ('kind = "registration"\nopens_at = 2023-05-31', "13: opens_at: This must be a time such as 2023-05-31T09:00:00+08:00, unquoted."),
        (
            'kind = "registration"\ntitle = "a\\nb"',
            "13: title: This must be one line of at most 100 characters.",
        ),
    ],
)  # fmt: skip
def test_a_broken_stage(body, mistake):
    assert mistake_in_stage(body) == mistake


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("format = 1\ncode = \n", "2: The value is missing or unreadable; text stands between quotation marks."),
        ("format = 1\n\nformat = 1\n", "3: This key stands here twice; each may stand once."),
        ("[campaign]\n[campaign]\n", "2: This table stands here twice; each may stand once."),
        ("a = [1,\n2\n\n", "2: A list is not closed: ] is missing."),
        ('a = { b = 1\n', "1: A table is not closed: } is missing, on the same line."),
        ("a = 'x", "1: Text is not closed: a quotation mark is missing."),
        ('a = "x\n', "1: Text is not closed on its line, or holds a control character."),
        ("a 5\n", "1: There must be an equals sign after the key."),
        ("a = 1 2\n", "1: Only a comment may follow a value on its line."),
        ("a = 2023-02-30\n", "1: There is no such date or time."),
        ("[campaign\n", "1: The table's head is not closed: ] is missing."),
        ("a = " + "9" * 5000, "0: The file holds a number that is far too long."),
        ("a = " + "[" * 20_000, "0: Lists or tables stand too deep inside one another."),
    ],
)  # fmt: skip
def test_broken_syntax(text, mistake):
    assert mistakes_in(text) == [f"plan.toml:{mistake}"]


def test_not_utf_8():
    assert mistakes_in(HEAD.encode("gb18030")) == [
        "plan.toml:5: The file is not UTF-8 text; save it again as UTF-8."
    ]


def test_too_large():
    assert mistakes_in(b"#" * (LARGEST + 1)) == ["plan.toml:0: The file is larger than 4 MB."]


def test_an_empty_file_misses_everything():
    assert mistakes_in("") == [
        "plan.toml:0: format: The first line format = 1 is missing.",
        "plan.toml:0: positions: There is no [[positions]] table; at least one is needed.",
        "plan.toml:0: stages: There is no [[stages]] table; at least one is needed.",
        "plan.toml:0: code: code is missing.",
        "plan.toml:0: title: title is missing.",
        "plan.toml:0: method: method is missing.",
    ]


def test_tables_of_the_wrong_sort():
    assert mistakes_in('format = 1\ncampaign = 1\npositions = {}\nstages = [1]\nrounding = "up"\n') == [
        "plan.toml:2: campaign: This must be a table such as { … }.",
        "plan.toml:3: positions: There is no [[positions]] table; at least one is needed.",
        "plan.toml:4: stages: This must be a table such as { … }.",
        "plan.toml:5: rounding: This must be a table such as { … }.",
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.text()
    | st.integers(0, len(SAMPLE)).flatmap(lambda cut: st.text(max_size=5).map(lambda x: SAMPLE[:cut] + x))
)
def test_whatever_is_given_is_read_or_mistaken(text):
    try:
        read_plan(text)
    except Mistaken as mistaken:
        assert mistaken.mistakes
        assert all(0 <= mistake.line <= text.count("\n") + 1 for mistake in mistaken.mistakes)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_bytes_of_any_sort_are_read_or_mistaken(noise):
    with pytest.raises(Mistaken):
        read_plan(noise)
