"""What this floor writes into the ledger."""

from oversight.registry import register
from oversight.words import gettext_noop

APPLICATION_ENTERED = register(
    "application.entered", gettext_noop("Application %(number)s for %(position)s was entered")
)
APPLICATION_CHANGED = register(
    "application.changed", gettext_noop("Application %(number)s was changed: %(fields)s")
)
APPLICATION_DESCRIBED = register(
    "application.described", gettext_noop("Particulars of application %(number)s were entered: %(fields)s")
)
APPLICATION_LEFT = register("application.left", gettext_noop("Application %(number)s became %(standing)s"))
APPLICATION_RETURNED = register("application.returned", gettext_noop("Application %(number)s was put back"))
APPLICATIONS_IMPORTED = register(
    "import.applied", gettext_noop("%(rows)s rows of %(file)s were imported (%(purpose)s), file %(sha256)s")
)
IDENTITY_READ = register(
    "identity.read", gettext_noop("The identity number of application %(number)s was read")
)
