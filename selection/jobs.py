"""The kinds of job this product runs, in one table, and what the timetable calls."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

HANDLERS: dict[str, Callable[..., Any]] = {}


def move_stages_by_clock(*, now: datetime) -> int:
    """Open and close every stage whose time has come by `now`; returns how many moved."""
    return 0


def sign_daily_heads(*, now: datetime) -> int:
    """Sign a head of every log that grew since its last head; returns how many were signed."""
    return 0
