"""Her pages: what is checked, sending papers, trying again, taking back."""

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.text import to_bangla_digits
from notifications.models import Notification
from profiles.models import Member
from sellers import matching
from sellers.models import Seller
from tests.factories import MemberFactory, SellerFactory
from tests.photos.pictures import jpeg
from tests.verification.making import (
    ask,
    ask_with_picture,
    evidence_url,
    make_verifier,
    phone_of,
    signed_in,
    with_second_step,
)
from verification.forms import read_number
from verification.models import Evidence, Method, Reason, Verification, Why

NUMBER = "৫৫০ ১২৩ ৪৫৬৭"


def url(seller: Seller, kind: str = "identity") -> str:
    return reverse("verification:ask", args=[seller.slug, kind])


def own_url(seller: Seller) -> str:
    return reverse("verification:own", args=[seller.slug])


def picture(name: str = "a.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or jpeg(), "image/jpeg")


def sent(**more: Any) -> dict[str, Any]:
    return {
        "number": NUMBER,
        "holder": "রহিমা খাতুন",
        "front": picture(),
        "back": picture(),
        **more,
    }


@pytest.fixture
def hers(seller: Seller) -> Client:
    return signed_in(seller.member)


def body(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# --- sending ---


def test_she_sends_her_papers_and_they_wait(seller: Seller, hers: Client) -> None:
    answer = hers.post(url(seller), sent())
    assert (answer.status_code, answer["location"]) == (303, own_url(seller))
    asked = Verification.objects.get()
    assert (asked.state, asked.kind, asked.method) == ("waiting", "identity", "staff")
    assert (asked.ending, asked.holder) == ("4567", "রহিমা খাতুন")
    assert asked.key == matching.digest("paper.identity", "5501234567")
    assert {each.part for each in asked.evidence.all()} == {"front", "back"}
    page = body(hers.get(own_url(seller)))
    assert "দেখা বাকি" in page
    assert "••••৪৫৬৭" in page
    assert "আপনার ২টি ছবি এখানে তালাবদ্ধ আছে" in page
    assert "5501234567" not in str(Verification.objects.values().get())


def test_the_same_form_twice_is_one_ask(seller: Seller, hers: Client) -> None:
    hers.post(url(seller), sent())
    answer = hers.post(url(seller), sent())
    assert answer.status_code == 303
    assert Verification.objects.count() == 1
    assert Evidence.objects.exclude(verification=None).count() == 2
    assert hers.get(url(seller))["location"] == own_url(seller)


def test_what_was_right_stays_when_something_is_wrong(
    seller: Seller, hers: Client
) -> None:
    answer = hers.post(url(seller), sent(back=picture(content=b"no picture")))
    assert answer.status_code == 422
    said = body(answer)
    assert "পেছনের দিক: " in said
    front = Evidence.objects.get(part="front")
    assert f'name="have_front" value="{front.name}"' in said
    assert "রহিমা খাতুন" in said
    answer = hers.post(
        url(seller), sent(front="", have_front=front.name, number="৫৫০১২৩৪৫৬৭")
    )
    assert answer.status_code == 303
    front.refresh_from_db()
    assert front.verification == Verification.objects.get()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"number": ""}, "নম্বরটি লিখুন"),
        ({"number": "১২"}, "নম্বরটি মিলছে না"),
        ({"number": "x" * 50_000}, "নম্বরটি মিলছে না"),
        ({"number": "\x00"}, "নম্বরটি লিখুন"),
        ({"holder": "  "}, "কিছু"),
        ({"holder": "ক" * 5000}, "অক্ষর"),
        ({"holder": "রহিমা ০১৭১২৩৪৫৬৭৮"}, "শুধু নামটি লিখুন"),
        ({"front": ""}, "একটি ছবি বেছে দিন"),
        ({"front": "", "have_front": "0" * 32}, "একটি ছবি বেছে দিন"),
        ({"front": "", "have_front": "../../secret-key"}, "একটি ছবি বেছে দিন"),
    ],
)
def test_bad_input_is_said_in_a_sentence(
    seller: Seller, hers: Client, more: dict[str, Any], words: str
) -> None:
    answer = hers.post(url(seller), sent(**more))
    assert answer.status_code == 422
    assert words in body(answer)
    assert not Verification.objects.exists()


def test_no_pictures_of_another_by_their_names(seller: Seller, hers: Client) -> None:
    other = SellerFactory()
    loose = Evidence.take(other.member, "front", [jpeg()])
    answer = hers.post(url(seller), sent(front="", have_front=loose.name))
    assert answer.status_code == 422
    loose.refresh_from_db()
    assert loose.verification is None


def test_only_she_sends_for_her_page(seller: Seller) -> None:
    paths = [own_url(seller), url(seller)]
    for path in paths:
        assert signed_in(None).get(path)["location"].startswith("/accounts/login/")
        assert signed_in(MemberFactory()).get(path).status_code == 403
        assert signed_in(make_verifier()).get(path).status_code == 403
    Seller.objects.get(pk=seller.pk).unpublish()
    for path in paths:
        assert signed_in(MemberFactory()).get(path).status_code == 404
    assert signed_in(MemberFactory()).post(url(seller), sent()).status_code == 404
    assert not Evidence.objects.exists()


def test_there_is_no_such_kind(seller: Seller, hers: Client) -> None:
    assert hers.get(url(seller, "nothing")).status_code == 404


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert read_number("৫৫০-১২৩ ৪৫৬৭") == read_number("5501234567")
    assert read_number("19902345678901234") == read_number("2345678901234")
    assert read_number("tr/ad 12.45-x") == "TRAD1245X"
    for typed in ("", "abcd", "12", "x" * 26 + "1", "১২৩ টাকা"):
        with pytest.raises(ValueError, match="no number"):
            read_number(typed)


def test_a_number_to_be_paid_at_is_a_phone_number(seller: Seller, hers: Client) -> None:
    form = {"number": "12345", "holder": "রহিমা", "account": picture()}
    assert hers.post(url(seller, "payout"), form).status_code == 422
    form |= {"number": "০১৭১২-৩৪৫৬৭৮", "account": picture()}
    assert hers.post(url(seller, "payout"), form).status_code == 303
    asked = Verification.objects.get()
    assert (asked.key, asked.ending) == (matching.of_phone("01712345678"), "5678")
    assert asked.key in matching.numbers_of(Seller.objects.get(pk=seller.pk))


# --- her page ---


def test_notices_lead_to_her_page(seller: Seller, hers: Client) -> None:
    mine = reverse("verification:mine")
    assert hers.get(mine)["location"] == own_url(seller)
    assert signed_in(MemberFactory()).get(mine)["location"] == reverse("sellers:start")
    assert signed_in(None).get(mine)["location"].startswith("/accounts/login/")


def test_her_page_says_what_stands_and_who_looked(
    seller: Seller, hers: Client, verifier: Member
) -> None:
    evidence = ask_with_picture(seller, ending="4567")
    for _n in range(3):
        with_second_step(verifier).get(evidence_url(evidence))
    Verification.objects.get().grant(verifier)
    page = body(hers.get(own_url(seller)))
    assert "মডারেটর পরিচয়পত্র দেখেছেন" in page
    assert "মডারেটররা ৩ বার দেখেছেন" in page
    assert verifier.display_name not in page
    assert "নতুন করে নিন" in page
    edit = body(hers.get(reverse("sellers:edit", args=[seller.slug])))
    assert own_url(seller) in edit


def test_refused_she_reads_why_and_tries_again_with_what_she_typed(
    seller: Seller, hers: Client, verifier: Member
) -> None:
    hers.post(url(seller), sent())
    words = "ডান কোণটা কাটা গেছে।"
    Verification.objects.get().refuse(verifier, Reason.BLURRED, words)
    page = body(hers.get(own_url(seller)))
    assert "ছবি পড়া যাচ্ছে না। ভালো আলোতে আবার তুলে দিন।" in page
    assert words in page
    assert f'href="{url(seller)}"' in page
    assert "আবার চেষ্টা করুন" in page
    form = body(hers.get(url(seller)))
    assert words in form
    assert 'value="রহিমা খাতুন"' in form
    assert "শেষে ৪৫৬৭, এমন আগের নম্বরই হলে খালি রাখুন।" in form
    assert hers.post(url(seller), sent(number="")).status_code == 303
    again = Verification.objects.waiting().get()
    first = Verification.objects.get(state="refused")
    assert (again.key, again.ending) == (first.key, "4567")
    assert words not in body(hers.get(own_url(seller)))


def test_she_takes_back_what_waits_and_what_stands(
    seller: Seller, hers: Client, verifier: Member
) -> None:
    stands, waits = ask(seller), ask(seller, "licence")
    stands.grant(verifier)
    for row in (stands, waits):
        path = reverse("verification:withdraw", args=[seller.slug, row.pk])
        for _n in range(2):
            assert hers.post(path)["location"] == own_url(seller)
        row.refresh_from_db()
        assert (row.state, row.why) == ("ended", Why.WITHDRAWN)
    assert not Notification.objects.filter(kind="check-over").exists()


def test_nobody_takes_back_what_is_another_sellers(
    seller: Seller, verifier: Member
) -> None:
    waits, other = ask(seller), SellerFactory()
    theirs = reverse("verification:withdraw", args=[seller.slug, waits.pk])
    for member in (other.member, verifier, MemberFactory()):
        assert signed_in(member).post(theirs).status_code == 403
    mixed = reverse("verification:withdraw", args=[other.slug, waits.pk])
    assert signed_in(other.member).post(mixed).status_code == 404
    huge = reverse("verification:withdraw", args=[other.slug, 10**30])
    assert signed_in(other.member).post(huge).status_code == 404
    waits.refresh_from_db()
    assert waits.is_waiting


def test_her_page_asks_as_much_for_one_as_for_three(
    seller: Seller, hers: Client, verifier: Member, django_assert_num_queries: Any
) -> None:
    ask(seller).grant(verifier)
    hers.get(own_url(seller))
    with CaptureQueriesContext(connection) as asked:
        hers.get(own_url(seller))
        one = len(asked)
    contact = phone_of(seller)
    ask(seller, "phone", contact=contact, method=Method.CODE).grant(None)
    evidence = ask_with_picture(seller, "licence", "paper")
    with_second_step(verifier).get(evidence_url(evidence))
    ask(seller, "dbid").refuse(verifier, Reason.NAME)
    with django_assert_num_queries(one):
        hers.get(own_url(seller))


# --- what everyone reads ---


def test_everyone_reads_what_was_checked_how_and_until_when(
    seller: Seller, verifier: Member
) -> None:
    contact = phone_of(seller)
    ask(seller, "phone", contact=contact, method=Method.CODE).grant(None)
    ask(seller, ending="4567", holder="গোপন নাম").grant(verifier)
    page = body(Client().get(seller.get_absolute_url()))
    year = to_bangla_digits(str(timezone.localdate().year))
    assert f"{year}; " in page
    assert "পর্যন্ত ধরা হয়।" in page
    assert "মডারেটর পরিচয়পত্র দেখেছেন" in page
    assert "তাঁর ঠিকানা যাচাই করা হয়নি।" in page
    assert "০১৭••••••৭৮" in page
    for hidden in ("4567", "৪৫৬৭", "গোপন নাম", verifier.display_name, "01712345678"):
        assert hidden not in page


def test_nothing_run_out_is_shown_and_the_rest_is_said(
    seller: Seller, verifier: Member
) -> None:
    ask(seller).grant(verifier)
    Verification.objects.update(until=timezone.now())
    seller.raise_version()
    page = body(Client().get(seller.get_absolute_url()))
    assert "মডারেটর পরিচয়পত্র দেখেছেন" not in page
    assert "তাঁর পরিচয় যাচাই করা হয়নি।" in page
