"""Forms hand over final types and refuse what the rules refuse."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from oversight.forms import EntryFilterForm, NewUserForm, OfficeForm, PaperHeadForm, UserForm
from oversight.rights import SYSTEM_ROLES, Role

HERE = ZoneInfo("Asia/Shanghai")


def test_the_last_day_of_an_account_is_whole():
    form = UserForm({"name": "李四", "language": "zh-hans", "expires_on": "2026-11-30"})
    assert form.is_valid()
    assert form.cleaned_data == {
        "name": "李四",
        "email": "",
        "language": "zh-hans",
        "expires_at": datetime(2026, 12, 1, tzinfo=HERE),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "Taken"),
        ("username", "two words"),
        ("username", ""),
        ("password", "12345678"),
        ("name", ""),
    ],
)
def test_new_accounts(person, field, value):
    person("taken")
    good = {"username": "li", "name": "李四", "password": "correct horse battery", "language": "zh-hans"}
    assert NewUserForm(good).is_valid()
    assert list(NewUserForm({**good, field: value}).errors) == [field]


def test_offices_of_the_form(person):
    user, closed = person("li"), person("gone", enabled=False)
    form = OfficeForm({"user": user.pk, "role": "audit_officer"})
    assert form.is_valid()
    assert form.cleaned_data == {"user": user, "role": Role.AUDIT_OFFICER}
    assert {value for value, _ in form.fields["role"].choices} == SYSTEM_ROLES
    assert not OfficeForm({"user": closed.pk, "role": "audit_officer"}).is_valid()
    assert not OfficeForm({"user": user.pk, "role": "judge"}).is_valid()


def test_filter_of_entries():
    form = EntryFilterForm({"first": date(2026, 1, 1), "last": date(2026, 1, 1), "code": "user.created"})
    assert form.is_valid()
    assert form.cleaned_data == {
        "subject": "",
        "code": "user.created",
        "actor": "",
        "result": "",
        "since": datetime(2026, 1, 1, tzinfo=HERE),
        "until": datetime(2026, 1, 2, tzinfo=HERE),
    }
    assert not EntryFilterForm({"code": "no.such"}).is_valid()
    assert not EntryFilterForm({"result": "perhaps"}).is_valid()


@pytest.mark.parametrize(
    ("digits", "good"), [("0123 4567 89ab cdef", True), ("01234567", False), ("x" * 16, False)]
)
def test_heads_on_paper(digits, good):
    assert PaperHeadForm({"size": 3, "digits": digits}).is_valid() is good
