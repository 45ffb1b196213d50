"""A review: who may write it, what shows a purchase, what becomes of it."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.drains import Drains
from core.permissions import Refused
from moderation import targets
from moderation.models import Case, act
from notifications.models import Notification
from photos.models import Photo
from profiles.devices import MemberDevice
from profiles.models import Member
from sellers import matching, pages, review_reading
from sellers.models import (
    ChangedMeanwhile,
    Contact,
    ProofUsed,
    Review,
    ReviewProof,
    Seller,
    SellerClaim,
    SellerScore,
)
from sellers.models.score import lower_bound
from sellers.views.contact import PER_PAGE
from tests.factories import PASSWORD, STARS, MemberFactory, ReviewFactory, SellerFactory
from tests.photos.pictures import jpeg
from tests.profiles.signing import let_in_with_second_factor
from verification.models import Verification

pytestmark = pytest.mark.django_db
PHONE = "+8801812345678"
WORDS = "শাড়িটা ছবির মতোই, দুই দিনে পেয়েছি।"
Status = Review.Status


@pytest.fixture
def seller(rahima: Member) -> Seller:
    made: Seller = SellerFactory(member=rahima, name="সুতোর গল্প")
    return made


@pytest.fixture
def buyer() -> Member:
    made: Member = MemberFactory(display_name="নাসরিন")
    return made


def a_photo(owner: Member, width: int = 90) -> Photo:
    return Photo.take(owner, [jpeg(width, 80)], uuid.uuid4())


def posted(**more: str) -> dict[str, str]:
    """The form as a browser sends it."""
    given = {name: str(stars or "") for name, stars in STARS.items()}
    return {**given, "words": WORDS, **more}


# --- writing ---


def test_from_words_to_a_review_that_everyone_reads(
    client: Client, seller: Seller, buyer: Member, rahima: Member
) -> None:
    client.force_login(buyer)
    answer = client.post(f"/sellers/{seller.slug}/review/", posted())
    review = Review.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/sellers/reviews/{review.pk}/proof/",
    )
    assert (review.status, review.stars, review.words) == (Status.DRAFT, 5, WORDS)
    answer = client.post(answer["Location"], {"kind": "trx", "trx": "9ab 12cd34e"})
    assert answer.status_code == 303
    review.refresh_from_db()
    assert review.status == Status.WAITING
    assert ReviewProof.objects.get().trx == "9AB12CD34E"
    assert Case.objects.get().reason == "review.proof"
    assert WORDS not in Client().get(seller.get_absolute_url()).content.decode()

    client.force_login(rahima)
    page = client.get(f"/sellers/reviews/{review.pk}/proof/").content.decode()
    assert "9AB12CD34E" in page
    assert WORDS not in page
    client.post(f"/sellers/reviews/{review.pk}/proof/", {"known": "1"})
    page = Client().get(seller.get_absolute_url()).content.decode()
    assert WORDS in page
    assert "১টি রিভিউ, ৫-এ অন্তত ৩.০" in page
    case = Case.objects.get()
    assert (case.state, case.outcome) == (Case.State.RESOLVED, "approve")


def test_a_form_sent_twice_is_one_review(
    client: Client, seller: Seller, buyer: Member
) -> None:
    client.force_login(buyer)
    for _time in range(2):
        answer = client.post(f"/sellers/{seller.slug}/review/", posted())
        assert answer.status_code == 303
    review = Review.objects.get()
    for _time in range(2):
        proof = {"kind": "trx", "trx": "AB12CD34EF"}
        client.post(f"/sellers/reviews/{review.pk}/proof/", proof)
    assert ReviewProof.objects.count() == 1


def test_other_words_in_an_old_window_overwrite_nothing(
    client: Client, seller: Seller, buyer: Member
) -> None:
    ReviewFactory(seller=seller, by=buyer, words="আগের কথা", shown=False)
    client.force_login(buyer)
    answer = client.post(f"/sellers/{seller.slug}/review/", posted())
    page = answer.content.decode()
    assert answer.status_code == 409
    assert WORDS in page
    assert "আগের কথা" in page
    assert Review.objects.get().words == "আগের কথা"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"words": " "}, "আগে কিছু লিখুন"),
        ({"words": "ক" * 2001}, "২,০০১"),
        ({"on_time": "6"}, "পাঁচটার একটা বেছে নিন"),
        ({"on_time": ""}, "পাঁচটার একটা বেছে নিন"),
        ({"words": "কল দিন ০১৭১২৩৪৫৬৭৮"}, "নম্বর"),
        ({"words": "বাসা নং ১২, রোড ৫, মিরপুর"}, "বাড়ির ঠিকানা বাদ দিন"),
        ({"words": "\0"}, "আগে কিছু লিখুন"),
    ],
)
def test_what_is_not_taken_comes_back_with_a_sentence(
    client: Client,
    seller: Seller,
    buyer: Member,
    changed: dict[str, str],
    sentence: str,
) -> None:
    client.force_login(buyer)
    answer = client.post(f"/sellers/{seller.slug}/review/", posted(**changed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Review.objects.exists()


def test_who_must_sign_in_finds_her_words_and_stars_again(
    client: Client, seller: Seller, buyer: Member
) -> None:
    path = f"/sellers/{seller.slug}/review/"
    assert client.post(path, posted(on_time="2")).status_code == 302
    session = client.session
    client.force_login(buyer)
    kept = client.session
    kept.update(dict(session.items()) | dict(kept.items()))
    kept.save()
    page = client.get(path).content.decode()
    assert WORDS in page
    assert 'name="on_time" value="2"' in page
    assert page.count("checked") == 4


def test_photos_stand_in_it_and_are_seen_when_it_is(
    client: Client, seller: Seller, buyer: Member
) -> None:
    photo = a_photo(buyer)
    review = Review.write(seller, buyer, STARS, WORDS, photos={photo.pk: "আঁচল"})
    assert Client().get(photo.get_absolute_url()).status_code == 404
    ReviewProof.give(review, buyer, "trx", trx="AB12CD34EF")
    review.approve()
    assert Client().get(photo.get_absolute_url()).status_code == 200
    assert 'alt="আঁচল"' in Client().get(review.get_absolute_url()).content.decode()


def test_an_edit_keeps_what_stood_there_for_all_to_read(
    seller: Seller, buyer: Member
) -> None:
    one, other = a_photo(buyer), a_photo(buyer, 120)
    review = Review.write(seller, buyer, STARS, WORDS, photos={one.pk: ""})
    ReviewProof.give(review, buyer, "trx", trx="AB12CD34EF")
    review.approve()
    worse = {**STARS, "on_time": 1}
    Review.write(
        seller, buyer, worse, "রং উঠে গেছে", photos={other.pk: ""}, basis=review.basis
    )
    page = Client().get(f"/sellers/reviews/{review.pk}/history/").content.decode()
    assert WORDS in page
    assert "রং উঠে গেছে" in page
    assert Client().get(one.get_absolute_url()).status_code == 200
    assert SellerScore.objects.get().counts["on_time"] == [1, 0, 0, 0, 0]
    Photo.objects.update(created_at=timezone.now() - dt.timedelta(days=3))
    assert Photo.sweep() == 0


# --- proof ---


def test_a_proof_is_seen_by_few(
    client: Client, seller: Seller, buyer: Member, rahima: Member, karim: Member
) -> None:
    """And by a moderator only as long as she is one."""
    review = ReviewFactory(seller=seller, by=buyer, shown=False)
    photo = a_photo(buyer)
    ReviewProof.give(review, buyer, "slip", photo=photo.pk)
    stranger = MemberFactory()
    former = MemberFactory(moderator=True)
    former.is_moderator = False
    former.save()
    places = [
        f"/sellers/reviews/{review.pk}/proof/",
        f"/sellers/reviews/{review.pk}/",
        photo.get_absolute_url(),
        f"{photo.get_absolute_url()}360.jpg",
    ]
    seen = {}
    people = {
        "buyer": buyer,
        "seller": rahima,
        "moderator": karim,
        "stranger": stranger,
        "former": former,
    }
    for name, member in people.items():
        client.force_login(member)
        seen[name] = [client.get(place).status_code for place in places]
    assert seen == {
        "buyer": [302, 200, 200, 200],
        "seller": [200, 404, 200, 200],
        "moderator": [200, 200, 200, 200],
        "stranger": [404] * 4,
        "former": [404] * 4,
    }
    client.logout()
    assert [client.get(each).status_code for each in places] == [302, 404, 404, 404]
    review.approve()
    client.force_login(rahima)
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_a_draft_is_her_own(client: Client, seller: Seller, karim: Member) -> None:
    review = ReviewFactory(seller=seller, shown=False)
    for member in (MemberFactory(), karim, seller.member):
        client.force_login(member)
        for page in ("", "proof/", "history/", "share/", "answer/", "useful/"):
            path = f"/sellers/reviews/{review.pk}/{page}"
            assert client.get(path).status_code in {404, 405}, path
            assert client.post(path).status_code in {403, 404, 405}, path
    assert Review.objects.get().status == Status.DRAFT


def test_one_payment_proves_one_purchase(seller: Seller) -> None:
    ReviewProof.give(
        review := ReviewFactory(seller=seller, shown=False),
        review.by,
        "trx",
        trx="AB12CD34EF",
    )
    second = ReviewFactory(seller=seller, shown=False)
    with pytest.raises(ProofUsed):
        ReviewProof.give(second, second.by, "trx", trx="AB12CD34EF")
    second.refresh_from_db()
    assert second.status == Status.DRAFT


def test_one_payment_proves_one_purchase_at_the_same_moment(seller: Seller) -> None:
    """What both saw before either was written, the database tells apart."""
    first, second = (ReviewFactory(seller=seller, shown=False) for _ in range(2))
    ReviewProof.give(first, first.by, "trx", trx="AB12CD34EF")
    digest = ReviewProof.objects.get().trx_digest
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewProof.objects.create(review=second, kind="trx", trx_digest=digest)


def test_a_payment_proves_the_same_purchase_again(
    seller: Seller, karim: Member
) -> None:
    review = ReviewFactory(seller=seller, shown=False)
    ReviewProof.give(review, review.by, "trx", trx="AB12CD34EF")
    target = targets.get("review")
    assert target
    act(target, review, "hide", karim, "প্রমাণে কিছু বোঝা যায় না", batch=uuid.uuid4())
    review.refresh_from_db()
    ReviewProof.give(review, review.by, "trx", trx="AB12CD34EF")
    assert Review.objects.get().is_waiting
    second = ReviewFactory(seller=seller, shown=False)
    with pytest.raises(ProofUsed):
        ReviewProof.give(second, second.by, "trx", trx="AB12CD34EF")


def test_what_the_seller_does_not_know_goes_on_waiting(
    client: Client, seller: Seller, rahima: Member
) -> None:
    review = ReviewFactory(seller=seller, shown=False, sent=True)
    client.force_login(rahima)
    client.post(f"/sellers/reviews/{review.pk}/proof/", {"known": "0"})
    review.refresh_from_db()
    case = Case.objects.get()
    assert (review.status, case.is_open) == (Status.WAITING, True)
    assert case.events.get().words == "proof.not-known"


def test_each_reads_the_sellers_word_in_her_own_language(
    client: Client, seller: Seller, rahima: Member, buyer: Member
) -> None:
    unknown = ReviewFactory(seller=seller, shown=False, sent=True)
    known = ReviewFactory(seller=seller, by=buyer, shown=False, sent=True)
    client.force_login(rahima)
    client.post(f"/sellers/reviews/{unknown.pk}/proof/", {"known": "0"})
    client.post(f"/sellers/reviews/{known.pk}/proof/", {"known": "1"})
    moderator = MemberFactory(moderator=True)
    case = Case.objects.get(target_id=unknown.pk)
    for language, not_known, is_known in (
        (
            "bn",
            "বিক্রেতা বলছেন, এই কেনাকাটা তিনি চেনেন না।",
            "বিক্রেতা এই কেনাকাটা চেনেন।",
        ),
        (
            "en",
            "The seller says that she does not know this purchase.",
            "The seller knows this purchase.",
        ),
    ):
        moderator.speak(language)
        let_in_with_second_factor(client, moderator)
        assert not_known in client.get(case.get_absolute_url()).content.decode()
        decided = Case.objects.get(target_id=known.pk)
        assert is_known in client.get(decided.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_her_list_of_reviews_costs_the_same_for_more(
    client: Client,
    seller: Seller,
    rahima: Member,
    count: int,
    django_assert_num_queries: Callable,
) -> None:
    for _time in range(count):
        ReviewFactory(by=rahima)
        ReviewFactory(seller=seller, shown=False, sent=True)
        page = SellerFactory(member=None)
        SellerClaim.objects.create(seller=page, member=rahima, words="আমার")
    client.force_login(rahima)
    client.get("/sellers/reviews/")
    with django_assert_num_queries(8):
        client.get("/sellers/reviews/")


def test_her_list_leads_on_to_all_she_wrote_and_all_proofs(
    client: Client, seller: Seller, rahima: Member
) -> None:
    mine = [
        ReviewFactory(by=rahima).get_absolute_url() for _time in range(PER_PAGE + 2)
    ]
    waits = [
        f"/sellers/reviews/{ReviewFactory(seller=seller, shown=False, sent=True).pk}/proof/"
        for _time in range(PER_PAGE + 2)
    ]
    client.force_login(rahima)
    page = client.get("/sellers/reviews/").content.decode()
    shown = re.findall(r'class="list-title" href="([^"]+)"', page)
    assert shown == [*waits[:PER_PAGE], *mine[::-1][:PER_PAGE]]
    older, later = (
        re.search(rf'href="(\?{name}=[0-9]+)"', page) for name in ("before", "after")
    )
    assert older
    assert later
    page = client.get(f"/sellers/reviews/{older[1]}").content.decode()
    shown = re.findall(r'class="list-title" href="([^"]+)"', page)
    assert shown[PER_PAGE:] == mine[1::-1]
    page = client.get(f"/sellers/reviews/{later[1]}").content.decode()
    assert (
        re.findall(r'class="list-title" href="([^"]+)"', page)[:2] == waits[PER_PAGE:]
    )
    for odd in ("x", "0", "-1", "9" * 30, "১২"):
        assert (
            client.get(f"/sellers/reviews/?before={odd}&after={odd}").status_code == 200
        )


def test_a_moderator_lets_it_through_or_not_and_takes_it_back(
    seller: Seller, karim: Member
) -> None:
    review = ReviewFactory(seller=seller, shown=False, sent=True)
    batch = uuid.uuid4()
    target = targets.get("review")
    assert target
    act(target, review, "hide", karim, "প্রমাণে কিছু বোঝা যায় না", batch=batch)
    review.refresh_from_db()
    assert (review.status, review.is_hidden) == (Status.REFUSED, True)
    assert Notification.objects.filter(member=review.by, kind="decision").count() == 1
    ReviewProof.give(review, review.by, "trx", trx="ZX99CV88BN")
    review.refresh_from_db()
    assert (review.status, review.is_hidden) == (Status.WAITING, False)
    act(target, review, "approve", karim, "ঠিক আছে")
    review.refresh_from_db()
    assert review.is_shown


def test_proofs_are_let_go_of_thirty_days_after_the_decision(
    seller: Seller, buyer: Member
) -> None:
    review = ReviewFactory(seller=seller, by=buyer, shown=False)
    photo = a_photo(buyer)
    ReviewProof.give(review, buyer, "slip", photo=photo.pk)
    assert ReviewProof.let_go() == 0
    review.approve()
    decided = timezone.now() - dt.timedelta(days=29, hours=23)
    ReviewProof.objects.update(decided_at=decided)
    assert ReviewProof.let_go() == 0
    ReviewProof.objects.update(decided_at=timezone.now() - dt.timedelta(days=30))
    assert ReviewProof.let_go() == 1
    assert ReviewProof.objects.get().photo is None
    photo.refresh_from_db()
    assert photo.loose_since is not None


# --- who is who ---


def test_a_seller_does_not_review_herself(client: Client, seller: Seller) -> None:
    client.force_login(seller.member)
    answer = client.post(f"/sellers/{seller.slug}/review/", posted())
    assert answer.status_code == 403
    assert WORDS in answer.content.decode()
    assert not Review.objects.exists()


def test_nor_from_the_same_browser_within_180_days(
    client: Client, seller: Seller, buyer: Member, rahima: Member
) -> None:
    MemberDevice.objects.create(member=rahima, digest="d" * 64)
    MemberDevice.objects.create(member=buyer, digest="d" * 64)
    with pytest.raises(Refused) as refused:
        Review.write(seller, buyer, STARS, WORDS)
    assert refused.value.code == "self"
    MemberDevice.objects.update(seen_at=timezone.now() - dt.timedelta(days=181))
    assert Review.write(seller, buyer, STARS, WORDS).pk


def signs_in(client: Client, member: Member) -> None:
    """As she does, by the door, so that the browser is known."""
    login = {"login": member.email, "password": PASSWORD}
    assert client.post("/accounts/login/", login).status_code == 302


def share_number(seller: Seller, buyer: Member) -> None:
    assert seller.member
    Member.objects.filter(pk=buyer.pk).update(phone=PHONE, phone_verified=True)
    Member.objects.filter(pk=seller.member.pk).update(phone=None)


def one_of_hers(seller: Seller, buyer: Member) -> None:
    """A number that she shows is the buyer's."""
    share_number(seller, buyer)
    Contact.objects.put(seller, "phone", PHONE, "ask")


def paid_there(seller: Seller, buyer: Member) -> None:
    """She is paid at the buyer's number."""
    share_number(seller, buyer)
    Verification.objects.create(
        seller=seller,
        member=seller.member,
        kind="payout",
        key=matching.of_phone(PHONE),
        state=Verification.State.WAITING,
    )


def one_browser(seller: Seller, buyer: Member) -> None:
    """Both signed in on one phone, one after the other."""
    phone = Client()
    assert seller.member
    signs_in(phone, seller.member)
    phone.post("/accounts/logout/")
    signs_in(phone, buyer)


@pytest.mark.parametrize("signal", [one_of_hers, paid_there, one_browser])
def test_each_sign_that_they_are_one_is_refused_without_blame(
    client: Client,
    seller: Seller,
    buyer: Member,
    signal: Callable[[Seller, Member], None],
) -> None:
    signal(seller, buyer)
    client.force_login(buyer)
    path = f"/sellers/{seller.slug}/review/"
    for answer in (client.get(path), client.post(path, posted())):
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "কাউকে দোষ দেওয়া হচ্ছে না" in page
        # What they have in common is for nobody to learn.
        for word in ("ব্রাউজার", "একই ফোন", "একই নম্বর", "678"):
            assert word not in page
    assert WORDS in page
    assert not Review.objects.exists()
    other = MemberFactory(phone="+8801912345670", phone_verified=True)
    signs_in(Client(), other)
    assert Review.write(seller, other, STARS, WORDS).pk


def test_a_browser_is_forgotten_by_the_worker_and_then_does_not_count(
    seller: Seller, buyer: Member
) -> None:
    one_browser(seller, buyer)
    MemberDevice.objects.update(seen_at=timezone.now() - dt.timedelta(days=180))
    Drains.registered["devices"].run()
    assert not MemberDevice.objects.exists()
    assert Review.write(seller, buyer, STARS, WORDS).pk


def test_across_a_block_nobody_reviews(
    seller: Seller, buyer: Member, rahima: Member
) -> None:
    rahima.block(buyer)
    with pytest.raises(Refused) as refused:
        Review.write(seller, buyer, STARS, WORDS)
    assert refused.value.code == "blocked"


# --- what follows ---


def test_the_seller_answers_once_and_the_buyer_adds_one_thing(
    client: Client, seller: Seller, buyer: Member, rahima: Member
) -> None:
    review = ReviewFactory(seller=seller, by=buyer)
    client.force_login(buyer)
    assert client.get(f"/sellers/reviews/{review.pk}/answer/").status_code == 403
    early = client.post(f"/sellers/reviews/{review.pk}/update/", {"words": "আর?"})
    assert early.status_code == 403
    client.force_login(rahima)
    path = f"/sellers/reviews/{review.pk}/answer/"
    assert client.post(path, {"words": "ধন্যবাদ আপু"}).status_code == 303
    assert client.post(path, {"words": "ধন্যবাদ আপু"}).status_code == 303
    assert client.post(path, {"words": "আরেক কথা"}).status_code == 403
    client.force_login(buyer)
    again = client.post(
        f"/sellers/{seller.slug}/review/", posted(basis=review.basis, words="বদল")
    )
    assert again.status_code == 403
    added = client.post(
        f"/sellers/reviews/{review.pk}/update/", {"words": "বদলে দিয়েছে"}
    )
    assert added.status_code == 303
    page = Client().get(review.get_absolute_url()).content.decode()
    assert "ধন্যবাদ আপু" in page
    assert "বদলে দিয়েছে" in page
    assert "আরেক কথা" not in page


def test_a_contest_is_told_hides_nothing_and_ends(
    client: Client, seller: Seller, rahima: Member, karim: Member
) -> None:
    review = ReviewFactory(seller=seller)
    client.force_login(rahima)
    path = f"/sellers/reviews/{review.pk}/contest/"
    assert client.post(path, {"words": "আমি নীল রং বেচি না"}).status_code == 303
    case = Case.objects.get(kind="contest")
    assert case.words == "আমি নীল রং বেচি না"
    page = Client().get(review.get_absolute_url()).content.decode()
    assert review.words in page
    assert "বিক্রেতা বলছেন, এতে কিছু তথ্য ঠিক নেই" in page
    assert "আমি নীল রং বেচি না" not in page
    target = targets.get("review")
    assert target
    act(target, review, "dismiss", karim, "ঠিকই আছে", case=case)
    page = Client().get(review.get_absolute_url()).content.decode()
    assert "বিক্রেতা বলছেন, এতে কিছু তথ্য ঠিক নেই" not in page


def test_useful_is_one_row_each(client: Client, seller: Seller, buyer: Member) -> None:
    review = ReviewFactory(seller=seller)
    path = f"/sellers/reviews/{review.pk}/useful/"
    client.force_login(buyer)
    for _time in range(2):
        assert client.post(path, {"wanted": "1"}).status_code == 303
    review.refresh_from_db()
    assert review.useful_count == 1
    client.post(path, {"wanted": "0"})
    client.post(path, {"wanted": "0"})
    review.refresh_from_db()
    assert review.useful_count == 0
    client.force_login(review.by)
    assert client.post(path, {"wanted": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("counts", "stars"),
    [
        ((0, 0, 0, 0, 1), 3.05),
        ((0, 0, 0, 0, 5), 3.59),
        ((0, 0, 0, 5, 45), 4.57),
        ((5, 0, 0, 0, 45), 4.19),
    ],
)
def test_the_score_is_the_one_of_the_research(
    counts: tuple[int, ...], stars: float
) -> None:
    assert round(lower_bound(counts), 2) == stars


def test_hidden_reviews_do_not_count(seller: Seller, karim: Member) -> None:
    good = ReviewFactory(seller=seller, star=5)
    bad = ReviewFactory(seller=seller, star=1)
    assert SellerScore.objects.get().counts["all"] == [1, 0, 0, 0, 1]
    bad.hide(karim, "গালি")
    assert SellerScore.objects.get().counts["all"] == [0, 0, 0, 0, 1]
    bad.unhide()
    good.hold_back()
    assert SellerScore.objects.get().counts["all"] == [1, 0, 0, 0, 0]


def test_lists_in_three_orders_page_by_page(client: Client, seller: Seller) -> None:
    reviews = [
        ReviewFactory(seller=seller, star=1 + n % 5, words=f"কথা নম্বর {n}-শেষ")
        for n in range(12)
    ]
    reviews[3].vote(MemberFactory(), wanted=True)
    for sort, first in (("newest", 11), ("useful", 3), ("lowest", 10)):
        url = f"/sellers/{seller.slug}/reviews/?sort={sort}"
        answer = client.get(url)
        rows = list(answer.context["rows"])
        assert rows[0].review == reviews[first], sort
        rows += client.get(answer.context["more"]).context["rows"]
        assert sorted(row.review.pk for row in rows) == [r.pk for r in reviews]
    for mark in ("x", "9" * 40 + "-1", "1-", "-5-3", "99999999999-1"):
        answer = client.get(f"/sellers/{seller.slug}/reviews/?sort=lowest&after={mark}")
        assert answer.status_code == 404


@pytest.mark.parametrize("sort", ["newest", "useful", "lowest"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_same_for_one_and_three(
    client: Client,
    seller: Seller,
    buyer: Member,
    count: int,
    sort: str,
    django_assert_num_queries: Callable,
) -> None:
    client.force_login(buyer)
    for _time in range(count):
        ReviewFactory(seller=seller)
    url = f"/sellers/{seller.slug}/reviews/?sort={sort}"
    client.get(url)
    with django_assert_num_queries(7):
        assert len(client.get(url).context["rows"]) == count


def test_every_bad_review_is_reached_from_her_page(
    client: Client, seller: Seller
) -> None:
    bad = {
        ReviewFactory(seller=seller, star=1).get_absolute_url() for _time in range(12)
    }
    for _time in range(3):
        ReviewFactory(seller=seller, star=5)
    page = client.get(seller.get_absolute_url()).content.decode()
    lowest = re.search(r'href="([^"]+sort=lowest)"', page)
    assert lowest
    seen, url = [], lowest[1]
    while url:
        answer = client.get(url)
        seen += [row.review.get_absolute_url() for row in answer.context["rows"]]
        url = answer.context["more"]
        assert not url or url.replace("&", "&amp;") in answer.content.decode()
    assert set(seen[:12]) == bad
    assert len(seen) == 15


def test_a_page_asks_the_same_for_one_and_three(
    client: Client, seller: Seller, buyer: Member
) -> None:
    client.force_login(buyer)
    asked = []
    for _time in range(2):
        ReviewFactory(seller=seller)
        client.get(seller.get_absolute_url())
        with CaptureQueriesContext(connection) as caught:
            client.get(seller.get_absolute_url())
        asked.append(len(caught))
        ReviewFactory(seller=seller)
    assert asked[0] == asked[1]


def test_without_reviews_it_says_so(client: Client, seller: Seller) -> None:
    page = client.get(seller.get_absolute_url()).content.decode()
    assert "এখনো কোনো রিভিউ নেই" in page
    assert "এতে খারাপ কিছু বোঝায় না" in page


def test_other_basis_raises(seller: Seller, buyer: Member) -> None:
    review = ReviewFactory(seller=seller, by=buyer)
    with pytest.raises(ChangedMeanwhile):
        Review.write(seller, buyer, STARS, "অন্য কথা", basis="0" * 64)
    review.refresh_from_db()
    assert review.versions.count() == 0


# --- the way through ---


def test_a_seller_who_knows_a_purchase_comes_to_the_review(
    client: Client, seller: Seller, rahima: Member
) -> None:
    known = ReviewFactory(seller=seller, shown=False, sent=True)
    unknown = ReviewFactory(seller=seller, shown=False, sent=True)
    client.force_login(rahima)
    answer = client.post(f"/sellers/reviews/{known.pk}/proof/", {"known": "1"})
    assert (answer.status_code, answer["Location"]) == (303, known.get_absolute_url())
    page = client.get(answer["Location"]).content.decode()
    assert f'href="{known.get_absolute_url()}answer/"' in page
    answer = client.post(f"/sellers/reviews/{unknown.pk}/proof/", {"known": "0"})
    assert (answer.status_code, answer["Location"]) == (303, "/sellers/reviews/")


def test_one_good_review_is_nothing_to_be_warned_of(
    client: Client, seller: Seller
) -> None:
    ReviewFactory(seller=seller, star=4)
    (told,) = [fact for fact in fact_of(seller) if "রিভিউ" in str(fact.words)]
    assert told.tone == pages.KNOWN
    for _time in range(2):
        ReviewFactory(seller=seller, star=1)
    (told,) = [fact for fact in fact_of(seller) if "রিভিউ" in str(fact.words)]
    assert told.tone == pages.CAUTION


def fact_of(seller: Seller) -> list[pages.Fact]:
    """The lines of the trust card that speak of her reviews."""
    return list(review_reading.fact(RequestFactory().get("/"), seller))


def test_a_form_with_stars_missing_opens_at_the_first(
    client: Client, seller: Seller, buyer: Member
) -> None:
    client.force_login(buyer)
    answer = client.post(
        f"/sellers/{seller.slug}/review/", posted(on_time="", packaging="", words="")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    first = page.index("autofocus")
    assert page.rfind('name="', 0, first) == page.index('name="on_time"')


def test_a_trxid_is_not_said_to_be_as_she_likes(
    client: Client, seller: Seller, buyer: Member
) -> None:
    draft = ReviewFactory(seller=seller, by=buyer, shown=False)
    client.force_login(buyer)
    path = f"{draft.get_absolute_url()}proof/"
    assert "চাইলে দিন" not in client.get(path).content.decode()
    page = client.post(path, {"kind": "trx", "trx": "x"}).content.decode()
    assert 'id="id_trx_error"' in page


def test_my_page_leads_to_what_she_wrote(client: Client, buyer: Member) -> None:
    client.force_login(buyer)
    assert 'href="/sellers/reviews/"' in client.get("/me/").content.decode()
    assert 'href="/me/"' in client.get("/sellers/reviews/").content.decode()
