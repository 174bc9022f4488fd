"""The second calculator: published tables to the last digit, and hand-worked examples in the order of the rules."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight import verify

CASES = Path(__file__).parents[1] / "scoring" / "kinds" / "cases"


def case(number: str) -> dict:
    return json.loads(next(CASES.glob(f"{number}-*.json")).read_text())


def plan_of(text: str, **openings: int) -> dict:
    """Return a plan with one stage (or more) and these positions; P with one opening by default."""
    head = '[campaign]\ncode = "c"\n'
    for code, number in (openings or {"P": 1}).items():
        head += f'[[positions]]\ncode = "{code}"\nopenings = {number}\n'
    return verify.read_plan((head + text).encode())


def rows(header: str, text: str) -> list[dict[str, str]]:
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in text.split()]


def people(*ids: str, position: str = "P") -> list[tuple[str, str]]:
    return [(position, id_) for id_ in ids]


def told(result: verify.Result) -> list[str]:
    """Return the lines as `id score rank standing`, `-` where there is none."""
    return [
        " ".join(cell or "-" for cell in (printed[1], printed[2], printed[3], printed[4]))
        for printed in map(result.printed, result.lines)
    ]


def written(text: str, marks: str, **more) -> list[str]:
    """Run one written exam with one paper; marks are `id,score`."""
    sheet = rows("id,score", marks)
    plan = plan_of(f'[[stages]]\nkind = "written_exam"\nkey = "w"\n{text}', **more.pop("positions", {}))
    return told(verify.calculate(plan, "w", people(*(row["id"] for row in sheet)), sheet, **more))


# Published tables.


def total_of(weights: str, table: dict, chain: str = "") -> list[tuple[str, str, int | None]]:
    """Run a composite over a case's rows; returns (id, total, rank)."""
    plan = plan_of(f'[[stages]]\nkind = "composite"\nkey = "t"\nweights = {weights}\n{chain}')
    own = [{name: str(value) for name, value in row.items()} for row in table["rows"]]
    result = verify.calculate(plan, "t", people(*(row["id"] for row in own)), own)
    return [(line.id, result.printed(line)[2], line.rank) for line in result.lines]


@pytest.mark.parametrize(
    ("number", "weights"),
    [
        ("01", "{ written = { weight = 50, full_marks = 500 }, interview = 50 }"),
        ("03", "{ written = { weight = 50, full_marks = 500 }, interview = 50 }"),
        (
            "07",
            "{ written = { weight = 50, full_marks = 500 }, bonus = { weight = 50, full_marks = 500 },"
            " interview = 50 }",
        ),
        ("14", "{ written = { weight = 50, full_marks = 300 }, interview = 50 }"),
        ("17", "{ written = 50, interview = 50 }"),
    ],
)
def test_published_totals(number, weights):
    table = case(number)
    found = {id_: (total, rank) for id_, total, rank in total_of(weights, table)}
    for row in table["rows"]:
        expected = f"{Decimal(row['total']):.2f}" if row["total"] else ""
        assert found[row["id"]][0] == expected
        if "rank_derived" in row:
            assert found[row["id"]][1] == row["rank_derived"]


@pytest.mark.parametrize("number", ["10", "12"])
def test_published_judge_sheets(number):
    table = case(number)
    keys = [item["item"] for item in table["rows"][0]["items"]]
    parts = ", ".join(f'{{ key = "{key}", factor = "0.8" }}' for key in keys)
    plan = plan_of(
        '[rounding]\nplaces = ["panel", "weighted", "total"]\n'
        f'[[stages]]\nkind = "interview"\nkey = "components"\nparts = [ {parts} ]\n'
        'trim = { highest = 1, lowest = 1, level = "part" }\n'
        '[[stages]]\nkind = "composite"\nkey = "segment"\nrank_by = "chain"\ntie_chain = ["elements"]\n'
        'weights = { elements = { factor = "1" }, components = { factor = "1" }, deductions = { factor = "-1" } }\n'
    )
    sheet = [
        {"id": row["id"], "panel": "1", "judge": str(judge), "part": item["item"], "score": mark or "absent"}
        for row in table["rows"]
        for item in row["items"]
        for judge, mark in enumerate(item["judges"])
    ]
    entrants = people(*(row["id"] for row in table["rows"]))
    judged = verify.calculate(plan, "components", entrants, sheet)
    totals = {line.id: judged.printed(line)[2] for line in judged.lines}
    assert totals == {row["id"]: row["component_total"] for row in table["rows"]}
    for item in (item | {"id": row["id"]} for row in table["rows"] for item in row["items"]):
        assert judged.values[f"components.{item['item']}"][item["id"]] == Fraction(item["panel_score"])
    own = [
        {"id": row["id"], "elements": row["element_total"], "deductions": row["deductions"]}
        for row in table["rows"]
    ]
    segment = verify.calculate(plan, "segment", entrants, own, earlier=judged.values)
    found = [(line.id, segment.printed(line)[2], line.rank) for line in segment.lines]
    assert found == [(row["id"], row["total"], row["rank"]) for row in table["rows"]]


def room(total: str, n: int) -> list[Fraction]:
    """Return n scores with this sum."""
    return [Fraction(total) / n] * n


def test_published_coefficients_of_the_mean_of_means():
    groups = [row for row in case("19")["rows"] if "sum" in row]
    rooms = {row["id"]: room(row["sum"], int(row["n"])) for row in groups}
    rule = {"method": "mean_of_means", "mean_digits": 4, "coefficient_digits": 4}
    found = verify.coefficients(rooms, rule, verify.Rounding({}))
    assert found == {row["id"]: Fraction(row["coefficient"]) for row in groups}


def test_published_coefficients_of_the_pooled_mean():
    groups = [row for row in case("21")["rows"] if "coefficient" in row]
    rooms = {row["id"]: room(row["sum"], int(row["n"])) for row in groups}
    rule = {"method": "pooled_mean", "mean_digits": 2, "coefficient_digits": 2}
    found = verify.coefficients(rooms, rule, verify.Rounding({}))
    assert found == {row["id"]: Fraction(row["coefficient"]) for row in groups}


def test_published_trimmed_means():
    for row in case("22")["rows"]:
        marks = [Fraction(mark) for mark in row["marks"]]
        assert verify.trimmed(marks, {"highest": 1, "lowest": 1}) == Fraction(row["trimmed_mean"])


def test_published_shared_ranks():
    table = case("23")["rows"]
    found = written("", " ".join(f"{row['id']},{row['total']}" for row in table))
    assert [line.split()[2] for line in found] == [str(row["rank"]) for row in table]


# Rounding.


@pytest.mark.parametrize(
    ("value", "half_up", "half_even", "down"),
    [
        ("0.125", "0.13", "0.12", "0.12"),
        ("0.135", "0.14", "0.14", "0.13"),
        ("0.1251", "0.13", "0.13", "0.12"),
        ("-0.125", "-0.13", "-0.12", "-0.12"),
        ("-0.001", "0.00", "0.00", "0.00"),
        ("99.995", "100.00", "100.00", "99.99"),
    ],
)
def test_modes_of_rounding(value, half_up, half_even, down):
    exact = Fraction(value)
    assert [verify.fixed(exact, 2, mode) for mode in ("half_up", "half_even", "down")] == [
        half_up,
        half_even,
        down,
    ]


def test_no_digits_print_a_whole_number():
    assert [verify.fixed(Fraction(text), 0, "half_up") for text in ("0.5", "12.4", "-3")] == ["1", "12", "-3"]


@given(
    st.decimals(-1000, 1000, places=5), st.integers(0, 4), st.sampled_from(["half_up", "half_even", "down"])
)
def test_rounding_agrees_with_decimal(value, digits, mode):
    modes = {"half_up": "ROUND_HALF_UP", "half_even": "ROUND_HALF_EVEN", "down": "ROUND_DOWN"}
    expected = value.quantize(Decimal(1).scaleb(-digits), modes[mode])
    assert verify.rounded(Fraction(value), digits, mode) == Fraction(expected)


def test_a_place_may_have_its_own_digits_and_an_unrounded_score_prints_its_exact_value():
    plan = plan_of(
        '[rounding]\nplaces = ["panel"]\ncomponent_digits = 3\n[[stages]]\nkind = "written_exam"\nkey = "w"\n'
        'papers = [ { key = "a", weight = 50 }, { key = "b", weight = 50 } ]\nscale_to = 30\n'
    )
    sheet = rows("id,a,b", "x,80,85 y,80,80")
    result = verify.calculate(plan, "w", people("x", "y"), sheet)
    assert [result.printed(line) for line in result.lines] == [
        ["P", "x", "24.750", "1", "advanced", ""],
        ["P", "y", "24.000", "2", "advanced", ""],
    ]
    plan["stages"][0]["scale_to"] = Decimal("33.3")
    plan["rounding"]["component_digits"] = 2
    result = verify.calculate(plan, "w", people("x", "y"), sheet)
    assert [result.printed(line)[2::3] for line in result.lines] == [["27.47", "10989/400"], ["26.64", ""]]


# 1 and registration.


def test_evidence_about_somebody_else_is_refused():
    plan = plan_of('[[stages]]\nkind = "written_exam"\nkey = "w"\n')
    with pytest.raises(verify.Refused, match="b 不是进入人选"):
        verify.calculate(plan, "w", people("a"), rows("id,score", "a,1 b,2"))


def test_an_entrant_without_evidence_is_absent():
    plan = plan_of('[[stages]]\nkind = "written_exam"\nkey = "w"\n')
    assert told(verify.calculate(plan, "w", people("a", "b"), rows("id,score", "b,2"))) == [
        "b 2.00 1 advanced",
        "a - - absent",
    ]


APPLICATIONS = rows("id,position,standing", "a,P, b,P, c,P,withdrawn d,Q, e,Q, f,Q, g,Q,disqualified")


@pytest.mark.parametrize(
    ("below", "standing", "openings"),
    [("cancel", "eliminated", 0), ("reduce", "advanced", 1), ("approve", "advanced", 2)],
)
def test_too_few_applications(below, standing, openings):
    """P: 2 eligible for 2 openings at 2 per opening; Q: 3 for 1 is enough."""
    plan = plan_of(
        f'[[stages]]\nkind = "registration"\nminimum_ratio = 2\nbelow_minimum = "{below}"', P=2, Q=1
    )
    result = verify.calculate(plan, "registration", rows=APPLICATIONS)
    assert told(result) == [
        f"a - - {standing}",
        f"b - - {standing}",
        "c - - withdrawn",
        "d - - advanced",
        "e - - advanced",
        "f - - advanced",
        "g - - disqualified",
    ]
    assert result.openings == {"P": openings, "Q": 1}


def test_a_reduction_to_nothing_cancels():
    plan = plan_of('[[stages]]\nkind = "registration"\nminimum_ratio = 3\nbelow_minimum = "reduce"', P=2, Q=1)
    result = verify.calculate(plan, "registration", rows=APPLICATIONS)
    assert (told(result)[0], result.openings) == ("a - - eliminated", {"P": 0, "Q": 1})


# 2 written exam.


def test_papers_are_weighted_and_voided():
    plan = plan_of(
        '[[stages]]\nkind = "written_exam"\nkey = "w"\n'
        'papers = [ { key = "a", weight = 60 }, { key = "b", weight = 40 } ]\n'
    )
    sheet = rows("id,a,b", "x,80.5,70 y,,70 z,misconduct, u,90,absent v,0,0")
    assert told(verify.calculate(plan, "w", people(*"xyzuv"), sheet)) == [
        "x 76.30 1 advanced",
        "v 0.00 2 advanced",
        "y - - absent",
        "z - - disqualified",
        "u - - absent",
    ]


def test_scale_to_is_reached_at_full_marks():
    plan = plan_of(
        '[[stages]]\nkind = "written_exam"\nkey = "w"\nscale_to = 100\n'
        'papers = [ { key = "a", full_marks = 150, weight = 60 }, { key = "b", full_marks = 120, weight = 40 } ]\n'
    )
    sheet = rows("id,a,b", "x,150,120 y,75,60")
    assert told(verify.calculate(plan, "w", people("x", "y"), sheet)) == [
        "x 100.00 1 advanced",
        "y 50.00 2 advanced",
    ]


# 3 and 4 interview.


def interview(text: str, marks: str, header: str = "id,panel,judge,score", **more) -> list[str]:
    sheet = rows(header, marks)
    plan = plan_of(f'[[stages]]\nkind = "interview"\nkey = "i"\n{text}')
    ids = dict.fromkeys(row["id"] for row in sheet)
    return told(verify.calculate(plan, "i", people(*ids), sheet, **more))


def marks_of(id_: str, room_: str, *marks: str) -> str:
    return " ".join(f"{id_},{room_},j{number},{mark}" for number, mark in enumerate(marks))


def test_trimming_takes_one_of_equals_and_needs_enough_judges():
    rule = "trim = { highest = 1, lowest = 1, minimum_judges = 5 }"
    marks = " ".join(
        [
            marks_of("a", "1", "90", "90", "80", "70", "70"),  # 90 80 70 stay
            marks_of("b", "1", "90", "90", "80", "70", "absent"),  # four: nothing goes
            marks_of("c", "1", "absent", "absent"),
        ]
    )
    assert interview(rule, marks) == ["b 82.50 1 advanced", "a 80.00 2 advanced", "c - - absent"]


def test_without_a_minimum_one_mark_has_to_stay():
    rule = "trim = { highest = 1, lowest = 1 }"
    marks = marks_of("a", "1", "10", "70", "100") + " " + marks_of("b", "1", "10", "100")
    assert interview(rule, marks) == ["a 70.00 1 advanced", "b 55.00 2 advanced"]


PARTS = 'parts = [ { key = "s", weight = 40 }, { key = "q", weight = 60 } ]\n'
PART_MARKS = (
    "a,1,j1,s,90 a,1,j1,q,60 a,1,j2,s,80 a,1,j2,q,70 a,1,j3,s,61 a,1,j3,q,80 a,1,j4,s,70 a,1,j4,q,85.5"
)


def test_parts_trimmed_by_total_and_by_part():
    """Totals 72, 74, 72.4, 79.3: 73.2 stays. Parts: s 75, q 75: 30 + 45."""
    header = "id,panel,judge,part,score"
    rule = PARTS + 'trim = { highest = 1, lowest = 1, level = "%s" }'
    assert interview(rule % "total", PART_MARKS, header) == ["a 73.20 1 advanced"]
    assert interview(rule % "part", PART_MARKS, header) == ["a 75.00 1 advanced"]


def test_a_room_average_is_never_trimmed():
    assert interview("trim = { highest = 1, lowest = 1, minimum_judges = 1 }", "a,1,-,81.25") == [
        "a 81.25 1 advanced"
    ]


def corrected(rule: str, *rooms: str) -> dict[str, str]:
    """Return coefficients as text; each room is its scores in a line."""
    table = verify.tomllib.loads(f"x = {{ {rule} }}", parse_float=Decimal)["x"]
    given_ = {str(n): [Fraction(mark) for mark in text.split()] for n, text in enumerate(rooms, start=1)}
    return {key: str(value) for key, value in verify.coefficients(given_, table, verify.Rounding({})).items()}


@pytest.mark.parametrize(
    ("rule", "rooms", "expected"),
    [
        ('method = "none"', ("80", "90"), ["1", "1"]),
        ('method = "mean_of_means"', ("80 80 80", "90"), ["17/16", "17/18"]),
        ('method = "pooled_mean"', ("80 80 80", "90"), ["33/32", "11/12"]),
        ('method = "pooled_mean"', ("80",), ["1"]),
        (
            'method = "mean_of_means", mean_digits = 0, coefficient_digits = 2',
            ("80", "91"),
            ["27/25", "19/20"],
        ),
        ('method = "pooled_mean", trim_room = 1', ("50 80 99", "90 90 90"), ["499/480", "499/540"]),
        ('method = "pooled_mean", trim_pool = 1', ("50 80", "90 99"), ["17/13", "170/189"]),
        (
            'method = "pooled_mean", trim_room = 1, trim_each = true',
            ("50 80 99", "90 90 90"),
            ["17/16", "17/18"],
        ),
        ('method = "pooled_mean", lowest = 60, highest = 90', ("50 80 99", "90 60"), ["23/24", "46/45"]),
        (
            'method = "mean_of_means", trim_room = 1',
            ("50 80", "80 80 80", "90 90 90"),
            ["1", "17/16", "17/18"],
        ),
        ('method = "mean_of_means"', ("0 0", "90"), ["1", "1/2"]),
        ('method = "pooled_mean", trim_pool = 2', ("50 80", "90 99"), ["1", "1"]),
    ],
)
def test_corrections(rule, rooms, expected):
    assert list(corrected(rule, *rooms).values()) == expected


def test_a_correction_is_by_position_and_over_those_present():
    plan = plan_of(
        '[[stages]]\nkind = "interview"\nkey = "i"\ncorrection = { method = "pooled_mean" }', P=1, Q=1
    )
    sheet = rows("id,panel,judge,score", "a,1,-,80 b,2,-,90 c,2,-,absent d,1,-,50")
    entrants = people("a", "b", "c") + people("d", position="Q")
    assert told(verify.calculate(plan, "i", entrants, sheet)) == [
        "a 85.00 1 advanced",
        "b 85.00 1 advanced",
        "c - - absent",
        "d 50.00 1 advanced",
    ]


def test_the_coefficient_is_a_place_of_its_own():
    plan = plan_of(
        '[rounding]\nplaces = ["coefficient", "component"]\ndigits = 1\n'
        '[[stages]]\nkind = "interview"\nkey = "i"\ncorrection = { method = "pooled_mean" }'
    )
    sheet = rows("id,panel,judge,score", "a,1,-,80 b,2,-,90")
    assert told(verify.calculate(plan, "i", people("a", "b"), sheet)) == [
        "a 88.0 1 advanced",
        "b 81.0 2 advanced",
    ]


# 5 composite.


def test_each_weighted_component_rounds_by_itself():
    plan = plan_of(
        '[rounding]\nplaces = ["weighted", "total"]\ndigits = 1\n'
        '[[stages]]\nkind = "composite"\nkey = "t"\nweights = { w = 50, i = 50 }'
    )
    earlier = {"w": {"a": Fraction("80.5"), "b": Fraction(80)}, "i": {"a": Fraction("80.5")}}
    assert told(verify.calculate(plan, "t", people("a", "b"), earlier=earlier)) == [
        "a 80.6 1 advanced",  # 40.25 -> 40.3 twice
        "b - - absent",
    ]


# 6 rank and 7 standing.


def test_pass_mark_is_met_by_equality():
    assert written("pass_mark = 60", "a,60 b,59.99") == ["a 60.00 1 advanced", "b 59.99 2 eliminated"]


def test_ties_all_takes_everyone_equal_to_the_last():
    assert written("advance = { count = 2 }", "a,70 b,80 c,70 d,69") == [
        "b 80.00 1 advanced",
        "a 70.00 2 advanced",
        "c 70.00 2 advanced",
        "d 69.00 4 reserve",
    ]


def test_per_opening_rounds_up():
    text = "advance = { per_opening = 1.5 }"
    found = written(text, "a,5 b,4 c,3 d,2 e,1 f,0", positions={"P": 3})
    assert [line.split()[3] for line in found] == ["advanced"] * 5 + ["reserve"]


def test_ties_refuse_names_the_equals():
    with pytest.raises(verify.Refused, match="a、c"):
        written('advance = { count = 1, ties = "refuse" }', "a,70 b,60 c,70")
    assert written('advance = { count = 1, ties = "refuse" }', "a,70 b,60")[1] == "b 60.00 2 reserve"


COMPOSITE = '[[stages]]\nkind = "composite"\nkey = "t"\nweights = {{ w = 50, i = 50 }}\n{}'
EARLIER = {
    "w": {"a": Fraction(80), "b": Fraction(70), "c": Fraction(80), "d": Fraction(75)},
    "i": {"a": Fraction(70), "b": Fraction(80), "c": Fraction(70), "d": Fraction(75)},
    "w.x": {"a": Fraction(1), "c": Fraction(2)},
}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (
            'tie_chain = ["i"]\nadvance = { count = 1, ties = "chain" }',
            ["b 75.00 1 advanced", "d 75.00 1 reserve", "a 75.00 1 reserve", "c 75.00 1 reserve"],
        ),
        (
            'tie_chain = ["w"]\nadvance = { count = 1, ties = "chain" }',  # equal in every key at the border
            ["a 75.00 1 advanced", "c 75.00 1 advanced", "d 75.00 1 reserve", "b 75.00 1 reserve"],
        ),
        (
            'tie_chain = ["w", "w.x"]\nrank_by = "chain"\nadvance = { count = 1, ties = "chain" }',
            ["c 75.00 1 advanced", "a 75.00 2 reserve", "d 75.00 3 reserve", "b 75.00 4 reserve"],
        ),
        (
            'tie_chain = ["w"]\nrank_by = "chain"\nadvance = { count = 1 }',
            ["a 75.00 1 advanced", "c 75.00 1 advanced", "d 75.00 3 advanced", "b 75.00 4 advanced"],
        ),
    ],
)
def test_chains(rules, expected):
    plan = plan_of(COMPOSITE.format(rules))
    assert told(verify.calculate(plan, "t", people(*"abcd"), earlier=EARLIER)) == expected


def test_unrounded_skips_the_stage_s_roundings_but_keeps_the_correction_s_digits():
    """Panel means 80.004 and 80.0049 print alike; with the coefficient 1.00 of one decimal each stays apart."""
    rule = 'tie_chain = ["unrounded"]\nrank_by = "chain"\n'
    marks = "a,1,-,80.0040 b,2,-,80.0049"
    assert interview(rule, marks) == ["b 80.00 1 advanced", "a 80.00 2 advanced"]
    digits = 'correction = { method = "mean_of_means", mean_digits = 1, coefficient_digits = 1 }'
    assert interview(rule + digits, marks) == ["b 80.00 1 advanced", "a 80.00 2 advanced"]
    exact = 'correction = { method = "mean_of_means" }'
    assert interview(rule + exact, marks) == ["a 80.00 1 advanced", "b 80.00 1 advanced"]


LEAVERS = rows("id,standing", "a,withdrawn")


@pytest.mark.parametrize(
    ("advance", "checks", "expected"),
    [
        ("count = 2", LEAVERS, "withdrawn advanced reserve reserve reserve"),
        ("count = 2, substitutes = 1", LEAVERS, "withdrawn advanced advanced advanced reserve"),
        (
            'count = 2, substitutes = 1, ties = "chain"',
            LEAVERS,
            "withdrawn advanced advanced advanced reserve",
        ),
        (
            'count = 2, substitutes = 1, substitutes_for = ["disqualified"]',
            LEAVERS,
            "withdrawn advanced reserve reserve reserve",
        ),
        (
            "count = 2, substitutes = 1",
            rows("id,standing", "a,withdrawn b,disqualified"),
            "withdrawn disqualified advanced advanced reserve",
        ),
        (
            "count = 2, substitutes = 2",
            rows("id,standing", "a,withdrawn c,withdrawn"),
            "withdrawn advanced withdrawn advanced reserve",
        ),
        ("count = 3, substitutes = 1", LEAVERS, "withdrawn advanced advanced advanced reserve"),
        (
            "count = 2, substitutes = 1",
            rows("id,standing", "e,withdrawn"),
            "advanced advanced reserve reserve withdrawn",
        ),
    ],
)
def test_substitutes(advance, checks, expected):
    """Scores 90 80 70 70 60; with count 3 the two equals advance anyway, so that nobody is missing."""
    found = written(f"advance = {{ {advance} }}", "a,90 b,80 c,70 d,70 e,60", checks=checks)
    assert " ".join(line.split()[3] for line in found) == expected
    assert [line.split()[1:3] for line in found][0] == ["90.00", "1"]


def test_equals_at_a_substitute_s_border_stop_a_plan_that_refuses():
    with pytest.raises(verify.Refused, match="c、d"):
        written(
            'advance = { count = 2, substitutes = 1, ties = "refuse" }', "a,90 b,80 c,70 d,70", checks=LEAVERS
        )


# 8 to 10.

ASSESSMENT = """
[[stages]]
kind = "assessment"
groups = [ { key = "A", weight = 40 }, { key = "B", weight = 60 } ]
grades = [ { key = "good", value = 100 }, { key = "fair", value = 60 }, { key = "bad", value = 0 } ]
"""
TURNOUT = rows("group,issued,returned,void", "A,12,11,1 B,30,30,0")
GRADES = rows("id,group,grade,count", "a,A,good,7 a,A,fair,2 a,A,abstain,1 a,B,good,20 a,B,bad,10")


@pytest.mark.parametrize(
    ("denominator", "score"),
    [
        ("valid", "72.80"),  # 82 x 0.4 + 66.67 x 0.6
        ("returned", "69.82"),  # 820/11 -> 74.55
        ("issued", "67.33"),  # 820/12 -> 68.33
        ("valid_minus_abstain", "76.45"),  # 820/9 -> 91.11
    ],
)
def test_assessment(denominator, score):
    plan = plan_of(f'{ASSESSMENT}denominator = "{denominator}"\n')
    found = verify.calculate(plan, "assessment", people("a", "b"), GRADES, turnout=TURNOUT)
    assert told(found) == [f"a {score} 1 advanced", "b - - absent"]


@pytest.mark.parametrize(
    ("veto", "standing"),
    [
        ('{ rate = "bad", at_least = "1/4" }', "vetoed"),  # 10 of 40
        ('{ rate = "bad", at_least = "0.251" }', "advanced"),
        ('{ rate = "bad", at_least = "1/4", group = "A" }', "advanced"),
        ('{ rate = "good+fair", below = "2/3" }', "advanced"),  # 29 of 40
        ('{ rate = "good", below = "0.68" }', "vetoed"),  # 27 of 40
    ],
)
def test_vetoes(veto, standing):
    plan = plan_of(f"{ASSESSMENT}veto = [ {veto} ]\n")
    found = verify.calculate(plan, "assessment", people("a"), GRADES, turnout=TURNOUT)
    assert told(found) == [f"a 72.80 1 {standing}"]


def test_recommendation_counts_only_names_kept():
    plan = plan_of(
        '[[stages]]\nkind = "recommendation"\nrounds = [ { key = "wide", max_names = 2, keep = 2 },'
        ' { key = "core", max_names = 2, per_opening = 1 } ]'
    )
    ballots = (
        "wide,1,a wide,1,b wide,2,a wide,2,c wide,3,b wide,4,a wide,4,b wide,4,c wide,5, "
        "core,1,c core,1,b core,2,a core,3,b"
    )
    found = verify.calculate(plan, "recommendation", people("a", "b", "c"), rows("round,ballot,id", ballots))
    assert told(found) == ["b 2 1 advanced", "a 1 2 eliminated", "c - - eliminated"]


def test_vote_needs_quorum_and_more_than_half_of_those_due():
    text = '[[stages]]\nkind = "vote"\ndue = 12\nquorum = "2/3"\nmajority = "due"\nmax_ballots = 2'
    header = "ballot,id,agree,disagree,abstain,present"
    plan = plan_of(text)
    void = rows(header, "1,a,7,0,0,7")
    assert told(verify.calculate(plan, "vote", people("a"), void)) == ["a - - eliminated"]
    half = rows(header, "1,a,6,4,0,10 2,a,7,3,0,10")
    assert told(verify.calculate(plan, "vote", people("a"), half)) == ["a 7 1 advanced"]
    equals = rows(header, "1,a,8,0,0,10 1,b,8,0,0,10 2,a,7,3,0,10 2,b,8,2,0,10")
    assert told(verify.calculate(plan, "vote", people("a", "b"), equals)) == [
        "b 8 1 advanced",
        "a 7 2 eliminated",
    ]
