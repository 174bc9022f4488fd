"""The working of one placing for a page: steps in words, marks with the dropped ones, and whether it agrees."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.plan.rules import Interview, WrittenExam
from campaigns.plan.rules import Stage as Rules
from oversight.say import say
from oversight.words import Mistaken
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
    titles = _titles(gathered.rules)
    return Working([_step(step, titles) for step in explanation.steps], shown(again, row) == stored)


def _titles(rules: Rules) -> dict[str, str]:
    """Return what papers or parts are called, by key."""
    if isinstance(rules, WrittenExam):
        return {paper.key: paper.title or paper.key for paper in rules.papers}
    if isinstance(rules, Interview):
        return {part.key: part.title or part.key for part in rules.parts}
    return {}


def _step(step: Step, titles: dict[str, str]) -> dict[str, Any]:
    return {"says": say(step.sentence), "marks": [_mark(line, titles) for line in step.marks]}


def _mark(line: MarkLine, titles: dict[str, str]) -> dict[str, Any]:
    part = titles.get(line.criterion, line.criterion)
    judge = line.assessor
    who = _("Average") if judge == AVERAGE else _("Judge %(judge)s") % {"judge": judge} if judge else ""
    by = " · ".join(text for text in (who, part) if text)
    return {"by": by, "value": line.value or pgettext("mark", "absent"), "dropped": line.dropped}
