"""The addresses of candidates: every name stands in selection.doors too.

Lists stand under `applications/`, one application under `application/`, so that no number can hide a page.
"""

from django.urls import URLPattern, path

from candidates.views import listing, sheets, single

ALL = "desk/<str:code>/applications/"
ONE = "desk/<str:code>/application/<str:number>/"

urlpatterns: list[URLPattern] = [
    path(ALL, listing.applications, name="applications"),
    path(f"{ALL}export.xlsx", listing.applications_export, name="applications_export"),
    path(f"{ALL}new/", single.application_new, name="application_new"),
    path(f"{ALL}template.xlsx", sheets.applications_template, name="applications_template"),
    path(f"{ALL}import/", sheets.applications_import, name="applications_import"),
    path(f"{ALL}import/<str:ref>/", sheets.applications_dry_run, name="applications_dry_run"),
    path(f"{ALL}import/<str:ref>/mistakes.xlsx", sheets.applications_errors, name="applications_errors"),
    path(ONE, single.application, name="application"),
    path(f"{ONE}position/", single.application_move, name="application_move"),
    path(f"{ONE}particulars/", single.application_particulars, name="application_particulars"),
    path(f"{ONE}leave/", single.application_leave, name="application_leave"),
    path(f"{ONE}return/", single.application_return, name="application_return"),
    path(f"{ONE}identity/", single.application_identity, name="application_identity"),
]
