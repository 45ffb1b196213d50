"""What those outside get: feeds, schema.org, Open Graph, an address to send on."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NUMBER = "01712345678"
EMPTY = {"link", "meta", "img", "input", "br", "hr", "path", "wbr"}


class Items(HTMLParser):
    """The things of schema.org on a page: {"type", "props": {name: [values]}}."""

    def __init__(self):
        super().__init__()
        self.top, self.open = [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        name, value = found.get("itemprop"), None
        if "itemscope" in found:
            value = {"type": found["itemtype"].rsplit("/", 1)[1], "props": {}}
        elif name and tag in EMPTY:
            value = found.get("content", found.get("href"))
        elif name and tag == "time":
            value = found["datetime"]
        scopes = [each for _, each, _ in self.open if isinstance(each, dict)]
        if name and value is not None:
            scopes[-1]["props"].setdefault(name, []).append(value)
        elif isinstance(value, dict):
            self.top.append(value)
        if tag not in EMPTY:
            text = name if name and value is None else None
            self.open.append([tag, value, [text, "", scopes[-1] if scopes else None]])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_data(self, data):
        for _, _, text in self.open:
            if text[0]:
                text[1] += data

    def handle_endtag(self, tag):
        while self.open:
            name, _, (prop, words, scope) = self.open.pop()
            if prop:
                scope["props"].setdefault(prop, []).append(" ".join(words.split()))
            if name == tag:
                return


def items(client, url):
    reader = Items()
    reader.feed(client.get(url).content.decode())
    return reader.top


def comments_in(posting):
    return [
        (
            each["props"]["text"][0],
            [r["props"]["text"][0] for r in each["props"].get("comment", [])],
        )
        for each in posting["props"]["comment"]
    ]


def test_a_thread_is_a_posting_with_its_comments(client, thread, tania, rahima):
    root = PostFactory(thread=thread, author=tania, source="আমার কাঁথা")
    PostFactory(thread=thread, author=rahima, source="সুন্দর!", parent=root)

    (posting,) = items(client, thread.get_absolute_url())

    assert posting["type"] == "DiscussionForumPosting"
    props = posting["props"]
    assert props["headline"] == ["প্রথম বিক্রির গল্প"]
    assert props["url"] == [f"http://localhost:8000{thread.get_absolute_url()}"]
    assert props["commentCount"] == ["2"]
    assert props["text"] == ["আপনাদের প্রথম বিক্রি কেমন ছিল?"]
    assert [each["props"]["name"] for each in props["author"]] == [["রহিমা খাতুন"]]
    assert len(props["datePublished"]) == 1
    assert comments_in(posting) == [("আমার কাঁথা", ["সুন্দর!"])]


def test_later_pages_speak_of_the_same_posting(client, thread, comments):
    comments(25)

    (posting,) = items(client, f"{thread.get_absolute_url()}?page=2")

    props = posting["props"]
    assert props["url"] == [f"http://localhost:8000{thread.get_absolute_url()}"]
    assert [each["props"]["name"] for each in props["author"]] == [["রহিমা খাতুন"]]
    assert props["text"] == ["প্রথম বিক্রির গল্প"]
    assert len(props["datePublished"]) == 1
    assert len(props["comment"]) == 5


def test_what_is_hidden_is_no_comment_with_words(client, thread, tania, karim):
    PostFactory(thread=thread, author=tania, source="থাকল")
    PostFactory(thread=thread, author=tania, source="গেল").hide(karim, "ঝগড়া")

    (posting,) = items(client, thread.get_absolute_url())

    texts = [each["props"].get("text") for each in posting["props"]["comment"]]
    assert texts == [["থাকল"], None]


def test_preview_of_a_thread_has_its_first_words_without_numbers(client, rahima, board):
    thread = ThreadFactory(
        board=board, author=rahima, title="কাঁথা", source=f"কল দিন {NUMBER} & আসুন"
    )

    page = client.get(thread.get_absolute_url()).content.decode()

    (told,) = re.findall(r'property="og:description" content="(.*?)"', page)
    assert told.startswith("কল দিন")
    assert told.endswith("&amp; আসুন")
    assert NUMBER[-6:] not in page


def test_feed_of_a_board_has_its_threads_newest_first(
    client, thread, board, rahima, karim
):
    second = ThreadFactory(
        board=board, author=rahima, title=f"কাঁথা {NUMBER}", source="কল দিন " + NUMBER
    )
    hidden = ThreadFactory(board=board, title="আড়াল")
    hidden.hide(karim, "ভুল")
    ThreadFactory(title="অন্য বোর্ডে")

    answer = client.get(f"/boards/{board.slug}/atom/")

    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)  # noqa: S314 - our own bytes
    entries = feed.findall("a:entry", ATOM)
    assert [each.findtext("a:id", None, ATOM) for each in entries] == [
        f"http://localhost:8000/t/{second.pk}/",
        f"http://localhost:8000/t/{thread.pk}/",
    ]
    assert entries[1].findtext("a:title", None, ATOM) == "প্রথম বিক্রির গল্প"
    assert "আপনাদের প্রথম বিক্রি" in entries[1].findtext("a:summary", None, ATOM)
    assert NUMBER[-6:] not in answer.content.decode()
    page = client.get(board.get_absolute_url()).content.decode()
    assert f'type="application/atom+xml" href="/boards/{board.slug}/atom/"' in page
    assert client.get("/boards/nowhere/atom/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_feed_query_count(client, board, count, django_assert_num_queries):
    for _ in range(count):
        ThreadFactory(board=board)

    with django_assert_num_queries(4):
        client.get(f"/boards/{board.slug}/atom/")


def test_share_gives_a_plain_address_that_leads_to_the_thread(client, thread):
    page = client.get(f"/t/{thread.pk}/share/").content.decode()

    plain = f"http://localhost:8000/t/{thread.pk}/"
    assert f'value="{plain}"' in page
    assert "https://wa.me/?text=" in page
    assert client.get(f"/t/{thread.pk}/").url == thread.get_absolute_url()


def test_share_of_a_comment_and_of_what_she_may_not_know(client, thread, tania, karim):
    post = PostFactory(thread=thread, author=tania)
    page = client.get(f"/p/{post.pk}/share/").content.decode()
    assert f'value="http://localhost:8000/p/{post.pk}/"' in page

    thread.hide(karim, "ভুল")

    assert client.get(f"/p/{post.pk}/share/").status_code == 404
    assert client.get(f"/t/{thread.pk}/share/").status_code == 404


def test_feed_of_a_tag_has_what_stands_under_it(client, rahima, board):
    tagged = ThreadFactory(board=board, author=rahima, tags=["নকশিকাঁথা"])
    ThreadFactory(board=board, author=rahima)

    answer = client.get("/tags/নকশিকাঁথা/atom/")

    feed = ET.fromstring(answer.content)  # noqa: S314 - our own bytes
    ids = [each.findtext("a:id", None, ATOM) for each in feed.findall("a:entry", ATOM)]
    assert ids == [f"http://localhost:8000/t/{tagged.pk}/"]
    assert 'href="/tags/' in client.get("/tags/নকশিকাঁথা/").content.decode()
    assert client.get("/tags/nothing/atom/").status_code == 404
