"""The addresses of ballots, their meetings and what belongs to them; `scoring.urls` takes them in."""

from django.urls import URLPattern, path

from scoring.views import ballot_sheets, ballots, documents, meetings, reentry, signed

STAGE = "desk/<str:code>/stages/<str:key>/"
BALLOTS = f"{STAGE}ballots/"

ballot_patterns: list[URLPattern] = [
    path("desk/<str:code>/signed/", signed.signed_ballots, name="signed_ballots"),
    path(BALLOTS, ballots.ballots, name="ballots"),
    path(f"{BALLOTS}vote/", ballots.vote, name="vote"),
    path(f"{BALLOTS}papers/", ballots.ballot_papers, name="ballot_papers"),
    path(f"{BALLOTS}papers/remove/", ballots.ballot_paper_remove, name="ballot_paper_remove"),
    path(f"{BALLOTS}void/", ballots.ballots_void, name="ballots_void"),
    path(f"{BALLOTS}template.xlsx", ballot_sheets.ballots_template, name="ballots_template"),
    path(f"{BALLOTS}import/", ballot_sheets.ballots_import, name="ballots_import"),
    path(f"{BALLOTS}import/<str:ref>/", ballot_sheets.ballots_dry_run, name="ballots_dry_run"),
    path(f"{BALLOTS}import/<str:ref>/mistakes.xlsx", ballot_sheets.ballots_errors, name="ballots_errors"),
    path(f"{STAGE}again/", reentry.again, name="again"),
    path(f"{STAGE}again/correct/", reentry.first_correct, name="correct_first"),
    path(f"{STAGE}again/lock/", reentry.evidence_lock, name="evidence_lock"),
    path(f"{STAGE}documents/", documents.documents, name="documents"),
    path(f"{STAGE}documents/print/", documents.sheet_print, name="sheet_print"),
    path(f"{STAGE}documents/<int:document>/", documents.document_file, name="document"),
    path(f"{BALLOTS}meeting/", meetings.meeting, name="meeting"),
    path(f"{BALLOTS}meeting/sign/", meetings.meeting_sign, name="meeting_sign"),
]
