"""Sites to be searched: the demo's, or one into which pastes were imported.

`site` points this process at an empty site of its own, `make_demo` or `import_pastes`
fills it and says what judgements call its documents. Django is imported late, since the
site's settings are read once, when it begins.
"""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from adda_posts.pasting import PastedAdda, PastedComment, decode, parse
from bench.faults import postgresql_database

#: The day after the demo's week; any other gives the same words in another order.
DEMO_DAY = date(2026, 3, 5)


@contextmanager
def site(
    keep: Path | None = None,
    *,
    postgresql: bool = False,
    engine: str = "whoosh",
    address: str = "",
) -> Iterator[None]:
    """Set Django up on an empty, migrated site.

    The site is in `keep`, where a later run finds it again, or gone at the end. With
    `postgresql` it has a database of its own on that server, gone at the end; `engine`
    "postgres" keeps the search index there, so that it needs one. `address` is a database
    that the caller keeps. Once in a process. Raises OSError where there is no such server.
    """
    folder = nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory()
    in_database = engine == "postgres"
    wants_own = (postgresql or in_database) and not address
    server = postgresql_database() if wants_own else nullcontext(address)
    with folder as data, server as database:
        Path(data).mkdir(parents=True, exist_ok=True)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(Path(data).resolve()),
            "DATABASE_URL": database,
            "SEARCH_URL": "database" if in_database else "",
            "REDIS_URL": "",
            "DEMO": "0",
        }
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()


def documents() -> list[Any]:
    """Everything that a guest can find, as the index is given it."""
    from search.sources import SOURCES  # noqa: PLC0415

    return [
        document
        for source in SOURCES.values()
        for document in source.documents(source.rows().values_list("pk", flat=True))
        if document.is_public
    ]


# --- The demo ------------------------------------------------------------------------


def make_demo(day: date = DEMO_DAY) -> dict[str, str]:
    """Make the demo community with every adda whole, the last of them on the eve of `day`.

    `manage.py demo` only begins the adda of the day it is. Returns what judgements call
    each document, by its key in the index; made again, it is the same.
    """
    from home.demo import script  # noqa: PLC0415
    from home.demo.community import Community  # noqa: PLC0415

    community = Community(day, lambda _line: None)
    community.add_members()
    community.add_boards()
    community.add_sellers()
    series = community.add_series()
    for back in range(len(script.addas()), 0, -1):
        community.add_adda(series, day - timedelta(days=back))
    return _demo_names()


def _demo_names() -> dict[str, str]:
    # Of titles and handles (tests/search/judged/README.md): numbers of rows would be
    # others on the next site.
    from adda_posts.models import Adda  # noqa: PLC0415
    from forum.models import Post, Thread  # noqa: PLC0415
    from guidance.models import Tip  # noqa: PLC0415
    from search.sources import key_of  # noqa: PLC0415
    from sellers.models import Seller  # noqa: PLC0415

    names, pages = {}, {}
    for adda in Adda.objects.select_related("page"):
        pages[adda.thread_id] = name = f"adda:{adda.page.title}"
        names[key_of("adda", adda.pk)] = name
    for thread in Thread.objects.filter(board__isnull=False):
        pages[thread.pk] = name = f"thread:{thread.title}"
        names[key_of("thread", thread.pk)] = name
    for seller in Seller.objects.select_related("member"):
        handle = seller.member.handle if seller.member else seller.pk
        pages[seller.thread_id] = name = f"seller:{handle}"
        names[key_of("seller", seller.pk)] = name
    for tip in Tip.objects.select_related("page"):
        names[key_of("tip", tip.pk)] = f"tip:{tip.page.title}"
    for post in Post.objects.filter(seq__gt=0, thread__in=pages):
        names[key_of("post", post.pk)] = f"{pages[post.thread_id]}#{post.seq}"
    return names


# --- Pastes --------------------------------------------------------------------------


def import_pastes(pastes: Sequence[Path]) -> dict[str, str]:
    """Import and publish the addas of these files, as a moderator would.

    Returns what judgements call each document, by its key in the index: t<n>c<seq> is
    comment seq of the n-th adda over all files, seq 0 the adda itself. Only what was
    imported has a name: an adda without a date is none, and of two that became one adda
    (a day of a series has one) the earlier gives the name. Importing again adds nothing.
    """
    from django.core.management import call_command  # noqa: PLC0415

    from adda_posts.models import Adda, ImportedPost  # noqa: PLC0415
    from search.sources import key_of  # noqa: PLC0415

    answer = StringIO()
    files = [str(path) for path in pastes]
    call_command("import_adda", *files, publish=True, json=True, stdout=answer)
    saved = iter(json.loads(answer.getvalue())["addas"])
    ids = {
        (adda.series.slug, adda.date.isoformat()): adda.pk
        for adda in Adda.objects.select_related("series")
    }
    posts = {
        (unit.adda_id, unit.author_name, unit.body_hash, unit.k): unit.post_id
        for unit in ImportedPost.objects.all()
    }
    names: dict[str, str] = {}
    for number, pasted in enumerate(_pasted(pastes), start=1):
        if pasted.date is None:
            continue
        place = next(saved)
        adda = ids[place["series"], place["date"]]
        names.setdefault(key_of("adda", adda), f"t{number}c0")
        for seq, unit in enumerate(_units(pasted.comments), start=1):
            names.setdefault(key_of("post", posts[adda, *unit]), f"t{number}c{seq}")
    return names


def _pasted(pastes: Sequence[Path]) -> Iterator[PastedAdda]:
    for path in pastes:
        yield from parse(decode(path.read_bytes(), path.name), name=path.name).addas


def _units(comments: Sequence[PastedComment]) -> Iterator[tuple[str, str, int]]:
    """What the import knows each comment by (adda_posts/importing.py)."""
    from adda_posts.importing import LONGEST_AUTHOR  # noqa: PLC0415

    equal: Counter[tuple[str, str]] = Counter()
    for comment in comments:
        author = comment.author[:LONGEST_AUTHOR]
        digest = hashlib.sha256(comment.body.encode()).hexdigest()
        equal[author, digest] += 1
        yield author, digest, equal[author, digest]
