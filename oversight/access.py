"""Handing over or refusing: which chair somebody may act in, and a record of every refusal.

"Not yours" and "not there" give the same answer, a 404. A refusal outside a transaction is recorded at once;
inside one it would be rolled back with it, so the middleware records it afterwards.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import Http404

from oversight import codes
from oversight.ledger import STRANGER, SYSTEM_LOG, Actor, actor, record
from oversight.models import Job, Log, Officer, User, running
from oversight.rights import Right, Role, chair

AnyUser = User | AnonymousUser
RoleSource = Callable[[User, str], Iterable[str]]

# Each floor adds where roles in a campaign come from: `source(user, campaign code) -> roles`.
role_sources: list[RoleSource] = []

# What has been read while a request that only reads is served, by user and campaign (None: the offices).
_read: ContextVar[dict[tuple[int, str | None], frozenset[Role]] | None] = ContextVar("read", default=None)


class Refused(Http404):
    """Somebody may not do this here; the page says that nothing is there."""

    def __init__(self, by: Actor, to: Right, subject: str, log: str):
        self.by, self.to, self.subject, self.log = by, to, subject, log
        self.recorded = False
        super().__init__(f"{by.id} may not {to} at {subject}")


def register_role_source(source: RoleSource) -> RoleSource:
    """Add a place where roles in a campaign come from; usable as a decorator."""
    if source not in role_sources:
        role_sources.append(source)
    return source


@contextmanager
def roles_read_once() -> Iterator[None]:
    """Ask the database once for the roles of each user inside this block.

    Only for what changes no roles: a request that acts must see seats and offices as its own acts leave them.
    """
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def _once(user: User, campaign: str | None, read: Callable[[], frozenset[Role]]) -> frozenset[Role]:
    """Return what `read` returns, or what it returned before in this block."""
    known = _read.get()
    if known is None:
        return read()
    place = (user.pk, campaign)
    if place not in known:
        known[place] = read()
    return known[place]


def offices_of(user: AnyUser) -> frozenset[Role]:
    """Return the roles that the user holds in the system at this moment."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    holder = user

    def offices() -> frozenset[Role]:
        held = Officer.objects.filter(running(), user=holder).values_list("role", flat=True)
        return frozenset(Role(role) for role in held)

    return _once(user, None, offices)


def roles_of(user: AnyUser, campaign: str) -> frozenset[Role]:
    """Return the roles that the user holds in one campaign: seats, and the offices that reach into all."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    holder = user

    def seats() -> frozenset[Role]:
        return frozenset(Role(role) for source in role_sources for role in source(holder, campaign))

    # Being staff of the system lets one start campaigns; in a campaign only a seat makes one staff.
    return _once(user, campaign, seats) | (offices_of(user) - {Role.STAFF})


def record_refusal(refused: Refused) -> None:
    """Write a refusal into the ledger in a transaction of its own, once."""
    if refused.recorded or not _apart():
        return
    known = Log.objects.filter(name=refused.log).exists()
    with transaction.atomic():
        record(
            log=refused.log if known else SYSTEM_LOG,
            code=codes.ACCESS_DENIED,
            by=refused.by,
            subject=refused.subject,
            facts={"right": str(refused.to)},
            result="denied",
        )
    refused.recorded = True


def _apart() -> bool:
    """Say whether a transaction begun here is one of its own; those of test cases do not count."""
    return all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def refuse(user: AnyUser, *, to: Right, subject: str, log: str = SYSTEM_LOG) -> NoReturn:
    """Refuse and have it on record; the answer is the one for things that do not exist."""
    by = actor(user, "none") if isinstance(user, User) else STRANGER
    refused = Refused(by, to, subject, log)
    record_refusal(refused)
    raise refused


def access_system(user: AnyUser, *, to: Right, subject: str = "system:") -> Actor:
    """Return the actor in the office that may do this; raises Refused."""
    role = chair(offices_of(user), to)
    if role is None or not isinstance(user, User):
        refuse(user, to=to, subject=subject)
    return actor(user, role)


def access_as(user: AnyUser, campaign: str, *, to: Right, subject: str) -> Actor:
    """Return the actor in the seat of a campaign that may do this; raises Refused.

    For the floors above: each fetches its object, or calls `refuse` when there is none, and asks here.
    """
    role = chair(roles_of(user, campaign), to)
    if role is None or not isinstance(user, User):
        refuse(user, to=to, subject=subject, log=campaign)
    return actor(user, role)


def access_log(user: AnyUser, name: str, *, to: Right = Right.READ_LEDGER) -> tuple[Log, Actor]:
    """Return a ledger and the actor who may read or verify it; raises Refused.

    The system's own ledger asks for the right of the same kind over the system.
    """
    log = Log.objects.filter(name=name).first()
    if log is None:
        refuse(user, to=to, subject=f"log:{name}")
    if name == SYSTEM_LOG:
        over_system = {
            Right.READ_LEDGER: Right.READ_SYSTEM_LEDGER,
            Right.VERIFY_LEDGER: Right.VERIFY_SYSTEM_LEDGER,
            # Whoever watches the system's ledger takes its heads out of the house.
            Right.SIGN_HEAD: Right.VERIFY_SYSTEM_LEDGER,
        }
        return log, access_system(user, to=over_system.get(to, to), subject=f"log:{name}")
    return log, access_as(user, name, to=to, subject=f"log:{name}")


def access_user(user: AnyUser, pk: int, *, to: Right) -> tuple[User, Actor]:
    """Return an account and the officer who may do this to it; raises Refused."""
    by = access_system(user, to=to, subject=f"user:{pk}")
    found = User.objects.filter(pk=pk).first()
    if found is None:
        refuse(user, to=to, subject=f"user:{pk}")
    return found, by


def access_office(user: AnyUser, pk: int, *, to: Right) -> tuple[Officer, Actor]:
    """Return an office granted to somebody and the officer who may do this to it; raises Refused."""
    by = access_system(user, to=to, subject=f"office:{pk}")
    found = Officer.objects.filter(pk=pk).select_related("user", "granted_by", "confirmed_by").first()
    if found is None:
        refuse(user, to=to, subject=f"office:{pk}")
    return found, by


def access_job(user: AnyUser, pk: int) -> Job:
    """Return a job to whoever asked for it, or to an office that may read all jobs; raises Refused."""
    job = Job.objects.filter(pk=pk).first()
    if job is not None and isinstance(user, User) and job.by_user_id == user.pk and user.is_active:
        return job
    access_system(user, to=Right.READ_JOBS, subject=f"job:{pk}")
    if job is None:
        refuse(user, to=Right.READ_JOBS, subject=f"job:{pk}")
    return job
