"""The addresses of ballots, their meetings and what belongs to them; `scoring.urls` takes them in."""

from django.urls import URLPattern, path

from scoring.views import ballots, meetings

BALLOTS = "desk/<str:code>/stages/<str:key>/ballots/"

ballot_patterns: list[URLPattern] = [
    path(BALLOTS, ballots.ballots, name="ballots"),
    path(f"{BALLOTS}papers/", ballots.ballot_papers, name="ballot_papers"),
    path(f"{BALLOTS}papers/remove/", ballots.ballot_paper_remove, name="ballot_paper_remove"),
    path(f"{BALLOTS}void/", ballots.ballots_void, name="ballots_void"),
    path(f"{BALLOTS}meeting/", meetings.meeting, name="meeting"),
    path(f"{BALLOTS}meeting/sign/", meetings.meeting_sign, name="meeting_sign"),
]
