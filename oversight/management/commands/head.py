"""Sign the heads of all ledgers, for the timetable and for hand."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from oversight.ledger import SYSTEM, sign_all_heads


class Command(BaseCommand):
    """`head`: sign a head of every ledger that grew since its last one."""

    help = "Sign a head of every ledger that grew since its last one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--reason", default="daily")
        parser.add_argument(
            "--output", type=Path, help="Also write each head into this folder, to be carried away."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sign, and print one line a head."""
        heads = sign_all_heads(by=SYSTEM, reason=options["reason"])
        for head in heads:
            line = _("%(log)s: %(size)s entries, root %(root)s")
            self.stdout.write(line % {"log": head.log.name, "size": head.size, "root": head.root})
            if options["output"]:
                options["output"].mkdir(parents=True, exist_ok=True)
                name = f"{head.log.name.replace('/', '_')}.{head.size:08}.txt"
                (options["output"] / name).write_text(head.text, encoding="utf-8")
        if not heads:
            self.stdout.write(_("No ledger has grown since its last head."))
