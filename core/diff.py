"""What changed between two texts, by words as Bangla has them.

Myers' algorithm over the words and what stands between them, cut off where two texts
share little: then the whole middle is one change, which also reads better. Bounded in
time for any two texts. No Django.
"""

from typing import Literal, NamedTuple

from core import text as bangla

#: More changed pieces than this are shown as one.
MOST_CHANGES = 120

Kind = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """A stretch of text that stayed, is gone, or is new."""

    kind: Kind
    text: str


def words_diff(old: str, new: str) -> list[Piece]:
    """The way from `old` to `new`; without the new pieces it is `old`, without those
    that are gone it is `new`."""
    a, b = _tokens(old), _tokens(new)
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    middle = _middle(a[start : len(a) - end], b[start : len(b) - end])
    kept = a[len(a) - end :] if end else []
    return _joined(
        [*(Piece("same", token) for token in a[:start])]
        + middle
        + [Piece("same", token) for token in kept]
    )


def _tokens(text: str) -> list[str]:
    """The words of a text and what stands between them; joined they are the text."""
    tokens, end = [], 0
    for word in bangla.words(text):
        if word.start > end:
            tokens.append(text[end : word.start])
        tokens.append(word.text)
        end = word.end
    return [*tokens, text[end:]] if end < len(text) else tokens


def _middle(a: list[str], b: list[str]) -> list[Piece]:
    whole = [Piece("gone", "".join(a)), Piece("new", "".join(b))]
    trail = _trail(a, b) if a and b else None
    if trail is None:
        return whole
    pieces: list[Piece] = []
    x, y = len(a), len(b)
    for step in range(len(trail) - 1, 0, -1):
        reached = trail[step - 1]
        k = x - y
        down = k == -step or (k != step and reached[k - 1] < reached[k + 1])
        before = k + 1 if down else k - 1
        old_x = reached[before]
        old_y = old_x - before
        while x > old_x and y > old_y:
            x, y = x - 1, y - 1
            pieces.append(Piece("same", a[x]))
        if down:
            y -= 1
            pieces.append(Piece("new", b[y]))
        else:
            x -= 1
            pieces.append(Piece("gone", a[x]))
    pieces += [Piece("same", token) for token in reversed(a[:x])]
    return pieces[::-1]


def _trail(a: list[str], b: list[str]) -> list[dict[int, int]] | None:
    """How far each number of changes reaches on each diagonal; None for too many."""
    reached = {1: 0}
    trail: list[dict[int, int]] = []
    for changes in range(MOST_CHANGES + 1):
        now: dict[int, int] = {}
        for k in range(-changes, changes + 1, 2):
            down = k == -changes or (k != changes and reached[k - 1] < reached[k + 1])
            x = reached[k + 1] if down else reached[k - 1] + 1
            y = x - k
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            now[k] = x
            if x >= len(a) and y >= len(b):
                return [*trail, now]
        trail.append(now)
        reached = now
    return None


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one; a space between two changed words changes too."""
    joined: list[Piece] = []
    gone = new = ""
    for index, (kind, text) in enumerate(pieces):
        if kind == "gone":
            gone += text
        elif kind == "new":
            new += text
        else:
            follows = pieces[index + 1].kind if index + 1 < len(pieces) else "same"
            if (gone or new) and follows != "same" and not text.strip():
                gone, new = gone + text, new + text
                continue
            _changed(joined, gone, new)
            gone = new = ""
            if joined and joined[-1].kind == "same":
                joined[-1] = Piece("same", joined[-1].text + text)
            else:
                joined.append(Piece("same", text))
    _changed(joined, gone, new)
    return joined


def _changed(joined: list[Piece], gone: str, new: str) -> None:
    if gone:
        joined.append(Piece("gone", gone))
    if new:
        joined.append(Piece("new", new))
