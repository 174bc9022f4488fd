"""What people see who do the same at the same moment: one that it is done, the others why not, nobody an error."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Notice
from oversight.models import Entry, Job, User
from oversight.rights import Role
from scoring.actions.stages import close_stage
from scoring.collect import outcome_in_force
from tests.at_once import at_once, check_ledgers
from tests.cast import Cast
from tests.rehearsal import carry, decide, rehearse
from tests.selection.publishing import draft

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


def browsers(user: User) -> list[Client]:
    """Return browsers in which the same person is signed in, with English pages."""
    found = []
    for _ in range(PEOPLE):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        client.cookies["django_language"] = "en"
        found.append(client)
    return found


def post(
    user: User,
    address: str,
    data: Callable[[int], dict[str, Any]] = lambda index: {},
    *,
    say: tuple[str, ...],
) -> list[int]:
    """Send the same form from each browser at once; return how many pages say which of the sentences.

    The text of the pages is looked at: what a test knows of a page's context is mixed between threads.
    """
    clients = browsers(user)
    answers = at_once(lambda index: clients[index].post(address, data(index), follow=True), PEOPLE)
    assert {answer.status_code for answer in answers} <= {200, 404}
    pages = [answer.content.decode() for answer in answers]
    return [sum(sentence in page for page in pages) for sentence in say]


def entries(code: str) -> int:
    return Entry.objects.filter(code=code).count()


def test_sealing(cast: Cast) -> None:
    rehearse(cast)
    decide(cast, "registration")
    outcome = outcome_in_force(cast.stage("registration"))
    assert outcome is not None
    done, late, later = post(
        cast[Role.APPROVER],
        reverse("stage_seal", args=["2026-T-01", "registration"]),
        lambda index: {"outcome_digest": outcome.outcome_digest},
        say=(
            "Run 1 of “报名” is sealed.",
            "“报名” is sealed once it is decided.",
            "not possible in the state",
        ),
    )
    assert (done, late + later) == (1, PEOPLE - 1)
    assert entries("stage.sealed") == 1
    check_ledgers()


def test_deciding(cast: Cast) -> None:
    rehearse(cast)
    close_stage(stage_id=cast.stage("registration").pk, by=cast.actor(Role.STAFF))
    address = reverse("stage_decide", args=["2026-T-01", "registration"])
    asked = ("The decision has been asked for; you may leave the page.",)
    assert post(cast[Role.STAFF], address, say=asked) == [PEOPLE]
    assert Job.objects.filter(kind="decide").count() == 1


def test_publishing(cast: Cast) -> None:
    rehearse(cast)
    notice = draft(cast, "announcement")
    done, late, shown = post(
        cast[Role.STAFF],
        reverse("notice_publish", args=["2026-T-01", notice.pk]),
        say=("The notice has its number and goes to paper.", "has been published already.", "goes to paper"),
    )
    # Whoever comes when it is published is led to its progress.
    assert (done, late + shown) == (1, PEOPLE)
    assert (Notice.objects.get().serial, entries("notice.numbered")) == (1, 1)
    check_ledgers()


def test_dropping_a_draft(cast: Cast) -> None:
    rehearse(cast)
    notice = draft(cast, "announcement")
    address = reverse("notice_drop", args=["2026-T-01", notice.pk])
    said = ("The draft was dropped.", "Somebody else has dropped this draft meanwhile.", "<title>")
    done, late, pages = post(cast[Role.STAFF], address, say=said)
    assert (done, pages) == (1, PEOPLE)
    assert late <= PEOPLE - 1  # the others found nothing there any more
    assert (Notice.objects.count(), entries("notice.dropped")) == (0, 1)
    check_ledgers()


def test_making_an_account(cast: Cast) -> None:
    said = (
        "The account was created.",
        "There is an account named li already.",
        "an account of this name already",
    )
    done, late, later = post(
        cast[Role.SYSTEM_OFFICER],
        reverse("accounts_new"),
        lambda index: {
            "username": "li",
            "name": f"李{index}",
            "language": "en",
            "password": "择优-cast-2026",
        },
        say=said,
    )
    assert (done, late + later) == (1, PEOPLE - 1)
    check_ledgers()


def test_opening(cast: Cast) -> None:
    carry(cast, "registration")
    address = reverse("stage_open", args=["2026-T-01", "written"])
    (done,) = post(cast[Role.STAFF], address, say=("“笔试” is open. Recorded",))
    assert done == 1
    assert entries("stage.opened") == 2
    check_ledgers()
