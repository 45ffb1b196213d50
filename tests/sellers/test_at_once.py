"""Limits hold when many phones, or one phone many times, ask at the same moment."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from profiles.models import Member
from sellers import logs
from sellers.models import (
    Contact,
    ContactAsk,
    GuestNetwork,
    Lookup,
    Reveal,
    SellerWarning,
)
from sellers.models import contact as rules
from tests.factories import MemberFactory, SellerFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(tasks: list[Callable[[], Any]]) -> Counter[int]:
    """Run tasks in threads that begin together; how many answers had which status."""
    start = threading.Barrier(len(tasks))
    answers: list[int] = []

    def run(task: Callable[[], Any]) -> None:
        try:
            start.wait(60)
            answers.append(task().status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    return Counter(answers)


def posting(
    url: str, member: Member | None, *, key: str = "", **sent: str
) -> Callable[[], Any]:
    """A form as a phone of `member` (None: a guest) sends it, made ready."""
    client = Client(REMOTE_ADDR="203.0.113.7")
    if member is not None:
        client.force_login(member)
    sent["client_key"] = key or str(uuid.uuid4())
    return lambda: client.post(url, sent)


def looking(contact: Contact, member: Member | None, **more: str) -> Callable[[], Any]:
    return posting(f"/sellers/contacts/{contact.pk}/", member, reason="buy", **more)


def numbers(count: int, mode: str, *, of_one: bool = False) -> list[Contact]:
    """Numbers of as many sellers, or of one, who confirmed them."""
    one = SellerFactory() if of_one else None
    made = []
    for n in range(count):
        number = f"+8801712345{n:03}"
        contact = Contact.objects.put(one or SellerFactory(), "phone", number, mode)
        contact.confirm()
        made.append(contact)
    return made


@pytest.fixture
def buyer() -> Member:
    """A member who has confirmed her own number."""
    found: Member = MemberFactory(phone="+8801898765432", phone_verified=True)
    return found


def test_ten_a_day_however_many_at_once(buyer: Member) -> None:
    contacts = numbers(14, "members")
    answers = at_once([looking(each, buyer) for each in contacts])
    assert answers == {200: rules.DAILY, 429: 4}
    assert Reveal.objects.filter(member=buyer).count() == rules.DAILY


def test_three_of_one_seller_however_many_at_once(buyer: Member) -> None:
    contacts = numbers(4, "members", of_one=True)
    answers = at_once([looking(each, buyer) for each in contacts * 2])
    assert answers == {200: rules.PER_SELLER, 429: 5}
    assert Reveal.objects.count() == rules.PER_SELLER


def test_one_tap_sent_many_times_at_once_is_one_look(buyer: Member) -> None:
    (contact,) = numbers(1, "members")
    key = str(uuid.uuid4())
    assert at_once([looking(contact, buyer, key=key) for _ in range(8)]) == {200: 8}
    assert Reveal.objects.count() == 1


def test_guests_of_one_network_however_many_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "GUESTS_PER_ADDRESS", 5)
    contacts = numbers(10, "business")
    answers = at_once([looking(each, None) for each in contacts])
    assert answers == {200: 5, 429: 5}
    assert Reveal.objects.count() == 5
    assert GuestNetwork.objects.count() == 1


def test_guests_of_all_networks_look_at_one_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "GUESTS_PER_NUMBER", 4)
    (contact,) = numbers(1, "business")
    url, tasks = f"/sellers/contacts/{contact.pk}/", []
    for n in range(10):
        client = Client(REMOTE_ADDR=f"203.0.113.{n}")
        sent = {"reason": "buy", "client_key": str(uuid.uuid4())}
        tasks.append(lambda client=client, sent=sent: client.post(url, sent))
    assert at_once(tasks) == {200: 4, 429: 6}
    assert Reveal.objects.count() == 4


def test_three_asks_of_one_seller_however_many_at_once(buyer: Member) -> None:
    contacts = numbers(5, "ask", of_one=True)
    answers = at_once([looking(each, buyer) for each in contacts])
    assert answers == {302: rules.PER_SELLER, 429: 2}
    assert ContactAsk.objects.count() == rules.PER_SELLER


def test_questions_whether_she_is_known_however_many_at_once(
    buyer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sellers.models.known.LOOKUPS_DAILY", 4)
    tasks = [
        posting("/sellers/known/", buyer, asked=f"017123450{n:02}") for n in range(8)
    ]
    assert at_once(tasks) == {200: 4, 429: 4}
    assert Lookup.objects.count() == 4


def test_warnings_however_many_at_once(buyer: Member) -> None:
    url, said = "/sellers/known/warn/", {"reason": "fraud", "words": "শাড়ি আসেনি"}
    tasks = [posting(url, buyer, asked=f"017123450{n:02}", **said) for n in range(8)]
    assert at_once(tasks) == {302: 5, 429: 3}
    waits = SellerWarning.objects.earliest("pk").value
    same = [posting(url, buyer, asked=waits, **said) for _ in range(4)]
    assert at_once(same) == {302: 4}
    assert SellerWarning.objects.count() == 5


def test_what_guests_were_counted_by_is_forgotten_after_two_days() -> None:
    (contact,) = numbers(1, "business")
    looking(contact, None)()
    assert GuestNetwork.objects.count() == 1
    logs.forget()
    assert GuestNetwork.objects.count() == 1
    GuestNetwork.objects.update(seen_at=timezone.now() - timedelta(hours=49))
    logs.forget()
    assert not GuestNetwork.objects.exists()
