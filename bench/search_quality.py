"""How good search is: nDCG@10, recall@10 and MRR per class over judged queries.

    python bench/search_quality.py JUDGED.json --paste FILE…

JUDGED is `[{"id", "class", "query", "relevant": {"t1c5": 2, …}}]`, where document
t<n>c<seq> is comment seq of the n-th adda over all files, seq 0 the adda itself. The
pastes are read, not imported: no database is needed. Whoosh's StandardAnalyzer as
shipped runs over the same documents beside ours. One JSON object on stdout.
"""

import argparse
import json
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from whoosh.analysis import StandardAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import OrGroup, QueryParser

from adda_posts.pasting import PastedAdda, decode, parse
from search.documents import Document
from search.engines.whoosh_engine import WhooshIndex
from search.finding import find

AT = 10
Search = Callable[[str], list[str]]


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
            )
        )
        documents.extend(
            Document(
                key=f"t{number}c{seq}",
                kind="post",
                pk=len(documents) + seq,
                author=comment.author,
                body=comment.body,
            )
            for seq, comment in enumerate(adda.comments, start=1)
        )
    return documents


def _addas(pastes: Iterable[Path]) -> Iterator[PastedAdda]:
    for path in pastes:
        yield from parse(decode(path.read_bytes(), path.name), name=path.name).addas


def our_search(documents: Sequence[Document], root: Path) -> Search:
    """Our analyser, engine and ranking over an index made under `root`."""
    index = WhooshIndex(root)
    with index.writing():
        index.begin_rebuild()
        index.rebuild(documents, {})
        index.finish_rebuild()

    def search(query: str) -> list[str]:
        with index.reading() as reader:
            found = find(query, reader, public_only=True)
        return [item.document.key for item in found.ranked[:AT]]

    return search


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


def measure(judged: Sequence[dict[str, Any]], search: Search) -> dict[str, Any]:
    """The three figures per class and over all queries, and each query's nDCG."""
    rows: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    single = {}
    for query in judged:
        figures = _figures(search(query["query"]), query["relevant"])
        rows[query["class"]].append(figures)
        rows["all"].append(figures)
        single[query["id"]] = round(figures[0], 3)
    names = ("ndcg@10", "recall@10", "mrr")
    table = {
        name: {
            figure: round(sum(column) / len(column), 3)
            for figure, column in zip(names, zip(*figures, strict=True), strict=True)
        }
        for name, figures in rows.items()
    }
    return {"classes": table, "queries": single}


def _figures(keys: list[str], relevant: dict[str, int]) -> tuple[float, float, float]:
    gains = [2 ** relevant.get(key, 0) - 1 for key in keys[:AT]]
    ideal = sorted((2**grade - 1 for grade in relevant.values()), reverse=True)[:AT]
    best = _discounted(ideal)
    ndcg = _discounted(gains) / best if best else 0.0
    recall = sum(g > 0 for g in gains) / min(AT, len(relevant)) if relevant else 0.0
    first = next((1 / n for n, gain in enumerate(gains, start=1) if gain), 0.0)
    return ndcg, recall, first


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


def main() -> None:
    """Print the figures of ours and of StandardAnalyzer as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("judged", type=Path)
    parser.add_argument("--paste", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    judged = json.loads(options.judged.read_text(encoding="utf-8"))
    documents = documents_of(options.paste)
    with tempfile.TemporaryDirectory() as root:
        result = {
            "documents": len(documents),
            "queries": len(judged),
            "ours": measure(judged, our_search(documents, Path(root))),
            "standard_analyzer": measure(judged, shipped_search(documents)),
        }
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
