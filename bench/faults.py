"""`make faults`: post like phones do while web and worker are killed; count the losses.

For SQLite and for PostgreSQL (DATABASE_URL, else the one on this machine): a site of
its own is started by `manage.py run`. Three members sign in and post, and each goes on
sending a comment under the same client key until it is acknowledged. Meanwhile web and
worker are killed with SIGKILL, five times each. Then, from the database and the search
index: acknowledged comments that are not there, comments that are there twice,
comments that search does not find. Prints JSON; ends with 1 unless all are 0.
"""

import argparse
import contextlib
import http.client
import http.cookiejar
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 3
PATIENCE_SECONDS = 180.0
LOCAL_POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"

PREPARE = """
import json, sys, uuid
from forum.models import Board, Thread
from profiles.models import Member
people = [
    Member.objects.create_user(f"client{n}", sys.stdin.readline().strip(),
        display_name=f"Client {n}", email=f"client{n}@example.org")
    for n in range(%d)
]
board = Board.objects.create(slug="faults", name_bn="পরীক্ষা", name_en="Faults")
thread = Thread.start(board, people[0], "পরীক্ষা", "শুরু", uuid.uuid4())
print(thread.pk)
"""
LOOK = """
import json
from forum.models import Post, Thread
posts = Post.objects.exclude(seq=0).values_list("pk", "seq", "source", "client_key")
thread = Thread.objects.get(home_url="")
print(json.dumps({
    "posts": [[pk, seq, source, str(key)] for pk, seq, source, key in posts],
    "counted": thread.post_count, "last_seq": thread.last_seq,
}))
"""


class Site:
    """A site with data of its own, run by the supervisor."""

    def __init__(self, folder: Path, database_url: str) -> None:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            self.port = bound.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "said.txt"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(folder),
            "WRITING_LIMIT": "0",
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "SITE_URL": "",
            "DEMO": "0",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str, stdin: str = "") -> str:
        """Run one of the site's commands; returns what it printed."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            input=stdin,
            env=self.environment,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
        return done.stdout

    def start(self) -> None:
        with self.log.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "run"],
                env=self.environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def child(self, name: str, besides: int = 0) -> int:
        """Wait for the child `name` and return its process id, another one than
        `besides`."""
        own = self.process.pid if self.process else 0
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            listed = subprocess.run(
                ["ps", "-A", "-o", "pid=,ppid=,args="],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for line in listed.splitlines():
                match = re.match(rf"\s*(\d+)\s+(\d+)\s.*manage\.py {name} ", line)
                if match and int(match[2]) == own and int(match[1]) != besides:
                    return int(match[1])
            time.sleep(0.1)
        raise RuntimeError(f"{name} did not come back: {self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        """End it as an operator would; by force if that fails."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Phone(threading.Thread):
    """One member: signs in, posts, tries each comment again until it is taken."""

    def __init__(self, site: Site, number: int, password: str, thread: int) -> None:
        super().__init__(daemon=True)
        self.site, self.number, self.password = site, number, password
        self.path = f"/t/{thread}/post/"
        self.enough = threading.Event()
        self.acknowledged: dict[str, int] = {}
        self.retries = 0
        self.dice = random.Random(number)
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def run(self) -> None:
        self.until_it_works(self.sign_in)
        while not self.enough.is_set():
            words = f"{self.word()} নম্বর {len(self.acknowledged)}"
            key = str(uuid.uuid4())
            post = self.until_it_works(lambda w=words, k=key: self.post(w, k))
            self.acknowledged[words] = post
            time.sleep(0.02)

    def word(self) -> str:
        """A word nobody wrote before, for search to find this one comment by."""
        pairs = [
            self.dice.choice("bdgklmnprst") + self.dice.choice("aiou") for _ in range(7)
        ]
        return "".join(pairs) + "xyz"[self.number % 3]

    def until_it_works(self, act: Callable[[], Any]) -> Any:
        """Do it again while the line or the server fails; a refusal is an error."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                return act()
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code not in {403, 429}:
                    raise
                # 403: the CSRF token went with a sign-in that was cut off.
                self.fetch("/accounts/login/") if error.code == 403 else None
            except (OSError, http.client.HTTPException):
                pass
            self.retries += 1
            time.sleep(0.05)
        raise RuntimeError("the site did not answer any more")

    def fetch(self, path: str, **fields: str) -> str:
        """GET, or POST when there are fields, as a browser sends it."""
        token = next((c.value for c in self.cookies if "csrf" in c.name), "") or ""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        headers = {
            "Accept": "application/json" if "client_key" in fields else "text/html",
            "X-CSRFToken": token,
            "Origin": self.site.url,
        }
        request = urllib.request.Request(self.site.url + path, data, headers)  # noqa: S310
        with self.opener.open(request, timeout=20) as answer:
            return str(answer.read().decode())

    def sign_in(self) -> None:
        self.fetch("/accounts/login/")
        login = f"client{self.number}@example.org"
        self.fetch("/accounts/login/", login=login, password=self.password)
        if not any("session" in cookie.name for cookie in self.cookies):
            raise OSError("not signed in")

    def post(self, words: str, key: str) -> int:
        answer = json.loads(self.fetch(self.path, body=words, client_key=key))
        return int(answer["id"])


def kill_them(site: Site, phones: list[Phone], rounds: int) -> dict[str, int]:
    """Kill web and worker in turn, each time in the middle of posting."""
    dice = random.Random(1)
    killed = {"web": 0, "worker": 0}
    for _round in range(rounds):
        for name in killed:
            target = site.child(name)
            wait_for_posts(phones, more=dice.randint(3, 15))
            time.sleep(dice.random() / 5)
            os.kill(target, signal.SIGKILL)
            killed[name] += 1
            site.child(name, besides=target)
    wait_for_posts(phones, more=10)
    return killed


def wait_for_posts(phones: list[Phone], more: int) -> None:
    """Wait until `more` comments were acknowledged. Raises when phones gave up."""
    taken = sum(len(phone.acknowledged) for phone in phones)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sum(len(phone.acknowledged) for phone in phones) < taken + more:
        if time.monotonic() > deadline or not all(p.is_alive() for p in phones):
            raise RuntimeError("posting came to a halt")
        time.sleep(0.02)


def found_by_search(site: Site, posts: list[list[Any]]) -> int:
    """How many of the posts search finds by their own word."""
    lines = "".join(f"{source.split()[0]}\n" for _pk, _seq, source, _key in posts)
    printed = site.command("search", "--batch", "-", stdin=lines).splitlines()
    found = 0
    for (pk, *_rest), line in zip(posts, printed, strict=True):
        results = json.loads(line)["results"]
        found += any(r["kind"] == "post" and str(r["id"]) == str(pk) for r in results)
    return found


def try_engine(database_url: str, rounds: int) -> dict[str, Any]:
    """Do all of it on one engine."""
    folder = Path(tempfile.mkdtemp(prefix="uthan-faults-"))
    site = Site(folder, database_url)
    phones: list[Phone] = []
    began = time.monotonic()
    try:
        site.command("migrate", "--verbosity", "0")
        passwords = [uuid.uuid4().hex for _ in range(CLIENTS)]
        thread = int(
            site.command(
                "shell", "-v0", "-c", PREPARE % CLIENTS, stdin="\n".join(passwords)
            )
        )
        site.start()
        for number, password in enumerate(passwords):
            phones.append(Phone(site, number, password, thread))
            phones[-1].start()
        killed = kill_them(site, phones, rounds)
        for phone in phones:
            phone.enough.set()
        for phone in phones:
            phone.join(PATIENCE_SECONDS)
        site.stop()
        return {
            "killed": killed,
            **count(site, phones),
            "seconds": round(time.monotonic() - began, 1),
        }
    finally:
        for phone in phones:
            phone.enough.set()
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)


def count(site: Site, phones: list[Phone]) -> dict[str, int]:
    """Compare what was acknowledged with what is there."""
    seen = json.loads(site.command("shell", "-v0", "-c", LOOK))
    posts = seen["posts"]
    there = {source: pk for pk, _seq, source, _key in posts}
    acknowledged = {w: pk for p in phones for w, pk in p.acknowledged.items()}
    seqs = sorted(seq for _pk, seq, *_rest in posts)
    return {
        "acknowledged": len(acknowledged),
        "retries": sum(phone.retries for phone in phones),
        "lost": sum(there.get(words) != pk for words, pk in acknowledged.items()),
        "doubled": len(posts) - len(there),
        "out_of_order": int(seqs != list(range(1, len(seqs) + 1))),
        "miscounted": abs(seen["counted"] - len(posts))
        + abs(seen["last_seq"] - len(posts)),
        "search_jobs_lost": len(posts) - found_by_search(site, posts),
    }


@contextlib.contextmanager
def postgresql_database() -> Iterator[str]:
    """The address of an empty database, dropped at the end. Raises OSError."""
    base = os.environ.get("DATABASE_URL", "")
    base = base if base.startswith("postgres") else LOCAL_POSTGRESQL
    name = f"uthan_faults_{os.getpid()}"
    try:
        server = psycopg.connect(base, autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        raise OSError(" ".join(str(error).split())) from error
    with server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield base.rsplit("/", 1)[0] + f"/{name}"
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


WRONG = ("lost", "doubled", "out_of_order", "miscounted", "search_jobs_lost")


def main() -> int:
    """Try the engines asked for, print JSON, return the exit status."""
    options = argparse.ArgumentParser(description="Kill web and worker; count losses.")
    options.add_argument("--rounds", type=int, default=5, help="kills of each (5)")
    options.add_argument("--engine", choices=["sqlite", "postgresql"], default="")
    chosen = options.parse_args()
    report: dict[str, dict[str, Any]] = {}
    if chosen.engine != "postgresql":
        report["sqlite"] = try_engine("", chosen.rounds)
    if chosen.engine != "sqlite":
        try:
            with postgresql_database() as address:
                report["postgresql"] = try_engine(address, chosen.rounds)
        except OSError as error:
            report["postgresql"] = {"skipped": str(error)}
    sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    bad = any(part.get(fault, 0) for part in report.values() for fault in WRONG)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
