"""`make faults`, second part: save while the indexer and those who save are killed.

    python -m bench.search_kills [--engine sqlite|postgresql] [--saves 1000] [--kills 20]

For SQLite with Whoosh and for PostgreSQL with its own engine (DATABASE_URL, else the one
on this machine), each on a site of its own: four processes save comments, change them and
take them back, through the same verbs as the pages. Meanwhile `manage.py worker`, in the
middle of a batch for the index, and the four are killed with SIGKILL in turn and started
again. Then every comment is looked for: acknowledged but not there, not found, found
twice, found as it was before, found though taken back, documents of nothing, and lines
of a log that speak of a lock or an error. Prints JSON; ends with 1 unless all are 0.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from bench.faults import ROOT, postgresql_database

WRITERS = 4
PATIENCE_SECONDS = 180.0
#: What must be 0.
WRONG = (
    "lost",
    "missing",
    "doubled",
    "stale",
    "surplus",
    "jobs_left",
    "lock_errors",
    "errors",
)


def tell(line: str) -> None:
    """Say on stderr how far it is."""
    print(line, file=sys.stderr, flush=True)


def word_of(writer: int, save: int) -> str:
    """A word that this save alone writes."""
    dice = random.Random(f"{writer} {save}")
    return "".join(
        dice.choice("bdgklmnprst") + dice.choice("aiou") for _syllable in range(9)
    )


# --- One who saves ---------------------------------------------------------------------


def write(folder: Path, writer: int, saves: int) -> None:
    """Make the saves of one writer that its log does not acknowledge yet."""
    from forum.models import Post, Thread  # noqa: PLC0415

    log = folder / f"saved-{writer}.txt"
    done = log.read_text().count("\n") if log.exists() else 0
    thread = Thread.objects.get(title="search_kills")
    with log.open("a") as acknowledged:
        for save in range(done, saves):
            while save >= int((folder / "allowed").read_text() or 0):
                time.sleep(0.02)
            posts = Post.objects.filter(
                author=thread.author, seq__gt=0, hidden_at=None
            ).filter(source__startswith=f"{writer} ")
            words = f"{writer} {word_of(writer, save)} {save}"
            # Three new ones, one that is changed, one that is taken back. A save that
            # was killed before it was acknowledged is made again and is the same.
            if save % 5 < 3:
                key = uuid.uuid5(uuid.NAMESPACE_OID, words)
                thread.post(thread.author, words, client_key=key, force=True)
            elif post := posts.filter(source__endswith=f" {save - save % 5}").first():
                post.edit(words) if save % 5 == 3 else None
            elif post := posts.filter(source__endswith=f" {save - 3}").first():
                post.take_back()
            acknowledged.write(f"{save}\n")
            acknowledged.flush()


# --- The trial --------------------------------------------------------------------------


class Trial:
    """A site, its worker, the four who save; started and killed from here."""

    def __init__(self, folder: Path, saves: int) -> None:
        self.folder = folder
        self.each = saves // WRITERS
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.dice = random.Random(1)
        self.allow(0)

    def allow(self, saves: int) -> None:
        """Let each writer make so many saves in all."""
        new = self.folder / "allowed.new"
        new.write_text(str(saves))
        new.replace(self.folder / "allowed")

    def start(self, name: str) -> None:
        """Start "worker" or the writer of that number."""
        command = [sys.executable, "-m", "bench.search_kills", "--writer", name]
        command += ["--saves", str(self.each), "--folder", str(self.folder)]
        if name == "worker":
            command = [sys.executable, str(ROOT / "manage.py"), "worker"]
        with (self.folder / f"said-{name}.txt").open("a") as said:
            self.processes[name] = subprocess.Popen(
                command, stdout=said, stderr=said, cwd=ROOT
            )

    def kill(self, name: str) -> None:
        """Kill it, and start it again."""
        process = self.processes[name]
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        self.start(name)

    def saved(self) -> int:
        """How many saves were acknowledged."""
        logs = (self.folder / f"saved-{n}.txt" for n in range(WRITERS))
        return sum(log.read_text().count("\n") for log in logs if log.exists())

    def run(self, kills: int) -> dict[str, int]:
        """Kill worker and writers in turn; how often which."""
        from search.models import SearchJob  # noqa: PLC0415

        killed = {"worker": 0, "writers": 0, "in a batch": 0}
        for name in ("worker", *map(str, range(WRITERS))):
            self.start(name)
        for kill in range(kills):
            least = WRITERS * self.each * kill // (kills + 1) + self.dice.randint(1, 20)
            self.allow(self.each * (kill + 1) // (kills + 1))
            until(lambda least=least: self.saved() >= least)
            if kill % 2 == 0:
                held = SearchJob.objects.exclude(lease=None)
                in_batch = until(held.exists)
                time.sleep(self.dice.random() / 20)
                self.kill("worker")
                killed["worker"] += 1
                killed["in a batch"] += in_batch
            else:
                time.sleep(self.dice.random() / 5)
                self.kill(str(self.dice.randrange(WRITERS)))
                killed["writers"] += 1
            tell(f"{kill + 1} kills, {self.saved()} saves")
        self.allow(self.each)
        until(lambda: self.saved() == self.each * WRITERS)
        until(lambda: not SearchJob.objects.exists())
        return killed

    def stop(self) -> None:
        """End what runs."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def said(self, *words: str) -> int:
        """How many lines of the logs have one of the words."""
        logs = self.folder.glob("said-*.txt")
        lines = (line for log in logs for line in log.read_text().splitlines())
        return sum(any(word in line for word in words) for line in lines)


def until(it_is_so: Callable[[], bool]) -> bool:
    """Wait for it; False when it took too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if it_is_so():
            return True
        time.sleep(0.01)
    return False


def check(trial: Trial) -> dict[str, int]:
    """Compare what was saved with what is there and with what is found."""
    from forum.models import Post, Thread  # noqa: PLC0415
    from search.analysis import features  # noqa: PLC0415
    from search.engines import search_index  # noqa: PLC0415
    from search.models import SearchJob  # noqa: PLC0415
    from search.results import search  # noqa: PLC0415

    posts = Post.objects.filter(seq__gt=0).values_list("pk", "source", "hidden_at")
    now = {source.split()[1]: pk for pk, source, hidden in posts if hidden is None}
    every = [
        word_of(writer, save) for writer in range(WRITERS) for save in range(trial.each)
    ]
    made = sum(save % 5 < 3 for save in range(trial.each)) * WRITERS
    with search_index().reading() as reader:
        kept = reader.vocabulary(public_only=False)
        there = {word: kept.frequency("s", features(word).s[0]) for word in every}
        documents = kept.document_count()
    missing = 0
    for word, pk in now.items():
        items = search(word, None).items
        missing += [i.shown.pk for i in items if i.shown.kind == "post"][:1] != [pk]
    return {
        "saves": trial.saved(),
        "comments": len(now),
        "lost": made - Post.objects.filter(seq__gt=0).count(),
        "missing": missing,
        "doubled": sum(there[word] > 1 for word in now),
        "stale": sum(bool(there[word]) for word in every if word not in now),
        "surplus": documents - len(now) - Thread.objects.count(),
        "jobs_left": SearchJob.objects.count(),
        "lock_errors": trial.said("LockError", "IndexBusy"),
        "errors": trial.said("Traceback", "ERROR", "CRITICAL"),
    }


def prepare() -> None:
    """An empty site with one member and one thread, and its index."""
    from django.core.management import call_command  # noqa: PLC0415

    from forum.models import Board, Thread  # noqa: PLC0415
    from profiles.models import Member  # noqa: PLC0415
    from search.indexing import catch_up  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    member = Member.objects.create_user(
        "kills", None, display_name="Kills", email="kills@example.org"
    )
    board = Board.objects.create(slug="kills", name_bn="পরীক্ষা", name_en="Kills")
    Thread.start(board, member, "search_kills", "শুরু", uuid.uuid4())
    catch_up()


@contextmanager
def site(folder: Path, address: str) -> Iterator[None]:
    """Point this process, and those it starts, at a site in `folder`."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(folder),
        "WRITING_LIMIT": "0",
        "DATABASE_URL": address,
        "SEARCH_URL": "database" if address else "",
        "REDIS_URL": "",
        "SITE_URL": "",
        "DEMO": "0",
    }
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connections  # noqa: PLC0415

    yield
    connections.close_all()


def try_engine(engine: str, saves: int, kills: int) -> dict[str, Any]:
    """Do all of it on one engine. Raises OSError where there is no such server."""
    server = postgresql_database() if engine == "postgresql" else nullcontext("")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place, server as address:
        folder = Path(place)
        with site(folder, address):
            prepare()
            trial = Trial(folder, saves)
            try:
                killed = trial.run(kills)
            finally:
                trial.stop()
            result = {"killed": killed, **check(trial)}
            if any(result[fault] for fault in WRONG):
                tell("\n".join(p.read_text()[-3000:] for p in folder.glob("said-*")))
    return result | {"seconds": round(time.monotonic() - began, 1)}


def main() -> int:
    """Try the engines asked for, print JSON, return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", choices=["sqlite", "postgresql"])
    parser.add_argument("--saves", type=int, default=1000, help="saves in all (1000)")
    parser.add_argument("--kills", type=int, default=20, help="kills in all (20)")
    parser.add_argument("--writer", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.writer is not None:
        import django  # noqa: PLC0415

        django.setup()
        write(options.folder, options.writer, options.saves)
        return 0
    if options.engine is None:
        # Django reads a site's settings once in a process.
        command = [sys.executable, "-m", "bench.search_kills"]
        command += ["--saves", str(options.saves), "--kills", str(options.kills)]
        engines = ("sqlite", "postgresql")
        codes = [
            subprocess.run([*command, "--engine", engine], check=False).returncode
            for engine in engines
        ]
        return max(codes)
    try:
        result = try_engine(options.engine, options.saves, options.kills)
    except OSError as error:
        result = {"skipped": str(error)}
    report = {options.engine: result}
    sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    return 1 if any(result.get(fault) for fault in WRONG) else 0


if __name__ == "__main__":
    sys.exit(main())
