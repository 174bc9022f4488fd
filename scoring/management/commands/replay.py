"""`manage.py replay FOLDER --output DIR`: run a campaign folder and write its results."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from campaigns.plan.rules import Announcement
from oversight.say import say, say_mistake
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop
from scoring.folder import Decisions, decide_folder, read_folder, stage_title
from scoring.results import explain_lines, table_lines, write_results

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
        if not dry_run:
            raise CommandError(gettext("Only --dry-run can be run yet."))
        write_files(output, decisions)
        self.show(decisions)
        if decisions.stopped is not None:
            self.stop(decisions)

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


def write_files(output: Path, decisions: Decisions) -> None:
    """Write `results.csv` and `explain.jsonl` into the folder `output`, each whole or not at all."""
    output.mkdir(parents=True, exist_ok=True)
    explained = "".join(line + "\n" for line in explain_lines(decisions.decided))
    for name, content in (
        ("results.csv", write_results(decisions.decided)),
        ("explain.jsonl", explained.encode()),
    ):
        unfinished = output / f".{name}.unfinished"
        unfinished.write_bytes(content)
        os.replace(unfinished, output / name)
