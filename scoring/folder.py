"""A campaign folder: read with every mistake of every file at once, decided as far as there is evidence."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from campaigns.plan.check import check_plan, mistakes_of
from campaigns.plan.document import read_document
from campaigns.plan.rules import Announcement, Plan, Stage
from candidates.applications_file import ApplicationRow, read_applications
from candidates.sheets import MAX_BYTES, read_table
from candidates.table import Table
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop
from scoring.core.accounting import needs_turnout
from scoring.core.cut import TiesAcross
from scoring.core.values import Entrants, Evidence, Leave, Standing
from scoring.evidence_files.answers import (
    ANSWERS,
    AnswerSheet,
    asks_alone,
    asks_besides,
    needs_answers,
    read_answers,
)
from scoring.evidence_files.ballots import TURNOUT, BallotSheet
from scoring.evidence_files.checks import Checks, read_checks
from scoring.evidence_files.reading import has_ballots, needs_file, read_ballots, read_sheet
from scoring.evidence_files.sheet import Sheet
from scoring.kinds.registry import KINDS
from scoring.printing import unprintable
from scoring.results import Decided
from scoring.walk import APPLICATIONS, CHECKS, ENDINGS_OF_A_STAGE, PLAN, Folder, Walk, in_file_order

ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True)
class Decisions:
    """The stages decided, in plan order; `stopped` where equals lie across a border that the plan refuses;
    `waiting` is the first stage that has no evidence yet, None when all are decided."""

    decided: Sequence[Decided]
    stopped: TiesAcross | None = None
    waiting: Stage | None = None


class _Desk:
    """Collects what the files say and what is wrong with them."""

    def __init__(self, path: Path):
        self.path = path
        self.mistakes: list[Mistake] = []
        self.notes: list[Sentence] = []
        self.tables: dict[str, Table] = {}
        self.files: dict[str, str] = {}
        self.sheets: dict[str, Sheet | BallotSheet] = {}
        self.answers: dict[str, AnswerSheet] = {}
        self.checks: dict[str, Checks] = {}

    def wrong(self, name: str, text: str, /, **facts: object) -> None:
        self.mistakes.append(Mistake(name, 0, "", Sentence(text, facts)))


def read_folder(path: Path) -> Folder:
    """Return what the folder at `path` says. Raise `Mistaken` with every mistake of every file."""
    if not path.is_dir():
        raise Mistaken([Mistake(str(path), 0, "", Sentence(gettext_noop("there is no such folder")))])
    desk = _Desk(path)
    plan = _read_plan(desk)
    _read_tables(desk, plan)
    applications = _read_applications(desk, plan)
    if plan:
        for stage in plan.stages:
            _read_stage(desk, plan, stage)
        desk.mistakes += _evidence_too_early(desk, plan)
    if applications:
        ids = {row.number for row in applications}
        desk.mistakes += _unknown_people(ids, desk)
        desk.mistakes += unprintable(desk.files[APPLICATIONS], applications)
    if desk.mistakes or plan is None:
        raise Mistaken(in_file_order(desk.mistakes, plan))
    return Folder(plan, applications, desk.sheets, desk.answers, desk.checks, desk.notes)


def _read_plan(desk: _Desk) -> Plan | None:
    """Return the plan when its form is right, even where its rules are not."""
    file = desk.path / PLAN
    if not file.is_file():
        desk.wrong(PLAN, gettext_noop("the folder has no plan.toml"))
        return None
    try:
        plan, locator = read_document(_bytes_of(file), PLAN)
    except Mistaken as error:
        desk.mistakes += error.mistakes
        return None
    findings = check_plan(plan)
    desk.mistakes += mistakes_of(findings, plan, locator, file=PLAN)
    return plan


def _read_tables(desk: _Desk, plan: Plan | None) -> None:
    """Read every table that the plan asks for; without a plan every table, for its form alone."""
    known = _known_stems(plan) if plan else None
    names: dict[str, list[str]] = {}
    for file in sorted(desk.path.iterdir()):
        if file.suffix.lower() in ENDINGS and file.is_file():
            names.setdefault(file.name[: -len(file.suffix)], []).append(file.name)
    for stem, files in names.items():
        if known is not None and stem not in known:
            desk.notes += [
                Sentence(gettext_noop("%(file)s belongs to no stage and is not read"), {"file": name})
                for name in files
            ]
            continue
        desk.files[stem] = files[0]
        for name in files:
            _read_one(desk, stem, name)
        if len(files) > 1:
            # Which of them holds is not known, so nothing is concluded from either.
            desk.tables.pop(stem, None)
            text = gettext_noop("the folder has %(files)s; keep one of them")
            desk.wrong(files[0], text, files=", ".join(files))


def _bytes_of(file: Path) -> bytes:
    """Return a file's bytes. Raise `Mistaken` where the system does not let it be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        what = Sentence(gettext_noop("the file cannot be read (%(why)s)"), {"why": error.strerror or "?"})
        raise Mistaken([Mistake(file.name, 0, "", what)]) from None


def _known_stems(plan: Plan) -> set[str]:
    stems = {APPLICATIONS}
    for stage in plan.stages:
        if needs_file(stage, plan):
            stems.add(stage.key)
        if needs_turnout(stage):
            stems.add(stage.key + TURNOUT)
        if asks_besides(stage):
            stems.add(stage.key + ANSWERS)
        if not isinstance(stage, Announcement):
            stems.add(stage.key + CHECKS)
    return stems


def _read_one(desk: _Desk, stem: str, name: str) -> None:
    file = desk.path / name
    if file.stat().st_size > MAX_BYTES:
        desk.wrong(name, gettext_noop("the file is larger than %(limit)s MB"), limit=MAX_BYTES >> 20)
        return
    try:
        desk.tables[stem] = read_table(name, _bytes_of(file))
    except Mistaken as error:
        desk.mistakes += error.mistakes


def _read_applications(desk: _Desk, plan: Plan | None) -> list[ApplicationRow]:
    if APPLICATIONS not in desk.files:
        desk.wrong(APPLICATIONS + ".csv", gettext_noop("the folder has no applications"))
    if plan is None or APPLICATIONS not in desk.tables:
        return []
    rows, mistakes = read_applications(desk.tables[APPLICATIONS], plan)
    desk.mistakes += mistakes
    return rows


def _read_stage(desk: _Desk, plan: Plan, stage: Stage) -> None:
    """Read a stage's marks, ballots, answers and leavers where there are any."""
    if stage.key in desk.tables and needs_file(stage, plan) and not asks_alone(stage):
        sheet, mistakes = _read_evidence(desk, plan, stage)
        desk.mistakes += mistakes
        if sheet is not None:
            desk.sheets[stage.key] = sheet
    said = _stem_of_answers(stage)
    if said in desk.tables:
        answers, mistakes = read_answers(desk.tables[said], stage)
        desk.mistakes += mistakes
        if answers is not None:
            desk.answers[stage.key] = answers
    if stage.key + CHECKS in desk.tables:
        left, mistakes = read_checks(desk.tables[stage.key + CHECKS])
        desk.mistakes += mistakes
        if left is not None:
            desk.checks[stage.key] = left


def _stem_of_answers(stage: Stage) -> str:
    """Return the name of a stage's file of answers without its ending, "" for a stage that has none."""
    if asks_alone(stage):
        return stage.key
    return stage.key + ANSWERS if asks_besides(stage) else ""


def _read_evidence(desk: _Desk, plan: Plan, stage: Stage) -> tuple[Sheet | BallotSheet | None, list[Mistake]]:
    """Read a stage's own file; ballots together with their turnout, whose form may be wrong already."""
    table, turnout = desk.tables[stage.key], stage.key + TURNOUT
    if not has_ballots(stage):
        return read_sheet(table, stage, plan)
    sheet, mistakes = read_ballots(table, desk.tables.get(turnout), stage)
    if turnout in desk.files and turnout not in desk.tables:
        mistakes = [mistake for mistake in mistakes if mistake.file == table.name]
    return sheet, mistakes


def _evidence_too_early(desk: _Desk, plan: Plan) -> Iterator[Mistake]:
    """Yield files of stages that cannot be reached, because an earlier stage has no evidence."""
    gap: Stage | None = None
    for stage in plan.stages:
        if gap is None and not _has_evidence(stage, plan, desk.files):
            gap = stage
        if gap is None:
            continue
        for ending in ENDINGS_OF_A_STAGE:
            stem = stage.key + ending
            if stem in desk.files and not (stem == stage.key and stage.key == gap.key):
                name = desk.files[stem]
                text = gettext_noop("the stage “%(stage)s” before it has no evidence yet")
                if stage is gap:
                    text = gettext_noop("the stage “%(stage)s” has no evidence yet")
                yield Mistake(name, 0, "", Sentence(text, {"stage": gap.key}))


def _has_evidence(stage: Stage, plan: Plan, present: Collection[str]) -> bool:
    """Return whether a stage can be decided: its kind is known and its file, where it needs one, is there."""
    if stage.kind not in KINDS:
        return False
    if needs_answers(stage) and stage.key + ANSWERS not in present:
        return False
    return stage.key in present if needs_file(stage, plan) else True


def _unknown_people(ids: Collection[str], desk: _Desk) -> Iterator[Mistake]:
    """Yield ids in evidence files that nobody applied with."""
    text = gettext_noop("there is no application with the id “%(id)s”")
    for sheet in [*desk.sheets.values(), *desk.answers.values()]:
        for number, row in zip(sheet.people, sheet.seen.tolist(), strict=True):
            if number and number not in ids:
                yield sheet.table.mistake(row, "id", text, id=number)
    for left in desk.checks.values():
        for number, row in left.rows.items():
            if number and number not in ids:
                yield left.table.mistake(row, "id", text, id=number)


def entrants_of(plan: Plan, applications: Sequence[ApplicationRow]) -> tuple[Entrants, list[Leave]]:
    """Return everybody who applied, in plan position order, and who left before the first result."""
    codes = [position.code for position in plan.positions]
    place = {code: number for number, code in enumerate(codes)}
    rows = sorted(applications, key=lambda row: place[row.position])
    entrants = Entrants(
        ids=[row.number for row in rows],
        position=np.array([place[row.position] for row in rows], np.int64),
        positions=codes,
        openings=np.array([position.openings for position in plan.positions], np.int64),
    )
    leaves = [
        Leave(number, Standing(row.standing), row.reason) for number, row in enumerate(rows) if row.standing
    ]
    return entrants, leaves


def decide_folder(folder: Folder) -> Decisions:
    """Decide stage after stage until evidence runs out or equals stop the run.

    Raise `Mistaken` where evidence names people who are not entrants of its stage.
    """
    plan = folder.plan
    entrants, leaves = entrants_of(plan, folder.applications)
    walk = Walk(folder, entrants)
    for stage in plan.stages:
        if not _can_be_decided(stage, folder):
            return Decisions(walk.decided, waiting=stage)
        if isinstance(stage, Announcement):
            nobody = Entrants([], np.zeros(0, np.int64), entrants.positions, entrants.openings)
            walk.decide(stage, nobody, Evidence())
            continue
        evidence = walk.evidence(stage, leaves)
        leaves = []
        try:
            walk.decide(stage, walk.entrants, evidence)
        except TiesAcross as ties:
            return Decisions(walk.decided, stopped=ties, waiting=stage)
        walk.advance()
    return Decisions(walk.decided)


def _can_be_decided(stage: Stage, folder: Folder) -> bool:
    """Return whether the folder has what a stage is decided from."""
    there = {*folder.sheets, *(_stem_of_answers(folder.plan.stage(key)) for key in folder.answers)}
    return _has_evidence(stage, folder.plan, there)
