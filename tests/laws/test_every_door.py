"""Law 5, tried: every address in every role; who lacks the right meets the page for things that are not there."""

from collections.abc import Iterator, Mapping

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Notice, Seat
from oversight.models import Entry, Job, Officer
from oversight.rights import Right, Role, may
from scoring.actions.nodes import object_to
from scoring.actions.scans import attach_document
from selection.doors import DOORS, Door, Who
from tests.cast import PASSWORD, SEATED, Cast, play

FOLDER = "10-isu-cup-of-china-2016-ladies-short-tie"
ROLES = (*SEATED, Role.SECURITY_OFFICER, Role.SYSTEM_OFFICER, Role.AUDIT_OFFICER)
pytestmark = pytest.mark.django_db
GUARDED = {name: door for name, door in DOORS.items() if isinstance(door.who, Right)}


@pytest.fixture
def things(cast: Cast) -> Mapping[str, str]:
    """Put a finished campaign on stage and say which values its addresses take."""
    campaign = play(cast, FOLDER)
    notice = Notice.objects.get(campaign=campaign, kind="announcement")
    subject = campaign.stages.get(kind="interview").subject
    objection = object_to(
        campaign_id=campaign.pk, subject=subject, text="分数", by=cast.actor(Role.SUPERVISOR)
    )
    interview = campaign.stages.get(kind="interview")
    scan = attach_document(
        stage_id=interview.pk, subject="", title="x", data=b"%PDF-", by=cast.actor(Role.STAFF)
    )
    return {
        "document": str(scan.pk),
        "code": campaign.code,
        "name": campaign.log,
        "key": interview.key,
        "run": "1",
        "number": "c1",
        "seq": "0",
        "size": str(notice.head_size),
        "notice": str(notice.pk),
        "objection": str(objection.pk),
        "seat": str(Seat.objects.filter(campaign=campaign, role="judge").get().pk),
        "user": str(cast["stranger"].pk),
        "office": str(Officer.objects.order_by("pk")[0].pk),
        "job": str(Job.objects.order_by("pk")[0].pk),
    }


def address(name: str, door: Door, things: Mapping[str, str]) -> str:
    """Return a door's address with values that exist where they can."""
    values = {}
    for argument, value in door.try_with:
        if name.startswith(("check_", "appraisal_")) and argument == "pk":
            values[argument] = value
            continue
        kind = argument
        if argument == "pk":
            kind = next(k for k in ("notice", "seat", "officer", "account", "job", "objection") if k in name)
            kind = {"officer": "office", "account": "user"}.get(kind, kind)
        if name.startswith(("plan_version", "plan_toml")) and argument == "number":
            kind = "version"
        values[argument] = things.get(kind, value)
    return reverse(name, kwargs=values)


def visitor(cast: Cast, role: str) -> Client:
    """Return a browser signed in as a role."""
    client = Client(raise_request_exception=False)
    assert client.login(username=str(role), password=PASSWORD)
    return client


def denials() -> int:
    return Entry.objects.filter(code="access.denied").count()


def test_reading_needs_the_right_of_the_door(cast: Cast, things: Mapping[str, str]) -> None:
    """Whoever lacks the right is told that nothing is there and stands in the ledger; nobody meets an error."""
    wrong = [found for role in (*ROLES, "stranger") for found in wrong_readings(role, cast, things)]
    assert wrong == []


def wrong_readings(role: str, cast: Cast, things: Mapping[str, str]) -> Iterator[tuple[str, str, object]]:
    client = visitor(cast, role)
    for name, door in GUARDED.items():
        if "GET" not in door.methods:
            continue
        before = denials()
        answer = client.get(address(name, door, things))
        allowed = role != "stranger" and may([Role(role)], door.who)  # type: ignore[arg-type]
        if answer.status_code >= 500 or (not allowed and answer.status_code != 404):
            yield role, name, answer.status_code
        if not allowed and denials() == before:
            yield role, name, "refused without an entry"
        if allowed and answer.status_code in (403, 404) and not missing(name):
            yield role, name, answer.status_code


def missing(name: str) -> bool:
    """Say whether a door leads to something that this campaign does not have."""
    return name.startswith("check_") or name.endswith(
        (
            "_dry_run",
            "_errors",
            "archive_file",
            "node_sign",
            "outcome_difference",
            "notice_draft_pdf",
            "notice_edit",
            "notice_drop",
        )
    )


def test_acting_without_the_right_changes_nothing(cast: Cast, things: Mapping[str, str]) -> None:
    wrong = [found for role in (*ROLES, "stranger") for found in wrong_acts(role, cast, things)]
    assert wrong == []


def wrong_acts(role: str, cast: Cast, things: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    client = visitor(cast, role)
    for name, door in GUARDED.items():
        right = door.post or door.who
        if "POST" not in door.methods or (role != "stranger" and may([Role(role)], right)):  # type: ignore[arg-type]
            continue
        before = Entry.objects.exclude(code="access.denied").count()
        answer = client.post(address(name, door, things))
        if answer.status_code != 404 or Entry.objects.exclude(code="access.denied").count() != before:
            yield role, name, answer.status_code


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in_or_told_nothing(things: Mapping[str, str]) -> None:
    wrong = []
    for name, door in DOORS.items():
        if door.who is Who.ANYONE:
            continue
        for method in door.methods:
            answer = getattr(Client(raise_request_exception=False), method.lower())(
                address(name, door, things)
            )
            sent = answer.status_code == 302 and "/account/sign-in/" in answer["Location"]
            if not sent and answer.status_code != 404:
                wrong.append((name, method, answer.status_code))
    assert wrong == []


def test_the_public_pages_open_to_everybody(things: Mapping[str, str]) -> None:
    notice = Notice.objects.get(kind="announcement")
    values = {**things, "year": str(notice.year), "serial": str(notice.serial)}
    found = {
        name: Client(raise_request_exception=False).get(address(name, door, values)).status_code
        for name, door in DOORS.items()
        if door.who is Who.ANYONE
        and "GET" in door.methods
        and not name.startswith(("mfa", "account", "style"))
    }
    assert found == dict.fromkeys(found, 200)
