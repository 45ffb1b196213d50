"""Snippets: the part of a text that answers the query, with what answers it marked.

Whoosh's own highlighters are not used: they mark by the engine's tokens and cut by
characters. Here a text is cut at spaces and dandas only, and escaped before
`<mark>` is put around whole words.
"""

import re
from collections.abc import Callable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.text import ELLIPSIS, normalise_line, shorten
from search.analysis import Features, Token, analyse
from search.carrying import CARRIES
from search.ranking import Matcher, Pairs

WORDS = 24
# A text without spaces is no reason for a page without end.
MAX_CHARACTERS = 400
_LEAD = 5
_STOPS = "।.,;:?!…-–—·"
_PIECE = re.compile(r"[^\s।]*।+|[^\s।]+")


def in_a_line(text: str) -> str:
    """The lines of a text in one, parted by a dot where one ends without a stop."""
    lines = [line for each in text.splitlines() if (line := normalise_line(each))]
    ended = (line if line[-1] in _STOPS else f"{line} ·" for line in lines[:-1])
    return " ".join([*ended, *lines[-1:]])


def marked(text: str, matcher: Matcher) -> SafeString:
    """The whole text, escaped, with the words that answer the query marked."""
    return _all_marked(text, lambda word: _is_hit(matcher.match(word)))


def marked_name(name: str, matcher: Matcher) -> SafeString:
    """What somebody is called, likewise: also as she is spelt in the other script, and
    where she is asked for as an author."""
    return _all_marked(
        name,
        lambda word: _is_hit(matcher.match_name(word)) or matcher.is_author(word),
    )


def marked_title(title: str, matcher: Matcher) -> SafeString:
    """What a shop is called, likewise: its words may be a name."""
    return _all_marked(title, lambda word: _is_hit(matcher.match_title(word)))


def snippet(text: str, matcher: Matcher) -> SafeString:
    """About WORDS words around the best answer in `text`, escaped and marked."""
    line = in_a_line(text)
    pieces = [match.span() for match in _PIECE.finditer(line)]
    if not pieces:
        return SafeString("")
    tokens = analyse(line)
    first, last = _window(pieces, _answers(pieces, tokens, matcher), line)
    start, end = pieces[first][0], pieces[last][1]
    if end - start > MAX_CHARACTERS:
        return SafeString(escape(shorten(line[start:end], MAX_CHARACTERS)))
    shown = _mark(line, start, end, _hits(tokens, matcher))
    before = f"{ELLIPSIS} " if first else ""
    after = f" {ELLIPSIS}" if last < len(pieces) - 1 else ""
    return mark_safe(before + shown + after)


def _answers(
    pieces: Sequence[tuple[int, int]], tokens: Sequence[Token], matcher: Matcher
) -> list[dict[int, float]]:
    """For each piece, the query words it answers and how well."""
    answers: list[dict[int, float]] = [{} for _ in pieces]
    place = 0
    for token in tokens:
        while place < len(pieces) - 1 and pieces[place][1] <= token.start:
            place += 1
        for index, weight in matcher.match(token.features):
            answers[place][index] = max(weight, answers[place].get(index, 0.0))
    return answers


def _window(
    pieces: Sequence[tuple[int, int]], answers: list[dict[int, float]], line: str
) -> tuple[int, int]:
    """The first and last piece to show."""
    hits = [place for place, answer in enumerate(answers) if answer]
    best, value = 0, -1.0
    for place in hits or [0]:
        found = _value(answers[place : place + WORDS - _LEAD])
        if found > value:
            best, value = place, found
    first = max(0, min(best - _LEAD, len(pieces) - WORDS))
    # A sentence's start is the better place to begin.
    for place in range(best, first, -1):
        if line[pieces[place - 1][1] - 1] in "।?!·":
            first = place
            break
    last = min(first + WORDS, len(pieces)) - 1
    while last > max(first, best) and pieces[last][1] - pieces[first][0] > (
        MAX_CHARACTERS
    ):
        last -= 1
    return first, last


def _value(answers: Sequence[dict[int, float]]) -> float:
    """What a window answers: other words count whole, the same again a little."""
    best: dict[int, float] = {}
    again = 0
    for answer in answers:
        for index, weight in answer.items():
            again += index in best
            best[index] = max(weight, best.get(index, 0.0))
    return sum(best.values()) + 0.05 * again


def _is_hit(answers: Pairs) -> bool:
    """Whether a word is one of hers, however spelt or said; what has its bones alone, or
    is near its meaning, brings a text here, but marked it would look like an answer."""
    return any(weight >= CARRIES for _index, weight in answers)


def _hits(tokens: Sequence[Token], matcher: Matcher) -> list[Token]:
    return [token for token in tokens if _is_hit(matcher.match(token.features))]


def _all_marked(text: str, is_hit: Callable[[Features], bool]) -> SafeString:
    line = normalise_line(text)
    hits = [token for token in analyse(line) if is_hit(token.features)]
    return mark_safe(_mark(line, 0, len(line), hits))


def _mark(line: str, start: int, end: int, hits: Sequence[Token]) -> str:
    shown: list[str] = []
    place = start
    for token in hits:
        if token.start < start or token.end > end:
            continue
        shown.append(escape(line[place : token.start]))
        shown.append(f"<mark>{escape(line[token.start : token.end])}</mark>")
        place = token.end
    shown.append(escape(line[place:end]))
    return "".join(shown)
