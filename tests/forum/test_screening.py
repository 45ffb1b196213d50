"""What members send goes through screening, and what becomes of it."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from forum.models import Post, Thread
from moderation.models import Case, ListedWord
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
LONG = "আজ মেলায় তিনটা শাড়ি বিক্রি হলো, খুব ভালো লাগছে"


@pytest.fixture
def tanias(client, tania):
    client.force_login(tania)
    return client


@pytest.fixture
def send(tanias, thread):
    """Send Tania's comment, as a form or as the script does."""

    def send(body, *, json=False, to=None, **fields):
        fields.setdefault("client_key", uuid.uuid4())
        headers = {"accept": "application/json"} if json else {}
        url = f"/t/{(to or thread).pk}/post/"
        return tanias.post(url, {"body": body, **fields}, headers=headers)

    return send


def aged(member, level):
    type(member).objects.filter(pk=member.pk).update(trust_level=level)


# --- Refused -----------------------------------------------------------------------


def test_a_refused_word_leaves_her_text_in_the_box(send, thread):
    ListedWord.put("জুয়া", "refuse", "", None)

    page = send("চলুন জুয়া খেলি")
    answer = send("চলুন জুয়া খেলি", json=True)

    assert (page.status_code, answer.status_code) == (422, 422)
    assert "চলুন জুয়া খেলি</textarea>" in page.content.decode()
    assert "অন্যভাবে লিখুন।" in page.content.decode()
    assert answer.json()["error"] == "word.refused"
    assert thread.posts.filter(seq__gt=0).count() == 0


def test_the_same_again_is_refused_here_and_elsewhere(send, thread):
    assert send(LONG).status_code == 303

    here, there = send(f"{LONG}!!"), send(LONG, to=ThreadFactory())

    assert (here.status_code, there.status_code) == (422, 422)
    assert "আগেই লিখেছেন" in here.content.decode()
    assert "একবারই যথেষ্ট" in there.content.decode()
    assert Post.objects.filter(source__startswith=LONG).count() == 1


def test_another_try_of_her_phone_is_no_repeat(send, thread):
    key = uuid.uuid4()

    answers = [send(LONG, client_key=key, json=True) for _try in range(5)]

    assert [answer.status_code for answer in answers] == [201] * 5
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert thread.posts.filter(seq__gt=0).count() == 1


def test_what_her_phone_sent_counts_once_against_the_limit(send, thread):
    key = uuid.uuid4()
    for _try in range(8):
        send("একই কথা", client_key=key)

    assert send("আরেকটা কথা").status_code == 303


def test_too_fast_says_when_and_keeps_the_words(send, thread, tania):
    for number in range(6):
        assert send(f"কথা {number}").status_code == 303

    page = send("আরও একটা কথা")
    answer = send("আরও একটা কথা", json=True)

    assert (page.status_code, answer.status_code) == (429, 429)
    assert 0 < int(page.headers["Retry-After"]) <= 61
    assert "আরও একটা কথা</textarea>" in page.content.decode()
    assert "সেকেন্ড পরে আবার পাঠান" in answer.json()["sentence"]
    past = timezone.now() - dt.timedelta(seconds=61)
    Post.objects.filter(author=tania).update(created_at=past)
    assert send("আরও একটা কথা").status_code == 303


def test_hosts_and_moderators_have_no_limit(send, thread, tania):
    thread.change(host_ids=[tania.pk])

    assert {send(f"কথা {number}").status_code for number in range(15)} == {303}


def test_a_heated_thread_slows_a_member_down(send, thread, tania, rahima):
    aged(tania, 1)
    send("প্রথম কথা")
    for number in range(30):
        PostFactory(thread=thread, author=rahima, source=f"কথা {number}")

    assert send("দ্বিতীয় কথা").status_code == 429
    assert send("দ্বিতীয় কথা", to=ThreadFactory()).status_code == 303


def test_the_limit_can_be_taken_off_for_load_runs(send, settings):
    settings.WRITING_LIMIT = False

    assert {send(f"কথা {number}").status_code for number in range(15)} == {303}


# --- Held --------------------------------------------------------------------------


def test_a_new_members_link_waits_for_a_moderator(send, thread, tania, client, karim):
    answer = send("দেখুন https://example.com/", json=True)

    post = thread.posts.get(seq=1)
    assert answer.status_code == 201
    assert post.pending
    assert "একজন মডারেটর আগে পড়ে দেখবেন" in answer.json()["html"]
    client.logout()
    assert "example.com" not in client.get(thread.get_absolute_url()).content.decode()
    post.approve()
    assert "example.com" in client.get(thread.get_absolute_url()).content.decode()


def test_known_members_links_are_posted(send, thread, tania):
    aged(tania, 1)

    send("দেখুন https://example.com/")

    assert not thread.posts.get(seq=1).pending


def test_the_rest_of_a_number_waits(send, thread):
    send("আমার নম্বর ০১৭৫৫")
    send("৬৬৭৭৮৮")

    waiting = thread.posts.filter(seq__gt=0).order_by("seq")
    assert [post.pending for post in waiting] == [False, True]


def test_a_held_thread_stands_in_the_list_once_approved(tanias, board, client):
    sent = {
        "title": "নতুন পেজ",
        "body": "https://example.com দেখুন",
        "client_key": uuid.uuid4(),
    }
    url = f"/boards/{board.slug}/new/"

    first, again = tanias.post(url, sent), tanias.post(url, sent, follow=True)

    thread = Thread.objects.get()
    opening = thread.posts.get()
    assert first.headers["Location"] == board.get_absolute_url()
    assert "আপনার আলোচনা জমা আছে" in again.content.decode()
    assert (opening.pending, thread.visible_from) == (True, None)
    assert "নতুন পেজ" not in client.get(board.get_absolute_url()).content.decode()
    assert opening.approve()
    client.logout()
    assert "নতুন পেজ" in client.get(board.get_absolute_url()).content.decode()
    page = client.get(thread.get_absolute_url(), follow=True).content.decode()
    assert "example.com" in page


def test_titles_are_screened_too(tanias, board):
    ListedWord.put("জুয়া", "refuse", "", None)
    sent = {"title": "জুয়া খেলা", "body": "কথা", "client_key": uuid.uuid4()}

    page = tanias.post(f"/boards/{board.slug}/new/", sent)

    assert page.status_code == 422
    assert 'value="জুয়া খেলা"' in page.content.decode()
    assert not Thread.objects.exists()


# --- Changed -----------------------------------------------------------------------


def test_a_change_that_would_wait_leaves_the_old_words(tanias, thread, tania):
    post = PostFactory(thread=thread, author=tania, source="পুরোনো কথা")

    page = tanias.post(f"/p/{post.pk}/edit/", {"body": "নতুন https://example.com"})

    post.refresh_from_db()
    assert page.status_code == 422
    assert "নতুন https://example.com</textarea>" in page.content.decode()
    assert "আগের লেখাটাই আছে" in page.content.decode()
    assert (post.source, post.pending) == ("পুরোনো কথা", False)


def test_what_was_let_through_may_stay_in_a_change(tanias, thread, tania):
    post = PostFactory(thread=thread, author=tania, source="https://example.com দেখুন")

    done = tanias.post(f"/p/{post.pk}/edit/", {"body": "https://example.com দেখুন আপু"})

    assert done.status_code == 303
    post.refresh_from_db()
    assert post.source.endswith("আপু")


def test_changes_are_no_repeats_and_have_no_limit(tanias, thread, tania):
    post = PostFactory(thread=thread, author=tania, source=LONG)
    for number in range(8):
        done = tanias.post(f"/p/{post.pk}/edit/", {"body": f"{LONG}{'!' * number}."})
        assert done.status_code == 303


def test_moderators_find_what_waits_with_its_reason_and_let_it_through(
    send, thread, client, karim
):
    send("দেখুন https://example.com/")
    post = thread.posts.get(seq=1)
    case = Case.objects.get()
    assert (case.kind, case.target_id, case.reason) == ("held", post.pk, "link.new")
    client.force_login(karim)

    queue = client.get("/moderation/").content.decode()
    client.post(
        f"/moderation/cases/{case.pk}/act/",
        {"action": "approve", "reason": "ঠিক আছে", "round": case.round},
    )

    assert "নতুন সদস্যের দেওয়া লিংক" in queue
    post.refresh_from_db()
    assert not post.pending
