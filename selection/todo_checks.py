"""What organs, publicity and probation ask for, by when: read off the answers there are."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.lifecycle import StageState
from campaigns.models import Stage
from campaigns.pages import address as link
from campaigns.plan.rules_later import Appointment, JointAppraisal, Publicity
from campaigns.queries import plan_of
from campaigns.workdays import MissingYear
from oversight.models import User
from oversight.rights import Right, Role
from scoring.core.checks import Answer
from scoring.months import months_after
from scoring.period import end_of
from scoring.terms import REMIND
from selection.queries.checked import Answers
from selection.queries.desk import Picture

NOBODY = 0


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day in Beijing."""
    return timezone.make_aware(datetime.combine(day, time.max))


def check_tasks(picture: Picture, user: User) -> Iterator[dict[str, Any]]:
    """Yield what the checks of a campaign ask for, as the fields of tasks."""
    if picture.frozen is None or not picture.answers:
        return
    plan = plan_of(picture.frozen)
    for stage in picture.stages:
        answers = picture.answers.get(stage.pk)
        if answers is None:
            continue
        rules = plan.stage(stage.key)
        if isinstance(rules, JointAppraisal) and stage.state == StageState.OPEN:
            yield from _organs(picture, user, stage, rules, answers)
        elif isinstance(rules, Publicity) and stage.state == StageState.OPEN and not rules.exempt:
            yield from _publicity(picture, stage, rules, answers)
        elif isinstance(rules, Appointment):
            yield from _probations(picture, stage, rules, answers)


def _organs(
    picture: Picture, user: User, stage: Stage, rules: JointAppraisal, answers: Answers
) -> Iterator[dict[str, Any]]:
    people = picture.people_before(stage) - answers.left
    code = picture.campaign.code
    for organ in rules.organs:
        given = len({row.application for row in answers.rows if row.source == organ.key})
        if given >= people:
            continue
        due = _working_end(picture, answers.opened, organ.days)
        named = {"organ": organ.title or organ.key, "stage": str(stage), "given": given, "people": people}
        until = end_of_day(due) if due else None
        yield {
            "title": _("Answer “%(stage)s” for %(organ)s: %(given)s of %(people)s") % named,
            "url": link("appraisal", code=code, key=stage.key) + f"?organ={organ.key}",
            "right": Right.ANSWER_APPRAISAL,
            "roles": frozenset({Role.ORGAN_REVIEWER}),
            "only": user.pk if organ.key in picture.scopes else NOBODY,
            "until": until,
        }
        if due is not None and due < timezone.localdate():
            title = _("%(organ)s is late with “%(stage)s”: %(given)s of %(people)s answered") % named
            url = link("checks", code=code, key=stage.key)
            yield {"title": title, "url": url, "right": Right.CLOSE_STAGE, "until": until}


def _working_end(picture: Picture, since: date | None, days: int) -> date | None:
    if since is None or picture.calendar is None:
        return None
    try:
        return picture.calendar.add_working_days(since, days)
    except MissingYear:
        return None


def _publicity(
    picture: Picture, stage: Stage, rules: Publicity, answers: Answers
) -> Iterator[dict[str, Any]]:
    url, named = link("publicity", code=picture.campaign.code, key=stage.key), {"stage": str(stage)}
    posted = [row.day for row in answers.rows if row.item == "posted" and row.day]
    if not posted:
        yield {
            "title": _("Record when “%(stage)s” was posted") % named,
            "url": url,
            "right": Right.ENTER_CHECKS,
        }
        return
    raised = {(row.application, row.number) for row in answers.rows if row.item == "objection"}
    settled = {
        (row.application, row.number)
        for row in answers.rows
        if row.item == "settlement" and row.answer != Answer.DEFERRED
    }
    if count := len(raised - settled):
        said = ngettext(
            "Handle %(count)s objection raised in “%(stage)s”",
            "Handle %(count)s objections raised in “%(stage)s”",
            count,
        )
        yield {"title": said % {**named, "count": count}, "url": url, "right": Right.ENTER_CHECKS}
    if picture.calendar is None:
        return
    try:
        ends = end_of(rules, max(posted), picture.calendar)
    except MissingYear:
        return
    if ends >= timezone.localdate():
        title = _("“%(stage)s” runs until %(day)s") % {**named, "day": ends.isoformat()}
        yield {
            "title": title, "url": url, "right": Right.CLOSE_STAGE, "until": end_of_day(ends), "doing": True,
        }  # fmt: skip


def _probations(
    picture: Picture, stage: Stage, rules: Appointment, answers: Answers
) -> Iterator[dict[str, Any]]:
    if rules.elective or not rules.probation_months:
        return
    trials: dict[int, set[str]] = {}
    for row in answers.rows:
        if row.item == "trial":
            trials.setdefault(row.application, set()).add(row.answer)
    ends = []
    for row in answers.rows:
        told = trials.get(row.application, set())
        appointed = row.item == "decision" and row.answer == Answer.APPOINTED and row.day
        if appointed and row.day and told.isdisjoint({Answer.CONFIRMED, Answer.REMOVED}):
            longer = rules.extension_months if Answer.EXTENDED in told else 0
            ends.append(months_after(row.day, rules.probation_months + longer))
    soon = [day for day in ends if day - timezone.localdate() <= REMIND]
    if soon:
        said = ngettext(
            "Decide on %(count)s probation that ends in “%(stage)s”",
            "Decide on %(count)s probations that end in “%(stage)s”",
            len(soon),
        )
        yield {
            "title": said % {"count": len(soon), "stage": str(stage)},
            "url": link("appointment", code=picture.campaign.code, key=stage.key),
            "right": Right.CORRECT_OUTCOME,
            "until": end_of_day(min(soon)),
        }
