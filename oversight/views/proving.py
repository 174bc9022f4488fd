"""Verifying a ledger, signed heads, and holding the ledger against a head printed on paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from oversight.access import access_log, offices_of, roles_of
from oversight.actions import ask_verification
from oversight.forms import PaperHeadForm, ReasonForm
from oversight.jobs import run_job
from oversight.ledger import SYSTEM_LOG, sign_head, verifier_key
from oversight.listings import head_of_size, newest_head, verifications_of
from oversight.models import Job, Log
from oversight.pages import PAGE, grouped, job_progress, reading_room, tell
from oversight.printed import compare
from oversight.queries import heads_of
from oversight.rights import Right, may
from oversight.say import say, say_role
from oversight.tasks import HANDLERS
from oversight.words import Sentence

FORM = ["GET", "HEAD", "POST"]
VERIFIED_AT_ONCE = 5_000
"""Up to this many entries a ledger is verified while the reader waits; longer ones by a worker."""
SHOWN = 10


@login_required
@never_cache
@require_http_methods(FORM)
def ledger_verify(request: HttpRequest, name: str) -> HttpResponse:
    """Verify a ledger from its first entry on, and show what was found; asked by htmx, only that."""
    log, actor = access_log(request.user, name, to=Right.VERIFY_LEDGER)
    page = reverse("ledger_verify", args=[name])
    if request.method == "POST":
        job = ask_verification(log=name, by=actor)
        if log.size <= VERIFIED_AT_ONCE:
            run_job(job.pk, HANDLERS)
        return redirect(f"{page}?job={job.pk}")
    done = list(verifications_of(log)[:SHOWN])
    asked = request.GET.get("job", "")
    chosen = next((job for job in done if str(job.pk) == asked), done[0] if done else None)
    found = {"verified": _verified(log, chosen, page)} if chosen else {}
    if getattr(request, "htmx", False):
        return render(request, "oversight/part_verified.html", found)
    title = _("Verify")
    context = reading_room(
        request, log, title, (title, ""), form=PaperHeadForm(), history=_history(done), **found
    )
    return render(request, "oversight/verify.html", context)


def _verified(log: Log, job: Job, page: str) -> dict[str, Any]:
    """Return what one verification found, or how far it is."""
    if job.state != Job.State.DONE:
        progress = {**job_progress(job), "poll_url": f"{page}?job={job.pk}"}
        return {"progress": progress, "id": job.pk, "failed": job.state == Job.State.FAILED}
    result = job.result or {}
    entry = result.get("first_bad")
    return {
        "id": job.pk,
        "at": job.finished_at,
        "name": job.by_name,
        "role": say_role(job.by_role),
        "proof": {
            "good": result["good"],
            "title": _("The ledger is in order") if result["good"] else _("The ledger is not in order"),
            "text": _sentence(result),
            "head": grouped(result["root"]),
            "size": result["size"],
            "first_bad": entry,
            "url": reverse("ledger_entry", args=[log.name, entry]) if entry is not None else "",
        },
        "since": log.size - result["size"],
    }


def _sentence(result: dict[str, Any]) -> str:
    if not result["good"]:
        return say(Sentence(result["text"], result["facts"]))
    entries = ngettext(
        "%(size)s entry was hashed anew and is what was recorded.",
        "All %(size)s entries were hashed anew: each is what was recorded, none is missing, none is out of order.",
        result["size"],
    )
    heads = ngettext(
        "It agrees with the signed head.", "It agrees with all %(heads)s signed heads.", result["heads"]
    )
    if not result["heads"]:
        heads = _("No head has been signed yet.")
    return _("%(first)s %(second)s") % {"first": entries % result, "second": heads % result}


def _history(jobs: list[Job]) -> list[dict[str, Any]]:
    return [
        {
            "job": job,
            "role": say_role(job.by_role),
            "size": (job.result or {}).get("size"),
            "good": (job.result or {}).get("good"),
        }
        for job in jobs
    ]


@login_required
@never_cache
@require_safe
def ledger_paper(request: HttpRequest, name: str) -> HttpResponse:
    """Say whether the ledger still begins with what a printed head says."""
    log, _actor = access_log(request.user, name, to=Right.VERIFY_LEDGER)
    form = PaperHeadForm(request.GET or None)
    proof = None
    if form.is_valid():
        printed = form.cleaned_data["printed"]
        found = compare(log, printed)
        proof = {
            "good": found.good,
            "title": _("The paper and the ledger agree")
            if found.good
            else _("The paper and the ledger do not agree"),
            "text": say(found.what),
        }
    title = _("Compare with paper")
    context = reading_room(request, log, title, (title, ""), form=form, proof=proof)
    return render(request, "oversight/paper.html", context)


@login_required
@require_safe
def ledger_heads(request: HttpRequest, name: str) -> HttpResponse:
    """List a ledger's signed heads, with the key that verifies them."""
    log, _actor = access_log(request.user, name)
    page = Paginator(heads_of(log), PAGE).get_page(request.GET.get("page"))
    title = _("Signed heads")
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    acts.append({"title": _("Compare with paper"), "url": reverse("ledger_paper", args=[name])})
    if _may_sign(request, log):
        acts.append(
            {
                "title": _("Sign a head now"),
                "url": reverse("ledger_sign", args=[name]),
                "primary": True,
                "icon": "seal",
            }
        )
    rows = [
        {
            "head": head,
            "root": grouped(head.root),
            "url": reverse("ledger_head_file", args=[name, head.size]),
        }
        for head in page.object_list
    ]
    context = reading_room(
        request, log, title, (title, ""), acts=acts, page=page, rows=rows, key=verifier_key(log)
    )
    return render(request, "oversight/heads.html", context)


def _may_sign(request: HttpRequest, log: Log) -> bool:
    if log.name == SYSTEM_LOG:
        return may(offices_of(request.user), Right.VERIFY_SYSTEM_LEDGER)
    return may(roles_of(request.user, log.name), Right.SIGN_HEAD)


@login_required
@require_safe
def ledger_head_file(request: HttpRequest, name: str, size: int) -> HttpResponse:
    """Return a signed head as a file, a C2SP checkpoint in a signed note."""
    log, _actor = access_log(request.user, name)
    head = head_of_size(log, size)
    if head is None:
        raise Http404
    response = HttpResponse(head.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{log.name}-{head.size:08d}.txt")
    return response


@login_required
@require_http_methods(FORM)
def ledger_sign(request: HttpRequest, name: str) -> HttpResponse:
    """Sign what the ledger holds now."""
    log, actor = access_log(request.user, name, to=Right.SIGN_HEAD)
    heads = reverse("ledger_heads", args=[name])
    last = newest_head(name)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        head = sign_head(log=name, by=actor, reason=form.cleaned_data["reason"][:200])
        said = _("The head at %(size)s entries is signed.") % {"size": head.size}
        if last is not None and last.size == head.size:
            messages.info(request, _("Nothing was added since the last head; that one stays."))
        elif name == SYSTEM_LOG:
            messages.success(request, said)
        else:
            tell(request, SYSTEM_LOG, actor, said)
        return redirect(heads)
    title = _("Sign a head now")
    context = reading_room(
        request,
        log,
        title,
        (_("Signed heads"), heads),
        (title, ""),
        answers=[
            {"label": _("Ledger"), "value": log.origin},
            {"label": _("Entries"), "value": str(log.size)},
            {"label": _("Root value"), "value": grouped(log.root)},
        ],
        consequences=[
            _("Number of entries and root value are signed with the key of this installation."),
            _("Print the head or hand the file over: it proves later that nothing before it was changed."),
        ],
        form=form,
        submit=_("Sign"),
        back={"title": _("Signed heads"), "url": heads},
    )
    return render(request, "oversight/act.html", context)
