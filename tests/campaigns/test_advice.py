"""The three rules and the table of methods."""

import pytest

from campaigns.advice import (
    CATEGORY_LABELS,
    METHODS,
    NO_RULE,
    RULES,
    TRIGGER_LABELS,
    WHY,
    Need,
    Trigger,
    advise,
    departures,
)
from campaigns.plan.rules import Category, Method


@pytest.mark.parametrize(
    ("triggers", "need"),
    [
        ([], "may"),
        (["suitable"], "must"),
        (["term_change"], "prefer"),
        (["structure"], "prefer"),
        (["no_insider"], "prefer"),
        (["specialist"], "prefer"),
        (["resources"], "must"),
        (["no_insider", "resources"], "must"),
    ],
)
def test_the_strongest_rule_decides(triggers, need):
    assert advise(category=Category.CHIEF, triggers=map(Trigger, triggers)).need == need


def test_all_rules_that_apply_are_named():
    advice = advise(category=Category.DEPUTY, triggers=[Trigger.RESOURCES, Trigger.NO_INSIDER])
    assert advice.reasons == (RULES[Trigger.NO_INSIDER][1], RULES[Trigger.RESOURCES][1])
    assert advise(category=Category.DEPUTY).reasons == (NO_RULE,)


@pytest.mark.parametrize(
    ("category", "methods"),
    [
        ("chief", ["public_recommendation", "difference_recommendation", "difference_contest"]),
        ("deputy", ["open_selection", "two_recommendations_one_exam"]),
        ("middle", ["internal_competition"]),
        ("grassroots", ["direct_election"]),
        ("specialist", ["open_hiring"]),
        ("", []),
    ],
)
def test_the_methods_that_fit(category, methods):
    assert list(advise(category=Category(category)).methods) == methods


def test_another_method_than_advised_is_a_departure():
    advice = advise(category=Category.MIDDLE)
    assert [str(s) for s in departures(advice, method=Method.OPEN_SELECTION)] == [
        "The method is “Open selection”; for this sort of post “Internal competition” is advised."
    ]
    assert departures(advice, method=Method.INTERNAL_COMPETITION) == []
    assert departures(advice, method=Method.CUSTOM) == []
    assert departures(advise(category=Category.UNSET), method=Method.OPEN_HIRING) == []


def test_no_competition_is_a_departure_where_a_rule_asks_for_it():
    advice = advise(category=Category.CHIEF, triggers=[Trigger.RESOURCES])
    assert [str(s) for s in departures(advice, method=None)] == [
        "There is no competition although a rule asks for it: "
        "A post over people, money or goods with competitors must be competed for (third rule)."
    ]
    assert departures(advise(category=Category.CHIEF), method=None) == []


def test_everything_is_named():
    assert set(RULES) == set(TRIGGER_LABELS) == set(Trigger)
    assert set(METHODS) == set(WHY) == set(CATEGORY_LABELS) == set(Category)
    assert [need.value for need in Need] == ["must", "prefer", "may"]
