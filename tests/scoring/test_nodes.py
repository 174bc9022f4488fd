"""Key nodes: signed over what stands, anew after a correction; nothing passes an unsigned node or an objection."""

import csv
import io
import threading
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from campaigns.actions.course import finish_campaign
from campaigns.actions.plans import begin_amendment, edit_plan, freeze_plan, propose_plan
from campaigns.actions.seats import end_seat
from campaigns.actions.stages import NotNow, open_stage, schedule_stage
from campaigns.models import Campaign, Seat, Stage
from campaigns.queries import latest_plan, plan_of
from oversight import verify
from oversight.actions import Declined
from oversight.models import Entry, Objection, Signature, User
from oversight.rights import Role
from oversight.signing import Confirmed, answer_objection, settle_objection
from scoring.actions.clock import move_due_stages
from scoring.actions.nodes import object_to, sign_node
from scoring.actions.stages import correct_stage, request_decision
from scoring.nodes import nodes_of
from tests.cast import FOLDERS
from tests.rehearsal import carry, decide, seal

NODES = """
[[nodes]]
key = "exam"
title = "考试过程"
stages = ["registration", "written"]
"""
WATCHERS = (Role.SUPERVISOR, Role.DISCIPLINE_INSPECTOR)


@pytest.fixture
def campaign(cast):
    """The written exam is sealed and its node waits for both signatures."""
    return carry(cast, "written", nodes=NODES)


def node(campaign, key="exam"):
    return next(one for one in nodes_of(campaign) if one.node.key == key)


def signing(cast, campaign, role, **changes):
    values = {
        "campaign_id": campaign.pk, "key": "exam", "digest": node(campaign).digest, "by": cast.actor(role),
        "confirmed": Confirmed.now(cast[role].pk, "password"),
    }  # fmt: skip
    return sign_node(**(values | changes))


def sign_both(cast, campaign):
    for role in WATCHERS:
        signing(cast, campaign, role)


def opening(cast, key="interview"):
    return open_stage(stage_id=cast.stage(key).pk, by=cast.actor(Role.STAFF))


def objecting(cast, campaign, subject="node:exam", text="加分的依据没有公示"):
    return object_to(campaign_id=campaign.pk, subject=subject, text=text, by=cast.actor(Role.SUPERVISOR))


def test_the_next_stage_opens_once_everybody_has_signed(cast, campaign):
    for role, waiting in zip(
        WATCHERS, ("Supervisor, Discipline inspector", "Discipline inspector"), strict=True
    ):
        with pytest.raises(NotNow, match=f"“考试过程” has to be signed by {waiting}"):
            opening(cast)
        signing(cast, campaign, role)
    assert node(campaign).done
    assert opening(cast).state == "open"


def test_a_signature_keeps_the_head_and_stands_in_the_ledger(cast, campaign):
    before = Entry.objects.filter(log__name=campaign.log).latest("seq")
    signature = signing(cast, campaign, Role.SUPERVISOR, remark="已核对成绩和公告")
    entry = Entry.objects.filter(log__name=campaign.log).latest("seq")
    assert (signature.head_size, signature.at) == (before.seq + 1, entry.at)
    assert (entry.code, entry.subject, entry.seq) == ("signature.given", "node:exam", signature.head_size)
    facts = entry.content["facts"]
    assert (facts["digest"], facts["head_root"]) == (signature.digest, signature.head_root)
    assert (facts["confirmed"], entry.content["reason"]) == ("password", "已核对成绩和公告")


def test_a_state_is_signed_once_a_person(cast, campaign):
    signing(cast, campaign, Role.SUPERVISOR)
    with pytest.raises(Declined, match="already"):
        signing(cast, campaign, Role.SUPERVISOR)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.SCORE_CLERK])
def test_only_those_whom_the_plan_names_sign(cast, campaign, role):
    with pytest.raises(NotNow, match="does not ask your signature"):
        signing(cast, campaign, role)


def test_a_node_is_not_signed_before_its_stages_are_sealed(cast):
    campaign = carry(cast, "registration", filled="written", nodes=NODES)
    with pytest.raises(NotNow, match="once all of its stages are sealed"):
        signing(cast, campaign, Role.SUPERVISOR)
    with pytest.raises(NotNow, match="no such key node"):
        signing(cast, campaign, Role.SUPERVISOR, key="other")


def test_a_confirmation_is_one_s_own_and_fresh(cast, campaign):
    other = Confirmed.now(cast[Role.STAFF].pk, "password")
    old = Confirmed(cast[Role.SUPERVISOR].pk, "password", timezone.now() - timedelta(minutes=6))
    for confirmed in (other, old):
        with pytest.raises(Declined, match="who you are"):
            signing(cast, campaign, Role.SUPERVISOR, confirmed=confirmed)
    assert not Signature.objects.exists()


def test_nobody_signs_what_he_did_himself(cast, campaign):
    staff = cast[Role.STAFF]
    with pytest.raises(Declined, match="You did part of this yourself"):
        signing(
            cast, campaign, Role.SUPERVISOR, confirmed=Confirmed.now(staff.pk, "password"),
            by=cast.actor(Role.STAFF).__class__(staff.pk, staff.name, "supervisor"),
        )  # fmt: skip


def test_a_correction_asks_for_new_signatures_and_holds_what_was_open(cast, campaign):
    sign_both(cast, campaign)
    opening(cast)
    first = node(campaign).digest
    correct_stage(stage_id=cast.stage("written").pk, by=cast.actor(Role.STAFF), reason="核分有误")
    with pytest.raises(NotNow, match="once all of its stages are sealed"):
        signing(cast, campaign, Role.SUPERVISOR, digest=first)
    decide(cast, "written")
    seal(cast, "written")
    assert [one.role for one in node(campaign).lapsed] == ["supervisor", "discipline_inspector"]
    with pytest.raises(NotNow, match="no longer what you looked at"):
        signing(cast, campaign, Role.SUPERVISOR, digest=first)
    from tests.rehearsal import close_stage, mark_interview

    mark_interview(cast)
    interview = close_stage(stage_id=cast.stage("interview").pk, by=cast.actor(Role.STAFF))
    with pytest.raises(NotNow, match="has changed and has to be signed anew by Supervisor, Discipline"):
        request_decision(stage_id=interview.pk, by=cast.actor(Role.STAFF))
    sign_both(cast, campaign)
    assert decide(cast, "interview").state == "decided"


def test_the_clock_waits_too(cast, campaign):
    past = timezone.now() - timedelta(minutes=1)
    stage = schedule_stage(
        stage_id=cast.stage("interview").pk, opens_at=past, closes_at=None, by=cast.actor(Role.STAFF)
    )
    assert move_due_stages(now=timezone.now()) == 0
    sign_both(cast, campaign)
    assert move_due_stages(now=timezone.now()) == 1
    assert cast.stage(stage.key).state == "open"


def amended(cast, campaign, change):
    begin_amendment(campaign_id=campaign.pk, by=cast.actor(Role.STAFF), reason="调整时间")
    plan = change(plan_of(latest_plan(campaign)))
    edit_plan(campaign_id=campaign.pk, plan=plan, by=cast.actor(Role.STAFF))
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER))


def test_an_amendment_asks_for_the_plan_s_signature_alone(cast):
    from dataclasses import replace

    plan_node = '\n[[nodes]]\nkey = "plan"\nstages = ["announcement"]\nsigners = ["supervisor"]\n'
    campaign = carry(cast, "written", nodes=NODES)
    sign_both(cast, campaign)
    from campaigns.plan.document import read_plan
    from tests.rehearsal import PLAN

    amended(cast, campaign, lambda plan: read_plan(PLAN.replace("TIES", "all") + NODES + plan_node))
    assert [one.done for one in nodes_of(campaign)] == [True, False]
    signing(cast, campaign, Role.SUPERVISOR, key="plan", digest=node(campaign, "plan").digest)
    assert [one.done for one in nodes_of(campaign)] == [True, True]
    amended(cast, campaign, lambda plan: replace(plan, title="改过的标题"))
    assert [one.done for one in nodes_of(campaign)] == [True, False]


def test_a_campaign_is_not_finished_past_an_unsigned_node(cast):
    last = NODES + '[[nodes]]\nkey = "end"\nstages = ["total"]\nsigners = ["supervisor"]\n'
    campaign = carry(cast, "written", nodes=last)
    sign_both(cast, campaign)
    from tests.rehearsal import mark_interview

    for key in ("interview", "total"):
        opening(cast, key)
        if key == "interview":
            mark_interview(cast)
        decide(cast, key)
        seal(cast, key)
    with pytest.raises(NotNow, match="Key node “end” has to be signed by Supervisor"):
        finish_campaign(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    signing(cast, campaign, Role.SUPERVISOR, key="end", digest=node(campaign, "end").digest)
    assert finish_campaign(campaign_id=campaign.pk, by=cast.actor(Role.STAFF)).state == "finished"


# -- objections ------------------------------------------------------------------------------------


def test_an_objection_stops_the_next_step_until_it_is_settled(cast, campaign):
    sign_both(cast, campaign)
    raised = objecting(cast, campaign)
    with pytest.raises(NotNow, match="objected to “考试过程” on .*; staff or the approver has to answer"):
        opening(cast)
    answer_objection(objection_id=raised.pk, text="已补充公示", by=cast.actor(Role.STAFF))
    with pytest.raises(NotNow, match="has yet to settle the answer"):
        opening(cast)
    settle_objection(objection_id=raised.pk, by=cast.actor(Role.SUPERVISOR))
    assert opening(cast).state == "open"
    codes = Entry.objects.filter(log__name=campaign.log, subject="node:exam").values_list("code", flat=True)
    assert [code for code in codes.order_by("seq") if code.startswith("objection")] == [
        "objection.raised", "objection.answered", "objection.settled",
    ]  # fmt: skip


def test_the_words_of_an_objection_can_be_erased(cast, campaign):
    objecting(cast, campaign)
    entry = Entry.objects.filter(log__name=campaign.log).latest("seq")
    assert "加分" not in entry.body


def test_an_objection_to_a_decided_stage_stops_its_seal(cast):
    campaign = carry(cast, "registration", filled="written")
    decide(cast, "written")
    raised = objecting(cast, campaign, "stage:written")
    with pytest.raises(NotNow, match="objected to “笔试”"):
        seal(cast, "written")
    settle_objection(objection_id=raised.pk, by=cast.actor(Role.SUPERVISOR))
    assert seal(cast, "written").state == "sealed"


def test_who_may_do_what_with_an_objection(cast, campaign):
    with pytest.raises(Declined, match="office does not include"):
        object_to(campaign_id=campaign.pk, subject="node:exam", text="x", by=cast.actor(Role.STAFF))
    with pytest.raises(NotNow, match="no such stage or key node"):
        objecting(cast, campaign, "node:none")
    with pytest.raises(Declined, match="Say what"):
        objecting(cast, campaign, text="  ")
    raised = objecting(cast, campaign)
    with pytest.raises(Declined, match="office does not include"):
        answer_objection(objection_id=raised.pk, text="x", by=cast.actor(Role.SUPERVISOR))
    with pytest.raises(Declined, match="Write the answer"):
        answer_objection(objection_id=raised.pk, text=" ", by=cast.actor(Role.STAFF))
    with pytest.raises(Declined, match="raised this objection and settles it"):
        settle_objection(objection_id=raised.pk, by=cast.actor(Role.DISCIPLINE_INSPECTOR))
    settle_objection(objection_id=raised.pk, by=cast.actor(Role.SUPERVISOR))
    for again in (
        lambda: settle_objection(objection_id=raised.pk, by=cast.actor(Role.SUPERVISOR)),
        lambda: answer_objection(objection_id=raised.pk, text="x", by=cast.actor(Role.STAFF)),
    ):
        with pytest.raises(Declined, match="settled already"):
            again()


def test_who_follows_in_the_seat_settles_what_was_left_behind(cast, campaign):
    raised = objecting(cast, campaign)
    follower = cast.actor(Role.SUPERVISOR).__class__(cast["stranger"].pk, "后任", "supervisor")
    with pytest.raises(Declined):
        settle_objection(objection_id=raised.pk, by=follower)
    seat = Seat.objects.get(campaign=campaign, role="supervisor")
    end_seat(seat_id=seat.pk, by=cast.actor(Role.SECURITY_OFFICER))
    settle_objection(objection_id=raised.pk, by=follower)
    assert Objection.objects.get().settled_by_id == cast["stranger"].pk


# -- replay and archive ----------------------------------------------------------------------------


@pytest.fixture
def replayed(tmp_path, transactional_db):
    """A folder with key nodes, replayed: where its archive lies."""
    import shutil

    folder = tmp_path / "folder"
    shutil.copytree(FOLDERS / "17-shandong-2012-civil-service", folder)
    with (folder / "plan.toml").open("a") as plan:
        plan.write('\n[[nodes]]\nkey = "plan"\nstages = ["announcement"]\n' + NODES)
        plan.write('[[nodes]]\nkey = "end"\nstages = ["total"]\n')
    call_command("replay", str(folder), output=tmp_path / "out", stdout=io.StringIO(), stderr=io.StringIO())
    return tmp_path / "out" / "archive.zip"


def test_a_replay_signs_as_those_who_watch_and_its_archive_says_so(replayed):
    assert set(User.objects.filter(signatures__isnull=False).values_list("name", flat=True)) == {
        "回放监督",
        "回放纪检",
    }
    with zipfile.ZipFile(replayed) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("nodes.csv").decode("utf-8-sig"))))
    assert [row["node"] for row in rows] == ["plan", "plan", "exam", "exam", "end", "end"]
    report, _ledger = verify.verify(replayed)
    assert [fault.text for fault in report.faults] == []
    assert "关键节点：6 次签署与纪实一致。" in report.notes


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda lines: lines[:-1], "nodes.csv 缺少纪实第"),
        (lambda lines: [*lines, lines[-1]], "nodes.csv 第 8 行的签署没有入账"),
        (
            lambda lines: [lines[0], lines[1].replace("回放监督", "别人"), *lines[2:]],
            "nodes.csv 第 2 行与纪实第",
        ),
        (lambda lines: None, "缺少文件 nodes.csv"),
    ],
)
def test_verify_finds_what_was_changed_in_the_signatures(replayed, tmp_path, change, fault):
    with zipfile.ZipFile(replayed) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    lines = change(files.pop("nodes.csv").decode().splitlines(keepends=True))
    if lines is not None:
        files["nodes.csv"] = "".join(lines).encode()
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    report, _ledger = verify.verify(tmp_path / "changed.zip")
    assert any(found.text.startswith(fault) for found in report.faults)


def test_replayed_as_far_as_a_stage_the_node_behind_it_is_left_to_sign(cast):
    from scoring.folder import decide_folder, read_folder
    from scoring.replay import Replay
    from scoring.tasks import HANDLERS

    path = FOLDERS / "17-shandong-2012-civil-service"
    assert Campaign.objects.count() == 0
    files = read_folder(path)
    Replay(files, decide_folder(files), path, HANDLERS, lambda said: None).run(last="written")
    assert not User.objects.filter(username__startswith="replay-supervisor").exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_signing_while_a_correction_runs(django_db_serialized_rollback, cast):
    campaign = carry(cast, "written", nodes=NODES)
    digest, answers = node(campaign).digest, []
    held, asked = threading.Event(), threading.Event()

    def sign():
        held.wait(10)
        asked.set()
        try:
            signing(cast, campaign, Role.SUPERVISOR, digest=digest)
        except NotNow as late:
            answers.append(str(late))
        finally:
            connection.close()

    thread = threading.Thread(target=sign)
    thread.start()
    with transaction.atomic():
        correct_stage(stage_id=cast.stage("written").pk, by=cast.actor(Role.STAFF), reason="核分有误")
        held.set()
        asked.wait(10)
    thread.join(20)
    assert answers == ["“考试过程” is signed once all of its stages are sealed."]
    assert not Signature.objects.exists()
    assert Stage.objects.get(key="written", campaign=campaign).state == "closed"
