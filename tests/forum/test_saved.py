"""Saved comments: one button on the sheet, a list that only their owner sees."""

from collections.abc import Callable

import pytest
from django.test import Client

from forum.models import Bookmark, Post
from profiles.models import Member
from tests.factories import PostFactory


@pytest.fixture
def post(rahima: Member) -> Post:
    return PostFactory(author=rahima, source="কাঁচামালের দাম খাতায় লিখি")


def saved_by(member: Member) -> list[int]:
    return list(Bookmark.objects.of(member).values_list("post_id", flat=True))


def test_sheet_offers_to_save_and_then_to_take_out(
    client: Client, post: Post, tania: Member
):
    client.force_login(tania)
    url = f"/p/{post.pk}/more/"
    assert 'name="saved" value="1"' in client.get(url).content.decode()

    for _again in range(2):
        answer = client.post(f"/p/{post.pk}/save/", {"saved": "1"})
        assert (answer.status_code, answer["Location"]) == (303, f"/p/{post.pk}/")
    assert saved_by(tania) == [post.pk]
    assert 'name="saved" value="0"' in client.get(url).content.decode()

    for _again in range(2):
        client.post(f"/p/{post.pk}/save/", {"saved": "0"})
    assert saved_by(tania) == []


def test_guest_is_not_offered_it(client: Client, post: Post):
    assert "/save/" not in client.get(f"/p/{post.pk}/more/").content.decode()
    answer = client.post(f"/p/{post.pk}/save/", {"saved": "1"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert not Bookmark.objects.exists()


def test_save_says_what_it_wants(client: Client, post: Post, tania: Member):
    client.force_login(tania)

    assert client.post(f"/p/{post.pk}/save/", {}).status_code == 400
    assert client.get(f"/p/{post.pk}/save/").status_code == 405
    assert client.post("/p/999999/save/", {"saved": "1"}).status_code == 404
    assert saved_by(tania) == []


def test_what_waits_for_a_moderator_cannot_be_saved(
    client: Client, post: Post, tania: Member
):
    waiting = PostFactory(thread=post.thread, pending=True)
    client.force_login(tania)

    assert client.post(f"/p/{waiting.pk}/save/", {"saved": "1"}).status_code == 404


def test_list_shows_hers_newest_first(
    client: Client, post: Post, tania: Member, rahima: Member
):
    second = PostFactory(thread=post.thread, source="ডেলিভারি আলাদা")
    third = PostFactory(thread=post.thread, source="অন্য কারও রাখা")
    Bookmark.keep(tania, post)
    Bookmark.keep(tania, second)
    Bookmark.keep(rahima, third)
    client.force_login(tania)

    page = client.get("/me/saved/").content.decode()

    assert page.index("ডেলিভারি আলাদা") < page.index("কাঁচামালের দাম খাতায় লিখি")
    assert "অন্য কারও রাখা" not in page


def test_hidden_post_is_drawn_as_gone(
    client: Client, post: Post, tania: Member, karim: Member
):
    Bookmark.keep(tania, post)
    post.hide(karim, "বিজ্ঞাপন")
    client.force_login(tania)

    page = client.get("/me/saved/").content.decode()
    assert "কাঁচামালের দাম খাতায় লিখি" not in page
    assert "রহিমা খাতুন" not in page
    assert "মন্তব্যটা আর এখানে নেই" in page

    post.unhide()
    assert "কাঁচামালের দাম খাতায় লিখি" in client.get("/me/saved/").content.decode()


def test_hers_can_be_taken_out_and_nobody_elses(
    client: Client, post: Post, tania: Member, rahima: Member
):
    Bookmark.keep(tania, post)
    Bookmark.keep(rahima, post)
    mine, other = (
        Bookmark.objects.get(member=tania),
        Bookmark.objects.get(member=rahima),
    )
    client.force_login(tania)

    assert client.post(f"/me/saved/{other.pk}/").status_code == 404
    assert client.post(f"/me/saved/{mine.pk}/").status_code == 303

    assert (saved_by(tania), saved_by(rahima)) == ([], [post.pk])


def test_numbers_are_masked(client: Client, tania: Member):
    told = PostFactory(source="ফোন করুন ০১৭১২৩৪৫৬৭৮")
    Bookmark.keep(tania, told)
    client.force_login(tania)

    assert "০১৭১২৩৪৫৬৭৮" not in client.get("/me/saved/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_saved_query_count(
    client: Client, tania: Member, count: int, django_assert_num_queries: Callable
):
    for _each in range(count):
        Bookmark.keep(tania, PostFactory())
    client.force_login(tania)

    with django_assert_num_queries(5):
        client.get("/me/saved/")


def test_list_goes_on_where_the_page_ended(client: Client, post: Post, tania: Member):
    posts = [PostFactory(thread=post.thread, author=tania) for _each in range(21)]
    for each in posts:
        Bookmark.keep(tania, each)
    client.force_login(tania)

    first = client.get("/me/saved/")
    second = client.get(first.context["older"])

    assert len(first.context["rows"]) == 20
    assert [row["post"] for row in second.context["rows"]] == [posts[0]]
    assert client.get("/me/saved/?before=x").status_code == 404
