"""What a stage's page shows: where it stands, what may be done now, by whom, and why something may not."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.actions.stages import kept_shut_by, previous_stage
from campaigns.lifecycle import MOVE_LABELS, Move, StageState, moves_from
from campaigns.models import Stage
from campaigns.plan.rules_later import KIND_LABELS
from candidates.pages import address, desk
from oversight.models import Job, User
from oversight.rights import ROLE_LABELS, TABLE, Right
from oversight.say import say, say_each
from oversight.words import Sentence
from scoring.collect import outcome_in_force
from scoring.kinds.registry import KINDS
from scoring.models import Outcome
from scoring.nodes import kept_back
from scoring.queries import Completeness

RIGHT_OF: dict[Move, Right] = {
    Move.OPEN: Right.OPEN_STAGE,
    Move.CLOSE: Right.CLOSE_STAGE,
    Move.REOPEN: Right.CLOSE_STAGE,
    Move.DECIDE: Right.DECIDE_OUTCOME,
    Move.SEAL: Right.SEAL_OUTCOME,
    Move.CORRECT: Right.CORRECT_OUTCOME,
}
"""Which right each move of a stage asks for."""

ONWARD = (Move.OPEN, Move.CLOSE, Move.DECIDE, Move.SEAL)
"""The moves that carry a stage on; the others go back."""


def stage_desk(stage: Stage, *crumbs: tuple[Any, str], **context: Any) -> dict[str, Any]:
    """Return the context of a page of a stage."""
    url = reverse("stage", args=[stage.campaign.code, stage.key])
    way: list[tuple[Any, str]] = [(str(stage), url), *crumbs] if crumbs else [(str(stage), "")]
    return desk(
        stage.campaign, *way, stage=stage, back={"title": _("Back to the stage"), "url": url}, **context
    )


def kind_title(stage: Stage) -> str:
    """Return what a kind of stage is called."""
    return say(Sentence(KIND_LABELS[stage.kind])) if stage.kind in KIND_LABELS else stage.kind


def who_may(right: Right) -> str:
    """Return the roles that hold a right, between commas."""
    return say([Sentence(ROLE_LABELS[role]) for role in ROLE_LABELS if role in TABLE[right]])


def obstacle(stage: Stage, move: Move, user: User | AnonymousUser, outcome: Outcome | None) -> str:
    """Return why a lawful move cannot be made by this person now, empty when nothing stands in the way."""
    if stage.kind not in KINDS and move in (Move.CLOSE, Move.DECIDE):
        return _("This kind of stage is not decided by this version of the system yet.")
    before = previous_stage(stage) if move in (Move.OPEN, Move.DECIDE) else None
    if before is not None and before.state != StageState.SEALED:
        return _("“%(before)s” has to be sealed first.") % {"before": before}
    shut = _kept(stage, move)
    if shut:
        return say_each(shut)
    if move is Move.SEAL and outcome is not None and outcome.decided_by_id == user.pk:
        return _("A second person seals: you had this outcome decided yourself.")
    return ""


def _kept(stage: Stage, move: Move) -> list[Sentence]:
    """Return which gates, signatures or objections forbid a move."""
    if move is Move.OPEN:
        return kept_shut_by(stage)
    if move in (Move.DECIDE, Move.SEAL):
        return list(kept_back(stage, itself=move is Move.SEAL))
    return []


def _watchers_page(stage: Stage, move: Move) -> str:
    """Return where a signature or the answer to an objection is waited for, empty where nothing of the sort waits."""
    if move not in (Move.OPEN, Move.DECIDE, Move.SEAL):
        return ""
    waits = any(kept_back(stage, itself=move is not Move.DECIDE))
    return address("nodes", code=stage.campaign.code) if waits else ""


def moves(stage: Stage, user: User | AnonymousUser, rights: frozenset[Right]) -> list[dict[str, Any]]:
    """Return the moves of a stage's state: title, who may, and either the address or why not."""
    outcome = outcome_in_force(stage) if stage.state in (StageState.DECIDED, StageState.SEALED) else None
    found = []
    for move in moves_from(StageState(stage.state)):
        if stage.kind == "announcement":
            continue
        right = RIGHT_OF[move]
        held = right in rights
        why = obstacle(stage, move, user, outcome) if held else ""
        found.append(
            {
                "title": say(Sentence(MOVE_LABELS[move])),
                "url": reverse(f"stage_{move}", args=[stage.campaign.code, stage.key]),
                "who": who_may(right),
                "held": held,
                "why": why,
                "why_url": _watchers_page(stage, move) if why else "",
                "primary": move in ONWARD,
                "danger": move is Move.CORRECT,
            }
        )
    return found


def next_step(stage: Stage, found: list[dict[str, Any]]) -> str:
    """Say what comes next and who does it."""
    if stage.state == StageState.SEALED:
        return _("The result is sealed. The next stage takes those who advanced.")
    onward = [move for move in found if move["primary"]]
    if not onward:
        return ""
    return _("Next: %(move)s, by %(who)s.") % {"move": onward[0]["title"], "who": onward[0]["who"]}


def counts(stage: Stage, complete: Completeness | None) -> list[dict[str, Any]]:
    """Return the figures at the head of a stage's page."""
    facts: list[dict[str, Any]] = [{"label": _("Kind"), "value": kind_title(stage)}]
    if complete is not None:
        facts.append({"label": _("Entrants"), "value": complete.entrants})
        if complete.expected:
            given = f"{complete.given} / {complete.expected}"
            facts.append({"label": _("Marks given"), "value": given})
    if stage.run:
        facts.append({"label": _("Run"), "value": stage.run})
    return facts


def judge_table(complete: Completeness) -> dict[str, Any] | None:
    """Return how many marks each judge gave, for `parts/table.html`; None without judges."""
    if not complete.judges:
        return None
    columns = [
        {"title": _("Room")},
        {"title": _("Judge")},
        {"title": _("Given"), "figure": True},
        {"title": _("Expected"), "figure": True},
    ]
    rows = [
        {
            "cells": [
                judge.room,
                _("Average") if judge.label == "-" else judge.label,
                {"text": str(judge.given), "figure": True},
                {"text": str(judge.expected), "figure": True},
            ],
            "tone": "bad" if judge.given < judge.expected else "",
        }
        for judge in complete.judges
    ]
    return {
        "columns": columns,
        "rows": rows,
        "caption": _("By room, judges in the order of their first mark"),
    }


def without_text(complete: Completeness) -> str:
    """Name those who have no mark; the rest is counted."""
    names = [f"{one.number} {one.candidate.name}" for one in complete.without]
    rest = complete.missing - len(names)
    text = "、".join(names)
    if rest > 0:
        text += ngettext(" and %(rest)s more", " and %(rest)s more", rest) % {"rest": rest}
    return text


def job_line(stage: Stage, job: Job) -> dict[str, Any]:
    """Return a decision's job for `parts/progress.html`."""
    return {
        "id": job.pk,
        "title": _("Deciding run %(run)s of “%(stage)s”") % {"run": job.payload["run"], "stage": stage},
        "state": job.state,
        "done": job.progress_total or 1 if job.state == Job.State.DONE else job.progress_done,
        "total": job.progress_total or 1,
        "error": job.error,
    }
