"""What a sheet of applications would do before it does it: read, checked against the plan and what is there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from campaigns.models import Campaign
from campaigns.plan.rules import Plan
from candidates.applications_file import ApplicationRow, read_applications
from candidates.books import without_verdicts
from candidates.garbage import uncollected
from candidates.queries import numbers_taken, people_there, registration_rules
from candidates.sheets import read_table
from candidates.table import Table
from candidates.vault import blind_indexes
from oversight.words import Mistake, Mistaken, gettext_noop


@dataclass(frozen=True)
class DryRun:
    """A sheet that was read and stored nowhere. `table` is None when it could not be read as a table."""

    table: Table | None
    rows: Sequence[ApplicationRow] = field(default=(), repr=False)
    mistakes: Sequence[Mistake] = ()


@uncollected()
def try_applications(campaign: Campaign, plan: Plan, name: str, data: bytes) -> DryRun:
    """Read a sheet of applications and name everything wrong with it, in itself and beside what is there."""
    try:
        table = without_verdicts(read_table(name, data))
    except Mistaken as error:
        return DryRun(None, mistakes=error.mistakes)
    rows, mistakes = read_applications(table, plan)
    mistakes = [*mistakes, *beside(campaign, plan, table, rows)]
    return DryRun(table, rows, sorted(mistakes, key=lambda mistake: mistake.line))


def beside(campaign: Campaign, plan: Plan, table: Table, rows: Sequence[ApplicationRow]) -> list[Mistake]:
    """Return where rows meet applications that are there: numbers taken, people who apply already."""
    rules = registration_rules(plan)
    one_position = rules.one_position if rules else True
    if not campaign.applications.exists():
        return []
    taken = numbers_taken(campaign, [row.number for row in rows])
    indexes = blind_indexes([row.id_number for row in rows])
    there = people_there(campaign, indexes)
    mistakes = []
    for line, (row, index) in enumerate(zip(rows, indexes, strict=True)):
        if row.number in taken:
            text = gettext_noop("the number %(number)s has been entered already")
            mistakes.append(table.mistake(line, "id", text, number=row.number))
        if row.standing == "withdrawn" or index not in there:
            continue
        for number, code in there[index]:
            if one_position or code == row.position:
                text = gettext_noop("this person applies already, as %(number)s for %(position)s")
                mistakes.append(table.mistake(line, "id_number", text, number=number, position=code))
                break
    return mistakes


def one_row(cells: dict[str, str]) -> Table:
    """Return what was typed into a form as a table of one row, so that forms and files keep the same rules."""
    return Table("", tuple(cells), [1], tuple([cell] for cell in cells.values()))
