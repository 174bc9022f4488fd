"""Facts go to JSON and come back the same, and nothing else is taken for facts."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.paper.facts import FactsUnreadable, Line, NoticeFacts, from_json, to_json
from tests.campaigns.paper.samples import ANNOUNCED, BASE, CHANGE, composite, written

texts = st.text(max_size=20)


@pytest.mark.parametrize("facts", [ANNOUNCED, written(3, 40), composite(2), replace(BASE, changes=(CHANGE,))])
def test_facts_come_back_the_same(facts: NoticeFacts) -> None:
    assert from_json(json.loads(json.dumps(to_json(facts)))) == facts


@given(
    st.builds(
        Line,
        number=texts,
        name=texts,
        scores=st.lists(texts, max_size=3).map(tuple),
        rank=st.none() | st.integers(),
        note=texts,
    )
)
def test_any_line_comes_back_the_same(line: Line) -> None:
    facts = written(1)
    facts = replace(facts, listings=(replace(facts.listings[0], lines=(line,)),))
    assert from_json(json.loads(json.dumps(to_json(facts)))) == facts


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"surprise": 1}, "surprise"),
        ({"issuer": 7}, "issuer"),
        ({"run": "1"}, "run"),
        ({"run": True}, "run"),
        ({"issued_on": "22.11.2026"}, "issued_on"),
        ({"basis": "x"}, "basis"),
        (
            {"listings": [{"position": "P01", "title": "x", "lines": [{"name": 3}]}]},
            r"listings\[0\].lines\[0\].name",
        ),
        ({"listings": [{"position": "P01", "title": "x", "lines": [{"identity": "x"}]}]}, "identity"),
        ({"head": {"origin": "x", "size": 1}}, "head.*root"),
        ({"head": "x"}, "head"),
    ],
)
def test_another_shape_is_refused_by_its_field(changed: dict[str, object], field: str) -> None:
    with pytest.raises(FactsUnreadable, match=field):
        from_json(to_json(BASE) | changed)


def test_a_missing_field_is_named() -> None:
    data = to_json(BASE)
    del data["issuer"]
    with pytest.raises(FactsUnreadable, match="issuer"):
        from_json(data)
    with pytest.raises(FactsUnreadable):
        from_json([])


def test_defaults_are_left_out_and_dates_are_iso() -> None:
    facts = NoticeFacts(kind="correction", issuer="甲", campaign="乙", code="C", issued_on=date(2026, 1, 2))
    assert to_json(facts) == {
        "kind": "correction",
        "issuer": "甲",
        "campaign": "乙",
        "code": "C",
        "issued_on": "2026-01-02",
    }
