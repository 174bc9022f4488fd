"""The addresses of checks: every name stands in selection.doors too."""

from django.urls import URLPattern, path

from scoring.views import appointments, appraisal, check_sheets, checks, comments, publicity

STAGE = "desk/<str:code>/stages/<str:key>/"
CHECKS = f"{STAGE}checks/"
PERSON = f"{CHECKS}of/<str:number>/"

check_patterns: list[URLPattern] = [
    path(CHECKS, checks.checks, name="checks"),
    path(f"{CHECKS}template.xlsx", check_sheets.checks_template, name="checks_template"),
    path(f"{CHECKS}import/", check_sheets.checks_import, name="checks_import"),
    path(f"{CHECKS}import/<str:ref>/", check_sheets.checks_dry_run, name="checks_dry_run"),
    path(f"{CHECKS}import/<str:ref>/mistakes.xlsx", check_sheets.checks_errors, name="checks_errors"),
    path(PERSON, checks.check_person, name="check_person"),
    path(f"{PERSON}answer/", checks.check_one, name="check_one"),
    path(f"{PERSON}correct/", checks.check_correct, name="check_correct"),
    path(f"{CHECKS}<int:pk>/remove/", checks.check_remove, name="check_remove"),
    path(f"{CHECKS}<int:pk>/document/", checks.check_document, name="check_document"),
    path(f"{STAGE}appraisal/", appraisal.appraisal, name="appraisal"),
    path(f"{STAGE}appraisal/<int:pk>/document/", appraisal.appraisal_document, name="appraisal_document"),
    path(f"{STAGE}appraisal/<str:organ>/silence/", appraisal.appraisal_consent, name="appraisal_consent"),
    path(f"{STAGE}publicity/", publicity.publicity, name="publicity"),
    path(f"{STAGE}publicity/post/", publicity.publicity_post, name="publicity_post"),
    path(f"{STAGE}comment/", comments.public_comment, name="public_comment"),
    path(f"{STAGE}appointment/", appointments.appointment, name="appointment"),
    path(f"{STAGE}reserve/", appointments.reserve, name="reserve"),
    path(f"{STAGE}reserve/export.xlsx", appointments.reserve_export, name="reserve_export"),
]
