"""Blocks with their authors marked, to comments and answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from core.text import normalise

from . import reasons
from .lines import Line
from .model import PastedComment
from .residue import Piece
from .segments import Block, Zone, has_badges

Doubt = Callable[[Line, str], None]

#: An author line is doubted under this weight, a refused one over its negative.
CLOSE = 1.0
#: Residue lines in a whole paste from which a lone one at a comment's end is cut.
USUAL = 2


def text_of(lines: Sequence[Line]) -> str:
    """Join lines as they were pasted, inner blank lines kept as one, and clean."""
    parts: list[str] = []
    for line in lines:
        if line.gap and parts:
            parts.append("")
        parts.append(line.raw)
    return normalise("\n".join(parts))


class Composer:
    """Makes the comments of every zone of one paste.

    ``doubt`` is told of every choice a person should look at.
    """

    def __init__(self, zones: Sequence[Zone], doubt: Doubt) -> None:
        self.doubt = doubt
        tails = [block.tail for zone in zones for block in zone.blocks if block.tail]
        self.residue_lines = sum(map(len, tails))
        ends = [
            _without_badges(zone.blocks[author - 1].tail)
            for zone in zones
            for previous, author in pairwise(zone.authors)
            if author - 1 != previous
        ]
        firsts = Counter(
            tail[0].residue.pieces for tail in ends if tail[0:1] and tail[0].residue
        )
        badges = sum(any(_is_badge(line) for line in tail) for tail in tails)
        authors = sum(len(zone.authors) for zone in zones)
        self.badges = has_badges(badges, authors)
        #: Names stand twice so often that it needs no remark.
        self.doubled = sum(len(zone.doubles) for zone in zones) * 4 > authors
        #: What the rows of buttons of this paste begin with.
        self.usual_first = {
            pieces for pieces, count in firsts.items() if count * 5 > len(ends)
        }

        under = Counter(
            Piece.TIME in _pieces(zone.blocks[author].tail[0])
            for zone in zones
            for author, following in pairwise([*zone.authors, len(zone.blocks)])
            if following - author > 1 and zone.blocks[author].tail
        )
        #: What usually stands between a name and its text, badges apart.
        self.under_names = {Piece.TIME} if under[True] > max(2, under[False]) else set()

    def intro(self, zone: Zone) -> str:
        """Return the opening text that stands between the head and the comments."""
        end = zone.authors[0] if zone.authors else len(zone.blocks)
        return text_of([block.line for block in zone.blocks[:end]])

    def comments(self, zone: Zone) -> list[PastedComment]:
        """Return the comments of one adda in order, answers pointing at roots."""
        found: list[PastedComment] = []
        answers = _Answers()
        ends = [*zone.authors[1:], len(zone.blocks)] if zone.authors else []
        for start, end in zip(zone.authors, ends, strict=True):
            blocks = zone.blocks[start:end]
            root = answers.next_root()
            body = self._body(zone, start, end)
            if body:
                if root is not None and root > len(found):
                    root = None
                line = blocks[0].line
                found.append(PastedComment(blocks[0].name, body, root, line.number))
            else:
                self.doubt(blocks[0].line, reasons.EMPTY_COMMENT)
            number = root or len(found)
            for line in blocks[-1].tail:
                if line.residue and line.residue.answers and body:
                    answers.expect(number, line.residue.answers, line)
            self._doubt_names(zone, start, end)
        for line in answers.missing():
            self.doubt(line, reasons.MISSING_ANSWERS)
        return found

    def _doubt_names(self, zone: Zone, start: int, end: int) -> None:
        """Note a name that was nearly text and text that was nearly a name."""
        if zone.weights[start] < CLOSE and start != zone.authors[0]:
            self.doubt(zone.blocks[start].line, reasons.MAYBE_NAME)
        for index in range(start + 1, end):
            if index in zone.doubles:
                if not self.doubled:
                    self.doubt(zone.blocks[index].line, reasons.LEFT_OUT)
            elif zone.weights[index] > -CLOSE:
                self.doubt(zone.blocks[index].line, reasons.MAYBE_AUTHOR)

    def _body(self, zone: Zone, start: int, end: int) -> str:
        """Return the text of one comment; empty if nothing stands under the name."""
        texts = start + 1
        while texts in zone.doubles:
            texts += 1
        if texts >= end:
            return self._spare_body(zone.blocks[end - 1])
        kept: list[Line] = []
        if zone.blocks[texts - 1].tail:
            kept += self._leading(zone.blocks[texts - 1].tail)
        for index in range(texts, end):
            block = zone.blocks[index]
            kept.append(block.line)
            if index < end - 1:
                kept += self._inner(block.tail)
            else:
                kept += self._trailing(block.tail)
        return text_of(kept)

    def _leading(self, tail: Sequence[Line]) -> list[Line]:
        """Keep from between a name and its text what the page never puts there."""
        return [
            line
            for line in tail
            if line.residue and line.residue.pieces <= {Piece.COUNT, Piece.LIKE}
        ]

    def _inner(self, tail: Sequence[Line]) -> list[Line]:
        """Keep residue-like lines inside a comment, save what the page puts there."""
        kept: list[Line] = []
        for line in tail:
            pieces = line.residue.pieces if line.residue else frozenset()
            if pieces <= {Piece.MORE} or (line.residue and line.residue.is_closing):
                self.doubt(line, reasons.LEFT_OUT)
            else:
                kept.append(line)
        return kept

    def _trailing(self, tail: Sequence[Line]) -> list[Line]:
        """Cut the residue after a comment, unless it is the only one of its paste."""
        if len(tail) != 1 or tail[0].residue is None or self.residue_lines > USUAL:
            return []
        pieces = tail[0].residue.pieces
        if pieces <= {Piece.TIME, Piece.LIKE, Piece.FOOT}:
            self.doubt(tail[0], reasons.BODY_FROM_PAGE)
            return list(tail)
        if pieces <= {Piece.COUNT, Piece.EDITED}:
            self.doubt(tail[0], reasons.LEFT_OUT)
        return []

    def _spare_body(self, author: Block) -> str:
        """Take a line that only looks like the page for the body it must be."""
        chosen = self._spare_line(author.tail)
        if chosen is None:
            return ""
        self.doubt(chosen, reasons.BODY_FROM_PAGE)
        return text_of([chosen])

    def _spare_line(self, tail: Sequence[Line]) -> Line | None:
        """Choose the line above the row of buttons: a badge only if there is no other."""
        lines = list(tail)
        if not lines:
            return None
        while len(lines) > 1 and _pieces(lines[0]) & self.under_names:
            lines.pop(0)
        before: list[Line] = []
        for line, below in zip(lines, [*lines[1:], None], strict=True):
            if line.residue is None or line.residue.is_closing:
                break
            pieces = line.residue.pieces
            again = below is not None and _pieces(below) == pieces
            if Piece.TIME in pieces and pieces in self.usual_first and not again:
                break
            before.append(line)
        if not before and len(lines) < len(tail):
            return None
        badges = [line for line in before if _is_badge(line)]
        if badges and not self.badges:
            return badges[0]
        plain = [line for line in _without_badges(before) if not _is_more(line)]
        return next(iter([*plain, *badges[-1:], *before]), None)


def _pieces(line: Line) -> frozenset[Piece]:
    """Return the pieces of the page in a line, none for text."""
    return line.residue.pieces if line.residue else frozenset()


def _is_more(line: Line) -> bool:
    """Say whether a line is a "See more" or "See translation"."""
    return line.residue is not None and line.residue.pieces <= {Piece.MORE}


def _is_badge(line: Line) -> bool:
    """Say whether a line holds only what stands beside a name."""
    return line.residue is not None and line.residue.is_badge


def _without_badges(tail: Sequence[Line]) -> list[Line]:
    """Leave out what stands beside names."""
    return [line for line in tail if line.residue and not line.residue.is_badge]


class _Answers:
    """Who the next comments answer: "2 Replies" claims the next two."""

    def __init__(self) -> None:
        self.waiting: list[tuple[int, int, Line]] = []

    def expect(self, root: int, count: int, line: Line) -> None:
        """Claim the next ``count`` comments for the comment numbered ``root``."""
        self.waiting.append((root, count, line))

    def next_root(self) -> int | None:
        """Return the root that the comment now beginning answers, if any."""
        while self.waiting and self.waiting[-1][1] == 0:
            self.waiting.pop()
        if not self.waiting:
            return None
        root, count, line = self.waiting.pop()
        self.waiting.append((root, count - 1, line))
        return root

    def missing(self) -> list[Line]:
        """Return the lines whose answers did not all come."""
        return [line for _root, count, line in self.waiting if count]
