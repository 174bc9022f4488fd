"""Where a vote elects others than those who come first by score: a rank never appoints, but is left with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from oversight.words import Sentence, gettext_noop
from scoring.collect import outcome_in_force
from scoring.models import Outcome, Placing

RANKED = "composite"


@dataclass(frozen=True)
class Departure:
    """A position in which somebody was elected though somebody who was not has a higher score; names in order."""

    position: str
    elected: Sequence[str]
    passed: Sequence[str]

    @property
    def sentence(self) -> Sentence:
        """Say who was elected before whom."""
        text = gettext_noop(
            "%(position)s: %(elected)s elected, %(passed)s stand higher in the composite ranking"
        )
        facts = {"position": self.position, "elected": self.elected, "passed": self.passed}
        return Sentence(text, facts)


def departures_of(outcome: Outcome) -> list[Departure]:
    """Return the positions in which a vote's outcome departs from the composite ranking; none for other kinds."""
    stage = outcome.stage
    if stage.kind != "vote":
        return []
    ranked = stage.campaign.stages.filter(kind=RANKED, order__lt=stage.order).order_by("-order").first()
    ranking = outcome_in_force(ranked) if ranked is not None else None
    if ranking is None:
        return []
    ranked_lines = ranking.placings.values_list("application", "score")
    scores = {key: score for key, score in ranked_lines if score is not None}
    found = []
    placings = outcome.placings.select_related("application__candidate", "application__position")
    by_position: dict[str, list[Placing]] = {}
    for placing in placings.order_by("application__position__order", "line"):
        if placing.application_id in scores and placing.standing in ("advanced", "reserve", "eliminated"):
            by_position.setdefault(str(placing.application.position), []).append(placing)
    for position, lines in by_position.items():
        elected = [line for line in lines if line.standing == "advanced"]
        lowest = min((scores[line.application_id] for line in elected), default=None)
        passed = [
            line
            for line in lines
            if line.standing != "advanced" and lowest is not None and scores[line.application_id] > lowest
        ]
        if passed:
            best = max(scores[line.application_id] for line in passed)
            before = [line for line in elected if scores[line.application_id] < best]
            found.append(Departure(position, _names(before), _names(passed)))
    return found


def _names(lines: Sequence[Placing]) -> list[str]:
    return [f"{line.application.number} {line.application.candidate.name}" for line in lines]
