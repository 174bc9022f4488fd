"""The door to evidence files: which kind reads which file, and marks or ballots straight from a table."""

from dataclasses import replace

from campaigns.plan.rules import Composite, Interview, Plan, Stage, WrittenExam
from campaigns.plan.rules_later import Assessment, Inspection, PublicComment, Recommendation, Vote
from candidates.table import Table
from oversight.words import Mistake
from scoring.core.accounting import needs_turnout
from scoring.core.values import Entrants, Evidence, Marks
from scoring.evidence_files.answers import asks_alone
from scoring.evidence_files.ballots import (
    TURNOUT,
    BallotSheet,
    account_for,
    join_ballots,
    read_turnout,
    turnout_missing,
)
from scoring.evidence_files.counted import read_assessment, read_public, read_vote
from scoring.evidence_files.inspected import read_rubric
from scoring.evidence_files.interview import read_interview
from scoring.evidence_files.papers import read_papers
from scoring.evidence_files.sheet import Sheet, Why, join_marks
from scoring.evidence_files.written import component_columns, read_components, read_written


def has_file(rules: Stage, plan: Plan) -> bool:
    """Return whether a stage is decided from a marks file of its own."""
    if isinstance(rules, Composite):
        return bool(component_columns(rules, stage_keys(plan)))
    if isinstance(rules, Inspection):
        return bool(rules.rubric)
    return isinstance(rules, WrittenExam | Interview)


def has_ballots(rules: Stage) -> bool:
    """Return whether a stage is decided from ballots."""
    if isinstance(rules, PublicComment):
        return bool(rules.grades)
    return isinstance(rules, Assessment | Recommendation | Vote)


def needs_file(rules: Stage, plan: Plan) -> bool:
    """Return whether a stage is decided from a file of its own, of marks, of ballots or of answers."""
    return has_ballots(rules) or has_file(rules, plan) or asks_alone(rules)


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
    if isinstance(rules, Inspection):
        return read_rubric(table, rules)
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


def read_ballots(
    table: Table, turnout: Table | None, rules: Stage
) -> tuple[BallotSheet | None, list[Mistake]]:
    """Return what a file of ballots and its turnout say, and everything wrong in their form and sums.

    None when the columns are not right. Raises TypeError for a stage without ballots.
    """
    if isinstance(rules, Assessment):
        sheet, mistakes = read_assessment(table, rules)
    elif isinstance(rules, Recommendation):
        sheet, mistakes = read_papers(table, rules)
    elif isinstance(rules, Vote):
        sheet, mistakes = read_vote(table, rules)
    elif isinstance(rules, PublicComment):
        sheet, mistakes = read_public(table, rules)
    else:
        raise TypeError(f"a stage of kind {rules.kind} has no ballots")
    name = turnout.name if turnout is not None else f"{rules.key}{TURNOUT}.csv"
    if needs_turnout(rules):
        if turnout is None:
            return sheet, [*mistakes, *turnout_missing(rules, name)]
        found, wrong = read_turnout(turnout, rules)
        mistakes += wrong
        sheet = replace(sheet, turnout=found) if sheet is not None else None
    if sheet is not None and not mistakes:
        mistakes = account_for(sheet, rules, name)
    return sheet, mistakes


def join_sheet(
    sheet: Sheet | BallotSheet, rules: Stage, entrants: Entrants, why: Why
) -> tuple[Evidence, list[Mistake]]:
    """Return a file's evidence by rows of `entrants`, and the people who do not belong here."""
    if isinstance(sheet, BallotSheet):
        return join_ballots(sheet, rules, entrants, why)
    marks, mistakes = join_marks(sheet, entrants, why)
    return Evidence(marks=marks), mistakes
