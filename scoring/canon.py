"""The canonical files of a stage's evidence: what is stored at closing, hashed into the ledger, put in the archive."""

from candidates.models import Application
from candidates.table import write_csv
from scoring.collect import Gathered
from scoring.evidence_files.answers import asks_besides, write_answers
from scoring.evidence_files.canonical import write_evidence, write_turnout
from scoring.evidence_files.checks import write_checks

APPLICATIONS = ("id", "position", "name", "standing", "reason")


def evidence_csv(gathered: Gathered) -> bytes:
    """Return the stage's evidence file: applications for the registration, marks, ballots or answers after it."""
    if gathered.rules.kind == "registration":
        return applications_csv(gathered.stage.campaign_id)
    keys = [stage.key for stage in gathered.plan.stages]
    return write_evidence(gathered.rules, gathered.entrants, gathered.evidence, stages=keys)


def turnout_csv(gathered: Gathered) -> bytes:
    """Return the stage's turnout file, no bytes for a stage without ballots."""
    return write_turnout(gathered.rules, gathered.evidence.turnout)


def answers_csv(gathered: Gathered) -> bytes:
    """Return the file of answers beside the stage's marks or ballots, no bytes where it has none."""
    if not asks_besides(gathered.rules):
        return b""
    return write_answers(gathered.rules, gathered.entrants, gathered.evidence.checks)


def applications_csv(campaign_id: int) -> bytes:
    """Return `applications.csv` in position and application order, without anything that only staff may know."""
    rows = (
        Application.objects.filter(campaign_id=campaign_id)
        .order_by("position__order", "order")
        .values_list("number", "position__code", "candidate__name", "standing", "reason")
    )
    return write_csv(APPLICATIONS, rows.iterator(chunk_size=10_000))


def checks_csv(gathered: Gathered) -> bytes:
    """Return the stage's checks file, no bytes where nobody left after the result."""
    own = gathered.leaves_after
    return write_checks(gathered.entrants, own) if own else b""
