"""A run's values from what was stored with it: for runs whose rows have changed since.

Plan, entrants, marks or ballots, leavers and earlier runs are those of the run itself: its plan version, its placings,
the files whose digests it carries, and the runs that the ledger names.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from campaigns.plan.document import stored_plan
from campaigns.plan.rules import Plan
from campaigns.plan.rules import Stage as Rules
from candidates.sheets import read_table
from candidates.table import Table
from oversight.queries import blob
from oversight.words import Mistaken, Sentence, gettext_noop
from scoring.collect import Gathered, calendar_for, earlier_of
from scoring.core.checks import FORMS, Check
from scoring.core.marks import NO_MARKS
from scoring.core.values import Entrants, Evidence, Ints, Leave, Reason, Standing
from scoring.evidence_files.answers import ANSWERS, asks_alone, join_answers, read_answers
from scoring.evidence_files.ballots import TURNOUT, BallotSheet
from scoring.evidence_files.checks import join_checks, read_checks
from scoring.evidence_files.reading import has_ballots, join_sheet, needs_file, read_ballots, read_sheet
from scoring.evidence_files.sheet import Sheet
from scoring.models import Outcome
from scoring.queries import component_runs, outcomes_by_run


def gather_stored(outcome: Outcome) -> Gathered:
    """Return what a run was decided from. Raise Mistaken where a stored file cannot be read."""
    stage, plan = outcome.stage, stored_plan(outcome.plan.document)
    rules = plan.stage(stage.key)
    entrants, applications = _entrants(outcome, plan)
    checked = _checked(outcome, entrants)
    leaves = sorted([*_left_before(outcome, checked, applications), *checked], key=lambda leave: leave.row)
    evidence = _evidence(outcome, rules, plan, entrants)
    if rules.kind in FORMS:
        checks = _answers(outcome, rules, entrants)
        evidence = replace(evidence, checks=checks, calendar=calendar_for(rules))
    evidence = replace(evidence, leaves=leaves)
    components = outcomes_by_run(stage.campaign, component_runs(outcome))
    earlier = {key: earlier_of(run, applications, plan) for key, run in components.items()}
    return Gathered(
        stage,
        plan,
        outcome.plan,
        rules,
        outcome.after,
        entrants,
        applications,
        evidence,
        earlier,
        components,
        tuple(checked),
    )


def _entrants(outcome: Outcome, plan: Plan) -> tuple[Entrants, Ints]:
    """Return who has a placing in the run, in the order of its plan, and their primary keys."""
    codes = [position.code for position in plan.positions]
    place = {code: number for number, code in enumerate(codes)}
    rows = outcome.placings.order_by("application__order").values_list(
        "application__position__code", "application__number", "application_id"
    )
    people = sorted(rows, key=lambda row: place[row[0]])
    openings = {position.code: position.openings for position in plan.positions}
    if outcome.after is not None:
        openings |= outcome.after.facts["openings"]
    entrants = Entrants(
        ids=[number for _code, number, _key in people],
        position=np.array([place[code] for code, _number, _key in people], np.int64),
        positions=codes,
        openings=np.array([openings[code] for code in codes], np.int64),
    )
    return entrants, np.array([key for _code, _number, key in people], np.int64)


def _table(outcome: Outcome, digest: str, ending: str = "") -> Table:
    """Return the table in a stored file of the run."""
    name = f"{outcome.stage.key}{ending}.csv"
    stored = blob(digest)
    return read_table(name, bytes(stored.bytes) if stored is not None else b"")


def _evidence(outcome: Outcome, rules: Rules, plan: Plan, entrants: Entrants) -> Evidence:
    """Return the marks or ballots of the run's file; what is no longer an entrant's is left out."""
    if asks_alone(rules) or not needs_file(rules, plan):
        return Evidence() if rules.kind in FORMS else Evidence(marks=NO_MARKS)
    table = _table(outcome, outcome.evidence_digest)
    sheet: Sheet | BallotSheet | None
    if has_ballots(rules):
        turnout = _table(outcome, outcome.turnout_digest, TURNOUT) if outcome.turnout_digest else None
        sheet, mistakes = read_ballots(table, turnout, rules)
    else:
        sheet, mistakes = read_sheet(table, rules, plan)
    if sheet is None or mistakes:
        raise Mistaken(mistakes)
    return join_sheet(sheet, rules, entrants, _stranger)[0]


def _answers(outcome: Outcome, rules: Rules, entrants: Entrants) -> Sequence[Check]:
    """Return the answers of the run's own file, or of the one beside its marks; none where it has none."""
    alone = asks_alone(rules)
    digest = outcome.evidence_digest if alone else outcome.answers_digest
    stored = blob(digest) if digest else None
    if stored is None or not bytes(stored.bytes):
        return ()
    sheet, mistakes = read_answers(_table(outcome, digest, "" if alone else ANSWERS), rules)
    if sheet is None or mistakes:
        raise Mistaken(mistakes)
    return join_answers(sheet, rules, entrants, _stranger)[0]


def _stranger(number: str) -> Sentence:
    return Sentence(gettext_noop("there is no application with the id “%(id)s”"), {"id": number})


def _checked(outcome: Outcome, entrants: Entrants) -> list[Leave]:
    """Return who left after the result, from the run's checks file."""
    stored = blob(outcome.checks_digest)
    if stored is None or not bytes(stored.bytes).strip():
        return []
    checks, mistakes = read_checks(_table(outcome, outcome.checks_digest, ".checks"))
    if checks is None:
        raise Mistaken(mistakes)
    return join_checks(checks, entrants, _stranger)[0]


def _left_before(outcome: Outcome, checked: Sequence[Leave], applications: Ints) -> list[Leave]:
    """Return who had left by application: placed as gone, yet in no checks file."""
    after = {leave.row for leave in checked}
    row_of = {key: row for row, key in enumerate(applications.tolist())}
    gone = outcome.placings.filter(reason=Reason.LEFT).values_list("application_id", "standing", "detail")
    return [
        Leave(row_of[key], Standing(standing), detail)
        for key, standing, detail in gone
        if row_of[key] not in after
    ]
