"""Opening the signed papers of a round: for their custodian, with a reason, every time an entry of the ledger."""

from dataclasses import dataclass

from django.db import transaction

from campaigns.actions.stages import NotNow, lock_stage, need_reason
from oversight.ledger import Actor, record
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.collect import gather
from scoring.core.ballots import NO_PAPERS
from scoring.core.turns import turns_of
from scoring.models import Ballot


@dataclass(frozen=True)
class SignedPaper:
    """A signed paper: its number, the number its voter has in the evidence, who signed it, the names on it."""

    label: str
    number: int
    voter: str
    names: tuple[str, ...]


@transaction.atomic
def open_signed(*, stage_id: int, turn: int, by: Actor, reason: str) -> list[SignedPaper]:
    """Return the papers of a signed round with their voters; the entry says which, how many, by whom and why.

    Raises NotNow without a reason, or for a round that is not signed. Names of voters never reach the ledger.
    """
    stage = lock_stage(stage_id)
    need_reason(reason)
    gathered = gather(stage)
    named = next((one for one in turns_of(gathered.rules) if one.number == turn and one.signed), None)
    if named is None:
        raise NotNow(Sentence(gettext_noop("The plan has no such signed round.")))
    voters = (gathered.evidence.papers or NO_PAPERS).voters
    numbers = {voter: number for number, voter in enumerate(voters, 1)}
    ballots = Ballot.objects.filter(stage=stage, round=turn).order_by("id")
    papers = [
        SignedPaper(ballot.label, numbers.get(ballot.voter, 0), ballot.voter, _names_on(ballot))
        for ballot in ballots.prefetch_related("choices__application__candidate")
    ]
    record(
        log=stage.campaign.log,
        code=codes.SIGNED_OPENED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"stage": stage.key, "title": str(stage), "turn": named.key, "count": len(papers)},
        reason=reason,
    )
    return papers


def _names_on(ballot: Ballot) -> tuple[str, ...]:
    people = [choice.application for choice in ballot.choices.all() if choice.application is not None]
    return tuple(dict.fromkeys(f"{one.number} {one.candidate.name}" for one in people))
