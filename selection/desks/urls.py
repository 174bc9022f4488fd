"""The addresses of the desks."""

from django.urls import path

from selection.desks import (
    archive,
    campaign,
    comparison,
    difference,
    home,
    nodes,
    notice_acts,
    notice_press,
    notices,
    work,
)

ALL = "desk/<str:code>/notices/"
ONE = f"{ALL}<int:pk>/"

DESKS = [
    path("desk/", home.desk, name="desk"),
    path("desk/<str:code>/", campaign.campaign_home, name="campaign_home"),
    path("desk/<str:code>/stages/<str:key>/comparison/", comparison.comparison, name="comparison"),
    path("desk/<str:code>/difference/", difference.difference, name="difference"),
    path(ALL, notices.notices, name="notices"),
    path(f"{ALL}draft/", notices.notice_draft, name="notice_draft"),
    path(f"{ALL}skip/<str:kind>/<str:key>/", notice_acts.notice_skip, name="notice_skip"),
    path(f"{ONE}renew/", notice_acts.notice_renew, name="notice_renew"),
    path(f"{ONE}correct/", notice_acts.notice_correct, name="notice_correct"),
    path(f"{ONE}file.pdf", notice_acts.notice_file, name="notice_file"),
    path(ONE, notices.notice_preview, name="notice_preview"),
    path(f"{ONE}edit/", notices.notice_edit, name="notice_edit"),
    path(f"{ONE}draft.pdf", notices.notice_draft_pdf, name="notice_draft_pdf"),
    path(f"{ONE}drop/", notices.notice_drop, name="notice_drop"),
    path(f"{ONE}publish/", notices.notice_publish, name="notice_publish"),
    path(f"{ONE}progress/", notice_press.notice_progress, name="notice_progress"),
    path("desk/<str:code>/nodes/", nodes.nodes, name="nodes"),
    path("desk/<str:code>/nodes/<str:node>/", nodes.node_sign, name="node_sign"),
    path("desk/<str:code>/objections/new/", nodes.objection_new, name="objection_new"),
    path("desk/<str:code>/objections/<int:pk>/answer/", nodes.objection_answer, name="objection_answer"),
    path("desk/<str:code>/objections/<int:pk>/settle/", nodes.objection_settle, name="objection_settle"),
    path("desk/<str:code>/archive/", archive.archive, name="archive"),
    path("desk/<str:code>/archive/<int:job>.zip", archive.archive_file, name="archive_file"),
    path("desk/<str:code>/jobs/<int:pk>/retry/", work.campaign_job_retry, name="campaign_job_retry"),
]
