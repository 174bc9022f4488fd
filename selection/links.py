"""Addresses by name; a page whose floor does not offer it has none, and the link is left out."""

from django.urls import NoReverseMatch, reverse


def link(name: str, /, **arguments: object) -> str:
    """Return the address of a page, empty where there is no page of this name."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""
