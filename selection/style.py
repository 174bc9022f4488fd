"""The style page: every part of the frame with realistic figures, for those who write pages. Only with DEBUG."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from selection import style_sample as sample

PAGES = ("home", "outcome", "plan", "import", "marks", "ledger", "confirm", "public", "task")
CONSEQUENCES = ["方案从此不能修改,变更须形成新版本并另行公告", "公告〔2026〕9号即时公开", "报名于 10月10日 9:00 自动开启"]


class ReasonForm(forms.Form):
    """A reason, as acts that change something recorded ask for."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Recorded in the ledger as typed."))


class TrimForm(forms.Form):
    """A few rules of an interview."""

    highest = forms.IntegerField(label=_("Highest marks dropped"), initial=1)
    lowest = forms.IntegerField(label=_("Lowest marks dropped"), initial=1)
    pass_mark = forms.DecimalField(label=_("Pass mark"), initial=60, help_text=_("Below it nobody goes on."))
    ties = forms.ChoiceField(label=_("Equals at the cut"), choices=[("all", _("All go on")), ("refuse", _("Stop and ask"))])


def _shown() -> dict[str, Any]:
    """Return every sample under its lower-case name, and the forms."""
    values = {name.lower(): value for name, value in vars(sample).items() if name.isupper() and name[0] != "_"}
    broken = ReasonForm({})
    broken.is_valid()
    stages = [{**stage, "form": TrimForm() if stage["key"] == "interview" else None} for stage in sample.STAGES]
    pages = Paginator(range(214), 20)
    filters = [
        {"name": "q", "label": "编号或姓名", "wide": True},
        {"name": "kind", "label": "环节", "kind": "select", "choices": [{"value": "1", "title": "笔试"}, {"value": "2", "title": "面试"}]},
        {"name": "day", "label": "日期", "kind": "date"},
    ]
    values |= {"user": sample.PERSON, "role_title": "工作人员", "ledger_head": sample.HEAD, "unread": 3}
    values |= {"broken_form": broken, "stages": stages, "list_page": pages.page(4), "filters": filters}
    values |= {"consequences": CONSEQUENCES, "position_names": ["P01 区司法局局长", "P02 区统计局局长"]}
    return values


def style(request: HttpRequest) -> HttpResponse:
    """Show the style page `?page=`; 404 without DEBUG."""
    page = request.GET.get("page", "home")
    if not settings.DEBUG or page not in PAGES:
        raise Http404
    values = _shown()
    if page in ("public", "task"):
        values |= {"rail": None}
    else:
        rail = [dict(item, current=f"page={page}" in item["url"]) for item in sample.RAIL]
        values |= {"rail": rail}
    return render(request, f"style/{page}.html", values)
