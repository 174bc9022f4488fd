"""What the tests of scoring's doors have in common."""

import pytest


@pytest.fixture
def as_role(client, cast):
    """Return `as_role(role)`: the client signed in as that person of the cast."""

    def sign_in(role):
        client.force_login(cast[role])
        return client

    return sign_in
