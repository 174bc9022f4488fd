"""Single papers of a round typed one by one, taken out again, and a count that is void as a whole.

An entry says of which round and how many there are now; nothing about the paper itself, for it may be anonymous.
"""

from collections.abc import Iterable

from django.db import transaction

from campaigns.actions.stages import NotNow, lock_stage, need_reason
from campaigns.models import Stage
from campaigns.plan.rules_later import Recommendation
from oversight.ledger import Actor, record
from oversight.registry import Code
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.actions.ballots import PaperEntry, need_open
from scoring.collect import Gathered, gather
from scoring.core.turns import Turn, standing_in, turns_of
from scoring.evidence_files.papers import LABEL_LENGTH
from scoring.models import Ballot, Choice, Count, Meeting, Turnout


@transaction.atomic
def enter_paper(*, stage_id: int, paper: PaperEntry, by: Actor) -> int:
    """Enter one paper of a round; returns how many the round has now. Too many names make it void, not wrong."""
    stage = lock_stage(stage_id)
    need_open(stage)
    gathered = gather(stage)
    turn = _turn(gathered, paper.round)
    wrong = list(_faults(gathered, turn, paper))
    if wrong:
        text = gettext_noop("Paper %(label)s cannot be entered: %(wrong)s")
        raise NotNow(Sentence(text, {"label": paper.label, "wrong": wrong}))
    ballot = Ballot.objects.create(stage=stage, round=paper.round, label=paper.label, voter=paper.voter)
    Choice.objects.bulk_create(
        Choice(ballot=ballot, application_id=application, factor=factor)
        for application, factor in paper.choices
    )
    return _note(stage, turn, codes.PAPER_ENTERED, by)


@transaction.atomic
def remove_paper(*, stage_id: int, turn: int, label: str, by: Actor, reason: str) -> int:
    """Take a paper out that was entered wrongly, with the reason; returns how many the round has left."""
    stage = lock_stage(stage_id)
    need_open(stage)
    need_reason(reason)
    papers = Ballot.objects.filter(stage=stage, round=turn, label=label)
    if not papers.exists():
        raise NotNow(Sentence(gettext_noop("There is no paper %(label)s in this round."), {"label": label}))
    Choice.objects.filter(ballot__in=papers).delete()
    papers.delete()
    return _note(stage, _turn(gather(stage), turn), codes.PAPER_REMOVED, by, reason=reason)


@transaction.atomic
def void_turn(*, stage_id: int, turn: int, issued: int, returned: int, by: Actor, reason: str) -> None:
    """Declare the count of a group, round or ballot void and take it out, with the reason: it is repeated.

    More papers back than were issued is such a reason (domain 148); the entry keeps both figures.
    """
    stage = lock_stage(stage_id)
    need_open(stage)
    need_reason(reason)
    named = _turn(gather(stage), turn)
    Choice.objects.filter(ballot__stage=stage, ballot__round=turn).delete()
    Ballot.objects.filter(stage=stage, round=turn).delete()
    Count.objects.filter(stage=stage, key=turn).delete()
    Turnout.objects.filter(stage=stage, key=turn).delete()
    Meeting.objects.filter(stage=stage, key=named.key).update(confirmed="", counted="")
    _note(stage, named, codes.TURN_VOIDED, by, reason=reason, issued=issued, returned=returned)


def _note(stage: Stage, turn: Turn, code: Code, by: Actor, *, reason: str = "", **facts: object) -> int:
    """Record what was done to a turn's papers; returns how many there are now."""
    count = Ballot.objects.filter(stage=stage, round=turn.number).count()
    record(
        log=stage.campaign.log,
        code=code,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"stage": stage.key, "title": str(stage), "turn": turn.key, "count": count, **facts},
        reason=reason,
    )
    return count


def _turn(gathered: Gathered, number: int) -> Turn:
    turns = turns_of(gathered.rules)
    if not 0 <= number < len(turns):
        raise NotNow(Sentence(gettext_noop("The plan has no such group, round or ballot.")))
    return turns[number]


def _faults(gathered: Gathered, turn: Turn, paper: PaperEntry) -> Iterable[Sentence]:
    """Yield everything that keeps a paper from being entered."""
    rules, stage = gathered.rules, gathered.stage
    if not isinstance(rules, Recommendation):
        yield Sentence(gettext_noop("single papers are kept of recommendations only"))
        return
    for text in (paper.label, paper.voter):
        if len(text) > LABEL_LENGTH or not text.isprintable() or (text[:1] in "+-=@" and text):
            long = gettext_noop("“%(label)s” cannot be a paper's number or a voter (at most 40 letters)")
            yield Sentence(long, {"label": text})
    if not paper.label:
        yield Sentence(gettext_noop("the paper has no number"))
    there = Ballot.objects.filter(stage=stage, round=turn.number)
    if there.filter(label=paper.label).exists():
        yield Sentence(gettext_noop("this number has been entered already"))
    if turn.signed and not paper.voter:
        yield Sentence(gettext_noop("the round is signed: the paper needs its voter"))
    elif paper.voter and not turn.signed:
        yield Sentence(gettext_noop("the round is anonymous: its papers bear no voter"))
    elif paper.voter and there.filter(voter=paper.voter).exists():
        yield Sentence(gettext_noop("this voter has a paper in this round already"))
    standing = standing_in(
        rules, gathered.entrants, gathered.evidence, turn.number, rounding=gathered.plan.rounding
    )
    may_stand = set(gathered.applications[standing].tolist())
    if any(key is not None and key not in may_stand for key, _ in paper.choices):
        yield Sentence(gettext_noop("it names somebody who does not stand in this round"))
    if len(set(paper.choices)) < len(paper.choices):
        yield Sentence(gettext_noop("a name stands on it twice"))
    if any(not -1 <= factor < len(rules.factors) for _, factor in paper.choices):
        yield Sentence(gettext_noop("it names a factor that the plan does not have"))
