"""What is to be done in a campaign, by whom, until when and what blocks it: read off the states, stored nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.lifecycle import StageState
from campaigns.models import Notice, PlanVersion, Stage
from campaigns.pages import address as link
from campaigns.paper.facts import (
    AMENDMENT,
    ANNOUNCEMENT,
    APPOINTMENT,
    CORRECTION,
    INSPECTION,
    PUBLICITY,
    RESERVES,
)
from campaigns.plan.check import Gravity, check_plan
from campaigns.plan.document import read_plan, stored_plan
from campaigns.queries import plan_of
from oversight.models import Job, User
from oversight.rights import TABLE, Right, Role
from oversight.say import LIST_COMMA, say_each, say_role
from scoring.kinds.registry import KINDS
from scoring.later_notices import OF_EACH_RUN, kinds_due
from scoring.nodes import waiting_before
from scoring.notices import KIND_OF_STAGE
from selection.queries.desk import Picture
from selection.todo_checks import check_tasks

SOON = timedelta(days=1)
MARKED = ("written_exam", "interview")
BALLOTED = ("assessment", "recommendation", "vote")
ASKING = ("public_comment", "inspection", "deliberation", "appointment")
WATCHERS = frozenset({Role.SUPERVISOR, Role.DISCIPLINE_INSPECTOR})


@dataclass(frozen=True)
class Task:
    """One thing to do. `right` is what it takes; `blocked` says why it cannot be done, by anybody or by the reader.

    `roles` narrows it to some of those who hold the right, `only` to one person.
    """

    title: str
    url: str
    right: Right
    until: datetime | None = None
    blocked: str = ""
    doing: bool = False
    roles: frozenset[Role] = frozenset()
    only: int | None = None
    mine: bool = False

    def is_for(self, picture: Picture, user: User) -> bool:
        """Say whether it is for this person to do."""
        return (
            self.right in picture.rights
            and (not self.roles or bool(self.roles & picture.roles))
            and self.only in (None, user.pk)
        )

    @property
    def shown(self) -> dict[str, Any]:
        """Return the task for `parts/tasks.html`."""
        roles = self.roles or TABLE[self.right] - WATCHERS
        who = _(LIST_COMMA).join(say_role(role) for role in Role if role in roles)
        left = "" if self.until is None or self.until <= timezone.now() else timeuntil(self.until, depth=1)
        return {
            "title": self.title,
            "url": self.url,
            "state": self._state(),
            "who": who,
            "until": self.until,
            "left": _("%(time)s left") % {"time": left} if left else "",
            "blocked": self.blocked,
        }

    def _state(self) -> str:
        if self.doing:
            return "doing"
        if self.blocked:
            return "cannot"
        if self.until is None:
            return "todo"
        now = timezone.now()
        return "overdue" if self.until <= now else "due" if self.until - now < SOON else "todo"


def tasks_of(picture: Picture, user: User) -> list[Task]:
    """Return what is to be done in a campaign now, most pressing first; `mine` where the reader may do it."""
    if picture.campaign.state == "stopped":
        return []
    found = [*_plan_tasks(picture, user), *_watch_tasks(picture), *_notice_tasks(picture)]
    found += [Task(**fields) for fields in check_tasks(picture, user)]
    found += _stage_tasks(picture, user)
    return [replace(task, mine=task.is_for(picture, user)) for task in found]


def _watch_tasks(picture: Picture) -> Iterator[Task]:
    """Yield what the key nodes and the objections of a campaign ask for."""
    code = picture.campaign.code
    for node in picture.nodes:
        if node.ready and node.missing:
            title = _("Sign key node “%(node)s”") % {"node": node.title}
            url = link("node_sign", code=code, node=node.node.key)
            roles = frozenset(Role(signer) for signer in node.missing)
            yield Task(title, url, Right.SIGN_NODE, roles=roles)
    for objection in picture.objections:
        named = {"about": objection.title}
        if objection.settled_at is not None:
            continue
        if objection.answered_at is None:
            url = link("objection_answer", code=code, pk=objection.pk)
            yield Task(_("Answer the objection to “%(about)s”") % named, url, Right.ANSWER_OBJECTION)
        else:
            url, roles = (
                link("objection_settle", code=code, pk=objection.pk),
                frozenset({Role(objection.role)}),
            )
            title = _("Look at the answer to your objection to “%(about)s”") % named
            yield Task(title, url, Right.RAISE_OBJECTION, roles=roles, only=objection.user_id)


def _plan_tasks(picture: Picture, user: User) -> Iterator[Task]:
    version, code = picture.making, picture.campaign.code
    if version is None:
        return
    url = link("plan", code=code)
    if version.state == PlanVersion.State.PROPOSED:
        own = version.proposed_by_id == user.pk and Right.APPROVE_PLAN in picture.rights
        yield Task(
            _("Approve plan version %(number)s") % {"number": version.number},
            url,
            Right.APPROVE_PLAN,
            blocked=_("You put it forward yourself; a second person approves.") if own else "",
        )
        return
    errors = sum(finding.gravity is Gravity.ERROR for finding in check_plan(read_plan(version.document)))
    said = ngettext(
        "The plan check found %(number)s error.", "The plan check found %(number)s errors.", errors
    )
    yield Task(
        _("Put plan version %(number)s forward for approval") % {"number": version.number},
        url,
        Right.PROPOSE_PLAN,
        blocked=said % {"number": errors} if errors else "",
    )


def _notice_tasks(picture: Picture) -> Iterator[Task]:
    code = picture.campaign.code
    for kind, stage, run in missing_notices(picture):
        titles = {
            ANNOUNCEMENT: _("Draft the announcement"),
            AMENDMENT: _("Draft the notice of the amendment"),
            INSPECTION: _("Draft the inspection notice of “%(stage)s”"),
            PUBLICITY: _("Draft the publicity of “%(stage)s”"),
            APPOINTMENT: _("Draft the appointment notice of “%(stage)s”"),
            RESERVES: _("Draft the reserve list of “%(stage)s”"),
            CORRECTION: _("Draft the correction notice of “%(stage)s”, run %(run)s"),
        }
        title = titles.get(kind, _("Draft the notice of “%(stage)s”")) % {"stage": str(stage), "run": run}
        yield Task(title, link("notices", code=code), Right.ISSUE_NOTICE)
    for notice in picture.notices:
        if notice.state == Notice.State.DRAFT:
            url = link("notice_preview", code=code, pk=notice.pk)
            yield Task(_("Publish “%(title)s”") % {"title": notice.title}, url, Right.PUBLISH_NOTICE)
        elif notice.state == Notice.State.NUMBERED:
            url = link("notice_progress", code=code, pk=notice.pk)
            failed = _failed(picture.jobs, "notice", notice.pk)
            title = _("%(number)s is being put on paper") % {"number": notice.number}
            yield Task(title, url, Right.PUBLISH_NOTICE, blocked=failed, doing=not failed)


def missing_notices(picture: Picture) -> list[tuple[str, Stage | None, int]]:
    """Return (kind, stage, run) of every notice that is due and not even drafted.

    A stage whose notice of an earlier run is out needs a correction notice for the later run.
    """
    there = {(notice.kind, notice.stage_id, notice.run) for notice in picture.notices}
    due: list[tuple[str, Stage | None, int]] = []
    if picture.frozen is not None:
        announcement = next((stage for stage in picture.stages if stage.kind == "announcement"), None)
        if not any(notice.kind == ANNOUNCEMENT for notice in picture.notices):
            due.append((ANNOUNCEMENT, announcement, 0))
        elif picture.frozen.number > 1:
            due.append((AMENDMENT, announcement, picture.frozen.number))
    for stage in picture.stages:
        outcome = picture.standing.get(stage.pk)
        if stage.kind in KIND_OF_STAGE and outcome is not None and outcome.state == "sealed":
            due.append((notice_kind(picture, stage, outcome.run), stage, outcome.run))
    missing = [
        (kind, stage, run)
        for kind, stage, run in due
        if (kind, stage.pk if stage else None, run) not in there
    ]
    return missing + list(_later_notices(picture))


def _later_notices(picture: Picture) -> Iterator[tuple[str, Stage | None, int]]:
    """Yield the papers that the later stages ask for and that are not there, the internal results anew for each run."""
    if picture.frozen is None:
        return
    plan = stored_plan(picture.frozen.document)
    there = {(notice.kind, notice.stage_id) for notice in picture.notices}
    runs = {(notice.kind, notice.stage_id, notice.run) for notice in picture.notices}
    before: Stage | None = None
    for stage in picture.stages:
        kinds = kinds_due(
            plan.stage(stage.key),
            stage.state,
            reached=before is None or before.state == StageState.SEALED,
            consented=stage.pk in picture.reserves,
        )
        outcome = picture.standing.get(stage.pk)
        run = outcome.run if outcome is not None and stage.state == StageState.SEALED else 0
        for kind in kinds:
            again = kind in OF_EACH_RUN and (kind, stage.pk, run) not in runs
            if again or (kind, stage.pk) not in there:
                yield kind, stage, run
        before = stage


def notice_kind(picture: Picture, stage: Stage, run: int) -> str:
    """Return which notice a stage's run gives: its own, or a correction where an earlier run's notice is out."""
    earlier = any(
        n.stage_id == stage.pk and n.run < run and n.state != Notice.State.DRAFT for n in picture.notices
    )
    return CORRECTION if earlier else KIND_OF_STAGE[stage.kind]


def _stage_tasks(picture: Picture, user: User) -> Iterator[Task]:
    stage, code = picture.current, picture.campaign.code
    if stage is None or picture.frozen is None:
        return
    url = link("stage", code=code, key=stage.key)
    named = {"stage": str(stage)}
    if stage.state == StageState.DRAFT:
        later = "" if stage.kind in KINDS else _("This version cannot carry out this kind of stage yet.")
        later = later or _kept(picture, stage, itself=True)
        yield Task(_("Open “%(stage)s”") % named, url, Right.OPEN_STAGE, until=stage.opens_at, blocked=later)
    elif stage.state == StageState.OPEN:
        yield from _open_tasks(picture, stage, url)
    elif stage.state == StageState.CLOSED:
        failed = _failed(picture.jobs, "stage", stage.pk, run=stage.run)
        doing = not failed and any(
            job.payload.get("stage") == stage.pk for job in picture.jobs if not job.finished
        )
        yield Task(
            _("Have “%(stage)s” decided") % named, url, Right.DECIDE_OUTCOME, doing=doing,
            blocked=failed or _kept(picture, stage),
        )  # fmt: skip
    else:
        outcome = picture.outcomes.get(stage.pk)
        own = (
            outcome is not None and outcome.decided_by_id == user.pk and Right.SEAL_OUTCOME in picture.rights
        )
        blocked = _("You had it decided yourself; a second person seals.") if own else ""
        blocked = blocked or _kept(picture, stage, itself=True)
        yield Task(_("Seal the outcome of “%(stage)s”") % named, url, Right.SEAL_OUTCOME, blocked=blocked)


def _kept(picture: Picture, stage: Stage, *, itself: bool = False) -> str:
    """Return which signature or objection keeps a stage back, in words."""
    standing = [objection for objection in picture.objections if objection.settled_at is None]
    return say_each(waiting_before(stage, picture.nodes, standing, picture.stages, itself=itself))


def _open_tasks(picture: Picture, stage: Stage, url: str) -> Iterator[Task]:
    code, named = picture.campaign.code, {"stage": str(stage)}
    if stage.kind == "registration":
        applications = link("applications", code=code) or url
        yield Task(
            _("Take in the applications"), applications, Right.IMPORT_APPLICATIONS, until=stage.closes_at
        )
    if _marked(picture, stage):
        marks = link("marks", code=code, key=stage.key) or url
        yield Task(
            _("Enter the marks of “%(stage)s”") % named, marks, Right.ENTER_MARKS, until=stage.closes_at
        )
    if stage.kind in BALLOTED:
        ballots = link("ballots", code=code, key=stage.key) or url
        yield Task(
            _("Enter the ballots of “%(stage)s”") % named, ballots, Right.ENTER_MARKS, until=stage.closes_at
        )
    if stage.kind in ASKING:
        name = "public_comment" if stage.kind == "public_comment" else "checks"
        answers = link(name, code=code, key=stage.key) or url
        title = _("Enter the answers of “%(stage)s”") % named
        yield Task(title, answers, Right.ENTER_CHECKS, until=stage.closes_at)
    yield Task(_("Close “%(stage)s”") % named, url, Right.CLOSE_STAGE, until=stage.closes_at)


def _marked(picture: Picture, stage: Stage) -> bool:
    """Say whether marks are given in a stage: in an inspection where its plan has a rubric."""
    if stage.kind != "inspection" or picture.frozen is None:
        return stage.kind in MARKED
    return bool(getattr(plan_of(picture.frozen).stage(stage.key), "rubric", ()))


def _failed(jobs: list[Job], about: str, key: int, *, run: int | None = None) -> str:
    """Return what the newest failed job about something says, empty where none has failed or one is under way."""
    own = [job for job in jobs if job.payload.get(about) == key and run in (None, job.payload.get("run"))]
    if any(not job.finished for job in own):
        return ""
    return next((job.error for job in reversed(own) if job.state == Job.State.FAILED), "")
