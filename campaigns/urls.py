"""The addresses of campaigns: every name stands in selection.doors too."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
