"""Every URL name of the project and who may pass: the who-may-what table of the addresses.

A test walks the resolver: a URL without a door, and a door without a URL, fail. Another test tries every door
as every kind of person. What a person may do behind a door is decided by `access`, not here.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings


class Who(StrEnum):
    """The kinds of people as seen from outside a page."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    STAFF = "staff"
    SEATED = "seated"
    OVERSEER = "overseer"
    OFFICER = "officer"


@dataclass(frozen=True)
class Door:
    """Who may pass, by which HTTP methods, and values for the URL's arguments to try it with."""

    who: Who
    methods: tuple[str, ...] = ("GET",)
    try_with: tuple[tuple[str, str], ...] = ()


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
    "ledger": Door(Who.SEATED, PAGE, LEDGER),
    "ledger_book": Door(Who.SEATED, PAGE, LEDGER),
    "ledger_lines": Door(Who.SEATED, PAGE, LEDGER),
    "ledger_entry": Door(Who.SEATED, PAGE, (*LEDGER, ("seq", "0"))),
    "ledger_verify": Door(Who.SEATED, FORM, LEDGER),
    "ledger_paper": Door(Who.SEATED, PAGE, LEDGER),
    "ledger_heads": Door(Who.SEATED, PAGE, LEDGER),
    "ledger_sign": Door(Who.SEATED, FORM, LEDGER),
    "ledger_head_file": Door(Who.SEATED, PAGE, (*LEDGER, ("size", "1"))),
    "accounts": Door(Who.OFFICER, PAGE),
    "accounts_book": Door(Who.OFFICER, PAGE),
    "accounts_new": Door(Who.OFFICER, FORM),
    "accounts_one": Door(Who.OFFICER, PAGE, (("pk", "1"),)),
    "accounts_change": Door(Who.OFFICER, FORM, (("pk", "1"),)),
    "accounts_password": Door(Who.OFFICER, FORM, (("pk", "1"),)),
    "accounts_close": Door(Who.OFFICER, FORM, (("pk", "1"),)),
    "accounts_reopen": Door(Who.OFFICER, FORM, (("pk", "1"),)),
    "accounts_sessions": Door(Who.OFFICER, FORM, (("pk", "1"),)),
    "officers": Door(Who.OFFICER, PAGE),
    "officers_grant": Door(Who.OFFICER, FORM),
    "officers_confirm": Door(Who.OFFICER, FORM, (("pk", "1"),)),
    "officers_revoke": Door(Who.OFFICER, FORM, (("pk", "1"),)),
    "rights": Door(Who.SIGNED_IN, PAGE),
    "jobs": Door(Who.OFFICER, PAGE),
    "uploads": Door(Who.OFFICER, PAGE),
    "my_jobs": Door(Who.SIGNED_IN, PAGE),
    "job": Door(Who.SIGNED_IN, PAGE, (("pk", "1"),)),
    "job_retry": Door(Who.OFFICER, ACT, (("pk", "1"),)),
    "myself": Door(Who.SIGNED_IN, FORM),
    "myself_sessions": Door(Who.SIGNED_IN, FORM),
    # applications (candidates)
    "applications": Door(Who.SEATED, PAGE, CAMPAIGN),
    "applications_export": Door(Who.SEATED, PAGE, CAMPAIGN),
    "applications_template": Door(Who.SEATED, PAGE, CAMPAIGN),
    "applications_import": Door(Who.SEATED, FORM, CAMPAIGN),
    "applications_dry_run": Door(Who.SEATED, FORM, (*CAMPAIGN, ("ref", "none"))),
    "applications_errors": Door(Who.SEATED, PAGE, (*CAMPAIGN, ("ref", "none"))),
    "application_new": Door(Who.SEATED, FORM, CAMPAIGN),
    "application": Door(Who.SEATED, PAGE, (*CAMPAIGN, ("number", "1001"))),
    "application_move": Door(Who.SEATED, FORM, (*CAMPAIGN, ("number", "1001"))),
    "application_leave": Door(Who.SEATED, FORM, (*CAMPAIGN, ("number", "1001"))),
    "application_return": Door(Who.SEATED, FORM, (*CAMPAIGN, ("number", "1001"))),
    "application_identity": Door(Who.SEATED, FORM, (*CAMPAIGN, ("number", "1001"))),
}

DOORS |= {
    # the desks
    "desk": Door(Who.SIGNED_IN, PAGE),
    "campaign_home": Door(Who.SEATED, PAGE, CAMPAIGN),
    "notices": Door(Who.SEATED, PAGE, CAMPAIGN),
    "notice_draft": Door(Who.SEATED, ACT, CAMPAIGN),
    "notice_edit": Door(Who.SEATED, FORM, (*CAMPAIGN, ("pk", "1"))),
    "notice_preview": Door(Who.SEATED, PAGE, (*CAMPAIGN, ("pk", "1"))),
    "notice_draft_pdf": Door(Who.SEATED, PAGE, (*CAMPAIGN, ("pk", "1"))),
    "notice_drop": Door(Who.SEATED, FORM, (*CAMPAIGN, ("pk", "1"))),
    "notice_publish": Door(Who.SEATED, FORM, (*CAMPAIGN, ("pk", "1"))),
    "notice_progress": Door(Who.SEATED, PAGE, (*CAMPAIGN, ("pk", "1"))),
    "archive": Door(Who.SEATED, FORM, CAMPAIGN),
    "archive_file": Door(Who.SEATED, PAGE, (*CAMPAIGN, ("job", "1"))),
    # stages, marks and outcomes (scoring)
    "stage": Door(Who.SEATED, PAGE, STAGE),
    "stage_progress": Door(Who.SEATED, PAGE, STAGE),
    "stage_open": Door(Who.SEATED, FORM, STAGE),
    "stage_close": Door(Who.SEATED, FORM, STAGE),
    "stage_reopen": Door(Who.SEATED, FORM, STAGE),
    "stage_decide": Door(Who.SEATED, FORM, STAGE),
    "stage_seal": Door(Who.SEATED, FORM, STAGE),
    "stage_schedule": Door(Who.SEATED, FORM, STAGE),
    "stage_correct": Door(Who.SEATED, PAGE, STAGE),
    "stage_leave": Door(Who.SEATED, FORM, STAGE),
    "marks_correct": Door(Who.SEATED, FORM, STAGE),
    "marks": Door(Who.SEATED, FORM, STAGE),
    "marks_template": Door(Who.SEATED, PAGE, STAGE),
    "marks_import": Door(Who.SEATED, FORM, STAGE),
    "marks_dry_run": Door(Who.SEATED, FORM, (*STAGE, ("ref", "none"))),
    "marks_errors": Door(Who.SEATED, PAGE, (*STAGE, ("ref", "none"))),
    "outcome": Door(Who.SEATED, PAGE, STAGE),
    "outcome_run": Door(Who.SEATED, PAGE, (*STAGE, ("run", "1"))),
    "outcome_difference": Door(Who.SEATED, PAGE, (*STAGE, ("run", "1"))),
    "outcome_export": Door(Who.SEATED, PAGE, (*STAGE, ("run", "1"))),
    "placing": Door(Who.SEATED, PAGE, (*STAGE, ("run", "1"), ("number", "1001"))),
}

DOORS |= {
    # plans, positions, seats, the working calendar (campaigns)
    "campaign_new": Door(Who.STAFF, PAGE),
    "campaign_upload": Door(Who.STAFF, FORM),
    "campaign_advice": Door(Who.STAFF, FORM),
    "campaign_new_method": Door(Who.STAFF, FORM, (("method", "open_selection"),)),
    "plan": Door(Who.SEATED, PAGE, CAMPAIGN),
    "plan_version": Door(Who.SEATED, PAGE, (*CAMPAIGN, ("number", "1"))),
    "plan_toml": Door(Who.SEATED, PAGE, (*CAMPAIGN, ("number", "1"))),
    "plan_compare": Door(Who.SEATED, PAGE, CAMPAIGN),
    "plan_upload": Door(Who.SEATED, FORM, CAMPAIGN),
    "plan_head": Door(Who.SEATED, FORM, CAMPAIGN),
    "plan_times": Door(Who.SEATED, FORM, CAMPAIGN),
    "plan_stage_add": Door(Who.SEATED, ACT, CAMPAIGN),
    "plan_stage_edit": Door(Who.SEATED, FORM, STAGE),
    "plan_example": Door(Who.SEATED, ACT, STAGE),
    "plan_stage_move": Door(Who.SEATED, ACT, (*STAGE, ("way", "up"))),
    "plan_stage_remove": Door(Who.SEATED, ACT, STAGE),
    "plan_propose": Door(Who.SEATED, FORM, CAMPAIGN),
    "plan_return": Door(Who.SEATED, FORM, CAMPAIGN),
    "plan_approve": Door(Who.SEATED, FORM, CAMPAIGN),
    "plan_amend": Door(Who.SEATED, FORM, CAMPAIGN),
    "positions": Door(Who.SEATED, FORM, CAMPAIGN),
    "positions_paste": Door(Who.SEATED, FORM, CAMPAIGN),
    "positions_export": Door(Who.SEATED, PAGE, CAMPAIGN),
    "positions_advice": Door(Who.SEATED, FORM, CAMPAIGN),
    "seats": Door(Who.SEATED, FORM, CAMPAIGN),
    "seat_end": Door(Who.SEATED, FORM, (*CAMPAIGN, ("pk", "1"))),
    "calendar": Door(Who.SIGNED_IN, PAGE),
    "calendar_year": Door(Who.SIGNED_IN, FORM, (("year", "2026"),)),
}

if settings.STYLE_PAGE:
    DOORS["style"] = Door(Who.ANYONE, PAGE)
