"""The verbs of threads and posts: order, version, counters, keys, signals."""

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from forum import signals
from forum.models import (
    EditedMeanwhile,
    KeyReused,
    ParentGone,
    Post,
    Thread,
    ThreadClosed,
)
from profiles.models import Member
from tests.factories import MemberFactory, PostFactory

pytestmark = pytest.mark.django_db


def counters(thread: Thread) -> tuple[int, int, int, int]:
    thread.refresh_from_db()
    return thread.last_seq, thread.last_root_no, thread.version, thread.post_count


@pytest.fixture
def told() -> Iterator[list[tuple[str, Any]]]:
    """What the signals said, in order."""
    heard: list[tuple[str, Any]] = []
    listeners = {}
    for name in ("post_published", "post_changed", "thread_started", "thread_changed"):

        def listen(sender: Any, name: str = name, **facts: Any) -> None:
            heard.append((name, facts.get("post")))

        listeners[name] = listen
        getattr(signals, name).connect(listen)
    yield heard
    for name, listen in listeners.items():
        getattr(signals, name).disconnect(listen)


def test_start_makes_an_opening_that_is_no_comment(thread: Thread) -> None:
    opening = thread.posts.get()

    assert (opening.seq, opening.root_no, opening.version) == (0, None, 1)
    assert counters(thread) == (0, 0, 1, 0)


def test_post_counts_in_the_order_of_coming(thread: Thread, tania: Member) -> None:
    first = thread.post(tania, "এক")
    reply = thread.post(tania, "দুই", parent=first)
    deeper = thread.post(tania, "তিন", parent=reply)
    second = thread.post(tania, "চার")

    assert [p.seq for p in (first, reply, deeper, second)] == [1, 2, 3, 4]
    assert [p.root_no for p in (first, reply, deeper, second)] == [1, None, None, 2]
    assert [p.version for p in (first, reply, deeper, second)] == [2, 3, 4, 5]
    assert deeper.parent_id == first.pk
    assert counters(thread) == (4, 2, 5, 4)
    first.refresh_from_db()
    assert first.reply_count == 2


def test_same_key_and_text_give_the_same_post(thread: Thread, tania: Member) -> None:
    key = uuid.uuid4()

    first = thread.post(tania, "এক  কথা", client_key=key)
    again = thread.post(tania, "এক  কথা\r\n", client_key=key)

    assert again == first
    assert counters(thread) == (1, 1, 2, 1)


def test_same_key_with_other_text_or_in_another_thread_is_refused(
    thread: Thread, tania: Member, rahima: Member
) -> None:
    key = uuid.uuid4()
    thread.post(tania, "এক কথা", client_key=key)
    other = Thread.start(thread.board, rahima, "অন্যটা", "শুরু", uuid.uuid4())

    with pytest.raises(KeyReused):
        thread.post(tania, "দুই কথা", client_key=key)
    with pytest.raises(KeyReused):
        other.post(tania, "এক কথা", client_key=key)
    assert thread.post(rahima, "দুই কথা", client_key=key).author == rahima


@pytest.mark.parametrize(
    "state",
    [
        {"closed_at": timezone.now() - timedelta(seconds=1)},
        {"visible_from": None},
        {"visible_from": timezone.now() + timedelta(days=1)},
    ],
)
def test_post_needs_an_open_thread_or_force(
    thread: Thread, tania: Member, state: dict
) -> None:
    thread.change(**state)
    before = counters(thread)

    with pytest.raises(ThreadClosed):
        thread.post(tania, "কথা")

    assert counters(thread) == before
    assert thread.post(tania, "কথা", force=True).seq == 1


def test_answer_to_what_is_hidden_waiting_or_elsewhere_is_refused(
    thread: Thread, tania: Member, karim: Member
) -> None:
    hidden = PostFactory(thread=thread)
    hidden.hide(karim, "বিজ্ঞাপন")
    hidden.refresh_from_db()
    waiting = thread.post(tania, "পরে", pending=True)
    elsewhere = PostFactory()
    before = counters(thread)

    for parent in (hidden, waiting, elsewhere):
        with pytest.raises(ParentGone):
            thread.post(tania, "উত্তর", parent=parent)

    assert counters(thread) == before


def test_imported_text_is_no_activity_of_today(thread: Thread, tania: Member) -> None:
    before = thread.active_at

    post = thread.post(tania, "পুরোনো", dated=date(2019, 12, 21))

    thread.refresh_from_db()
    assert post.dated == date(2019, 12, 21)
    assert thread.active_at == before


def test_hide_and_unhide_keep_place_and_counters(
    thread: Thread, tania: Member, karim: Member, told: list
) -> None:
    root = thread.post(tania, "এক")
    reply = thread.post(tania, "দুই", parent=root)
    told.clear()

    assert reply.hide(karim, "বিজ্ঞাপন") is True
    assert reply.hide(karim, "আবার") is False
    after_hiding = counters(thread)
    root.refresh_from_db()
    hidden_replies = root.reply_count
    assert reply.unhide() is True
    assert reply.unhide() is False

    root.refresh_from_db()
    reply.refresh_from_db()
    assert after_hiding == (2, 1, 4, 1)
    assert hidden_replies == 0
    assert counters(thread) == (2, 1, 5, 2)
    assert (root.reply_count, reply.seq, reply.hidden_reason) == (1, 2, "")
    assert told == [("post_changed", reply), ("post_changed", reply)]


def test_pending_post_counts_once_it_is_approved(
    thread: Thread, tania: Member, karim: Member
) -> None:
    root = thread.post(tania, "এক")
    waiting = thread.post(tania, "দুই", parent=root, pending=True)
    before = counters(thread)

    waiting.hide(karim, "দেখতে হবে")
    waiting.approve()
    hidden = counters(thread)
    waiting.unhide()

    root.refresh_from_db()
    assert before[3] == hidden[3] == 1
    assert counters(thread)[3] == 2
    assert root.reply_count == 1


def test_edit_raises_the_version_and_only_when_words_differ(
    thread: Thread, tania: Member
) -> None:
    post = thread.post(tania, "এক কথা")

    assert post.edit(" এক কথা ") is False
    assert counters(thread)[2] == 2
    assert post.edit("দুই কথা") is True

    post.refresh_from_db()
    assert (post.source, post.version, counters(thread)[2]) == ("দুই কথা", 3, 3)
    assert "দুই কথা" in post.html


def test_edit_from_old_words_is_refused(thread: Thread, tania: Member) -> None:
    post = thread.post(tania, "এক")
    basis = post.body_hash
    post.edit("দুই")

    with pytest.raises(EditedMeanwhile):
        post.edit("তিন", basis=basis)
    assert post.edit("দুই", basis=basis) is False


def test_a_receiver_that_fails_undoes_the_post(thread: Thread, tania: Member) -> None:
    def fail(**facts: Any) -> None:
        raise ValueError("no")

    signals.post_published.connect(fail)
    try:
        with pytest.raises(ValueError, match="no"):
            thread.post(tania, "কথা")
    finally:
        signals.post_published.disconnect(fail)

    assert counters(thread) == (0, 0, 1, 0)
    assert thread.posts.count() == 1


def test_verbs_tell_of_what_they_did(
    thread: Thread, tania: Member, karim: Member, told: list
) -> None:
    post = thread.post(tania, "কথা")
    thread.change(title="নতুন নাম")
    thread.hide(karim, "দুবার")
    thread.hide(karim, "দুবার")
    thread.unhide()

    assert told == [("post_published", post), *[("thread_changed", None)] * 3]


@pytest.mark.post_once
@pytest.mark.django_db(transaction=True)
def test_eight_writers_in_one_thread_leave_no_gap(thread: Thread) -> None:
    members = [MemberFactory() for _ in range(8)]

    def write(member: Member) -> None:
        for number in range(6):
            Thread.objects.get(pk=thread.pk).post(member, f"কথা {number}")

    assert at_once([lambda member=member: write(member) for member in members]) == []

    posts = Post.objects.filter(thread=thread, seq__gt=0).order_by("seq")
    assert [post.seq for post in posts] == list(range(1, 49))
    assert [post.root_no for post in posts] == list(range(1, 49))
    assert counters(thread) == (48, 48, 49, 48)


def test_one_who_waited_for_the_thread_sets_no_earlier_moment(
    thread: Thread, tania: Member
) -> None:
    """Two on PostgreSQL: the later one got the row first."""
    later = timezone.now() + timedelta(seconds=3)
    Thread.objects.filter(pk=thread.pk).update(active_at=later)

    thread.post(tania, "কথা")

    thread.refresh_from_db()
    assert thread.active_at == later


@pytest.mark.post_once
@pytest.mark.django_db(transaction=True)
def test_one_key_five_times_at_once_is_one_post(thread: Thread) -> None:
    member, key = MemberFactory(), uuid.uuid4()
    made: list[int] = []

    def write() -> None:
        post = Thread.objects.get(pk=thread.pk).post(member, "একবার", client_key=key)
        made.append(post.pk)

    assert at_once([write] * 5) == []

    assert len(made) == 5
    assert len(set(made)) == 1
    assert counters(thread) == (1, 1, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_hiding_editing_and_posting_at_once_keep_the_counters(
    thread: Thread, karim: Member
) -> None:
    member = MemberFactory()
    root = thread.post(member, "রুট")
    replies = [thread.post(member, f"উত্তর {n}", parent=root) for n in range(6)]

    def fresh(post: Post) -> Post:
        return Post.objects.get(pk=post.pk)

    errors = at_once(
        [
            *[lambda post=post: fresh(post).hide(karim, "না") for post in replies],
            *[lambda post=post: fresh(post).edit("বদল") for post in replies],
            *[lambda: Thread.objects.get(pk=thread.pk).post(member, "আরও")] * 4,
        ]
    )

    root.refresh_from_db()
    assert errors == []
    assert root.reply_count == 0
    assert counters(thread) == (11, 5, 24, 5)


def at_once(tasks: list[Callable[[], Any]]) -> list[Exception]:
    """Run tasks in threads that begin together; returns what went wrong."""
    errors: list[Exception] = []
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> None:
        start.wait()
        try:
            task()
        except Exception as error:  # noqa: BLE001 - the test says which
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return errors


@pytest.mark.django_db(transaction=True)
def test_signal_outside_a_transaction_is_an_error(thread: Thread) -> None:
    with pytest.raises(RuntimeError):
        signals.thread_changed.announce(Thread, thread=thread)
    with transaction.atomic():
        signals.thread_changed.announce(Thread, thread=thread)
