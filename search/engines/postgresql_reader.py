"""Reading the index in PostgreSQL: its vocabulary, candidates and counts.

Searching is bounded by rows and time and not by how common a word is. A small number of
documents is scored whole. Of more, those that have all the words come first, then those
that lack one, then those that have one of the rarest (`_tiers`); `search/ranking.py` puts
in order what was found.
"""

import json
import logging
import math
import time
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.db import OperationalError, transaction

from search.carrying import Need
from search.documents import Document
from search.engines.interface import CANDIDATES, SHARED, rarity, wanted_terms
from search.engines.postgresql_lexemes import (
    all_of,
    any_in,
    any_of,
    facet_lexemes,
    quoted,
    storable,
)
from search.filters import COUNTED, EVERYTHING, Counts, Filters
from search.query import Query, Term

logger = logging.getLogger(__name__)

#: Rows of one tier that are scored at most, the newest; as many are always scored.
POOL = 1000
#: Documents that are fetched and sorted by moment, and newest ones looked through.
SORTED, LOOKED_THROUGH = 20_000, 50_000
#: Milliseconds after which a part of a search is given up, and the rest shown.
PATIENCE = 400
#: … and a statement without which there is no search.
LONGEST = 3_000
# Words of which every way to carry enough is asked of the GIN index.
_FEW_WORDS = 4
# What is only answered, against the body.
_BESIDE = 0.4
_DOCUMENT_SIZE = 45
#: Stands alone and before lexemes, for those documents that not everyone may find.
HIDDEN = "-"


class Tables(Hashable, Protocol):
    """The tables of an index, as a reader asks them."""

    alias: str

    def names(self, generation: int) -> dict[str, str]:
        """The names of a generation's tables."""
        ...

    def run(
        self, sql: str, params: Sequence[Any] = (), *, generation: int = 0
    ) -> list[tuple[Any, ...]]:
        """Run a statement in which {docs}, {texts}, {words} and {state} stand for
        tables; its rows, if it gives any."""
        ...


class PostgresqlVocabulary:
    """The words of the documents that one may find, or of all; what was asked once is
    remembered."""

    def __init__(
        self, index: Tables, generation: int, documents: int, *, public_only: bool
    ) -> None:
        self._index = index
        self._generation = generation
        self._known: dict[str, int] = {}
        self._documents = documents
        self._public_only = public_only
        if public_only:
            rows = self._run("SELECT documents FROM {words} WHERE term = %s", [HIDDEN])
            self._documents -= sum(count for (count,) in rows)

    def _run(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._index.run(sql, params, generation=self._generation)

    def document_count(self) -> int:
        """How many documents there are."""
        return self._documents

    def frequency(self, layer: str, term: str) -> int:
        """In how many documents a term of a layer occurs."""
        return self.counts([layer + term])[layer + term]

    def frequencies(
        self, terms: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], int]:
        """The frequency of every (layer, term) that occurs at all, by one question."""
        counts = self.counts([layer + term for layer, term in terms])
        return {(at[0], at[1:]): count for at, count in counts.items() if count}

    def counts(self, lexemes: Iterable[str]) -> dict[str, int]:
        """In how many documents each lexeme occurs."""
        lexemes = list(lexemes)
        unknown = [lexeme for lexeme in lexemes if lexeme not in self._known]
        if unknown:
            self._known.update(dict.fromkeys(unknown, 0))
            asked = [lexeme for each in unknown if (lexeme := storable(each)) == each]
            self._known.update(dict(self._rows(asked)))
        return {lexeme: self._known[lexeme] for lexeme in lexemes}

    def _rows(self, lexemes: list[str]) -> list[tuple[Any, ...]]:
        if not self._public_only:
            sql = "SELECT term, documents FROM {words} WHERE term = ANY(%s)"
            return self._run(sql, [lexemes])
        return self._run(
            "SELECT term, documents - coalesce((SELECT hidden.documents"
            " FROM {words} AS hidden WHERE hidden.term = %s || found.term), 0)"
            " FROM {words} AS found WHERE term = ANY(%s)",
            [HIDDEN, lexemes],
        )


class PostgresqlReader:
    """One state of the index: its vocabulary and its documents."""

    def __init__(self, index: Tables, generation: int, documents: int) -> None:
        self._index = index
        self._generation = generation
        self._documents = documents
        self._vocabularies: dict[bool, PostgresqlVocabulary] = {}

    def _run(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._index.run(sql, params, generation=self._generation)

    def vocabulary(self, *, public_only: bool) -> PostgresqlVocabulary:
        """The words of the documents that one may find, or of all."""
        known = self._vocabularies.get(public_only)
        if known is None:
            known = self._vocabularies[public_only] = PostgresqlVocabulary(
                self._index, self._generation, self._documents, public_only=public_only
            )
        return known

    def candidates(
        self,
        wanted: Query,
        *,
        public_only: bool,
        limit: int = CANDIDATES,
        filters: Filters = EVERYTHING,
    ) -> list[Document]:
        """The `limit` documents most likely meant of those that `filters` admit."""
        words = self._words(wanted, self.vocabulary(public_only=public_only))
        demands = _demands(wanted.must, wanted.must_not)
        if self._has_facets:
            demands += _facet_demands(filters)
        if not words and not wanted.must:
            return []
        tiers = _demanded(words) if wanted.must else _tiers(words, self._documents)
        scores: dict[str, float] = {}
        started = time.monotonic()
        for tier, expected in tiers:
            if scores and (time.monotonic() - started) * 1000 > PATIENCE:
                break
            asked = all_of([*demands, *filter(None, [tier])])
            pool = _pool(0 if filters else expected, self._documents, public_only)
            scores.update(self._scored(asked, words, pool, limit))
            if len(scores) >= limit:
                break
        best = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
        return self._read(best)

    @property
    def _has_facets(self) -> bool:
        """Whether this code's form of the tables is that of this generation."""
        return _has_facets(self._index, self._generation)

    def newest(
        self,
        need: Need,
        *,
        public_only: bool,
        limit: int = CANDIDATES,
        filters: Filters = EVERYTHING,
    ) -> list[Document]:
        """The `limit` newest documents that carry enough; none where that takes too
        long to find out."""
        if not self._has_facets or not need.ways:
            return []
        where, params = _condition(need, public_only, _facet_demands(filters))
        rows = self._in_patience(
            f"SELECT key FROM {{docs}} WHERE {where}"  # noqa: S608
            " ORDER BY moment DESC, key LIMIT %s",
            [*params, limit],
        )
        return self._read([key for (key,) in rows or ()])

    def counts(
        self,
        need: Need,
        *,
        public_only: bool,
        filters: Filters = EVERYTHING,
        keys: Sequence[str] = (),
    ) -> Counts:
        """How many documents carry enough, of what, and which of `keys` do."""
        if not need.ways:
            return Counts()
        where, params = _condition(need, public_only)
        carrying = frozenset(
            key
            for (key,) in self._run(
                # OFFSET has the few read first, whatever the words would find.
                "SELECT key FROM (SELECT * FROM {docs} WHERE key = ANY(%s) OFFSET 0)"  # noqa: S608
                f" AS chosen WHERE {where}",
                [list(keys), *params],
            )
        )
        groups = self._groups(where, params)
        everywhere = sum(count for *_, count in groups)
        is_more = everywhere > COUNTED
        if is_more and filters:
            # Too many to count all of them: those that were chosen, then.
            chosen = _condition(need, public_only, _facet_demands(filters))
            groups = self._groups(*chosen)
        return _sums(groups, filters, carrying, everywhere, is_more=is_more)

    def _groups(
        self, where: str, params: Sequence[Any]
    ) -> list[tuple[str, int, str, int]]:
        """How many there are of each kind, year and series, COUNTED + 1 in all."""
        names = "kind, year, series" if self._has_facets else "kind, 0, ''"
        found = self._in_patience(
            f"SELECT kind, year, series, count(*) FROM (SELECT {names} FROM {{docs}}"  # noqa: S608
            f" WHERE {where} LIMIT {COUNTED + 1}) AS found (kind, year, series)"
            " GROUP BY kind, year, series",
            params,
        )
        return found or []  # type: ignore[return-value]

    def forms(self, keys: Iterable[str]) -> dict[str, int]:
        """The words with one of these keys, and in how many public documents."""
        found: dict[str, int] = {}
        for key in keys:
            # From "fkey " up to the sign after the space.
            rows = self._run(
                "SELECT term, documents FROM {words}"
                " WHERE term >= %s AND term < %s AND documents >= %s",
                [f"f{key} ", f"f{key}!", SHARED],
            )
            found |= {term.partition(" ")[2]: count for term, count in rows}
        return found

    def _in_patience(
        self, sql: str, params: Sequence[Any]
    ) -> list[tuple[Any, ...]] | None:
        """The rows of a statement, None when it took more than PATIENCE ms."""
        try:
            with transaction.atomic(using=self._index.alias):
                self._give_up_after(PATIENCE)
                rows = self._run(sql, params)
                self._give_up_after(LONGEST)
                return rows
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != _CANCELLED:
                raise
            logger.info("a part of a search took more than %d ms", PATIENCE)
            return None

    def _give_up_after(self, milliseconds: int) -> None:
        self._run(
            "SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)]
        )

    def _words(self, wanted: Query, vocabulary: PostgresqlVocabulary) -> list["_Word"]:
        """The words as lexemes; those that occur nowhere are left out."""
        asked = wanted_terms(wanted)
        vocabulary.counts({layer + term for _, word in asked for layer, term in word})
        words = []
        for text, word in asked:
            counts = vocabulary.counts([layer + term for layer, term in word])
            weights = {
                layer + term: weight
                for (layer, term), weight in word.items()
                if counts[layer + term]
            }
            if weights:
                most = min(sum(counts.values()), self._documents)
                least = min(max(counts.values()), self._documents)
                words.append(_Word(text, weights, most, least))
        return words

    def _scored(
        self, tier: str, words: Sequence["_Word"], pool: str, limit: int
    ) -> dict[str, float]:
        """The best of a tier by rough score, of a pool (`_pool`); none when that takes
        too long.

        As in ranking, rare words count more than common ones, of a word the strictest
        likeness counts, and titles more than texts, those more than what is answered.
        """
        parts: list[str] = []
        params: list[Any] = []
        for word in words:
            likeness = []
            params.append(rarity(word.least, self._documents))
            for weight, lexemes in sorted(word.by_weight().items(), reverse=True):
                likeness.append("WHEN tokens @@ %s::tsquery THEN %s")
                params += [any_of(lexemes), weight]
            parts.append(
                f"%s * (CASE {' '.join(likeness)} ELSE 0 END)"
                " * (CASE WHEN tokens @@ %s::tsquery THEN 1.3"
                f" WHEN tokens @@ %s::tsquery THEN 1 ELSE {_BESIDE} END)"
            )
            params += [any_in("AB", word.weights), any_in("ABC", word.weights)]
        sql = (
            "SELECT key, score FROM (SELECT key, moment, ("  # noqa: S608
            + (" + ".join(parts) or "0")
            + f") / (1 + 0.05 * length / {_DOCUMENT_SIZE}.0) AS score"
            + f" FROM ({pool}) AS pool) AS scored"
            + " ORDER BY score DESC, moment DESC, key LIMIT %s"
        )
        return dict(self._in_patience(sql, [*params, tier, limit]) or ())

    def _read(self, keys: Sequence[str]) -> list[Document]:
        rows = dict(
            self._run("SELECT key, data FROM {texts} WHERE key = ANY(%s)", [list(keys)])
        )
        return [
            Document.from_stored(json.loads(rows[key])) for key in keys if key in rows
        ]


class _Word(NamedTuple):
    """A word of a query: its lexemes with their weights, and how many documents have
    one of them at most and at least: those of a word mostly stand in the same ones."""

    text: str
    weights: dict[str, float]
    most: int
    least: int

    def by_weight(self) -> dict[float, list[str]]:
        """The lexemes of each weight."""
        found: dict[float, list[str]] = {}
        for lexeme, weight in self.weights.items():
            found.setdefault(weight, []).append(lexeme)
        return found


_CANCELLED = "57014"


def _demands(must: Iterable[Iterable[Term]], must_not: Collection[Term]) -> list[str]:
    """What every document must have, and must not."""
    demands = [any_of(map("".join, sorted(group))) for group in must]
    if must_not:
        demands.append(f"!({any_of(map(''.join, sorted(must_not)))})")
    return demands


def _facet_demands(filters: Filters) -> list[str]:
    return list(map(quoted, facet_lexemes(filters.facets())))


def _condition(
    need: Need, public_only: bool, demands: Sequence[str] = ()
) -> tuple[str, list[str]]:
    """What is true of a document that carries enough, as SQL with its parameters.

    Up to four words the GIN index is asked for every way. With more, ways are too many
    for one query: it finds who has one of the rarest words that stand in every way, and
    each of those is looked at."""
    words = [any_of(map("".join, sorted(word))) for word in need.words]
    demands = [*_demands(need.must, need.must_not), *demands]
    if words:
        # One word at least is its own, and not only of what it answers.
        own = sorted({"".join(term) for word in need.words for term in word})
        demands.append(any_in("ABC", own))
    shown = "public AND " if public_only else ""
    if len(words) <= _FEW_WORDS:
        ways = [all_of(words[at] for at in way) for way in need.ways]
        # A way without words is open to all that the demands leave.
        either = [" | ".join(f"({way})" for way in ways)] if all(ways) else []
        return f"{shown}tokens @@ %s::tsquery", [all_of([*demands, *either])]
    first = _standing_in_all(need.ways)
    params = [all_of([*demands, _all_of_one([words[at] for at in first])])]
    tests = []
    for way in need.ways:
        tests.append("(" + " AND ".join(f"has[{at + 1}]" for at in way) + ")")
    has = ", ".join("tokens @@ %s::tsquery" for _ in words)
    params += words
    sql = (
        f"{shown}tokens @@ %s::tsquery AND (SELECT {' OR '.join(tests)}"  # noqa: S608
        f" FROM (SELECT ARRAY[{has}] AS has) AS words)"
    )
    return sql, params


def _standing_in_all(ways: Sequence[tuple[int, ...]]) -> list[int]:
    """The first few words (rarest first) of which every way has one."""
    return list(range(1 + max(min(way) for way in ways)))


def _all_of_one(alternatives: Iterable[str]) -> str:
    return " | ".join(filter(None, alternatives))


def _sums(
    groups: Sequence[tuple[str, int, str, int]],
    filters: Filters,
    carrying: frozenset[str],
    everywhere: int,
    *,
    is_more: bool,
) -> Counts:
    """Counts from how many there are of each kind, year and series together."""
    kinds, years, series = Counter[str](), Counter[int](), Counter[str]()
    total = 0
    for kind, year, slug, count in groups:
        is_kind = filters.kind in ("", kind)
        is_year = filters.year in (0, year)
        is_series = filters.series in ("", slug)
        total += count * (is_kind and is_year and is_series)
        kinds[kind] += count * (is_year and is_series)
        years[year] += count * (is_kind and is_series)
        series[slug] += count * (is_kind and is_year)
    years.pop(0, None)
    series.pop("", None)
    return Counts(total, everywhere, +kinds, +years, +series, is_more, carrying)


@lru_cache(maxsize=64)
def _has_facets(index: Tables, generation: int) -> bool:
    rows = index.run(
        "SELECT count(*) FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attname = 'series'",
        [index.names(generation)["docs"]],
    )
    return bool(rows[0][0])


def _pool(expected: float, documents: int, public_only: bool) -> str:
    """The newest POOL that answer a tier of which so many documents are expected.

    Few are found by their words and sorted. Of many the newest documents are looked
    through, some more than should hold POOL of them; what is fenced by OFFSET is planned
    as it stands.
    """
    where = f"tokens @@ %s::tsquery{' AND public' if public_only else ''}"
    if expected <= SORTED:
        return (
            f"SELECT * FROM (SELECT * FROM {{docs}} WHERE {where} OFFSET 0) AS found"  # noqa: S608
            f" ORDER BY moment DESC LIMIT {POOL}"
        )
    newest = min(round(2 * POOL * documents / expected), LOOKED_THROUGH)
    return (
        "SELECT * FROM (SELECT * FROM {docs} ORDER BY moment DESC"  # noqa: S608
        f" LIMIT {newest}) AS newest WHERE {where} LIMIT {POOL}"
    )


def _demanded(words: Sequence[_Word]) -> Iterator[tuple[str, float]]:
    """What to try where demands already leave few: the words, then no more at all."""
    if sum(word.most for word in words) > POOL:
        yield all_of(any_of(word.weights) for word in words), 0
    yield "", 0


def _tiers(words: Sequence[_Word], documents: int) -> Iterator[tuple[str, float]]:
    """Queries to try one after the other until enough is found, and how many documents
    each is expected to find, as if words did not know each other."""
    if sum(word.most for word in words) <= POOL:
        yield any_of([lexeme for word in words for lexeme in word.weights]), 0
        return
    pairs = {one.text + other.text for one in words for other in words}
    # Two words written as one stand beside them in a query: who has both has not that.
    apart = [word for word in words if word.text not in pairs]
    alternatives = [any_of(word.weights) for word in apart]
    shares = [word.most / max(documents, 1) for word in apart]
    yield all_of(alternatives), documents * math.prod(shares)
    if len(alternatives) > 2:
        lacking_one = (
            all_of([*alternatives[:i], *alternatives[i + 1 :]])
            for i in range(len(alternatives))
        )
        expected = sum(
            math.prod([*shares[:i], *shares[i + 1 :]]) for i in range(len(shares))
        )
        yield " | ".join(f"({each})" for each in lacking_one), documents * expected
    if len(words) == 1:
        return
    rarest = sorted(words, key=lambda word: word.most)
    taken = rarest[:1]
    for word in rarest[1:]:
        if sum(each.most for each in (*taken, word)) > POOL:
            break
        taken.append(word)
    least = sum(word.most for word in taken)
    yield any_of([lexeme for word in taken for lexeme in word.weights]), least
