"""Queries that name somebody and say more of her: three phones are soon found, and what
they ask for would be read by all.

A shop's name, as it is written or sounds, in one word or several, may stand alone or
beside what her own page says: what she makes and sells, and where. A name of several
ordinary words (হাতের কাজ) may stand beside what other shops have. A member is known by
her whole name as she writes it, or by her handle; where that is one word of the lexicon,
it is taken for the word. By half a name, or spelt otherwise, anybody may be named, and
who is no member too: so what accuses and has a word that nobody knows is told to nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Q, QuerySet

from core import text
from profiles.models import Member
from search.analysis import Features, analyse, features
from search.analysis.keys import keys
from search.analysis.lexicon import lexicon
from search.analysis.names import listed_mark, marks
from search.analysis.stems import VERB_MARK
from search.called import marks_to_ask
from search.slicing import by_pk
from sellers import words as of_sellers
from sellers.models import Seller, SellerWord

#: Words of a member's name at most, and names that are looked for in one question.
LONGEST_NAME, NAMES_AT_ONCE = 4, 400
#: Shops that must have what stands beside a name of ordinary words.
SHARED = 2
# Handles are of several parts too, of which a query keeps no signs.
_BETWEEN = (" ", "", "_", ".")
_ENDINGS = ("ের", "র", "কে", "রা")
# What is said of those who did wrong, or of what they sell.
_ACCUSING = frozenset(
    [
        "fraud",
        "fake",
        "theft",
        "dishonest",
        "lie",
        "bad",
        "spoiled",
        "formalin",
        "blocked_me",
    ]
)
# A shorter sound is that of too many words.
_SHORTEST_SOUND = 3
_PAGE = ("name", "found_by", "district__name_bn", "district__name_en")
_PAGE_TOO = ("upazila__name_bn", "upazila__name_en")

Words = Sequence[Features]
TermsOf = Callable[[Features], frozenset[str]]


class _Named(NamedTuple):
    """Whom a query may name: the words of her name, and all that her page says."""

    name: Words
    page: str = ""


def naming_more(queries: Mapping[int, str]) -> Iterator[set[int]]:
    """Those of some queries, by their pk, that name somebody and say more than may be
    told to others: one or none at a time, so that whoever asks may pause."""
    read: dict[int, Words] = {}
    for pk, line in queries.items():
        read[pk] = _analysed(line)
        yield set()
    found: set[int] = set()
    for named_by in (_shops_in(read), _members_in(read)):
        for each in named_by:
            if each and each[0] not in found and _says_more(read[each[0]], each[1]):
                found.add(each[0])
                yield {each[0]}
            else:
                yield set()


def accusing(queries: Mapping[int, str]) -> Iterator[set[int]]:
    """Those of some queries, by their pk, that accuse and may name anybody, likewise."""
    for pk, line in queries.items():
        yield {pk} if _accuses(_analysed(line)) else set()


class Called(NamedTuple):
    """One way to write what somebody was called: the terms by which each word is known,
    and whether all are words that anybody says."""

    words: tuple[frozenset[str], ...]
    is_ordinary: bool

    def is_in(self, query: Words) -> bool:
        """Whether a query names her: by a name of her own, or by ordinary words that
        stand alone or with what accuses."""
        rest = _less(query, self.words, _terms_asked)
        if rest is None or not self.is_ordinary:
            return rest is not None
        return not rest or _is_bad(rest)


def called(name: str) -> Iterator[Called]:
    """The ways to write a name; none where it is a letter or two, or one word that
    anybody says."""
    words = words_of(name)
    if sum(len(word.w) for word in words) < _SHORTEST_SOUND:
        return
    is_ordinary = all(word.concepts or word.is_stop for word in words)
    if is_ordinary and len(words) == 1:
        return
    for written in _written(words):
        yield Called(tuple(map(_terms_of_name, written)), is_ordinary)


def words_of(line: str) -> Words:
    """The words of a query, or of a name or a handle."""
    return [token.features for token in analyse(line.replace("_", " "))]


def terms_in(query: Words) -> set[str]:
    """All that words of a query are known by, two of them as one too."""
    parts = _parts(query, _terms_asked)
    return {term for terms, _places in parts for term in terms}


def _analysed(line: str) -> Words:
    return [token.features for token in analyse(line)]


def _accuses(query: Words) -> bool:
    """Whether something bad is said, and of somebody perhaps."""
    return _is_bad(query) and any(map(_may_be_a_name, query))


def _is_bad(said: Words) -> bool:
    return any(not _ACCUSING.isdisjoint(word.concepts) for word in said)


def _may_be_a_name(word: Features) -> bool:
    is_small = word.is_stop and not listed_mark(word)
    is_known = is_small or lexicon().is_common(word.s, word.concepts)
    return not (is_known or word.concepts or word.w.isdigit())


def _terms(word: Features) -> frozenset[str]:
    return _written_so(word) | {f"k {sound}" for sound in _sounds(word)}


def _terms_of_name(word: Features) -> frozenset[str]:
    """By what a word of a name is known when she is gone: her name in every spelling of
    the list, and no word that anybody says for its sound alone (Shaila is no সেলাই)."""
    heard = "k" if _is_said_by_all(word) else "n"
    sounds = (f"{heard} {sound}" for sound in _sounds(word))
    return _written_so(word).union(marks(word), sounds)


def _terms_asked(word: Features) -> frozenset[str]:
    """All that a word of a query may be known by, the names it may be among them."""
    names = [mark for _field, mark in marks_to_ask(word)]
    if not _is_said_by_all(word):
        names += [f"n {sound}" for sound in _sounds(word)]
    return _terms(word).union(names)


def _written_so(word: Features) -> frozenset[str]:
    return frozenset(
        [word.w, *(stem for stem in word.s if not stem.endswith(VERB_MARK))]
    )


def _sounds(word: Features) -> set[str]:
    sounds = {*keys(word.w), *word.k}
    return {sound for sound in sounds if len(sound) >= _SHORTEST_SOUND}


def _is_said_by_all(word: Features) -> bool:
    is_known = lexicon().is_common(word.s, word.concepts)
    return word.is_stop or bool(word.concepts) or is_known


def _says_more(query: Words, named: _Named) -> bool:
    rest = _beside(query, named.name)
    if not rest:
        return False
    page = {term for each in analyse(named.page) for term in _terms(each.features)}
    rest = [word for word in rest if page.isdisjoint(_terms(word))]
    is_ordinary = len(named.name) > 1 and all(word.concepts for word in named.name)
    return not (is_ordinary and all(map(_is_sold, rest))) if rest else False


def _beside(query: Words, name: Words) -> list[Features]:
    """What stands in a query beside a name; nothing where that is not in it."""
    for written in _written(name):
        rest = _less(query, [_terms(word) for word in written])
        if rest is not None:
            return rest
    return []


def _written(name: Words) -> tuple[Words, Words]:
    """A name in its words, and in one."""
    return name, [features("".join(word.w for word in name))]


def _less(
    query: Words, name: Sequence[Set[str]], terms_of: TermsOf = _terms
) -> list[Features] | None:
    """The words of a query less those of a name, each of which is known by some terms;
    None where the name is not in it."""
    covered: set[int] = set()
    parts = list(_parts(query, terms_of))
    for terms in name:
        places = [place for each, place in parts if not terms.isdisjoint(each)]
        if not places:
            return None
        covered.update(*places)
    rest = [word for at, word in enumerate(query) if at not in covered]
    return [word for word in rest if not word.is_stop]


def _parts(
    query: Words, terms_of: TermsOf = _terms
) -> Iterator[tuple[frozenset[str], tuple[int, ...]]]:
    """What the words of a query are known by, and neighbours as one, with their places."""
    for at, word in enumerate(query):
        yield terms_of(word), (at,)
    for at, (left, right) in enumerate(pairwise(query)):
        yield terms_of(features(left.w + right.w)), (at, at + 1)


def _is_sold(word: Features) -> bool:
    """Whether the pages of several shops say it."""
    rows = SellerWord.objects.filter(form__in=of_sellers.forms_of(word.w))
    return rows.values("seller").distinct()[:SHARED].count() >= SHARED


# --- whom they name ---


# A query and whom it names; None where another piece of the work is done.
_Found = tuple[int, _Named] | None


def _shops_in(queries: Mapping[int, Words]) -> Iterator[_Found]:
    by_term: dict[str, set[int]] = defaultdict(set)
    for pk, query in queries.items():
        for terms, _places in _parts(query):
            for term in terms:
                by_term[term].add(pk)
        yield None
    if not by_term:
        return
    for shop, said in by_pk(Seller.objects.all(), "name"):
        name = _words(said)
        found = set().union(*(_all_of(each, by_term) for each in _written(name)))
        if found:
            page = _page(Seller.objects.filter(pk=shop))
            yield from ((pk, _Named(name, page)) for pk in found)
        yield None


def _all_of(name: Words, by_term: Mapping[str, set[int]]) -> set[int]:
    """The queries that have every word of a name."""
    found: set[int] | None = None
    for word in name:
        there = set().union(*(by_term.get(term, ()) for term in _terms(word)))
        found = there if found is None else found & there
        if not found:
            break
    return found or set()


def _members_in(queries: Mapping[int, Words]) -> Iterator[_Found]:
    by_name: dict[str, set[int]] = defaultdict(set)
    for pk, query in queries.items():
        for name in _names_in(query):
            by_name[name].add(pk)
        yield None
    names = list(by_name)
    for start in range(0, len(names), NAMES_AT_ONCE):
        some = names[start : start + NAMES_AT_ONCE]
        rows = Member.objects.filter(Q(name_key__in=some) | Q(handle_key__in=some))
        for member, *both in rows.values_list("pk", "name_key", "handle_key"):
            page = _page(Seller.objects.filter(member=member))
            for key in both:
                named = _Named(_words(key), page)
                if not _is_a_word(named.name):
                    yield from ((pk, named) for pk in by_name.get(key, ()))
        yield None


def _names_in(query: Words) -> Iterator[str]:
    """What may be a whole name, folded: neighbours, the last without its ending too."""
    for start in range(len(query)):
        for end in range(start, min(start + LONGEST_NAME, len(query))):
            before = [word.w for word in query[start:end]]
            last = query[end]
            bare = (last.w.removesuffix(ending) for ending in _ENDINGS)
            for each in {last.w, *last.s, *bare}:
                yield from {sign.join([*before, each]) for sign in _BETWEEN}


def _is_a_word(name: Words) -> bool:
    return len(name) == 1 and bool(name[0].concepts or name[0].is_stop)


def _words(name: str) -> list[Features]:
    return [features(word.text) for word in text.words(text.fold(name))]


def _page(sellers: QuerySet[Seller]) -> str:
    said: Iterable[tuple[str | None, ...]] = sellers.values_list(*_PAGE, *_PAGE_TOO)
    return "\n".join(each for row in said for each in row if each)
