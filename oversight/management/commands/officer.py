"""Appoint the first officers of a new installation."""

import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from oversight.actions import Declined, appoint_first, create_user
from oversight.ledger import SYSTEM
from oversight.models import User
from oversight.rights import SYSTEM_ROLES, Role
from oversight.say import say, say_role


class Command(BaseCommand):
    """`officer USERNAME ROLE`: works once for each office; later ones are granted in the browser."""

    help = "Appoint the first holder of an office; the account is created if there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("username")
        parser.add_argument("role", choices=sorted(str(role) for role in SYSTEM_ROLES))
        parser.add_argument("--name", default="", help="The person's name, for a new account.")
        parser.add_argument("--password-stdin", action="store_true", help="Read the password from there.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account where needed and appoint it; a made-up password is shown this once."""
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else ""
        shown = "" if password else secrets.token_urlsafe(15)
        role = Role(options["role"])
        with transaction.atomic():
            user = User.objects.filter(username=options["username"]).first()
            if user is not None:
                shown = ""
            else:
                name = options["name"] or options["username"]
                user = create_user(
                    username=options["username"], name=name, password=password or shown, by=SYSTEM
                )
            try:
                appoint_first(user_id=user.pk, role=role)
            except Declined as declined:
                raise CommandError(say(declined.sentence)) from None
        appointed = _("%(username)s is %(role)s now.")
        self.stdout.write(appointed % {"username": user.username, "role": say_role(role)})
        if shown:
            self.stdout.write(_("Password, shown this once: %(password)s") % {"password": shown})
