"""The sheet behind ⋯: what each reader is offered, as a page and as a fragment."""

import re

import pytest
from django.urls import get_resolver

from forum.models.thread import DOORS
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def offered(client, url):
    """The words of the sheet's lines, in order."""
    page = client.get(url, headers={"X-Sheet": "1"}).content.decode()
    lines = re.findall(r'class="sheet-action".*?</(?:a|button)>', page, re.S)
    return [re.sub(r"<[^>]+>|class=[^>]*>", "", line).strip() for line in lines]


def test_each_reader_is_offered_what_is_hers_to_do(client, rahima, tania, karim):
    post = PostFactory(author=rahima)
    url = f"/p/{post.pk}/more/"

    guest = offered(client, url)
    client.force_login(tania)
    stranger = offered(client, url)
    client.force_login(rahima)
    author = offered(client, url)
    client.force_login(karim)
    moderator = offered(client, url)

    assert {"শেয়ার", "জানান"} <= set(guest) & set(stranger)
    assert "বদলান" in author
    assert "জানান" not in author
    assert "আড়াল করুন" in moderator
    assert "আড়াল করুন" not in {*guest, *stranger, *author}


def test_the_page_shows_what_it_is_about(client, rahima):
    post = PostFactory(author=rahima, source="কাঁথা কত দামে দেন?")

    page = client.get(f"/p/{post.pk}/more/").content.decode()

    assert "কাঁথা কত দামে দেন?" in page
    assert "কী করতে চান?" in page
    assert 'content="noindex"' in page


def test_a_hidden_post_says_nothing_of_its_words(client, rahima, karim):
    post = PostFactory(author=rahima, source="গোপন কথা")
    post.hide(karim, "ঝগড়া")

    assert "গোপন কথা" not in client.get(f"/p/{post.pk}/more/").content.decode()
    client.force_login(karim)
    assert "গোপন কথা" in client.get(f"/p/{post.pk}/more/").content.decode()


def test_what_she_may_not_know_is_not_there(client, rahima, karim):
    thread = ThreadFactory(author=rahima)
    assert client.get(f"/t/{thread.pk}/more/").status_code == 200
    thread.hide(karim, "ভুল জায়গা")

    assert client.get(f"/t/{thread.pk}/more/").status_code == 404
    assert client.get("/p/999999/more/").status_code == 404


def test_sheet_of_a_merged_thread_is_that_of_the_other(client, rahima, karim):
    thread = ThreadFactory(author=rahima)
    target = ThreadFactory(board=thread.board, title="যেখানে সবাই")
    thread.merge_into(target, karim, "একই প্রশ্ন")

    answer = client.get(f"/t/{thread.pk}/more/")
    followed = client.get(f"/t/{thread.pk}/more/", follow=True).content.decode()
    target.hide(karim, "ভুল জায়গা")

    assert answer.headers["Location"] == f"/t/{target.pk}/more/"
    assert "যেখানে সবাই" in followed
    assert client.get(f"/t/{thread.pk}/more/").status_code == 404


def test_no_title_takes_the_place_of_a_door(client):
    doors = {
        match[1]
        for pattern in get_resolver("forum.urls").url_patterns
        if (match := re.fullmatch(r"t/<int:thread_id>/(\w+)/", str(pattern.pattern)))
    }
    assert doors == DOORS
    for door in doors:
        thread = ThreadFactory(title=door)

        assert client.get(thread.get_absolute_url()).status_code == 200
