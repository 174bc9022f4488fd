"""The actions of ballots: what they store and record, what they refuse, and corrections."""

import shutil

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions.stages import NotNow, open_stage
from candidates.models import Application
from oversight.actions import AlreadyUploaded
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.ballots import (
    BallotFile,
    CountEntry,
    PaperEntry,
    TurnoutEntry,
    correct_ballots,
    correct_counts,
    enter_counts,
    import_ballots,
)
from scoring.actions.stages import close_stage
from scoring.balance import unbalanced
from scoring.collect import gather, outcome_in_force
from scoring.core.rounds import count_rounds
from scoring.models import Ballot, Choice, Count, Placing, Turnout
from scoring.recompute import recompute
from tests.cast import FOLDERS, play
from tests.rehearsal import decide, keys, seal

ASSESSMENT = "invented-assessment-with-vetoes"
ROUNDS = "invented-three-rounds-of-recommendation"
FULL = [TurnoutEntry(0, 11, 11, 0), TurnoutEntry(1, 40, 39, 1), TurnoutEntry(2, 60, 57, 2)]


@pytest.fixture
def staff(cast):
    return cast.actor(Role.STAFF)


@pytest.fixture
def assessment(cast, staff):
    """Return an open assessment without a single count."""
    cast.campaign = (
        play(cast, ASSESSMENT, last="registration") or Application.objects.get(number="a1").campaign
    )
    return open_stage(stage_id=cast.stage("assessment").pk, by=staff)


def counts(cast, number, *by_group):
    """Return entries from (excellent, competent, basic, incompetent) a group."""
    application = keys(cast)[number]
    return [
        CountEntry(application, group, grade, n)
        for group, said in enumerate(by_group)
        for grade, n in enumerate(said)
    ]


def everybody(cast):
    said = [(11, 0, 0, 0), (38, 0, 0, 0), (55, 0, 0, 0)]
    return [entry for number in ("a1", "a2", "a3", "b1", "b2") for entry in counts(cast, number, *said)]


def last_entry(code):
    return Entry.objects.filter(code=code).order_by("-id").first().content


def test_counts_are_typed_replaced_and_named(cast, staff, assessment):
    entries = counts(cast, "a1", (3, 8, 0, 0))
    assert enter_counts(stage_id=assessment.pk, counts=entries, turnout=FULL[:1], by=staff) == 5
    assert enter_counts(stage_id=assessment.pk, counts=entries, turnout=FULL[:1], by=staff) == 0
    one = [CountEntry(keys(cast)["a1"], 0, 0, 4), CountEntry(keys(cast)["a1"], 0, 2, None)]
    assert enter_counts(stage_id=assessment.pk, counts=one, by=staff) == 2
    facts = last_entry("counts.entered")["facts"]
    assert facts["counts"] == [["a1", 0, 0, 3, 4], ["a1", 0, 2, 0, None]]
    assert Count.objects.count() == 3


def test_what_cannot_be_is_refused_and_nothing_is_stored(cast, staff, assessment):
    for turnout in (TurnoutEntry(0, 5, 6, 0), TurnoutEntry(0, 5, 5, 6), TurnoutEntry(0, -1, -1, -1)):
        with pytest.raises(NotNow):
            enter_counts(stage_id=assessment.pk, counts=[], turnout=[turnout], by=staff)
    with pytest.raises(NotNow, match="No entrants"):
        enter_counts(stage_id=assessment.pk, counts=[CountEntry(10**6, 0, 0, 1)], by=staff)
    with pytest.raises(NotNow, match="cannot be a number of ballots"):
        enter_counts(stage_id=assessment.pk, counts=counts(cast, "a1", (-1, 0, 0, 0)), by=staff)
    assert (Count.objects.count(), Turnout.objects.count()) == (0, 0)


def test_a_stage_closes_only_when_its_ballots_add_up(cast, staff, assessment):
    with pytest.raises(NotNow, match="no ballots have been entered"):
        close_stage(stage_id=assessment.pk, by=staff)
    enter_counts(stage_id=assessment.pk, counts=everybody(cast), turnout=FULL[:2], by=staff)
    with pytest.raises(NotNow, match="has no turnout"):
        close_stage(stage_id=assessment.pk, by=staff)
    enter_counts(stage_id=assessment.pk, counts=counts(cast, "a1", (12, 0, 0, 0)), turnout=FULL[2:], by=staff)
    assert [str(one) for one in unbalanced(gather(cast.stage("assessment")))] == [
        "a1 has 12 counts in group A, more than its 11 valid ballots"
    ]
    enter_counts(stage_id=assessment.pk, counts=everybody(cast), by=staff)
    assert decide(cast, "assessment").state == "decided"
    with pytest.raises(NotNow, match="while it is open"):
        enter_counts(stage_id=assessment.pk, counts=[], turnout=FULL, by=staff)


def test_a_correction_is_the_next_run_with_its_reason(cast, staff, assessment):
    enter_counts(stage_id=assessment.pk, counts=everybody(cast), turnout=FULL, by=staff)
    decide(cast, "assessment")
    seal(cast, "assessment")
    with pytest.raises(NotNow, match="No count differs"):
        correct_counts(stage_id=assessment.pk, counts=everybody(cast), by=staff, reason="重点")
    worse = counts(cast, "a1", (5, 0, 0, 6))
    correct_counts(stage_id=assessment.pk, counts=worse, by=staff, reason="计票差错")
    decide(cast, "assessment")
    outcome = outcome_in_force(cast.stage("assessment"))
    assert (outcome.run, outcome.reason) == (2, "计票差错")
    assert Placing.objects.get(outcome=outcome, application__number="a1").score == 78_180_000


def paper(label, *rows, turn=0, voter=""):
    return PaperEntry(turn, label, voter, [(row, -1) for row in rows])


@pytest.fixture
def rounds(cast, staff):
    """Return an open recommendation without a single paper."""
    play(cast, ROUNDS, last="registration")
    return open_stage(stage_id=cast.stage("recommendation").pk, by=staff)


def file_of(cast, *names, data=b"one"):
    known = keys(cast)
    papers = [paper(str(n), *(known[name] for name in row.split())) for n, row in enumerate(names, 1)]
    papers += [paper("1", known["e1"], turn=1, voter="王一"), paper("1", known["e1"], turn=2, voter="陈一")]
    turnout = [TurnoutEntry(0, 12, len(names), 0), TurnoutEntry(1, 1, 1, 0), TurnoutEntry(2, 1, 1, 0)]
    return BallotFile("r.csv", data, "r.turnout.csv", b"turnout " + data, papers=papers, turnout=turnout)


def test_the_same_file_is_refused_and_another_replaces_it(cast, staff, rounds):
    first = file_of(cast, "e1 e2", "", "e3")
    assert import_ballots(stage_id=rounds.pk, file=first, by=staff) == 5
    with pytest.raises(AlreadyUploaded):
        import_ballots(stage_id=rounds.pk, file=first, by=staff)
    assert import_ballots(stage_id=rounds.pk, file=file_of(cast, "e1", data=b"two"), by=staff) == 3
    entry = last_entry("ballots.imported")
    assert entry["facts"]["replaced"] == 5
    assert (Ballot.objects.count(), Choice.objects.count(), Turnout.objects.count()) == (3, 3, 3)
    assert "e1" not in str(entry) and "王一" not in str(entry)


def test_papers_come_back_as_they_went_in_whatever_their_order(cast, staff, rounds):
    file = file_of(cast, *["e1 e2", "", "e3 e1", *["e4"] * 8])
    backwards = BallotFile(
        file.name, file.data, file.turnout_name, file.turnout_data, (), file.papers[::-1], file.turnout
    )
    import_ballots(stage_id=rounds.pk, file=backwards, by=staff)
    papers = gather(cast.stage("recommendation")).evidence.papers
    assert papers.labels == (*map(str, range(1, 12)), "1", "1")
    assert papers.voters == ("王一", "陈一")
    assert [e for e, n in zip(papers.entrant.tolist(), papers.paper.tolist(), strict=True) if n < 3] == [
        0, 1, -1, 0, 2,
    ]  # fmt: skip


def test_a_page_of_one_position_counts_over_votes_by_all_names(cast, tmp_path):
    folder = shutil.copytree(FOLDERS / ROUNDS, tmp_path / "folder")
    plan, applications = folder / "plan.toml", folder / "applications.csv"
    second = '[[positions]]\ncode = "P02"\ntitle = "乙局局长"\n\n[[stages]]'
    plan.write_text(plan.read_text().replace("[[stages]]", second, 1))
    applications.write_text(applications.read_text().replace("e3,P01", "e3,P02").replace("e4,P01", "e4,P02"))
    play(cast, str(folder))
    outcome = outcome_in_force(cast.stage("recommendation"))
    everybody, whole = recompute(outcome)
    found = {}
    for position in cast.campaign.positions.all():
        gathered, alone = recompute(outcome, position=position.pk)
        found |= dict(zip(gathered.entrants.ids, alone.score.values(), strict=True))
    assert found == dict(zip(everybody.entrants.ids, whole.score.values(), strict=True))
    counted = count_rounds(
        everybody.rules, everybody.entrants, everybody.evidence, rounding=everybody.plan.rounding
    )
    again = count_rounds(
        gathered.rules, gathered.entrants, gathered.evidence, rounding=gathered.plan.rounding
    )
    assert [turn.void for turn in again] == [turn.void for turn in counted] == [1, 0, 0]


def test_a_file_in_place_of_a_wrong_one_after_the_seal(cast, staff, rounds):
    import_ballots(stage_id=rounds.pk, file=file_of(cast, "e1 e2", "e2"), by=staff)
    decide(cast, "recommendation")
    seal(cast, "recommendation")
    better = file_of(cast, "e1 e2", "e1", data=b"better")
    correct_ballots(stage_id=rounds.pk, file=better, by=staff, reason="票面录错")
    assert decide(cast, "recommendation").run == 2


def test_the_database_itself_refuses(cast, staff, rounds):
    import_ballots(stage_id=rounds.pk, file=file_of(cast, "e1"), by=staff)
    ballot = Ballot.objects.first()
    for wrong in (
        Ballot(stage=rounds, round=0, label=ballot.label),
        Ballot(stage=rounds, round=2, label="2", voter="陈一"),
        Ballot(stage=rounds, round=0, label=""),
        Turnout(stage=rounds, key=7, issued=1, returned=2, void=0),
        Choice(ballot=ballot, application=None, factor=-1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save(force_insert=True)
