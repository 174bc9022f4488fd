"""References of applications are checked for a whole sheet at once."""

from django.db import migrations

from oversight.migrations._references import Reference, checked_at_once

APPLICATION = "candidates_application"


class Migration(migrations.Migration):
    dependencies = [("candidates", "0002_fewer_indexes")]
    operations = [
        checked_at_once(
            Reference(APPLICATION, "campaign_id", "campaigns_campaign"),
            Reference(APPLICATION, "position_id", "campaigns_position"),
            Reference(APPLICATION, "candidate_id", "candidates_candidate"),
        )
    ]
