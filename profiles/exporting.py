"""Making the copy of a member's data: one zip, a page to read and JSON for machines.

    index.html, style.css     to read, in her language; asks nothing of the network
    data.json                 the same for programs
    photos/…                  her pictures, as large as they are kept

What goes in is told by each room (core.personal.Holdings). The file is made beside its
place and moved there whole, so that a worker that is killed leaves nothing half-made.
"""

import datetime as dt
import json
import logging
import os
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.personal import Holding, Holdings
from profiles.data_export import DataExport, folder
from theme.templatetags import words

EVERY_SECONDS = 2.0
SWEEP_SECONDS = 10 * 60.0
FORGOTTEN_SECONDS = 60 * 60.0
FORMAT = 1
log = logging.getLogger("uthan.exports")


class LeaseLost(Exception):
    """Another worker makes this copy now."""


def drain() -> int:
    """Make one copy that waits; how many were worked on. For `manage.py worker`."""
    for export in DataExport.objects.claim(1):
        try:
            make(export)
        except LeaseLost:
            continue
        except Exception as error:
            log.exception("the copy %s failed", export.pk)
            export.fail(repr(error))
        return 1
    return 0


def make(export: DataExport) -> None:
    """Write the zip of a row that the caller holds. Raises LeaseLost."""
    holdings = Holdings.in_order()
    export.steps, export.steps_done = 2 * len(holdings), 0
    export.held().update(steps=export.steps, steps_done=0)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = folder() / f"{export.token}.{export.lease}"
    try:
        with translation.override(export.member.language):
            write(scratch, export, holdings)
        size = scratch.stat().st_size
        os.replace(scratch, export.path)
    finally:
        scratch.unlink(missing_ok=True)
    export.publish(size)


def write(target: Path, export: DataExport, holdings: list[Holding]) -> None:
    """Write all of it to `target`, for the owner's eyes only."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_json(archive, export, holdings)
            _write_page(archive, export, holdings)
            for holding in holdings:
                for name, path in holding.files(export.member) if holding.files else ():
                    # A picture may be taken away while we look.
                    with suppress(FileNotFoundError):
                        archive.write(path, name, zipfile.ZIP_STORED)
        file.flush()
        os.fsync(file.fileno())


def _step(export: DataExport) -> None:
    if not export.step_on():
        raise LeaseLost


def _write_json(
    archive: zipfile.ZipFile, export: DataExport, holdings: list[Holding]
) -> None:
    with archive.open("data.json", "w") as raw:
        file = TextIOWrapper(raw, encoding="utf-8", newline="\n")
        made_at = json.dumps(timezone.now().isoformat(timespec="seconds"))
        file.write(f'{{"format": {FORMAT}, "made_at": {made_at}')
        for holding in holdings:
            file.write(f",\n{json.dumps(holding.name)}: [")
            for number, row in enumerate(holding.read(export.member)):
                file.write(",\n " if number else "\n ")
                file.write(json.dumps(row, ensure_ascii=False, default=_plain))
            file.write("]")
            _step(export)
        file.write("}\n")
        file.flush()
        file.detach()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _write_page(
    archive: zipfile.ZipFile, export: DataExport, holdings: list[Holding]
) -> None:
    archive.writestr("style.css", render_to_string("profiles/export/style.css"))
    frame = {"member": export.member, "made_at": timezone.now()}
    head, foot = render_to_string("profiles/export/page.html", frame).split("<!---->")
    with archive.open("index.html", "w") as raw:
        file = TextIOWrapper(raw, encoding="utf-8", newline="\n")
        file.write(head)
        for holding in holdings:
            file.write(_section(holding, export.member))
            _step(export)
        file.write(foot)
        file.flush()
        file.detach()


def _section(holding: Holding, member: Any) -> str:
    rows = (list(_told(holding, row)) for row in holding.read(member))
    context = {"title": holding.title, "name": holding.name, "rows": rows}
    return render_to_string("profiles/export/section.html", context)


def _told(holding: Holding, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each thing of a row that says something, with what it is called."""
    for key, value in row.items():
        if value not in (None, "", []):
            yield str(holding.columns[key]), _in_words(value)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return str(words.moment(value))
    if isinstance(value, dt.date):
        return str(words.day(value))
    if isinstance(value, int):
        return str(words.number(value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


# --- Clearing away -----------------------------------------------------------------


def sweep() -> int:
    """Remove copies whose day is over, and files that no row names. Always 0."""
    for export in DataExport.objects.over():
        # The file first: a row that is left leads to the next try.
        export.path.unlink(missing_ok=True)
        export.delete()
    there = [path for path in _files() if _is_forgotten(path)]
    tokens = {path.name.split(".")[0] for path in there}
    known = DataExport.objects.filter(token__in=tokens)
    names = {f"{token}.zip" for token in known.values_list("token", flat=True)}
    for path in there:
        if path.name not in names:
            path.unlink(missing_ok=True)
    return 0


def remove_of(member: Any) -> None:
    """Remove all copies of a member's data, rows and files."""
    for export in DataExport.objects.of(member):
        export.path.unlink(missing_ok=True)
        for scratch in _files():
            if scratch.name.startswith(export.token):
                scratch.unlink(missing_ok=True)
        export.delete()


def _files() -> Iterable[Path]:
    return list(folder().iterdir()) if folder().is_dir() else []


def _is_forgotten(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < time.time() - FORGOTTEN_SECONDS
    return False
