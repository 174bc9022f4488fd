"""Child processes under supervision: started, restarted when they die, stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings

SETTLED = 60.0  # seconds of life after which a death starts the waiting anew
LONGEST_WAIT = 30.0
GRACE = 20.0  # seconds between asking a child to stop and killing it
PR_SET_PDEATHSIG = 1


def _follow_parent() -> None:
    """Ask the kernel to stop this child when the supervisor dies, however it dies (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process to keep alive, and when it may be started again."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the process in a session of its own, so that a Ctrl-C reaches the supervisor only."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the command is built here
            self.command,
            cwd=settings.BASE_DIR,
            start_new_session=True,
            preexec_fn=_follow_parent,  # noqa: PLW1509 - the supervisor has no threads
            stdin=subprocess.DEVNULL,
        )

    def look_after(self, tell: Callable[[str, int], None]) -> None:
        """Start the process when it is due, and plan its restart when it has died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        tell(self.name, code)
        self.sweep_up()
        self.deaths = 1 if now - self.started > SETTLED else self.deaths + 1
        self.start_at = now + min(LONGEST_WAIT, 2.0 ** (self.deaths - 1) - 1)
        self.process = None

    def ask_to_stop(self) -> None:
        """Send the signal after which gunicorn and Celery finish what they hold."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def sweep_up(self) -> None:
        """Kill what is left of the process's group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Keeps children alive until it is told to stop by SIGINT or SIGTERM."""

    def __init__(self, children: Sequence[Child], tell: Callable[[str, int], None]):
        self.children = children
        self.tell = tell
        self.stopping = False

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def run(self, ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """Run until told to stop; `on_ready` is called once, when `ready` first says so."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        announced = False
        try:
            while not self.stopping:
                for child in self.children:
                    child.look_after(self.tell)
                if not announced and ready():
                    announced = True
                    on_ready()
                time.sleep(0.2)
        finally:
            self.stop_all()

    def stop_all(self) -> None:
        """Stop every child, politely at first; returns when none is left."""
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + GRACE
        for child in self.children:
            if child.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, until - time.monotonic()))
                child.sweep_up()
                child.process.wait()


def _module(name: str, arguments: str, *options: str) -> list[str]:
    """Return the command that runs a module with this Python; `arguments` are separated by blanks."""
    return [sys.executable, *options, "-m", name, *arguments.split()]


def web(host: str, port: int) -> Child:
    """Return the web server."""
    shown = f"[{host}]" if ":" in host else host
    return Child(
        "web",
        _module(
            "gunicorn",
            f"selection.wsgi --bind {shown}:{port} --workers 2 --threads 4 --timeout 120 --max-requests 5000 "
            "--max-requests-jitter 500 --no-control-socket --log-level warning",
        ),
    )


def worker() -> Child:
    """Return the worker that runs jobs."""
    features = "--without-gossip --without-mingle --without-heartbeat"
    return Child(
        "worker",
        _module(
            "celery",
            f"--app selection.celery --quiet worker --loglevel WARNING {features}",
            # The warning about root says nothing here: messages are JSON, a number at most.
            "-W",
            "ignore:You're running the worker with superuser privileges",
        ),
    )


def beat() -> Child:
    """Return the clock that sends the timetable's ticks."""
    return Child(
        "beat", _module("celery", "--app selection.celery --quiet beat --loglevel WARNING --pidfile=")
    )
