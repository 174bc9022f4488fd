"""What a sheet of marks would do before it does it: read, joined to the entrants, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from campaigns.models import Stage
from candidates.books import without_verdicts
from candidates.garbage import uncollected
from candidates.models import Application
from candidates.sheets import read_table
from candidates.table import Table
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop
from scoring.actions.marks import MarkColumns
from scoring.collect import gather_entrants, outcome_before, plan_in_force
from scoring.core.values import Ints, Marks
from scoring.evidence_files.reading import has_file, read_marks_of
from scoring.evidence_files.sheet import Why


@dataclass(frozen=True, eq=False)
class DryRun:
    """A sheet of marks that was read and stored nowhere; `applications[i]` is entrant i's primary key."""

    table: Table | None
    mistakes: Sequence[Mistake]
    marks: Marks | None = None
    applications: Ints | None = None
    ids: Sequence[str] = ()

    @property
    def columns(self) -> MarkColumns:
        """Return the marks as they are imported; ValueError when there are none to import."""
        if self.marks is None or self.applications is None:
            raise ValueError("the sheet could not be read")
        return MarkColumns(self.marks, self.applications)


@uncollected()
def try_marks(stage: Stage, name: str, data: bytes) -> DryRun:
    """Read a sheet of a stage's marks and name everything wrong with it. TypeError for a stage without marks."""
    _, plan = plan_in_force(stage)
    rules = plan.stage(stage.key)
    if not has_file(rules, plan):
        raise TypeError(f"a stage of kind {rules.kind} has no marks of its own")
    try:
        table = without_verdicts(read_table(name, data))
    except Mistaken as error:
        return DryRun(None, error.mistakes)
    entrants, applications = gather_entrants(stage, plan, outcome_before(stage))

    marks, mistakes = read_marks_of(table, rules, plan, entrants, why_no_entrant(stage))
    return DryRun(table, mistakes, marks, applications, entrants.ids)


def why_no_entrant(stage: Stage) -> Why:
    """Return the function that says why somebody in a sheet is no entrant of a stage."""

    @cache
    def there() -> set[str]:
        # Asked only when somebody in the sheet is a stranger.
        numbers = Application.objects.filter(campaign_id=stage.campaign_id)
        return set(numbers.values_list("number", flat=True))

    def why(number: str) -> Sentence:
        if number not in there():
            return Sentence(gettext_noop("there is no application %(number)s"), {"number": number})
        facts = {"number": number, "stage": str(stage)}
        return Sentence(gettext_noop("%(number)s is no entrant of “%(stage)s”"), facts)

    return why
