"""Lists of discussions: over all boards and in one, hers, and what is new in them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from adda_posts.models import Series, today
from forum.models import Board, ReadMark, Subscription, Thread
from profiles.models import Member
from tests.factories import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
ALL = "/boards/all/"


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<a class="list-title" href="/t/[^"]*">([^<]*)</a>', page)


def link(page: str, direction: str) -> str:
    found = re.findall(rf'<a [^>]*href="([^"]+)" rel="{direction}"', page)
    return found[0].replace("&amp;", "&") if found else ""


def begun(title: str, board: Board, author: Member, hours: int = 0) -> Thread:
    """A thread begun so many hours ago."""
    thread = ThreadFactory(title=title, board=board, author=author)
    at = timezone.now() - timedelta(hours=hours)
    Thread.objects.filter(pk=thread.pk).update(created_at=at, active_at=at)
    thread.refresh_from_db()
    return thread


@pytest.fixture
def three(board: Board, rahima: Member, tania: Member) -> list[Thread]:
    """Old with an answer of today, middle and new without one, on two boards."""
    other = BoardFactory()
    old = begun("পুরোনো", board, rahima, 30)
    middle = begun("মাঝের", other, tania, 20)
    new = begun("নতুন লেখা", board, tania, 10)
    PostFactory(thread=old, author=tania)
    return [old, middle, new]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["পুরোনো", "নতুন লেখা", "মাঝের"]),
        ("?list=latest", ["পুরোনো", "নতুন লেখা", "মাঝের"]),
        ("?list=new", ["নতুন লেখা", "মাঝের", "পুরোনো"]),
        ("?list=unanswered", ["নতুন লেখা", "মাঝের"]),
    ],
)
def test_lists_over_all_boards(
    client: Client, three: list[Thread], query: str, expected: list[str]
) -> None:
    assert titles(page_of(client, ALL + query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["পুরোনো", "নতুন লেখা"]),
        ("?list=new", ["নতুন লেখা", "পুরোনো"]),
        ("?list=unanswered", ["নতুন লেখা"]),
    ],
)
def test_lists_of_one_board(
    client: Client, three: list[Thread], query: str, expected: list[str]
) -> None:
    assert titles(page_of(client, "/boards/katha/" + query)) == expected


def test_lists_leave_out_what_she_may_not_see(
    client: Client, three: list[Thread], karim: Member, tania: Member
) -> None:
    three[1].hide(karim, "বিজ্ঞাপন")
    client.force_login(tania)

    for query in ("", "?list=new", "?list=unanswered", "?list=mine"):
        assert "মাঝের" not in titles(page_of(client, ALL + query))
    client.force_login(karim)
    assert "মাঝের" in titles(page_of(client, ALL))


def test_unanswered_leaves_out_what_is_closed(
    client: Client, three: list[Thread]
) -> None:
    three[1].change(closed_at=timezone.now())

    assert titles(page_of(client, f"{ALL}?list=unanswered")) == ["নতুন লেখা"]


def test_addas_stand_in_her_lists_and_not_in_those_of_boards(
    client: Client, rahima: Member, tania: Member
) -> None:
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা", hosts=[rahima])
    adda = series.plan(today(), "দাম ঠিক করি কীভাবে?", "দাম")
    adda.open(by_hand=True)
    PostFactory(thread=adda.thread, author=rahima)
    PostFactory(thread=adda.thread, author=rahima)
    ReadMark.move(tania, adda.thread, 1)
    client.force_login(tania)

    shown = {
        name: "দাম ঠিক করি" in page_of(client, f"{ALL}?list={name}")
        for name in ("latest", "new", "unread")
    }

    assert shown == {"latest": False, "new": False, "unread": True}


def test_her_lists(client: Client, three: list[Thread], rahima: Member) -> None:
    old, middle, _new = three
    Subscription.follow(rahima, "thread", middle.pk)
    client.force_login(rahima)

    assert titles(page_of(client, f"{ALL}?list=mine")) == ["পুরোনো"]
    assert titles(page_of(client, f"{ALL}?list=unread")) == ["পুরোনো"]
    assert titles(page_of(client, f"{ALL}?list=followed")) == ["পুরোনো", "মাঝের"]
    ReadMark.move(rahima, old, 1)
    assert titles(page_of(client, f"{ALL}?list=unread")) == []


def test_followed_holds_her_boards_but_not_what_she_silenced(
    client: Client, three: list[Thread], board: Board, karim: Member
) -> None:
    Subscription.follow(karim, "board", board.pk)
    Subscription.mute(karim, "thread", three[2].pk)
    client.force_login(karim)

    assert titles(page_of(client, f"{ALL}?list=followed")) == ["পুরোনো"]


def test_guest_signs_in_for_hers(client: Client) -> None:
    for name in ("unread", "mine", "followed"):
        response = client.get(f"{ALL}?list={name}")
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/login/?next=")
    assert "list=unread" not in page_of(client, ALL)


@pytest.mark.parametrize(
    "url",
    [
        f"{ALL}?list=nowhere",
        "/boards/katha/?list=mine",
        "/boards/katha/?list=unread",
        f"{ALL}?list=new&before=x",
        f"{ALL}?list=unread&after=9-",
    ],
)
def test_no_such_list_or_place(
    client: Client, board: Board, rahima: Member, url: str
) -> None:
    client.force_login(rahima)

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["latest", "new", "unread", "mine"])
def test_older_and_newer_lead_through_the_whole_list_and_back(
    client: Client, board: Board, rahima: Member, tania: Member, name: str
) -> None:
    threads = [begun(f"কথা {n:02}", board, rahima, 60 - n) for n in range(45)]
    for thread in threads:
        PostFactory(thread=thread, author=tania)
    client.force_login(rahima)
    seen, url, back = [], f"{ALL}?list={name}", ""
    while url:
        page = page_of(client, url)
        seen += titles(page)
        back, url = link(page, "prev"), link(page, "next")

    assert seen == [f"কথা {n:02}" for n in reversed(range(45))]
    first = seen[20:40]
    assert titles(page_of(client, back)) == first


def test_thread_that_moves_up_while_she_pages_is_not_shown_twice(
    client: Client, board: Board, rahima: Member, tania: Member
) -> None:
    """Lemmy 4961: a place counted in rows repeats them when the order changes."""
    threads = [begun(f"কথা {n:02}", board, rahima, 60 - n) for n in range(41)]
    first = page_of(client, ALL)
    PostFactory(thread=threads[5], author=tania)
    second = page_of(client, link(first, "next"))

    seen = titles(first) + titles(second)

    assert len(seen) == len(set(seen)) == 40
    assert titles(page_of(client, ALL))[0] == "কথা 05"


def test_row_says_what_is_new_to_her_and_to_nobody_else(
    client: Client, thread: Thread, comments: Callable, rahima: Member, tania: Member
) -> None:
    comments(3)
    urls = ("/boards/katha/", ALL, "/")
    guest = [page_of(client, url) for url in urls]
    client.force_login(tania)
    others = [page_of(client, url) for url in urls]
    client.force_login(rahima)
    hers = [page_of(client, url) for url in urls]

    for page in guest + others:
        assert thread.title in page
        assert "নতুন ৩টি" not in page
    assert ["নতুন ৩টি" in page for page in hers] == [True] * 3


@pytest.mark.parametrize("name", ["latest", "new", "unanswered", "unread", "mine"])
def test_list_asks_the_same_for_one_and_three(
    client: Client, board: Board, rahima: Member, tania: Member, name: str
) -> None:
    client.force_login(rahima)
    client.get("/about/")
    counts = []
    for added in (1, 2):
        for _n in range(added):
            thread = ThreadFactory(author=rahima, board=BoardFactory())
            if name != "unanswered":
                PostFactory(thread=thread, author=tania)
        with CaptureQueriesContext(connection) as seen:
            page = page_of(client, f"{ALL}?list={name}")
        counts.append(len(seen))
        assert len(titles(page)) == (1 if added == 1 else 3)

    assert counts[0] == counts[1] <= 6


def test_she_counts_all_as_read(
    client: Client, thread: Thread, comments: Callable, rahima: Member, tania: Member
) -> None:
    comments(3)
    client.force_login(rahima)
    page = page_of(client, f"{ALL}?list=unread")
    (until,) = re.findall(r'name="until" value="([^"]+)"', page)
    PostFactory(thread=thread, author=tania, source="এর মধ্যে লেখা")

    response = client.post("/boards/all/read/", {"until": until}, follow=True)

    # What came after her list was made was not on it.
    assert response.redirect_chain == [("/boards/all/?list=unread", 303)]
    assert "নতুন ১টি" in response.content.decode()


@pytest.mark.parametrize(
    "until",
    ["", "x", "2026-99-01", "2026-01-01T00:00", "0001-01-01T00:00:00+14:00"],
)
def test_all_read_takes_only_a_moment(
    client: Client, rahima: Member, until: str
) -> None:
    client.force_login(rahima)

    assert client.post("/boards/all/read/", {"until": until}).status_code == 400
    assert client.get("/boards/all/read/").status_code == 405


def test_all_read_is_for_members(client: Client) -> None:
    words = {"until": timezone.now().isoformat()}

    response = client.post("/boards/all/read/", words)

    assert response.headers["Location"].startswith("/accounts/login/?next=")


# --- Boards ------------------------------------------------------------------------


def test_every_site_begins_with_boards(client: Client, db: None) -> None:
    page = page_of(client, "/boards/")
    client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    english = page_of(client, "/boards/")

    for bangla, name in [
        ("পণ্য দেখান", "Show your work"),
        ("পরামর্শ চাই", "Ask for advice"),
        ("ক্রেতাদের প্রশ্ন", "Buyers ask"),
        ("প্রতারণা সতর্কতা", "Scam warnings"),
        ("সফলতার গল্প", "Success stories"),
    ]:
        assert bangla in page
        assert name in english


WORDS = {
    "name_bn": "রান্নার কথা",
    "name_en": "Cooking",
    "about_bn": "রান্না নিয়ে",
    "about_en": "",
}


def test_moderator_makes_renames_orders_and_removes_a_board(
    client: Client, karim: Member
) -> None:
    client.force_login(karim)
    client.post("/boards/manage/new/", WORDS)
    board = Board.objects.get(slug="রান্নার-কথা")
    step = f"/boards/manage/{board.pk}/"
    client.post(step, {**WORDS, "name_bn": "রান্নাঘর"})
    client.post(f"{step}up/")
    order = list(Board.objects.values_list("slug", flat=True))
    page = client.get("/boards/").content.decode()
    for _twice in range(2):
        response = client.post(f"{step}remove/", follow=True)

    assert order.index("রান্নার-কথা") == len(order) - 2
    assert "রান্নাঘর" in page
    assert response.status_code == 200
    assert not Board.objects.filter(pk=board.pk).exists()
    entries = karim.moderation_entries.order_by("pk")
    assert list(entries.values_list("action", "target_kind", "target_id")) == [
        (action, "board", board.pk)
        for action in ("make", "change", "arrange", "remove")
    ]


def test_board_with_discussions_stays(
    client: Client, thread: Thread, board: Board, karim: Member
) -> None:
    thread.hide(karim, "বিজ্ঞাপন")
    client.force_login(karim)

    response = client.post(f"/boards/manage/{board.pk}/remove/", follow=True)

    assert Board.objects.filter(pk=board.pk).exists()
    assert "এতে আলোচনা আছে" in response.content.decode()
    assert not karim.moderation_entries.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"name_bn": " "}, "আগে কিছু লিখুন"),
        ({"name_en": "x" * 41}, "৪১"),
        ({"about_bn": "ফোন ০১৭১২৩৪৫৬৭৮"}, "নম্বর বাদ দিন"),
    ],
)
def test_board_with_bad_words_is_told(
    client: Client, karim: Member, words: dict, sentence: str
) -> None:
    client.force_login(karim)
    before = Board.objects.count()

    response = client.post("/boards/manage/new/", {**WORDS, **words})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Board.objects.count() == before


def test_board_never_gets_a_taken_address(client: Client, karim: Member) -> None:
    client.force_login(karim)
    for name in ("all", "manage", "all"):
        client.post("/boards/manage/new/", {**WORDS, "name_bn": name})

    slugs = Board.objects.filter(name_bn__in=["all", "manage"])
    assert sorted(slugs.values_list("slug", flat=True)) == [
        "all-2",
        "all-3",
        "manage-2",
    ]


def test_only_moderators_look_after_boards(
    client: Client, board: Board, tania: Member
) -> None:
    gets = ["/boards/manage/", "/boards/manage/new/", f"/boards/manage/{board.pk}/"]
    posts = [
        "/boards/manage/new/",
        *[f"/boards/manage/{board.pk}/{s}/" for s in ("up", "remove")],
    ]
    guest = {client.get(url).status_code for url in gets}
    guest |= {client.post(url, WORDS).status_code for url in posts}
    client.force_login(tania)
    member = {client.get(url).status_code for url in gets}
    member |= {client.post(url, WORDS).status_code for url in posts}

    assert (guest, member) == ({302}, {403})
    assert Board.objects.filter(pk=board.pk).exists()
    assert "/boards/manage/" not in page_of(client, "/boards/")
