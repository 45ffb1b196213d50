"""`repair` and `recompile`: counters and bodies, made right in small slices."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import markup
from forum import recompiling, repairing
from forum.models import Board, Post, Tag, Thread, ThreadTag
from profiles.models import Member
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> dict:
    out = StringIO()
    call_command(*arguments, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.fixture
def busy(thread: Thread, tania: Member, karim: Member) -> Thread:
    """Roots, replies, hidden and waiting ones, written by the verbs."""
    roots = [PostFactory(thread=thread, author=tania) for _ in range(3)]
    replies = [PostFactory(thread=thread, parent=roots[0]) for _ in range(4)]
    replies[0].hide(karim, "বিজ্ঞাপন")
    roots[2].hide(karim, "বিজ্ঞাপন")
    thread.post(tania, "অপেক্ষায়", pending=True, parent=roots[1])
    replies[1].edit("বদলানো কথা")
    return thread


def state() -> list:
    threads = Thread.objects.values_list(
        "last_seq", "last_root_no", "post_count", "active_at"
    )
    posts = Post.objects.order_by("thread", "seq").values_list("root_no", "reply_count")
    return [*threads.order_by("pk"), *posts]


def test_what_verbs_wrote_did_not_drift(busy: Thread) -> None:
    assert run("repair", "--check") == {"drift": [], "repaired": False}


def test_repair_sets_right_what_drifted(busy: Thread) -> None:
    expected = state()
    Thread.objects.filter(pk=busy.pk).update(
        last_seq=2,
        last_root_no=9,
        post_count=77,
        version=1,
        active_at="2020-01-01T00:00Z",
    )
    Post.objects.filter(seq=1).update(reply_count=9)
    Post.objects.filter(seq=4).update(root_no=50)

    out = StringIO()
    with pytest.raises(CommandError, match="drifted"):
        call_command("repair", "--check", "--json", stdout=out, stderr=StringIO())
    found = json.loads(out.getvalue())
    repaired = run("repair")

    fields = {drift["field"] for drift in found["drift"]}
    assert fields == {
        *("last_seq", "last_root_no", "post_count", "version", "active_at"),
        *("root_no", "reply_count"),
    }
    assert found["repaired"] is False
    assert repaired["repaired"] is True
    assert state() == expected
    assert run("repair", "--check")["drift"] == []
    busy.refresh_from_db()
    assert busy.version > max(Post.objects.values_list("version", flat=True))


def test_repair_gives_a_lost_root_the_next_number(busy: Thread) -> None:
    Post.objects.filter(seq=1).update(root_no=None)

    run("repair")

    assert list(
        Post.objects.filter(parent=None, seq__gt=0)
        .order_by("root_no")
        .values_list("seq", "root_no")
    ) == [(2, 2), (3, 3), (1, 4)]
    assert run("repair", "--check")["drift"] == []


def test_repair_prints_the_tags_of_the_rows(
    thread: Thread, board: Board, rahima: Member
) -> None:
    """Her order stays; what no row knows goes, what the rows know more comes last."""
    tags = Tag.objects.named(["শীত", "গ্রীষ্ম", "বর্ষা"])
    thread.set_tags(["বর্ষা", "শীত"], rahima)
    right = ThreadFactory(board=board, tags=["শীত", "বর্ষা"])
    version = right.version
    ThreadTag.objects.create(tag=tags[1], content_object=thread)
    Thread.objects.filter(pk=thread.pk).update(
        tag_names=[["নেই", "নেই"], ["বর্ষা", "বরষা"], ["শীত", "শীত"]]
    )
    changed_at = Thread.objects.get(pk=thread.pk).changed_at
    expected = [[name, name] for name in ("বর্ষা", "শীত", "গ্রীষ্ম")]

    with pytest.raises(CommandError, match="1 fields drifted"):
        call_command("repair", "--check", stdout=StringIO())
    assert Thread.objects.get(pk=thread.pk).tag_names != expected
    repaired = run("repair")

    assert [(each["field"], each["expected"]) for each in repaired["drift"]] == [
        ("tag_names", expected)
    ]
    thread.refresh_from_db()
    right.refresh_from_db()
    assert thread.tag_names == expected
    assert thread.changed_at > changed_at
    assert (right.tag_names, right.version) == (
        [["শীত", "শীত"], ["বর্ষা", "বর্ষা"]],
        version,
    )
    assert run("repair", "--check") == {"drift": [], "repaired": False}


def test_repair_says_how_much_it_set_right(board: Board) -> None:
    for _ in range(3):
        ThreadFactory(board=board, tags=["শীত"])
    Thread.objects.update(tag_names=[])
    said = [StringIO(), StringIO()]

    for out in said:
        call_command("repair", stdout=out)

    lines = said[0].getvalue().splitlines()
    assert [line.split(": ")[1][:9] for line in lines[:-1]] == ["tag_names"] * 3
    assert lines[-1] == "Set right: 3."
    assert said[1].getvalue() == "Nothing drifted.\n"


@pytest.mark.django_db(transaction=True)
def test_repair_that_is_stopped_keeps_what_it_set_right(board: Board) -> None:
    threads = [ThreadFactory(board=board, tags=["শীত"]) for _ in range(3)]
    Thread.objects.update(tag_names=[])
    drifts = list(repairing.find_drift())

    def stop(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and threads[1].pk in params:
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with connection.execute_wrapper(stop), pytest.raises(KeyboardInterrupt):
        repairing.mend(drifts)

    names = [Thread.objects.get(pk=thread.pk).tag_names for thread in threads]
    assert names == [[["শীত", "শীত"]], [], []]
    run("repair")
    assert not Thread.objects.filter(tag_names=[]).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_repair_check_asks_the_same_for_more_threads(
    count: int, rahima: Member, board, django_assert_num_queries
) -> None:
    for _ in range(count):
        PostFactory(thread__board=board, thread__tags=["শীত"])

    with django_assert_num_queries(9):
        run("repair", "--check")


def test_recompile_makes_old_bodies_anew(thread: Thread, tania: Member) -> None:
    old, same = PostFactory(thread=thread), PostFactory(thread=thread)
    Post.objects.filter(pk=old.pk).update(html="<p>পুরোনো</p>", html_version=0)
    Post.objects.filter(pk=same.pk).update(html_version=0)
    before = Thread.objects.get(pk=thread.pk).version

    assert run("recompile") == {"recompiled": 2}
    assert run("recompile") == {"recompiled": 0}

    thread.refresh_from_db()
    fresh = Post.objects.get(pk=old.pk)
    assert fresh.html == old.html
    assert fresh.html_version == markup.VERSION
    assert fresh.version == thread.version == before + 1
    assert Post.objects.get(pk=same.pk).version == same.version


@pytest.mark.django_db(transaction=True)
def test_writers_never_wait_for_a_long_slice(
    thread: Thread, tania: Member, monkeypatch
) -> None:
    monkeypatch.setattr(repairing, "ROWS_PER_SLICE", 5)
    monkeypatch.setattr(recompiling, "ROWS_PER_SLICE", 5)
    for _ in range(12):
        PostFactory(thread=thread, author=tania)
    Post.objects.update(html_version=0, html="-", reply_count=3, root_no=None)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        run("recompile")
        run("repair")

    assert max(writes_per_transaction(queries.captured_queries)) <= 7
    assert not Post.objects.exclude(html_version=markup.VERSION).exists()
    assert run("repair", "--check")["drift"] == []


def writes_per_transaction(queries: list[dict]) -> list[int]:
    counts, count = [], 0
    for query in queries:
        sql = query["sql"].upper()
        if sql.startswith(("COMMIT", "BEGIN")):
            counts.append(count)
            count = 0
        count += sql.startswith("UPDATE")
    return [*counts, count]
