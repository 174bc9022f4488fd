"""The door to evidence files: which kind reads which file, and marks straight from a table."""

from campaigns.plan.rules import Composite, Interview, Plan, Stage, WrittenExam
from candidates.table import Table
from oversight.words import Mistake
from scoring.core.values import Entrants, Marks
from scoring.evidence_files.interview import read_interview
from scoring.evidence_files.sheet import Sheet, Why, join_marks
from scoring.evidence_files.written import component_columns, read_components, read_written


def has_file(rules: Stage, plan: Plan) -> bool:
    """Return whether a stage is decided from a marks file of its own."""
    if isinstance(rules, Composite):
        return bool(component_columns(rules, stage_keys(plan)))
    return isinstance(rules, WrittenExam | Interview)


def stage_keys(plan: Plan) -> list[str]:
    """Return the keys of all stages."""
    return [stage.key for stage in plan.stages]


def read_sheet(table: Table, rules: Stage, plan: Plan) -> tuple[Sheet | None, list[Mistake]]:
    """Return what a marks file says, None when its columns are not right, and the mistakes of its form.

    Raises TypeError for a stage that `has_file` says has none.
    """
    if isinstance(rules, WrittenExam):
        return read_written(table, rules)
    if isinstance(rules, Interview):
        return read_interview(table, rules)
    if isinstance(rules, Composite):
        return read_components(table, rules, stage_keys(plan))
    raise TypeError(f"a stage of kind {rules.kind} has no marks")


def read_marks_of(
    table: Table, rules: Stage, plan: Plan, entrants: Entrants, why: Why
) -> tuple[Marks | None, list[Mistake]]:
    """Return the marks in a table for these entrants, and everything wrong with it."""
    sheet, mistakes = read_sheet(table, rules, plan)
    if sheet is None:
        return None, mistakes
    marks, foreign = join_marks(sheet, entrants, why)
    return marks, sorted([*mistakes, *foreign], key=lambda mistake: mistake.line)
