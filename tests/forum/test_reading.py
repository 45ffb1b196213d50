"""Where she left off: marks, what is unread, and the page that opens there."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from adda_posts.models import Series, today
from forum.models import (
    Post,
    PostMove,
    ReadMark,
    ReadStretch,
    Thread,
    carry_waiting,
    carrying,
)
from profiles.models import Member
from tests.factories import BoardFactory, MemberFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def seqs_on(page: str) -> list[int]:
    """Places of the comments on a page, the opening left out."""
    listed = page.split("data-posts", 1)[1]
    return [int(seq) for seq in re.findall(r'data-seq="(\d+)"', listed)]


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def mark_of(member: Member, thread: Thread) -> int | None:
    marks = ReadMark.objects.filter(member=member, thread=thread)
    return marks.values_list("last_read_seq", flat=True).first()


def unread_of(member: Member, thread: Thread) -> dict[int, int]:
    return ReadMark.objects.unread_counts(member, [thread.pk])


def many_comments(thread: Thread, author: Member, count: int) -> None:
    """`count` roots, written as one insert; each says its own number."""
    Post.objects.bulk_create(
        Post(
            thread=thread,
            author=author,
            seq=number,
            root_no=number,
            version=number,
            source=f"কথা {number}",
            html=f"<p>কথা {number}</p>",
            html_version=1,
        )
        for number in range(1, count + 1)
    )
    Thread.objects.filter(pk=thread.pk).update(
        last_seq=count, last_root_no=count, post_count=count, version=count
    )
    thread.refresh_from_db()


# --- The mark ----------------------------------------------------------------------


def test_mark_moves_on_and_never_back(
    thread: Thread, comments: Callable, tania: Member
) -> None:
    comments(5)

    moved = [ReadMark.move(tania, thread, seq) for seq in (3, 3, 1, 4)]

    assert moved == [True, False, False, True]
    assert mark_of(tania, thread) == 4
    assert ReadMark.objects.filter(member=tania).count() == 1


def test_mark_never_passes_the_end(
    thread: Thread, comments: Callable, tania: Member
) -> None:
    comments(2)

    ReadMark.move(tania, thread, 2_000_000)

    assert mark_of(tania, thread) == 2


def test_mark_does_not_move_over_what_was_not_shown(
    thread: Thread, comments: Callable, tania: Member
) -> None:
    comments(9)
    assert ReadMark.move(tania, thread, 9, after=6) is False
    assert mark_of(tania, thread) is None
    ReadMark.move(tania, thread, 4)

    assert ReadMark.move(tania, thread, 9, after=6) is False
    assert mark_of(tania, thread) == 4
    assert ReadMark.move(tania, thread, 9, after=4) is True
    assert mark_of(tania, thread) == 9


def test_mark_moves_in_one_statement(
    thread: Thread, comments: Callable, tania: Member, django_assert_num_queries
) -> None:
    comments(2)

    for seq in (1, 2, 2):
        with django_assert_num_queries(1):
            ReadMark.move(tania, thread, seq)


# --- What is unread ----------------------------------------------------------------


@pytest.mark.parametrize("unhidden", [False, True])
def test_hiding_leaves_no_phantom_unread(
    thread: Thread, comments: Callable, rahima: Member, karim: Member, unhidden: bool
) -> None:
    """Flarum 1968, 2227: what was deleted went on being counted."""
    first, second = comments(2)
    ReadMark.move(rahima, thread, 1)
    assert unread_of(rahima, thread) == {thread.pk: 1}

    second.hide(karim, "বিজ্ঞাপন")
    first.hide(karim, "বিজ্ঞাপন")
    hidden = unread_of(rahima, thread)
    if unhidden:
        second.unhide()
        first.unhide()

    assert hidden == {}
    # What she had read stays read, however often it is hidden and shown again.
    assert unread_of(rahima, thread) == ({thread.pk: 1} if unhidden else {})


def test_what_its_author_took_back_is_not_unread(
    thread: Thread, comments: Callable, rahima: Member
) -> None:
    """Flarum 1104: deleting after hiding counted twice."""
    _first, second = comments(2)
    ReadMark.move(rahima, thread, 1)
    counts = []
    for change in (second.take_back, second.take_back, second.give_back):
        change()
        second.refresh_from_db()
        counts.append(unread_of(rahima, thread))

    assert counts == [{}, {}, {thread.pk: 1}]


def carried(source: Thread, target: Thread, by: Member) -> None:
    """A merge, with all that comes over."""
    source.merge_into(target, by, "একই কথা")
    while carry_waiting():
        pass


def test_merging_leaves_no_phantom_to_her_who_had_read_both(
    thread: Thread, comments: Callable, rahima: Member, tania: Member, karim: Member
) -> None:
    comments(2)
    other = ThreadFactory(author=rahima, board=thread.board)
    PostFactory(thread=other, author=tania)
    ReadMark.move(rahima, thread, 2)
    ReadMark.move(rahima, other, 1)

    carried(other, thread, karim)
    read = unread_of(rahima, thread), mark_of(rahima, thread)
    comments(1)

    assert read == ({}, 4)
    assert unread_of(rahima, thread) == {thread.pk: 1}
    assert unread_of(rahima, other) == {}


@pytest.fixture
def other(thread: Thread, karim: Member) -> Thread:
    """Another on the same, with three comments: all of it karim's."""
    other = ThreadFactory(author=karim, board=thread.board, title="একই প্রশ্ন")
    for number in range(3):
        PostFactory(thread=other, author=karim, source=f"ওখানকার {number}")
    return other


@pytest.mark.parametrize(
    ("there", "here", "new"),
    [
        (3, None, [1, 2]),  # she had read only the one that went, to its end
        (2, None, [1, 2, 6]),
        (0, None, [1, 2, 4, 5, 6]),
        (3, 1, [2]),
        (2, 2, [6]),
        (None, 1, [2, 3, 4, 5, 6]),
    ],
)
def test_what_she_had_read_stays_read_where_a_merge_brings_it(
    client: Client,
    thread: Thread,
    other: Thread,
    comments: Callable,
    rahima: Member,
    karim: Member,
    there: int | None,
    here: int | None,
    new: list[int],
) -> None:
    comments(2)
    reader = MemberFactory()
    for place, mark in ((other, there), (thread, here)):
        if mark is not None:
            ReadMark.move(reader, place, mark)
            ReadMark.objects.get_or_create(member=reader, thread=place)
    client.force_login(reader)

    carried(other, thread, karim)

    page = page_of(client, thread.get_absolute_url())
    assert seqs_on(page) == new
    assert unread_of(reader, thread) == {thread.pk: len(new)}
    listed = page_of(client, "/boards/all/?list=unread")
    assert thread.get_absolute_url() in listed
    ReadMark.move(reader, thread, max(new))
    assert unread_of(reader, thread) == {}
    assert thread.get_absolute_url() not in page_of(client, "/boards/all/?list=unread")


def test_what_is_written_while_posts_come_over_is_new_to_her(
    monkeypatch: pytest.MonkeyPatch,
    client: Client,
    thread: Thread,
    other: Thread,
    tania: Member,
    karim: Member,
) -> None:
    monkeypatch.setattr(carrying, "ROWS_PER_SLICE", 1)
    reader = MemberFactory()
    ReadMark.move(reader, other, 3)
    other.merge_into(thread, karim, "একই কথা")
    PostMove.objects.claim(1)[0].carry(0)
    between = PostFactory(thread=thread, author=tania, source="মাঝখানে বলা")
    while carry_waiting():
        pass
    client.force_login(reader)

    page = page_of(client, thread.get_absolute_url())

    thread.refresh_from_db()
    assert 1 < between.seq < thread.last_seq
    assert seqs_on(page) == [between.seq]


def test_what_she_had_read_goes_on_when_it_is_merged_again(
    client: Client, thread: Thread, other: Thread, comments: Callable, karim: Member
) -> None:
    comments(1)
    last = ThreadFactory(board=thread.board)
    PostFactory(thread=last, source="শেষ জায়গার কথা")
    reader = MemberFactory()
    ReadMark.move(reader, other, 3)
    carried(other, thread, karim)
    carried(thread, last, karim)
    client.force_login(reader)

    page = page_of(client, last.get_absolute_url())

    # The opening on the way stood above what was new to her there.
    assert seqs_on(page) == [1, 3]
    assert not ReadStretch.objects.exclude(thread=last).exists()
    assert not ReadMark.objects.exclude(thread=last).filter(member=reader).exists()


def test_marks_come_over_in_slices_and_go_on_after_a_stop(
    monkeypatch: pytest.MonkeyPatch,
    thread: Thread,
    other: Thread,
    comments: Callable,
    karim: Member,
) -> None:
    comments(1)
    monkeypatch.setattr(carrying, "MARKS_PER_SLICE", 1)
    readers = [MemberFactory() for _ in range(3)]
    for reader in readers:
        ReadMark.move(reader, other, 3)
    other.merge_into(thread, karim, "একই কথা")
    left = []
    for _stop in range(3):
        PostMove.objects.claim(1)[0].carry(0)
        left.append(ReadMark.objects.filter(thread=other).count())
    while carry_waiting():
        pass

    # Karim's own mark came first.
    assert left == [4, 3, 2]
    assert not PostMove.objects.exists()
    assert [unread_of(each, thread) for each in readers] == [{thread.pk: 1}] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_carrying_marks_query_count(
    thread: Thread, other: Thread, comments: Callable, karim: Member, count: int
) -> None:
    comments(1)
    for _reader in range(count):
        ReadMark.move(MemberFactory(), other, 2)
    other.merge_into(thread, karim, "একই কথা")

    with CaptureQueriesContext(connection) as queries:
        carry_waiting()

    touched = [each["sql"] for each in queries if "forum_read" in each["sql"]]
    assert len(touched) == 9, touched


def test_own_and_waiting_posts_are_never_unread(
    thread: Thread, comments: Callable, rahima: Member, tania: Member
) -> None:
    comments(1)
    ReadMark.move(rahima, thread, 1)
    thread.post(rahima, "আমার নিজের কথা")
    waiting = thread.post(tania, "অপেক্ষায়", pending=True)
    before = unread_of(rahima, thread)

    waiting.approve()

    assert before == {}
    assert unread_of(rahima, thread) == {thread.pk: 1}


def test_moving_a_thread_leaves_her_place(
    thread: Thread, comments: Callable, rahima: Member
) -> None:
    comments(3)
    ReadMark.move(rahima, thread, 2)

    thread.change(board=BoardFactory())

    assert unread_of(rahima, thread) == {thread.pk: 1}


def test_new_thread_tells_its_author_of_answers(
    thread: Thread, comments: Callable, rahima: Member, tania: Member
) -> None:
    comments(2)

    assert unread_of(rahima, thread) == {thread.pk: 2}
    assert unread_of(tania, thread) == {}


def test_calling_all_read_is_one_statement_however_many_threads(
    rahima: Member, tania: Member, django_assert_num_queries
) -> None:
    """Zulip 10492: with many messages it took minutes."""
    threads = [ThreadFactory(author=rahima) for _ in range(5)]
    for thread in threads:
        PostFactory(thread=thread, author=tania)
    ids = [thread.pk for thread in threads]
    assert len(ReadMark.objects.unread_counts(rahima, ids)) == 5

    with django_assert_num_queries(1):
        rahima.call_all_read(timezone.now())
    rahima.refresh_from_db()

    assert ReadMark.objects.unread_counts(rahima, ids) == {}
    PostFactory(thread=threads[0], author=tania)
    assert ReadMark.objects.unread_counts(rahima, ids) == {ids[0]: 1}


def test_calling_all_read_never_goes_back_nor_ahead(rahima: Member) -> None:
    now = timezone.now()

    assert rahima.call_all_read(now + timedelta(days=9)) is True
    assert rahima.call_all_read(now - timedelta(days=1)) is False
    rahima.refresh_from_db()

    assert now <= rahima.all_read_at <= timezone.now()


@pytest.mark.parametrize("count", [1, 3])
def test_unread_counts_of_a_list_take_one_query(
    rahima: Member, tania: Member, django_assert_num_queries, count: int
) -> None:
    threads = [ThreadFactory(author=rahima) for _ in range(count)]
    for thread in threads:
        PostFactory(thread=thread, author=tania)

    with django_assert_num_queries(1):
        counts = ReadMark.objects.unread_counts(rahima, [t.pk for t in threads])

    assert counts == {thread.pk: 1 for thread in threads}


def test_list_counts_no_thread_to_its_end(
    thread: Thread, rahima: Member, tania: Member
) -> None:
    many_comments(thread, tania, 130)

    assert unread_of(rahima, thread) == {thread.pk: 100}


# --- The page that opens there -----------------------------------------------------


def test_three_thousand_comments_with_forty_new_open_at_the_first_of_them(
    client: Client, thread: Thread, rahima: Member, tania: Member, karim: Member
) -> None:
    """NodeBB 8538 landed on the last one she had read."""
    many_comments(thread, tania, 3000)
    client.force_login(rahima)
    client.get("/boards/")
    ReadMark.move(rahima, thread, 2960)

    with CaptureQueriesContext(connection) as queries:
        page = page_of(client, thread.get_absolute_url())

    assert seqs_on(page) == list(range(2961, 3001))
    assert "২,৯৬০টি পড়া মন্তব্য" in page
    assert "নতুন ৪০টি" in page
    assert len(queries) <= 12


@pytest.mark.parametrize("new", [1, 3])
def test_page_of_what_is_new_has_the_same_number_of_queries(
    client: Client,
    thread: Thread,
    comments: Callable,
    rahima: Member,
    new: int,
    django_assert_num_queries,
) -> None:
    (root,) = comments(1)
    for _ in range(new):
        PostFactory(thread=thread, parent=root)
    ReadMark.move(rahima, thread, 1)
    client.force_login(rahima)
    client.get("/boards/")

    with django_assert_num_queries(8):
        page = page_of(client, thread.get_absolute_url())

    assert len(seqs_on(page)) == new


def test_unread_stands_flat_in_order_with_what_it_answers(
    client: Client, thread: Thread, comments: Callable, rahima: Member, tania: Member
) -> None:
    first, second = comments(2, source="নকশার দাম কত? ফোন ০১৭১২৩৪৫৬৭৮")
    ReadMark.move(rahima, thread, 2)
    PostFactory(thread=thread, parent=second, source="পাঁচশ টাকা")
    PostFactory(thread=thread, source="আমিও জানতে চাই")
    PostFactory(thread=thread, parent=first, source="আমারটা আটশ")
    client.force_login(rahima)

    page = page_of(client, thread.get_absolute_url())

    listed = page.split("data-posts", 1)[1]
    assert seqs_on(page) == [3, 4, 5]
    assert listed.count("<b>তানিয়া রহমান</b> নকশার দাম কত? ফোন ০১৭••••••৭৮") == 2
    assert f'href="/p/{second.pk}/"' in listed
    assert "নতুন ৩টি" in page


def test_what_is_answered_is_quoted_without_its_own_quotes(
    client: Client, thread: Thread, comments: Callable, rahima: Member
) -> None:
    quote = "> @rahima #১\n> আগের কথা"
    (both,) = comments(1, source=f"{quote}\n\nনকশার **দাম** কত?")
    (alone,) = comments(1, source=quote)
    ReadMark.move(rahima, thread, 2)
    for parent in (both, alone):
        PostFactory(thread=thread, parent=parent, source="পাঁচশ টাকা")
    client.force_login(rahima)

    page = page_of(client, thread.get_absolute_url())

    answered = re.findall(r'<p class="quote"><a [^>]*>(.*?)</a></p>', page)
    assert answered == ["<b>তানিয়া রহমান</b> নকশার দাম কত?", "<b>তানিয়া রহমান</b> "]


def test_hidden_comment_is_quoted_without_its_words(
    client: Client, thread: Thread, comments: Callable, rahima: Member, karim: Member
) -> None:
    (root,) = comments(1, source="গোপন কথা")
    ReadMark.move(rahima, thread, 1)
    PostFactory(thread=thread, parent=root, source="উত্তর থেকে যায়")
    root.hide(karim, "বিজ্ঞাপন")
    client.force_login(rahima)

    page = page_of(client, thread.get_absolute_url())

    assert "উত্তর থেকে যায়" in page
    assert "গোপন কথা" not in page
    assert "একটি লুকানো মন্তব্যের উত্তরে" in page


def test_first_time_reader_and_guest_begin_at_the_beginning(
    client: Client, thread: Thread, tania: Member, rahima: Member
) -> None:
    many_comments(thread, rahima, 45)
    guest = page_of(client, thread.get_absolute_url())
    client.force_login(tania)

    page = page_of(client, thread.get_absolute_url())

    assert seqs_on(page) == seqs_on(guest) == list(range(1, 21))
    assert "data-flat" not in page


def test_with_nothing_new_she_gets_the_last_page(
    client: Client, thread: Thread, rahima: Member, tania: Member
) -> None:
    many_comments(thread, tania, 45)
    ReadMark.move(rahima, thread, 45)
    client.force_login(rahima)

    assert seqs_on(page_of(client, thread.get_absolute_url())) == [41, 42, 43, 44, 45]


def test_all_she_has_read_can_be_reached(
    client: Client, thread: Thread, rahima: Member, tania: Member
) -> None:
    many_comments(thread, tania, 45)
    ReadMark.move(rahima, thread, 40)
    client.force_login(rahima)
    page = page_of(client, thread.get_absolute_url())
    assert "আপনাদের প্রথম বিক্রি কেমন ছিল?" in page

    seen = []
    (url,) = re.findall(r'href="([^"]+\?page=1)"', page)
    while url:
        page = page_of(client, url)
        seen += seqs_on(page)
        url = next(iter(re.findall(r'<a [^>]*href="([^"]+)" rel="next"', page)), "")

    assert seen == list(range(1, 46))


def test_she_goes_back_to_page_one_and_not_to_what_is_new(
    client: Client, thread: Thread, rahima: Member, tania: Member
) -> None:
    many_comments(thread, tania, 45)
    ReadMark.move(rahima, thread, 40)
    client.force_login(rahima)

    second = page_of(client, thread.page_url(2))
    (before,) = set(re.findall(r'<a [^>]*href="([^"]+)" rel="prev"', second))
    permalink = client.get(f"/p/{thread.posts.get(seq=3).pk}/").headers["Location"]

    assert seqs_on(page_of(client, before)) == list(range(1, 21))
    assert seqs_on(page_of(client, permalink)) == list(range(1, 21))


def test_pages_of_what_is_new_repeat_and_miss_nothing_while_others_write(
    client: Client, thread: Thread, rahima: Member, tania: Member, karim: Member
) -> None:
    """Lemmy 4961: a place in an order that changes repeats rows."""
    many_comments(thread, tania, 130)
    client.force_login(rahima)
    seen, url = [], thread.get_absolute_url()
    while url:
        page = page_of(client, url)
        seen += seqs_on(page)
        # Meanwhile: she reads on, one is hidden, one is edited, one is added.
        ReadMark.move(rahima, thread, seen[-1])
        thread.posts.get(seq=seen[0]).hide(karim, "বিজ্ঞাপন")
        thread.posts.get(seq=seen[-1]).edit("বদলানো কথা")
        if len(seen) < 100:
            PostFactory(thread=thread, author=tania)
        url = next(iter(re.findall(r'<a [^>]*href="([^"]+)" rel="next"', page)), "")

    assert seen == list(range(1, 132))


@pytest.mark.parametrize("place", ["x", "-1", "1e3", "9" * 40, "%00"])
def test_place_that_is_no_number_is_not_there(
    client: Client, thread: Thread, rahima: Member, place: str
) -> None:
    client.force_login(rahima)

    url = f"{thread.get_absolute_url()}?unread={place}"

    assert client.get(url).status_code == 404


def test_adda_opens_at_the_first_unread_too(
    client: Client, rahima: Member, tania: Member
) -> None:
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা", hosts=[rahima])
    adda = series.plan(today(), "দাম ঠিক করি কীভাবে?", "দাম")
    adda.open(by_hand=True)
    many_comments(adda.thread, tania, 300)
    ReadMark.move(rahima, adda.thread, 280)
    client.force_login(rahima)
    client.get("/boards/")

    with CaptureQueriesContext(connection) as queries:
        page = page_of(client, adda.get_absolute_url())

    assert seqs_on(page) == list(range(281, 301))
    assert len(queries) <= 16


# --- How the mark is moved ---------------------------------------------------------


def test_without_script_she_says_how_far_she_has_read(
    client: Client, thread: Thread, rahima: Member, tania: Member
) -> None:
    many_comments(thread, tania, 45)
    client.force_login(tania)
    other = Member.objects.get(pk=rahima.pk)
    client.force_login(other)
    page = page_of(client, f"{thread.get_absolute_url()}?page=1")
    (seq,) = re.findall(r'name="seq" value="(\d+)"', page)

    response = client.post(f"/t/{thread.pk}/read/", {"seq": seq}, follow=True)

    assert (seq, mark_of(rahima, thread)) == ("20", 20)
    assert seqs_on(response.content.decode()) == list(range(21, 46))


def test_script_moves_the_mark_only_where_the_page_goes_on(
    client: Client, thread: Thread, rahima: Member, tania: Member
) -> None:
    many_comments(thread, tania, 45)
    client.force_login(rahima)
    url = f"/t/{thread.pk}/read/"
    json = {"accept": "application/json"}
    steps = [("45", "40", 0), ("20", "0", 20), ("40", "20", 40), ("১০", "০", 40)]

    for seq, after, expected in steps:
        words = {"seq": seq, "after": after}
        assert client.post(url, words, headers=json).status_code == 204
        assert mark_of(rahima, thread) == expected


def test_last_page_without_the_pages_before_moves_nothing_by_itself(
    client: Client, thread: Thread, rahima: Member, tania: Member
) -> None:
    many_comments(thread, tania, 45)
    client.force_login(rahima)

    jumped = page_of(client, thread.page_url(3))
    ReadMark.move(rahima, thread, 40)
    followed = page_of(client, thread.page_url(3))

    assert "data-read=" not in jumped
    assert 'data-read="40" data-after="40"' in followed


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({}, 400),
        ({"seq": "x"}, 400),
        ({"seq": "-1"}, 400),
        ({"seq": "5", "after": "y"}, 400),
        ({"seq": "9" * 400}, 204),
    ],
)
def test_place_that_is_none_is_told(
    client: Client, thread: Thread, rahima: Member, words: dict, status: int
) -> None:
    client.force_login(rahima)

    response = client.post(
        f"/t/{thread.pk}/read/", words, headers={"accept": "application/json"}
    )

    assert response.status_code == status
    assert mark_of(rahima, thread) == 0


def test_only_members_and_only_what_she_may_see(
    client: Client, thread: Thread, tania: Member, karim: Member
) -> None:
    url, words = f"/t/{thread.pk}/read/", {"seq": "1"}
    json = {"accept": "application/json"}
    guest = client.post(url, words, headers=json).status_code
    guest_form = client.post(url, words).headers["Location"]
    got = client.get(url).status_code
    thread.hide(karim, "ভুল জায়গা")
    client.force_login(tania)

    hidden = client.post(url, words, headers=json).status_code

    assert (guest, got, hidden) == (401, 302, 404)
    assert guest_form.startswith("/accounts/login/?next=")
    assert not ReadMark.objects.filter(member=tania).exists()


def test_guests_page_has_no_form_for_it(client: Client, thread: Thread) -> None:
    assert "/read/" not in page_of(client, thread.get_absolute_url())


def test_door_gives_posts_that_stand_by_themselves(
    client: Client, thread: Thread, comments: Callable, rahima: Member
) -> None:
    (root,) = comments(1, source="নকশার দাম কত?")
    ReadMark.move(rahima, thread, 1)
    reply = PostFactory(thread=thread, parent=root, source="পাঁচশ টাকা")
    client.force_login(rahima)

    page = page_of(client, thread.get_absolute_url())
    answer = client.get(f"/t/{thread.pk}/posts/?after=1&since=0&flat=1").json()

    assert [post["id"] for post in answer["new"]] == [reply.pk]
    assert answer["new"][0]["html"].strip() in page
