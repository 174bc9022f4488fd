"""Meetings at which was voted, assessed or deliberated: who was there, who counted, who has signed the count."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from campaigns.actions.stages import NotNow, lock_stage
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from oversight.ledger import Actor, record
from oversight.registry import Code
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.collect import Gathered, plan_in_force
from scoring.core.polls import PRESENT
from scoring.core.turns import Turn, turn_of, turns_of
from scoring.models import Ballot, Choice, Count, Meeting, Turnout

TELLERS = 2
"""So many people count and sign."""


@dataclass(frozen=True)
class Held:
    """What is known of a meeting; names a line, the recused with about whom after a space."""

    held_on: date
    chair: str
    place: str = ""
    recorder: str = ""
    due: int | None = None
    present: int | None = None
    absent: str = ""
    recused: str = ""
    tellers: str = ""
    scrutineers: str = ""
    minutes: str = ""


def names_in(text: str) -> list[str]:
    """Return the names of a text, one a line or between commas."""
    parts = text.replace("、", "\n").replace("，", "\n").replace(",", "\n").splitlines()
    return [name for part in parts if (name := part.strip())]


@transaction.atomic
def hold_meeting(*, stage_id: int, key: str, held: Held, by: Actor) -> Meeting:
    """Record a meeting of an open stage, or what was wrong about it; who had signed the count signs again.

    The entry names figures and officers of the meeting; who was absent or recused is counted, not named.
    """
    stage = lock_stage(stage_id)
    if stage.state != StageState.OPEN:
        text = gettext_noop("Meetings of “%(stage)s” are recorded while it is open.")
        raise NotNow(Sentence(text, {"stage": str(stage)}))
    turn = _turn(stage, key)
    wrong = list(_faults(turn, held))
    if wrong:
        raise NotNow(Sentence(gettext_noop("The meeting cannot be recorded so: %(wrong)s"), {"wrong": wrong}))
    before = Meeting.objects.filter(stage=stage, key=key).first()
    values = asdict(held)
    if before is not None and all(getattr(before, name) == value for name, value in values.items()):
        return before
    same = before is not None and before.tellers == held.tellers and before.present == held.present
    signed = {} if same else {"confirmed": "", "counted": ""}
    meeting, _new = Meeting.objects.update_or_create(stage=stage, key=key, defaults=values | signed)
    facts = {
        "stage": stage.key,
        "title": str(stage),
        "turn": key,
        "day": held.held_on.isoformat(),
        "due": held.due,
        "present": held.present,
        "absent": len(names_in(held.absent)),
        "recused": len(names_in(held.recused)),
        "chair": held.chair,
        "tellers": names_in(held.tellers),
        "scrutineers": names_in(held.scrutineers),
        "minutes": hashlib.sha256(held.minutes.encode()).hexdigest() if held.minutes else "",
    }
    _record(stage, codes.MEETING_HELD, by, facts)
    return meeting


def _turn(stage: Stage, key: str) -> Turn | None:
    """Return the turn that a meeting belongs to; None for the one meeting of a stage without ballots."""
    _version, plan = plan_in_force(stage)
    rules = plan.stage(stage.key)
    turns = turns_of(rules)
    turn = turn_of(rules, key) if key else None
    if (turn is None and turns) or (key and not turns):
        raise NotNow(Sentence(gettext_noop("The plan has no such group, round or ballot.")))
    return turn


def _faults(turn: Turn | None, held: Held) -> Sequence[Sentence]:
    """Return what cannot be so in a meeting."""
    found = []
    absent, recused = names_in(held.absent), names_in(held.recused)
    due = held.due if turn is None or turn.due is None else turn.due
    facts: dict[str, object] = {"due": due, "present": held.present, "absent": len(absent)}
    if held.held_on > timezone.localdate():
        found.append(Sentence(gettext_noop("its day lies in the future")))
    if turn is not None and turn.due is not None and held.due not in (None, turn.due):
        text = gettext_noop("the plan says that %(due)s are due")
        found.append(Sentence(text, {"due": turn.due}))
    if due is not None and held.present is not None and held.present > due:
        text = gettext_noop("%(present)s present are more than the %(due)s due")
        found.append(Sentence(text, {name: facts[name] for name in ("present", "due")}))
    elif due is not None and held.present is not None and absent and held.present + len(absent) != due:
        text = gettext_noop("%(present)s present and %(absent)s absent are not the %(due)s due")
        found.append(Sentence(text, facts))
    if any(len(line.split()) < 2 for line in recused):
        text = gettext_noop("each recused member stands with the name of whom it concerns after a space")
        found.append(Sentence(text))
    tellers = names_in(held.tellers)
    if len(set(tellers)) < len(tellers) or set(tellers) & set(names_in(held.scrutineers)):
        text = gettext_noop("tellers and scrutineers are different people")
        found.append(Sentence(text))
    return found


@transaction.atomic
def confirm_count(*, stage_id: int, key: str, teller: str, by: Actor) -> Meeting:
    """Record that a teller has signed the count as it stands; a count changed afterwards is signed anew."""
    stage = lock_stage(stage_id)
    if stage.state != StageState.OPEN:
        raise NotNow(Sentence(gettext_noop("Tellers sign while the stage is open.")))
    meeting = Meeting.objects.filter(stage=stage, key=key).first()
    turn = _turn(stage, key)
    if meeting is None or turn is None or teller not in names_in(meeting.tellers):
        raise NotNow(Sentence(gettext_noop("%(name)s is no teller of this count."), {"name": teller}))
    digest = count_digest(stage, turn)
    if not digest:
        raise NotNow(Sentence(gettext_noop("Nothing has been counted yet.")))
    signed = names_in(meeting.confirmed) if meeting.counted == digest else []
    if teller in signed:
        return meeting
    meeting.confirmed, meeting.counted = "\n".join([*signed, teller]), digest
    meeting.save(update_fields=["confirmed", "counted"])
    facts = {"stage": stage.key, "title": str(stage), "turn": key, "name": teller, "count": digest}
    _record(stage, codes.COUNT_SIGNED, by, facts)
    return meeting


def _record(stage: Stage, code: Code, by: Actor, facts: Mapping[str, object]) -> None:
    record(
        log=stage.campaign.log, code=code, by=by, subject=stage.subject, title=str(stage), facts=dict(facts)
    )


def count_digest(stage: Stage, turn: Turn) -> str:
    """Return the SHA-256 over what was counted in a turn, empty where nothing was."""
    counts = Count.objects.filter(stage=stage, key=turn.number).order_by("application", "option")
    lines = [",".join(map(str, row)) for row in counts.values_list("application__number", "option", "count")]
    papers = Ballot.objects.filter(stage=stage, round=turn.number).order_by("label")
    lines += [f"paper,{label}" for label in papers.values_list("label", flat=True)]
    choices = Choice.objects.filter(ballot__stage=stage, ballot__round=turn.number)
    names = choices.values_list("ballot__label", "application__number", "factor")
    lines += sorted(",".join(map(str, row)) for row in names)
    if not lines:
        return ""
    turnout = Turnout.objects.filter(stage=stage, key=turn.number)
    lines += [",".join(map(str, row)) for row in turnout.values_list("issued", "returned", "void")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def unsigned_counts(gathered: Gathered) -> list[Sentence]:
    """Return what is missing of the meetings of a stage of ballots: tellers, signatures, attendance that agrees."""
    stage, found = gathered.stage, []
    if stage.kind == "public_comment":
        return []  # the public judges on line, nobody meets
    meetings = {meeting.key: meeting for meeting in Meeting.objects.filter(stage=stage)}
    for turn in turns_of(gathered.rules):
        digest = count_digest(stage, turn)
        if digest:
            found += _unsigned(gathered, turn, meetings.get(turn.key), digest)
    return found


def _unsigned(gathered: Gathered, turn: Turn, meeting: Meeting | None, digest: str) -> list[Sentence]:
    of: dict[str, object] = {"of": turn.title}
    if meeting is None:
        return [Sentence(gettext_noop("%(of)s: its meeting has not been recorded"), of)]
    tellers = names_in(meeting.tellers)
    if len(tellers) < TELLERS:
        return [Sentence(gettext_noop("%(of)s: two tellers have to be named"), of)]
    found = attendance_faults(gathered, turn, meeting)
    waiting = [
        name for name in tellers if meeting.counted != digest or name not in names_in(meeting.confirmed)
    ]
    if waiting:
        text = gettext_noop("%(of)s: the count as it stands has not been signed by %(names)s")
        found.append(Sentence(text, {**of, "names": waiting}))
    return found


def attendance_faults(gathered: Gathered, turn: Turn, meeting: Meeting) -> list[Sentence]:
    """Return where votes and attendance do not agree: nobody votes who was not there."""
    if meeting.present is None:
        return [Sentence(gettext_noop("%(of)s: how many were present is not recorded"), {"of": turn.title})]
    found = []
    facts: dict[str, object] = {"of": turn.title, "present": meeting.present}
    turnout = Turnout.objects.filter(stage=gathered.stage, key=turn.number).first()
    if turnout is not None and turnout.issued > meeting.present:
        text = gettext_noop("%(of)s: %(issued)s ballots were issued, but %(present)s were present")
        found.append(Sentence(text, {**facts, "issued": turnout.issued}))
    if gathered.stage.kind == "vote":
        there = Count.objects.filter(stage=gathered.stage, key=turn.number, option=PRESENT)
        more = there.filter(count__gt=meeting.present).order_by("application__order")
        for number, count in more.values_list("application__number", "count"):
            text = gettext_noop(
                "%(of)s: %(count)s were counted as present for %(id)s, but %(present)s were there"
            )
            found.append(Sentence(text, {**facts, "count": count, "id": number}))
    return found
