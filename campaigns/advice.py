"""Whether a vacancy should be filled by competition, and by which method. PURE.

The three "whenever" rules (三凡原则) and the table of methods by sort of post, as the district's document sets
them. Advice binds nobody; not following it is recorded with a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from campaigns.methods import METHOD_LABELS
from campaigns.plan.rules import Category, Method
from oversight.words import Sentence, gettext_noop


class Need(StrEnum):
    """How strongly competition is asked for, the strongest first."""

    MUST = "must"
    PREFER = "prefer"
    MAY = "may"


class Trigger(StrEnum):
    """What is true of the vacancy."""

    SUITABLE = "suitable"
    TERM_CHANGE = "term_change"
    STRUCTURE = "structure"
    NO_INSIDER = "no_insider"
    SPECIALIST = "specialist"
    RESOURCES = "resources"


TRIGGER_LABELS: dict[Trigger, str] = {
    Trigger.SUITABLE: gettext_noop("The post suits competition and is vacant"),
    Trigger.TERM_CHANGE: gettext_noop("Change of term"),
    Trigger.STRUCTURE: gettext_noop("The team's structure needs improving"),
    Trigger.NO_INSIDER: gettext_noop("The unit has no suitable person of its own"),
    Trigger.SPECIALIST: gettext_noop("The post needs a specialist or scarce skills"),
    Trigger.RESOURCES: gettext_noop("The post decides on people, money or goods, and there are competitors"),
}
"""What each trigger is called on the form."""

RULES: dict[Trigger, tuple[Need, Sentence]] = {
    Trigger.SUITABLE: (
        Need.MUST,
        Sentence(gettext_noop("A vacant post that suits competition is filled by competition (first rule).")),
    ),
    Trigger.TERM_CHANGE: (
        Need.PREFER,
        Sentence(gettext_noop("At a change of term competition comes first (second rule).")),
    ),
    Trigger.STRUCTURE: (
        Need.PREFER,
        Sentence(gettext_noop("To improve a team's structure competition comes first (second rule).")),
    ),
    Trigger.NO_INSIDER: (
        Need.PREFER,
        Sentence(gettext_noop("Where a unit has nobody suitable competition comes first (second rule).")),
    ),
    Trigger.SPECIALIST: (
        Need.PREFER,
        Sentence(gettext_noop("For specialist and scarce posts competition comes first (second rule).")),
    ),
    Trigger.RESOURCES: (
        Need.MUST,
        Sentence(
            gettext_noop(
                "A post over people, money or goods with competitors must be competed for (third rule)."
            )
        ),
    ),
}
"""The three "whenever" rules [S, 0.1]."""

NO_RULE = Sentence(gettext_noop("None of the three rules applies: competition is possible, not asked for."))

METHODS: dict[Category, tuple[Method, ...]] = {
    Category.CHIEF: (
        Method.PUBLIC_RECOMMENDATION,
        Method.DIFFERENCE_RECOMMENDATION,
        Method.DIFFERENCE_CONTEST,
    ),
    Category.DEPUTY: (Method.OPEN_SELECTION, Method.TWO_RECOMMENDATIONS_ONE_EXAM),
    Category.MIDDLE: (Method.INTERNAL_COMPETITION,),
    Category.GRASSROOTS: (Method.DIRECT_ELECTION,),
    Category.SPECIALIST: (Method.OPEN_HIRING,),
    Category.UNSET: (),
}
"""Methods by sort of post, the first is the usual one [S, 0.2; the difference contest for chiefs 0.11]."""

WHY: dict[Category, Sentence] = {
    Category.CHIEF: Sentence(
        gettext_noop("Chief posts: what people think and what has been achieved count most.")
    ),
    Category.DEPUTY: Sentence(gettext_noop("Deputy posts: find able people in a wider range.")),
    Category.MIDDLE: Sentence(gettext_noop("Middle level of a department: competition inside.")),
    Category.GRASSROOTS: Sentence(
        gettext_noop("Grass-roots party teams: recommended in public, elected directly.")
    ),
    Category.SPECIALIST: Sentence(gettext_noop("Specialist and scarce posts: open hiring in a wide range.")),
    Category.UNSET: Sentence(gettext_noop("State the sort of post to be told which method fits.")),
}
"""Why these methods fit."""

CATEGORY_LABELS: dict[Category, str] = {
    Category.CHIEF: gettext_noop("Chief post"),
    Category.DEPUTY: gettext_noop("Deputy post"),
    Category.MIDDLE: gettext_noop("Middle-level post"),
    Category.GRASSROOTS: gettext_noop("Grass-roots party team"),
    Category.SPECIALIST: gettext_noop("Specialist post"),
    Category.UNSET: gettext_noop("Not stated"),
}
"""What each sort of post is called."""


@dataclass(frozen=True)
class Advice:
    """How strongly competition is asked for, with the rules that say so, and the methods that fit, best first."""

    need: Need
    reasons: tuple[Sentence, ...]
    methods: tuple[Method, ...]
    why: Sentence


def advise(*, category: Category, triggers: Iterable[Trigger] = ()) -> Advice:
    """Return the advice for a post; the strongest rule that applies decides, all that apply are named."""
    given = set(triggers)
    applying = [RULES[trigger] for trigger in Trigger if trigger in given]
    order = list(Need)
    need = min((rule[0] for rule in applying), key=order.index, default=Need.MAY)
    reasons = tuple(sentence for _, sentence in applying) or (NO_RULE,)
    return Advice(need, reasons, METHODS[category], WHY[category])


def departures(advice: Advice, *, method: Method | None) -> list[Sentence]:
    """Return what a choice sets aside: no competition at all (`method` None) or another method than advised.

    Each needs a recorded reason. `custom` sets nothing aside: its stages are the unit's own.
    """
    if method is None:
        if advice.need is Need.MAY:
            return []
        return [Sentence(gettext_noop("There is no competition although a rule asks for it: %(rule)s"), {"rule": r})
                for r in advice.reasons]  # fmt: skip
    if not advice.methods or method in advice.methods or method is Method.CUSTOM:
        return []
    facts = {"method": Sentence(METHOD_LABELS[method]), "advised": Sentence(METHOD_LABELS[advice.methods[0]])}
    return [
        Sentence(
            gettext_noop("The method is “%(method)s”; for this sort of post “%(advised)s” is advised."), facts
        )
    ]
