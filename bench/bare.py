"""The plainest page there is: one SELECT, one template, the same rows, none of the product's frame."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from scoring.models import Placing
from selection.urls import urlpatterns as addresses

PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><table><thead><tr><th>Rank</th><th>Entrant</th><th>Score</th><th>Standing</th></tr></thead><tbody>
{% for row in rows %}<tr><td>{{ row.rank }}</td><td>{{ row.application.candidate.name }}
{{ row.application.number }}</td><td>{{ row.score }}</td><td>{{ row.standing }}</td></tr>
{% endfor %}</tbody></table></body></html>"""


@cache
def page() -> Any:
    """Return the template, compiled once as the cached loader does."""
    return engines["django"].from_string(PAGE)


def bare(request: HttpRequest, position: str, rows: int) -> HttpResponse:
    """Show the first rows of a position's last outcome as objects, as a plain view does."""
    placings = Placing.objects.filter(application__position__code=position).order_by("-outcome_id", "line")
    found = placings.select_related("application__candidate")[:rows]
    return HttpResponse(page().render({"title": position, "rows": found}))


urlpatterns = [path("bare/<str:position>/<int:rows>/", bare), *addresses]
