"""What everybody may see: announced campaigns, their stages, published notices and the results they print.

Results come out of the facts of published notices and from nowhere else, so nothing is shown before its notice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from campaigns.models import Campaign, Notice, Stage
from campaigns.paper.facts import AMENDMENT, ANNOUNCEMENT, NoticeFacts, from_json
from campaigns.plan.document import read_plan
from campaigns.plan.rules import Plan
from campaigns.queries import public_campaigns, public_notices
from oversight.models import Blob, Head

ANNOUNCED_FIRST = ("inspection", "publicity")
"""Kinds of stage whose notice comes before their result."""
SHOWN_STATES = ("running", "finished", "stopped")


@dataclass(frozen=True)
class Step:
    """A stage as the public sees it: `published` (its result is out), `running` or `waiting`."""

    title: str
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    notice: Notice | None = None


@dataclass(frozen=True)
class Announced:
    """A campaign with what its published notices say."""

    campaign: Campaign
    notices: list[Notice]
    steps: list[Step]
    plan: Plan
    rules: NoticeFacts
    rules_notice: Notice

    @property
    def results(self) -> list[Notice]:
        """Return the notice in force with a list of people for each stage, in the order of the stages."""
        return [step.notice for step in self.steps if step.notice is not None]


def announced_campaigns(*, text: str = "", state: str = "") -> QuerySet[Campaign]:
    """Return the campaigns on the portal, newest first, by words and state."""
    found = public_campaigns()
    if text:
        found = found.filter(
            Q(title__icontains=text)
            | Q(code__icontains=text)
            | Q(organizer__icontains=text)
            | Q(positions__title__icontains=text)
            | Q(positions__unit__icontains=text)
        ).distinct()
    return found.filter(state=state) if state in SHOWN_STATES else found


def found_notices(*, text: str = "", kind: str = "") -> QuerySet[Notice]:
    """Return published notices, newest first, by words and kind, without their facts."""
    found = with_end(public_notices()).filter(_up()).defer("facts")
    if text:
        found = found.filter(
            Q(title__icontains=text) | Q(number__icontains=text) | Q(campaign__title__icontains=text)
        )
    return found.filter(kind=kind) if kind else found


def with_end(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return notices with `last_day`, the ISO date of the last day for which one stands; None for most."""
    return notices.annotate(last_day=Cast(KT("facts__period__last"), TextField()))


def _up() -> Q:
    """Return the condition that a notice has not been taken down after its last day (domain 189)."""
    since = timezone.localdate() - timedelta(days=settings.PUBLICITY_KEPT_DAYS)
    return Q(last_day__isnull=True) | Q(last_day__gte=since.isoformat())


def last_day_of(notice: Notice) -> date | None:
    """Return the last day for which a notice read by `with_end` stands, None where it has none."""
    text: str | None = getattr(notice, "last_day", None)
    return date.fromisoformat(text) if text else None


def taken_down(notice: Notice) -> bool:
    """Say whether a notice read by `with_end` has been taken down: its number and file stay verifiable."""
    last = last_day_of(notice)
    kept = timedelta(days=settings.PUBLICITY_KEPT_DAYS)
    return last is not None and last + kept < timezone.localdate()


def steps_of(campaigns: Iterable[Campaign]) -> dict[int, list[Step]]:
    """Return the steps of each campaign by its key: two queries for all of them."""
    keys = [campaign.pk for campaign in campaigns]
    rows = with_end(public_notices()).filter(campaign__in=keys, stage__isnull=False).defer("facts")
    return _steps(keys, rows)


def _steps(keys: list[int], notices: Iterable[Notice]) -> dict[int, list[Step]]:
    """Return the steps of the campaigns of these keys: a stage's last notice says whether it is out."""
    published: dict[int, Notice] = {}
    for notice in sorted(notices, key=lambda one: (one.run, one.published_at, one.pk)):
        if notice.kind != AMENDMENT and notice.stage_id is not None:
            published[notice.stage_id] = notice
    steps: dict[int, list[Step]] = {key: [] for key in keys}
    for stage in Stage.objects.filter(campaign__in=keys).order_by("campaign_id", "order"):
        out = published.get(stage.pk)
        if out is not None:
            out.stage = stage
        # What announces a stage is not its result: the stage goes on.
        result = out is not None and (stage.kind not in ANNOUNCED_FIRST or stage.state == "sealed")
        state = "published" if result else "waiting" if stage.state == "draft" else "running"
        with_list = None if stage.kind == "announcement" or (out and taken_down(out)) else out
        steps[stage.campaign_id].append(Step(str(stage), state, stage.opens_at, stage.closes_at, with_list))
    return steps


def announced(code: str) -> Announced | None:
    """Return a campaign as its published notices show it, None before its announcement."""
    campaign = public_campaigns().filter(code=code).first()
    if campaign is None:
        return None
    # Campaign and stages are read anyway: joining them to each notice would be the dearest part of the page.
    notices = list(with_end(public_notices(campaign)).select_related(None).defer("facts"))
    for notice in notices:
        notice.campaign = campaign
    rules = next(notice for notice in notices if notice.kind in (ANNOUNCEMENT, AMENDMENT))
    facts = facts_of(rules)
    steps = _steps([campaign.pk], notices)[campaign.pk]
    up = [notice for notice in notices if not taken_down(notice)]
    return Announced(campaign, up, steps, _plan(facts.plan), facts, rules)


def facts_of(notice: Notice) -> NoticeFacts:
    """Return what a published notice says, read once: it is not changed any more, and its hash names it."""
    return _facts(notice.pk, notice.blob)


@lru_cache(maxsize=64)
def _facts(pk: int, sha256: str) -> NoticeFacts:
    return from_json(Notice.objects.values_list("facts", flat=True).get(pk=pk, blob=sha256))


@lru_cache(maxsize=64)
def _plan(document: str) -> Plan:
    return read_plan(document)


def coming_dates(most: int = 8) -> list[Stage]:
    """Return the stages of announced campaigns that open or close next, soonest first."""
    now = timezone.now()
    ahead = Q(opens_at__gte=now) | Q(closes_at__gte=now)
    stages = Stage.objects.filter(ahead, campaign__in=public_campaigns().filter(state="running"))
    found = list(stages.select_related("campaign").order_by("closes_at", "opens_at")[:200])
    return sorted(found, key=next_date)[:most]


def next_date(stage: Stage) -> datetime:
    """Return the next moment of a stage that lies ahead, the last where none does."""
    now = timezone.now()
    moments = [moment for moment in (stage.opens_at, stage.closes_at) if moment is not None]
    return min((moment for moment in moments if moment >= now), default=max(moments))


def published_by_serial(year: int, serial: int) -> Notice | None:
    """Return a published notice by the two figures of its number."""
    return with_end(public_notices()).defer("facts").filter(year=year, serial=serial).first()


def published_by_hash(sha256: str) -> Notice | None:
    """Return the published notice whose file has this hash."""
    return public_notices().defer("facts").filter(blob=sha256).first()


def stored_whole(notice: Notice) -> bool:
    """Say whether the notice's file is there and still has the hash under which it was published."""
    blob = Blob.objects.filter(pk=notice.blob).first()
    return blob is not None and blob.whole


def head_is_signed(notice: Notice) -> bool:
    """Say whether the head printed on the notice is the one that was signed at that size of the ledger."""
    head = Head.objects.filter(log__name=notice.campaign.log, size=notice.head_size or 0).first()
    return head is not None and head.root == notice.head_root
