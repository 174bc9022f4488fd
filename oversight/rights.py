"""Who may do what: every role, every right, and the one table that joins them. PURE.

A role is held either in the system (officers, and staff who may start campaigns) or in one campaign (a seat).
The table says which roles may use a right; `APART` adds which two acts one person may never do both of, and
`conflict` which two roles one person may never hold together.
"""

from collections.abc import Iterable
from enum import StrEnum

from oversight.words import gettext_noop


class Role(StrEnum):
    """A chair somebody acts in. The order is the order in which a chair is chosen when several would do."""

    STAFF = "staff"
    APPROVER = "approver"
    SCORE_CLERK = "score_clerk"
    JUDGE = "judge"
    VOTER = "voter"
    SUPERVISOR = "supervisor"
    DISCIPLINE_INSPECTOR = "discipline_inspector"
    ORGAN_REVIEWER = "organ_reviewer"
    CUSTODIAN = "custodian"
    CANDIDATE = "candidate"
    SYSTEM_OFFICER = "system_officer"
    SECURITY_OFFICER = "security_officer"
    AUDIT_OFFICER = "audit_officer"


class Right(StrEnum):
    """One kind of act. The value is what stands in the ledger when the act was refused."""

    CREATE_CAMPAIGN = "create_campaign"
    EDIT_CAMPAIGN = "edit_campaign"
    READ_CAMPAIGN = "read_campaign"
    PROPOSE_PLAN = "propose_plan"
    APPROVE_PLAN = "approve_plan"
    FREEZE_PLAN = "freeze_plan"
    OPEN_STAGE = "open_stage"
    CLOSE_STAGE = "close_stage"
    READ_APPLICATIONS = "read_applications"
    EDIT_APPLICATIONS = "edit_applications"
    IMPORT_APPLICATIONS = "import_applications"
    CHECK_APPLICATIONS = "check_applications"
    REVEAL_IDENTITY = "reveal_identity"
    READ_MARKS = "read_marks"
    ENTER_MARKS = "enter_marks"
    IMPORT_MARKS = "import_marks"
    GIVE_OWN_MARK = "give_own_mark"
    DECIDE_OUTCOME = "decide_outcome"
    READ_OUTCOME = "read_outcome"
    SEAL_OUTCOME = "seal_outcome"
    CORRECT_OUTCOME = "correct_outcome"
    ENTER_CHECKS = "enter_checks"
    READ_CHECKS = "read_checks"
    ANSWER_APPRAISAL = "answer_appraisal"
    LOCK_EVIDENCE = "lock_evidence"
    READ_SIGNED_BALLOTS = "read_signed_ballots"
    APPROVE_DIFFERENCE = "approve_difference"
    SIGN_NODE = "sign_node"
    RAISE_OBJECTION = "raise_objection"
    ANSWER_OBJECTION = "answer_objection"
    ISSUE_NOTICE = "issue_notice"
    PUBLISH_NOTICE = "publish_notice"
    READ_NOTICE = "read_notice"
    READ_LEDGER = "read_ledger"
    VERIFY_LEDGER = "verify_ledger"
    SIGN_HEAD = "sign_head"
    EXPORT_ARCHIVE = "export_archive"
    EDIT_CALENDAR = "edit_calendar"
    READ_SEATS = "read_seats"
    MANAGE_SEATS = "manage_seats"
    READ_USERS = "read_users"
    MANAGE_USERS = "manage_users"
    END_SESSIONS = "end_sessions"
    GRANT_OFFICER = "grant_officer"
    CONFIRM_OFFICER = "confirm_officer"
    REVOKE_OFFICER = "revoke_officer"
    ERASE_PERSONAL = "erase_personal"
    READ_SYSTEM_LEDGER = "read_system_ledger"
    VERIFY_SYSTEM_LEDGER = "verify_system_ledger"
    READ_JOBS = "read_jobs"
    RETRY_JOB = "retry_job"
    RETRY_WORK = "retry_work"


OFFICERS = frozenset({Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER, Role.AUDIT_OFFICER})
SYSTEM_ROLES = OFFICERS | {Role.STAFF}
CAMPAIGN_ROLES = frozenset(Role) - OFFICERS
_WATCHERS = frozenset({Role.SUPERVISOR, Role.DISCIPLINE_INSPECTOR})
_DESK = frozenset({Role.STAFF, Role.APPROVER})
_HOUSE = _DESK | _WATCHERS | {Role.SCORE_CLERK}

TABLE: dict[Right, frozenset[Role]] = {
    Right.CREATE_CAMPAIGN: frozenset({Role.STAFF}),
    Right.EDIT_CAMPAIGN: frozenset({Role.STAFF}),
    Right.READ_CAMPAIGN: _HOUSE | {Role.JUDGE, Role.ORGAN_REVIEWER},
    Right.PROPOSE_PLAN: frozenset({Role.STAFF}),
    Right.APPROVE_PLAN: frozenset({Role.APPROVER}),
    Right.FREEZE_PLAN: _DESK,
    Right.OPEN_STAGE: frozenset({Role.STAFF}),
    Right.CLOSE_STAGE: frozenset({Role.STAFF}),
    Right.READ_APPLICATIONS: _DESK | _WATCHERS,
    Right.EDIT_APPLICATIONS: frozenset({Role.STAFF}),
    Right.IMPORT_APPLICATIONS: frozenset({Role.STAFF}),
    Right.CHECK_APPLICATIONS: frozenset({Role.STAFF, Role.ORGAN_REVIEWER}),
    Right.REVEAL_IDENTITY: frozenset({Role.STAFF}),
    Right.READ_MARKS: _HOUSE,
    Right.ENTER_MARKS: frozenset({Role.STAFF, Role.SCORE_CLERK}),
    Right.IMPORT_MARKS: frozenset({Role.STAFF, Role.SCORE_CLERK}),
    Right.GIVE_OWN_MARK: frozenset({Role.JUDGE}),
    Right.DECIDE_OUTCOME: frozenset({Role.STAFF}),
    Right.READ_OUTCOME: _DESK | _WATCHERS,
    Right.SEAL_OUTCOME: frozenset({Role.APPROVER}),
    Right.CORRECT_OUTCOME: frozenset({Role.STAFF}),
    Right.ENTER_CHECKS: frozenset({Role.STAFF, Role.SCORE_CLERK}),
    Right.READ_CHECKS: _HOUSE,
    Right.ANSWER_APPRAISAL: frozenset({Role.ORGAN_REVIEWER}),
    Right.LOCK_EVIDENCE: _DESK | {Role.SCORE_CLERK},
    Right.READ_SIGNED_BALLOTS: frozenset({Role.CUSTODIAN}),
    Right.APPROVE_DIFFERENCE: frozenset({Role.APPROVER}),
    Right.SIGN_NODE: _WATCHERS,
    Right.RAISE_OBJECTION: _WATCHERS,
    Right.ANSWER_OBJECTION: _DESK,
    Right.ISSUE_NOTICE: frozenset({Role.STAFF}),
    Right.PUBLISH_NOTICE: _DESK,
    Right.READ_NOTICE: _DESK | _WATCHERS,
    Right.READ_LEDGER: _DESK | _WATCHERS,
    Right.VERIFY_LEDGER: _DESK | _WATCHERS,
    Right.SIGN_HEAD: _DESK | _WATCHERS,
    Right.EXPORT_ARCHIVE: _DESK | _WATCHERS,
    Right.EDIT_CALENDAR: frozenset({Role.STAFF}),
    Right.READ_SEATS: _DESK | _WATCHERS | {Role.SECURITY_OFFICER, Role.AUDIT_OFFICER},
    Right.MANAGE_SEATS: frozenset({Role.STAFF, Role.SECURITY_OFFICER}),
    Right.READ_USERS: OFFICERS,
    Right.MANAGE_USERS: frozenset({Role.SYSTEM_OFFICER}),
    Right.END_SESSIONS: frozenset({Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER}),
    Right.GRANT_OFFICER: frozenset({Role.SECURITY_OFFICER}),
    Right.CONFIRM_OFFICER: frozenset({Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER}),
    Right.REVOKE_OFFICER: frozenset({Role.SECURITY_OFFICER}),
    Right.ERASE_PERSONAL: frozenset({Role.SECURITY_OFFICER}),
    Right.READ_SYSTEM_LEDGER: frozenset({Role.AUDIT_OFFICER}),
    Right.VERIFY_SYSTEM_LEDGER: frozenset({Role.AUDIT_OFFICER}),
    Right.READ_JOBS: frozenset({Role.SYSTEM_OFFICER}),
    Right.RETRY_JOB: frozenset({Role.SYSTEM_OFFICER}),
    Right.RETRY_WORK: _DESK,
}

# The later act -> the earlier one: whoever did the earlier may not do the later on the same object.
APART: dict[Right, Right] = {
    Right.APPROVE_PLAN: Right.PROPOSE_PLAN,
    Right.SEAL_OUTCOME: Right.DECIDE_OUTCOME,
    Right.CONFIRM_OFFICER: Right.GRANT_OFFICER,
}

# Who may give which seat. A staff member fills the working seats, never the chairs that watch or approve.
SEATABLE: dict[Role, frozenset[Role]] = {
    Role.STAFF: frozenset({Role.SCORE_CLERK, Role.JUDGE, Role.VOTER, Role.ORGAN_REVIEWER, Role.CANDIDATE}),
    Role.SECURITY_OFFICER: CAMPAIGN_ROLES,
}

# Pairs that one person may not hold in the system at the same time (三员分立).
CONFLICTS: frozenset[frozenset[Role]] = frozenset(
    {
        frozenset({Role.SYSTEM_OFFICER, Role.AUDIT_OFFICER}),
        frozenset({Role.SECURITY_OFFICER, Role.AUDIT_OFFICER}),
    }
)

# Pairs that one person may not hold in the same campaign.
SEAT_CONFLICTS: frozenset[frozenset[Role]] = frozenset(
    {frozenset({Role.CANDIDATE, other}) for other in CAMPAIGN_ROLES - {Role.CANDIDATE}}
    | {frozenset({Role.APPROVER, preparer}) for preparer in (Role.STAFF, Role.SCORE_CLERK)}
    | {frozenset({watcher, doer}) for watcher in _WATCHERS for doer in _DESK | {Role.SCORE_CLERK, Role.JUDGE}}
)


def may(roles: Iterable[Role], right: Right) -> bool:
    """Say whether somebody holding `roles` may use `right`."""
    return not TABLE[right].isdisjoint(roles)


def chair(roles: Iterable[Role], right: Right) -> Role | None:
    """Return the role in which the act is done: the first, in the order of `Role`, that may; or None."""
    fitting = TABLE[right].intersection(roles)
    return next((role for role in Role if role in fitting), None)


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Return everything that somebody holding `roles` may do, for menus and buttons."""
    held = frozenset(roles)
    return frozenset(right for right, allowed in TABLE.items() if not allowed.isdisjoint(held))


def may_seat(giver: Role, seat: Role) -> bool:
    """Say whether somebody acting as `giver` may put a person on `seat`."""
    return seat in SEATABLE.get(giver, frozenset())


def conflict(held: Iterable[Role], new: Role) -> Role | None:
    """Return the system role already held that forbids `new` to the same person, or None."""
    return next((role for role in Role if role in set(held) and frozenset({role, new}) in CONFLICTS), None)


def seat_conflict(held: Iterable[Role], new: Role) -> Role | None:
    """Return the seat already held in the campaign that forbids `new` to the same person, or None."""
    return next(
        (role for role in Role if role in set(held) and frozenset({role, new}) in SEAT_CONFLICTS), None
    )


ROLE_LABELS: dict[Role, str] = {
    Role.STAFF: gettext_noop("Staff"),
    Role.APPROVER: gettext_noop("Approver"),
    Role.SCORE_CLERK: gettext_noop("Score clerk"),
    Role.JUDGE: gettext_noop("Judge"),
    Role.VOTER: gettext_noop("Voter"),
    Role.SUPERVISOR: gettext_noop("Supervisor"),
    Role.DISCIPLINE_INSPECTOR: gettext_noop("Discipline inspector"),
    Role.ORGAN_REVIEWER: gettext_noop("Organ reviewer"),
    Role.CUSTODIAN: gettext_noop("Custodian of signed ballots"),
    Role.CANDIDATE: gettext_noop("Candidate"),
    Role.SYSTEM_OFFICER: gettext_noop("System officer"),
    Role.SECURITY_OFFICER: gettext_noop("Security officer"),
    Role.AUDIT_OFFICER: gettext_noop("Audit officer"),
}

RIGHT_LABELS: dict[Right, str] = {
    Right.CREATE_CAMPAIGN: gettext_noop("Create a campaign"),
    Right.EDIT_CAMPAIGN: gettext_noop("Edit a campaign and its draft plan"),
    Right.READ_CAMPAIGN: gettext_noop("Read a campaign"),
    Right.PROPOSE_PLAN: gettext_noop("Propose a plan or an amendment"),
    Right.APPROVE_PLAN: gettext_noop("Approve a plan or an amendment"),
    Right.FREEZE_PLAN: gettext_noop("Freeze the plan with its announcement"),
    Right.OPEN_STAGE: gettext_noop("Open a stage"),
    Right.CLOSE_STAGE: gettext_noop("Close a stage"),
    Right.READ_APPLICATIONS: gettext_noop("Read applications"),
    Right.EDIT_APPLICATIONS: gettext_noop("Enter and edit applications"),
    Right.IMPORT_APPLICATIONS: gettext_noop("Import applications"),
    Right.CHECK_APPLICATIONS: gettext_noop("Check whether applicants are eligible"),
    Right.REVEAL_IDENTITY: gettext_noop("See an identity number unmasked"),
    Right.READ_MARKS: gettext_noop("Read marks"),
    Right.ENTER_MARKS: gettext_noop("Enter marks"),
    Right.IMPORT_MARKS: gettext_noop("Import marks"),
    Right.GIVE_OWN_MARK: gettext_noop("Give a mark as judge"),
    Right.DECIDE_OUTCOME: gettext_noop("Have an outcome computed"),
    Right.READ_OUTCOME: gettext_noop("Read an outcome"),
    Right.SEAL_OUTCOME: gettext_noop("Seal an outcome"),
    Right.CORRECT_OUTCOME: gettext_noop("Start a correction"),
    Right.ENTER_CHECKS: gettext_noop("Enter checks"),
    Right.READ_CHECKS: gettext_noop("Read checks"),
    Right.ANSWER_APPRAISAL: gettext_noop("Answer a joint appraisal for an organ"),
    Right.LOCK_EVIDENCE: gettext_noop("Lock evidence as the second person"),
    Right.READ_SIGNED_BALLOTS: gettext_noop("Open signed ballots"),
    Right.APPROVE_DIFFERENCE: gettext_noop("Approve that a stage goes on without its difference"),
    Right.SIGN_NODE: gettext_noop("Sign a key node"),
    Right.RAISE_OBJECTION: gettext_noop("Raise an objection as supervisor"),
    Right.ANSWER_OBJECTION: gettext_noop("Answer a supervisor's objection"),
    Right.ISSUE_NOTICE: gettext_noop("Draft a notice"),
    Right.PUBLISH_NOTICE: gettext_noop("Publish a notice"),
    Right.READ_NOTICE: gettext_noop("Read a notice before it is published"),
    Right.READ_LEDGER: gettext_noop("Read a campaign's ledger"),
    Right.VERIFY_LEDGER: gettext_noop("Verify a campaign's ledger"),
    Right.SIGN_HEAD: gettext_noop("Sign a ledger head"),
    Right.EXPORT_ARCHIVE: gettext_noop("Export the archive"),
    Right.EDIT_CALENDAR: gettext_noop("Edit the working calendar"),
    Right.READ_SEATS: gettext_noop("Read the seats of a campaign"),
    Right.MANAGE_SEATS: gettext_noop("Give and end seats"),
    Right.READ_USERS: gettext_noop("Read the list of accounts"),
    Right.MANAGE_USERS: gettext_noop("Create and close accounts"),
    Right.END_SESSIONS: gettext_noop("End the sessions of an account"),
    Right.GRANT_OFFICER: gettext_noop("Grant an office"),
    Right.CONFIRM_OFFICER: gettext_noop("Confirm an office granted by another"),
    Right.REVOKE_OFFICER: gettext_noop("Revoke an office"),
    Right.ERASE_PERSONAL: gettext_noop("Erase personal data"),
    Right.READ_SYSTEM_LEDGER: gettext_noop("Read the system ledger"),
    Right.VERIFY_SYSTEM_LEDGER: gettext_noop("Verify the system ledger"),
    Right.READ_JOBS: gettext_noop("Read the list of jobs"),
    Right.RETRY_JOB: gettext_noop("Start a failed job again"),
    Right.RETRY_WORK: gettext_noop("Start a campaign's failed work again"),
}
