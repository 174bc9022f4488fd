"""The public portal: announcements, a campaign's public page, notices with their files, and checking a notice."""

import hashlib
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import published_notice
from campaigns.models import Notice
from campaigns.paper.text import METHODS, NOTICE_KINDS
from campaigns.paper.wording import LEVELS
from campaigns.plan.rules import Plan
from oversight.queries import blob
from selection.paper_shown import day_words, listing_shown, notice_shown, wanted_attachment
from selection.portal_forms import PaperForm
from selection.portal_proof import Answer, check_file, check_number
from selection.queries import public

PAGE = 20
LINES = 200
SORTS = ("code", "title", "openings")


def sections(current: str) -> list[dict[str, Any]]:
    """Return the row of links under the band."""
    links = (
        ("home", _("Announcements")),
        ("notices_public", _("All notices")),
        ("verify", _("Check a notice")),
    )
    return [{"title": title, "url": reverse(name), "current": name == current} for name, title in links]


def notice_address(notice: Notice, name: str = "notice") -> str:
    """Return the public address of a published notice, or of its file."""
    return reverse(name, kwargs={"year": notice.year, "serial": notice.serial})


def notice_rows(notices: Any) -> list[dict[str, Any]]:
    """Return notices for `parts/notice_list.html`."""
    return [
        {
            "title": notice.title,
            "url": notice_address(notice),
            "number": notice.number,
            "kind": _(NOTICE_KINDS[notice.kind].label),
            "organizer": notice.campaign.organizer,
            "published_at": notice.published_at,
            "pdf_url": notice_address(notice, "notice_pdf"),
            "until": said_until(notice),
        }
        for notice in notices
    ]


def said_until(notice: Notice) -> str:
    """Say until when a publicity or an inspection notice stands and how many days are left; empty for others."""
    last = public.last_day_of(notice)
    if last is None:
        return ""
    day, left = day_words(last), (last - timezone.localdate()).days
    if left < 0:
        return _("Ended on %(day)s") % {"day": day}
    if left == 0:
        return _("Until today, %(day)s") % {"day": day}
    said = ngettext("Until %(day)s, %(left)s day left", "Until %(day)s, %(left)s days left", left)
    return said % {"day": day, "left": left}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the announced campaigns, the newest notices and the dates that come next."""
    text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    page = Paginator(public.announced_campaigns(text=text, state=state), PAGE).get_page(
        request.GET.get("page")
    )
    steps = public.steps_of(page.object_list)
    context = {
        "sections": sections("home"),
        "filters": [
            {"name": "q", "label": _("Title, number, unit or position"), "value": text, "wide": True},
            {"name": "state", "label": _("State"), "kind": "select", "value": state, "choices": _states()},
        ],
        "page": page,
        "campaigns": [
            {"campaign": campaign, "method": METHODS.get(campaign.method, ""), "steps": steps[campaign.pk]}
            for campaign in page.object_list
        ],
        "filtered": bool(text or state),
        "notices": notice_rows(public.found_notices()[:6]),
        "dates": [{"stage": stage, "at": public.next_date(stage)} for stage in public.coming_dates()],
        "form": PaperForm(),
    }
    return render(request, "portal/home.html", context)


def _states() -> list[dict[str, str]]:
    words = {"running": _("Running"), "finished": _("Finished"), "stopped": _("Stopped")}
    return [{"value": state, "title": words[state]} for state in public.SHOWN_STATES]


@require_safe
def notices_public(request: HttpRequest) -> HttpResponse:
    """List every published notice, by words and kind."""
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    page = Paginator(public.found_notices(text=text, kind=kind), PAGE).get_page(request.GET.get("page"))
    kinds = [
        {"value": name, "title": _(known.label)} for name, known in NOTICE_KINDS.items() if not known.internal
    ]
    context = {
        "sections": sections("notices_public"),
        "crumbs": [{"title": _("Announcements"), "url": reverse("home")}, {"title": _("All notices")}],
        "filters": [
            {"name": "q", "label": _("Title or number"), "value": text, "wide": True},
            {"name": "kind", "label": _("Kind"), "kind": "select", "value": kind, "choices": kinds},
        ],
        "page": page,
        "notices": notice_rows(page.object_list),
    }
    return render(request, "portal/notices.html", context)


@require_safe
def campaign_public(request: HttpRequest, code: str) -> HttpResponse:
    """Show what has been published about a campaign: positions, dates, contacts, plan, notices, results."""
    shown = public.announced(code)
    if shown is None:
        raise Http404
    context = {
        "sections": sections("home"),
        "crumbs": [{"title": _("Announcements"), "url": reverse("home")}, {"title": shown.campaign.title}],
        "shown": shown,
        "head": _head(shown),
        "rules_url": notice_address(shown.rules_notice),
        "notices": notice_rows(shown.notices),
        **_positions(request, shown.plan),
        **_results(request, shown),
    }
    return render(request, "portal/campaign.html", context)


def _head(shown: public.Announced) -> list[Any]:
    facts: list[Any] = [shown.campaign.code, METHODS.get(shown.plan.method, ""), shown.plan.organizer]
    openings = sum(position.openings for position in shown.plan.positions)
    facts.append({"label": _("Positions"), "value": len(shown.plan.positions)})
    return [fact for fact in [*facts, {"label": _("Openings"), "value": openings}] if fact]


def _positions(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """Return the positions as asked for: by words and level, sorted."""
    text, level = request.GET.get("q", "").strip(), request.GET.get("level", "")
    sort = request.GET.get("sort", "code")
    found = [
        position
        for position in plan.positions
        if text.lower() in f"{position.code} {position.title} {position.unit}".lower()
        and level in ("", position.level)
    ]
    if sort in ("title", "openings"):
        found.sort(key=lambda position: getattr(position, sort), reverse=sort == "openings")
    levels = sorted({position.level for position in plan.positions if position.level})
    titles = {"code": _("Code"), "title": _("Title"), "openings": _("Most openings")}
    return {
        "positions": Paginator(
            [(position, LEVELS.get(position.level, "")) for position in found], 50
        ).get_page(request.GET.get("page")),
        "position_filters": [
            {"name": "q", "label": _("Code, title or unit"), "value": text, "wide": True},
            {
                "name": "level",
                "label": _("Level"),
                "kind": "select",
                "value": level,
                "choices": [{"value": item, "title": LEVELS[item]} for item in levels],
            },
            {
                "name": "sort",
                "label": _("Sorted by"),
                "kind": "select",
                "value": sort,
                "choices": [{"value": item, "title": titles[item]} for item in SORTS],
            },
        ],
    }


def _results(request: HttpRequest, shown: public.Announced) -> dict[str, Any]:
    """Return the results of one stage and position as their notice prints them, the newest unless asked otherwise."""
    notices = shown.results
    if not notices:
        return {"results": None}
    chosen = next(
        (n for n in notices if n.stage is not None and n.stage.key == request.GET.get("stage")), notices[-1]
    )
    facts = public.facts_of(chosen)
    listings = {listing.position: listing for listing in facts.listings}
    position = request.GET.get("position", "")
    listing = listings.get(position) or next(iter(listings.values()), None)
    table = listing_shown(facts, listing) if listing else None
    lines = Paginator(table["rows"] if table else [], LINES).get_page(request.GET.get("lines"))
    return {
        "results": {
            "stages": [
                {"key": n.stage.key, "title": str(n.stage), "current": n.pk == chosen.pk}
                for n in notices
                if n.stage
            ],
            "notice": chosen,
            "url": notice_address(chosen),
            "stage": chosen.stage.key if chosen.stage else "",
            "positions": [
                {"value": one.position, "title": f"{one.position} {one.title}"} for one in listings.values()
            ],
            "position": listing.position if listing else "",
            "table": table and {**table, "rows": lines.object_list},
            "lines": lines,
        }
    }


@require_safe
def notice(request: HttpRequest, year: int, serial: int) -> HttpResponse:
    """Show a published notice in words, with number, date, hash and the ledger's head."""
    found = _published(year, serial)
    facts = public.facts_of(found)
    down = public.taken_down(found)
    paper = None if down else notice_shown(facts, wanted_attachment(request))
    context = {
        "sections": sections("notices_public"),
        "crumbs": [
            {"title": _("Announcements"), "url": reverse("home")},
            {
                "title": found.campaign.title,
                "url": reverse("campaign_public", kwargs={"code": found.campaign.code}),
            },
            {"title": found.number},
        ],
        "notice": found,
        "facts": facts,
        "paper": paper,
        "until": said_until(found),
        "here": notice_address(found),
        "pdf_url": "" if down else notice_address(found, "notice_pdf"),
        "verify_url": f"{reverse('verify')}?number={found.number}",
    }
    return render(request, "portal/notice.html", context)


def _published(year: int, serial: int) -> Notice:
    found = public.published_by_serial(year, serial)
    if found is None:
        raise Http404
    return found


@require_safe
def notice_pdf(request: HttpRequest, year: int, serial: int) -> HttpResponse:
    """Hand over the file of a published notice, the very bytes that were hashed."""
    found = _published(year, serial)
    stored = None if public.taken_down(found) else blob(found.blob)
    if stored is None:
        raise Http404
    response = HttpResponse(bytes(stored.bytes), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="notice-{year}-{serial}.pdf"'
    response.headers["ETag"] = f'"{found.blob}"'
    stands = public.last_day_of(found) is not None
    response.headers["Cache-Control"] = "no-cache" if stands else "public, max-age=86400, immutable"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say in plain words whether a number, a printed head or a file is that of a published notice."""
    answer: Answer | None = None
    form = PaperForm(initial={"number": request.GET.get("number", "")})
    if request.method == "POST":
        form = PaperForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            answer = check_file(hashlib.sha256(file.read()).hexdigest(), file.name)
    elif number := request.GET.get("number", "").strip():
        answer = check_number(
            published_notice(number),
            number,
            size=request.GET.get("size", ""),
            root=request.GET.get("root", ""),
        )
    context = {
        "sections": sections("verify"),
        "crumbs": [{"title": _("Announcements"), "url": reverse("home")}, {"title": _("Check a notice")}],
        "form": form,
        "number": request.GET.get("number", ""),
        "answer": answer,
        "answer_url": notice_address(answer.notice) if answer and answer.notice else "",
    }
    return render(request, "portal/verify.html", context)
