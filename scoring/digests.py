"""What a run stands on, as digests: its evidence as columns, its files, its inputs and its rules."""

import hashlib

import numpy as np

from campaigns.models import Stage
from oversight.chain import canonical
from scoring.balance import ballot_columns
from scoring.canon import answers_csv, turnout_csv
from scoring.collect import Gathered
from scoring.evidence_files.answers import write_answers


def columns_digest(gathered: Gathered) -> str:
    """Return the SHA-256 over the evidence as columns: cheap enough to be compared at every decision."""
    hashed = hashlib.sha256("\n".join(gathered.entrants.ids).encode())
    marks = gathered.evidence.marks
    if marks is not None:
        for column in (marks.entrant, marks.room, marks.assessor, marks.criterion, marks.state, marks.value):
            hashed.update(np.ascontiguousarray(column, dtype="<i8").data)
    for columns in ballot_columns(gathered):
        hashed.update(columns)
    hashed.update(write_answers(gathered.rules, gathered.entrants, gathered.evidence.checks))
    for leave in gathered.evidence.leaves:
        hashed.update(f"{leave.row},{leave.standing},{leave.reason}\n".encode())
    return hashed.hexdigest()


def digest_of(file: bytes) -> str:
    """Return the SHA-256 of a file, "" for one that a stage does not have."""
    return hashlib.sha256(file).hexdigest() if file else ""


def input_digest(stage: Stage, gathered: Gathered) -> str:
    """Return the SHA-256 over what a run stands on: plan, stage, run, entrants, evidence, checks, components."""
    after = gathered.after
    besides = {"turnout": digest_of(turnout_csv(gathered)), "answers": digest_of(answers_csv(gathered))}
    return hashlib.sha256(
        canonical(
            {
                "plan": gathered.version.digest,
                "stage": stage.key,
                "run": stage.run,
                "entrants": {"stage": after.stage.key if after else None, "run": after.run if after else 0},
                "evidence": stage.evidence_digest,
                "checks": stage.checks_digest,
                "components": {key: earlier.run for key, earlier in gathered.components.items()},
                **{name: digest for name, digest in besides.items() if digest},
            }
        )
    ).hexdigest()


def rules_digest(stage: Stage, gathered: Gathered) -> str:
    """Return the SHA-256 over the plan's digest and the stage's key."""
    return hashlib.sha256(canonical({"plan": gathered.version.digest, "stage": stage.key})).hexdigest()
