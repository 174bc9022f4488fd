"""Forms about a campaign as a whole: its head, a plan's file, reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.advice import TRIGGER_LABELS, Trigger
from campaigns.plan.bounds import CODE
from campaigns.plan.document import LARGEST, read_plan
from campaigns.plan.labels import choices_of
from campaigns.plan.rules import Category, Plan
from oversight.words import Mistake, Mistaken

TAKEN = frozenset({"new", "system", "upload", "advice"})
"""Codes that would give a campaign the address of another page."""


class ReasonForm(forms.Form):
    """The reason of an act."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Recorded in the ledger as typed."),
    )


class OptionalReasonForm(ReasonForm):
    """A reason where the act may go without."""

    reason = forms.CharField(
        label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PlanFileForm(forms.Form):
    """A `plan.toml`; `plan` is what it says, `mistakes` everything wrong in it."""

    file = forms.FileField(label=_("Plan file"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.plan: Plan | None = None
        self.mistakes: list[Mistake] = []

    def clean_file(self) -> Any:
        """Read the plan; all mistakes at once."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            limit = LARGEST >> 20
            raise forms.ValidationError(gettext("The file is larger than %(limit)s MB.") % {"limit": limit})
        try:
            self.plan = read_plan(file.read(), file.name)
        except Mistaken as mistaken:
            self.mistakes = list(mistaken.mistakes)
            count = len(self.mistakes)
            raise forms.ValidationError(
                gettext("The file has %(count)s mistakes; nothing was taken over.") % {"count": count}
            ) from None
        if self.plan.code in TAKEN:
            raise forms.ValidationError(gettext("This code is a page of the product; choose another."))
        return file


class NewCampaignForm(forms.Form):
    """Number, title, organizer and reference date of a new campaign."""

    code = forms.RegexField(
        rf"^(?:{CODE.pattern})\Z",
        label=_("Code"),
        max_length=64,
        help_text=_("Letters, digits, dot, hyphen, underscore. It stands in the ledger and never changes."),
    )
    title = forms.CharField(
        label=_("Title of the campaign"), max_length=200, help_text=_("As it stands on every notice.")
    )
    organizer = forms.CharField(
        label=_("Organizer"), max_length=200, required=False, help_text=_("Who signs the notices.")
    )
    reference_date = forms.DateField(
        label=_("Reference date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Ages and years of service are counted to this day."),
    )

    def clean_code(self) -> str:
        """Refuse what is the address of another page."""
        code = str(self.cleaned_data["code"])
        if code in TAKEN:
            raise forms.ValidationError(gettext("This code is a page of the product; choose another."))
        return code


class AdviceForm(forms.Form):
    """What a vacancy is like."""

    category = forms.ChoiceField(label=_("Sort of post"), required=False)
    triggers = forms.MultipleChoiceField(
        label=_("What is true of the vacancy"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(v, gettext(label)) for v, label in choices_of(Category)]  # type: ignore[attr-defined]
        self.fields["triggers"].choices = [  # type: ignore[attr-defined]
            (trigger.value, gettext(label)) for trigger, label in TRIGGER_LABELS.items()
        ]

    def clean_category(self) -> Category:
        """Return the sort of post."""
        return Category(self.cleaned_data["category"])

    def clean_triggers(self) -> list[Trigger]:
        """Return the triggers."""
        return [Trigger(value) for value in self.cleaned_data["triggers"]]


class ForgoForm(ReasonForm):
    """A vacancy that is filled without competition, and why."""

    post = forms.CharField(label=_("Post"), max_length=200)
    field_order = ("post", "reason")
