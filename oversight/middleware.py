"""Every request has an id that all of its entries carry; refusals are recorded even after a rollback."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from oversight.access import Refused, record_refusal
from oversight.ledger import request_named


class RequestOnRecord:
    """Name the request; write the refusals that could not be written inside the transaction they broke."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under a name of its own."""
        with request_named(secrets.token_hex(8)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Record a refusal whose transaction is gone."""
        if isinstance(exception, Refused):
            record_refusal(exception)
