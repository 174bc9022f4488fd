"""What a second look asks for: two tellers sign a count before it closes, a departure from the order has its reason."""

from campaigns.actions.stages import NotNow
from campaigns.models import Stage
from oversight.words import Sentence, gettext_noop
from scoring.actions.meetings import unsigned_counts
from scoring.collect import Gathered, gather
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
    """Return what a second person still has to do before a stage is closed."""
    found: list[Sentence] = []
    if gathered.rules.double_entry:
        found += unlocked(gathered.stage)
    if has_ballots(gathered.rules):
        found += unsigned_counts(gathered)
    return found


def need_departure(outcome: Outcome, reason: str) -> None:
    """Give a vote that elects others than those who come first by score its reason; NotNow without one."""
    found = departures_of(outcome)
    if found and not reason.strip():
        text = gettext_noop("A rank never appoints, but departing from it needs a written reason: %(who)s")
        raise NotNow(Sentence(text, {"who": [departure.sentence for departure in found]}))
    outcome.departure = reason.strip() if found else ""
