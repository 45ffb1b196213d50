"""Reviews are found by the seller they are about, before chatter that names her."""

import pytest
from django.test import Client

from profiles.models import Member
from search.indexing import catch_up
from sellers.models import Review, Seller
from tests.factories import (
    MemberFactory,
    PostFactory,
    ReviewFactory,
    SellerFactory,
    ThreadFactory,
)

pytestmark = pytest.mark.django_db


def found(client: Client, query: str) -> list[str]:
    """Addresses of what a search shows, in order."""
    catch_up()
    results = client.get("/search/", {"q": query}).context["results"]
    return [item.shown.url for item in results.items]


@pytest.fixture
def review(rahima: Member) -> Review:
    rahima.display_name = "তাসলিমা আক্তার"
    rahima.save()
    seller: Seller = SellerFactory(
        member=rahima, name="তাসলিমার কাঁথা", makes="হাতে সেলাই করা নকশীকাঁথা, ঢাকা"
    )
    made: Review = ReviewFactory(seller=seller, words="সেলাই নিখুঁত, রং ওঠেনি")
    return made


@pytest.mark.parametrize(
    "query", ["Taslima r review", "তাসলিমার রিভিউ", "নকশীকাঁথা ঢাকা রিভিউ"]
)
def test_the_words_about_her_come_before_chatter(
    client: Client, review: Review, query: str
) -> None:
    thread = ThreadFactory(
        title="রিভিউ কীভাবে দেখি", source="তাসলিমা আপুর রিভিউ কেউ জানেন? ঢাকায় নকশীকাঁথা নেব"
    )
    for words in ("তাসলিমা আপুকে চিনি, ভালো", "রিভিউ দেখে কিনবেন", "ঢাকা থেকে নেব"):
        PostFactory(thread=thread, author=MemberFactory(), source=words)
    assert found(client, query)[0] == review.get_absolute_url()


def test_what_waits_or_is_hidden_is_not_found(
    client: Client, review: Review, karim: Member
) -> None:
    waiting = ReviewFactory(
        seller=review.seller, words="নিখুঁত নকশা", shown=False, sent=True
    )
    assert found(client, "নিখুঁত") == [review.get_absolute_url()]
    waiting.approve()
    assert len(found(client, "নিখুঁত")) == 2
    review.hide(karim, "গালি")
    assert found(client, "নিখুঁত") == [waiting.get_absolute_url()]
    waiting.seller.hide(karim, "ভুয়া")
    assert found(client, "নিখুঁত") == []
