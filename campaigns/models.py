"""Campaigns, their plans, positions, stages, seats, notices, and the working calendar: data and constraints."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from campaigns import lifecycle
from campaigns.paper.wording import KINDS
from oversight.rights import Role


class Campaign(models.Model):
    """One selection. Its rules are the plan version in force; positions and stages are laid out from it."""

    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    method = models.CharField(max_length=40)
    organizer = models.CharField(max_length=200, blank=True)
    reference_date = models.DateField(null=True)
    state = models.CharField(max_length=12, default="draft")
    folder_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in lifecycle.CampaignState]),
                name="campaign_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def log(self) -> str:
        """Return the name of this campaign's ledger."""
        return self.code


class PlanVersion(models.Model):
    """One version of a campaign's plan: the TOML document and, once frozen, its digest."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PROPOSED = "proposed"
        FROZEN = "frozen"
        SUPERSEDED = "superseded"
        DROPPED = "dropped"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="plan_version_number_is_unique"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state="frozen"), name="one_plan_in_force_a_campaign"
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state__in=["draft", "proposed"]),
                name="one_plan_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="plan_is_approved_by_a_second_person",
            ),
        ]

    @property
    def badge(self) -> str:
        """Return the name of the state as badges know it: a draft is being worked on, not merely not begun."""
        return "drafting" if self.state == self.State.DRAFT else self.state


class Position(models.Model):
    """A post of the plan in force; `openings` as announced or amended."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="positions")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=20, blank=True)
    openings = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    competition = models.CharField(max_length=20, blank=True)
    advice_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["campaign", "order"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="position_code_is_unique_in_campaign"),
            models.CheckConstraint(condition=Q(openings__gte=1), name="position_has_an_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Stage(models.Model):
    """A step of a campaign. `state` is written by `campaigns.actions.stages.move_stage` alone.

    `run` is the number of the run being prepared or in force, with the digests of its evidence file, of its
    checks file and of the same evidence as columns; they are empty while the evidence is not fixed.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="stages")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=100, blank=True)
    order = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="draft")
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    run = models.PositiveIntegerField(default=0)
    evidence_digest = models.CharField(max_length=64, blank=True)
    checks_digest = models.CharField(max_length=64, blank=True)
    columns_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["campaign", "order"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="stage_key_is_unique_in_campaign"),
            models.UniqueConstraint(fields=["campaign", "order"], name="stage_order_is_unique_in_campaign"),
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in lifecycle.StageState]), name="stage_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title or KINDS.get(self.kind, self.key)

    @property
    def subject(self) -> str:
        """Return the name under which the ledger knows this stage."""
        return f"stage:{self.key}"


class Seat(models.Model):
    """A person's role in one campaign, from when to when; `scope` is the organ that an organ reviewer answers for."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=30, choices=[(str(r), str(r)) for r in Role])
    scope = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["campaign", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user", "role", "scope"],
                condition=Q(until__isnull=True),
                name="one_open_seat_a_role",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="seat_ends_after_it_begins"
            ),
        ]


class NoticeCounter(models.Model):
    """The last document number given out in a year; a row lock on it keeps the numbers without holes."""

    year = models.PositiveIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class Notice(models.Model):
    """A public document: facts first, then a number and bytes, stored once under their hash.

    A skipped one is none: it keeps the reason why there is none.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        NUMBERED = "numbered"
        PUBLISHED = "published"
        SKIPPED = "skipped"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="notices")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="notices")
    kind = models.CharField(max_length=40)
    run = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    facts = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    year = models.PositiveIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=80, blank=True)
    blob = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    head_size = models.PositiveBigIntegerField(null=True)
    head_root = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["campaign", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="notice_number_is_given_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(serial__isnull=False) & ~Q(blob="")),
                name="published_notice_has_number_and_bytes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class CalendarYear(models.Model):
    """A year of the working calendar and the State Council notice it rests on."""

    year = models.PositiveIntegerField(unique=True)
    source = models.CharField(max_length=120, blank=True)


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday off work, or a weekend worked instead (调休)."""

    year = models.ForeignKey(CalendarYear, on_delete=models.PROTECT, related_name="days")
    day = models.DateField(unique=True)
    working = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["day"]
