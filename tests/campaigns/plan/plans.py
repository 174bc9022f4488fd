"""Plans for the tests: the sample of the format's page, and generated ones driven by type hints."""

import dataclasses
import types
import typing
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hypothesis import strategies as st

from campaigns.plan.bounds import NAME, Between, Shape
from campaigns.plan.document import RESERVED
from campaigns.plan.reading import hints_of
from campaigns.plan.rules import Announcement, Plan
from campaigns.plan.rules_later import KINDS

HEAD = """format = 1

[campaign]
code = "2023-CE-01"
title = "区直部门正职空缺岗位差额竞岗"
method = "difference_contest"

[[positions]]
code = "P01"
title = "区司法局局长"
"""

SAMPLE = (
    HEAD
    + """unit = "区司法局"
level = "township_chief"
category = "chief"
openings = 2

[rounding]
digits = 2
mode = "half_up"
places = ["panel", "component", "total"]

[[stages]]
kind = "registration"
minimum_ratio = 3
below_minimum = "approve"

[[stages]]
kind = "written_exam"
key = "written"
papers = [ { key = "public", title = "公共科目", full_marks = 100, weight = 60 },
  { key = "professional", title = "专业科目", weight = 40 } ]
pass_mark = 60
advance = { per_opening = 5, ties = "all" }

[[stages]]
kind = "interview"
full_marks = 100
parts = [ { key = "speech", weight = 40 }, { key = "answers", weight = 60 } ]
trim = { highest = 1, lowest = 1, minimum_judges = 5, level = "total" }
correction = { method = "pooled_mean", mean_digits = 2, coefficient_digits = 3 }
pass_mark = 60

[[stages]]
kind = "composite"
key = "total"
weights = { written = 40, interview = { weight = 60, full_marks = 100 } }
tie_chain = ["interview", "written.public", "unrounded"]
rank_by = "score"
advance = { per_opening = 3, ties = "chain" }

[[stages]]
kind = "assessment"
groups = [ { key = "A", weight = 40, due = 11 },
  { key = "B", weight = 30, due = 40 }, { key = "C", weight = 30, due = 60 } ]
grades = [ { key = "excellent", value = 100 }, { key = "competent", value = 80 },
  { key = "basic", value = 60 }, { key = "incompetent", value = 0 } ]
denominator = "valid"
veto = [ { rate = "incompetent", at_least = "1/3" }, { rate = "excellent+competent", below = "2/3" } ]

[[stages]]
kind = "vote"
due = 11
quorum = "2/3"
majority = "due"
max_ballots = 2
"""
)

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,11}", fullmatch=True).filter(lambda key: key not in RESERVED)
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20)
TEXTS = {
    "key": KEYS,
    "group": st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,11}", fullmatch=True),
    "code": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True),
    "line": WORDS,
    "heading": WORDS,
    "number": WORDS.map(lambda text: text.replace(",", "").strip()).filter(bool),
    "title": WORDS.map(str.strip).filter(bool),
    "name": WORDS.map(lambda text: text[:60].strip()).filter(NAME.holds),
    "reference": st.one_of(KEYS, st.tuples(KEYS, KEYS).map(".".join)),
    "rate": st.lists(KEYS, min_size=1, max_size=3).map("+".join),
}
MOMENTS = (
    st.datetimes()
    .filter(lambda moment: 1 < moment.year < 9999)
    .flatmap(
        lambda moment: st.integers(-720, 720).map(
            lambda minutes: moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
        )
    )
)


def values(hint):
    """Return a strategy for values of a type hint of the rules."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return bounded(arguments[0], arguments[1])
    if origin in (types.UnionType, typing.Union):
        return st.none() | values(next(a for a in arguments if a is not type(None)))
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=3, unique_by=name_of).map(tuple)
    if origin is dict:
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
    if dataclasses.is_dataclass(hint):
        return rules(hint)
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return {bool: st.booleans(), date: st.dates(), datetime: MOMENTS}[hint]


def name_of(value):
    """Return what may stand in a list only once: a table's key, or the plain value itself."""
    return getattr(value, "key", repr(value)) if dataclasses.is_dataclass(value) else value


def bounded(hint, bound):
    """Return a strategy within a bound, both ends included now and then."""
    if isinstance(bound, Shape):
        return TEXTS[bound.wanted]
    assert isinstance(bound, Between)
    if hint is int:
        return st.integers(bound.low, bound.high)
    if hint is Decimal:
        return st.decimals(bound.low, bound.high, places=6).flatmap(shorter).filter(bound.holds)
    assert hint is Fraction
    return st.fractions(bound.low, bound.high, max_denominator=999)


def shorter(number):
    """Return strategies for the number cut to fewer decimals, so that 60, 60.0 and 60.000000 all occur."""
    return st.integers(0, 6).map(lambda places: number.quantize(Decimal(1).scaleb(-places)))


def rules(cls, **given):
    """Return a strategy for instances of one dataclass of the rules."""
    hints = hints_of(cls)
    return st.builds(
        cls, **{name: given[name] if name in given else values(hint) for name, hint in hints.items()}
    )


STAGES = st.lists(
    st.sampled_from([cls for cls in KINDS.values() if cls is not Announcement]).flatmap(rules),
    min_size=1,
    max_size=4,
    unique_by=lambda stage: stage.key,
).filter(lambda stages: all(stage.key != "announcement" for stage in stages))


def plans():
    """Return a strategy for plans that can be written; whether they make sense is not asked."""
    position = hints_of(Plan)["positions"]
    return rules(
        Plan,
        positions=st.lists(
            values(typing.get_args(position)[0]), min_size=1, max_size=3, unique_by=lambda p: p.code
        ).map(tuple),
        stages=st.tuples(rules(Announcement, key=st.just("announcement")), STAGES).map(
            lambda pair: (pair[0], *pair[1])
        ),
    )
