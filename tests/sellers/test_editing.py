"""A seller writes her page, section by section, on a bad line and in two windows."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from moderation.models import ListedWord, Sanction
from photos.models import Photo
from profiles.models import Member
from sellers.forms import ClockField
from sellers.models import Contact, District, Seller, SellerDraft, ShowcaseItem
from tests.factories import MemberFactory, ReviewFactory, SellerFactory
from tests.photos.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(rahima: Member) -> Seller:
    return SellerFactory(member=rahima, name="সুতোর গল্প")


@pytest.fixture
def hers(client: Client, rahima: Member) -> Client:
    client.force_login(rahima)
    return client


def section(seller: Seller, name: str) -> str:
    return f"/sellers/{seller.slug}/edit/{name}/"


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"(?: value="([^"]*)")?', page)
    return (found and found[1]) or ""


def basis_in(client: Client, url: str) -> str:
    return value_of(client.get(url).content.decode(), "basis")


def errors_in(answer: Any) -> list[str]:
    page = answer.content.decode()
    inside = re.findall(r'<div class="field-error"[^>]*>(.*?)</div>', page, re.S)
    return re.findall(r"<p>(.*?)</p>", "".join(inside))


def lines_of(client: Client, seller: Seller) -> dict[str, str]:
    """Where each line of her page leads, and what it says stands there."""
    page = client.get(f"/sellers/{seller.slug}/edit/").content.decode()
    found = re.findall(
        r'list-title" href="([^"]*)".*?list-text">(?:<span[^>]*>)?(.*?)<', page, re.S
    )
    return dict(found)


def test_her_numbers_and_her_reviews_are_reached_from_there(
    hers: Client, seller: Seller
) -> None:
    lines = lines_of(hers, seller)
    assert lines["/sellers/contacts/"] == "এখনো কিছু নেই"
    assert lines["/sellers/reviews/"] == "দেখার মতো প্রমাণ নেই"
    Contact.objects.put(seller, "phone", "+8801712345678", "members")
    Contact.objects.put(seller, "address", "১২ মিরপুর রোড", "deal")
    ReviewFactory(seller=seller, shown=False, sent=True)
    lines = lines_of(hers, seller)
    assert lines["/sellers/contacts/"] == "০১৭••••••৭৮, বাসা বা দোকানের ঠিকানা"
    assert lines["/sellers/reviews/"] == "১টি প্রমাণ দেখার আছে"


# --- to begin ---


def test_a_page_is_begun_with_two_lines(hers: Client, rahima: Member) -> None:
    words = {"name": "সুতোর গল্প", "makes": "নকশীকাঁথা"}
    answer = hers.post("/sellers/start/", words)
    assert answer.status_code == 303
    seller = Seller.objects.get()
    assert answer["Location"] == f"/sellers/{seller_path(seller)}/edit/"
    assert (seller.name, seller.makes, seller.published_at) == (*words.values(), None)
    assert hers.post("/sellers/start/", words).status_code == 302
    assert Seller.objects.count() == 1


def seller_path(seller: Seller) -> str:
    return seller.get_absolute_url().split("/")[2]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "নামটা লিখুন।"),
        ("\u200b\u200c\u200d\ufeff", "অক্ষর দিয়ে একটা নাম লিখুন।"),
        ("।।--!!", "অক্ষর দিয়ে একটা নাম লিখুন।"),
        ("ক" * 5000, "নামটায় ৫,০০০টি অক্ষর-চিহ্ন, ধরে ৮০টি। একটু ছোট করুন।"),
        ("সুতা 01712345678", "নামের মধ্যে নম্বর দেবেন না"),
        ("সুতা ০১৭ ১২ ৩৪ ৫৬ ৭৮", "নামের মধ্যে নম্বর দেবেন না"),
        ("sutor-golpo.com", "নামে লিংক দেবেন না"),
        ("তানিয়া রহমান", "আরেকজন সদস্যের এই নাম"),
        ("তানিয়া  রহমান!", "আরেকজন সদস্যের এই নাম"),
        ("তানি\u200dয়া রহমান", "আরেকজন সদস্যের এই নাম"),
        ("ঘরের আঁচার", "আরেক বিক্রেতার এই নাম"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_why(
    hers: Client, tania: Member, name: str, sentence: str
) -> None:
    SellerFactory(name="ঘরের আচার")
    answer = hers.post("/sellers/start/", {"name": name, "makes": "আচার"})
    assert answer.status_code == 422
    assert any(sentence in said for said in errors_in(answer)), errors_in(answer)
    assert 'value="আচার"' in answer.content.decode()
    assert Seller.objects.count() == 1


def test_her_own_name_can_be_her_business(hers: Client, rahima: Member) -> None:
    answer = hers.post("/sellers/start/", {"name": rahima.display_name, "makes": "আচার"})
    assert answer.status_code == 303


def test_latin_names_drawn_alike_are_one(hers: Client) -> None:
    SellerFactory(name="Jamdani Loom")
    # The a is Cyrillic, and the o a zero.
    answer = hers.post("/sellers/start/", {"name": "J\u0430mdani L0om", "makes": "শাড়ি"})
    assert answer.status_code == 422


def test_what_she_wrote_waits_over_a_sign_in(client: Client, rahima: Member) -> None:
    answer = client.post("/sellers/start/", {"name": "সুতোর গল্প", "makes": "কাঁথা"})
    assert answer.status_code == 302
    client.force_login(rahima)
    page = client.get("/sellers/start/").content.decode()
    assert 'value="সুতোর গল্প"' in page
    assert 'value="কাঁথা"' in page


# --- whose it is ---


def test_only_she_changes_it(client: Client, seller: Seller, tania: Member) -> None:
    url = section(seller, "about")
    assert client.get(url).status_code == 302
    client.force_login(tania)
    assert client.get(url).status_code == 403
    assert client.post(url, {"name": "আমার"}).status_code == 403
    seller.unpublish()
    assert client.get(url).status_code == 404
    assert (
        client.post(f"/sellers/{seller.slug}/show/", {"wanted": "1"}).status_code == 404
    )
    assert Seller.objects.get().name == "সুতোর গল্প"


@pytest.mark.parametrize(
    "path", ["edit/nothing/", "items/99/", "items/99999999999999999999/"]
)
def test_what_is_not_there_is_404(hers: Client, seller: Seller, path: str) -> None:
    assert hers.get(f"/sellers/{seller.slug}/{path}").status_code == 404


def test_she_shows_it_and_takes_it_back(hers: Client, rahima: Member) -> None:
    seller = SellerFactory(member=rahima, published=False)
    url = f"/sellers/{seller.slug}/show/"
    assert hers.get(url).status_code == 405
    hers.post(url, {"wanted": "1"})
    hers.post(url, {"wanted": "1"})
    guest = Client()
    assert guest.get(seller.get_absolute_url()).status_code == 200
    hers.post(url, {"wanted": "0"})
    assert guest.get(seller.get_absolute_url()).status_code == 404


# --- sections ---


def test_sections_are_saved(hers: Client, seller: Seller, places: None) -> None:
    sent: dict[str, dict[str, Any]] = {
        "about": {"name": "সুতোর গল্প", "makes": "কাঁথা", "story": "মায়ের কাছে শেখা।"},
        "place": {"district": "Comilla", "upazila": "সদর"},
        "delivery": {"delivery_areas": "ঢাকা ৭০ টাকা", "delivery_time": "২ দিন"},
        "payment": {"payment_ways": ["bkash", "cash"], "advance_percent": "১০%"},
        "returns": {"return_rule": "৩ দিনে বদল"},
        "hours": {
            "opens_at": "১০টা",
            "closes_at": "রাত ৯:৩০",
            "closed_days": ["4"],
            "quiet_from": "22:00",
            "quiet_until": "09:00",
        },
        "links": {"links": "facebook.com/sutor\n\nhttps://instagram.com/sutor"},
    }
    for name, words in sent.items():
        basis = basis_in(hers, section(seller, name))
        answer = hers.post(section(seller, name), {**words, "basis": basis})
        assert answer.status_code == 303, (name, errors_in(answer))
        assert answer["Location"].endswith(f"/edit/?saved={name}#{name}")
    now = Seller.objects.get()
    assert now.story == "মায়ের কাছে শেখা।"
    assert now.district == District.objects.get(slug="cumilla")
    assert now.upazila
    assert now.upazila.name_bn == "কুমিল্লা সদর"
    assert (now.payment_ways, now.advance_percent) == (["cash", "bkash"], 10)
    assert (now.opens_at, now.closes_at) == (dt.time(10), dt.time(21, 30))
    assert (now.closed_days, now.quiet_from) == ([4], dt.time(22))
    assert now.links == ["https://facebook.com/sutor", "https://instagram.com/sutor"]
    page = Client().get(now.get_absolute_url()).content.decode()
    for words in ("ঢাকা ৭০ টাকা", "হাতে পেয়ে টাকা, বিকাশ", "অগ্রিম ১০%", "৩ দিনে বদল"):
        assert words in page
    assert "কুমিল্লা সদর, কুমিল্লা" in page


def test_the_same_sent_twice_is_saved_once(hers: Client, seller: Seller) -> None:
    url = section(seller, "returns")
    words = {"return_rule": "৩ দিন", "basis": basis_in(hers, url)}
    assert hers.post(url, words).status_code == 303
    version = Seller.objects.get().version
    assert hers.post(url, words).status_code == 303
    assert Seller.objects.get().version == version


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("about", {"name": "সুতা", "makes": ""}, "আগে কিছু লিখুন"),
        ("about", {"name": "সুতা", "makes": "ক" * 201}, "২০১"),
        ("place", {"district": "Kolkata"}, "“Kolkata” নামে কোনো জেলা পাইনি"),
        ("place", {"upazila": "সদর"}, "আগে জেলাটা লিখুন।"),
        ("place", {"district": "ঢাকা", "upazila": "লামা"}, "“লামা” নামে উপজেলা পাইনি"),
        ("payment", {"advance_percent": "১২০"}, "০ থেকে ১০০"),
        ("payment", {"advance_percent": "9" * 500}, "০ থেকে ১০০"),
        ("payment", {"advance_percent": "0" * 12 + "999"}, "০ থেকে ১০০"),
        ("payment", {"advance_percent": "0" * 5000 + "101"}, "০ থেকে ১০০"),
        ("payment", {"payment_ways": ["gold"]}, "gold"),
        ("hours", {"opens_at": "10:00"}, "দুটো সময়ই লিখুন"),
        ("hours", {"opens_at": "25:00", "closes_at": "9"}, "সময়টা এভাবে লিখুন"),
        ("hours", {"quiet_from": "9", "quiet_until": "09:00"}, "দুটো সময় একই"),
        ("links", {"links": "wa.me/8801712345678"}, "ফোন নম্বর আছে"),
        ("links", {"links": "javascript:alert(1)"}, "খোলা যায় না"),
        ("links", {"links": "https://spam.example.com"}, "আপনি এখানে নতুন"),
        ("links", {"links": "\n".join(f"fb.com/{n}" for n in range(6))}, "৫টি লিংক"),
    ],
)
def test_what_cannot_stand_there_is_said_and_kept(
    hers: Client,
    seller: Seller,
    places: None,
    name: str,
    words: dict[str, Any],
    sentence: str,
) -> None:
    before = Seller.objects.get()
    answer = hers.post(section(seller, name), words)
    assert answer.status_code == 422
    assert any(sentence in said for said in errors_in(answer)), errors_in(answer)
    assert Seller.objects.get().basis_of(name) == before.basis_of(name)
    # She comes back later: it stands in the form.
    kept = SellerDraft.objects.get(key=name).fields
    assert {key: kept[key] for key in words} == {
        key: value if isinstance(value, list) else [value]
        for key, value in words.items()
    }


@pytest.mark.parametrize(
    "name",
    ["about", "place", "delivery", "payment", "returns", "hours", "links", "photos"],
)
@pytest.mark.parametrize("value", ["", "\0", "<script>alert(1)</script>", "ৰ" * 70_000])
def test_no_input_breaks_a_section(
    hers: Client, seller: Seller, places: None, name: str, value: str
) -> None:
    fields = [
        "name",
        "makes",
        "story",
        "district",
        "upazila",
        "delivery_areas",
        "delivery_time",
        "basis",
        "payment_ways",
        "advance_percent",
        "advance_rule",
        "return_rule",
        "opens_at",
        "closes_at",
        "closed_days",
        "quiet_from",
        "quiet_until",
        "links",
        "photo",
        "alt",
        "chooser",
    ]
    answer = hers.post(section(seller, name), dict.fromkeys(fields, value))
    assert answer.status_code in {303, 409, 422}
    hers.get(section(seller, name))
    assert (
        "<script>alert" not in Client().get(seller.get_absolute_url()).content.decode()
    )


def test_a_second_window_overwrites_nothing(hers: Client, seller: Seller) -> None:
    url = section(seller, "returns")
    basis = basis_in(hers, url)
    hers.post(url, {"return_rule": "৩ দিন", "basis": basis})
    answer = hers.post(url, {"return_rule": "৭ দিন", "basis": basis})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "৭ দিন</textarea>" in page
    assert "<p>৩ দিন</p>" in page
    assert Seller.objects.get().return_rule == "৩ দিন"
    # Sent again from there it takes the place.
    again = {"return_rule": "৭ দিন", "basis": value_of(page, "basis")}
    assert hers.post(url, again).status_code == 303
    assert Seller.objects.get().return_rule == "৭ দিন"
    assert not SellerDraft.objects.exists()


def test_a_draft_stands_in_the_form_until_it_is_saved_or_dropped(
    hers: Client, seller: Seller
) -> None:
    url = section(seller, "payment")
    hers.post(url, {"payment_ways": ["bkash"], "advance_percent": "১২০"})
    page = hers.get(url).content.decode()
    assert 'value="১২০"' in page
    assert re.search(r'value="bkash"[^>]* checked', page)
    assert "এখনো রাখা হয়নি" in hers.get(f"/sellers/{seller.slug}/edit/").content.decode()
    hers.post(url, {"drop": "1"})
    assert 'value="১২০"' not in hers.get(url).content.decode()


def test_a_phone_keeps_what_is_typed(
    hers: Client, seller: Seller, tania: Member
) -> None:
    url = f"/sellers/{seller.slug}/drafts/returns/"
    first = hers.post(url, {"return_rule": "৩", "sequence": "0"}).json()
    assert first == {"sequence": 1}
    assert hers.post(url, {"return_rule": "৩ দি", "sequence": "1"}).json() == {
        "sequence": 2
    }
    old = hers.post(url, {"return_rule": "অন্য", "sequence": "1"})
    assert (old.status_code, old.json()) == (409, {"error": "conflict", "sequence": 2})
    assert SellerDraft.objects.get().fields == {"return_rule": ["৩ দি"]}
    for key in ("nothing", "item-9", "item-" + "9" * 30, "item-x"):
        assert hers.post(f"/sellers/{seller.slug}/drafts/{key}/").status_code == 404
    other = Client()
    assert other.post(url, {"return_rule": "x"}).status_code == 401
    other.force_login(tania)
    assert other.post(url, {"return_rule": "x"}).status_code == 404
    assert SellerDraft.objects.count() == 1


def test_numbers_in_free_text_are_masked(hers: Client, seller: Seller) -> None:
    words = {"name": "সুতোর গল্প", "makes": "কল 01712345678", "story": "০১৮১২৩৪৫৬৭৯ এ কল"}
    assert hers.post(section(seller, "about"), words).status_code == 303
    page = Client().get(seller.get_absolute_url()).content.decode()
    assert "01712345678" not in page
    assert "০১৮১২৩৪৫৬৭৯" not in page
    assert "017••••••78" in page


def test_listed_words_are_left_out(hers: Client, seller: Seller, karim: Member) -> None:
    ListedWord.objects.create(word="বাজিমাত", key="বাজিমাত", action="hold", by=karim)
    answer = hers.post(section(seller, "returns"), {"return_rule": "বাজিমাত অফার"})
    assert answer.status_code == 422
    assert "আপনার পাতার লেখা অপেক্ষায় রাখা যায় না" in answer.content.decode()
    assert Seller.objects.get().return_rule == ""


def test_silenced_she_keeps_her_words(
    hers: Client, seller: Seller, rahima: Member, karim: Member
) -> None:
    until = timezone.now() + dt.timedelta(days=1)
    Sanction.give(rahima, "silence", karim, "কিছুদিন থামুন", until=until)
    answer = hers.post(section(seller, "returns"), {"return_rule": "৩ দিন"})
    assert answer.status_code == 403
    assert "৩ দিন</textarea>" in answer.content.decode()
    assert Seller.objects.get().return_rule == ""


# --- photos and showcase ---


def photo_of(member: Member) -> Photo:
    return Photo.take(member, [jpeg()], uuid.uuid4())


def test_photos_of_hers_stand_on_her_page(
    hers: Client, seller: Seller, rahima: Member, tania: Member
) -> None:
    mine, others = photo_of(rahima), photo_of(tania)
    url = section(seller, "photos")
    form = {"chooser": "1", "photo": [mine.pk], "alt": ["উঠানে সেলাই"]}
    assert hers.post(url, {**form, "basis": basis_in(hers, url)}).status_code == 303
    assert mine.is_visible_to(tania)
    assert "উঠানে সেলাই" in Client().get(seller.get_absolute_url()).content.decode()
    stolen = hers.post(url, {"chooser": "1", "photo": [others.pk], "alt": [""]})
    assert stolen.status_code == 422
    hers.post(url, {"chooser": "1", "photo": [], "basis": basis_in(hers, url)})
    assert Seller.objects.get().pictures == []
    assert not Photo.objects.get(pk=mine.pk).is_visible_to(tania)


ITEM = {"name": "নকশীকাঁথা", "price": "৪,৫০০", "words": "হাতে সেলাই"}


def test_a_thing_stands_there_with_its_price(
    hers: Client, seller: Seller, rahima: Member
) -> None:
    photo = photo_of(rahima)
    form = {
        **ITEM,
        "client_key": uuid.uuid4(),
        "photo": [photo.pk],
        "alt": [""],
        "chooser": "1",
    }
    url = f"/sellers/{seller.slug}/items/new/"
    assert hers.post(url, form).status_code == 303
    assert hers.post(url, form).status_code == 303
    item = ShowcaseItem.objects.get()
    assert (item.name, item.price, item.price_to) == ("নকশীকাঁথা", 4500, None)
    page = Client().get(seller.get_absolute_url()).content.decode()
    assert '<p class="item-price">৳৪,৫০০</p>' in page
    assert photo.name in page


def test_inbox_is_no_price(hers: Client, seller: Seller) -> None:
    url = f"/sellers/{seller.slug}/items/new/"
    answer = hers.post(url, {**ITEM, "price": "ইনবক্স", "client_key": uuid.uuid4()})
    assert answer.status_code == 422
    assert any("“ইনবক্স” কোনো দাম নয়" in said for said in errors_in(answer))
    assert not ShowcaseItem.objects.exists()
    # Nothing typed is lost.
    assert 'value="নকশীকাঁথা"' in hers.get(url).content.decode()


def test_an_old_form_is_another_thing_only_when_she_says_so(
    hers: Client, seller: Seller
) -> None:
    key, url = uuid.uuid4(), f"/sellers/{seller.slug}/items/new/"
    hers.post(url, {**ITEM, "client_key": key})
    answer = hers.post(url, {**ITEM, "name": "কুশন", "client_key": key})
    assert answer.status_code == 409
    fresh = value_of(answer.content.decode(), "client_key")
    assert fresh not in {"", str(key)}
    assert (
        hers.post(url, {**ITEM, "name": "কুশন", "client_key": fresh}).status_code == 303
    )
    assert ShowcaseItem.objects.count() == 2


def test_a_thing_is_changed_moved_and_taken_out(hers: Client, seller: Seller) -> None:
    first, second = (
        ShowcaseItem.objects.add(
            seller,
            uuid.uuid4(),
            {"name": name, "words": "", "price": 100, "price_to": None},
        )
        for name in ("কাঁথা", "কুশন")
    )
    url = f"/sellers/{seller.slug}/items/{second.pk}/"
    basis = basis_in(hers, url)
    change = {
        "name": "কুশন",
        "price": "৩৫০-৬০০",
        "words": "",
        "client_key": uuid.uuid4(),
    }
    assert hers.post(url, {**change, "basis": basis}).status_code == 303
    assert hers.post(url, {**change, "price": "10", "basis": basis}).status_code == 409
    second.refresh_from_db()
    assert (second.price, second.price_to) == (350, 600)
    hers.post(f"{url}up/")
    hers.post(f"{url}up/")
    assert list(seller.items.shown()) == [second, first]  # type: ignore[attr-defined]
    hers.post(f"{url}out/")
    hers.post(f"{url}out/")
    assert list(seller.items.shown()) == [first]  # type: ignore[attr-defined]
    assert "কুশন" not in Client().get(seller.get_absolute_url()).content.decode()
    hers.post(f"{url}back/")
    assert list(seller.items.shown()) == [second, first]  # type: ignore[attr-defined]
    assert hers.post(f"{url}away/").status_code == 404
    other = Client()
    other.force_login(MemberFactory())
    assert other.post(f"{url}out/").status_code == 403


def test_a_draft_holds_what_every_database_takes(hers: Client, seller: Seller) -> None:
    url = f"/sellers/{seller.slug}/drafts/about/"
    sent = {"story": "কাঁ\0থা", "n\0": "x", "basis": "\0a", "sequence": "0"}
    assert hers.post(url, sent).status_code == 200
    draft = SellerDraft.objects.get()
    assert (draft.fields["story"], draft.basis) == (["কাঁথা"], "a")
    assert "\0" not in str(draft.fields)
    refused = hers.post(section(seller, "about"), {"name": "", "story": "তাঁ\0ত"})
    assert refused.status_code == 422
    assert SellerDraft.objects.get().fields["story"] == ["তাঁত"]


def test_a_name_of_signs_that_are_sentences_fits(client: Client, tania: Member) -> None:
    client.force_login(tania)
    sent = {"name": "ﷺ" * 80, "makes": "কাঁথা"}
    assert client.post("/sellers/start/", sent).status_code in {303, 422}
    for seller in Seller.objects.all():
        assert len(seller.look) <= Seller._meta.get_field("look").max_length


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("রাত ১২টা", 0), ("রাত ২টা", 2), ("রাত ৯টা", 21), ("দুপুর ১২টা", 12), ("সকাল ৯টা", 9)],
)
def test_an_hour_of_the_night_is_read_as_it_is_said(typed: str, hour: int) -> None:
    assert ClockField().clean(typed) == dt.time(hour)
