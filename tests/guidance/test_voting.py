"""Did it help: members and guests, each once, with a word."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client

from guidance.models import GuidanceVote, Tip
from profiles.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(tip: Tip) -> str:
    return f"{tip.get_absolute_url()}helped/"


def said() -> list[tuple[Any, bool, str]]:
    """Who said what, in order."""
    votes = GuidanceVote.objects.order_by("pk").select_related("member")
    return [(vote.member, vote.helped, vote.words) for vote in votes]


def test_member_says_it_in_one_tap_and_adds_a_word(
    client: Client, tip: Tip, url: str, tania: Member
) -> None:
    client.force_login(tania)
    page = client.get(tip.get_absolute_url()).content.decode()
    assert f'action="{url}"' in page

    answer = client.post(url, {"answer": "yes"})

    assert said() == [(tania, True, "")]
    assert "ধন্যবাদ, গোনা হলো" in answer.content.decode()
    form = answer.context["form"]
    assert form["answer"].value() == "yes"
    more = {"answer": "yes", "words": " হটলাইনটা  কাজে লাগল ", "client_key": "x"}
    response = client.post(url, more)
    assert response.status_code == 422
    more["client_key"] = str(form["client_key"].value())
    assert client.post(url, more).status_code == 303
    assert said() == [(tania, True, "হটলাইনটা কাজে লাগল")]


def test_member_has_one_vote_and_can_change_it(
    client: Client, url: str, tania: Member, rahima: Member
) -> None:
    for who, answers in ((tania, ["yes", "yes", "no"]), (rahima, ["yes"])):
        client.force_login(who)
        for answer in answers:
            client.post(url, {"answer": answer})

    assert said() == [(tania, False, ""), (rahima, True, "")]


def test_changing_the_answer_keeps_her_words(
    client: Client, url: str, tania: Member
) -> None:
    client.force_login(tania)
    client.post(url, {"answer": "yes", "words": "ভালো"})
    client.post(url, {"answer": "no"})

    assert said() == [(tania, False, "ভালো")]


def test_guest_says_it_on_a_page_of_its_own(client: Client, tip: Tip, url: str) -> None:
    page = client.get(tip.get_absolute_url()).content.decode()
    assert f'href="{url}?answer=yes"' in page
    asked = client.get(f"{url}?answer=no")
    form = asked.context["form"]
    assert form["answer"].value() == "no"
    key = str(form["client_key"].value())

    response = client.post(
        url, {"answer": "no", "words": "ঠিকানা নেই", "client_key": key}, follow=True
    )

    assert "ধন্যবাদ।" in response.content.decode()
    assert said() == [(None, False, "ঠিকানা নেই")]


def test_guest_who_sends_again_is_counted_once(client: Client, url: str) -> None:
    key = str(uuid.uuid4())
    for answer in ("yes", "no"):
        Client().post(url, {"answer": answer, "client_key": key})
    assert said() == [(None, False, "")]

    client.post(url, {"answer": "yes", "client_key": str(uuid.uuid4())})
    again = client.get(url).context["form"]["client_key"].value()
    client.post(url, {"answer": "no", "client_key": str(uuid.uuid4())})
    client.post(url, {"answer": "no"})

    assert str(again) == client.cookies["helped"].value
    assert said() == [(None, False, ""), (None, False, "")]


def test_guests_stay_guests_for_the_pages_that_are_kept(
    client: Client, tip: Tip, url: str, django_assert_num_queries: Callable
) -> None:
    client.get(tip.get_absolute_url())
    client.post(url, {"answer": "yes", "client_key": str(uuid.uuid4())})

    assert site.SESSION_COOKIE_NAME not in client.cookies
    assert client.cookies["helped"]["path"] == url
    with django_assert_num_queries(1):
        client.get(tip.get_absolute_url())


def test_guest_cannot_take_over_a_members_vote(
    client: Client, tip: Tip, url: str, tania: Member
) -> None:
    vote = GuidanceVote.cast(tip, helped=True, member=tania)

    client.post(url, {"answer": "no", "client_key": str(vote.client_key)})

    assert said() == [(tania, True, ""), (None, False, "")]


def test_key_of_another_tip_is_a_vote_of_its_own(
    client: Client, publish: Callable, url: str
) -> None:
    other = publish(title="ছবি কীভাবে তুলব?")
    key = str(uuid.uuid4())

    client.post(url, {"answer": "yes", "client_key": key})
    client.post(
        f"{other.get_absolute_url()}helped/", {"answer": "no", "client_key": key}
    )

    assert len(said()) == 2


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("answer", "", "হ্যাঁ বা না, একটা বেছে নিন"),
        ("answer", "maybe", "হ্যাঁ বা না, একটা বেছে নিন"),
        ("words", "ক" * 501, "৫০১ অক্ষর আছে"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_loses_nothing(
    client: Client, url: str, field: str, typed: str, sentence: str
) -> None:
    sent = {"answer": "yes", "words": "আমার কথা", "client_key": str(uuid.uuid4())}

    response = client.post(url, {**sent, field: typed})

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert (typed if field == "words" else "আমার কথা") in page
    assert said() == []


def test_guest_who_never_stops_is_stopped(
    client: Client, url: str, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "tip_vote": "2/h/ip",
    }
    codes = [
        Client()
        .post(url, {"answer": "yes", "client_key": str(uuid.uuid4())})
        .status_code
        for _ in range(3)
    ]

    assert codes == [303, 303, 429]
    assert len(said()) == 2


def test_no_vote_on_what_she_may_not_see(
    client: Client, tip: Tip, url: str, karim: Member
) -> None:
    tip.thread.hide(karim, "ভুল")

    assert client.get(url).status_code == 404
    assert client.post(url, {"answer": "yes"}).status_code == 404
    assert client.get("/tips/nai/helped/").status_code == 404
    assert said() == []


def test_words_of_control_characters_are_no_fault(client: Client, url: str) -> None:
    sent = {
        "answer": "yes",
        "words": "\x00 ভালো \u202e",
        "client_key": str(uuid.uuid4()),
    }

    client.post(url, sent)

    assert said() == [(None, True, "ভালো")]
