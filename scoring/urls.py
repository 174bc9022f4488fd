"""The addresses of scoring: every name stands in selection.doors too."""

from django.urls import URLPattern, path

from scoring.urls_ballots import ballot_patterns
from scoring.urls_checks import check_patterns
from scoring.views import approvals, assignment, corrections, marks, outcomes, sheets, stages

STAGE = "desk/<str:code>/stages/<str:key>/"
RUN = f"{STAGE}outcome/<int:run>/"

urlpatterns: list[URLPattern] = [
    path(STAGE, stages.stage, name="stage"),
    path(f"{STAGE}progress/", stages.stage_progress, name="stage_progress"),
    path(f"{STAGE}open/", stages.stage_open, name="stage_open"),
    path(f"{STAGE}close/", stages.stage_close, name="stage_close"),
    path(f"{STAGE}reopen/", stages.stage_reopen, name="stage_reopen"),
    path(f"{STAGE}decide/", stages.stage_decide, name="stage_decide"),
    path(f"{STAGE}seal/", stages.stage_seal, name="stage_seal"),
    path(f"{STAGE}schedule/", stages.stage_schedule, name="stage_schedule"),
    path(f"{STAGE}posts/", assignment.assignment, name="assignment"),
    path(f"{STAGE}posts/template.xlsx", assignment.assignment_template, name="assignment_template"),
    path(f"{STAGE}posts/take-over/", assignment.assignment_upload, name="assignment_upload"),
    path(f"{STAGE}posts/decide/", assignment.assignment_decide, name="assignment_decide"),
    path(f"{STAGE}difference/<str:position>/", approvals.difference_approve, name="difference_approve"),
    path(f"{STAGE}correct/", corrections.stage_correct, name="stage_correct"),
    path(f"{STAGE}correct/leave/", corrections.stage_leave, name="stage_leave"),
    path(f"{STAGE}correct/marks/", corrections.marks_correct, name="marks_correct"),
    path(f"{STAGE}marks/", marks.marks, name="marks"),
    path(f"{STAGE}marks/template.xlsx", sheets.marks_template, name="marks_template"),
    path(f"{STAGE}marks/import/", sheets.marks_import, name="marks_import"),
    path(f"{STAGE}marks/import/<str:ref>/", sheets.marks_dry_run, name="marks_dry_run"),
    path(f"{STAGE}marks/import/<str:ref>/mistakes.xlsx", sheets.marks_errors, name="marks_errors"),
    *ballot_patterns,
    *check_patterns,
    path(f"{STAGE}outcome/", outcomes.outcome, name="outcome"),
    path(RUN, outcomes.outcome_run, name="outcome_run"),
    path(f"{RUN}difference/", outcomes.outcome_difference, name="outcome_difference"),
    path(f"{RUN}export.xlsx", outcomes.outcome_export, name="outcome_export"),
    path(f"{RUN}of/<str:number>/", outcomes.placing, name="placing"),
]
