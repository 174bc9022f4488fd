"""What this floor writes into the ledger: each code with its sentence."""

from oversight.registry import register
from oversight.words import gettext_noop

CAMPAIGN_CREATED = register("campaign.created", gettext_noop("Campaign “%(title)s” was created"))
CAMPAIGN_STOPPED = register("campaign.stopped", gettext_noop("The campaign was stopped"))
CAMPAIGN_FINISHED = register("campaign.finished", gettext_noop("The campaign was finished"))
CAMPAIGN_RESUMED = register("campaign.resumed", gettext_noop("The campaign was taken up again"))
PLAN_EDITED = register("plan.edited", gettext_noop("Plan version %(version)s was edited"))
PLAN_PROPOSED = register(
    "plan.proposed", gettext_noop("Plan version %(version)s was put forward for approval")
)
PLAN_RETURNED = register("plan.returned", gettext_noop("Plan version %(version)s was returned for changes"))
PLAN_FROZEN = register(
    "plan.frozen", gettext_noop("Plan version %(version)s was approved and frozen, digest %(plan)s")
)
PLAN_AMENDED = register(
    "plan.amended", gettext_noop("Plan version %(version)s was approved as an amendment, digest %(plan)s")
)
PLAN_DROPPED = register(
    "plan.dropped", gettext_noop("The draft of plan version %(version)s was dropped, digest %(plan)s")
)
ADVICE_SET_ASIDE = register(
    "advice.set_aside", gettext_noop("The advice on position %(position)s was not followed: %(advice)s")
)
COMPETITION_NOTED = register(
    "competition.noted", gettext_noop("What calls for competition was noted for %(count)s positions")
)
STAGE_OPENED = register("stage.opened", gettext_noop("Stage “%(title)s” was opened"))
STAGE_SCHEDULED = register("stage.scheduled", gettext_noop("The times of stage “%(title)s” were set"))
SEAT_GIVEN = register("seat.given", gettext_noop("%(person)s was given the seat of %(role)s"))
SEAT_ENDED = register("seat.ended", gettext_noop("%(person)s left the seat of %(role)s"))
NOTICE_DRAFTED = register("notice.drafted", gettext_noop("Notice “%(title)s” was drafted"))
NOTICE_NUMBERED = register(
    "notice.numbered", gettext_noop("Notice “%(title)s” received the number %(number)s")
)
NOTICE_DROPPED = register("notice.dropped", gettext_noop("The draft of notice “%(title)s” was dropped"))
NOTICE_SKIPPED = register("notice.skipped", gettext_noop("There will be no notice “%(title)s”"))
NOTICE_PUBLISHED = register("notice.published", gettext_noop("Notice %(number)s “%(title)s” was published"))
CALENDAR_SET = register(
    "calendar.set", gettext_noop("The working calendar of %(year)s was set from %(source)s")
)
