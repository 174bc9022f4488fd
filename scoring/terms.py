"""What follows an appointment: terms of contract, probation and its end, who steps in, the reserve list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from campaigns.models import Campaign, Stage
from campaigns.plan.rules_later import Appointment
from candidates.models import Application
from scoring.check_queries import asked_about, checks_of
from scoring.collect import plan_in_force
from scoring.core.checks import Answer
from scoring.models import Check, Outcome, Placing
from scoring.months import months_after

REMIND = timedelta(days=30)
"""How long before its end a probation is put on the desk."""


@dataclass(frozen=True)
class Term:
    """One person's appointment: the decision, the contract's last day, the probation's, and how it went."""

    person: Application
    decision: Check | None = None
    contract_until: date | None = None
    probation_until: date | None = None
    trials: Sequence[Check] = ()

    @property
    def appointed(self) -> bool:
        """Say whether the person was appointed."""
        return self.decision is not None and self.decision.answer == Answer.APPOINTED

    @property
    def declined(self) -> bool:
        """Say whether the winner declined."""
        return self.decision is not None and self.decision.answer == Answer.DECLINED

    @property
    def finished(self) -> bool:
        """Say whether the probation was confirmed or ended by a removal."""
        return any(trial.answer in (Answer.CONFIRMED, Answer.REMOVED) for trial in self.trials)

    @property
    def state(self) -> str:
        """Return the state of the probation as badges know it, empty where there is none."""
        if not self.appointed or self.probation_until is None:
            return ""
        if self.finished:
            return "complete"
        today = timezone.localdate()
        if today > self.probation_until:
            return "overdue"
        return "due" if self.probation_until - today <= REMIND else "running"


def terms_of(stage: Stage, rules: Appointment) -> list[Term]:
    """Return the terms of everybody in an appointment, in their order."""
    people = list(asked_about(stage))
    checks = checks_of(stage, people)
    return [_term(rules, person, [c for c in checks if c.application_id == person.pk]) for person in people]


def _term(rules: Appointment, person: Application, checks: Sequence[Check]) -> Term:
    decision = next((check for check in checks if check.item == "decision"), None)
    trials = [check for check in checks if check.item == "trial"]
    if decision is None or decision.answer != Answer.APPOINTED or decision.day is None:
        return Term(person, decision, trials=trials)
    contract = months_after(decision.day, rules.contract_months) if rules.contract_months else None
    probation = None
    if not rules.elective and rules.probation_months:
        longer = any(trial.answer == Answer.EXTENDED for trial in trials)
        months = rules.probation_months + (rules.extension_months if longer else 0)
        probation = months_after(decision.day, months)
    return Term(person, decision, contract, probation, trials)


def stages_of_reserve(stage: Stage, people: Sequence[Application]) -> dict[int, Stage]:
    """Return for each person the latest earlier stage with a reserve for his position in which he stands: one query.

    People without such a stage are left out.
    """
    if not people:
        return {}
    reserves = _in_force(stage.campaign).filter(
        standing="reserve",
        outcome__stage__order__lt=stage.order,
        application__position__in={person.position_id for person in people},
    )
    keys = [person.pk for person in people]
    pairs = reserves.filter(outcome__placings__application__in=keys).values_list(
        "outcome__stage", "application__position", "outcome__placings__application"
    )
    places = {person.pk: person.position_id for person in people}
    order = {one.pk: one for one in stage.campaign.stages.order_by("order")}
    found: dict[int, Stage] = {}
    for stage_id, position_id, application_id in pairs:
        known = found.get(application_id)
        if places.get(application_id) == position_id and (
            known is None or known.order < order[stage_id].order
        ):
            found[application_id] = order[stage_id]
    return found


def _in_force(campaign: Campaign) -> QuerySet[Placing]:
    runs = Placing.objects.filter(outcome__stage__campaign=campaign)
    return runs.exclude(outcome__state=Outcome.State.SUPERSEDED)


@dataclass(frozen=True)
class Reserved:
    """A runner-up: whether he was asked, what he said on which day, until when he stays on the list."""

    person: Application
    check: Check | None
    until: date | None

    @property
    def listed(self) -> bool:
        """Say whether the person stands on the list."""
        return self.check is not None and self.check.answer == Answer.CONSENTED

    @property
    def expired(self) -> bool:
        """Say whether the time on the list is over."""
        return self.listed and self.until is not None and self.until < timezone.localdate()


class Reserve:
    """The reserve list of an appointment: who consented, and the runners-up who were not asked."""

    def __init__(self, stage: Stage):
        self.stage = stage
        self.rules = plan_in_force(stage)[1].stage(stage.key)

    @property
    def months(self) -> int | None:
        """Return how long people stay on the list, None where the plan keeps none."""
        return self.rules.reserve_months if isinstance(self.rules, Appointment) else None

    @cached_property
    def everybody(self) -> list[Reserved]:
        """Return the runners-up and everybody who was asked, by position."""
        checks = Check.objects.filter(stage=self.stage, item="reserve")
        asked = {check.application_id: check for check in checks}
        people = Application.objects.filter(pk__in=[*asked, *self._runners_up()])
        ordered = people.select_related("candidate", "position").order_by("position__order", "order")
        return [self._reserved(person, asked.get(person.pk)) for person in ordered]

    def _reserved(self, person: Application, check: Check | None) -> Reserved:
        until = months_after(check.day, self.months) if check and check.day and self.months else None
        return Reserved(person, check, until)

    def _runners_up(self) -> Iterable[int]:
        """Return who stood in the last stage that left somebody out, and did not go on."""
        earlier = _in_force(self.stage.campaign).filter(outcome__stage__order__lt=self.stage.order)
        left = earlier.filter(standing__in=["reserve", "eliminated"])
        last = left.order_by("-outcome__stage__order").values_list("outcome", flat=True).first()
        if last is None:
            return []
        return left.filter(outcome=last).values_list("application", flat=True)


def probations_due(campaigns: Iterable[Campaign]) -> list[tuple[Stage, Term]]:
    """Return the probations of running campaigns that end soon or have ended without a word."""
    kinds = Stage.objects.filter(campaign__in=list(campaigns), kind="appointment")
    stages = kinds.exclude(state__in=["draft"]).select_related("campaign")
    found = []
    for stage in stages.order_by("campaign", "order"):
        rules = plan_in_force(stage)[1].stage(stage.key)
        if isinstance(rules, Appointment):
            found += [(stage, term) for term in terms_of(stage, rules) if term.state in ("due", "overdue")]
    return found
