"""What the tests of scoring's doors have in common."""

import hashlib

import pytest

from scoring.collect_stored import gather_stored
from scoring.core.canonical import outcome_csv
from scoring.models import Outcome
from scoring.recompute import decide


@pytest.fixture
def stored_alone():
    """Return `stored_alone()`: check that each run's own files give its outcome again, byte for byte."""

    def check():
        for outcome in Outcome.objects.select_related("plan", "after__stage", "stage__campaign"):
            gathered = gather_stored(outcome)
            file = outcome_csv(gathered.entrants, decide(gathered))
            assert hashlib.sha256(file).hexdigest() == outcome.outcome_digest, outcome.stage.key

    return check
