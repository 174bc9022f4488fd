"""A campaign folder: read with every mistake of every file at once, decided as far as there is evidence."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from campaigns.plan.check import check_plan, mistakes_of
from campaigns.plan.document import read_document
from campaigns.plan.rules import Announcement, Plan, Stage
from campaigns.plan.rules_later import KIND_LABELS
from candidates.applications_file import ApplicationRow, read_applications
from candidates.sheets import MAX_BYTES, read_table
from candidates.table import Table
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop
from scoring.core.accounting import needs_turnout
from scoring.core.cut import TiesAcross
from scoring.core.reasons import reason_sentence
from scoring.core.values import Earlier, Entrants, Evidence, Ints, Leave, Standing
from scoring.evidence_files.ballots import TURNOUT, BallotSheet
from scoring.evidence_files.checks import Checks, join_checks, read_checks
from scoring.evidence_files.reading import has_ballots, join_sheet, needs_file, read_ballots, read_sheet
from scoring.evidence_files.sheet import Sheet, Why
from scoring.kinds.registry import KINDS
from scoring.printing import unprintable
from scoring.results import Decided

PLAN = "plan.toml"
APPLICATIONS = "applications"
CHECKS = ".checks"
ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True)
class Folder:
    """A folder without mistakes in form. `sheets` and `checks` by stage key; `notes` are no mistakes."""

    plan: Plan
    applications: Sequence[ApplicationRow]
    sheets: Mapping[str, Sheet | BallotSheet] = field(default_factory=dict)
    checks: Mapping[str, Checks] = field(default_factory=dict)
    notes: Sequence[Sentence] = ()


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
    sheets: dict[str, Sheet | BallotSheet] = {}
    checks: dict[str, Checks] = {}
    if plan:
        for stage in plan.stages:
            _read_stage(desk, plan, stage, sheets, checks)
        desk.mistakes += _evidence_too_early(desk, plan)
    if applications:
        ids = {row.number for row in applications}
        desk.mistakes += _unknown_people(ids, sheets, checks)
        desk.mistakes += unprintable(desk.files[APPLICATIONS], applications)
    if desk.mistakes or plan is None:
        raise Mistaken(_in_file_order(desk.mistakes, plan))
    return Folder(plan, applications, sheets, checks, desk.notes)


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


def _read_stage(
    desk: _Desk, plan: Plan, stage: Stage, sheets: dict[str, Sheet | BallotSheet], checks: dict[str, Checks]
) -> None:
    """Read a stage's marks or ballots and its checks where there are any."""
    if stage.key in desk.tables and needs_file(stage, plan):
        sheet, mistakes = _read_evidence(desk, plan, stage)
        desk.mistakes += mistakes
        if sheet is not None:
            sheets[stage.key] = sheet
    if stage.key + CHECKS in desk.tables:
        left, mistakes = read_checks(desk.tables[stage.key + CHECKS])
        desk.mistakes += mistakes
        if left is not None:
            checks[stage.key] = left


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
        for stem in (stage.key, stage.key + TURNOUT, stage.key + CHECKS):
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
    return stage.key in present if needs_file(stage, plan) else True


def _unknown_people(
    ids: Collection[str], sheets: Mapping[str, Sheet | BallotSheet], checks: Mapping[str, Checks]
) -> Iterator[Mistake]:
    """Yield ids in evidence files that nobody applied with."""
    text = gettext_noop("there is no application with the id “%(id)s”")
    for sheet in sheets.values():
        for number, row in zip(sheet.people, sheet.seen.tolist(), strict=True):
            if number and number not in ids:
                yield sheet.table.mistake(row, "id", text, id=number)
    for left in checks.values():
        for number, row in left.rows.items():
            if number and number not in ids:
                yield left.table.mistake(row, "id", text, id=number)


def _in_file_order(mistakes: Sequence[Mistake], plan: Plan | None) -> list[Mistake]:
    """Return the mistakes by file (plan, applications, stages in plan order) and line; the same one once."""
    stems = [PLAN[:-5], APPLICATIONS]
    for stage in plan.stages if plan else ():
        stems += [stage.key, stage.key + TURNOUT, stage.key + CHECKS]
    place = {stem: number for number, stem in enumerate(stems)}

    def order(mistake: Mistake) -> tuple[int, str, int]:
        stem = mistake.file.rpartition(".")[0]
        return place.get(stem, len(place)), mistake.file, mistake.line

    unique = {(m.file, m.line, m.column, str(m.what)): m for m in mistakes}
    return sorted(unique.values(), key=order)


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
    walk = _Walk(folder, entrants)
    for stage in plan.stages:
        if stage.kind not in KINDS or (needs_file(stage, plan) and stage.key not in folder.sheets):
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


class _Walk:
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
        if stage.key in self.folder.checks:
            checks = self.folder.checks[stage.key]
            later, foreign = join_checks(checks, self.entrants, self.why)
            mistakes = [*mistakes, *foreign, *self._left_twice(checks, before)]
            leaves += later
        if mistakes:
            raise Mistaken(_in_file_order(mistakes, self.folder.plan))
        return replace(found, leaves=sorted(leaves, key=lambda leave: leave.row))

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
