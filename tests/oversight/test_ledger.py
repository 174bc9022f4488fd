"""Entries are whole, contiguous, bound to their transaction, and nothing can be changed afterwards."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from oversight import chain, ledger, proofs
from oversight.ledger import Actor, ClockRanBack, open_log, record, request_named, sign_all_heads, sign_head
from oversight.models import Blob, Entry, Head, Log, Personal
from oversight.registry import Code, Unregistered, register
from oversight.say import say_entry
from tests.oversight.conftest import TRIED

BY = Actor(3, "张三", "staff")
pytestmark = pytest.mark.django_db


def test_body_is_the_canonical_json_of_the_contract(log, write):
    with request_named("abcd"):
        entry = write(log, "笔试", title="笔试", reason="因为", personal={"name": "李四"})
    body = json.loads(entry.body)
    personal = Personal.objects.get()
    assert body == {
        "v": 1,
        "log": "zeyou/2026-CE-01",
        "seq": 0,
        "at": ledger.written(entry.at),
        "by": {"id": "u3", "name": "张三", "role": "staff"},
        "code": "test.tried",
        "subject": "stage:written",
        "title": "笔试",
        "facts": {"what": "笔试"},
        "personal": {"name": chain.commitment(bytes(personal.salt), "李四")},
        "reason": "因为",
        "result": "ok",
        "request": "abcd",
    }
    assert entry.body.encode() == chain.canonical(body)
    assert bytes(entry.leaf) == chain.leaf_hash(entry.body.encode())
    assert "李四" not in entry.body
    assert personal.value == "李四"


def test_numbers_are_contiguous_and_the_tree_grows_with_them(log, write):
    entries = [write(log, str(number)) for number in range(21)]
    assert [entry.seq for entry in entries] == list(range(21))
    stored = Log.objects.get(name=log)
    assert stored.size == 21
    assert stored.root == chain.root_hash(bytes(entry.leaf) for entry in entries).hex()


def test_a_rolled_back_act_leaves_no_entry_and_no_hole(log, write):
    write(log)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(log, "gone")
        raise ZeroDivisionError
    assert [write(log).seq, Log.objects.get(name=log).size] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(log="system", code=TRIED, by=BY, subject="x:", facts={"what": ""})


def test_unregistered_code_raises(log):
    with pytest.raises(Unregistered), transaction.atomic():
        record(log=log, code=Code("no.such", ""), by=BY, subject="x:", facts={})


def test_facts_that_the_sentence_needs_are_demanded(log):
    with pytest.raises(ValueError, match="what"), transaction.atomic():
        record(log=log, code=TRIED, by=BY, subject="x:", facts={"other": 1})


def test_floats_never_enter(log, write):
    with pytest.raises(TypeError, match="float"):
        write(log, 1.5)


def test_a_log_that_was_never_opened_is_not_written(write):
    with pytest.raises(LookupError, match="2026-CE-99"):
        write("2026-CE-99")


@pytest.mark.parametrize("name", ["two words", "a+b", "line\nbreak"])
def test_names_that_cannot_be_origins(name, db):
    with pytest.raises(ValueError, match="origin"), transaction.atomic():
        open_log(name, by=BY)


def test_birth_of_a_log_stands_in_the_system_log_once(log):
    with transaction.atomic():
        again = open_log(log, by=BY)
    born = [e.content["facts"]["log"] for e in Entry.objects.filter(code="log.opened").order_by("seq")]
    assert (again.name, born) == (log, ["system", log])


def test_time_never_runs_backwards(log, write, monkeypatch):
    first = write(log)
    monkeypatch.setattr(timezone, "now", lambda: first.at - timedelta(seconds=1))
    assert write(log).at == first.at
    monkeypatch.setattr(timezone, "now", lambda: first.at - timedelta(seconds=3))
    with pytest.raises(ClockRanBack):
        write(log)
    assert Log.objects.get(name=log).size == 2


@pytest.mark.parametrize("algorithm", chain.ALGORITHMS)
def test_algorithm_is_a_setting_of_the_logs_birth(db, settings, write, algorithm):
    settings.LEDGER_ALGORITHM = algorithm
    with transaction.atomic():
        open_log("2026-X", by=BY)
    settings.LEDGER_ALGORITHM = "sha256"
    entry = write("2026-X")
    assert bytes(entry.leaf) == chain.leaf_hash(entry.body.encode(), algorithm)
    assert proofs.verify_log("2026-X").ok


KEPT = [
    ("oversight_entry", "UPDATE oversight_entry SET subject = 'x'"),
    ("oversight_entry", "DELETE FROM oversight_entry"),
    ("oversight_head", "UPDATE oversight_head SET root = ''"),
    ("oversight_head", "DELETE FROM oversight_head"),
    ("oversight_blob", "UPDATE oversight_blob SET size = 0"),
    ("oversight_blob", "DELETE FROM oversight_blob"),
]


@pytest.fixture
def kept(log, write):
    write(log)
    sign_head(log=log, by=BY, reason="")
    Blob.objects.create(sha256="0" * 64, bytes=b"", size=0, media="text/plain")


@pytest.mark.parametrize(("table", "statement"), KEPT)
def test_the_database_refuses_changes_to_what_is_on_record(kept, table, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("model", [Entry, Head, Blob])
def test_the_orm_is_refused_as_well(kept, model):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete("default")


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["oversight_entry", "oversight_head", "oversight_blob"])
def test_sqlite_replaces_nothing(kept, table):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["oversight_entry", "oversight_head", "oversight_blob"])
def test_postgresql_truncates_nothing(kept, table):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_heads_are_signed_checkpoints(log, write):
    for number in range(3):
        write(log, str(number))
    head = sign_head(log=log, by=BY, reason="stage closed")
    stored = Log.objects.get(name=log)
    note = chain.Note.parse(head.text)
    assert chain.Checkpoint.parse(note.text) == chain.Checkpoint(
        "zeyou/2026-CE-01", 3, bytes.fromhex(stored.root)
    )
    name, public = chain.parse_verifier_key(ledger.verifier_key(stored))
    assert (name, public) == (stored.origin, ledger.public_key())
    assert note.signatures[0].key_id == chain.key_id(name, public)
    told = Entry.objects.get(log__name="system", code="head.signed").content
    assert told["facts"] == {"log": log, "size": 3, "root": head.root}
    assert told["reason"] == "stage closed"


def test_a_size_has_one_head(log, write):
    write(log)
    first = sign_head(log=log, by=BY, reason="a")
    assert sign_head(log=log, by=BY, reason="b") == first
    write(log)
    assert sign_head(log=log, by=BY, reason="b").size == 2


def test_all_heads_are_signed_and_then_there_is_nothing_to_sign(log, write):
    write(log)
    assert [head.log.name for head in sign_all_heads(by=BY, reason="daily")] == [log, "system"]
    assert sign_all_heads(by=BY, reason="daily") == []
    assert proofs.verify_log("system").ok


def test_signing_an_unknown_log_is_refused(db):
    with pytest.raises(LookupError):
        sign_head(log="none", by=BY, reason="")


def test_sentences_of_entries(log, write):
    register("test.seated", "%(name)s was seated as %(role)s for %(reason)s")
    with transaction.atomic():
        entry = record(
            log=log, code=Code("test.seated", "%(name)s was seated as %(role)s for %(reason)s"), by=BY,
            subject="seat:1", facts={"role": "judge"}, personal={"name": "李四"}, reason="need",
        )  # fmt: skip
    with translation.override("en"):
        assert say_entry(entry, {"name": "李*"}) == "李* was seated as Judge for need"
        assert say_entry(entry) == "(erased) was seated as Judge for need"


def test_entry_times_are_utc(log, write):
    entry = write(log)
    assert entry.content["at"].endswith("Z")
    assert datetime.fromisoformat(entry.content["at"]) == entry.at
    assert entry.at.astimezone(UTC) == entry.at
