"""The doors of the reading room: finding entries, one entry with its proof, taking them away."""

import io
import json

import openpyxl
import pytest
from django.urls import reverse

from oversight import chain
from oversight.access import register_role_source, role_sources
from oversight.ledger import SYSTEM, Actor, actor, sign_head
from oversight.models import Entry, Log
from oversight.rights import Role

pytestmark = pytest.mark.django_db
DOORS = (
    "ledger",
    "ledger_book",
    "ledger_lines",
    "ledger_verify",
    "ledger_paper",
    "ledger_heads",
    "ledger_sign",
)


@pytest.fixture
def supervisor(person, monkeypatch):
    """Somebody with a supervisor's seat in every campaign."""
    user = person("zhou", name="周监督")
    monkeypatch.setattr("oversight.access.role_sources", list(role_sources))
    register_role_source(lambda found, campaign: [Role.SUPERVISOR] if found == user else [])
    return user


@pytest.fixture
def reader(client, supervisor):
    client.cookies["django_language"] = "en"
    client.force_login(supervisor)
    return client


@pytest.fixture
def book(log, write, supervisor, person):
    clerk = person("chen", name="陈经办")
    write(log, "a", title="笔试", subject="stage:written", by=actor(clerk, "staff"))
    write(log, "b", title="面试", subject="stage:interview", by=Actor(99, "别人", "staff"), result="denied")
    write(
        log,
        "c",
        subject="plan:1",
        by=actor(supervisor, "supervisor"),
        reason="因为",
        personal={"name": "张三"},
    )
    write(log, "d", subject="stage:written", title="笔试", facts={"before": "80", "after": "82"})
    return Log.objects.get(name=log)


def told(page):
    return [entry["number"] for entry in page.context["entries"]]


def test_entries_are_told_newest_first(reader, book):
    page = reader.get(reverse("ledger", args=[book.name]))
    assert told(page) == [3, 2, 1, 0]
    first, third = page.context["entries"][0], page.context["entries"][1]
    assert (first["sentence"], first["before"], first["after"]) == ("d was tried", "80", "82")
    assert (third["name"], third["role"], third["reason"]) == ("周监督", "Supervisor", "因为")
    assert "is-denied" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"subject": "stage:"}, [3, 1, 0]),
        ({"subject": "stage:interview"}, [1]),
        ({"actor": "陈"}, [0]),
        ({"actor": "zhou"}, [2]),
        ({"actor": "u99"}, [1]),
        ({"actor": "nobody"}, []),
        ({"result": "denied"}, [1]),
        ({"code": "test.tried"}, [3, 2, 1, 0]),
        ({"code": "user.created"}, []),
        ({"last": "2020-01-01"}, []),
        ({"first": "2020-01-01"}, [3, 2, 1, 0]),
    ],
)
def test_filters(reader, book, asked, numbers):
    assert told(reader.get(reverse("ledger", args=[book.name]), asked)) == numbers


def test_stages_are_offered_by_their_titles(reader, book):
    page = reader.get(reverse("ledger", args=[book.name]))
    choices = page.context["filters"][0]["choices"]
    assert choices[:2] == [
        {"value": "stage:interview", "title": "面试"},
        {"value": "stage:written", "title": "笔试"},
    ]


def test_a_filter_that_makes_no_sense_is_said(reader, book):
    page = reader.get(reverse("ledger", args=[book.name]), {"first": "yesterday"})
    assert page.context["wrong"] != ""
    assert told(page) == [3, 2, 1, 0]


def test_one_entry_with_its_bytes_and_its_proof(reader, book):
    head = sign_head(log=book.name, by=SYSTEM, reason="")
    page = reader.get(reverse("ledger_entry", args=[book.name, 2]))
    entry = Entry.objects.get(log=book, seq=2)
    assert page.context["stored"].body == entry.body
    assert page.context["head"] == head
    proof = page.context["proof"]
    assert proof["good"]
    assert chain.inclusion_holds(
        index=2,
        size=4,
        leaf=chain.leaf_hash(entry.body.encode()),
        proof=[bytes.fromhex(step) for step in proof["path"]],
        root=bytes.fromhex(proof["root"].replace(" ", "")),
    )
    assert [item["value"] for item in page.context["personal"]] == ["张三"]
    assert page.context["readers"] == "Staff, Approver, Supervisor, Discipline inspector"


def test_an_entry_that_no_head_counts_yet(reader, book):
    page = reader.get(reverse("ledger_entry", args=[book.name, 3]))
    assert (page.context["head"], page.context["proof"], page.context["after"]) == (None, None, None)


def test_long_ledgers_compute_a_proof_when_asked(reader, book, monkeypatch):
    monkeypatch.setattr("oversight.views.ledger.PROVED_AT_ONCE", 1)
    sign_head(log=book.name, by=SYSTEM, reason="")
    url = reverse("ledger_entry", args=[book.name, 0])
    assert reader.get(url).context["proof"] is None
    assert reader.get(url, {"prove": "1"}).context["proof"]["good"]


def test_there_is_no_entry_past_the_end(reader, book):
    assert reader.get(reverse("ledger_entry", args=[book.name, 4])).status_code == 404


def test_the_spreadsheet_holds_what_was_found_and_no_personal_value(reader, book):
    answer = reader.get(reverse("ledger_book", args=[book.name]), {"subject": "plan:1"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[2], row[5], row[7]) for row in rows] == [(2, "c was tried", "Supervisor", "因为")]
    assert b"\xe5\xbc\xa0\xe4\xb8\x89" not in answer.content
    assert answer["Cache-Control"] == "no-store"


def test_the_lines_are_the_bytes_that_were_hashed(reader, book):
    answer = reader.get(reverse("ledger_lines", args=[book.name]))
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [line["seq"] for line in lines] == [0, 1, 2, 3]
    assert all(chain.leaf_hash(line["body"].encode()).hex() == line["leaf"] for line in lines)


@pytest.mark.parametrize("door", DOORS)
def test_strangers_are_refused_and_it_is_on_record(client, person, book, door):
    url = reverse(door, args=[book.name])
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))
    client.force_login(person("stranger"))
    assert client.get(url).status_code == 404
    last = Entry.objects.filter(log=book).latest("seq")
    assert (last.code, last.result) == ("access.denied", "denied")


@pytest.mark.parametrize("door", DOORS)
def test_an_unknown_ledger_is_answered_alike(reader, door):
    assert reader.get(reverse(door, args=["2026-NONE"])).status_code == 404


@pytest.mark.parametrize("door", ["ledger", "ledger_book", "ledger_lines", "ledger_paper", "ledger_heads"])
def test_reading_is_never_a_post(reader, book, door):
    assert reader.post(reverse(door, args=[book.name])).status_code == 405


def test_the_system_ledger_is_the_audit_officers(client, auditor, system, write, book):
    sign_head(log=book.name, by=SYSTEM, reason="")
    url = reverse("ledger", args=["system"])
    client.force_login(system)
    assert client.get(url).status_code == 404
    client.force_login(auditor)
    page = client.get(url)
    assert page.status_code == 200
    assert [section["url"] for section in page.context["sections"] if section["current"]] == [url]


def test_thirty_entries_cost_no_more_queries_than_one(reader, log, write, same_queries):
    write(log, "first", personal={"name": "张三"})

    def more():
        for number in range(29):
            write(log, str(number), personal={"name": "李四"}, subject=f"stage:s{number}")

    same_queries(lambda: reader.get(reverse("ledger", args=[log])), more)
