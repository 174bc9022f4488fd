"""Posts for people who compete for a rank (适岗不定岗): the sheet of fits, the proposal, the decision."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import access_stage, rights_in
from candidates.books import book_response, write_book
from candidates.forms import SheetForm
from candidates.pages import attempt, mistake_lines
from candidates.sheets import read_table
from candidates.table import Table as Sheet
from oversight.rights import Right
from oversight.words import Mistaken
from scoring.actions.assignment import decide_assignment, keep_fits
from scoring.assignment_page import decision_of, people_of, rows_of, table_of, total_of
from scoring.core.assignment import USUAL, two_decimals
from scoring.fit_sheet import HEADER, read_fits
from scoring.stage_page import stage_desk


@login_required
@require_safe
def assignment(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the fits, the proposed assignment with its reasons, and what was decided."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_OUTCOME)
    if stage.kind != "inspection":
        return redirect("stage", code, key)
    return render(request, "scoring/assignment.html", _context(request, code, key, SheetForm(), []))


def _context(
    request: HttpRequest, code: str, key: str, form: SheetForm, mistakes: list[dict[str, Any]]
) -> dict[str, Any]:
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_OUTCOME)
    table = table_of(stage)
    decision = decision_of(stage, table.sheet.blob) if table else None
    decided = decision["posts"] if decision else {}
    total = total_of(table, decided) if table and decision else None
    return stage_desk(
        stage,
        (_("Posts"), ""),
        form=form,
        mistakes=mistakes,
        writes=Right.ENTER_CHECKS in rights_in(request.user, stage.campaign),
        template_url=reverse("assignment_template", args=[code, key]),
        weights=[f"{criterion.title} {criterion.weight}%" for criterion in USUAL],
        sheet=table.sheet if table else None,
        posts=[{"title": post, "places": count} for post, count in table.fits.places.items()]
        if table
        else [],
        rows=rows_of(table, decided) if table else [],
        total=two_decimals(table.proposal.total) if table else "",
        decision=decision,
        decided_total=two_decimals(total) if total is not None else "—",
        departed=decision["departed"] if decision else [],
    )


@login_required
@require_safe
def assignment_template(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Return a sheet with the people filled in; posts and judgements are typed."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_OUTCOME)
    blank = [""] * (len(HEADER) - 2)
    rows = ([one.number, one.candidate.name, *blank] for one in people_of(stage))
    return book_response(write_book(str(stage), list(HEADER), rows), f"{code}-{key}-fits.xlsx")


@login_required
@require_POST
def assignment_upload(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take a sheet of fits over, or show everything that is wrong in it."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_CHECKS)
    form = SheetForm(request.POST, request.FILES)
    if stage.kind != "inspection":
        return redirect("stage", code, key)
    wrong: list[dict[str, Any]] = []
    if form.is_valid():
        file, sheet = form.cleaned_data["file"], None
        data = file.read()
        try:
            sheet = read_table(file.name, data)
            read_fits(sheet, [one.number for one in people_of(stage)])
        except Mistaken as error:
            wrong = mistake_lines(sheet, error.mistakes)
        else:
            _keep(request, stage, actor, file.name, data, sheet)
            return redirect("assignment", code, key)
    return render(request, "scoring/assignment.html", _context(request, code, key, form, wrong))


def _keep(request: HttpRequest, stage: Any, actor: Any, name: str, data: bytes, sheet: Sheet) -> None:
    said = _("%(rows)s fits were taken over.") % {"rows": len(sheet)}
    attempt(
        request,
        stage.campaign,
        actor,
        lambda: keep_fits(stage_id=stage.pk, name=name, data=data, rows=len(sheet), by=actor),
        said,
    )


@login_required
@require_POST
def assignment_decide(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Record who was decided for which post; a departure from the proposal needs a reason."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_CHECKS)
    table = table_of(stage) if stage.kind == "inspection" else None
    if table is None:
        return redirect("assignment", code, key)
    posts = {one.number: request.POST.get(f"post-{one.number}", "") for one in table.people}
    posts = {number: post if post in table.fits.places else "" for number, post in posts.items()}
    taken = Counter(post for post in posts.values() if post)
    over = [post for post, count in taken.items() if count > table.fits.places[post]]
    if over:
        messages.error(request, _("More people than places: %(posts)s") % {"posts": ", ".join(over)})
        return redirect("assignment", code, key)
    attempt(
        request,
        stage.campaign,
        actor,
        lambda: decide_assignment(
            stage_id=stage.pk,
            sheet=request.POST.get("sheet", ""),
            posts=posts,
            proposed=table.proposed,
            reason=request.POST.get("reason", ""),
            by=actor,
        ),
        _("The assignment was recorded."),
    )
    return redirect("assignment", code, key)
