"""Backups: one zip of the database's rows, the media and the keys.

Rows are written field by field as JSON, so that a backup from SQLite restores on
PostgreSQL and the other way round. What can be made again from the rows stays out:
search indexes, sign-in limits, collected static files.

    uthan-backup.json    {"format", "made_at", "migrations", "rows": {table: count}}
    rows/<table>.jsonl   the column names on the first line, then a row on each
    media/…              as under MEDIA_ROOT
    keys/secret-key, keys/match-key, keys/demo-signins
"""

import datetime
import decimal
import io
import itertools
import json
import os
import shutil
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any, NamedTuple, TypedDict

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.duration import duration_iso_string

from search import editors
from search.engines.interface import IndexBusy
from search.indexing import starting_over

FORMAT = 1
MANIFEST = "uthan-backup.json"
KEYS = ("secret-key", "match-key", "demo-signins")
# Tables that each engine builds in its own way; `update_index` fills them.
MADE_AGAIN = {"wagtailsearch"}
# What zipfile raises for bytes that are no longer those that were written: besides its
# own BadZipFile whatever the damaged part meant: a name that is no UTF-8 (ValueError),
# another kind of compression (OSError from bz2), a place before the file's beginning.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
    MemoryError,
    OSError,
)
SLICE = 500  # rows read or written at once
INDEX_PATIENCE = 5.0  # seconds in which somebody may end writing the search index


class BadBackup(Exception):
    """The file is no backup, or a damaged one; says why in a sentence."""


class Manifest(TypedDict):
    """What a backup says about itself."""

    format: int
    made_at: str
    migrations: list[list[str]]
    rows: dict[str, int]


class Counts(NamedTuple):
    """What was written or read."""

    rows: int
    files: int


def stored_models() -> list[type[models.Model]]:
    """Every model with a table of its own that belongs in a backup."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and not model._meta.swapped
        and model._meta.app_label not in MADE_AGAIN
    ]


def stored_fields(model: type[models.Model]) -> list[Any]:
    """The columns of the model's own table."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def applied_migrations() -> list[list[str]]:
    """What the database has been migrated to, in a fixed order."""
    return sorted(map(list, MigrationRecorder(connection).applied_migrations()))


# --- Writing -----------------------------------------------------------------------


def write(target: Path) -> Counts:
    """Write a backup to `target`, whole or not at all, for the owner's eyes only.

    The site may run on: all rows are of one moment, and no writer waits.
    """
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                counts = fill(archive)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)
    return counts


def fill(archive: zipfile.ZipFile) -> Counts:
    """Write everything; rows first, so that no row names a file that came later."""
    rows: dict[str, int] = {}
    with one_moment():
        migrations = applied_migrations()
        for model in stored_models():
            rows[model._meta.db_table] = write_rows(archive, model)
    files = 0
    for path in sorted(settings.MEDIA_ROOT.rglob("*")):
        if path.is_file():
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            # A picture may be taken away while we look.
            with suppress(FileNotFoundError):
                archive.write(path, f"media/{name}", zipfile.ZIP_STORED)
                files += 1
    for name in KEYS:
        with suppress(FileNotFoundError):
            archive.write(settings.DATA_DIR / name, f"keys/{name}")
    manifest: Manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "migrations": migrations,
        "rows": rows,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return Counts(sum(rows.values()), files)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the whole database as it is now, while others go on writing."""
    if settings.ON_SQLITE:
        # Not `atomic`: that begins IMMEDIATE and would keep every writer waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def write_rows(archive: zipfile.ZipFile, model: type[models.Model]) -> int:
    """Write one table; returns how many rows it has."""
    fields = stored_fields(model)
    names = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    count = 0
    with archive.open(f"rows/{model._meta.db_table}.jsonl", "w") as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
        file.write(json.dumps(names) + "\n")
        for row in rows.iterator(chunk_size=SLICE):
            values = [
                field.get_prep_value(value)
                for field, value in zip(fields, row, strict=True)
            ]
            file.write(json.dumps(values, ensure_ascii=False, default=plain) + "\n")
            count += 1
        file.flush()
        file.detach()
    return count


def plain(value: Any) -> str:
    """Write what JSON has no form for, so that the field's `to_python` reads it."""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration_iso_string(value)
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    return json.dumps(value)


# --- Reading -----------------------------------------------------------------------


@contextmanager
def opened(source: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup once all of it has been read and found sound.

    Raises BadBackup.
    """
    try:
        file = source.open("rb")
    except FileNotFoundError:
        raise BadBackup(f"There is no file {source}.") from None
    except OSError as error:
        raise BadBackup(f"{source.name} cannot be read: {error.strerror}.") from error
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except DAMAGED:
            raise BadBackup(f"{source.name} is no backup of Uthan.") from None
        with archive:
            yield archive, checked(archive, source.name)


def checked(archive: zipfile.ZipFile, name: str) -> Manifest:
    """Return the manifest; raises BadBackup for what is foreign or damaged."""
    try:
        written = archive.read(MANIFEST)
    except KeyError:
        raise BadBackup(f"{name} is no backup of Uthan.") from None
    except DAMAGED:
        raise BadBackup(f"{name} is damaged.") from None
    try:
        manifest: Manifest = json.loads(written)
        rows = manifest["rows"]
        known = manifest["format"] == FORMAT
    except (KeyError, TypeError, ValueError):
        raise BadBackup(f"{name} is no backup of Uthan.") from None
    if not known:
        raise BadBackup(f"{name} was made by another version of Uthan.")
    if not is_whole(archive):
        raise BadBackup(f"{name} is damaged.")
    members = set(archive.namelist())
    if not {f"rows/{table}.jsonl" for table in rows} <= members:
        raise BadBackup(f"{name} is damaged.")
    if not all(map(is_ours, members)):
        raise BadBackup(f"{name} holds files that no backup of Uthan has.")
    return manifest


def is_whole(archive: zipfile.ZipFile) -> bool:
    """Whether all that the archive holds can be read and is what was written."""
    try:
        return archive.testzip() is None
    except DAMAGED:
        return False


def is_ours(member: str) -> bool:
    """Whether a backup may hold a file of this name; none leads out of its folder."""
    path = PurePosixPath(member)
    if member == MANIFEST:
        return True
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in member
        or len(path.parts) < 2
    ):
        return False
    if path.parts[0] == "keys":
        return path.name in KEYS and len(path.parts) == 2
    return path.parts[0] in {"rows", "media"}


def restore(archive: zipfile.ZipFile, manifest: Manifest) -> Counts:
    """Put everything in place of what is there; the database must be migrated.

    All rows come in one transaction. Raises BadBackup, with nothing changed, when the
    backup is of another version, and IndexBusy while a worker runs.
    """
    if manifest["migrations"] != applied_migrations():
        raise BadBackup(
            "The backup was made by another version of Uthan; restore it with that "
            "version, then bring the site up to date."
        )
    media = unpack_media(archive)
    try:
        with starting_over(INDEX_PATIENCE):
            editors.discard()
            with transaction.atomic():
                empty_database()
                count = sum(read_rows(archive, model) for model in stored_models())
                reset_sequences()
    except BaseException:
        shutil.rmtree(media, ignore_errors=True)
        raise
    ContentType.objects.clear_cache()
    files = sum(1 for path in media.rglob("*") if path.is_file())
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    media.replace(settings.MEDIA_ROOT)
    put_keys(archive)
    with suppress(IndexBusy):  # the worker is at it then
        editors.rebuild()
    return Counts(count, files)


def unpack_media(archive: zipfile.ZipFile) -> Path:
    """Unpack the media beside the place where they will stand."""
    target: Path = settings.DATA_DIR / "media.restoring"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for member in archive.infolist():
        path = PurePosixPath(member.filename)
        if path.parts[0] == "media" and not member.is_dir():
            place = target.joinpath(*path.parts[1:])
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, place.open("wb") as file:
                shutil.copyfileobj(source, file)
    return target


def empty_database() -> None:
    """Delete every row that a backup brings, and those made from them."""
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]
    existing = set(connection.introspection.table_names())
    statements = connection.ops.sql_flush(
        no_style(), [table for table in tables if table in existing]
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def read_rows(archive: zipfile.ZipFile, model: type[models.Model]) -> int:
    """Insert one table's rows as they are; returns how many. Raises BadBackup."""
    table = model._meta.db_table
    fields = stored_fields(model)
    with archive.open(f"rows/{table}.jsonl") as raw:
        lines = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
        if json.loads(next(lines, "null")) != [field.attname for field in fields]:
            raise BadBackup(f"The backup has other columns in {table} than the site.")
        count = 0
        size = max(
            1, min(SLICE, connection.ops.bulk_batch_size(fields, [None] * SLICE))
        )
        while batch := list(itertools.islice(lines, size)):
            rows = [json.loads(line) for line in batch]
            insert(model, fields, rows)
            count += len(rows)
    return count


def insert(model: type[models.Model], fields: list[Any], rows: list[list[Any]]) -> None:
    """Insert rows into the model's own table alone: no parents, no signals."""
    # Not instances: making one has effects of its own (a Wagtail page looks up, and
    # where it is missing writes, its content type).
    made: list[Any] = [
        SimpleNamespace(
            **{
                field.attname: field.to_python(value)
                for field, value in zip(fields, row, strict=True)
            }
        )
        for row in rows
    ]
    query = models.sql.InsertQuery(model)
    query.insert_values(fields, made, raw=True)
    query.get_compiler(connection=connection).execute_sql()


def reset_sequences() -> None:
    """Let new rows be numbered after those that came in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), stored_models()):
            cursor.execute(statement)


def put_keys(archive: zipfile.ZipFile) -> None:
    """Write the keys that the backup holds."""
    for name in KEYS:
        target = settings.DATA_DIR / name
        target.unlink(missing_ok=True)
        if f"keys/{name}" in archive.namelist():
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(archive.read(f"keys/{name}"))
