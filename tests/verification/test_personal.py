"""Her copy has what was checked; when she goes nothing of it stays."""

from pathlib import Path

from profiles.erasure import Erasure
from profiles.models import Member
from sellers.models import Contact, Seller
from tests.factories import MemberFactory
from tests.profiles.erasing import erase, found, run_out
from tests.verification.making import (
    ask,
    ask_with_picture,
    evidence_url,
    phone_of,
    with_second_step,
)
from verification import personal
from verification.models import (
    Evidence,
    EvidenceLook,
    Method,
    Reason,
    Verification,
    Why,
)


def test_her_copy_says_what_was_checked_and_when_it_was_looked_at(
    seller: Seller, verifier: Member
) -> None:
    evidence = ask_with_picture(seller, ending="4567", holder="রহিমা খাতুন")
    with_second_step(verifier).get(evidence_url(evidence))
    Verification.objects.get().refuse(verifier, Reason.NAME, "অন্য নাম")
    (row,) = personal.checks(seller.member)
    assert (row["ending"], row["name"], row["words"]) == (
        "4567",
        "রহিমা খাতুন",
        "অন্য নাম",
    )
    (look,) = personal.looks(seller.member)
    assert look["at"] == EvidenceLook.objects.get().at
    assert verifier.display_name not in f"{row} {look}"
    assert list(personal.checks(verifier)) == list(personal.looks(verifier)) == []
    for holding in personal.HOLDINGS:
        for line in holding.read(seller.member):
            assert set(line) == set(holding.columns)


def test_when_she_goes_pictures_records_and_looks_go(
    seller: Seller, verifier: Member, folder: Path
) -> None:
    contact = phone_of(seller)
    ask(seller, "phone", contact=contact, method=Method.CODE).grant(None)
    evidence = ask_with_picture(seller, holder="একমাত্র নাম", ending="9173")
    with_second_step(verifier).get(evidence_url(evidence))
    Verification.objects.get(kind="identity").grant(verifier)
    member = seller.member
    assert member is not None
    Erasure.ask(member, takes_words=False)
    run_out(member)
    erase()
    assert not Verification.objects.exists()
    assert not Evidence.objects.exists()
    assert not EvidenceLook.objects.exists()
    assert not Contact.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert found("একমাত্র নাম", "9173") == []


def test_a_verifier_who_goes_leaves_decisions_without_a_name(
    seller: Seller, verifier: Member
) -> None:
    evidence = ask_with_picture(seller)
    with_second_step(verifier).get(evidence_url(evidence))
    Verification.objects.get().grant(verifier)
    name = verifier.display_name
    MemberFactory(moderator=True)
    Erasure.ask(verifier, takes_words=False)
    run_out(verifier)
    erase()
    assert Verification.objects.get().is_standing
    assert EvidenceLook.objects.count() == 1
    assert found(name) == []


def test_another_owner_of_the_page_has_nothing_checked(
    seller: Seller, verifier: Member
) -> None:
    ask(seller).grant(verifier)
    Seller.objects.filter(pk=seller.pk).update(member=verifier)
    fresh = Seller.objects.get(pk=seller.pk)
    assert Verification.objects.standing_for([fresh])[fresh.pk] == []
    fresh.raise_version()
    assert Verification.objects.get().why == Why.CHANGED


def test_she_can_go_from_a_page_on_which_another_had_a_number_checked(
    seller: Seller,
) -> None:
    phone = phone_of(seller)
    ask(seller, "phone", method=Method.CODE, contact=phone).grant(None)
    after = MemberFactory()
    Seller.objects.filter(pk=seller.pk).update(member=after)
    Erasure.ask(after, takes_words=False)
    run_out(after)
    erase()
    assert not Contact.objects.exists()
    assert not Verification.objects.exists()
