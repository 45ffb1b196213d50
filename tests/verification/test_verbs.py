"""The verbs of Verification: asked, granted, refused, ended; what then stands."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.permissions import Refused
from moderation.models import Decided, ModerationEntry
from profiles.models import Member
from sellers.models import Seller
from tests.factories import MemberFactory, SellerFactory
from tests.verification.making import ask, make_verifier, phone_of
from verification.kinds import YEAR
from verification.models import Method, Reason, Verification, Why

pytestmark = pytest.mark.django_db


def stands(seller: Seller) -> list[str]:
    return [row.kind for row in Verification.objects.standing_for([seller])[seller.pk]]


def test_asking_twice_is_the_one_that_waits(seller: Seller) -> None:
    first = ask(seller, key="a" * 64, ending="1234")
    assert ask(seller, key="b" * 64).pk == first.pk
    assert stands(seller) == []


def test_two_numbers_are_asked_for_side_by_side(seller: Seller) -> None:
    one, two = phone_of(seller), phone_of(seller, "+8801812345678")
    first = ask(seller, "phone", contact=one, method=Method.CODE)
    second = ask(seller, "phone", contact=two, method=Method.CODE)
    assert first.pk != second.pk
    assert (first.grant(None), second.grant(None)) == (True, True)
    assert stands(seller) == ["phone", "phone"]


def test_granted_it_stands_and_the_page_is_drawn_anew(
    seller: Seller, verifier: Member
) -> None:
    asked, before = ask(seller), Seller.objects.get(pk=seller.pk).version
    assert asked.grant(verifier)
    assert not asked.grant(verifier)
    assert stands(seller) == ["identity"]
    assert Seller.objects.get(pk=seller.pk).version > before
    entry = ModerationEntry.objects.get(target_kind="verification")
    assert (entry.by, entry.action, entry.target_id) == (verifier, "approve", asked.pk)
    left = asked.until - timezone.now()
    assert 3 * YEAR - timedelta(minutes=1) < left <= 3 * YEAR


def test_the_own_end_of_a_document_is_the_end(seller: Seller, verifier: Member) -> None:
    soon = timezone.now() + timedelta(days=40)
    asked = ask(seller, "licence")
    asked.grant(verifier, until=soon)
    assert asked.until == soon
    late = ask(seller, "licence")
    with pytest.raises(Refused) as refused:
        late.grant(verifier, until=timezone.now() - timedelta(days=1))
    assert refused.value.code == "past"


def test_what_has_run_out_stands_no_more(seller: Seller, verifier: Member) -> None:
    asked = ask(seller)
    asked.grant(verifier)
    Verification.objects.update(until=timezone.now())
    assert stands(seller) == []
    assert not Verification.objects.get(pk=asked.pk).is_standing


def test_renewing_leaves_no_gap(seller: Seller, verifier: Member) -> None:
    old = ask(seller)
    old.grant(verifier)
    new = ask(seller)
    assert stands(seller) == ["identity"]
    new.grant(verifier)
    old.refresh_from_db()
    assert (old.state, old.why) == (Verification.State.ENDED, Why.REPLACED)
    assert [
        row.pk for row in Verification.objects.standing_for([seller])[seller.pk]
    ] == [new.pk]


def test_the_first_of_two_verifiers_holds(seller: Seller, verifier: Member) -> None:
    asked = ask(seller)
    again = Verification.objects.get(pk=asked.pk)
    assert asked.refuse(verifier, Reason.BLURRED)
    with pytest.raises(Decided):
        again.grant(make_verifier())
    with pytest.raises(Decided):
        again.grant(verifier)
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.until) == ("refused", "blurred", None)


def test_who_has_not_the_permission_decides_nothing(seller: Seller) -> None:
    asked = ask(seller)
    for member in (MemberFactory(moderator=True), MemberFactory(), seller.member):
        with pytest.raises(Refused) as refused:
            asked.grant(member)
        assert refused.value.code == "role"


def test_a_verifier_decides_neither_about_herself_nor_over_a_block(
    seller: Seller, verifier: Member
) -> None:
    own = ask(SellerFactory(member=verifier))
    with pytest.raises(Refused) as refused:
        own.grant(verifier)
    assert refused.value.code == "own"
    asked = ask(seller)
    verifier.block(seller.member)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        asked.refuse(verifier, Reason.PERSON)
    assert refused.value.code == "blocked"


def test_another_cannot_ask_for_her(seller: Seller) -> None:
    with pytest.raises(Refused):
        Verification.ask(seller, "identity", MemberFactory(), method=Method.STAFF)
    other = phone_of(SellerFactory())
    with pytest.raises(Refused) as refused:
        ask(seller, "phone", contact=other, method=Method.CODE)
    assert refused.value.code == "gone"


def test_a_removed_contact_ends_what_was_checked_of_it(seller: Seller) -> None:
    kept, gone = phone_of(seller), phone_of(seller, "+8801812345678")
    for contact in (kept, gone):
        ask(seller, "phone", contact=contact, method=Method.CODE).grant(None)
    gone.remove()
    ended = Verification.objects.get(contact=gone)
    assert (ended.state, ended.why) == (Verification.State.ENDED, Why.CHANGED)
    assert Verification.objects.get(contact=kept).is_standing


def test_another_name_ends_a_licence_and_not_an_identity(
    seller: Seller, verifier: Member
) -> None:
    for kind in ("identity", "licence"):
        ask(seller, kind).grant(verifier)
    fresh = Seller.objects.get(pk=seller.pk)
    fresh.change("about", {"name": f"{fresh.name}।"})
    fresh.change("about", {"name": "অন্য নামের দোকান"})
    assert stands(seller) == ["identity"]
    assert Verification.objects.get(kind="licence").why == Why.CHANGED


def test_an_ask_that_nothing_came_to_lapses(seller: Seller) -> None:
    contact = phone_of(seller)
    first = ask(seller, "phone", contact=contact, method=Method.CODE)
    Verification.objects.update(waits_until=timezone.now())
    with pytest.raises(Decided):
        first.grant(None)
    second = ask(seller, "phone", contact=contact, method=Method.CODE)
    first.refresh_from_db()
    assert (first.state, first.why) == (Verification.State.ENDED, Why.LAPSED)
    assert second.grant(None)


def test_nobody_asks_without_end(seller: Seller) -> None:
    for _n in range(10):
        ask(seller).end(Why.WITHDRAWN)
    with pytest.raises(Refused) as refused:
        ask(seller)
    assert refused.value.code == "limit"


def test_what_others_may_read(seller: Seller, verifier: Member) -> None:
    stood = ask(seller)
    stood.grant(verifier)
    waits = ask(seller, "licence")
    read = Verification.objects.visible_to
    assert {*read(seller.member)} == {*read(verifier)} == {stood, waits}
    assert [*read(MemberFactory())] == [*read(None)] == [stood]
    Seller.objects.get(pk=seller.pk).unpublish()
    assert [*read(MemberFactory())] == [*read(None)] == []


def page(seller: Seller) -> str:
    return Client().get(seller.get_absolute_url()).content.decode()


def test_the_card_says_what_was_checked_and_what_was_not(
    seller: Seller, verifier: Member
) -> None:
    assert "পরিচয় যাচাই করা হয়নি" in page(seller)
    contact = phone_of(seller)
    assert "আমরা যাচাই করিনি" in page(seller)
    ask(seller, "phone", contact=contact, method=Method.CODE).grant(None)
    assert "ফোন নম্বর নিশ্চিত করা" in page(seller)
    for kind in ("identity", "payout"):
        ask(seller, kind).grant(verifier)
    said = page(seller)
    assert "পরিচয় যাচাই করা<" in said
    assert "টাকা নেওয়ার নম্বর যাচাই করা<" in said
    assert "পরিচয় যাচাই করা হয়নি" not in said
    ask(seller, "dbid").grant(verifier)
    assert "যাচাই করা: টাকার নম্বর, পরিচয়, ডিবিআইডি" in page(seller)


def test_the_list_is_narrowed_and_marked(seller: Seller, verifier: Member) -> None:
    other = SellerFactory()
    ask(seller).grant(verifier)
    url = reverse("sellers:list")
    everyone = Client().get(url).content.decode()
    assert other.name in everyone
    assert everyone.count("পরিচয় যাচাই করা") == 2  # the filter, and her mark
    narrowed = Client().get(url, {"identity-checked": "1"}).content.decode()
    assert seller.name in narrowed
    assert other.name not in narrowed
