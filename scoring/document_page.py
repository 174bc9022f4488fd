"""What the page of a stage's documents lists: scans and printed sheets with who and when, sheets under way."""

from typing import Any

from django.urls import reverse

from campaigns.models import Stage
from oversight.models import Job
from oversight.say import say
from scoring.actions.scans import ENDINGS, SHEET
from scoring.core.turns import Turn
from scoring.count_sheet import COUNT, MINUTES
from scoring.models import Attachment


def subjects_of(turns: list[Turn]) -> list[tuple[str, str]]:
    """Return what of a stage a scan may belong to: (subject, what it is called)."""
    return [(f"turn:{turn.key}", say(turn.title)) for turn in turns]


def document_lines(stage: Stage, turns: list[Turn]) -> list[dict[str, Any]]:
    """Return the documents of a stage, newest first: one query."""
    titles = {turn.key: say(turn.title) for turn in turns}
    attached = Attachment.objects.filter(stage=stage).select_related("by").order_by("-id")
    return [
        {
            "title": one.title,
            "about": titles.get(one.subject.partition(":")[2], ""),
            "printed": one.subject.partition(":")[0] in (COUNT, MINUTES),
            "kind": ENDINGS[one.media].upper(),
            "by": one.by.name,
            "at": one.at,
            "blob": one.blob,
            "url": reverse("document", args=[stage.campaign.code, stage.key, one.pk]),
        }
        for one in attached
    ]


def sheet_under_way(stage: Stage) -> Job | None:
    """Return the newest job that prints a sheet of the stage and has not been done."""
    job = Job.objects.filter(kind=SHEET, payload__stage=stage.pk).order_by("-id").first()
    return None if job is None or job.state == Job.State.DONE else job


def file_name(attached: Attachment) -> str:
    """Return what a document is called when it is taken away."""
    return f"{attached.title}.{ENDINGS[attached.media]}"
