"""What becomes of a discussion whose opening is hidden or taken back."""

import re
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from forum.models import Pin, Post, Thread, carry_waiting
from moderation import targets
from moderation.models import act
from profiles.models import Member
from search.indexing import catch_up
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

TITLE = "জামদানির গোপন দোকান"
INSIDE = {
    "board": "/boards/katha/",
    "board-new": "/boards/katha/?list=new",
    "boards": "/boards/",
    "all": "/boards/all/",
    "unanswered": "/boards/all/?list=unanswered",
    "tag": "/tags/জামদানি/",
    "home": "/",
    "search": "/search/?q=জামদানির",
}
OUTSIDE = {"feed": "/boards/katha/atom/", "tag-feed": "/tags/জামদানি/atom/"}


@pytest.fixture
def thread(board, rahima: Member) -> Thread:
    return ThreadFactory(
        board=board,
        author=rahima,
        title=TITLE,
        source="ঢাকার ভেতরেই আছে",
        tags=["জামদানি"],
    )


@pytest.fixture
def opening(thread: Thread) -> Post:
    return thread.posts.get(seq=0)


def where_it_stands(client: Client, places: dict[str, str]) -> set[str]:
    """Which of the pages speak its title."""
    catch_up()
    pages = {
        name: client.get(url, follow=True).content.decode()
        for name, url in places.items()
    }
    # Search marks what was found.
    return {
        name for name, page in pages.items() if TITLE in re.sub("</?mark>", "", page)
    }


def in_the_map(client: Client, thread: Thread) -> bool:
    return f"/t/{thread.pk}/" in client.get("/sitemap-threads-1.xml").content.decode()


@pytest.mark.parametrize("who", [None, "tania"])
def test_without_answers_nobody_is_told_of_it_until_it_is_back(
    client: Client,
    thread: Thread,
    opening: Post,
    who: str | None,
    request: pytest.FixtureRequest,
) -> None:
    if who:
        client.force_login(request.getfixturevalue(who))
    everywhere = {*INSIDE, *OUTSIDE}
    before = where_it_stands(client, INSIDE | OUTSIDE), in_the_map(client, thread)
    opening.take_back()
    gone = where_it_stands(client, INSIDE | OUTSIDE), in_the_map(client, thread)
    page = client.get(f"/t/{thread.pk}/", follow=True).status_code
    permalink = client.get(f"/p/{opening.pk}/").status_code
    door = client.get(f"/t/{thread.pk}/posts/?after=0").status_code
    opening.give_back()
    back = where_it_stands(client, INSIDE | OUTSIDE), in_the_map(client, thread)

    assert before == back == (everywhere, True)
    assert gone == (set(), False)
    assert (page, permalink, door) == (404, 404, 404)
    assert client.get(f"/t/{thread.pk}/", follow=True).status_code == 200


def test_with_answers_it_stays_inside_and_is_not_spoken_of_outside(
    client: Client, thread: Thread, opening: Post, tania: Member
) -> None:
    PostFactory(thread=thread, author=tania, source="আমিও খুঁজছি")
    was = thread.get_absolute_url()
    before = where_it_stands(client, OUTSIDE), in_the_map(client, thread)
    opening.take_back()

    inside = where_it_stands(client, INSIDE)
    outside = where_it_stands(client, OUTSIDE), in_the_map(client, thread)
    old = client.get(was)
    page = client.get(old.url).content.decode()
    share = client.get(f"/t/{thread.pk}/share/").content.decode()

    assert before == ({*OUTSIDE}, True)
    assert inside == {*INSIDE} - {"unanswered"}
    assert outside == (set(), False)
    assert (old.status_code, old.url) == (302, f"/t/{thread.pk}/-/")
    assert (f'<h1 itemprop="headline">{TITLE}</h1>' in page) is True
    assert "আমিও খুঁজছি" in page
    assert '<meta name="robots" content="noindex">' in page
    told = re.findall(r'<meta (?:name|property)="(?:og|desc)[^>]*>', page)
    assert '<meta property="og:title" content="উঠানের একটি আলোচনা">' in told
    assert not [each for each in told if "জামদানি" in each or "ঢাকার" in each]
    assert "%E0%A6%9C%E0%A6%BE%E0%A6%AE" not in share.partition("wa.me")[2][:400]


def test_its_author_reaches_the_page_and_has_it_again(
    client: Client, thread: Thread, opening: Post, rahima: Member
) -> None:
    client.force_login(rahima)
    client.post(f"/p/{opening.pk}/take-back/")
    page = client.get(f"/t/{thread.pk}/", follow=True)
    lists = where_it_stands(client, INSIDE)
    client.post(f"/p/{opening.pk}/take-back/", {"undo": "1"})

    assert page.status_code == 200
    assert 'name="undo"' in page.content.decode()
    assert lists == set()
    assert where_it_stands(client, INSIDE) == {*INSIDE}


def test_moderators_find_what_they_hid_marked_as_hidden(
    client: Client, thread: Thread, opening: Post, karim: Member, rahima: Member
) -> None:
    post = targets.get("post")
    act(post, opening, "hide", karim, "বিজ্ঞাপন")
    others = where_it_stands(client, INSIDE)
    client.force_login(rahima)
    hers = client.get(f"/t/{thread.pk}/", follow=True).content.decode()
    client.force_login(karim)
    row = client.get("/boards/katha/").content.decode()

    assert others == set()
    assert "বিজ্ঞাপন" in hers
    assert "আড়াল" in row[row.index(TITLE) :][:400]
    act(post, opening, "unhide", karim, "ভুল হয়েছিল")
    client.logout()
    assert where_it_stands(client, INSIDE) == {*INSIDE}


def test_it_goes_with_its_last_answer_and_comes_with_one_that_waited(
    client: Client, thread: Thread, opening: Post, tania: Member
) -> None:
    answer = PostFactory(thread=thread, author=tania)
    waiting = PostFactory(thread=thread, author=tania, pending=True)
    opening.take_back()
    seen = []
    for change in (lambda: None, answer.take_back, waiting.approve):
        change()
        seen.append(where_it_stands(client, {"board": INSIDE["board"]}))

    assert seen == [{"board"}, set(), {"board"}]


def test_words_that_are_on_their_way_to_it_come_back_to_be_copied(
    client: Client, thread: Thread, opening: Post, tania: Member
) -> None:
    opening.take_back()
    client.force_login(tania)

    answer = client.post(f"/t/{thread.pk}/post/", {"body": "আমি জানি দোকানটা"})

    assert answer.status_code == 404
    assert "আমি জানি দোকানটা</textarea>" in answer.content.decode()
    assert thread.posts.count() == 1


def test_a_pin_does_not_speak_of_it(
    client: Client, thread: Thread, opening: Post, karim: Member
) -> None:
    Pin.put(thread, karim)
    places = {"boards": "/boards/"}
    other = ThreadFactory(board=thread.board)
    before = client.get("/boards/").content.decode().count(TITLE)
    opening.take_back()

    assert before == 1
    assert where_it_stands(client, places) == set()
    assert other.title in client.get("/boards/").content.decode()


def test_repair_finds_and_mends_what_a_thread_says_of_its_opening(
    thread: Thread, opening: Post, board, karim: Member, capsys
) -> None:
    opening.take_back()
    call_command("repair", "--check")
    Thread.objects.filter(pk=thread.pk).update(opening_gone=False)

    with pytest.raises(CommandError, match="1 fields drifted"):
        call_command("repair", "--check")
    call_command("repair")

    thread.refresh_from_db()
    assert thread.opening_gone
    into = ThreadFactory(board=board)
    thread.merge_into(into, karim, "একই কথা")
    while carry_waiting():
        pass
    call_command("repair", "--check")
    opening.refresh_from_db()
    assert (opening.thread, opening.is_hidden) == (into, True)


@pytest.mark.parametrize("count", [1, 3])
def test_map_query_count(
    client: Client, board, count: int, django_assert_num_queries: Callable
) -> None:
    ThreadFactory.create_batch(count, board=board)
    client.get("/sitemap-threads-1.xml")

    with django_assert_num_queries(1):
        client.get("/sitemap-threads-1.xml")
