"""Following threads and places: the button, the sheet, the list, and the memory of
what she left."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from adda_posts.models import Series, today
from forum.models import Subscription, Thread
from profiles.models import Member
from tests.factories import BoardFactory, PostFactory, ThreadFactory

Level = Subscription.Level


@pytest.fixture
def thread(rahima: Member) -> Thread:
    return ThreadFactory(author=rahima, title="দাম ঠিক করি কীভাবে")


def levels(member: Member) -> dict[tuple[str, int], str]:
    rows = Subscription.objects.filter(member=member)
    return {(row.kind, row.target_id): row.level for row in rows}


# --- verbs ---


def test_verbs_done_twice_happen_once(thread: Thread, tania: Member):
    for _time in range(2):
        Subscription.follow(tania, "thread", thread.pk)
    assert levels(tania) == {("thread", thread.pk): Level.ALL}
    for _time in range(2):
        Subscription.mute(tania, "thread", thread.pk)
    assert levels(tania) == {("thread", thread.pk): Level.MUTED}
    for _time in range(2):
        Subscription.unfollow(tania, "thread", thread.pk)
    assert levels(tania) == {("thread", thread.pk): Level.OFF}


def test_who_writes_follows_the_thread(thread: Thread, rahima: Member, tania: Member):
    PostFactory(thread=thread, author=tania)
    PostFactory(thread=thread, author=tania)

    assert levels(rahima) == {("thread", thread.pk): Level.ALL}
    assert levels(tania) == {("thread", thread.pk): Level.ALL}


@pytest.mark.parametrize("level", [Level.OFF, Level.MUTED, Level.MENTIONS])
def test_writing_leaves_what_she_said_before(thread: Thread, tania: Member, level: str):
    Subscription.follow(tania, "thread", thread.pk, level)

    PostFactory(thread=thread, author=tania)

    assert levels(tania) == {("thread", thread.pk): level}


def test_imported_words_follow_nothing(thread: Thread, tania: Member):
    PostFactory(thread=thread, author=tania, force=True, dated=timezone.now().date())

    assert levels(tania) == {}


# --- the button ---


def test_guests_page_has_a_link_and_no_form(client: Client, thread: Thread):
    page = client.get(thread.get_absolute_url()).content.decode()

    assert f'href="/follow/thread/{thread.pk}/"' in page
    assert 'method="post"' not in page


def test_guest_is_led_to_sign_in_and_back(client: Client, thread: Thread):
    answer = client.get(f"/follow/thread/{thread.pk}/")

    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next=/follow/thread/{thread.pk}/"


def test_guest_cannot_follow(client: Client, thread: Thread):
    answer = client.post(f"/follow/thread/{thread.pk}/", {"level": "all"})

    assert answer.status_code == 302
    assert Subscription.objects.filter(kind="thread").count() == 1  # the author's


def test_one_tap_follows_and_the_page_says_so(
    client: Client, thread: Thread, tania: Member
):
    client.force_login(tania)
    url = thread.get_absolute_url()
    assert 'name="level" value="all"' in client.get(url).content.decode()

    answer = client.post(
        f"/follow/thread/{thread.pk}/", {"level": "all", "next": f"{url}?page=2"}
    )

    assert (answer.status_code, answer["Location"]) == (303, f"{url}?page=2")
    assert levels(tania) == {("thread", thread.pk): Level.ALL}
    page = client.get(url).content.decode()
    assert 'name="level" value="all"' not in page
    assert "খবর রাখছেন" in page


def test_two_readers_of_one_kept_page_see_their_own_button(
    client: Client, thread: Thread, tania: Member, rahima: Member
):
    Subscription.mute(tania, "board", thread.board_id)
    url = thread.board.get_absolute_url()
    for reader, word in ((rahima, "খবর রাখুন"), (tania, "চুপ করানো")):
        client.force_login(reader)
        for _again in range(2):
            assert word in client.get(url).content.decode()


def test_way_back_leads_nowhere_else(client: Client, thread: Thread, tania: Member):
    client.force_login(tania)
    for away in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = client.post(
            f"/follow/thread/{thread.pk}/", {"level": "all", "next": away}
        )
        assert answer["Location"] == thread.get_absolute_url()


def test_sheet_marks_the_level_that_holds(
    client: Client, thread: Thread, tania: Member
):
    client.force_login(tania)
    Subscription.follow(tania, "thread", thread.pk, Level.MENTIONS)

    page = client.get(
        f"/follow/thread/{thread.pk}/", headers={"X-Sheet": "1"}
    ).content.decode()

    assert page.count("<form") == 4
    assert "<html" not in page
    assert [word in page for word in ("শুধু আমাকে ডাকলে", "আর খবর রাখব না")] == [True] * 2


@pytest.mark.parametrize("level", ["", "loud", "ALL"])
def test_no_such_level(client: Client, thread: Thread, tania: Member, level: str):
    client.force_login(tania)

    answer = client.post(f"/follow/thread/{thread.pk}/", {"level": level})

    assert answer.status_code == 400
    assert levels(tania) == {}


def test_what_she_may_not_know_cannot_be_followed(
    client: Client, thread: Thread, tania: Member, karim: Member
):
    thread.hide(karim, "ভুল জায়গা")
    client.force_login(tania)

    for url in (
        f"/follow/thread/{thread.pk}/",
        "/follow/board/999999/",
        "/follow/moon/1/",
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, {"level": "all"}).status_code == 404
    assert levels(tania) == {}


def test_boards_addas_and_series_can_be_followed(client: Client, tania: Member):
    board = BoardFactory()
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা")
    adda = series.plan(today(), "দাম ঠিক করা")
    adda.open(by_hand=True)
    client.force_login(tania)

    for page, kind, pk in (
        (board.get_absolute_url(), "board", board.pk),
        (series.get_absolute_url(), "series", series.pk),
        (adda.get_absolute_url(), "thread", adda.thread_id),
    ):
        assert f'action="/follow/{kind}/{pk}/"' in client.get(page).content.decode()
        client.post(f"/follow/{kind}/{pk}/", {"level": "all"})

    assert levels(tania) == {
        ("board", board.pk): Level.ALL,
        ("series", series.pk): Level.ALL,
        ("thread", adda.thread_id): Level.ALL,
    }


# --- the list ---


def test_list_shows_hers_and_only_hers(
    client: Client, thread: Thread, rahima: Member, tania: Member
):
    left = ThreadFactory(author=rahima, title="যা ছেড়ে দিয়েছি")
    Subscription.follow(tania, "thread", thread.pk)
    Subscription.follow(tania, "board", thread.board_id, Level.MUTED)
    Subscription.unfollow(tania, "thread", left.pk)
    client.force_login(tania)

    page = client.get("/me/following/").content.decode()

    assert [
        word in page
        for word in (
            "দাম ঠিক করি কীভাবে",
            thread.board.name_bn,
            "বোর্ড · কিছুই না",
            "যা ছেড়ে দিয়েছি",
        )
    ] == [True, True, True, False]
    # A discussion says by its title what it is.
    assert '<p class="meta">প্রতিটি নতুন মন্তব্য</p>' in page


def test_what_is_gone_can_be_let_go(
    client: Client, thread: Thread, tania: Member, karim: Member
):
    Subscription.follow(tania, "thread", thread.pk)
    thread.hide(karim, "ভুল জায়গা")
    client.force_login(tania)

    page = client.get("/me/following/").content.decode()
    assert "দাম ঠিক করি কীভাবে" not in page
    answer = client.post(f"/me/following/thread/{thread.pk}/")

    assert (answer.status_code, answer["Location"]) == (303, "/me/following/")
    assert levels(tania) == {("thread", thread.pk): Level.OFF}
    assert client.post("/me/following/thread/999999/").status_code == 404


def test_number_in_a_title_is_masked(client: Client, rahima: Member, tania: Member):
    told = ThreadFactory(author=rahima, title="ফোন ০১৭১২৩৪৫৬৭৮")
    Subscription.follow(tania, "thread", told.pk)
    client.force_login(tania)

    for url in ("/me/following/", f"/follow/thread/{told.pk}/"):
        assert "০১৭১২৩৪৫৬৭৮" not in client.get(url).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_following_query_count(
    client: Client, tania: Member, count: int, django_assert_num_queries: Callable
):
    for _each in range(count):
        made = ThreadFactory()
        Subscription.follow(tania, "thread", made.pk)
        Subscription.follow(tania, "board", made.board_id)
    client.force_login(tania)

    with django_assert_num_queries(6):
        client.get("/me/following/")


def test_list_goes_on_where_the_page_ended(client: Client, tania: Member):
    boards = [BoardFactory() for _each in range(21)]
    for board in boards:
        Subscription.follow(tania, "board", board.pk)
    client.force_login(tania)

    first = client.get("/me/following/")
    older = first.context["older"]
    second = client.get(older)

    assert [row["target_id"] for row in first.context["rows"]] == [
        board.pk for board in reversed(boards[1:])
    ]
    assert [row["target_id"] for row in second.context["rows"]] == [boards[0].pk]
    assert second.context["older"] == ""


def test_lists_are_for_members(client: Client):
    for url in ("/me/following/", "/me/saved/"):
        assert client.get(url).status_code == 302
