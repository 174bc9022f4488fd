"""The addresses of campaigns: every name stands in selection.doors too."""

from django.urls import URLPattern, path

from campaigns.views import approval, calendar, new, nodes, plan, positions, seats, stages

PLAN = "desk/<str:code>/plan/"
POSITIONS = "desk/<str:code>/positions/"
STAGE = f"{PLAN}stages/<str:key>/"

urlpatterns: list[URLPattern] = [
    path("desk/new/", new.campaign_new, name="campaign_new"),
    path("desk/new/upload/", new.campaign_upload, name="campaign_upload"),
    path("desk/new/advice/", new.campaign_advice, name="campaign_advice"),
    path("desk/new/<str:method>/", new.campaign_new_method, name="campaign_new_method"),
    path(PLAN, plan.plan, name="plan"),
    path(f"{PLAN}<int:number>/", plan.plan_version, name="plan_version"),
    path(f"{PLAN}<int:number>/plan.toml", plan.plan_toml, name="plan_toml"),
    path(f"{PLAN}compare/", plan.plan_compare, name="plan_compare"),
    path(f"{PLAN}upload/", plan.plan_upload, name="plan_upload"),
    path(f"{PLAN}head/", stages.plan_head, name="plan_head"),
    path(f"{PLAN}nodes/", nodes.plan_nodes, name="plan_nodes"),
    path(f"{PLAN}times/", stages.plan_times, name="plan_times"),
    path(f"{PLAN}add/", stages.plan_stage_add, name="plan_stage_add"),
    path(STAGE, stages.plan_stage_edit, name="plan_stage_edit"),
    path(f"{STAGE}example/", stages.plan_example, name="plan_example"),
    path(f"{STAGE}move/<str:way>/", stages.plan_stage_move, name="plan_stage_move"),
    path(f"{STAGE}remove/", stages.plan_stage_remove, name="plan_stage_remove"),
    path(f"{PLAN}propose/", approval.plan_propose, name="plan_propose"),
    path(f"{PLAN}return/", approval.plan_return, name="plan_return"),
    path(f"{PLAN}approve/", approval.plan_approve, name="plan_approve"),
    path(f"{PLAN}drop/", approval.plan_drop, name="plan_drop"),
    path(f"{PLAN}amend/", approval.plan_amend, name="plan_amend"),
    path(POSITIONS, positions.positions, name="positions"),
    path(f"{POSITIONS}paste/", positions.positions_paste, name="positions_paste"),
    path(f"{POSITIONS}export.xlsx", positions.positions_export, name="positions_export"),
    path(f"{POSITIONS}advice/", positions.positions_advice, name="positions_advice"),
    path("desk/<str:code>/seats/", seats.seats, name="seats"),
    path("desk/<str:code>/seats/<int:pk>/end/", seats.seat_end, name="seat_end"),
    path("office/calendar/", calendar.calendar, name="calendar"),
    path("office/calendar/<int:year>/", calendar.calendar_year, name="calendar_year"),
]
