"""Every request has an id that all of its entries carry; refusals are recorded even after a rollback.

A request that only reads asks once for the roles of who asks; one that acts asks each time.
"""

import secrets
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse

from oversight.access import Refused, record_refusal, roles_read_once
from oversight.ledger import request_named

READING = ("GET", "HEAD")


class RequestOnRecord:
    """Name the request; write the refusals that could not be written inside the transaction they broke."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under a name of its own."""
        roles = roles_read_once() if request.method in READING else nullcontext()
        with request_named(secrets.token_hex(8)), roles:
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Record a refusal whose transaction is gone."""
        if isinstance(exception, Refused):
            record_refusal(exception)
