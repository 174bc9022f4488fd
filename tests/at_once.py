"""Acts that start at the same moment in as many threads, each with a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from oversight.models import Entry, Log
from oversight.proofs import verify_log

WRITERS = 8


def at_once(work: Callable[[int], Any], number: int = WRITERS) -> list[Any]:
    """Run `work(index)` in so many threads that start together; return what each returned or raised."""
    barrier = Barrier(number)
    results: list[Any] = [None] * number

    def run(index: int) -> None:
        barrier.wait()
        try:
            results[index] = work(index)
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def split(results: list[Any]) -> tuple[list[Any], list[str]]:
    """Return what was done, and the sentences of those that were refused; anything else that was raised is raised."""
    done, refused = [], []
    for result in results:
        if not isinstance(result, Exception):
            done.append(result)
        elif hasattr(result, "sentence"):
            refused.append(str(result.sentence))
        else:
            raise result
    return done, refused


def check_ledgers() -> None:
    """Every log is contiguous and verifies."""
    for log in Log.objects.all():
        assert list(Entry.objects.filter(log=log).order_by("seq").values_list("seq", flat=True)) == list(
            range(log.size)
        )
        assert verify_log(log.name).ok
