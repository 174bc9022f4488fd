"""The bench runs: every part prints its ratios on tiny sizes, and says what it does not know."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RATIO = re.compile(r" *\d+\.\d\d x  (\w+)")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the bench without a server, as on a bare machine."""
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")
    }
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def test_every_part_runs_small():
    done = run("--small")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    others = [line for line in lines if not RATIO.match(line)]
    assert [line.partition(":")[0] for line in others] == ["check", "deciding"]
    assert len(lines) == 5 + 1 + 1 + 2 + 3 + 4


def test_an_unknown_part_is_refused():
    done = run("--small", "speed")
    assert done.returncode == 2
    assert "unknown: speed" in done.stderr
