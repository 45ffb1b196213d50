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
the few of a kind among many. How words are spelt (`fkey word`) is in `words` alone, and so
is in how many hidden documents a term occurs (`-sword`), and how many there are (`-`).
"""

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import (
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DatabaseError, OperationalError, connections, transaction

from search.documents import CONTEXT, Document
from search.engines import interface, postgresql_reader
from search.engines.interface import (
    IndexBusy,
    IndexMissing,
    index_version,
    surface_forms,
    terms,
)
from search.engines.postgresql_lexemes import facet_lexemes, quoted, storable
from search.engines.postgresql_reader import HIDDEN, PostgresqlReader

logger = logging.getLogger(__name__)

_SCHEMA_VERSION = 7
PREFIX = "uthan_index"

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
    "CREATE INDEX IF NOT EXISTS {docs}_tokens_idx ON {docs} USING gin (tokens)",
    "CREATE INDEX IF NOT EXISTS {docs}_moment_idx ON {docs} (moment)",
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
                reader.vocabulary(public_only=True).frequency("s", "")
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
            " SELECT %s || unnest(array_append(tsvector_to_array(tokens), ''))"
            " FROM {docs} WHERE key = ANY(%s) AND NOT public UNION ALL"
            " SELECT unnest(forms) FROM {texts} WHERE key = ANY(%s)"
            ") AS each GROUP BY term",
            [list(keys), HIDDEN, list(keys), list(keys)],
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
            for statement in _CREATE:
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
            self._arrange(state.generation)
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
        self._arrange(new)
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

    def _arrange(self, generation: int) -> None:
        """Make the indexes of tables that are filled, which takes a small part of the
        time that keeping them up to date row by row does, and the planner's numbers."""
        analyze = ("ANALYZE {docs}", "ANALYZE {texts}", "ANALYZE {words}")
        for statement in (*_INDEXES, *analyze):
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
        """Have statements given up after LONGEST ms, and planned for short ones that
        find much."""
        wanted = {
            "statement_timeout": str(postgresql_reader.LONGEST),
            "jit": "off",
            "work_mem": postgresql_reader.MEMORY,
        }
        each = ", ".join(["current_setting(%s)"] * len(wanted))
        (row,) = self.run(
            f"SELECT {each}, pg_size_bytes(current_setting('work_mem'))"
            " >= pg_size_bytes(%s)",
            [*wanted, postgresql_reader.MEMORY],
        )
        before = dict(zip(wanted, row, strict=False))
        if row[-1]:
            del wanted["work_mem"], before["work_mem"]  # the site gives more already
        postgresql_reader.set_for_now(self.run, wanted)
        yield
        # They end with the transaction, but this one may stand in another.
        postgresql_reader.set_for_now(self.run, before)


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


def _rows(documents: Iterable[Document]) -> list[_Row]:
    return [_row(each) for each in {each.key: each for each in documents}.values()]


def _row(document: Document) -> _Row:
    places: dict[str, list[str]] = {}
    length = size = 0
    fields = document.tokens()
    for name, tokens in fields.items():
        length += len(tokens)
        first, weight = _FIELD_PLACES.get(name, _BODY_PLACE)
        words = (token.features for token in tokens)
        counts = Counter(terms(name, words, are_names=document.names_in(name)))
        for (layer, term), times in counts.items():
            lexeme = layer + term
            size += len(lexeme.encode()) + 12
            if len(lexeme.encode()) > _LONGEST_TERM or size > _MOST_BYTES:
                continue
            last = first + min(times, _MOST_TIMES)
            stands = places.setdefault(lexeme, [])
            stands += [f"{place}{weight}" for place in range(first, last)]
    facets = facet_lexemes(document.facets())
    forms = sorted(f"f{storable(form)}" for form in surface_forms(document, fields))
    hidden = (
        () if document.is_public else (f"{HIDDEN}{t}" for t in (*places, *facets, ""))
    )
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
                *map(quoted, facets),
                *(f"{quoted(each)}:{','.join(at)}" for each, at in places.items()),
            ]
        ),
        data=storable(json.dumps(document.stored(fields), ensure_ascii=False)),
        forms=forms,
        terms=frozenset([*places, *facets, *forms, *hidden]),
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
