"""Which lines of a paste are author lines.

Facebook's copied text does not mark them. What tells them is the paste itself:
whoever copied it did so in one way, so the gaps around author lines, the rows of
buttons between comments and the doubling of names are the same from end to end.
So the layout is learned from the surest names, every line is weighed against it,
and the best sequence of author lines is chosen for each adda as a whole. Two rules
hold throughout: what follows an author line is its body, whatever it looks like,
and a row of buttons ends a comment.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import pairwise

from . import names, residue
from .lines import Line
from .residue import Piece

#: Points of a name that stands among the hosts or opened the adda.
KNOWN = 3.0
#: Taken off for each word that people use in the sentences of the same paste.
COMMON = 0.8
#: Taken off every line before the layout is known, so that only sure names teach it.
CAUTION = 1.5
ROUNDS = 6
#: Lines of text from which one guess at one layout has to do: it has much to learn from.
MANY = 20_000
NEVER = -1e9
#: The name of a gap that is filled with residue.
RESIDUE = "residue"


@dataclass(slots=True)
class Block:
    """A line of text with the residue that follows it, up to the next text.

    ``name`` is the line as an author would read: without a badge or a doubling in
    the same line. ``before`` and ``after`` name the gaps around it, ``loose`` the
    residue before it, ``under`` what stands below it but text, ``closed`` says that
    a row of buttons stands before it, ``copies`` that the name above it is the same.
    """

    line: Line
    name: str
    tail: list[Line] = field(default_factory=list)
    before: str = "0"
    after: str = "0"
    loose: str = "none"
    closed: bool = False
    under: str = "nothing"
    points: float = 0.0
    copies: bool = False
    kind: int = 0


@dataclass(slots=True)
class Zone:
    """The lines of one adda after its head, cut into blocks.

    ``begins`` says that the head ended in what mostly stands last in it (hosts, time).
    After ``segment``: ``authors`` holds the indexes of author lines, ``doubles``
    those of second copies of a name, ``weights`` what each line was worth.
    """

    blocks: list[Block]
    begins: bool = False
    authors: list[int] = field(default_factory=list)
    doubles: set[int] = field(default_factory=set)
    weights: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """What has been learned: log-odds of an author line per kind of surroundings.

    ``lean`` is what any line gains where nearly all that could be names are names.
    """

    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)
    loose: dict[str, float] = field(default_factory=dict)
    double: float = 0.3
    single: float = 0.0
    badges: bool = True
    lines: dict[str, float] = field(default_factory=dict)
    caution: float = 0.0
    lean: float = 0.0


#: Where learning starts: knowing nothing, or one habit of copying.
GUESSES = (
    Layout(caution=CAUTION),
    Layout(caution=CAUTION, after={"0": -4.0, "1": 1.5, "2": 1.5}),
    Layout(caution=CAUTION, before={"0": -4.0, "1": 1.0, "2": 1.5}),
    Layout(caution=CAUTION, before={"0": -4.0, "1": -1.0, "2": 1.5}),
    Layout(caution=CAUTION, loose={"none": -4.0, "loose": -1.0, "closed": 1.0}),
)


# Blocks


def zone_of(lines: Iterable[Line], *, begins: bool = False) -> Zone:
    """Group lines into texts with the residue after each."""
    blocks: list[Block] = []
    tail: list[Line] = []
    for line in lines:
        if line.residue is not None:
            tail.append(line)
            continue
        previous = blocks[-1] if blocks else None
        closed = closes(tail) or bool(previous and previous.line.closed)
        gap = str(min(line.gap, 2))
        block = Block(line, line.text, closed=closed, loose=_loose(tail, closed))
        # A badge stands with the name below or above it: it says nothing of ends.
        block.before = gap if all(map(_is_badge, tail)) else RESIDUE
        if previous:
            _end(previous, tail, gap)
        blocks.append(block)
        tail = []
    if blocks:
        _end(blocks[-1], tail, "end")
    return Zone(blocks, begins)


def _end(block: Block, tail: list[Line], gap: str) -> None:
    """Give a block the residue that follows it."""
    block.tail = tail
    block.after = _after(tail, gap)
    if tail and all(map(_is_badge, tail)):
        block.under = "badges"
    elif tail:
        block.under = "closing" if block.after == "closing" else "loose"


def closes(tail: Sequence[Line]) -> bool:
    """Say whether residue lines together end a comment."""
    pieces: set[Piece] = set()
    for line in tail:
        if line.residue is None:
            continue
        if line.residue.is_closing:
            return True
        pieces |= line.residue.pieces
    return residue.is_closing(frozenset(pieces))


def _after(tail: Sequence[Line], gap: str) -> str:
    """Name what stands after a line of text."""
    if not tail:
        return gap
    first = tail[0].residue
    if first is None or first.is_closing:
        return "closing"
    return "badge" if first.is_badge else min(piece.value for piece in first.pieces)


def _is_badge(line: Line) -> bool:
    """Say whether a line holds only what stands beside a name."""
    return line.residue is not None and line.residue.is_badge


def _loose(tail: Sequence[Line], closed: bool) -> str:
    """Name the residue before a line of text."""
    if closed:
        return "closed"
    if not tail:
        return "none"
    return "badge" if _is_badge(tail[-1]) else "loose"


# What a line looks like


_MARKED_NAME = re.compile(r"^(?P<name>.{2,60}?)\s*[·•]\s*(?P<rest>.+)$")
_BADGE_END = re.compile(
    r"^(?P<name>.{2,60}?)\s+\(?(?:Top fan|Top contributor|Group expert|Rising star"
    r"|Admin|Moderator|Author|Follow|Verified account)\)?$"
)
_TWICE = re.compile(r"^(?P<name>\S.{2,59}?)\s?(?P=name)$")


def _read_names(zones: list[Zone], known: frozenset[str]) -> None:
    """Find the name in lines that hold a name and something of the page."""
    texts = Counter(block.line.text for zone in zones for block in zone.blocks)
    twice = Counter(
        match["name"] for text in texts if (match := _TWICE.match(text)) is not None
    )
    for zone in zones:
        for block in zone.blocks:
            text = block.line.text
            if len(text) > 2 * names.LONGEST:
                continue
            marked = _MARKED_NAME.match(text)
            if marked and residue.read(marked["rest"]):
                block.name, block.after = marked["name"], "badge"
                continue
            badge = _BADGE_END.match(text)
            if badge and (badge["name"] in texts or badge["name"] in known):
                block.name, block.after = badge["name"], "badge"
                continue
            double = _TWICE.match(text)
            if double is None:
                continue
            # One word twice may be a name of its own, unless many are.
            least = 0.0 if len(double["name"].split()) > 1 else 10.0
            if names.points(double["name"]) > (-1.0 if len(twice) > 2 else least):
                block.name = double["name"]


def _weigh_looks(zones: list[Zone], known: frozenset[str]) -> None:
    """Weigh each line by its look, its repetition and what the paste itself says."""
    times: Counter[str] = Counter()
    opening: set[str] = set()
    spoken: Counter[str] = Counter()
    for zone in zones:
        for block in zone.blocks:
            times[block.name] += 1
            tokens = block.line.text.split(maxsplit=5)
            opening |= {" ".join(tokens[:size]) for size in range(2, len(tokens))}
            if len(block.line.text) > names.LONGEST:
                spoken.update(names.plain_words(block.line.text))
    for zone in zones:
        for block in zone.blocks:
            points = names.points(block.name)
            if points > -5:
                common = sum(spoken[word] > 1 for word in names.plain_words(block.name))
                points -= COMMON * common
                if block.name in known:
                    points = max(points, 0) + KNOWN
                points += min(1.0, 0.5 * (times[block.name] - 1))
                points += 1.0 if block.name in opening else 0.0
            block.points = max(names.LEAST, min(names.MOST, points))


def _pair_copies(zones: list[Zone]) -> None:
    """Where a name stands twice, weigh what follows the second for the first."""
    for zone in zones:
        for index in range(len(zone.blocks) - 1, 0, -1):
            block, above = zone.blocks[index], zone.blocks[index - 1]
            if _is_copy(above, block):
                above.after = block.after
                block.copies = True


def _number_kinds(zones: list[Zone]) -> None:
    """Give the lines that every layout weighs alike one number."""
    times = Counter(block.name for zone in zones for block in zone.blocks)
    kinds: dict[tuple[object, ...], int] = {}
    for zone in zones:
        for block in zone.blocks:
            # What a layout says of single lines, it says of repeated ones alone.
            name = block.name if times[block.name] > 1 else None
            looks = name, block.points, block.copies
            around = block.before, block.after, block.loose, block.closed
            block.kind = kinds.setdefault((*looks, *around), len(kinds))


# Choosing


#: Where the reading stands before a line of text: in the opening, in a body, under
#: an author line, under the second copy of one.
INTRO, BODY, AUTHOR, DOUBLE = range(4)


class Move(IntEnum):
    """What a line of text is taken for."""

    TEXT = 0
    AUTHOR = 1
    DOUBLE = 2


# Looked up here once, not on the class at every line.
TEXT, AUTHOR_LINE, SECOND_LINE = Move
#: What two sums may differ by and be equal.
EQUAL = 1e-9


#: A comment whose only content is a loose residue line ("12", "Like").
SPARE_BODY = -1.5
#: ... or nothing at all (a sticker, a picture).
EMPTY_BODY = -2.5
#: ... or a badge ("Author"), where badges are many.
BADGE_BODY = -4.0
#: What the line right under a finished head gains as the first author.
AT_ONCE = 1.5
#: What a name line gains when the text under it opens with another name.
NAME_FIRST = 0.5
#: An author line with not even residue under it.
NO_BODY = -8.0
#: Text after a row of buttons that starts no comment.
UNCLOSED = -6.0
#: An author line whose copy stands above it in another comment's body.
SECOND_COPY = -4.0
#: The second copy of a name where names mostly stand twice, and where they do not:
#: then too it is the page rather than a comment that opens with its author's name.
DOUBLE_USUAL, DOUBLE_SEEN, DOUBLE_ODD = 3.0, 2.0, 0.3
#: An author line without a copy where names mostly stand twice.
SINGLE_ODD = -3.0


def segment(zones: list[Zone], known: frozenset[str]) -> None:
    """Mark the author lines of every zone, learning one layout from all of them.

    Learning starts from a few guesses at the layout and keeps what explains the
    paste best, so that a wrong first impression of the names does not stay.
    """
    _read_names(zones, known)
    _weigh_looks(zones, known)
    _pair_copies(zones)
    _number_kinds(zones)
    _learn_alone(zones)
    if sum(len(zone.blocks) for zone in zones) > MANY:
        return
    for zone in zones if len(zones) > 1 else ():
        joint = _copy_of(zone)
        _learn_alone([zone])
        if _worth([zone], Layout()) < _worth([joint], Layout()) + OWN_LAYOUT:
            _take(zone, joint)
    for zone in zones:
        for cut in _turns(zone):
            _try_cut(zone, cut)


def _learn_alone(zones: list[Zone]) -> None:
    """Mark the author lines by the best layout that these zones teach."""
    best: tuple[float, Layout] | None = None
    long = sum(len(zone.blocks) for zone in zones) > MANY
    steps = _Steps(zones)
    for guess in GUESSES[:1] if long else GUESSES:
        layout = _settle(steps, guess)
        worth = steps.worth(layout)
        if best is None or worth > best[0] + 1e-6:
            best = worth, layout
    if best is not None:
        steps.choose(best[1])


#: What an adda must gain by a layout of its own, and by two layouts, to get it.
OWN_LAYOUT, TWO_LAYOUTS = 3.0, 8.0
#: Lines without a row of buttons that may be another way of copying, and how many
#: comments must come of them.
STRETCH, FEW = 12, 4


def _copy_of(zone: Zone) -> Zone:
    """Keep what was marked."""
    return replace(
        zone, authors=[*zone.authors], doubles={*zone.doubles}, weights=[*zone.weights]
    )


def _take(zone: Zone, marked: Zone) -> None:
    """Mark a zone as a copy of it was."""
    zone.authors, zone.doubles = marked.authors, marked.doubles
    zone.weights = marked.weights


def _turns(zone: Zone) -> list[int]:
    """Find where rows of buttons begin or end for good: the way of copying changed."""
    closed = [index for index, block in enumerate(zone.blocks) if block.closed]
    if len(closed) < FEW:
        return []
    gaps = sorted(after - before for before, after in pairwise(closed))
    least = max(STRETCH, 3 * gaps[len(gaps) // 2])
    found = [closed[0]] if closed[0] > least else []
    return found + ([closed[-1]] if len(zone.blocks) - closed[-1] > least else [])


def _try_cut(zone: Zone, cut: int) -> None:
    """Read the two sides of a turn each by its own layout, if that explains more."""
    sides = [
        Zone(zone.blocks[:cut], zone.begins),
        Zone(zone.blocks[cut:], begins=True),
    ]
    for side in sides:
        _learn_alone([side])
    if min(len(side.authors) for side in sides) < FEW:
        return
    worth = sum(_worth([side], Layout()) for side in sides)
    if worth < _worth([zone], Layout()) + TWO_LAYOUTS:
        return
    first, second = sides
    zone.authors = first.authors + [index + cut for index in second.authors]
    zone.doubles = first.doubles | {index + cut for index in second.doubles}
    zone.weights = first.weights + second.weights


class _Steps:
    """Choosing and learning over the same zones, each step done once: different
    guesses mostly come to the same choice, and go on alike from there."""

    def __init__(self, zones: list[Zone]) -> None:
        self.zones = zones
        # By the layout's id, which is its own as long as it is kept here.
        self.chosen: dict[int, tuple[Layout, list[Zone]]] = {}
        self.learned: dict[tuple[object, ...], Layout] = {}
        self.worths: dict[tuple[object, ...], float] = {}

    def choose(self, layout: Layout) -> list[list[int]]:
        """Mark the zones by a layout; return the author lines of each."""
        known = self.chosen.get(id(layout))
        if known is None:
            for zone in self.zones:
                _choose(zone, layout)
            self.chosen[id(layout)] = layout, [_copy_of(zone) for zone in self.zones]
        else:
            for zone, marked in zip(self.zones, known[1], strict=True):
                _take(zone, _copy_of(marked))
        return [list(zone.authors) for zone in self.zones]

    def learn(self) -> Layout:
        """Learn from what is marked now."""
        marks = self._marks()
        if marks not in self.learned:
            self.learned[marks] = _learn(self.zones)
        return self.learned[marks]

    def worth(self, layout: Layout) -> float:
        """Say how well a layout explains what is marked now."""
        marks = (id(layout), *self._marks())
        if marks not in self.worths:
            self.worths[marks] = _worth(self.zones, layout)
        return self.worths[marks]

    def _marks(self) -> tuple[object, ...]:
        return tuple(
            (tuple(zone.authors), frozenset(zone.doubles)) for zone in self.zones
        )


def _settle(steps: _Steps, layout: Layout) -> Layout:
    """Choose and learn in turns until nothing changes; return what was learned."""
    previous: list[list[int]] = []
    for _turn in range(ROUNDS):
        chosen = steps.choose(layout)
        if chosen == previous:
            break
        previous = chosen
        layout = steps.learn()
    return layout


def _worth(zones: list[Zone], layout: Layout) -> float:
    """Say how well a layout explains a paste: names that look it, habits that hold."""
    worth = 0.0
    sides = _count(zones)
    for authors, others in sides:
        for counts in (authors, others):
            total = sum(counts.values())
            worth += sum(n * math.log(n / total) for n in counts.values() if n)
    for zone in zones:
        worth += sum(
            min(3.0, zone.blocks[index].points)
            + layout.lines.get(zone.blocks[index].name, 0.0)
            for index in zone.authors
        )
    return worth


def _weigh(block: Block, layout: Layout) -> tuple[float, float]:
    """Weigh a line as an author: as the first of its adda, and among comments."""
    points = block.points + layout.lines.get(block.name, 0.0) - layout.caution
    points += layout.lean if block.points > UNLIKELY else 0.0
    points = min(points, names.MOST) + (SECOND_COPY if block.copies else 0.0)
    after = layout.after.get(block.after, 0.0)
    if block.after == "badge":
        after = max(after, 1.5)
    if block.closed:
        # After the buttons only a name can follow, however odd it looks.
        points = max(points, -3.0) + 5.0
        return points + after, points + after
    before = layout.before.get(block.before, 0.0) + layout.loose.get(block.loose, 0.0)
    return points + after, points + after + before


def _choose(zone: Zone, layout: Layout) -> None:
    """Find the best sequence of author lines of one zone; of equals the earliest.

    From the last line up: what the rest is worth in each state (INTRO, BODY, AUTHOR,
    DOUBLE), and the move that makes it so. One plain loop, for it is walked most.
    """
    blocks = zone.blocks
    zone.weights = []
    if not blocks:
        return
    weighed: dict[int, tuple[float, float, float]] = {}
    bodiless = {under: _without_body(under, layout) for under in UNDERS}
    single, double = layout.single, layout.double
    intro, body = 0.0, 0.0
    author = second = bodiless[blocks[-1].under]
    moves: list[tuple[Move, Move, Move, Move]] = []
    weights = zone.weights
    follows = False
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        worth = weighed.get(block.kind)
        if worth is None:
            first, weight = _weigh(block, layout)
            gain = NAME_FIRST * max(0.0, min(weight, names.MOST))
            worth = weighed[block.kind] = first, weight, gain
        first, weight, gain = worth
        here = author if follows else single + author
        text = body + UNCLOSED if block.closed else body
        bare, first_text, is_copy = NEVER, text, False
        if index:
            above = blocks[index - 1]
            is_copy = above.name == block.name and _is_copy(above, block)
            bare = here + weight + bodiless[above.under]
            if not above.tail and not is_copy:
                first_text += gain
        elif zone.begins:
            first += AT_ONCE
        # Of equals the name, so that the earliest wins.
        begun, named = here + first, here + weight
        intro, in_intro = (
            (intro, TEXT) if intro > begun + EQUAL else (begun, AUTHOR_LINE)
        )
        body, in_body = (text, TEXT) if text > named + EQUAL else (named, AUTHOR_LINE)
        under, in_under = (
            (first_text, TEXT) if first_text > bare + EQUAL else (bare, AUTHOR_LINE)
        )
        twice = (double if is_copy else NEVER) + second
        if twice > under:
            moves.append((in_intro, in_body, SECOND_LINE, in_under))
            author = twice
        else:
            moves.append((in_intro, in_body, in_under, in_under))
            author = under
        second = under
        weights.append(weight)
        follows = is_copy
    moves.reverse()
    weights.reverse()
    _walk(zone, moves)


def _is_copy(one: Block, other: Block) -> bool:
    """Say whether two neighbouring lines may be one name twice."""
    if one.name != other.name or other.closed:
        return False
    # After the buttons stands a name, however odd, and so it may stand twice.
    return one.points > (names.LEAST if one.closed else -4)


UNDERS = ("nothing", "badges", "closing", "loose")


def _without_body(under: str, layout: Layout) -> float:
    """Weigh an author line that no text follows, by the residue that does."""
    if under == "nothing":
        return NO_BODY
    if under == "badges":
        return BADGE_BODY if layout.badges else SPARE_BODY
    return EMPTY_BODY if under == "closing" else SPARE_BODY


def _walk(zone: Zone, moves: list[tuple[Move, Move, Move, Move]]) -> None:
    """Follow the choices from the top and note the authors."""
    state = INTRO
    zone.authors, zone.doubles = [], set()
    for index, row in enumerate(moves):
        move = row[state]
        if move is Move.AUTHOR:
            zone.authors.append(index)
            state = AUTHOR
        elif move is Move.DOUBLE:
            zone.doubles.add(index)
            state = DOUBLE
        elif state != INTRO:
            state = BODY


# Learning


#: A line of so few points is text to everyone: it says nothing of what names look like.
UNLIKELY = -4.0
#: The least and the most a paste leans to names.
LEAN_LEAST, LEAN_MOST = -0.5, 1.5


def _lean(zones: list[Zone]) -> float:
    """Say how seldom a line that could be a name stands inside a comment.

    The first line of a body does not count: it cannot be a name.
    """
    names_, texts = 0, 0
    for zone in zones:
        chosen = set(zone.authors)
        for index, block in enumerate(zone.blocks):
            if block.points <= UNLIKELY or index in zone.doubles:
                continue
            if index in chosen:
                names_ += 1
            elif zone.authors and index > zone.authors[0] and index - 1 not in chosen:
                texts += 1
    lean = math.log((names_ + 1) / (texts + 1)) - 1.0
    return max(LEAN_LEAST, min(LEAN_MOST, lean))


def _learn(zones: list[Zone]) -> Layout:
    """Count what stands around the authors chosen so far and around other lines."""
    before, after, loose = (_odds(*sides) for sides in _count(zones))
    authors = doubles = badges = 0
    for zone in zones:
        chosen = set(zone.authors)
        authors += len(chosen)
        badges += sum(any(map(_is_badge, block.tail)) for block in zone.blocks)
        doubles += sum(
            _is_copy(one, other)
            for index, (one, other) in enumerate(pairwise(zone.blocks))
            if index in chosen
        )
    double, single = DOUBLE_SEEN if doubles > 2 else DOUBLE_ODD, 0.0
    if doubles > 1 and doubles * 2 > authors:
        double, single = DOUBLE_USUAL, SINGLE_ODD
    return Layout(
        before=before,
        after=after,
        loose=loose,
        double=double,
        single=single,
        badges=has_badges(badges, authors),
        lines=_lines(zones, before, loose),
        lean=_lean(zones),
    )


def _count(zones: list[Zone]) -> list[tuple[Counter[str], Counter[str]]]:
    """Count gaps before, what stands after, loose residue: of authors, of others."""
    before, after, loose = tables = [
        (Counter[str](), Counter[str]()) for _table in range(3)
    ]
    for zone in zones:
        chosen = set(zone.authors)
        start = zone.authors[0] if zone.authors else len(zone.blocks)
        for index in range(start, len(zone.blocks)):
            block = zone.blocks[index]
            if index in zone.doubles:
                continue
            side = 0 if index in chosen else 1
            after[side][block.after] += 1
            if index > start:
                loose[side][block.loose] += 1
                # The gap is counted where no residue stands in it: one thing twice
                # would weigh double.
                if block.before != RESIDUE:
                    before[side][block.before] += 1
    return tables


#: What one place of a line that stands several times says: directly under an author
#: line stands a body, so a name is rarely found there and a common phrase often; the
#: same where an author line follows, since a name has text under it.
UNDER_AUTHOR, OVER_AUTHOR, ELSEWHERE = -1.5, -1.5, 0.7
#: The odds of a place under which a line found there is rather text.
BAD_PLACE = -1.5
#: The most and the least all places of one line can say.
LINES_LEAST, LINES_MOST = -3.0, 4.0


def _lines(
    zones: list[Zone], before: dict[str, float], loose: dict[str, float]
) -> dict[str, float]:
    """Weigh lines that stand several times by the places where they stand."""
    times: Counter[str] = Counter()
    odds: defaultdict[str, float] = defaultdict(float)
    for zone in zones:
        chosen = set(zone.authors)
        for index, block in enumerate(zone.blocks):
            if index in zone.doubles:
                continue
            under = index - 1 in chosen and index not in chosen
            if under and _is_copy(zone.blocks[index - 1], block):
                continue
            over = index + 1 in chosen and block.under == "nothing"
            times[block.name] += 1
            place = before.get(block.before, 0.0) + loose.get(block.loose, 0.0)
            if under:
                odds[block.name] += UNDER_AUTHOR
            elif over:
                odds[block.name] += OVER_AUTHOR
            else:
                odds[block.name] += ELSEWHERE if place > BAD_PLACE else -ELSEWHERE
    return {
        name: max(LINES_LEAST, min(LINES_MOST, odds[name]))
        for name, count in times.items()
        if count > 1
    }


def has_badges(badges: int, authors: int) -> bool:
    """Say whether badges are a habit of the page and not somebody's one word."""
    return badges > 2 and badges * 12 > authors


def _odds(authors: Counter[str], others: Counter[str]) -> dict[str, float]:
    """Turn two counts into log-odds, careful where little was seen."""
    kinds = set(authors) | set(others)
    size = max(len(kinds), 2)
    of_authors = sum(authors.values()) + 0.5 * size
    of_others = sum(others.values()) + 0.5 * size
    odds: dict[str, float] = {}
    for kind in kinds:
        share = (authors[kind] + 0.5) / of_authors
        other = (others[kind] + 0.5) / of_others
        odds[kind] = max(-5.0, min(3.0, math.log(share / other)))
    return odds
