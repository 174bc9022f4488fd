"""Entering checks: answers typed on a screen, taken out again, whole files of them, and changed after the result.

Notes are about persons: an entry holds their salted commitments, the texts stand in the erasable side table. A
file's notes are covered by its digest alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaigns.actions.stages import NotNow, lock_stage, need_reason
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import Deliberation
from candidates.models import Application
from oversight.actions import register_upload, store_blob
from oversight.ledger import Actor, record
from oversight.models import Upload
from oversight.queries import blob
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.actions.marks import entrant_numbers
from scoring.actions.stages import correct_stage
from scoring.collect import plan_in_force
from scoring.core.answers import Fault, completed, faults_of, item_of, key_of
from scoring.core.checks import FORMS, Answer
from scoring.core.checks import Check as Value
from scoring.models import Check
from scoring.queries import opened_on

BATCH = 2000


@dataclass(frozen=True)
class CheckEntry:
    """One answer to be entered: about whom (an application's key), by whom, about what. See `core.checks.Check`.

    `answer` may be empty where the item has a single one.
    """

    application: int
    source: str = ""
    item: str = ""
    number: int = 1
    answer: str = ""
    day: date | None = None
    note: str = ""
    document: str = ""


@dataclass(frozen=True)
class CheckFile:
    """A checked file of answers: its name, its bytes, what it says."""

    name: str
    data: bytes
    entries: Sequence[CheckEntry]


def _need_open(stage: Stage) -> None:
    if stage.state != StageState.OPEN:
        text = gettext_noop("Answers of “%(stage)s” are entered while it is open.")
        raise NotNow(Sentence(text, {"stage": str(stage)}))


@transaction.atomic
def enter_checks(
    *, stage_id: int, entries: Sequence[CheckEntry], by: Actor, reason: str = "", sealed: bool = False
) -> int:
    """Enter answers typed on a screen; what is answered already is replaced and the entry names both.

    `sealed`: the entry says about whom was answered, not what, for readers of the ledger may not know it yet.
    Returns how many differ from what was stored. Raises NotNow with everything wrong with them at once.
    """
    stage = lock_stage(stage_id)
    _need_open(stage)
    return _put(stage, entries, by, reason=reason, sealed=sealed)


@transaction.atomic
def remove_check(*, stage_id: int, check_id: int, by: Actor, reason: str) -> None:
    """Take an answer out that was entered by mistake, with the reason."""
    stage = lock_stage(stage_id)
    _need_open(stage)
    need_reason(reason)
    check = Check.objects.select_related("application").filter(stage=stage, pk=check_id).first()
    if check is None:
        raise NotNow(Sentence(gettext_noop("The answer has been taken out already.")))
    check.delete()
    record(
        log=stage.campaign.log,
        code=codes.CHECK_REMOVED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "number": check.application.number,
            "check": [check.item, check.source, check.number],
            "before": check.answer,
        },
        reason=reason,
    )


@transaction.atomic
def correct_checks(*, stage_id: int, entries: Sequence[CheckEntry], by: Actor, reason: str) -> Stage:
    """Change answers of a decided or sealed stage, or add some: its next run, with the reason."""

    def change(stage: Stage) -> None:
        if not _put(stage, entries, by, reason=reason):
            raise NotNow(Sentence(gettext_noop("No answer differs from what is stored.")))

    return correct_stage(stage_id=stage_id, by=by, reason=reason, change=change)


@transaction.atomic
def import_checks(*, stage_id: int, file: CheckFile, by: Actor) -> Upload:
    """Enter a checked file of answers in place of whatever was there; the same file twice is refused."""
    stage = lock_stage(stage_id)
    _need_open(stage)
    rules = plan_in_force(stage)[1].stage(stage.key)
    numbers = _numbers(stage, file.entries, rules)
    entries = _completed(rules, file.entries)
    _refuse(_faults(rules, entries, numbers))
    sha256 = store_blob(file.data, media="application/octet-stream")
    upload = register_upload(
        purpose="checks",
        subject=f"{stage.campaign.code}/{stage.subject}",
        sha256=sha256,
        name=file.name,
        rows=len(entries),
        by=by,
    )
    there = Check.objects.filter(stage=stage)
    replaced = there.count()
    there.delete()
    Check.objects.bulk_create((_row(stage, entry, by) for entry in entries), batch_size=BATCH)
    record(
        log=stage.campaign.log,
        code=codes.CHECKS_IMPORTED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "purpose": "checks",
            "stage": stage.key,
            "file": file.name,
            "sha256": sha256,
            "rows": len(entries),
            "replaced": replaced,
        },
    )
    return upload


def _put(stage: Stage, entries: Sequence[CheckEntry], by: Actor, *, reason: str, sealed: bool = False) -> int:
    """Write answers over what is stored, with one entry for all that differs."""
    rules = plan_in_force(stage)[1].stage(stage.key)
    numbers = _numbers(stage, entries, rules)
    entries = _completed(rules, entries)
    _refuse(_faults(rules, entries, numbers) + _too_early_silence(stage, rules, entries, numbers))
    stored = {
        key_of(rules, _value(_entry_of(check))): check
        for check in Check.objects.filter(stage=stage, application__in=numbers)
    }
    fresh: list[Check] = []
    changed: list[list[object]] = []
    notes: dict[str, str] = {}
    for entry in entries:
        there = stored.get(key_of(rules, _value(entry)))
        if there is not None and _entry_of(there) == entry:
            continue
        said: list[object] = [numbers[entry.application], entry.item, entry.source, entry.number]
        if not sealed:
            said += ["" if there is None else there.answer, entry.answer]
            said += [entry.document] if entry.document else []
            notes |= {f"note.{len(changed)}": entry.note} if entry.note else {}
        changed.append(said)
        if there is None:
            fresh.append(_row(stage, entry, by))
        else:
            _rewrite(there, entry, by)
    Check.objects.bulk_create(fresh, batch_size=BATCH)
    if changed:
        record(
            log=stage.campaign.log,
            code=codes.CHECKS_ENTERED,
            by=by,
            subject=stage.subject,
            title=str(stage),
            facts={"stage": stage.key, "title": str(stage), "count": len(changed), "checks": changed},
            personal=notes,
            reason=reason,
        )
    return len(changed)


def _rewrite(check: Check, entry: CheckEntry, by: Actor) -> None:
    check.source, check.answer, check.day = entry.source, entry.answer, entry.day
    check.note, check.document, check.entered_by_id = entry.note, entry.document, by.user_id
    check.save(update_fields=["source", "answer", "day", "note", "document", "entered_by", "entered_at"])


def _row(stage: Stage, entry: CheckEntry, by: Actor) -> Check:
    return Check(
        stage=stage,
        application_id=entry.application,
        source=entry.source,
        item=entry.item,
        number=entry.number,
        answer=entry.answer,
        day=entry.day,
        note=entry.note,
        document=entry.document,
        entered_by_id=by.user_id,
    )


def _entry_of(check: Check) -> CheckEntry:
    """Return what is stored as it would be entered."""
    own = {
        name: getattr(check, name)
        for name in ("source", "item", "number", "answer", "day", "note", "document")
    }
    return CheckEntry(check.application_id, **own)


def _value(entry: CheckEntry) -> Value:
    """Return an entry as a value; its row is the application's key."""
    day = entry.day.isoformat() if entry.day else ""
    return Value(
        entry.application,
        entry.source,
        entry.item,
        entry.number,
        entry.answer,
        day,
        entry.note,
        entry.document,
    )


def entry_of(check: Value, application: int) -> CheckEntry:
    """Return a value that was read from a file as it is entered about an application."""
    day = date.fromisoformat(check.day) if check.day else None
    return CheckEntry(
        application, check.source, check.item, check.number, check.answer, day, check.note, check.document
    )


def _completed(rules: Rules, entries: Iterable[CheckEntry]) -> list[CheckEntry]:
    """Return the entries with the only answer that an item has where it was left out, and texts as files hold them."""
    full = []
    for entry in entries:
        note = "\n".join(line.rstrip() for line in entry.note.strip().splitlines())
        clean = replace(entry, source=entry.source.strip(), note=note)
        full.append(replace(clean, answer=completed(rules, _value(clean)).answer))
    return full


def _numbers(stage: Stage, entries: Sequence[CheckEntry], rules: Rules) -> dict[int, str]:
    """Return the number of each application; NotNow for one that is no entrant and may not be asked about."""
    if stage.kind not in FORMS:
        text = gettext_noop("“%(stage)s” asks nothing about its entrants.")
        raise NotNow(Sentence(text, {"stage": str(stage)}))
    wide = {e.application for e in entries if (item := item_of(rules, e.item)) and item.of_outsiders}
    own = {entry.application for entry in entries} - wide
    numbers = entrant_numbers(stage, own)
    known = Application.objects.filter(campaign_id=stage.campaign_id, pk__in=wide)
    numbers |= dict(known.values_list("pk", "number"))
    if wide - numbers.keys():
        text = gettext_noop("Nobody of this campaign is meant: the page is out of date, load it again.")
        raise NotNow(Sentence(text))
    return numbers


Named = tuple[str, Fault]


def _faults(rules: Rules, entries: Sequence[CheckEntry], numbers: dict[int, str]) -> list[Named]:
    """Return everything wrong with the entries, each with the number of the person."""
    today, found = timezone.localdate(), list[Named]()
    seen: set[tuple[object, ...]] = set()
    for entry in entries:
        value, number = _value(entry), numbers[entry.application]
        found += [(number, fault) for fault in faults_of(rules, value, today=today)]
        key = key_of(rules, value)
        if key in seen:
            found.append((number, Fault("number", Sentence(gettext_noop("this is answered twice")))))
        seen.add(key)
        if entry.document and blob(entry.document) is None:
            text = gettext_noop("the document was not stored; attach it again")
            found.append((number, Fault("document", Sentence(text))))
    return found


def _too_early_silence(
    stage: Stage, rules: Rules, entries: Sequence[CheckEntry], numbers: dict[int, str]
) -> list[Named]:
    """A party's silence counts as consent once its days have run since the stage was opened."""
    silent = [entry for entry in entries if entry.answer == Answer.SILENT]
    opened = opened_on(stage) if silent else None
    if not isinstance(rules, Deliberation) or opened is None:
        return []
    since = opened + timedelta(days=rules.consent_days)
    if timezone.localdate() >= since:
        return []
    text = gettext_noop("silence counts as consent from %(day)s on, %(days)s days after the opening")
    facts: dict[str, Any] = {"day": since.isoformat(), "days": rules.consent_days}
    return [(numbers[e.application], Fault("opinion", Sentence(text, facts))) for e in silent]


def _refuse(found: Sequence[Named]) -> None:
    """Raise NotNow with every fault, each with the person and the column."""
    if not found:
        return
    each = gettext_noop("%(number)s, %(column)s: %(what)s")
    faults = [
        Sentence(each, {"number": number, "column": fault.column, "what": fault.what})
        for number, fault in found
    ]
    raise NotNow(Sentence(gettext_noop("Nothing was entered. %(faults)s"), {"faults": faults}))
