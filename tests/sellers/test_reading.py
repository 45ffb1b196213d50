"""A seller's page and the list, as readers get them."""

import pytest
from django.test import Client

from profiles.models import Member
from tests.factories import SellerFactory

pytestmark = pytest.mark.django_db


def test_a_page_says_who_she_is(client: Client, rahima: Member) -> None:
    seller = SellerFactory(member=rahima, name="সুতোর গল্প")
    answer = client.get(seller.get_absolute_url())
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<h1>সুতোর গল্প</h1>" in page
    assert "হাতে সেলাই করা নকশীকাঁথা" in page


def test_what_is_not_shown_is_not_there(client: Client, rahima: Member) -> None:
    seller = SellerFactory(member=rahima, published=False)
    assert client.get(seller.get_absolute_url()).status_code == 404
    client.force_login(rahima)
    assert client.get(seller.get_absolute_url()).status_code == 200


def test_the_list_shows_those_that_are_shown(client: Client, rahima: Member) -> None:
    SellerFactory(member=rahima, name="সুতোর গল্প")
    SellerFactory(name="চুপ করা পাতা", published=False)
    page = client.get("/sellers/").content.decode()
    assert "সুতোর গল্প" in page
    assert "চুপ করা পাতা" not in page
