"""The paste import: the seed, longer pastes, publishing, undoing, a kill in between."""

import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from threading import Thread as Worker
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from adda_posts import importing
from adda_posts.models import DHAKA, Adda, Import, ImportedName, ImportedPost, Series
from adda_posts.pasting import PastedAdda, PastedComment, parse
from forum.models import Post, Thread
from forum.repairing import find_drift
from forum.signals import post_published
from moderation.models import ModerationEntry
from profiles.models import Member

SHARED = settings.BASE_DIR.parent / "shared"
SEEDS = sorted(SHARED.glob("seeds/004_*.txt"))
seed = pytest.mark.skipif(not SEEDS, reason="the seeds are not beside this checkout")

HEAD = """Farhana Mitu ▶ হাটের মেয়েরা
আড্ডা পোস্ট ৩ মার্চ ২০২১
বিষয়ঃ হাটের দিনে বিক্রি
সবাইকে স্বাগতম
 — with Farhana Mitu and Selina Parvin.
"""
ONE = "\nNasima Begum\n\nহাটে গেলে ভাংতি টাকা সাথে রাখি।\n"
TWO = "\nSelina Parvin\n\nসকাল সকাল গেলে ভালো জায়গা মেলে।\n"
REPLY = "\n1 Reply\n\nNasima Begum\n\nঠিক বলেছেন আপা, আমিও তাই করি।\n"
THREE = "\nRokeya Sultana\n\nদরদাম কম হয় এমন দাম লিখে রাখি।\n"


def run(*args: str, **options: Any) -> Any:
    """Call the command with --json; what it printed, read."""
    out = StringIO()
    call_command(
        "import_adda", *args, "--json", stdout=out, stderr=StringIO(), **options
    )
    return json.loads(out.getvalue())


@pytest.fixture
def paste(tmp_path: Path) -> Any:
    """Write a paste to a file; returns its path as text."""

    def write(*parts: str, name: str = "paste.txt") -> str:
        path = tmp_path / name
        path.write_text("".join(parts), encoding="utf-8")
        return str(path)

    return write


def stream(adda: Adda) -> list[tuple[int, str, str]]:
    """Seq, author and text of an adda, in order."""
    posts = Post.objects.filter(thread=adda.thread_id).order_by("seq")
    return [(p.seq, p.author.display_name, p.source) for p in posts.with_authors()]


@seed
def test_seed_comes_through_whole(db: None) -> None:
    read = run(str(SEEDS[0]), "--dry-run")
    assert [len(adda["comments"]) for adda in read] == [28, 12, 26]
    report = run(str(SEEDS[0]))
    assert [each["date"] for each in report["addas"]] == [
        "2019-12-21",
        "2019-12-19",
        "2019-12-17",
    ]
    assert [each["added"] for each in report["addas"]] == [28, 12, 26]
    assert {each["series"] for each in report["addas"]} == {
        "women-and-e-commerce-forum-we"
    }
    assert report["unsure"] == []
    for adda, wanted in zip(
        Adda.objects.order_by("-date").select_related("page", "thread"),
        read,
        strict=True,
    ):
        assert adda.date.isoformat() == wanted["date"]
        assert adda.state == Adda.State.CLOSED
        assert (adda.page.title, adda.page.topic) == (wanted["title"], wanted["topic"])
        assert [host.display_name for host in adda.hosts_in_order] == wanted["hosts"]
        assert stream(adda) == [
            (n, each["author"], each["body"])
            for n, each in enumerate(wanted["comments"], start=1)
        ]
        thread = adda.thread
        assert thread.post_count == thread.last_seq == len(wanted["comments"])
        assert thread.active_at.astimezone(DHAKA).date() == adda.date
        assert thread.noindex
        assert thread.visible_from is None
        dated = set(thread.posts.values_list("dated", "pending", "edited_at"))
        assert dated == {(adda.date, False, None)}
    assert not Member.objects.filter(claimed=True).exists()
    again = run(str(SEEDS[0]))
    assert [(each["added"], each["already"]) for each in again["addas"]] == [
        (0, 28),
        (0, 12),
        (0, 26),
    ]
    assert again["import_id"] != report["import_id"]
    assert Post.objects.count() == 66


def test_longer_paste_adds_only_what_is_missing(db: None, paste: Any) -> None:
    run(paste(HEAD, ONE, THREE))
    longer = run(paste(HEAD, ONE, TWO, REPLY, THREE, ONE))
    assert longer["addas"] == [
        {
            "series": "হাটের-মেয়েরা",
            "date": "2021-03-03",
            "url": Adda.objects.get().get_absolute_url(),
            "comments": 5,
            "added": 3,
            "already": 2,
        }
    ]
    posts = list(Post.objects.order_by("seq").select_related("author", "parent"))
    assert [(p.author.display_name, p.root_no) for p in posts] == [
        ("Nasima Begum", 1),
        ("Rokeya Sultana", 2),
        ("Selina Parvin", 3),
        ("Nasima Begum", None),
        ("Nasima Begum", 4),
    ]
    assert posts[3].parent == posts[2]
    # The same words a second time are a second comment, of the same person.
    assert posts[4].source == posts[0].source
    assert posts[4].author_id == posts[0].author_id


def test_prefix_of_a_paste_adds_nothing(db: None, paste: Any) -> None:
    run(paste(HEAD, ONE, TWO, THREE))
    assert run(paste(HEAD, ONE, TWO))["addas"][0]["added"] == 0
    assert Post.objects.count() == 3


def test_two_equal_comments_are_two(db: None, paste: Any) -> None:
    assert run(paste(HEAD, ONE, TWO, ONE))["addas"][0]["added"] == 3
    assert run(paste(HEAD, ONE, TWO, ONE))["addas"][0]["added"] == 0


def test_first_import_counts_replies(db: None, paste: Any) -> None:
    run(paste(HEAD, TWO, REPLY))
    root, reply = Post.objects.order_by("seq")
    assert (root.seq, reply.seq) == (1, 2)
    assert root.reply_count == 1
    assert reply.parent == root


def test_names_are_one_unclaimed_member_each(db: None, paste: Any) -> None:
    registered = Member.objects.create_user("nasima", display_name="Nasima Begum")
    run(paste(HEAD, ONE, TWO))
    names = dict(ImportedName.objects.values_list("name", "member"))
    assert set(names) == {"Farhana Mitu", "Selina Parvin", "Nasima Begum"}
    assert registered.pk not in names.values()
    assert not Member.objects.filter(pk__in=names.values(), claimed=True).exists()
    assert not Member.objects.filter(pk__in=names.values(), is_active=True).exists()
    run(paste(HEAD.replace("৩ মার্চ", "৪ মার্চ"), ONE))
    assert ImportedName.objects.count() == 3


def test_numbers_in_names_and_titles_are_masked(db: None, client: Client) -> None:
    name = "Priya Akter 01812345678"
    pasted = PastedAdda(
        line=1,
        title="ফোন 01712345678",
        topic="কথা ০১৬১২৩৪৫৬৭৮",
        hosts=[name],
        comments=[PastedComment(name, "লিখুন 01912345678", None, 2)],
    )
    block = importing.Block("a.txt", "", dt.date(2021, 3, 3), pasted)
    begun = importing.begin(["a.txt"], digest="f" * 64)
    importing.save(begun, [block])
    importing.publish(begun)
    assert ImportedName.objects.get().name == name
    assert Member.objects.get().display_name == "Priya Akter 018••••••78"
    assert Thread.objects.get().title == "ফোন 017••••••78"
    for url in (Adda.objects.get().get_absolute_url(), "/adda/", "/"):
        page = client.get(url).content.decode()
        assert "017••••••78" in page
        for number in ("1712345678", "১৬১২৩৪৫৬৭৮", "1812345678", "1912345678"):
            assert number not in page


# --- Which series -----------------------------------------------------------------


def test_group_of_the_file_holds_for_all(db: None, paste: Any) -> None:
    second = "\nআড্ডা পোস্ট ৪ মার্চ ২০২১\nবিষয়ঃ পরের কথা\n — with Selina Parvin.\n"
    report = run(paste(HEAD, ONE, second, TWO))
    assert [each["series"] for each in report["addas"]] == ["হাটের-মেয়েরা"] * 2


def test_without_group_it_goes_to_imported(db: None, paste: Any) -> None:
    head = HEAD.split("\n", 1)[1]
    assert run(paste(head, ONE))["addas"][0]["series"] == "imported"
    assert run(paste(head, ONE), series="old")["addas"][0]["series"] == "old"


def test_series_that_people_run_is_refused(
    series: Series, paste: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="run by people") as refused:
        run(paste(HEAD, ONE), series="daily")
    assert refused.value.returncode == 1
    assert not Import.objects.exists()
    assert not Adda.objects.exists()


def test_group_named_like_a_series_of_people_gets_its_own(
    series: Series, paste: Any
) -> None:
    series.change_address("হাটের-মেয়েরা")
    for added in (1, 0):
        report = run(paste(HEAD, ONE))
        assert report["addas"][0]["series"] == "হাটের-মেয়েরা-archive"
        assert report["addas"][0]["added"] == added
    assert series.addas.count() == 0


@pytest.mark.parametrize("slug", ["import", "a b", "-x", "x" * 61])
def test_series_that_can_be_no_address_is_refused(
    db: None, paste: Any, slug: str
) -> None:
    with pytest.raises(CommandError, match="address"):
        run(paste(HEAD, ONE), series=slug)


# --- Seen by whom -----------------------------------------------------------------


def test_import_is_for_moderators_until_published(
    client: Client, paste: Any, karim: Member, tania: Member
) -> None:
    report = run(paste(HEAD, ONE))
    url = report["addas"][0]["url"]
    assert client.get(url).status_code == 404
    client.force_login(tania)
    assert client.get(url).status_code == 404
    client.force_login(karim)
    assert "ভাংতি টাকা" in client.get(url).content.decode()
    assert run(paste(HEAD, ONE), publish=True)["addas"][0]["added"] == 0
    client.logout()
    page = client.get(url).content.decode()
    assert "ভাংতি টাকা" in page
    assert '<meta name="robots" content="noindex">' in page


def test_names_are_for_moderators_until_they_are_published(
    client: Client, paste: Any, karim: Member, tania: Member
) -> None:
    run(paste(HEAD, ONE))
    host, writer = (
        Member.objects.get(display_name=name)
        for name in ("Farhana Mitu", "Nasima Begum")
    )
    pages = [
        page
        for member in (host, writer)
        for page in (
            member.get_absolute_url(),
            f"/moderation/takedown/member/{member.pk}/",
        )
    ]

    def answers() -> set[int]:
        return {client.get(page).status_code for page in pages}

    assert answers() == {404}
    client.force_login(tania)
    assert answers() == {404}
    client.force_login(karim)
    assert answers() == {200}
    client.logout()
    run(paste(HEAD, ONE), publish=True)
    assert answers() == {200}
    run(paste(HEAD, ONE, TWO, THREE))
    waits = Member.objects.get(display_name="Rokeya Sultana")
    assert client.get(waits.get_absolute_url()).status_code == 404


def test_what_comes_later_waits_for_its_own_publishing(
    client: Client, paste: Any, karim: Member
) -> None:
    url = run(paste(HEAD, ONE), publish=True)["addas"][0]["url"]
    later = run(paste(HEAD, ONE, TWO, REPLY))["import_id"]
    assert Thread.objects.get().post_count == 1
    assert "সকাল সকাল" not in client.get(url).content.decode()
    client.force_login(karim)
    assert "সকাল সকাল" in client.get(url).content.decode()
    importing.publish(Import.objects.get(pk=later), karim)
    importing.publish(Import.objects.get(pk=later), karim)
    client.logout()
    page = client.get(url).content.decode()
    assert "সকাল সকাল" in page
    assert "আমিও তাই করি" in page
    assert Thread.objects.get().post_count == 3
    assert Post.objects.get(seq=2).reply_count == 1
    entry = ModerationEntry.objects.get(by=karim)
    assert (entry.action, entry.target_kind, entry.target_id) == (
        "publish",
        "import",
        later,
    )


def test_running_again_with_publish_shows_what_waited(db: None, paste: Any) -> None:
    run(paste(HEAD, ONE), publish=True)
    run(paste(HEAD, ONE, TWO))
    assert Post.objects.filter(pending=True).count() == 1
    run(paste(HEAD, ONE, TWO), publish=True)
    assert not Post.objects.filter(pending=True).exists()


def test_publishing_one_import_keeps_another_waiting(db: None, paste: Any) -> None:
    first = run(paste(HEAD, ONE))["import_id"]
    run(paste(HEAD, ONE, TWO))
    importing.publish(Import.objects.get(pk=first))
    assert list(Post.objects.filter(pending=True).values_list("seq", flat=True)) == [2]
    assert Thread.objects.get().post_count == 1


# --- Undo -------------------------------------------------------------------------


def test_undo_hides_and_importing_again_brings_back_once(
    client: Client, paste: Any, karim: Member
) -> None:
    report = run(paste(HEAD, TWO, REPLY, ONE), publish=True)
    url = report["addas"][0]["url"]
    assert run("--undo", str(report["import_id"])) == {
        "import_id": report["import_id"],
        "hidden": 3,
    }
    assert run("--undo", str(report["import_id"]))["hidden"] == 0
    assert client.get(url).status_code == 404
    assert not Post.objects.visible_to(None).exists()
    again = run(paste(HEAD, TWO, REPLY, ONE))
    assert again["addas"][0]["added"] == 3
    assert again["addas"][0]["already"] == 0
    # It is a new import: not everybody's before it is published.
    assert client.get(url).status_code == 404
    importing.publish(Import.objects.get(pk=again["import_id"]))
    assert "সকাল সকাল" in client.get(url).content.decode()
    thread = Thread.objects.get()
    assert (Post.objects.count(), thread.post_count, thread.last_seq) == (3, 3, 3)
    assert Post.objects.get(seq=1).reply_count == 1
    assert run(paste(HEAD, TWO, REPLY, ONE))["addas"][0]["added"] == 0


def test_undo_leaves_what_others_added_and_hid(
    db: None, paste: Any, karim: Member
) -> None:
    run(paste(HEAD, ONE), publish=True)
    second = run(paste(HEAD, ONE, TWO, THREE), publish=True)["import_id"]
    Post.objects.get(seq=3).hide(karim, "বিজ্ঞাপন")
    assert run("--undo", str(second))["hidden"] == 1
    # Whoever reads the thread reads this too, in either language.
    assert Post.objects.get(seq=2).hidden_reason == ""
    trace = ModerationEntry.objects.get(target_kind="post")
    assert (trace.action, trace.reason) == ("undo", f"import {second}")
    assert trace.target_id == Post.objects.get(seq=2).pk
    visible = Post.objects.visible_to(None)
    assert list(visible.values_list("seq", flat=True)) == [1]
    run(paste(HEAD, ONE, TWO, THREE), publish=True)
    assert list(visible.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert Post.objects.get(seq=3).hidden_reason == "বিজ্ঞাপন"
    assert Thread.objects.get().post_count == 2


def test_what_a_moderator_showed_again_is_not_made_to_wait(
    db: None, paste: Any
) -> None:
    run(paste(HEAD, ONE), publish=True)
    second = run(paste(HEAD, ONE, TWO), publish=True)["import_id"]
    run("--undo", str(second))
    Post.objects.get(seq=2).unhide()
    run(paste(HEAD, ONE, TWO))
    assert not Post.objects.get(seq=2).pending
    assert list(find_drift()) == []


def test_an_undone_import_is_not_published(db: None, paste: Any) -> None:
    undone = run(paste(HEAD, ONE))["import_id"]
    run("--undo", str(undone))
    importing.publish(Import.objects.get(pk=undone))
    run(paste(HEAD, ONE))
    assert not Post.objects.visible_to(None).exists()
    assert not Adda.objects.visible_to(None).exists()


def test_undo_of_an_import_that_added_nothing_hides_nothing(
    db: None, paste: Any
) -> None:
    run(paste(HEAD, ONE), publish=True)
    second = run(paste(HEAD, ONE))["import_id"]
    assert run("--undo", str(second))["hidden"] == 0
    assert Post.objects.visible_to(None).count() == 1


def test_undo_of_no_import_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="There is no import 77") as refused:
        run("--undo", "77")
    assert refused.value.returncode == 1


# --- The command ------------------------------------------------------------------


def test_one_bad_file_refuses_all(db: None, paste: Any, tmp_path: Path) -> None:
    good = paste(HEAD, ONE)
    bad = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 20,
        "big.txt": b"a" * (5 * 1024 * 1024 + 1),
        "none.txt": "এটা কোনো আড্ডা নয়।".encode(),
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CommandError, match=name) as refused:
            run(good, str(tmp_path / name))
        assert refused.value.returncode == 1
        assert "\n" not in str(refused.value)
    with pytest.raises(CommandError, match="missing"):
        run(good, str(tmp_path / "missing.txt"))
    assert not Import.objects.exists()
    assert not Series.objects.exists()


def test_adda_without_date_is_listed_not_imported(db: None, paste: Any) -> None:
    head = HEAD.replace("৩ মার্চ ২০২১", "")
    report = run(paste(head, ONE))
    assert report["addas"] == []
    assert report["import_id"] is None
    assert any("date" in each["reason"] for each in report["unsure"])
    assert not Adda.objects.exists()


@pytest.mark.parametrize("args", [[], ["--undo", "1", "x.txt"], ["--undo", "x"]])
def test_wrong_usage_exits_2(db: None, args: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_adda", *args)
    assert refused.value.returncode in {1, 2}
    done = manage("import_adda", *args, data="/nowhere/at/all")
    assert done.returncode == 2
    assert done.stdout == ""


def manage(*args: str, data: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    """Run manage.py in a process of its own, as a person would."""
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=settings.BASE_DIR,
        env=environment(data),
        capture_output=True,
        text=True,
        timeout=120,
        **more,
    )


def environment(data: str) -> dict[str, str]:
    kept = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    return {**kept, "DATA_DIR": data, "DATABASE_URL": f"sqlite:///{data}/site.sqlite3"}


def test_dry_run_opens_no_database_and_writes_nothing(
    paste: Any, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    done = manage(
        "import_adda", paste(HEAD, ONE), "--dry-run", "--json", data=str(data)
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        {
            "date": "2021-03-03",
            "title": None,
            "topic": "হাটের দিনে বিক্রি",
            "hosts": ["Farhana Mitu", "Selina Parvin"],
            "opened_by": "Farhana Mitu",
            "comments": [
                {
                    "author": "Nasima Begum",
                    "body": "হাটে গেলে ভাংতি টাকা সাথে রাখি।",
                    "reply_to": None,
                }
            ],
        }
    ]
    assert not data.exists()


def test_unmigrated_database_is_one_sentence(paste: Any, tmp_path: Path) -> None:
    done = manage("import_adda", paste(HEAD, ONE), data=str(tmp_path / "data"))
    assert done.returncode == 1
    assert "manage.py migrate" in done.stderr
    assert "Traceback" not in done.stderr


# --- A kill, and two at once ------------------------------------------------------


def copy_database(data: Path) -> Path:
    """A migrated SQLite site of its own; `VACUUM INTO` of the test's database."""
    data.mkdir()
    target = data / "site.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    return target


on_sqlite = pytest.mark.skipif(
    not settings.ON_SQLITE, reason="it kills a process that has a database file"
)


def many(count: int) -> str:
    return "".join(
        f"\nNasima Begum\n\nকথা নম্বর {n}, হাটের দিনের সত্যি গল্প বলি।\n"
        for n in range(1, count + 1)
    )


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_killed_import_is_finished_by_running_again(paste: Any, tmp_path: Path) -> None:
    database = copy_database(tmp_path / "data")
    path = paste(HEAD, many(150))
    command = [sys.executable, "manage.py", "import_adda", path, "--json"]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment(str(tmp_path / "data")),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    there = 0
    while there == 0 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
        there = count_posts(database)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    there = count_posts(database)
    assert 0 < there < 150
    done = manage("import_adda", path, "--json", data=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["import_id"] == 1
    assert (report["addas"][0]["added"], report["addas"][0]["already"]) == (
        150 - there,
        there,
    )
    with sqlite3.connect(database) as rows:
        seqs = rows.execute(
            "SELECT seq, source FROM forum_post ORDER BY seq"
        ).fetchall()
        pending = rows.execute(
            "SELECT count(*) FROM forum_post WHERE pending"
        ).fetchone()
    assert [seq for seq, _source in seqs] == list(range(1, 151))
    assert [source.split(",")[0] for _seq, source in seqs] == [
        f"কথা নম্বর {n}" for n in range(1, 151)
    ]
    assert pending == (0,)


def count_posts(database: Path) -> int:
    with sqlite3.connect(database, timeout=20) as rows:
        return rows.execute("SELECT count(*) FROM forum_post").fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_end_right() -> None:
    text = HEAD + many(60)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            begun = importing.begin(["a.txt"], digest="d" * 64)
            importing.save(begun, importing.blocks_of([parse(text, name="a.txt")]))
        except BaseException as error:  # noqa: BLE001 - told to the test below
            errors.append(error)
        finally:
            connection.close()

    workers = [Worker(target=work) for _n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    adda = Adda.objects.get()
    assert [(seq, text.split(",")[0]) for seq, _name, text in stream(adda)] == [
        (n, f"কথা নম্বর {n}") for n in range(1, 61)
    ]
    thread = Thread.objects.get()
    assert (thread.post_count, thread.last_seq) == (60, 60)
    assert ImportedPost.objects.count() == 60
    assert ImportedName.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_writes_are_committed_in_small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    # However fast the machine: no more posts than this under one write lock.
    monkeypatch.setattr(importing, "SLICE_SECONDS", 3600)
    slices = [0]

    def count(sender: type, **facts: Any) -> None:
        if slices[-1] == 0:
            transaction.on_commit(lambda: slices.append(0))
        slices[-1] += 1

    post_published.connect(count)
    begun = importing.begin(["a.txt"], digest="a" * 64)
    blocks = importing.blocks_of([parse(HEAD + many(70), name="a.txt")])
    importing.save(begun, blocks)
    post_published.disconnect(count)
    assert slices == [20, 20, 20, 10, 0]


def test_save_stops_in_time_and_goes_on(db: None) -> None:
    begun = importing.begin(["a.txt"], digest="e" * 64)
    blocks = importing.blocks_of([parse(HEAD + many(40), name="a.txt")])
    report = importing.save(begun, blocks, seconds=0)
    assert not report.is_done
    assert 0 < Post.objects.count() < 40
    rounds = 0
    while not importing.save(begun, blocks, seconds=0).is_done:
        rounds += 1
        assert rounds < 60
    assert Post.objects.count() == 40
    begun.refresh_from_db()
    assert begun.finished_at is not None
