"""The list of sellers: words, places, pages by place."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from profiles.models import Member
from sellers import pages
from sellers.models import District, Seller, ShowcaseItem
from tests.factories import SellerFactory

pytestmark = pytest.mark.django_db


def names_in(answer) -> list[str]:  # type: ignore[no-untyped-def]
    assert answer.status_code == 200
    return [each.name for each in answer.context["sellers"]]


@pytest.fixture
def three(places: None) -> list[Seller]:
    made = (
        ("dhaka", "সুতোর গল্প", "হাতে সেলাই করা নকশীকাঁথা"),
        ("sylhet", "পাতা কুঁড়ি", "বাগানের চা, সবুজ চা"),
        ("chattogram", "ঘরের স্বাদ", "আমের আচার"),
    )
    return [
        SellerFactory(name=name, makes=makes, district=District.objects.get(slug=slug))
        for slug, name, makes in made
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["ঘরের স্বাদ", "পাতা কুঁড়ি", "সুতোর গল্প"]),
        ("?q=নকশীকাঁথা ঢাকা", ["সুতোর গল্প"]),
        ("?q=সিলেটে চা বিক্রেতা", ["পাতা কুঁড়ি"]),
        ("?q=সিলেটের", ["পাতা কুঁড়ি"]),
        ("?q=Chittagong", ["ঘরের স্বাদ"]),
        ("?q=ctg আচার", ["ঘরের স্বাদ"]),
        ("?q=নকশীকাঁথা সিলেট", []),
        ("?district=sylhet", ["পাতা কুঁড়ি"]),
        ("?district=dhaka&q=চা", []),
        ("?district=nowhere", ["ঘরের স্বাদ", "পাতা কুঁড়ি", "সুতোর গল্প"]),
        ("?q=%00%F0%9F", ["ঘরের স্বাদ", "পাতা কুঁড়ি", "সুতোর গল্প"]),
        ("?q=%25", ["ঘরের স্বাদ", "পাতা কুঁড়ি", "সুতোর গল্প"]),
        ("?q=_", ["ঘরের স্বাদ", "পাতা কুঁড়ি", "সুতোর গল্প"]),
    ],
)
def test_sellers_are_found(
    client: Client, three: list[Seller], query: str, names: list[str]
) -> None:
    assert names_in(client.get(f"/sellers/{query}")) == names


def test_sellers_are_found_by_what_they_show(
    client: Client, three: list[Seller]
) -> None:
    made = {"name": "জামদানি", "words": "", "price": 5000, "price_to": None}
    item = ShowcaseItem.objects.add(three[0], uuid.uuid4(), made)
    assert names_in(client.get("/sellers/?q=জামদানি")) == ["সুতোর গল্প"]
    item.take_out()
    assert names_in(client.get("/sellers/?q=জামদানি")) == []


def test_pages_follow_each_other_without_gaps(client: Client, db: None) -> None:
    wanted = [SellerFactory().name for _ in range(45)][::-1]
    found, address = [], "/sellers/"
    while address:
        answer = client.get(address)
        found += names_in(answer)
        address = answer.context["older"] and f"/sellers/{answer.context['older']}"
    assert found == wanted


@pytest.mark.parametrize("place", ["x", "-1", "9" * 19, "99999999", "1.5", "\0"])
def test_no_such_place_in_the_list(client: Client, db: None, place: str) -> None:
    assert client.get("/sellers/", {"before": place}).status_code == 404


def test_one_and_three_cost_the_same(
    client: Client, three: list[Seller], tania: Member
) -> None:
    client.force_login(tania)
    counts = []
    for query in ("?district=dhaka", ""):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/sellers/{query}")
        counts.append(len(queries) - (query != ""))  # a district is one query more
    assert counts[0] == counts[1]


def test_a_filter_of_another_part_narrows_the_list(
    client: Client, three: list[Seller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FILTERS", dict(pages.FILTERS))
    pages.filter("tea", "চা", lambda sellers: sellers.filter(name="পাতা কুঁড়ি"))
    assert names_in(client.get("/sellers/?tea=1")) == ["পাতা কুঁড়ি"]
    assert (
        'name="tea" value="1" checked' in client.get("/sellers/?tea=1").content.decode()
    )


def test_a_guest_list_is_kept_until_a_seller_changes(
    client: Client, three: list[Seller]
) -> None:
    assert "আচার" in client.get("/sellers/").content.decode()
    three[2].change("about", {"name": three[2].name, "makes": "মোরব্বা"})
    page = client.get("/sellers/").content.decode()
    assert "মোরব্বা" in page
    assert "csrfmiddlewaretoken" not in page
