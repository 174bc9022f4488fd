"""Evidence and outcomes: marks, leaves, ballots, runs and their placings."""

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

    # The assessor says which stage it is of. The unique constraint serves the reads of a stage and of its people: both
    # go through its assessors, who are few.
    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="marks", db_index=False)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="marks", db_index=False
    )
    criterion = models.IntegerField(default=0)
    state = models.SmallIntegerField(default=0)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessor", "application", "criterion"], name="mark_is_given_once"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="mark_is_not_negative"),
            models.CheckConstraint(condition=Q(state__in=[0, 1, 2]), name="mark_state_is_known"),
            models.CheckConstraint(condition=Q(state=0) | Q(value=0), name="missing_mark_has_no_value"),
        ]


class Leave(models.Model):
    """Somebody left after a stage's result: withdrawn or disqualified, with the reason."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="leaves")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="leaves")
    standing = models.CharField(max_length=12)
    reason = models.TextField()

    class Meta:
        ordering = ["stage", "application__position__order", "application__order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "application"], name="one_leave_a_person_and_stage"),
            models.CheckConstraint(
                condition=Q(standing__in=["withdrawn", "disqualified"]), name="leave_standing_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="leave_has_a_reason"),
        ]


class Check(models.Model):
    """An answer about an entrant, by a person or an organ, with a note and perhaps a document.

    `source` is who answers, `item` about what, `number` tells repeated ones apart, `day` when it happened;
    which of them a kind uses, and its answers, say `scoring.core.checks.FORMS`. `document` is a stored blob.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="checks")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    source = models.CharField(max_length=60, blank=True)
    item = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField(default=1)
    answer = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    day = models.DateField(null=True)
    document = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["stage", "application__position__order", "application__order", "item", "source", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "application", "source", "item", "number"], name="a_check_is_answered_once"
            ),
            models.CheckConstraint(condition=~Q(answer=""), name="check_has_an_answer"),
        ]


class Meeting(models.Model):
    """A meeting of a stage at which was voted, assessed or deliberated; `key` is its round, group or ballot.

    `absent` and `recused` hold a name a line (recused: name, a space, about whom); `tellers` those who counted,
    `confirmed` those of them who have signed the count whose digest is `counted`.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="meetings")
    key = models.CharField(max_length=40, blank=True)
    held_on = models.DateField()
    place = models.CharField(max_length=100, blank=True)
    chair = models.CharField(max_length=100)
    recorder = models.CharField(max_length=100, blank=True)
    due = models.PositiveIntegerField(null=True)
    present = models.PositiveIntegerField(null=True)
    absent = models.TextField(blank=True)
    recused = models.TextField(blank=True)
    tellers = models.CharField(max_length=200, blank=True)
    scrutineers = models.CharField(max_length=200, blank=True)
    confirmed = models.CharField(max_length=200, blank=True)
    counted = models.CharField(max_length=64, blank=True)
    minutes = models.TextField(blank=True)

    class Meta:
        ordering = ["stage", "held_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "key"], name="one_meeting_a_round_group_or_ballot"),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(due__isnull=True) | Q(present__lte=F("due")),
                name="no_more_present_than_due",
            ),
        ]


class Attachment(models.Model):
    """A scan or document attached to a stage; `subject` is what in it: `round:wide`, `application:A001` or empty."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="attachments")
    subject = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    blob = models.CharField(max_length=64)
    media = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["stage", "id"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "subject", "blob"], name="a_document_is_attached_once"),
        ]


class Reentry(models.Model):
    """A value typed a second time by another person (二次录入); `place` names the cell, `value` is what was typed."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="reentries")
    place = models.CharField(max_length=160)
    value = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["stage", "place"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "place"], name="a_value_is_typed_again_once"),
        ]


class Lock(models.Model):
    """A second person locked a stage's evidence, typed twice and equal: its digest, who and when."""

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="lock")
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)


class Approval(models.Model):
    """Somebody approved that a stage goes on in a position without its difference, with the reason."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="approvals")
    position = models.ForeignKey("campaigns.Position", on_delete=models.PROTECT, related_name="approvals")
    entrants = models.PositiveIntegerField()
    required = models.PositiveIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["stage", "position__order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "position"], name="one_approval_a_stage_and_position"),
            models.CheckConstraint(condition=~Q(reason=""), name="approval_has_a_reason"),
        ]


class Turnout(models.Model):
    """Ballots of a group or a round, `key` being its place in the plan: issued, returned, void."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="turnouts")
    key = models.PositiveSmallIntegerField()
    issued = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    void = models.PositiveIntegerField()

    class Meta:
        ordering = ["stage", "key"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "key"], name="one_turnout_a_group_or_round"),
            models.CheckConstraint(
                condition=Q(returned__lte=F("issued")), name="no_more_ballots_return_than_issued"
            ),
            models.CheckConstraint(
                condition=Q(void__lte=F("returned")), name="no_more_void_ballots_than_returned"
            ),
        ]


class Count(models.Model):
    """How many ballots of a group, or of a vote's ballot, chose an option about an entrant; see core.values.Counts."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="counts")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="counts")
    key = models.PositiveSmallIntegerField()
    option = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "application", "key", "option"], name="an_option_is_counted_once"
            ),
            models.CheckConstraint(condition=Q(count__gte=0), name="count_is_not_negative"),
        ]


class Ballot(models.Model):
    """One ballot paper of a round. A signed one holds its voter; an anonymous one holds neither voter nor time."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="ballots")
    round = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40)
    voter = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["stage", "round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "round", "label"], name="ballot_is_numbered_once_a_round"
            ),
            models.UniqueConstraint(
                fields=["stage", "round", "voter"],
                condition=~Q(voter=""),
                name="a_voter_has_one_ballot_a_round",
            ),
            models.CheckConstraint(condition=~Q(label=""), name="ballot_has_a_number"),
        ]


class Choice(models.Model):
    """A name on a ballot paper; `factor` its place in the plan, -1 for a name of the round itself.

    Without a name it is a factor's line left blank; a paper without any choice is a blank one.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="choices")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="choices")
    factor = models.SmallIntegerField(default=-1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "application", "factor"], name="a_name_stands_once_on_a_ballot"
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(factor__gte=0),
                name="a_choice_names_or_leaves_a_factor",
            ),
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
    departure = models.TextField(blank=True)  # why people were elected who do not come first by score
    plan = models.ForeignKey("campaigns.PlanVersion", on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    evidence_digest = models.CharField(max_length=64)
    checks_digest = models.CharField(max_length=64)
    turnout_digest = models.CharField(max_length=64, blank=True)
    answers_digest = models.CharField(max_length=64, blank=True)
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

    # Both unique constraints begin with the outcome.
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="placings", db_index=False)
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
