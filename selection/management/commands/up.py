"""`manage.py up`: the web server, the worker and the clock as children of one process."""

import errno
import socket
from argparse import ArgumentParser
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from selection.processes import Supervisor, beat, web, worker


class Command(BaseCommand):
    """Start everything, say where, and stop everything on Ctrl-C."""

    help = "Start the web server, the worker and the clock, and keep them running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to listen and whether to load the demonstration."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--demo", action="store_true", help="load the demonstration campaigns first")

    def handle(self, *args: Any, host: str, port: int, demo: bool, **options: Any) -> None:
        """Run until SIGINT or SIGTERM; refuses a port that is taken before anything is started."""
        self._refuse_taken_port(host, port)
        self._refuse_old_database()
        if demo:
            call_command("demo")
        supervisor = Supervisor([web(host, port), worker(), beat()], self._tell)
        supervisor.run(lambda: self._answers(host, port), lambda: self._announce(host, port))
        self.stdout.write(_("Stopped."))

    def _refuse_old_database(self) -> None:
        """Raise CommandError when tables are missing: nothing would work, and no page would say why."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(_("The database is not up to date. First run: python manage.py migrate"))

    def _refuse_taken_port(self, host: str, port: int) -> None:
        """Raise CommandError when nobody could listen there."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise CommandError(
                        _("Port %(port)s is taken; choose another one: make run PORT=8001") % {"port": port}
                    ) from None
                raise CommandError(f"{host}:{port}: {error.strerror}") from None

    def _address(self, host: str, port: int) -> str:
        """Return the address to open on this machine."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        return f"http://{shown}:{port}/"

    def _answers(self, host: str, port: int) -> bool:
        """Say whether the web server answers yet; any HTTP status counts."""
        try:
            with urlopen(self._address(host, port) + "alive/", timeout=2):  # noqa: S310 - our own address
                return True
        except URLError as error:
            return hasattr(error, "code")
        except OSError:
            return False

    def _announce(self, host: str, port: int) -> None:
        """Print the address to open."""
        self.stdout.write("")
        self.stdout.write(_("Zeyou is running: %(address)s") % {"address": self._address(host, port)})
        self.stdout.write(_("Stop it with Ctrl-C."))
        self.stdout.flush()

    def _tell(self, name: str, code: int) -> None:
        """Report a child that has died; it will be started again."""
        self.stderr.write(
            _("%(child)s ended with status %(code)s and is started again.") % {"child": name, "code": code}
        )
