"""Fits of people for posts taken over, and who was decided for which post; the proposal is computed each time."""

import json
from collections.abc import Mapping

from django.db import transaction

from campaigns.actions.stages import NotNow, lock_stage
from campaigns.models import Stage
from oversight.actions import store_blob
from oversight.ledger import Actor, record
from oversight.registry import Code
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.models import Attachment

FITS, DECISION = "assignment:fits", "assignment:decision"
"""Subjects of the attachments that hold the sheet and the decision."""


@transaction.atomic
def keep_fits(*, stage_id: int, name: str, data: bytes, rows: int, by: Actor) -> Attachment:
    """Keep a sheet of fits that has been read without a mistake; the newest one holds."""
    stage = lock_stage(stage_id)
    return _keep(
        stage,
        FITS,
        name,
        data,
        "application/octet-stream",
        by,
        codes.FITS_TAKEN_OVER,
        {"rows": rows, "file": name},
    )


@transaction.atomic
def decide_assignment(
    *,
    stage_id: int,
    sheet: str,
    posts: Mapping[str, str],
    proposed: Mapping[str, str],
    reason: str,
    by: Actor,
) -> Attachment:
    """Record who was decided for which post ("" for none), by the sheet with this digest.

    A departure from the proposal needs a reason. Raises NotNow where a newer sheet is there.
    """
    stage = lock_stage(stage_id)
    newest = stage.attachments.filter(subject=FITS).order_by("-id").first()
    if newest is None or newest.blob != sheet:
        raise NotNow(Sentence(gettext_noop("A newer sheet of fits has been taken over. Look at it first.")))
    departed = sorted(number for number, post in posts.items() if post != proposed.get(number, ""))
    if departed and not reason.strip():
        text = gettext_noop("State why it departs from the proposal: %(numbers)s")
        raise NotNow(Sentence(text, {"numbers": departed}))
    data = json.dumps(
        {
            "sheet": sheet,
            "posts": dict(sorted(posts.items())),
            "departed": departed,
            "reason": reason.strip(),
        },
        ensure_ascii=False,
    ).encode()
    facts = {"sheet": sheet, "people": len(posts), "departed": len(departed)}
    return _keep(
        stage,
        DECISION,
        "assignment.json",
        data,
        "application/json",
        by,
        codes.ASSIGNMENT_DECIDED,
        facts,
        reason,
    )


def _keep(
    stage: Stage,
    subject: str,
    name: str,
    data: bytes,
    media: str,
    by: Actor,
    code: Code,
    facts: Mapping[str, object],
    reason: str = "",
) -> Attachment:
    blob = store_blob(data, media=media)
    # The same bytes once more become the newest anew.
    stage.attachments.filter(subject=subject, blob=blob).delete()
    kept = Attachment.objects.create(
        stage=stage, subject=subject, title=name, blob=blob, media=media, by_id=by.user_id or 0
    )
    record(
        log=stage.campaign.log,
        code=code,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"stage": stage.key, "title": str(stage), "sha256": blob, **facts},
        reason=reason.strip(),
    )
    return kept
