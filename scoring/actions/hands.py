"""What a second look asks for: two tellers sign a count before it closes, a departure from the order has its reason."""

from django.utils import timezone

from campaigns.actions.stages import NotNow
from campaigns.models import Stage
from campaigns.plan.rules_later import PublicComment, Publicity
from oversight.words import Sentence, gettext_noop
from scoring.actions.meetings import unsigned_counts
from scoring.collect import Gathered, gather
from scoring.core.unanswered import publicity_runs_until
from scoring.departures import departures_of
from scoring.evidence_files.reading import has_ballots
from scoring.models import Outcome
from scoring.reentry import unlocked


def need_hands(stage: Stage, *, counted_elsewhere: bool) -> None:
    """Raise NotNow naming everything that a second person still has to do.

    A replayed campaign was counted elsewhere: its meetings and signatures are on the paper that it came from.
    """
    found = [] if counted_elsewhere else missing_hands(gather(stage))
    if found:
        text = gettext_noop("“%(stage)s” cannot be closed yet: %(wrong)s")
        raise NotNow(Sentence(text, {"stage": str(stage), "wrong": found}))


def missing_hands(gathered: Gathered) -> list[Sentence]:
    """Return what a second person, or time, still has to do before a stage is closed.

    What the public says on line is counted by nobody's hand.
    """
    rules = gathered.rules
    found: list[Sentence] = []
    if rules.double_entry:
        found += unlocked(gathered.stage)
    if isinstance(rules, Publicity):
        found += _still_public(rules, gathered)
    if has_ballots(rules) and not isinstance(rules, PublicComment):
        found += unsigned_counts(gathered)
    return found


def _still_public(rules: Publicity, gathered: Gathered) -> list[Sentence]:
    """Say until when publicity runs, while it does; its last day counts whole."""
    until = None if rules.exempt else publicity_runs_until(rules, gathered.entrants, gathered.evidence)
    if until is None or timezone.localdate() > until:
        return []
    text = gettext_noop("publicity runs until the close of %(day)s")
    return [Sentence(text, {"day": until.isoformat()})]


def need_departure(outcome: Outcome, reason: str) -> None:
    """Give a vote that elects others than those who come first by score its reason; NotNow without one."""
    found = departures_of(outcome)
    if found and not reason.strip():
        text = gettext_noop("A rank never appoints, but departing from it needs a written reason: %(who)s")
        raise NotNow(Sentence(text, {"who": [departure.sentence for departure in found]}))
    outcome.departure = reason.strip() if found else ""
