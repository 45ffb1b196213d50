"""Who has a page already claims one that was begun for her: its reviews go to hers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.permissions import Refused
from moderation.models import Case, ModerationEntry
from notifications.models import Notification
from profiles.erasure import Erasure
from profiles.models import Member
from search.models import SearchJob
from sellers import merging, pasted
from sellers.known import known
from sellers.models import (
    MergedReview,
    Review,
    ReviewVersion,
    Seller,
    SellerClaim,
    SellerMerge,
    SellerScore,
    UnclaimedPage,
    merge,
)
from tests.factories import STARS, MemberFactory, ReviewFactory, SellerFactory
from tests.profiles.erasing import erase, found, run_out

pytestmark = pytest.mark.django_db
NUMBER = "01712345678"


def number() -> pasted.Pasted:
    found = pasted.read(NUMBER)
    assert found
    return found


@pytest.fixture
def page(tania: Member) -> Seller:
    """One that is not here, with a review of three stars."""
    seller = UnclaimedPage.find_or_make(tania, number(), "মিনার শাড়ি")
    ReviewFactory(seller=seller, by=tania, star=3, words="শাড়িটা মোটামুটি ছিল, রং হালকা")
    return Seller.objects.get()


@pytest.fixture
def hers(page: Seller) -> Seller:
    """The page that its seller has here."""
    return SellerFactory(name="মিনা বুটিক")


def signed_in(member: Any) -> Client:
    client = Client()
    client.force_login(member)
    return client


def claim(page: Seller, hers: Seller) -> SellerClaim:
    """Claimed as its seller does it."""
    path = f"/sellers/{page.slug}/claim/"
    sent = {"words": "এই নম্বর আমার দোকানের", "chooser": "1"}
    assert signed_in(hers.member).post(path, sent).status_code == 303
    return SellerClaim.objects.get(seller=page, member=hers.member)


def work() -> None:
    """All that is left for the worker."""
    while merging.drain():
        pass


def decide(moderator: Member) -> Any:
    """A moderator agrees, and the worker does its part."""
    answer = agree(moderator)
    work()
    return answer


def agree(moderator: Member) -> Any:
    case = Case.objects.filter(kind="claim").latest("pk")
    sent = {"action": "approve", "reason": "নম্বর মিলেছে", "round": case.round}
    return signed_in(moderator).post(f"/moderation/cases/{case.pk}/act/", sent)


def undo(moderator: Member) -> None:
    entry = ModerationEntry.objects.filter(action="approve", target_kind="claim")
    path = f"/moderation/undo/{entry.latest('pk').batch}/"
    assert signed_in(moderator).post(path).status_code == 302
    work()


def older(review: Review, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    Review.objects.filter(pk=review.pk).update(shown_at=at)


def score(seller: Seller) -> tuple[int, list[int]]:
    found = SellerScore.of_seller(seller)
    return found.count, found.counts.get("all", [0] * 5)


def standing() -> list[dict[str, Any]]:
    """Every review with all that is in it, and what hangs on it."""
    return [
        {
            **row,
            "versions": list(ReviewVersion.objects.filter(review=row["id"]).values()),
        }
        for row in Review.objects.order_by("pk").values()
    ]


def test_her_way_from_the_claim_to_reviews_on_her_page(
    page: Seller, hers: Seller, tania: Member, karim: Member
) -> None:
    review = Review.objects.get()
    before = Review.objects.values().get()
    review.vote(MemberFactory(), wanted=True)
    ReviewFactory(seller=hers, star=5)
    path = page.get_absolute_url()
    form = signed_in(hers.member).get(f"{path}claim/").content.decode()
    assert "এখানে আপনার একটি পাতা আছে: মিনা বুটিক" in form
    claim(page, hers)
    SearchJob.objects.all().delete()
    assert decide(karim).status_code == 302
    guest = Client()
    for end in ("", "reviews/", "share/"):
        led = guest.get(f"{path}{end}")
        assert (led.status_code, led["Location"]) == (
            301,
            f"{hers.get_absolute_url()}{end}",
        )
        assert "no-cache" in led["Cache-Control"]
    led = signed_in(tania).get(f"{path}review/")
    assert led["Location"] == f"{hers.get_absolute_url()}review/"
    shown = guest.get(hers.get_absolute_url()).content.decode()
    assert "শাড়িটা মোটামুটি ছিল" in shown
    assert score(hers) == (2, [0, 0, 1, 0, 1])
    assert score(page) == (0, [0] * 5)
    assert page.slug not in guest.get("/sellers/").content.decode()
    after = Review.objects.values().get(pk=review.pk)
    assert after == before | {"seller_id": hers.pk, "useful_count": 1}
    assert review.proofs.count() == 1
    jobs = set(SearchJob.objects.values_list("kind", "object_id"))
    wanted = {("seller", page.pk), ("seller", hers.pk), ("review", review.pk)}
    assert wanted <= jobs
    told = Notification.objects.filter(member=hers.member, kind="decision")
    assert told.count() == 1
    answer = f"/sellers/reviews/{review.pk}/answer/"
    said = signed_in(hers.member).post(answer, {"words": "ধন্যবাদ আপা"})
    assert said.status_code == 303
    review.refresh_from_db()
    assert review.answer == "ধন্যবাদ আপা"
    # The number leads to her from now on, and is hers where she would review herself.
    assert UnclaimedPage.find_or_make(tania, number(), "যাই হোক") == hers
    assert [each for each, _words in known(number()).sellers] == [hers]
    same = MemberFactory(phone="+8801712345678", phone_verified=True)
    with pytest.raises(Refused) as refused:
        Review.write(hers, same, STARS, "খুব ভালো")
    assert refused.value.code == "self"


@pytest.mark.parametrize("newer", ["hers", "page"])
def test_who_wrote_on_both_is_counted_once_and_loses_nothing(
    page: Seller, hers: Seller, tania: Member, karim: Member, newer: str
) -> None:
    there = Review.objects.get()
    here = ReviewFactory(seller=hers, by=tania, star=5, words="নতুন জামদানি খুব সুন্দর")
    first, last = (there, here) if newer == "hers" else (here, there)
    older(first, 30)
    before = standing()
    claim(page, hers)
    decide(karim)
    assert score(hers) == (1, [0, 0, 0, 0, 1] if newer == "hers" else [0, 0, 1, 0, 0])
    guest = Client()
    shown = guest.get(hers.get_absolute_url()).content.decode()
    assert last.words in shown
    assert first.words not in shown
    assert f"/{last.pk}/history/" in guest.get(last.get_absolute_url()).content.decode()
    history = guest.get(f"/sellers/reviews/{last.pk}/history/").content.decode()
    assert "যে পাতাটি এর অংশ হয়েছে, সেখানেও তিনি লিখেছিলেন" in history
    assert first.words in history
    alone = guest.get(first.get_absolute_url()).content.decode()
    assert f'href="{last.get_absolute_url()}">নতুন রিভিউটি পড়ুন' in alone
    useful = f"/sellers/reviews/{first.pk}/useful/"
    assert signed_in(MemberFactory()).post(useful, {"wanted": "1"}).status_code == 403
    undo(karim)
    assert standing() == before
    assert (score(page), score(hers)) == (
        (1, [0, 0, 1, 0, 0]),
        (1, [0, 0, 0, 0, 1]),
    )


def test_what_waits_follows_or_stays_with_the_reason(
    page: Seller, hers: Seller, tania: Member, rahima: Member, karim: Member
) -> None:
    moves = ReviewFactory(seller=page, by=rahima, shown=False, sent=True)
    both = MemberFactory()
    stays = ReviewFactory(seller=page, by=both, shown=False, sent=True)
    earlier = ReviewFactory(seller=hers, by=both, star=1)
    draft = ReviewFactory(seller=page, shown=False)
    claim(page, hers)
    decide(karim)
    where = dict(Review.objects.values_list("pk", "seller"))
    assert [where[each.pk] for each in (moves, stays, draft)] == [
        hers.pk,
        page.pk,
        hers.pk,
    ]
    case = Case.objects.get(kind="held", target_id=stays.pk)
    words = signed_in(karim).get(f"/moderation/cases/{case.pk}/").content.decode()
    assert "সেখানেও এই ক্রেতা লিখেছেন" in words
    proof = f"/sellers/reviews/{moves.pk}/proof/"
    assert signed_in(hers.member).get(proof).status_code == 200
    # Looked at later, the newer one stands after all.
    Review.objects.for_list().get(pk=stays.pk).approve()
    rows = dict(Review.objects.values_list("pk", "part_of"))
    assert (rows[stays.pk], rows[earlier.pk]) == (None, stays.pk)
    assert score(hers) == (2, [0, 0, 1, 0, 1])
    undo(karim)
    assert Review.objects.get(pk=stays.pk).seller == page
    assert Review.objects.get(pk=earlier.pk).part_of is None
    assert score(hers) == (1, [1, 0, 0, 0, 0])


def test_undone_everything_is_as_it_was(
    page: Seller, hers: Seller, tania: Member, karim: Member
) -> None:
    for star in (1, 5):
        ReviewFactory(seller=page, star=star)
    before = standing(), score(page), score(hers)
    claim(page, hers)
    for _time in range(2):
        decide(karim)
        assert score(hers)[0] == 3
        undo(karim)
        assert (standing(), score(page), score(hers)) == before
        assert Client().get(page.get_absolute_url()).status_code == 200
        assert SellerClaim.objects.get().status == "waiting"
        assert not MergedReview.objects.exists()
    assert UnclaimedPage.find_or_make(tania, number(), "যাই হোক") == page


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "SLICE_ROWS", 2)
    monkeypatch.setattr(merge, "SLICE_SECONDS", 60)


@pytest.mark.usefixtures("small_slices")
def test_a_worker_that_dies_loses_nothing(
    page: Seller, hers: Seller, karim: Member
) -> None:
    for star in (1, 2, 4, 5, 5, 5):
        ReviewFactory(seller=page, star=star)
    before = standing()
    claim(page, hers)
    agree(karim)
    assert score(hers)[0] == 2
    # It took the row, did one slice, and was killed.
    (held,) = SellerMerge.objects.claim(1)
    assert held.carry_slice()
    assert (score(page)[0], score(hers)[0]) == (3, 4)
    assert merging.drain() == 0
    SellerMerge.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert merging.drain() == 1
    assert (score(page)[0], score(hers)) == (0, (7, [1, 1, 1, 1, 3]))
    assert merging.drain() == 0
    undo(karim)
    assert standing() == before
    assert (score(hers)[0], score(page)) == (0, (7, [1, 1, 1, 1, 3]))


def test_two_moderators_and_two_claimants(
    page: Seller, hers: Seller, rahima: Member, karim: Member
) -> None:
    claim(page, hers)
    other = SellerClaim.make(page, rahima, "আমার")
    first = Case.objects.filter(kind="claim").order_by("pk")[0]
    sent = {"action": "approve", "reason": "নম্বর মিলেছে", "round": first.round}
    path = f"/moderation/cases/{first.pk}/act/"
    nadia = MemberFactory(moderator=True)
    for moderator in (karim, nadia):
        assert signed_in(moderator).post(path, sent).status_code == 302
    work()
    late = signed_in(nadia).get(f"/moderation/cases/{first.pk}/").content.decode()
    assert "করিম মিয়া" in late
    assert ModerationEntry.objects.filter(action="approve").count() == 1
    assert not other.accept()
    assert (SellerMerge.objects.count(), score(hers)[0]) == (1, 1)
    assert Seller.objects.get(pk=page.pk).member is None


def test_who_may_not_claim(page: Seller, hers: Seller, karim: Member) -> None:
    path = f"/sellers/{page.slug}/claim/"
    client, sent = signed_in(hers.member), {"words": "এটা আমার পাতা", "chooser": "1"}
    hers.unpublish()
    answer = client.post(path, sent)
    assert answer.status_code == 403
    assert "আগে আপনার নিজের পাতাটি সবাইকে দেখান" in answer.content.decode()
    assert "এটা আমার পাতা" in answer.content.decode()
    hers.publish()
    claim(page, hers)
    hers.unpublish()
    assert decide(karim).status_code == 403
    assert Seller.objects.get(pk=page.pk).merged_into is None
    assert Client().get(page.get_absolute_url()).status_code == 200


def test_the_address_leads_to_no_page_that_is_not_shown(
    page: Seller, hers: Seller, tania: Member, karim: Member
) -> None:
    claim(page, hers)
    decide(karim)
    hers.unpublish()
    for reader in (Client(), signed_in(tania)):
        assert reader.get(page.get_absolute_url()).status_code == 404
        assert reader.get(f"/sellers/{page.slug}/review/").status_code in {302, 404}
    with pytest.raises(Refused):
        UnclaimedPage.find_or_make(tania, number(), "যাই হোক")
    assert not known(number()).sellers


def test_her_own_word_about_the_page_never_counts_on_hers(
    page: Seller, hers: Seller, karim: Member
) -> None:
    own = ReviewFactory(seller=page, by=hers.member, star=5, shown=False)
    claim(page, hers)
    # What came before claims by who had reviewed were refused.
    Review.objects.filter(pk=own.pk).update(status=Review.Status.SHOWN)
    decide(karim)
    assert Review.objects.get(pk=own.pk).seller == page
    assert score(hers) == (1, [0, 0, 1, 0, 0])


def test_a_form_that_was_open_is_taken_by_her_page(
    page: Seller, hers: Seller, rahima: Member, karim: Member
) -> None:
    claim(page, hers)
    decide(karim)
    sent = dict.fromkeys(STARS, "5") | {"words": "অনেক দিনের পরিচিত দোকান"}
    sent |= {"basis": "", "chooser": "1"}
    answer = signed_in(rahima).post(f"/sellers/{page.slug}/review/", sent)
    assert answer.status_code == 303
    assert Review.objects.get(by=rahima).seller == hers


def test_questions_that_were_asked_stay_readable(
    page: Seller, hers: Seller, rahima: Member, karim: Member
) -> None:
    first = SellerClaim.make(page, rahima, "আমার")
    assert first.accept()
    seller = Seller.objects.select_related("thread").get(pk=page.pk)
    assert seller.thread
    seller.thread.post(MemberFactory(), "ডেলিভারি কত দিনে?")
    first.take_back()
    claim(page, hers)
    decide(karim)
    thread = Seller.objects.get(pk=page.pk).thread
    assert thread
    read = Client().get(thread.get_absolute_url())
    assert read.status_code == 200
    assert "ডেলিভারি কত দিনে?" in read.content.decode()
    undo(karim)
    back = Client().get(page.get_absolute_url()).content.decode()
    assert "ডেলিভারি কত দিনে?" in back


def test_her_leaving_takes_the_name_of_the_other_page_along(
    page: Seller, hers: Seller, karim: Member
) -> None:
    claim(page, hers)
    decide(karim)
    assert hers.member
    assert found("মিনার শাড়ি")
    Erasure.ask(hers.member, takes_words=False)
    run_out(hers.member)
    erase()
    assert not found("মিনার শাড়ি")
    assert not UnclaimedPage.objects.exists()
    assert Client().get(page.get_absolute_url()).status_code == 404
    assert Review.objects.get().seller == hers


def test_a_page_of_hers_costs_the_same_however_much_was_brought(
    page: Seller, hers: Seller, karim: Member
) -> None:
    claim(page, hers)
    decide(karim)

    def count() -> int:
        member = signed_in(MemberFactory())
        paths = (f"{hers.get_absolute_url()}reviews/", Review.objects.first())
        with CaptureQueriesContext(connection) as queries:
            for path in (paths[0], paths[1].get_absolute_url()):  # type: ignore[union-attr]
                assert member.get(path).status_code == 200
        return len(queries)

    one = count()
    undo(karim)
    for _each in range(2):
        ReviewFactory(seller=page)
    decide(karim)
    assert score(hers)[0] == 3
    assert count() == one
