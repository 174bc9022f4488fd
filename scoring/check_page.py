"""What the pages of checks show: the sheet of a stage, how far it is, one person's answers, organs and their time."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.lifecycle import StageState
from campaigns.models import Stage
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import JointAppraisal
from campaigns.queries import working_calendar
from candidates.models import Application
from candidates.pages import PAGE
from oversight.rights import Right
from oversight.say import say
from oversight.words import Sentence
from scoring.balance import NAMED
from scoring.check_grid import CheckGrid, said, tone_of
from scoring.check_places import places_of
from scoring.check_queries import (
    OrganState,
    Progress,
    asked_about,
    checks_of,
    is_secret,
    organ_states,
    progress_of,
)
from scoring.collect import Gathered, gather, plan_in_force
from scoring.core.answers import source_title
from scoring.core.checks import Item
from scoring.core.unanswered import lacks, tellable
from scoring.models import Check
from scoring.queries import positions_of

NOT_BY_STAFF = ("joint_appraisal",)
"""Kinds whose answers are given under the organs' own accounts."""


class ChecksPage:
    """The part of a stage's checks that one page shows, as the address says."""

    def __init__(self, request: HttpRequest, stage: Stage):
        self.stage = stage
        _version, plan = plan_in_force(stage)
        self.rules: Rules = plan.stage(stage.key)
        self.progress: Progress = progress_of(stage, self.rules)
        self.secret = is_secret(self.rules, self.progress, stage.state)
        self.position = request.GET.get("position", "").strip()
        people = asked_about(stage)
        if self.position:
            people = people.filter(position__code=self.position)
        self.page = Paginator(people, PAGE).get_page(request.GET.get("page"))
        self.people: list[Application] = list(self.page.object_list)
        self.checks = checks_of(stage, self.people)
        self.grid = CheckGrid(self.people, places_of(self.rules), self.checks)

    @cached_property
    def organs(self) -> list[OrganState]:
        """Return how far the organs of a joint appraisal are."""
        if not isinstance(self.rules, JointAppraisal):
            return []
        return organ_states(self.stage, self.rules, self.progress, working_calendar())

    def filters(self) -> list[dict[str, Any]]:
        """Return the choice of a position, none where there is one only."""
        positions = positions_of(self.stage.campaign)
        if len(positions) < 2:
            return []
        choices = [{"value": p.code, "title": str(p)} for p in positions]
        field = {"name": "position", "label": _("Position"), "kind": "select", "wide": True}
        return [field | {"value": self.position, "choices": choices}]

    def facts(self) -> list[dict[str, Any]]:
        """Return the figures at the head of the page."""
        progress = self.progress
        facts: list[dict[str, Any]] = [{"label": _("Entrants"), "value": progress.people}]
        if progress.expected:
            facts.append({"label": _("Answered"), "value": answered_text(progress)})
        return facts


def answered_text(progress: Progress) -> str:
    """Say how many answers are there of how many."""
    return _("%(given)s of %(expected)s") % {"given": progress.given, "expected": progress.expected}


def missing_of(stage: Stage) -> list[str]:
    """Say what keeps an open stage from being closed: the same that its closing would answer."""
    if stage.state != StageState.OPEN:
        return []
    return unanswered_in(gather(stage))


def unanswered_in(gathered: Gathered) -> list[str]:
    """Say which answers of a stage are still open; nothing for kinds that ask for none."""
    found = lacks(gathered.rules, gathered.entrants, gathered.evidence)
    return [say(lack.what) for lack in tellable(gathered.rules, found)[:NAMED]]


def can_enter(stage: Stage, rights: frozenset[Right]) -> bool:
    """Say whether staff or a clerk may enter checks now."""
    open_now = stage.state == StageState.OPEN
    return open_now and Right.ENTER_CHECKS in rights and stage.kind not in NOT_BY_STAFF


def can_correct(stage: Stage, rights: frozenset[Right]) -> bool:
    """Say whether answers may be changed after the result, each with a reason; nobody changes what organs signed."""
    decided = stage.state in (StageState.DECIDED, StageState.SEALED)
    return decided and Right.CORRECT_OUTCOME in rights and stage.kind not in NOT_BY_STAFF


def acts_of(stage: Stage, rights: frozenset[Right]) -> list[dict[str, Any]]:
    """Return the buttons of a page of checks."""
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    if can_enter(stage, rights):
        args = [stage.campaign.code, stage.key]
        template, sheet = reverse("checks_template", args=args), reverse("checks_import", args=args)
        acts.append({"title": _("Template with the entrants"), "url": template, "icon": "download"})
        acts.append({"title": _("Import a sheet"), "url": sheet, "icon": "upload"})
    return acts


def organ_lines(stage: Stage, states: Sequence[OrganState], rights: frozenset[Right]) -> list[dict[str, Any]]:
    """Return the organs for the page: who has answered, until when, and what staff may do about a silent one."""
    acting = stage.state == StageState.OPEN and Right.ENTER_CHECKS in rights
    return [
        {
            "title": one.title,
            "given": f"{one.answered} / {one.expected}",
            "due": one.due,
            "unknown": say(one.unknown) if one.unknown else "",
            "badge": "complete" if not one.missing else "overdue" if one.overdue else "waiting",
            "consent_url": reverse("appraisal_consent", args=[stage.campaign.code, stage.key, one.organ.key])
            if acting and one.consents
            else "",
        }
        for one in states
    ]


def alarms(stage: Stage, states: Sequence[OrganState]) -> list[str]:
    """Say which organs are late and how much they owe; nothing once the stage is closed."""
    if stage.state != StageState.OPEN:
        return []
    return [late_text(one) for one in states if one.overdue]


def late_text(state: OrganState) -> str:
    """Say since when an organ is late and how much it owes."""
    count = state.expected - state.answered
    text = ngettext(
        "%(organ)s should have answered by %(day)s; %(count)s answer is missing.",
        "%(organ)s should have answered by %(day)s; %(count)s answers are missing.",
        count,
    )
    return text % {"organ": state.title, "day": state.due, "count": count}


def say_item(item: Item) -> str:
    """Return what an item is called."""
    return say(Sentence(item.label))


def line_of(rules: Rules, check: Check) -> dict[str, Any]:
    """Return a check as a line."""
    return {
        "pk": check.pk,
        "number": check.number,
        "source": say(source_title(rules, check.source)),
        "raw_source": check.source,
        "answer": said(check.answer),
        "tone": tone_of(check.answer),
        "day": check.day,
        "note": check.note,
        "document": check.document,
    }


def count_text(count: int) -> str:
    """Say how many answers were saved."""
    return ngettext("%(count)s answer was saved.", "%(count)s answers were saved.", count) % {"count": count}
