"""The actions of checks: what they store and record, what they refuse, and that notes are nobody's to read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from campaigns.actions.stages import NotNow, open_stage
from campaigns.models import CalendarDay, CalendarYear
from campaigns.plan.rules_later import Inspection
from campaigns.workdays import seed_calendar
from oversight.actions import AlreadyUploaded, store_blob
from oversight.models import Blob, Entry, Personal
from oversight.rights import Role
from oversight.say import say
from scoring.actions import checks
from scoring.actions.checks import (
    CheckEntry,
    CheckFile,
    correct_checks,
    enter_checks,
    import_checks,
    remove_check,
)
from scoring.actions.stages import close_stage, decide_stage
from scoring.collect import gather, outcome_in_force
from scoring.core.checks import MUSTS
from scoring.core.unanswered import publicity_runs_until
from scoring.models import Check
from scoring.reconcile import reconcile_stage
from tests.later import staged
from tests.rehearsal import decide, keys, seal


@pytest.fixture
def staff(cast):
    return cast.actor(Role.STAFF)


def last_entry(code):
    return Entry.objects.filter(code=code).order_by("-id").first().content


def refused(stage, *entries, by):
    with pytest.raises(NotNow) as error:
        enter_checks(stage_id=stage.pk, entries=entries, by=by)
    with override("en"):
        return say(error.value.sentence)


def test_an_answer_is_stored_and_recorded_without_its_note(cast, staff):
    stage = staged(cast, "joint_appraisal")
    a1 = keys(cast)["a1"]
    entries = [
        CheckEntry(a1, "discipline", answer="to_verify", note="信访件待核"),
        CheckEntry(a1, "audit", answer="no_objection"),
    ]
    assert enter_checks(stage_id=stage.pk, entries=entries, by=staff) == 2
    entry = last_entry("checks.entered")
    assert entry["facts"]["checks"] == [
        ["a1", "", "discipline", 1, "", "to_verify"],
        ["a1", "", "audit", 1, "", "no_objection"],
    ]
    assert "信访件" not in str(entry)
    assert list(entry["personal"]) == ["note.0"]
    assert Personal.objects.get(name="note.0").value == "信访件待核"
    assert Check.objects.get(source="audit").entered_by == cast[Role.STAFF]


def test_what_is_answered_anew_names_both_and_the_same_is_left_alone(cast, staff):
    stage = staged(cast, "joint_appraisal")
    a1 = keys(cast)["a1"]
    first = CheckEntry(a1, "discipline", answer="to_verify", note="待核")
    enter_checks(stage_id=stage.pk, entries=[first], by=staff)
    assert enter_checks(stage_id=stage.pk, entries=[first], by=staff) == 0
    again = CheckEntry(a1, "discipline", answer="no_objection")
    assert enter_checks(stage_id=stage.pk, entries=[again], by=staff, reason="已核实") == 1
    entry = last_entry("checks.entered")
    assert entry["facts"]["checks"] == [["a1", "", "discipline", 1, "to_verify", "no_objection"]]
    assert (entry["reason"], Check.objects.count(), Check.objects.get().note) == ("已核实", 1, "")


def test_everything_wrong_is_said_at_once(cast, staff):
    stage = staged(cast, "joint_appraisal")
    a1, tomorrow = keys(cast)["a1"], timezone.localdate() + timedelta(days=1)
    said = refused(
        stage,
        CheckEntry(a1, "police", answer="no_objection"),
        CheckEntry(a1, "audit", answer="adverse"),
        CheckEntry(a1, "discipline", answer="yes", day=tomorrow, number=2, document="00"),
        by=staff,
    )
    for part in (
        "a1, organ: “police” does not stand in the plan, which has discipline, audit",
        "a1, note: this answer needs a note",
        "a1, answer: “yes” is no answer here; known are no_objection, to_verify, adverse",
        f"a1, day: {tomorrow.isoformat()} has not come yet",
        "a1, number: this is answered once",
        "a1, document: the document was not stored",
    ):
        assert part in said
    assert not Check.objects.exists()


def test_the_same_answered_twice_in_one_act(cast, staff):
    stage = staged(cast, "inspection")
    a1 = keys(cast)["a1"]
    said = refused(
        stage,
        CheckEntry(a1, "李组长", "archive", answer="no_objection"),
        CheckEntry(a1, "王副组长", "archive", answer="no_objection"),
        by=staff,
    )
    assert "this is answered twice" in said


def test_a_must_has_one_answer_whoever_gave_it_and_an_opinion_one_of_each_signer(cast, staff):
    stage = staged(cast, "inspection")
    a1 = keys(cast)["a1"]
    for who in ("李组长", "王副组长"):
        must = CheckEntry(a1, who, "archive", answer="no_objection")
        enter_checks(stage_id=stage.pk, entries=[must], by=staff)
    both = [
        CheckEntry(a1, signer, "integrity", answer="no_objection")
        for signer in ("党委(党组)书记", "纪委书记(纪检组长)")
    ]
    enter_checks(stage_id=stage.pk, entries=both, by=staff)
    assert [(c.item, c.source) for c in Check.objects.all()] == [
        ("archive", "王副组长"),
        ("integrity", "党委(党组)书记"),
        ("integrity", "纪委书记(纪检组长)"),
    ]


def test_the_only_answer_may_be_left_out_and_a_document_goes_along(cast, staff):
    stage = staged(cast, "inspection")
    a1, document = keys(cast)["a1"], store_blob(b"scan", media="application/pdf")
    talk = CheckEntry(a1, "李组长", "talk", 1, note="谈话十人\r\n均无异议  ", document=document)
    enter_checks(stage_id=stage.pk, entries=[talk], by=staff)
    check = Check.objects.get()
    assert (check.answer, check.note) == ("noted", "谈话十人\n均无异议")
    assert last_entry("checks.entered")["facts"]["checks"][0][-1] == document


def test_an_inspection_asks_only_the_musts_of_its_plan(cast, staff):
    stage = staged(cast, "inspection", inspection='kind = "inspection"\nmusts = ["archive"]\n')
    a1 = keys(cast)["a1"]
    said = refused(stage, CheckEntry(a1, item="petitions", answer="no_objection"), by=staff)
    assert "“petitions” is not asked here; known are archive, integrity" in said


def test_the_meeting_keeps_and_drops_and_parties_agree(cast, staff):
    stage = staged(cast, "deliberation")
    a1 = keys(cast)["a1"]
    said = refused(
        stage,
        CheckEntry(a1, "-", answer="agree"),
        CheckEntry(a1, "分管领导", answer="keep"),
        by=staff,
    )
    assert "“agree” is no answer here; known are keep, drop" in said
    assert "“keep” is no answer here; known are agree, disagree, defer, silent" in said


def test_silence_counts_only_after_its_days(cast, staff):
    stage = staged(cast, "deliberation")
    a1 = keys(cast)["a1"]
    silent = CheckEntry(a1, "分管领导", answer="silent")
    assert "30 days after the opening" in refused(stage, silent, by=staff)
    file = CheckFile("deliberation.csv", b"silent", [silent])
    assert import_checks(stage_id=stage.pk, file=file, by=staff).rows == 1


def test_a_kind_that_asks_nothing_takes_no_answers(cast, staff):
    stage = staged(cast, "appointment", appointment='kind = "written_exam"\nkey = "appointment"\n')
    assert "asks nothing about its entrants" in refused(stage, CheckEntry(1), by=staff)


def test_a_file_replaces_what_was_there_and_the_same_one_is_refused(cast, staff):
    stage = staged(cast, "joint_appraisal")
    known = keys(cast)
    enter_checks(
        stage_id=stage.pk, entries=[CheckEntry(known["a1"], "audit", answer="no_objection")], by=staff
    )
    entries = [CheckEntry(known[n], "discipline", answer="no_objection") for n in ("a1", "a2", "a3")]
    file = CheckFile("joint_appraisal.csv", b"bytes", entries)
    assert import_checks(stage_id=stage.pk, file=file, by=staff).rows == 3
    facts = last_entry("checks.imported")["facts"]
    assert (facts["rows"], facts["replaced"], facts["file"]) == (3, 1, "joint_appraisal.csv")
    assert set(Check.objects.values_list("source", flat=True)) == {"discipline"}
    with pytest.raises(AlreadyUploaded):
        import_checks(stage_id=stage.pk, file=file, by=staff)


def test_an_answer_entered_by_mistake_is_taken_out_with_a_reason(cast, staff):
    stage = staged(cast, "joint_appraisal")
    a1 = keys(cast)["a1"]
    enter_checks(
        stage_id=stage.pk, entries=[CheckEntry(a1, "audit", answer="adverse", note="欠款")], by=staff
    )
    check = Check.objects.get()
    with pytest.raises(NotNow, match="reason"):
        remove_check(stage_id=stage.pk, check_id=check.pk, by=staff, reason=" ")
    remove_check(stage_id=stage.pk, check_id=check.pk, by=staff, reason="录错了人")
    entry = last_entry("check.removed")
    assert (entry["facts"]["number"], entry["facts"]["before"]) == ("a1", "adverse")
    assert "欠款" not in str(entry)
    with pytest.raises(NotNow, match="already"):
        remove_check(stage_id=stage.pk, check_id=check.pk, by=staff, reason="录错了人")


def test_strangers_and_closed_stages_are_refused(cast, staff):
    stage = staged(cast, "joint_appraisal", "deliberation")
    later = cast.stage("deliberation")
    a1 = keys(cast)["a1"]
    assert "entered while it is open" in refused(later, CheckEntry(a1, "-", answer="keep"), by=staff)
    assert "No entrants of" in refused(stage, CheckEntry(0, "audit", answer="no_objection"), by=staff)


def closing(stage, *, by, **how):
    with pytest.raises(NotNow) as error:
        close_stage(stage_id=stage.pk, by=by, **how)
    with override("en"):
        return say(error.value.sentence)


def looked_into(application):
    """Return everything that an inspection without a rubric asks about somebody."""
    said = [CheckEntry(application, "李组长", must, answer="no_objection") for must in MUSTS]
    said += [CheckEntry(application, one, "integrity", answer="no_objection") for one in Inspection.signers]
    talks = enumerate(("李组长", "王副组长"), 1)
    return [*said, *(CheckEntry(application, who, "talk", n, note="谈话") for n, who in talks)]


def test_a_stage_that_lacks_answers_is_not_closed_and_says_all_that_it_lacks(cast, staff):
    stage = staged(cast, "joint_appraisal")
    known = keys(cast)
    enter_checks(
        stage_id=stage.pk,
        entries=[
            CheckEntry(known["a1"], "discipline", answer="no_objection"),
            CheckEntry(known["a1"], "audit", answer="to_verify", note="待核"),
            CheckEntry(known["a2"], "audit", answer="no_objection"),
        ],
        by=staff,
    )
    assert closing(stage, by=staff).endswith(  # what the audit answered stays sealed until all are in
        "cannot be closed yet: discipline has not answered about a2, a3, audit has not answered about a3"
    )
    rest = [("a2", "discipline"), ("a3", "discipline"), ("a3", "audit")]
    missing = [CheckEntry(known[number], organ, answer="no_objection") for number, organ in rest]
    enter_checks(stage_id=stage.pk, entries=missing, by=staff)
    assert closing(stage, by=staff).endswith("cannot be closed yet: audit has yet to verify about a1")
    assert cast.stage("joint_appraisal").state == "open"


def test_an_inspection_is_closed_decided_sealed_and_its_answers_are_a_file_of_the_run(
    cast, staff, stored_alone
):
    stage = staged(cast, "inspection", "deliberation")
    entries = [entry for key in keys(cast).values() for entry in looked_into(key)]
    entries[0] = replace(entries[0], answer="adverse", note="档案涂改")
    enter_checks(stage_id=stage.pk, entries=entries, by=staff)
    decide(cast, "inspection")
    seal(cast, "inspection")
    stored_alone()
    outcome = outcome_in_force(cast.stage("inspection"))
    assert [p.standing for p in outcome.placings.all()] == ["disqualified", "advanced", "advanced"]
    closed = last_entry("stage.closed")["facts"]
    assert closed["answers"] == outcome.answers_digest != ""
    text = bytes(Blob.objects.get(sha256=outcome.answers_digest).bytes).decode()
    assert text.splitlines()[:2] == [
        "id,item,by,number,answer,day,note",
        "a1,archive,李组长,1,adverse,,档案涂改",
    ]
    assert reconcile_stage(cast.stage("inspection")) == []
    Check.objects.filter(item="petitions").update(answer="to_verify")
    told = [str(sentence) for sentence in reconcile_stage(cast.stage("inspection"))]
    assert told and all("answers" in one for one in told)


def test_answers_changed_past_the_actions_stop_the_decision(cast, staff):
    stage = staged(cast, "deliberation")
    entries = [CheckEntry(key, "-", answer="keep") for key in keys(cast).values()]
    entries += [CheckEntry(key, "分管领导", answer="agree") for key in keys(cast).values()]
    enter_checks(stage_id=stage.pk, entries=entries, by=staff)
    close_stage(stage_id=stage.pk, by=staff)
    Check.objects.filter(source="-").update(answer="drop")
    with pytest.raises(NotNow, match="not what was closed"):
        decide_stage(stage_id=stage.pk, run=1, by=staff)


def test_publicity_is_not_closed_on_the_screens_before_its_last_day_is_over(cast, staff):
    stage = staged(cast, "publicity")
    today = timezone.localdate()
    entries = [CheckEntry(key, item="posted", day=today) for key in keys(cast).values()]
    enter_checks(stage_id=stage.pk, entries=entries, by=staff)
    end = seed_calendar().add_working_days(today, 5)
    assert f"publicity runs until the close of {end.isoformat()}" in closing(stage, by=staff)
    close_stage(stage_id=stage.pk, by=staff, counted_elsewhere=True)


def test_a_year_that_staff_entered_is_a_year_with_a_calendar(cast, staff, monkeypatch):
    stage = staged(cast, "publicity")
    day = date(2003, 12, 29)
    entries = [CheckEntry(key, item="posted", day=day) for key in keys(cast).values()]
    enter_checks(stage_id=stage.pk, entries=entries, by=staff)
    assert "no data for 2003" in closing(stage, by=staff)
    years = [CalendarYear.objects.create(year=2003, source="国办发")]
    CalendarDay.objects.create(year=years[0], day=date(2003, 12, 31), working=False, name="假")
    close_stage(stage_id=stage.pk, by=staff)
    gathered = gather(cast.stage("publicity"))
    assert publicity_runs_until(gathered.rules, gathered.entrants, gathered.evidence) == date(2004, 1, 7)


def test_what_comes_of_probation_is_a_correction_and_a_runner_up_is_heard(cast, staff, stored_alone):
    exempt = 'kind = "publicity"\nexempt = "换届时已公示"\n'
    stage = staged(cast, "deliberation", "publicity", "appointment", publicity=exempt)
    known = keys(cast)
    said = [CheckEntry(key, "分管领导", answer="agree") for key in known.values()]
    said += [CheckEntry(known["a1"], "-", answer="keep")]
    said += [CheckEntry(known[n], "-", answer="drop", note="暂缓") for n in ("a2", "a3")]
    enter_checks(stage_id=stage.pk, entries=said, by=staff)
    decide(cast, "deliberation")
    seal(cast, "deliberation")
    open_stage(stage_id=cast.stage("publicity").pk, by=staff)
    decide(cast, "publicity")
    seal(cast, "publicity")
    stage = open_stage(stage_id=cast.stage("appointment").pk, by=staff)
    assert "No entrants of" in refused(stage, CheckEntry(known["a2"], item="talk"), by=staff)
    taken = [
        CheckEntry(known["a1"], item="decision", answer="appointed", day=date(2025, 6, 1)),
        CheckEntry(known["a2"], item="reserve", answer="consented"),
    ]
    enter_checks(stage_id=stage.pk, entries=taken, by=staff)
    decide(cast, "appointment")
    seal(cast, "appointment")
    assert outcome_in_force(cast.stage("appointment")).placings.get().standing == "advanced"
    removed = CheckEntry(known["a1"], item="trial", answer="removed", day=date(2026, 6, 1), note="不胜任")
    correct_checks(stage_id=stage.pk, entries=[removed], by=staff, reason="试用期满考核不合格")
    decide(cast, "appointment")
    outcome = outcome_in_force(cast.stage("appointment"))
    assert (outcome.run, outcome.placings.get().standing) == (2, "eliminated")
    assert "不胜任" not in str(last_entry("checks.entered"))
    stored_alone()
    with pytest.raises(NotNow, match="No answer differs"):
        correct_checks(stage_id=stage.pk, entries=[removed], by=staff, reason="再次")


def test_silence_after_its_days_is_consent(cast, staff, monkeypatch):
    stage = staged(cast, "deliberation")
    before = timezone.localdate() - timedelta(days=30)
    monkeypatch.setattr(checks, "opened_on", lambda stage: before)
    silent = CheckEntry(keys(cast)["a1"], "分管领导", answer="silent")
    assert enter_checks(stage_id=stage.pk, entries=[silent], by=staff) == 1
