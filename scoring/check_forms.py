"""Forms about checks: one answer with its day, note and document, and the day of a posting."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.plan.rules import Stage as Rules
from candidates.forms import ReasonForm
from oversight.say import say
from scoring.actions.checks import CheckEntry
from scoring.actions.documents import Document
from scoring.check_grid import said
from scoring.core.answers import CHANNELS, source_title, sources_of
from scoring.core.checks import Answer, Item
from scoring.models import Check

KINDS_OF_FILE = {b"%PDF-": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""What a document may be, by its first bytes."""


def read_document(file: Any) -> Document:
    """Return an uploaded document; ValidationError for what is too large or neither PDF nor picture."""
    if file.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES >> 20
        raise forms.ValidationError(gettext("The file is larger than %(limit)s MB.") % {"limit": limit})
    data = file.read()
    media = next((kind for start, kind in KINDS_OF_FILE.items() if data.startswith(start)), "")
    if not media:
        raise forms.ValidationError(gettext("A document is a PDF, a PNG or a JPEG."))
    return Document(data, media)


class CheckForm(forms.Form):
    """One answer about an item. What the item does not know is not asked for.

    `cleaned_data` gets `document` (a Document or None); `entry(application, number)` is what the form says.
    """

    source = forms.CharField(label=_("Who"), max_length=60)
    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    note = forms.CharField(
        label=_("Note"), required=False, strip=True, widget=forms.Textarea(attrs={"rows": 5})
    )
    document = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("PDF, PNG or JPEG; it can be taken away only as a file."),
    )

    def __init__(
        self,
        *args: Any,
        rules: Rules,
        item: Item,
        stored: Check | None,
        answers: Sequence[Answer] = (),
        source: str = "",
        **kwargs: Any,
    ):
        initial: dict[str, Any] = {"day": stored.day if stored else timezone.localdate()}
        if stored is not None:
            initial |= {"source": stored.source, "answer": stored.answer, "note": stored.note}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.item, self.stored, self.fixed = item, stored, source
        self._ask_source(rules)
        self.fields["day"].required = item.needs_day
        self.answers = answers or item.answers
        self.fields["answer"].choices = [(one.value, said(one)) for one in self.answers]  # type: ignore[attr-defined]
        if len(self.answers) == 1:
            del self.fields["answer"]

    def _ask_source(self, rules: Rules) -> None:
        """Ask who answers, where the item leaves it open."""
        known = sources_of(rules, self.item.key)
        if known is None:
            self.fields["source"].required = self.item.by_source
        elif list(known) == [""] or self.fixed:
            del self.fields["source"]
        else:
            titles = [(one, say(source_title(rules, one))) for one in known]
            label = _("How it came in") if known is CHANNELS else _("Who")
            self.fields["source"] = forms.ChoiceField(label=label, choices=[("", "—"), *titles])

    def clean_document(self) -> Document | None:
        """Read the document."""
        file = self.cleaned_data.get("document")
        return read_document(file) if file else None

    def clean_day(self) -> date | None:
        """Refuse a day that has not come."""
        day: date | None = self.cleaned_data.get("day")
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(gettext("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the note where the answer needs one."""
        cleaned = super().clean() or {}
        answer = cleaned.get("answer") or (self.answers[0].value if len(self.answers) == 1 else "")
        cleaned["answer"] = answer
        if answer in self.item.needs_note and not cleaned.get("note"):
            self.add_error("note", gettext("This answer needs a note."))
        return cleaned

    def entry(self, application: int, number: int) -> CheckEntry:
        """Return what the form says about somebody."""
        cleaned = self.cleaned_data
        return CheckEntry(
            application,
            self.fixed or cleaned.get("source", ""),
            self.item.key,
            number,
            cleaned["answer"],
            cleaned.get("day"),
            cleaned.get("note", ""),
            self.stored.document if self.stored else "",
        )


class CorrectCheckForm(CheckForm, ReasonForm):
    """One answer that is changed or added after the result, with the reason."""

    field_order = ("source", "answer", "day", "note", "document", "reason")


class PostingForm(forms.Form):
    """On which day a notice was posted, for everybody."""

    day = forms.DateField(
        label=_("Posted on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean_day(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("This day has not come yet."))
        return day
