"""What moderators see of photos: in the history of a post, and in their queue."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Post, Thread
from moderation import targets
from moderation.models import Report
from photos.models import Photo
from profiles.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(thread: Thread, tania: Member, snap: Callable) -> Post:
    """Tania's post of ten minutes ago, with two photos."""
    alts = ("লাল শাড়ি", "ফোন 01712345678")
    photos = {snap(tania).pk: alt for alt in alts}
    post = thread.post(tania, "দুটোই আমার বানানো", photos=photos)
    at = timezone.now() - dt.timedelta(minutes=10)
    Post.objects.filter(pk=post.pk).update(created_at=at)
    post.refresh_from_db()
    return post


@pytest.fixture
def karims(karim: Member) -> Client:
    client = Client()
    client.force_login(karim)
    return client


def history(client: Client, post: Post) -> str:
    return client.get(f"/p/{post.pk}/history/").content.decode()


def previews(page: str) -> list[tuple[str, str]]:
    """The (address, alt) of the small photos on a page."""
    return re.findall(
        r'<figure><a href="/photos/.*?"><img src="(.*?)".*? alt="(.*?)"', page
    )


def test_photos_that_a_change_took_out_are_in_its_history(
    client: Client, karims: Client, post: Post
) -> None:
    first, second = post.pictures
    post.edit("দুটোই আমার বানানো", photos={second["id"]: second["alt"]})

    moderator, reader = history(karims, post), history(client, post)

    assert previews(moderator) == [(f"/photos/{first['name']}/360.jpg", "লাল শাড়ি")]
    assert karims.get(previews(moderator)[0][0]).status_code == 200
    assert "এর সঙ্গে ১টি ছবি ছিল, সরিয়ে নেওয়া হয়েছে।" in moderator
    # Others read that something went, not what.
    assert "এর সঙ্গে ১টি ছবি ছিল, সরিয়ে নেওয়া হয়েছে।" in reader
    assert "লাল শাড়ি" not in reader
    assert previews(reader) == []
    (edit,) = post.edits.all()
    assert (edit.source, edit.photos) == ("দুটোই আমার বানানো", [first])


def test_history_says_that_a_photo_is_not_kept_any_more(
    karims: Client, post: Post
) -> None:
    post.edit("কিছুই রইল না", photos={})
    before = previews(history(karims, post))
    a_day_ago = timezone.now() - dt.timedelta(days=1, minutes=1)
    Photo.objects.update(loose_since=a_day_ago)
    Photo.sweep()

    page = history(karims, post)

    # The number in the words of one is masked like any.
    assert [alt for _src, alt in before] == ["লাল শাড়ি", "ফোন ০১৭••••••৭৮"]
    assert previews(page) == []
    assert "লাল শাড়ি · ছবিটা আর রাখা নেই" in page
    assert "345678" not in page
    assert "এর সঙ্গে ২টি ছবি ছিল" in page


def test_photos_of_a_version_taken_out_of_the_history_are_not_counted_for_others(
    client: Client, post: Post, karim: Member
) -> None:
    post.edit("কিছুই রইল না", photos={})
    before = "এর সঙ্গে ২টি ছবি ছিল" in history(client, post)
    post.edits.get().hide(karim, "গালি")

    assert (before, "ছবি ছিল" in history(client, post)) == (True, False)


def test_no_trace_of_a_photo_that_stays_or_is_mended_at_once(
    post: Post, thread: Thread, tania: Member, snap: Callable
) -> None:
    kept = {each["id"]: "অন্য কথায়" for each in post.pictures}
    post.edit("দুটোই আমার বানানো", photos=kept)
    assert post.edits.count() == 0

    fresh = thread.post(tania, "ভুল ছবি", photos={snap(tania).pk: ""})
    fresh.edit("ভুল ছবি", photos={})
    assert fresh.edits.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_history_with_photos_query_count(
    karims: Client,
    thread: Thread,
    tania: Member,
    snap: Callable,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    photos = {snap(tania).pk: "" for _ in range(count)}
    post = thread.post(tania, "অনেক", photos=photos, pending=True)
    for _change in range(count):
        photos.popitem()
        post.edit("অনেক", photos=photos)
    history(karims, post)

    with django_assert_num_queries(8):
        history(karims, post)


def reported(post: Post, by: Member) -> None:
    Report.file(
        targets.get("post"),
        post,
        uuid.uuid4(),
        by=by,
        words="চুরি করা ছবি",
        kind="report",
        reason="stolen",
    )


def test_queue_and_case_show_the_photos_small_with_their_words(
    karims: Client, post: Post, rahima: Member
) -> None:
    reported(post, rahima)
    wanted = [
        (f"/photos/{each['name']}/360.jpg", alt)
        for each, alt in zip(post.pictures, ("লাল শাড়ি", "ফোন ০১৭••••••৭৮"), strict=True)
    ]

    queue = karims.get("/moderation/").content.decode()
    act = karims.get(f"/moderation/act/post/{post.pk}/").content.decode()

    assert previews(queue) == previews(act) == wanted
    assert "<figcaption>লাল শাড়ি</figcaption>" in queue
    case = re.search(r'href="(/moderation/cases/\d+/)"', queue)
    assert previews(karims.get(case[1]).content.decode()) == wanted


def test_photos_in_the_queue_cost_no_query(
    karims: Client, post: Post, thread: Thread, rahima: Member, tania: Member
) -> None:
    bare = thread.post(tania, "ছবি ছাড়া")
    counts = []
    for reports in (bare, post):
        reported(reports, rahima)
        karims.get("/moderation/")
        with CaptureQueriesContext(connection) as queries:
            page = karims.get("/moderation/").content.decode()
        counts.append(len(queries))

    assert len(previews(page)) == 2
    assert counts[0] == counts[1]
