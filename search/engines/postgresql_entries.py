"""Wagtail's own search on PostgreSQL: our tokens in modelsearch's table of entries.

`body` holds what is searched and `autocomplete` what is typed ahead, as vectors of
finished tokens: `w.s.title.পণ্য` is the word পণ্য in the title. A token has the
position of its word, so that phrases can be found, and the weight of its field's boost.
`title_text` holds the version of the code that wrote an entry; the other columns of the
table stay empty. Entries are rows like others: they come and go with their transaction.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connections, models, router, transaction
from modelsearch.backends.base import get_model_root
from modelsearch.backends.database.postgres.weights import get_sql_weights, get_weight
from modelsearch.conf import get_app_config
from modelsearch.utils import get_descendants_content_types_pks

from search.analysis import ANALYSER_VERSION
from search.engines.interface import IndexBusy
from search.entries import (
    SEARCHED,
    TYPED_AHEAD,
    Entry,
    Term,
    family,
    places,
)

_ENTRIES_VERSION = 1
_COLUMNS = {SEARCHED: "body", TYPED_AHEAD: "autocomplete"}
#: PostgreSQL counts positions no further.
MAX_POSITION = 16_383
_LOCK = int.from_bytes(hashlib.sha256(b"uthan editors search").digest()[:4], "big")


class PostgresEntryEngine:
    """All families' entries, in one table."""

    def __init__(self) -> None:
        self._stores: dict[str, PostgresEntries] = {}

    def store(self, model: type[models.Model]) -> "PostgresEntries":
        """The part of the table that holds the model's objects."""
        label = get_model_root(model)._meta.label_lower
        if label not in self._stores:
            self._stores[label] = PostgresEntries(label, family(model))
        return self._stores[label]

    @contextmanager
    def working(self, wait: float) -> Iterator[None]:
        """Be the only one who drains the queue; raises IndexBusy at once."""
        with _connection().cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                raise IndexBusy
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


class PostgresEntries:
    """The entries of one family of models."""

    def __init__(self, name: str, family_models: Sequence[Any]) -> None:
        self.name = name
        self.models = family_models
        self.boosts = {
            kind: places(family_models, kind) for kind in (SEARCHED, TYPED_AHEAD)
        }
        made_with = json.dumps([ANALYSER_VERSION, _ENTRIES_VERSION, self.boosts])
        self.version = hashlib.sha256(made_with.encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return self.name

    # Writing

    def write(self, put: Sequence[Entry], remove: Sequence[str]) -> None:
        """Put entries and remove keys, in one transaction."""
        with transaction.atomic(using=_connection().alias):
            if remove:
                self.rows().filter(object_id__in=list(remove)).delete()
            self._put(put)

    def clear(self) -> None:
        """Leave no entry."""
        self.rows().delete()

    discard = clear

    def purge(self) -> None:
        """Nothing is left of a row that was replaced once PostgreSQL has vacuumed."""

    def begin_rebuild(self) -> "PostgresRebuild":
        """Begin to write every entry anew, each in the place of the old one."""
        return PostgresRebuild(self)

    def rows(self) -> Any:
        """The entries as rows."""
        kinds = ContentType.objects.get_for_models(*self.models).values()
        return _table()._default_manager.filter(
            content_type__in=[kind.pk for kind in kinds]
        )

    def _put(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        kinds = {
            model._meta.label: ContentType.objects.get_for_model(model).pk
            for model in self.models
        }
        values: list[Any] = []
        for entry in entries:
            values += [kinds[entry.label], entry.key]
            values += [self._vector(entry, kind) for kind in (TYPED_AHEAD, SEARCHED)]
            values.append(self.version)
        row = "(%s, %s, ''::tsvector, %s::tsvector, %s::tsvector, 1.0, %s, '')"
        table = _connection().ops.quote_name(_table()._meta.db_table)
        with _connection().cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (content_type_id, object_id, title, autocomplete,"  # noqa: S608 - our own names
                " body, title_norm, title_text, body_text)"
                f" VALUES {', '.join([row] * len(entries))}"
                " ON CONFLICT (content_type_id, object_id) DO UPDATE SET"
                " title = EXCLUDED.title, autocomplete = EXCLUDED.autocomplete,"
                " body = EXCLUDED.body, title_norm = 1.0,"
                " title_text = EXCLUDED.title_text, body_text = ''",
                values,
            )

    def _vector(self, entry: Entry, kind: str) -> str:
        """The entry's tokens of a kind as PostgreSQL reads a vector."""
        positions: dict[str, list[str]] = {}
        for place, boost in self.boosts[kind].items():
            weight = get_weight(boost)
            for number, word in enumerate(entry.words.get(place, ()), 1):
                at = f"{min(number, MAX_POSITION)}{weight}"
                for layer, texts in (
                    ("w", (word.w,)), ("s", word.s), ("k", word.k), ("c", word.c),
                ):  # fmt: skip
                    for text in texts:
                        token = _token(layer, place, text)
                        positions.setdefault(token, []).append(at)
        return " ".join(f"{token}:{','.join(at)}" for token, at in positions.items())

    # Reading

    def is_current(self) -> bool:
        """Whether every entry was written by this code, and there are some."""
        rows = self.rows()
        if rows.exclude(title_text=self.version).exists():
            return False
        return rows.exists() or not any(
            model.get_indexed_objects().exists() for model in self.models
        )

    def is_readable(self) -> bool:
        """Rows can always be read."""
        return True

    @contextmanager
    def reading(self) -> Iterator["PostgresEntryReader"]:
        """A reader."""
        yield PostgresEntryReader()


class PostgresRebuild:
    """A rebuild under way."""

    def __init__(self, entries: PostgresEntries) -> None:
        self._entries = entries
        self._old = {
            (label, key): pk
            for pk, label, key in entries.rows().values_list(
                "pk", "content_type_id", "object_id"
            )
        }

    def put(self, entries: Sequence[Entry]) -> None:
        """Put entries in the place of the old ones."""
        self._entries.write(entries, ())
        by_label = {model._meta.label: model for model in self._entries.models}
        for entry in entries:
            kind = ContentType.objects.get_for_model(by_label[entry.label])
            self._old.pop((kind.pk, entry.key), None)

    def finish(self) -> None:
        """Remove the entries whose objects are indexed no more."""
        for model in self._entries.models:
            kind = ContentType.objects.get_for_model(model).pk
            left = {key: pk for (of, key), pk in self._old.items() if of == kind}
            # Asked again: it may have become one of them while we were reading.
            there = model.get_indexed_objects().filter(pk__in=list(left))
            kept = {str(pk) for pk in there.values_list("pk", flat=True)}
            gone = [pk for key, pk in left.items() if key not in kept]
            _table()._default_manager.filter(pk__in=gone).delete()

    def abandon(self) -> None:
        """Nothing to let go of."""


class PostgresEntryReader:
    """What is there at the moment of each question."""

    def every(self, model: type[models.Model]) -> set[str]:
        """The keys of the model's objects and of those that descend from it."""
        rows = _table()._default_manager.filter(content_type__in=_kinds(model))
        return set(rows.values_list("object_id", flat=True))

    def matching(
        self,
        model: type[models.Model],
        boosts: Mapping[str, float],
        terms: Sequence[Term],
    ) -> dict[str, float]:
        """Key → score of what has one of the terms in one of the places: the best
        term counts, more in a short text."""
        by_weight: dict[float, list[str]] = {}
        for term in terms:
            by_weight.setdefault(term.weight, []).extend(
                _token(term.layer, place, term.text) + (":*" if term.is_start else "")
                for place in boosts
            )
        return self._ranked(
            model,
            _column(boosts),
            [(weight, " | ".join(tokens)) for weight, tokens in by_weight.items()],
        )

    def phrase(
        self,
        model: type[models.Model],
        boosts: Mapping[str, float],
        words: Sequence[str],
    ) -> dict[str, float]:
        """Key → score of what has the words, one behind the other."""
        phrases = (
            " <-> ".join(_token("w", place, word) for word in words) for place in boosts
        )
        wanted = " | ".join(f"({phrase})" for phrase in phrases)
        return self._ranked(model, _column(boosts), [(1.0, wanted)])

    def _ranked(
        self, model: type[models.Model], column: str, wanted: list[tuple[float, str]]
    ) -> dict[str, float]:
        wanted = [(weight, text) for weight, text in wanted if text]
        if not wanted:
            return {}
        table = _connection().ops.quote_name(_table()._meta.db_table)
        rank = f"%s * ts_rank(%s::float4[], {column}, %s::tsquery, 1)"
        values: list[Any] = []
        for weight, text in wanted:
            values += [weight, get_sql_weights(), text]
        either = " | ".join(f"({text})" for _, text in wanted)
        with _connection().cursor() as cursor:
            cursor.execute(
                f"SELECT object_id, GREATEST({', '.join([rank] * len(wanted))})"  # noqa: S608 - our own names
                f" FROM {table} WHERE content_type_id = ANY(%s)"
                f" AND {column} @@ %s::tsquery",
                [*values, _kinds(model), either],
            )
            return {key: float(score) for key, score in cursor.fetchall()}


def _column(boosts: Mapping[str, float]) -> str:
    kind = next(iter(boosts), SEARCHED)[0]
    return _COLUMNS[kind]


def _token(layer: str, place: str, text: str) -> str:
    """A token as vectors and queries quote it."""
    escaped = f"{layer}.{place}.{text}".replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _kinds(model: type[models.Model]) -> list[int]:
    return list(get_descendants_content_types_pks(model))


def _table() -> Any:
    return get_app_config().get_model("IndexEntry")


def _connection() -> Any:
    return connections[router.db_for_write(_table())]
