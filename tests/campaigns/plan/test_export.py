"""The canonical text of a plan: what is written is what is read, byte for byte."""

import dataclasses
import hashlib
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from campaigns.plan.document import read_plan
from campaigns.plan.export import digest, to_toml
from campaigns.plan.rules import Interview
from campaigns.plan.rules_later import Vote
from tests.campaigns.plan.plans import HEAD, SAMPLE, plans


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(plans())
def test_what_is_written_is_read_back_and_written_alike(plan):
    written = to_toml(plan)
    again = read_plan(written)
    assert again == plan
    assert to_toml(again) == written


def test_the_sample_in_canonical_form():
    plan = read_plan(
        HEAD + 'openings = 1\n[rounding]\nmode = "half_up"\ndigits = 3\n[[stages]]\nkey = "interview"\n'
        'kind = "interview"\ntitle = "面\\"试\\"\\\\"\nfull_marks = 100.0\n'
        'trim = { lowest = 1, highest = 1, level = "total" }\n'
        '[[stages]]\nkind = "composite"\nkey = "sum"\nadvance = { ties = "all", per_opening = "3" }\n'
        'weights = { interview = { weight = 40.50 }, written = { full_marks = 150, weight = "59.50" } }\n'
        '[[stages]]\nkind = "vote"\ndue = 11\nquorum = "0.75"\n'
    )
    assert to_toml(plan).decode() == (
        HEAD + "\n[rounding]\ndigits = 3\n"
        '\n[[stages]]\nkind = "announcement"\n'
        '\n[[stages]]\nkind = "interview"\ntitle = "面\\"试\\"\\\\"\ntrim = { highest = 1, lowest = 1 }\n'
        '\n[[stages]]\nkind = "composite"\nkey = "sum"\n'
        "weights = { interview = 40.50, written = { weight = 59.50, full_marks = 150 } }\n"
        "advance = { per_opening = 3 }\n"
        '\n[[stages]]\nkind = "vote"\ndue = 11\nquorum = "3/4"\n'
    )


def test_lists_of_tables_take_a_line_each():
    text = to_toml(read_plan(SAMPLE)).decode()
    assert (
        'papers = [\n  { key = "public", title = "公共科目", weight = 60 },\n'
        '  { key = "professional", title = "专业科目", weight = 40 },\n]\n'
    ) in text


def test_the_digest_is_of_the_canonical_bytes():
    plan = read_plan(SAMPLE)
    assert digest(plan) == hashlib.sha256(to_toml(plan)).hexdigest()
    assert digest(read_plan(SAMPLE.replace("\n", "\r\n"))) == digest(plan)
    assert digest(dataclasses.replace(plan, title="另一方案")) != digest(plan)


def test_numbers_never_take_an_exponent():
    plan = read_plan(SAMPLE)
    stage = Interview(key="x", full_marks=Decimal("1E+3"), pass_mark=Decimal("-0.00"))
    vote = Vote(key="y", due=9, quorum=Fraction(1))
    text = to_toml(dataclasses.replace(plan, stages=(stage, vote))).decode()
    assert "full_marks = 1000\npass_mark = 0.00\n" in text
    assert 'quorum = "1"\n' in text


def test_control_characters_are_escaped():
    plan = dataclasses.replace(read_plan(SAMPLE), title='a"\\\t\n\x01\x7f')
    assert 'title = "a\\"\\\\\\t\\n\\u0001\\u007F"\n' in to_toml(plan).decode()
