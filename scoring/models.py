"""Evidence and outcomes: marks, leaves, runs and their placings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from campaigns.models import Stage
from candidates.models import Application
from oversight.models import Job


class Assessor(models.Model):
    """Who gives marks in a stage: a judge's seat in a room. A written exam has one with empty labels."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="assessors")
    room = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["stage", "id"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "room", "label"], name="assessor_is_unique_in_room")
        ]


class Mark(models.Model):
    """One mark: an assessor, an entrant, a criterion (paper or part by its place in the plan).

    `value` is in micro-points; `state` 0 given, 1 absent, 2 misconduct (value 0 then).
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="marks")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="marks")
    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="marks")
    criterion = models.IntegerField(default=0)
    state = models.SmallIntegerField(default=0)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "assessor", "criterion"], name="mark_is_given_once"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="mark_is_not_negative"),
            models.CheckConstraint(condition=Q(state__in=[0, 1, 2]), name="mark_state_is_known"),
            models.CheckConstraint(condition=Q(state=0) | Q(value=0), name="missing_mark_has_no_value"),
        ]


class Check(models.Model):
    """Somebody left after a stage's result: withdrawn or disqualified, with the reason."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="checks")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    standing = models.CharField(max_length=12)
    reason = models.TextField()

    class Meta:
        ordering = ["stage", "application__position__order", "application__order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "application"], name="one_check_a_person_and_stage"),
            models.CheckConstraint(
                condition=Q(standing__in=["withdrawn", "disqualified"]), name="check_standing_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="check_has_a_reason"),
        ]


class Outcome(models.Model):
    """A numbered run of a stage's decision. Never edited: a correction is the next run."""

    class State(models.TextChoices):
        DECIDED = "decided"
        SEALED = "sealed"
        SUPERSEDED = "superseded"

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="outcomes")
    run = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DECIDED)
    reason = models.TextField(blank=True)
    plan = models.ForeignKey("campaigns.PlanVersion", on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    evidence_digest = models.CharField(max_length=64)
    checks_digest = models.CharField(max_length=64)
    input_digest = models.CharField(max_length=64)
    rules_digest = models.CharField(max_length=64)
    outcome_digest = models.CharField(max_length=64)
    digits = models.PositiveSmallIntegerField(default=2)
    facts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["stage", "run"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "run"], name="outcome_run_is_numbered_once"),
            models.UniqueConstraint(
                fields=["stage"], condition=~Q(state="superseded"), name="one_outcome_in_force_a_stage"
            ),
            models.CheckConstraint(
                condition=Q(sealed_by__isnull=True) | ~Q(sealed_by=F("decided_by")),
                name="outcome_is_sealed_by_a_second_person",
            ),
        ]


class Placing(models.Model):
    """One entrant's line in an outcome. `score` in micro-points, `exact` num/den where the score is rounded for print.

    `line` is the place in the printed order; `detail` is what the reason names (for instance why somebody left).
    """

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="placings")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="placings")
    line = models.PositiveIntegerField()
    score = models.BigIntegerField(null=True)
    exact = models.TextField(blank=True)
    rank = models.PositiveIntegerField(null=True)
    standing = models.CharField(max_length=12)
    reason = models.SmallIntegerField()
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["outcome", "line"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "application"], name="one_placing_a_person_and_run"),
            models.UniqueConstraint(fields=["outcome", "line"], name="placing_line_is_unique"),
            models.CheckConstraint(
                condition=Q(
                    standing__in=[
                        "advanced",
                        "reserve",
                        "eliminated",
                        "absent",
                        "disqualified",
                        "withdrawn",
                        "vetoed",
                    ]
                ),
                name="placing_standing_is_known",
            ),
        ]
