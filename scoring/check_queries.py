"""Reading checks: who is asked about, what was answered, how much of it, and when an organ's time is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from campaigns.lifecycle import StageState
from campaigns.models import Seat, Stage
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import JointAppraisal, Organ, Silence
from campaigns.workdays import Calendar, MissingYear
from candidates.models import Application
from oversight.ledger import Actor
from oversight.models import Entry
from oversight.words import Sentence
from scoring import codes
from scoring.check_places import Place, places_of
from scoring.models import Check, Leave
from scoring.queries import entrants_of, opened_on


def asked_about(stage: Stage) -> QuerySet[Application]:
    """Return the entrants of a stage who have not left it."""
    left = Leave.objects.filter(stage=stage, application=OuterRef("pk"))
    return entrants_of(stage).filter(~Exists(left))


def checks_of(stage: Stage, people: Iterable[Application]) -> list[Check]:
    """Return the checks about these people in a stage, in their order."""
    return list(
        Check.objects.filter(stage=stage, application__in=list(people)).order_by("item", "number", "id")
    )


def count_of(stage: Stage) -> int:
    """Return how many answers a stage has."""
    return Check.objects.filter(stage=stage).count()


@dataclass(frozen=True)
class Progress:
    """How many answers a stage has of how many, by column: answered[i] belongs to places[i]."""

    people: int
    places: Sequence[Place]
    answered: Sequence[int]

    @property
    def given(self) -> int:
        """Return how many of the answers that everybody needs are there."""
        return sum(n for place, n in zip(self.places, self.answered, strict=True) if place.expected)

    @property
    def expected(self) -> int:
        """Return how many answers are needed."""
        return self.people * sum(place.expected for place in self.places)

    @property
    def complete(self) -> bool:
        """Say whether everybody has every answer that is needed."""
        return self.given == self.expected

    def of(self, source: str) -> int:
        """Return how many people one source has answered for."""
        return sum(n for place, n in zip(self.places, self.answered, strict=True) if place.source == source)


def progress_of(stage: Stage, rules: Rules) -> Progress:
    """Count the answers of a stage about those who stand in it: two queries and what tells who they are."""
    places = places_of(rules)
    people = asked_about(stage)
    inside = people.filter(pk=OuterRef("application")).order_by()
    rows = Check.objects.filter(Exists(inside), stage=stage, number=1).values_list("item", "source")
    counted = {(item, source): n for item, source, n in rows.annotate(n=Count("id")).order_by()}
    answered = [
        sum(n for (item, by), n in counted.items() if item == place.item and place.source in ("", by))
        for place in places
    ]
    return Progress(people.count(), places, answered)


def is_secret(rules: Rules, progress: Progress, state: str) -> bool:
    """Say whether the answers are still kept from everybody but who gave them: organs do not see each other's."""
    return isinstance(rules, JointAppraisal) and state == StageState.OPEN and not progress.complete


@dataclass(frozen=True)
class OrganState:
    """How far an organ is: answers given of how many, until when; `unknown` where a year has no calendar."""

    organ: Organ
    title: str
    answered: int
    expected: int
    due: date | None = None
    unknown: Sentence | None = None

    @property
    def missing(self) -> bool:
        """Say whether an answer is missing."""
        return self.answered < self.expected

    @property
    def overdue(self) -> bool:
        """Say whether the organ's days have run and an answer is missing."""
        return self.missing and self.due is not None and timezone.localdate() > self.due

    @property
    def consents(self) -> bool:
        """Say whether the organ's silence may be taken for consent now."""
        return self.overdue and self.organ.silence is Silence.CONSENT


def organ_states(
    stage: Stage, rules: JointAppraisal, progress: Progress, calendar: Calendar
) -> list[OrganState]:
    """Return how far each organ is; days are counted from the day on which the stage was opened."""
    since = opened_on(stage)
    found = []
    for organ in rules.organs:
        due, unknown = None, None
        try:
            due = calendar.add_working_days(since, organ.days) if since else None
        except MissingYear as missing:
            unknown = missing.sentence
        title = organ.title or organ.key
        found.append(OrganState(organ, title, progress.of(organ.key), progress.people, due, unknown))
    return found


def organs_held(stage: Stage, by: Actor) -> list[str]:
    """Return the keys of the organs for which a person answers now."""
    now = timezone.now()
    seats = Seat.objects.filter(
        campaign_id=stage.campaign_id, user_id=by.user_id or 0, role=by.role, since__lte=now
    )
    return list(
        seats.exclude(until__lte=now).exclude(scope="").order_by("scope").values_list("scope", flat=True)
    )


def signed_at(stage: Stage, organ: str) -> datetime | None:
    """Return when an organ signed its answers last, None where it has not."""
    entries = Entry.objects.filter(
        log__name=stage.campaign.log, subject=stage.subject, code=str(codes.APPRAISAL_SIGNED)
    )
    own = (entry for entry in entries.order_by("-seq") if entry.content["facts"]["organ"] == organ)
    return next((entry.at for entry in own), None)
