"""The addresses of the desks."""

from django.urls import path

from selection.desks import campaign, home

DESKS = [
    path("desk/", home.desk, name="desk"),
    path("desk/<str:code>/", campaign.campaign_home, name="campaign_home"),
]
