"""How fast suggestions come while somebody types, over N titles.

    python -m bench.search_suggest N [--postgresql] [--keep DIR] [--rounds R]

The titles are runs of words of real comments (bench.search_speed), each of a discussion of
its own; they stand in a site of their own (SQLite; with --postgresql a database on the
server of DATABASE_URL). What is typed are beginnings of their words. Timed are the whole
answer at the server, middleware and what the reader may see with it (`answer`), and its
part without HTTP (`suggest`); `cpu` is the processor's time of the answer, which the
machine's other work does not stretch. Times in ms; one JSON object on stdout.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import search_site
from bench.search_speed import percentiles, real_texts, tell

SLICE = 2_000
TYPED = 60  # of each kind
LETTERS, SIGNS = "কখগচজটডতদনপফবভমরলসহ", ("", "া", "ি", "ু", "ে", "ো")


def title_of(texts: Sequence[str], number: int) -> str:
    """The title of that number: one or two runs of words of real comments, and a name
    that few others have, since real titles know tens of thousands of words."""
    chance = random.Random(number)
    words = ["".join(chance.choice(LETTERS) + chance.choice(SIGNS) for _ in range(3))]
    for _ in range(chance.randint(1, 2)):
        text = chance.choice(texts).split()
        at = chance.randrange(max(len(text) - 3, 1))
        words += text[at : at + chance.randint(2, 6)]
    return " ".join(words)[:120]


def make_titles(texts: Sequence[str], wanted: int) -> None:
    """Bring the site to `wanted` discussions of one comment each, without comments."""
    from django.utils import timezone  # noqa: PLC0415

    from forum.models import Board, Thread  # noqa: PLC0415
    from profiles.models import Member  # noqa: PLC0415

    member = Member.objects.filter(handle="titles").first() or (
        Member.objects.create_user(
            "titles", None, display_name="শাপলা রানী", email="titles@example.org"
        )
    )
    board, _ = Board.objects.get_or_create(
        slug="titles", defaults={"name_bn": "শিরোনাম", "name_en": "Titles"}
    )
    done = Thread.objects.filter(board=board).count()
    while done < wanted:
        numbers = range(done, min(done + SLICE, wanted))
        Thread.objects.bulk_create(
            Thread(
                board=board,
                author=member,
                title=title_of(texts, number),
                visible_from=timezone.now(),
            )
            for number in numbers
        )
        done = numbers[-1] + 1
        if done % (10 * SLICE) == 0:
            tell(f"{done} titles")


def beginnings(texts: Sequence[str], titles: int) -> dict[str, list[str]]:
    """What is typed, by kind: letters of a word of some title, in either script."""
    from search.analysis import analyse  # noqa: PLC0415

    chance = random.Random(11)
    kinds: dict[str, list[str]] = {
        "two letters": [],
        "three letters": [],
        "half a word": [],
        "a word and a half": [],
        "by sound": [],
    }
    while len(kinds["by sound"]) < TYPED:
        title = title_of(texts, chance.randrange(titles))
        said = [t.features for t in analyse(title) if not t.features.is_stop]
        long = [word for word in said if len(word.w) >= 5 and word.k]
        if len(said) < 2 or not long:
            continue
        word = chance.choice(long)
        kinds["two letters"].append(word.w[:2])
        kinds["three letters"].append(word.w[:3])
        kinds["half a word"].append(word.w[: len(word.w) // 2 + 1])
        kinds["a word and a half"].append(f"{said[0].w} {said[1].w[:2]}")
        kinds["by sound"].append(word.k[0][:4])
    return kinds


def timed(
    asked: Sequence[str], ask: Callable[[str], int], rounds: int
) -> dict[str, Any]:
    """p50 and p95 of each, after a round that warms up, and how many were answered."""
    times, cpu, answered = [], [], 0
    for turn in range(rounds + 1):
        for text in asked:
            started, used = time.perf_counter(), time.process_time()
            found = ask(text)
            if turn:
                times.append((time.perf_counter() - started) * 1000)
                cpu.append((time.process_time() - used) * 1000)
                answered += bool(found)
    result: dict[str, Any] = percentiles(times)
    result["cpu"] = percentiles(cpu)
    result["answered"] = f"{answered // rounds} of {len(asked)}"
    return result


def resident_kb() -> int:
    """What this process holds in memory by itself, pages of files left out."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(
        int(line.split()[1]) for line in status.splitlines() if "RssAnon" in line
    )


def measure_suggestions(
    texts: Sequence[str], titles: int, rounds: int = 3
) -> dict[str, Any]:
    """Make the titles and the table and time what is typed; the site is set up.

    `own kB` is what reading the table adds to a process, beside the file that all share.
    """
    from django.test import Client  # noqa: PLC0415

    from search import suggestions, views  # noqa: PLC0415
    from search.offers import GUEST  # noqa: PLC0415
    from search.per_minute import AsksPerMinute  # noqa: PLC0415

    make_titles(texts, titles)
    used = time.process_time()
    entries = suggestions.build()
    built = time.process_time() - used
    before = resident_kb()
    table = suggestions.table()
    if table is None:
        raise RuntimeError("The table that was just made cannot be read.")
    kinds = beginnings(texts, titles)
    for asked in kinds.values():
        for text in asked:
            suggestions.candidates(suggestions.read(text), table)
    result: dict[str, Any] = {
        "entries": entries,
        "terms": table.term_count(),
        "build, s of cpu": round(built, 1),
        "file MB": round(table.size / 1e6, 1),
        "own kB": resident_kb() - before,
    }
    views.SUGGESTED_TO_NETWORK = AsksPerMinute(10**9)
    client = Client(headers={"host": "localhost"})

    def answer(text: str) -> int:
        return len(client.get("/search/suggest/", {"q": text}).json()["items"])

    def suggest(text: str) -> int:
        return len(suggestions.suggest(text, GUEST))

    for kind, asked in kinds.items():
        result[kind] = {
            "suggest": timed(asked, suggest, rounds),
            "answer": timed(asked, answer, rounds),
        }
        tell(f"{kind}: {json.dumps(result[kind])}")
    everything = [text for asked in kinds.values() for text in asked]
    result["all"] = {
        "suggest": timed(everything, suggest, 1),
        "answer": timed(everything, answer, 1),
    }
    return result


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", type=int, help="titles, at least 100")
    parser.add_argument("--postgresql", action="store_true", help="not on SQLite")
    parser.add_argument("--keep", type=Path, help="where the site stays (SQLite)")
    parser.add_argument("--rounds", type=int, default=3, help="times each (3)")
    options = parser.parse_args()
    if options.number < 100:
        parser.error("At least 100 titles.")
    with search_site.site(options.keep, postgresql=options.postgresql):
        result = measure_suggestions(real_texts([]), options.number, options.rounds)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
