"""Quoting a comment in an answer: whose words, which of them, and no number."""

import pytest

from core import markup
from core.text import to_bangla_digits
from forum import recompiling
from forum.models import Post, Thread
from profiles.models import Member
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def post(thread: Thread, rahima: Member) -> Post:
    words = "> আগের কথা\nকাঁথা নিন, ফোন 01712345678"
    return PostFactory(thread=thread, author=rahima, source=words)


def test_the_reply_page_has_the_quote_in_its_box(
    client, post: Post, tania: Member
) -> None:
    client.force_login(tania)

    page = client.get(f"/p/{post.pk}/reply/?quote=1").content.decode()
    script = client.get(f"/p/{post.pk}/reply/?quote=1", headers=JSON).json()

    quote = (
        f"> @rahima #{to_bangla_digits(str(post.pk))}\n> কাঁথা নিন, ফোন 017••••••78\n\n"
    )
    assert script == {"quote": quote}
    assert f"&gt; @rahima #{to_bangla_digits(str(post.pk))}\n&gt; কাঁথা নিন" in page


def test_a_quote_of_her_own_number_is_masked_too(
    client, post: Post, rahima: Member
) -> None:
    client.force_login(rahima)

    quote = client.get(f"/p/{post.pk}/reply/?quote=1", headers=JSON).json()["quote"]

    assert "345678" not in quote


def test_chosen_words_alone_are_quoted(client, post: Post, tania: Member) -> None:
    client.force_login(tania)
    url = f"/p/{post.pk}/reply/?quote=1&words=কাঁথা+নিন+০১৭১২৩৪৫৬৭৮"

    quote = client.get(url, headers=JSON).json()["quote"]

    assert (
        quote
        == f"> @rahima #{to_bangla_digits(str(post.pk))}\n> কাঁথা নিন ০১৭••••••৭৮\n\n"
    )


def test_a_sent_quote_names_the_author_by_her_name_of_today(
    client, post: Post, rahima: Member, tania: Member
) -> None:
    client.force_login(tania)
    quote = client.get(f"/p/{post.pk}/reply/?quote=1", headers=JSON).json()["quote"]
    post.thread.post(tania, f"{quote}আমিও নেব", parent=post)
    rahima.display_name = "রহিমা বেগম"
    rahima.save()

    page = client.get(post.thread.get_absolute_url()).content.decode()

    cite = f'<p class="quoted"><a href="/p/{post.pk}/">রহিমা বেগম</a>:</p>'
    assert f"<blockquote>{cite}<p>কাঁথা নিন" in page
    assert "345678" not in page


def test_what_is_hidden_cannot_be_quoted(
    client, post: Post, tania: Member, karim: Member
) -> None:
    client.force_login(tania)
    sheet = f"/p/{post.pk}/more/"
    offered = "quote=1" in client.get(sheet).content.decode()
    post.hide(karim, "ঝগড়া")

    page = client.get(f"/p/{post.pk}/reply/?quote=1")
    script = client.get(f"/p/{post.pk}/reply/?quote=1", headers=JSON)

    assert (page.status_code, script.status_code) == (403, 403)
    assert "কাঁথা" not in page.content.decode() + script.content.decode()
    still = "quote=1" in client.get(sheet).content.decode()
    assert (offered, still) == (True, False)


def test_recompiling_brings_quotes_to_what_was_written_before(
    client, thread: Thread, tania: Member
) -> None:
    post = PostFactory(thread=thread, author=tania, source="> আগে\n\nপরে")
    old = "<p>&gt; আগে</p><p>পরে</p>"
    Post.objects.filter(pk=post.pk).update(html=old, html_version=markup.VERSION - 1)

    list(recompiling.slices())

    page = client.get(thread.get_absolute_url()).content.decode()
    assert "<blockquote><p>আগে</p></blockquote><p>পরে</p>" in page


def test_a_list_shows_her_own_words_and_not_what_they_quote(
    client, post: Post, rahima: Member
) -> None:
    PostFactory(thread=post.thread, author=rahima, source="> পুরোনো কথা\n\nনতুন কথা")

    page = client.get(rahima.get_absolute_url()).content.decode()

    assert "নতুন কথা" in page
    assert "পুরোনো কথা" not in page
