"""The who-may-what table is complete, and nobody can hold or do what must lie in two hands."""

import subprocess
import sys

import pytest

from oversight import rights
from oversight.rights import Right, Role


def test_every_right_and_role_is_listed_and_labelled():
    assert set(rights.TABLE) == set(Right)
    assert set(rights.RIGHT_LABELS) == set(Right)
    assert set(rights.ROLE_LABELS) == set(Role)
    assert all(rights.TABLE.values())


def test_labels_are_distinct():
    assert len(set(rights.RIGHT_LABELS.values())) == len(Right)
    assert len(set(rights.ROLE_LABELS.values())) == len(Role)


@pytest.mark.parametrize("later", rights.APART)
def test_acts_in_two_hands_exist_for_both_hands(later):
    assert rights.TABLE[later]
    assert rights.TABLE[rights.APART[later]]


def test_officers_touch_no_business_data():
    business = {
        right
        for right, roles in rights.TABLE.items()
        if roles & {Role.STAFF, Role.APPROVER, Role.SCORE_CLERK, Role.JUDGE, Role.ORGAN_REVIEWER}
    }
    shared = {right for right in business if rights.TABLE[right] & rights.OFFICERS}
    assert shared == {Right.READ_SEATS, Right.MANAGE_SEATS}


def test_auditor_only_reads():
    assert rights.rights_of({Role.AUDIT_OFFICER}) == {
        Right.READ_SEATS,
        Right.READ_USERS,
        Right.READ_SYSTEM_LEDGER,
        Right.VERIFY_SYSTEM_LEDGER,
    }


def test_watchers_only_read_sign_and_object():
    read_only = {right for right in Right if right.value.startswith(("read_", "verify_", "export_", "sign_"))}
    for watcher in (Role.SUPERVISOR, Role.DISCIPLINE_INSPECTOR):
        assert rights.rights_of({watcher}) - read_only == {Right.RAISE_OBJECTION}


@pytest.mark.parametrize(
    ("held", "new", "against"),
    [
        ({Role.SYSTEM_OFFICER}, Role.AUDIT_OFFICER, Role.SYSTEM_OFFICER),
        ({Role.SECURITY_OFFICER}, Role.AUDIT_OFFICER, Role.SECURITY_OFFICER),
        ({Role.AUDIT_OFFICER}, Role.SYSTEM_OFFICER, Role.AUDIT_OFFICER),
        ({Role.SYSTEM_OFFICER}, Role.SECURITY_OFFICER, None),
        ({Role.STAFF}, Role.AUDIT_OFFICER, None),
        (set(), Role.AUDIT_OFFICER, None),
    ],
)
def test_conflict_between_officers(held, new, against):
    assert rights.conflict(held, new) == against


def test_candidate_holds_no_other_seat():
    assert all(
        rights.seat_conflict({seat}, Role.CANDIDATE) == seat
        for seat in rights.CAMPAIGN_ROLES - {Role.CANDIDATE}
    )


def test_supervisor_does_not_supervise_himself():
    assert rights.seat_conflict({Role.STAFF}, Role.SUPERVISOR) == Role.STAFF
    assert rights.seat_conflict({Role.APPROVER}, Role.SCORE_CLERK) == Role.APPROVER
    assert rights.seat_conflict({Role.STAFF}, Role.SCORE_CLERK) is None


def test_chair_is_the_first_fitting_role():
    assert rights.chair({Role.APPROVER, Role.STAFF}, Right.PUBLISH_NOTICE) == Role.STAFF
    assert rights.chair({Role.APPROVER}, Right.PUBLISH_NOTICE) == Role.APPROVER
    assert rights.chair({Role.CANDIDATE}, Right.PUBLISH_NOTICE) is None
    assert rights.may({Role.APPROVER}, Right.SEAL_OUTCOME)
    assert not rights.may({Role.STAFF}, Right.SEAL_OUTCOME)


def test_staff_cannot_seat_who_watches_or_approves_them():
    refused = {seat for seat in rights.CAMPAIGN_ROLES if not rights.may_seat(Role.STAFF, seat)}
    assert refused == {
        Role.STAFF,
        Role.APPROVER,
        Role.SUPERVISOR,
        Role.DISCIPLINE_INSPECTOR,
        Role.CUSTODIAN,
    }
    assert all(rights.may_seat(Role.SECURITY_OFFICER, seat) for seat in rights.CAMPAIGN_ROLES)
    assert not rights.may_seat(Role.SECURITY_OFFICER, Role.AUDIT_OFFICER)
    assert not rights.may_seat(Role.APPROVER, Role.JUDGE)


@pytest.mark.parametrize("module", ["oversight.rights", "oversight.chain", "oversight.words"])
def test_pure_modules_run_without_django(module):
    script = f"import sys; sys.modules['django'] = None; import {module}"
    assert subprocess.run([sys.executable, "-W", "error", "-c", script], check=False).returncode == 0
