"""A pasted text to addas: heads, titles, comments, and what is in doubt."""

import re
from dataclasses import dataclass

from core.text import words

from . import dates, headers, reasons, segments
from .comments import Composer, text_of
from .headers import Head, Mark
from .lines import Line, split
from .model import Paste, PastedAdda, PasteRefused, Unsure
from .segments import Zone

#: Lines over which a list of hosts may be broken, each name a link of its own.
MOST_HOST_LINES = 12


def parse(text: str, *, name: str) -> Paste:
    """Read the addas of a text copied from a Facebook group.

    ``name`` is what to call the paste in sentences. Raises ``PasteRefused``
    (``empty``, ``no_adda``). Nothing is dropped without a line in ``unsure``
    except what is plainly a part of Facebook's page.
    """
    lines = split(text)
    if not lines:
        raise PasteRefused("empty", name=name)
    heads = headers.find(lines)
    if not heads:
        raise PasteRefused("no_adda", name=name)
    reading = _Reading(lines, heads)
    addas = reading.addas()
    return Paste(name, addas, sorted(reading.unsure, key=lambda doubt: doubt.line))


@dataclass
class _Part:
    """One adda in the making: its head and the lines after it that are its own."""

    head: Head
    adda: PastedAdda
    opening: list[Line]
    own: list[Line]
    title: Line | None = None


class _Reading:
    """One reading of one paste; ``unsure`` gathers the doubts."""

    def __init__(self, lines: list[Line], heads: list[Head]) -> None:
        self.lines = lines
        self.texts = frozenset(line.text for line in lines)
        self.parts = [self._part(head) for head in heads]
        self.unsure: list[Unsure] = []
        self.known = frozenset(
            person
            for part in self.parts
            for person in [*part.adda.hosts, part.adda.opened_by]
            if person
        )

    def doubt(self, line: Line, reason: str) -> None:
        """Note a choice for a person to look at."""
        self.unsure.append(Unsure(line.number, reason))

    def addas(self) -> list[PastedAdda]:
        """Read everything; authors are sought in all addas of the paste at once."""
        self._share_lines()
        zones = self._segment()
        composer = Composer(zones, self.doubt)
        for part, zone in zip(self.parts, zones, strict=True):
            self._inner_title(part)
            opening = text_of(part.opening)
            intro = composer.intro(zone)
            part.adda.intro = "\n\n".join(filter(None, [opening, intro]))
            part.adda.comments = composer.comments(zone)
        self._dates()
        return [part.adda for part in self.parts]

    # Heads

    def _part(self, head: Head) -> _Part:
        """Read the marked lines of one head; its other lines are opening text."""
        adda = PastedAdda(line=self.lines[head.first].number)
        part = _Part(head, adda, [], [])
        index = head.first
        while index < head.after:
            line = self.lines[index]
            marks = head.marks.get(index, set())
            index += 1
            if Mark.ARROW in marks:
                if found := headers.arrow(line.text):
                    adda.opened_by, adda.group = found[0], found[1]
                if with_people := headers.is_with(line.text):
                    adda.hosts = with_people[1]
            elif Mark.TOPIC in marks:
                found_topic = headers.topic(line.text)
                adda.topic = found_topic[1] or None if found_topic else None
            elif Mark.HOSTS in marks:
                index, people = self._hosts(index - 1)
                adda.hosts = people or adda.hosts
            elif not marks and line.residue is None:
                part.opening.append(line)
        head.after = max(head.after, index)
        return part

    def _hosts(self, index: int) -> tuple[int, list[str]]:
        """Read a list of hosts, over several lines where it is left open."""
        text = self.lines[index].text
        index += 1
        after, people = index, headers.hosts(text, self.texts) or []
        end = min(len(self.lines), index + MOST_HOST_LINES)
        while index < end and (
            headers.is_open_list(text) or headers.goes_on(self.lines[index].text)
        ):
            text = f"{text} {self.lines[index].text}"
            index += 1
            if found := headers.hosts(text, self.texts):
                after, people = index, found
        return after, people

    # Titles and the lines between two addas

    def _share_lines(self) -> None:
        """Give each adda its lines, and the line above a head to that head."""
        self._first_title()
        ends = [part.head.first for part in self.parts[1:]] + [len(self.lines)]
        for number, (part, end) in enumerate(zip(self.parts, ends, strict=True)):
            part.own = self.lines[part.head.after : end]
            following = self.parts[number + 1] if number + 1 < len(self.parts) else None
            if following is not None:
                self._cut_byline(part.own)
            after_foot = self._cut_foot(part)
            if following is None:
                for line in after_foot:
                    self.doubt(line, reasons.AFTER_FOOT)
            elif after_foot:
                self._set_title(following, after_foot[0])
                for line in after_foot[1:]:
                    self.doubt(line, reasons.AFTER_FOOT)
            elif self._has_title(part, following):
                self._set_title(following, part.own.pop())

    def _first_title(self) -> None:
        """Take the headline above the first head; of several the likeliest."""
        first = self.parts[0]
        page = self._page_top(first.head.first)
        above = [
            line
            for index, line in enumerate(self.lines[: first.head.first])
            if line.residue is None
            and line.text != first.adda.group
            and index not in page
        ]
        if not above:
            return
        topic = first.adda.topic or ""
        title = max(above, key=lambda line: _common_words(line.text, topic))
        if not _common_words(title.text, topic):
            title = above[-1]
        at = above.index(title)
        self._set_title(first, title)
        first.opening[:0] = above[at + 1 :]
        for line in above[:at]:
            self.doubt(line, reasons.NOT_USED)

    def _cut_byline(self, own: list[Line]) -> None:
        """Cut the page's byline over the next adda, and the group over that."""
        if len(own) < 3 or not headers.is_byline(own[-1].text):
            return
        line = own.pop()
        under_page = own[-2].residue is not None
        again = sum(each.text == own[-1].text for each in self.lines) > 1
        if not line.gap and own[-1].residue is None and (under_page or again):
            own.pop()

    def _page_top(self, end: int) -> set[int]:
        """Find the lines above the first head that the page wrote: group, byline."""
        found: set[int] = set()
        for index in range(end):
            if headers.is_byline(self.lines[index].text):
                found.add(index)
                if index and not self.lines[index].gap:
                    found.add(index - 1)
        return found

    def _set_title(self, part: _Part, line: Line) -> None:
        """Make a line the title of an adda."""
        part.title = line
        part.adda.title = line.text
        part.adda.line = line.number

    def _cut_foot(self, part: _Part) -> list[Line]:
        """Cut the foot of a page off an adda's lines; return the text under it."""
        for index, line in enumerate(part.own):
            if line.residue and line.residue.is_foot:
                below = [rest for rest in part.own[index:] if rest.residue is None]
                if len(below) > 2:
                    continue
                part.own = part.own[:index]
                return below
        return []

    def _has_title(self, part: _Part, following: _Part) -> bool:
        """Say whether the last line before a head is its headline."""
        if len(part.own) < 2 or part.own[-1].residue is not None:
            return False
        line, above = part.own[-1], part.own[-2]
        if line.closed or len(line.text) > 250:
            return False
        if above.residue is not None and segments.closes(_last_residue(part.own[:-1])):
            return True
        score = 2 if self.parts[0].title else -2
        score += min(2, _common_words(line.text, following.adda.topic or ""))
        score += 1 if line.gap else -1
        score += 1 if self.lines[following.head.first].gap > 1 else 0
        score -= 1 if re.search(r"[।?!৷]$", line.text) else 0
        score -= 2 if above.text in self.known or above.name_points > 3 else 0
        if score >= 2:
            return True
        if score > 0:
            self.doubt(line, reasons.MAYBE_TITLE)
        return score > 0

    def _inner_title(self, part: _Part) -> None:
        """Take a headline that stands under "name ▶ group" instead of above it."""
        head, adda = part.head, part.adda
        if adda.title or Mark.ARROW not in head.marks[head.first]:
            return
        say_what = [
            index
            for index, marks in head.marks.items()
            if Mark.TOPIC in marks or headers.names_adda(self.lines[index].text)
        ]
        if not say_what:
            return
        limit = self.lines[min(say_what)].number
        before = [line for line in part.opening if line.number < limit]
        if len(before) == 1:
            adda.title = before[0].text
            part.opening.remove(before[0])

    # Comments

    def _segment(self) -> list[Zone]:
        """Find the authors; give a title back where it is the last comment's text."""
        zones = self._zones()
        segments.segment(zones, self.known)
        names = {zone.blocks[index].name for zone in zones for index in zone.authors}
        again = False
        for part, following in zip(self.parts, self.parts[1:], strict=False):
            last = part.own[-1] if part.own else None
            if (
                following.title is not None
                and last is not None
                and last.residue is None
                and last.text in names
                and not _authors_body(zones[self.parts.index(part)], last)
            ):
                part.own.append(following.title)
                following.title = following.adda.title = None
                following.adda.line = self.lines[following.head.first].number
                again = True
        if again:
            zones = self._zones()
            segments.segment(zones, self.known)
        return zones

    def _zones(self) -> list[Zone]:
        """Cut the lines of every adda into blocks."""
        return [
            segments.zone_of(
                part.own,
                begins=bool(
                    part.head.marks[max(part.head.marks)] & {Mark.HOSTS, Mark.TIME}
                ),
            )
            for part in self.parts
        ]

    # Dates

    def _dates(self) -> None:
        """Date every adda; a year left out is sought near first, then anywhere."""
        days = [self._day(part) for part in self.parts]
        sure = [day.year for day in days if day and day.year]
        for part, day in zip(self.parts, days, strict=True):
            line = self.lines[part.head.first]
            if day and day.year is None and (year := self._year(part, sure)):
                part.adda.date = day.date(year)
                self.doubt(line, reasons.YEAR_FROM_ELSEWHERE)
            elif day:
                part.adda.date = day.date()
            if part.adda.date is None:
                self.doubt(line, reasons.NO_DATE)

    def _day(self, part: _Part) -> dates.Day | None:
        """Find the day of an adda: its day line, title, topic, time, opening."""
        texts = [
            self.lines[index].text
            for mark in (Mark.DAY, Mark.TIME)
            for index, marks in part.head.marks.items()
            if mark in marks
        ]
        days = texts[:1] if texts else []
        candidates = [*days, part.adda.title or "", *texts, part.adda.topic or ""]
        candidates += part.adda.intro.split("\n")
        found = [day for text in candidates if (day := dates.find_day(text))]
        whole = [day for day in found if day.year]
        if found and whole and found[0].year is None:
            same = [
                d for d in whole if (d.day, d.month) == (found[0].day, found[0].month)
            ]
            return same[0] if same else found[0]
        return found[0] if found else None

    def _year(self, part: _Part, sure: list[int]) -> int | None:
        """Find a year for a day without one."""
        head = self.lines[part.head.first : part.head.after]
        near = [year for line in head for year in dates.years(line.text)]
        near += dates.years(part.adda.title or "")
        if near or sure:
            return (near or sure)[0]
        foot = [
            year
            for line in self.lines
            if line.residue is not None
            for year in dates.years(line.text)
        ]
        if foot:
            return foot[0]
        anywhere = {year for line in self.lines for year in dates.years(line.text)}
        return anywhere.pop() if len(anywhere) == 1 else None


def _last_residue(lines: list[Line]) -> list[Line]:
    """Return the residue lines at the end of a list."""
    tail: list[Line] = []
    for line in reversed(lines):
        if line.residue is None:
            break
        tail.append(line)
    return tail


def _authors_body(zone: Zone, line: Line) -> bool:
    """Say whether a line is the first text under an author line."""
    return any(
        index > 0 and zone.blocks[index].line is line and index - 1 in zone.authors
        for index in range(len(zone.blocks))
    )


def _common_words(one: str, other: str) -> int:
    """Count the words, longer than two letters, that two lines have in common."""
    left, right = (
        {word.text for word in words(text) if len(word.text) > 2}
        for text in (one, other)
    )
    return len(left & right)
