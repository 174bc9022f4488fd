"""References checked for all new rows of a statement at once, for the tables that whole sheets go into.

PostgreSQL checks a foreign key row by row: storing a sheet of 100,000 rows then costs as much again. Its triggers
for statements see all new rows as one table, so that one join finds a row that refers to nothing. What an
ordinary foreign key promises holds here too: a row that is referred to can neither be deleted nor renumbered, not
even at the same moment by somebody else: who deletes waits for those who refer, by one lock a table instead of one a
row. Only TRUNCATE is not watched. For migrations; SQLite keeps its foreign keys.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.migrations.operations import RunPython

# The first key of the advisory locks is this file's own, the second the table that is referred to.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION references_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lost bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(20260101, TG_ARGV[1]::regclass::oid::integer);
  EXECUTE format('SELECT %1$I FROM fresh WHERE %1$I IS NOT NULL'
    ' AND NOT EXISTS (SELECT FROM %2$I WHERE id = fresh.%1$I) LIMIT 1', TG_ARGV[0], TG_ARGV[1]) INTO lost;
  IF lost IS NOT NULL THEN
    RAISE EXCEPTION '%.% refers to % %, which is not there', TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1], lost
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION nothing_refers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(20260101, TG_RELID::integer);
  EXECUTE format('SELECT 1 FROM %2$I WHERE %1$I = $1 LIMIT 1', TG_ARGV[0], TG_ARGV[1]) INTO found USING OLD.id;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION '% % is referred to by %.%', TG_TABLE_NAME, OLD.id, TG_ARGV[1], TG_ARGV[0]
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$
"""
INSERTED = """
CREATE TRIGGER {name}_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION references_hold('{column}', '{to}')
"""
UPDATED = """
CREATE TRIGGER {name}_updated AFTER UPDATE ON {table} REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION references_hold('{column}', '{to}')
"""
DELETED = """
CREATE TRIGGER {name}_deleted AFTER DELETE ON {to} FOR EACH ROW
EXECUTE FUNCTION nothing_refers('{column}', '{table}')
"""
RENUMBERED = """
CREATE TRIGGER {name}_renumbered AFTER UPDATE OF id ON {to} FOR EACH ROW WHEN (NEW.id <> OLD.id)
EXECUTE FUNCTION nothing_refers('{column}', '{table}')
"""
FOREIGN_KEY = """
ALTER TABLE {table} ADD CONSTRAINT {name}_fk FOREIGN KEY ({column}) REFERENCES {to} (id) DEFERRABLE INITIALLY DEFERRED
"""


class Reference(NamedTuple):
    """A column that holds the primary keys of another table."""

    table: str
    column: str
    to: str

    @property
    def names(self) -> dict[str, str]:
        """Return what the statements are filled with; triggers of one table run in the order of their names."""
        return {**self._asdict(), "name": f"{self.table}_{self.column}"}


def checked_at_once(*references: Reference) -> RunPython:
    """Return the operation that takes the foreign keys of these columns away and watches over them by statement."""

    def install(apps: Any, schema_editor: Any) -> None:
        run(schema_editor, lambda: watch(schema_editor.connection, references))

    def uninstall(apps: Any, schema_editor: Any) -> None:
        run(schema_editor, lambda: unwatch(references))

    return RunPython(install, uninstall)


def run(schema_editor: Any, statements: Any) -> None:
    """Execute statements on PostgreSQL; elsewhere there are none."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements():
            schema_editor.execute(statement, params=None)


def watch(connection: Any, references: Sequence[Reference]) -> Iterator[str]:
    """Yield the statements that put the triggers in the foreign keys' place."""
    yield FUNCTIONS
    for reference in references:
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, reference.table)
        for name, constraint in found.items():
            if constraint["foreign_key"] and constraint["columns"] == [reference.column]:
                yield f'ALTER TABLE {reference.table} DROP CONSTRAINT "{name}"'
        for trigger in (INSERTED, UPDATED, DELETED, RENUMBERED):
            yield trigger.format(**reference.names)


def unwatch(references: Sequence[Reference]) -> Iterator[str]:
    """Yield the statements that put the foreign keys back."""
    for reference in references:
        names = reference.names
        for verb, table in (
            ("inserted", "table"),
            ("updated", "table"),
            ("deleted", "to"),
            ("renumbered", "to"),
        ):
            yield f"DROP TRIGGER {names['name']}_{verb} ON {names[table]}"
        yield FOREIGN_KEY.format(**names)
