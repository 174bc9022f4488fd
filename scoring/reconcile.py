"""The replay check (对账): what is stored is rebuilt from the ledger's evidence and compared, row by row.

A log that is whole does not show that a mark or a placing was altered past the actions; this does.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping

from campaigns.lifecycle import StageState
from campaigns.models import Campaign, Stage
from oversight.models import Blob, Entry
from oversight.proofs import verify_log
from oversight.words import Sentence, gettext_noop
from scoring.canon import answers_csv, checks_csv, evidence_csv, turnout_csv
from scoring.codes import STAGE_CLOSED, STAGE_DECIDED
from scoring.collect import plan_in_force
from scoring.core.canonical import outcome_csv, quoted
from scoring.core.fixed import text_of
from scoring.core.values import MICRO
from scoring.models import Outcome
from scoring.recompute import recompute

EMPTY = hashlib.sha256(b"").hexdigest()


def reconcile_campaign(campaign: Campaign) -> list[Sentence]:
    """Return everything in which rows, stored files and ledger of a campaign differ; empty when nothing does."""
    verified = verify_log(campaign.log)
    found = [] if verified.what is None else [verified.what]
    for version in campaign.plans.exclude(frozen_at=None):
        if hashlib.sha256(version.document.encode()).hexdigest() != version.digest:
            text = gettext_noop("version %(number)s of the plan is not what was frozen")
            found.append(Sentence(text, {"number": version.number}))
    for stage in campaign.stages.exclude(kind="announcement").order_by("order"):
        found += reconcile_stage(stage)
    return found


def reconcile_stage(stage: Stage) -> list[Sentence]:
    """Return everything in which a stage's runs differ from what the ledger says about them."""
    found: list[Sentence] = []
    entries = _entries(stage)
    for outcome in stage.outcomes.select_related("plan"):
        outcome.stage = stage
        found += _against_ledger(outcome, entries)
        found += _placings(outcome)
        stands = stage.state in (StageState.DECIDED, StageState.SEALED)
        if stands and outcome.state != Outcome.State.SUPERSEDED:
            found += _rebuilt(outcome)
    return found


def _differs(outcome: Outcome, text: str, **facts: object) -> Sentence:
    return Sentence(text, {"stage": str(outcome.stage), "run": outcome.run, **facts})


Facts = Mapping[tuple[str, int], Mapping[str, object]]
"""The facts of the last entry of a code about a run, by both."""


def _entries(stage: Stage) -> Facts:
    """Return what the ledger says about a stage's runs; the bodies are asked, for they are what is hashed."""
    wanted = Entry.objects.filter(
        log__name=stage.campaign.log, subject=stage.subject, code__in=[STAGE_CLOSED.code, STAGE_DECIDED.code]
    )
    bodies = [json.loads(body) for body in wanted.order_by("seq").values_list("body", flat=True)]
    return {(body["code"], body["facts"]["run"]): body["facts"] for body in bodies}


def _against_ledger(outcome: Outcome, entries: Facts) -> Iterator[Sentence]:
    """Compare the run's digests with its entries, and the stored bytes with the digests."""
    closed = entries.get((STAGE_CLOSED.code, outcome.run), {})
    decided = entries.get((STAGE_DECIDED.code, outcome.run), {})
    recorded = {
        "evidence": (outcome.evidence_digest, closed.get("evidence")),
        "checks": (outcome.checks_digest, closed.get("checks")),
        "turnout": (outcome.turnout_digest, closed.get("turnout", "")),
        "answers": (outcome.answers_digest, closed.get("answers", "")),
        "outcome": (outcome.outcome_digest, decided.get("outcome")),
        "plan": (outcome.plan.digest, decided.get("plan")),
        "input": (outcome.input_digest, decided.get("input")),
    }
    for what, (stored, said) in recorded.items():
        if stored != said:
            text = gettext_noop("“%(stage)s”, run %(run)s: the %(what)s is not the one in the ledger")
            yield _differs(outcome, text, what=what)
    for what in ("evidence", "checks", "turnout", "answers", "outcome"):
        digest = recorded[what][0]
        if digest not in ("", EMPTY) and hashlib.sha256(_bytes(digest)).hexdigest() != digest:
            text = gettext_noop("“%(stage)s”, run %(run)s: the stored file of the %(what)s was altered")
            yield _differs(outcome, text, what=what)


def _bytes(digest: str) -> bytes:
    stored = Blob.objects.filter(sha256=digest).values_list("bytes", flat=True).first()
    return b"" if stored is None else bytes(stored)


def _placings(outcome: Outcome) -> Iterator[Sentence]:
    """Compare the stored placings with the lines of the outcome's file; the first that differs is named."""
    unit = MICRO // 10**outcome.digits
    rows = outcome.placings.order_by("line").values_list(
        "application__position__code", "application__number", "score", "rank", "standing", "exact"
    )
    lines = [
        f"{quoted(position)},{quoted(number)},{_score(score, unit, outcome.digits)},{rank or ''},{standing},{exact}"
        for position, number, score, rank, standing, exact in rows.iterator(chunk_size=10_000)
    ]
    wanted = _bytes(outcome.outcome_digest).decode().splitlines()[1:]
    if lines == wanted:
        return
    number = next((n for n, pair in enumerate(zip(lines, wanted, strict=False)) if pair[0] != pair[1]), None)
    number = min(len(lines), len(wanted)) if number is None else number
    was, now = [*wanted, "—"][min(number, len(wanted))], [*lines, "—"][min(number, len(lines))]
    facts = {"line": number + 1, "was": was, "now": now}
    text = gettext_noop("“%(stage)s”, run %(run)s: placing %(line)s was “%(was)s” and is now “%(now)s”")
    yield _differs(outcome, text, **facts)


def _score(score: int | None, unit: int, digits: int) -> str:
    if score is None:
        return ""
    return text_of(score // unit, digits) if score % unit == 0 else str(score)


def _rebuilt(outcome: Outcome) -> Iterator[Sentence]:
    """Rebuild evidence and outcome of the run in force from the rows."""
    version, _ = plan_in_force(outcome.stage)
    if version.pk != outcome.plan_id:
        return  # decided under an earlier version: its files stand, the rows are read by the new one
    gathered, again = recompute(outcome)
    files = {
        "evidence": (evidence_csv(gathered), outcome.evidence_digest),
        "checks": (checks_csv(gathered), outcome.checks_digest),
        "turnout": (turnout_csv(gathered), outcome.turnout_digest or EMPTY),
        "answers": (answers_csv(gathered), outcome.answers_digest or EMPTY),
        "outcome": (outcome_csv(gathered.entrants, again), outcome.outcome_digest),
    }
    for what, (data, digest) in files.items():
        if hashlib.sha256(data).hexdigest() != digest:
            text = gettext_noop(
                "“%(stage)s”, run %(run)s: the rows no longer give the %(what)s that was recorded"
            )
            yield _differs(outcome, text, what=what)
