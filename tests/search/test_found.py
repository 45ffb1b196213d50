"""What a buyer types to find a seller, in either script, against the demo community and
the group's three days of talk: her page first, the words about her before chatter."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from profiles.models import Member
from search.indexing import catch_up
from search.results import Result, search
from sellers.models import District
from tests.factories import MemberFactory, ReviewFactory, SellerFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.ON_SQLITE, reason="the demo is for SQLite only"),
]
SEEDS = sorted((settings.BASE_DIR.parent / "shared" / "seeds").glob("004_*.txt"))
KANTHA, TEA, PICKLE, DHAKA, TASLIMA = (
    "সুতোর গল্প",
    "পাতা কুঁড়ি",
    "হাসিনার আচার",
    "কাঁথা কুটির",
    "তাসলিমার রান্নাঘর",
)
QUERIES = [
    # As the pages spell it, and nearly.
    ("নকশীকাঁথা", {KANTHA, DHAKA}),
    ("নকশিকাঁথা", {KANTHA, DHAKA}),
    ("নকশী কাঁথা কুমিল্লা", {KANTHA}),
    ("নকশীকাঁথা ঢাকা রিভিউ", {DHAKA}),
    ("ঢাকায় নকশীকাঁথা", {DHAKA}),
    ("সিলেটে চা বিক্রেতা", {TEA}),
    ("সিলেটের চা", {TEA}),
    ("সবুজ চা", {TEA}),
    ("চা পাতা সিলেট", {TEA}),
    ("রাজশাহীর আচার", {PICKLE}),
    ("আমের আচার বিক্রেতা", {PICKLE}),
    ("জলপাইয়ের আচার", {PICKLE}),
    ("কাসুন্দি", {PICKLE}),
    ("তাসলিমা রিভিউ", {TASLIMA}),
    ("তাসলিমার রান্না রিভিউ", {TASLIMA}),
    ("কুশন কভার", {KANTHA}),
    # In Latin letters.
    ("nakshikatha", {KANTHA, DHAKA}),
    ("nokshikatha", {KANTHA, DHAKA}),
    ("nokshi katha", {KANTHA, DHAKA}),
    ("nakshi kantha comilla", {KANTHA}),
    ("nokshi katha dhaka review", {DHAKA}),
    ("taslima r review", {TASLIMA}),
    ("Taslima review", {TASLIMA}),
    ("taslimar rannaghor", {TASLIMA}),
    ("cha bikreta sylhet", {TEA}),
    ("sobuj cha", {TEA}),
    ("sylhet tea seller", {TEA}),
    ("rajshahi achar", {PICKLE}),
    ("amer achar", {PICKLE}),
    ("hasinar achar", {PICKLE}),
    ("kasundi", {PICKLE}),
]


REVIEWED = ("রিভিউ", "review")


@pytest.fixture
def reader(settings: Any, tmp_path: Path, places: None) -> Member:
    """One who looks through the demo, what the group said where that is at hand, and two
    more sellers with reviews."""
    settings.DATA_DIR = tmp_path
    call_command("demo", date=None)
    if SEEDS:
        call_command("import_adda", *map(str, SEEDS), "--publish", json=True)
    dhaka = District.objects.get(slug="dhaka")
    kantha = SellerFactory(name=DHAKA, makes="হাতে সেলাই করা নকশীকাঁথা, শাল", district=dhaka)
    owner = MemberFactory(handle="taslima", display_name="তাসলিমা আক্তার")
    kitchen = SellerFactory(
        member=owner, name=TASLIMA, makes="ঘরে রান্না করা খাবার", district=dhaka
    )
    for seller, words in (
        (kantha, "কাঁথা হাতে পেলাম, সেলাই ঘন, রং পাকা"),
        (kantha, "সময়মতো এসেছে, ছবির মতোই"),
        (kitchen, "রান্না ভালো, প্যাকেট থেকে ঝোল পড়েনি"),
    ):
        ReviewFactory(seller=seller, words=words)
    catch_up()
    found: Member = MemberFactory()
    return found


def is_hers(item: Result, names: set[str]) -> bool:
    return item.shown.kind == "seller" and item.shown.title in names


def test_a_seller_is_found_before_chatter(reader: Member) -> None:
    assert len(QUERIES) >= 25
    missed = []
    for query, names in QUERIES:
        found = search(query, reader).items
        if not found or not is_hers(found[0], names):
            first = [f"{each.shown.kind} {each.shown.title}" for each in found[:4]]
            missed.append(f"{query}: {first}")
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize("name", [DHAKA, TASLIMA])
def test_words_about_her_come_before_chatter(reader: Member, name: str) -> None:
    about = [
        query
        for query, names in QUERIES
        if names == {name} and any(word in query.lower() for word in REVIEWED)
    ]
    assert len(about) >= 2
    for query in about:
        found = search(query, reader).items
        kinds = [each.shown.kind for each in found]
        first = kinds.index("review")
        assert found[first].shown.title == name, query
        assert {*kinds[:first]} <= {"seller"}, (query, kinds)
