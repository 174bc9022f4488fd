"""What a plan check finds: one finding a broken rule, with its source and the place in the plan. PURE."""

from dataclasses import dataclass
from enum import StrEnum

from oversight.words import Sentence


class Gravity(StrEnum):
    """An error stops the plan, a warning only asks to look twice."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One rule that the plan breaks.

    `stage` is a stage's key, or `positions`, `rounding`, `nodes`, `campaign`, empty for the whole plan; `field` the
    dotted key inside it (`weights.written`, `papers[1].weight`), empty for all of it. `code` names the rule.
    """

    code: str
    gravity: Gravity
    article: Sentence
    stage: str
    field: str
    what: Sentence

    @property
    def path(self) -> str:
        """Return stage and field as one dotted key, for anchors."""
        return ".".join(part for part in (self.stage, self.field) if part)


def error(code: str, article: Sentence, place: tuple[str, str], text: str, /, **facts: object) -> Finding:
    """Return an error at `place` (stage key, field)."""
    return Finding(code, Gravity.ERROR, article, *place, Sentence(text, facts))


def warning(code: str, article: Sentence, place: tuple[str, str], text: str, /, **facts: object) -> Finding:
    """Return a warning at `place` (stage key, field)."""
    return Finding(code, Gravity.WARNING, article, *place, Sentence(text, facts))
