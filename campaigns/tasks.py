"""Jobs of this floor: putting notices on paper, piece by piece where they are long."""

import base64
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from campaigns.actions.notices import keep_pressed, lock_notice
from campaigns.models import Notice
from campaigns.paper.facts import from_json
from campaigns.paper.notice import bind_notice, notice_pieces, press_piece
from oversight.jobs import actor_of, enqueue, finish, hold, progress
from oversight.models import Job

PRESS, PIECE, BIND = "press", "press_piece", "bind"


def press_notice(job: Job) -> Mapping[str, Any] | None:
    """Press a short notice at once; queue a long one's pieces, for all workers to share."""
    facts = from_json(Notice.objects.get(pk=job.payload["notice"]).facts)
    html = notice_pieces(facts, fonts_dir=settings.NOTICE_FONTS_DIR)
    if len(html) == 1:
        parts = [press_piece(html[0], settings.NOTICE_FONTS_DIR)]
        rendered = bind_notice(facts, html, parts, fonts_dir=settings.NOTICE_FONTS_DIR)
        return _publish(job, rendered.pdf, rendered.pages)
    with transaction.atomic():
        hold(job)
        for piece in range(len(html)):
            enqueue(
                kind=PIECE,
                key=f"press:{job.payload['notice']}:{piece}",
                payload={"notice": job.payload["notice"], "piece": piece, "of": len(html)},
                by=actor_of(job),
            )
        finish(job, {"pieces": len(html)})
    return None


def press_one_piece(job: Job) -> Mapping[str, Any] | None:
    """Press one piece; whoever finishes last queues the binding."""
    notice_id, of = job.payload["notice"], job.payload["of"]
    facts = from_json(Notice.objects.get(pk=notice_id).facts)
    html = notice_pieces(facts, fonts_dir=settings.NOTICE_FONTS_DIR)[job.payload["piece"]]
    pdf = press_piece(html, settings.NOTICE_FONTS_DIR)
    with transaction.atomic():
        lock_notice(notice_id)  # so that exactly one piece sees itself as the last
        hold(job)
        finish(job, {"pdf": base64.b64encode(pdf).decode()})
        if pieces_of(notice_id).filter(state=Job.State.DONE).count() == of:
            enqueue(kind=BIND, key=f"bind:{notice_id}", payload={"notice": notice_id}, by=actor_of(job))
    return None


def bind_pieces(job: Job) -> Mapping[str, Any] | None:
    """Bind the pressed pieces into the notice and publish it; the pieces' bytes are dropped."""
    notice_id = job.payload["notice"]
    facts = from_json(Notice.objects.get(pk=notice_id).facts)
    html = notice_pieces(facts, fonts_dir=settings.NOTICE_FONTS_DIR)
    pieces = sorted(pieces_of(notice_id), key=lambda piece: piece.payload["piece"])
    parts = [base64.b64decode(piece.result["pdf"]) for piece in pieces if piece.result]
    rendered = bind_notice(facts, html, parts, fonts_dir=settings.NOTICE_FONTS_DIR)
    progress(job, len(parts), len(html))
    result = _publish(job, rendered.pdf, rendered.pages)
    pieces_of(notice_id).update(result={})
    return result


def pieces_of(notice_id: int) -> Any:
    """Return the jobs that press a notice's pieces."""
    return Job.objects.filter(kind=PIECE, payload__notice=notice_id)


def _publish(job: Job, pdf: bytes, pages: int) -> Mapping[str, Any]:
    with transaction.atomic():
        hold(job)
        notice = keep_pressed(notice_id=job.payload["notice"], pdf=pdf, pages=pages, by=actor_of(job))
        result = {"number": notice.number, "sha256": notice.blob, "pages": notice.pages}
        finish(job, result)
    return result
