"""Who left after a result is a leave; a check is any answer about an entrant."""

import django.db.models.deletion
from django.db import migrations, models

# PostgreSQL keeps the names of the indexes of a renamed table; the next table of that name makes its own.
RENAMED = """
DO $$ DECLARE one text; BEGIN
  FOR one IN SELECT indexname FROM pg_indexes WHERE tablename = 'scoring_leave' AND schemaname = current_schema()
    AND indexname LIKE 'scoring_check%' LOOP
    EXECUTE format('ALTER INDEX %I RENAME TO %I', one, replace(one, 'scoring_check', 'scoring_leave'));
  END LOOP;
END $$
"""


def rename_indexes(apps, schema_editor):
    """Call the indexes after the table's new name."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RENAMED, params=None)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_fewer_indexes")]

    operations = [
        migrations.RemoveConstraint("check", "one_check_a_person_and_stage"),
        migrations.RemoveConstraint("check", "check_standing_is_known"),
        migrations.RemoveConstraint("check", "check_has_a_reason"),
        migrations.RenameModel("Check", "Leave"),
        migrations.RunPython(rename_indexes, migrations.RunPython.noop),
        migrations.AlterField("leave", "stage", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to="campaigns.stage")),
        migrations.AlterField("leave", "application", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to="candidates.application")),
        migrations.AddConstraint("leave", models.UniqueConstraint(fields=("stage", "application"), name="one_leave_a_person_and_stage")),
        migrations.AddConstraint("leave", models.CheckConstraint(condition=models.Q(("standing__in", ["withdrawn", "disqualified"])), name="leave_standing_is_known")),
        migrations.AddConstraint("leave", models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="leave_has_a_reason")),
    ]
