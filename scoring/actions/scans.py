"""Documents of a stage: scans attached, count sheets and minutes printed; all kept under their hash."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from campaigns.actions.stages import NotNow, lock_stage
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from oversight.actions import store_blob
from oversight.jobs import enqueue
from oversight.ledger import Actor, record, sign_head
from oversight.models import Job
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.models import Attachment

SHEET = "count_sheet"
MOST_BYTES = 20 * 1024 * 1024
MAGIC: Mapping[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def media_of(data: bytes) -> str:
    """Return what a file is by its first bytes, empty where it is nothing that may be attached."""
    return next((media for start, media in MAGIC.items() if data.startswith(start)), "")


@transaction.atomic
def attach_document(*, stage_id: int, subject: str, title: str, data: bytes, by: Actor) -> Attachment:
    """Attach a scan to a stage or a turn of it (`subject`, empty for the stage): PDF, JPEG or PNG by content."""
    stage = lock_stage(stage_id)
    if stage.state == StageState.DRAFT:
        raise NotNow(Sentence(gettext_noop("Documents are attached once the stage has been opened.")))
    if not title.strip():
        raise NotNow(Sentence(gettext_noop("Say what the document is.")))
    limit = min(MOST_BYTES, settings.UPLOAD_MAX_BYTES)
    if len(data) > limit:
        text = gettext_noop("The document is larger than %(limit)s MB.")
        raise NotNow(Sentence(text, {"limit": limit >> 20}))
    media = media_of(data)
    if not media:
        raise NotNow(Sentence(gettext_noop("Only PDF, JPEG and PNG are attached; the content decides.")))
    return keep(stage, subject, title.strip(), data, media, by)


def keep(stage: Stage, subject: str, title: str, data: bytes, media: str, by: Actor) -> Attachment:
    """Store a document of a locked stage once, with its entry."""
    blob = store_blob(data, media=media)
    there = Attachment.objects.filter(stage=stage, subject=subject, blob=blob).first()
    if there is not None:
        text = gettext_noop("This very document is attached already, as “%(title)s”.")
        raise NotNow(Sentence(text, {"title": there.title}))
    attached = Attachment.objects.create(
        stage=stage, subject=subject, title=title[:200], blob=blob, media=media, by_id=by.user_id or 0
    )
    record(
        log=stage.campaign.log,
        code=codes.DOCUMENT_ATTACHED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "document": attached.title,
            "about": subject,
            "media": media,
            "bytes": len(data),
            "sha256": blob,
        },
    )
    return attached


@transaction.atomic
def request_sheet(*, stage_id: int, turn: str, what: str, by: Actor) -> Job:
    """Sign the ledger's head and queue the printing of a count sheet or of minutes with it."""
    stage = lock_stage(stage_id)
    if stage.state == StageState.DRAFT:
        raise NotNow(Sentence(gettext_noop("Nothing has been counted yet.")))
    head = sign_head(log=stage.campaign.log, by=by, reason=str(stage))
    payload = {"stage": stage.pk, "turn": turn, "what": what, "size": head.size}
    return enqueue(kind=SHEET, key=f"{SHEET}:{stage.pk}:{turn}:{what}:{head.size}", payload=payload, by=by)


@transaction.atomic
def keep_sheet(*, stage_id: int, turn: str, what: str, title: str, pdf: bytes, by: Actor) -> Attachment:
    """Attach a printed sheet to its stage."""
    stage = lock_stage(stage_id)
    return keep(stage, f"{what}:{turn}", title, pdf, "application/pdf", by)
