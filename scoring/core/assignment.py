"""The best assignment of people to posts where they compete for a rank and not for one post (适岗不定岗). PURE.

Each person is judged for each post by criteria such as experience, degree, foundation, results and potential; a fit is
their weighted sum, exact, out of 100. SciPy finds who goes where with the highest sum of fits; it proposes, people
decide. A pair without a judgement cannot be assigned: missing is not zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from scipy.optimize import linear_sum_assignment

from oversight.words import Sentence, gettext_noop

MICRO = 1_000_000
"""Fits are handed to SciPy as millionths of a point, whole numbers that a double holds exactly."""


@dataclass(frozen=True)
class Criterion:
    """A criterion by which fit is judged, out of `full_marks`, counted `weight` per cent."""

    key: str
    title: str
    weight: Decimal
    full_marks: Decimal = Decimal(100)


USUAL = (
    Criterion("experience", "岗位经历", Decimal(25)),
    Criterion("degree", "学位学历", Decimal(15)),
    Criterion("foundation", "专业基础", Decimal(20)),
    Criterion("results", "工作绩效", Decimal(25)),
    Criterion("potential", "发展潜力", Decimal(15)),
)
"""The five factors of the court's campaign (source 0.15, second report); the weights are a beginning."""


@dataclass(frozen=True)
class Proposal:
    """Who goes where: a post for each person, None for those left over; `total` is the sum of their fits."""

    posts: Mapping[str, str | None]
    total: Fraction


def fit_of(marks: Mapping[str, Decimal], criteria: Sequence[Criterion]) -> Fraction | None:
    """Return how well somebody fits a post, out of 100; None where a criterion was not judged."""
    if any(criterion.key not in marks for criterion in criteria):
        return None
    return sum(
        (
            Fraction(marks[criterion.key]) * Fraction(criterion.weight) / Fraction(criterion.full_marks)
            for criterion in criteria
        ),
        Fraction(0),
    )


def propose(
    people: Sequence[str], places: Mapping[str, int], fits: Mapping[tuple[str, str], Fraction]
) -> Proposal:
    """Return the assignment with the most people placed and, of those, the highest sum of fits.

    `places` says how many a post takes. Among equal sums the one that SciPy finds for people and posts in the given
    order is proposed, so the same table always gives the same proposal.
    """
    slots = [post for post, count in places.items() for _ in range(count)]
    if not people or not slots:
        return Proposal(dict.fromkeys(people), Fraction(0))
    whole = {pair: round(fit * MICRO) for pair, fit in fits.items()}
    # A person placed counts more than any sum of fits, so nobody is left over for the sake of a better sum.
    bonus = (max(whole.values(), default=0) + 1) * (min(len(people), len(slots)) + 1)
    worth = np.zeros((len(people), len(slots)), np.float64)
    for row, person in enumerate(people):
        for column, post in enumerate(slots):
            if (person, post) in whole:
                worth[row, column] = whole[person, post] + bonus
    found: dict[str, str | None] = dict.fromkeys(people)
    for row, column in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        if (people[row], slots[column]) in fits:
            found[people[row]] = slots[column]
    total = sum((fits[person, post] for person, post in found.items() if post is not None), Fraction(0))
    return Proposal(found, total)


def reason_of(
    person: str, proposal: Proposal, fits: Mapping[tuple[str, str], Fraction], shown: Mapping[str, str]
) -> Sentence:
    """Say why somebody is proposed for a post: it is where they fit best, or who else is needed there more.

    `shown` gives people and posts by name; fits are said with two decimals.
    """
    own = {post: fit for (who, post), fit in fits.items() if who == person}
    post = proposal.posts.get(person)
    if post is None:
        text = gettext_noop("no post is left; the best fit would be %(best)s with %(fit)s")
        if not own:
            return Sentence(gettext_noop("not judged for any post"))
        best = max(own, key=lambda place: own[place])
        return Sentence(text, {"best": shown[best], "fit": two_decimals(own[best])})
    best = max(own, key=lambda place: own[place])
    facts: dict[str, object] = {"post": shown[post], "fit": two_decimals(own[post])}
    if own[best] == own[post]:
        return Sentence(gettext_noop("fits %(post)s best of all: %(fit)s"), facts)
    rivals = [shown[who] for who, place in proposal.posts.items() if place == best]
    facts |= {"best": shown[best], "more": two_decimals(own[best]), "rivals": rivals}
    text = gettext_noop(
        "%(fit)s for %(post)s; would fit %(best)s better (%(more)s), but all together it is worth more with"
        " %(rivals)s there"
    )
    return Sentence(text, facts)


def two_decimals(value: Fraction) -> str:
    """Return a fit with two decimals, half up, for the eye."""
    whole, cents = divmod(int(value * 100 + Fraction(1, 2)), 100)
    return f"{whole}.{cents:02d}"
