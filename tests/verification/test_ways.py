"""What the ways that need no staff keep of a seller: in her copy, and gone with her."""

from types import SimpleNamespace
from typing import Any

import pytest

from sellers.models import Contact, Seller
from verification import ways
from verification.models import Code, Letter, PageToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(seller: Seller) -> Any:
    """A seller with a code, a word and a letter."""
    owner = seller.member
    assert owner is not None
    seller.change("links", {"links": ["https://facebook.com/sutorgolpo"]})
    page = Contact.objects.standing().get(seller=seller, kind="page")
    PageToken.objects.draw(seller, page, owner)
    address = Contact.objects.put(seller, "address", "১২ সুতাপাড়া, টাঙ্গাইল", "deal")
    Letter.objects.ask(seller, address, owner)
    Code.objects.send(seller, "payout", owner, "+8801912345678")
    return owner


def test_her_copy_holds_her_words_and_letters(member, tania):
    held = {each.name: [*each.read(member)] for each in ways.HOLDINGS}
    [word], [letter] = held["page-words"], held["letters"]
    assert word["page"] == "facebook.com/sutorgolpo"
    assert word["word"] == PageToken.objects.get().token
    assert (letter["address"], letter["posted"]) == ("১২ সুতাপাড়া, টাঙ্গাইল", None)
    for each in ways.HOLDINGS:
        assert [set(row) for row in each.read(member)] == [set(each.columns)]
        assert [*each.read(tania)] == []


def test_codes_and_words_go_with_her(member):
    going: Any = SimpleNamespace(member=member)
    assert not ways.drop(going)
    assert not Code.objects.exists()
    assert not PageToken.objects.exists()
