"""A slow calculator for the tests: dictionaries, Decimal contexts and Fractions, an entrant at a time.

Written from the rules alone; it shares no function with the engine.
"""

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cmp_to_key

from campaigns.plan import rules as plan

WORD = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


class Across(Exception):
    """Equals across the border."""


def to_digits(value, digits, mode):
    """Round with decimal: 400 places leave no doubt about halves of numbers as short as these."""
    if digits is None:
        return value
    scaled = value * 10**digits
    whole = Context(prec=400).divide(Decimal(scaled.numerator), Decimal(scaled.denominator))
    return Fraction(int(whole.quantize(Decimal(1), WORD[mode], Context(prec=400)))) / 10**digits


@dataclass
class Sheet:
    """What one entrant brought: lines of (room, judge, part, state, mark)."""

    position: int
    lines: list = field(default_factory=list)


@dataclass
class Found:
    """A score per entrant or None, standings that evidence alone decides, and named values for chains."""

    scores: list
    fixed: dict
    named: dict


def average(marks, trim, has_average):
    """The mean of what is left once the ends are gone, popped one at a time."""
    left = sorted(marks)
    need = max(trim.minimum_judges or 0, trim.highest + trim.lowest + 1)
    if not has_average and len(left) >= need:
        for _ in range(trim.highest):
            left.pop()
        for _ in range(trim.lowest):
            left.pop(0)
    return sum(left, Fraction(0)) / len(left)


def share(part):
    return Fraction(part.factor) if part.factor is not None else Fraction(part.weight) / 100


def part_mean(sheet, number, rules, rounding):
    chosen = [line for line in sheet.lines if line[3] == 0 and line[2] == number]
    if not chosen:
        return None
    mean = average([line[4] for line in chosen], rules.trim, any(line[1] < 0 for line in chosen))
    return to_digits(mean, rounding.digits_at(plan.Place.PANEL), rounding.mode)


def raw_of(sheet, rules, rounding):
    parts = rules.parts
    if parts and rules.trim.level == "part":
        total = Fraction(0)
        for number, part in enumerate(parts):
            mean = part_mean(sheet, number, rules, rounding)
            if mean is None:
                return None
            total += to_digits(mean * share(part), rounding.digits_at(plan.Place.WEIGHTED), rounding.mode)
        return total
    totals = {}
    for judge in {line[1] for line in sheet.lines}:
        own = {line[2]: line[4] for line in sheet.lines if line[1] == judge and line[3] == 0}
        if parts and len(own) == len(parts):
            totals[judge] = sum((own[n] * share(part) for n, part in enumerate(parts)), Fraction(0))
        elif not parts and own:
            totals[judge] = own[0]
    if not totals:
        return None
    mean = average(totals.values(), rules.trim, any(judge < 0 for judge in totals))
    return to_digits(mean, rounding.digits_at(plan.Place.PANEL), rounding.mode)


def coefficient_table(rooms, rule, rounding):
    """Room -> coefficient, from room -> raw scores."""
    table = dict.fromkeys(rooms, Fraction(1))
    if rule.method == "none" or len(rooms) == 1:
        return table

    def shave(values, k):
        return sorted(values)[k:-k] if k and len(values) > 2 * k else [] if k else sorted(values)

    inside = {
        room: [
            x
            for x in values
            if (rule.lowest is None or x >= rule.lowest) and (rule.highest is None or x <= rule.highest)
        ]
        for room, values in rooms.items()
    }
    left = {room: shave(values, rule.trim_room) for room, values in inside.items()}
    means = {
        room: to_digits(sum(values, Fraction(0)) / len(values), rule.mean_digits, rounding.mode)
        for room, values in left.items()
        if values
    }
    if rule.method == "mean_of_means":
        pool = list(means.values())
    else:
        pool = shave(sum((left if rule.trim_each else inside).values(), []), rule.trim_pool)
    if not pool:
        return table
    reference = to_digits(sum(pool, Fraction(0)) / len(pool), rule.mean_digits, rounding.mode)
    digits = rule.coefficient_digits
    if digits is None:
        digits = rounding.digits_at(plan.Place.COEFFICIENT)
    for room, mean in means.items():
        if mean != 0:
            table[room] = to_digits(reference / mean, digits, rounding.mode)
    return table


def interview_scores(sheets, rules, rounding):
    raws = [
        None if any(line[3] == 2 for line in sheet.lines) else raw_of(sheet, rules, rounding)
        for sheet in sheets
    ]
    scores = list(raws)
    for position in {sheet.position for sheet in sheets}:
        rooms = {}
        members = [n for n, sheet in enumerate(sheets) if sheet.position == position and raws[n] is not None]
        for n in members:
            rooms.setdefault(sheets[n].lines[0][0], []).append(raws[n])
        table = coefficient_table(rooms, rules.correction, rounding) if rooms else {}
        for n in members:
            exact = raws[n] * table[sheets[n].lines[0][0]]
            scores[n] = to_digits(exact, rounding.digits_at(plan.Place.COMPONENT), rounding.mode)
    return scores


def interview(sheets, rules, rounding):
    named = {
        part.key: [part_mean(s, n, rules, rounding) for s in sheets] for n, part in enumerate(rules.parts)
    }
    bare = plan.Rounding(mode=rounding.mode, digits=rounding.digits, places=())
    named["unrounded"] = interview_scores(sheets, rules, bare)
    fixed = {n: "disqualified" for n, s in enumerate(sheets) if any(line[3] == 2 for line in s.lines)}
    return Found(interview_scores(sheets, rules, rounding), fixed, named)


def written(sheets, rules, rounding):
    papers = rules.papers or [plan.Paper(key="score", full_marks=rules.full_marks)]
    full = sum(Fraction(p.full_marks * p.weight) / 100 for p in papers)
    exact, named = [], {p.key: [None] * len(sheets) for p in papers}
    fixed = {}
    for n, sheet in enumerate(sheets):
        marks = {line[2]: line[4] for line in sheet.lines if line[3] == 0}
        for number, paper in enumerate(papers):
            named[paper.key][n] = marks.get(number)
        if any(line[3] == 2 for line in sheet.lines):
            fixed[n] = "disqualified"
            exact.append(None)
        elif len(marks) < len(papers):
            exact.append(None)
        else:
            total = sum(marks[i] * Fraction(p.weight) / 100 for i, p in enumerate(papers))
            exact.append(total if rules.scale_to is None else total * Fraction(rules.scale_to) / full)
    named["unrounded"] = exact
    digits = rounding.digits_at(plan.Place.COMPONENT)
    return Found([None if x is None else to_digits(x, digits, rounding.mode) for x in exact], fixed, named)


def composite(columns, rules, rounding):
    """`columns`: component -> list of values or None."""
    scores, bare = [], []
    for row in zip(*(columns[key] for key in rules.weights), strict=True):
        if None in row:
            scores.append(None)
            bare.append(None)
            continue
        terms = [
            value * Fraction(c.factor)
            if c.factor is not None
            else value * Fraction(c.weight) / Fraction(c.full_marks if c.full_marks is not None else 100)
            for value, c in zip(row, rules.weights.values(), strict=True)
        ]
        bare.append(sum(terms))
        places = [to_digits(t, rounding.digits_at(plan.Place.WEIGHTED), rounding.mode) for t in terms]
        scores.append(to_digits(sum(places), rounding.digits_at(plan.Place.TOTAL), rounding.mode))
    return Found(scores, {}, {**columns, "unrounded": bare})


def settle(found, positions, openings, rules, leaves):
    """Return (order, ranks, standings) by comparing entrants pair by pair."""
    scores = found.scores
    chain = [found.named[key] for key in rules.tie_chain]
    order, ranks, standings = [], {}, {}

    def score_order(a, b):
        return (scores[b] > scores[a]) - (scores[b] < scores[a])

    def chain_order(a, b):
        for values in chain:
            x, y = values[a], values[b]
            if x == y:
                continue
            if x is None or y is None:
                return 1 if x is None else -1
            return -1 if x > y else 1
        return 0

    def both(a, b):
        return score_order(a, b) or chain_order(a, b)

    for place, count in enumerate(openings):
        here = [n for n, p in enumerate(positions) if p == place]
        ranked = sorted((n for n in here if scores[n] is not None), key=cmp_to_key(both))
        order += ranked + [n for n in here if scores[n] is None]
        compare = both if rules.rank_by == "chain" else score_order
        for n in ranked:
            ranks[n] = 1 + sum(compare(m, n) < 0 for m in ranked)
        passed = [n for n in ranked if rules.pass_mark is None or scores[n] >= rules.pass_mark]
        standings |= dict.fromkeys(ranked, "eliminated") | dict.fromkeys(passed, "reserve")
        standings |= {n: found.fixed.get(n, "absent") for n in here if scores[n] is None}
        for n in goes_on(passed, count, rules.advance, score_order, both, leaves):
            standings[n] = "advanced"
    return order, ranks, standings | leaves


def goes_on(passed, count, rule, by_score, by_chain, leaves):
    if rule is None or rule.all:
        return passed
    n = rule.count
    if n is None:
        exact = Fraction(rule.per_opening) * count
        n = exact.numerator // exact.denominator + bool(exact.numerator % exact.denominator)
    first = pick(passed, n, rule.ties, by_score, by_chain)
    gone = [m for m in first if m in leaves]
    free = min(
        n - len(first) + len(gone), rule.substitutes, sum(leaves[m] in rule.substitutes_for for m in gone)
    )
    rest = [m for m in passed if m not in first and m not in leaves]
    return first + pick(rest, free, rule.ties, by_score, by_chain)


def pick(people, n, ties, by_score, by_chain):
    if n <= 0 or not people:
        return []
    if n >= len(people):
        return list(people)
    last = people[n - 1]
    if ties == "refuse" and by_score(last, people[n]) == 0:
        raise Across
    compare = by_chain if ties == "chain" else by_score
    return [m for m in people if compare(m, last) <= 0] if ties != "refuse" else people[:n]
