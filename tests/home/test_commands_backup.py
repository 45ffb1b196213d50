"""Backup and restore, in processes of their own, on both engines."""

import fcntl
import itertools
import os
import shutil
import zipfile

import psycopg
import pytest
from django.conf import settings as site_settings
from django.db import connection

from home import backup
from tests.conftest import template_name

FILL = """
import io
import uuid
from PIL import Image
from django.conf import settings
from forum.models import Board, Thread
from photos.models import Photo
from profiles.models import Member
rahima = Member.objects.create_user("rahima", "গোপন-কথা-১২৩", display_name="রহিমা",
                                    phone="+8801712345678")
rahima.make_moderator()
board = Board.objects.create(slug="ঘরের-কথা", name_bn="ঘরের কথা", name_en="Home")
thread = Thread.start(board, rahima, "ছাদে টমেটো", "কে কে লাগান?", uuid.uuid4())
file = io.BytesIO()
Image.new("RGB", (30, 20), "red").save(file, "JPEG")
photo = Photo.take(rahima, [file.getvalue()], uuid.uuid4())
root = thread.post(rahima, "আমি **লাগাই** 🍅", photos={photo.pk: "টমেটো"})
thread.post(rahima, "কবে?", parent=root, client_key=uuid.uuid4())
settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
(settings.MEDIA_ROOT / "ছবি.txt").write_text("ছবি")
"""
COUNT = "from forum.models import Post; print(Post.objects.count())"
NEXT = """
from forum.models import Thread
from profiles.models import Member
print(Thread.objects.get().post(Member.objects.get(handle="rahima"), "আরেকটা").seq)
"""


def rows(path):
    """What a backup says of the database, table by table."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith("rows/")
        }


def flipped(content, offset):
    """The same bytes but for one bit."""
    bent = bytearray(content)
    bent[offset] ^= 1 << (offset % 8)
    return bytes(bent)


def media(folder):
    """What stands under media, by name."""
    root = folder / "media"
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def done_well(done):
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture
def full_site(data_dir, manage):
    done_well(manage("shell", "-v0", "-c", FILL, DATA_DIR=data_dir))
    (data_dir / "secret-key").write_text("k" * 50)
    return data_dir


def test_a_backup_restores_into_an_empty_site(
    full_site, tmp_path, manage, migrated_file
):
    file, second = tmp_path / "uthan.zip", tmp_path / "second.zip"
    target = tmp_path / "target"
    target.mkdir()
    shutil.copyfile(migrated_file, target / "uthan.sqlite3")

    done_well(manage("backup", str(file), DATA_DIR=full_site))
    done_well(manage("restore", str(file), DATA_DIR=target))
    done_well(manage("backup", str(second), DATA_DIR=target))

    assert rows(second) == rows(file)
    assert b"\xe0\xa6\x9b" in rows(file)["rows/forum_thread.jsonl"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert (target / "media" / "ছবি.txt").read_text() == "ছবি"
    assert media(target) == media(full_site)
    assert {name.rpartition("/")[2] for name in media(target)} == {
        "ছবি.txt",
        "360.avif",
        "360.jpg",
        "360.webp",
    }
    assert (target / "secret-key").read_text() == "k" * 50
    assert (target / "secret-key").stat().st_mode & 0o777 == 0o600
    assert done_well(manage("shell", "-v0", "-c", NEXT, DATA_DIR=target)) == "3\n"


def test_restore_refuses_a_full_site_unless_forced(full_site, tmp_path, manage):
    file = tmp_path / "uthan.zip"
    done_well(manage("backup", str(file), DATA_DIR=full_site))
    done_well(manage("shell", "-v0", "-c", NEXT, DATA_DIR=full_site))

    refused = manage("restore", str(file), DATA_DIR=full_site)

    assert refused.returncode == 1
    assert refused.stderr == (
        "This site is not empty; --force replaces all it holds.\n"
    )
    done_well(manage("restore", str(file), "--force", DATA_DIR=full_site))
    assert done_well(manage("shell", "-v0", "-c", COUNT, DATA_DIR=full_site)) == "3\n"


def test_restore_waits_for_no_writer_of_the_index(full_site, tmp_path, manage):
    file = tmp_path / "uthan.zip"
    done_well(manage("backup", str(file), DATA_DIR=full_site))
    done_well(manage("shell", "-v0", "-c", NEXT, DATA_DIR=full_site))
    assert manage("search", "আরেকটা", DATA_DIR=full_site).stdout.startswith("1 ")

    with (full_site / "search" / "writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = manage("restore", str(file), "--force", DATA_DIR=full_site)

    assert (refused.returncode, refused.stderr) == (
        1,
        "Another process is writing the search index; stop it first.\n",
    )
    assert done_well(manage("shell", "-v0", "-c", COUNT, DATA_DIR=full_site)) == "4\n"


def test_an_index_of_other_rows_never_outlives_them(full_site, tmp_path, manage):
    file = tmp_path / "uthan.zip"
    done_well(manage("backup", str(file), DATA_DIR=full_site))
    done_well(manage("shell", "-v0", "-c", NEXT, DATA_DIR=full_site))
    manage("update_index", DATA_DIR=full_site)
    assert (full_site / "search" / "current").exists()
    # It dies where the rows are in and the media are not yet in place.
    (full_site / "media").rename(full_site / "old")
    (full_site / "media").symlink_to(full_site / "old")

    died = manage("restore", str(file), "--force", DATA_DIR=full_site)

    assert died.returncode == 1
    assert done_well(manage("shell", "-v0", "-c", COUNT, DATA_DIR=full_site)) == "3\n"
    assert not (full_site / "search" / "current").exists()


def test_restore_refuses_what_is_no_backup(full_site, tmp_path, manage):
    file = tmp_path / "uthan.zip"
    done_well(manage("backup", str(file), DATA_DIR=full_site))
    whole = file.read_bytes()
    foreign = tmp_path / "foreign.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("hello.txt", "hello")
    leading_out = tmp_path / "out.zip"
    shutil.copyfile(file, leading_out)
    with zipfile.ZipFile(leading_out, "a") as archive:
        archive.writestr("media/../../out.txt", "out")
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo("rows/forum_post.jsonl")
    inside = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    bad = {
        "absent.zip": None,
        "text.zip": b"not a backup",
        "empty.zip": b"",
        "short.zip": whole[:-100],
        "flipped.zip": flipped(whole, inside),
        "foreign.zip": foreign.read_bytes(),
        "out.zip": leading_out.read_bytes(),
    }

    for name, content in bad.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        done = manage("restore", str(tmp_path / name), "--force", DATA_DIR=full_site)

        assert done.returncode == 1, name
        assert done.stderr.count("\n") == 1, done.stderr
    assert done_well(manage("shell", "-v0", "-c", COUNT, DATA_DIR=full_site)) == "3\n"
    assert not (tmp_path.parent / "out.txt").exists()


def test_no_flipped_bit_gets_past_the_check(full_site, tmp_path, manage):
    file, bent = tmp_path / "uthan.zip", tmp_path / "bent.zip"
    done_well(manage("backup", str(file), DATA_DIR=full_site))
    whole = file.read_bytes()
    with backup.opened(file) as (archive, _manifest):
        right = {name: archive.read(name) for name in archive.namelist()}
    refusals = []

    for offset in range(0, len(whole), len(whole) // 400):
        bent.write_bytes(flipped(whole, offset))
        try:
            with backup.opened(bent) as (archive, _manifest):
                assert {name: archive.read(name) for name in right} == right, offset
        except backup.BadBackup as error:
            refusals.append(str(error))

    assert len(refusals) > 200
    assert set(refusals) <= {
        "bent.zip is damaged.",
        "bent.zip is no backup of Uthan.",
        "bent.zip holds files that no backup of Uthan has.",
    }


def test_every_bit_of_the_table_of_contents_is_looked_at(full_site, tmp_path, manage):
    file, bent = tmp_path / "uthan.zip", tmp_path / "bent.zip"
    done_well(manage("backup", str(file), DATA_DIR=full_site))
    whole = file.read_bytes()
    entries = {
        name: whole.rindex(name.encode()) for name in (backup.MANIFEST, "media/ছবি.txt")
    }
    # 46 bytes stand before the name: the kind of compression is at the tenth.
    named = range(entries["media/ছবি.txt"], entries["media/ছবি.txt"] + 15)
    # The end of the whole: where the table begins and how long it is; and numbers
    # that nobody reads, such as those of the disk the table lies on.
    end = range(len(whole) - 22, len(whole))
    refused: dict[tuple[int, int], str] = {}

    for offset, bit in itertools.product(
        [entries[backup.MANIFEST] - 46 + 10, *named, *end], range(8)
    ):
        changed = bytearray(whole)
        changed[offset] ^= 1 << bit
        bent.write_bytes(changed)
        try:
            with backup.opened(bent):
                pass
        except backup.BadBackup as error:
            refused[offset, bit] = str(error)

    assert refused.keys() >= set(itertools.product(named, range(8)))
    assert all(sentence.startswith("bent.zip ") for sentence in refused.values())


def test_backup_leaves_other_files_alone(full_site, tmp_path, manage):
    (tmp_path / "letter.txt").write_text("প্রিয় রহিমা")

    done = manage("backup", str(tmp_path / "letter.txt"), DATA_DIR=full_site)

    assert done.returncode == 1
    assert (tmp_path / "letter.txt").read_text() == "প্রিয় রহিমা"


def test_backup_without_a_file_is_wrong_usage(data_dir, manage):
    assert manage("backup", DATA_DIR=data_dir).returncode == 2


@pytest.fixture
def postgresql_copies(django_db_setup, django_db_blocker):
    """Addresses of two migrated PostgreSQL databases."""
    if site_settings.ON_SQLITE:
        pytest.skip("only with PostgreSQL (DATABASE_URL)")
    own = connection.settings_dict
    names = [f"uthan_backup_{os.getpid()}_{n}" for n in (1, 2)]
    template = f"uthan_{template_name().replace('-', '_')}"
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}".format(**own)
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield [f"{address}/{name}" for name in names]
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        for name in names:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_backup_goes_from_one_engine_to_the_other(
    postgresql_copies, tmp_path, manage
):
    first, second = postgresql_copies
    folders = [tmp_path / name for name in ("one", "two", "three")]
    files = [tmp_path / f"{n}.zip" for n in range(3)]
    sites = [
        {"DATA_DIR": folders[0], "DATABASE_URL": first},
        {"DATA_DIR": folders[1]},
        {"DATA_DIR": folders[2], "DATABASE_URL": second},
    ]
    done_well(manage("shell", "-v0", "-c", FILL, **sites[0]))

    done_well(manage("backup", str(files[0]), **sites[0]))
    assert manage("restore", str(files[0]), **sites[1]).returncode == 0
    done_well(manage("backup", str(files[1]), **sites[1]))
    done_well(manage("restore", str(files[1]), **sites[2]))
    done_well(manage("backup", str(files[2]), **sites[2]))

    assert rows(files[0]) == rows(files[1]) == rows(files[2])
    for site in sites[1:]:
        assert done_well(manage("shell", "-v0", "-c", NEXT, **site)) == "3\n"
    assert (folders[2] / "media" / "ছবি.txt").read_text() == "ছবি"
