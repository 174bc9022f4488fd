"""Python's search for circular garbage, paused while a table is read and stored.

A table of a million cells is a million new objects in no circle; looking through all of them again and again takes
as long as reading them.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no circles inside; also a decorator. Whoever paused the search first takes it up again."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
