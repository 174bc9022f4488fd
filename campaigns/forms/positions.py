"""Forms about positions: rows of them, many at once, and why the advice on them is not followed."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.advice import Trigger, advise, departures
from campaigns.forms.campaign import ReasonForm
from campaigns.forms.rules import RulesForm
from campaigns.plan.rules import Method, Position
from campaigns.positions_file import read_file, read_pasted
from oversight.say import say
from oversight.words import Mistake, Mistaken


@dataclass(frozen=True, kw_only=True)
class Row(Position):
    """A position with what calls for competition."""

    competition: Trigger | None = None

    def position(self) -> Position:
        """Return the position alone."""
        return Position(**{f.name: getattr(self, f.name) for f in dataclasses.fields(Position)})


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The positions of a page."""

    positions: tuple[Row, ...] = ()


def row_of(position: Position, trigger: str) -> Row:
    """Return a row of a position."""
    values = {f.name: getattr(position, f.name) for f in dataclasses.fields(Position)}
    return Row(**values, competition=Trigger(trigger) if trigger else None)


class PasteForm(forms.Form):
    """Positions pasted as lines or dropped as a file; `positions` is what they say."""

    text = forms.CharField(
        label=_("Pasted rows"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "A position a line: code, title, unit, level, category, openings; cells copied from a sheet."
        ),
    )
    file = forms.FileField(label=_("Sheet"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.positions: list[Position] = []
        self.mistakes: list[Mistake] = []

    def clean(self) -> dict[str, Any]:
        """Read lines and file; all mistakes at once."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        try:
            self.positions = read_pasted(cleaned.get("text", ""))
            if file is not None:
                self.positions += read_file(file.name, file.read())
        except Mistaken as mistaken:
            self.mistakes = list(mistaken.mistakes)
            count = len(self.mistakes)
            self.add_error(None, gettext("%(count)s mistakes; nothing was taken over.") % {"count": count})
        return cleaned


class FirstPositionsForm:
    """The positions of a new campaign, as rows and pasted, with the advice on them and the reason for another way."""

    def __init__(self, data: QueryDict | None, files: Any = None):
        self.data = data
        self.rows = RulesForm(Rows, data=data, spare=3)
        self.paste = PasteForm(data, files)
        self.reason = ReasonForm(data)
        self.departing: dict[str, str] = {}
        self.positions: tuple[Position, ...] = ()
        self.triggers: dict[str, Trigger | None] = {}
        self.loose: list[str] = []

    def is_valid(self, method: Method) -> bool:
        """Read everything; what departs from the advice asks for a reason."""
        rows_read, pasted = self.rows.is_valid(), self.paste.is_valid()
        if self.rows.more or not (rows_read and pasted):
            return False
        self.positions = (*(row.position() for row in self.rows.result.positions), *self.paste.positions)
        self.triggers = {row.code: row.competition for row in self.rows.result.positions}
        codes = [position.code for position in self.positions]
        if not codes:
            self.loose.append(gettext("Type or paste at least one position."))
        if len(set(codes)) < len(codes):
            self.loose.append(gettext("A position code stands twice; each position needs its own."))
        self.departing = departing(self.positions, self.triggers, method)
        if self.departing and not self.reason.is_valid():
            self.loose.append(gettext("The advice is not followed: state the reason below."))
        return not self.loose

    @property
    def errors(self) -> list[dict[str, str]]:
        """Return what is wrong for `parts/error_summary.html`."""
        if self.data is None:
            return []
        found = [{"text": text, "url": "#f-positions"} for text in self.loose] + self.rows.errors
        found += [{"text": str(error), "url": "#id_text"} for error in self.paste.non_field_errors()]
        return found + [
            {"text": f"{m.line}: {m.column}: {say(m.what)}", "url": "#id_text"} for m in self.paste.mistakes
        ]


def departing(
    positions: tuple[Position, ...], triggers: Mapping[str, Trigger | None], method: Method
) -> dict[str, str]:
    """Return, by position code, the advice that a method does not follow."""
    found = {}
    for position in positions:
        trigger = triggers.get(position.code)
        advice = advise(category=position.category, triggers=[trigger] if trigger else [])
        if sentences := departures(advice, method=method):
            found[position.code] = " ".join(say(sentence) for sentence in sentences)
    return found
