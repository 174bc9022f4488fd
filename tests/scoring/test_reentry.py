"""Double entry: another person types again without seeing, differences side by side, a further person locks."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from campaigns.actions.seats import give_seat
from campaigns.actions.stages import NotNow, open_stage
from oversight.actions import create_user
from oversight.ledger import SYSTEM
from oversight.models import Entry
from oversight.rights import Role
from oversight.say import say
from scoring.actions.ballots import CountEntry, PaperEntry, TurnoutEntry, enter_counts
from scoring.actions.marks import enter_marks
from scoring.actions.papers import enter_paper
from scoring.actions.reentry import correct_first, enter_again, lock_evidence
from scoring.actions.stages import close_stage
from scoring.models import Lock, Mark, Reentry
from scoring.queries import entrants_of
from scoring.reentry import first_values, unlocked
from tests import rehearsal
from tests.rehearsal import carry, given, keys, mark_written

BALLOTS = """
[[stages]]
kind = "recommendation"
title = "推荐"
double_entry = true
rounds = [ { key = "wide", title = "全体推荐", due = 3, max_names = 2, keep = 2 } ]
"""


def said(act):
    with pytest.raises(NotNow) as refused:
        act()
    with override("en"):
        return say(refused.value.sentence)


@pytest.fixture
def third(cast):
    """A second member of staff, who types nothing."""

    def make():
        user = create_user(username="third", name="第三人", by=SYSTEM, password="择优-cast-2026")
        give_seat(
            campaign_id=cast.campaign.pk,
            user_id=user.pk,
            role=Role.SCORE_CLERK,
            by=cast.actor(Role.SECURITY_OFFICER),
        )
        return user

    return make


@pytest.fixture
def exam(cast, monkeypatch):
    """The written exam open and marked by the clerk; the plan asks for it to be typed twice."""
    plan = rehearsal.PLAN.replace('title = "笔试"\n', 'title = "笔试"\ndouble_entry = true\n')
    monkeypatch.setattr(rehearsal, "PLAN", plan)
    carry(cast, "written", filled="written")
    return cast.stage("written")


def copied(stage, **wrong):
    return first_values(stage) | wrong


def test_evidence_typed_twice_and_equal_is_locked_by_a_further_person_and_closes(cast, exam, third):
    staff, approver = cast.actor(Role.STAFF), cast.actor(Role.APPROVER)
    assert "14 values have not been typed again" in said(lambda: close_stage(stage_id=exam.pk, by=staff))
    wrong = copied(exam) | {"m||A1||0": "91"}
    assert enter_again(stage_id=exam.pk, values=wrong, by=staff) == 14
    assert "1 values differ" in said(lambda: close_stage(stage_id=exam.pk, by=staff))
    assert "1 values differ" in said(lambda: lock_evidence(stage_id=exam.pk, by=approver))
    assert enter_again(stage_id=exam.pk, values={"m||A1||0": "90.00"}, by=staff) == 1
    assert "further person" in said(lambda: close_stage(stage_id=exam.pk, by=staff))
    lock_evidence(stage_id=exam.pk, by=approver)
    assert close_stage(stage_id=exam.pk, by=staff).state == "closed"
    assert [Entry.objects.filter(code=code).count() for code in ("evidence.retyped", "evidence.locked")] == [
        2,
        1,
    ]


def test_whoever_typed_first_neither_types_again_nor_locks(cast, exam):
    clerk, staff = cast.actor(Role.SCORE_CLERK), cast.actor(Role.STAFF)
    assert "another person" in said(lambda: enter_again(stage_id=exam.pk, values=copied(exam), by=clerk))
    enter_again(stage_id=exam.pk, values=copied(exam), by=staff)
    for typist in (clerk, staff):
        assert "another person" in said(lambda by=typist: lock_evidence(stage_id=exam.pk, by=by))
    # Whoever typed again and then changes a first value has typed both.
    enter_marks(stage_id=exam.pk, entries=[given(keys(cast)["A1"], 90, criterion=0)], by=staff)
    assert [str(why) for why in unlocked(exam)] == ["a further person has to lock the evidence as it stands"]
    enter_marks(stage_id=exam.pk, entries=[given(keys(cast)["A1"], 89, criterion=0)], by=staff)
    assert "one person typed both times" in [str(why) for why in unlocked(exam)]


def test_the_first_is_set_right_with_a_reason_by_who_did_not_type_again(cast, exam):
    clerk, staff = cast.actor(Role.SCORE_CLERK), cast.actor(Role.STAFF)
    enter_again(stage_id=exam.pk, values=copied(exam) | {"m||A1||0": "91"}, by=staff)
    change = {"stage_id": exam.pk, "place": "m||A1||0", "value": "91"}
    assert "typed these values again" in said(lambda: correct_first(**change, by=staff, reason="看错"))
    assert "reason" in said(lambda: correct_first(**change, by=clerk, reason=" "))
    correct_first(**change, by=clerk, reason="首次录入看错一行")
    assert Mark.objects.get(application__number="A1", criterion=0).value == 91 * 10**6
    assert Entry.objects.get(code="mark.changed").content["reason"] == "首次录入看错一行"
    assert [str(why) for why in unlocked(exam)] == ["a further person has to lock the evidence as it stands"]


def test_a_change_unlocks(cast, exam):
    staff, clerk = cast.actor(Role.STAFF), cast.actor(Role.SCORE_CLERK)
    enter_again(stage_id=exam.pk, values=copied(exam), by=staff)
    lock_evidence(stage_id=exam.pk, by=cast.actor(Role.APPROVER))
    mark_written(cast, {"A1": 95})
    enter_again(stage_id=exam.pk, values=copied(exam), by=staff)
    assert "further person" in said(lambda: close_stage(stage_id=exam.pk, by=clerk))


def test_counts_turnout_and_papers_are_typed_twice_alike(cast, monkeypatch):
    monkeypatch.setattr(rehearsal, "PLAN", rehearsal.PLAN + BALLOTS)
    carry(cast, "total")
    stage = open_stage(stage_id=cast.stage("recommendation").pk, by=cast.actor(Role.STAFF))
    clerk = cast.actor(Role.SCORE_CLERK)
    standing = entrants_of(stage).values_list("number", "pk")[:2]
    (one, first_key), (two, second_key) = standing
    choices = [(first_key, -1), (second_key, -1)]
    enter_paper(stage_id=stage.pk, paper=PaperEntry(0, "1", "", choices), by=clerk)
    enter_paper(stage_id=stage.pk, paper=PaperEntry(0, "2", "", []), by=clerk)
    enter_counts(stage_id=stage.pk, counts=[], turnout=[TurnoutEntry(0, 3, 2, 0)], by=clerk)
    first = first_values(stage)
    assert first == {
        "t|0|issued": "3",
        "t|0|returned": "2",
        "t|0|void": "0",
        "p|0|1": f"{one} {two}",
        "p|0|2": "-",
    }
    again = {**first, "p|0|1": f"{two}、{one}", "t|0|issued": "03"}
    enter_again(stage_id=stage.pk, values=again, by=cast.actor(Role.STAFF))
    assert [str(why) for why in unlocked(stage)] == ["a further person has to lock the evidence as it stands"]
    correct_first(stage_id=stage.pk, place="t|0|void", value="1", by=clerk, reason="漏记一张废票")
    assert [str(why) for why in unlocked(stage)] == ["1 values differ"]
    assert "on the page" in said(
        lambda: correct_first(stage_id=stage.pk, place="p|0|1", value=one, by=clerk, reason="x")
    )


def test_a_plan_that_does_not_ask_needs_none(cast):
    carry(cast, "written", filled="written")
    stage = cast.stage("written")
    assert "does not ask" in said(
        lambda: enter_again(stage_id=stage.pk, values={}, by=cast.actor(Role.STAFF))
    )
    close_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF))


def url(stage, name="again", query=""):
    return reverse(name, args=[stage.campaign.code, stage.key]) + query


def test_the_second_typist_does_not_see_the_first_values(cast, exam, as_role):
    page = as_role(Role.STAFF).get(url(exam))
    assert page.context["writable"] is True
    cells = [cell for block in page.context["table"] for row in block["rows"] for cell in row["cells"]]
    assert len(cells) == 14
    assert {cell["value"] for cell in cells} == {""}
    assert as_role(Role.SCORE_CLERK).get(url(exam)).context["writable"] is False


def test_the_page_saves_shows_what_differs_and_locks(cast, exam, as_role, third, client):
    staff = as_role(Role.STAFF)
    values = list(first_values(exam).values())
    typed = {f"v{number}": value for number, value in enumerate(values)} | {"v0": "12"}
    assert staff.post(url(exam), typed).status_code == 302
    assert Reentry.objects.count() == 14
    differing = staff.get(url(exam)).context["differing"]
    assert [line["again"] for line in differing] == ["12"]
    clerk = as_role(Role.SCORE_CLERK)
    assert clerk.post(url(exam), typed).context["errors"]
    right = differing[0]["url"]
    assert clerk.get(right).status_code == 200
    assert clerk.post(right, {"value": "12", "reason": "看错"}).status_code == 302
    assert clerk.post(url(exam, "evidence_lock")).status_code == 302
    assert not Lock.objects.exists()
    client.force_login(third())
    client.post(url(exam, "evidence_lock"))
    assert Lock.objects.exists()
    assert client.get(url(exam)).context["locked"] is True


def test_who_may(as_role, client, exam):
    assert client.get(url(exam)).status_code == 302
    watcher = as_role(Role.SUPERVISOR)
    assert watcher.get(url(exam)).status_code == 200
    assert watcher.post(url(exam), {"v0": "1"}).status_code == 404
    assert watcher.post(url(exam, "evidence_lock")).status_code == 404
    for role in ("stranger", Role.JUDGE):
        assert as_role(role).get(url(exam)).status_code == 404
        assert as_role(role).get(url(exam, "correct_first")).status_code == 404


def test_the_page_costs_the_same_for_many(cast, exam, as_role, same_queries):
    Mark.objects.exclude(application__number="A1").delete()
    staff = as_role(Role.STAFF)
    same_queries(lambda: staff.get(url(exam)), lambda: mark_written(cast))


def test_ballots_of_counts_are_typed_again_name_by_name(cast, monkeypatch, as_role):
    stage_text = '\n[[stages]]\nkind = "vote"\ntitle = "票决"\ndue = 11\ndouble_entry = true\n'
    monkeypatch.setattr(rehearsal, "PLAN", rehearsal.PLAN + stage_text)
    carry(cast, "total")
    stage = open_stage(stage_id=cast.stage("vote").pk, by=cast.actor(Role.STAFF))
    counts = [CountEntry(keys(cast)["A1"], 0, option, n) for option, n in enumerate((9, 2, 0, 11, 0))]
    enter_counts(stage_id=stage.pk, counts=counts, by=cast.actor(Role.SCORE_CLERK))
    page = as_role(Role.STAFF).get(url(stage))
    assert page.context["table"][0]["columns"] == ("同意", "不同意", "弃权", "到会", "回避")
