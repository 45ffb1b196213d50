"""docs/access.md says who may do what; every cell of its tables is tried here."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import transaction
from zeal import zeal_ignore

from tests.home.things import ROLES, Things, build

TABLES = Path(site.BASE_DIR) / "docs" / "access.md"
WORDS = {"yes", "covered", "sign in", "second step", "403", "404", "401"}


def rows() -> dict[str, tuple[str, ...]]:
    """What each role meets on each way, as the document says it."""
    told = {}
    for line in TABLES.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == len(ROLES) + 1:
            told[cells[0]] = tuple(cells[1:])
    for name in ("what", "---"):
        told.pop(name)
    return told


def tried(things: Things) -> dict[str, tuple[str, ...]]:
    """What each role really meets; nothing that is done stays."""
    met: dict[str, tuple[str, ...]] = {}
    clients = [things.client(role) for role in ROLES]
    for name, way in things.ways.items():
        words = []
        for client in clients:
            with transaction.atomic():
                words.append(way.ask(client))
                transaction.set_rollback(True)
        met[name] = tuple(words)
    return met


def test_everyone_meets_what_the_document_says(
    db: None, tmp_path: Path, settings: Any
) -> None:
    settings.WRITING_LIMIT = 0
    with zeal_ignore():
        met = tried(build(tmp_path))
    told = rows()
    assert "\n".join(written(met)) == "\n".join(written(told))


def written(table: dict[str, tuple[str, ...]]) -> list[str]:
    """The lines of a table, to compare and to paste."""
    return [f"| {name} | {' | '.join(words)} |" for name, words in table.items()]


def test_the_document_holds_no_word_that_is_not_explained() -> None:
    told = rows()
    assert len(told) > 70
    assert {word for words in told.values() for word in words} <= WORDS
    explained = set(re.findall(r"^- \*\*(.+?)\*\*:", TABLES.read_text("utf-8"), re.M))
    assert WORDS | set(ROLES) <= explained


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_kept_from_something(role: str) -> None:
    at = ROLES.index(role)
    assert {words[at] for words in rows().values()} & {"403", "404", "sign in"}
