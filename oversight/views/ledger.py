"""The reading room of a ledger: finding entries, one entry with its proof, taking the entries away."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from oversight.access import access_log
from oversight.books import book_response, write_book
from oversight.chain import inclusion_holds
from oversight.forms import RESULTS, EntryFilterForm
from oversight.ledger import SYSTEM_LOG
from oversight.listings import actors_named, entry_at, head_over, stages_in
from oversight.models import Entry, Head, Log
from oversight.pages import PAGE, address, entry_line, entry_lines, grouped, reading_room, roles_with
from oversight.proofs import prove_entry
from oversight.queries import entries_of, personal_of
from oversight.registry import subjects
from oversight.rights import Right
from oversight.say import say_actor, say_entry, say_role, say_subject

MOST_ROWS = 50_000
"""As many entries as a spreadsheet may take along; the lines of the whole ledger have no limit."""
PROVED_AT_ONCE = 100_000
"""Up to this size an entry's page computes its proof without being asked."""


@login_required
@require_safe
def ledger(request: HttpRequest, name: str) -> HttpResponse:
    """Show a ledger's entries, newest first, and what to look for among them."""
    log, _actor = access_log(request.user, name)
    form = EntryFilterForm(request.GET)
    page = Paginator(_found(log, form), PAGE).get_page(request.GET.get("page"))
    context = reading_room(
        request,
        log,
        _("Ledger"),
        facts=[
            {"label": _("Entries"), "value": log.size},
            {"label": _("Last entry"), "value": _moment(log)},
        ],
        acts=_acts(request, log),
        filters=_filters(log, form),
        wrong=" ".join(str(error) for errors in form.errors.values() for error in errors),
        page=page,
        entries=entry_lines(page.object_list, log.name),
        filtered=any(value for key, value in request.GET.items() if key != "page"),
    )
    return render(request, "oversight/ledger.html", context)


def _found(log: Log, form: EntryFilterForm) -> QuerySet[Entry]:
    """Return the entries that the form asks for; what it refuses filters nothing and is said on the page."""
    form.is_valid()
    asked = dict(form.cleaned_data)
    person = asked.pop("actor", "")
    return entries_of(log, **asked, actors=actors_named(person) if person else None)


def _moment(log: Log) -> str:
    return f"{timezone.localtime(log.last_at):%Y-%m-%d %H:%M:%S}" if log.last_at else "—"


def _acts(request: HttpRequest, log: Log) -> list[dict[str, Any]]:
    asked = request.GET.urlencode()
    book = reverse("ledger_book", args=[log.name])
    acts: list[dict[str, Any]] = [
        {"title": _("Print"), "print": True},
        {"title": _("Spreadsheet"), "url": f"{book}?{asked}" if asked else book, "icon": "download"},
        {"title": _("All lines"), "url": reverse("ledger_lines", args=[log.name]), "icon": "download"},
        {"title": _("Signed heads"), "url": reverse("ledger_heads", args=[log.name]), "icon": "seal"},
    ]
    archive = address("archive", code=log.name) if log.name != SYSTEM_LOG else ""
    if archive:
        acts.append({"title": _("Archive"), "url": archive, "icon": "box"})
    verify = reverse("ledger_verify", args=[log.name])
    acts.append(
        {"title": _("Verify all"), "url": verify, "primary": True, "icon": "shield", "method": "post"}
    )
    return acts


def _filters(log: Log, form: EntryFilterForm) -> list[dict[str, Any]]:
    kinds = [{"value": f"{kind}:", "title": _(known.label)} for kind, known in sorted(subjects().items())]
    stages = [{"value": subject, "title": title} for subject, title in stages_in(log).items()]
    chosen = form.data.get("subject", "")
    if chosen and chosen not in {choice["value"] for choice in [*stages, *kinds]}:
        stages.append({"value": chosen, "title": say_subject(chosen)})
    codes = [{"value": code, "title": said} for code, said in form.fields["code"].choices if code]  # type: ignore[attr-defined]
    words = dict(zip(RESULTS, (_("Done"), _("Refused")), strict=False))
    words["error"] = _("Went wrong")
    results = [{"value": result, "title": word} for result, word in words.items()]

    def field(name: str, label: str, kind: str, choices: Any = None) -> dict[str, Any]:
        return {
            "name": name,
            "label": label,
            "kind": kind,
            "choices": choices,
            "value": form.data.get(name, ""),
        }

    return [
        field("subject", _("Stage or subject"), "select", [*stages, *kinds]),
        field("actor", _("Person"), "search"),
        field("code", _("Act"), "select", codes),
        field("result", _("Result"), "select", results),
        field("first", _("From"), "date"),
        field("last", _("To"), "date"),
    ]


@login_required
@never_cache
@require_safe
def ledger_entry(request: HttpRequest, name: str, seq: int) -> HttpResponse:
    """Show one entry: its sentence, its exact bytes, its leaf and the proof that a signed head counts it."""
    log, _actor = access_log(request.user, name)
    entry = entry_at(log, seq)
    if entry is None:
        raise Http404
    personal = personal_of([entry]).get((log.pk, seq), {})
    head = head_over(log, seq)
    proving = head is not None and (head.size <= PROVED_AT_ONCE or "prove" in request.GET)
    title = _("Entry %(number)s") % {"number": seq}
    context = reading_room(
        request,
        log,
        title,
        (title, ""),
        entry=entry_line(entry, personal, log.name),
        stored=entry,
        content=entry.content,
        personal=_personal(entry, personal),
        head=head,
        proof=_proof(log, entry, head) if head is not None and proving else None,
        readers=roles_with(_reading(log)),
        erasers=roles_with(Right.ERASE_PERSONAL),
        before=seq - 1 if seq else None,
        after=seq + 1 if seq + 1 < log.size else None,
        together=bool(entry.request),
    )
    return render(request, "oversight/entry.html", context)


def _reading(log: Log) -> Right:
    return Right.READ_SYSTEM_LEDGER if log.name == SYSTEM_LOG else Right.READ_LEDGER


def _personal(entry: Entry, known: dict[str, str]) -> list[dict[str, str]]:
    """Return each personal value that the entry commits to, as far as it has not been erased."""
    committed = entry.content["personal"].items()
    return [
        {"name": name, "commitment": commitment, "value": known.get(name, "")}
        for name, commitment in committed
    ]


def _proof(log: Log, entry: Entry, head: Head) -> dict[str, Any]:
    """Return the path from the entry to the head and whether it holds."""
    path = prove_entry(log, seq=entry.seq, size=head.size)
    good = inclusion_holds(
        index=entry.seq,
        size=head.size,
        leaf=bytes(entry.leaf),
        proof=[bytes.fromhex(step) for step in path],
        root=bytes.fromhex(head.root),
        algorithm=log.algorithm,
    )
    return {"good": good, "path": path, "root": grouped(head.root)}


@login_required
@require_safe
def ledger_book(request: HttpRequest, name: str) -> HttpResponse:
    """Return the entries found as a spreadsheet; personal values stay inside."""
    log, _actor = access_log(request.user, name)
    found = _found(log, EntryFilterForm(request.GET))
    header = [
        _("Number"), _("Time"), _("What was done"), _("Subject"), _("Person"), _("Role"), _("Result"),
        _("Reason"), _("Before"), _("After"), _("Leaf"),
    ]  # fmt: skip
    rows = (_row(entry) for entry in found[:MOST_ROWS].iterator(chunk_size=2000))
    return book_response(write_book(_("Ledger"), header, rows, wide=[2, 7, 10]), f"{log.name}-ledger.xlsx")


def _row(entry: Entry) -> list[str | int]:
    body = entry.content
    kept = dict.fromkeys(body["personal"], _("(not exported)"))
    return [
        entry.seq,
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
        say_entry(entry, kept),
        say_subject(entry.subject, body["title"]),
        say_actor(body["by"]),
        say_role(body["by"]["role"]),
        entry.result,
        body["reason"],
        str(body["facts"].get("before", "")),
        str(body["facts"].get("after", "")),
        bytes(entry.leaf).hex(),
    ]


@login_required
@require_safe
def ledger_lines(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """Return the whole ledger, one entry a line, as it stands in an archive."""
    log, _actor = access_log(request.user, name)
    response = StreamingHttpResponse(_lines(log), content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{log.name}-entries.jsonl")
    response["Cache-Control"] = "no-store"
    return response


def _lines(log: Log) -> Iterator[str]:
    entries = entries_of(log).order_by("seq").values_list("seq", "leaf", "body")
    for seq, leaf, body in entries.iterator(chunk_size=2000):
        line = {"seq": seq, "leaf": bytes(leaf).hex(), "body": body}
        yield f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n"
