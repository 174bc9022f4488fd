"""A worker that stands still at one place, to be killed there: `python -m tests.whole.blocking_worker FUNCTION MARKER`.

FUNCTION is a dotted name; it is called, MARKER is written, and nothing more happens until MARKER is removed.
"""

import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selection.settings")


def stop_at(function: str, marker: Path) -> None:
    """Replace the function by one that does the same and then waits for its end."""
    module, _, name = function.rpartition(".")
    place = import_module(module)
    real = getattr(place, name)

    def stopping(*arguments: Any, **named: Any) -> Any:
        result = real(*arguments, **named)
        marker.touch()
        while marker.exists():
            time.sleep(0.05)
        return result

    setattr(place, name, stopping)


if __name__ == "__main__":
    django.setup()
    from selection.celery import app

    stop_at(sys.argv[1], Path(sys.argv[2]))
    features = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR")
    app.worker_main(["--quiet", "worker", *features])
