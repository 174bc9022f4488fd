"""Reading this floor: applications as staff look for them, counts for each position, who is there already."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from campaigns.models import Campaign, PlanVersion, Position, Stage
from campaigns.plan.document import read_plan
from campaigns.plan.rules import Plan, Registration
from candidates.identity import mask_identity
from candidates.models import Application, Candidate
from candidates.vault import blind_index, bring_out

CHUNK = 10_000
"""How many values one query may ask for: databases limit the parameters of a statement."""


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
    return read_plan(version.document) if version else None


def registration_of(campaign: Campaign) -> Stage | None:
    """Return the stage in which applications are entered: the registration, else the first with entrants."""
    stages = list(campaign.stages.exclude(kind="announcement").order_by("order"))
    return next((stage for stage in stages if stage.kind == "registration"), stages[0] if stages else None)


def registration_rules(plan: Plan) -> Registration | None:
    """Return the rules of the registration, None in a plan without one."""
    return next((rules for rules in plan.stages if isinstance(rules, Registration)), None)


def positions_with_counts(campaign: Campaign) -> QuerySet[Position]:
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
    return mask_identity(bring_out(candidate.identity_cipher))


def numbers_taken(campaign: Campaign, numbers: Sequence[str]) -> set[str]:
    """Return which of these numbers stand in the campaign already."""
    there = Application.objects.filter(campaign=campaign)
    return {
        number
        for chunk in chunks(numbers)
        for number in there.filter(number__in=chunk).values_list("number", flat=True)
    }


def people_there(campaign: Campaign, indexes: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return (number, position code) of the standing applications of each of these people, by blind index."""
    found: dict[str, list[tuple[str, str]]] = {}
    there = Application.objects.filter(campaign=campaign).exclude(standing="withdrawn")
    for chunk in chunks([index for index in indexes if index]):
        rows = there.filter(candidate__identity_index__in=chunk)
        for index, number, code in rows.values_list("candidate__identity_index", "number", "position__code"):
            found.setdefault(index, []).append((number, code))
    return found


def chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    """Yield the values in lists short enough for one query."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
