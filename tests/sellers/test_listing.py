"""The list of sellers: words, places, pages by place."""

import math
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from profiles.models import Member
from sellers import pages
from sellers.models import District, Seller, SellerWord, ShowcaseItem, Upazila
from sellers.models.score import lower_bound
from sellers.models.seller import NEWCOMER
from tests.factories import ReviewFactory, SellerFactory

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
        ("?q=nakshikatha", ["সুতোর গল্প"]),
        ("?q=nokshi katha dhaka", ["সুতোর গল্প"]),
        ("?q=cha bikreta sylhet", ["পাতা কুঁড়ি"]),
        ("?q=চায়ের দোকান", ["পাতা কুঁড়ি"]),
        ("?q=নকশিকাঁথা রিভিউ", ["সুতোর গল্প"]),
        ("?q=চা", ["পাতা কুঁড়ি"]),
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
        # A district is two queries more: which it is, and its upazilas.
        counts.append(len(queries) - 2 * (query != ""))
    assert counts[0] == counts[1]


@pytest.fixture
def rated(three: list[Seller]) -> list[Seller]:
    """The three: one praised, one without reviews, one of whom buyers complain."""
    for _n in range(3):
        ReviewFactory(seller=three[0], star=5)
        ReviewFactory(seller=three[2], star=1)
    return three


def test_who_has_no_reviews_stands_between_praised_and_blamed(
    client: Client, rated: list[Seller]
) -> None:
    answer = client.get("/sellers/?sort=rating")
    assert names_in(answer) == ["সুতোর গল্প", "পাতা কুঁড়ি", "ঘরের স্বাদ"]
    page = answer.content.decode()
    assert "৩টি রিভিউ" in page
    assert "যাঁর এখনো রিভিউ নেই" in page
    assert Seller.objects.get(pk=rated[1].pk).rank == NEWCOMER
    assert math.floor(lower_bound([0] * 5) * 100) == NEWCOMER
    review = rated[2].reviews.first()  # type: ignore[attr-defined]
    assert review.hide(None, "x")
    low = Seller.objects.get(pk=rated[2].pk).rank
    for left in rated[2].reviews.filter(hidden_at=None):  # type: ignore[attr-defined]
        left.hide(None, "x")
    assert low < Seller.objects.get(pk=rated[2].pk).rank == NEWCOMER


def test_pages_by_rating_follow_each_other_without_gaps(
    client: Client, db: None
) -> None:
    made = [SellerFactory() for _ in range(45)]
    for n, each in enumerate(made):
        Seller.objects.filter(pk=each.pk).update(rank=250 + n % 7)
    wanted = [each.name for each in Seller.objects.order_by("-rank", "-pk")]
    found, address = [], "/sellers/?sort=rating"
    while address:
        answer = client.get(address)
        found += names_in(answer)
        address = answer.context["older"] and f"/sellers/{answer.context['older']}"
    assert found == wanted


@pytest.mark.parametrize("place", ["x", "285", "-1-2", "285-" + "9" * 30, "\0"])
def test_no_such_place_by_rating(client: Client, db: None, place: str) -> None:
    asked = {"before": place, "sort": "rating"}
    assert client.get("/sellers/", asked).status_code == 404


def picked_in(answer: Any) -> dict[str, str]:
    return {str(each.label): each.url for each in answer.context["picked"]}


def test_what_it_was_narrowed_by_is_said_with_a_way_back(
    client: Client, three: list[Seller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FILTERS", dict(pages.FILTERS))
    pages.filter("tea", "চা আছে", lambda sellers: sellers.filter(name="পাতা কুঁড়ি"))
    answer = client.get("/sellers/?q=সিলেটে সবুজ চা&tea=1&sort=rating")
    assert names_in(answer) == ["পাতা কুঁড়ি"]
    ways = picked_in(answer)
    assert list(ways) == ["কথা: সবুজ চা", "জায়গা: সিলেট", "চা আছে"]
    page = answer.content.decode()
    for url in ways.values():
        assert f'href="{escape(url)}"' in page
        back = client.get(f"/sellers/{url}")
        assert names_in(back) == ["পাতা কুঁড়ি"]
        assert len(picked_in(back)) == 2
        assert back.context["asked"].sort == "rating"
    assert list(picked_in(client.get("/sellers/?sort=rating"))) == []


def test_where_nothing_is_found_there_are_ways_on(
    client: Client, three: list[Seller]
) -> None:
    answer = client.get("/sellers/?q=আচার&district=sylhet")
    assert names_in(answer) == []
    page = answer.content.decode().split("<main")[1]
    for words in ("ওপরের কোনো একটা বাদ দিয়ে", "/search/?q=", "/adda/", "/sellers/known/"):
        assert words in page
    ways = picked_in(answer)
    assert names_in(client.get(f"/sellers/{ways['জায়গা: সিলেট']}")) == ["ঘরের স্বাদ"]


def test_an_upazila_is_asked_for_by_name_or_from_the_list(
    client: Client, three: list[Seller]
) -> None:
    paba = Upazila.objects.get(name_bn="পবা")
    here = SellerFactory(name="পবার ঘর", district=paba.district, upazila=paba)
    SellerFactory(name="শহরের ঘর", district=paba.district)
    assert names_in(client.get("/sellers/?q=পবায়")) == [here.name]
    assert names_in(client.get(f"/sellers/?upazila={paba.code}")) == [here.name]
    answer = client.get(f"/sellers/?upazila={paba.code}&district=dhaka")
    assert names_in(answer) == ["সুতোর গল্প"]
    answer = client.get("/sellers/?district=rajshahi&q=রাজশাহী")
    assert names_in(answer) == ["শহরের ঘর", here.name]
    page = answer.content.decode()
    assert f'<option value="{paba.code}">পবা</option>' in page
    for strange in ("x", "9" * 9, "-1", "\0"):
        asked = {"upazila": strange, "district": "rajshahi"}
        assert len(names_in(client.get("/sellers/", asked))) == 2


def test_all_at_once_cost_the_same_for_one_and_three(
    client: Client, rated: list[Seller]
) -> None:
    counts = []
    for name in ("চা", "সুতি"):
        for each in rated[: 1 if name == "চা" else 3]:
            each.change("about", {"name": each.name, "makes": f"{name} পণ্য"})
        with CaptureQueriesContext(connection) as queries:
            asked = {"q": f"{name} পণ্য", "sort": "rating"}
            found = names_in(client.get("/sellers/", asked))
        counts.append((len(found), len(queries)))
    assert [found for found, _queries in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_words_read_by_an_older_reader_are_read_anew(
    client: Client, three: list[Seller]
) -> None:
    SellerWord.objects.all().delete()
    Seller.objects.update(read_by="before")
    assert names_in(client.get("/sellers/?q=আচার")) == []
    assert SellerWord.catch_up() == 3
    assert SellerWord.catch_up() == 0
    assert names_in(client.get("/sellers/?q=আচার")) == ["ঘরের স্বাদ"]


def test_a_filter_of_another_part_narrows_the_list(
    client: Client, three: list[Seller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FILTERS", dict(pages.FILTERS))
    pages.filter("tea", "চা", lambda sellers: sellers.filter(name="পাতা কুঁড়ি"))
    assert names_in(client.get("/sellers/?tea=1")) == ["পাতা কুঁড়ি"]
    assert (
        'name="tea" value="1" checked' in client.get("/sellers/?tea=1").content.decode()
    )


def test_filters_are_folded_until_one_is_in_use(
    client: Client, three: list[Seller]
) -> None:
    folded, open_ = '<details class="fold">', '<details class="fold" open>'
    page = client.get("/sellers/?q=চা").content.decode()
    assert (folded in page, open_ in page) == (True, False)
    assert 'name="checked"' in page.partition(folded)[2].partition("</details>")[0]
    page = client.get("/sellers/?q=চা&checked=1").content.decode()
    assert (folded in page, open_ in page) == (False, True)


def test_a_guest_list_is_kept_until_a_seller_changes(
    client: Client, three: list[Seller]
) -> None:
    assert "আচার" in client.get("/sellers/").content.decode()
    three[2].change("about", {"name": three[2].name, "makes": "মোরব্বা"})
    page = client.get("/sellers/").content.decode()
    assert "মোরব্বা" in page
    assert "csrfmiddlewaretoken" not in page
