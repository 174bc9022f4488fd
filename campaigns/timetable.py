"""The timetable of a plan: when stages open and close, in working days, and what speaks against a time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from campaigns.pages import address
from campaigns.plan.differences import title_of
from campaigns.plan.reading import BEIJING
from campaigns.plan.rules import Announcement, Plan, Stage
from campaigns.plan.rules_later import DayUnit, PublicComment, Publicity
from campaigns.workdays import Calendar
from oversight.say import say

LONGEST = 400
"""Days between opening and closing that are still counted in working days."""


class TimesForm:
    """The times of every stage but the announcement, as `<key>-opens_at` and `<key>-closes_at`."""

    def __init__(self, plan: Plan, data: QueryDict | None):
        self.stages = [stage for stage in plan.stages if not isinstance(stage, Announcement)]
        self.data = data
        self.times: dict[tuple[str, str], datetime | None] = {}
        self.wrong: dict[tuple[str, str], str] = {}

    def shown(self, stage: Stage, name: str) -> str:
        """Return what stands in an input."""
        if self.data is not None:
            return self.data.get(f"{stage.key}-{name}", "")
        value: datetime | None = getattr(stage, name)
        return value.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M") if value else ""

    def is_valid(self) -> bool:
        """Read the times; keep what is wrong beside its input."""
        for stage in self.stages:
            for name in ("opens_at", "closes_at"):
                self._read(stage, name)
            opens, closes = self.times.get((stage.key, "opens_at")), self.times.get((stage.key, "closes_at"))
            if opens and closes and closes <= opens:
                self.wrong[stage.key, "closes_at"] = _("A stage closes after it opens.")
        return not self.wrong

    def _read(self, stage: Stage, name: str) -> None:
        text = self.shown(stage, name).strip()
        try:
            moment = datetime.fromisoformat(text).replace(tzinfo=BEIJING) if text else None
        except ValueError:
            self.wrong[stage.key, name] = _("Type a date such as 2026-05-31.")
        else:
            self.times[stage.key, name] = moment

    def changed(self, plan: Plan) -> Plan:
        """Return the plan with these times."""
        stages = tuple(
            replace(s, opens_at=self.times[s.key, "opens_at"], closes_at=self.times[s.key, "closes_at"])
            if (s.key, "opens_at") in self.times
            else s
            for s in plan.stages
        )
        return replace(plan, stages=stages)

    @property
    def errors(self) -> list[dict[str, str]]:
        """Return what is wrong for `parts/error_summary.html`."""
        titles = {stage.key: say(title_of(stage)) for stage in self.stages}
        return [
            {"text": f"{titles[key]}: {text}", "url": f"#f-{key}-{name}"}
            for (key, name), text in self.wrong.items()
        ]


def timetable_lines(
    campaign: Campaign, form: TimesForm | None, plan: Plan, calendar: Calendar, *, setting: bool
) -> list[dict[str, Any]]:
    """Return a line a stage: title, times (from the laid-out stage once there is one), hints, link to set them."""
    laid = {stage.key: stage for stage in campaign.stages.all()}
    lines = []
    for stage in plan.stages:
        if isinstance(stage, Announcement):
            continue
        row = laid.get(stage.key)
        opens, closes = (
            (row.opens_at, row.closes_at) if row and form is None else (stage.opens_at, stage.closes_at)
        )
        line: dict[str, Any] = {
            "key": stage.key,
            "title": say(title_of(stage)),
            "state": row.state if row else "draft",
            "opens_at": opens,
            "closes_at": closes,
            "hints": hints(stage, opens, closes, calendar),
        }
        if form is not None:
            line["inputs"] = [_input(form, stage, "opens_at"), _input(form, stage, "closes_at")]
        elif setting and row and row.state in ("draft", "open"):
            line["url"] = address("stage_schedule", code=campaign.code, key=stage.key)
        lines.append(line)
    return lines


def _input(form: TimesForm, stage: Stage, name: str) -> Mapping[str, str]:
    label = _("Opens at") if name == "opens_at" else _("Closes at")
    return {
        "id": f"f-{stage.key}-{name}",
        "name": f"{stage.key}-{name}",
        "label": f"{say(title_of(stage))}: {label}",
        "value": form.shown(stage, name),
        "error": form.wrong.get((stage.key, name), ""),
    }


def hints(
    stage: Stage, opens: datetime | None, closes: datetime | None, calendar: Calendar
) -> list[dict[str, str]]:
    """Return what the calendar says about a stage's times: working days between, days off, the end of publicity."""
    found = []
    for moment in (opens, closes):
        if moment is not None:
            found += _about(moment.astimezone(BEIJING).date(), calendar)
    if opens and closes:
        found += _between(opens.astimezone(BEIJING).date(), closes.astimezone(BEIJING).date(), calendar)
    if isinstance(stage, Publicity | PublicComment) and opens is not None and stage.unit is DayUnit.WORKING:
        excluded = getattr(stage, "start_excluded", True)
        due = calendar.after(opens.astimezone(BEIJING).date(), stage.days, start_excluded=excluded)
        facts = {"days": stage.days, "day": due.day.isoformat()}
        text = _("%(days)s working days end with %(day)s.") % facts
        if due.provisional:
            text = (
                _("%(days)s working days end with %(day)s, provisionally: the calendar lacks that year.")
                % facts
            )
        found.append({"tone": "warn" if due.provisional else "info", "text": text})
    return found


def _about(day: date, calendar: Calendar) -> list[dict[str, str]]:
    if day.year not in calendar.years:
        text = _("The working calendar has no data for %(year)s: provisional.") % {"year": day.year}
        return [{"tone": "warn", "text": text}]
    if calendar.is_working_day(day):
        return []
    name = calendar.years[day.year].names.get(day, "")
    text = _("%(day)s is a day off.") % {"day": f"{day.isoformat()} {name}".strip()}
    return [{"tone": "warn", "text": text}]


def _between(first: date, last: date, calendar: Calendar) -> list[dict[str, str]]:
    if last < first or (last - first) > timedelta(days=LONGEST):
        return []
    if any(year not in calendar.years for year in range(first.year, last.year + 1)):
        return []
    days = calendar.working_days_between(first, last)
    text = _("%(days)s working days, %(all)s days in all.") % {"days": days, "all": (last - first).days + 1}
    return [{"tone": "info", "text": text}]
