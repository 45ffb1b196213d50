"""PostgreSQL: the engine for large sites, a few tables beside the site's own or in
another database.

    uthan_index             which generation is in use ("current") or being built
    uthan_index_<n>_docs    a row a document: its terms as one tsvector, what is filtered by
    uthan_index_<n>_texts   the documents themselves, read only for those that were chosen
    uthan_index_<n>_words   in how many documents each term occurs

The tables are made here and not by migrations, as Whoosh's directory is: they may stand
in a database that Django does not migrate, no backup holds them, and a rebuild makes new
ones, of whatever form this code wants, while searches go on in the old. One UPDATE swaps.

A term is one lexeme, its layer's letter before it. Its weight is the field's (A title, B
topic, C author and body, D what it answers); how much a layer says stands in the query. What a document is
filtered by is a lexeme too (`Kpost`, `Y2026`, `Sdaily`), so that the same GIN index finds
the few of a kind among many. How words are spelt (`fkey word`) is in `words` alone.

Searching is bounded by rows and time and not by how common a word is. A small number of
documents is scored whole. Of more, those that have all the words come first, then those
that lack one, then those that have one of the rarest (`_tiers`); `search/ranking.py` puts
in order what was found.
"""

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DatabaseError, OperationalError, connections, transaction

from search.carrying import Need
from search.documents import CONTEXT, Document
from search.engines import interface
from search.engines.interface import (
    CANDIDATES,
    SHARED,
    IndexBusy,
    IndexMissing,
    index_version,
    rarity,
    surface_forms,
    terms,
    wanted_terms,
)
from search.filters import COUNTED, EVERYTHING, Counts, Filters
from search.query import Query, Term

logger = logging.getLogger(__name__)

_SCHEMA_VERSION = 6
PREFIX = "uthan_index"

#: Rows of one tier that are scored at most, the newest; as many are always scored.
POOL = 1000
#: Milliseconds after which a part of a search is given up, and the rest shown.
PATIENCE = 400
#: … and a statement without which there is no search.
LONGEST = 3_000
# Words of which every way to carry enough is asked of the GIN index.
_FEW_WORDS = 4
# Milliseconds to wait for searches in tables that are to be dropped.
_DROP_PATIENCE = 2_000
_PURGE_PATIENCE = 30_000

# Of a term that is repeated so many are kept.
_MOST_TIMES = 4
# What a tsvector holds at most is 1 MB; a lexeme may have 2046 bytes.
_MOST_BYTES = 900_000
_LONGEST_TERM = 500
_FIELD_PLACES = {"title": (1, "A"), "topic": (11, "B"), CONTEXT: (31, "D")}
_BODY_PLACE = (21, "C")  # the author's name too
# What is only answered, against the body.
_BESIDE = 0.4
_DOCUMENT_SIZE = 45

_CREATE = (
    """CREATE TABLE {docs} (
        key text COLLATE "C" PRIMARY KEY,
        kind text NOT NULL,
        pk bigint NOT NULL,
        public boolean NOT NULL,
        moment timestamptz NOT NULL,
        year integer NOT NULL,
        series text NOT NULL,
        length integer NOT NULL,
        tokens tsvector NOT NULL
    ) WITH (toast_tuple_target = 8160)""",
    "ALTER TABLE {docs} ALTER tokens SET STORAGE MAIN",
    """CREATE TABLE {texts} (
        key text COLLATE "C" PRIMARY KEY, data text NOT NULL, forms text[] NOT NULL
    )""",
    """CREATE TABLE {words} (
        term text COLLATE "C" PRIMARY KEY, documents integer NOT NULL
    ) WITH (fillfactor = 70)""",
)
# By moment, since of words that are everywhere the newest documents are looked at.
_INDEXES = (
    "CREATE INDEX ON {docs} USING gin (tokens)",
    "CREATE INDEX ON {docs} (moment)",
)


class _State(NamedTuple):
    """A row of `uthan_index`."""

    generation: int
    version: str
    documents: int
    place: str


class PostgresqlIndex:
    """The index in one database; `alias` is its name in DATABASES."""

    def __init__(self, alias: str = "default", prefix: str = PREFIX) -> None:
        self.alias = alias
        self.prefix = prefix

    # What a table of a generation is called.

    def names(self, generation: int) -> dict[str, str]:
        """The names of a generation's tables, for `run`."""
        names = {
            part: f"{self.prefix}_{generation}_{part}"
            for part in ("docs", "texts", "words")
        }
        return {"state": self.prefix, **names}

    def run(
        self, sql: str, params: Sequence[Any] = (), *, generation: int = 0
    ) -> list[tuple[Any, ...]]:
        """Run a statement in which {docs}, {texts}, {words} and {state} stand for
        tables; its rows, if it gives any."""
        with connections[self.alias].cursor() as cursor:
            cursor.execute(sql.format(**self.names(generation)), params)
            return cursor.fetchall() if cursor.description else []

    def _state(self, role: str) -> _State | None:
        """The generation that is "current" or "building", if its tables are there."""
        try:
            with transaction.atomic(using=self.alias):
                return self._read_state(role)
        except OperationalError:
            raise
        except DatabaseError:
            return None

    def _read_state(self, role: str) -> _State | None:
        rows = self.run(
            "SELECT generation, version, documents, place FROM {state}"
            " WHERE role = %s AND to_regclass(%s || generation || '_docs') IS NOT NULL",
            [role, f"{self.prefix}_"],
        )
        return _State(*rows[0]) if rows else None

    def is_current(self) -> bool:
        """Whether there is an index and this code made it."""
        state = self._state("current")
        return state is not None and state.version == index_version(_SCHEMA_VERSION)

    def is_readable(self) -> bool:
        """Whether the tables in use are there and can be read."""
        try:
            with self.reading() as reader:
                reader.frequency("s", "")
        except IndexMissing:
            return False
        return True

    # Writing

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[None]:
        """Hold the writer's lock; raises IndexBusy after `wait` seconds (LOCK_WAIT).

        It belongs to the database connection that writes: when that is lost, so is the
        lock, and a writer without it cannot write.
        """
        patience = interface.LOCK_WAIT if wait is None else wait
        deadline = time.monotonic() + patience
        # PostgreSQL would give one connection the same lock twice.
        gate = _gate(self.alias, self.prefix)
        if not gate.acquire(timeout=patience):
            raise IndexBusy
        try:
            self._lock(deadline)
            try:
                yield
            finally:
                self._unlock()
        finally:
            gate.release()

    def _lock(self, deadline: float) -> None:
        while not self.run("SELECT pg_try_advisory_lock(hashtext(%s))", [self.prefix])[
            0
        ][0]:
            if time.monotonic() >= deadline:
                raise IndexBusy
            time.sleep(0.1)

    def _unlock(self) -> None:
        try:
            self.run("SELECT pg_advisory_unlock(hashtext(%s))", [self.prefix])
        except DatabaseError:
            # A connection that goes back to its pool would take the lock with it.
            with suppress(Exception):
                connections[self.alias].connection.close()

    def write(self, put: Sequence[Document], remove: Sequence[str]) -> None:
        """Put documents and remove keys, in one transaction; the lock must be held.

        A rebuild that was begun gets them too. Raises IndexMissing without an index.
        """
        current = self._state("current")
        if current is None:
            raise IndexMissing
        rows = _rows(put)
        with transaction.atomic(using=self.alias):
            for role in ("current", "building"):
                state = current if role == "current" else self._state(role)
                if state is not None:
                    self._put(role, state.generation, rows, remove)

    def _put(
        self,
        role: str,
        generation: int,
        rows: Sequence["_Row"],
        remove: Sequence[str] = (),
    ) -> None:
        keys = [*(row.key for row in rows), *remove]
        change = Counter[str]()
        for row in rows:
            change.update(row.terms)
        change.subtract(dict(self._terms_of(generation, keys)))
        gone = self.run(
            "WITH gone AS (DELETE FROM {docs} WHERE key = ANY(%s) RETURNING key)"
            " DELETE FROM {texts} USING gone WHERE {texts}.key = gone.key RETURNING 1",
            [keys],
            generation=generation,
        )
        if rows:
            self._insert(generation, rows)
        self._count(generation, change)
        self.run(
            "UPDATE {state} SET documents = documents + %s WHERE role = %s",
            [len(rows) - len(gone), role],
        )

    def _terms_of(self, generation: int, keys: Sequence[str]) -> list[tuple[str, int]]:
        """How many of the documents have each of their terms."""
        return self.run(  # type: ignore[return-value]
            "SELECT term, count(*)::int FROM ("
            "SELECT unnest(tsvector_to_array(tokens)) AS term FROM {docs}"
            " WHERE key = ANY(%s) UNION ALL"
            " SELECT unnest(forms) FROM {texts} WHERE key = ANY(%s)"
            ") AS each GROUP BY term",
            [list(keys), list(keys)],
            generation=generation,
        )

    def _insert(self, generation: int, rows: Sequence["_Row"]) -> None:
        self.run(
            "INSERT INTO {docs}"
            " (key, kind, pk, public, moment, year, series, length, tokens)"
            " SELECT key, kind, pk, public, to_timestamp(moment), year, series, length,"
            " tokens::tsvector FROM unnest(%s::text[], %s::text[], %s::bigint[],"
            " %s::boolean[], %s::double precision[], %s::integer[], %s::text[],"
            " %s::integer[], %s::text[])"
            " AS row(key, kind, pk, public, moment, year, series, length, tokens)",
            [
                [row.key for row in rows],
                [row.kind for row in rows],
                [row.pk for row in rows],
                [row.public for row in rows],
                [row.moment for row in rows],
                [row.year for row in rows],
                [row.series for row in rows],
                [row.length for row in rows],
                [row.tokens for row in rows],
            ],
            generation=generation,
        )
        self.run(
            "INSERT INTO {texts} (key, data, forms) SELECT key, data,"
            " ARRAY(SELECT jsonb_array_elements_text(forms::jsonb))"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS row(key, data, forms)",
            [
                [row.key for row in rows],
                [row.data for row in rows],
                [json.dumps(row.forms, ensure_ascii=False) for row in rows],
            ],
            generation=generation,
        )

    def _count(self, generation: int, change: Mapping[str, int]) -> None:
        """Bring the vocabulary up to date."""
        changed = sorted((term, by) for term, by in change.items() if by)
        if not changed:
            return
        self.run(
            "INSERT INTO {words} (term, documents)"
            " SELECT * FROM unnest(%s::text[], %s::integer[])"
            " ON CONFLICT (term) DO UPDATE"
            " SET documents = {words}.documents + EXCLUDED.documents",
            [[term for term, _ in changed], [by for _, by in changed]],
            generation=generation,
        )
        fewer = [term for term, by in changed if by < 0]
        if fewer:
            self.run(
                "DELETE FROM {words} WHERE term = ANY(%s) AND documents <= 0",
                [fewer],
                generation=generation,
            )

    # Rebuilding

    def begin_rebuild(self) -> dict[str, Any]:
        """Make tables for a new generation, or go on in those of a killed rebuild.

        Returns the place it had reached, or {}; the lock must be held.
        """
        with transaction.atomic(using=self.alias):
            self.run(
                "CREATE TABLE IF NOT EXISTS {state} (role text PRIMARY KEY,"
                " generation integer NOT NULL, version text NOT NULL,"
                " documents bigint NOT NULL DEFAULT 0,"
                " place text NOT NULL DEFAULT '{{}}')"
            )
            begun = self._state("building")
            if begun is not None and begun.version == index_version(_SCHEMA_VERSION):
                place: dict[str, Any] = json.loads(begun.place)
                return place
            self.run("DELETE FROM {state} WHERE role = 'building'")
            generation = 1 + max(self._generations(), default=0)
            for statement in (*_CREATE, *_INDEXES):
                self.run(statement, generation=generation)
            self.run(
                "INSERT INTO {state} (role, generation, version)"
                " VALUES ('building', %s, %s)",
                [generation, index_version(_SCHEMA_VERSION)],
            )
        self._sweep(_DROP_PATIENCE)
        return {}

    def rebuild(self, put: Sequence[Document], place: dict[str, Any]) -> None:
        """Put a slice into the rebuild and keep `place`, in one transaction."""
        rows = _rows(put)
        with transaction.atomic(using=self.alias):
            state = self._state("building")
            if state is None:
                raise IndexMissing
            self._put("building", state.generation, rows)
            self.run(
                "UPDATE {state} SET place = %s WHERE role = 'building'",
                [json.dumps(place)],
            )

    def finish_rebuild(self) -> None:
        """Make the new generation the one in use and drop what nobody reads."""
        state = self._state("building")
        if state is None:
            raise IndexMissing
        with transaction.atomic(using=self.alias):
            self._analyze(state.generation)
            self.run("DELETE FROM {state} WHERE role = 'current'")
            self.run("UPDATE {state} SET role = 'current' WHERE role = 'building'")
        self._sweep(_DROP_PATIENCE)

    def is_untidy(self) -> bool:
        """Never: autovacuum tidies up."""
        return False

    def tidy(self, is_wanted: Callable[[], bool]) -> bool:
        """Nothing to do."""
        return False

    def purge(self) -> None:
        """Copy what is in use into new tables and drop the old; the lock must be held.

        A row that was deleted stays in its file until the space is used again, and a
        GIN index never forgets a word, so VACUUM would not do. Takes about as long as
        a rebuild without reading the texts; searches go on. Raises IndexBusy when a
        search or a dump holds the old tables for longer than half a minute.
        """
        current = self._state("current")
        with transaction.atomic(using=self.alias):
            if current is not None:
                self._copy(current.generation)
            if self._has_state():
                self.run("DELETE FROM {state} WHERE role = 'building'")
        if not self._sweep(_PURGE_PATIENCE):
            raise IndexBusy

    def _copy(self, old: int) -> None:
        new = 1 + max(self._generations())
        for statement in _CREATE:
            self.run(statement, generation=new)
        for part in ("docs", "texts", "words"):
            source, target = self.names(old)[part], self.names(new)[part]
            self.run(f"INSERT INTO {target} SELECT * FROM {source}")  # noqa: S608
        for statement in _INDEXES:
            self.run(statement, generation=new)
        self._analyze(new)
        self.run("UPDATE {state} SET generation = %s WHERE role = 'current'", [new])

    def discard(self) -> None:
        """Forget the index in use and any rebuild begun; the lock must be held."""
        if self._has_state():
            self.run("DELETE FROM {state}")
        self._sweep(_DROP_PATIENCE)

    def drop(self) -> None:
        """Leave nothing at all behind, for a trial or a test."""
        self.discard()
        self.run("DROP TABLE IF EXISTS {state}")

    def _has_state(self) -> bool:
        return bool(self.run("SELECT to_regclass(%s) IS NOT NULL", [self.prefix])[0][0])

    def _analyze(self, generation: int) -> None:
        for statement in ("ANALYZE {docs}", "ANALYZE {texts}", "ANALYZE {words}"):
            self.run(statement, generation=generation)

    def _generations(self) -> set[int]:
        """Every generation of which there are tables."""
        rows = self.run(
            "SELECT substring(relname from %s)::integer FROM pg_class"
            " WHERE relkind = 'r' AND pg_table_is_visible(oid) AND relname ~ %s",
            [rf"^{self.prefix}_(\d+)_", rf"^{self.prefix}_\d+_(docs|texts|words)$"],
        )
        return {generation for (generation,) in rows}

    def _sweep(self, patience: int) -> bool:
        """Drop the tables that are neither in use nor being built; False where a reader
        held some for more than `patience` ms: the next rebuild tries again."""
        used = {
            state.generation
            for state in (self._state("current"), self._state("building"))
            if state is not None
        }
        clean = True
        for generation in self._generations() - used:
            try:
                with transaction.atomic(using=self.alias):
                    self.run(
                        "SELECT set_config('lock_timeout', %s, true)", [str(patience)]
                    )
                    self.run(
                        "DROP TABLE IF EXISTS {docs}, {texts}, {words}",
                        generation=generation,
                    )
                    self.run("SELECT set_config('lock_timeout', '0', true)")
            except OperationalError as error:
                logger.warning("Generation %d is still read: %s", generation, error)
                clean = False
        return clean

    # Searching

    @contextmanager
    def reading(self) -> Iterator["PostgresqlReader"]:
        """A reader of the newest state, which stays as long as it is read."""
        with (
            _damage_is_missing(),
            transaction.atomic(using=self.alias),
            self._in_time(),
        ):
            yield PostgresqlReader(self, *self._hold())

    def _hold(self) -> tuple[int, int]:
        """Keep the tables in use from being dropped; their generation, and how many
        documents there are."""
        for _ in range(2):
            try:
                with transaction.atomic(using=self.alias):
                    state = self._read_state("current")
                    if state is None:
                        break
                    self.run(
                        "LOCK TABLE {docs}, {texts}, {words} IN ACCESS SHARE MODE",
                        generation=state.generation,
                    )
                    return state.generation, state.documents
            except OperationalError:
                raise
            except DatabaseError:
                # Another generation took its place between the two statements.
                continue
        raise IndexMissing

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Have statements given up after LONGEST ms, and planned for short ones."""
        names = ("statement_timeout", "jit")
        before = self.run("SELECT current_setting(%s), current_setting(%s)", [*names])[
            0
        ]
        set_both = "SELECT set_config(%s, %s, true), set_config(%s, %s, true)"
        self.run(set_both, [names[0], str(LONGEST), names[1], "off"])
        yield
        # They end with the transaction, but this one may stand in another.
        self.run(set_both, [names[0], before[0], names[1], before[1]])


class PostgresqlReader:
    """One state of the index: its vocabulary and its documents."""

    def __init__(self, index: PostgresqlIndex, generation: int, documents: int) -> None:
        self._index = index
        self._generation = generation
        self._documents = documents
        self._known: dict[str, int] = {}

    def _run(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._index.run(sql, params, generation=self._generation)

    def document_count(self) -> int:
        """How many documents there are."""
        return self._documents

    def frequency(self, layer: str, term: str) -> int:
        """In how many documents a term of a layer occurs."""
        return self._counts([layer + term])[layer + term]

    def frequencies(
        self, terms: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], int]:
        """The frequency of every (layer, term) that occurs at all, by one question."""
        counts = self._counts([layer + term for layer, term in terms])
        return {(at[0], at[1:]): count for at, count in counts.items() if count}

    def _counts(self, lexemes: Iterable[str]) -> dict[str, int]:
        lexemes = list(lexemes)
        unknown = [lexeme for lexeme in lexemes if lexeme not in self._known]
        if unknown:
            self._known.update(dict.fromkeys(unknown, 0))
            asked = [lexeme for each in unknown if (lexeme := _storable(each)) == each]
            rows = self._run(
                "SELECT term, documents FROM {words} WHERE term = ANY(%s)", [asked]
            )
            self._known.update(dict(rows))
        return {lexeme: self._known[lexeme] for lexeme in lexemes}

    def candidates(
        self,
        wanted: Query,
        *,
        public_only: bool,
        limit: int = CANDIDATES,
        filters: Filters = EVERYTHING,
    ) -> list[Document]:
        """The `limit` documents most likely meant of those that `filters` admit."""
        words = self._words(wanted)
        demands = _demands(wanted.must, wanted.must_not)
        if self._has_facets:
            demands += _facet_demands(filters)
        if not words and not wanted.must:
            return []
        tiers = _demanded(words) if wanted.must else _tiers(words)
        scores: dict[str, float] = {}
        started = time.monotonic()
        for tier in tiers:
            if scores and (time.monotonic() - started) * 1000 > PATIENCE:
                break
            asked = _all([*demands, *filter(None, [tier])])
            scores.update(self._scored(asked, words, public_only, limit))
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
                f"SELECT key FROM {{docs}} WHERE key = ANY(%s) AND {where}",  # noqa: S608
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

    def _words(self, wanted: Query) -> list["_Word"]:
        """The words as lexemes; those that occur nowhere are left out."""
        asked = wanted_terms(wanted)
        self._counts({layer + term for _, word in asked for layer, term in word})
        words = []
        for text, word in asked:
            counts = self._counts([layer + term for layer, term in word])
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
        self, tier: str, words: Sequence["_Word"], public_only: bool, limit: int
    ) -> dict[str, float]:
        """The best of a tier by rough score, of its newest POOL; none when that takes
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
                params += [_any(lexemes), weight]
            parts.append(
                f"%s * (CASE {' '.join(likeness)} ELSE 0 END)"
                " * (CASE WHEN tokens @@ %s::tsquery THEN 1.3"
                f" WHEN tokens @@ %s::tsquery THEN 1 ELSE {_BESIDE} END)"
            )
            params += [_any_in("AB", word.weights), _any_in("ABC", word.weights)]
        shown = " AND public" if public_only else ""
        sql = (
            "SELECT key, score FROM (SELECT key, moment, ("  # noqa: S608
            + (" + ".join(parts) or "0")
            + f") / (1 + 0.05 * length / {_DOCUMENT_SIZE}.0) AS score"
            + " FROM (SELECT * FROM {docs} WHERE tokens @@ %s::tsquery"
            + f"{shown} ORDER BY moment DESC LIMIT {POOL}) AS pool) AS scored"
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


class _Row(NamedTuple):
    """A document as its tables hold it."""

    key: str
    kind: str
    pk: int
    public: bool
    moment: float
    year: int
    series: str
    length: int
    tokens: str
    data: str
    forms: list[str]
    terms: frozenset[str]


_CANCELLED = "57014"


def _demands(must: Iterable[Iterable[Term]], must_not: Collection[Term]) -> list[str]:
    """What every document must have, and must not."""
    demands = [_any(map("".join, sorted(group))) for group in must]
    if must_not:
        demands.append(f"!({_any(map(''.join, sorted(must_not)))})")
    return demands


_FACET_LETTERS = {"kind": "K", "year": "Y", "series": "S"}


def _facet_lexemes(facets: Mapping[str, str]) -> list[str]:
    return [_FACET_LETTERS[name] + value for name, value in facets.items()]


def _facet_demands(filters: Filters) -> list[str]:
    return list(map(_quoted, _facet_lexemes(filters.facets())))


def _condition(
    need: Need, public_only: bool, demands: Sequence[str] = ()
) -> tuple[str, list[str]]:
    """What is true of a document that carries enough, as SQL with its parameters.

    Up to four words the GIN index is asked for every way. With more, ways are too many
    for one query: it finds who has one of the rarest words that stand in every way, and
    each of those is looked at."""
    words = [_any(map("".join, sorted(word))) for word in need.words]
    demands = [*_demands(need.must, need.must_not), *demands]
    if words:
        # One word at least is its own, and not only of what it answers.
        own = sorted({"".join(term) for word in need.words for term in word})
        demands.append(_any_in("ABC", own))
    shown = "public AND " if public_only else ""
    if len(words) <= _FEW_WORDS:
        ways = [_all(words[at] for at in way) for way in need.ways]
        # A way without words is open to all that the demands leave.
        either = [" | ".join(f"({way})" for way in ways)] if all(ways) else []
        return f"{shown}tokens @@ %s::tsquery", [_all([*demands, *either])]
    first = _standing_in_all(need.ways)
    params = [_all([*demands, _all_of_one([words[at] for at in first])])]
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
    return " | ".join(alternatives)


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
def _has_facets(index: PostgresqlIndex, generation: int) -> bool:
    rows = index.run(
        "SELECT count(*) FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attname = 'series'",
        [index.names(generation)["docs"]],
    )
    return bool(rows[0][0])


def _demanded(words: Sequence[_Word]) -> Iterator[str]:
    """What to try where demands already leave few: the words, then no more at all."""
    if sum(word.most for word in words) > POOL:
        yield _all(_any(word.weights) for word in words)
    yield ""


def _tiers(words: Sequence[_Word]) -> Iterator[str]:
    """Queries to try one after the other until enough is found."""
    if sum(word.most for word in words) <= POOL:
        yield _any([lexeme for word in words for lexeme in word.weights])
        return
    pairs = {one.text + other.text for one in words for other in words}
    # Two words written as one stand beside them in a query: who has both has not that.
    alternatives = [_any(word.weights) for word in words if word.text not in pairs]
    yield _all(alternatives)
    if len(alternatives) > 2:
        lacking_one = (
            _all([*alternatives[:i], *alternatives[i + 1 :]])
            for i in range(len(alternatives))
        )
        yield " | ".join(f"({each})" for each in lacking_one)
    rarest = sorted(words, key=lambda word: word.most)
    taken = rarest[:1]
    for word in rarest[1:]:
        if sum(each.most for each in (*taken, word)) > POOL:
            break
        taken.append(word)
    yield _any([lexeme for word in taken for lexeme in word.weights])


def _any(lexemes: Iterable[str]) -> str:
    return " | ".join(map(_quoted, lexemes))


def _any_in(weights: str, lexemes: Iterable[str]) -> str:
    """One of them in a field of these weights."""
    return " | ".join(f"{_quoted(lexeme)}:{weights}" for lexeme in lexemes)


def _all(alternatives: Iterable[str]) -> str:
    return " & ".join(f"({each})" for each in alternatives)


def _quoted(lexeme: str) -> str:
    """A lexeme as it stands in the text form of a tsvector or tsquery."""
    doubled = _storable(lexeme).replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _storable(text: str) -> str:
    """A text without what PostgreSQL cannot hold."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _rows(documents: Iterable[Document]) -> list[_Row]:
    return [_row(each) for each in {each.key: each for each in documents}.values()]


def _row(document: Document) -> _Row:
    places: dict[str, list[str]] = {}
    length = size = 0
    fields = document.tokens()
    for name, tokens in fields.items():
        length += len(tokens)
        first, weight = _FIELD_PLACES.get(name, _BODY_PLACE)
        counts = Counter(terms(name, (token.features for token in tokens)))
        for (layer, term), times in counts.items():
            lexeme = layer + term
            size += len(lexeme.encode()) + 12
            if len(lexeme.encode()) > _LONGEST_TERM or size > _MOST_BYTES:
                continue
            last = first + min(times, _MOST_TIMES)
            stands = places.setdefault(lexeme, [])
            stands += [f"{place}{weight}" for place in range(first, last)]
    facets = _facet_lexemes(document.facets())
    forms = sorted(f"f{_storable(form)}" for form in surface_forms(document, fields))
    return _Row(
        key=document.key,
        kind=document.kind,
        pk=document.pk,
        public=document.is_public,
        moment=document.moment,
        year=document.year,
        series=document.series,
        length=length,
        tokens=" ".join(
            [
                *map(_quoted, facets),
                *(f"{_quoted(each)}:{','.join(at)}" for each, at in places.items()),
            ]
        ),
        data=_storable(json.dumps(document.stored(fields), ensure_ascii=False)),
        forms=forms,
        terms=frozenset([*places, *facets, *forms]),
    )


@lru_cache(maxsize=8)
def _gate(alias: str, prefix: str) -> threading.Lock:
    """What lets one thread of this process write."""
    return threading.Lock()


@contextmanager
def _damage_is_missing() -> Iterator[None]:
    """Tables that are gone or damaged, or a database that does not answer."""
    try:
        yield
    except DatabaseError as error:
        logger.warning("The search index cannot be read: %s", error)
        raise IndexMissing from error
