"""Pages of boards and threads as guests, members and moderators see them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Board, Post, Reaction, Thread
from profiles.models import Member
from tests.factories import BoardFactory, MemberFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def ids_on(page: str) -> list[int]:
    """Ids of the posts on a page, in the order in which they stand."""
    return [int(number) for number in re.findall(r'data-post="(\d+)"', page)]


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_thread_page_shows_opening_and_comments_in_order(
    client: Client, thread: Thread, comments: Callable
) -> None:
    first, second = comments(2)
    reply = PostFactory(thread=thread, parent=first)

    page = page_of(client, thread.get_absolute_url())

    opening = thread.posts.get(seq=0)
    assert ids_on(page) == [opening.pk, first.pk, reply.pk, second.pk]
    assert "আপনাদের প্রথম বিক্রি কেমন ছিল?" in page
    assert "৩টি মন্তব্য" in page


def test_thread_page_inlines_three_newest_replies_and_counts_the_rest(
    client: Client, thread: Thread, comments: Callable
) -> None:
    (root,) = comments(1)
    replies = [PostFactory(thread=thread, parent=root) for _ in range(5)]

    page = page_of(client, thread.get_absolute_url())

    assert ids_on(page)[1:] == [root.pk, *(reply.pk for reply in replies[2:])]
    assert "আরও ২টি উত্তর" in page
    assert f'href="/p/{root.pk}/replies/"' in page


def test_replies_page_shows_all_replies_in_order(
    client: Client, thread: Thread, comments: Callable
) -> None:
    (root,) = comments(1)
    replies = [PostFactory(thread=thread, parent=root) for _ in range(53)]

    first = page_of(client, f"/p/{root.pk}/replies/")
    (newer,) = re.findall(r'href="([^"]+)" rel="next"', first)
    second = page_of(client, newer)
    (older,) = re.findall(r'href="([^"]+)" rel="prev"', second)

    assert ids_on(first) == [root.pk, *(reply.pk for reply in replies[:50])]
    assert ids_on(second) == [root.pk, *(reply.pk for reply in replies[50:])]
    assert ids_on(page_of(client, older)) == ids_on(first)


@pytest.mark.parametrize(
    "query", ["after=x", "before=-1", "after=1e3", "after=" + "9" * 40]
)
def test_replies_page_with_a_bad_cursor_is_not_there(
    client: Client, thread: Thread, comments: Callable, query: str
) -> None:
    (root,) = comments(1)

    assert client.get(f"/p/{root.pk}/replies/?{query}").status_code == 404


def test_thread_has_twenty_roots_a_page(
    client: Client, thread: Thread, comments: Callable
) -> None:
    posts = comments(21)

    first = page_of(client, thread.get_absolute_url())
    second = page_of(client, thread.page_url(2))

    assert ids_on(first)[1:] == [post.pk for post in posts[:20]]
    assert ids_on(second) == [posts[20].pk]
    assert f'rel="canonical" href="http://localhost:8000{thread.page_url(2)}"' in second
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert "পাতা ২ / ২" in second


def test_pages_do_not_shift_when_a_root_is_hidden(
    client: Client, thread: Thread, comments: Callable, karim: Member
) -> None:
    posts = comments(21)

    posts[0].hide(karim, "বিজ্ঞাপন")

    first = page_of(client, thread.get_absolute_url())
    assert ids_on(first)[1:] == [post.pk for post in posts[:20]]
    assert ids_on(page_of(client, thread.page_url(2))) == [posts[20].pk]


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ("2", 200),
        ("২", 200),
        ("1", 302),
        ("3", 302),
        ("1000000000", 302),
        ("9" * 500, 302),
        ("0", 404),
        ("০", 404),
        ("-1", 404),
        ("x", 404),
        ("1.5", 404),
        ("", 404),
        ("²", 404),
        ("%00", 404),
    ],
)
def test_thread_page_number_is_there_leads_to_the_last_or_is_not_found(
    client: Client, thread: Thread, comments: Callable, page: str, answer: int
) -> None:
    comments(21)

    response = client.get(f"{thread.get_absolute_url()}?page={page}")

    assert response.status_code == answer
    if answer == 302:
        there = thread.page_url(1 if page == "1" else 2)
        assert response.headers["Location"] == there


def test_hidden_root_is_a_placeholder_with_its_reason(
    client: Client, thread: Thread, karim: Member, tania: Member
) -> None:
    post = PostFactory(thread=thread, author=tania, source="গোপন কথা")
    PostFactory(thread=thread, parent=post, source="উত্তর থেকে যায়")
    post.hide(karim, "ফোন 01712345678 দেওয়া")

    page = page_of(client, thread.get_absolute_url())
    client.force_login(karim)
    for_moderators = page_of(client, thread.get_absolute_url())

    assert "গোপন কথা" not in page
    assert "তানিয়া রহমান" not in page
    assert "কারণ: ফোন 017••••••78 দেওয়া" in page
    assert "উত্তর থেকে যায়" in page
    assert "গোপন কথা" in for_moderators


def test_pending_post_is_shown_to_author_and_moderators_only(
    client: Client, thread: Thread, rahima: Member, tania: Member, karim: Member
) -> None:
    thread.post(tania, "অপেক্ষায় আছি", pending=True)
    url = thread.get_absolute_url()

    seen = {}
    for member in (None, rahima, tania, karim):
        client.logout()
        if member:
            client.force_login(member)
        seen[member] = "অপেক্ষায় আছি" in page_of(client, url)

    assert seen == {None: False, rahima: False, tania: True, karim: True}


def test_phone_number_is_masked_but_for_author_and_moderators(
    client: Client, thread: Thread, rahima: Member, tania: Member, karim: Member
) -> None:
    PostFactory(thread=thread, author=tania, source="ফোন দিন ০১৭১২৩৪৫৬৭৮ নম্বরে")
    url = thread.get_absolute_url()

    seen = {}
    for member in (None, rahima, tania, karim):
        client.logout()
        if member:
            client.force_login(member)
        page = page_of(client, url)
        assert "ফোন দিন" in page
        seen[member] = "০১৭১২৩৪৫৬৭৮" in page

    assert seen == {None: False, rahima: False, tania: True, karim: True}


def test_mentions_lead_to_members_and_cost_one_query(
    client: Client,
    thread: Thread,
    tania: Member,
    django_assert_num_queries: Callable,
    settings,
) -> None:
    settings.GUEST_PAGE_SECONDS = 0
    for number in range(5):
        MemberFactory(handle=f"apa{number}", display_name=f"আপা {number}")
        PostFactory(thread=thread, source=f"@apa{number} আর @tania শুনুন, @keu_nai")

    with django_assert_num_queries(5):
        page = page_of(client, thread.get_absolute_url())

    assert '<a class="mention" href="/members/apa3/">@আপা 3</a>' in page
    assert "@keu_nai" in page


@pytest.mark.parametrize("count", [20, 5000])
def test_thread_page_query_count_does_not_grow(
    client: Client,
    thread: Thread,
    tania: Member,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    many_posts(thread, tania, count)
    PostFactory(thread=thread, author=tania, source="@tania শুনুন")
    liked = PostFactory(thread=thread, author=thread.author, source="আমিও আছি")
    Reaction.give(liked, tania, Reaction.Kind.values[0])
    client.force_login(tania)
    client.get("/boards/")

    # Nothing is kept of this page yet, her own posts on it are drawn for her, and she
    # has reacted to one.
    with django_assert_num_queries(13):
        page_of(client, thread.page_url(thread.pages))
    with django_assert_num_queries(7):
        page_of(client, thread.page_url(thread.pages))


def many_posts(thread: Thread, author: Member, count: int) -> None:
    """Put roots with 1 to 7 replies each into a thread, `count` posts in all."""
    first = thread.post(author, "প্রথম")
    rows, seq, root_no = [], first.seq, first.root_no
    root = first
    while seq < count:
        seq += 1
        is_root = seq % 8 == 0
        root_no += is_root
        row = Post(
            thread=thread,
            author=author,
            seq=seq,
            root_no=root_no if is_root else None,
            version=seq,
            parent=None if is_root else root,
            html="<p>কথা</p>",
            html_version=1,
            source="কথা",
            body_hash="-",
        )
        if is_root:
            row.save()
            root = row
        else:
            rows.append(row)
    Post.objects.bulk_create(rows, batch_size=500)
    Thread.objects.filter(pk=thread.pk).update(
        last_seq=seq, last_root_no=root_no, version=seq + 1, post_count=seq
    )
    thread.refresh_from_db()


def test_permalink_leads_to_the_right_page(
    client: Client, thread: Thread, comments: Callable
) -> None:
    posts = comments(21)
    replies = [PostFactory(thread=thread, parent=posts[20]) for _ in range(4)]

    def place(post: Post) -> str:
        return client.get(f"/p/{post.pk}/").headers["Location"]

    assert place(posts[0]) == f"{thread.get_absolute_url()}#p{posts[0].pk}"
    assert place(posts[20]) == f"{thread.page_url(2)}#p{posts[20].pk}"
    assert place(replies[3]) == f"{thread.page_url(2)}#p{replies[3].pk}"
    assert place(replies[0]) == (
        f"/p/{posts[20].pk}/replies/?after={replies[0].seq - 1}#p{replies[0].pk}"
    )
    assert f'id="p{replies[0].pk}"' in page_of(client, place(replies[0]).split("#")[0])


def test_thread_leads_to_its_own_address_and_to_its_home(
    client: Client, thread: Thread
) -> None:
    wrong = client.get(f"/t/{thread.pk}/something-else/")
    short = client.get(f"/t/{thread.pk}/")
    thread.change(home_url="/adda/katha/2026-12-01/")
    moved = client.get(f"/t/{thread.pk}/something-else/")

    thread.home_url = ""
    assert wrong.headers["Location"] == thread.get_absolute_url()
    assert short.headers["Location"] == thread.get_absolute_url()
    assert moved.headers["Location"] == "/adda/katha/2026-12-01/"


def test_thread_called_like_a_door_is_still_reached(
    client: Client, board: Board, rahima: Member
) -> None:
    thread = ThreadFactory(board=board, author=rahima, title="posts")

    assert "posts" in page_of(client, thread.get_absolute_url())


def test_thread_that_is_hidden_is_there_for_moderators_only(
    client: Client, thread: Thread, comments: Callable, karim: Member, tania: Member
) -> None:
    (post,) = comments(1)
    urls = [
        thread.get_absolute_url(),
        f"/t/{thread.pk}/posts/?after=0",
        f"/p/{post.pk}/",
        f"/p/{post.pk}/replies/",
    ]
    thread.hide(karim, "একই কথা দুবার")

    def statuses() -> list[int]:
        return [client.get(url, follow=True).status_code for url in urls]

    assert statuses() == [404] * 4
    client.force_login(tania)
    assert statuses() == [404] * 4
    client.force_login(karim)
    assert statuses() == [200] * 4


def test_noindex_is_said_where_it_is_asked_for(client: Client, thread: Thread) -> None:
    before = page_of(client, thread.get_absolute_url())
    thread.change(noindex=True)
    after = page_of(client, thread.get_absolute_url())

    assert "noindex" not in before
    assert '<meta name="robots" content="noindex">' in after


def test_guest_page_has_no_form_token_or_cookie(
    client: Client, thread: Thread, comments: Callable
) -> None:
    comments(2)

    response = client.get(thread.get_absolute_url())

    page = response.content.decode()
    assert 'method="post"' not in page
    assert "csrf" not in page
    assert not response.cookies
    assert "/accounts/login/?next=" in page


def test_members_page_stays_out_of_caches_on_the_way(
    client: Client, thread: Thread, rahima: Member
) -> None:
    client.force_login(rahima)

    response = client.get(thread.get_absolute_url())

    assert response.headers["Cache-Control"] == "private, no-cache"


def test_closed_thread_has_no_box_to_write_in(
    client: Client, thread: Thread, tania: Member
) -> None:
    client.force_login(tania)
    before = page_of(client, thread.get_absolute_url())
    thread.change(closed_at=timezone.now())
    after = page_of(client, thread.get_absolute_url())

    assert 'id="write" action=' in before
    assert 'id="write" action=' not in after
    assert "আলোচনাটা শেষ হয়েছে" in after


def test_board_lists_latest_activity_first_a_page_at_a_time(
    client: Client, board: Board, rahima: Member
) -> None:
    threads = [ThreadFactory(board=board, author=rahima) for _ in range(23)]
    threads[0].post(rahima, "আবার উঠল")
    expected = [threads[0].pk, *(thread.pk for thread in threads[:0:-1])]

    def shown(page: str) -> list[int]:
        return [int(n) for n in re.findall(r'list-title" href="/t/(\d+)/', page)]

    first = page_of(client, "/boards/katha/")
    (older,) = re.findall(r'href="([^"]+)" rel="next"', first)
    second = page_of(client, older)
    (newer,) = re.findall(r'href="([^"]+)" rel="prev"', second)

    assert shown(first) + shown(second) == expected
    assert shown(page_of(client, newer)) == shown(first)


@pytest.mark.parametrize(
    "query",
    ["before=x", "after=1", "before=1-", "before=" + "9" * 17 + "-1", "after=%00"],
)
def test_board_with_a_bad_mark_is_no_fault(
    client: Client, board: Board, query: str
) -> None:
    assert client.get(f"/boards/katha/?{query}").status_code in {200, 404}


@pytest.mark.parametrize("slug", ["nai", "%00", "কথা", "a b", "..."])
def test_unknown_board_is_not_found(client: Client, board: Board, slug: str) -> None:
    assert client.get(f"/boards/{slug}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_query_count(
    client: Client,
    tania: Member,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    for number in range(count):
        board = BoardFactory(slug=f"board{number}")
        for _ in range(count):
            ThreadFactory(board=board)
    client.force_login(tania)

    with django_assert_num_queries(6):
        page_of(client, "/boards/")
    with django_assert_num_queries(8):
        page_of(client, "/boards/board0/")


def test_boards_show_the_thread_that_moved_last_and_none_that_is_hidden(
    client: Client, board: Board, thread: Thread, rahima: Member, karim: Member
) -> None:
    newer = ThreadFactory(board=board, author=rahima, title="নতুন প্রশ্ন")
    before = page_of(client, "/boards/")
    newer.hide(karim, "ভুল জায়গা")
    after = page_of(client, "/boards/")

    assert "নতুন প্রশ্ন" in before
    assert "নতুন প্রশ্ন" not in after
    assert "প্রথম বিক্রির গল্প" in after
    assert "কথাবার্তা" in after


def test_english_page_has_english_words_and_digits(
    client: Client, thread: Thread, comments: Callable, settings
) -> None:
    comments(2)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    page = page_of(client, thread.get_absolute_url())

    assert "2 comments" in page
    assert "মন্তব্য নম্বর" in page


def test_new_name_of_an_author_is_shown_at_once(
    client: Client,
    thread: Thread,
    tania: Member,
    rahima: Member,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    PostFactory(thread=thread, author=tania)
    client.force_login(rahima)
    before = page_of(client, thread.get_absolute_url())
    tania.display_name = "তানিয়া ফোন 01712345678"
    with django_capture_on_commit_callbacks(execute=True):
        tania.save()
    after = page_of(client, thread.get_absolute_url())

    assert "তানিয়া রহমান" in before
    assert "তানিয়া রহমান" not in after
    assert "তানিয়া ফোন 017••••••78" in after


def test_host_has_a_badge_on_the_page_and_at_the_door(
    client: Client, thread: Thread, tania: Member
) -> None:
    PostFactory(thread=thread, author=tania)
    before = page_of(client, thread.get_absolute_url())
    thread.change(host_ids=[tania.pk])
    after = page_of(client, thread.get_absolute_url())
    door = client.get(f"/t/{thread.pk}/posts/?after=0").json()

    assert "সঞ্চালক" not in before
    assert "সঞ্চালক" in after
    assert "সঞ্চালক" in door["new"][0]["html"]


@pytest.mark.parametrize("number", [0, 10**9, 10**18, 10**30])
def test_number_of_nothing_is_not_found(
    client: Client, tania: Member, thread: Thread, number: int
) -> None:
    client.force_login(tania)

    for url in (
        f"/t/{number}/",
        f"/t/{number}/x/",
        f"/t/{number}/posts/?after=0",
        f"/t/{number}/post/",
        f"/p/{number}/",
        f"/p/{number}/replies/",
        f"/p/{number}/reply/",
        f"/p/{number}/edit/",
    ):
        assert client.get(url).status_code == 404, url
    assert client.post(f"/t/{number}/post/", {"body": "x"}).status_code == 404


def test_address_of_a_thread_holds_no_number(
    client: Client, board: Board, rahima: Member
) -> None:
    thread = ThreadFactory(board=board, author=rahima, title="ফোন ০১৭১২৩৪৫৬৭৮ নম্বরে")

    pages = [
        client.get(url).content.decode()
        for url in ("/", "/boards/katha/", thread.get_absolute_url())
    ]

    assert thread.slug == "ফোন-017-78-নম্বরে"
    assert all("০১৭••••••৭৮" in page for page in pages)
    assert not any("1712345678" in page for page in pages)


def test_number_of_a_thread_beyond_every_database_is_nowhere(client: Client) -> None:
    number = 10**30

    for url in (f"/t/{number}/", f"/t/{number}/posts/", f"/p/{number}/"):
        assert client.get(url).status_code == 404
