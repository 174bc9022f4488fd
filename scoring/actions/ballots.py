"""Entering ballots: counts typed on a screen, whole files of counts or papers, and files in place of wrong ones.

Nothing about a single anonymous paper reaches the ledger: an entry names the file by its digest and how many rows
it has. Counts are totals and are named with what was there before.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from campaigns.actions.stages import NotNow, lock_stage
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from candidates.bulk import write_rows
from oversight.actions import register_upload, store_blob
from oversight.ledger import Actor, record
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.actions.marks import entrant_numbers
from scoring.actions.stages import correct_stage
from scoring.core.ballots import MOST
from scoring.models import Ballot, Choice, Count, Turnout

COUNT_COLUMNS = ("stage_id", "application_id", "key", "option", "count")
CHOICE_COLUMNS = ("ballot_id", "application_id", "factor")
BATCH = 2000


@dataclass(frozen=True)
class CountEntry:
    """How many chose an option about an application; `count` None takes it out again. See core.values.Counts."""

    application_id: int
    key: int
    option: int
    count: int | None


@dataclass(frozen=True)
class TurnoutEntry:
    """Ballots of a group or a round by its place in the plan."""

    key: int
    issued: int
    returned: int
    void: int


@dataclass(frozen=True)
class PaperEntry:
    """One paper: its round and number, who signed it, and (application or None, factor or -1) for each line."""

    round: int
    label: str
    voter: str
    choices: Sequence[tuple[int | None, int]]


@dataclass(frozen=True)
class BallotFile:
    """A checked file of ballots, with its turnout file where the kind has one.

    `turns`: the groups, rounds or ballots in whose place it stands; None is all of them, with the turnout.
    """

    name: str
    data: bytes
    turnout_name: str = ""
    turnout_data: bytes = b""
    counts: Sequence[CountEntry] = ()
    papers: Sequence[PaperEntry] = ()
    turnout: Sequence[TurnoutEntry] = ()
    turns: frozenset[int] | None = None

    @property
    def rows(self) -> int:
        """How many counts, or papers, the file has."""
        return len(self.counts) or len(self.papers)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, together with its turnout's where there is one."""
        return hashlib.sha256(self.data + self.turnout_data).hexdigest()


def need_open(stage: Stage) -> None:
    """Raise NotNow unless ballots may be entered."""
    if stage.state != StageState.OPEN:
        text = gettext_noop("Ballots of “%(stage)s” are entered while it is open.")
        raise NotNow(Sentence(text, {"stage": str(stage)}))


@transaction.atomic
def enter_counts(
    *,
    stage_id: int,
    counts: Sequence[CountEntry],
    turnout: Sequence[TurnoutEntry] = (),
    by: Actor,
    reason: str = "",
) -> int:
    """Enter counts and turnout typed on a screen; what was there is replaced and the ledger names both.

    Returns how many differ from what was stored. Whether they add up is asked when the stage closes: a screen
    may be half filled in. A turnout that cannot be is refused at once.
    """
    stage = lock_stage(stage_id)
    need_open(stage)
    return _put(stage, counts, turnout, by, reason=reason)


@transaction.atomic
def correct_counts(
    *,
    stage_id: int,
    counts: Sequence[CountEntry],
    turnout: Sequence[TurnoutEntry] = (),
    by: Actor,
    reason: str,
) -> Stage:
    """Change counts of a decided or sealed stage: it goes into its next run, with the reason."""

    def change(stage: Stage) -> None:
        if not _put(stage, counts, turnout, by, reason=reason):
            raise NotNow(Sentence(gettext_noop("No count differs from what is stored.")))

    return correct_stage(stage_id=stage_id, by=by, reason=reason, change=change)


def _put(
    stage: Stage, counts: Sequence[CountEntry], turnout: Sequence[TurnoutEntry], by: Actor, *, reason: str
) -> int:
    """Write counts and turnout over what is stored, with one entry for all that differs."""
    numbers = entrant_numbers(stage, {entry.application_id for entry in counts})
    changed = _put_counts(stage, counts, numbers)
    turned = _put_turnout(stage, turnout)
    if changed or turned:
        facts: dict[str, object] = {
            "stage": stage.key,
            "title": str(stage),
            "count": len(changed) + len(turned),
            "counts": changed,
            "turnout": turned,
        }
        record(
            log=stage.campaign.log,
            code=codes.COUNTS_ENTERED,
            by=by,
            subject=stage.subject,
            title=str(stage),
            facts=facts,
            reason=reason,
        )
    return len(changed) + len(turned)


def _put_counts(stage: Stage, entries: Sequence[CountEntry], numbers: dict[int, str]) -> list[list[object]]:
    """Store counts; return [number, key, option, before, after] of those that differ."""
    stored = {
        (c.application_id, c.key, c.option): c
        for c in Count.objects.filter(stage=stage, application__in=numbers)
    }
    fresh, changed = [], []
    for entry in entries:
        _need_count(entry.count or 0)
        there = stored.get((entry.application_id, entry.key, entry.option))
        before = there.count if there else None
        if before == entry.count:
            continue
        changed.append([numbers[entry.application_id], entry.key, entry.option, before, entry.count])
        if there is None and entry.count is not None:
            fresh.append(
                Count(
                    stage=stage,
                    application_id=entry.application_id,
                    key=entry.key,
                    option=entry.option,
                    count=entry.count,
                )
            )
        elif there is not None and entry.count is None:
            there.delete()
        elif there is not None and entry.count is not None:
            there.count = entry.count
            there.save(update_fields=["count"])
    Count.objects.bulk_create(fresh, batch_size=BATCH)
    return changed


def _put_turnout(stage: Stage, entries: Sequence[TurnoutEntry]) -> list[list[int]]:
    """Store turnouts; return [key, issued, returned, void] of those that differ."""
    stored = {t.key: (t.issued, t.returned, t.void) for t in Turnout.objects.filter(stage=stage)}
    changed = []
    for entry in entries:
        _need_turnout(entry)
        values = (entry.issued, entry.returned, entry.void)
        if stored.get(entry.key) == values:
            continue
        changed.append([entry.key, *values])
        Turnout.objects.update_or_create(
            stage=stage,
            key=entry.key,
            defaults={"issued": entry.issued, "returned": entry.returned, "void": entry.void},
        )
    return changed


def _need_count(number: int) -> None:
    if not 0 <= number <= MOST:
        text = gettext_noop("%(number)s cannot be a number of ballots: 0 to %(most)s.")
        raise NotNow(Sentence(text, {"number": number, "most": MOST}))


def _need_turnout(entry: TurnoutEntry) -> None:
    """Refuse what the law calls void: more ballots back than were issued (domain 148)."""
    for number in (entry.issued, entry.returned, entry.void):
        _need_count(number)
    facts = {"issued": entry.issued, "returned": entry.returned, "void": entry.void}
    if entry.returned > entry.issued:
        text = gettext_noop(
            "%(returned)s ballots came back, but only %(issued)s were issued: the count is void, repeat it."
        )
        raise NotNow(Sentence(text, facts))
    if entry.void > entry.returned:
        text = gettext_noop("%(void)s void ballots are more than the %(returned)s returned.")
        raise NotNow(Sentence(text, facts))


@transaction.atomic
def import_ballots(*, stage_id: int, file: BallotFile, by: Actor) -> int:
    """Enter a checked file of ballots in place of whatever was there; the same file twice is refused.

    Returns its rows. The ledger names the digests and how many rows were replaced, never a single paper.
    """
    stage = lock_stage(stage_id)
    need_open(stage)
    _replace(stage, file, by, reason="")
    return file.rows


@transaction.atomic
def correct_ballots(*, stage_id: int, file: BallotFile, by: Actor, reason: str) -> Stage:
    """Put another file in place of the ballots of a decided or sealed stage: its next run, with the reason."""

    def change(stage: Stage) -> None:
        _replace(stage, file, by, reason=reason)

    return correct_stage(stage_id=stage_id, by=by, reason=reason, change=change)


def _replace(stage: Stage, file: BallotFile, by: Actor, *, reason: str) -> None:
    for entry in file.turnout:
        _need_turnout(entry)
    named = {entry.application_id for entry in file.counts}
    named |= {key for paper in file.papers for key, _ in paper.choices if key is not None}
    entrant_numbers(stage, named)
    register_upload(
        purpose="ballots",
        subject=f"{stage.campaign.code}/{stage.subject}",
        sha256=file.digest,
        name=file.name,
        rows=file.rows,
        by=by,
    )
    replaced = _clear(stage, file.turns)
    _store_counts(stage, file.counts)
    _store_papers(stage, file.papers)
    Turnout.objects.bulk_create(
        Turnout(stage=stage, key=t.key, issued=t.issued, returned=t.returned, void=t.void)
        for t in file.turnout
    )
    facts: dict[str, object] = {
        "purpose": "ballots",
        "stage": stage.key,
        "file": file.name,
        "sha256": store_blob(file.data, media="application/octet-stream"),
        "rows": file.rows,
        "replaced": replaced,
    }
    if file.turnout_data:
        facts["turnout_file"] = file.turnout_name
        facts["turnout_sha256"] = store_blob(file.turnout_data, media="application/octet-stream")
    record(
        log=stage.campaign.log,
        code=codes.BALLOTS_IMPORTED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts=facts,
        reason=reason,
    )


def _clear(stage: Stage, turns: frozenset[int] | None) -> int:
    """Take out the ballots of some turns, or all with their turnout; returns how many counts or papers there were."""
    counts, papers = Count.objects.filter(stage=stage), Ballot.objects.filter(stage=stage)
    if turns is None:
        Turnout.objects.filter(stage=stage).delete()
    else:
        counts, papers = counts.filter(key__in=turns), papers.filter(round__in=turns)
    there = counts.count() or papers.count()
    Choice.objects.filter(ballot__in=papers).delete()
    papers.delete()
    counts.delete()
    return there


def _store_counts(stage: Stage, entries: Iterable[CountEntry]) -> None:
    write_rows(
        Count._meta.db_table,
        COUNT_COLUMNS,
        ((stage.pk, e.application_id, e.key, e.option, e.count) for e in entries if e.count is not None),
    )


def _store_papers(stage: Stage, entries: Sequence[PaperEntry]) -> None:
    """Store papers by round and number, so that keys do not tell in which order they came."""
    ordered = sorted(entries, key=lambda paper: (paper.round, len(paper.label), paper.label))
    made = Ballot.objects.bulk_create(
        (Ballot(stage=stage, round=p.round, label=p.label, voter=p.voter) for p in ordered), batch_size=BATCH
    )
    write_rows(
        Choice._meta.db_table,
        CHOICE_COLUMNS,
        (
            (ballot.pk, application, factor)
            for ballot, paper in zip(made, ordered, strict=True)
            for application, factor in paper.choices
        ),
    )
