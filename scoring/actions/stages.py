"""The way of a stage from open to sealed, and what a correction does: closing, deciding, sealing, correcting."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from campaigns.actions.stages import NotNow, lock_stage, move_stage, need_reason, previous_stage
from campaigns.lifecycle import Move, StageState
from campaigns.models import Stage
from oversight.actions import store_blob
from oversight.jobs import enqueue
from oversight.ledger import Actor, record
from oversight.models import Job, User
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.actions.hands import need_departure, need_hands
from scoring.balance import NAMED, unbalanced
from scoring.canon import answers_csv, checks_csv, evidence_csv, turnout_csv
from scoring.collect import Gathered, gather, outcome_in_force
from scoring.core.canonical import outcome_csv
from scoring.core.cut import TiesAcross
from scoring.core.unanswered import lacks, tellable
from scoring.core.values import Outcome as Decided
from scoring.digests import columns_digest, digest_of, input_digest, rules_digest
from scoring.models import Outcome
from scoring.nodes import need_signatures
from scoring.queries import correction_reason, incomplete_totals
from scoring.recompute import decide
from scoring.reconcile import reconcile_stage
from scoring.required import difference_kept
from scoring.store import outcome_facts, store_placings

DIGESTS = ("evidence_digest", "checks_digest", "columns_digest")


@transaction.atomic
def close_stage(*, stage_id: int, by: Actor, counted_elsewhere: bool = False) -> Stage:
    """Close a stage: its evidence is fixed, stored as the canonical file and its digest written to the ledger.

    Entrants without evidence count as absent from here on; the screen says how many before it asks. Ballots need
    their meetings and the signatures of two tellers, unless a campaign is replayed: `counted_elsewhere`.
    """
    stage = lock_stage(stage_id)
    move_stage(stage, Move.CLOSE)
    _need_difference(stage)
    short = incomplete_totals(stage)
    if short:
        text = gettext_noop("Judges gave some parts only, so there is no total: %(marks)s. Enter the rest.")
        raise NotNow(Sentence(text, {"marks": "; ".join(short)}))
    _fix_evidence(stage, by, reason="")
    need_hands(stage, counted_elsewhere=counted_elsewhere)
    return stage


def _fix_evidence(stage: Stage, by: Actor, *, reason: str) -> None:
    """Store the evidence and the checks of the coming run and record their digests."""
    gathered = gather(stage)
    _need_balance(gathered)
    _need_answers(gathered)
    evidence, checks = evidence_csv(gathered), checks_csv(gathered)
    besides = {"turnout": turnout_csv(gathered), "answers": answers_csv(gathered)}
    stage.run = (stage.outcomes.aggregate(last=Max("run"))["last"] or 0) + 1
    stage.evidence_digest = store_blob(evidence, media="text/csv")
    stage.checks_digest = store_blob(checks, media="text/csv")
    stage.columns_digest = columns_digest(gathered)
    stage.save(update_fields=["run", *DIGESTS])
    record(
        log=stage.campaign.log,
        code=codes.STAGE_CLOSED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "run": stage.run,
            "evidence": stage.evidence_digest,
            "checks": stage.checks_digest,
            **{name: store_blob(data, media="text/csv") for name, data in besides.items() if data},
        },
        reason=reason,
    )


def _need_difference(stage: Stage) -> None:
    """Raise NotNow where people left while the stage was open and the difference was lost."""
    lost = list(difference_kept(stage))
    if lost:
        text = gettext_noop("The difference is lost: %(why)s. Call somebody up, or have it approved.")
        raise NotNow(Sentence(text, {"why": lost}))


def _need_balance(gathered: Gathered) -> None:
    wrong = unbalanced(gathered)
    if wrong:
        text = gettext_noop("The ballots of “%(stage)s” do not add up: %(wrong)s")
        raise NotNow(Sentence(text, {"stage": str(gathered.stage), "wrong": wrong}))


def _need_answers(gathered: Gathered) -> None:
    """Raise NotNow naming every answer that is missing, open or at odds with another."""
    found = tellable(gathered.rules, lacks(gathered.rules, gathered.entrants, gathered.evidence))
    if found:
        text = gettext_noop("“%(stage)s” cannot be closed yet: %(wrong)s")
        wrong = [lack.what for lack in found[:NAMED]]
        raise NotNow(Sentence(text, {"stage": str(gathered.stage), "wrong": wrong}))


@transaction.atomic
def reopen_stage(*, stage_id: int, by: Actor, reason: str) -> Stage:
    """Open a closed, undecided stage again, with a reason."""
    stage = lock_stage(stage_id)
    need_reason(reason)
    move_stage(stage, Move.REOPEN)
    record(
        log=stage.campaign.log,
        code=codes.STAGE_REOPENED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"stage": stage.key, "title": str(stage)},
        reason=reason,
    )
    return stage


@transaction.atomic
def request_decision(*, stage_id: int, by: Actor, reason: str = "") -> Job:
    """Queue the decision of a closed stage. The same run is queued once, whoever asks how often."""
    stage = lock_stage(stage_id)
    if stage.state != StageState.CLOSED:
        raise NotNow(
            Sentence(gettext_noop("“%(stage)s” is decided once it is closed."), {"stage": str(stage)})
        )
    need_signatures(stage)
    reason = reason or correction_reason(stage)
    failed = Job.objects.filter(
        kind="decide", payload__stage=stage.pk, payload__run=stage.run, state="failed"
    ).count()
    return enqueue(
        kind="decide",
        key=f"decide:{stage.pk}:{stage.run}:{failed}",
        by=by,
        payload={"stage": stage.pk, "run": stage.run, "reason": reason},
    )


@transaction.atomic
def decide_stage(*, stage_id: int, run: int, by: Actor, reason: str = "", job: Job | None = None) -> Outcome:
    """Decide a closed stage and store the run: outcome, placings, digests, entry, in one transaction.

    Done a second time for the same run it returns what the first time stored. Raises NotNow, also where the plan
    refuses equals across the last place.
    """
    stage = lock_stage(stage_id)
    there = stage.outcomes.filter(run=run).first()
    if there is not None:
        return there
    _ready_to_decide(stage, run)
    gathered = _gather_closed(stage)
    result = _decide(gathered)
    file = outcome_csv(gathered.entrants, result)
    stage.outcomes.exclude(state=Outcome.State.SUPERSEDED).update(state=Outcome.State.SUPERSEDED)
    outcome = Outcome.objects.create(
        stage=stage,
        run=run,
        reason=reason,
        plan=gathered.version,
        after=gathered.after,
        evidence_digest=stage.evidence_digest,
        checks_digest=stage.checks_digest,
        turnout_digest=digest_of(turnout_csv(gathered)),
        answers_digest=digest_of(answers_csv(gathered)),
        input_digest=input_digest(stage, gathered),
        rules_digest=rules_digest(stage, gathered),
        outcome_digest=store_blob(file, media="text/csv"),
        digits=result.digits,
        facts=outcome_facts(gathered, result),
        job=job,
        decided_at=timezone.now(),
        decided_by=User.objects.get(pk=by.user_id or 0),
    )
    store_placings(outcome, gathered, result)
    move_stage(stage, Move.DECIDE)
    _record_decision(stage, outcome, gathered, by)
    return outcome


def _decide(gathered: Gathered) -> Decided:
    try:
        return decide(gathered)
    except TiesAcross as ties:
        text = gettext_noop(
            "Deciding stops: %(ties)s. The plan refuses equals across the last place. Reopen the stage and correct"
            " a mark that is wrong, or amend the plan's rule for equals, then decide again."
        )
        raise NotNow(Sentence(text, {"ties": ties.sentences})) from None


def _ready_to_decide(stage: Stage, run: int) -> None:
    """Raise NotNow unless the stage is closed for this run and the one before it is sealed."""
    if stage.state != StageState.CLOSED or stage.run != run:
        raise NotNow(
            Sentence(gettext_noop("“%(stage)s” is decided once it is closed."), {"stage": str(stage)})
        )
    _need_sealed_before(stage)
    need_signatures(stage)


def _need_sealed_before(stage: Stage) -> None:
    """Raise NotNow while the stage before is not sealed: its entrants are not fixed."""
    before = previous_stage(stage)
    if before is not None and before.state != StageState.SEALED:
        raise NotNow(
            Sentence(
                gettext_noop("“%(stage)s” waits until “%(before)s” is sealed."),
                {"stage": str(stage), "before": str(before)},
            )
        )


def _gather_closed(stage: Stage) -> Gathered:
    """Return the stage's values; NotNow when the rows are no longer those that were closed."""
    gathered = gather(stage)
    if columns_digest(gathered) != stage.columns_digest:
        raise NotNow(
            Sentence(
                gettext_noop(
                    "The evidence of “%(stage)s” is not what was closed: it was changed past the screens."
                ),
                {"stage": str(stage)},
            )
        )
    return gathered


def _record_decision(stage: Stage, outcome: Outcome, gathered: Gathered, by: Actor) -> None:
    after = outcome.after
    record(
        log=stage.campaign.log,
        code=codes.STAGE_DECIDED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "run": outcome.run,
            "plan": gathered.version.digest,
            "plan_version": gathered.version.number,
            "after": {"stage": after.stage.key, "run": after.run} if after else None,
            "components": {key: earlier.run for key, earlier in gathered.components.items()},
            "input": outcome.input_digest,
            "rules": outcome.rules_digest,
            "outcome": outcome.outcome_digest,
        },
        reason=outcome.reason,
    )


@transaction.atomic
def seal_stage(*, stage_id: int, by: Actor, outcome_digest: str, departure: str = "") -> Outcome:
    """Seal the decided run that the sealer looked at; a second person, never the one who had it decided.

    `departure`: why people were elected who do not come first by score; a vote that does so needs it.
    """
    stage = lock_stage(stage_id)
    outcome = outcome_in_force(stage)
    if outcome is None or stage.state != StageState.DECIDED:
        raise NotNow(
            Sentence(gettext_noop("“%(stage)s” is sealed once it is decided."), {"stage": str(stage)})
        )
    if outcome.outcome_digest != outcome_digest:
        raise NotNow(
            Sentence(gettext_noop("There is a newer run than the one you looked at. Look at it first."))
        )
    if outcome.decided_by_id == by.user_id:
        raise NotNow(Sentence(gettext_noop("A second person seals: you had this outcome decided yourself.")))
    need_signatures(stage, itself=True)
    _agrees(stage)
    need_departure(outcome, departure)
    outcome.state, outcome.sealed_at, outcome.sealed_by_id = Outcome.State.SEALED, timezone.now(), by.user_id
    outcome.save(update_fields=["state", "sealed_at", "sealed_by", "departure"])
    move_stage(stage, Move.SEAL)
    record(
        log=stage.campaign.log,
        code=codes.STAGE_SEALED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "run": outcome.run,
            "outcome": outcome.outcome_digest,
        },
        reason=outcome.departure,
    )
    return outcome


def _agrees(stage: Stage) -> None:
    """Raise NotNow where rows were altered past the actions since the decision."""
    for sentence in reconcile_stage(stage):
        raise NotNow(sentence)


@transaction.atomic
def correct_stage(
    *, stage_id: int, by: Actor, reason: str, change: Callable[[Stage], Any] | None = None
) -> Stage:
    """Bring a decided or sealed stage into its next run, with a reason; `change` alters the evidence meanwhile.

    Later stages stand on the old run: they are opened again with the evidence they have, so that people who come in
    can be given theirs, and are closed and decided anew. The announcement is amended, not corrected.
    """
    need_reason(reason)
    stage = lock_stage(stage_id)
    if stage.kind == "announcement":
        raise NotNow(Sentence(gettext_noop("An announcement is changed by amending the plan.")))
    later = list(stage.campaign.stages.select_for_update().filter(order__gt=stage.order))
    move_stage(stage, Move.CORRECT)
    if change is not None:
        change(stage)
    _fix_evidence(stage, by, reason=reason)
    _record_correction(stage, by, reason)
    for following in later:
        following.campaign = stage.campaign
        _take_back(following, by, reason)
    return stage


def _take_back(stage: Stage, by: Actor, reason: str) -> None:
    """Open a later stage again, if it was closed: its entrants may be others now."""
    if stage.state in (StageState.DECIDED, StageState.SEALED):
        move_stage(stage, Move.CORRECT)
        stage.run += 1
    if stage.state != StageState.CLOSED:
        return
    move_stage(stage, Move.REOPEN)
    for name in DIGESTS:
        setattr(stage, name, "")
    stage.save(update_fields=["run", *DIGESTS])
    _record_correction(stage, by, reason)


def _record_correction(stage: Stage, by: Actor, reason: str) -> None:
    record(
        log=stage.campaign.log,
        code=codes.STAGE_CORRECTED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"stage": stage.key, "title": str(stage), "run": stage.run},
        reason=reason,
    )
