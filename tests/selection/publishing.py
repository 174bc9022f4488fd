"""Publishing in tests: the notice that is due, drafted, numbered and put on paper by the jobs themselves."""

from campaigns.actions.notices import publish_notice
from campaigns.models import Notice
from oversight.jobs import run_due
from oversight.rights import Role
from scoring.tasks import HANDLERS
from selection.drafting import draft_due
from tests.cast import Cast

KINDS = {"announcement": "announcement", "registration": "qualified_list", "written": "written_results"}


def draft(cast: Cast, stage: str, kind: str = "") -> Notice:
    """Draft the notice that is due for a stage."""
    assert cast.campaign is not None
    return draft_due(
        campaign=cast.campaign, kind=kind or KINDS[stage], stage_key=stage, by=cast.actor(Role.STAFF)
    )


def publish(cast: Cast, stage: str, kind: str = "") -> Notice:
    """Draft and publish the notice that is due for a stage; returns it as published."""
    notice = draft(cast, stage, kind)
    publish_notice(notice_id=notice.pk, by=cast.actor(Role.STAFF))
    run_due(HANDLERS)
    return Notice.objects.select_related("campaign").get(pk=notice.pk)
