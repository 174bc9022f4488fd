"""The database itself refuses to change or remove what is on record, and officers in conflict."""

from django.db import migrations

KEPT = ("oversight_entry", "oversight_head", "oversight_blob")

# SQLite: a trigger a table and a verb; REPLACE would delete silently, so inserting over a key is refused too.
SQLITE_GUARD = """
CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
SQLITE_REPLACE = """
CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
SAME = {
    "oversight_entry": "id = NEW.id OR (log_id = NEW.log_id AND seq = NEW.seq)",
    "oversight_head": "id = NEW.id OR (log_id = NEW.log_id AND size = NEW.size)",
    "oversight_blob": "sha256 = NEW.sha256",
}
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION oversight_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRES_ROWS = """
CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION oversight_refuse()
"""
POSTGRES_TRUNCATE = """
CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION oversight_refuse()
"""

# Auditor and the audited are two people (三员分立). A grant counts from the moment it is made until it ends.
CONFLICT = """
SELECT 1 FROM oversight_officer AS other
WHERE other.user_id = NEW.user_id AND other.id <> NEW.id AND (other.until IS NULL OR other.until > {now})
AND ((NEW.role = 'audit_officer' AND other.role IN ('system_officer', 'security_officer'))
  OR (other.role = 'audit_officer' AND NEW.role IN ('system_officer', 'security_officer')))
"""
SQLITE_CONFLICT = """
CREATE TRIGGER oversight_officer_conflict_{verb} AFTER {verb} ON oversight_officer
WHEN (NEW.until IS NULL OR NEW.until > {now}) AND EXISTS ({conflict})
BEGIN SELECT RAISE(ABORT, 'officers_in_conflict_are_two_people'); END
"""
# SQLite knows milliseconds: the end of the current one, so that what ends now has ended.
SQLITE_NOW = "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '999')"
POSTGRES_CONFLICT = """
CREATE OR REPLACE FUNCTION oversight_officer_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM oversight_user WHERE id = NEW.user_id FOR UPDATE;
  IF (NEW.until IS NULL OR NEW.until > clock_timestamp()) AND EXISTS ({conflict}) THEN
    RAISE EXCEPTION 'officers_in_conflict_are_two_people' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
POSTGRES_CONFLICT_TRIGGER = """
CREATE TRIGGER oversight_officer_conflict BEFORE INSERT OR UPDATE ON oversight_officer
FOR EACH ROW EXECUTE FUNCTION oversight_officer_conflict()
"""


def statements(vendor):
    """Return the statements that put the guards in place."""
    if vendor == "postgresql":
        yield POSTGRES_FUNCTION
        for table in KEPT:
            yield POSTGRES_ROWS.format(table=table)
            yield POSTGRES_TRUNCATE.format(table=table)
        yield POSTGRES_CONFLICT.format(conflict=CONFLICT.format(now="clock_timestamp()"))
        yield POSTGRES_CONFLICT_TRIGGER
        return
    for table in KEPT:
        for verb in ("update", "delete"):
            yield SQLITE_GUARD.format(table=table, verb=verb)
        yield SQLITE_REPLACE.format(table=table, same=SAME[table])
    for verb in ("insert", "update"):
        conflict = CONFLICT.format(now=SQLITE_NOW)
        yield SQLITE_CONFLICT.format(verb=verb, conflict=conflict, now=SQLITE_NOW)


def removals(vendor):
    """Return the statements that take the guards away: for rolling this migration back, nothing else."""
    if vendor == "postgresql":
        for table in KEPT:
            yield f"DROP TRIGGER IF EXISTS {table}_refuses_change ON {table}"
            yield f"DROP TRIGGER IF EXISTS {table}_refuses_truncate ON {table}"
        yield "DROP TRIGGER IF EXISTS oversight_officer_conflict ON oversight_officer"
        yield "DROP FUNCTION IF EXISTS oversight_officer_conflict()"
        yield "DROP FUNCTION IF EXISTS oversight_refuse()"
        return
    for table in KEPT:
        for verb in ("update", "delete", "replace"):
            yield f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}"
    for verb in ("insert", "update"):
        yield f"DROP TRIGGER IF EXISTS oversight_officer_conflict_{verb}"


def install(apps, schema_editor):
    """Put the guards in place; can run twice."""
    uninstall(apps, schema_editor)
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def uninstall(apps, schema_editor):
    """Take the guards away."""
    for statement in removals(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_ground")]
    operations = [migrations.RunPython(install, uninstall)]
