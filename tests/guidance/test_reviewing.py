"""Those who look after tips: what is due, what readers say, vouching anew."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from guidance.models import GuidanceVote, Tip, today
from profiles.models import Member
from tests.factories import MemberFactory
from theme import wording

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def due(client: Client) -> list[Tip]:
    return [tip for tip, _words in client.get("/tips/review/").context["due"]]


def test_stale_tips_come_back_as_work_the_oldest_first(
    client: Client, publish: Callable, karim: Member
) -> None:
    tips = {days: publish(title=f"প্রশ্ন {days} কী?") for days in (30, 10, -1, -40, -50)}
    for days, tip in tips.items():
        Tip.objects.filter(pk=tip.pk).update(review_until=today() + days * DAY)
    tips[-50].page.unpublish()
    client.force_login(karim)

    assert due(client) == [tips[-40], tips[-1], tips[10]]


def test_looking_it_through_takes_it_off_the_list(
    client: Client, tip: Tip, karim: Member
) -> None:
    Tip.objects.update(review_until=today() - DAY)
    client.force_login(karim)
    version = tip.thread.version
    assert due(client) == [tip]
    until = today() + 100 * DAY

    response = client.post(
        f"{tip.get_absolute_url()}review/", {"until": wording.day(until, "bn")}
    )

    assert response["Location"] == "/tips/review/"
    after = Tip.objects.select_related("thread").get()
    assert (after.reviewed_by, after.reviewed_at, after.review_until) == (
        karim,
        today(),
        until,
    )
    assert due(client) == []
    assert after.thread.version == version + 1
    client.post(f"{tip.get_absolute_url()}review/", {"until": until.isoformat()})
    assert Tip.objects.select_related("thread").get().thread.version == version + 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "কোন দিন"),
        ("পরে", "দিনটা এভাবে লিখুন"),
        ("today", "সামনের কোনো দিন"),
        ("1/1/2999", "তিন বছরের মধ্যে"),
    ],
)
def test_day_that_makes_no_sense_gets_a_sentence(
    client: Client, tip: Tip, karim: Member, typed: str, sentence: str
) -> None:
    client.force_login(karim)
    typed = today().isoformat() if typed == "today" else typed

    response = client.post(f"{tip.get_absolute_url()}review/", {"until": typed})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Tip.objects.get().reviewed_by is None


def test_votes_and_words_are_read_by_those_who_look_after(
    client: Client, tip: Tip, publish: Callable, karim: Member, tania: Member
) -> None:
    other = publish(title="ছবি কীভাবে তুলব?")
    GuidanceVote.cast(tip, helped=True, words="হটলাইন ভালো", member=tania)
    GuidanceVote.cast(tip, helped=False, words="ফোন 01712345678")
    GuidanceVote.cast(tip, helped=True)
    GuidanceVote.cast(other, helped=False, words="অন্য কথা")
    client.force_login(karim)

    listed = client.get("/tips/review/").content.decode()
    page = client.get(f"{tip.get_absolute_url()}review/").content.decode()

    assert "কাজে লেগেছে ২ জনের, লাগেনি ১ জনের" in listed
    assert "কাজে লেগেছে ০ জনের, লাগেনি ১ জনের" in listed
    assert "কাজে লেগেছে ২ জনের, লাগেনি ১ জনের" in page
    assert "হটলাইন ভালো" in page
    assert "তানিয়া রহমান" in page
    assert "একজন অতিথি" in page
    assert "অন্য কথা" not in page
    assert "1712345678" not in page


def test_words_of_many_go_on_below(client: Client, tip: Tip, karim: Member) -> None:
    for n in range(22):
        GuidanceVote.cast(tip, helped=True, words=f"কথা {n}")
    client.force_login(karim)
    url = f"{tip.get_absolute_url()}review/"

    first = client.get(url)
    older = client.get(url + first.context["older"])

    shown = [vote.words for page in (first, older) for vote in page.context["votes"]]
    assert shown == [f"কথা {n}" for n in range(21, -1, -1)]


@pytest.mark.parametrize("who", [None, "tania"])
def test_others_need_not_know_of_it(
    client: Client, tip: Tip, who: str | None, request: Any
) -> None:
    GuidanceVote.cast(tip, helped=True, words="গোপন কথা")
    if who:
        client.force_login(request.getfixturevalue(who))
    url = f"{tip.get_absolute_url()}review/"

    codes = [
        client.get("/tips/review/").status_code,
        client.get(url).status_code,
        client.post(url, {"until": "1/1/2027"}).status_code,
    ]

    assert codes == [404] * 3
    page = client.get(tip.get_absolute_url()).content.decode()
    assert "গোপন কথা" not in page
    assert url not in page


def test_editor_looks_after_tips_too(client: Client, tip: Tip) -> None:
    client.force_login(MemberFactory(is_staff=True))

    assert client.get("/tips/review/").status_code == 200
    page = client.get(tip.get_absolute_url()).content.decode()
    assert f"/cms/pages/{tip.page_id}/edit/" in page
    # Pins are the moderators'.
    assert f"/t/{tip.thread_id}/pin/" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(
    client: Client,
    publish: Callable,
    karim: Member,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    for n in range(count):
        tip = publish(title=f"প্রশ্ন {n} কী?")
        GuidanceVote.cast(tip, helped=True)
    Tip.objects.update(review_until=today() - DAY)
    client.force_login(karim)

    with django_assert_num_queries(
        5
    ):  # session, member, all with votes, those due, bell
        page = client.get("/tips/review/")

    assert len(page.context["due"]) == count
    assert len(page.context["rows"]) == count
