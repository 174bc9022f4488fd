"""1,050 random assessments and elections: engine, verifier's calculator and a slow counter say the same.

Over-voted and blank papers, ties, weights, several groups, rounds, factors, recusal and further ballots occur.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.plan import rules as plan
from campaigns.plan import rules_later as later
from oversight import verify
from scoring.core.accounting import discrepancies, out_of_order
from scoring.core.canonical import outcome_csv
from scoring.core.fixed import round_fraction
from scoring.core.values import STANDINGS, Entrants, Evidence, Leave, Standing
from scoring.kinds.registry import KINDS
from tests.scoring.kinds import counters, drawn
from tests.scoring.kinds.polled import counted, papers, turnout
from tests.scoring.kinds.test_two_calculators import rounding_table

MANY = settings(
    max_examples=350, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SHARES = [Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)]


def plainly(value):
    """Return rules as a plan file has them."""
    if isinstance(value, tuple):
        return [plainly(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plainly(one) for name, one in vars(value).items() if one is not None and one != ()}
    return str(value) if isinstance(value, str | Fraction) else value


@st.composite
def people(draw):
    """Draw entrants of one to three positions, application order shuffled inside them."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    position = np.repeat(np.arange(len(sizes)), sizes)
    openings = draw(st.lists(st.integers(1, 2), min_size=len(sizes), max_size=len(sizes)))
    ids = draw(st.permutations([f"e{n}" for n in range(len(position))]))
    return Entrants(ids, position, [f"P{n}" for n in range(len(sizes))], np.array(openings, np.int64))


def compare(rules, entrants, evidence, rounding, rows, sheet=()):
    """Decide with the engine and the verifier; return the engine's outcome."""
    table = {
        "positions": [
            {"code": code, "openings": int(n)}
            for code, n in zip(entrants.positions, entrants.openings, strict=True)
        ],
        "rounding": rounding_table(rounding),
        "stages": [{"kind": rules.kind, **plainly(rules)}],
    }
    who = [(entrants.positions[p], id_) for p, id_ in zip(entrants.position, entrants.ids, strict=True)]
    checks = [{"id": entrants.ids[leave.row], "standing": leave.standing.value} for leave in evidence.leaves]
    found = verify.calculate(table, rules.key, who, rows, checks=checks, turnout=sheet)
    outcome = KINDS[rules.kind].decide(rules, entrants, evidence, rounding=rounding, earlier={})
    assert outcome_csv(entrants, outcome).decode() == verify.outcome_csv(found).decode()
    for row in range(len(entrants)):
        working = KINDS[rules.kind].explain(
            rules, entrants, evidence, outcome, row, rounding=rounding, earlier={}
        )
        assert working.steps[-1].code == "standing"
        assert all(str(step.sentence) for step in working.steps)
    return outcome


def leave_lists(draw, entrants):
    rows = draw(st.lists(st.sampled_from(range(len(entrants))), max_size=1))
    return [Leave(row, Standing.WITHDRAWN, "x") for row in rows]


def rounder(rounding):
    return lambda place, value: round_fraction(value, rounding.digits_at(plan.Place(place)), rounding.mode)


def standing_of(outcome, entrants):
    return {id_: STANDINGS[code].value for id_, code in zip(entrants.ids, outcome.standing, strict=True)}


def scores_of(outcome, entrants):
    pairs = zip(entrants.ids, outcome.score.values(), strict=True)
    return {id_: value for id_, value in pairs if value is not None}


@st.composite
def assessments(draw):
    groups = draw(st.integers(1, 3))
    weights = [[100], [60, 40], [40, 30, 30]][groups - 1]
    grades = draw(st.lists(st.sampled_from([100, 95, 80, 60, 40, 0]), min_size=1, max_size=4))
    keys = "abcd"[: len(grades)]
    vetoes = []
    for _ in range(draw(st.integers(0, 2))):
        named = draw(st.lists(st.sampled_from([*keys, "abstain"]), min_size=1, max_size=2, unique=True))
        bound = draw(st.sampled_from(["at_least", "above", "at_most", "below"]))
        group = draw(st.none() | st.sampled_from("XYZ"[:groups]))
        share = draw(st.sampled_from(SHARES))
        vetoes.append(later.Veto(rate="+".join(named), group=group, **{bound: share}))
    return later.Assessment(
        key="assessment",
        groups=tuple(
            later.Group(key="XYZ"[n], weight=Decimal(weight), due=9) for n, weight in enumerate(weights)
        ),
        grades=tuple(later.Grade(key=key, value=Decimal(v)) for key, v in zip(keys, grades, strict=True)),
        denominator=draw(st.sampled_from(list(later.Denominator))),
        veto=tuple(vetoes),
        pass_mark=draw(st.none() | st.just(Decimal(60))),
        advance=draw(st.none() | st.builds(lambda n: plan.Advance(count=n), st.integers(1, 2))),
    )


@given(st.data())
@MANY
def test_assessments(data):
    draw = data.draw
    rules, entrants, rounding = draw(assessments()), draw(people()), draw(drawn.roundings())
    grades = [*(grade.key for grade in rules.grades), "abstain"]
    returns = {}
    for group in rules.groups:
        issued = draw(st.integers(0, 9))
        returned = draw(st.integers(0, issued))
        returns[group.key] = (issued, returned, draw(st.integers(0, returned)))
    counts, rows, lines = {}, [], []
    for row, id_ in enumerate(entrants.ids):
        if not draw(st.integers(0, 7)):
            continue
        for place, group in enumerate(rules.groups):
            left = returns[group.key][1] - returns[group.key][2]
            for option, grade in enumerate(grades):
                n = draw(st.integers(0, left))
                left -= n
                counts.setdefault(id_, {}).setdefault(group.key, {})[grade] = n
                rows.append({"id": id_, "group": group.key, "grade": grade, "count": str(n)})
                lines.append((row, place, option, n))
    sheet = [
        {"group": key, **dict(zip(("issued", "returned", "void"), map(str, numbers), strict=True))}
        for key, numbers in returns.items()
    ]
    evidence = Evidence(
        counts=counted(lines), turnout=turnout(*returns.values()), leaves=leave_lists(draw, entrants)
    )
    assert discrepancies(rules, evidence, entrants.ids) == []
    outcome = compare(rules, entrants, evidence, rounding, rows, sheet)
    scores, vetoed = counters.assess(rules, entrants.ids, counts, returns, rounder(rounding))
    assert scores_of(outcome, entrants) == scores
    gone = {entrants.ids[leave.row] for leave in evidence.leaves}
    assert {i for i, s in standing_of(outcome, entrants).items() if s == "vetoed"} == vetoed - gone


def rows_of(sheets, entrants):
    """Return papers as the rows of a recommendation's file."""
    rows = []
    for number, (turn, names, praise, layer) in enumerate(sheets):
        own = [{"id": entrants.ids[row], "factor": ""} for row in names]
        for factor, named in praise.items():
            own += [{"id": entrants.ids[row], "factor": factor} for row in named or ()] or [
                {"id": "", "factor": factor}
            ]
        home = {"round": turn, "ballot": str(number)} | ({"layer": layer} if layer else {})
        rows += [home | one for one in own or [{"id": "", "factor": ""}]]
    return rows


@st.composite
def recommendations(draw):
    """Draw rounds with factors or layers, weighted or not, from one list or from one a position."""
    rounds = []
    for number in range(draw(st.integers(1, 3))):
        kept = (
            {"keep": draw(st.integers(1, 4))}
            if draw(st.booleans())
            else {"per_opening": draw(st.sampled_from([Decimal(1), Decimal("1.5"), Decimal(2)]))}
        )
        kept |= {"threshold": draw(st.none() | st.sampled_from(SHARES)), "max_names": draw(st.integers(1, 3))}
        rounds.append(later.Round(key=f"r{number}", **kept))
    factors = tuple(
        later.PraiseFactor(key=f"f{n}", weight=Decimal(w))
        for n, w in enumerate(draw(st.lists(st.sampled_from([20, 33, 60]), max_size=2)))
    )
    weights = draw(st.sampled_from([(), (), (None, None), (60, 40), (50, 30, 20)]))
    layers = tuple(
        later.Layer(key="ABC"[n], weight=None if weight is None else Decimal(weight))
        for n, weight in enumerate(weights)
    )
    if layers and layers[0].weight is not None:
        factors = ()
    return later.Recommendation(
        key="rec", rounds=tuple(rounds), factors=factors, layers=layers, directed=draw(st.booleans())
    )


@given(st.data())
@MANY
def test_recommendations(data):
    draw = data.draw
    rules, entrants, rounding = draw(recommendations()), draw(people()), draw(drawn.roundings())
    everybody = range(len(entrants))
    sheets = []
    for turn in rules.rounds:
        for _ in range(draw(st.integers(1, 6))):
            names = draw(st.lists(st.sampled_from(everybody), max_size=4, unique=True))
            praise = {}
            if turn is rules.rounds[-1]:
                for factor in rules.factors:
                    named = draw(st.lists(st.sampled_from(everybody), max_size=2, unique=True))
                    praise[factor.key] = tuple(named) or None
            layer = draw(st.sampled_from([layer.key for layer in rules.layers] or [""]))
            sheets.append((turn.key, names, praise, layer))
    rows = rows_of(sheets, entrants)
    laid = [(f"{turn}.{layer}" if layer else turn, names, praise) for turn, names, praise, layer in sheets]
    evidence = Evidence(papers=papers(rules, *laid), leaves=leave_lists(draw, entrants))
    outcome = compare(rules, entrants, evidence, rounding, rows)
    place = {i: entrants.positions[p] for i, p in zip(entrants.ids, entrants.position, strict=True)}
    openings = dict(zip(entrants.positions, map(int, entrants.openings), strict=True))
    plain = [
        (
            turn,
            [entrants.ids[row] for row in names],
            {factor: [entrants.ids[row] for row in named or ()] for factor, named in praise.items()},
            layer,
        )
        for turn, names, praise, layer in sheets
    ]
    scores, kept = counters.recommend(rules, place, openings, plain, rounder(rounding))
    assert scores_of(outcome, entrants) == scores
    gone = {entrants.ids[leave.row] for leave in evidence.leaves}
    assert {i for i, s in standing_of(outcome, entrants).items() if s == "advanced"} == kept - gone


@given(st.data())
@MANY
def test_votes(data):
    draw = data.draw
    entrants = draw(people())
    rules = later.Vote(
        key="vote",
        due=9,
        quorum=draw(st.sampled_from([Fraction(1, 2), Fraction(2, 3)])),
        majority=draw(st.sampled_from(list(later.Majority))),
        max_ballots=draw(st.integers(1, 3)),
        recused_due=draw(st.booleans()),
    )
    ballots, lines, rows = [], [], []
    evidence = Evidence()
    place = {i: entrants.positions[p] for i, p in zip(entrants.ids, entrants.position, strict=True)}
    openings = dict(zip(entrants.positions, map(int, entrants.openings), strict=True))
    for ballot in range(rules.max_ballots):
        present = draw(st.integers(4, 9))
        scores, elected = counters.elect(rules, place, openings, ballots)
        filled = {p for p, n in openings.items() if sum(place[i] == p for i in elected) >= n}
        held = {}
        for row, id_ in enumerate(entrants.ids):
            before = ballot == 0 or any(place[other] == place[id_] for other in ballots[-1])
            if id_ in elected or place[id_] in filled or not before or not draw(st.integers(0, 5)):
                continue
            recused = draw(st.integers(0, 2))
            here = max(0, present - recused)
            agree = draw(st.integers(max(0, here - 4), here))
            no = draw(st.integers(0, here - agree))
            abstain = draw(st.integers(0, here - agree - no))
            held[id_] = (agree, no, abstain, here, recused)
            lines += [(row, ballot, option, n) for option, n in enumerate(held[id_])]
            names = ("agree", "disagree", "abstain", "present", "recused")
            cells = dict(zip(names, map(str, held[id_]), strict=True))
            rows.append({"ballot": str(ballot + 1), "id": id_, **cells})
        ballots.append(held)
    evidence = Evidence(counts=counted(lines), leaves=leave_lists(draw, entrants))
    assert discrepancies(rules, evidence, entrants.ids) == []
    assert out_of_order(rules, entrants, evidence) == []
    outcome = compare(rules, entrants, evidence, plan.Rounding(), rows)
    scores, elected = counters.elect(rules, place, openings, ballots)
    assert scores_of(outcome, entrants) == scores
    gone = {entrants.ids[leave.row] for leave in evidence.leaves}
    assert {i for i, s in standing_of(outcome, entrants).items() if s == "advanced"} == elected - gone
