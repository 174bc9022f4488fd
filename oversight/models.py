"""Users and officers, the ledger, jobs and stored bytes: data and constraints.

Entries, heads and blobs are never changed: the database itself refuses UPDATE, DELETE and TRUNCATE on them
(migration `0002_guards`). Nothing here points upstairs; subjects are text such as `stage:written`.
"""

import hashlib
import json
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from oversight.chain import ALGORITHMS, Frontier
from oversight.rights import SYSTEM_ROLES, Role


class UserManager(BaseUserManager["User"]):
    """Finds users by name. Accounts are made by `oversight.actions.create_user`; there are no superusers."""


class User(AbstractBaseUser):
    """A person's account. It gives no right by itself: rights come from offices and seats."""

    # When somebody signed in stands in the ledger; a column written at every sign-in would be a second truth.
    last_login = None

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    enabled = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(condition=~Q(username=""), name="user_has_a_username"),
            models.CheckConstraint(condition=~Q(name=""), name="user_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Say whether the account may be used now; asked at every request, so closing acts at once."""
        return self.enabled and (self.expires_at is None or timezone.now() < self.expires_at)

    def get_full_name(self) -> str:
        """Return the name shown on screens and in the ledger."""
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password and to the epoch: raising the epoch ends every session."""
        return salted_hmac(
            "oversight.models.User.session", f"{self.password}:{self.session_epoch}", secret=secret,
            algorithm="sha256",
        ).hexdigest()  # fmt: skip


def running(now: datetime | None = None) -> Q:
    """Return the condition under which a dated row (`since`, `until`) is in force."""
    now = now or timezone.now()
    return Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))


class Officer(models.Model):
    """A role held in the system: granted by one person, in force once another has confirmed it.

    The first officers of an installation have neither: the command that made them stands in the ledger.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="offices")
    role = models.CharField(max_length=30, choices=[(str(role), str(role)) for role in Role])
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["role", "user"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(str(role) for role in SYSTEM_ROLES)),
                name="office_is_a_system_role",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")),
                name="nobody_grants_an_office_to_himself",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (
                    Q(granted_by__isnull=False)
                    & ~Q(confirmed_by=F("granted_by"))
                    & ~Q(confirmed_by=F("user"))
                ),
                name="office_is_confirmed_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(confirmed_by__isnull=False) | Q(granted_by__isnull=True),
                name="office_is_in_force_once_confirmed",
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(until__isnull=True), name="one_open_grant_of_an_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Log(models.Model):
    """One ledger and the right edge of its tree; written by `oversight.ledger` alone, under its lock."""

    name = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=255, unique=True)
    algorithm = models.CharField(max_length=10, choices=[(name, name) for name in ALGORITHMS])
    size = models.PositiveBigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    last_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def tree(self) -> Frontier:
        """Return the tree as far as it has grown."""
        return Frontier.from_bytes(self.size, bytes(self.frontier), self.algorithm)

    @property
    def root(self) -> str:
        """Return the root in hex."""
        return self.tree.root().hex()


class Entry(models.Model):
    """One act on record. `body` is what was hashed, to the byte; the other columns only help to find it."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    body = models.TextField()
    leaf = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    code = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    actor = models.CharField(max_length=30)
    result = models.CharField(max_length=6)
    request = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["log", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["log", "seq"], name="entry_number_is_given_once"),
            models.CheckConstraint(
                condition=Q(result__in=["ok", "denied", "error"]), name="entry_result_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["log", "subject", "seq"], name="entries_of_a_subject"),
            models.Index(fields=["log", "code", "seq"], name="entries_of_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.log_id}#{self.seq} {self.code}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """Return the body as values."""
        return dict(json.loads(self.body))


class Personal(models.Model):
    """A personal value that an entry commits to. Deleting the row erases it; the tree stays whole."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()
    subject = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    commitment = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        ordering = ["log", "seq", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["log", "seq", "name"], name="personal_value_stands_once_in_an_entry"
            ),
        ]
        indexes = [models.Index(fields=["log", "subject"], name="personal_values_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.log_id}#{self.seq} {self.name}"


class Head(models.Model):
    """A signed head: what a log held when the note in `text` was signed. One for each size, never two."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads")
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    text = models.TextField()
    reason = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["log", "size"]
        constraints = [
            models.UniqueConstraint(fields=["log", "size"], name="one_head_for_each_size_of_a_log")
        ]

    def __str__(self) -> str:
        return f"{self.log_id} {self.size} {self.root[:16]}"


class Job(models.Model):
    """Work that runs later. The row is the queue: whoever holds the lease and the newest fence may write."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    by_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=100)
    by_role = models.CharField(max_length=30)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]), name="job_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False), name="running_job_has_a_lease"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=["queued", "running"]), name="jobs_not_finished"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def finished(self) -> bool:
        """Say whether nothing more will happen to this job by itself."""
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        """Return the progress from 0 to 100; 0 while the total is not known."""
        if self.state == self.State.DONE:
            return 100
        return min(100, self.progress_done * 100 // self.progress_total) if self.progress_total else 0


class Blob(models.Model):
    """Bytes stored once under their hash: notices as published, sheets as uploaded."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    bytes = models.BinaryField()
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.sha256

    @property
    def whole(self) -> bool:
        """Say whether the bytes still have the hash under which they are stored."""
        return hashlib.sha256(bytes(self.bytes)).hexdigest() == self.sha256


class Upload(models.Model):
    """A file that was applied: the same bytes for the same purpose and subject are refused a second time."""

    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    rows = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "subject", "sha256"], name="the_same_file_is_applied_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject} {self.name}"


class Signature(models.Model):
    """Somebody attests a subject of a log, such as `node:plan`, in the state that `digest` stands for.

    A signature counts while the subject still has that digest; after a correction it is signed anew.
    """

    log = models.CharField(max_length=160)
    subject = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    role = models.CharField(max_length=30)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=100)
    remark = models.TextField(blank=True)
    head_size = models.PositiveBigIntegerField()
    head_root = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["log", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["log", "subject", "digest", "role", "user"], name="a_state_is_signed_once_a_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log} {self.subject} {self.role} {self.name}"


class Objection(models.Model):
    """A supervisor objects to a subject of a log; the next step waits until it is answered and settled."""

    log = models.CharField(max_length=160)
    subject = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    role = models.CharField(max_length=30)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="objections")
    name = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["log", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_what"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="answered_objection_has_an_answer"
            ),
        ]
        indexes = [
            models.Index(fields=["log"], condition=Q(settled_at__isnull=True), name="objections_not_settled")
        ]

    def __str__(self) -> str:
        return f"{self.log} {self.subject} {self.name}"
