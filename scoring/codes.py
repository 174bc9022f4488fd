"""What this floor writes into the ledger."""

from oversight.registry import register
from oversight.words import gettext_noop

MARKS_ENTERED = register("marks.entered", gettext_noop("%(count)s marks of stage “%(title)s” were entered"))
MARK_CHANGED = register(
    "mark.changed",
    gettext_noop("A mark of %(number)s in “%(title)s” was changed from %(before)s to %(after)s"),
)
MARK_REMOVED = register(
    "mark.removed", gettext_noop("A mark of %(number)s in “%(title)s” was taken out: %(before)s")
)
MARKS_IMPORTED = register(
    "marks.imported", gettext_noop("%(rows)s marks were imported from %(file)s, file %(sha256)s")
)
LEAVE_RECORDED = register("leave.recorded", gettext_noop("%(number)s left after “%(title)s”: %(standing)s"))
STAGE_CLOSED = register(
    "stage.closed", gettext_noop("Stage “%(title)s” was closed, run %(run)s, evidence %(evidence)s")
)
STAGE_REOPENED = register("stage.reopened", gettext_noop("Stage “%(title)s” was opened again"))
STAGE_DECIDED = register(
    "stage.decided", gettext_noop("Run %(run)s of “%(title)s” was decided, outcome %(outcome)s")
)
STAGE_SEALED = register(
    "stage.sealed", gettext_noop("Run %(run)s of “%(title)s” was sealed, outcome %(outcome)s")
)
STAGE_CORRECTED = register("stage.corrected", gettext_noop("Stage “%(title)s” goes into run %(run)s"))
ARCHIVE_EXPORTED = register("archive.exported", gettext_noop("The archive was exported, %(files)s files"))
CAMPAIGN_DIFFERS = register(
    "campaign.differs",
    gettext_noop("What is stored differs from what was recorded in %(count)s places; the first: %(first)s"),
)
CAMPAIGN_REPLAYED = register(
    "campaign.replayed", gettext_noop("The campaign was replayed from files, folder %(folder)s")
)
EVIDENCE_RETYPED = register(
    "evidence.retyped", gettext_noop("%(count)s values of “%(title)s” were typed a second time")
)
EVIDENCE_LOCKED = register(
    "evidence.locked", gettext_noop("The evidence of “%(title)s” was locked, digest %(digest)s")
)
PAPER_ENTERED = register(
    "paper.entered", gettext_noop("A paper of “%(turn)s” in “%(title)s” was entered, %(count)s now")
)
PAPER_REMOVED = register(
    "paper.removed", gettext_noop("A paper of “%(turn)s” in “%(title)s” was taken out, %(count)s are left")
)
TURN_VOIDED = register(
    "turn.voided",
    gettext_noop(
        "The count of “%(turn)s” in “%(title)s” was declared void: %(issued)s issued, %(returned)s returned"
    ),
)
SIGNED_OPENED = register(
    "ballots.opened",
    gettext_noop("Signed ballots of “%(turn)s” in “%(title)s” were opened, %(count)s papers"),
)
MEETING_HELD = register(
    "meeting.held",
    gettext_noop("The meeting of “%(title)s” on %(day)s was recorded: %(present)s of %(due)s present"),
)
COUNT_SIGNED = register(
    "count.signed", gettext_noop("Teller %(name)s has signed a count of “%(title)s”, digest %(count)s")
)
CHECKS_ENTERED = register("checks.entered", gettext_noop("%(count)s answers of “%(title)s” were entered"))
CHECK_REMOVED = register(
    "check.removed", gettext_noop("An answer about %(number)s in “%(title)s” was taken out: %(before)s")
)
CHECKS_IMPORTED = register(
    "checks.imported", gettext_noop("%(rows)s answers were imported from %(file)s, file %(sha256)s")
)
DOCUMENT_ATTACHED = register(
    "document.attached",
    gettext_noop("“%(document)s” was attached to “%(title)s”, file %(sha256)s"),
)
COUNTS_ENTERED = register("counts.entered", gettext_noop("%(count)s counts of “%(title)s” were entered"))
BALLOTS_IMPORTED = register(
    "ballots.imported", gettext_noop("%(rows)s rows of ballots were imported from %(file)s, file %(sha256)s")
)
DIFFERENCE_APPROVED = register(
    "difference.approved",
    gettext_noop(
        "“%(title)s” goes on in position %(position)s with %(entrants)s entrants, %(required)s were required"
    ),
)
FITS_TAKEN_OVER = register(
    "fits.taken_over",
    gettext_noop("%(rows)s fits of people for posts were taken over from %(file)s, file %(sha256)s"),
)
ASSIGNMENT_DECIDED = register(
    "assignment.decided",
    gettext_noop("Posts were decided for %(people)s people of “%(title)s”, %(departed)s other than proposed"),
)
APPRAISAL_SIGNED = register(
    "appraisal.signed",
    gettext_noop("%(name)s signed its answers about %(count)s people in “%(title)s”, digest %(answers)s"),
)
PROBATION_DUE = register(
    "probation.due", gettext_noop("The probation of %(number)s after “%(title)s” ends on %(until)s")
)
