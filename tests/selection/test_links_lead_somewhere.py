"""No page offers a link that its reader may not follow: the rail, the foot, the timetable, one's own account."""

import pytest
from django.urls import reverse
from lxml import html

from oversight.rights import Role
from tests.rehearsal import carry

PAGES = ("campaign_home", "plan", "plan_times", "positions")


@pytest.mark.parametrize("role", [Role.STAFF, Role.SCORE_CLERK, Role.JUDGE, Role.SUPERVISOR])
def test_every_link_of_a_campaign_opens(client, cast, role) -> None:
    code = carry(cast, "registration", filled="written").code
    client.force_login(cast[role])
    there = {reverse("desk"), reverse("myself"), *(reverse(name, args=[code]) for name in PAGES)}
    links = {href for page in there for href in _links(client.get(page))}
    answers = {href: client.get(href).status_code for href in sorted(links)}
    assert {href: status for href, status in answers.items() if status >= 400} == {}


def _links(page):
    assert page.status_code == 200
    found = html.fromstring(page.content.decode()).xpath("//a/@href")
    return {href.partition("#")[0] for href in found if href.startswith("/") and "sign-out" not in href}
