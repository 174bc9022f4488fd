"""Publicity before the appointment: posting, the computed end, objections and what became of them."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_stage, rights_in
from campaigns.models import Stage
from campaigns.pages import data_of
from campaigns.plan.rules_later import Publicity
from candidates.pages import address, refusal_of, tell
from oversight.ledger import Actor
from oversight.rights import Right
from scoring.actions.checks import CheckEntry, enter_checks
from scoring.check_forms import PostingForm
from scoring.check_page import acts_of, can_enter
from scoring.collect import plan_in_force
from scoring.core.checks import Answer
from scoring.publicity_page import PublicityPage
from scoring.stage_page import stage_desk
from scoring.tabs import tabs_of


def _rules(stage: Stage) -> Publicity | None:
    rules = plan_in_force(stage)[1].stage(stage.key)
    return rules if isinstance(rules, Publicity) else None


@login_required
@require_safe
def publicity(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the postings with their small calendars, the objections, and what keeps the appointment locked."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_CHECKS)
    rules = _rules(stage)
    if rules is None:
        return redirect("stage", code, key)
    rights = rights_in(request.user, stage.campaign)
    page = PublicityPage(stage, rules)
    writable = can_enter(stage, rights) and not rules.exempt
    facts = [
        {"label": _("Entrants"), "value": len(page.people)},
        {"label": _("Posted"), "value": f"{len(page.posted)} / {len(page.people)}"},
        {"label": _("Objections"), "value": len(page.objections)},
    ]
    acts = acts_of(stage, rights) if not rules.exempt else []
    if writable and page.unposted:
        url = reverse("publicity_post", args=[code, key])
        acts.append({"title": _("Record the posting"), "url": url, "primary": True})
    context = stage_desk(
        stage,
        (_("Publicity"), ""),
        tabs=tabs_of(stage, rights, "publicity"),
        facts=facts,
        acts=acts,
        exempt=rules.exempt,
        days=rules.days,
        working=rules.unit == "working",
        periods=page.periods,
        lines=page.lines(),
        objections=page.objections,
        obstacles=page.obstacles() if stage.state in ("draft", "open") else [],
        alarms=page.alarms(),
        writable=writable,
        notices_url=address("notices", code=code) if Right.READ_NOTICE in rights else "",
    )
    return render(request, "scoring/publicity.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publicity_post(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Record on which day everybody not posted yet was posted; the end is computed from it."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_CHECKS)
    rules = _rules(stage)
    page = PublicityPage(stage, rules) if rules is not None and not rules.exempt else None
    if page is None or not page.unposted or stage.state != "open":
        return redirect("publicity" if rules is not None else "stage", code, key)
    form = PostingForm(data_of(request), initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        refused = refusal_of(lambda: _post(page, day, actor))
        if not refused:
            count = len(page.unposted)
            text = ngettext("%(count)s person is posted.", "%(count)s people are posted.", count)
            tell(request, stage.campaign, actor, text % {"count": count})
            return redirect("publicity", code, key)
        form.add_error(None, refused)
    title = _("Record the posting")
    names = "、".join(f"{person.number} {person.candidate.name}" for person in page.unposted)
    context = stage_desk(
        stage,
        (_("Publicity"), reverse("publicity", args=[code, key])),
        (title, ""),
        title=title,
        form=form,
        submit=_("Record"),
        answers=[{"label": _("Not posted yet"), "value": names}],
        consequences=[
            _("The last day is computed from the day of posting and the working calendar; nobody types it."),
            _("What was posted is corrected by a new notice only."),
        ],
    )
    return render(request, "scoring/stage_move.html", context)


def _post(page: PublicityPage, day: date, by: Actor) -> None:
    entries = [
        CheckEntry(person.pk, item="posted", answer=Answer.POSTED, day=day) for person in page.unposted
    ]
    enter_checks(stage_id=page.stage.pk, entries=entries, by=by)
