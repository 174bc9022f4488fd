"""What the pages of ballots show: who stands in a turn, its counts or papers, its turnout, what does not add up yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.lifecycle import StageState
from campaigns.models import Stage
from campaigns.plan.rules_later import Recommendation
from candidates.models import Application
from candidates.pages import PAGE
from oversight.say import say
from oversight.words import Sentence, gettext_noop
from scoring.balance import unbalanced
from scoring.collect import Gathered, gather
from scoring.core.accounting import needs_turnout
from scoring.core.ballots import (
    NO_PAPERS,
    factor_votes,
    layer_count,
    over_voted,
    turn_of_paper,
    votes_in,
)
from scoring.core.recommendation_working import layers_hidden
from scoring.core.rounds import count_rounds
from scoring.core.turns import Turn, options_of, standing_in, turn_of, turns_of
from scoring.count_grid import CountGrid, TypedCounts
from scoring.models import Ballot, Count, Meeting, Turnout
from scoring.queries import entrants_of, positions_of

SHOWN_PAPERS = 200


@dataclass(frozen=True)
class Standing:
    """Somebody who stands in a turn: a short number for the keyboard, the row, votes so far ("" for none kept)."""

    short: int
    row: int
    person: Application
    votes: Sequence[int] = ()


class TurnPage:
    """One turn of a stage's ballots as its pages show it; `turn` is None where the address names none there is."""

    def __init__(self, stage: Stage, asked: dict[str, str]):
        self.stage, self.asked = stage, asked
        self.gathered: Gathered = gather(stage)
        self.rules = self.gathered.rules
        self.turn: Turn | None = turn_of(self.rules, asked.get("turn", ""))
        self.options = options_of(self.rules)

    @property
    def single(self) -> bool:
        """Say whether single papers are kept."""
        return isinstance(self.rules, Recommendation)

    @cached_property
    def rows(self) -> list[int]:
        """Return the rows of those who stand in the turn."""
        if self.turn is None:
            return []
        gathered = self.gathered
        return standing_in(
            self.rules,
            gathered.entrants,
            gathered.evidence,
            self.turn.number,
            rounding=gathered.plan.rounding,
        )

    @cached_property
    def keys(self) -> list[int]:
        """Return the applications of those who stand in the turn."""
        return [int(key) for key in self.gathered.applications[self.rows].tolist()] if self.rows else []

    @cached_property
    def page(self) -> Any:
        """Return the page of people that is shown."""
        people = entrants_of(self.stage)
        if len(self.rows) < len(self.gathered.entrants):
            people = people.filter(pk__in=self.keys)
        if self.asked.get("position"):
            people = people.filter(position__code=self.asked["position"])
        return Paginator(people, PAGE).get_page(self.asked.get("page"))

    @property
    def turn_key(self) -> str:
        """Return the key of the turn, empty for a stage that has one meeting."""
        return self.turn.key if self.turn else ""

    @cached_property
    def meeting(self) -> Meeting | None:
        """Return the turn's meeting."""
        return Meeting.objects.filter(stage=self.stage, key=self.turn_key).first()

    @cached_property
    def turnout(self) -> Turnout | None:
        """Return the turn's turnout as stored."""
        if self.turn is None:
            return None
        return Turnout.objects.filter(stage=self.stage, key=self.turn.number).first()

    @cached_property
    def grid(self) -> CountGrid | None:
        """Return the sheet of counts; None where single papers are kept."""
        if self.turn is None or not self.options:
            return None
        people = list(self.page.object_list)
        counts = Count.objects.filter(stage=self.stage, key=self.turn.number, application__in=people)
        stored = {(c.application_id, c.option): c.count for c in counts}
        present = self.meeting.present if self.meeting else None
        proposed = {} if present is None else {"present": present, "recused": 0}
        return CountGrid(people, self.options, self.turn, stored, proposed=proposed)

    @property
    def turnout_needed(self) -> bool:
        """Say whether the turn has a turnout: a vote counts attendance name by name instead."""
        return needs_turnout(self.rules)

    def read(self, data: Mapping[str, str]) -> TypedCounts:
        """Return what was typed into counts and turnout, every mistake named."""
        assert self.turn is not None
        grid = self.grid or CountGrid([], [], self.turn, {})
        return grid.read(data)

    def wrong(self, typed: TypedCounts | None) -> list[tuple[str, str, str]]:
        """Return the mistakes as (cell, what it is called, what is wrong)."""
        if typed is None:
            return []
        names = {}
        if self.grid is not None:
            names = {
                name: f"{person.number} {person.candidate.name} {say(option.title)}"
                for name, person, option, _text in self.grid.cells()
            }
        return [(name, names.get(name, _("Turnout")), text) for name, text in typed.errors.items()]

    def standing(self) -> list[Standing]:
        """Return everybody who stands in a round, numbered for the keyboard, with votes so far."""
        people = {person.pk: person for person in entrants_of(self.stage).filter(pk__in=self.keys)}
        votes = self._votes()
        return [
            Standing(short, row, people[key], votes[row])
            for short, (row, key) in enumerate(zip(self.rows, self.keys, strict=True), 1)
            if key in people
        ]

    def _votes(self) -> list[list[int]]:
        """Return each row's votes in the round, then those of each factor."""
        rules, papers = self.rules, self.gathered.evidence.papers or NO_PAPERS
        found: list[list[int]] = [[] for _ in range(len(self.gathered.entrants))]
        if not isinstance(rules, Recommendation) or self.turn is None:
            return found
        void = over_voted(papers, rules)
        if rules.rounds:
            for row, number in enumerate(votes_in(papers, self.turn.number, void, len(found)).tolist()):
                found[row].append(number)
        if rules.factors and self.factors_here:
            by_factor, _valid = factor_votes(papers, len(rules.factors), void, len(found))
            for row, numbers in enumerate(by_factor.tolist()):
                found[row] += numbers
        return found

    @property
    def factors_here(self) -> bool:
        """Say whether factors are named on the papers of this turn: it is of the first round."""
        rules = self.rules
        return (
            self.turn is not None
            and isinstance(rules, Recommendation)
            and self.turn.number < layer_count(rules)
        )

    @cached_property
    def layer_hidden(self) -> bool:
        """Say whether the turn is of a layer that is not shown apart, now that its counting is over."""
        rules, gathered = self.rules, self.gathered
        if self.turn is None or self.stage.state == StageState.OPEN or not isinstance(rules, Recommendation):
            return False
        number, layer = divmod(self.turn.number, layer_count(rules))
        counted = count_rounds(rules, gathered.entrants, gathered.evidence, rounding=gathered.plan.rounding)
        return bool(rules.layers and counted) and layer in layers_hidden(rules, counted[number])

    def paper_counts(self) -> dict[str, int]:
        """Return how many papers of the round are entered, and how many of them bear too many names."""
        papers = self.gathered.evidence.papers or NO_PAPERS
        if not isinstance(self.rules, Recommendation):
            return {"entered": 0, "over": 0}
        mine = turn_of_paper(papers) == (self.turn.number if self.turn else -1)
        void = over_voted(papers, self.rules)
        return {"entered": int(mine.sum()), "over": int((mine & void).sum())}

    def papers(self) -> list[Ballot]:
        """Return the round's papers, the highest number first, with what stands on them."""
        if self.turn is None:
            return []
        papers = Ballot.objects.filter(stage=self.stage, round=self.turn.number)
        return list(papers.order_by("-id").prefetch_related("choices__application")[:SHOWN_PAPERS])

    def tabs(self, name: str) -> list[dict[str, Any]]:
        """Return the turns with their addresses on the page `name`."""
        url = reverse(name, args=[self.stage.campaign.code, self.stage.key])
        return [
            {
                "title": say(turn.title),
                "url": f"{url}?{urlencode({'turn': turn.key})}",
                "current": turn == self.turn,
            }
            for turn in turns_of(self.rules)
        ]

    def filters(self) -> list[dict[str, Any]]:
        """Return the choice of a position, none where there is one only."""
        positions = positions_of(self.stage.campaign)
        if len(positions) < 2 or self.turn is None:
            return []
        return [
            {"name": "turn", "kind": "hidden", "value": self.turn.key, "label": ""},
            {
                "name": "position",
                "label": _("Position"),
                "kind": "select",
                "value": self.asked.get("position", ""),
                "choices": [{"value": p.code, "title": str(p)} for p in positions],
                "wide": True,
            },
        ]

    def missing(self) -> list[str]:
        """Say what does not add up yet: the same that keeps the stage from being closed."""
        return [say(sentence) for sentence in unbalanced(self.gathered)]

    def account(self) -> str:
        """Say in a sentence how attendance and papers stand."""
        parts: list[object] = []
        due = self.turn.due if self.turn else None
        meeting, turnout = self.meeting, self.turnout
        if due is None and meeting is not None:
            due = meeting.due
        if meeting is not None and meeting.present is not None and due is not None:
            facts = {"present": meeting.present, "due": due}
            parts.append(Sentence(gettext_noop("%(present)s of %(due)s due present"), facts))
        if turnout is not None:
            facts = {
                "issued": turnout.issued,
                "returned": turnout.returned,
                "void": turnout.void,
                "valid": turnout.returned - turnout.void,
            }
            text = gettext_noop("%(issued)s issued, %(returned)s returned, %(void)s void, %(valid)s valid")
            parts.append(Sentence(text, facts))
        if self.single:
            count = self.paper_counts()["entered"]
            parts.append(ngettext("%(n)s paper entered", "%(n)s papers entered", count) % {"n": count})
        return _("; ").join(say(part) for part in parts)
