"""Forms of what people write in a notice: lines of text, contacts, times. Lists and figures are not theirs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.paper.facts import (
    AMENDMENT,
    ANNOUNCEMENT,
    APPOINTMENT,
    ASSESSED,
    CORRECTION,
    INSPECTION,
    PUBLICITY,
    QUALIFIED,
    RECOMMENDED,
    RESERVES,
    Contact,
    NoticeFacts,
    Time,
)

LONGEST = 20_000


class LinesField(forms.CharField):
    """Paragraphs, one a line; the value is a tuple of the lines that are not empty."""

    def __init__(self, **options: Any):
        super().__init__(
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-hans"}),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show the lines under one another."""
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> Any:
        """Return the lines."""
        return tuple(line for raw in (super().clean(value) or "").splitlines() if (line := raw.strip()))


# Which fields a kind of notice has room for; all of them have copies.
FIELDS: Mapping[str, tuple[str, ...]] = {
    ANNOUNCEMENT: ("basis", "conditions", "subjects"),
    AMENDMENT: ("paragraphs",),
    CORRECTION: ("paragraphs", "next_step"),
    QUALIFIED: ("basis", "paragraphs"),
    INSPECTION: ("basis", "team", "paragraphs"),
    PUBLICITY: ("basis", "paragraphs"),
    APPOINTMENT: ("basis", "paragraphs"),
    RESERVES: ("paragraphs",),
    RECOMMENDED: ("paragraphs", "next_step"),
    ASSESSED: ("paragraphs", "next_step"),
}
UNSIGNED = (APPOINTMENT, RESERVES, RECOMMENDED, ASSESSED)
"""Papers that print no contacts."""
TIMED = (ANNOUNCEMENT, INSPECTION)
"""Papers with times."""
OTHERWISE = ("paragraphs", "next_step")


class NoticeForm(forms.Form):
    """The text of one kind of notice: fields that it has no room for are left out."""

    basis = LinesField(label=_("Legal basis"), help_text=_("One document a line, with its title marks 《》."))
    conditions = LinesField(label=_("Conditions for applying"), help_text=_("One condition a line."))
    subjects = LinesField(label=_("Subjects of the written exam"), help_text=_("One paragraph a line."))
    team = LinesField(
        label=_("The team"),
        help_text=_("One member a line with the post, for instance 组长：张三（区委组织部副部长）."),
    )
    paragraphs = LinesField(
        label=_("Further paragraphs"), help_text=_("They follow the opening; one a line.")
    )
    next_step = forms.CharField(
        label=_("What those who advance go on to"),
        required=False,
        max_length=30,
        help_text=_("For instance 面试."),
    )

    copy_to = LinesField(
        label=_("Copies to"),
        help_text=_("Units named at the foot of the last page, one a line; none is usual."),
    )

    def __init__(self, data: Any = None, *, facts: NoticeFacts):
        super().__init__(data, initial={name: getattr(facts, name) for name in self.base_fields})
        kept = (*FIELDS.get(facts.kind, OTHERWISE), "copy_to")
        for name in list(self.fields):
            if name not in kept:
                del self.fields[name]


class ContactForm(forms.Form):
    """A contact of the organizer."""

    purpose = forms.CharField(label=_("What for"), max_length=40)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=_("Address"), max_length=100, required=False)
    mail = forms.EmailField(label=_("Mail"), required=False)
    site = forms.CharField(label=_("Website"), max_length=100, required=False)


class TimeForm(forms.Form):
    """A line of the timetable, as it is to be printed."""

    what = forms.CharField(label=_("What"), max_length=60)
    when = forms.CharField(label=_("When"), max_length=80)
    where = forms.CharField(label=_("Where"), max_length=100, required=False)


ContactRows = forms.formset_factory(ContactForm, extra=1, can_delete=True, max_num=12, absolute_max=24)
TimeRows = forms.formset_factory(TimeForm, extra=1, can_delete=True, max_num=40, absolute_max=60)


class NoticeForms:
    """Everything that may be written in one notice: its text and its rows."""

    def __init__(self, data: Any = None, *, facts: NoticeFacts):
        self.facts = facts
        self.text = NoticeForm(data, facts=facts)
        self.rows: dict[str, Any] = {
            name: ContactRows(data, prefix=name, initial=[vars(row) for row in getattr(facts, name)])
            for name in ("contacts", "supervision")
            if facts.kind not in UNSIGNED
        }
        if facts.kind in TIMED:
            self.rows["timetable"] = TimeRows(
                data, prefix="timetable", initial=[vars(row) for row in facts.timetable]
            )

    def is_valid(self) -> bool:
        """Check every part, so that all that is wrong is said at once."""
        return all([self.text.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def changes(self) -> dict[str, Any]:
        """Return what was written as values of NoticeFacts, only what differs."""
        written: dict[str, Any] = dict(self.text.cleaned_data)
        for name, rows in self.rows.items():
            make = Time if name == "timetable" else Contact
            kept = [row for row in rows.cleaned_data if row and not row.get("DELETE")]
            written[name] = tuple(make(**{k: v for k, v in row.items() if k != "DELETE"}) for row in kept)
        return {name: value for name, value in written.items() if value != getattr(self.facts, name)}

    @property
    def errors(self) -> list[dict[str, str]]:
        """Return everything that is wrong in the rows, for the error summary."""
        return [
            {"text": f"{form.fields[name].label}: {message}", "url": f"#id_{form.prefix}-{name}"}
            for rows in self.rows.values()
            for form in rows.forms
            for name, messages in form.errors.items()
            for message in messages
            if name in form.fields
        ]
