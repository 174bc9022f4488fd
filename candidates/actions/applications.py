"""Entering, changing and importing applications."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from campaigns.actions.stages import NotNow, lock_campaign, need_reason, need_running
from campaigns.lifecycle import StageState
from campaigns.models import Campaign, Position
from candidates import codes
from candidates.applications_file import ApplicationRow
from candidates.bulk import reserve_keys, write_rows
from candidates.garbage import uncollected
from candidates.models import Application, Candidate
from candidates.particulars import PARTICULARS, wrong_with
from candidates.queries import (
    numbers_taken,
    people_known,
    people_there,
    plan_in_force,
    registration_of,
    registration_rules,
)
from candidates.vault import blind_indexes, bring_out, lock_all_away, lock_bytes
from oversight.actions import register_upload, store_blob
from oversight.ledger import Actor, record
from oversight.words import Sentence, gettext_noop

CANDIDATE_COLUMNS = ("id", "name", "identity_cipher", "identity_index", "gender", "birth_date")
APPLICATION_COLUMNS = (
    "id", "campaign_id", "position_id", "candidate_id", "number", "order", "standing", "reason", "extra",
)  # fmt: skip
NAMED = 20
"""How many numbers a refusal names."""


def lock_registration(campaign_id: int) -> Campaign:
    """Return the locked campaign; NotNow unless its registration is open."""
    campaign = lock_campaign(campaign_id)
    need_running(campaign)
    stage = registration_of(campaign)
    if stage is None or stage.state != StageState.OPEN:
        raise NotNow(Sentence(gettext_noop("Applications are entered while the registration is open.")))
    return campaign


@transaction.atomic
def enter_application(*, campaign_id: int, row: ApplicationRow, by: Actor) -> Application:
    """Enter one application typed by staff."""
    campaign = lock_registration(campaign_id)
    application = Application.objects.get(pk=_create(campaign, [row])[0])
    record(
        log=campaign.log,
        code=codes.APPLICATION_ENTERED,
        by=by,
        subject=f"application:{row.number}",
        facts={"number": row.number, "position": row.position},
        personal={"name": row.name},
    )
    return application


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    rows: int
    sha256: str


@uncollected()
@transaction.atomic
def import_applications(
    *, campaign_id: int, rows: Sequence[ApplicationRow], name: str, data: bytes, by: Actor
) -> Imported:
    """Enter all rows of a checked sheet, or none. The same file twice is refused by `register_upload`.

    The sheet is kept under lock: it holds identity numbers, and stored bytes stay for good.
    """
    campaign = lock_registration(campaign_id)
    sha256 = hashlib.sha256(data).hexdigest()
    register_upload(
        purpose="applications",
        subject=f"campaign:{campaign.code}",
        sha256=sha256,
        name=name,
        rows=len(rows),
        by=by,
    )
    _create(campaign, rows)
    kept = store_blob(lock_bytes(data), media="application/vnd.zeyou.locked")
    record(
        log=campaign.log,
        code=codes.APPLICATIONS_IMPORTED,
        by=by,
        subject=f"campaign:{campaign.code}",
        title=campaign.title,
        facts={"purpose": "applications", "file": name, "sha256": sha256, "rows": len(rows), "kept": kept},
    )
    return Imported(len(rows), sha256)


def _create(campaign: Campaign, rows: Sequence[ApplicationRow]) -> list[int]:
    """Write candidates and applications as whole columns and return the applications' primary keys.

    Refuses numbers and people that are there already.
    """
    if not rows:
        return []
    positions = dict(campaign.positions.values_list("code", "pk"))
    last = campaign.applications.aggregate(last=Max("order"))["last"]
    taken = set() if last is None else numbers_taken(campaign, [row.number for row in rows])
    if taken:
        raise NotNow(
            Sentence(
                gettext_noop("These numbers have been entered already: %(numbers)s"),
                {"numbers": "、".join(sorted(taken)[:NAMED])},
            )
        )
    indexes = blind_indexes([row.id_number for row in rows])
    known = people_known(indexes)
    if known and last is not None:
        wanted = [
            (index, row.position)
            for index, row in zip(indexes, rows, strict=True)
            if index in known and row.standing != "withdrawn"
        ]
        _refuse_second(campaign, wanted)
    people = _people(rows, indexes, known)
    first = 0 if last is None else last + 1
    keys = reserve_keys(Application._meta.db_table, len(rows))
    number, position, *_, standing, reason, extra, _line = zip(*rows, strict=True)
    lines = zip(
        keys,
        [campaign.pk] * len(rows),
        [positions[code] for code in position],
        people,
        number,
        range(first, first + len(rows)),
        standing,
        reason,
        _extra_texts(extra),
        strict=True,
    )
    write_rows(Application._meta.db_table, APPLICATION_COLUMNS, lines)
    return keys


def _extra_texts(extras: Sequence[Mapping[str, str]]) -> list[str]:
    """Return each row's other cells as JSON, all encoded at once.

    A raw NUL stands in no JSON text, so it can stand between the cells, and a row ends where one follows a brace.
    """
    text = json.dumps(list(map(dict, extras)), ensure_ascii=False, separators=("\0", ": "))
    rows = text[2:-2].split("}\0{")
    return ["{" + row.replace("\0", ", ") + "}" for row in rows]


def _refuse_second(campaign: Campaign, wanted: Sequence[tuple[str, str]]) -> None:
    """Refuse people, (blind index, position code) each, who apply already: at all, or for the same position."""
    plan = plan_in_force(campaign)
    rules = registration_rules(plan) if plan else None
    there = people_there(campaign, [index for index, _ in wanted])
    second = sorted(
        number
        for index, position in wanted
        for number, code in there.get(index, [])
        if rules is None or rules.one_position or code == position
    )
    if second:
        text = gettext_noop("This person applies already: %(numbers)s")
        raise NotNow(Sentence(text, {"numbers": "、".join(second[:NAMED])}))


def _people(rows: Sequence[ApplicationRow], indexes: Sequence[str], known: Mapping[str, int]) -> list[int]:
    """Return the primary key of each row's person, found by identity number where known, otherwise new."""
    fresh = [row for row, index in enumerate(indexes) if index not in known]
    # A number that stands on several rows is one person, the one of its first row.
    first = {indexes[row]: row for row in reversed(fresh) if indexes[row]}
    fresh = [row for row in fresh if first.get(indexes[row], row) == row]
    keys = reserve_keys(Candidate._meta.db_table, len(fresh))
    new = [rows[row] for row in fresh]
    lines = zip(
        keys,
        [row.name for row in new],
        lock_all_away([row.id_number for row in new]),
        [indexes[row] or None for row in fresh],
        [row.gender for row in new],
        [row.birth_date and row.birth_date.isoformat() for row in new],
        strict=True,
    )
    write_rows(Candidate._meta.db_table, CANDIDATE_COLUMNS, lines)
    own = dict(zip(fresh, keys, strict=True))
    return [
        known[index] if index in known else own[first.get(index, row)] for row, index in enumerate(indexes)
    ]


def _locked(application_id: int) -> Application:
    """Return an application with its person and position, its own row locked."""
    found = Application.objects.select_for_update(of=("self",)).select_related("position", "candidate")
    return found.get(pk=application_id)


@transaction.atomic
def leave_registration(*, application_id: int, standing: str, reason: str, by: Actor) -> Application:
    """Record that an application was withdrawn or found ineligible during registration; empty standing puts it back."""
    campaign_id = Application.objects.values_list("campaign_id", flat=True).get(pk=application_id)
    campaign = lock_registration(campaign_id)
    application = _locked(application_id)
    if standing:
        need_reason(reason)
    before = application.standing
    if before == standing:
        return application
    index = application.candidate.identity_index
    if before == "withdrawn" and index:
        _refuse_second(campaign, [(index, application.position.code)])
    application.standing, application.reason = standing, reason.strip() if standing else ""
    application.save(update_fields=["standing", "reason"])
    record(
        log=campaign.log,
        code=codes.APPLICATION_LEFT if standing else codes.APPLICATION_RETURNED,
        by=by,
        subject=f"application:{application.number}",
        facts={"number": application.number, "before": before, "standing": standing},
        reason=reason,
    )
    return application


@transaction.atomic
def move_application(*, application_id: int, position_code: str, by: Actor, reason: str) -> Application:
    """Change the position of an application while the registration is open (改报)."""
    campaign_id = Application.objects.values_list("campaign_id", flat=True).get(pk=application_id)
    campaign = lock_registration(campaign_id)
    application = _locked(application_id)
    before = application.position.code
    if before == position_code:
        return application
    position = Position.objects.filter(campaign=campaign, code=position_code).first()
    if position is None:
        text = gettext_noop("There is no position %(position)s.")
        raise NotNow(Sentence(text, {"position": position_code}))
    need_reason(reason)
    application.position = position
    application.save(update_fields=["position"])
    record(
        log=campaign.log,
        code=codes.APPLICATION_CHANGED,
        by=by,
        subject=f"application:{application.number}",
        facts={"number": application.number, "fields": "position", "before": before, "after": position_code},
        reason=reason,
    )
    return application


@transaction.atomic
def describe_application(
    *, application_id: int, particulars: Mapping[str, str], by: Actor, reason: str = ""
) -> bool:
    """Enter or change the particulars that papers print; replacing or taking out something needs a reason.

    Returns whether anything differs. What they say is personal: the entry holds commitments to it, not the texts.
    """
    campaign_id = Application.objects.values_list("campaign_id", flat=True).get(pk=application_id)
    campaign = lock_campaign(campaign_id)
    need_running(campaign)
    application = _locked(application_id)
    given = {name: particulars[name].strip() for name in PARTICULARS if name in particulars}
    changed = {name: text for name, text in given.items() if text != application.extra.get(name, "")}
    if not changed:
        return False
    for name, text in changed.items():
        if wrong := wrong_with(name, text):
            raise NotNow(wrong)
    if any(application.extra.get(name) for name in changed):
        need_reason(reason)
    before = {f"before.{name}": application.extra.get(name, "") for name in changed}
    application.extra = {name: text for name, text in {**application.extra, **changed}.items() if text}
    application.save(update_fields=["extra"])
    record(
        log=campaign.log,
        code=codes.APPLICATION_DESCRIBED,
        by=by,
        subject=f"application:{application.number}",
        facts={"number": application.number, "fields": list(changed)},
        personal={key: text for key, text in {**before, **changed}.items() if text},
        reason=reason,
    )
    return True


@transaction.atomic
def read_identity(*, application_id: int, by: Actor, reason: str) -> str:
    """Return an identity number in full; the reading itself is an entry, with its reason."""
    need_reason(reason)
    application = Application.objects.select_related("candidate", "campaign").get(pk=application_id)
    record(
        log=application.campaign.log,
        code=codes.IDENTITY_READ,
        by=by,
        subject=f"application:{application.number}",
        facts={"number": application.number},
        reason=reason,
    )
    return bring_out(application.candidate.identity_cipher)
