"""What the ground writes into the ledger: each code with its sentence."""

from oversight.registry import recorded, register
from oversight.words import gettext_noop

LOG_OPENED = register("log.opened", gettext_noop("Ledger %(log)s was opened"))
HEAD_SIGNED = register("head.signed", gettext_noop("Head of ledger %(log)s was signed at %(size)s entries"))
ACCESS_DENIED = register("access.denied", gettext_noop("An attempt was refused: %(right)s"))
SIGNED_IN = register("session.began", gettext_noop("Signed in"))
SIGNED_OUT = register("session.ended", gettext_noop("Signed out"))
SIGN_IN_FAILED = register("session.refused", gettext_noop("Sign-in failed"))
SESSIONS_ENDED = register("session.closed", gettext_noop("All sessions of %(username)s were ended"))
SESSION_CUT = register("session.cut", gettext_noop("One session of %(username)s was ended"))
FACTOR_ADDED = register("factor.added", gettext_noop("A second factor was added"))
FACTOR_REMOVED = register("factor.removed", gettext_noop("A second factor was removed"))
FACTOR_RESET = register("factor.reset", gettext_noop("Recovery codes were made anew"))
USER_CREATED = register("user.created", gettext_noop("Account %(username)s was created"))
USER_CHANGED = register("user.changed", gettext_noop("Account %(username)s was changed"))
USER_CLOSED = register("user.closed", gettext_noop("Account %(username)s was closed"))
USER_REOPENED = register("user.reopened", gettext_noop("Account %(username)s was opened again"))
PASSWORD_SET = register("password.set", gettext_noop("A new password was set for %(username)s"))
OFFICE_GRANTED = register("office.granted", gettext_noop("%(username)s was granted the office of %(role)s"))
OFFICE_CONFIRMED = register(
    "office.confirmed", gettext_noop("The office of %(role)s was confirmed for %(username)s")
)
OFFICE_REVOKED = register(
    "office.revoked", gettext_noop("The office of %(role)s was taken from %(username)s")
)
PERSONAL_ERASED = register("personal.erased", gettext_noop("%(count)s personal values were erased"))
LEDGER_VERIFIED = register(
    "ledger.verified", gettext_noop("Ledger %(log)s was verified: all %(size)s entries are in order")
)
LEDGER_BROKEN = register(
    "ledger.broken", gettext_noop("Ledger %(log)s was verified and is not in order, at %(size)s entries")
)
JOB_FAILED = register("job.failed", gettext_noop("Job %(kind)s failed after %(attempts)s attempts"))
JOB_RETRIED = register("job.retried", gettext_noop("Job %(kind)s was started again"))

SIGNATURE_GIVEN = register(
    "signature.given", gettext_noop("“%(title)s” was signed as %(role)s, in the state %(digest)s")
)
OBJECTION_RAISED = register(
    "objection.raised", gettext_noop("An objection to “%(title)s” was raised: %(text)s")
)
OBJECTION_ANSWERED = register(
    "objection.answered", gettext_noop("The objection to “%(title)s” was answered: %(text)s")
)
OBJECTION_SETTLED = register("objection.settled", gettext_noop("The objection to “%(title)s” was settled"))

recorded("oversight_user", "oversight_officer", "oversight_log", "oversight_personal")
recorded("oversight_signature", "oversight_objection")
