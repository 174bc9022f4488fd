"""`manage.py replay FOLDER --output DIR`: run a campaign folder and write its results."""

import errno
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext, override

from campaigns.actions.stages import NotNow
from campaigns.models import Campaign
from campaigns.paper.gate import NoticeRefused
from campaigns.plan.rules import Announcement
from oversight.ledger import Actor
from oversight.models import Entry, Log
from oversight.rights import Role
from oversight.say import say, say_mistake
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop
from scoring.archive import build_archive, bytes_of, note_export
from scoring.folder import Decisions, decide_folder, read_folder
from scoring.replay import Replay, replay_actor
from scoring.results import explain_lines, table_lines, write_results
from scoring.tasks import HANDLERS
from scoring.walk import Folder, stage_title

MISTAKEN, STOPPED = 2, 3
SHOWN = 200
"""Entrants of a stage that the terminal shows; `results.csv` has them all."""


class Command(BaseCommand):
    """Exit codes: 0 done, 1 misuse, 2 mistakes in the files, nothing written, 3 stopped by refused ties."""

    help = gettext_noop("Run a campaign folder through every stage for which there is evidence")
    requires_system_checks: list[str] = []  # a dry run needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folder, the output and the dry run."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, folder: Path, output: Path, dry_run: bool, **options: Any) -> None:
        """Read, decide, write; exit with the code that says how it ended."""
        if output.resolve() == folder.resolve():
            raise CommandError(gettext("The results need a folder of their own."))
        try:
            files = read_folder(folder)
            decisions = decide_folder(files)
        except Mistaken as error:
            self.refuse(error.mistakes)
        self.note(files.notes)
        try:
            try_folder(output)
            if not dry_run:
                self.store(files, decisions, folder, output)
            write_files(output, decisions)
        except OSError as error:
            facts = {"folder": str(output), "why": error.strerror or type(error).__name__}
            text = gettext_noop("The results cannot be written to %(folder)s: %(why)s")
            raise CommandError(say(Sentence(text, facts))) from None
        self.show(decisions)
        if decisions.stopped is not None:
            self.stop(decisions)

    def store(self, files: Folder, decisions: Decisions, folder: Path, output: Path) -> None:
        """Run the folder through actions, jobs and ledger, and write notices and archive."""
        prepare_database()
        try:
            campaign = run_through(lambda: Replay(files, decisions, folder, HANDLERS, self.note_step))
        except Mistaken as error:
            self.refuse(error.mistakes)
        except NotNow as error:
            raise CommandError(say(error.sentence)) from None
        except NoticeRefused as error:
            raise CommandError("\n".join(say(finding.what) for finding in error.findings)) from None
        write_stored(output, campaign, by=replay_actor("replay", "回放经办", Role.STAFF))

    def note_step(self, sentence: Sentence) -> None:
        """Say on standard error how far the run is."""
        self.stderr.write(say(sentence))

    def refuse(self, mistakes: Iterable[Mistake]) -> None:
        """Print one line a mistake and leave; nothing has been written."""
        for mistake in mistakes:
            self.stderr.write(say_mistake(mistake))
        sys.exit(MISTAKEN)

    def note(self, notes: Iterable[Sentence]) -> None:
        """Print what is worth knowing but wrong in nothing."""
        for sentence in notes:
            self.stderr.write(say(Sentence(gettext_noop("Note: %(note)s"), {"note": sentence})))

    def show(self, decisions: Decisions) -> None:
        """Print each stage's totals and ranks."""
        for decided in decisions.decided:
            if isinstance(decided.rules, Announcement):
                continue
            title = f"{say(stage_title(decided.rules))} ({decided.rules.key})"
            for line in table_lines(decided, title=title, most=SHOWN):
                self.stdout.write(line)
        if decisions.waiting is not None and decisions.stopped is None:
            text = gettext_noop("“%(stage)s” has no evidence yet; the run ends before it.")
            self.stdout.write(say(Sentence(text, {"stage": stage_title(decisions.waiting)})))

    def stop(self, decisions: Decisions) -> None:
        """Name the equals that the plan refuses, and leave; earlier results have been written."""
        assert decisions.stopped is not None and decisions.waiting is not None
        text = gettext_noop("“%(stage)s” stops: %(ties)s")
        for sentence in decisions.stopped.sentences:
            facts = {"stage": stage_title(decisions.waiting), "ties": sentence}
            self.stderr.write(say(Sentence(text, facts)))
        sys.exit(STOPPED)


def run_through(prepare: Callable[[], Replay]) -> Campaign:
    """Run a replay; where another process was quicker with a step, go on from where that one is.

    Every new try has found more entries than the one before, so the tries come to an end. Raises NotNow.
    """
    entries = -1
    while True:
        try:
            return prepare().run()
        except (NotNow, IntegrityError):
            found = Entry.objects.count()
            if found == entries:
                raise
            entries = found


def prepare_database() -> None:
    """Lay out the tables of a new database, or finish laying them out; other databases are left to `migrate`."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    tables = set(connection.introspection.table_names())
    if Log._meta.db_table in tables and Log.objects.exists():
        raise CommandError(gettext("The database is older than the program: run manage.py migrate."))
    call_command("migrate", verbosity=0)


def write_stored(output: Path, campaign: Campaign, *, by: Actor) -> None:
    """Write the published notices and the archive."""
    archive = build_archive(campaign, note_export(campaign=campaign, by=by))
    notices = output / "notices"
    notices.mkdir(parents=True, exist_ok=True)
    for notice in campaign.notices.filter(state="published"):
        write_whole(notices / f"{notice.number}.pdf", bytes_of(notice.blob))
    write_whole(output / "archive.zip", archive)


def try_folder(output: Path) -> None:
    """Raise OSError where the results could not be written, before anything is stored; nothing is made yet."""
    there = next(path for path in (output, *output.resolve().parents) if path.exists())
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def write_files(output: Path, decisions: Decisions) -> None:
    """Write `results.csv` and `explain.jsonl` into the folder `output`, in Chinese, each whole or not at all."""
    output.mkdir(parents=True, exist_ok=True)
    with override("zh-hans"):
        explained = "".join(line + "\n" for line in explain_lines(decisions.decided))
        results = write_results(decisions.decided)
    write_whole(output / "results.csv", results)
    write_whole(output / "explain.jsonl", explained.encode())
