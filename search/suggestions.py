"""Suggestions while she types: titles, sellers, tags, queries by their beginnings.

What begins with what is looked up in the prefix table (`search.prefixes`), one file
beside the index. Whoever does the index's work marks it as old (`note_change`), the
worker makes it anew; a table that took a second to make is not made again for
REST seconds. Web processes only read it. A table that is old offers nothing that is gone:
everything is read from the database once more (`search.offers`), as it is now.
"""

import hashlib
import heapq
import logging
import time
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from django.conf import settings

from core import phones
from core.text import ELLIPSIS, normalise_line, shorten
from search.analysis import ANALYSER_VERSION, Features, Token, analyse
from search.analysis.keys import MIN_KEY, keys
from search.analysis.letters import is_latin
from search.analysis.lexicon import lexicon
from search.analysis.stopwords import is_stop_word
from search.engines.files import hold_lock
from search.engines.interface import LOCK_WAIT
from search.entries import without_numbers
from search.offers import KINDS, Offer, OfferKind
from search.prefixes import Builder, Damaged, Head, Known, PrefixTable
from search.slicing import AT_ONCE, by_pk

logger = logging.getLogger("uthan.search")

OFFERED = 8
#: Of one kind no more than so many, as long as there are others.
OF_ONE_KIND = 3
#: So many are read from the database, for the places of those that may not be shown.
CANDIDATES = 16
MAX_TYPED = 100  # characters
MAX_WORDS = 8
SHORTEST = 2  # letters
LONGEST_TITLE, LONGEST_HINT = 80, 60  # characters shown
#: Letters of a sound that begins too many words to say much.
SHORT_SOUND = 3
#: Words before the one that is marked, in a hint that is cut.
LEAD = 2
# How long the worker reads titles before it looks at its other work, in seconds.
SLICE_SECONDS = 0.2
#: Rows of a kind whose texts are read in one question.
READ_AT_ONCE = 300
#: Of which so many are added before the clock is looked at.
ADDED_AT_ONCE = 50
#: How many times as long as making it took a table is kept, and how long at most.
REST, LONGEST_KEPT = 10, 3600.0
_FORMAT = 2
# A file's time may be that of the last tick of the system's clock.
_TICK = 0.05

#: A text in pieces; every second one answers what was typed.
Pieces = list[str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to go to, as its reader may see it. `label` says in words what it is."""

    kind: str
    label: str
    url: str
    title: Pieces
    hint: Pieces


class Typed(NamedTuple):
    """A word of what was typed: as written, by sound, and whether it is only begun."""

    word: str
    sounds: tuple[str, ...]
    is_begun: bool

    def is_written(self, found: Features) -> bool:
        """Whether a word of a text is this one, or begins with it."""
        return found.w.startswith(self.word) if self.is_begun else found.w == self.word

    def is_heard(self, found: Features) -> bool:
        """Whether a word of a text sounds so, or begins to."""
        if not self.is_begun:
            return not sounds_of(found).isdisjoint(self.sounds)
        return any(sound.startswith(self.sounds) for sound in sounds_of(found))

    def answered_by(self, found: Features) -> bool:
        """Either."""
        return self.is_written(found) or self.is_heard(found)


# What was typed


def read(typed: str) -> list[Typed]:
    """The words of what was typed, the last one begun; none where that says too little.

    Numbers to call are not looked for, and of more than MAX_WORDS words nothing is.
    """
    line = normalise_line(typed[: 4 * MAX_TYPED])
    if len(line) > MAX_TYPED or phones.find(line):
        return []
    found = [token.features for token in analyse(line)]
    if len(found) > MAX_WORDS or sum(len(each.w) for each in found) < SHORTEST:
        return []
    *before, last = found
    whole = [
        Typed(each.w, tuple(sounds_of(each)), is_begun=False)
        for each in before
        if not each.is_stop
    ]
    return [*whole, Typed(last.w, keys(last.w), is_begun=True)]


def sounds_of(word: Features) -> set[str]:
    """How a word of a text sounds, with its endings and without."""
    return {*keys(word.w), *word.k}


def loosened(words: Sequence[Typed]) -> list[list[Typed]]:
    """What else may have been meant, the likeliest first: the last vowels of a Latin word
    that is begun become others (produ, product), and a last stop word may go."""
    *before, last = words
    other = []
    cut = last.word.rstrip("aeiouy")
    if is_latin(last.word) and MIN_KEY < len(cut) < len(last.word):
        other.append([*before, last._replace(sounds=keys(cut))])
    if before and is_stop_word(last.word):
        other.append(before)
    return other


# The table


def table_path() -> Path:
    """Where the table is, beside the index."""
    return Path(settings.SEARCH_INDEX_DIR) / "suggestions"


class Build:
    """A table that is being made, of what was there at `moment`."""

    def __init__(self) -> None:
        self.moment = time.time()
        self._builder = Builder()
        self._pieces = self._in_pieces()
        self._seconds = 0.0

    def go_on(self, seconds: float | None = None) -> bool:
        """Work for so many seconds, to the end if None; whether that is reached."""
        started = time.monotonic()
        for _piece in self._pieces:
            used = time.monotonic() - started
            if seconds is not None and used > seconds:
                self._seconds += used
                return False
        self._seconds += time.monotonic() - started
        return True

    def _in_pieces(self) -> Iterator[None]:
        """All the work, a little of it between one and the next of what this gives."""
        before = table()
        known = Known(before) if before else None
        if known:
            yield from known.read()
        for some in _by_worth():
            for at, (kind, pk, texts) in enumerate(some):
                mark = _mark(texts)
                terms = known.terms(mark) if known else None
                self._builder.add(kind, pk, mark, terms or _terms(texts))
                if not at % ADDED_AT_ONCE:
                    yield
            yield
        del known
        yield from self._builder.lay_out()

    def finish(self) -> int:
        """Put it in the place of the old; how many things there are to suggest.

        Unless another is newer: what is in this one may be gone by now, for good.
        """
        table_path().parent.mkdir(parents=True, exist_ok=True)
        with hold_lock(table_path().with_name("suggestions.lock"), LOCK_WAIT):
            newer = table()
            if newer is None or newer.head.moment <= self.moment:
                head = Head(_version(), self.moment, self._seconds)
                self._builder.write(table_path(), head)
        return len(self._builder)


def build() -> int:
    """Make the table anew; how many things there are to suggest."""
    whole = Build()
    whole.go_on()
    return whole.finish()


def drain() -> int:
    """Make the table anew where it is old, a slice in each call; 0 where nothing is to
    be done. For `manage.py worker`."""
    if not _under_way:
        if not _is_due():
            return 0
        _under_way.append(Build())
    if _under_way[0].go_on(SLICE_SECONDS):
        _under_way.pop().finish()
    return 1


# What the worker makes between its other work.
_under_way: list[Build] = []


def note_change() -> None:
    """Say that what can be suggested may have changed; called before the rows of work
    that told so are gone."""
    _changed().parent.mkdir(parents=True, exist_ok=True)
    _changed().touch()


def discard() -> None:
    """Leave no table of rows that give way to others; one that another process makes of
    them is soon made anew."""
    note_change()
    table_path().unlink(missing_ok=True)


def table() -> PrefixTable | None:
    """The table in use, or None where there is none that this code can read."""
    try:
        there = table_path().stat()
        seen = there.st_ino, there.st_mtime_ns
        kept = _opened.get(table_path())
        if kept is None or kept[0] != seen:
            kept = _opened[table_path()] = seen, PrefixTable(table_path())
    except FileNotFoundError:
        return None
    except (OSError, Damaged) as error:
        logger.warning("The table of suggestions cannot be read: %r", error)
        return None
    return kept[1] if kept[1].head.version == _version() else None


_opened: dict[Path, tuple[tuple[int, int], PrefixTable]] = {}


def _changed() -> Path:
    return table_path().with_name("suggestions.changed")


def _version() -> str:
    made_with = [ANALYSER_VERSION, _FORMAT, *(kind.kind for kind in KINDS)]
    return hashlib.sha256(repr(made_with).encode()).hexdigest()[:16]


def _is_due() -> bool:
    there = table()
    if there is None:
        return True
    head, now = there.head, time.time()
    age = now - head.moment
    # A clock that was set back must not keep it for years.
    if not 0 <= age < LONGEST_KEPT:
        return True
    if age < (REST + 1) * head.seconds:
        return False
    try:
        return _changed().stat().st_mtime >= head.moment - _TICK
    except FileNotFoundError:
        return False


#: Kind, id and texts.
_Row = tuple[int, int, tuple[str, ...]]


def _by_worth() -> Iterator[list[_Row]]:
    """Kind, id and texts of all there is, some at a time: the first of each kind, then
    the second … Only ids are kept in memory, and no question reads many rows: ever
    again none is given, so that the worker can look at its other work."""
    orders = []
    for kind in KINDS:
        orders.append((yield from _in_order(kind)))
    while True:
        some = [list(islice(order, READ_AT_ONCE)) for order in orders]
        if not any(some):
            return
        texts = [
            kind.texts(ids) if ids else {}
            for kind, ids in zip(KINDS, some, strict=True)
        ]
        yield [
            (number, pk, texts[number][pk])
            for row in zip_longest(*some)
            for number, pk in enumerate(row)
            if pk in texts[number]
        ]


def _in_order(kind: OfferKind) -> Generator[list[_Row], None, Iterator[int]]:
    """The ids of a kind, the worthiest first, given at the end. They are sorted some at a
    time and joined as they are read."""
    runs: list[tuple[array[int], array[int]]] = []
    sign = -1 if kind.worth.startswith("-") else 1
    rows = by_pk(kind.rows(), kind.worth.lstrip("-"))
    while some := list(islice(rows, AT_ONCE)):
        some = sorted(
            ((sign * _as_number(worth), pk) for pk, worth in some), reverse=True
        )
        runs.append(
            (array("q", (w for w, _ in some)), array("q", (pk for _, pk in some)))
        )
        yield []
    kept_back: set[int] = set()
    if kind.kept_back:
        for found in kind.kept_back([pk for _worths, ids in runs for pk in ids]):
            kept_back |= found
            yield []
    joined = heapq.merge(*(zip(*run, strict=True) for run in runs), reverse=True)
    return (pk for _worth, pk in joined if pk not in kept_back)


def _as_number(worth: Any) -> int:
    return worth.toordinal() if isinstance(worth, date) else worth


def _mark(texts: Iterable[str]) -> int:
    said = "\n".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest())


def _terms(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for token in analyse(without_numbers(text)):
            yield f"w{token.features.w}"
            yield from (f"k{sound}" for sound in sounds_of(token.features))


# What is suggested


def suggest(typed: str, member: Any) -> list[Suggestion]:
    """Up to OFFERED things that answer what was typed so far, of those that everyone may
    see and `member` did not block. One query for each kind among them."""
    words, there = read(typed), table()
    if not words or there is None:
        return []
    for meant in (words, *loosened(words)):
        if found := candidates(meant, there):
            return [
                _suggestion(offer, meant) for offer in _offers(found, meant, member)
            ]
    return []


def _offers(
    found: Sequence[tuple[int, int]], words: Sequence[Typed], member: Any
) -> list[Offer]:
    """Of what the table says the first OFFERED that are still there and still answer,
    some of each kind where there are."""
    ids: dict[int, list[int]] = {}
    for kind, pk in found:
        ids.setdefault(kind, []).append(pk)
    there = {
        (kind, offer.thing.pk): offer
        for kind, pks in ids.items()
        for offer in KINDS[kind].show(pks, member)
    }
    shown = [there[each] for each in found if each in there]
    return _mixed([offer for offer in shown if _answers(offer, words)])


def candidates(words: Sequence[Typed], there: PrefixTable) -> list[tuple[int, int]]:
    """(kind, id) of up to CANDIDATES entries with all the words, the best first: those
    that are written so before those that sound so."""
    *before, last = words
    begun = last.is_begun
    if not before and begun:
        best = list(dict.fromkeys(chain.from_iterable(_begun(last, there, _best))))
        return [there.entry(number) for number in best[:CANDIDATES]]
    whole = before if begun else words
    so_written = [set(there.with_term(f"w{each.word}")) for each in whole]
    with_all = set.intersection(
        *(
            written.union(*(there.with_term(f"k{sound}") for sound in each.sounds))
            for each, written in zip(whole, so_written, strict=True)
        )
    )
    written = with_all.intersection(*so_written)
    tiers = [with_all]
    if begun:
        tiers = list(_begun(last, there, lambda found: _among(with_all, found)))
    place = {n: at for at in reversed(range(len(tiers))) for n in tiers[at]}
    best = heapq.nsmallest(
        CANDIDATES, place, key=lambda n: (n not in written, place[n], n)
    )
    return [there.entry(number) for number in best]


_Kept = TypeVar("_Kept", list[int], set[int])


def _begun(
    last: Typed, there: PrefixTable, kept: Callable[[Iterable[Sequence[int]]], _Kept]
) -> Iterator[_Kept]:
    """The entries with a word that begins so, by `kept` of many lists: those written so,
    then those that sound so. Of a short sound that says little (cour, কুঁড়ি) only those
    that mean what is written so (courier, কুরিয়ার) or sound so as a whole, where there
    are any."""
    written = kept(there.beginning(f"w{last.word}"))
    yield written
    if min(map(len, last.sounds), default=0) <= SHORT_SOUND:
        meant = kept(there.with_term(f"k{sound}") for sound in _meant(last))
        if written or meant:
            yield meant
            yield kept(there.with_term(f"k{sound}") for sound in last.sounds)
            return
    yield kept(chain(*(there.beginning(f"k{sound}") for sound in last.sounds)))


@lru_cache(maxsize=4096)
def _meant(begun: Typed) -> tuple[str, ...]:
    """How the words sound that mean the same as a word of the lexicon that begins so,
    and begin to sound so themselves."""
    stems, by_concept = _spoken()
    concepts = set()
    for stem in islice(stems, bisect_left(stems, begun.word), None):
        if not stem.startswith(begun.word):
            break
        concepts.add(lexicon().words[stem])
    sounds = (sound for concept in concepts for sound in by_concept.get(concept, ()))
    return tuple({each: None for each in sounds if each.startswith(begun.sounds)})


@lru_cache(maxsize=1)
def _spoken() -> tuple[list[str], dict[str, list[str]]]:
    """The words of the lexicon in order, and how those of each concept sound."""
    by_concept: dict[str, list[str]] = {}
    for sound, concepts in lexicon().by_key.items():
        for concept in concepts:
            by_concept.setdefault(concept, []).append(sound)
    return sorted(lexicon().words), by_concept


def _best(found: Iterable[Sequence[int]]) -> list[int]:
    """The worthiest of many lists, each of which begins with its worthiest."""
    best = {number for entries in found for number in entries[:CANDIDATES]}
    return heapq.nsmallest(CANDIDATES, best)


def _among(wanted: set[int], found: Iterable[Sequence[int]]) -> set[int]:
    """Those wanted that stand in one of the lists."""
    among: set[int] = set()
    if wanted:
        for entries in found:
            among |= wanted.intersection(entries)
    return among


def _mixed(offers: Sequence[Offer]) -> list[Offer]:
    """The first OFFERED, of one kind no more than OF_ONE_KIND while there are others."""
    counted: Counter[str] = Counter()
    places: dict[bool, list[int]] = {False: [], True: []}
    for place, offer in enumerate(offers):
        counted[offer.kind] += 1
        places[counted[offer.kind] > OF_ONE_KIND].append(place)
    chosen = [*places[False], *places[True]][:OFFERED]
    return [offers[place] for place in sorted(chosen)]


# Texts are read again and again: what begins alike is what is typed next.
@lru_cache(maxsize=4096)
def _said(text: str) -> tuple[Features, ...]:
    return tuple(token.features for token in analyse(without_numbers(text)))


def _answers(offer: Offer, words: Sequence[Typed]) -> bool:
    """Whether it still says what was typed, and more: the words may be others by now."""
    said = [word for text in offer.texts for word in _said(text)]
    # To look for what stands in the box is what Enter does.
    is_all = offer.kind == "query" and [w.word for w in words] == [w.w for w in said]
    return not is_all and all(
        any(word.answered_by(each) for each in said) for word in words
    )


def _suggestion(offer: Offer, words: Sequence[Typed]) -> Suggestion:
    title = _in_pieces(offer.title, words, LONGEST_TITLE)
    hint = _in_pieces(offer.hint, words, LONGEST_HINT)
    if len(title) == len(hint) == 1:
        # What answers is not what is shown: the other language, the topic.
        others = (_in_pieces(text, words, LONGEST_HINT) for text in offer.texts)
        hint = next((other for other in others if len(other) > 1), hint)
    return Suggestion(
        kind=offer.kind,
        label=offer.label,
        url=offer.thing.get_absolute_url(),
        title=title,
        hint=hint if hint != [""] else [],
    )


def _in_pieces(text: str, words: Sequence[Typed], longest: int) -> Pieces:
    """A text as everyone may read it, in pieces, cut to `longest` characters: where no
    word of those would answer, from a little before the first that does."""
    line = phones.mask(normalise_line(text))
    tokens = analyse(line)
    if len(line) > longest:
        first = min(_marked(tokens, words), default=0)
        if first and tokens[first].end >= longest:
            line = f"{ELLIPSIS} {line[tokens[max(first - LEAD, 0)].start :]}"
        line = shorten(line, longest)
        tokens = analyse(line)
    found, end = [], 0
    for at in sorted(_marked(tokens, words)):
        token = tokens[at]
        found += [line[end : token.start], line[token.start : token.end]]
        end = token.end
    return [*found, line[end:]]


def _marked(tokens: Sequence[Token], words: Sequence[Typed]) -> set[int]:
    """Places of the tokens that answer; where some are written so, not those that only
    sound so."""
    marked: set[int] = set()
    for word in words:
        for answers in (word.is_written, word.is_heard):
            if found := {n for n, each in enumerate(tokens) if answers(each.features)}:
                marked |= found
                break
    return marked
