"""The demo community: believable, the same for a date, and gone when told."""

import stat
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.test import Client

from adda_posts.models import Adda, Series
from forum.models import Post, Thread
from home.demo import reviewing, script
from home.demo.community import SERIES_SLUG, SIGNINS
from photos.models import Photo
from profiles.models import Member
from sellers.models import (
    ASPECTS,
    Contact,
    Review,
    ReviewProof,
    ReviewVote,
    Seller,
    ShowcaseItem,
)
from tests.factories import MemberFactory
from verification.models import Verification

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not site.ON_SQLITE, reason="the demo is for SQLite only"),
]
DAY = date(2026, 3, 5)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def demo(day: date = DAY) -> None:
    call_command("demo", date=day, words_only=True)


def words() -> list[tuple[str, int, str]]:
    return list(
        Post.objects.filter(thread__board=None)
        .order_by("thread__home_url", "seq")
        .values_list("thread__home_url", "seq", "source")
    )


def test_demo_makes_a_week_of_addas_with_hosts_who_answer() -> None:
    demo()

    addas = list(Adda.objects.order_by("date").select_related("thread", "series"))
    assert [adda.date for adda in addas] == [
        DAY - timedelta(days=back) for back in range(7, -1, -1)
    ]
    assert Member.objects.filter(demo=True).count() == 13
    for adda in addas:
        assert 20 <= adda.thread.post_count <= 60
        host = adda.hosts_in_order[0]
        assert Post.objects.filter(thread=adda.thread, author=host).exists()
        assert Post.objects.filter(thread=adda.thread).exclude(parent=None).exists()


def test_demo_is_the_same_for_a_date() -> None:
    demo()
    first = words()
    call_command("demo", remove=True)
    demo()

    assert words() == first
    assert len(first) > 200


def test_demo_run_again_adds_nothing_and_the_next_day_one_adda() -> None:
    demo()
    before = words()
    demo()
    assert words() == before

    demo(DAY + timedelta(days=1))

    newer = [row for row in words() if row not in before]
    assert {url for url, _seq, _words in newer} == {f"/adda/{SERIES_SLUG}/2026-03-06/"}


@pytest.mark.parametrize(
    "changed",
    [{"handle": "mou"}, {"handle": "mou", "email": "m@example.org"}],
)
def test_demo_goes_on_after_its_visitors_changed_who_she_is(changed) -> None:
    demo()
    before = words()
    naznin = Member.objects.get(handle="naznin")
    for field, value in changed.items():
        setattr(naznin, field, value)
    naznin.save()
    MemberFactory(handle="naznin", display_name="আরেকজন")

    demo(DAY + timedelta(days=1))

    newer = [row for row in words() if row not in before]
    assert {url for url, _seq, _words in newer} == {f"/adda/{SERIES_SLUG}/2026-03-06/"}
    naznin.refresh_from_db()
    assert naznin.handle == "mou"


def test_demo_goes_on_where_it_was_cut_off() -> None:
    demo()
    whole = words()
    adda = Adda.objects.get(date=DAY - timedelta(days=3))
    kept = Post.objects.filter(thread=adda.thread).order_by("seq")[:5]
    last = list(kept)[-1]
    gone = Post.objects.filter(thread=adda.thread, seq__gt=last.seq)
    gone.exclude(parent=None).delete()
    gone.delete()
    root = Post.objects.filter(thread=adda.thread, parent=None).order_by("-seq").first()
    Thread.objects.filter(pk=adda.thread_id).update(
        last_seq=last.seq, last_root_no=root.root_no
    )

    demo()

    assert words() == whole


def test_demo_signins_work_and_are_for_the_owner_alone(
    client: Client, data_dir: Path
) -> None:
    demo()

    path = data_dir / SIGNINS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = [line.split() for line in path.read_text().splitlines()]
    assert [row[0] for row in rows] == ["member", "host", "moderator"]
    for role, email, password in rows:
        member = Member.objects.get(email=email)
        assert member.check_password(password)
        assert member.is_moderator == (role == "moderator")
    host = Member.objects.get(email=rows[1][1])
    assert Series.objects.get().hosts.filter(pk=host.pk).exists()
    # Whoever the day's words name, she can run what is on today.
    assert Adda.objects.get(date=DAY).may_be_run_by(host)
    client.post("/accounts/login/", {"login": rows[0][1], "password": rows[0][2]})
    assert client.session["_auth_user_id"] == str(
        Member.objects.get(email=rows[0][1]).pk
    )


def test_demo_is_refused_beside_members_of_its_own() -> None:
    MemberFactory()

    with pytest.raises(CommandError, match="members of its own"):
        demo()

    assert not Member.objects.filter(demo=True).exists()


def test_demo_is_refused_where_others_can_reach_the_site(settings) -> None:
    settings.ON_LOOPBACK = False

    with pytest.raises(CommandError, match="on this machine alone"):
        demo()

    assert Member.objects.count() == 0


def test_removed_demo_leaves_what_others_wrote(
    client: Client, data_dir: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    demo()
    hers = MemberFactory(display_name="রহিমা")
    thread = Adda.objects.get(date=DAY - timedelta(days=1)).thread
    post = thread.post(hers, "আমার নিজের কথা", client_key=uuid.uuid4(), force=True)

    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", remove=True)

    assert Post.objects.filter(hidden_at=None).get() == post
    assert list(Thread.objects.all()) == [thread]
    assert not Member.objects.filter(demo=True, is_active=True).exists()
    assert not (data_dir / SIGNINS).exists()
    page = client.get(f"/adda/{SERIES_SLUG}/2026-03-04/").content.decode()
    assert "আমার নিজের কথা" in page
    assert script.addas()[0].lines[0].words not in page


def test_removed_demo_with_nobody_else_is_gone() -> None:
    demo()

    call_command("demo", remove=True)

    assert Member.objects.count() == 0
    assert Thread.objects.count() == 0
    assert Series.objects.count() == 0


@pytest.mark.usefixtures("places")
def test_demo_has_sellers_with_prices_and_answers() -> None:
    call_command("demo", words_only=True)
    call_command("demo", words_only=True)
    sellers = Seller.objects.public().order_by("pk")
    assert [(each.name, each.place) for each in sellers] == [
        ("সুতোর গল্প", "কুমিল্লা সদর, কুমিল্লা"),
        ("হাসিনার আচার", "পবা, রাজশাহী"),
        ("পাতা কুঁড়ি", "দক্ষিণ সুরমা, সিলেট"),
        ("পাড় আঁচল", "রূপগঞ্জ, নারায়ণগঞ্জ"),
        ("ছাদের সবুজ", "গাজীপুর সদর, গাজীপুর"),
        ("পোড়ামাটির টিপ", "সাভার, ঢাকা"),
        ("ছোট্ট জামা", "রংপুর সদর, রংপুর"),
    ]
    prices = sellers[0].items.shown().values_list("price", "price_to")  # type: ignore[attr-defined]
    assert list(prices) == [(4500, None), (650, 900), (1200, None)]
    assert sellers[0].thread is not None
    assert sellers[0].thread.post_count == 4
    call_command("demo", remove=True)
    assert not Seller.objects.exists()


def test_demo_has_what_is_checked_and_papers_that_wait() -> None:
    demo()

    stands = Verification.objects.standing().values_list("kind", flat=True)
    assert sorted(stands) == ["identity", "identity", "payout"]
    assert Verification.objects.waiting().get().evidence.count() == 1


def told() -> dict[str, object]:
    """All that stands of sellers, with the moment of its latest change."""
    return {
        "pages": list(Seller.objects.order_by("pk").values("name", "version", "rank")),
        "items": list(ShowcaseItem.objects.order_by("pk").values("name", "pictures")),
        "numbers": list(Contact.objects.values("seller", "value", "confirmed_at")),
        "reviews": list(Review.objects.order_by("pk").values()),
        "votes": ReviewVote.objects.count(),
        "photos": list(Photo.objects.order_by("pk").values("digest", "alt")),
    }


def test_demo_has_reviews_whose_proof_the_seller_knew() -> None:
    demo()

    reviews = Review.objects.select_related("seller__member", "by").order_by("pk")
    assert len(reviews) == 15
    assert {review.status for review in reviews} == {Review.Status.SHOWN}
    assert set(ReviewProof.objects.values_list("known_to_seller", flat=True)) == {True}
    assert {review.stars for review in reviews} == {2, 3, 4, 5}
    assert [review.by.handle for review in reviews if review.update] == ["mitu"]
    contested = [review for review in reviews if review.contest_open]
    assert [each.seller.member.handle for each in contested] == ["jhuma"]
    for review in reviews:
        assert review.seller.published_at < review.sent_at < review.shown_at
        assert review.by.joined_at < review.sent_at
        assert review.answered_at is None or review.answered_at > review.shown_at
    useful = reviews.get(seller__member__handle="hasina", by__handle="jhuma")
    assert useful.useful_count == 4


def test_demo_draws_what_its_sellers_show(client: Client) -> None:
    call_command("demo", date=DAY)
    first = told()
    call_command("demo", date=DAY)

    assert told() == first
    items = ShowcaseItem.objects.select_related("seller")
    assert [item for item in items if not item.pictures] == []
    seller = Seller.objects.get(member__handle="hasina")
    page = client.get(seller.get_absolute_url()).content.decode()
    assert "আমের মিষ্টি আচারের বয়ামের আঁকা ছবি" in page
    assert "•••••০২" in page
    for digits in ("1900000002", "১৯০০০০০০০২"):
        assert digits not in page
    call_command("demo", remove=True)
    assert (Member.objects.count(), Photo.objects.count()) == (0, 0)


def test_demo_of_an_earlier_version_gets_what_is_new() -> None:
    demo()
    seller = Seller.objects.get(member__handle="liza")
    reviewing.remove(seller)
    Contact.objects.all().delete()

    call_command("demo", date=DAY)

    assert Review.objects.filter(seller=seller).count() == 2
    assert Contact.objects.count() == 2
    assert Seller.objects.filter(pictures=[]).count() == 0


def test_demo_leaves_what_a_seller_changed() -> None:
    demo()
    seller = Seller.objects.get(member__handle="naznin")
    seller.contacts.get().remove()
    review = Review.objects.get(seller=seller, by__handle="rubina")
    stars = {name: getattr(review, name) for name in ASPECTS}
    Review.write(seller, review.by, stars, "অন্য কথা", basis=review.basis)

    demo()

    assert not Contact.objects.standing().filter(seller=seller).exists()
    review.refresh_from_db()
    assert review.words == "অন্য কথা"
    assert Review.objects.filter(seller=seller).count() == 3
