"""Handing over an application, or refusing."""

from campaigns.access import AnyUser, access_campaign
from candidates.models import Application
from oversight.access import refuse
from oversight.ledger import Actor
from oversight.rights import Right


def access_application(user: AnyUser, code: str, number: str, *, to: Right) -> tuple[Application, Actor]:
    """Return an application of a campaign and the actor, or raise Refused."""
    campaign, actor = access_campaign(user, code, to=to)
    application = (
        Application.objects.filter(campaign=campaign, number=number)
        .select_related("candidate", "position")
        .first()
    )
    if application is None:
        refuse(user, to=to, subject=f"application:{number}", log=campaign.log)
    application.campaign = campaign
    return application, actor
