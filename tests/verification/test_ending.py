"""What the worker does: telling of an end to come, and writing the end down."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.drains import Drains
from notifications.models import Notification
from profiles.models import Member
from sellers.models import Seller
from tests.factories import SellerFactory
from tests.verification.making import ask, phone_of
from verification import draining
from verification.models import Method, Verification, Why


def kinds_of(seller: Seller) -> list[str]:
    rows = Notification.objects.filter(member=seller.member)
    return list(rows.values_list("kind", flat=True).order_by("pk"))


def in_days(days: float) -> Any:
    return timezone.now() + timedelta(days=days)


def test_she_is_told_four_weeks_before_once(seller: Seller, verifier: Member) -> None:
    ask(seller).grant(verifier)
    Notification.objects.all().delete()
    Verification.objects.update(until=in_days(29))
    assert draining.end() == 0
    Verification.objects.update(until=in_days(27))
    assert (draining.end(), draining.end()) == (1, 0)
    assert kinds_of(seller) == ["check-ends"]
    assert Verification.objects.get().is_standing


def test_the_end_is_written_down_told_and_drawn(
    seller: Seller, verifier: Member
) -> None:
    ask(seller).grant(verifier)
    page = Client().get(seller.get_absolute_url()).content.decode()
    assert "পরিচয় যাচাই করা<" in page
    Notification.objects.all().delete()
    Verification.objects.update(until=in_days(-0.1))
    before = Seller.objects.get(pk=seller.pk).version
    assert (draining.end(), draining.end()) == (1, 0)
    row = Verification.objects.get()
    assert (row.state, row.why) == ("ended", Why.EXPIRED)
    assert kinds_of(seller) == ["check-over"]
    assert Seller.objects.get(pk=seller.pk).version > before
    page = Client().get(seller.get_absolute_url()).content.decode()
    assert "পরিচয় যাচাই করা<" not in page


def test_an_ask_nothing_came_to_ends_in_silence(seller: Seller) -> None:
    ask(seller, "phone", contact=phone_of(seller), method=Method.CODE)
    Verification.objects.update(waits_until=in_days(-0.1))
    assert draining.end() == 1
    assert Verification.objects.get().why == Why.LAPSED
    assert kinds_of(seller) == []


def test_much_that_ends_is_done_in_rounds(verifier: Member) -> None:
    for _n in range(3):
        ask(SellerFactory()).grant(verifier)
    Verification.objects.update(until=in_days(-0.1))
    assert draining.end() == 3
    assert {"checks", "evidence"} <= set(Drains.registered)


@pytest.mark.parametrize("why", [Why.WITHDRAWN, Why.REPLACED])
def test_what_she_ended_herself_is_no_news(
    seller: Seller, verifier: Member, why: Why
) -> None:
    asked = ask(seller)
    asked.grant(verifier)
    Notification.objects.all().delete()
    asked.end(why)
    assert kinds_of(seller) == []
