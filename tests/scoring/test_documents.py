"""Documents of a stage: scans by content, count sheets and minutes printed from the stored counts."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns.actions.stages import NotNow
from campaigns.paper.content import Paragraph, Table
from oversight.jobs import run_due
from oversight.models import Blob, Entry
from oversight.rights import Role
from scoring.actions import scans as acts
from scoring.actions.scans import attach_document, request_sheet
from scoring.ballot_page import TurnPage
from scoring.count_sheet import COUNT, MINUTES, sheet_content
from scoring.models import Attachment
from scoring.tasks import HANDLERS
from tests.cast import play

PDF, PNG = b"%PDF-1.7\n...", b"\x89PNG\r\n\x1a\n..."


@pytest.fixture
def vote(cast):
    play(cast, "invented-difference-vote")
    return cast.stage("vote")


def url(stage, name="documents", *rest):
    return reverse(name, args=[stage.campaign.code, stage.key, *rest])


def test_scans_are_attached_once_with_an_entry(cast, vote):
    staff = cast.actor(Role.STAFF)
    attached = attach_document(stage_id=vote.pk, subject="turn:1", title="计票单", data=PDF, by=staff)
    assert (attached.media, Blob.objects.get(pk=attached.blob).size) == ("application/pdf", len(PDF))
    facts = Entry.objects.get(code="document.attached").content["facts"]
    assert (facts["sha256"], facts["bytes"]) == (attached.blob, len(PDF))
    with pytest.raises(NotNow, match="already"):
        attach_document(stage_id=vote.pk, subject="turn:1", title="又一份", data=PDF, by=staff)


@pytest.mark.parametrize("data", [b"<html>", b"", b"PK\x03\x04", b"%PDX"])
def test_the_content_decides_what_may_be_attached(cast, vote, data):
    with pytest.raises(NotNow, match="PDF, JPEG and PNG"):
        attach_document(stage_id=vote.pk, subject="", title="x.pdf", data=data, by=cast.actor(Role.STAFF))


def test_too_large_and_too_early_are_refused(cast, vote, monkeypatch):
    monkeypatch.setattr(acts, "MOST_BYTES", 4)
    with pytest.raises(NotNow, match="larger"):
        attach_document(stage_id=vote.pk, subject="", title="x", data=PDF, by=cast.actor(Role.STAFF))


def test_the_page_attaches_lists_and_hands_over_as_a_download(as_role, vote):
    client = as_role(Role.SCORE_CLERK)
    assert "尚无材料" in client.get(url(vote)).content.decode()
    file = SimpleUploadedFile("扫描.png", PNG)
    assert client.post(url(vote), {"title": "到会名单", "subject": "", "file": file}).status_code == 302
    attached = Attachment.objects.get()
    answer = client.get(url(vote, "document", attached.pk))
    assert answer.content == PNG
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    wrong = client.post(url(vote), {"title": "x", "file": SimpleUploadedFile("x.pdf", b"nothing")})
    assert wrong.context["form"].non_field_errors()


def test_who_may(as_role, client, vote):
    assert client.get(url(vote)).status_code == 302
    watcher = as_role(Role.SUPERVISOR)
    assert watcher.get(url(vote)).status_code == 200
    assert watcher.post(url(vote), {"title": "x"}).status_code == 404
    assert watcher.post(url(vote, "sheet_print"), {"sheet": "count:1"}).status_code == 404
    for role in ("stranger", Role.JUDGE):
        assert as_role(role).get(url(vote)).status_code == 404
        assert as_role(role).get(url(vote, "document", 1)).status_code == 404


def test_the_list_costs_the_same_for_many(as_role, cast, vote, same_queries):
    staff, by = as_role(Role.STAFF), cast.actor(Role.STAFF)

    def attach(numbers):
        for number in numbers:
            data = PDF + str(number).encode()
            attach_document(stage_id=vote.pk, subject="", title=str(number), data=data, by=by)

    attach(range(1))
    same_queries(lambda: staff.get(url(vote)), lambda: attach(range(1, 30)))


def test_a_count_sheet_says_what_is_stored(vote):
    content = sheet_content(TurnPage(vote, {"turn": "1"}), COUNT)
    votes = next(b for b in content.blocks if isinstance(b, Table) and b.caption == "计票结果")
    assert votes.columns[1:5] == ("编号", "姓名", "同意", "不同意")
    assert ("1", "v1", "5", "4", "1", "10", "0") in [(row[0], row[1], *row[3:]) for row in votes.rows]
    names = [b for b in content.blocks if isinstance(b, Table) and b.caption == "签字"]
    assert [row[0] for row in names[0].rows] == ["计票人", "计票人", "监票人"]


def test_minutes_tell_each_position_of_the_ballot(vote):
    content = sheet_content(TurnPage(vote, {"turn": "2"}), MINUTES)
    tables = [b for b in content.blocks if isinstance(b, Table) and b.caption == "计票结果"]
    assert [row[0] for table in tables for row in table.rows] == ["v1", "v2", "w2", "w3", "x1", "x2"]
    assert any(isinstance(b, Paragraph) and "达到 2/3" in b.text for b in content.blocks)


@pytest.mark.parametrize(
    ("folder", "key", "turn"),
    [
        ("invented-assessment-with-vetoes", "assessment", "B"),
        ("invented-three-rounds-of-recommendation", "recommendation", "core"),
        ("invented-factor-ballots", "recommendation", "named"),
        ("invented-difference-vote", "vote", "1"),
    ],
)
def test_sheets_are_printed_by_a_job_with_the_ledgers_head(cast, folder, key, turn):
    play(cast, folder)
    stage = cast.stage(key)
    job = request_sheet(stage_id=stage.pk, turn=turn, what=COUNT, by=cast.actor(Role.STAFF))
    run_due(HANDLERS)
    attached = Attachment.objects.get()
    assert attached.subject == f"count:{turn}"
    job.refresh_from_db()
    assert job.result["attachment"] == attached.pk
    with pikepdf.open(io.BytesIO(bytes(Blob.objects.get(pk=attached.blob).bytes))) as pdf:
        assert len(pdf.pages) >= 1


def test_printing_is_asked_for_on_the_page(as_role, vote):
    client = as_role(Role.STAFF)
    assert client.post(url(vote, "sheet_print"), {"sheet": "minutes:1"}).status_code == 302
    assert client.post(url(vote, "sheet_print"), {"sheet": "nonsense"}).status_code == 302
    assert client.get(url(vote)).context["progress"]["job"]["state"] == "queued"
    run_due(HANDLERS)
    page = client.get(url(vote))
    assert page.context["progress"] is None
    assert [line["printed"] for line in page.context["lines"]] == [True]
