"""Entries: what an object says to Wagtail's own search, in finished tokens.

Pages, images and documents of the editors' side say themselves what can be looked for
(`search_fields`, django-modelsearch). Each such field is a *place* of an entry:
`s.title` for a SearchField, `a.title` for an AutocompleteField, `s.tags__name` where
it lies behind RelatedFields. A place holds words in the layers of `search.analysis`,
so that an editor finds কাস্টমারদের by কাস্টমার and by customer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Manager, Model
from modelsearch.backends.base import get_model_root
from modelsearch.index import (
    AutocompleteField,
    RelatedFields,
    SearchField,
    get_indexed_models,
)

from core import phones
from search.analysis import Features, analyse
from search.analysis.stems import VERB_MARK

#: The two kinds of places, by the first letter of their names.
SEARCHED, TYPED_AHEAD = "s", "a"
_FIELDS = {SEARCHED: SearchField, TYPED_AHEAD: AutocompleteField}
LAYERS = ("w", "s", "k", "c")
#: A place says no more than this many words.
MAX_PLACE_WORDS = 5000
# Characters of a text that may well come again.
_SHORT = 200
MAX_QUERY = 255
MAX_WORDS = 12
#: A shorter key begins too many words to be a beginning that was meant.
MIN_KEY_START = 3

#: How much a match says by its layer. Only the order between them matters.
WORD, START, STEM, ROOT, KEY, KEY_START, SKELETON = 1.0, 0.9, 0.85, 0.4, 0.5, 0.35, 0.25


@dataclass(frozen=True, slots=True)
class Entry:
    """One object as an engine keeps it, phone numbers left out.

    `key` is its primary key as text, `label` its model (`guidance.GuidancePage`),
    `labels` that and all indexed models it descends from.
    """

    key: str
    label: str
    labels: tuple[str, ...]
    words: dict[str, tuple[Features, ...]]


class Term(NamedTuple):
    """A token that may stand for a word, and how much finding it says."""

    layer: str
    text: str
    weight: float
    is_start: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that is looked for; `spare` terms count only where no other is found."""

    terms: tuple[Term, ...]
    spare: tuple[Term, ...] = ()
    is_optional: bool = False


# What is there


def entry_of(thing: Any) -> Entry:
    """The entry of an instance of an indexed model."""
    model = type(thing)
    words: dict[str, list[Features]] = {}
    for kind in _FIELDS:
        for place, text in _texts(thing, model.get_search_fields(), kind):
            room = MAX_PLACE_WORDS - len(words.setdefault(place, []))
            found = analyse(without_numbers(text))[:room]
            words[place] += [token.features for token in found]
    return Entry(
        key=str(thing.pk),
        label=model._meta.label,
        labels=labels_of(model),
        words={place: tuple(found) for place, found in words.items()},
    )


def labels_of(model: type[Model]) -> tuple[str, ...]:
    """The model and every concrete model it descends from."""
    line = [model, *model._meta.get_parent_list()]
    return tuple(each._meta.label for each in line)


def family(model: type[Model]) -> list[Any]:
    """All indexed models that share the model's root, which share an index."""
    root = get_model_root(model)
    return [each for each in get_indexed_models() if get_model_root(each) is root]


def places(models: Sequence[Any], kind: str) -> dict[str, float]:
    """The places of a kind that the models have, with their boosts (1 if none)."""
    found: dict[str, float] = {}
    for model in models:
        for place, boost in _places(model.get_search_fields(), kind):
            found[place] = max(boost, found.get(place, 0.0))
    return found


def _places(fields: Any, kind: str, before: str = "") -> Iterator[tuple[str, float]]:
    for field in fields:
        if isinstance(field, RelatedFields):
            yield from _places(field.fields, kind, f"{before}{field.field_name}__")
        elif isinstance(field, _FIELDS[kind]):
            boost = getattr(field, "boost", None)
            name = f"{kind}.{before}{field.field_name}"
            yield name, 1.0 if boost is None else float(boost)


def _texts(
    thing: Any, fields: Any, kind: str, before: str = ""
) -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(field, RelatedFields):
            for other in _related(field.get_value(thing)):
                behind = f"{before}{field.field_name}__"
                yield from _texts(other, field.fields, kind, behind)
        elif isinstance(field, _FIELDS[kind]):
            yield f"{kind}.{before}{field.field_name}", _plain(field.get_value(thing))


def _related(value: Any) -> list[Any]:
    if isinstance(value, Manager):
        return list(value.all())
    value = value() if callable(value) else value
    return [] if value is None else [value]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | set):
        return ", ".join(_plain(each) for each in value)
    return str(value)


def without_numbers(text: str) -> str:
    """A text with a space in the place of every phone number."""
    # Names and titles come again with every comment.
    return _remembered(text) if len(text) < _SHORT else _without_numbers(text)


@lru_cache(maxsize=4096)
def _remembered(text: str) -> str:
    return _without_numbers(text)


def _without_numbers(text: str) -> str:
    pieces, end = [], 0
    for number in phones.find(text):
        pieces += [text[end : number.start], " "]
        end = number.end
    return "".join([*pieces, text[end:]])


# What is looked for


def wanted_words(text: str, *, is_typing: bool = False) -> list[Wanted]:
    """The words of what was typed; when still typing, the last is a beginning.

    Stop words go as long as something else is left. Of more than MAX_QUERY characters
    or MAX_WORDS words the rest is not looked for.
    """
    found = [token.features for token in analyse(text[:MAX_QUERY])][:MAX_WORDS]
    if not found:
        return []
    *others, last = found
    kept = [word for word in found if not word.is_stop] or found
    if not is_typing:
        return [_whole(word) for word in kept]
    begun = _beginning(last, is_optional=last.is_stop and len(found) > 1)
    return [*(_whole(word) for word in others if word in kept), begun]


def wanted_phrase(text: str) -> list[str]:
    """The words of a phrase, each as it is written but folded."""
    return [token.features.w for token in analyse(text[:MAX_QUERY])][:MAX_WORDS]


def likenesses(text: str) -> list[Wanted]:
    """As `wanted_words`, where a word of like sound is as welcome as the word."""
    return [Wanted(word.terms + word.spare) for word in wanted_words(text)]


def _whole(word: Features) -> Wanted:
    terms = [Term("w", word.w, WORD)]
    terms += [Term("s", s, ROOT if s.endswith(VERB_MARK) else STEM) for s in word.s]
    terms += [Term("k", key, KEY) for key in word.k]
    return Wanted(tuple(terms), tuple(Term("c", c, SKELETON) for c in word.c))


def _beginning(word: Features, *, is_optional: bool) -> Wanted:
    whole = _whole(word)
    starts = [Term("w", word.w, START, is_start=True)]
    starts += [
        Term("k", key, KEY_START, is_start=True)
        for key in word.k
        if len(key) >= MIN_KEY_START
    ]
    return Wanted((*whole.terms, *starts), whole.spare, is_optional)
