"""The addresses of oversight: every name stands in selection.doors too."""

from django.urls import URLPattern, path

from oversight.views import accounts, jobs, ledger, officers, proving

LOG = "ledger/<str:name>/"
ACCOUNTS = "office/accounts/"
ONE = f"{ACCOUNTS}<int:pk>/"
OFFICES = "office/officers/"

urlpatterns: list[URLPattern] = [
    path(LOG, ledger.ledger, name="ledger"),
    path(f"{LOG}entries.xlsx", ledger.ledger_book, name="ledger_book"),
    path(f"{LOG}entries.jsonl", ledger.ledger_lines, name="ledger_lines"),
    path(f"{LOG}<int:seq>/", ledger.ledger_entry, name="ledger_entry"),
    path(f"{LOG}verify/", proving.ledger_verify, name="ledger_verify"),
    path(f"{LOG}paper/", proving.ledger_paper, name="ledger_paper"),
    path(f"{LOG}heads/", proving.ledger_heads, name="ledger_heads"),
    path(f"{LOG}heads/sign/", proving.ledger_sign, name="ledger_sign"),
    path(f"{LOG}heads/<int:size>.txt", proving.ledger_head_file, name="ledger_head_file"),
    path(ACCOUNTS, accounts.accounts, name="accounts"),
    path(f"{ACCOUNTS}accounts.xlsx", accounts.accounts_book, name="accounts_book"),
    path(f"{ACCOUNTS}new/", accounts.accounts_new, name="accounts_new"),
    path(ONE, accounts.accounts_one, name="accounts_one"),
    path(f"{ONE}change/", accounts.accounts_change, name="accounts_change"),
    path(f"{ONE}password/", accounts.accounts_password, name="accounts_password"),
    path(f"{ONE}close/", accounts.accounts_close, name="accounts_close"),
    path(f"{ONE}reopen/", accounts.accounts_reopen, name="accounts_reopen"),
    path(f"{ONE}sessions/", accounts.accounts_sessions, name="accounts_sessions"),
    path(OFFICES, officers.officers, name="officers"),
    path(f"{OFFICES}grant/", officers.officers_grant, name="officers_grant"),
    path(f"{OFFICES}<int:pk>/confirm/", officers.officers_confirm, name="officers_confirm"),
    path(f"{OFFICES}<int:pk>/revoke/", officers.officers_revoke, name="officers_revoke"),
    path("office/rights/", officers.rights, name="rights"),
    path("office/jobs/", jobs.jobs, name="jobs"),
    path("office/uploads/", jobs.uploads, name="uploads"),
    path("jobs/", jobs.my_jobs, name="my_jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job_retry"),
]
