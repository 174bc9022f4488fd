"""`manage.py demo`: load the demonstration campaigns and print the accounts, one a role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from oversight.rights import Role
from oversight.say import say, say_role
from selection.demonstration import ORGANS, PASSWORD, PEOPLE, load


class Command(BaseCommand):
    """Safe to repeat: what is there is left alone."""

    help = "Load the demonstration campaigns and print the demonstration accounts"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print; refused in production."""
        if settings.PRODUCTION:
            raise CommandError(gettext("Demonstration accounts have no place in production."))
        load(lambda sentence: self.stderr.write(say(sentence)))
        self.stdout.write(gettext("Demonstration accounts (password %(password)s):") % {"password": PASSWORD})
        for role, (username, name) in PEOPLE.items():
            self.stdout.write(f"  {username:<12}{say_role(role)}  {name}")
        for username, name in ORGANS.values():
            self.stdout.write(f"  {username:<12}{say_role(Role.ORGAN_REVIEWER)}  {name}")
