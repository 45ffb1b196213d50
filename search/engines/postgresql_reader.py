"""Reading the index in PostgreSQL: its vocabulary, candidates and counts.

Searching is bounded by rows and time and not by how common a word is. A small number of
documents is scored whole. Of more, those that have all the words come first, then those
that lack one, then those that have one of the rarest (`_tiers`); `search/ranking.py` puts
in order what was found.
"""

import datetime
import json
import logging
import math
import time
from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple, Protocol

from django.db import OperationalError, transaction

from search.carrying import Need
from search.documents import Document
from search.engines.interface import CANDIDATES, SHARED, rarity, wanted_terms
from search.engines.postgresql_lexemes import (
    all_of,
    any_in,
    any_of,
    any_way,
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
# How many times the documents are looked for that should do; the least part of all that
# is looked into.
_SPARE, _LEAST_PART = 2, 0.02
#: Milliseconds after which a part of a search is given up, and the rest shown.
PATIENCE = 400
#: … and a statement without which there is no search.
LONGEST = 3_000
#: For the places that an index finds: with less, of many it is noted only on which page
#: they stand, and all that stands there is looked at.
MEMORY = "32MB"
# Documents that are looked at one by one in the time that the GIN index takes to find
# some of many, and of how many it is tried out whether that will do.
_PASSED, _SAMPLE = 50_000, 1_000
_ONE_BY_ONE = ("enable_bitmapscan",)
_BY_WORDS = ("enable_seqscan", "enable_indexscan")
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


def set_for_now(
    run: Callable[[str, list[str]], object], settings: Mapping[str, str]
) -> None:
    """Set what PostgreSQL goes by until the transaction ends."""
    each = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    run(f"SELECT {each}", [part for pair in settings.items() for part in pair])


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
        tiers = (
            _demanded(words, wanted.must, self._documents)
            if wanted.must
            else _tiers(words, self._documents)
        )
        is_narrowed = bool(wanted.must or filters)
        share = self._share_left(wanted, filters) if is_narrowed else 1.0
        scores: dict[str, float] = {}
        started = time.monotonic()
        for tier, expected in tiers:
            if scores and (time.monotonic() - started) * 1000 > PATIENCE:
                break
            asked = all_of([*demands, *filter(None, [tier])])
            if expected > SORTED and not is_narrowed:
                pool = _looked_through(expected, self._documents, public_only)
                scores.update(self._scored(asked, words, pool, limit).scores)
            else:
                scores.update(
                    self._newest_scored(
                        asked, words, share * expected, limit, public_only=public_only
                    )
                )
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
        words = self.vocabulary(public_only=public_only)
        wanted = _condition(need, words, public_only, _facet_demands(filters))
        rows = self._in_patience(
            f"SELECT key FROM {{docs}} WHERE {wanted.sql}"  # noqa: S608
            " ORDER BY moment DESC, key LIMIT %s",
            [*wanted.params, limit],
            self._slow_ways(wanted, limit),
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
        words = self.vocabulary(public_only=public_only)
        wanted = _condition(need, words, public_only)
        carrying = frozenset(
            key
            for (key,) in self._run(
                # OFFSET has the few read first, whatever the words would find.
                "SELECT key FROM (SELECT * FROM {docs} WHERE key = ANY(%s) OFFSET 0)"  # noqa: S608
                f" AS chosen WHERE {wanted.sql}",
                [list(keys), *wanted.params],
            )
        )
        groups = self._groups(wanted)
        if groups is None:
            # No time to count: there are those that were looked at, and maybe more.
            groups = self._grouped("key = ANY(%s)", [list(carrying)])
            seen = sum(count for *_, count in groups)
            return replace(
                _sums(groups, filters, carrying, seen, is_more=True), is_least=True
            )
        everywhere = sum(count for *_, count in groups)
        is_more = is_least = everywhere > COUNTED
        if is_more and filters:
            # Too many to count all of them: those that were chosen, then.
            chosen = _condition(need, words, public_only, _facet_demands(filters))
            groups = self._groups(chosen)
            is_least = groups is None or sum(count for *_, count in groups) > COUNTED
            if groups is None:
                groups = self._grouped("key = ANY(%s)", [list(carrying)])
        counts = _sums(groups, filters, carrying, everywhere, is_more=is_more)
        return replace(counts, is_least=is_least)

    def _groups(self, wanted: "_Condition") -> list["_Group"] | None:
        """How many there are of each kind, year and series, COUNTED + 1 in all; None
        when it takes too long to find out."""
        return self._in_patience(  # type: ignore[return-value]
            self._grouping(wanted.sql), wanted.params, self._slow_ways(wanted, COUNTED)
        )

    def _grouped(self, where: str, params: Sequence[Any]) -> list["_Group"]:
        return self._run(self._grouping(where), params)  # type: ignore[return-value]

    def _grouping(self, where: str) -> str:
        names = "kind, year, series" if self._has_facets else "kind, 0, ''"
        return (
            f"SELECT kind, year, series, count(*) FROM (SELECT {names} FROM {{docs}}"  # noqa: S608
            f" WHERE {where} LIMIT {COUNTED + 1}) AS found (kind, year, series)"
            " GROUP BY kind, year, series"
        )

    def _slow_ways(self, wanted: "_Condition", rows: int) -> tuple[str, ...]:
        """The ways to read the table that would not find so many of what is wanted
        soonest. PostgreSQL reckons as if words did not know each other, and is out by
        ten times."""
        share = rows / _PASSED
        if wanted.most < share * self._documents or self._share(wanted) < share:
            return _BY_WORDS
        return _ONE_BY_ONE

    def _share(self, wanted: "_Condition") -> float:
        """Of how many a condition is true, of 1, by a look at some documents."""
        percent = min(100.0, 100 * _SAMPLE / max(self._documents, 1))
        rows = self._in_patience(
            f"SELECT coalesce(avg(CASE WHEN {wanted.sql} THEN 1.0 ELSE 0 END), 0)"  # noqa: S608
            " FROM {docs} TABLESAMPLE SYSTEM (%s) REPEATABLE (1)",
            [*wanted.params, percent],
        )
        return float(rows[0][0]) if rows else 0.0

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
        self, sql: str, params: Sequence[Any], without: Sequence[str] = ()
    ) -> list[tuple[Any, ...]] | None:
        """The rows of a statement, None when it took more than PATIENCE ms; planned
        `without` some ways to read a table."""
        usual = {"statement_timeout": str(LONGEST), **dict.fromkeys(without, "on")}
        now = {"statement_timeout": str(PATIENCE), **dict.fromkeys(without, "off")}
        try:
            with transaction.atomic(using=self._index.alias):
                set_for_now(self._run, now)
                rows = self._run(sql, params)
                set_for_now(self._run, usual)
                return rows
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != _CANCELLED:
                raise
            logger.info("a part of a search took more than %d ms", PATIENCE)
            return None

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

    def _share_left(self, wanted: Query, filters: Filters) -> float:
        """Of how many documents, of 1, demands and filters leave, as if they did not
        know each other."""
        known = self.vocabulary(public_only=False)
        groups = [list(map("".join, group)) for group in wanted.must]
        if self._has_facets:
            groups += [[facet] for facet in facet_lexemes(filters.facets())]
        known.counts(lexeme for group in groups for lexeme in group)
        documents = max(self._documents, 1)
        found = (sum(known.counts(group).values()) for group in groups)
        return math.prod(min(count / documents, 1.0) for count in found)

    def _newest_scored(
        self,
        asked: str,
        words: Sequence["_Word"],
        expected: float,
        limit: int,
        *,
        public_only: bool,
    ) -> dict[str, float]:
        """The best of the newest POOL that answer a tier, found by their words.

        To tell which are the newest each has to be read, from a page of its own. Where
        many are expected only those since some moment are, and all if these were not
        enough."""
        part = _SPARE * POOL / max(expected, 1)
        if part < 0.5 and (since := self._since(part)):
            pool = _by_words(public_only, since)
            found = self._scored(asked, words, pool, limit)
            if found.is_given_up or found.pooled >= POOL:
                return found.scores
        return self._scored(asked, words, _by_words(public_only), limit).scores

    def _since(self, part: float) -> datetime.datetime | None:
        """The moment since which about this part of the documents is, by a look at
        some."""
        percent = min(100.0, 100 * _SAMPLE / max(self._documents, 1))
        rows = self._run(
            "SELECT percentile_disc(%s) WITHIN GROUP (ORDER BY moment)"
            " FROM {docs} TABLESAMPLE SYSTEM (%s) REPEATABLE (1)",
            [1 - max(part, _LEAST_PART), percent],
        )
        return rows[0][0]  # type: ignore[no-any-return]

    def _scored(
        self,
        tier: str,
        words: Sequence["_Word"],
        pool: "_Pool",
        limit: int,
    ) -> "_Scored":
        """The best of a tier by rough score, of a pool; none when that takes too long.

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
            "SELECT key, score, count(*) OVER () FROM (SELECT key, moment, ("  # noqa: S608
            + (" + ".join(parts) or "0")
            + f") / (1 + 0.05 * length / {_DOCUMENT_SIZE}.0) AS score"
            + f" FROM ({pool.sql}) AS pool) AS scored"
            + " ORDER BY score DESC, moment DESC, key LIMIT %s"
        )
        params += [tier, *pool.params, limit]
        rows = self._in_patience(sql, params, pool.slow_ways)
        scores = {key: score for key, score, _ in rows or ()}
        return _Scored(scores, rows[0][2] if rows else 0, is_given_up=rows is None)

    def _read(self, keys: Sequence[str]) -> list[Document]:
        rows = dict(
            self._run("SELECT key, data FROM {texts} WHERE key = ANY(%s)", [list(keys)])
        )
        return [
            Document.from_stored(json.loads(rows[key])) for key in keys if key in rows
        ]


#: A kind, a year, a series, and how many documents are of all three.
_Group = tuple[str, int, str, int]


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


class _Condition(NamedTuple):
    """What is true of documents, as SQL with its parameters, and how many documents
    it is true of at most, by the words they have."""

    sql: str
    params: list[str]
    most: int


def _condition(
    need: Need,
    vocabulary: PostgresqlVocabulary,
    public_only: bool,
    demands: Sequence[str] = (),
) -> _Condition:
    """What is true of a document that carries enough.

    The GIN index is asked for what it tells without a look at the document, with up to
    four words for every way. With more words the ways are too many for it: it finds who
    has one of those with which the ways begin. The rest is asked of what was found."""
    words = [any_of(map("".join, sorted(word))) for word in need.words]
    ways = _undemanded(need)
    asked = [*_demands(need.must, need.must_not), *demands]
    tests = []
    if len({at for way in ways for at in way}) <= _FEW_WORDS:
        asked.append(any_way(words, ways))
    elif all(ways):
        asked.append(_all_of_one(words[at] for at in sorted(set(map(min, ways)))))
        tests.append(any_way(words, ways))
    if words:
        # One word at least is its own, and not only of what it answers.
        own = sorted({"".join(term) for word in need.words for term in word})
        tests.append(any_in("ABC", own))
    sql = "tokens @@ %s::tsquery"
    # IS TRUE keeps a test from the index, for which it would be work in vain.
    sql += " AND (tokens @@ %s::tsquery) IS TRUE" * len(tests)
    return _Condition(
        ("public AND " if public_only else "") + sql,
        [all_of(filter(None, asked)), *tests],
        _most(need, vocabulary),
    )


def _undemanded(need: Need) -> list[tuple[int, ...]]:
    """The ways less those words that stand in every document that meets the demands."""
    met = {
        at
        for at, word in enumerate(need.words)
        if any(group <= word for group in need.must)
    }
    return [tuple(at for at in way if at not in met) for way in need.ways]


def _most(need: Need, vocabulary: PostgresqlVocabulary) -> int:
    """How many documents may carry enough, if words stood together wherever they can."""

    def having(alternatives: Iterable[Term]) -> int:
        return sum(vocabulary.counts(map("".join, alternatives)).values())

    vocabulary.counts("".join(t) for group in (*need.words, *need.must) for t in group)
    counts = [having(word) for word in need.words]
    demanded = [having(group) for group in need.must]
    every = [vocabulary.document_count(), *demanded]
    return sum(min([*every, *(counts[at] for at in way)]) for way in need.ways)


def _all_of_one(alternatives: Iterable[str]) -> str:
    return " | ".join(filter(None, alternatives))


def _sums(
    groups: Sequence[_Group],
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


class _Pool(NamedTuple):
    """Documents that answer a tier and are scored: SQL that takes the tier and `params`,
    and the ways to read the table that would not find them soonest."""

    sql: str
    params: tuple[Any, ...] = ()
    slow_ways: Sequence[str] = ()


class _Scored(NamedTuple):
    """The best with their rough scores, of how many; none where it was given up."""

    scores: dict[str, float]
    pooled: int
    is_given_up: bool


def _by_words(public_only: bool, since: datetime.datetime | None = None) -> _Pool:
    """The newest POOL that answer a tier, found by their words and sorted; only of those
    `since` a moment, if there is one."""
    where = f"tokens @@ %s::tsquery{' AND public' if public_only else ''}"
    if since is not None:
        where += " AND moment >= %s"
    # What is sorted are places: whole rows would not fit into memory.
    return _Pool(
        "SELECT * FROM {docs} WHERE ctid = ANY(ARRAY("  # noqa: S608
        f"SELECT place FROM (SELECT ctid, moment FROM {{docs}} WHERE {where}"
        " OFFSET 0) AS found (place, moment)"
        f" ORDER BY moment DESC LIMIT {POOL}))",
        () if since is None else (since,),
        _BY_WORDS,
    )


def _looked_through(expected: float, documents: int, public_only: bool) -> _Pool:
    """The newest POOL that answer a tier of which so many documents are expected: many,
    so the newest documents are looked through, some more than should hold POOL of them.
    What is fenced by OFFSET or LIMIT is planned as it stands."""
    where = f"tokens @@ %s::tsquery{' AND public' if public_only else ''}"
    newest = min(round(_SPARE * POOL * documents / expected), LOOKED_THROUGH)
    return _Pool(
        "SELECT * FROM (SELECT * FROM {docs} ORDER BY moment DESC"  # noqa: S608
        f" LIMIT {newest}) AS newest WHERE {where} LIMIT {POOL}"
    )


def _demanded(
    words: Sequence[_Word], must: Iterable[Iterable[Term]], documents: int
) -> Iterator[tuple[str, float]]:
    """What to try where demands already leave few: the words, then no more at all; and
    how many documents there would be of each without the demands."""
    groups = [frozenset(map("".join, group)) for group in must]
    open_ones = [
        word
        for word in words
        if not any(group <= word.weights.keys() for group in groups)
    ]
    if open_ones and sum(word.most for word in words) > POOL:
        shares = [word.most / max(documents, 1) for word in open_ones]
        asked = all_of(any_of(word.weights) for word in open_ones)
        yield asked, documents * math.prod(shares)
    yield "", documents


def _tiers(words: Sequence[_Word], documents: int) -> Iterator[tuple[str, float]]:
    """Queries to try one after the other until enough is found, and how many documents
    each is expected to find, as if words did not know each other."""
    if sum(word.most for word in words) <= POOL:
        yield any_of([lexeme for word in words for lexeme in word.weights]), 0
        return
    pairs = {one.text + other.text for one in words for other in words}
    # Two words written as one stand beside them in a query: who has both has not that.
    apart = [word for word in words if word.text not in pairs]
    apart.sort(key=lambda word: word.most)
    alternatives = [any_of(word.weights) for word in apart]
    shares = [word.most / max(documents, 1) for word in apart]
    yield all_of(alternatives), documents * math.prod(shares)
    if len(alternatives) > 2:
        numbers = range(len(alternatives))
        lacking_one = combinations(numbers, len(alternatives) - 1)
        expected = sum(
            math.prod([*shares[:i], *shares[i + 1 :]]) for i in range(len(shares))
        )
        yield any_way(alternatives, lacking_one), documents * expected
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
