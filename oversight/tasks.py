"""Jobs of the ground."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from oversight.actions import VERIFY, note_verification
from oversight.jobs import Handler, actor_of, finish, hold, progress
from oversight.models import Job
from oversight.proofs import Verification, verify_log


def verify_ledger(job: Job) -> Mapping[str, Any]:
    """Verify the ledger that the job names; what was found is the job's result and an entry."""
    found = verify_log(job.payload["log"], tell=partial(progress, job))
    result = as_result(found)
    with transaction.atomic():
        hold(job)
        note_verification(found, by=actor_of(job))
        finish(job, result)
    return result


def as_result(found: Verification) -> dict[str, Any]:
    """Return what verifying found as JSON; `text` and `facts` make the sentence that says what is wrong."""
    wrong = {"text": found.what.text, "facts": dict(found.what.facts)} if found.what else {}
    return {
        "good": found.ok,
        "size": found.size,
        "root": found.root,
        "heads": found.heads,
        "first_bad": found.first_bad,
        **wrong,
    }


HANDLERS: dict[str, Handler] = {VERIFY: verify_ledger}
"""The ground's kinds of job; the roof joins them with those of the other floors."""
