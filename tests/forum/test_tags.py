"""Tags, starting from anywhere, and the hint at what is there already."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from forum.models import Board, Tag, Thread
from moderation.models import ListedWord, Sanction
from profiles.models import Member
from tests.factories import ThreadFactory

pytestmark = pytest.mark.django_db


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def start(client: Client, url: str = "/boards/katha/new/", **words: str):
    return client.post(
        url,
        {
            "title": "নতুন কাঁথার দাম",
            "body": "কত রাখা যায়?",
            "client_key": uuid.uuid4(),
            **words,
        },
    )


def names(thread: Thread) -> list[str]:
    """Its tags, as rows and as pages print them."""
    thread.refresh_from_db()
    assert set(thread.tags.values_list("slug", "name")) == {
        tuple(tag) for tag in thread.tag_names
    }
    return [name for _slug, name in thread.tag_names]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        ("নকশীকাঁথা, হাতের কাজ ,শীত", ["নকশীকাঁথা", "হাতের কাজ", "শীত"]),
        ("নকশীকাঁথা শীত", ["নকশীকাঁথা", "শীত"]),
        ("#নকশীকাঁথা #শীত", ["নকশীকাঁথা", "শীত"]),
        ("শাড়ি, শাড়ি, ,  ", ["শাড়ি"]),
        ("Saree, SAREE", ["Saree"]),
    ],
)
def test_tags_are_chosen_when_a_thread_is_started(
    client: Client, board: Board, rahima: Member, typed: str, expected: list[str]
) -> None:
    client.force_login(rahima)

    response = start(client, tags=typed)

    assert response.status_code == 303
    assert names(Thread.objects.get()) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("এক১, দুই২, তিন৩, চার৪, পাঁচ৫, ছয়৬", "৫টির বেশি ট্যাগ"),
        ("ক" * 31, "২ থেকে ৩০টি অক্ষর"),
        ("ক", "২ থেকে ৩০টি অক্ষর"),
        ("ফোন ০১৭১২ ৩৪৫৬৭৮", "নম্বর বাদ দিন"),
    ],
)
def test_tags_that_cannot_be_taken_are_told_and_kept_in_the_box(
    client: Client, board: Board, rahima: Member, typed: str, sentence: str
) -> None:
    client.force_login(rahima)

    response = start(client, tags=typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{typed}"' in page
    assert "কত রাখা যায়?" in page
    assert not Thread.objects.exists()


def test_spellings_of_the_same_letters_meet_in_one_tag(
    client: Client, board: Board, rahima: Member
) -> None:
    """Two code points or one for ড়, a joiner or none: taggit made two tags of them."""
    first = ThreadFactory(board=board, author=rahima, tags=["শাড়ি"])
    second = ThreadFactory(board=board, author=rahima, tags=["শা\u09dcি"])
    third = ThreadFactory(board=board, author=rahima, tags=["শা\u200dড়ি"])

    (tag,) = Tag.objects.all()
    page = page_of(client, tag.get_absolute_url())

    assert tag.slug == "শাড়ি"
    for thread in (first, second, third):
        assert f'href="{thread.get_absolute_url()}"' in page


def test_another_spelling_of_an_address_leads_to_the_tag(
    client: Client, board: Board
) -> None:
    ThreadFactory(board=board, tags=["আমসত্ত্ব"])

    response = client.get("/tags/অামসত্ত্ব/")

    assert response.headers["Location"] == Tag.objects.get().get_absolute_url()


def test_tag_keeps_every_vowel_sign_in_its_address(board: Board) -> None:
    ThreadFactory(board=board, tags=["উদ্যোক্তা মেলা"])

    assert (
        Tag.objects.get()
        .get_absolute_url()
        .endswith(
            "/tags/%E0%A6%89%E0%A6%A6%E0%A7%8D%E0%A6%AF%E0%A7%8B%E0%A6%95%E0%A7%8D%E0%A6%A4%E0%A6%BE-%E0%A6%AE%E0%A7%87%E0%A6%B2%E0%A6%BE/"
        )
    )


def test_tags_are_shown_on_the_thread_its_row_and_their_own_page(
    client: Client, board: Board
) -> None:
    thread = ThreadFactory(board=board, title="কাঁথার দাম", tags=["হাতের কাজ"])
    (tag,) = Tag.objects.all()

    assert f'href="{tag.get_absolute_url()}">হাতের কাজ<' in page_of(
        client, thread.get_absolute_url()
    )
    assert "হাতের কাজ" in page_of(client, "/boards/katha/")
    assert "হাতের কাজ" in page_of(client, "/tags/")
    assert "কাঁথার দাম" in page_of(client, tag.get_absolute_url())


def test_tag_of_nothing_she_may_see_is_not_there(
    client: Client, board: Board, karim: Member
) -> None:
    thread = ThreadFactory(board=board, tags=["গোপন শব্দ"])
    url = Tag.objects.get().get_absolute_url()
    before = client.get(url).status_code
    thread.hide(karim, "বিজ্ঞাপন")

    assert (before, client.get(url).status_code) == (200, 404)
    assert "গোপন শব্দ" not in page_of(client, "/tags/")
    assert client.get("/tags/nowhere/").status_code == 404
    assert client.get("/tags/%00/").status_code == 404
    client.force_login(karim)
    assert "গোপন শব্দ" in page_of(client, "/tags/")


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_tag_asks_the_same(
    client: Client, board: Board, tania: Member, django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        ThreadFactory(board=board, tags=["শীত", f"অন্য {number}"])
    url = Tag.objects.get(name="শীত").get_absolute_url()
    client.force_login(tania)
    client.get("/about/")

    with django_assert_num_queries(7):
        page_of(client, url)


def test_author_and_moderators_change_the_tags_and_nobody_else(
    client: Client, thread: Thread, rahima: Member, karim: Member, tania: Member
) -> None:
    url = f"/t/{thread.pk}/tags/"
    answers = {}
    for member in (None, tania, rahima, karim):
        client.logout()
        if member:
            client.force_login(member)
        name = member.handle if member else "guest"
        words = {"tags": f"{name}, শীত", "reason": "ঠিক শব্দ"}
        answers[name] = client.post(url, words).status_code
        answers[name, "tags"] = names(thread)

    assert answers == {
        "guest": 302,
        ("guest", "tags"): [],
        "tania": 403,
        ("tania", "tags"): [],
        "rahima": 303,
        ("rahima", "tags"): ["rahima", "শীত"],
        "karim": 303,
        ("karim", "tags"): ["karim", "শীত"],
    }
    entries = karim.moderation_entries.values_list("action", "target_id", "reason")
    assert list(entries) == [("retag", thread.pk, "ঠিক শব্দ")]
    assert not rahima.moderation_entries.exists()


def test_sheet_offers_the_tags_to_those_who_may(
    client: Client, thread: Thread, rahima: Member, tania: Member
) -> None:
    seen = {}
    for member in (tania, rahima):
        client.force_login(member)
        page = page_of(client, f"/t/{thread.pk}/more/")
        seen[member.handle] = f"/t/{thread.pk}/tags/" in page

    assert seen == {"tania": False, "rahima": True}


# --- Starting from anywhere, and what is like it -----------------------------------


def test_board_is_chosen_in_the_form(
    client: Client, board: Board, rahima: Member
) -> None:
    client.force_login(rahima)
    for url in ("/boards/", "/boards/all/"):
        assert 'href="/boards/start/"' in page_of(client, url)
    assert "কথাবার্তা" in page_of(client, "/boards/start/")

    without = start(client, "/boards/start/")
    wrong = start(client, "/boards/start/", board="nowhere")
    right = start(client, "/boards/start/", board="katha")

    assert [each.status_code for each in (without, wrong, right)] == [422, 422, 303]
    assert "কত রাখা যায়?" in without.content.decode()
    assert Thread.objects.get().board == board


def test_guest_signs_in_before_she_starts(client: Client) -> None:
    response = client.get("/boards/start/?tag=শীত")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=")


@pytest.fixture
def indexed(thread: Thread) -> Callable[[], None]:
    """Bring the search index up to date."""

    def update() -> None:
        call_command("update_index", verbosity=0)

    update()
    return update


def test_like_threads_are_shown_once_before_hers_is_posted(
    client: Client, thread: Thread, indexed: Callable, tania: Member
) -> None:
    client.force_login(tania)

    asked = start(client, title="প্রথম বিক্রির গল্প", tags="শীত")
    page = asked.content.decode()
    (key,) = re.findall(r'name="client_key" value="([^"]+)"', page)
    (looked,) = re.findall(r'name="looked" value="([^"]*)"', page)
    again = start(
        client, title="প্রথম বিক্রির গল্প", tags="শীত", client_key=key, looked=looked
    )

    assert asked.status_code == 200
    assert f'href="{thread.get_absolute_url()}"' in page
    assert "কত রাখা যায়?" in page
    assert 'value="শীত"' in page
    assert again.status_code == 303
    assert Thread.objects.count() == 2


def test_title_like_no_other_is_posted_at_once(
    client: Client, thread: Thread, indexed: Callable, tania: Member
) -> None:
    client.force_login(tania)

    assert start(client, title="মৌচাক থেকে মধু তোলা").status_code == 303


def test_hint_shows_nothing_hidden_and_nothing_to_guests(
    client: Client, thread: Thread, indexed: Callable, tania: Member, karim: Member
) -> None:
    url = "/boards/start/similar/?title=প্রথম বিক্রির গল্প"
    guest = page_of(client, url)
    client.force_login(tania)
    hers = page_of(client, url)
    thread.hide(karim, "বিজ্ঞাপন")
    hidden = page_of(client, url)

    shown = [thread.title in page for page in (guest, hers, hidden)]
    assert shown == [False, True, False]


def test_hint_is_given_so_often_and_no_more(
    client: Client, thread: Thread, indexed: Callable, tania: Member
) -> None:
    client.force_login(tania)
    url = "/boards/start/similar/?title=প্রথম বিক্রির গল্প"

    pages = [page_of(client, url) for _ in range(45)]

    # A minute may end in between, so at most two of them.
    assert 20 <= sum(thread.title in page for page in pages) <= 40


@pytest.mark.parametrize("title", ["", "ক", "x" * 5000, "\x00\x00\x00\x00\x00\x00\x00"])
def test_hint_takes_any_title(client: Client, tania: Member, title: str) -> None:
    client.force_login(tania)

    response = client.get("/boards/start/similar/", {"title": title})

    assert response.status_code == 200


def test_a_listed_word_is_no_tag(
    client: Client, thread: Thread, board: Board, rahima: Member
) -> None:
    ListedWord.put("জুয়া", "refuse", "", None)
    client.force_login(rahima)

    begun = start(client, tags="শীত, জুয়া")
    changed = client.post(f"/t/{thread.pk}/tags/", {"tags": "জুয়া"})

    assert (begun.status_code, changed.status_code) == (422, 422)
    assert Thread.objects.count() == 1
    assert 'value="জুয়া"' in changed.content.decode()
    assert not Tag.objects.exists()


def test_who_cannot_write_changes_no_tags(
    client: Client, thread: Thread, rahima: Member, karim: Member
) -> None:
    until = timezone.now() + timedelta(days=1)
    Sanction.give(rahima, "silence", karim, "গালি", until=until)
    client.force_login(rahima)

    assert client.post(f"/t/{thread.pk}/tags/", {"tags": "শীত"}).status_code == 403
    assert names(thread) == []


# --- The list of all tags ----------------------------------------------------------

TAG_LINK = re.compile(r'<a class="tag" href="[^"]+">([^<]+)</a>')


def way(page: str, rel: str) -> str:
    """Where the pager of a page leads, `rel` prev or next; empty where it does not."""
    return "".join(re.findall(rf'href="([^"]+)" rel="{rel}"', page))


def tagged(board: Board, count: int) -> list[str]:
    """So many tags on threads, by their names."""
    made = [f"ট্যাগ {number:03}" for number in range(count)]
    for first in range(0, count, 5):
        ThreadFactory(board=board, tags=made[first : first + 5])
    return made


def test_all_tags_are_paged_through_and_back(client: Client, board: Board) -> None:
    made = tagged(board, 405)
    pages, url = [], "/tags/"
    while url:
        pages.append(page_of(client, url))
        url = way(pages[-1], "next")
    shown = [TAG_LINK.findall(page) for page in pages]
    back = page_of(client, way(pages[2], "prev"))
    first = page_of(client, way(back, "prev"))

    assert [len(each) for each in shown] == [200, 200, 5]
    assert [name for each in shown for name in each] == made
    assert TAG_LINK.findall(back) == shown[1]
    assert TAG_LINK.findall(first) == shown[0]
    assert way(pages[0], "prev") == way(first, "prev") == ""
    assert "আগের ট্যাগ" in pages[1]
    assert "আরও ট্যাগ" in pages[1]


def test_two_hundred_tags_are_one_page(client: Client, board: Board) -> None:
    made = tagged(board, 200)

    page = page_of(client, "/tags/")

    assert TAG_LINK.findall(page) == made
    assert "rel=" not in page.split("<h1>")[1]


def test_place_among_the_tags_that_is_gone_leads_to_the_beginning(
    client: Client, board: Board, karim: Member
) -> None:
    tagged(board, 1)
    hidden = ThreadFactory(board=board, tags=["গোপন"])
    tag = Tag.objects.get(name="গোপন")
    before = client.get(f"/tags/?after={tag.pk}").status_code
    hidden.hide(karim, "বিজ্ঞাপন")
    wrong = [f"after={tag.pk}", f"before={tag.pk}", "after=x", "after=", "before=%00"]

    answers = [client.get(f"/tags/?{each}") for each in (*wrong, "after=" + "9" * 30)]

    assert before == 200
    assert {each.headers["Location"] for each in answers} == {"/tags/"}


@pytest.mark.parametrize("query", ["", "?after={}"])
@pytest.mark.parametrize("count", [1, 3])
def test_list_of_tags_asks_the_same(
    client: Client,
    board: Board,
    tania: Member,
    django_assert_num_queries,
    count: int,
    query: str,
) -> None:
    tagged(board, count + 1)
    url = "/tags/" + query.format(Tag.objects.get(name="ট্যাগ 000").pk)
    client.force_login(tania)
    client.get("/about/")

    with django_assert_num_queries(4 + bool(query)):
        assert "ট্যাগ 001" in page_of(client, url)


@pytest.mark.parametrize("slug", ["", "শীত/"])
def test_tags_are_marked_in_the_bar_as_discussions(
    client: Client, board: Board, slug: str
) -> None:
    ThreadFactory(board=board, tags=["শীত"])

    page = page_of(client, f"/tags/{slug}")

    marked = re.findall(r'<a class="place" href="([^"]+)" aria-current="page"', page)
    assert marked == ["/boards/"]
