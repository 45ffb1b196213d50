"""How good search is, per class over judged queries, on a site made for it.

    python bench/search_quality.py JUDGED.json… --paste FILE…
    python bench/search_quality.py JUDGED.json… --demo

JUDGED is `[{"id", "class", "query", "relevant": {key: grade}}]`, grade 2 on the point, 1
touching it; several files are counted as one. `--paste` loads an empty site by
`import_adda` and publishes it: key t<n>c<seq> is comment seq of the n-th adda over all
files, in file order, seq 0 the adda itself. `--demo` makes the demo community, keys as in
tests/search/judged/README.md. Then the site's own index is asked as a guest would; the
demo's tips stand among the results, those beside an import are left out.

`--quick` reads pastes without a site: seconds instead of a minute, the words and no more
(no dates, no masking). `--keep DIR` keeps the site for the next run of the same.
`--postgresql` puts it into a database of its own (DATABASE_URL names the server), and
`--engine postgres` the index with it.

The same documents are also asked with an empty lexicon ("without_lexicon"), and by Whoosh's
StandardAnalyzer as shipped, beside ours; `--ours` leaves both out. One JSON
object on stdout: a line a class, a line a query with what was found first. Figures: nDCG@10
(gain 2^grade - 1), recall@10 (of min(10, relevant)), mrr (over the first graded one),
p@1 and success@3 (a fully relevant one first, or among the first three).
"""

import argparse
import json
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from whoosh.analysis import StandardAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import OrGroup, QueryParser

from adda_posts.pasting import PastedAdda, decode, parse
from bench import search_site
from bench.search_engines import opened
from search import documents as search_documents
from search.analysis import features
from search.documents import Document
from search.engines import Index
from search.finding import find

# `search.analysis.lexicon` is its function, too.
lexicon: Any = import_module("search.analysis.lexicon")
AT = 10
FIGURES = ("ndcg@10", "recall@10", "mrr", "p@1", "success@3")
Search = Callable[[str], list[str]]


# --- What is searched ----------------------------------------------------------------


def documents_of(pastes: Iterable[Path]) -> list[Document]:
    """The documents of pasted addas, their key in the form of the judgements."""
    documents: list[Document] = []
    for number, adda in enumerate(_addas(pastes), start=1):
        documents.append(
            Document(
                key=f"t{number}c0",
                kind="adda",
                pk=len(documents),
                title=adda.title or "",
                topic=adda.topic or "",
                author=", ".join(adda.hosts),
                body=adda.intro,
                home=f"t{number}",
            )
        )
        documents.extend(
            Document(
                key=f"t{number}c{seq}",
                kind="post",
                pk=len(documents) + seq,
                author=comment.author,
                body=comment.body,
                context=f"{adda.title or ''}\n{adda.topic or ''}",
                home=f"t{number}",
                place=seq,
                asks=comment.body.rstrip().endswith("?"),
            )
            for seq, comment in enumerate(adda.comments, start=1)
        )
    return documents


def _addas(pastes: Iterable[Path]) -> Iterator[PastedAdda]:
    for path in pastes:
        yield from parse(decode(path.read_bytes(), path.name), name=path.name).addas


def our_search(documents: Sequence[Document], index: Index) -> Search:
    """Our analyser and ranking over an index of one of our engines."""
    with index.writing():
        index.begin_rebuild()
        index.rebuild(documents, {})
        index.finish_rebuild()

    def search(query: str) -> list[str]:
        with index.reading() as reader:
            found = find(query, reader, public_only=True)
        return [item.document.key for item in found.ranked[:AT]]

    return search


@contextmanager
def empty_lexicon() -> Iterator[None]:
    """Read texts and queries as if nobody knew what words mean."""
    lists = lexicon.CONCEPTS, lexicon.RELATED
    with tempfile.NamedTemporaryFile() as nothing:
        try:
            lexicon.CONCEPTS = lexicon.RELATED = Path(nothing.name)
            _forget_what_was_read()
            yield
        finally:
            lexicon.CONCEPTS, lexicon.RELATED = lists
            _forget_what_was_read()


def _forget_what_was_read() -> None:
    lexicon.lexicon.cache_clear()
    lexicon.lexicon_version.cache_clear()
    features.cache_clear()
    search_documents.read_word.cache_clear()


def shipped_search(documents: Sequence[Document]) -> Search:
    """Whoosh as it is shipped: StandardAnalyzer, any of the words, BM25F."""
    analyser = StandardAnalyzer()
    schema = Schema(key=STORED, text=TEXT(analyzer=analyser))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for item in documents:
        text = "\n".join((item.title, item.topic, item.author, item.body))
        writer.add_document(key=item.key, text=text)
    writer.commit()
    parser = QueryParser("text", schema, group=OrGroup)

    def search(query: str) -> list[str]:
        with index.searcher() as searcher:
            hits = searcher.search(parser.parse(query), limit=AT)
            return [hit["key"] for hit in hits]

    return search


def site_search(names: Mapping[str, str]) -> Search:
    """The site's own index, asked as a guest; documents by their judged names.

    What has none, as the tips of a new site beside an import, is left out.
    """
    from search.indexing import catch_up, search_index  # noqa: PLC0415

    catch_up()

    def search(query: str) -> list[str]:
        with search_index().reading() as reader:
            found = find(query, reader, public_only=True)
        keys = (item.document.key for item in found.ranked)
        return [names[key] for key in keys if key in names][:AT]

    return search


# --- How well ------------------------------------------------------------------------


def measure(judged: Sequence[dict[str, Any]], search: Search) -> dict[str, Any]:
    """The FIGURES per class and over all queries; each query's nDCG and first three."""
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    single = {}
    for query in judged:
        keys = search(query["query"])
        figures = figures_of(keys, query["relevant"])
        rows[query["class"]].append(figures)
        rows["all"].append(figures)
        single[query["id"]] = {
            "ndcg@10": round(figures[0], 3),
            "query": query["query"],
            "first": keys[:3],
        }
    table = {
        name: {
            "queries": len(figures),
            **{
                figure: round(sum(column) / len(column), 3)
                for figure, column in zip(
                    FIGURES, zip(*figures, strict=True), strict=True
                )
            },
        }
        for name, figures in [("all", rows.pop("all", [])), *rows.items()]
        if figures
    }
    return {"classes": table, "queries": single}


def figures_of(keys: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, ...]:
    """The FIGURES of one query, for the documents found in their order."""
    gains = [2 ** relevant.get(key, 0) - 1 for key in keys[:AT]]
    ideal = sorted((2**grade - 1 for grade in relevant.values()), reverse=True)[:AT]
    best = _discounted(ideal)
    ndcg = _discounted(gains) / best if best else 0.0
    recall = sum(g > 0 for g in gains) / min(AT, len(relevant)) if relevant else 0.0
    first = next((1 / n for n, gain in enumerate(gains, start=1) if gain), 0.0)
    # Where nothing is quite on the point, what comes nearest to it counts.
    full = [gain == max(ideal) > 0 for gain in gains] if ideal else []
    return ndcg, recall, first, float(any(full[:1])), float(any(full[:3]))


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


def report(
    judged: Sequence[dict[str, Any]],
    documents: Sequence[Document],
    ours: Search,
    options: Any,
) -> dict[str, Any]:
    """Ours, ours without the lexicon, and StandardAnalyzer over the same documents."""
    there = {document.key for document in documents}
    wanted = {key for query in judged for key in query["relevant"]}
    said = {
        "documents": len(documents),
        "queries": len(judged),
        # Judged, but not on this site: its figures cannot be right.
        "missing": sorted(wanted - there),
        "ours": measure(judged, ours),
    }
    if options.ours:
        return said
    with empty_lexicon(), opened(options.engine) as index:
        unknowing = measure(judged, our_search(documents, index))
    shipped = measure(judged, shipped_search(documents))
    return said | {"without_lexicon": unknowing, "standard_analyzer": shipped}


# --- The command ---------------------------------------------------------------------


def on_a_site(judged: Sequence[dict[str, Any]], options: Any) -> dict[str, Any]:
    """Make the site that was asked for, and measure there."""
    with search_site.site(
        options.keep, postgresql=options.postgresql, engine=options.engine
    ):
        if options.demo:
            names = search_site.make_demo()
        else:
            names = search_site.import_pastes(options.paste)
        documents = [
            replace(document, key=names[document.key])
            for document in search_site.documents()
            if document.key in names
        ]
        return report(judged, documents, site_search(names), options)


def without_a_site(judged: Sequence[dict[str, Any]], options: Any) -> dict[str, Any]:
    """Measure over what the pastes say."""
    documents = documents_of(options.paste)
    with opened(options.engine) as index:
        ours = our_search(documents, index)
        return report(judged, documents, ours, options)


def laid_out(value: Any, indent: str = "") -> str:
    """JSON with a line for each object that holds no other."""
    if not isinstance(value, dict) or not any(
        isinstance(each, dict) for each in value.values()
    ):
        return json.dumps(value, ensure_ascii=False)
    deeper = f"{indent} "
    lines = (
        f"{deeper}{json.dumps(name, ensure_ascii=False)}: {laid_out(each, deeper)}"
        for name, each in value.items()
    )
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def main() -> None:
    """Print the figures of ours and of StandardAnalyzer as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("judged", type=Path, nargs="+")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--paste", type=Path, nargs="+", help="files to import")
    what.add_argument("--demo", action="store_true", help="the demo community")
    parser.add_argument("--quick", action="store_true", help="pastes without a site")
    parser.add_argument("--keep", type=Path, help="where the site stays")
    parser.add_argument("--postgresql", action="store_true", help="not on SQLite")
    parser.add_argument("--engine", choices=["whoosh", "postgres"], default="whoosh")
    parser.add_argument("--ours", action="store_true", help="nothing beside it")
    options = parser.parse_args()
    if options.quick and (options.demo or options.keep or options.postgresql):
        parser.error("--quick is for pastes, without a site.")
    judged = [
        query
        for path in options.judged
        for query in json.loads(path.read_text(encoding="utf-8"))
    ]
    if options.quick:
        result = without_a_site(judged, options)
    else:
        result = on_a_site(judged, options)
    sys.stdout.write(laid_out(result) + "\n")


if __name__ == "__main__":
    main()
