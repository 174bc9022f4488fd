"""References of marks and placings are checked for a whole sheet or run at once."""

from django.db import migrations

from oversight.migrations._references import Reference, checked_at_once


class Migration(migrations.Migration):
    dependencies = [("candidates", "0003_checked_at_once"), ("scoring", "0006_ballot_screens")]
    operations = [
        checked_at_once(
            Reference("scoring_mark", "application_id", "candidates_application"),
            Reference("scoring_mark", "assessor_id", "scoring_assessor"),
            Reference("scoring_placing", "outcome_id", "scoring_outcome"),
            Reference("scoring_placing", "application_id", "candidates_application"),
        )
    ]
