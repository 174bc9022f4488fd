"""A slow counter of ballots over plain dictionaries, written apart from the engine and from the verifier.

Every function takes what tellers have in front of them: people with their position, sheets of paper, and rules.
Results are {person: (score, standing)}, score None where there is none; ranking and cutting are brute.settle's.
"""

from fractions import Fraction


def assess(rules, people, counts, turnout, round_at):
    """Return scores by person and who is vetoed. counts: {person: {group: {grade: n}}}, turnout: {group: 3 numbers}."""
    value = {grade.key: Fraction(grade.value) for grade in rules.grades}
    value["abstain"] = Fraction(0)
    scores, vetoed = {}, set()
    for person in people:
        said = counts.get(person)
        if not said:
            continue
        below = {}
        for group in rules.groups:
            issued, returned, void = turnout[group.key]
            below[group.key] = {
                "issued": issued,
                "returned": returned,
                "valid": returned - void,
                "valid_minus_abstain": returned - void - said.get(group.key, {}).get("abstain", 0),
            }[rules.denominator.value]
        if min(below.values()) <= 0:
            continue
        total = Fraction(0)
        for group in rules.groups:
            one = Fraction(0)
            for grade, n in said.get(group.key, {}).items():
                one += n * value[grade]
            total += round_at("panel", one / below[group.key]) * Fraction(group.weight) / 100
        scores[person] = round_at("component", total)
        for veto in rules.veto:
            looked = [veto.group] if veto.group else [group.key for group in rules.groups]
            chosen = sum(said.get(g, {}).get(grade, 0) for g in looked for grade in veto.rate.split("+"))
            rate = Fraction(chosen, sum(below[g] for g in looked))
            if (
                (veto.at_least is not None and rate >= veto.at_least)
                or (veto.above is not None and rate > veto.above)
                or (veto.at_most is not None and rate <= veto.at_most)
                or (veto.below is not None and rate < veto.below)
            ):
                vetoed.add(person)
    return scores, vetoed


def support(rules, turn, kept, sheets):
    """Return what speaks for each person in a round, and as a share of all."""
    good = [
        (layer, names)
        for home, names, _, layer in sheets
        if home == turn.key and len(names) <= turn.max_names
    ]
    exact, shares = {}, {}
    for person in kept:
        if any(layer.weight is not None for layer in rules.layers):
            exact[person] = Fraction(0)
            for layer in rules.layers:
                own = [names for key, names in good if key == layer.key]
                if own:
                    exact[person] += Fraction(layer.weight) * sum(person in names for names in own) / len(own)
            shares[person] = exact[person] / 100
        else:
            exact[person] = Fraction(sum(person in names for _, names in good))
            shares[person] = exact[person] / len(good) if good else Fraction(1)
    return exact, shares


def recommend(rules, position, openings, sheets, round_at):
    """Return {person: votes or factor score}, and who is kept.

    position: {person: position}; sheets: (round, [names], {factor: [names]}, layer) of each paper.
    """
    if not rules.directed:
        position, openings = dict.fromkeys(position, "all"), {"all": sum(openings.values())}
    kept = set(position)
    scores = {}
    for turn in rules.rounds:
        exact, shares = support(rules, turn, kept, sheets)
        weighted = any(layer.weight is not None for layer in rules.layers)
        scores = {p: round_at("component", exact[p]) if weighted else exact[p] for p in kept}
        following = set()
        for place, number in openings.items():
            mine = [person for person in kept if position[person] == place]
            n = turn.keep if turn.keep is not None else -(-Fraction(turn.per_opening) * number // 1)
            for person in mine:
                ahead = sum(scores[other] > scores[person] for other in mine)
                if ahead < n and shares[person] >= (turn.threshold or 0):
                    following.add(person)
        kept = following
    if not rules.factors:
        return scores, kept
    most = {turn.key: turn.max_names for turn in rules.rounds}
    good = [f for home, names, f, _ in sheets if f and len(names) <= most.get(home, 99)]
    scores = {}
    for person in kept:
        total = Fraction(0)
        for factor in rules.factors:
            n = sum(sheet.get(factor.key) == [person] for sheet in good)
            total += Fraction(factor.weight) * n
        scores[person] = round_at("component", total / max(len(good), 1))
    return scores, kept


def elect(rules, position, openings, ballots):
    """Return {person: votes} and who is elected; a ballot is {person: (agree, no, abstain, present, recused)}."""
    scores, elected = {}, set()
    for place, number in openings.items():
        free = number
        for ballot in ballots[: rules.max_ballots]:
            here = {p: c for p, c in ballot.items() if position[p] == place and p not in elected}
            if not free or not here:
                break
            due = {p: rules.due - (0 if rules.recused_due else c[4]) for p, c in here.items()}
            if any(
                c[3] * rules.quorum.denominator < rules.quorum.numerator * due[p] for p, c in here.items()
            ):
                continue
            half = {
                p: {"due": due[p], "present": c[3], "valid": c[0] + c[1] + c[2]}[rules.majority.value]
                for p, c in here.items()
            }
            over = [p for p, c in here.items() if c[0] > Fraction(half[p], 2)]
            scores |= {p: c[0] for p, c in here.items()}
            won = [p for p in over if sum(here[q][0] >= here[p][0] for q in over) <= free]
            elected |= set(won)
            free -= len(won)
    return scores, elected
