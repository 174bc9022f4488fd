"""The working of one placing for a page: steps in words, marks with the dropped ones, and whether it agrees."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.plan.differences import title_of
from campaigns.plan.rules import Plan
from campaigns.plan.rules import Stage as Rules
from oversight.say import say
from oversight.words import Mistaken, Sentence
from scoring.core.explanation import MarkLine, Step
from scoring.evidence_files.interview import AVERAGE
from scoring.kinds.registry import KINDS
from scoring.models import Placing
from scoring.notices import score_text
from scoring.preview import shown
from scoring.recompute import recompute


@dataclass(frozen=True)
class Working:
    """The steps for `parts/working.html`; `agrees` says whether computing again gave what is stored."""

    steps: list[dict[str, Any]]
    agrees: bool


def working_of(placing: Placing) -> Working:
    """Compute a placing's run again and return its working; none where the stored files cannot be read."""
    outcome, application = placing.outcome, placing.application
    try:
        gathered, again = recompute(outcome, position=application.position_id)
    except Mistaken:
        return Working([], agrees=False)
    row = gathered.applications.tolist().index(application.pk)
    explanation = KINDS[gathered.rules.kind].explain(
        gathered.rules,
        gathered.entrants,
        gathered.evidence,
        again,
        row,
        rounding=gathered.plan.rounding,
        earlier=gathered.earlier,
    )
    stored = (score_text(placing.score, outcome.digits), str(placing.rank or ""), placing.standing)
    titles = titles_of(gathered.rules, gathered.plan)
    return Working([_step(step, titles) for step in explanation.steps], shown(again, row) == stored)


TABLES = ("papers", "parts", "groups", "grades", "rounds", "factors")
"""The tables of a stage's rules whose rows have a key and a title."""
NAMES = frozenset({"key", "group", "round", "factor"})
"""Facts of a step that hold such a key."""


def titles_of(rules: Rules, plan: Plan) -> dict[str, str]:
    """Return what stages, and the rows of a stage's tables, are called, by key."""
    titles = {stage.key: say(title_of(stage)) for stage in plan.stages}
    for table in TABLES:
        titles |= {row.key: row.title for row in getattr(rules, table, ()) if row.title}
    return titles


def _named(sentence: Sentence, titles: dict[str, str]) -> Sentence:
    """Return a sentence with titles in place of the keys it names."""
    facts = {
        name: titles.get(str(fact), fact) if name in NAMES else fact for name, fact in sentence.facts.items()
    }
    return Sentence(sentence.text, facts)


def _step(step: Step, titles: dict[str, str]) -> dict[str, Any]:
    return {"says": say(_named(step.sentence, titles)), "marks": [_mark(line, titles) for line in step.marks]}


def _mark(line: MarkLine, titles: dict[str, str]) -> dict[str, Any]:
    part = titles.get(line.criterion, line.criterion)
    judge = line.assessor
    who = _("Average") if judge == AVERAGE else _("Judge %(judge)s") % {"judge": judge} if judge else ""
    by = " · ".join(text for text in (who, part) if text)
    return {"by": by, "value": line.value or pgettext("mark", "absent"), "dropped": line.dropped}
