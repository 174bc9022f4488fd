"""The commands of the ground: first officers once, heads for every log that grew."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from oversight.chain import Note
from oversight.models import Head, Officer, User

pytestmark = pytest.mark.django_db


def run(*args, **options):
    out = io.StringIO()
    with translation.override("en"):
        call_command(*args, stdout=out, **options)
    return out.getvalue().splitlines()


def test_first_officer_with_a_made_up_password():
    lines = run("officer", "li", "security_officer", name="李四")
    user = User.objects.get()
    assert lines[0] == "li is Security officer now."
    assert user.check_password(lines[1].removeprefix("Password, shown this once: "))
    assert (user.name, Officer.objects.get().role) == ("李四", "security_officer")


def test_first_officer_with_a_password_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert run("officer", "li", "system_officer", password_stdin=True) == ["li is System officer now."]
    assert User.objects.get().check_password("correct horse")


def test_a_second_one_is_refused_and_leaves_no_account():
    run("officer", "li", "security_officer")
    with pytest.raises(CommandError):
        run("officer", "wang", "security_officer")
    with pytest.raises(CommandError):
        run("officer", "li", "audit_officer")
    assert User.objects.count() == 1
    assert run("officer", "li", "system_officer") == ["li is System officer now."]


def test_heads(log, write, tmp_path):
    write(log)
    lines = run("head", output=tmp_path)
    assert [line.split(":")[0] for line in lines] == [log, "system"]
    assert run("head") == ["No ledger has grown since its last head."]
    texts = sorted(path.read_text() for path in tmp_path.iterdir())
    assert texts == sorted(Head.objects.values_list("text", flat=True))
    assert all(Note.parse(text).signatures for text in texts)
