"""The writers of accounts, offices, stored bytes and uploads; `ledger` and `jobs` write their own rows."""

import hashlib
import secrets
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from oversight import codes
from oversight.jobs import enqueue
from oversight.ledger import SYSTEM, SYSTEM_LOG, Actor, record
from oversight.models import Blob, Entry, Job, Log, Officer, Personal, Upload, User, running
from oversight.proofs import Verification
from oversight.registry import Code
from oversight.rights import ROLE_LABELS, SYSTEM_ROLES, TABLE, Right, Role, conflict
from oversight.words import Sentence, gettext_noop


class Declined(Exception):
    """An act that cannot be done as asked; carries the sentence that says why."""

    def __init__(self, text: str, **facts: object):
        self.sentence = Sentence(text, facts)
        super().__init__(str(self.sentence))


class AlreadyUploaded(Declined):
    """The same bytes were applied before; `first` is that upload."""

    def __init__(self, first: Upload):
        self.first = first
        super().__init__(
            gettext_noop(
                "This very file was taken over on %(at)s already, as “%(name)s” with %(rows)s rows."
            ),
            at=timezone.localtime(first.at).strftime("%Y-%m-%d %H:%M"),
            name=first.name,
            rows=first.rows,
        )


def _in_office(by: Actor, right: Right) -> None:
    """Refuse an actor whose chair does not hold `right`; the installation itself may do anything."""
    if by != SYSTEM and by.role not in TABLE[right]:
        raise Declined(gettext_noop("Your office does not include this."))


def _record_user(code: Code, user: User, by: Actor, *, reason: str = "", **facts: object) -> None:
    record(
        log=SYSTEM_LOG, code=code, by=by, subject=f"user:{user.pk}", title=user.name,
        facts={"username": user.username, **facts}, reason=reason,
    )  # fmt: skip


def _locked(user_id: int) -> User:
    """Lock an account for a change, not for its name on others' rows: those are checked while the ledger is locked."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


VERIFY = "verify"
"""The kind of the jobs that verify a ledger; their keys are `verify:<log>:<random>`."""


@transaction.atomic
def create_user(
    *,
    username: str,
    name: str,
    by: Actor,
    email: str = "",
    language: str = "zh-hans",
    password: str | None = None,
    expires_at: datetime | None = None,
) -> User:
    """Create an account without any right. Without a password nobody can sign in until one is set."""
    _in_office(by, Right.MANAGE_USERS)
    try:
        with transaction.atomic():
            user = User.objects.create(
                username=username, name=name, email=email, language=language, expires_at=expires_at,
                password=make_password(password),
            )  # fmt: skip
    except IntegrityError:  # the database decides, for two may ask at once
        if not User.objects.filter(username=username).exists():
            raise
        taken = gettext_noop("There is an account named %(username)s already.")
        raise Declined(taken, username=username) from None
    _record_user(codes.USER_CREATED, user, by, expires_at=expires_at.isoformat() if expires_at else "")
    return user


@transaction.atomic
def change_user(
    *, user_id: int, name: str, email: str, language: str, expires_at: datetime | None, by: Actor
) -> User:
    """Change what an account says of its person, and until when it may be used."""
    _in_office(by, Right.MANAGE_USERS)
    user = _locked(user_id)
    before = user.name
    user.name, user.email, user.language, user.expires_at = name, email, language, expires_at
    user.save(update_fields=["name", "email", "language", "expires_at"])
    expires = expires_at.isoformat() if expires_at else ""
    _record_user(codes.USER_CHANGED, user, by, before=before, after=name, expires_at=expires)
    return user


@transaction.atomic
def set_password(*, user_id: int, password: str, by: Actor) -> User:
    """Set a new password for somebody else and end that account's sessions."""
    _in_office(by, Right.MANAGE_USERS)
    user = _locked(user_id)
    user.password, user.session_epoch = make_password(password), user.session_epoch + 1
    user.save(update_fields=["password", "session_epoch"])
    _record_user(codes.PASSWORD_SET, user, by)
    return user


@transaction.atomic
def close_user(*, user_id: int, reason: str, by: Actor) -> User:
    """Close an account at once: no sign-in, no session. Nobody closes his own."""
    _in_office(by, Right.MANAGE_USERS)
    if user_id == by.user_id:
        raise Declined(gettext_noop("Nobody closes his own account."))
    user = _locked(user_id)
    user.enabled, user.session_epoch = False, user.session_epoch + 1
    user.save(update_fields=["enabled", "session_epoch"])
    _record_user(codes.USER_CLOSED, user, by, reason=reason)
    return user


@transaction.atomic
def reopen_user(*, user_id: int, reason: str, by: Actor) -> User:
    """Open a closed account again."""
    _in_office(by, Right.MANAGE_USERS)
    user = _locked(user_id)
    user.enabled = True
    user.save(update_fields=["enabled"])
    _record_user(codes.USER_REOPENED, user, by, reason=reason)
    return user


@transaction.atomic
def end_sessions(*, user_id: int, reason: str, by: Actor) -> User:
    """End every session of an account; it may sign in again."""
    _in_office(by, Right.END_SESSIONS)
    user = _locked(user_id)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    _record_user(codes.SESSIONS_ENDED, user, by, reason=reason)
    return user


@transaction.atomic
def end_own_sessions(*, by: Actor) -> User:
    """End the sessions of one's own account; the one at hand goes on if its caller renews its hash."""
    if by.user_id is None:
        raise Declined(gettext_noop("Only somebody with an account has sessions."))
    user = _locked(by.user_id)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    _record_user(codes.SESSIONS_ENDED, user, by)
    return user


@transaction.atomic
def end_own_session(*, session_id: int, by: Actor) -> None:
    """End one session of one's own account; it is signed out at its next click."""
    found = UserSession.objects.filter(pk=session_id, user_id=by.user_id or 0).first()
    if found is None:
        raise Declined(gettext_noop("That session has ended already."))
    user = _locked(found.user_id)
    found.end()
    _record_user(codes.SESSION_CUT, user, by)


@transaction.atomic
def choose_language(*, language: str, by: Actor) -> User:
    """Keep the language in which somebody reads; asked for at the next sign-in on another machine."""
    if by.user_id is None:
        raise Declined(gettext_noop("Only somebody with an account keeps a language."))
    user = _locked(by.user_id)
    if user.language != language:
        before, user.language = user.language, language
        user.save(update_fields=["language"])
        _record_user(codes.USER_CHANGED, user, by, before=before, after=language)
    return user


def _refuse_conflict(user: User, role: Role) -> None:
    """Refuse an office that the person may not hold beside one granted or in force (三员分立)."""
    now = timezone.now()
    open_grants = Officer.objects.filter(user=user).exclude(until__lte=now).values_list("role", flat=True)
    held = {Role(item) for item in open_grants}
    if role in held:
        raise Declined(gettext_noop("%(name)s holds this office or has been granted it."), name=user.name)
    against = conflict(held, role)
    if against is not None:
        raise Declined(
            gettext_noop("%(name)s is %(held)s; nobody is %(new)s as well."),
            name=user.name,
            held=Sentence(ROLE_LABELS[against]),
            new=Sentence(ROLE_LABELS[role]),
        )


@transaction.atomic
def grant_officer(*, user_id: int, role: Role, by: Actor) -> Officer:
    """Grant an office; it is in force once another person has confirmed it. Nobody grants to himself."""
    _in_office(by, Right.GRANT_OFFICER)
    if role not in SYSTEM_ROLES:
        raise Declined(gettext_noop("That is a seat in a campaign, not an office."))
    if by.user_id is None or user_id == by.user_id:
        raise Declined(gettext_noop("Another person grants an office: nobody grants it to himself."))
    user = _locked(user_id)
    _refuse_conflict(user, role)
    office = Officer.objects.create(user=user, role=role, granted_by_id=by.user_id)
    _record_user(codes.OFFICE_GRANTED, user, by, role=str(role))
    return office


@transaction.atomic
def confirm_officer(*, officer_id: int, by: Actor) -> Officer:
    """Put a granted office in force; neither who granted it nor who receives it may confirm."""
    _in_office(by, Right.CONFIRM_OFFICER)
    office = Officer.objects.select_for_update(no_key=True).select_related("user").get(pk=officer_id)
    if office.since is not None or office.until is not None:
        raise Declined(gettext_noop("This office is not waiting for confirmation."))
    if by.user_id in (office.granted_by_id, office.user_id):
        raise Declined(
            gettext_noop("A second person confirms: neither who granted the office nor who receives it.")
        )
    office.confirmed_by_id, office.since = by.user_id, timezone.now()
    office.save(update_fields=["confirmed_by", "since"])
    _record_user(codes.OFFICE_CONFIRMED, office.user, by, role=office.role)
    return office


@transaction.atomic
def revoke_officer(*, officer_id: int, reason: str, by: Actor) -> Officer:
    """End an office now. The last security officer stays: nobody could grant an office any more."""
    _in_office(by, Right.REVOKE_OFFICER)
    office = Officer.objects.select_for_update(no_key=True).select_related("user").get(pk=officer_id)
    now = timezone.now()
    if office.until is not None and office.until <= now:
        raise Declined(gettext_noop("This office has ended already."))
    others = Officer.objects.filter(running(now), role=office.role).exclude(pk=office.pk)
    if office.role == Role.SECURITY_OFFICER and office.since is not None and not others.exists():
        raise Declined(gettext_noop("The last security officer stays in office until there is another."))
    office.until = now
    office.save(update_fields=["until"])
    _record_user(codes.OFFICE_REVOKED, office.user, by, role=office.role, reason=reason)
    return office


@transaction.atomic
def appoint_first(*, user_id: int, role: Role) -> Officer:
    """Appoint the first holder of an office on a new installation; declined once there is or was one."""
    user = _locked(user_id)
    if Officer.objects.filter(role=role, since__isnull=False).exists():
        raise Declined(
            gettext_noop("There is such an officer already; offices are granted in the browser now.")
        )
    _refuse_conflict(user, role)
    office = Officer.objects.create(user=user, role=role, since=timezone.now())
    _record_user(codes.OFFICE_GRANTED, user, SYSTEM, role=str(role))
    return office


@transaction.atomic
def erase_personal(*, log: str, subject: str, reason: str, by: Actor) -> int:
    """Erase what entries about a subject commit to; the entries stay and verify. Returns how many values."""
    _in_office(by, Right.ERASE_PERSONAL)
    if not reason.strip():
        raise Declined(gettext_noop("Erasing needs a reason."))
    book = Log.objects.get(name=log)
    count, _ = Personal.objects.filter(log=book, subject=subject).delete()
    record(log=log, code=codes.PERSONAL_ERASED, by=by, subject=subject, facts={"count": count}, reason=reason)
    return count


def store_blob(data: bytes, *, media: str) -> str:
    """Store bytes once under their hash and return it; the same bytes again change nothing."""
    sha256 = hashlib.sha256(data).hexdigest()
    Blob.objects.get_or_create(sha256=sha256, defaults={"bytes": data, "size": len(data), "media": media})
    return sha256


@transaction.atomic
def register_upload(*, purpose: str, subject: str, sha256: str, name: str, rows: int, by: Actor) -> Upload:
    """Note that a file was applied; raises AlreadyUploaded with the first upload if it was before."""
    upload, new = Upload.objects.get_or_create(
        purpose=purpose, subject=subject, sha256=sha256,
        defaults={"name": name[:255], "rows": rows, "by_id": by.user_id},
    )  # fmt: skip
    if not new:
        raise AlreadyUploaded(upload)
    return upload


@transaction.atomic
def ask_verification(*, log: str, by: Actor) -> Job:
    """Have a ledger verified from its first entry on; one that is being verified is not begun twice."""
    prefix = f"{VERIFY}:{log}:"
    waiting = Job.objects.filter(kind=VERIFY, key__startswith=prefix, state__in=["queued", "running"])
    return waiting.first() or enqueue(
        kind=VERIFY, key=f"{prefix}{secrets.token_hex(8)}", payload={"log": log}, by=by
    )


@transaction.atomic
def note_verification(found: Verification, *, by: Actor) -> Entry:
    """Record in the system log that a ledger was verified and what came of it."""
    return record(
        log=SYSTEM_LOG,
        code=codes.LEDGER_VERIFIED if found.ok else codes.LEDGER_BROKEN,
        by=by,
        subject=f"log:{found.log}",
        facts={"log": found.log, "size": found.size, "root": found.root, "first_bad": found.first_bad},
        result="ok" if found.ok else "error",
    )
