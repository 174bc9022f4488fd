"""What more than one pair of hands must have done before a stage closes: two tellers sign a count."""

from campaigns.actions.stages import NotNow
from campaigns.models import Stage
from oversight.words import Sentence, gettext_noop
from scoring.actions.meetings import unsigned_counts
from scoring.collect import gather
from scoring.evidence_files.reading import has_ballots


def need_hands(stage: Stage, *, counted_elsewhere: bool) -> None:
    """Raise NotNow naming everything that a second person still has to do.

    A replayed campaign was counted elsewhere: its meetings and signatures are on the paper that it came from.
    """
    gathered = gather(stage)
    found: list[Sentence] = []
    if has_ballots(gathered.rules) and not counted_elsewhere:
        found += unsigned_counts(gathered)
    if found:
        text = gettext_noop("“%(stage)s” cannot be closed yet: %(wrong)s")
        raise NotNow(Sentence(text, {"stage": str(stage), "wrong": found}))
