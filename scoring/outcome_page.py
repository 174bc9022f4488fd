"""What the pages of an outcome show, from stored rows: placings by position, the cut, ties, components, overview."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Position
from campaigns.plan.document import stored_plan
from campaigns.plan.rules import Composite, Interview, WrittenExam
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import Recommendation
from oversight.say import say
from oversight.words import Mistaken, Sentence
from scoring.core.fixed import plain_text
from scoring.core.marks import NO_MARKS
from scoring.core.reasons import LEFT, LEFT_SILENTLY, SENTENCES, unpacked
from scoring.core.recommendation_working import factor_ranks
from scoring.core.rounds import one_list
from scoring.core.values import Reason
from scoring.grid import mark_text
from scoring.kinds.composite import factor_of
from scoring.kinds.recommendation import count_factors
from scoring.models import Mark, Outcome, Placing
from scoring.notices import score_text
from scoring.queries import Line, component_runs, is_live, outcomes_by_run
from scoring.recompute import recompute

BEYOND = (
    Reason.CALLED_UP,
    Reason.BEHIND_BY_CHAIN,
    Reason.BEYOND_PLACES,
    Reason.BELOW_PASS_MARK,
)
"""Reasons of those who stand below the cut."""


@dataclass(frozen=True)
class Component:
    """A column beside the total: its title and weight, and the text of each application."""

    title: str
    weight: str
    texts: Mapping[int, str]


@dataclass(frozen=True)
class Cut:
    """Where the cut of a position lies: the line of the first below it, its label, and the score at the last place."""

    line: int
    label: str
    border: str


def rules_of(outcome: Outcome) -> Rules:
    """Return the rules by which an outcome was decided."""
    return stored_plan(outcome.plan.document).stage(outcome.stage.key)


def overview(outcome: Outcome, positions: Sequence[Position]) -> dict[str, Any]:
    """Return a table of the positions: entrants, advanced, lowest score that advanced; one query."""
    stage = outcome.stage
    url = reverse("outcome_run", args=[stage.campaign.code, stage.key, outcome.run])
    advanced = Q(standing="advanced")
    rows = (
        outcome.placings.order_by()
        .values_list("application__position_id")
        .annotate(
            people=Count("id"),
            ahead=Count("id", filter=advanced),
            lowest=Min("score", filter=advanced),
            highest=Max("score"),
        )
    )
    lines = []
    found = {key: figures for key, *figures in rows}
    for position in positions:
        if position.pk not in found:
            continue
        code, (people, ahead, lowest, highest) = position.code, found[position.pk]
        figures = [
            outcome.facts["openings"].get(code, ""),
            people,
            ahead,
            score_text(lowest, outcome.digits) or "—",
            score_text(highest, outcome.digits) or "—",
        ]
        cells: list[Any] = [{"text": f"{code} {position.title}", "url": f"{url}?position={code}"}]
        lines.append({"cells": [*cells, *({"text": str(f), "figure": True} for f in figures)]})
    titles = (_("Openings"), _("Entrants"), _("Advanced"), _("Lowest that advanced"), _("Highest"))
    columns: list[dict[str, Any]] = [{"title": _("Position")}]
    columns += [{"title": title, "figure": True} for title in titles]
    return {"columns": columns, "rows": lines, "caption": _("In the order of the plan")}


def cut_of(outcome: Outcome, position: Position, rules: Rules, lines: Sequence[Line]) -> Cut | None:
    """Return the cut of a position with these lines, None where nobody stands below it."""
    below = next((line for line in lines if line.reason in BEYOND), None)
    if below is None:
        return None
    inside = [line for line in lines if line.line < below.line and line.score is not None]
    last = inside[-1] if inside else None
    places = outcome.facts["places"].get(position.code, -1)
    border = score_text(last.score, outcome.digits) if last else ""
    if places < 0 or below.reason == Reason.BELOW_PASS_MARK:
        mark = getattr(rules, "pass_mark", None)
        return Cut(
            below.line, _("Pass mark %(mark)s") % {"mark": "" if mark is None else f"{mark:f}"}, border
        )
    text = ngettext(
        "Cut: %(places)s place for %(openings)s", "Cut: %(places)s places for %(openings)s", places
    ) % {"places": places, "openings": _openings(outcome, position)}
    if last is not None and last.score is not None and below.score is not None:
        gap = score_text(last.score - below.score, outcome.digits)
        facts = {"cut": text, "border": border, "gap": gap}
        text = _("%(cut)s; the last of them has %(border)s, %(gap)s points ahead of the next") % facts
    return Cut(below.line, text, border)


def _openings(outcome: Outcome, position: Position) -> str:
    openings = outcome.facts["openings"].get(position.code, position.openings)
    return ngettext("%(n)s opening", "%(n)s openings", openings) % {"n": openings}


def tied_scores(lines: Sequence[Line]) -> set[int]:
    """Return the scores that several people of a position have."""
    counts = Counter(line.score for line in lines if line.score is not None)
    return {score for score, people in counts.items() if people > 1}


def reason_text(placing: Placing, rules: Rules, outcome: Outcome, border: str) -> str:
    """Say why somebody stands where they stand, from what is stored."""
    reason = Reason(placing.reason)
    if reason is Reason.LEFT:
        texts = LEFT if placing.detail else LEFT_SILENTLY
        return say(Sentence(texts[placing.standing], {"reason": placing.detail}))
    if placing.detail:
        return say(unpacked(placing.detail))
    mark = getattr(rules, "pass_mark", None)
    facts = {
        "score": score_text(placing.score, outcome.digits),
        "rank": placing.rank or "",
        "places": outcome.facts["places"].get(placing.application.position.code, ""),
        "border": border,
        "pass_mark": "" if mark is None else f"{mark:f}",
        "chain": ", ".join(getattr(rules, "tie_chain", ())),
    }
    text = SENTENCES[reason]
    return say(Sentence(text, {name: fact for name, fact in facts.items() if f"%({name})s" in text}))


def components_of(
    outcome: Outcome, position: Position, people: Sequence[int] | None = None
) -> list[Component]:
    """Return the columns beside the total: earlier outcomes, papers or parts. `people` narrows to a page's lines.

    None where the files of an earlier run cannot be read any more.
    """
    try:
        return _components(outcome, position, people)
    except Mistaken:
        return []


def _components(outcome: Outcome, position: Position, people: Sequence[int] | None) -> list[Component]:
    rules = rules_of(outcome)
    if isinstance(rules, Composite):
        return _weighted(outcome, rules, people, position)
    if isinstance(rules, WrittenExam) and len(rules.papers) > 1:
        papers = [(n, p.title or p.key, f"{p.weight:f}%") for n, p in enumerate(rules.papers)]
        return _marked(outcome, papers, people, position)
    if isinstance(rules, Interview) and rules.parts:
        return _parts(outcome, rules, position)
    if isinstance(rules, Recommendation) and rules.factors:
        return _factors(outcome, rules, position)
    return []


def _narrow(people: Sequence[int] | None, position: Position) -> dict[str, Any]:
    return {"application__position": position} if people is None else {"application__in": people}


def _weighted(
    outcome: Outcome, rules: Composite, people: Sequence[int] | None, position: Position
) -> list[Component]:
    """Return a composite's components: the scores of the runs it was decided from, else its own marks."""
    runs = outcomes_by_run(outcome.stage.campaign, component_runs(outcome))
    own = [(number, key, "") for number, key in enumerate(rules.weights) if key not in runs]
    marks = {column.title: column for column in _marked(outcome, own, people, position)}
    found = []
    for key, component in rules.weights.items():
        weight = (
            f"{component.weight:f}%"
            if component.weight is not None
            else f"× {plain_text(factor_of(component))}"
        )
        texts: Mapping[int, str] = marks[key].texts if key in marks else {}
        title = key
        if key in runs:
            run = runs[key]
            title = str(run.stage)
            rows = run.placings.filter(**_narrow(people, position)).values_list("application_id", "score")
            texts = {pk: score_text(score, run.digits) for pk, score in rows}
        found.append(Component(title, weight, texts))
    return found


def _marked(
    outcome: Outcome,
    criteria: Sequence[tuple[int, str, str]],
    people: Sequence[int] | None,
    position: Position,
) -> list[Component]:
    """Return marks as they were entered, a column a criterion: (number, title, weight) each."""
    if not criteria:
        return []
    texts: dict[int, dict[int, str]] = {number: {} for number, _title, _weight in criteria}
    for pk, criterion, state, value in _mark_rows(outcome, people, position):
        texts.setdefault(criterion, {})[pk] = mark_text(state, value)
    return [Component(title, weight, texts[number]) for number, title, weight in criteria]


def _mark_rows(
    outcome: Outcome, people: Sequence[int] | None, position: Position
) -> Iterable[tuple[int, int, int, int]]:
    """Return (application, criterion, state, value) of a run's marks: from the rows, or from its own file."""
    if is_live(outcome):
        rows = Mark.objects.filter(assessor__stage=outcome.stage, **_narrow(people, position))
        return rows.values_list("application_id", "criterion", "state", "value")
    gathered, _again = recompute(outcome)
    marks = gathered.evidence.marks or NO_MARKS
    columns = (gathered.applications[marks.entrant], marks.criterion, marks.state, marks.value)
    return zip(*(column.tolist() for column in columns), strict=True)


def _parts(outcome: Outcome, rules: Interview, position: Position) -> list[Component]:
    """Return the trimmed mean of each part, computed again for this position."""
    gathered, again = recompute(outcome, position=position.pk)
    people = gathered.applications.tolist()
    found = []
    for part in rules.parts:
        column = again.parts.get(part.key)
        values = column.values() if column is not None else [None] * len(people)
        texts = {
            pk: "" if value is None else plain_text(value) for pk, value in zip(people, values, strict=True)
        }
        weight = f"{part.weight:f}%" if part.weight is not None else f"× {part.factor}"
        found.append(Component(part.title or part.key, weight, texts))
    return found


def _factors(outcome: Outcome, rules: Recommendation, position: Position) -> list[Component]:
    """Return the profile of everybody by factors: votes for each and the rank in it, also of those not kept."""
    gathered, _again = recompute(outcome, position=position.pk)
    counted = count_factors(rules, gathered.entrants, gathered.evidence)
    ranks = factor_ranks(counted.votes, one_list(rules, gathered.entrants).position)
    people = gathered.applications.tolist()
    return [
        Component(
            factor.title or factor.key,
            f"{factor.weight:f}%",
            {
                pk: _("%(votes)s (rank %(rank)s)") % {"votes": votes, "rank": rank}
                for pk, votes, rank in zip(
                    people, counted.votes[:, number].tolist(), ranks[:, number].tolist(), strict=True
                )
            },
        )
        for number, factor in enumerate(rules.factors)
    ]


def placing_lines(
    outcome: Outcome,
    placings: Sequence[Placing],
    components: Sequence[Component],
    rules: Rules,
    cut: Cut | None,
    tied: Collection[int],
) -> list[dict[str, Any]]:
    """Return the lines of `parts/placings.html` for a page of placings."""
    stage = outcome.stage
    border = cut.border if cut else ""
    lines = []
    for placing in placings:
        application = placing.application
        url = reverse("placing", args=[stage.campaign.code, stage.key, outcome.run, application.number])
        lines.append(
            {
                "rank": placing.rank,
                "tie": placing.score in tied,
                "number": application.number,
                "name": application.candidate.name,
                "url": url,
                "working_url": url,
                "cells": [component.texts.get(application.pk) or None for component in components],
                "total": score_text(placing.score, outcome.digits) or None,
                "standing": placing.standing,
                "reason": reason_text(placing, rules, outcome, border),
                "cut": cut.label if cut is not None and cut.line == placing.line else "",
            }
        )
    return lines


def run_strip(outcome: Outcome) -> dict[str, Any]:
    """Return the context `run` of `parts/seal_strip.html`."""
    return {
        "number": outcome.run,
        "decided_by": outcome.decided_by.name,
        "decided_at": outcome.decided_at,
        "sealed_by": outcome.sealed_by.name if outcome.sealed_by else "",
        "sealed_at": outcome.sealed_at,
        "outcome": outcome.outcome_digest,
        "input": outcome.input_digest,
        "rules": outcome.rules_digest,
    }


def room_table(outcome: Outcome, position: Position) -> dict[str, Any] | None:
    """Return the coefficients of a position's rooms; None where none were computed."""
    rooms = [room for room in outcome.facts.get("rooms", ()) if room["position"] == position.code]
    if not rooms:
        return None
    titles = (_("Persons"), _("Room mean"), _("Reference"), _("Coefficient"))
    columns: list[dict[str, Any]] = [{"title": _("Room")}]
    columns += [{"title": title, "figure": True} for title in titles]
    keys = ("persons", "mean", "reference", "coefficient")
    rows = [
        {"cells": [room["room"], *({"text": str(room[key]) or "—", "figure": True} for key in keys)]}
        for room in rooms
    ]
    return {"columns": columns, "rows": rows, "caption": _("Score = raw score × coefficient")}


def as_number(text: str | None) -> Decimal | None:
    """Return a printed score as a number for a spreadsheet, None where there is none."""
    return Decimal(text) if text else None
