"""What a sheet of answers would do before it does it: read, joined to the entrants, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.models import Stage
from campaigns.plan.rules import Stage as Rules
from candidates.books import without_verdicts
from candidates.models import Application
from candidates.sheets import read_table
from candidates.table import Table
from oversight.words import Mistake, Mistaken
from scoring.actions.checks import CheckEntry, CheckFile
from scoring.check_places import places_of
from scoring.collect import gather_entrants, outcome_before, plan_in_force
from scoring.core.answers import form_of, items_of
from scoring.evidence_files.answers import join_answers, read_answers
from scoring.imports import why_no_entrant


@dataclass(frozen=True)
class CheckDryRun:
    """A sheet of answers that was read and stored nowhere."""

    table: Table | None
    mistakes: Sequence[Mistake]
    entries: Sequence[CheckEntry] = ()

    def file(self, name: str, data: bytes) -> CheckFile:
        """Return the file as it is imported."""
        return CheckFile(name, data, self.entries)


def try_checks(stage: Stage, name: str, data: bytes) -> CheckDryRun:
    """Read a sheet of a stage's answers and name everything wrong with it."""
    _version, plan = plan_in_force(stage)
    rules = plan.stage(stage.key)
    try:
        table = without_verdicts(read_table(name, data))
    except Mistaken as error:
        return CheckDryRun(None, error.mistakes)
    sheet, mistakes = read_answers(table, rules)
    if sheet is None:
        return CheckDryRun(table, mistakes)
    entrants, applications = gather_entrants(stage, plan, outcome_before(stage))
    checks, foreign = join_answers(sheet, rules, entrants, why_no_entrant(stage))
    strangers = {check.outsider for check in checks if check.outsider}
    known = Application.objects.filter(campaign_id=stage.campaign_id, number__in=strangers)
    outside = dict(known.values_list("number", "pk"))
    entries = [
        CheckEntry(
            int(applications[check.row]) if check.row >= 0 else outside[check.outsider],
            check.source,
            check.item,
            check.number,
            check.answer,
            date.fromisoformat(check.day) if check.day else None,
            check.note,
        )
        for check in checks
        if check.row >= 0 or check.outsider in outside
    ]
    wrong = [*mistakes, *foreign, *_unknown(sheet.table, rules, strangers - outside.keys(), stage)]
    return CheckDryRun(table, sorted(wrong, key=lambda mistake: mistake.line), entries)


def _unknown(table: Table, rules: Rules, numbers: set[str], stage: Stage) -> list[Mistake]:
    """Return the lines about people of whom there is no application at all."""
    why = why_no_entrant(stage)
    return [
        Mistake(table.name, table.lines[row], "id", why(number))
        for row, number in enumerate(table.column("id"))
        if number in numbers
    ]


def template_of(stage: Stage, people: Sequence[Application]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a sheet to be filled in: a row for each person and each thing that is asked."""
    rules = plan_in_force(stage)[1].stage(stage.key)
    form = form_of(rules)
    columns = [name for name in form.columns() if name != "id"]
    asked = [(place.item, place.source) for place in places_of(rules)] or [(items_of(rules)[0].key, "")]
    rows = []
    for person in people:
        for item, source in asked:
            cells = {form.item: item, form.source: source, "number": "1"}
            rows.append(
                [person.number, person.candidate.name, person.position.code]
                + [cells.get(name, "") for name in columns]
            )
    return ["id", "name", "position", *columns], rows
