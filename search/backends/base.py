"""What both backends share: the query's tree, filters, order, slices and facets.

An engine answers for single words and phrases which entries have them. The tree of a
query is put together here, and the database has the last word on what is there and
passes the filters, so an index that is behind shows less and never what is gone.
"""

import math
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db.models import Count, Model
from modelsearch import query as asked
from modelsearch.backends.base import (
    BaseIndex,
    BaseSearchBackend,
    BaseSearchQueryCompiler,
    BaseSearchResults,
    FilterFieldError,
)
from modelsearch.backends.database.fallback import (
    DatabaseSearchQueryCompiler,
    DatabaseSearchResults,
)
from modelsearch.index import class_is_indexed

from search.engines.entries import EntryEngine, EntryReader, EntryRebuild, EntryStore
from search.engines.interface import IndexMissing
from search.entries import (
    SEARCHED,
    TYPED_AHEAD,
    Entry,
    Wanted,
    entry_of,
    family,
    likenesses,
    places,
    wanted_phrase,
    wanted_words,
)

Scores = dict[str, float]
#: Primary keys given to the database at once.
SLICE = 2000


class EntryQueryCompiler(BaseSearchQueryCompiler):
    """A query over SearchFields, whole words in all their inflections."""

    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True
    kind = SEARCHED

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._scores: Scores | None = None

    def scores(self, store: EntryStore) -> Scores:
        """Key → score of every entry that matches, before the filters.

        Found once: a page and its count are of one moment. Raises IndexMissing.
        """
        if self._scores is None:
            with store.reading() as reader:
                tree = _Tree(reader, self.queryset.model, self.places(), self.kind)
                self._scores = tree.match(self.query)
        return self._scores

    def places(self) -> dict[str, float]:
        """Where to look, with boosts: every place of the model and those below it, or
        those of `fields`."""
        model = self.queryset.model
        below = [each for each in family(model) if issubclass(each, model)]
        found = places(below, self.kind)
        if self.fields is None:
            return found
        wanted = {f"{self.kind}.{name}" for name in self.fields}
        return {place: boost for place, boost in found.items() if place in wanted}


class EntryAutocompleteCompiler(EntryQueryCompiler):
    """A query over AutocompleteFields, whose last word may be a beginning."""

    kind = TYPED_AHEAD


class _Tree:
    """Puts a query's tree together from what an engine finds for its leaves."""

    def __init__(
        self,
        reader: EntryReader,
        model: type[Model],
        places: dict[str, float],
        kind: str,
    ) -> None:
        self.reader = reader
        self.model = model
        self.places = places
        self.is_typing = kind == TYPED_AHEAD
        self._every: set[str] | None = None

    @property
    def every(self) -> set[str]:
        if self._every is None:
            self._every = self.reader.every(self.model)
        return self._every

    def match(self, query: Any) -> Scores:
        """Key → score; raises NotImplementedError for a query unheard of."""
        match query:
            case asked.PlainText():
                words = wanted_words(query.query_string, is_typing=self.is_typing)
                return _times(self._words(words, query.operator), query.boost)
            case asked.Fuzzy():
                return self._words(likenesses(query.query_string), query.operator)
            case asked.Phrase():
                return self._phrase(wanted_phrase(query.query_string))
            case asked.Boost():
                return _times(self.match(query.subquery), query.boost)
            case asked.MatchAll():
                return dict.fromkeys(self.every, 1.0)
            case asked.Not():
                return dict.fromkeys(
                    self.every - self.match(query.subquery).keys(), 1.0
                )
            case asked.And():
                return self._all(map(self.match, query.subqueries))
            case asked.Or():
                return _either(map(self.match, query.subqueries))
        raise NotImplementedError(f"{type(query).__name__} is no query of modelsearch.")

    def _words(self, words: Sequence[Wanted], operator: str) -> Scores:
        if not words:
            return {}
        found = [(word, self._word(word)) for word in words]
        if operator == "or":
            return _either(scores for _, scores in found)
        narrowed = self._all(scores for word, scores in found if not word.is_optional)
        for word, scores in found:
            if word.is_optional:
                narrowed = self._all([narrowed, scores]) or narrowed
        return narrowed

    def _word(self, word: Wanted) -> Scores:
        found = self.reader.matching(self.model, self.places, word.terms)
        if not found and word.spare:
            found = self.reader.matching(self.model, self.places, word.spare)
        return self._by_rarity(found)

    def _phrase(self, words: Sequence[str]) -> Scores:
        if not words:
            return {}
        return self._by_rarity(self.reader.phrase(self.model, self.places, words))

    def _by_rarity(self, found: Scores) -> Scores:
        """What few have says more."""
        if not found:
            return found
        return _times(found, math.log(1 + len(self.every) / len(found)))

    def _all(self, several: Iterable[Scores]) -> Scores:
        """What is in all of them, everything if there are none."""
        narrowed: Scores | None = None
        for scores in several:
            if narrowed is None:
                narrowed = scores
            else:
                both = narrowed.keys() & scores.keys()
                narrowed = {key: narrowed[key] + scores[key] for key in both}
        return dict.fromkeys(self.every, 1.0) if narrowed is None else narrowed


def _either(several: Iterable[Scores]) -> Scores:
    summed: Counter[str] = Counter()
    for scores in several:
        summed.update(scores)  # type: ignore[arg-type]
    return dict(summed)


def _times(scores: Scores, factor: float) -> Scores:
    return {key: score * factor for key, score in scores.items()}


class EntryResults(BaseSearchResults):
    """Results, by relevance or in the queryset's order; newest first among equals."""

    supports_facet = True

    def _do_search(self) -> list[Any]:
        try:
            scores = self._scores()
        except IndexMissing:
            return list(self._from_database()._do_search())
        wanted = self._keys(scores)[self.start : self.stop]
        found: dict[str, Any] = {}
        queryset = self.query_compiler.queryset.order_by()
        if self.prefetch_related:
            queryset = queryset.prefetch_related(*self.prefetch_related)
        for keys in _slices(wanted):
            found |= {str(each.pk): each for each in queryset.filter(pk__in=keys)}
        shown = [found[key] for key in wanted if key in found]
        if self._score_field:
            for each in shown:
                setattr(each, self._score_field, float(scores[str(each.pk)]))
        return shown

    def _do_count(self) -> int:
        try:
            return len(self._keys(self._scores())[self.start : self.stop])
        except IndexMissing:
            return int(self._from_database()._do_count())

    def facet(self, field_name: str) -> "OrderedDict[Any, int]":
        """Value → how many of all results have it, the commonest first.

        Raises FilterFieldError for what is no FilterField of the model.
        """
        model = self.query_compiler.queryset.model
        if self.query_compiler._get_filterable_field(field_name) is None:
            raise FilterFieldError(
                f'Cannot facet search results with field "{field_name}". Please add '
                f'index.FilterField("{field_name}") to {model.__name__}.search_fields.',
                field_name=field_name,
            )
        try:
            keys = self._keys(self._scores())
        except IndexMissing:
            return self._from_database().facet(field_name)
        counted: Counter[Any] = Counter()
        for some in _slices(keys):
            rows = model._default_manager.filter(pk__in=some).order_by()
            try:
                rows = rows.values_list(field_name).annotate(Count("pk", distinct=True))
            except FieldError as error:
                raise FilterFieldError(str(error), field_name=field_name) from error
            for value, count in rows:
                counted[value] += count
        return OrderedDict(
            sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))
        )

    def _scores(self) -> Scores:
        return self.query_compiler.scores(self.backend.store(self.model))

    def _keys(self, scores: Scores) -> list[str]:
        """The keys that are in the database and pass its filters, in order."""
        if self.query_compiler.order_by_relevance:
            keys = self._passing(scores, self.query_compiler.queryset.order_by("-pk"))
            return sorted(keys, key=lambda key: -scores[key])
        return self._passing(scores, self._ordered())

    def _ordered(self) -> Any:
        queryset = self.query_compiler.queryset
        return queryset.order_by(*queryset.query.order_by, "-pk")

    @staticmethod
    def _passing(scores: Scores, queryset: Any) -> list[str]:
        """Those of the keys that the queryset has, in its order, each once."""
        if len(scores) <= SLICE:
            queryset = queryset.filter(pk__in=list(scores))
        found = map(str, queryset.values_list("pk", flat=True))
        return list(dict.fromkeys(key for key in found if key in scores))

    def _from_database(self) -> DatabaseSearchResults:
        """The same asked of the database, where there is no index to be read."""
        compiler = self.query_compiler
        plain = DatabaseSearchQueryCompiler(
            compiler.queryset,
            _plainer(compiler.query),
            fields=compiler.fields,
            order_by_relevance=compiler.order_by_relevance,
        )
        if not plain.fields_names:
            plain.query = asked.MATCH_NONE
        results = DatabaseSearchResults(self.backend, plain)
        results.start, results.stop = self.start, self.stop
        results._score_field = self._score_field
        return results


def _plainer(query: Any) -> Any:
    """The query without what the database's own search does not understand."""
    match query:
        case asked.Fuzzy() | asked.PlainText():
            words = query.query_string.split()[:12]
            if not words:
                return asked.MATCH_NONE
            return asked.PlainText(" ".join(words), operator=query.operator)
        case asked.Boost():
            return _plainer(query.subquery)
        case asked.Not():
            return asked.Not(_plainer(query.subquery))
        case asked.And() if query.subqueries:
            return asked.And([_plainer(each) for each in query.subqueries])
        case asked.Or() if query.subqueries:
            return asked.Or([_plainer(each) for each in query.subqueries])
        case asked.And():
            return asked.MATCH_ALL
        case asked.Or():
            return asked.MATCH_NONE
    return query


def _slices(keys: Iterable[str]) -> Iterator[list[str]]:
    several = iter(keys)
    while some := list(islice(several, SLICE)):
        yield some


class EntryIndex(BaseIndex):
    """The index of a family of models, for modelsearch."""

    def __init__(self, backend: "EntryBackend", model: type[Model]) -> None:
        super().__init__(backend)
        self.store = backend.store(model)

    def __str__(self) -> str:
        return str(self.store)

    def get_key(self) -> str:
        """One index a family."""
        return str(self.store)

    def add_items(self, model: Any, items: Iterable[Any]) -> None:
        """Write the entries of objects of one model at once. Raises IndexBusy."""
        if not class_is_indexed(model):
            return
        entries = [entry_of(item) for item in items]
        if entries:
            self.put(entries)

    def put(self, entries: Sequence[Entry]) -> None:
        """Write entries."""
        self.store.write(entries, ())

    def delete_item(self, item: Any) -> None:
        """Remove an object's entry. Raises IndexBusy."""
        self.store.write((), [str(item.pk)])

    def reset(self) -> None:
        """Leave no entry. Raises IndexBusy."""
        self.store.clear()


class _IndexBeingRebuilt(EntryIndex):
    """Where a rebuild's entries go."""

    def __init__(self, index: EntryIndex, rebuild: EntryRebuild) -> None:
        super().__init__(index.backend, index.store.models[0])
        self.rebuild = rebuild

    def put(self, entries: Sequence[Entry]) -> None:
        """Write entries into the index to come."""
        self.rebuild.put(entries)


class EntryRebuilder:
    """Makes an index anew while the old one is searched and written."""

    def __init__(self, index: EntryIndex) -> None:
        self.index = index
        self.rebuild: EntryRebuild | None = None

    def start(self) -> EntryIndex:
        """Begin; returns the index to fill. Raises IndexBusy where another does it."""
        self.rebuild = self.index.store.begin_rebuild()
        return _IndexBeingRebuilt(self.index, self.rebuild)

    def finish(self) -> None:
        """Make the new index the one in use."""
        if self.rebuild is not None:
            self.rebuild.finish()

    def abandon(self) -> None:
        """Let another one begin."""
        if self.rebuild is not None:
            self.rebuild.abandon()


class EntryBackend(BaseSearchBackend):
    """A backend on our tokens; `QUEUED` has changes written by the worker.

    What is saved then leaves a row of work in its own transaction (search/editors.py).
    Without it, `add` and `delete` write at once.
    """

    query_compiler_class = EntryQueryCompiler
    autocomplete_query_compiler_class = EntryAutocompleteCompiler
    results_class = EntryResults
    rebuilder_class = EntryRebuilder
    catch_indexing_errors = True
    engine: EntryEngine

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.is_queued = bool(params.get("QUEUED", False))

    def store(self, model: type[Model]) -> EntryStore:
        """Where the model's entries are."""
        return self.engine.store(model)

    def get_index_for_model(self, model: type[Model]) -> EntryIndex:
        """The index of the model's family."""
        return EntryIndex(self, model)

    def add(self, obj: Any) -> None:
        """Have an object indexed."""
        self._change([obj]) if self.is_queued else super().add(obj)

    def add_bulk(self, model: Any, obj_list: Iterable[Any]) -> None:
        """Have objects of one model indexed."""
        self._change(obj_list) if self.is_queued else super().add_bulk(model, obj_list)

    def delete(self, obj: Any) -> None:
        """Have an object's entry removed."""
        self._change([obj]) if self.is_queued else super().delete(obj)

    @staticmethod
    def _change(things: Iterable[Any]) -> None:
        # Asked of the registry: the backend alone needs no queue.
        queue: Any = apps.get_model("uthan_search", "EntryJob")._default_manager
        queue.queue(things)
