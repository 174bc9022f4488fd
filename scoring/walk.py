"""Walking through a campaign folder: who stands in each stage, what its files say about them, how it is decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from campaigns.plan.rules import Plan, Stage
from campaigns.plan.rules_later import KIND_LABELS
from candidates.applications_file import ApplicationRow
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop
from scoring.core.reasons import reason_sentence
from scoring.core.values import Earlier, Entrants, Evidence, Ints, Leave
from scoring.evidence_files.answers import ANSWERS, AnswerSheet, join_answers, lacking
from scoring.evidence_files.ballots import TURNOUT, BallotSheet
from scoring.evidence_files.checks import Checks, join_checks
from scoring.evidence_files.reading import join_sheet
from scoring.evidence_files.sheet import Sheet, Why
from scoring.kinds.registry import KINDS
from scoring.results import Decided

PLAN = "plan.toml"
APPLICATIONS = "applications"
CHECKS = ".checks"
ENDINGS_OF_A_STAGE = ("", TURNOUT, ANSWERS, CHECKS)
"""How the names of a stage's files end, before .csv or .xlsx."""


@dataclass(frozen=True)
class Folder:
    """A folder without mistakes in form. `sheets`, `answers` and `checks` by stage key; `notes` are no mistakes."""

    plan: Plan
    applications: Sequence[ApplicationRow]
    sheets: Mapping[str, Sheet | BallotSheet] = field(default_factory=dict)
    answers: Mapping[str, AnswerSheet] = field(default_factory=dict)
    checks: Mapping[str, Checks] = field(default_factory=dict)
    notes: Sequence[Sentence] = ()


def in_file_order(mistakes: Sequence[Mistake], plan: Plan | None) -> list[Mistake]:
    """Return the mistakes by file (plan, applications, stages in plan order) and line; the same one once."""
    stems = [PLAN[:-5], APPLICATIONS]
    for stage in plan.stages if plan else ():
        stems += [stage.key + ending for ending in ENDINGS_OF_A_STAGE]
    place = {stem: number for number, stem in enumerate(stems)}

    def order(mistake: Mistake) -> tuple[int, str, int]:
        stem = mistake.file.rpartition(".")[0]
        return place.get(stem, len(place)), mistake.file, mistake.line

    unique = {(m.file, m.line, m.column, str(m.what)): m for m in mistakes}
    return sorted(unique.values(), key=order)


class Walk:
    """Goes through the stages: who is left, and where each stands in the outcomes so far."""

    def __init__(self, folder: Folder, entrants: Entrants):
        self.folder = folder
        self.entrants = entrants
        self.decided: list[Decided] = []
        self.rows: dict[str, Ints] = {}
        self.gone: dict[str, tuple[Decided, int]] = {}

    def evidence(self, stage: Stage, before: Sequence[Leave]) -> Evidence:
        """Return what was gathered about the present entrants; `before` are leavers by application."""
        found, leaves = Evidence(), list(before)
        mistakes: list[Mistake] = []
        if stage.key in self.folder.sheets:
            found, mistakes = join_sheet(self.folder.sheets[stage.key], stage, self.entrants, self.why)
        answers = self.folder.answers.get(stage.key)
        if answers is not None:
            checks, foreign = join_answers(answers, stage, self.entrants, self.why)
            found, mistakes = replace(found, checks=checks), [*mistakes, *foreign]
        if stage.key in self.folder.checks:
            left = self.folder.checks[stage.key]
            later, foreign = join_checks(left, self.entrants, self.why)
            mistakes = [*mistakes, *foreign, *self._left_twice(left, before)]
            leaves += later
        evidence = replace(found, leaves=sorted(leaves, key=lambda leave: leave.row))
        if answers is not None and not mistakes:
            mistakes = lacking(answers, stage, self.entrants, evidence)
        if mistakes:
            raise Mistaken(in_file_order(mistakes, self.folder.plan))
        return evidence

    def _left_twice(self, checks: Checks, before: Sequence[Leave]) -> Iterator[Mistake]:
        for leave in before:
            number = self.entrants.ids[leave.row]
            if number in checks.rows:
                text = gettext_noop("%(id)s has left already, says the application")
                yield checks.table.mistake(checks.rows[number], "id", text, id=number)

    @property
    def why(self) -> Why:
        """Return the function that says why an id is not among the present entrants."""

        def say_why(number: str) -> Sentence:
            if number not in self.gone:
                return Sentence(gettext_noop("there is no application with the id “%(id)s”"), {"id": number})
            decided, row = self.gone[number]
            return Sentence(
                gettext_noop("“%(id)s” did not advance from “%(stage)s”: %(reason)s"),
                {
                    "id": number,
                    "stage": stage_title(decided.rules),
                    "reason": reason_sentence(decided.entrants, decided.outcome, row),
                },
            )

        return say_why

    def decide(self, stage: Stage, entrants: Entrants, evidence: Evidence) -> None:
        """Decide one stage and keep the result; TiesAcross passes through."""
        by_key = {decided.rules.key: decided.outcome for decided in self.decided}
        earlier = {key: Earlier.of(by_key[key], rows) for key, rows in self.rows.items()}
        rounding = self.folder.plan.rounding
        outcome = KINDS[stage.kind].decide(stage, entrants, evidence, rounding=rounding, earlier=earlier)
        self.decided.append(Decided(stage, entrants, evidence, outcome, earlier, rounding))

    def advance(self) -> None:
        """Let those who advanced from the last stage be the next stage's entrants."""
        decided = self.decided[-1]
        advanced = decided.outcome.advanced()
        staying = np.zeros(len(self.entrants), bool)
        staying[advanced] = True
        for row in np.flatnonzero(~staying).tolist():
            self.gone[self.entrants.ids[row]] = (decided, row)
        self.rows = {key: rows[advanced] for key, rows in self.rows.items()}
        self.rows[decided.rules.key] = advanced
        self.entrants = Entrants(
            ids=[self.entrants.ids[row] for row in advanced.tolist()],
            position=self.entrants.position[advanced],
            positions=self.entrants.positions,
            openings=decided.outcome.openings,
        )


def stage_title(stage: Stage) -> str | Sentence:
    """Return a stage's own title, or the name of its kind."""
    return stage.title or Sentence(KIND_LABELS[stage.kind])
