"""`manage.py reconcile [CODE …]`: compare what is stored with evidence and ledger (对账)."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from campaigns.models import Campaign
from oversight.ledger import SYSTEM
from oversight.say import say
from oversight.words import gettext_noop
from scoring.actions.reconcile import reconcile

DIFFERS = 2


class Command(BaseCommand):
    """Exit codes: 0 everything agrees, 1 misuse, 2 something differs."""

    help = gettext_noop("Rebuild every outcome from its evidence and compare it with what is stored")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the codes of the campaigns; none means all."""
        parser.add_argument("codes", nargs="*")

    def handle(self, *args: Any, codes: list[str], **options: Any) -> None:
        """Check, print what differs, and leave with the code that says so."""
        campaigns = list(Campaign.objects.filter(code__in=codes) if codes else Campaign.objects.all())
        if missing := sorted(set(codes) - {campaign.code for campaign in campaigns}):
            raise CommandError(gettext("There is no campaign %(code)s.") % {"code": ", ".join(missing)})
        differs = 0
        for campaign in campaigns:
            found = reconcile(campaign_id=campaign.pk, by=SYSTEM)
            differs += len(found)
            for sentence in found:
                self.stderr.write(f"{campaign.code}: {say(sentence)}")
            if not found:
                self.stdout.write(f"{campaign.code}: {gettext('everything agrees')}")
        if differs:
            sys.exit(DIFFERS)
