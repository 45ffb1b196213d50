"""Sellers in search: found by what they make and where they are."""

import uuid

import pytest

from profiles.models import Member
from search.indexing import catch_up, rebuild
from search.results import search
from sellers.models import District, Seller, ShowcaseItem
from tests.factories import PostFactory, SellerFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sellers(places: None) -> dict[str, Seller]:
    """Three sellers in two districts, and a discussion that speaks of them."""
    found = {}
    for slug, name, makes in (
        ("dhaka", "সুতোর গল্প", "হাতে সেলাই করা নকশীকাঁথা"),
        ("sylhet", "পাতা কুঁড়ি", "বাগানের চা, সবুজ চা"),
        ("dhaka", "ঘরের স্বাদ", "আমের আচার"),
    ):
        district = District.objects.get(slug=slug)
        found[name] = SellerFactory(name=name, makes=makes, district=district)
    thread = ThreadFactory(title="আজ কী রান্না হলো?", source="ভাত, ডাল আর মাছ।")
    PostFactory(thread=thread, source="আমাদের এখানে আজ বৃষ্টি।")
    return found


def titles(query: str, member: Member) -> list[str]:
    catch_up()
    return [item.shown.title for item in search(query, member).items]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("নকশীকাঁথা ঢাকা", "সুতোর গল্প"),
        ("সিলেটে চা বিক্রেতা", "পাতা কুঁড়ি"),
        ("Sylhet cha bikreta", "পাতা কুঁড়ি"),
        ("সুতোর গল্প", "সুতোর গল্প"),
    ],
)
def test_a_seller_is_found_first(
    sellers: dict[str, Seller], tania: Member, query: str, name: str
) -> None:
    assert titles(query, tania)[:1] == [name]


def test_a_seller_is_found_by_her_showcase(
    sellers: dict[str, Seller], tania: Member
) -> None:
    made = {"name": "জামদানি শাড়ি", "words": "", "price": 5000, "price_to": None}
    ShowcaseItem.objects.add(sellers["সুতোর গল্প"], uuid.uuid4(), made)
    assert titles("জামদানি", tania) == ["সুতোর গল্প"]


def test_the_rule_that_was_looked_for_is_shown(
    sellers: dict[str, Seller], tania: Member
) -> None:
    rule = {"return_rule": "৭ দিনের মধ্যে, নম্বর ০১৭১২৩৪৫৬৭৮"}
    Seller.objects.filter(pk=sellers["সুতোর গল্প"].pk).update(**rule)
    rebuild()

    (found,) = search("ফেরত", tania).items

    assert found.snippet == "… <mark>ফেরত</mark>: ৭ দিনের মধ্যে, নম্বর ০১৭••••••৭৮"


def test_who_is_not_shown_is_not_found(
    sellers: dict[str, Seller], karim: Member, tania: Member
) -> None:
    sellers["সুতোর গল্প"].hide(karim, "ছবি অন্যের")
    sellers["পাতা কুঁড়ি"].unpublish()
    assert titles("নকশীকাঁথা", tania) == []
    assert titles("সবুজ চা", karim) == []


def test_numbers_are_in_no_document(sellers: dict[str, Seller], tania: Member) -> None:
    seller = sellers["ঘরের স্বাদ"]
    seller.change("about", {"name": seller.name, "makes": "কল 01712345678"})
    assert titles("01712345678", tania) == []
    catch_up()
    found = search("ঘরের স্বাদ", tania).items[0]
    assert "01712345678" not in found.shown.text + found.snippet
