"""The replay check finds what was altered by SQL past the actions, and stops sealing and publishing."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from campaigns.actions.stages import NotNow
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.stages import seal_stage
from scoring.collect import outcome_in_force
from scoring.notices import result_facts
from scoring.reconcile import reconcile_campaign
from tests.rehearsal import carry, decide

BEHIND_THE_BACK = {
    "a placing's score": (
        "UPDATE scoring_placing SET score = score + 10000"
        " WHERE id = (SELECT max(id) FROM scoring_placing WHERE score>0)",
        "placing",
    ),
    "a placing's standing": (
        "UPDATE scoring_placing SET standing = 'reserve'"
        " WHERE id = (SELECT max(id) FROM scoring_placing WHERE score>0)",
        "placing",
    ),
    "a placing taken out": (
        "DELETE FROM scoring_placing WHERE id = (SELECT max(id) FROM scoring_placing)",
        "placing",
    ),
    "a mark": (
        "UPDATE scoring_mark SET value = value + 1000000 WHERE id = (SELECT max(id) FROM scoring_mark)",
        "the rows no longer give the evidence",
    ),
    "a digest": ("UPDATE scoring_outcome SET outcome_digest = evidence_digest", "the outcome is not the one"),
    "a plan": ("UPDATE campaigns_planversion SET document = document || ' '", "version 1 of the plan"),
}


def alter(statement: str) -> None:
    """Do what an administrator of the database can do: triggers off, then the statement."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(statement)


def test_an_honest_campaign_agrees(cast, db):
    campaign = carry(cast, "total")
    assert reconcile_campaign(campaign) == []
    out = io.StringIO()
    call_command("reconcile", campaign.code, stdout=out)
    assert campaign.code in out.getvalue()


@pytest.mark.parametrize("what", BEHIND_THE_BACK)
def test_what_was_altered_behind_the_back_is_found(cast, what):
    campaign = carry(cast, "interview")
    statement, said = BEHIND_THE_BACK[what]
    alter(statement)
    assert said in str(reconcile_campaign(campaign)[0])
    err = io.StringIO()
    with pytest.raises(SystemExit) as leaving:
        call_command("reconcile", stderr=err)
    assert (leaving.value.code, campaign.code in err.getvalue()) == (2, True)
    assert Entry.objects.filter(code="campaign.differs", result="error").count() == 1


def test_altered_placings_are_neither_sealed_nor_published(cast):
    carry(cast, "written", filled="interview")
    stage = decide(cast, "interview")
    alter(BEHIND_THE_BACK["a placing's score"][0])
    outcome = outcome_in_force(stage)
    with pytest.raises(NotNow, match="placing"):
        seal_stage(stage_id=stage.pk, by=cast.actor(Role.APPROVER), outcome_digest=outcome.outcome_digest)
    with pytest.raises(NotNow, match="placing"):
        result_facts(stage)
