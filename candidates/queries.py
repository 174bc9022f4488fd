"""Reading this floor: applications as staff look for them, counts for each position, who is there already."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from campaigns.models import Campaign, PlanVersion, Stage
from campaigns.plan.document import stored_plan
from campaigns.plan.rules import Plan, Registration
from candidates.bulk import rows_among
from candidates.identity import mask_identity
from candidates.models import Application, Candidate
from candidates.vault import blind_index, bring_out


def applications_of(
    campaign: Campaign, *, text: str = "", position: str = "", standing: str = ""
) -> QuerySet[Application]:
    """Return a campaign's applications, by number, name or a whole identity number, by position and standing."""
    found = Application.objects.filter(campaign=campaign).select_related("candidate", "position")
    if text:
        found = found.filter(
            Q(number__icontains=text)
            | Q(candidate__name__icontains=text)
            | Q(candidate__identity_index=blind_index(text))
        )
    if position:
        found = found.filter(position__code=position)
    if standing == "standing":
        found = found.filter(standing="")
    elif standing:
        found = found.filter(standing=standing)
    return found


def plan_in_force(campaign: Campaign) -> Plan | None:
    """Return the frozen plan, None before there is one."""
    version = campaign.plans.filter(state=PlanVersion.State.FROZEN).first()
    return stored_plan(version.document) if version else None


def registration_of(campaign: Campaign) -> Stage | None:
    """Return the stage in which applications are entered: the registration, else the first with entrants."""
    stages = list(campaign.stages.exclude(kind="announcement").order_by("order"))
    return next((stage for stage in stages if stage.kind == "registration"), stages[0] if stages else None)


def registration_rules(plan: Plan) -> Registration | None:
    """Return the rules of the registration, None in a plan without one."""
    return next((rules for rules in plan.stages if isinstance(rules, Registration)), None)


def positions_with_counts(campaign: Campaign) -> QuerySet[Any]:
    """Return the positions in plan order with `total`, `standing`, `withdrawn` and `disqualified` applications."""

    def counted(standing: str) -> Count:
        return Count("applications", filter=Q(applications__standing=standing))

    return campaign.positions.order_by("order").annotate(
        total=Count("applications"),
        standing=counted(""),
        withdrawn=counted("withdrawn"),
        disqualified=counted("disqualified"),
    )


def masked_identity(candidate: Candidate) -> str:
    """Return the identity number with its middle covered, empty where there is none."""
    return mask_identity(bring_out(bytes(candidate.identity_cipher)))


def numbers_taken(campaign: Campaign, numbers: Sequence[str]) -> set[str]:
    """Return which of these numbers stand in the campaign already."""
    sql = "SELECT number FROM candidates_application WHERE number AMONG AND campaign_id = %s"
    return {number for (number,) in rows_among(sql, numbers, campaign.pk)}


def people_there(campaign: Campaign, indexes: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return (number, position code) of the standing applications of each of these people, by blind index."""
    sql = (
        "SELECT c.identity_index, a.number, p.code FROM candidates_application a"
        " JOIN candidates_candidate c ON c.id = a.candidate_id JOIN campaigns_position p ON p.id = a.position_id"
        " WHERE c.identity_index AMONG AND a.campaign_id = %s AND a.standing <> 'withdrawn' ORDER BY a.\"order\""
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for index, number, code in rows_among(sql, [index for index in indexes if index], campaign.pk):
        found.setdefault(index, []).append((number, code))
    return found


def people_known(indexes: Iterable[str]) -> dict[str, int]:
    """Return the primary key of each of these people who is known here, by blind index."""
    sql = "SELECT identity_index, id FROM candidates_candidate WHERE identity_index AMONG"
    return dict(rows_among(sql, [index for index in indexes if index]))
