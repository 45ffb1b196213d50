"""What the tests of erasing need: the worker's part, and looking everywhere for a name."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from profiles import erasing
from profiles.erasure import Erasure


def run_out(member: object) -> None:
    """Let her day of thinking it over be over."""
    rows = Erasure.objects.filter(member=member)
    rows.update(due_at=timezone.now() - timedelta(seconds=1))


def erase() -> None:
    """Do all that the worker has to do now."""
    while erasing.drain():
        pass
    assert not Erasure.objects.exclude(last_error="").exists()


def dump() -> str:
    """Every value of every table, as text."""
    if settings.ON_SQLITE:
        connection.ensure_connection()
        return "\n".join(connection.connection.iterdump())
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608
            lines += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(lines)


def bytes_under(folder: Path) -> bytes:
    """All files of a folder, their names too."""
    found = [b""]
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        found.append(str(path.relative_to(folder)).encode())
        if path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found)


def found(*needles: str) -> list[str]:
    """Where one of these stands in database, media, copies or index."""
    rows = dump().casefold().splitlines()
    places = [row[:300] for row in rows for word in needles if word.casefold() in row]
    for folder in (
        settings.MEDIA_ROOT,
        settings.SEARCH_INDEX_DIR,
        settings.DATA_DIR / "exports",
    ):
        raw = bytes_under(folder)
        places += [f"{folder.name}: {word}" for word in needles if word.encode() in raw]
    return places
