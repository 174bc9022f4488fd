"""Documents of a stage: scans attached, count sheets and minutes printed, each handed over as a download only."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import access_stage, rights_in
from campaigns.lifecycle import StageState
from candidates.pages import refusal_of, tell
from oversight.pages import job_progress
from oversight.queries import blob
from oversight.rights import Right
from oversight.say import say
from scoring.access import access_document
from scoring.actions.scans import attach_document, request_sheet
from scoring.collect import plan_in_force
from scoring.core.turns import turn_of, turns_of
from scoring.count_sheet import COUNT, MINUTES
from scoring.document_page import document_lines, file_name, sheet_under_way, subjects_of
from scoring.forms import DocumentForm
from scoring.stage_page import stage_desk
from scoring.tabs import tabs_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """List what is attached to a stage; by POST attach a scan."""
    writing = request.method == "POST"
    right = Right.ENTER_MARKS if writing else Right.READ_MARKS
    stage, actor = access_stage(request.user, code, key, to=right)
    _version, plan = plan_in_force(stage)
    turns = turns_of(plan.stage(stage.key))
    form = DocumentForm(request.POST or None, request.FILES or None, subjects=subjects_of(turns))
    if writing and form.is_valid():
        given = form.cleaned_data
        data = given["file"].read()
        refused = refusal_of(
            lambda: attach_document(
                stage_id=stage.pk, subject=given["subject"], title=given["title"], data=data, by=actor
            )
        )
        if not refused:
            tell(request, stage.campaign, actor, _("The document was attached."))
            return redirect("documents", code, key)
        form.add_error(None, refused)
    rights = rights_in(request.user, stage.campaign)
    job = sheet_under_way(stage)
    context = stage_desk(
        stage,
        (_("Documents"), ""),
        tabs=tabs_of(stage, rights, "documents"),
        form=form,
        lines=document_lines(stage, turns),
        progress=job_progress(job) if job else None,
        writable=Right.ENTER_MARKS in rights and stage.state != StageState.DRAFT,
        sheets=[
            {"turn": turn.key, "what": what, "title": f"{say(turn.title)} · {name}"}
            for turn in turns
            for what, name in ((COUNT, _("count sheet")), (MINUTES, _("minutes of the vote")))
            if what == COUNT or stage.kind == "vote"
        ],
        print_url=reverse("sheet_print", args=[code, key]),
    )
    return render(request, "scoring/documents.html", context)


@login_required
@require_POST
def sheet_print(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Have a count sheet or minutes printed by a worker."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_MARKS)
    _version, plan = plan_in_force(stage)
    asked, _mark, turn_key = request.POST.get("sheet", "").partition(":")
    turn = turn_of(plan.stage(stage.key), turn_key)
    if turn is not None and (asked == COUNT or (asked == MINUTES and stage.kind == "vote")):
        refused = refusal_of(lambda: request_sheet(stage_id=stage.pk, turn=turn.key, what=asked, by=actor))
        if refused:
            messages.error(request, refused)
        else:
            messages.success(request, _("The sheet is being printed; it will stand in the list."))
    return redirect("documents", code, key)


@login_required
@require_safe
def document_file(request: HttpRequest, code: str, key: str, document: int) -> HttpResponse:
    """Hand over a document as a download; it is never shown inside the page."""
    attached, _actor = access_document(request.user, code, key, document)
    stored = blob(attached.blob)
    if stored is None:
        raise Http404
    response = HttpResponse(bytes(stored.bytes), content_type=attached.media)
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name(attached)) or ""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
