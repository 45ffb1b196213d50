"""A seller's page and the list, as readers get them."""

import json

import pytest
from django.test import Client

from profiles.models import Member
from tests.factories import SellerFactory, ThreadFactory

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


def test_her_answers_carry_her_badge_and_no_one_elses(
    client: Client, rahima: Member, tania: Member
) -> None:
    seller = SellerFactory(member=rahima)
    question = seller.thread.post(tania, "রংটা কি পাকা?")
    seller.thread.post(rahima, "পাকা রং, আপা।", parent=question)
    body = client.get(seller.get_absolute_url()).content.decode()
    posts = body.split('id="questions"')[1]
    assert posts.count(">বিক্রেতা</span>") == 1
    assert posts.index("রংটা কি পাকা") < posts.index(">বিক্রেতা</span>")
    elsewhere = ThreadFactory(author=rahima)
    body = client.get(elsewhere.get_absolute_url(), follow=True).content.decode()
    assert ">বিক্রেতা</span>" not in body.split("<main")[1]
    # The door draws what is new in the same way.
    seller.thread.post(rahima, "ধুয়ে দেখিয়েছি", parent=question)
    url = f"/t/{seller.thread.pk}/posts/?after=0&since=0"
    told = json.dumps(client.get(url).json(), ensure_ascii=False)
    assert told.count("বিক্রেতা<") == 2
