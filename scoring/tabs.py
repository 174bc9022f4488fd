"""The tabs of a stage: the stage itself, its marks, its outcome, corrections."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.lifecycle import StageState
from campaigns.models import Stage
from campaigns.plan.rules import Stage as Rules
from oversight.rights import Right
from oversight.words import gettext_noop
from scoring.check_places import CHECKED
from scoring.collect import plan_in_force

MARKED = ("written_exam", "interview", "composite", "inspection")
"""Kinds of stage into which marks may be entered."""

BALLOTED = ("assessment", "recommendation", "vote", "public_comment")
"""Kinds of stage that are decided from ballots."""
MEETING = ("assessment", "recommendation", "vote", "deliberation")
"""Kinds of stage that meet."""

CHECK_PAGES = {
    "": (("checks", gettext_noop("Answers")),),
    "publicity": (("publicity", gettext_noop("Publicity")),),
    "public_comment": (("public_comment", gettext_noop("Public comment")),),
    "appointment": (
        ("checks", gettext_noop("Answers")),
        ("appointment", gettext_noop("Terms and probation")),
        ("reserve", gettext_noop("Reserve list")),
    ),
}
"""The pages of the kinds that ask for checks: (URL name, what it is called)."""


def _has_marks(stage: Stage) -> bool:
    """Say whether a stage has a sheet of marks: an inspection where its plan has a rubric."""
    if stage.kind != "inspection":
        return stage.kind in MARKED
    return bool(getattr(_rules(stage), "rubric", ()))


def _has_ballots(stage: Stage) -> bool:
    """Say whether a stage counts ballots: a public comment where its plan has grades."""
    if stage.kind != "public_comment":
        return stage.kind in BALLOTED
    return bool(getattr(_rules(stage), "grades", ()))


def _rules(stage: Stage) -> Rules:
    return plan_in_force(stage)[1].stage(stage.key)


def tabs_of(stage: Stage, rights: frozenset[Right], current: str) -> list[dict[str, Any]]:
    """Return the pages of a stage that this person may open: [{title, url, current}]."""
    args = [stage.campaign.code, stage.key]
    decided = stage.state in (StageState.DECIDED, StageState.SEALED) or stage.run > 1
    found = [("stage", _("Stage"), True)]
    if stage.kind == "registration":
        found.append(("applications", _("Applications"), Right.READ_APPLICATIONS in rights))
    found.append(("marks", _("Marks"), _has_marks(stage) and Right.READ_MARKS in rights))
    found.append(("ballots", _("Ballots"), _has_ballots(stage) and Right.READ_MARKS in rights))
    found.append(("vote", _("Vote"), stage.kind == "vote" and Right.READ_MARKS in rights))
    found.append(("meeting", _("Meeting"), stage.kind in MEETING and Right.READ_MARKS in rights))
    if stage.kind in CHECKED and Right.READ_CHECKS in rights:
        found += [(name, _(title), True) for name, title in CHECK_PAGES.get(stage.kind, CHECK_PAGES[""])]
    answers = stage.kind == "joint_appraisal" and Right.ANSWER_APPRAISAL in rights
    found.append(("appraisal", _("My organ's answers"), answers))
    open_once = stage.state != StageState.DRAFT and stage.kind != "announcement"
    if stage.state != StageState.DRAFT and stage.kind != "joint_appraisal" and _rules(stage).double_entry:
        found.append(("again", _("Second entry"), Right.READ_MARKS in rights))
    found.append(("documents", _("Documents"), open_once and Right.READ_MARKS in rights))
    found.append(("outcome", _("Outcome"), decided and Right.READ_OUTCOME in rights))
    inspected = stage.kind == "inspection" and Right.READ_OUTCOME in rights
    found.append(("comparison", _("Comparison"), inspected))
    found.append(("assignment", _("Posts"), inspected))
    return [
        {
            "title": title,
            "url": reverse(name, args=args[:1] if name == "applications" else args),
            "current": name == current,
        }
        for name, title, shown in found
        if shown
    ]
