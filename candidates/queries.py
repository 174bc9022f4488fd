"""Reading this floor: applications as staff look for them."""

from django.db.models import Q, QuerySet

from campaigns.models import Campaign
from candidates.models import Application
from candidates.vault import blind_index


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
