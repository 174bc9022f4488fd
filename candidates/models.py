"""Candidates and their applications: data and constraints."""

from django.db import models
from django.db.models import Q

from campaigns.models import Campaign, Position


class Candidate(models.Model):
    """A person. The identity number is stored encrypted; `identity_index` is its keyed hash for look-up."""

    name = models.CharField(max_length=80)
    identity_cipher = models.BinaryField(default=bytes, blank=True)
    identity_index = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unknown is not unique
    gender = models.CharField(max_length=10, blank=True)
    birth_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="candidate_has_a_name"),
            # A constraint and not unique=True: nobody looks for the beginning of a keyed hash.
            models.UniqueConstraint(fields=["identity_index"], name="candidate_is_one_person"),
        ]

    def __str__(self) -> str:
        return self.name


class Application(models.Model):
    """One person's entry for a position. `number` is the id used in files and on notices."""

    # The unique constraints below begin with the campaign: an index of its own would be a third.
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="applications", db_index=False
    )
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    number = models.CharField(max_length=40)
    order = models.PositiveIntegerField()
    standing = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        ordering = ["campaign", "position__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="application_number_is_unique"),
            models.UniqueConstraint(fields=["campaign", "order"], name="application_order_is_unique"),
            models.CheckConstraint(
                condition=Q(standing__in=["", "withdrawn", "disqualified"]),
                name="application_standing_is_known",
            ),
            models.CheckConstraint(
                condition=Q(standing="") | ~Q(reason=""), name="leaving_registration_needs_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number
