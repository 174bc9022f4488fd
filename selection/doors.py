"""Every URL name of the project and who may pass: the who-may-what table of the addresses.

A test walks the resolver: a URL without a door, and a door without a URL, fail. Another test tries every door
in every role. Which roles hold a right is said in `oversight.rights.TABLE`; `access` asks it at each door.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from oversight.rights import Right


class Who(StrEnum):
    """Pages that ask for no right."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Door:
    """The right that passing needs (`post`: that acting needs, where it is another), the HTTP methods, and values
    for the URL's arguments to try it with."""

    who: Who | Right
    methods: tuple[str, ...] = ("GET",)
    try_with: tuple[tuple[str, str], ...] = ()
    post: Right | None = None


PAGE = ("GET",)
FORM = ("GET", "POST")
ACT = ("POST",)

# Values for the arguments of a campaign's pages.
CAMPAIGN = (("code", "2026-CE-01"),)
LEDGER = (("name", "2026-CE-01"),)
STAGE = (*CAMPAIGN, ("key", "written"))

DOORS: dict[str, Door] = {
    # the public portal
    "home": Door(Who.ANYONE, PAGE),
    "campaign_public": Door(Who.ANYONE, PAGE, CAMPAIGN),
    "notices_public": Door(Who.ANYONE, PAGE),
    "notice": Door(Who.ANYONE, PAGE, (("year", "2026"), ("serial", "1"))),
    "notice_pdf": Door(Who.ANYONE, PAGE, (("year", "2026"), ("serial", "1"))),
    "verify": Door(Who.ANYONE, FORM),
    "alive": Door(Who.ANYONE, PAGE),
    "set_language": Door(Who.ANYONE, ACT),
    "switch_type": Door(Who.ANYONE, ACT),
    "account_login": Door(Who.ANYONE, FORM),
    "account_logout": Door(Who.ANYONE, FORM),
    "account_change_password": Door(Who.SIGNED_IN, FORM),
    "account_reauthenticate": Door(Who.SIGNED_IN, FORM),
    "mfa_index": Door(Who.SIGNED_IN, PAGE),
    "mfa_authenticate": Door(Who.ANYONE, FORM),
    "mfa_reauthenticate": Door(Who.SIGNED_IN, FORM),
    "mfa_activate_totp": Door(Who.SIGNED_IN, FORM),
    "mfa_deactivate_totp": Door(Who.SIGNED_IN, FORM),
    "mfa_view_recovery_codes": Door(Who.SIGNED_IN, PAGE),
    "mfa_generate_recovery_codes": Door(Who.SIGNED_IN, FORM),
    "mfa_download_recovery_codes": Door(Who.SIGNED_IN, PAGE),
    # reading rooms, accounts, offices, jobs (oversight) and one's own account
    "ledger": Door(Right.READ_LEDGER, PAGE, LEDGER),
    "ledger_book": Door(Right.READ_LEDGER, PAGE, LEDGER),
    "ledger_lines": Door(Right.READ_LEDGER, PAGE, LEDGER),
    "ledger_entry": Door(Right.READ_LEDGER, PAGE, (*LEDGER, ("seq", "0"))),
    "ledger_verify": Door(Right.VERIFY_LEDGER, FORM, LEDGER),
    "ledger_paper": Door(Right.VERIFY_LEDGER, PAGE, LEDGER),
    "ledger_heads": Door(Right.READ_LEDGER, PAGE, LEDGER),
    "ledger_sign": Door(Right.SIGN_HEAD, FORM, LEDGER),
    "ledger_head_file": Door(Right.READ_LEDGER, PAGE, (*LEDGER, ("size", "1"))),
    "accounts": Door(Right.READ_USERS, PAGE),
    "accounts_book": Door(Right.READ_USERS, PAGE),
    "accounts_new": Door(Right.MANAGE_USERS, FORM),
    "accounts_one": Door(Right.READ_USERS, PAGE, (("pk", "1"),)),
    "accounts_change": Door(Right.MANAGE_USERS, FORM, (("pk", "1"),)),
    "accounts_password": Door(Right.MANAGE_USERS, FORM, (("pk", "1"),)),
    "accounts_close": Door(Right.MANAGE_USERS, FORM, (("pk", "1"),)),
    "accounts_reopen": Door(Right.MANAGE_USERS, FORM, (("pk", "1"),)),
    "accounts_sessions": Door(Right.END_SESSIONS, FORM, (("pk", "1"),)),
    "officers": Door(Right.READ_USERS, PAGE),
    "officers_grant": Door(Right.GRANT_OFFICER, FORM),
    "officers_confirm": Door(Right.CONFIRM_OFFICER, FORM, (("pk", "1"),)),
    "officers_revoke": Door(Right.REVOKE_OFFICER, FORM, (("pk", "1"),)),
    "rights": Door(Who.SIGNED_IN, PAGE),
    "jobs": Door(Right.READ_JOBS, PAGE),
    "uploads": Door(Right.READ_JOBS, PAGE),
    "my_jobs": Door(Who.SIGNED_IN, PAGE),
    "job": Door(Who.SIGNED_IN, PAGE, (("pk", "1"),)),
    "job_retry": Door(Right.RETRY_JOB, ACT, (("pk", "1"),)),
    "myself": Door(Who.SIGNED_IN, FORM),
    "myself_sessions": Door(Who.SIGNED_IN, FORM),
    "myself_session_end": Door(Who.SIGNED_IN, FORM, (("session", "1"),)),
    # applications (candidates)
    "applications": Door(Right.READ_APPLICATIONS, PAGE, CAMPAIGN),
    "applications_export": Door(Right.READ_APPLICATIONS, PAGE, CAMPAIGN),
    "applications_template": Door(Right.IMPORT_APPLICATIONS, PAGE, CAMPAIGN),
    "applications_import": Door(Right.IMPORT_APPLICATIONS, FORM, CAMPAIGN),
    "applications_dry_run": Door(Right.IMPORT_APPLICATIONS, FORM, (*CAMPAIGN, ("ref", "none"))),
    "applications_errors": Door(Right.IMPORT_APPLICATIONS, PAGE, (*CAMPAIGN, ("ref", "none"))),
    "application_new": Door(Right.EDIT_APPLICATIONS, FORM, CAMPAIGN),
    "application": Door(Right.READ_APPLICATIONS, PAGE, (*CAMPAIGN, ("number", "1001"))),
    "application_move": Door(Right.EDIT_APPLICATIONS, FORM, (*CAMPAIGN, ("number", "1001"))),
    "application_particulars": Door(Right.EDIT_APPLICATIONS, FORM, (*CAMPAIGN, ("number", "1001"))),
    "application_leave": Door(Right.CHECK_APPLICATIONS, FORM, (*CAMPAIGN, ("number", "1001"))),
    "application_return": Door(Right.CHECK_APPLICATIONS, FORM, (*CAMPAIGN, ("number", "1001"))),
    "application_identity": Door(Right.REVEAL_IDENTITY, FORM, (*CAMPAIGN, ("number", "1001"))),
}

DOORS |= {
    # the desks
    "desk": Door(Who.SIGNED_IN, PAGE),
    "campaign_home": Door(Right.READ_CAMPAIGN, PAGE, CAMPAIGN),
    "notices": Door(Right.READ_NOTICE, PAGE, CAMPAIGN),
    "notice_draft": Door(Right.ISSUE_NOTICE, ACT, CAMPAIGN),
    "notice_skip": Door(
        Right.PUBLISH_NOTICE, FORM, (*CAMPAIGN, ("kind", "inspection_notice"), ("key", "inspection"))
    ),
    "notice_renew": Door(Right.ISSUE_NOTICE, ACT, (*CAMPAIGN, ("pk", "1"))),
    "notice_correct": Door(Right.ISSUE_NOTICE, FORM, (*CAMPAIGN, ("pk", "1"))),
    "notice_file": Door(Right.READ_NOTICE, PAGE, (*CAMPAIGN, ("pk", "1"))),
    "notice_edit": Door(Right.ISSUE_NOTICE, FORM, (*CAMPAIGN, ("pk", "1"))),
    "notice_preview": Door(Right.READ_NOTICE, PAGE, (*CAMPAIGN, ("pk", "1"))),
    "notice_draft_pdf": Door(Right.READ_NOTICE, PAGE, (*CAMPAIGN, ("pk", "1"))),
    "notice_drop": Door(Right.ISSUE_NOTICE, FORM, (*CAMPAIGN, ("pk", "1"))),
    "notice_publish": Door(Right.PUBLISH_NOTICE, FORM, (*CAMPAIGN, ("pk", "1"))),
    "notice_progress": Door(Right.READ_NOTICE, PAGE, (*CAMPAIGN, ("pk", "1"))),
    "nodes": Door(Right.READ_LEDGER, PAGE, CAMPAIGN),
    "node_sign": Door(Right.SIGN_NODE, FORM, (*CAMPAIGN, ("node", "plan"))),
    "objection_new": Door(Right.RAISE_OBJECTION, FORM, CAMPAIGN),
    "objection_answer": Door(Right.ANSWER_OBJECTION, FORM, (*CAMPAIGN, ("pk", "1"))),
    "objection_settle": Door(Right.RAISE_OBJECTION, FORM, (*CAMPAIGN, ("pk", "1"))),
    "archive": Door(Right.EXPORT_ARCHIVE, FORM, CAMPAIGN),
    "archive_file": Door(Right.EXPORT_ARCHIVE, PAGE, (*CAMPAIGN, ("job", "1"))),
    "campaign_job_retry": Door(Right.RETRY_WORK, ACT, (*CAMPAIGN, ("pk", "1"))),
    # stages, marks and outcomes (scoring)
    "stage": Door(Right.READ_CAMPAIGN, PAGE, STAGE),
    "stage_progress": Door(Right.READ_CAMPAIGN, PAGE, STAGE),
    "stage_open": Door(Right.OPEN_STAGE, FORM, STAGE),
    "stage_close": Door(Right.CLOSE_STAGE, FORM, STAGE),
    "stage_reopen": Door(Right.CLOSE_STAGE, FORM, STAGE),
    "stage_decide": Door(Right.DECIDE_OUTCOME, FORM, STAGE),
    "stage_seal": Door(Right.SEAL_OUTCOME, FORM, STAGE),
    "stage_schedule": Door(Right.OPEN_STAGE, FORM, STAGE),
    "difference_approve": Door(Right.APPROVE_DIFFERENCE, FORM, (*STAGE, ("position", "P01"))),
    "assignment": Door(Right.READ_OUTCOME, PAGE, STAGE),
    "assignment_template": Door(Right.READ_OUTCOME, PAGE, STAGE),
    "assignment_upload": Door(Right.ENTER_CHECKS, ACT, STAGE),
    "assignment_decide": Door(Right.ENTER_CHECKS, ACT, STAGE),
    "comparison": Door(Right.READ_OUTCOME, PAGE, STAGE),
    "difference": Door(Right.READ_OUTCOME, PAGE, CAMPAIGN),
    "stage_correct": Door(Right.CORRECT_OUTCOME, PAGE, STAGE),
    "stage_leave": Door(Right.CORRECT_OUTCOME, FORM, STAGE),
    "marks_correct": Door(Right.CORRECT_OUTCOME, FORM, STAGE),
    "marks": Door(Right.READ_MARKS, FORM, STAGE, post=Right.ENTER_MARKS),
    "marks_template": Door(Right.IMPORT_MARKS, PAGE, STAGE),
    "marks_import": Door(Right.IMPORT_MARKS, FORM, STAGE),
    "marks_dry_run": Door(Right.IMPORT_MARKS, FORM, (*STAGE, ("ref", "none"))),
    "marks_errors": Door(Right.IMPORT_MARKS, PAGE, (*STAGE, ("ref", "none"))),
    "signed_ballots": Door(Right.READ_SIGNED_BALLOTS, FORM, CAMPAIGN),
    "ballots": Door(Right.READ_MARKS, FORM, STAGE, post=Right.ENTER_MARKS),
    "vote": Door(Right.READ_MARKS, PAGE, STAGE),
    "ballot_papers": Door(Right.ENTER_MARKS, FORM, STAGE),
    "ballot_paper_remove": Door(Right.ENTER_MARKS, FORM, STAGE),
    "ballots_void": Door(Right.ENTER_MARKS, FORM, STAGE),
    "ballots_template": Door(Right.IMPORT_MARKS, PAGE, STAGE),
    "ballots_import": Door(Right.IMPORT_MARKS, FORM, STAGE),
    "ballots_dry_run": Door(Right.IMPORT_MARKS, FORM, (*STAGE, ("ref", "none"))),
    "ballots_errors": Door(Right.IMPORT_MARKS, PAGE, (*STAGE, ("ref", "none"))),
    "again": Door(Right.READ_MARKS, FORM, STAGE, post=Right.ENTER_MARKS),
    "correct_first": Door(Right.ENTER_MARKS, FORM, STAGE),
    "evidence_lock": Door(Right.LOCK_EVIDENCE, ACT, STAGE),
    "documents": Door(Right.READ_MARKS, FORM, STAGE, post=Right.ENTER_MARKS),
    "sheet_print": Door(Right.ENTER_MARKS, ACT, STAGE),
    "document": Door(Right.READ_MARKS, PAGE, (*STAGE, ("document", "1"))),
    "meeting": Door(Right.READ_MARKS, FORM, STAGE, post=Right.ENTER_MARKS),
    "meeting_sign": Door(Right.ENTER_MARKS, ACT, STAGE),
    "checks": Door(Right.READ_CHECKS, FORM, STAGE, post=Right.ENTER_CHECKS),
    "checks_template": Door(Right.ENTER_CHECKS, PAGE, STAGE),
    "checks_import": Door(Right.ENTER_CHECKS, FORM, STAGE),
    "checks_dry_run": Door(Right.ENTER_CHECKS, FORM, (*STAGE, ("ref", "none"))),
    "checks_errors": Door(Right.ENTER_CHECKS, PAGE, (*STAGE, ("ref", "none"))),
    "check_person": Door(Right.READ_CHECKS, PAGE, (*STAGE, ("number", "1001"))),
    "check_one": Door(Right.ENTER_CHECKS, FORM, (*STAGE, ("number", "1001"))),
    "check_correct": Door(Right.CORRECT_OUTCOME, FORM, (*STAGE, ("number", "1001"))),
    "check_remove": Door(Right.ENTER_CHECKS, FORM, (*STAGE, ("pk", "1"))),
    "check_document": Door(Right.READ_CHECKS, PAGE, (*STAGE, ("pk", "1"))),
    "appraisal": Door(Right.ANSWER_APPRAISAL, FORM, STAGE),
    "appraisal_document": Door(Right.ANSWER_APPRAISAL, PAGE, (*STAGE, ("pk", "1"))),
    "appraisal_consent": Door(Right.ENTER_CHECKS, FORM, (*STAGE, ("organ", "audit"))),
    "publicity": Door(Right.READ_CHECKS, PAGE, STAGE),
    "publicity_post": Door(Right.ENTER_CHECKS, FORM, STAGE),
    "public_comment": Door(Right.READ_CHECKS, PAGE, STAGE),
    "appointment": Door(Right.READ_CHECKS, PAGE, STAGE),
    "reserve": Door(Right.READ_CHECKS, PAGE, STAGE),
    "reserve_export": Door(Right.READ_CHECKS, PAGE, STAGE),
    "outcome": Door(Right.READ_OUTCOME, PAGE, STAGE),
    "outcome_run": Door(Right.READ_OUTCOME, PAGE, (*STAGE, ("run", "1"))),
    "outcome_difference": Door(Right.READ_OUTCOME, PAGE, (*STAGE, ("run", "1"))),
    "outcome_export": Door(Right.READ_OUTCOME, PAGE, (*STAGE, ("run", "1"))),
    "placing": Door(Right.READ_OUTCOME, PAGE, (*STAGE, ("run", "1"), ("number", "1001"))),
}

DOORS |= {
    # plans, positions, seats, the working calendar (campaigns)
    "campaign_new": Door(Right.CREATE_CAMPAIGN, PAGE),
    "campaign_upload": Door(Right.CREATE_CAMPAIGN, FORM),
    "campaign_advice": Door(Right.CREATE_CAMPAIGN, FORM),
    "campaign_new_method": Door(Right.CREATE_CAMPAIGN, FORM, (("method", "open_selection"),)),
    "plan": Door(Right.READ_CAMPAIGN, PAGE, CAMPAIGN),
    "plan_version": Door(Right.READ_CAMPAIGN, PAGE, (*CAMPAIGN, ("number", "1"))),
    "plan_toml": Door(Right.READ_CAMPAIGN, PAGE, (*CAMPAIGN, ("number", "1"))),
    "plan_compare": Door(Right.READ_CAMPAIGN, PAGE, CAMPAIGN),
    "plan_upload": Door(Right.EDIT_CAMPAIGN, FORM, CAMPAIGN),
    "plan_head": Door(Right.EDIT_CAMPAIGN, FORM, CAMPAIGN),
    "plan_nodes": Door(Right.EDIT_CAMPAIGN, FORM, CAMPAIGN),
    "plan_times": Door(Right.READ_CAMPAIGN, FORM, CAMPAIGN, post=Right.EDIT_CAMPAIGN),
    "plan_stage_add": Door(Right.EDIT_CAMPAIGN, ACT, CAMPAIGN),
    "plan_stage_edit": Door(Right.EDIT_CAMPAIGN, FORM, STAGE),
    "plan_example": Door(Right.EDIT_CAMPAIGN, ACT, STAGE),
    "plan_stage_move": Door(Right.EDIT_CAMPAIGN, ACT, (*STAGE, ("way", "up"))),
    "plan_stage_remove": Door(Right.EDIT_CAMPAIGN, ACT, STAGE),
    "plan_propose": Door(Right.PROPOSE_PLAN, FORM, CAMPAIGN),
    "plan_return": Door(Right.APPROVE_PLAN, FORM, CAMPAIGN),
    "plan_approve": Door(Right.APPROVE_PLAN, FORM, CAMPAIGN),
    "plan_drop": Door(Right.EDIT_CAMPAIGN, FORM, CAMPAIGN),
    "plan_amend": Door(Right.EDIT_CAMPAIGN, FORM, CAMPAIGN),
    "positions": Door(Right.READ_CAMPAIGN, FORM, CAMPAIGN, post=Right.EDIT_CAMPAIGN),
    "positions_paste": Door(Right.EDIT_CAMPAIGN, FORM, CAMPAIGN),
    "positions_export": Door(Right.READ_CAMPAIGN, PAGE, CAMPAIGN),
    "positions_advice": Door(Right.EDIT_CAMPAIGN, FORM, CAMPAIGN),
    "seats": Door(Right.READ_SEATS, FORM, CAMPAIGN, post=Right.MANAGE_SEATS),
    "seat_end": Door(Right.MANAGE_SEATS, FORM, (*CAMPAIGN, ("pk", "1"))),
    "calendar": Door(Who.SIGNED_IN, PAGE),
    "calendar_year": Door(Who.SIGNED_IN, FORM, (("year", "2026"),), post=Right.EDIT_CALENDAR),
}

if settings.STYLE_PAGE:
    DOORS["style"] = Door(Who.ANYONE, PAGE)
