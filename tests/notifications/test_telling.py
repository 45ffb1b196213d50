"""Who is told of what: one notice per burst and thread, and nobody too much."""

import datetime as dt
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from adda_posts.models import Series, today
from forum.models import Post, ReadMark, Subscription, Thread, carry_waiting
from notifications import carrying, telling
from notifications.models import Call, Delivery, NoticeJob, Notification
from profiles.models import Member
from tests.factories import BoardFactory, MemberFactory, PostFactory, ThreadFactory
from tests.notifications.conftest import inbox, tell

Level = Subscription.Level


# --- one notice, whatever reasons there are for it ---


def test_mention_reply_and_following_are_one_notice(
    thread: Thread, rahima: Member, tania: Member
):
    """Flarum sent three (flarum#1091, #2191)."""
    root = PostFactory(thread=thread, author=rahima)  # so she follows it as well
    tell()

    PostFactory(thread=thread, author=tania, parent=root, source="@rahima ঠিক বলেছেন")
    tell()

    assert inbox(rahima) == ["তানিয়া রহমান আপনাকে ডেকেছেন"]
    assert Notification.objects.filter(member=rahima).count() == 1


def test_mention_beats_reply_beats_following(
    thread: Thread, rahima: Member, tania: Member
):
    root = PostFactory(thread=thread, author=rahima)
    PostFactory(thread=thread, author=tania, source="আমিও")
    tell()
    assert inbox(rahima) == ["তানিয়া রহমান ১টি মন্তব্য লিখেছেন"]

    PostFactory(thread=thread, author=tania, parent=root, source="হ্যাঁ")
    tell()
    assert inbox(rahima) == ["তানিয়া রহমান আপনাকে উত্তর দিয়েছেন এবং আরও ১টি নতুন মন্তব্য"]

    PostFactory(thread=thread, author=tania, source="@rahima শুনুন")
    tell()
    assert inbox(rahima) == ["তানিয়া রহমান আপনাকে ডেকেছেন এবং আরও ২টি নতুন মন্তব্য"]
    assert Notification.objects.filter(member=rahima).count() == 1


def test_burst_is_one_notice_and_what_comes_after_reading_another(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    for author in (tania, karim, tania):
        PostFactory(thread=thread, author=author)
        tell()
    assert inbox(rahima) == ["তানিয়া রহমান ও আরও ১ জন ৩টি মন্তব্য লিখেছেন"]

    Notification.objects.get(member=rahima).read()
    PostFactory(thread=thread, author=karim)
    tell()

    assert inbox(rahima) == [
        "করিম মিয়া ১টি মন্তব্য লিখেছেন",
        "তানিয়া রহমান ও আরও ১ জন ৩টি মন্তব্য লিখেছেন",
    ]


def test_notice_moves_up_with_each_comment(rahima: Member, tania: Member):
    first, second = (ThreadFactory(author=rahima) for _n in range(2))
    for thread in (first, second, first):
        PostFactory(thread=thread, author=tania)
        tell()

    rows = Notification.objects.shown_to(rahima)
    assert [row.thread_id for row in rows] == [first.pk, second.pk]


def test_nobody_is_told_of_her_own_words(thread: Thread, rahima: Member):
    root = PostFactory(thread=thread, author=rahima, source="@rahima মনে রাখি")
    PostFactory(thread=thread, author=rahima, parent=root)
    tell()

    assert not Notification.objects.exists()


def test_own_comment_between_is_not_counted(
    thread: Thread, rahima: Member, tania: Member
):
    for author in (tania, rahima, tania):
        PostFactory(thread=thread, author=author)
    tell()

    assert inbox(rahima) == ["তানিয়া রহমান ২টি মন্তব্য লিখেছেন"]


def test_mention_reaches_one_who_does_not_follow(
    thread: Thread, rahima: Member, tania: Member
):
    PostFactory(thread=thread, author=rahima, source="@tania আর @keu_nai শুনুন")
    PostFactory(thread=thread, author=rahima, source="আরেকটা কথা")
    tell()

    assert inbox(tania) == ["রহিমা খাতুন আপনাকে ডেকেছেন"]


def test_mention_in_the_opening_reaches_her(rahima: Member, tania: Member):
    ThreadFactory(author=rahima, source="@tania কেমন আছেন?")
    tell()

    assert inbox(tania) == ["রহিমা খাতুন আপনাকে ডেকেছেন"]


def test_two_who_mention_her_are_both_named(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    other = MemberFactory(handle="mitu", display_name="মিতু বড়ুয়া")
    for author in (tania, karim, tania):
        PostFactory(thread=thread, author=author, source="@mitu কোথায়?")
    tell()

    assert inbox(other) == ["তানিয়া রহমান ও আরও ১ জন আপনাকে ডেকেছেন"]


def test_mention_of_five_hundred_tells_the_first_twenty(thread: Thread, rahima: Member):
    people = [MemberFactory(handle=f"apa{n}", password=None) for n in range(100)]
    more = " ".join(f"@keu{n}" for n in range(400))
    named = " ".join(f"@{member.handle}" for member in people)
    PostFactory(thread=thread, author=rahima, source=f"{named} {more}")
    tell()

    told = Notification.objects.order_by("member").values_list("member", flat=True)
    assert telling.MENTIONED_AT_MOST == 20
    assert list(told) == [member.pk for member in people[:20]]


# --- who is not told ---


@pytest.mark.parametrize(
    ("level", "told_of_mention", "told_of_reply", "told_of_comment"),
    [
        (Level.ALL, True, True, True),
        (Level.OFF, True, True, False),
        (Level.MENTIONS, True, False, False),
        (Level.MUTED, False, False, False),
    ],
)
def test_levels(
    thread: Thread,
    rahima: Member,
    tania: Member,
    level: str,
    told_of_mention: bool,
    told_of_reply: bool,
    told_of_comment: bool,
):
    root = PostFactory(thread=thread, author=tania)
    Subscription.follow(tania, "thread", thread.pk, level)
    tell()

    def told(**words: object) -> bool:
        Notification.objects.all().delete()
        PostFactory(thread=thread, author=rahima, **words)
        tell()
        return Notification.objects.filter(member=tania).exists()

    assert told(source="@tania শুনুন") is told_of_mention
    assert told(source="হ্যাঁ", parent=root) is told_of_reply
    assert told(source="আচ্ছা") is told_of_comment


def test_muted_board_is_silent_but_her_own_word_on_a_thread_counts_more(
    rahima: Member, tania: Member
):
    board = BoardFactory()
    quiet, loud = (ThreadFactory(author=rahima, board=board) for _n in range(2))
    tell()
    Subscription.mute(tania, "board", board.pk)
    Subscription.follow(tania, "thread", loud.pk)
    for thread in (quiet, loud):
        PostFactory(thread=thread, author=rahima, source="@tania শুনুন")
    tell()

    told = Notification.objects.filter(member=tania)
    assert [row.thread_id for row in told] == [loud.pk]


def test_nothing_comes_from_one_she_blocked(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    rahima.block(tania)
    PostFactory(thread=thread, author=rahima)
    PostFactory(thread=thread, author=tania, source="@rahima শুনুন")
    tell()
    assert not Notification.objects.filter(member=rahima).exists()

    PostFactory(thread=thread, author=karim)
    tell()
    assert inbox(rahima) == ["করিম মিয়া ১টি মন্তব্য লিখেছেন"]


def test_nothing_goes_to_one_whom_the_author_blocked(
    thread: Thread, tania: Member, rahima: Member
) -> None:
    """Neither the one she names nor one who follows hears her; others do."""
    follower, stranger = MemberFactory(), MemberFactory()
    for other in (tania, follower):
        rahima.block(other)
    for other in (follower, stranger):
        Subscription.follow(other, "thread", thread.pk)

    PostFactory(thread=thread, author=rahima, source="@tania শুনুন")
    tell()

    told = Notification.objects.filter(member__in=[tania, follower, stranger])
    assert [notice.member for notice in told] == [stranger]


def test_what_she_blocks_later_is_gone_at_reading(
    thread: Thread, rahima: Member, tania: Member
):
    PostFactory(thread=thread, author=tania)
    tell()
    assert len(inbox(rahima)) == 1

    rahima.block(tania)

    assert inbox(rahima) == []
    assert Notification.objects.count_unread(rahima) == 0


def test_closed_accounts_are_not_told(thread: Thread, rahima: Member, tania: Member):
    Member.objects.filter(pk=rahima.pk).update(is_active=False)
    PostFactory(thread=thread, author=tania, source="@rahima শুনুন")
    tell()

    assert not Notification.objects.exists()


def test_imported_words_tell_nobody(thread: Thread, rahima: Member, tania: Member):
    PostFactory(
        thread=thread,
        author=tania,
        source="@rahima শুনুন",
        dated=dt.date(2019, 12, 21),
        force=True,
    )
    tell()

    assert not NoticeJob.objects.exists()
    assert not Notification.objects.exists()


# --- what not everyone sees ---


def test_what_waits_for_a_moderator_tells_nobody_until_it_is_shown(
    thread: Thread, rahima: Member, tania: Member
):
    post = PostFactory(thread=thread, author=tania, source="@rahima শুনুন", pending=True)
    tell()
    assert not Notification.objects.exists()

    post.approve()
    tell()
    assert inbox(rahima) == ["তানিয়া রহমান আপনাকে ডেকেছেন"]

    post.edit("@rahima শুনুন তো")
    tell()
    assert Notification.objects.filter(member=rahima).count() == 1


def test_what_is_hidden_before_the_worker_comes_tells_nobody_until_it_is_shown(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    post = PostFactory(thread=thread, author=tania)
    post.hide(karim, "বিজ্ঞাপন")
    tell()
    assert not Notification.objects.exists()

    post.unhide()
    tell()
    assert inbox(rahima) == ["তানিয়া রহমান ১টি মন্তব্য লিখেছেন"]


def test_hidden_post_takes_its_notice_along(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    root = PostFactory(thread=thread, author=rahima)
    answer = PostFactory(thread=thread, author=tania, parent=root)
    tell()
    assert inbox(rahima) == ["তানিয়া রহমান আপনাকে উত্তর দিয়েছেন"]

    answer.hide(karim, "বিজ্ঞাপন")
    assert inbox(rahima) == []
    assert Notification.objects.count_unread(rahima) == 0

    answer.unhide()
    assert inbox(rahima) == ["তানিয়া রহমান আপনাকে উত্তর দিয়েছেন"]


def test_hidden_mention_leaves_what_else_was_written(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    mention = PostFactory(thread=thread, author=tania, source="@rahima শুনুন")
    PostFactory(thread=thread, author=karim)
    tell()

    mention.hide(karim, "বিজ্ঞাপন")

    assert inbox(rahima) == ["করিম মিয়া ১টি মন্তব্য লিখেছেন"]


def test_thread_that_she_may_not_see_any_more_is_not_told_of(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    PostFactory(thread=thread, author=tania)
    tell()
    thread.hide(karim, "ভুল জায়গা")

    assert inbox(rahima) == []
    assert Notification.objects.count_unread(rahima) == 0

    PostFactory(thread=thread, author=karim, force=True, source="@tania শুনুন")
    tell()
    assert not Notification.objects.filter(member=tania).exists()


def test_followers_of_a_merged_thread_follow_the_one_it_became_part_of(
    rahima: Member, tania: Member, karim: Member
):
    board = BoardFactory()
    old, new = (ThreadFactory(author=karim, board=board) for _n in range(2))
    Subscription.follow(tania, "thread", old.pk)
    PostFactory(thread=old, author=rahima, source="@tania শুনুন")
    tell()
    old.merge_into(new, by=karim, reason="একই কথা")
    call_waiting_moves()
    assert inbox(tania) == ["রহিমা খাতুন আপনাকে ডেকেছেন"]
    Notification.objects.all().delete()

    PostFactory(thread=new, author=rahima)
    tell()

    assert inbox(tania) == ["রহিমা খাতুন ১টি মন্তব্য লিখেছেন"]


def test_who_is_spoken_to_hears_of_it_though_the_thread_was_merged_meanwhile(
    rahima: Member, tania: Member, karim: Member
):
    board = BoardFactory()
    old, new = (ThreadFactory(author=karim, board=board) for _n in range(2))
    PostFactory(thread=old, author=rahima, source="@tania শুনুন")
    held = PostFactory(thread=old, author=rahima, source="@tania আবার", pending=True)
    old.merge_into(new, by=karim, reason="একই কথা")
    tell()
    assert not Notification.objects.filter(member=tania).exists()

    call_waiting_moves()
    Post.objects.get(pk=held.pk).approve()
    NoticeJob.objects.update(due_at=timezone.now())
    tell()

    notice = Notification.objects.get(member=tania)
    assert (notice.thread, notice.calls.count()) == (new, 2)


def test_who_is_spoken_to_hears_of_it_where_it_was_split_off_to(
    rahima: Member, tania: Member, karim: Member
):
    thread = ThreadFactory(author=karim)
    root = PostFactory(thread=thread, author=rahima, source="@tania শুনুন")
    fresh = thread.split([root], BoardFactory(), "আলাদা", karim, "প্রসঙ্গ")
    tell()

    assert Notification.objects.get(member=tania).thread == fresh


@pytest.fixture
def merged(karim: Member, tania: Member) -> Callable[[], Thread]:
    """Two discussions that tania follows, told in both; call it to merge the first into
    the second."""
    board = BoardFactory()
    old = ThreadFactory(author=karim, board=board, title="আগের শিরোনাম")
    new = ThreadFactory(author=karim, board=board, title="আজকের শিরোনাম")
    for thread in (old, new):
        Subscription.follow(tania, "thread", thread.pk)

    def merge() -> Thread:
        old.merge_into(new, by=karim, reason="একই কথা")
        call_waiting_moves()
        return new

    merge.old, merge.new = old, new
    return merge


def titles(client, member: Member) -> list[str]:
    client.force_login(member)
    page = client.get("/me/inbox/").content.decode()
    return [each for each in ("আগের শিরোনাম", "আজকের শিরোনাম") if each in page]


def test_unread_notice_of_a_merged_thread_leads_to_the_other(
    client, merged: Callable, rahima: Member, tania: Member
):
    posts = PostFactory.create_batch(3, thread=merged.old, author=rahima)
    tell()
    before = inbox(tania)
    ReadMark.move(tania, merged.old, 1)
    PostFactory(thread=merged.new, author=tania)

    new = merged()

    assert before == ["রহিমা খাতুন ৩টি মন্তব্য লিখেছেন"]
    # The first of the three she had read before it came here.
    assert inbox(tania) == ["রহিমা খাতুন ২টি মন্তব্য লিখেছেন"]
    notice = Notification.objects.get(member=tania)
    assert (notice.thread, notice.read_at) == (new, None)
    assert titles(client, tania) == ["আজকের শিরোনাম"]
    url = client.get(f"/me/inbox/{notice.pk}/").url
    assert url.endswith(f"#p{posts[1].pk}")
    assert url.startswith(new.get_absolute_url())


def test_two_unread_notices_become_one_in_a_merge(
    merged: Callable, rahima: Member, tania: Member
):
    PostFactory(thread=merged.old, author=rahima)
    PostFactory(thread=merged.old, author=rahima, source="@tania শুনুন")
    PostFactory(thread=merged.new, author=rahima)
    tell()
    assert Notification.objects.filter(member=tania).count() == 2

    merged()

    # With the opening that came between them, which is new to her too.
    assert inbox(tania) == ["রহিমা খাতুন আপনাকে ডেকেছেন এবং আরও ৩টি নতুন মন্তব্য"]
    notice = Notification.objects.get(member=tania)
    assert notice.thread == merged.new
    assert Delivery.objects.filter(notification=notice).count() == 1


def test_notice_that_she_read_past_does_not_come_back_by_a_merge(
    merged: Callable, rahima: Member, tania: Member
):
    PostFactory(thread=merged.new, author=rahima)
    Notification.objects.all().delete()
    NoticeJob.objects.all().delete()
    PostFactory(thread=merged.old, author=rahima)
    tell()
    ReadMark.move(tania, merged.old, 1)
    assert Notification.objects.count_unread(tania) == 0

    merged()

    assert Notification.objects.count_unread(tania) == 0
    assert Notification.objects.get(member=tania).read_at is not None


def test_notices_of_a_merged_thread_come_over_in_slices(
    monkeypatch: pytest.MonkeyPatch, merged: Callable, rahima: Member, karim: Member
):
    monkeypatch.setattr(carrying, "NOTICES_PER_SLICE", 1)
    members = [MemberFactory() for _ in range(3)]
    for member in members:
        Subscription.follow(member, "thread", merged.old.pk)
    PostFactory(thread=merged.old, author=rahima)
    tell()

    merged()

    for member in members:
        assert inbox(member) == ["রহিমা খাতুন ১টি মন্তব্য লিখেছেন"]
    assert not Notification.objects.filter(thread=merged.old).exists()


def test_job_that_comes_after_a_merge_tells_nobody_of_what_she_had_read(
    merged: Callable, rahima: Member, tania: Member
):
    PostFactory(thread=merged.new, author=rahima)
    tell()
    Notification.objects.all().delete()
    PostFactory(thread=merged.old, author=rahima)
    late = PostFactory(thread=merged.old, author=rahima)
    ReadMark.move(tania, merged.old, 1)

    merged()
    tell()

    assert inbox(tania) == ["রহিমা খাতুন ১টি মন্তব্য লিখেছেন"]
    late.refresh_from_db()
    assert Notification.objects.get(member=tania).first_seq == late.seq


def test_mention_says_the_title_of_where_it_is_read_today(
    client, rahima: Member, tania: Member, karim: Member
):
    thread = ThreadFactory(author=karim, title="আগের শিরোনাম")
    root = PostFactory(thread=thread, author=rahima, source="@tania শুনুন")
    tell()
    before = titles(client, tania)

    thread.split([root], BoardFactory(), "আজকের শিরোনাম", karim, "প্রসঙ্গ")

    assert before == ["আগের শিরোনাম"]
    assert titles(client, tania) == ["আজকের শিরোনাম"]


def call_waiting_moves() -> None:
    """Have the posts of a merge brought over."""
    while carry_waiting():
        pass


# --- places ---


def test_followers_of_a_board_hear_what_begins_there(rahima: Member, tania: Member):
    board, other = BoardFactory(), BoardFactory()
    Subscription.follow(tania, "board", board.pk)
    begun = ThreadFactory(author=rahima, board=board)
    ThreadFactory(author=rahima, board=other)
    PostFactory(thread=begun, author=rahima)
    tell()

    assert inbox(tania) == ["রহিমা খাতুন একটা আলোচনা শুরু করেছেন"]
    assert Notification.objects.filter(member=rahima).count() == 0


def test_series_tells_once_that_its_adda_is_open(tania: Member, karim: Member):
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা")
    Subscription.follow(tania, "series", series.pk)
    adda = series.plan(today(), "দাম ঠিক করা")
    tell()
    assert inbox(tania) == []

    adda.open(by_hand=True)
    tell()
    adda.rewrite(karim, topic="নতুন কথা")
    adda.name_hosts([karim])
    tell()
    assert inbox(tania) == ["আড্ডা শুরু হয়েছে"]

    Notification.objects.get(member=tania).read()
    adda.rewrite(karim, topic="আরও নতুন")
    tell()
    assert Notification.objects.filter(member=tania).count() == 1


def test_adda_of_the_past_is_announced_to_nobody(tania: Member):
    """The worker was away for days: what is over is not said to have opened."""
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা")
    Subscription.follow(tania, "series", series.pk)
    adda = series.plan(today() - timedelta(days=3), "দাম ঠিক করা")
    adda.follow_clock(timezone.now())
    tell()

    assert adda.state == "closed"
    assert inbox(tania) == []


# --- many followers, and a worker that dies ---


def followers(thread: Thread, count: int) -> list[int]:
    """Make `count` members who follow a thread; their ids."""
    members = Member.objects.bulk_create(
        Member(
            handle=f"onek{n}", handle_key=f"onek{n}", display_name="অনেকে", password="!"
        )
        for n in range(count)
    )
    Subscription.objects.bulk_create(
        Subscription(member=member, kind="thread", target_id=thread.pk)
        for member in members
    )
    return [member.pk for member in members]


def test_each_of_many_is_told_once_though_the_worker_dies(
    thread: Thread, rahima: Member
):
    ids = followers(thread, 2 * telling.SLICE_ROWS + 7)
    tell()
    PostFactory(thread=thread, author=rahima)
    (dead,) = NoticeJob.objects.claim(1)
    begun = telling.Telling(dead)
    begun.step()  # those who are called
    begun.step()  # the first slice of followers
    assert Notification.objects.count() == telling.SLICE_ROWS - 1  # not the author

    # Nothing more of it comes; its lease runs out, another takes over, …
    NoticeJob.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    (other,) = NoticeJob.objects.claim(1)
    # … and then the first one was only slow.
    with pytest.raises(telling.LeaseLost):
        begun.step()
    assert Notification.objects.count() == telling.SLICE_ROWS - 1
    telling.work(other, until=float("inf"))
    telling.work(dead, until=float("inf"))

    told = Notification.objects.order_by("member").values_list("member", flat=True)
    assert list(told) == ids
    assert not NoticeJob.objects.exists()


def test_run_twice_tells_once(thread: Thread, rahima: Member, tania: Member):
    """Two mails went out when the job ran twice (zulip#549)."""
    PostFactory(thread=thread, author=tania)
    NoticeJob.objects.queue_post(thread.posts.get(seq=1))
    tell()
    tell()

    (notice,) = Notification.objects.filter(member=rahima)
    assert inbox(rahima) == ["তানিয়া রহমান ১টি মন্তব্য লিখেছেন"]
    delivery = Delivery.objects.get(notification=notice)
    assert (delivery.channel, delivery.state) == ("inbox", "done")


def test_a_long_job_lets_others_through(thread: Thread, rahima: Member):
    followers(thread, telling.SLICE_ROWS + 1)
    PostFactory(thread=thread, author=rahima)
    (job,) = NoticeJob.objects.filter(post__seq=1)
    (claimed,) = NoticeJob.objects.filter(pk=job.pk).claim(1)
    telling.work(claimed, until=0)  # no time at all: one step, then it is given back

    job.refresh_from_db()
    assert (job.place, job.lease, job.attempts) == (0, None, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_post_costs_the_same_however_many_follow(
    thread: Thread, tania: Member, count: int, django_assert_num_queries: Callable
):
    """The verb writes one row of work; the worker does the rest."""
    followers(thread, count * 50)
    with CaptureQueriesContext(connection) as seen:
        thread.post(tania, "আমিও")

    ours = [
        query["sql"]
        for query in seen.captured_queries
        if "notifications_" in query["sql"]
    ]
    assert len(ours) == 1
    assert not Notification.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_slice_query_count(
    thread: Thread, rahima: Member, count: int, django_assert_num_queries: Callable
):
    followers(thread, count)
    tell()
    PostFactory(thread=thread, author=rahima)
    (job,) = NoticeJob.objects.claim(1)
    job.place = 0
    slice_of = telling.Telling(job)
    slice_of.step()
    NoticeJob.objects.update(place=0)
    job.place = 0
    with django_assert_num_queries(10):
        slice_of.step()


def test_error_in_one_job_blocks_no_other(
    thread: Thread, rahima: Member, tania: Member
):
    PostFactory(thread=thread, author=tania)
    broken = NoticeJob.objects.get(post__seq=1)
    PostFactory(thread=thread, author=tania)
    # Not what any verb writes.
    broken.post.openings = ["?"]
    broken.post.save(update_fields=["openings"])
    tell()

    assert inbox(rahima) == ["তানিয়া রহমান ১টি মন্তব্য লিখেছেন"]
    broken.refresh_from_db()
    assert "AttributeError" in broken.last_error


def test_calls_are_kept_once(thread: Thread, rahima: Member, tania: Member):
    root = PostFactory(thread=thread, author=rahima)
    PostFactory(thread=thread, author=tania, parent=root, source="@rahima হ্যাঁ")
    tell()

    assert list(Call.objects.values_list("post__seq", "kind")) == [(2, "mention")]


# --- what she has read ---


def test_nothing_for_what_she_has_read_before_the_worker_came(
    thread: Thread, rahima: Member, tania: Member
):
    PostFactory(thread=thread, author=tania, source="@rahima শুনুন")
    ReadMark.move(rahima, thread, 1)
    PostFactory(thread=ThreadFactory(author=rahima), author=tania)
    rahima.call_all_read(timezone.now())
    tell()

    assert not Notification.objects.filter(member=rahima).exists()


def test_reading_the_thread_reads_its_notice(
    thread: Thread, rahima: Member, tania: Member
):
    PostFactory(thread=thread, author=tania)
    PostFactory(thread=thread, author=tania)
    tell()

    ReadMark.move(rahima, thread, 1)
    assert inbox(rahima) == ["তানিয়া রহমান ১টি মন্তব্য লিখেছেন"]
    assert Notification.objects.count_unread(rahima) == 1
    ReadMark.move(rahima, thread, 2)
    assert Notification.objects.count_unread(rahima) == 0

    PostFactory(thread=thread, author=tania)
    tell()
    assert inbox(rahima) == [
        "তানিয়া রহমান ১টি মন্তব্য লিখেছেন",
        "তানিয়া রহমান ২টি মন্তব্য লিখেছেন",
    ]
    assert Notification.objects.count_unread(rahima) == 1


def test_calling_all_read_reads_the_notices(
    thread: Thread, rahima: Member, tania: Member
):
    PostFactory(thread=thread, author=tania)
    tell()
    rahima.call_all_read(timezone.now())

    assert Notification.objects.count_unread(rahima) == 0


def test_what_was_shown_late_is_told_though_she_read_past_it(
    thread: Thread, rahima: Member, tania: Member
):
    late = PostFactory(thread=thread, author=tania, source="@rahima শুনুন", pending=True)
    PostFactory(thread=thread, author=tania)
    tell()
    ReadMark.move(rahima, thread, 2)
    rahima.call_all_read(timezone.now())
    assert Notification.objects.count_unread(rahima) == 0

    late.approve()
    tell()

    assert inbox(rahima)[0] == "তানিয়া রহমান আপনাকে ডেকেছেন"
    assert Notification.objects.count_unread(rahima) == 1


def test_followers_hear_of_what_was_shown_late_too(
    thread: Thread, rahima: Member, tania: Member
):
    late = PostFactory(thread=thread, author=tania, pending=True)
    PostFactory(thread=thread, author=tania)
    tell()
    ReadMark.move(rahima, thread, 2)

    late.approve()
    tell()

    assert inbox(rahima) == ["তানিয়া রহমান ১টি মন্তব্য লিখেছেন"] * 2
    assert Notification.objects.count_unread(rahima) == 1


# --- who is named later ---


def edited(post: Post, source: str, **fields) -> None:
    """The author changes her words, after the first telling is over."""
    tell()
    Post.objects.get(pk=post.pk).edit(source, **fields)
    tell()


def test_a_name_put_in_by_an_edit_calls_her_though_she_read_past_it(
    client, thread: Thread, rahima: Member, tania: Member
):
    post = PostFactory(thread=thread, author=rahima, source="কে জানেন?")
    PostFactory(thread=thread, author=rahima)
    ReadMark.move(tania, thread, 2)

    edited(post, "@tania আপনি জানেন?")

    assert inbox(tania) == ["রহিমা খাতুন আপনাকে ডেকেছেন"]
    assert Notification.objects.count_unread(tania) == 1
    notice = Notification.objects.get(member=tania)
    client.force_login(tania)
    assert client.get(f"/me/inbox/{notice.pk}/").url.endswith(f"#p{post.pk}")
    assert not NoticeJob.objects.exists()


def test_nobody_is_called_twice_by_one_post_however_it_is_edited(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    follower, root = MemberFactory(), PostFactory(thread=thread, author=karim)
    Subscription.follow(follower, "thread", thread.pk)
    post = PostFactory(thread=thread, author=rahima, parent=root, source="@tania শুনুন")
    tell()
    Notification.objects.update(read_at=timezone.now())

    edited(post, "শুনুন")
    edited(post, f"@tania @rahima @karim @{follower.handle} শুনুন সবাই")
    edited(post, f"@tania @rahima @karim @{follower.handle} শুনুন, আবার বলি")

    # Named, the author herself, answered, following: all knew of it.
    assert Notification.objects.unread().count() == 0
    assert Call.objects.filter(post=post).count() == 2


@pytest.mark.parametrize("is_hers", [True, False])
def test_a_name_put_in_later_goes_over_no_block(
    thread: Thread, rahima: Member, tania: Member, is_hers: bool
):
    one, other = (tania, rahima) if is_hers else (rahima, tania)
    one.block(other)
    stranger = MemberFactory()
    post = PostFactory(thread=thread, author=rahima)

    edited(post, f"@tania @{stranger.handle} শুনুন")

    assert inbox(tania) == []
    assert inbox(stranger) == ["রহিমা খাতুন আপনাকে ডেকেছেন"]


def test_words_put_back_and_words_of_long_ago_call_nobody(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    old, dated, restored, muted = (
        PostFactory(thread=thread, author=rahima) for _n in range(4)
    )
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    Post.objects.filter(pk=old.pk).update(created_at=yesterday)
    Post.objects.filter(pk=dated.pk).update(dated=today())

    edited(old, "@tania শুনুন")
    edited(dated, "@tania শুনুন")
    edited(restored, "@tania শুনুন", by=karim)
    Subscription.mute(tania, "thread", thread.pk)
    edited(muted, "@tania শুনুন")
    assert not Notification.objects.filter(member=tania).exists()

    Subscription.unfollow(tania, "thread", thread.pk)
    edited(muted, "@tania শুনুন, @karim আপনিও")
    edited(restored, "আচ্ছা")
    edited(restored, "@tania শুনুন")
    assert inbox(tania) == ["রহিমা খাতুন আপনাকে ডেকেছেন"]


def test_edits_call_no_more_members_than_a_post_may(thread: Thread, rahima: Member):
    many = [MemberFactory() for _n in range(25)]
    post = PostFactory(thread=thread, author=rahima)

    for first in (0, 12):
        names = " ".join(f"@{each.handle}" for each in many[first : first + 12])
        edited(post, f"{names} শুনুন")

    assert Call.objects.filter(post=post).count() == telling.MENTIONED_AT_MOST


def test_a_name_put_in_while_followers_are_told_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, thread: Thread, rahima: Member, tania: Member
):
    tell()
    monkeypatch.setattr(telling, "SLICE_ROWS", 1)
    followers = [MemberFactory() for _n in range(3)]
    for member in followers:
        Subscription.follow(member, "thread", thread.pk)
    post = PostFactory(thread=thread, author=rahima)
    telling.work(NoticeJob.objects.claim(1)[0], until=0)
    assert NoticeJob.objects.get().place == 0

    Post.objects.get(pk=post.pk).edit("@tania শুনুন")
    while NoticeJob.objects.exists():
        telling.work(NoticeJob.objects.claim(1)[0], until=0)

    assert inbox(tania) == ["রহিমা খাতুন আপনাকে ডেকেছেন"]
    for member in followers:
        assert inbox(member) == ["রহিমা খাতুন ১টি মন্তব্য লিখেছেন"]


def test_a_name_put_into_a_waiting_post_is_called_once_it_is_shown(
    thread: Thread, rahima: Member, tania: Member
):
    post = PostFactory(thread=thread, author=rahima, pending=True)

    edited(post, "@tania শুনুন")
    assert inbox(tania) == []
    Post.objects.get(pk=post.pk).approve()
    tell()

    assert inbox(tania) == ["রহিমা খাতুন আপনাকে ডেকেছেন"]
    assert Call.objects.count() == 1
