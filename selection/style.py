"""The style page: every part of the frame with figures that fit together, for page writers; DEBUG only."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

PAGES = ("home", "outcome", "plan", "import", "marks", "ledger", "confirm", "public", "task")
SAMPLE = Path(__file__).with_name("style_sample.json")
MOMENTS = ("at", "decided_at", "sealed_at", "published_at")
CONSEQUENCES = [
    "方案从此不能修改，变更须形成新版本并另行公告",
    "公告〔2026〕9号即时公开",
    "报名于 10月10日 9:00 自动开启",
]
FILTERS: list[dict[str, Any]] = [
    {"name": "q", "label": "编号或姓名", "wide": True},
    {
        "name": "kind",
        "label": "环节",
        "kind": "select",
        "choices": [{"value": "1", "title": "笔试"}, {"value": "2", "title": "面试"}],
    },
    {"name": "day", "label": "日期", "kind": "date"},
]


class ReasonForm(forms.Form):
    """A reason, as acts that change something recorded ask for."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Recorded in the ledger as typed."),
    )


class TrimForm(forms.Form):
    """A few rules of an interview."""

    highest = forms.IntegerField(label=_("Highest marks dropped"), initial=1)
    lowest = forms.IntegerField(label=_("Lowest marks dropped"), initial=1)
    pass_mark = forms.DecimalField(label=_("Pass mark"), initial=60, help_text=_("Below it nobody goes on."))
    ties = forms.ChoiceField(
        label=_("Equals at the cut"), choices=[("all", _("All go on")), ("refuse", _("Stop and ask"))]
    )


def _moments(found: dict[str, Any]) -> dict[str, Any]:
    """Return `found` with its moments read."""
    return {key: datetime.fromisoformat(value) if key in MOMENTS else value for key, value in found.items()}


def _shown(page: str) -> dict[str, Any]:
    """Return the sample's values, the forms and the person for `page`."""
    values: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"), object_hook=_moments)
    broken = ReasonForm({})
    broken.is_valid()
    for stage in values["stages"]:
        own = stage["key"] == "interview"
        stage |= {"form": TrimForm() if own else None, "example": values["example"] if own else None}
    for item in values["rail"]:
        item["current"] = f"page={page}" in item["url"]
    values |= {"user": values["person"], "role_title": "工作人员", "ledger_head": values["head"], "unread": 3}
    values |= {"broken_form": broken, "list_page": Paginator(range(214), 20).page(4), "filters": FILTERS}
    return values | {"consequences": CONSEQUENCES}


def style(request: HttpRequest) -> HttpResponse:
    """Show the style page `?page=`; 404 without DEBUG."""
    page = request.GET.get("page", "home")
    if not settings.DEBUG or page not in PAGES:
        raise Http404
    return render(request, f"style/{page}.html", _shown(page))
