"""The supervisor keeps its children alive, stops them with itself, and leaves nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.laws.source import ROOT

SUPERVISE = """
import sys
from selection.processes import Child, Supervisor

class Told(list):
    pass

folder = sys.argv[1]
code = "import os,time;open(os.path.join(%r,str(os.getpid())),'w').close();time.sleep(600)" % folder
child = Child("sleeper", [sys.executable, "-c", code])
supervisor = Supervisor([child], lambda name, code: print("told", name, code, flush=True))
supervisor.run(lambda: child.process is not None, lambda: print("ready", flush=True))
print("stopped", flush=True)
"""


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something to become true; fails when it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Say whether a process lives; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Callable[[], list[int]]]]:
    """Run a supervisor with one child; gives it and the pids of every child so far, oldest first."""
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "selection.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )

    def children() -> list[int]:
        return [int(p.name) for p in sorted(tmp_path.iterdir(), key=lambda p: p.stat().st_mtime_ns)]

    until(lambda: len(children()) == 1)
    yield process, children
    for pid in [process.pid, *children()]:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_a_dead_child_is_started_again(supervised) -> None:
    _, children = supervised
    os.kill(children()[0], signal.SIGKILL)
    until(lambda: len(children()) == 2)
    assert alive(children()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_children_stop_with_the_supervisor(supervised, number: int) -> None:
    process, children = supervised
    process.send_signal(number)
    said, _ = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, "ready\nstopped\n")
    assert [pid for pid in children() if alive(pid)] == []


def test_the_children_do_not_outlive_a_killed_supervisor(supervised) -> None:
    process, children = supervised
    process.kill()
    until(lambda: not alive(children()[0]))


def test_a_taken_port_is_refused_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match=str(taken.getsockname()[1])):
            call_command("up", port=taken.getsockname()[1], stdout=StringIO())
