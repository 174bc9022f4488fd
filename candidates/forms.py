"""Forms about applications; `cleaned_data` holds final types, and no form saves anything."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from campaigns.plan.rules import Plan
from candidates.applications_file import ApplicationRow, read_applications
from candidates.imports import beside, one_row
from candidates.particulars import LONGEST, LONGEST_RESUME, PARTICULARS, wrong_with
from oversight.say import say

FIELD_OF = {"id": "number"}
"""Which field of the form a column of the file is, where the names differ."""


class ReasonForm(forms.Form):
    """The reason of an act that changes or opens something recorded."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Recorded in the ledger as typed."),
    )


class ApplicationForm(forms.Form):
    """One application typed by staff, held to the same rules as a sheet. `row` is what it says."""

    number = forms.CharField(label=_("Application number"), max_length=40)
    position = forms.ChoiceField(label=_("Position"))
    name = forms.CharField(label=_("Name"), max_length=80)
    id_number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        required=False,
        help_text=_("18 characters; the check digit is tested. Stored encrypted, shown masked."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=[("", _("as in the identity number")), ("male", _("male")), ("female", _("female"))],
    )
    birth_date = forms.CharField(
        label=_("Birth date"),
        required=False,
        help_text=_("Left empty, it is taken from the identity number."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, campaign: Campaign, plan: Plan, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.campaign, self.plan = campaign, plan
        choices = [(p.code, f"{p.code} {p.title}") for p in plan.positions]
        self.fields["position"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        self.row: ApplicationRow | None = None

    def clean(self) -> dict[str, Any]:
        """Read the fields as a row of a sheet; its mistakes become the fields' errors."""
        cleaned = super().clean() or {}
        names = ("number", "position", "name", "id_number", "gender", "birth_date")
        cells = {("id" if name == "number" else name): str(cleaned.get(name) or "").strip() for name in names}
        table = one_row(cells)
        rows, mistakes = read_applications(table, self.plan)
        mistakes = [*mistakes, *beside(self.campaign, self.plan, table, rows)]
        for mistake in mistakes:
            name = FIELD_OF.get(mistake.column, mistake.column)
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, say(mistake.what))
        self.row = rows[0] if rows else None
        return cleaned


class MoveForm(ReasonForm):
    """Another position for an application."""

    position = forms.ChoiceField(label=_("New position"))
    field_order = ("position", "reason")

    def __init__(self, *args: Any, positions: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["position"].choices = positions  # type: ignore[attr-defined]


class LeaveForm(ReasonForm):
    """How somebody leaves, and why."""

    standing = forms.ChoiceField(
        label=_("What happens"),
        choices=[("withdrawn", _("withdraws")), ("disqualified", _("is found ineligible"))],
        widget=forms.RadioSelect,
    )
    field_order = ("standing", "reason")


class ParticularsForm(forms.Form):
    """What papers print about a person; `particulars` is what was typed."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        help_text=_("Needed where something that stood here is replaced or taken out."),
    )
    field_order = (*PARTICULARS, "reason")

    def __init__(self, data: Any = None, *, extra: Mapping[str, str]):
        super().__init__(data, initial={name: extra.get(name, "") for name in PARTICULARS})
        hints = {
            "politics": _("For instance 中共党员."),
            "degree": _("Write 无 where there is none."),
            "work_start": _("A month, for instance 2002-08."),
            "proposed_post": _("Left empty, it is the position applied for."),
            "resume": _("Printed only where it is given; one line a station."),
        }
        for name, label in PARTICULARS.items():
            self.fields[name] = forms.CharField(
                label=gettext(label),
                required=False,
                max_length=LONGEST_RESUME if name == "resume" else LONGEST,
                help_text=hints.get(name, ""),
                widget=forms.Textarea(attrs={"rows": 5}) if name == "resume" else forms.TextInput(),
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Hold each particular to the rules of the sheet."""
        cleaned = super().clean() or {}
        for name in PARTICULARS:
            text = "\n".join(line.strip() for line in str(cleaned.get(name) or "").splitlines())
            cleaned[name] = text
            if wrong := wrong_with(name, text):
                self.add_error(name, say(wrong))
        return cleaned

    @property
    def particulars(self) -> dict[str, str]:
        """Return what was typed."""
        return {name: self.cleaned_data[name] for name in PARTICULARS}


class SheetForm(forms.Form):
    """A sheet dropped on the page."""

    file = forms.FileField(label=_("File"))

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES >> 20
            raise forms.ValidationError(gettext("The file is larger than %(limit)s MB.") % {"limit": limit})
        return file
