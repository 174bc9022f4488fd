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

if settings.STYLE_PAGE:
    DOORS["style"] = Door(Who.ANYONE, PAGE)
