"""Sellers who are not here: one page for a number, no number on it, hers by proof."""

import re
import uuid
from urllib.parse import urlsplit

import pytest
from django.test import Client

from core.permissions import Refused
from moderation import targets
from moderation.models import Case, act, undo
from notifications.models import Notification
from profiles.models import Member, SmsJob
from sellers import pasted
from sellers.models import Contact, Review, Seller, SellerClaim, UnclaimedPage
from tests.factories import STARS, MemberFactory, ReviewFactory, SellerFactory

pytestmark = pytest.mark.django_db
NUMBER = "01712345678"
ASKED = {"where": NUMBER, "name": "মিনার শাড়ি"}


def number(typed: str) -> pasted.Pasted:
    found = pasted.read(typed)
    assert found
    return found


@pytest.fixture
def page(tania: Member) -> Seller:
    return UnclaimedPage.find_or_make(tania, number(NUMBER), "মিনার শাড়ি")


def test_one_number_is_one_page_and_shows_none_of_it(
    client: Client, tania: Member, rahima: Member
) -> None:
    client.force_login(tania)
    first = client.post("/sellers/not-here/", ASKED)
    client.force_login(rahima)
    other = {"where": "+880 1712-345678", "name": "অন্য নাম"}
    second = client.post("/sellers/not-here/", other)
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    seller = Seller.objects.get()
    assert (seller.name, seller.member) == ("মিনার শাড়ি", None)
    ReviewFactory(seller=seller, by=tania)
    text = Client().get(seller.get_absolute_url()).content.decode()
    assert "দাবি করা হয়নি" in text
    assert f"/moderation/report/seller/{seller.pk}/" in text
    for digits in (NUMBER, "১৭১২৩৪৫৬৭৮", "৫৬৭৮", "5678", "০১৭"):
        assert digits not in text
    assert NUMBER not in str(UnclaimedPage.objects.values().get())


def test_before_a_first_review_only_those_who_named_it_reach_it(
    client: Client, page: Seller, tania: Member, rahima: Member
) -> None:
    path = f"/sellers/{page.slug}/"
    reached = {}
    for name, member in {"named": tania, "stranger": rahima}.items():
        client.force_login(member)
        reached[name] = [
            client.get(f"{path}{end}").status_code
            for end in ("", "review/", "reviews/", "claim/")
        ]
    assert reached == {
        "named": [404, 200, 404, 404],
        "stranger": [404, 404, 404, 404],
    }
    ReviewFactory(seller=page, by=tania)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("where", ["", "abc", "12", "0" * 5000, "facebook.com"])
def test_what_is_no_number_and_no_page(
    client: Client, tania: Member, where: str
) -> None:
    client.force_login(tania)
    answer = client.post("/sellers/not-here/", {**ASKED, "where": where})
    assert answer.status_code == 422
    assert "মিনার শাড়ি" in answer.content.decode()
    assert not Seller.objects.exists()


@pytest.mark.parametrize("name", ["★★", "!", "- -"])
def test_a_name_without_letters_is_none(
    client: Client, tania: Member, name: str
) -> None:
    client.force_login(tania)
    answer = client.post("/sellers/not-here/", {**ASKED, "name": name})
    assert answer.status_code == 422
    assert not Seller.objects.exists()


def test_a_name_that_is_taken_leads_to_whose_it_is(
    client: Client, tania: Member
) -> None:
    known = SellerFactory(name="মিনার শাড়ি")
    client.force_login(tania)
    answer = client.post("/sellers/not-here/", ASKED)
    assert answer.status_code == 409
    assert known.get_absolute_url() in answer.content.decode()


def test_nobody_begins_many_in_a_day(tania: Member) -> None:
    for last in range(3):
        UnclaimedPage.find_or_make(tania, number(f"{NUMBER[:-1]}{last}"), f"পেজ {last}")
    with pytest.raises(Refused):
        UnclaimedPage.find_or_make(tania, number(NUMBER), "পেজ নয়")
    known = UnclaimedPage.find_or_make(tania, number(f"{NUMBER[:-1]}1"), "যাই হোক")
    assert known.name == "পেজ 1"


def test_who_has_the_number_does_not_review_her_own_page(page: Seller) -> None:
    owner = MemberFactory(phone="+8801712345678", phone_verified=True)
    page.unclaimed.known_to.add(owner)
    with pytest.raises(Refused) as refused:
        Review.write(page, owner, STARS, "আমি খুব ভালো")
    assert refused.value.code == "self"


def test_who_reviewed_a_page_does_not_claim_it(
    client: Client, page: Seller, tania: Member
) -> None:
    ReviewFactory(seller=page, by=tania)
    client.force_login(tania)
    path = f"/sellers/{page.slug}/claim/"
    answer = client.post(path, {"words": "আমার পেজ", "chooser": "1"})
    assert answer.status_code == 403
    assert "ক্রেতা হিসেবে লিখেছেন" in answer.content.decode()
    assert not SellerClaim.objects.exists()


def test_who_claims_a_page_does_not_review_it(page: Seller, rahima: Member) -> None:
    claim = SellerClaim.make(page, rahima, "আমার")
    with pytest.raises(Refused) as refused:
        Review.write(page, rahima, STARS, "আমি খুব ভালো")
    assert refused.value.code == "own"
    claim.refuse("অন্যের পেজ")
    assert Review.write(page, rahima, STARS, "কাপড়টা ভালো ছিল").pk


def test_a_claim_makes_it_hers_with_the_right_to_answer(
    client: Client, page: Seller, tania: Member, karim: Member
) -> None:
    review = ReviewFactory(seller=page, by=tania)
    owner = MemberFactory(phone="+8801712345678", phone_verified=True)
    client.force_login(owner)
    path = f"/sellers/{page.slug}/claim/"
    for _time in range(2):
        assert (
            client.post(path, {"words": "আমার পেজ", "chooser": "1"}).status_code == 303
        )
    claim = SellerClaim.objects.get()
    case = Case.objects.get(kind="claim")
    assert (claim.status, case.reason) == ("waiting", "claim.number")
    answer = f"/sellers/reviews/{review.pk}/answer/"
    assert client.post(answer, {"words": "ধন্যবাদ"}).status_code == 403
    target = targets.get("claim")
    assert target
    act(target, claim, "approve", karim, "নম্বর মিলেছে", case=case)
    page = Seller.objects.get()
    assert page.member == owner
    assert page.thread is not None
    assert Notification.objects.filter(member=owner, kind="decision").count() == 1
    text = Client().get(page.get_absolute_url()).content.decode()
    assert "দাবি করা হয়নি" not in text
    assert review.words in text
    assert client.post(answer, {"words": "ধন্যবাদ"}).status_code == 303
    assert client.get(path).status_code == 302


def test_a_claim_that_is_dismissed_can_be_made_again(
    client: Client, page: Seller, tania: Member, rahima: Member, karim: Member
) -> None:
    ReviewFactory(seller=page, by=tania)
    claim = SellerClaim.make(page, rahima, "আমার")
    target = targets.get("claim")
    assert target
    act(
        target,
        claim,
        "dismiss",
        karim,
        "বোঝা যায় না",
        case=Case.objects.get(kind="claim"),
    )
    claim.refresh_from_db()
    assert (claim.status, claim.decision) == ("refused", "বোঝা যায় না")
    assert Seller.objects.get().member is None
    notice = Notification.objects.get(member=rahima, kind="page-claim")
    client.force_login(rahima)
    inbox = client.get("/me/inbox/").content.decode()
    assert "তা আপনাকে দেওয়া যায়নি" in inbox
    led = client.get(f"/me/inbox/{notice.pk}/")
    assert led["Location"] == "/sellers/reviews/"
    hers = client.get("/sellers/reviews/").content.decode()
    assert "বোঝা যায় না" in hers
    assert f'href="{claim.get_absolute_url()}">আরেকবার চেষ্টা করুন' in hers
    assert "বোঝা যায় না" in client.get(f"/sellers/{page.slug}/claim/").content.decode()
    client.post(f"/sellers/{page.slug}/claim/", {"words": "আবার দেখুন"})
    claim.refresh_from_db()
    assert (claim.status, claim.words) == ("waiting", "আবার দেখুন")
    assert claim.decision == ""
    client.force_login(tania)
    assert "আবার দেখুন" not in client.get(f"/sellers/{page.slug}/claim/").content.decode()


def test_a_refusal_that_is_taken_back_waits_again(
    page: Seller, rahima: Member, karim: Member
) -> None:
    claim = SellerClaim.make(page, rahima, "আমার")
    target, batch = targets.get("claim"), uuid.uuid4()
    assert target
    case = Case.objects.get(kind="claim")
    act(target, claim, "dismiss", karim, "বোঝা যায় না", case=case, batch=batch)
    assert undo(batch, karim)
    claim.refresh_from_db()
    assert (claim.status, claim.decision) == ("waiting", "")


def test_who_comes_late_is_refused(page: Seller, tania: Member) -> None:
    first, second = MemberFactory(), MemberFactory()
    claims = [SellerClaim.make(page, each, "আমার") for each in (first, second)]
    assert claims[0].accept()
    assert not claims[1].accept()
    assert claims[0].take_back()
    assert Seller.objects.get(pk=page.pk).member is None


def test_numbers_of_a_wrong_claim_stay_on_no_page(
    page: Seller, tania: Member, rahima: Member
) -> None:
    ReviewFactory(seller=page, by=tania)
    claim = SellerClaim.make(page, rahima, "আমার")
    assert claim.accept()
    page = Seller.objects.get()
    mine = Contact.objects.put(page, "phone", "+8801812345678", "members")
    mine.confirm()
    Contact.objects.put(page, "phone", "+8801912345678", "members")
    link = re.findall(r"\S+/undo/\S+", SmsJob.objects.get().words)[0]
    assert Contact.objects.visible_to(tania).filter(pk=mine.pk).exists()
    assert Client().get(urlsplit(link).path).status_code == 200
    assert claim.take_back()
    assert not Contact.objects.visible_to(tania).exists()
    assert Client().get(urlsplit(link).path).status_code == 404
