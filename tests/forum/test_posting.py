"""Posting a comment: what is taken, what is not, and that her words stay."""

import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Board, Post, Thread
from profiles.models import Member
from tests.factories import PASSWORD, PostFactory, ThreadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.post_once]


@pytest.fixture
def tanias(client: Client, tania: Member) -> Client:
    client.force_login(tania)
    return client


@pytest.fixture
def send(tanias: Client, thread: Thread) -> Callable:
    """Send the form as Tania; `json=True` as the script does."""

    def send(body: str = "শুভ সন্ধ্যা", *, json: bool = False, **fields: object):
        fields.setdefault("client_key", uuid.uuid4())
        headers = {"accept": "application/json"} if json else {}
        return tanias.post(
            f"/t/{thread.pk}/post/", {"body": body, **fields}, headers=headers
        )

    return send


def test_form_posts_and_leads_to_the_comment(
    send: Callable, thread: Thread, tania: Member
) -> None:
    response = send("শুভ সন্ধ্যা আপুরা")

    post = thread.posts.get(seq=1)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/p/{post.pk}/"
    assert (post.author, post.source, post.root_no) == (tania, "শুভ সন্ধ্যা আপুরা", 1)


def test_script_gets_what_it_needs_to_show_the_comment(
    send: Callable, thread: Thread
) -> None:
    response = send("শুভ **সন্ধ্যা**", json=True)

    post = thread.posts.get(seq=1)
    answer = response.json()
    html = answer.pop("html")
    assert response.status_code == 201
    assert answer == {
        "id": post.pk,
        "seq": 1,
        "root": None,
        "page": 1,
        "url": f"/p/{post.pk}/",
        "thread": thread.pk,
        "version": 2,
        "count": 1,
    }
    assert "<strong>সন্ধ্যা</strong>" in html


def test_same_form_twice_posts_once(send: Callable, thread: Thread) -> None:
    key = uuid.uuid4()

    first, second = send("একবারই", client_key=key), send("একবারই ", client_key=key)

    assert first.headers["Location"] == second.headers["Location"]
    assert thread.posts.filter(seq__gt=0).count() == 1


def test_other_words_under_an_old_key_come_back_with_a_fresh_one(
    send: Callable, thread: Thread
) -> None:
    key = uuid.uuid4()
    send("প্রথম কথা", client_key=key)

    page = send("দ্বিতীয় কথা", client_key=key)
    answer = send("দ্বিতীয় কথা", client_key=key, json=True)

    text = page.content.decode()
    assert page.status_code == answer.status_code == 409
    assert "দ্বিতীয় কথা</textarea>" in text
    assert str(key) not in text
    assert "এটাও পাঠাতে চাইলে এখন পাঠান" in text
    assert answer.json()["error"] == "key"
    fresh = answer.json()["client_key"]
    assert send("দ্বিতীয় কথা", client_key=fresh).status_code == 303
    assert [post.source for post in thread.posts.order_by("seq")][1:] == [
        "প্রথম কথা",
        "দ্বিতীয় কথা",
    ]


@pytest.mark.parametrize("key", ["", "x", "1", "\x00", "z" * 10_000, "১" * 31])
def test_key_that_is_none_gives_the_form_again(
    send: Callable, thread: Thread, key: str
) -> None:
    response = send("লেখাটা থাকুক", client_key=key)

    page = response.content.decode()
    assert response.status_code == 422
    assert "লেখাটা থাকুক</textarea>" in page
    assert "আরেকবার পাঠান" in page
    assert thread.posts.count() == 1


NOTHING = ["", " ", "\n\n\t", "\u200b\u200d", "\u00a0", "\u09be", "\x00", "\u3164"]


@pytest.mark.parametrize("body", NOTHING)
def test_nothing_to_read_is_not_posted(
    send: Callable, thread: Thread, body: str
) -> None:
    response = send(body)
    answer = send(body, json=True)

    assert response.status_code == answer.status_code == 422
    assert "আগে কিছু লিখুন।" in response.content.decode()
    assert answer.json()["sentence"] == "আগে কিছু লিখুন।"
    assert thread.posts.count() == 1


TAKEN = {
    "😀👍🏽": "😀👍🏽",
    "এক\x00দুই\x08": "একদুই",
    "এক\r\n\r\n\r\n\r\nদুই": "এক\n\nদুই",
    "ক" + "\u0301" * 10_000: "ক" + "\u0301" * 8,
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "*" * 9_000: "*" * 9_000,
    "[" * 5_000 + "](" * 2_000: "[" * 5_000 + "](" * 2_000,
    "ক" * 10_000: "ক" * 10_000,
}


@pytest.mark.parametrize("body", TAKEN, ids=range(len(TAKEN)))
def test_odd_words_are_taken_and_harmless(
    send: Callable, thread: Thread, tanias: Client, body: str
) -> None:
    assert send(body).status_code == 303

    page = tanias.get(thread.get_absolute_url()).content.decode()
    assert thread.posts.get(seq=1).source == TAKEN[body]
    assert "<script>alert" not in page


def test_lone_surrogate_is_no_fault(tanias: Client, thread: Thread) -> None:
    response = tanias.generic(
        "POST",
        f"/t/{thread.pk}/post/",
        f"body=%ED%A0%80ok&client_key={uuid.uuid4()}",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 303
    assert "ok" in thread.posts.get(seq=1).source


@pytest.mark.parametrize("length", [10_001, 1_000_000])
def test_too_long_says_how_long_and_keeps_the_words(
    send: Callable, thread: Thread, length: int
) -> None:
    body = "ক" * length

    response = send(body)

    page = response.content.decode()
    assert response.status_code == 422
    assert body in page
    assert ("১০,০০১টি" if length == 10_001 else "১০,০০,০০০টি") in page
    assert "১০,০০০টি" in page
    assert thread.posts.count() == 1


def test_far_too_much_is_a_clean_refusal(send: Callable, thread: Thread) -> None:
    response = send("ক" * 7_000_000)

    assert response.status_code in {400, 413}
    assert thread.posts.count() == 1


def test_reply_goes_under_its_root(send: Callable, thread: Thread) -> None:
    root = PostFactory(thread=thread)
    reply = PostFactory(thread=thread, parent=root)

    send("রুটের উত্তর", parent=root.pk)
    send("উত্তরের উত্তর", parent=reply.pk)

    posts = list(thread.posts.filter(seq__gt=2).order_by("seq"))
    root.refresh_from_db()
    assert [(post.parent_id, post.root_no) for post in posts] == [(root.pk, None)] * 2
    assert root.reply_count == 3


def test_answer_to_the_opening_is_a_comment(send: Callable, thread: Thread) -> None:
    send("শুরুর উত্তর", parent=thread.posts.get(seq=0).pk)

    assert thread.posts.get(seq=1).root_no == 1


def test_answer_to_what_is_not_there_comes_back(
    send: Callable, thread: Thread, karim: Member, board: Board
) -> None:
    hidden = PostFactory(thread=thread)
    hidden.hide(karim, "বিজ্ঞাপন")
    elsewhere = PostFactory(thread=ThreadFactory(board=board))
    waiting = thread.post(karim, "পরে", pending=True)
    before = Post.objects.count()

    for parent in (
        hidden.pk,
        elsewhere.pk,
        waiting.pk,
        10**9,
        10**30,
        "x",
        "-1",
        "১",
        "\x00",
    ):
        response = send("আমার উত্তর", parent=parent)
        answer = send("আমার উত্তর", parent=parent, json=True)
        page = response.content.decode()
        assert response.status_code == answer.status_code == 409, parent
        assert "আমার উত্তর</textarea>" in page
        assert "সেটা আর নেই" in page
        assert answer.json()["error"] == "parent"

    assert Post.objects.count() == before


def test_closed_thread_gives_her_words_back(
    send: Callable, thread: Thread, tanias: Client
) -> None:
    thread.change(closed_at=timezone.now())

    response = send("দেরি হয়ে গেল")
    answer = send("দেরি হয়ে গেল", json=True)

    page = response.content.decode()
    assert response.status_code == answer.status_code == 409
    assert "আলোচনাটা বন্ধ হয়ে গেছে" in page
    assert "দেরি হয়ে গেল</textarea>" in page
    assert answer.json()["error"] == "closed"
    assert thread.posts.count() == 1


def test_comment_sent_before_closing_is_acknowledged_after_it(
    send: Callable, thread: Thread
) -> None:
    key = uuid.uuid4()
    first = send("পৌঁছেছে তো?", client_key=key)
    thread.change(closed_at=timezone.now())

    again = send("পৌঁছেছে তো?", client_key=key)

    assert again.headers["Location"] == first.headers["Location"]


def test_thread_hidden_meanwhile_gives_her_words_back(
    send: Callable, thread: Thread, karim: Member
) -> None:
    thread.hide(karim, "ভুল জায়গা")

    response = send("আমার লেখা")
    answer = send("আমার লেখা", json=True)

    assert response.status_code == answer.status_code == 404
    assert "আমার লেখা</textarea>" in response.content.decode()
    assert answer.json()["error"] == "not_here"
    assert thread.posts.count() == 1


def test_signed_out_member_finds_her_words_after_signing_in(
    client: Client, thread: Thread, tania: Member
) -> None:
    data = {"body": "সেশন শেষ হয়ে গেছে", "client_key": uuid.uuid4()}

    response = client.post(f"/t/{thread.pk}/post/", data)
    assert response.status_code == 302
    client.post(
        response.headers["Location"], {"login": tania.email, "password": PASSWORD}
    )
    page = client.get(thread.get_absolute_url()).content.decode()

    assert "সেশন শেষ হয়ে গেছে</textarea>" in page
    assert thread.posts.count() == 1


def test_signed_out_script_is_told_where_to_sign_in(
    client: Client, thread: Thread
) -> None:
    response = client.post(
        f"/t/{thread.pk}/post/",
        {"body": "কথা", "client_key": uuid.uuid4()},
        headers={"accept": "application/json"},
    )

    answer = response.json()
    assert response.status_code == 401
    assert answer["error"] == "sign_in"
    assert answer["login"].startswith("/accounts/login/?next=")


def test_kept_reply_waits_on_the_page_of_its_form(
    client: Client, thread: Thread, tania: Member
) -> None:
    root = PostFactory(thread=thread, source="কার কেমন চলছে?")
    data = {"body": "আমার ভালো", "client_key": uuid.uuid4(), "parent": root.pk}

    response = client.post(f"/t/{thread.pk}/post/", data)
    client.post(
        response.headers["Location"], {"login": tania.email, "password": PASSWORD}
    )
    reply = client.get(f"/p/{root.pk}/reply/").content.decode()
    thread_page = client.get(thread.get_absolute_url()).content.decode()

    assert "আমার ভালো</textarea>" in reply
    assert f'name="parent" value="{root.pk}"' in reply
    assert "কার কেমন চলছে?" in reply
    assert "আমার ভালো" not in thread_page


def test_rotated_token_loses_no_words(thread: Thread, tania: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(tania)
    client.get(thread.get_absolute_url())

    response = client.post(
        f"/t/{thread.pk}/post/",
        {
            "body": "পুরোনো পাতা থেকে",
            "client_key": uuid.uuid4(),
            "csrfmiddlewaretoken": "x",
        },
    )

    assert response.status_code == 403
    assert "পুরোনো পাতা থেকে</textarea>" in unescape(response.content.decode())
    assert thread.posts.count() == 1


def test_reply_page_shows_what_is_answered(tanias: Client, thread: Thread) -> None:
    root = PostFactory(thread=thread, source="কার কেমন চলছে?")

    page = tanias.get(f"/p/{root.pk}/reply/").content.decode()

    assert "কার কেমন চলছে?" in page
    assert f'action="/t/{thread.pk}/post/"' in page


def test_reply_page_needs_a_member_and_an_open_thread(
    client: Client, thread: Thread, tania: Member, karim: Member
) -> None:
    root, hidden = PostFactory(thread=thread), PostFactory(thread=thread)
    hidden.hide(karim, "বিজ্ঞাপন")

    guest = client.get(f"/p/{root.pk}/reply/")
    client.force_login(tania)
    to_hidden = client.get(f"/p/{hidden.pk}/reply/")
    to_nothing = client.get("/p/999999/reply/")
    thread.change(closed_at=timezone.now())
    to_closed = client.get(f"/p/{root.pk}/reply/")

    assert guest.headers["Location"].startswith("/accounts/login/?next=")
    assert to_hidden.status_code == 403
    assert "সেটা আর নেই" in to_hidden.content.decode()
    assert to_nothing.status_code == 404
    assert to_closed.status_code == 409


def test_author_changes_her_words(
    tanias: Client, thread: Thread, tania: Member
) -> None:
    post = PostFactory(thread=thread, author=tania, source="ভুল বানান")
    PostFactory(thread=thread, source="বানানটা দেখুন", parent=post)
    url = f"/p/{post.pk}/edit/"

    form = tanias.get(url)
    response = tanias.post(url, {"body": "ঠিক বানান", "basis": post.body_hash})

    post.refresh_from_db()
    assert "ভুল বানান</textarea>" in form.content.decode()
    assert response.status_code == 303
    assert post.source == "ঠিক বানান"
    assert post.edited_at is not None
    assert "বদলানো" in tanias.get(thread.get_absolute_url()).content.decode()


def test_edit_form_that_grew_old_overwrites_nothing(
    tanias: Client, thread: Thread, tania: Member
) -> None:
    post = PostFactory(thread=thread, author=tania, source="শুরুর কথা")
    basis = post.body_hash
    post.edit("অন্য জানালার কথা")

    response = tanias.post(
        f"/p/{post.pk}/edit/", {"body": "এই জানালার কথা", "basis": basis}
    )

    page = response.content.decode()
    post.refresh_from_db()
    assert response.status_code == 409
    assert "এই জানালার কথা</textarea>" in page
    assert "অন্য জানালার কথা</textarea>" in page
    assert post.source == "অন্য জানালার কথা"
    assert f'value="{post.body_hash}"' in page


def test_only_the_author_may_edit_and_not_what_is_hidden(
    client: Client, thread: Thread, rahima: Member, tania: Member, karim: Member
) -> None:
    post = PostFactory(thread=thread, author=tania, source="আমার কথা")
    url = f"/p/{post.pk}/edit/"

    answers = []
    for member in (None, rahima, karim):
        if member:
            client.force_login(member)
        answers.append(client.post(url, {"body": "অন্যের কথা"}).status_code)
    post.hide(karim, "বিজ্ঞাপন")
    client.force_login(tania)
    hidden = client.post(url, {"body": "নতুন কথা"})

    post.refresh_from_db()
    assert answers == [302, 403, 403]
    assert hidden.status_code == 403
    assert "নতুন কথা</textarea>" in hidden.content.decode()
    assert post.source == "আমার কথা"


@pytest.mark.parametrize("body", [*NOTHING, "ক" * 10_001])
def test_edit_to_nothing_or_too_much_comes_back(
    tanias: Client, thread: Thread, tania: Member, body: str
) -> None:
    post = PostFactory(thread=thread, author=tania, source="আমার কথা")

    response = tanias.post(f"/p/{post.pk}/edit/", {"body": body})

    post.refresh_from_db()
    assert response.status_code == 422
    assert post.source == "আমার কথা"


def test_member_starts_a_thread_once(
    tanias: Client, board: Board, tania: Member
) -> None:
    data = {
        "title": "  কুরিয়ার নিয়ে\u200b প্রশ্ন ",
        "body": "কে কোনটা ব্যবহার করেন?",
        "client_key": uuid.uuid4(),
    }

    first = tanias.post("/boards/katha/new/", data)
    second = tanias.post("/boards/katha/new/", data)
    other = tanias.post("/boards/katha/new/", {**data, "body": "অন্য কথা"})

    thread = Thread.objects.get()
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert other.status_code == 409
    assert "অন্য কথা</textarea>" in other.content.decode()
    assert (thread.title, thread.author) == ("কুরিয়ার নিয়ে প্রশ্ন", tania)
    assert thread.posts.get().source == "কে কোনটা ব্যবহার করেন?"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "\x00\u200b"},
        {"title": "ক" * 151},
        {"body": " "},
        {"client_key": ""},
    ],
    ids=range(5),
)
def test_thread_form_comes_back_with_the_words(
    tanias: Client, board: Board, changes: dict
) -> None:
    data = {"title": "শিরোনাম আছে", "body": "লেখা আছে", "client_key": uuid.uuid4()}

    response = tanias.post("/boards/katha/new/", data | changes)

    page = response.content.decode()
    assert response.status_code == 422
    assert "body" in changes or "লেখা আছে</textarea>" in page
    assert not Thread.objects.exists()


def test_key_of_a_comment_cannot_start_a_thread(
    tanias: Client, thread: Thread, send: Callable
) -> None:
    key = uuid.uuid4()
    send("মন্তব্য", client_key=key)

    data = {"title": "আলোচনা", "body": "মন্তব্য", "client_key": key}
    response = tanias.post("/boards/katha/new/", data)

    assert response.status_code == 409
    assert Thread.objects.count() == 1


def test_guest_who_starts_a_thread_signs_in_first(
    client: Client, board: Board, tania: Member
) -> None:
    data = {"title": "আমার প্রশ্ন", "body": "উত্তর চাই", "client_key": uuid.uuid4()}

    response = client.post("/boards/katha/new/", data)
    client.post(
        response.headers["Location"], {"login": tania.email, "password": PASSWORD}
    )
    page = client.get("/boards/katha/new/").content.decode()

    assert "উত্তর চাই</textarea>" in page
    assert 'value="আমার প্রশ্ন"' in page


def test_posting_page_leads_back_when_only_looked_at(
    tanias: Client, thread: Thread
) -> None:
    assert tanias.get(f"/t/{thread.pk}/post/").headers["Location"] == (
        thread.get_absolute_url()
    )
    assert tanias.get("/t/999999/post/").status_code == 404
    assert tanias.put(f"/t/{thread.pk}/post/").status_code == 405
