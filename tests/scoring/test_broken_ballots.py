"""Files of ballots with mistakes: every one is named with its file, line and column, and what it says."""

import shutil
from pathlib import Path

import pytest

from oversight.words import Mistaken
from scoring.folder import decide_folder, read_folder

FOLDERS = Path(__file__).parent.parent / "campaigns"
ASSESSMENT = "invented-assessment-with-vetoes"
ROUNDS = "invented-three-rounds-of-recommendation"
FACTORS = "invented-factor-ballots"
VOTE = "invented-difference-vote"


def wrong(case: str, tmp_path: Path, file: str, *changes: tuple[str, str], without: str = "") -> list[str]:
    """Return the mistakes of a folder in one of whose files texts are replaced; each must be there."""
    folder = shutil.copytree(FOLDERS / case, tmp_path / "folder")
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / file).write_text(text, encoding="utf-8")
    if without:
        (folder / without).unlink()
    with pytest.raises(Mistaken) as caught:
        decide_folder(read_folder(folder))
    return [f"{mistake.place}: {mistake.what}" for mistake in caught.value.mistakes]


ASSESSMENT_MISTAKES = {
    ("a1,A,basic,1", "a1,A,basic,2"): (
        "assessment.csv:2: count: a1 has 12 counts in group A, more than its 11 valid ballots"
    ),
    ("a1,A,basic,1", "a1,D,basic,1"): ("assessment.csv:4: group: the plan has no group “D”; it has A, B, C"),
    ("a1,A,basic,1", "a1,A,good,1"): (
        "assessment.csv:4: grade: the plan has no grade “good”; it has excellent, competent, basic,"
        " incompetent, abstain"
    ),
    ("a1,A,basic,1", "a1,A,competent,1"): (
        "assessment.csv:4: grade: this grade of a1 by this group stands on line 3 already"
    ),
    ("a1,A,basic,1", "a1,A,basic,1.0"): (
        "assessment.csv:4: count: “1.0” is not a whole number from 0 to 100000"
    ),
    ("a1,A,basic,1", "a1,A,basic,"): (
        "assessment.csv:4: count: the number is missing; write 0 where there was none"
    ),
    ("a1,A,basic,1", "zz,A,basic,1"): ("assessment.csv:4: id: there is no application with the id “zz”"),
}


@pytest.mark.parametrize(("change", "mistake"), ASSESSMENT_MISTAKES.items())
def test_an_assessment_with_a_mistake(change: tuple[str, str], mistake: str, tmp_path: Path) -> None:
    assert mistake in wrong(ASSESSMENT, tmp_path, "assessment.csv", change)


TURNOUT_MISTAKES = {
    ("A,11,11,0", "A,11,12,0"): (
        "assessment.turnout.csv:2: returned: A: 12 ballots came back, but only 11 were issued:"
        " the count is void, repeat it"
    ),
    ("A,11,11,0", "A,12,11,0"): (
        "assessment.turnout.csv:2: issued: A: 12 ballots were issued, but only 11 are due to vote"
    ),
    ("B,40,39,1", "B,40,39,40"): (
        "assessment.turnout.csv:3: void: B: 40 void ballots are more than the 39 returned"
    ),
    ("C,58,57,2\n", ""): ("assessment.turnout.csv:0: C has no turnout: issued, returned and void ballots"),
    ("C,58,57,2", "B,58,57,2"): "assessment.turnout.csv:4: group: B stands on line 3 already",
    ("C,58,57,2", "E,58,57,2"): (
        "assessment.turnout.csv:4: group: “E” does not stand in the plan, which has A, B, C"
    ),
}


@pytest.mark.parametrize(("change", "mistake"), TURNOUT_MISTAKES.items())
def test_a_turnout_with_a_mistake(change: tuple[str, str], mistake: str, tmp_path: Path) -> None:
    assert mistake in wrong(ASSESSMENT, tmp_path, "assessment.turnout.csv", change)


def test_a_group_left_out_is_named(tmp_path: Path) -> None:
    lines = [f"b2,A,{grade}" for grade in ("excellent,7", "competent,3", "basic,1", "incompetent,0")]
    changes = [(f"{line}\n", "") for line in lines]
    assert wrong(ASSESSMENT, tmp_path, "assessment.csv", *changes) == [
        "assessment.csv:50: group: b2 has no counts of group A, which gave 11 valid ballots; write 0"
    ]


def test_ballots_without_their_turnout(tmp_path: Path) -> None:
    found = wrong(ASSESSMENT, tmp_path, "assessment.csv", without="assessment.turnout.csv")
    assert found == [
        "assessment.turnout.csv:0: the file is missing: it says how many ballots were issued, returned and void"
    ]


def test_an_assessment_under_its_quorum_is_void(tmp_path: Path) -> None:
    found = wrong(ASSESSMENT, tmp_path, "assessment.turnout.csv", ("C,58,57,2", "C,20,20,0"))
    assert (
        "assessment.turnout.csv:0: issued: 71 of 111 were present, fewer than 2/3 of them:"
        " the assessment is void, repeat it"
    ) in found


PAPER_MISTAKES = {
    ("wide,1,e3,", "wide,1,e1,"): "recommendation.csv:4: id: e1 stands on this paper already, on line 2",
    ("wide,1,e3,", "wild,1,e3,"): (
        "recommendation.csv:4: round: the plan has no round “wild”; it has wide, core, leaders"
    ),
    ("wide,1,e3,", "wide,1,,"): (
        "recommendation.csv:4: id: the paper has other rows; a row without a name is a paper without any"
    ),
    ("wide,1,e3,", "wide,,e3,"): "recommendation.csv:4: ballot: the paper has no number",
    ("wide,1,e3,", "wide,1,e3,王一"): (
        "recommendation.csv:4: voter: the round is anonymous: its papers bear no voter"
    ),
    ("leaders,1,e1,陈一", "leaders,1,e1,"): (
        "recommendation.csv:43: voter: the round is signed: the paper needs its voter"
    ),
    ("leaders,2,e2,陈二", "leaders,2,e2,陈一"): (
        "recommendation.csv:44: voter: paper 2: its voter has a paper in this round already, 1"
    ),
    ("wide,1,e3,", "wide,1,zz,"): "recommendation.csv:4: id: there is no application with the id “zz”",
    ("leaders,5,e1,陈五\n", ""): (
        "recommendation.turnout.csv:4: void: leaders: returned less void are 5 valid ballots,"
        " but 4 are listed, 0 of them with too many names: 4 valid"
    ),
}


@pytest.mark.parametrize(("change", "mistake"), PAPER_MISTAKES.items())
def test_papers_with_a_mistake(change: tuple[str, str], mistake: str, tmp_path: Path) -> None:
    assert mistake in wrong(ROUNDS, tmp_path, "recommendation.csv", change)


def test_an_unknown_factor(tmp_path: Path) -> None:
    assert wrong(FACTORS, tmp_path, "recommendation.csv", ("named,1,f2,ability", "named,1,f2,wit")) == [
        "recommendation.csv:4: factor: the plan has no factor “wit”; it has virtue, ability, results"
    ]


VOTE_MISTAKES = {
    ("1,v1,5,4,1,10,0", "1,v1,5,4,2,10,0"): (
        "vote.csv:2: present: v1 has 11 votes, but only 10 members were present"
    ),
    ("1,v1,5,4,1,10,0", "1,v1,5,4,1,12,0"): (
        "vote.csv:2: present: 12 members present and 0 recused are more than the 11 due"
    ),
    ("1,v1,5,4,1,10,0", "3,v1,5,4,1,10,0"): "vote.csv:2: ballot: the plan has no ballot “3”; it has 1, 2",
    ("2,v2,6,4,0,10,0", "1,v2,6,4,0,10,0"): "vote.csv:11: id: v2 in ballot 1 stands on line 3 already",
    ("2,w2,5,5,0,10,0", "2,w1,5,5,0,10,0"): (
        "vote.csv:12: ballot: w1 does not stand in ballot 2: elected before, or not in the run-off"
    ),
    ("2,v1,4,6,0,10,0", "2,v3,4,6,0,10,0"): (
        "vote.csv:10: ballot: v3 does not stand in ballot 2: elected before, or not in the run-off"
    ),
    ("1,x1,7,0,0,7,1\n1,x2,0,7,0,7,1\n", ""): (
        "vote.csv:12: ballot: ballot 2 of position P03 comes after one that was not held"
    ),
    ("1,v1,5,4,1,10,0", "1,v1,9,0,1,10,0"): ("vote.csv:10: ballot: position P01 is filled before ballot 2"),
}


@pytest.mark.parametrize(("change", "mistake"), VOTE_MISTAKES.items())
def test_a_vote_with_a_mistake(change: tuple[str, str], mistake: str, tmp_path: Path) -> None:
    assert mistake in wrong(VOTE, tmp_path, "vote.csv", change)
