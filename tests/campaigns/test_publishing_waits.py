"""A stage's notice is not published while somebody who watches objects to the stage."""

import pytest

from campaigns.actions.notices import draft_notice, publish_notice
from campaigns.actions.stages import NotNow
from campaigns.models import Notice
from oversight.rights import Role
from oversight.signing import answer_objection, raise_objection, settle_objection
from scoring.notices import KIND_OF_STAGE, result_facts
from tests.rehearsal import carry

pytestmark = pytest.mark.django_db


def test_a_notice_waits_for_the_objection_to_be_settled(cast) -> None:
    campaign = carry(cast, "registration")
    stage, staff = cast.stage("registration"), cast.actor(Role.STAFF)
    facts = result_facts(stage)
    notice = draft_notice(
        campaign_id=campaign.pk, stage=stage, kind=KIND_OF_STAGE[stage.kind], facts=facts, title=facts.title,
        run=facts.run, by=staff,
    )  # fmt: skip
    watcher = cast.actor(Role.SUPERVISOR)
    objection = raise_objection(
        log=campaign.log, subject=stage.subject, title=str(stage), text="一人材料未见", by=watcher
    )
    answer_objection(objection_id=objection.pk, text="已补齐", by=staff)
    with pytest.raises(NotNow):
        publish_notice(notice_id=notice.pk, by=staff)
    assert Notice.objects.get(pk=notice.pk).state == Notice.State.DRAFT
    settle_objection(objection_id=objection.pk, by=watcher)
    publish_notice(notice_id=notice.pk, by=staff)
    assert Notice.objects.get(pk=notice.pk).state == Notice.State.NUMBERED
