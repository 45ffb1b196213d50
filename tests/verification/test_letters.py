"""An address by a code in a letter: asked for, posted, written, guessed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from profiles.models import Member
from sellers.models import Contact, Seller
from tests.factories import MemberFactory, SellerFactory
from tests.verification.making import make_verifier, signed_in, with_second_step
from verification.models import Letter, LetterLook, Verification
from verification.models.letter import plain
from verification.models.token import ALPHABET

pytestmark = pytest.mark.django_db

LETTERS = "/moderation/verification/letters/"


@pytest.fixture
def address(seller: Seller) -> Contact:
    return Contact.objects.put(seller, "address", "১২ সুতাপাড়া, টাঙ্গাইল", "deal")


@pytest.fixture
def hers(seller: Seller) -> Client:
    return signed_in(seller.member)


@pytest.fixture
def posting(verifier: Member) -> Client:
    return with_second_step(verifier)


def way(contact: Contact) -> str:
    return f"/sellers/contacts/{contact.pk}/letter/"


def posted(hers: Client, contact: Contact, verifier: Member) -> Letter:
    """A letter to her that is on its way."""
    hers.post(way(contact))
    letter = Letter.objects.latest("pk")
    assert letter.post(verifier)
    return letter


def write(hers: Client, contact: Contact, code: str) -> Any:
    return hers.post(way(contact), {"code": code})


def stands(seller: Seller) -> list[str]:
    rows = Verification.objects.standing_for([seller])[seller.pk]
    return [row.kind for row in rows]


def test_from_asking_to_the_confirmed_address(hers, posting, seller, address, verifier):
    assert hers.post(way(address)).status_code == 303
    letter = Letter.objects.get()
    assert "আপনি চিঠি চেয়েছেন" in hers.get(way(address)).content.decode()
    assert seller.name in posting.get(LETTERS).content.decode()
    answer = posting.get(f"{LETTERS}{letter.pk}/")
    body = answer.content.decode()
    assert "১২ সুতাপাড়া, টাঙ্গাইল" in body
    assert letter.code in body
    assert "no-store" in answer["Cache-Control"]
    assert [look.member for look in LetterLook.objects.all()] == [verifier]
    assert posting.post(f"{LETTERS}{letter.pk}/").status_code == 303
    assert "ডাকে দেওয়া হয়েছে" in hers.get(way(address)).content.decode()

    assert write(hers, address, letter.code.lower()).status_code == 303

    assert stands(seller) == ["address"]
    row = Verification.objects.get()
    assert (row.method, row.contact) == ("letter", address)
    assert letter.code not in str(list(Letter.objects.values()))
    assert "সুতাপাড়া" not in Client().get(seller.get_absolute_url()).content.decode()
    assert write(hers, address, letter.code).status_code == 303  # a double tap
    assert Verification.objects.count() == 1


def test_code_is_the_same_each_time_and_another_for_each_letter(seller, address):
    letter = Letter.objects.ask(seller, address, seller.member)
    other = SellerFactory()
    contact = Contact.objects.put(other, "address", "৩ নদীর পাড়, খুলনা", "deal")
    second = Letter.objects.ask(other, contact, other.member)
    assert letter.code == Letter.objects.get(pk=letter.pk).code
    assert letter.code != second.code
    assert len(plain(letter.code)) == 8
    assert set(plain(letter.code).lower()) <= set(ALPHABET)


def test_five_wrong_ones_end_it_and_then_the_right_one_fails_too(
    hers, seller, address, verifier
):
    letter = posted(hers, address, verifier)
    for number in range(5):
        answer = write(hers, address, f"AAAA-AAA{number}")
        assert answer.status_code == 422
    assert "অনেকবার ভুল হয়েছে" in answer.content.decode()
    assert write(hers, address, letter.code).status_code == 422
    assert stands(seller) == []
    row = Verification.objects.get()
    assert (row.state, row.reason) == ("refused", "code")


def test_code_of_another_letter_does_not_count(hers, seller, address, verifier):
    posted(hers, address, verifier)
    other = SellerFactory()
    contact = Contact.objects.put(other, "address", "৩ নদীর পাড়, খুলনা", "deal")
    theirs = posted(signed_in(other.member), contact, verifier)
    assert write(hers, address, theirs.code).status_code == 422
    assert stands(seller) == []


@pytest.mark.parametrize("typed", ["", "কখগ", "x" * 5000, "\x00", "-----"])
def test_what_is_no_code(hers, seller, address, verifier, typed):
    posted(hers, address, verifier)
    assert write(hers, address, typed).status_code == 422
    assert stands(seller) == []


def test_before_it_is_posted_and_after_45_days_it_counts_not(
    hers, seller, address, verifier
):
    hers.post(way(address))
    letter = Letter.objects.get()
    assert write(hers, address, letter.code).status_code == 422
    letter.post(verifier)
    row = Verification.objects.get()
    assert timedelta(days=44) < row.waits_until - timezone.now() < timedelta(days=46)
    Verification.objects.update(waits_until=timezone.now())
    assert write(hers, address, letter.code).status_code == 422
    assert stands(seller) == []


def test_one_letter_in_thirty_days(hers, address, verifier):
    for _ in range(3):
        hers.post(way(address))
    assert Letter.objects.count() == 1
    letter = Letter.objects.get()
    letter.post(verifier)
    for number in range(5):
        write(hers, address, f"AAAA-AAA{number}")
    answer = hers.post(way(address))
    assert answer.status_code == 429
    assert "এক মাস পরে" in answer.content.decode()
    month = timezone.now() - timedelta(days=30, minutes=1)
    Letter.objects.update(posted_at=month)
    assert hers.post(way(address)).status_code == 303
    assert Letter.objects.count() == 2


def test_posted_twice_is_once_and_what_was_taken_back_is_not_posted(
    hers, posting, address, verifier
):
    letter = posted(hers, address, verifier)
    first = Letter.objects.get().posted_at
    assert not letter.post(verifier)
    assert posting.post(f"{LETTERS}{letter.pk}/").status_code == 404
    assert Letter.objects.get().posted_at == first


def test_address_she_takes_back_is_printed_by_nobody(hers, posting, seller, address):
    hers.post(way(address))
    letter = Letter.objects.get()
    address.remove()
    assert posting.get(f"{LETTERS}{letter.pk}/").status_code == 404
    assert not LetterLook.objects.exists()
    assert hers.get(way(address)).status_code == 404


def test_who_reads_the_address_and_who_does_not(hers, seller, address):
    hers.post(way(address))
    letter = Letter.objects.get()
    url = f"{LETTERS}{letter.pk}/"
    own = SellerFactory(member=make_verifier())
    contact = Contact.objects.put(own, "address", "৩ নদীর পাড়, খুলনা", "deal")
    theirs = Letter.objects.ask(own, contact, own.member)
    former = make_verifier()
    blocked = make_verifier()
    seller.member.block(MemberFactory())
    for member in (seller.member, MemberFactory(), MemberFactory(moderator=True)):
        for answer in (signed_in(member).get(url), signed_in(member).post(url)):
            assert answer.status_code == 404
    assert Client().get(url).status_code == 404
    # With the role, but without her second factor.
    assert signed_in(blocked).get(url).status_code == 302
    # Her own letter is another's to post.
    answer = with_second_step(own.member).get(f"{LETTERS}{theirs.pk}/")
    assert answer.status_code == 303
    former.user_permissions.clear()
    Member.objects.filter(pk=former.pk).update(is_moderator=False)
    assert signed_in(former).get(url).status_code == 404
    assert not LetterLook.objects.exists()


def test_others_reach_nothing_of_her_letter(hers, seller, address, tania):
    SellerFactory(member=tania)
    for member in (tania, MemberFactory(moderator=True), None):
        client = signed_in(member)
        for answer in (client.get(way(address)), client.post(way(address))):
            assert answer.status_code == (302 if member is None else 404)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_letters_to_post_ask_as_often_for_three_as_for_one(
    posting, count, django_assert_max_num_queries
):
    for _ in range(count):
        seller = SellerFactory()
        contact = Contact.objects.put(seller, "address", "১২ সুতাপাড়া", "deal")
        Letter.objects.ask(seller, contact, seller.member)
    posting.get(LETTERS)
    with django_assert_max_num_queries(12):
        body = posting.get(LETTERS).content.decode()
    assert body.count("list-title") == count
