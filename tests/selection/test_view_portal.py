"""The doors of the public portal: what is published, nothing earlier, and what checking a notice says."""

import io
import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from campaigns.models import Campaign, Notice, Stage
from oversight.models import Blob, Entry
from tests.rehearsal import carry, decide, rehearse
from tests.selection.publishing import publish


@pytest.fixture
def announced(cast):
    """A campaign whose announcement is published."""
    campaign = rehearse(cast)
    publish(cast, "announcement")
    return campaign


def text_of(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def address(name, notice):
    return reverse(name, kwargs={"year": notice.year, "serial": notice.serial})


@pytest.fixture(autouse=True)
def _english(client, db):
    client.cookies["django_language"] = "en"


def test_a_campaign_stands_on_the_portal_once_its_announcement_is_published(client, cast) -> None:
    campaign = rehearse(cast)
    public = reverse("campaign_public", args=[campaign.code])
    assert "No selection has been announced yet" in text_of(client.get(reverse("home")))
    assert client.get(public).status_code == 404
    publish(cast, "announcement")
    assert "测试竞岗" in text_of(client.get(reverse("home")))
    page = text_of(client.get(public))
    assert ("一科科长" in page, "No result has been published yet" in page) == (True, True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=测试", True),
        ("q=二科", True),
        ("q=nothing", False),
        ("state=running", True),
        ("state=stopped", False),
    ],
)
def test_the_portal_is_searched_by_words_and_state(client, announced, query, found) -> None:
    page = text_of(client.get(f"{reverse('home')}?{query}"))
    assert ("No selection fits" in page) is not found


def test_no_result_is_shown_before_its_notice(client, cast) -> None:
    campaign = carry(cast, "written")
    publish(cast, "announcement")
    publish(cast, "registration")
    public = reverse("campaign_public", args=[campaign.code])
    before = client.get(public).content.decode()
    assert ("赵一" in before, "90.00" in before) == (True, False)
    assert client.get(f"{public}?stage=written").content.decode().count("90.00") == 0
    publish(cast, "written")
    after = client.get(f"{public}?stage=written&position=P01").content.decode()
    assert re.findall(r"<td>(赵一|钱二|孙三|李四|周五)</td>", after) == ["赵一", "钱二", "孙三", "李四"]
    assert re.findall(r'<td class="num">(\d\d\.\d\d)</td>', after) == ["90.00", "80.00", "70.00", "65.00"]


def test_positions_are_filtered_and_sorted(client, announced) -> None:
    public = reverse("campaign_public", args=[announced.code])
    assert re.findall(r"<td>(P0\d)</td>", client.get(f"{public}?q=二科").content.decode()) == ["P02"]
    assert re.findall(r"<td>(P0\d)</td>", client.get(f"{public}?sort=title").content.decode()) == [
        "P01",
        "P02",
    ]
    assert "No position fits" in text_of(client.get(f"{public}?q=none"))


def test_a_notice_shows_number_hash_and_head(client, cast, announced) -> None:
    notice = Notice.objects.get()
    page = client.get(address("notice", notice))
    assert [word in page.content.decode() for word in (notice.number, notice.blob, notice.head_root)] == [
        True
    ] * 3
    assert "一、选拔职位" in text_of(page)


def test_the_file_is_the_bytes_that_were_hashed(client, announced) -> None:
    notice = Notice.objects.get()
    response = client.get(address("notice_pdf", notice))
    assert response["Content-Type"] == "application/pdf"
    assert response.content == bytes(Blob.objects.get(pk=notice.blob).bytes)


def test_a_draft_is_nobodys_page(client, cast, announced) -> None:
    notice = Notice.objects.get()
    for name in ("notice", "notice_pdf"):
        assert (
            client.get(reverse(name, kwargs={"year": notice.year, "serial": notice.serial + 1})).status_code
            == 404
        )


def check(client, **query):
    answer = client.get(reverse("verify"), query).context["answer"]
    return (answer.good, answer.title)


def test_a_number_is_checked_with_what_the_paper_shows(client, announced) -> None:
    notice = Notice.objects.get()
    number, root, size = notice.number, notice.head_root, notice.head_size
    assert check(client, number=number) == (True, "This notice is genuine")
    assert check(client, number=number, root=root, size=size) == (True, "This notice is genuine")
    assert check(client, number=number, root=f"{root[:8]} {root[8:16]}") == (True, "This notice is genuine")
    other = (False, "The head on the paper is another one")
    assert check(client, number=number, root="0" * 64, size=size) == other
    assert check(client, number=number, root=root, size=size + 1) == other
    assert check(client, number=number, root=root[:8]) == other
    assert check(client, number="组选公告〔1999〕1号") == (False, "No such notice")


def drop(client, data, name="a.pdf"):
    file = io.BytesIO(data)
    file.name = name
    return client.post(reverse("verify"), {"file": file})


def test_a_file_is_compared_to_the_last_byte(client, announced) -> None:
    entries = Entry.objects.count()
    data = bytes(Blob.objects.get(pk=Notice.objects.get().blob).bytes)
    assert drop(client, data).context["answer"].title == "This file is genuine"
    assert drop(client, data + b"\n").context["answer"].title == "This is not a published file"
    assert "Drop the PDF here" in text_of(drop(client, b""))
    assert (Blob.objects.count() > 0, Entry.objects.count()) == (True, entries)


def test_a_file_too_large_is_refused(client, announced, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    assert drop(client, b"x" * 11).context["answer"] is None


@pytest.mark.parametrize("name", ["home", "notices_public"])
def test_pages_to_read_refuse_to_be_posted(client, announced, name) -> None:
    assert client.post(reverse(name)).status_code == 405
    assert client.put(reverse("verify")).status_code == 405


def test_the_list_of_notices_is_searched(client, announced) -> None:
    page = text_of(client.get(reverse("notices_public"), {"kind": "announcement"}))
    assert Notice.objects.get().number in page
    assert Notice.objects.get().number not in text_of(client.get(reverse("notices_public"), {"q": "nothing"}))


def copy_notice(number, campaign):
    notice = Notice.objects.get(serial=1)
    notice.pk, notice.serial, notice.campaign = None, number, campaign
    notice.number = f"选〔2026〕{number}号"
    notice.save(force_insert=True)


@pytest.mark.parametrize("name", ["home", "notices_public"])
def test_lists_cost_the_same_for_one_and_for_thirty(client, announced, same_queries, name) -> None:
    def add():
        for number in range(2, 31):
            other = Campaign.objects.create(
                code=f"C{number}", title="另一次竞岗", method="custom", state="running"
            )
            Stage.objects.create(campaign=other, key="announcement", kind="announcement", order=0)
            copy_notice(number, other)

    same_queries(lambda: client.get(reverse(name)), add)


def test_a_public_page_costs_the_same_for_thirty_notices(client, announced, same_queries) -> None:
    def ask():
        client.get(reverse("campaign_public", args=[announced.code]))

    def add():
        for number in range(2, 31):
            copy_notice(number, announced)
        ask()  # what a notice says is read once, by the first who asks for it

    same_queries(ask, add)


def test_a_decided_stage_is_not_told(client, cast) -> None:
    carry(cast, "registration", filled="written")
    publish(cast, "announcement")
    decide(cast, "written")
    page = client.get(reverse("campaign_public", args=[cast.campaign.code]))
    assert [(step.title, step.state) for step in page.context["shown"].steps][:3] == [
        ("公告", "published"),
        ("报名", "running"),
        ("笔试", "running"),
    ]
