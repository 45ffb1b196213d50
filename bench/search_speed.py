"""How fast search is over N comments, with stock Whoosh over our tokens as the floor.

    python bench/search_speed.py N [--engine whoosh|postgres] [--keep DIR] [--no-floor]
                                   [--paste FILE…] [--rounds R] [--titles T]
                                   [--copies K]

The comments are made by recombining runs of words of real ones: those of --paste, else of
../shared/seeds, else of the demo. They stand in a thread of a site of its own (SQLite;
with `--engine postgres` a database of its own on the server of DATABASE_URL), so that a
search is a whole one: analysis, candidates, re-ranking, what the reader may see, snippets.

Judged questions are asked for once more with the newest first, and narrowed down to comments
of one year; the comments are of YEARS years.

The floor is Whoosh as one would use it without thinking: five stored fields of our
finished tokens (w s k c x), any of the terms, its own BM25F, ten results.

With --titles T the same site gets as many made-up titles in the end, and what is offered
while somebody types is timed too (bench/search_suggest.py).

With --engine postgres --copies K there are N times K comments: what was made of the N is
copied inside the database (bench/search_copies.py says in what the copies differ), for
a million in some minutes. Ours alone, since the floor could not be copied.

With --keep DIR the site stays and a run that was cut off goes on: with the comments, the
index, the copies and the floor it had. Progress is on stderr; one JSON object on stdout, times in ms.
The machine's other work is in them: read the ratios, the load (`load`, the average of a
minute before the searches and after) and `cpu`, the processor's time of a search, which
other work does not stretch.
"""

import argparse
import contextlib
import datetime
import itertools
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
from psycopg import sql
from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer

from adda_posts.pasting import PasteRefused, decode, parse
from bench import search_site
from bench.faults import LOCAL_POSTGRESQL
from bench.search_copies import multiply
from search.analysis import analyse

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
JUDGED = ROOT / "tests" / "search" / "judged"
WORDS = 30  # of a comment
SLICE = 500
FLOOR_SLICE = 5_000
LAYERS = ("w", "s", "k", "c", "x")
QUERIES = 40  # of each kind
SAVES = 10
YEARS = range(2021, 2026)


def tell(line: str) -> None:
    """Say on stderr how far it is."""
    print(line, file=sys.stderr, flush=True)


# --- What is searched ----------------------------------------------------------------


def real_texts(pastes: Sequence[Path]) -> list[str]:
    """The comments that are recombined."""
    pastes = pastes or sorted(SEEDS.glob("*.txt"))
    if not pastes:
        from home.demo import script  # noqa: PLC0415

        return [line.words for adda in script.addas() for line in adda.lines]
    found = []
    for path in pastes:
        # Not every seed is an adda.
        with contextlib.suppress(PasteRefused):
            pasted = parse(decode(path.read_bytes(), path.name), name=path.name)
            found += [each.body for adda in pasted.addas for each in adda.comments]
    return found


def recombined(texts: Sequence[str], number: int) -> str:
    """The comment of that number: runs of three to eight words of some real ones."""
    chance = random.Random(number)
    words: list[str] = []
    while len(words) < WORDS:
        text = chance.choice(texts).split()
        at = chance.randrange(max(len(text) - 3, 1))
        words += text[at : at + chance.randint(3, 8)]
    return " ".join(words)


def queries(texts: Sequence[str]) -> dict[str, list[str]]:
    """What is looked for, by kind; whole questions are those that were judged."""
    chance = random.Random(7)
    kinds: dict[str, list[str]] = {
        "one word": [],
        "two words": [],
        "phrase": [],
        "typo": [],
    }
    while len(kinds["typo"]) < QUERIES:
        text = chance.choice(texts)
        said = [token for token in analyse(text) if not token.features.is_stop]
        long = [token.features.w for token in said if len(token.features.w) > 5]
        runs = [two for two in itertools.pairwise(said) if two[0].end < 250]
        if len(said) < 8 or not long or not runs:
            continue
        one, other = (token.features.w for token in chance.sample(said, 2))
        first, second = chance.choice(runs)
        slip = chance.choice(long)
        at = chance.randrange(1, len(slip) - 1)
        kinds["one word"].append(one)
        kinds["two words"].append(f"{one} {other}")
        kinds["phrase"].append(f'"{text[first.start : second.end]}"')
        kinds["typo"].append(slip[:at] + slip[at + 1 :])
    judged = [
        each["query"]
        for path in sorted(JUDGED.glob("demo_*.json"))
        for each in json.loads(path.read_text(encoding="utf-8"))
    ]
    kinds["full query"] = chance.sample(judged, min(QUERIES, len(judged)))
    return kinds


def make_comments(texts: Sequence[str], wanted: int) -> Any:
    """Bring the site's one thread to `wanted` comments; returns it and a member."""
    from forum.models import Board, Post, Thread  # noqa: PLC0415
    from profiles.models import Member  # noqa: PLC0415

    member = Member.objects.filter(handle="speed").first()
    if member is None:
        member = Member.objects.create_user(
            "speed", None, display_name="শাপলা রানী", email="speed@example.org"
        )
        board = Board.objects.create(slug="speed", name_bn="গতি", name_en="Speed")
        Thread.start(board, member, "অনেক কথা", "শুরু", uuid.uuid4())
    thread = Thread.objects.get(author=member)
    done = Post.objects.filter(thread=thread, seq__gt=0).count()
    while done < wanted:
        rows = [
            Post(
                thread=thread,
                author=member,
                seq=number,
                root_no=number,
                version=1,
                source=recombined(texts, number),
                html_version=0,
                created_at=written_at(number),
            )
            for number in range(done + 1, min(done + SLICE, wanted) + 1)
        ]
        Post.objects.bulk_create(rows)
        done += len(rows)
        if done % 10_000 == 0 or done == wanted:
            tell(f"{done} comments")
    last = Post.objects.filter(thread=thread).order_by("-seq").values_list("seq")[0][0]
    Thread.objects.filter(pk=thread.pk).update(last_seq=last, last_root_no=last)
    thread.refresh_from_db()
    return thread, member


def written_at(number: int) -> datetime.datetime:
    """The moment of the comment of that number: some of each year, each another day."""
    year = YEARS[number % len(YEARS)]
    first = datetime.datetime(year, 1, 2, tzinfo=datetime.UTC)
    return first + datetime.timedelta(days=number % 360, seconds=number % 86_399)


# --- Ours ------------------------------------------------------------------------------


def build(wanted: int) -> float:
    """Index the site, unless that is done; the seconds that took in this run."""
    from search.engines import search_index  # noqa: PLC0415
    from search.indexing import rebuild  # noqa: PLC0415

    if search_index().is_current():
        with search_index().reading() as reader:
            if reader.vocabulary(public_only=False).document_count() >= wanted:
                return 0.0
    started = time.perf_counter()

    def progress(made: int) -> None:
        if made and made % (10 * SLICE) < SLICE:
            tell(f"{made} indexed, {time.perf_counter() - started:.0f} s")

    rebuild(progress=progress)
    return time.perf_counter() - started


def size_in_mb() -> float:
    """What the index takes on the disk."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    if settings.SEARCH_ENGINE == "whoosh":
        return folder_size(Path(settings.SEARCH_INDEX_DIR))
    with connections[settings.SEARCH_DATABASE].cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'uthan_index%%'"
        )
        return float(cursor.fetchone()[0]) / 1e6


def folder_size(folder: Path) -> float:
    """The files of a folder in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*")) / 1e6


def our_search(text: str, **how: Any) -> int:
    """A whole search as a guest's page makes it; how many were found."""
    from search.results import search  # noqa: PLC0415

    return search(text, None, limit=20, **how).count


def other_lists() -> dict[str, Callable[[str], int]]:
    """The lists that a results page offers beside the first one."""
    from search.filters import Filters  # noqa: PLC0415

    narrow = Filters(kind="post", year=YEARS[-1])
    return {
        "newest first": partial(our_search, is_newest=True),
        "filtered by kind and year": partial(our_search, filters=narrow),
        "filtered, newest first": partial(our_search, filters=narrow, is_newest=True),
    }


def our_candidates(text: str) -> int:
    """The engine's part of it: the query understood, candidates found."""
    from search.engines import search_index  # noqa: PLC0415
    from search.query import understand  # noqa: PLC0415

    with search_index().reading() as reader:
        wanted = understand(text, reader.vocabulary(public_only=True))
        return len(reader.candidates(wanted, public_only=True))


def save_to_findable(thread: Any, member: Any) -> list[float]:
    """Milliseconds from the save of a comment until search has it, the worker at hand."""
    from search.indexing import drain  # noqa: PLC0415
    from search.results import search  # noqa: PLC0415

    while drain():
        pass
    times = []
    for number in range(SAVES):
        word = f"নতুনকথা{uuid.uuid4().hex[:12]}"
        started = time.perf_counter()
        thread.post(member, f"{word} এইমাত্র লেখা {number}", force=True)
        while not search(word, None).items:
            drain()
        times.append((time.perf_counter() - started) * 1000)
    return times


# --- The floor ---------------------------------------------------------------------------


def floor_fields(text: str) -> dict[str, str]:
    """Our tokens of a text, a field a layer."""
    words = [token.features for token in analyse(text)]
    values = {
        "w": [word.w for word in words],
        "s": [term for word in words for term in word.s],
        "k": [term for word in words for term in word.k],
        "c": [term for word in words for term in word.c],
        "x": [term for word in words for term in word.concepts],
    }
    return {layer: " ".join(values[layer]) for layer in LAYERS}


def build_floor(folder: Path, texts: Sequence[str], wanted: int) -> float:
    """Have stock Whoosh index as many comments; the seconds of this run."""
    field = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), stored=True)
    schema = fields.Schema(**dict.fromkeys(LAYERS, field))
    folder.mkdir(parents=True, exist_ok=True)
    place = str(folder)
    started = time.perf_counter()
    if not index.exists_in(place):
        index.create_in(place, schema)
    done = index.open_dir(place).doc_count()
    while done < wanted:
        writer = index.open_dir(place).writer()
        for number in range(done + 1, min(done + FLOOR_SLICE, wanted) + 1):
            writer.add_document(**floor_fields(recombined(texts, number)))
        writer.commit()
        done = index.open_dir(place).doc_count()
        tell(f"{done} in the floor, {time.perf_counter() - started:.0f} s")
    return time.perf_counter() - started


def floor_search(folder: Path) -> Callable[[str], int]:
    """Any term of any layer, ten results with what is stored of them."""
    searcher = index.open_dir(str(folder)).searcher()

    def search(text: str) -> int:
        terms = [
            query.Term(layer, term)
            for layer, said in floor_fields(text).items()
            for term in dict.fromkeys(said.split())
        ]
        return sum(1 for hit in searcher.search(query.Or(terms), limit=10) if hit["w"])

    return search


# --- Measuring ---------------------------------------------------------------------------


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """p50 and p95 of milliseconds."""
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"p50": round(statistics.median(ordered), 1), "p95": round(late, 1)}


def timed(
    searches: dict[str, Callable[[str], int]], asked: Sequence[str], rounds: int
) -> dict[str, dict[str, Any]]:
    """Each query by each search in turn; p50 and p95 of the first time it is asked, when
    nothing is remembered of it, and of the later ones."""
    times: dict[str, list[float]] = {name: [] for name in searches}
    cpu: dict[str, list[float]] = {name: [] for name in searches}
    first: dict[str, list[float]] = {name: [] for name in searches}
    found: dict[str, int] = dict.fromkeys(searches, 0)
    for turn in range(rounds + 1):
        for text in asked:
            for name, search in searches.items():
                used, started = cpu_ms(), time.perf_counter()
                count = search(text)
                took = (time.perf_counter() - started) * 1000
                (times if turn else first)[name].append(took)
                if turn:
                    cpu[name].append(cpu_ms() - used)
                found[name] += bool(count and turn)
    return {
        name: percentiles(times[name])
        | {"cpu": percentiles(cpu[name]), "answered": round(found[name] / rounds)}
        | {f"first {at}": took for at, took in percentiles(first[name]).items()}
        for name in searches
    }


def cpu_ms() -> float:
    """Milliseconds of a processor that this process has used, and what PostgreSQL did
    for it where that runs on this machine (Linux)."""
    from django.db import connection  # noqa: PLC0415

    used = time.process_time() * 1000
    if connection.vendor == "postgresql":
        with contextlib.suppress(OSError):
            used += _used_by(_backend(connection))
    return used


def _backend(connection: Any) -> int:
    """The process that serves this connection."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _used_by(process: int) -> float:
    with open(f"/proc/{process}/schedstat") as told:
        return int(told.read().split()[0]) / 1e6


@contextlib.contextmanager
def database(engine: str, keep: Path | None) -> Iterator[str]:
    """A database's address for `--engine postgres`; one that is kept has a fixed name."""
    if engine == "whoosh":
        yield ""
        return
    base = os.environ.get("DATABASE_URL") or LOCAL_POSTGRESQL
    name = f"uthan_speed_{keep.name if keep else os.getpid()}"
    with psycopg.connect(base, autocommit=True) as server:
        there = server.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if not there:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{base.rsplit('/', 1)[0]}/{name}"
        finally:
            if not keep:
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                server.execute(drop.format(sql.Identifier(name)))


def measure(options: Any, folder: Path) -> dict[str, Any]:
    """Fill the site, build, and time everything; the site is set up."""
    # It takes its texts from here.
    from bench.search_suggest import measure_suggestions, resident_kb  # noqa: PLC0415

    texts = real_texts(options.paste)
    thread, member = make_comments(texts, options.number)
    result: dict[str, Any] = {
        "comments": options.number * options.copies,
        "engine": options.engine,
        "index s": round(build(options.number), 1),
    }
    if options.copies > 1:
        result["of which copied"] = options.number * (options.copies - 1)
        multiply(thread, options.copies, tell)
    result["index MB"] = round(size_in_mb(), 1)
    before = os.getloadavg()[0]
    floors: dict[str, Callable[[str], int]] = {}
    if not options.no_floor:
        place = folder / "floor"
        result["floor index s"] = round(build_floor(place, texts, options.number), 1)
        result["floor index MB"] = round(folder_size(place), 1)
        floors = {"floor": floor_search(place)}
    asked_for = queries(texts)
    for kind, asked in asked_for.items():
        ours = {"search": our_search, "candidates": our_candidates}
        result[kind] = timed(ours | floors, asked, options.rounds)
        tell(f"{kind}: {json.dumps(result[kind])}")
    for name, search in other_lists().items():
        asked = asked_for["full query"]
        result[name] = timed({"search": search}, asked, options.rounds)
        tell(f"{name}: {json.dumps(result[name])}")
    result["load"] = [round(load, 1) for load in (before, os.getloadavg()[0])]
    if floors:
        full = result["full query"]
        result["full query, p95 of the floor's"] = round(
            full["search"]["p95"] / full["floor"]["p95"], 3
        )
    result["own MB after the searches"] = round(resident_kb() / 1e3)
    result["save to findable"] = percentiles(save_to_findable(thread, member))
    if options.titles:
        result["suggestions"] = measure_suggestions(texts, options.titles)
    return result


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", type=int, help="comments, at least 100")
    parser.add_argument("--engine", choices=["whoosh", "postgres"], default="whoosh")
    parser.add_argument("--keep", type=Path, help="where the site stays")
    parser.add_argument("--paste", type=Path, nargs="+", default=[], help="real texts")
    parser.add_argument(
        "--titles", type=int, default=0, help="suggest from so many made-up titles"
    )
    parser.add_argument("--copies", type=int, default=1, help="so often what was made")
    parser.add_argument("--no-floor", action="store_true", help="ours alone")
    parser.add_argument("--rounds", type=int, default=3, help="times each query (3)")
    options = parser.parse_args()
    if options.number < 100:
        parser.error("At least 100 comments.")
    if options.copies > 1 and options.engine != "postgres":
        parser.error("Only what is in PostgreSQL can be copied: --engine postgres.")
    options.no_floor |= options.copies > 1
    folder = options.keep or Path(tempfile.mkdtemp(prefix="uthan-speed-"))
    try:
        with (
            database(options.engine, options.keep) as address,
            search_site.site(folder, address=address, engine=options.engine),
        ):
            result = measure(options, folder)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
