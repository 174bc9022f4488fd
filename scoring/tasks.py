"""Jobs of this floor, deciding a stage, and the table of all kinds of job."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from campaigns import tasks as campaigns
from campaigns.models import Campaign, Stage
from campaigns.paper.facts import Head as PaperHead
from campaigns.paper.fonts import Fonts
from campaigns.paper.notice import press_piece
from campaigns.paper.press import merge
from campaigns.paper.sheet import internal_page
from oversight.actions import store_blob
from oversight.jobs import Handler, actor_of, finish, hold, progress
from oversight.models import Head, Job
from scoring.actions.archive import ARCHIVE, EXPORT, keep_export
from scoring.actions.meetings import count_digest
from scoring.actions.scans import SHEET, keep_sheet
from scoring.actions.stages import decide_stage
from scoring.archive import bound_files, build_archive, runs_in_force
from scoring.ballot_page import TurnPage
from scoring.count_sheet import sheet_content


def decide(job: Job) -> Mapping[str, Any] | None:
    """Decide the stage that the job names, and mark the job done in the same transaction."""
    with transaction.atomic():
        hold(job)
        outcome = decide_stage(
            stage_id=job.payload["stage"],
            run=job.payload["run"],
            reason=job.payload["reason"],
            by=actor_of(job),
            job=job,
        )
        result = {"run": outcome.run, "outcome": outcome.outcome_digest}
        finish(job, result)
    return result


def export_archive(job: Job) -> Mapping[str, Any] | None:
    """Write results and workings of the runs in force, record the export and queue the packing."""
    campaign = Campaign.objects.get(pk=job.payload["campaign"])
    written_of = runs_in_force(campaign)
    files = bound_files(campaign, partial(progress, job))
    with transaction.atomic():
        hold(job)
        packing = keep_export(campaign_id=campaign.pk, files=files, written_of=written_of, by=actor_of(job))
        finish(job, {"job": packing.pk})
    return job.result


def pack_archive(job: Job) -> Mapping[str, Any] | None:
    """Pack the archive up to the head that was signed when it was asked for, and keep it under its hash."""
    campaign = Campaign.objects.get(pk=job.payload["campaign"])
    head = Head.objects.get(log__name=campaign.log, size=job.payload["size"])
    progress(job, 0, 1)
    data = build_archive(campaign, head)
    with transaction.atomic():
        hold(job)
        result = {"sha256": store_blob(data, media="application/zip"), "bytes": len(data), "root": head.root}
        finish(job, result)
    return result


def print_sheet(job: Job) -> Mapping[str, Any] | None:
    """Put a count sheet or minutes on paper, with the head that was signed when it was asked for."""
    about = job.payload
    stage = Stage.objects.select_related("campaign").get(pk=about["stage"])
    page = TurnPage(stage, {"turn": about["turn"]})
    signed = Head.objects.select_related("log").get(log__name=stage.campaign.log, size=about["size"])
    with translation.override("zh-hans"):
        content = sheet_content(page, about["what"])
    head = PaperHead(origin=signed.log.origin, size=signed.size, root=signed.root)
    digest = count_digest(stage, page.turn) if page.turn else ""
    html = internal_page(content, head=head, code=stage.campaign.code, digest=digest)
    parts = [press_piece(html, settings.NOTICE_FONTS_DIR)]
    pdf = merge(parts, title=content.title, fonts=Fonts(settings.NOTICE_FONTS_DIR))
    with transaction.atomic():
        hold(job)
        attached = keep_sheet(
            stage_id=stage.pk,
            turn=about["turn"],
            what=about["what"],
            title=content.title,
            pdf=pdf,
            by=actor_of(job),
        )
        result = {"attachment": attached.pk, "code": stage.campaign.code, "stage": stage.key}
        finish(job, result)
    return result


HANDLERS: dict[str, Handler] = {
    "decide": decide,
    EXPORT: export_archive,
    ARCHIVE: pack_archive,
    SHEET: print_sheet,
    campaigns.PRESS: campaigns.press_notice,
    campaigns.PIECE: campaigns.press_one_piece,
    campaigns.BIND: campaigns.bind_pieces,
}
"""Every kind of job and what does it; workers and the replay of files use the same table."""
