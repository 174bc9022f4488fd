"""Ballots at once: entries racing with the closing of a round, two people closing the same stage."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from campaigns.actions.stages import NotNow, open_stage
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.ballots import PaperEntry, TurnoutEntry, enter_counts
from scoring.actions.papers import enter_paper
from scoring.actions.stages import close_stage
from scoring.models import Ballot
from tests.cast import play
from tests.rehearsal import keys

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(works):
    """Run these in threads that start together; return what each returned or raised."""
    barrier, results = Barrier(len(works)), [None] * len(works)

    def run(index):
        barrier.wait()
        try:
            results[index] = works[index]()
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def wide(cast):
    """An open recommendation; its last two rounds are counted, of the first half of the papers are there."""
    play(cast, "invented-factor-ballots", last="registration")
    return open_stage(stage_id=cast.stage("recommendation").pk, by=cast.actor(Role.STAFF))


@pytest.mark.postgresql
def test_a_hundred_papers_racing_with_the_closing_are_counted_or_refused(cast, wide):
    staff, clerk = cast.actor(Role.STAFF), cast.actor(Role.SCORE_CLERK)
    choice = [(next(iter(keys(cast).values())), -1)]

    def enter(label):
        return enter_paper(stage_id=wide.pk, paper=PaperEntry(0, str(label), "", choice), by=clerk)

    for label in range(1, 4):
        enter(label)
    turnout = [TurnoutEntry(0, 5, 3, 0)]
    enter_counts(stage_id=wide.pk, counts=[], turnout=turnout, by=clerk)

    def write(first):
        """Enter five papers one after another; a server takes fewer than a hundred at once."""
        answers = []
        for label in range(first, first + 5):
            try:
                answers.append(enter(label))
            except NotNow as refusal:
                answers.append(refusal)
        return answers

    works = [lambda first=first: write(first) for first in range(100, 200, 5)]

    def closing():
        return close_stage(stage_id=wide.pk, by=staff, counted_elsewhere=True)

    results = at_once([*works[:10], closing, *works[10:]])
    closed = results.pop(10)
    assert isinstance(closed, NotNow) or closed.state == "closed"
    answers = [answer for writer in results for answer in writer]
    done = [one for one in answers if isinstance(one, int)]
    refused = [one for one in answers if isinstance(one, NotNow)]
    assert len(done) + len(refused) == 100
    assert Ballot.objects.count() == 3 + len(done) == Entry.objects.filter(code="paper.entered").count()
    wide.refresh_from_db()
    # Closed only with the papers that its turnout says; otherwise it stays open and says what does not add up.
    assert (wide.state == "closed") == (len(done) == 0)


def test_of_two_who_close_at_once_one_succeeds_and_the_other_is_told(cast, wide):
    clerk, people = cast.actor(Role.SCORE_CLERK), (cast.actor(Role.STAFF), cast.actor(Role.APPROVER))
    choice = [(next(iter(keys(cast).values())), -1)]
    enter_paper(stage_id=wide.pk, paper=PaperEntry(0, "1", "", choice), by=clerk)
    enter_counts(stage_id=wide.pk, counts=[], turnout=[TurnoutEntry(0, 5, 1, 0)], by=clerk)
    works = [lambda by=by: close_stage(stage_id=wide.pk, by=by, counted_elsewhere=True) for by in people]
    results = at_once(works)
    refused = [one for one in results if isinstance(one, NotNow)]
    assert len(refused) == 1
    assert str(refused[0]).strip()
    assert Entry.objects.filter(code="stage.closed", subject=wide.subject).count() == 1
