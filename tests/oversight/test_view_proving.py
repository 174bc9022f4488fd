"""The doors of proving: verifying in one click, signed heads, the paper in the drawer."""

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from oversight import chain
from oversight.jobs import run_due
from oversight.ledger import SYSTEM, actor, public_key, sign_head, verifier_key
from oversight.models import Entry, Head, Job, Log
from oversight.rights import Role
from oversight.tasks import HANDLERS

pytestmark = pytest.mark.django_db
guards = import_module("oversight.migrations.0002_guards")


@pytest.fixture
def reader(client, auditor):
    client.cookies["django_language"] = "en"
    client.force_login(auditor)
    return client


@pytest.fixture
def book(auditor, write, log):
    """The system's own ledger with a signed head and something after it."""
    sign_head(log="system", by=SYSTEM, reason="first")
    write("system", "later")
    return Log.objects.get(name="system")


@pytest.fixture
def broken_guards(db):
    with connection.cursor() as cursor:
        for statement in guards.removals(connection.vendor):
            cursor.execute(statement)


def verify(reader, book, **more):
    return reader.post(reverse("ledger_verify", args=[book.name]), follow=True, **more)


def test_one_click_answers_in_green(reader, book):
    size, root = book.size, book.root
    page = verify(reader, book)
    proof = page.context["verified"]["proof"]
    assert (proof["good"], proof["size"], proof["head"].replace(" ", "")) == (True, size, root)
    assert [len(group) for group in proof["head"].split()] == [16] * 4
    assert "It agrees with the signed head." in proof["text"]
    assert "is-good" in page.content.decode()
    entry = Entry.objects.get(log=book, code="ledger.verified")
    assert (entry.content["facts"]["size"], entry.content["facts"]["root"]) == (size, root)


def test_one_click_answers_in_red_with_the_first_bad_number(reader, book, broken_guards):
    entry = Entry.objects.get(log=book, seq=1)
    Entry.objects.filter(pk=entry.pk).update(body=entry.body.replace('"v":1', '"v":2'))
    page = verify(reader, book)
    proof = page.context["verified"]["proof"]
    assert (proof["good"], proof["first_bad"]) == (False, 1)
    assert proof["text"] == "Entry 1 is not what was recorded."
    html = page.content.decode()
    assert "is-bad" in html
    assert f'href="{reverse("ledger_entry", args=["system", 1])}"' in html
    assert Entry.objects.get(log=book, code="ledger.broken").result == "error"


def test_a_long_ledger_is_verified_by_a_worker(reader, book, monkeypatch):
    monkeypatch.setattr("oversight.views.proving.VERIFIED_AT_ONCE", 0)
    page = verify(reader, book)
    job = Job.objects.get()
    assert page.context["verified"]["progress"]["job"]["state"] == "queued"
    part = reader.get(
        f"{reverse('ledger_verify', args=['system'])}?job={job.pk}", headers={"HX-Request": "true"}
    )
    assert f'hx-get="/ledger/system/verify/?job={job.pk}"' in part.content.decode()
    assert "<html" not in part.content.decode()
    verify(reader, book)
    assert Job.objects.count() == 1, "one that waits is not begun twice"
    run_due(HANDLERS)
    part = reader.get(
        f"{reverse('ledger_verify', args=['system'])}?job={job.pk}", headers={"HX-Request": "true"}
    )
    assert "is-good" in part.content.decode()


def test_progress_is_told_on_the_way(reader, book, write, monkeypatch):
    monkeypatch.setattr("oversight.proofs.CHUNK", 2)
    told = []
    monkeypatch.setattr("oversight.tasks.progress", lambda job, done, total: told.append((done, total)))
    size = book.size
    verify(reader, book)
    assert told == [(done, size) for done in range(2, size + 1, 2)]


def test_a_verification_is_the_askers_entry(reader, book, auditor):
    verify(reader, book)
    assert Entry.objects.get(log=book, code="ledger.verified").actor == f"u{auditor.pk}"


def test_the_page_before_anybody_verified(reader, book):
    page = reader.get(reverse("ledger_verify", args=["system"]))
    assert (page.status_code, "verified" in page.context, page.context["history"]) == (200, False, [])


def compare(reader, **asked):
    return reader.get(reverse("ledger_paper", args=["system"]), asked)


def test_the_paper_agrees(reader, book):
    head = Head.objects.get(log=book)
    typed = " ".join(head.root[at : at + 4] for at in range(0, 16, 4)).upper()
    for asked in (
        {"size": head.size, "digits": typed},
        {"pasted": head.text.replace("\n", "\r\n")},
        {
            "pasted": f"全程纪实链头　纪实：{book.origin}　记录数：{head.size}\n"
            f"根值：{head.root[:16]} {head.root[16:32]}"
        },
        {"pasted": f"https://example.org/verify/?number=1&size={head.size}&root={head.root}"},
    ):
        proof = compare(reader, **asked).context["proof"]
        assert proof["good"], asked
        assert f"{book.size - head.size} were added since" in proof["text"]


def test_the_paper_does_not_agree(reader, book):
    head = Head.objects.get(log=book)
    other = chain.Note.parse(head.text.replace("zeyou/system", "zeyou/other"))
    for asked, word in (
        ({"size": head.size, "digits": "0" * 16}, "one of them was changed"),
        ({"size": head.size + 1, "digits": head.root}, "one of them was changed"),
        ({"size": 99, "digits": head.root}, "entries are missing"),
        ({"pasted": other.format()}, "another ledger"),
        ({"pasted": head.text.replace(f"\n{head.size}\n", f"\n{head.size + 1}\n")}, "valid signature"),
    ):
        proof = compare(reader, **asked).context["proof"]
        assert not proof["good"]
        assert word in proof["text"]


def test_a_changed_body_does_not_agree_even_if_its_leaf_was_left(reader, book, broken_guards):
    head = Head.objects.get(log=book)
    entry = Entry.objects.get(log=book, seq=0)
    Entry.objects.filter(pk=entry.pk).update(body=entry.body.replace('"v":1', '"v":2'))
    assert not compare(reader, size=head.size, digits=head.root).context["proof"]["good"]


@pytest.mark.parametrize(
    "asked", [{"size": "3"}, {"pasted": "no head here"}, {"size": "x", "digits": "0" * 16}]
)
def test_what_is_no_head_is_said_on_the_form(reader, book, asked):
    page = compare(reader, **asked)
    assert page.context["proof"] is None
    assert page.context["form"].errors


def test_heads_are_listed_and_handed_out(reader, book):
    head = Head.objects.get(log=book)
    page = reader.get(reverse("ledger_heads", args=["system"]))
    assert [row["head"] for row in page.context["rows"]] == [head]
    assert page.context["key"] == verifier_key(book)
    file = reader.get(reverse("ledger_head_file", args=["system", head.size]))
    assert file.content.decode() == head.text
    assert chain.parse_verifier_key(page.context["key"]) == (book.origin, public_key())
    assert reader.get(reverse("ledger_head_file", args=["system", head.size + 1])).status_code == 404


def test_a_head_is_signed_on_request(reader, book):
    url = reverse("ledger_sign", args=["system"])
    size = book.size
    assert reader.get(url).status_code == 200
    assert "reason" in reader.post(url, {"reason": ""}).context["form"].errors
    assert reader.post(url, {"reason": "for the drawer"}).status_code == 302
    head = Head.objects.filter(log=book).latest("size")
    assert (head.size, head.reason) == (size, "for the drawer")
    assert reader.post(url, {"reason": "again"}, follow=True).status_code == 200
    assert Head.objects.filter(log=book).count() == 2


def test_a_campaigns_head_is_an_entry_of_the_system(client, person, log, write, monkeypatch):
    user = person("zhou")
    monkeypatch.setattr("oversight.access.role_sources", [lambda found, campaign: [Role.SUPERVISOR]])
    client.force_login(user)
    write(log, "one")
    client.post(reverse("ledger_sign", args=[log]), {"reason": "witness"})
    entry = Entry.objects.get(code="head.signed")
    assert (entry.actor, entry.content["facts"]["size"]) == (actor(user, "").id, 1)


def test_officers_without_the_right_do_not_sign(client, system, security, book):
    for user in (system, security):
        client.force_login(user)
        assert client.post(reverse("ledger_sign", args=["system"]), {"reason": "x"}).status_code == 404
        assert client.post(reverse("ledger_verify", args=["system"])).status_code == 404


def test_thirty_heads_cost_no_more_queries_than_one(reader, book, write, same_queries):
    def more():
        for number in range(29):
            write("system", str(number))
            sign_head(log="system", by=SYSTEM, reason="")

    same_queries(lambda: reader.get(reverse("ledger_heads", args=["system"])), more)
