"""The addresses of the desks."""

from django.urls import URLPattern

DESKS: list[URLPattern] = []
