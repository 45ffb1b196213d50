"""What is looked for is noted without who, and much is not noted at all."""

import logging
import time
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.personal import Steps
from profiles.erasure import Erasure
from search import suggestions
from search.indexing import catch_up
from search.models import AskedDay, AskedQuery, ForgottenWord, asked, forgotten
from search.models.asked import KEPT_FOR, _bucket, forget
from search.models.forgotten import REMEMBERED_FOR
from sellers.models import Seller
from tests.factories import MemberFactory, PostFactory, SellerFactory
from tests.profiles.erasing import dump, erase, run_out
from tests.search.holding import held

pytestmark = pytest.mark.django_db


def ask(query, who=None, **rest):
    """Look for something as a guest (of one address) or as a member, on a new phone."""
    answer_to(phone(who, **rest), query)


def phone(who=None, **rest):
    client = Client(**rest)
    if who is not None:
        client.force_login(who)
    return client


def answer_to(client, query):
    answer = client.get("/search/", {"q": query})
    assert answer.status_code == 200


def kept():
    rows = AskedQuery.objects.order_by("pk")
    return [(row.text, row.times, row.people, row.found) for row in rows]


@pytest.fixture(autouse=True)
def _index(db):
    PostFactory(source="শাড়ির রং উঠে গেলে কী করব")
    catch_up()


def test_each_person_counts_once_a_day_for_a_query_in_any_spelling(rahima):
    for query in ("শাড়ির রং", "  শাড়ির   রং? ", "শাড়ির রং"):
        ask(query, rahima)
    assert kept() == [("শাড়ির রং", 1, 1, 1)]

    many = MemberFactory.create_batch(8)
    for _again in range(2):
        ask("শাড়ির রং")
        for member in many:
            ask("শাড়ির রং", member)

    ((_text, times, people, _found),) = kept()
    # Two may share a bucket; eight and a guest do not share two.
    assert 3 <= times == people == AskedDay.objects.get().times <= 10


def test_another_day_counts_again_but_she_stays_one(rahima):
    ask("শাড়ির রং", rahima)
    AskedDay.objects.update(day=timezone.localdate() - timedelta(days=1))

    ask("শাড়ির রং", rahima)

    assert kept() == [("শাড়ির রং", 2, 1, 1)]


def test_what_was_missing_and_is_there_now_is_missing_no_more(rahima, karim):
    ask("গুগলফটফট", rahima)
    assert [row.text for row in AskedQuery.objects.without_results()] == ["গুগলফটফট"]

    PostFactory(source="গুগলফটফট কোথায় পাই")
    catch_up()
    ask("গুগলফটফট", rahima)

    assert kept() == [("গুগলফটফট", 1, 1, 1)]


def test_whom_she_blocked_is_missing_to_her_alone(tania, rahima):
    PostFactory(source="গুগলফটফট কোথায় পাই", author=rahima)
    catch_up()
    tania.block(rahima)

    ask("গুগলফটফট", tania)

    assert kept() == [("গুগলফটফট", 1, 1, 1)]


@pytest.mark.parametrize(
    "query",
    [
        "01712345678",
        "০১৭১২ ৩৪৫৬৭৮ শাড়ি",
        "zero one seven one two three four five six seven eight",
        "rahima@example.com",
        "@rahima",
        "TrxID 8N7A6D5EEQ",
        "bkash 8n7a6d5eeq",
        "অ্যাকাউন্ট ২০১-৩৪৫-৬৭",
        "facebook.com/rahimas.shop",
        "শাড়ি facebook.com/rahimas.shop কেমন",
        "লেখক:রহিমা শাড়ি",
        "শাড়ি -লেখক:রহিমা",
        "12 : 34 : 56",
        "এক দুই তিন চার পাঁচ ছয়",
        "rahima at gmail com",
        "রহিমা অ্যাট জিমেইল ডট কম",
        "rahima dot shop at example dot com",
        "বাসা নং ১২/এ",
        "১২ নম্বর বাড়ি",
        "house12 ধানমন্ডি",
        "রোডের ৫",
        "flat 4B মিরপুর",
        "হোল্ডিং পাঁচ",
        "সেক্টর ১০ উত্তরা",
        "গ্রাম রামপুর থানা মতলব",
        "rahima gmail",
        "রহিমা জিমেইল",
        "gmail rahima khatun",
        "rahima g-mail",
        "shapla85 gmail",
        "মিরপুর ১২ ব্লক সি",
        "block-c mirpur",
        "সি ব্লক বনশ্রী",
        "মিরপুর ১০ ব্লক এ",
        "ব্লক জে",
        "road 5",
        "Road no. 5",
        "5 no lane",
        "বাসা ১২",
        "বাসা নং ক/১২",
        "house 7",
        "ফ্ল্যাট ৩এ",
        "3A flat",
        "হোল্ডিং ১২",
        "tower B",
        "১২/এ শ্যামলী",
        "12/3 mirpur",
        "৪৫/২ ওয়ারী",
        "12/3 east pallabi",
        "ক-১২ বাড্ডা",
        "খ ১২ মধ্য বাড্ডা",
        "kha-12 badda",
        "goli no 3",
        "vill shibpur post kaliganj",
        "rakhi gmail",
        "কাজল gmail",
        "মেঘলা জিমেইল",
        "asha gmail",
        "rina82 gmailcom",
        "h#12 r#5",
        "শাড়ি " * 20,
        "!!! ???",
    ],
)
def test_what_belongs_to_one_person_is_not_kept(query, caplog):
    with caplog.at_level(logging.INFO):
        ask(query)
        ask("শাড়ি ১,২০০ টাকা 24hour covid19")

    assert [row[0] for row in kept()] == ["শাড়ি ১ ২০০ টাকা 24hour covid19"]
    assert query.strip()[:8] not in caplog.text


@pytest.mark.parametrize(
    "query",
    [
        "মিরপুর ১০",
        "ব্লক প্রিন্ট ৩ পিস",
        "বাড়ি সাজানোর জিনিস",
        "gmail হ্যাক",
        "gmail খোলার নিয়ম",
        "how to recover gmail password",
        "gmail 15gb full",
        "১২ হাজার টাকা",
        "মিরপুর শাড়ি",
        "block print",
        "ব্লক প্রিন্ট",
        "ব্লক এ কাজ",
        "বাটিক ও ব্লক",
        "১ নম্বর ব্লক প্রিন্ট",
        "পেজ ব্লক ৭ দিন",
        "road show",
        "flat 20% discount",
        "ফ্ল্যাট ২০ টাকা ছাড়",
        "এক বাড়ি",
        "ভিটামিন সি",
        "অর্ধেক 1/2 পিস",
        "ঢাকা জেলা কুরিয়ার",
        "কম দামে ২ জোড়া",
        "customer at home",
        "জেলা উপজেলা",
        "উপজেলা গ্রাম কুটির শিল্প",
        "জেলা থেকে উপজেলা কুরিয়ার",
        "ঢাকায় ২/৩ দিন",
        "সাভার ১/২ পিস",
        "size 3/x",
        "ভিটামিন বি ১২",
        "জিমেইল পাসওয়ার্ড ভুলে গেছি",
        "gmail id hack hoise",
    ],
)
def test_what_only_resembles_an_address_is_kept(query):
    ask(query)

    said = [AskedQuery.key_of(row[0]) for row in kept()]
    assert said == [AskedQuery.key_of(query)]


@pytest.mark.parametrize(
    ("params", "headers"),
    [
        ({"page": "2"}, {}),
        ({"kind": "post"}, {}),
        ({}, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}),
        ({}, {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1)"}),
    ],
)
def test_further_pages_filters_and_machines_do_not_ask(params, headers):
    Client(**headers).get("/search/", {"q": "শাড়ি", **params})
    Client(**headers).head("/search/", {"q": "শাড়ি"})

    assert kept() == []


def test_moderators_do_not_ask(karim):
    ask("শাড়ি", karim)

    assert kept() == []


def test_nothing_kept_tells_who_asked(rahima):
    ask("শাড়ির রং", rahima, REMOTE_ADDR="203.0.113.77")

    fields = {
        f"{model.__name__}.{field.name}"
        for model in (AskedQuery, AskedDay)
        for field in model._meta.concrete_fields
    }
    assert fields == {
        *(f"AskedQuery.{name}" for name in ("id", "key", "text", "times", "people")),
        *(f"AskedQuery.{name}" for name in ("bits", "found", "last_day")),
        "AskedQuery.is_kept_back",
        *(f"AskedDay.{name}" for name in ("id", "query", "day", "times", "bits")),
    }
    assert "203.0.113" not in dump()
    assert 0 < AskedDay.objects.get().bits < 1 << 60


def test_frequent_is_what_many_different_people_found():
    def told():
        return [row.text for row in AskedQuery.objects.frequent()]

    for day in range(6):
        ask("শাড়ির রং")
        today = AskedDay.objects.filter(day=timezone.localdate())
        today.update(day=timezone.localdate() - timedelta(days=day + 1))
    assert told() == []  # one person, on six days

    for member in MemberFactory.create_batch(12):
        ask("শাড়ির রং", member)
        ask("গুগলফটফট", member)
    assert told() == ["শাড়ির রং"]

    query = AskedQuery.objects.get(text="শাড়ির রং")
    assert query.keep_back(True)
    assert not query.keep_back(True)
    assert told() == []
    query.keep_back(False)
    AskedQuery.objects.update(last_day=timezone.localdate() - KEPT_FOR)
    assert told() == ["শাড়ির রং"]
    AskedQuery.objects.update(last_day=timezone.localdate() - KEPT_FOR * 1.02)
    assert told() == []


def test_it_is_forgotten_after_its_days(rahima, tania):
    for member in MemberFactory.create_batch(8):
        ask("শাড়ির রং", member)
    ask("পুরোনো কথা", rahima)
    long_ago = timezone.localdate() - KEPT_FOR - timedelta(days=1)
    AskedDay.objects.update(day=long_ago)
    ask("শাড়ির রং", tania)
    assert kept()[0][2] >= 3

    assert forget() == 0

    assert kept() == [("শাড়ির রং", 1, 1, 1)]
    assert not AskedDay.objects.filter(day=long_ago).exists()


def test_who_goes_is_in_no_query(rahima):
    rahima.display_name = "চম্পাকলি বেগম"
    rahima.save(update_fields=["display_name"])
    ask("চম্পাকলি বেগমের শাড়ি")
    ask("শাড়ির রং", rahima)
    Erasure.ask(rahima, takes_words=False)
    run_out(rahima)
    assert "asked" in Steps.registered

    erase()

    assert kept() == [("শাড়ির রং", 1, 1, 1)]
    assert "চম্পাকলি" not in dump()


@pytest.mark.django_db(transaction=True)
def test_another_writer_in_the_way_puts_a_count_off(rahima, tania, caplog):
    key = AskedQuery.key_of("শাড়ি")
    AskedQuery.objects.create(key=key, text="শাড়ি")

    hers, theirs = phone(rahima), phone(tania)

    caplog.set_level(logging.INFO, logger="uthan.search")
    with held(AskedQuery.objects.filter(key=key)):
        for client in (hers, theirs, hers):
            answer_to(client, "শাড়ি")

    assert kept() == [("শাড়ি", 0, 0, 0)]
    assert "a query is counted with the next" in caplog.text
    assert "শাড়ি" not in caplog.text
    ask("রং")
    # Two may share a bucket.
    buckets = {_bucket(key, f"member {who.pk}") for who in (rahima, tania)}
    count = len(buckets)
    assert kept() == [("শাড়ি", count, count, 1), ("রং", 1, 1, 1)]
    if site.ON_SQLITE:
        with connection.cursor() as cursor:
            waits = cursor.execute("PRAGMA busy_timeout").fetchone()
        assert waits == (20_000,)


@pytest.mark.django_db(transaction=True)
def test_what_waited_too_long_is_forgotten(monkeypatch):
    key = AskedQuery.key_of("শাড়ি")
    AskedQuery.objects.create(key=key, text="শাড়ি")
    with held(AskedQuery.objects.filter(key=key)):
        ask("শাড়ি")

    monkeypatch.setattr(asked, "LONGEST_WAITING", -1.0)
    ask("রং")

    assert kept() == [("শাড়ি", 0, 0, 0), ("রং", 1, 1, 1)]


OF_HER_SHOP = ("ঝিঙুরমালা ঘর", "jhingurmala ghor", "ঝিঙুরমালাঘর চোর", "হাতের কাজ চোর")


@pytest.fixture
def her_shops_gone(rahima, tania):
    """Two shops of hers, much looked for, and she is gone with both."""
    SellerFactory(member=rahima, name="ঝিঙুরমালা ঘর", makes="শাড়ি")
    merged = SellerFactory(name="হাতের কাজ", makes="শাড়ি")
    Seller.objects.filter(pk=merged.pk).update(merged_into=Seller.objects.of(rahima))
    # Others still speak of her.
    PostFactory(source="ঝিঙুরমালা ঘর আর হাতের কাজ কোথায় গেল, শাড়ি চোর?")
    catch_up()
    for query in (*OF_HER_SHOP, "হাতের কাজ শাড়ি"):
        ask(query, tania)
    assert len(kept()) == 5
    Erasure.ask(rahima, takes_words=False)
    run_out(rahima)
    erase()


def test_shop_of_who_went_is_listed_and_suggested_no_more(her_shops_gone, karim):
    assert [row[0] for row in kept()] == ["হাতের কাজ শাড়ি"]

    for member in MemberFactory.create_batch(5):
        for query in (*OF_HER_SHOP, "হাতের কাজ", "হাতের কাজ শাড়ি"):
            ask(query, member)

    assert [row[0] for row in kept()] == ["হাতের কাজ শাড়ি"]
    assert [row.text for row in AskedQuery.objects.frequent()] == ["হাতের কাজ শাড়ি"]
    suggestions.build()
    typed = Client().get("/search/suggest/", {"q": "ঝিঙুর"})
    assert typed.json()["items"] == []
    desk = phone(karim).get("/search/asked/")
    assert [row.text for row in desk.context["rows"]] == ["হাতের কাজ শাড়ি"]


def test_what_her_shop_was_called_is_a_name_again_after_a_year(her_shops_gone, tania):
    marks = ForgottenWord.objects.all()
    assert marks.exists()
    assert forgotten.forget() == 0
    ask("ঝিঙুরমালা ঘর", tania)
    assert "ঝিঙুরমালা ঘর" not in [row[0] for row in kept()]

    marks.update(day=timezone.localdate() - REMEMBERED_FOR - timedelta(days=1))
    forgotten.forget()

    assert not marks.exists()
    ask("ঝিঙুরমালা ঘর", tania)
    assert "ঝিঙুরমালা ঘর" in [row[0] for row in kept()]


def test_what_waited_while_she_went_is_not_counted(rahima, tania):
    SellerFactory(member=rahima, name="ঝিঙুরমালা ঘর", makes="শাড়ি")
    said, today = "ঝিঙুরমালা ঘর", timezone.localdate()
    waiting = asked.Asking(AskedQuery.key_of(said), said, 1, 1, today)
    asked.WAITING.keep([(time.monotonic(), waiting)])
    Erasure.ask(rahima, takes_words=False)
    run_out(rahima)
    erase()

    ask("শাড়ির রং", tania)

    assert [row[0] for row in kept()] == ["শাড়ির রং"]


# One whom the list of names knows and one whom it does not, both gone below.
OF_HER = (
    ("শায়লা", "শায়লার শাড়ি", "শায়লা চৌধুরি", "shayla chaudhary"),
    ("চম্পাকলি", "champakoli", "চম্পাকলির শাড়ি", "champakoli begom"),
)
# What only sounds like her: sewing, and others who are called so in part.
OF_OTHERS = ("সেলাই মেশিন", "তানিয়া চৌধুরী", "চম্পা ফুল")


@pytest.mark.parametrize(
    ("handle", "name", "queries"),
    [
        ("shaila", "Shaila Chowdhury", OF_HER[0]),
        ("শায়লা", "শায়লা চৌধুরী", ("shaila", *OF_HER[0])),
        ("champakoli", "Champakoli Begum", OF_HER[1]),
    ],
)
def test_who_goes_is_named_in_neither_script(handle, name, queries, karim):
    her = MemberFactory(handle=handle, display_name=name)
    for query in (*queries, *OF_OTHERS):
        ask(query)
    assert len(kept()) == len(queries) + len(OF_OTHERS)
    Erasure.ask(her, takes_words=False)
    run_out(her)
    erase()

    assert [row[0] for row in kept()] == list(OF_OTHERS)

    for member in MemberFactory.create_batch(5):
        for query in (*queries, *OF_OTHERS):
            ask(query, member)

    assert [row[0] for row in kept()] == list(OF_OTHERS)
    AskedQuery.objects.update(found=1)
    suggestions.build()
    for query in queries:
        items = Client().get("/search/suggest/", {"q": query[:4]}).json()["items"]
        assert not {"".join(item["title"]) for item in items} & set(queries)
    desk = phone(karim).get("/search/asked/")
    assert {row.text for row in desk.context["rows"]} == set(OF_OTHERS)
