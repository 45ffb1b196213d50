"""Whether any list reads a large table from end to end, by PostgreSQL's own plans.

A database of its own is filled by `manage.py sample` (1,000,000 posts, 200,000 read
marks, 20,000 sellers with their words, numbers, facts and reviews), analysed, and every
page below is asked for as a guest, a member and a moderator. Each query that such a page
made on one of the LARGE tables is explained again; a sequential scan of one fails the
run. Prints JSON with queries and milliseconds a page. Part of `make bench` where
BENCH_DATABASE_URL names a PostgreSQL.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.faults import ROOT, postgresql_database

LARGE = (
    "forum_post",
    "forum_readmark",
    "sellers_seller",
    "sellers_sellerword",
    "sellers_contact",
    "sellers_showcaseitem",
    "sellers_review",
    "sellers_sellerscore",
    "verification_verification",
)
# A table whose name only begins like that is another one.
SCANNED = re.compile(rf"Seq Scan on ({'|'.join(LARGE)})\b")


def pages(thread: Any, board: Any) -> dict[str, str]:
    """The pages that must not slow down with the site."""
    url = thread.get_absolute_url()
    return {
        "thread, where she left off": url,
        "thread, first page": f"{url}?page=1",
        "thread, page 50": f"{url}?page=50",
        "door": f"/t/{thread.pk}/posts/?after={thread.last_seq - 10}&since=1",
        "boards": "/boards/",
        "latest": "/boards/all/",
        "tags": "/tags/",
        "following": "/me/following/",
        "board": board.get_absolute_url(),
        "new": "/boards/all/?list=new",
        "unanswered": "/boards/all/?list=unanswered",
        "mine": "/boards/all/?list=mine",
        "followed": "/boards/all/?list=followed",
        "unread": "/boards/all/?list=unread",
        "front": "/",
        "inbox": "/me/inbox/",
        "queue": "/moderation/",
        "board feed": f"{board.get_absolute_url()}atom/",
    }


def seller_pages() -> dict[str, str]:
    """The list of sellers in every order and by every filter, a seller, her reviews."""
    from sellers import pages as shown  # noqa: PLC0415
    from sellers.models import SellerScore  # noqa: PLC0415

    score = SellerScore.objects.select_related("seller__upazila").first()
    if score is None:
        return {}
    seller = score.seller
    url, code = seller.get_absolute_url(), seller.upazila and seller.upazila.code
    found = {
        "sellers": "/sellers/",
        "sellers, further on": f"/sellers/?before={seller.pk}",
        "sellers by rating": "/sellers/?sort=rating",
        "sellers by rating, further on": "/sellers/?sort=rating&before=300-9",
        "sellers of a district": "/sellers/?district=sylhet",
        "sellers of a district by rating": "/sellers/?district=sylhet&sort=rating",
        "sellers of an upazila": f"/sellers/?upazila={code}&sort=rating",
        "sellers by a word": "/sellers/?q=nakshikatha",
        "sellers by words": "/sellers/?q=জামদানি শাড়ি&sort=rating",
        "sellers by a name": "/sellers/?q=নমুনা দোকান 77",
        "sellers, nothing found": "/sellers/?q=ঝিনুকমালা",
        "sellers by word and place": "/sellers/?q=সিলেটে চা&sort=rating",
        "seller": url,
        "reviews": f"{url}reviews/",
        "reviews, most useful": f"{url}reviews/?sort=useful",
        "reviews, lowest": f"{url}reviews/?sort=lowest",
    }
    return found | {
        f"sellers, {name}": f"/sellers/?{name}=1&sort=rating" for name in shown.FILTERS
    }


# What is asked by a form whether somebody is known: a number, a page, a name.
KNOWN = {
    "known, a number": "01300000077",
    "known, a page": "facebook.com/sutar.golpo",
    "known, a name": "নমুনা দোকান ৭৭",
}


class Plans:
    """Collects the plans of what is asked while it listens."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.asked: list[tuple[str, Any]] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Keep every query."""
        self.asked = []

        def keep(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            self.asked.append((sql, params))
            return execute(sql, params, many, context)

        with self.connection.execute_wrapper(keep):
            yield

    def scans(self) -> list[str]:
        """Queries whose plan reads one of the large tables from end to end."""
        found = []
        for sql, params in self.asked:
            if not sql.lstrip("( ").upper().startswith(("SELECT", "WITH")):
                continue
            if not any(table in sql for table in LARGE):
                continue
            with self.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plan = "\n".join(row[0] for row in cursor.fetchall())
            if SCANNED.search(plan):
                found.append(f"{sql}\n{plan}")
        return found


def look() -> dict[str, Any]:
    """Ask for every page and explain it; the site is filled and analysed."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.cache import caches  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from forum.models import Post, ReadMark  # noqa: PLC0415
    from sellers.models import Seller  # noqa: PLC0415

    mark = ReadMark.objects.select_related("member", "thread__board").order_by("pk")
    first = mark.get(pk=mark.values("pk")[:1])
    thread, member = first.thread, first.member
    moderator = ReadMark.objects.exclude(member=member).first().member  # type: ignore[union-attr]
    moderator.make_moderator()
    plans, report = Plans(connection), {}
    for name, who in (("guest", None), ("member", member), ("moderator", moderator)):
        client = Client(headers={"host": "localhost"})
        if who:
            client.force_login(who)
        every = pages(thread, thread.board) | seller_pages()
        asked = dict.fromkeys(KNOWN, "/sellers/known/") if who else {}
        for page, path in (every | asked).items():
            caches["pages"].clear()
            began = time.perf_counter()
            with plans.listening():
                if page in KNOWN:
                    answer = client.post(path, {"asked": KNOWN[page]})
                else:
                    answer = client.get(path)
                content = getattr(answer, "content", b"")
            report[f"{page}, {name}"] = {
                "status": answer.status_code,
                "queries": len(plans.asked),
                "ms": round((time.perf_counter() - began) * 1000, 1),
                "bytes": len(content),
                "scans": plans.scans(),
            }
    return {
        "posts": Post.objects.count(),
        "read_marks": ReadMark.objects.count(),
        "sellers": Seller.objects.count(),
        "posts_in_thread": thread.post_count,
        "pages": report,
    }


def run(chosen: argparse.Namespace, database_url: str) -> dict[str, Any]:
    """Fill a database and look at it."""
    with tempfile.TemporaryDirectory(prefix="uthan-plans-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": folder,
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
            "DEMO": "0",
        }

        def command(*words: str) -> str:
            done = subprocess.run(
                [sys.executable, *words],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                check=True,
            )
            return done.stdout

        manage = str(ROOT / "manage.py")
        command(manage, "migrate", "--verbosity", "0")
        filled = json.loads(
            command(
                *(manage, "sample", "--json", "--threads", str(chosen.threads)),
                *("--posts", str(chosen.posts), "--members", str(chosen.members)),
                *("--largest", str(chosen.largest)),
                *("--read-marks", str(chosen.read_marks)),
                *("--sellers", str(chosen.sellers)),
            )
        )
        analyse = "from django.db import connection as c; c.cursor().execute('ANALYZE')"
        command(manage, "shell", "-v0", "-c", analyse)
        looked = json.loads(command("-m", "bench.plans", "--look"))
        return {"seconds_per_100000": filled["seconds_per_100000"], **looked}


def main() -> int:
    """Print JSON; 1 where a large table was read from end to end."""
    options = argparse.ArgumentParser(description="Plans of the lists at scale.")
    options.add_argument("--threads", type=int, default=1000)
    options.add_argument("--posts", type=int, default=1_000_000)
    options.add_argument("--members", type=int, default=400)
    options.add_argument("--largest", type=int, default=20_000)
    options.add_argument("--read-marks", type=int, default=200_000)
    options.add_argument("--sellers", type=int, default=20_000)
    options.add_argument("--look", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.look:
        sys.stdout.write(json.dumps(look()))
        return 0
    with postgresql_database() as address:
        report = run(chosen, address)
    sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    return int(any(page["scans"] for page in report["pages"].values()))


if __name__ == "__main__":
    sys.exit(main())
