"""Running a campaign folder through the same actions, jobs and ledger as the screens.

Two officers act: one prepares and has decided, the other approves and seals; where the plan names key nodes, two more
sign them. A run that was cut off goes on where
it stopped, and a second run of the same folder finds everything done.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from django.db import transaction

from campaigns.actions.notices import draft_notice, publish_notice
from campaigns.actions.plans import create_campaign, freeze_plan, plan_in_making, propose_plan
from campaigns.actions.stages import NotNow, open_stage
from campaigns.lifecycle import StageState
from campaigns.models import Campaign, Notice, PlanVersion, Stage
from campaigns.paper.facts import ANNOUNCEMENT
from campaigns.plan.rules import Signer
from candidates.actions.applications import import_applications
from candidates.models import Application
from oversight.actions import AlreadyUploaded, Declined, create_user
from oversight.jobs import Handler, run_job
from oversight.ledger import SYSTEM, Actor, record
from oversight.models import Job, User
from oversight.rights import Role
from oversight.signing import Confirmed
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop
from scoring import codes
from scoring.actions.approvals import approve_difference
from scoring.actions.ballots import import_ballots
from scoring.actions.checks import CheckFile, entry_of, import_checks
from scoring.actions.marks import MarkColumns, import_marks, record_leave
from scoring.actions.nodes import sign_node
from scoring.actions.stages import close_stage, request_decision, seal_stage
from scoring.ballot_entries import file_of
from scoring.collect import outcome_in_force
from scoring.core.accounting import needs_turnout
from scoring.evidence_files.answers import ANSWERS, asks_alone
from scoring.evidence_files.ballots import TURNOUT
from scoring.evidence_files.reading import has_ballots
from scoring.folder import Decisions
from scoring.models import Mark
from scoring.nodes import nodes_of
from scoring.notices import KIND_OF_STAGE, announcement_facts, result_facts
from scoring.required import shortfalls
from scoring.results import Decided
from scoring.walk import Folder

Say = Callable[[Sentence], None]
WATCHERS = {
    Signer.SUPERVISOR: ("replay-supervisor", "回放监督"),
    Signer.DISCIPLINE_INSPECTOR: ("replay-inspector", "回放纪检"),
}
"""Account and name of those who sign key nodes in a replay."""
DEPARTED_ALL_THE_SAME = "按文件回放:票决结果与综合成绩名次不一致,理由见纸质材料"
"""The reason of a vote that elected others than those who come first by score; it stands in the ledger."""
HELD_ALL_THE_SAME = "按文件回放:该环节差额不足而已进行"
"""The reason of a difference that the files passed over; it stands in the ledger, in Chinese as all reasons there."""


def folder_digest(path: Path) -> str:
    """Return the SHA-256 over the names and bytes of the folder's plan and tables."""
    hashed = hashlib.sha256()
    for file in sorted(path.iterdir()):
        if file.is_file() and file.suffix.lower() in (".toml", ".csv", ".xlsx"):
            data = file.read_bytes()
            hashed.update(os.fsencode(file.name) + f"\0{len(data)}\0".encode())
            hashed.update(data)
    return hashed.hexdigest()


def replay_actor(username: str, name: str, role: Role) -> Actor:
    """Return the officer under whose name files are replayed; the account has no password and no right."""
    user = User.objects.filter(username=username).first()
    if user is None:
        try:
            user = create_user(username=username, name=name, by=SYSTEM)
        except Declined:  # another replay was quicker
            user = User.objects.get(username=username)
    return Actor(user.pk, user.name, str(role))


class Replay:
    """One folder on its way through the campaign; every step asks the database what has been done already."""

    def __init__(
        self,
        folder: Folder,
        decisions: Decisions,
        path: Path,
        handlers: dict[str, Handler],
        say: Say,
        *,
        press: bool = True,
    ):
        """Without `press` the notices get their numbers here and their bytes from the worker, whenever it comes."""
        self.folder, self.decisions, self.path = folder, decisions, path
        self.handlers, self.say, self.press = handlers, say, press
        self.staff = replay_actor("replay", "回放经办", Role.STAFF)
        self.approver = replay_actor("replay-approver", "回放审批", Role.APPROVER)

    def run(self, *, last: str = "") -> Campaign:
        """Carry the campaign as far as the folder has evidence, or only through the stage `last`.

        Raises Mistaken where the campaign's code is taken by other files.
        """
        campaign = self._campaign()
        self._freeze(campaign)
        decided = {d.rules.key: d for d in self.decisions.decided}
        for stage in campaign.stages.exclude(kind="announcement").order_by("order"):
            if stage.key not in decided:
                break
            self.say(Sentence(gettext_noop("Stage “%(stage)s” …"), {"stage": str(stage)}))
            self._sign(campaign)
            self._carry(stage, decided[stage.key])
            if stage.key == last:
                return campaign
        self._sign(campaign)
        return campaign

    def _sign(self, campaign: Campaign) -> None:
        """Sign the key nodes that are complete, under the names of those who watch; the files stand for the persons."""
        for node in nodes_of(campaign):
            for signer in node.missing if node.ready else ():
                by = replay_actor(*WATCHERS[signer], Role(signer))
                confirmed = Confirmed.now(by.user_id or 0, "files")
                sign_node(
                    campaign_id=campaign.pk, key=node.node.key, digest=node.digest, by=by, confirmed=confirmed
                )

    def _campaign(self) -> Campaign:
        digest = folder_digest(self.path)
        plan = self.folder.plan
        campaign = Campaign.objects.filter(code=plan.code).first()
        if campaign is None:
            with transaction.atomic():
                campaign = create_campaign(plan=plan, by=self.staff, folder_digest=digest)
                record(
                    log=campaign.log,
                    code=codes.CAMPAIGN_REPLAYED,
                    by=self.staff,
                    subject=f"campaign:{campaign.code}",
                    title=campaign.title,
                    facts={"folder": digest},
                )
        elif campaign.folder_digest != digest:
            text = gettext_noop(
                "a campaign with the code %(code)s is stored already, from other files; choose another code"
            )
            raise Mistaken([Mistake("plan.toml", 0, "code", Sentence(text, {"code": plan.code}))])
        return campaign

    def _freeze(self, campaign: Campaign) -> None:
        if not campaign.plans.filter(state=PlanVersion.State.FROZEN).exists():
            if plan_in_making(campaign).state == PlanVersion.State.DRAFT:
                propose_plan(campaign_id=campaign.pk, by=self.staff)
            freeze_plan(campaign_id=campaign.pk, by=self.approver)
        stage = campaign.stages.get(kind="announcement")
        if not campaign.notices.filter(kind=ANNOUNCEMENT).exists():
            version = campaign.plans.get(state=PlanVersion.State.FROZEN)
            facts = announcement_facts(campaign, version)
            draft_notice(
                campaign_id=campaign.pk,
                stage=stage,
                kind=ANNOUNCEMENT,
                facts=facts,
                title=facts.title,
                by=self.staff,
            )
        self._publish(campaign)

    def _carry(self, stage: Stage, decided: Decided) -> None:
        """Carry one stage from draft to sealed, and its notice to print."""
        if stage.state == StageState.DRAFT:
            self._approve(stage)
            stage = open_stage(stage_id=stage.pk, by=self.staff)
        if stage.state == StageState.OPEN:
            self._fill(stage, decided)
            stage = close_stage(stage_id=stage.pk, by=self.staff, counted_elsewhere=True)
        if stage.state == StageState.CLOSED:
            self._run(request_decision(stage_id=stage.pk, by=self.staff))
            stage.refresh_from_db()
        if stage.state == StageState.DECIDED:
            outcome = outcome_in_force(stage)
            assert outcome is not None
            seal_stage(
                stage_id=stage.pk,
                by=self.approver,
                outcome_digest=outcome.outcome_digest,
                departure=DEPARTED_ALL_THE_SAME,
            )
        kind = KIND_OF_STAGE.get(stage.kind)
        if kind and not Notice.objects.filter(stage=stage, kind=kind).exists():
            facts = result_facts(Stage.objects.get(pk=stage.pk))
            draft_notice(
                campaign_id=stage.campaign_id, stage=stage, kind=kind, facts=facts, title=facts.title,
                run=facts.run, by=self.staff,
            )  # fmt: skip
        self._publish(stage.campaign)

    def _approve(self, stage: Stage) -> None:
        """Approve what the stage was held without: its difference in some position. The files show that it went on."""
        for short in shortfalls(stage):
            if not short.approved:
                approve_difference(
                    stage_id=stage.pk,
                    position=short.position.code,
                    reason=HELD_ALL_THE_SAME,
                    by=self.approver,
                )

    def _fill(self, stage: Stage, decided: Decided) -> None:
        """Enter the stage's evidence from its files; what was entered before the cut is left alone."""
        campaign = stage.campaign
        if not Application.objects.filter(campaign=campaign).exists():
            name, data = self._file("applications")
            _once(lambda: import_applications(
                campaign_id=campaign.pk, rows=self.folder.applications, name=name, data=data, by=self.staff
            ))  # fmt: skip
        if decided.evidence.marks is not None and not Mark.objects.filter(assessor__stage=stage).exists():
            name, data = self._file(stage.key)
            keys = _application_keys(campaign, decided.entrants.ids)
            marks = MarkColumns(decided.evidence.marks, np.array(keys, np.int64))
            _once(lambda: import_marks(stage_id=stage.pk, marks=marks, name=name, data=data, by=self.staff))
        self._fill_ballots(stage, decided)
        self._fill_answers(stage, decided)
        for number, standing, reason in self._leavers(stage.key):
            application = Application.objects.get(campaign=campaign, number=number)
            if not stage.leaves.filter(application=application).exists():
                record_leave(
                    stage_id=stage.pk,
                    application_id=application.pk,
                    standing=standing,
                    reason=reason,
                    by=self.staff,
                )

    def _fill_ballots(self, stage: Stage, decided: Decided) -> None:
        """Enter the stage's ballots with their turnout, unless that has been done."""
        if not has_ballots(decided.rules) or stage.counts.exists() or stage.ballots.exists():
            return
        applications = _application_keys(stage.campaign, decided.entrants.ids)
        turnout = self._file(stage.key + TURNOUT) if needs_turnout(decided.rules) else ("", b"")
        file = file_of(decided.evidence, applications, *self._file(stage.key), turnout)
        _once(lambda: import_ballots(stage_id=stage.pk, file=file, by=self.staff))

    def _fill_answers(self, stage: Stage, decided: Decided) -> None:
        """Enter the stage's answers, unless that has been done."""
        if not decided.evidence.checks or stage.checks.exists():
            return
        numbers = [check.outsider or decided.entrants.ids[check.row] for check in decided.evidence.checks]
        keys = dict(Application.objects.filter(campaign=stage.campaign).values_list("number", "pk"))
        entries = [
            entry_of(check, keys[number])
            for check, number in zip(decided.evidence.checks, numbers, strict=True)
        ]
        name, data = self._file(stage.key if asks_alone(decided.rules) else stage.key + ANSWERS)
        file = CheckFile(name, data, entries)
        _once(lambda: import_checks(stage_id=stage.pk, file=file, by=self.staff))

    def _leavers(self, key: str) -> Iterator[tuple[str, str, str]]:
        checks = self.folder.checks.get(key)
        if checks is None:
            return
        table = checks.table
        for number, row in checks.rows.items():
            yield number, table.column("standing")[row], table.column("reason")[row]

    def _file(self, stem: str) -> tuple[str, bytes]:
        for file in sorted(self.path.iterdir()):
            if file.name[: -len(file.suffix)] == stem and file.suffix.lower() in (".csv", ".xlsx"):
                return file.name, file.read_bytes()
        raise FileNotFoundError(stem)

    def _publish(self, campaign: Campaign) -> None:
        """Publish the drafts of this campaign and press what has its number but not its bytes."""
        for notice in campaign.notices.exclude(state=Notice.State.PUBLISHED).order_by("id"):
            if notice.state == Notice.State.DRAFT:
                publish_notice(notice_id=notice.pk, by=self.staff)
            for kind in ("press", "press_piece", "bind") if self.press else ():
                for job in Job.objects.filter(kind=kind, payload__notice=notice.pk).exclude(state="done"):
                    self._run(job)

    def _run(self, job: Job) -> None:
        """Run a job in this process, unless a worker was quicker; raises NotNow with the job's own answer."""
        done = run_job(job.pk, self.handlers)
        while done is not None and done.state in (Job.State.QUEUED, Job.State.RUNNING):
            done = _wait(done, self.handlers)
        if done is None or done.state == Job.State.FAILED:
            raise NotNow(
                Sentence(gettext_noop("A job failed: %(error)s"), {"error": done.error if done else job.key})
            )


def _wait(job: Job, handlers: dict[str, Handler]) -> Job | None:
    import time

    time.sleep(0.2)
    return run_job(job.pk, handlers)


def _once(act: Callable[[], object]) -> None:
    """Do an import; the same file applied before the cut counts as done."""
    try:
        act()
    except AlreadyUploaded:
        return


def _application_keys(campaign: Campaign, numbers: Sequence[str]) -> list[int]:
    """Return the primary key of each application by its number."""
    keys = dict(Application.objects.filter(campaign=campaign).values_list("number", "pk"))
    return [keys[number] for number in numbers]
