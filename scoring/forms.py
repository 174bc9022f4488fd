"""Forms about stages, marks and corrections; `cleaned_data` holds final types, and no form saves anything."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candidates.forms import ReasonForm


class OptionalReasonForm(ReasonForm):
    """A reason that may be left out."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class SealForm(forms.Form):
    """The digest of the outcome that the sealer has before his eyes."""

    outcome_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class ScheduleForm(forms.Form):
    """When the clock opens and closes a stage, in Beijing time."""

    opens_at = _moment(_("Opens by itself at"))
    closes_at = _moment(_("Closes by itself at"))

    def clean(self) -> dict[str, Any]:
        """Refuse times that run backwards."""
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", gettext("A stage closes after it opens."))
        return cleaned


class LeaveAfterForm(ReasonForm):
    """Who leaves after a stage's result, how and why."""

    number = forms.CharField(label=_("Application number"), max_length=40)
    standing = forms.ChoiceField(
        label=_("What happens"),
        choices=[("withdrawn", _("withdraws")), ("disqualified", _("is disqualified"))],
        widget=forms.RadioSelect,
    )
    field_order = ("number", "standing", "reason")
