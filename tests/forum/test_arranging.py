"""Moderators close, reopen, move, retitle, merge and split, each with a line."""

import re
import threading
import time
import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from core.drains import Drains
from forum.models import (
    Draft,
    Post,
    PostMove,
    ReadMark,
    Subscription,
    Thread,
    ThreadEvent,
)
from forum.models import carrying as carrying_module
from moderation.models import ModerationEntry
from tests.factories import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(karim):
    """A browser in which the moderator is signed in."""
    client = Client()
    client.force_login(karim)
    return client


def lines_of(client, thread, page=1):
    """What the lines on a page of a thread say."""
    response = client.get(
        f"{thread.get_absolute_url()}?page={page}"
        if page > 1
        else thread.get_absolute_url()
    )
    found = re.findall(
        r'<div class="line".*?<p>(.*?)</p>', response.content.decode(), re.S
    )
    words = [re.sub(r"<span.*?</span>|<[^>]+>", "", each) for each in found]
    return [" ".join(each.split()) for each in words]


def entries():
    """The log of moderation: (action, kind, id, reason)."""
    rows = ModerationEntry.objects.order_by("pk")
    return list(rows.values_list("action", "target_kind", "target_id", "reason"))


def do(moderator, thread, step, **fields):
    """Send the form of one step."""
    return moderator.post(f"/t/{thread.pk}/arrange/?do={step}", fields)


def everything(thread):
    """The thread's posts as they stand: (seq, root_no, parent, source)."""
    rows = Post.objects.filter(thread=thread).order_by("seq")
    return list(rows.values_list("seq", "root_no", "parent", "source"))


# --- close, reopen, move, retitle --------------------------------------------------


def test_closing_and_opening_again_leave_a_line_with_who_and_why(
    client, moderator, thread, rahima
):
    assert do(moderator, thread, "close", reason="কথা শেষ").status_code == 302
    assert do(moderator, thread, "close", reason="আবার চাপা").status_code == 302

    assert lines_of(client, thread) == ["করিম মিয়া এই আলোচনা বন্ধ করেছেন। কারণ: কথা শেষ"]
    hers = Client()
    hers.force_login(rahima)
    refused = hers.post(
        f"/t/{thread.pk}/post/", {"body": "আরেকটা কথা", "client_key": uuid.uuid4()}
    )
    assert refused.status_code == 409
    assert "আরেকটা কথা" in refused.content.decode()

    do(moderator, thread, "reopen", reason="নতুন প্রশ্ন আছে")

    assert lines_of(client, thread)[1] == (
        "করিম মিয়া এই আলোচনা আবার খুলেছেন। কারণ: নতুন প্রশ্ন আছে"
    )
    sent = hers.post(
        f"/t/{thread.pk}/post/", {"body": "আরেকটা কথা", "client_key": uuid.uuid4()}
    )
    assert sent.status_code == 303
    assert entries() == [
        ("close", "thread", thread.pk, "কথা শেষ"),
        ("reopen", "thread", thread.pk, "নতুন প্রশ্ন আছে"),
    ]


def test_moving_takes_it_from_one_list_to_the_other(client, moderator, thread):
    other = BoardFactory(slug="bikri", name_bn="বিক্রির কথা", name_en="Selling")
    assert thread.title in client.get("/boards/katha/").content.decode()

    do(moderator, thread, "move", board=other.pk, reason="এখানে মানায়")

    assert thread.title not in client.get("/boards/katha/").content.decode()
    assert thread.title in client.get("/boards/bikri/").content.decode()
    assert lines_of(client, thread) == [
        "করিম মিয়া এই আলোচনা “বিক্রির কথা” বোর্ডে সরিয়েছেন। কারণ: এখানে মানায়"
    ]
    thread.refresh_from_db()
    assert thread.move(other, thread.author, "দ্বিতীয়বার") is False


def test_a_corrected_title_shows_nowhere_what_stood_there(client, moderator, thread):
    do(moderator, thread, "retitle", title="প্রথম বিক্রির কথা", reason="বানান")
    thread.refresh_from_db()

    page = client.get(thread.get_absolute_url()).content.decode()
    assert "প্রথম বিক্রির কথা" in page
    assert "প্রথম বিক্রির গল্প" not in page
    assert lines_of(client, thread) == ["করিম মিয়া শিরোনাম ঠিক করেছেন। কারণ: বানান"]


def test_numbers_in_reasons_and_titles_are_masked(client, moderator, thread):
    other = ThreadFactory(board=thread.board, title="কল দিন 01712345678")
    do(moderator, other, "merge", into=str(thread.pk), reason="নম্বর 01812345678")

    page = client.get(thread.get_absolute_url()).content.decode()

    assert "করিম মিয়া “কল দিন" in lines_of(client, thread)[0]
    assert "12345678" not in page


@pytest.mark.parametrize("step", ["close", "reopen", "move", "retitle", "merge"])
def test_only_moderators_find_the_page(client, tania, thread, step):
    url = f"/t/{thread.pk}/arrange/?do={step}"
    assert client.get(url).status_code == 302
    client.force_login(tania)

    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": "আমি চাই"}).status_code == 404
    assert not ThreadEvent.objects.exists()


def test_what_cannot_be_done_is_said_and_the_words_stay(moderator, thread):
    nothing = do(moderator, thread, "close", reason="  ")
    assert nothing.status_code == 422
    itself = do(moderator, thread, "merge", into=str(thread.pk), reason="এক কথা")
    assert itself.status_code == 422
    assert "নিজের সঙ্গে" in itself.content.decode()
    assert "এক কথা" in itself.content.decode()
    nowhere = do(moderator, thread, "merge", into="/t/999999/", reason="এক কথা")
    assert "এই ঠিকানায় কোনো আলোচনা নেই" in nowhere.content.decode()
    assert moderator.get(f"/t/{thread.pk}/arrange/?do=burn").status_code == 404
    assert do(moderator, thread, "move", board="x", reason="এক কথা").status_code == 422
    assert not ThreadEvent.objects.exists()


# --- merge -------------------------------------------------------------------------


@pytest.fixture
def two(thread, rahima, tania):
    """Rahima's thread with a comment, and Tania's on the same with an answered one."""
    PostFactory(thread=thread, author=tania, source="আমারটা ছিল কাঁথা")
    other = ThreadFactory(
        board=thread.board, author=tania, title="প্রথম অর্ডার", source="কার কেমন ছিল?"
    )
    root = PostFactory(thread=other, author=rahima, source="আমার ভালো")
    reply = PostFactory(thread=other, author=tania, source="কী বেচলেন?", parent=root)
    PostFactory(thread=other, author=rahima, source="শেষ কথা")
    return thread, other, root, reply


def test_merging_brings_all_over_and_permalinks_stay(client, moderator, two):
    thread, other, root, reply = two
    opening = Post.objects.get(thread=other, seq=0)

    answer = do(
        moderator,
        other,
        "merge",
        into=f"http://testserver{thread.get_absolute_url()}",
        reason="একই প্রশ্ন",
    )

    assert answer.url == thread.get_absolute_url()
    assert everything(thread)[1:] == [
        (1, 1, None, "আমারটা ছিল কাঁথা"),
        (2, 2, None, "কার কেমন ছিল?"),
        (3, 3, None, "আমার ভালো"),
        (4, None, root.pk, "কী বেচলেন?"),
        (5, 4, None, "শেষ কথা"),
    ]
    assert not Post.objects.filter(thread=other).exists()
    assert not PostMove.objects.exists()
    for post in (opening, root, reply):
        assert (
            client.get(f"/p/{post.pk}/").url
            == f"{thread.get_absolute_url()}#p{post.pk}"
        )
    old = client.get(other.get_absolute_url())
    assert (old.status_code, old.url) == (301, thread.get_absolute_url())
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "৫টি মন্তব্য" in page
    assert "প্রথম অর্ডার" not in client.get("/boards/katha/").content.decode()
    assert "করিম মিয়া “প্রথম অর্ডার” আলোচনাটি এখানে এনেছেন" in lines_of(client, thread)[0]
    call_command("repair", "--check")


def test_a_comment_on_its_way_while_it_is_merged_arrives_once(two, tania, karim):
    thread, other, root, _reply = two
    key = uuid.uuid4()
    hers = Client()
    hers.force_login(tania)
    sent = {"body": "একটা উত্তর", "client_key": key, "parent": root.pk}
    hers.post(f"/t/{other.pk}/post/", sent)
    other.merge_into(thread, karim, "একই প্রশ্ন")
    PostMove.objects.claim(1)[0].carry(5)

    again = hers.post(f"/t/{other.pk}/post/", sent)
    late = hers.post(
        f"/t/{other.pk}/post/",
        {"body": "দেরিতে এল", "client_key": uuid.uuid4(), "parent": root.pk},
    )

    assert (again.status_code, late.status_code) == (303, 303)
    answers = Post.objects.filter(parent=root).order_by("seq")
    assert [post.source for post in answers] == ["কী বেচলেন?", "একটা উত্তর", "দেরিতে এল"]
    assert {post.thread_id for post in answers} == {thread.pk}
    call_command("repair", "--check")


@pytest.mark.parametrize("is_carried", [False, True])
def test_a_thread_begun_again_after_it_was_merged_leads_to_its_words(
    thread, board, tania, karim, is_carried
):
    """Her phone lost the answer and sends once more."""
    hers = Client()
    hers.force_login(tania)
    sent = {"title": "প্রথম অর্ডার", "body": "কার কেমন ছিল?", "client_key": uuid.uuid4()}
    hers.post("/boards/katha/new/", sent)
    begun = Thread.objects.get(author=tania)
    begun.merge_into(thread, karim, "একই প্রশ্ন")
    if is_carried:
        PostMove.objects.claim(1)[0].carry(5)
    posts = Post.objects.count()
    opening = Post.objects.get(author=tania)
    assert (opening.thread_id == thread.pk) is is_carried

    again = hers.post("/boards/katha/new/", sent)
    other = hers.post("/boards/katha/new/", {**sent, "body": "অন্য কথা"})
    retitled = hers.post("/boards/katha/new/", {**sent, "title": thread.title})

    assert (again.status_code, again.url) == (303, f"/p/{opening.pk}/")
    there = hers.get(again.url, follow=True)
    assert there.redirect_chain[-1][0].startswith(thread.get_absolute_url())
    assert (other.status_code, retitled.status_code) == (409, 409)
    assert Post.objects.count() == posts


def test_a_thread_begun_again_after_its_title_was_corrected_is_that_thread(
    board, tania, karim
):
    hers = Client()
    hers.force_login(tania)
    sent = {"title": "প্রথম অডার", "body": "কার কেমন ছিল?", "client_key": uuid.uuid4()}
    hers.post("/boards/katha/new/", sent)
    begun = Thread.objects.get()
    begun.retitle("প্রথম অর্ডার", karim, "বানান")

    again = hers.post("/boards/katha/new/", sent)
    other = hers.post("/boards/katha/new/", {**sent, "title": "অন্য শিরোনাম"})

    assert (again.status_code, again.url) == (303, begun.get_absolute_url())
    assert other.status_code == 409
    assert Thread.objects.get() == begun


def test_a_comments_key_begins_no_thread(thread, tania):
    hers = Client()
    hers.force_login(tania)
    sent = {"title": "প্রথম অর্ডার", "body": "কার কেমন ছিল?", "client_key": uuid.uuid4()}
    hers.post(f"/t/{thread.pk}/post/", sent)

    answer = hers.post("/boards/katha/new/", sent)

    assert answer.status_code == 409
    assert Thread.objects.get() == thread


def test_merging_twice_or_in_a_circle_changes_nothing(moderator, two, karim):
    thread, other, _root, _reply = two
    do(moderator, other, "merge", into=str(thread.pk), reason="একই প্রশ্ন")
    before = everything(thread)

    twice = do(moderator, other, "merge", into=str(thread.pk), reason="একই প্রশ্ন")
    assert twice.url == thread.get_absolute_url()
    circle = do(moderator, thread, "merge", into=str(other.pk), reason="উল্টো")
    assert circle.status_code == 422

    assert everything(thread) == before
    assert ThreadEvent.objects.count() == 1


def test_addresses_lead_on_however_often_threads_are_merged(client, karim, two):
    thread, other, _root, _reply = two
    last = ThreadFactory(board=thread.board)
    other.merge_into(thread, karim, "একই")
    PostMove.objects.claim(1)[0].carry(5)
    thread.merge_into(last, karim, "আবার একই")
    PostMove.objects.claim(1)[0].carry(5)

    assert client.get(f"/t/{other.pk}/").url == last.get_absolute_url()
    assert Post.objects.filter(thread=last).count() == 7
    call_command("repair", "--check")


def test_a_move_that_died_goes_on_by_the_worker(monkeypatch, karim, two, client):
    thread, other, _root, _reply = two
    monkeypatch.setattr(carrying_module, "ROWS_PER_SLICE", 1)
    other.merge_into(thread, karim, "একই")
    move = PostMove.objects.claim(1)[0]
    assert move.carry(0) is False
    here = Post.objects.filter(thread=thread).count()
    assert here == 3
    # On its way, its permalink still leads somewhere she can read.
    left = Post.objects.filter(thread=other).first()
    assert client.get(f"/p/{left.pk}/", follow=True).status_code == 200
    with pytest.raises(Exception, match="moving"):
        thread.merge_into(ThreadFactory(board=thread.board), karim, "এখনই")

    while Drains.registered["moved posts"].run():
        pass

    assert Post.objects.filter(thread=thread).count() == 6
    call_command("repair", "--check")


def test_hiding_a_post_that_was_carried_off_meanwhile_counts_where_it_is(two, karim):
    thread, other, root, reply = two
    stale_root = Post.objects.select_related("thread").get(pk=root.pk)
    stale_reply = Post.objects.select_related("thread").get(pk=reply.pk)
    other.merge_into(thread, karim, "একই")
    PostMove.objects.claim(1)[0].carry(5)

    assert stale_reply.hide(karim, "ঝগড়া")
    assert stale_root.edit("আমার খুব ভালো")

    thread.refresh_from_db()
    assert thread.post_count == 4
    call_command("repair", "--check")


def test_open_pages_of_a_merged_thread_are_told_where_it_went(client, karim, two):
    thread, other, _root, _reply = two
    other.merge_into(thread, karim, "একই")

    told = client.get(f"/t/{other.pk}/posts/?after=0&since=0").json()

    assert told == {
        "moved_to": thread.get_absolute_url(),
        "sentence": "এটা এখন অন্য আলোচনার অংশ। খুলুন",
    }


# --- split -------------------------------------------------------------------------


def test_splitting_makes_a_thread_of_a_comment_and_its_answers(
    client, moderator, thread, tania, rahima, board
):
    roots = [
        PostFactory(thread=thread, author=tania, source=f"কথা {n}") for n in range(3)
    ]
    reply = PostFactory(thread=thread, author=rahima, source="উত্তর", parent=roots[1])
    page = moderator.get(f"/p/{reply.pk}/split/").content.decode()
    assert "কথা 1" in page

    answer = moderator.post(
        f"/p/{reply.pk}/split/",
        {
            "title": "দামের কথা",
            "board": board.pk,
            "reason": "অন্য প্রসঙ্গ",
            "also": [roots[2].pk],
        },
    )

    fresh = Thread.objects.get(title="দামের কথা")
    assert answer.url == fresh.get_absolute_url()
    assert fresh.author == tania
    assert everything(fresh) == [
        (0, None, None, "কথা 1"),
        (1, 1, None, "কথা 2"),
        (2, 2, None, "উত্তর"),
    ]
    assert [row[3] for row in everything(thread)[1:]] == ["কথা 0"]
    thread.refresh_from_db()
    fresh.refresh_from_db()
    assert (thread.post_count, fresh.post_count) == (1, 2)
    assert lines_of(client, thread) == [
        "করিম মিয়া এটা নিয়ে আলাদা আলোচনা খুলেছেন: দামের কথা। কারণ: অন্য প্রসঙ্গ"
    ]
    assert lines_of(client, fresh)[0].startswith(
        "করিম মিয়া এই আলোচনা প্রথম বিক্রির গল্প থেকে"
    )
    # The next comment goes on counting: no place is given twice.
    later = PostFactory(thread=thread, author=tania, source="পরের কথা")
    assert (later.seq, later.root_no) == (5, 4)
    call_command("repair", "--check")


def test_the_door_takes_split_comments_away_and_puts_the_line_in(
    client, karim, thread, tania, board
):
    root = PostFactory(thread=thread, author=tania)
    thread.refresh_from_db()
    since = thread.version
    thread.split([root], board, "আলাদা", karim, "অন্য প্রসঙ্গ")

    told = client.get(f"/t/{thread.pk}/posts/?after=1&since={since}").json()

    assert told["moved"] == [root.pk]
    assert [(line["page"], line["seq"]) for line in told["lines"]] == [(1, 1)]
    assert "আলাদা আলোচনা" in told["lines"][0]["html"]
    assert told["count"] == 0
    later = client.get(f"/t/{thread.pk}/posts/?after=1&since={told['version']}").json()
    assert "lines" not in later


def test_a_comment_that_is_gone_cannot_be_split_off(moderator, thread, tania, karim):
    root = PostFactory(thread=thread, author=tania)
    fields = {"title": "আলাদা", "board": thread.board_id, "reason": "প্রসঙ্গ"}
    root.hide(karim, "ঝগড়া")

    refused = moderator.post(f"/p/{root.pk}/split/", fields)

    assert refused.status_code == 422
    assert Thread.objects.filter(title="আলাদা").count() == 0


def test_lines_stand_on_the_page_where_it_happened(client, karim, thread, comments):
    comments(20)
    thread.close(karim, "বিরতি")
    thread.reopen(karim, "আবার")
    comments(5)
    thread.refresh_from_db()

    assert len(lines_of(client, thread)) == 2
    assert lines_of(client, thread, page=2) == []
    page = client.get(thread.get_absolute_url()).content.decode()
    assert page.index('class="line"') > page.rindex('data-seq="20"')


def test_a_thread_without_lines_costs_no_query_more(
    client, karim, thread, comments, django_assert_num_queries
):
    comments(3)
    url = thread.get_absolute_url()
    client.get(url)
    comments(1)
    with django_assert_num_queries(6) as plain:
        client.get(url)
    thread.close(karim, "বিরতি")
    thread.reopen(karim, "আবার")

    with django_assert_num_queries(len(plain) + 1):
        client.get(url)


def test_an_addas_thread_is_not_arranged_here(moderator, thread):
    thread.change(home_url="/adda/daily/2026-01-01/")

    refused = do(moderator, thread, "close", reason="কথা শেষ")

    assert refused.status_code == 422
    assert "সেখান থেকেই চালান" in refused.content.decode()
    offered = moderator.get(f"/t/{thread.pk}/more/").content.decode()
    assert "do=close" not in offered


def test_an_answer_hidden_while_it_is_on_its_way_counts_once(
    thread, tania, karim, board, monkeypatch
):
    root = PostFactory(thread=thread, author=tania)
    answers = [PostFactory(thread=thread, author=tania, parent=root) for _ in range(3)]
    fresh = thread.split([root], board, "আলাদা", karim, "প্রসঙ্গ")

    answers[0].hide(karim, "ঝগড়া")
    call_command("repair", "--check")
    PostMove.objects.claim(1)[0].carry(5)

    fresh.refresh_from_db()
    assert fresh.post_count == 2
    assert Post.objects.get(pk=root.pk).reply_count == 0
    call_command("repair", "--check")


def test_followers_of_a_merged_thread_follow_the_other(thread, tania, rahima, karim):
    other = ThreadFactory(board=thread.board)
    Subscription.follow(tania, "thread", other.pk)
    Subscription.mute(rahima, "thread", thread.pk)
    Subscription.follow(rahima, "thread", other.pk)
    client = Client()
    client.force_login(tania)

    other.merge_into(thread, karim, "একই")

    levels = Subscription.objects.level_of
    assert levels(tania, "thread", thread.pk) == "all"
    assert levels(rahima, "thread", thread.pk) == "muted"
    assert thread.title in client.get("/me/following/").content.decode()
    assert not Subscription.objects.on("thread", other.pk).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_follows_and_writes_in_the_moment_of_a_merge_breaks_nothing(
    thread, tania, karim
):
    other = ThreadFactory(board=thread.board)
    for place in (other, thread):
        key = f"post:thread:{place.pk}"
        Draft.keep(tania, key, 0, body=place.title, thread=place)
    Draft.end(tania, f"post:thread:{thread.pk}")
    Subscription.follow(tania, "thread", other.pk)
    is_said = threading.Event()

    def say() -> None:
        try:
            with transaction.atomic():
                Subscription.mute(tania, "thread", thread.pk)
                key = f"post:thread:{thread.pk}"
                Draft.keep(tania, key, 0, body="এইমাত্র", thread=thread)
                is_said.set()
                time.sleep(0.5)
        finally:
            connection.close()

    her = threading.Thread(target=say)
    her.start()
    is_said.wait(10)
    other.merge_into(thread, karim, "একই")
    her.join(10)

    assert Subscription.objects.level_of(tania, "thread", thread.pk) == "muted"
    drafts = Draft.objects.filter(member=tania, thread=thread).order_by("pk")
    assert [draft.body for draft in drafts] == [other.title, "এইমাত্র"]


def test_she_whose_comment_begins_a_new_thread_hears_of_its_answers(
    thread, tania, rahima, karim, board
):
    root = PostFactory(thread=thread, author=tania)

    fresh = thread.split([root], board, "আলাদা", karim, "প্রসঙ্গ")
    fresh.post(rahima, "উত্তর দিলাম")

    assert Subscription.objects.level_of(tania, "thread", fresh.pk) == "all"
    assert ReadMark.objects.unread_counts(tania, [fresh.pk]) == {fresh.pk: 1}


def test_a_comment_sent_again_while_it_is_on_its_way_is_the_same_one(two, tania, karim):
    thread, other, _root, _reply = two
    key = uuid.uuid4()
    first = other.post(tania, "একবারই", client_key=key)
    other.merge_into(thread, karim, "একই")

    assert thread.post(tania, "একবারই", client_key=key) == first


def test_a_line_says_the_title_of_today_and_none_of_what_is_hidden(
    client, karim, thread, tania, board
):
    root = PostFactory(thread=thread, author=tania)
    fresh = thread.split([root], board, "খারাপ শিরোনাম", karim, "প্রসঙ্গ")
    assert "খারাপ শিরোনাম" in lines_of(client, thread)[0]

    fresh.retitle("ভালো শিরোনাম", karim, "বানান")
    thread.raise_version()
    assert "ভালো শিরোনাম" in lines_of(client, thread)[0]
    fresh.hide(karim, "ভুল")
    thread.raise_version()

    assert lines_of(client, thread) == ["করিম মিয়া এটা নিয়ে আলাদা আলোচনা খুলেছেন। কারণ: প্রসঙ্গ"]


def test_an_opening_is_no_later_than_its_threads_activity(thread, karim, tania, board):
    fresh = ThreadFactory(board=board, author=tania)

    assert fresh.active_at == Post.objects.get(thread=fresh, seq=0).created_at
    fresh.merge_into(thread, karim, "একই")
    PostMove.objects.claim(1)[0].carry(5)

    call_command("repair", "--check")
