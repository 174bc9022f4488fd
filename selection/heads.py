"""The ledger head of the moment, as the foot of every page shows it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from oversight.access import roles_of
from oversight.ledger import SYSTEM_LOG
from oversight.listings import newest_root
from oversight.models import User
from oversight.rights import Right, rights_of


@dataclass(frozen=True)
class ShownHead:
    """A signed head: how many entries, the root in hex, the page about it (empty: for nobody here)."""

    size: int
    root: str
    url: str


def ledger_head(request: HttpRequest) -> ShownHead | None:
    """Return the newest signed head of the campaign at hand, elsewhere of the system: one query.

    The setting FRAME_LEDGER_HEAD names this function. A head tells nothing but its size and root: anybody may
    write it down. The link leads to the heads only where the reader may read that ledger.
    """
    match = request.resolver_match
    kwargs = match.kwargs if match else {}
    name = str(kwargs.get("code") or kwargs.get("name") or SYSTEM_LOG)
    newest = newest_root(name)
    if newest is None:
        return None
    size, root = newest
    user = getattr(request, "user", None)
    reading = Right.READ_SYSTEM_LEDGER if name == SYSTEM_LOG else Right.READ_LEDGER
    inside = (
        isinstance(user, User)
        and request.path.startswith((f"/desk/{name}/", f"/ledger/{name}/"))
        and reading in rights_of(roles_of(user, name))
    )
    return ShownHead(size, root, reverse("ledger_heads", args=[name]) if inside else "")
