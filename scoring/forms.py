"""Forms about stages, marks and corrections; `cleaned_data` holds final types, and no form saves anything."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.plan.rules_later import Recommendation
from candidates.forms import ReasonForm, SheetForm
from scoring.actions.ballots import PaperEntry
from scoring.actions.meetings import names_in
from scoring.ballot_page import Standing, TurnPage
from scoring.core.ballots import MOST
from scoring.evidence_files.papers import LABEL_LENGTH
from scoring.signed_page import SignedRound


class OptionalReasonForm(ReasonForm):
    """A reason that may be left out."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class SealForm(forms.Form):
    """The digest of the outcome that the sealer has before his eyes."""

    outcome_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class DepartureForm(SealForm):
    """The digest, and why people were elected who do not come first by score."""

    departure = forms.CharField(
        label=_("Why the elected are not those who come first by score"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Recorded in the ledger as typed and shown beside the outcome."),
    )


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


class SignedForm(ReasonForm):
    """Which signed round is opened, and why. `chosen` is the round, once valid."""

    round = forms.ChoiceField(label=_("Round"))
    field_order = ("round", "reason")

    def __init__(self, *args: Any, rounds: Sequence[SignedRound], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rounds = {one.key: one for one in rounds}
        field = self.fields["round"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (one.key, gettext("%(round)s (%(papers)s papers)") % {"round": one.title, "papers": one.papers})
            for one in rounds
        ]

    @property
    def chosen(self) -> SignedRound:
        """The round that was chosen."""
        return self.rounds[self.cleaned_data["round"]]


class VoidForm(ReasonForm):
    """Why a count is void, and the figures that make it so."""

    issued = forms.IntegerField(label=_("Ballots issued"), min_value=0, max_value=MOST)
    returned = forms.IntegerField(label=_("Ballots returned"), min_value=0, max_value=MOST)
    field_order = ("issued", "returned", "reason")


class PaperForm(forms.Form):
    """One paper by keyboard: its number, its voter where the round is signed, names by short number.

    `paper` is what it says, once valid. Factor ballots have a field a factor.
    """

    label = forms.CharField(label=_("Paper number"), max_length=LABEL_LENGTH)
    voter = forms.CharField(label=_("Signed by"), max_length=LABEL_LENGTH)
    names = forms.CharField(
        label=_("Names by short number"),
        required=False,
        help_text=_("For example 2 5 7; empty for a blank paper. Enter saves and goes on to the next paper."),
    )
    field_order = ("label", "voter", "names")

    def __init__(self, *args: Any, page: TurnPage, standing: Sequence[Standing], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.page, self.short = page, {str(one.short): one.person.pk for one in standing}
        turn, rules = page.turn, page.rules
        assert turn is not None and isinstance(rules, Recommendation)
        if not turn.signed:
            del self.fields["voter"]
        if not rules.rounds:
            del self.fields["names"]
        factors = rules.factors if page.factors_here else ()
        for number, factor in enumerate(factors):
            self.fields[f"factor{number}"] = forms.CharField(label=factor.title or factor.key, required=False)
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off"}
        first = next((name for name in ("voter", "names", "factor0") if name in self.fields), "label")
        self.fields[first].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Turn short numbers into applications."""
        cleaned = super().clean() or {}
        choices: list[tuple[int | None, int]] = []
        for name in self.fields:
            if name == "names" or name.startswith("factor"):
                factor = -1 if name == "names" else int(name[6:])
                keys = self._keys(name, str(cleaned.get(name, "")))
                if factor >= 0 and len(keys) > 1:
                    self.add_error(name, gettext("One name for each factor."))
                choices += [(key, factor) for key in keys] or ([(None, factor)] if factor >= 0 else [])
        turn = self.page.turn
        assert turn is not None
        label, voter = str(cleaned.get("label", "")).strip(), str(cleaned.get("voter", "")).strip()
        self.paper = PaperEntry(turn.number, label, voter, choices)
        return cleaned

    def _keys(self, name: str, text: str) -> list[int]:
        numbers = re.split(r"[\s,，、.]+", text.strip()) if text.strip() else []
        strange = [number for number in numbers if number not in self.short]
        if strange:
            said = gettext("Nobody in this round has the short number %(numbers)s.")
            self.add_error(name, said % {"numbers": ", ".join(strange)})
        return [self.short[number] for number in numbers if number in self.short]


class MeetingForm(forms.Form):
    """A meeting: day, place, officers, attendance, tellers, minutes."""

    held_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    chair = forms.CharField(label=_("Chair"), max_length=100)
    recorder = forms.CharField(label=_("Recorder"), max_length=100, required=False)
    due = forms.IntegerField(label=_("Members due"), min_value=0, max_value=MOST, required=False)
    present = forms.IntegerField(label=_("Members present"), min_value=0, max_value=MOST, required=False)
    absent = forms.CharField(
        label=_("Absent"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A name a line."),
    )
    recused = forms.CharField(
        label=_("Recused members"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A line each: the member's name, a space, whom it concerns."),
    )
    tellers = forms.CharField(
        label=_("Tellers"), max_length=200, required=False, help_text=_("Two or more, between commas.")
    )
    scrutineers = forms.CharField(label=_("Scrutineers"), max_length=200, required=False)
    minutes = forms.CharField(
        label=_("Minutes"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, data: Any, *, page: TurnPage):
        there = page.meeting
        names = list(self.base_fields)
        initial = {name: getattr(there, name) for name in names} if there else {}
        if page.turn is not None and page.turn.due is not None:
            initial["due"] = page.turn.due
        for name in ("tellers", "scrutineers"):
            initial[name] = str(initial.get(name) or "").replace("\n", "、")
        super().__init__(data, initial=initial)
        if page.turn is not None and page.turn.due is not None:
            self.fields["due"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Bring names to a line each."""
        cleaned = super().clean() or {}
        for name in ("absent", "recused", "tellers", "scrutineers"):
            cleaned[name] = "\n".join(names_in(str(cleaned.get(name) or "")))
        return cleaned


class DocumentForm(SheetForm):
    """A scan with what it is and what of the stage it belongs to."""

    title = forms.CharField(label=_("What the document is"), max_length=200)
    subject = forms.ChoiceField(label=_("Belongs to"), required=False)
    field_order = ("title", "subject", "file")

    def __init__(self, *args: Any, subjects: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", gettext("the whole stage")), *subjects]  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"


class CorrectFirstForm(ReasonForm):
    """What a value that was typed first should have been, and why."""

    value = forms.CharField(label=_("Right value"), max_length=60)
    field_order = ("value", "reason")
