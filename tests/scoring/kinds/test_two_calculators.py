"""The engine and the verifier's calculator write the same outcome files, byte for byte."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from oversight import verify
from scoring.core.canonical import outcome_csv
from scoring.core.cut import TiesAcross
from scoring.core.fixed import plain_text
from scoring.core.values import Evidence
from scoring.kinds.registry import KINDS
from tests.scoring.kinds import drawn

MANY = settings(max_examples=100, deadline=None)


def table_of(rules):
    """Return a stage as the plan file has it: what is set, with the file's names."""
    table = {"kind": rules.kind, "key": rules.key}
    for name, value in vars(rules).items():
        if name in ("title", "opens_at", "closes_at") or value is None or value == ():
            continue
        if name in ("parts", "papers"):
            value = [plainly(vars(one)) for one in value]
        elif hasattr(value, "__dataclass_fields__"):
            value = plainly(vars(value))
        table[name] = str(value) if name == "rank_by" else value
    return table


def plainly(values):
    """Leave out what is not set, and turn words into text."""
    return {
        name: str(value) if isinstance(value, str) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value is not None
    }


def rounding_table(rounding):
    return {**plainly(vars(rounding)), "places": [place.value for place in rounding.places]}


def cell(state, mark):
    return {0: plain_text(mark), 1: "absent", 2: "misconduct"}[state]


def compare(rules, entrants, sheets, rows, rounding, leaves):
    """Let both decide; where ties are refused both have to refuse."""
    positions = [
        {"code": code, "openings": int(openings)}
        for code, openings in zip(entrants.positions, entrants.openings, strict=True)
    ]
    table = {"positions": positions, "rounding": rounding_table(rounding), "stages": [table_of(rules)]}
    people = [(entrants.positions[p], id_) for p, id_ in zip(entrants.position, entrants.ids, strict=True)]
    checks = [{"id": entrants.ids[leave.row], "standing": leave.standing.value} for leave in leaves]
    try:
        expected = verify.outcome_csv(verify.calculate(table, rules.key, people, rows, checks=checks))
    except verify.Refused:
        expected = None
    try:
        outcome = KINDS[rules.kind].decide(
            rules, entrants, Evidence(drawn.marks_of(sheets), leaves), rounding=rounding, earlier={}
        )
        assert outcome_csv(entrants, outcome) == expected
    except TiesAcross:
        assert expected is None


@given(st.data())
@MANY
def test_interviews_agree(data):
    rules, rounding = data.draw(drawn.interviews()), data.draw(drawn.roundings())
    entrants = data.draw(drawn.fields())
    sheets = data.draw(drawn.sheets_of(entrants, max(1, len(rules.parts))))
    rows = [
        {
            "id": entrants.ids[n],
            "panel": str(room),
            "judge": "-" if judge < 0 else str(judge),
            "score": cell(state, Fraction(mark)),
            **({"part": rules.parts[part].key} if rules.parts else {}),
        }
        for n, sheet in enumerate(sheets)
        for room, judge, part, state, mark in sheet.lines
    ]
    compare(rules, entrants, sheets, rows, rounding, data.draw(drawn.leave_lists(entrants)))


@given(st.data())
@MANY
def test_written_exams_agree(data):
    rules, rounding = data.draw(drawn.exams()), data.draw(drawn.roundings())
    entrants = data.draw(drawn.fields())
    sheets = data.draw(drawn.sheets_of(entrants, max(1, len(rules.papers)), judges=False))
    keys = [paper.key for paper in rules.papers] or ["score"]
    rows = []
    for n, sheet in enumerate(sheets):
        cells = {part: cell(state, mark) for _, _, part, state, mark in sheet.lines}
        rows.append({"id": entrants.ids[n]} | {key: cells.get(i, "") for i, key in enumerate(keys)})
    compare(rules, entrants, sheets, rows, rounding, data.draw(drawn.leave_lists(entrants)))
