"""Forms about seats."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oversight.models import User
from oversight.rights import ROLE_LABELS, Role, may_seat


class SeatForm(forms.Form):
    """Who takes which seat, until when; only seats that the giver may give are offered.

    `organs` are those of the plan's joint appraisals, by key; without any the field is not there.
    """

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    role = forms.TypedChoiceField(label=_("Seat"), coerce=Role)
    organ = forms.ChoiceField(
        label=_("Answers for the organ"),
        required=False,
        help_text=_("For an organ reviewer: the organ in whose name the joint appraisal is answered."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until the seat is ended."),
    )

    def __init__(self, *args: Any, giver: str, organs: Mapping[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(enabled=True).order_by("username")
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = lambda user: f"{user.name} ({user.username})"  # type: ignore[attr-defined]
        given = [role for role in Role if giver in set(Role) and may_seat(Role(giver), role)]
        self.fields["organ"].choices = [("", "—"), *organs.items()]  # type: ignore[attr-defined]
        if not organs or Role.ORGAN_REVIEWER not in given:
            del self.fields["organ"]
        self.fields["role"].choices = [(role.value, gettext(ROLE_LABELS[role])) for role in given]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Add `until`, the moment after the last day."""
        cleaned = super().clean() or {}
        last = cleaned.pop("last_day", None)
        until = datetime.combine(last + timedelta(days=1), time.min) if last else None
        cleaned.setdefault("organ", "")
        if cleaned["organ"] and cleaned.get("role") is not Role.ORGAN_REVIEWER:
            self.add_error("organ", gettext("Only an organ reviewer answers for an organ."))
        cleaned["until"] = timezone.make_aware(until) if until else None
        return cleaned
