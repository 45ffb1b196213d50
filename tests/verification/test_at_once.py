"""Two verifiers, two phones and the worker at the same moment, on both engines."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from moderation.models import Decided, ModerationEntry
from sellers.models import Seller
from tests.factories import SellerFactory
from tests.verification.making import ask, make_verifier, phone_of
from verification.models import Method, Reason, Verification

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """What came of each of the tasks, begun together; an exception is its class."""
    start = threading.Barrier(len(tasks))
    came: dict[int, Any] = {}

    def run(number: int, task: Callable[[], Any]) -> None:
        try:
            start.wait(60)
            came[number] = task()
        except Exception as error:  # noqa: BLE001 - told to the test
            came[number] = type(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(number, task))
        for number, task in enumerate(tasks)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    return [came[number] for number in range(len(tasks))]


def fresh(row: Verification) -> Verification:
    """As another request reads it."""
    return Verification.objects.select_related("seller__thread").get(pk=row.pk)


def test_two_verifiers_decide_at_once_and_one_holds() -> None:
    asked, one, two = ask(SellerFactory()), make_verifier(), make_verifier()
    first, second = fresh(asked), fresh(asked)
    came = at_once(lambda: first.grant(one), lambda: second.refuse(two, Reason.PERSON))
    assert sorted(came, key=str) == [Decided, True]
    asked.refresh_from_db()
    assert asked.state == ("standing" if came[0] is True else "refused")
    assert ModerationEntry.objects.filter(target_kind="verification").count() == 1


def test_one_tap_twice_at_once_grants_once() -> None:
    asked, one = ask(SellerFactory()), make_verifier()
    rows = [fresh(asked) for _n in range(3)]
    came = at_once(*[lambda row=row: row.grant(one) for row in rows])  # type: ignore[misc]
    assert sorted(came) == [False, False, True]
    assert ModerationEntry.objects.filter(target_kind="verification").count() == 1


def test_asked_twice_at_once_it_waits_once() -> None:
    seller = SellerFactory()
    pages = [Seller.objects.select_related("thread", "member").get(pk=seller.pk)] * 3
    came = at_once(*[lambda page=page: ask(page).pk for page in pages])  # type: ignore[misc]
    assert len(set(came)) == 1
    assert Verification.objects.count() == 1


def test_a_number_removed_while_it_is_confirmed_does_not_stand() -> None:
    seller = SellerFactory()
    contact = phone_of(seller)
    asked = fresh(ask(seller, "phone", contact=contact, method=Method.CODE))
    at_once(lambda: asked.grant(None), contact.remove)
    assert Verification.objects.standing().count() == 0
    assert Verification.objects.get().state == "ended"
