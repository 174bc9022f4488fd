"""Keeping the working calendar: a year's days as the State Council's notice sets them."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from campaigns import codes
from campaigns.actions.stages import NotNow
from campaigns.models import CalendarDay, CalendarYear
from oversight.ledger import SYSTEM_LOG, Actor, record
from oversight.words import Sentence, gettext_noop


@transaction.atomic
def set_year(
    *, year: int, source: str, holidays: Mapping[date, str], workdays: Mapping[date, str], by: Actor
) -> CalendarYear:
    """Set a year: `holidays` are days off, `workdays` weekend days worked instead, each with its holiday's name.

    What is kept here goes before the calendar that comes with the product. Raises NotNow for days outside the
    year, in both lists, or that change nothing, and without the number of the notice.
    """
    if not source.strip():
        raise NotNow(Sentence(gettext_noop("State the number of the State Council's notice.")))
    _refuse_strange(year, holidays, workdays)
    row, _new = CalendarYear.objects.select_for_update().get_or_create(year=year)
    row.source = source
    row.save(update_fields=["source"])
    row.days.all().delete()
    days = [CalendarDay(year=row, day=d, working=False, name=name) for d, name in holidays.items()]
    days += [CalendarDay(year=row, day=d, working=True, name=name) for d, name in workdays.items()]
    CalendarDay.objects.bulk_create(days)
    record(
        log=SYSTEM_LOG,
        code=codes.CALENDAR_SET,
        by=by,
        subject=f"calendar:{year}",
        title=str(year),
        facts={
            "year": str(year),
            "source": source,
            "holidays": sorted(d.isoformat() for d in holidays),
            "workdays": sorted(d.isoformat() for d in workdays),
        },
    )
    return row


def _refuse_strange(year: int, holidays: Mapping[date, str], workdays: Mapping[date, str]) -> None:
    for day in (*holidays, *workdays):
        if day.year != year:
            text = gettext_noop("%(day)s does not lie in %(year)s.")
            raise NotNow(Sentence(text, {"day": day.isoformat(), "year": str(year)}))
    for day in holidays.keys() & workdays.keys():
        text = gettext_noop("%(day)s stands among the days off and among the days worked.")
        raise NotNow(Sentence(text, {"day": day.isoformat()}))
    for day in workdays:
        if day.weekday() < 5:
            text = gettext_noop("%(day)s is a weekday and worked anyway.")
            raise NotNow(Sentence(text, {"day": day.isoformat()}))
