"""The turns in which a stage votes: an assessment's groups, a recommendation's rounds, a vote's ballots. PURE.

A turn has ballots and a meeting of its own; its number is the `key` of counts, papers and turnout.
"""

from dataclasses import dataclass

import numpy as np

from campaigns.plan.rules import Rounding, Stage
from campaigns.plan.rules_later import Assessment, PublicComment, Recommendation, Vote
from oversight.words import Sentence, gettext_noop
from scoring.core.accounting import turn_dues
from scoring.core.ballots import ABSTAIN, grade_keys, layer_count, turn_keys
from scoring.core.polls import poll_all, standing_again
from scoring.core.rounds import count_rounds
from scoring.core.values import VOTE_OPTIONS, Entrants, Evidence

BALLOT = gettext_noop("Ballot %(number)s")
ABSTAINED_TITLE = gettext_noop("Abstained")
FACTORS_TITLE = gettext_noop("Factor ballots")
LAYER_TITLE = gettext_noop("%(round)s · %(layer)s")
PUBLIC = "public"
"""The key of the one turn in which the public judges: nobody meets for it."""
PUBLIC_TITLE = gettext_noop("The public's grades")
VOTE_TITLES = {
    "agree": gettext_noop("Agree"),
    "disagree": gettext_noop("Disagree"),
    "abstain": gettext_noop("Abstained"),
    "present": gettext_noop("Present"),
    "recused": gettext_noop("Recused"),
}
"""What is counted about a name in a vote, as its columns are called."""


@dataclass(frozen=True)
class Turn:
    """A group, a round or a ballot: its place in the plan, its key in files, what it is called, who is due."""

    number: int
    key: str
    title: str | Sentence
    due: int | None
    signed: bool = False


@dataclass(frozen=True)
class Option:
    """What can be counted about a person: its code, its key in files, what it is called, whether it is a vote."""

    number: int
    key: str
    title: str | Sentence
    voted: bool = True


def turns_of(rules: Stage) -> list[Turn]:
    """Return the turns of a stage in plan order; none for a stage without ballots."""
    if isinstance(rules, Assessment):
        return [Turn(n, g.key, g.title or g.key, g.due) for n, g in enumerate(rules.groups)]
    if isinstance(rules, Recommendation):
        return _turns_of_recommendation(rules)
    if isinstance(rules, Vote):
        return [
            Turn(n, str(n + 1), Sentence(BALLOT, {"number": n + 1}), rules.due)
            for n in range(rules.max_ballots)
        ]
    if isinstance(rules, PublicComment) and rules.grades:
        return [Turn(0, PUBLIC, Sentence(PUBLIC_TITLE), None)]
    return []


def _turns_of_recommendation(rules: Recommendation) -> list[Turn]:
    """Return the rounds, each once for every layer where there are layers; factor ballots alone are one round."""
    names: list[str | Sentence] = [turn.title or turn.key for turn in rules.rounds] or [
        Sentence(FACTORS_TITLE)
    ]
    signed = [turn.signed for turn in rules.rounds] or [False]
    titles: list[str | Sentence] = list(names)
    if rules.layers:
        layers = [layer.title or layer.key for layer in rules.layers]
        titles = [
            Sentence(LAYER_TITLE, {"round": name, "layer": layer}) for name in names for layer in layers
        ]
    each = layer_count(rules)
    return [
        Turn(number, key, title, due, signed[number // each])
        for number, (key, title, due) in enumerate(
            zip(turn_keys(rules), titles, turn_dues(rules), strict=True)
        )
    ]


def turn_of(rules: Stage, key: str) -> Turn | None:
    """Return the turn with this key, the first where none is named, None for one that is not there."""
    turns = turns_of(rules)
    return next((turn for turn in turns if key in (turn.key, "")), None)


def options_of(rules: Stage) -> list[Option]:
    """Return what is counted about each person; none where single papers are kept."""
    if isinstance(rules, Assessment | PublicComment):
        titles = {grade.key: grade.title or grade.key for grade in rules.grades}
        return [
            Option(n, key, titles.get(key, Sentence(ABSTAINED_TITLE) if key == ABSTAIN else key))
            for n, key in enumerate(grade_keys(rules))
        ]
    if isinstance(rules, Vote):
        return [
            Option(n, key, Sentence(VOTE_TITLES[key]), voted=n < VOTE_OPTIONS.index("present"))
            for n, key in enumerate(VOTE_OPTIONS)
        ]
    return []


def standing_in(
    rules: Stage, entrants: Entrants, evidence: Evidence, turn: int, *, rounding: Rounding
) -> list[int]:
    """Return the rows about whom is voted in a turn: those whom the rounds or ballots before have left in it."""
    if isinstance(rules, Recommendation) and rules.rounds:
        counted = count_rounds(rules, entrants, evidence, rounding=rounding)
        return np.flatnonzero(counted[turn // layer_count(rules)].stood).tolist()
    if not isinstance(rules, Vote) or not turn:
        return list(range(len(entrants)))
    polled = poll_all(rules, entrants, evidence)
    found: list[int] = []
    for openings, polls in zip(entrants.openings.tolist(), polled.polls, strict=True):
        if len(polls) < turn:
            continue
        last = polls[turn - 1]
        left = openings - sum(len(poll.elected) for poll in polls[:turn])
        if left > 0:
            found += last.eligible if last.void else standing_again(rules, last, polled.table, left)
    return sorted(found)
