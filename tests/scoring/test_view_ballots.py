"""The doors of ballots: counts and turnout by turn, single papers by keyboard, declaring a count void."""

import json

import pytest
from django.urls import reverse

from campaigns.actions.stages import NotNow, open_stage
from candidates.models import Application, Candidate
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.approvals import approve_difference
from scoring.actions.ballots import PaperEntry
from scoring.actions.papers import enter_paper
from scoring.collect import outcome_in_force
from scoring.models import Ballot, Choice, Count, Placing, Turnout
from tests.cast import play
from tests.rehearsal import keys

ASSESSMENT, ROUNDS = "invented-assessment-with-vetoes", "invented-three-rounds-of-recommendation"
VOTE, FACTORS = "invented-difference-vote", "invented-factor-ballots"


@pytest.fixture
def on_stage(cast):
    """Return `on_stage(folder, key)`: a campaign whose stage of ballots is open and empty."""

    def open_folder(folder, key):
        play(cast, folder, last="registration")
        if folder == VOTE:
            approver = cast.actor(Role.APPROVER)
            pk = cast.stage(key).pk
            approve_difference(stage_id=pk, position="P02", reason="经研究继续", by=approver)
        return open_stage(stage_id=cast.stage(key).pk, by=cast.actor(Role.STAFF))

    return open_folder


def url(name, stage, query=""):
    return reverse(name, args=[stage.campaign.code, stage.key]) + query


def codes(code):
    return Entry.objects.filter(code=code).count()


def test_counts_and_turnout_of_a_group_are_saved_and_recorded(as_role, cast, on_stage):
    stage = on_stage(ASSESSMENT, "assessment")
    a1 = keys(cast)["a1"]
    typed = {f"c{a1}-0": "3", f"c{a1}-1": "8", "issued": "11", "returned": "11", "void": "0"}
    page = url("ballots", stage, "?turn=A")
    assert as_role(Role.SCORE_CLERK).post(page, typed).status_code == 302
    assert list(Count.objects.order_by("option").values_list("key", "option", "count")) == [
        (0, 0, 3),
        (0, 1, 8),
    ]
    assert Turnout.objects.get().issued == 11
    assert codes("counts.entered") == 1
    shown = as_role(Role.STAFF).get(page).content.decode()
    assert "发出 11 张" in shown


def test_every_mistake_is_named_and_what_was_typed_is_kept(as_role, cast, on_stage):
    stage = on_stage(ASSESSMENT, "assessment")
    a1 = keys(cast)["a1"]
    typed = {f"c{a1}-0": "3.5", f"c{a1}-1": "x", "issued": "11", "returned": "", "void": "0"}
    page = as_role(Role.STAFF).post(url("ballots", stage, "?turn=A"), typed)
    assert len(page.context["errors"]) == 3
    assert 'value="3.5"' in page.content.decode()
    assert not Count.objects.exists()


def test_more_ballots_back_than_issued_are_refused_and_the_count_can_be_declared_void(as_role, on_stage):
    stage = on_stage(ASSESSMENT, "assessment")
    staff = as_role(Role.STAFF)
    staff.post(url("ballots", stage, "?turn=A"), {"issued": "11", "returned": "11", "void": "0"})
    over = {"issued": "11", "returned": "12", "void": "0"}
    page = staff.post(url("ballots", stage, "?turn=A"), over)
    assert len(page.context["errors"]) == 1
    void = url("ballots_void", stage, "?turn=A")
    assert void in page.content.decode()
    assert staff.post(void, {"issued": "11", "returned": "12", "reason": ""}).status_code == 200
    assert staff.post(void, {"issued": "11", "returned": "12", "reason": "多收一张"}).status_code == 302
    assert not Turnout.objects.exists()
    entry = Entry.objects.get(code="turn.voided").content
    assert (entry["facts"]["turn"], entry["facts"]["returned"], entry["reason"]) == ("A", 12, "多收一张")


def test_what_somebody_else_typed_meanwhile_is_not_lost(as_role, cast, on_stage):
    stage = on_stage(ASSESSMENT, "assessment")
    name, page = f"c{keys(cast)['a1']}-0", url("ballots", stage, "?turn=A")
    as_role(Role.STAFF).post(page, {name: "3"})
    answer = as_role(Role.SCORE_CLERK).post(page, {name: "4", "seen": "{}"})
    assert len(answer.context["errors"]) == 1
    as_role(Role.SCORE_CLERK).post(page, {name: "4", "seen": json.dumps({name: "3"})})
    assert Count.objects.get().count == 4


def test_the_second_ballot_opens_from_the_first(as_role, cast, on_stage):
    stage = on_stage(VOTE, "vote")
    staff = as_role(Role.STAFF)
    assert staff.get(url("ballots", stage, "?turn=2")).context["grid"]["rows"] == []
    known = keys(cast)
    typed = {}
    for number, said in {"v1": (5, 4, 1), "v2": (3, 6, 1), "v3": (2, 8, 0)}.items():
        for option, count in enumerate((*said, 10, 0)):
            typed[f"c{known[number]}-{option}"] = str(count)
    staff.post(url("ballots", stage, "?turn=1"), typed)
    rows = staff.get(url("ballots", stage, "?turn=2")).context["grid"]["rows"]
    assert [row["number"] for row in rows] == ["v1", "v2"]


def test_papers_are_typed_by_short_numbers(as_role, on_stage):
    stage = on_stage(ROUNDS, "recommendation")
    page = url("ballot_papers", stage, "?turn=wide")
    staff = as_role(Role.STAFF)
    assert staff.get(page).context["form"].initial == {"label": "1"}
    assert staff.post(page, {"label": "1", "names": "1 3"}).status_code == 302
    assert staff.post(page, {"label": "2", "names": ""}).status_code == 302
    assert list(Choice.objects.values_list("application__number", flat=True)) == ["e1", "e3"]
    assert Ballot.objects.count() == codes("paper.entered") == 2
    shown = staff.get(page)
    assert shown.context["form"].initial == {"label": "3"}
    assert shown.context["tally"]["rows"][0]["cells"][2]["text"] == "1"
    facts = Entry.objects.filter(code="paper.entered").last().content["facts"]
    assert set(facts) == {"stage", "title", "turn", "count"}


def test_a_wrong_paper_is_refused_with_everything_wrong(as_role, on_stage):
    stage = on_stage(ROUNDS, "recommendation")
    page = url("ballot_papers", stage, "?turn=wide")
    staff = as_role(Role.STAFF)
    staff.post(page, {"label": "1", "names": "1"})
    assert "names" in staff.post(page, {"label": "2", "names": "99"}).context["form"].errors
    assert staff.post(page, {"label": "1", "names": "2"}).context["form"].non_field_errors()
    assert staff.post(page, {"label": "2", "names": "2 2"}).context["form"].non_field_errors()
    assert Ballot.objects.count() == 1


def test_a_signed_paper_needs_its_voter_who_is_not_shown(as_role, cast, on_stage):
    stage = on_stage(ROUNDS, "recommendation")
    staff = cast.actor(Role.STAFF)
    for label, number in enumerate(("e1", "e2", "e3", "e4", "e5"), 1):
        paper = PaperEntry(0, str(label), "", [(keys(cast)[number], -1)])
        enter_paper(stage_id=stage.pk, paper=paper, by=staff)
    page = url("ballot_papers", stage, "?turn=core")
    client = as_role(Role.STAFF)
    assert "voter" in client.post(page, {"label": "1", "names": "1"}).context["form"].errors
    assert client.post(page, {"label": "1", "names": "1", "voter": "王处长"}).status_code == 302
    assert "王处长" not in client.get(page).content.decode()
    with pytest.raises(NotNow):
        enter_paper(stage_id=stage.pk, paper=PaperEntry(1, "2", "王处长", []), by=staff)
    with pytest.raises(NotNow):
        enter_paper(stage_id=stage.pk, paper=PaperEntry(0, "9", "王处长", []), by=staff)


def test_factor_papers_have_a_field_a_factor(as_role, on_stage):
    stage = on_stage(FACTORS, "recommendation")
    page = url("ballot_papers", stage)
    staff = as_role(Role.STAFF)
    fields = staff.get(page).context["form"].fields
    factors = [name for name in fields if name.startswith("factor")]
    assert staff.post(page, {"label": "1", **dict.fromkeys(factors, "1")}).status_code == 302
    assert Choice.objects.filter(factor__gte=0).count() == len(factors)


def test_a_paper_is_taken_out_with_a_reason(as_role, on_stage):
    stage = on_stage(ROUNDS, "recommendation")
    staff = as_role(Role.STAFF)
    staff.post(url("ballot_papers", stage, "?turn=wide"), {"label": "1", "names": "1"})
    remove = url("ballot_paper_remove", stage, "?turn=wide&label=1")
    assert staff.get(remove).status_code == 200
    assert staff.post(remove, {"reason": ""}).status_code == 200
    assert staff.post(remove, {"reason": "录错"}).status_code == 302
    assert not Ballot.objects.exists()
    assert codes("paper.removed") == 1


@pytest.mark.parametrize("name", ["ballots", "ballot_papers", "ballot_paper_remove", "ballots_void"])
def test_strangers_find_nothing_and_judges_neither(as_role, client, on_stage, name):
    stage = on_stage(ROUNDS, "recommendation")
    page = url(name, stage)
    assert client.get(page).status_code == 302
    assert as_role("stranger").get(page).status_code == 404
    assert as_role(Role.JUDGE).get(page).status_code == 404


def test_watchers_read_and_do_not_write(as_role, cast, on_stage):
    stage = on_stage(ASSESSMENT, "assessment")
    watcher = as_role(Role.SUPERVISOR)
    assert watcher.get(url("ballots", stage)).status_code == 200
    assert watcher.post(url("ballots", stage), {f"c{keys(cast)['a1']}-0": "3"}).status_code == 404


def test_a_sealed_stage_is_read_only(as_role, cast):
    play(cast, ROUNDS)
    stage = cast.stage("recommendation")
    staff = as_role(Role.STAFF)
    assert staff.get(url("ballots", stage)).context["writable"] is False
    page = staff.post(url("ballot_papers", stage, "?turn=wide"), {"label": "99", "names": "1"})
    assert page.context["form"].non_field_errors()


def add_entrants(cast, count):
    """Put more entrants into the stage past the actions: only the page's queries are looked at."""
    outcome, first = outcome_in_force(cast.stage("registration")), Application.objects.first()
    for n in range(count):
        person = Candidate.objects.create(name="某人")
        made = Application.objects.create(
            campaign=cast.campaign, position=first.position, candidate=person, number=f"M{n}", order=100 + n
        )
        Placing.objects.create(
            outcome=outcome, application=made, line=100 + n, standing="advanced", reason=12
        )


@pytest.mark.parametrize(
    ("folder", "key", "name"),
    [
        (ASSESSMENT, "assessment", "ballots"),
        (ROUNDS, "recommendation", "ballot_papers"),
        (VOTE, "vote", "ballots"),
    ],
)
def test_many_entrants_cost_no_more_queries(as_role, cast, on_stage, same_queries, folder, key, name):
    stage = on_stage(folder, key)
    staff = as_role(Role.STAFF)
    page = url(name, stage)
    same_queries(lambda: staff.get(page), lambda: add_entrants(cast, 29))
