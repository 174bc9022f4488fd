"""What the timetable calls, and the table of jobs by the name under which workers look for it."""

from datetime import datetime

from oversight import tasks as oversight
from oversight.jobs import Handler
from oversight.ledger import SYSTEM, sign_all_heads
from scoring import tasks as scoring
from scoring.actions.clock import move_due_stages
from scoring.actions.reconcile import reconcile_all
from scoring.actions.reminders import remind_of_probations

HANDLERS: dict[str, Handler] = {**oversight.HANDLERS, **scoring.HANDLERS}
"""Every kind of job in the house and what does it."""


def move_stages_by_clock(*, now: datetime) -> int:
    """Open and close every stage whose time has come by `now`; returns how many moved."""
    return move_due_stages(now=now)


def sign_daily_heads(*, now: datetime) -> int:
    """Sign a head of every log that grew since its last head; returns how many were signed."""
    return len(sign_all_heads(by=SYSTEM, reason=f"{now:%Y-%m-%d}"))


def remind_of_what_ends() -> int:
    """Record the probations that end within a month; returns how many were not yet."""
    return remind_of_probations(by=SYSTEM)


def reconcile_campaigns() -> int:
    """Compare what is stored with evidence and ledger; returns in how many campaigns something differs."""
    return reconcile_all(by=SYSTEM)
