"""Where each adda of a paste begins, and what its head says."""

import re
from dataclasses import dataclass, field
from enum import Enum
from unicodedata import normalize

from . import dates, names
from .lines import Line
from .residue import Piece


class Mark(Enum):
    """What a line of a head can be."""

    ARROW = "arrow"
    DAY = "day"
    TOPIC = "topic"
    HOSTS = "hosts"
    TIME = "time"


@dataclass
class Head:
    """The head of one adda: ``lines[first:after]`` of the paste, marks by index."""

    first: int
    after: int
    marks: dict[int, set[Mark]]
    title: int | None = None
    rest: list[int] = field(default_factory=list)


# Single lines


_ARROW = re.compile(
    r"^(?P<name>.{2,60}?)\s*(?P<arrow>[▶►▸➤⯈‣›]|\s>\s|\s→\s)\ufe0e?\ufe0f?\s*(?P<group>\S.{0,99})$"
)
_FIRM_ARROWS = "▶►▸⯈‣"
_IS_WITH = re.compile(
    r"^(?P<name>.{2,60}?) is (?:feeling .{2,30} )?with (?P<people>.+)$"
)

_LABEL = re.compile(
    normalize(
        "NFC",
        r"(?:^|(?<=[।.,|·*#_\s]))(?P<label>(?:(?:আজকের|আজকে|আড্ডার|আজকের আড্ডার|today['’]?s|adda)\s+)*"
        r"(?:আলোচনার\s+)?"
        r"(?:বিষয়বস্তু|বিষয়|টপিকস|টপিক|topics|topic|subject)"
        r"(?:\s+(?:হলো|হচ্ছে))?\s*(?:ঃ|:|：|=|-|–|—)[*_]*)\s*(?P<rest>.*)$",
    ),
    re.IGNORECASE,
)
_ADDA = re.compile(normalize("NFC", r"আড্ডা|\badda\b"), re.IGNORECASE)
_DAY_WORDS = re.compile(
    normalize(
        "NFC",
        r"আড্ডাপোস্ট|আড্ডা|আড্ডার|পোস্ট|পোষ্ট|আজকের|আজকে|আজ|তারিখঃ|তারিখ|দিন|দৈনিক|প্রতিদিনের|এর|ইং|খ্রিঃ|সাল"
        r"|(?:শনি|রবি|সোম|মঙ্গল|বুধ|বৃহস্পতি|শুক্র)বার"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
        r"|\b(?:daily|adda|post|date|of|for|today['’]?s|the|on)\b",
    ),
    re.IGNORECASE,
)
_NO_LETTER = re.compile(
    r"[^A-Za-z\u0980-\u0983\u0985-\u09b9\u09bd-\u09e3\u09f0\u09f1]+"
)


def arrow(text: str) -> tuple[str, str, bool] | None:
    """Read "name ▶ group": the name, the group, and whether the arrow is Facebook's."""
    match = _ARROW.match(text)
    if not match:
        return None
    name = match["name"].strip(" -–—·")
    if (with_people := _IS_WITH.match(name)) is not None:
        name = with_people["name"]
    if names.points(name) < -1 or len(match["group"].split()) > 14:
        return None
    return name, match["group"].strip(), match["arrow"].strip() in _FIRM_ARROWS


def is_byline(text: str) -> bool:
    """Say whether a line is the page's "name · when" over a post without ▶."""
    name, dot, rest = text.partition("·")
    return bool(dot) and dates.is_time_line(rest) and names.points(name.strip()) > -1


def topic(text: str) -> tuple[str, str] | None:
    """Read "বিষয়ঃ …": what stands before the label and what after it."""
    match = _LABEL.search(text)
    if not match:
        return None
    before = text[: match.start()].strip()
    plain = _NO_LETTER.sub("", before)
    if plain and not is_day_line(before):
        return None
    return (before if plain else ""), match["rest"].strip(" *_")


def is_day_line(text: str) -> bool:
    """Say whether a line holds a day and nothing else but "আড্ডা পোস্ট" and such."""
    if len(text) > 100 or (day := dates.find_day(text)) is None:
        return False
    rest = text[: day.start] + " " + text[day.end :]
    return len(_NO_LETTER.sub("", _DAY_WORDS.sub("", rest))) <= 3


def names_adda(text: str) -> bool:
    """Say whether a line is a day line that says "আড্ডা", or nearly nothing else."""
    return (
        len(text) <= 100
        and bool(_ADDA.search(text))
        and (
            is_day_line(text) or (len(text) <= 70 and dates.find_day(text) is not None)
        )
    )


# Hosts


_DASH = r"[-–—−]+"
_WITH = re.compile(
    rf"^(?P<dash>{_DASH}\s*)?(?:.{{0,40}}?\s)??with(?:\s+(?P<people>.*))?$",
    re.IGNORECASE,
)
_WITH_BANGLA = re.compile(
    normalize(
        "NFC",
        rf"^(?P<dash>{_DASH}\s*)?(?P<people>.+?)(?:\s*[-–]?\s*(?P<own>(?<=[\s-])(?:এর|য়ের|র)|['’]র|['’]এর))?\s+"
        r"(?:সাথে|সঙ্গে)(?:\s+(?:আছেন|আছি|ছিলেন))?\s*[।.]?$",
    )
)
_WITH_FIRST = re.compile(
    normalize(
        "NFC",
        rf"^(?P<dash>{_DASH}\s*)?(?:সাথে|সঙ্গে)(?:\s+(?:আছেন|থাকছেন|ছিলেন|রয়েছেন))?\s*[:ঃ]?\s+(?P<people>.+)$",
    )
)
_SPLIT = re.compile(
    normalize("NFC", r"\s*,\s*(?:and\s+|এবং\s+|ও\s+)?|\s+(?:and|এবং|ও|আর|&)\s+")
)
_OTHERS = re.compile(
    normalize(
        "NFC",
        r"^(?:(?:আরও|আরো)\s*)?[\d০-৯,]+\s*(?:others?|more|জন(?:ের)?|other people)?(?:\s*[-–]?\s*(?:এর))?$|^others?$|^অন্যান্য(?:দের)?$|^আরও অনেকে$",
    ),
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s+(?:at|in)\s+[^,]+(?:,\s*[^,]+)?\.?$")
_OWN = re.compile(normalize("NFC", r"\s*(?:[-–]\s*|\s|['’])(?:এর|য়ের|র)$"))


def _may_say_with(text: str) -> bool:
    """Say fast whether a line may hold one of the words of `hosts`; most hold none."""
    return "th" in text.lower() or "সাথে" in text or "সঙ্গে" in text


def hosts(text: str, known: frozenset[str] = frozenset()) -> list[str] | None:
    """Read the people of a "— with A and B." line, in order; None if it is none.

    ``known`` holds names seen elsewhere: it tells "হাসানের সাথে" from a name that
    ends so. A list that goes on in the next lines is joined by the caller.
    """
    if len(text) > 400 or not _may_say_with(text):
        return None
    for pattern in (_WITH, _WITH_FIRST, _WITH_BANGLA):
        match = pattern.match(text)
        if not match:
            continue
        dash = match["dash"]
        people = _people(match["people"] or "", known)
        if dash and pattern is not _WITH and not people:
            continue
        if dash and (people or pattern is _WITH):
            if all(names.points(person) > -4 for person in people):
                return people
            continue
        if people and all(names.points(person) > 0 for person in people):
            return people
    return None


def is_open_list(text: str) -> bool:
    """Say whether a list of hosts goes on in the next line."""
    return bool(
        re.search(
            normalize("NFC", r"(?:\bwith|\band|এবং|\sও|,|&)$"), text, re.IGNORECASE
        )
    )


def goes_on(text: str) -> bool:
    """Say whether a line goes on with the list of hosts above it."""
    return bool(
        re.match(
            normalize("NFC", r"(?:(?:and|এবং|ও)(?:\s|$)|[,&])"), text, re.IGNORECASE
        )
    )


def is_with(text: str) -> tuple[str, list[str]] | None:
    """Read "X is with A and B": who opened it and the people."""
    body = _ARROW.match(text)
    match = _IS_WITH.match(body["name"] if body else text)
    if not match or names.points(match["name"]) < 0:
        return None
    people = _people(match["people"], frozenset())
    if not people or any(names.points(person) < 0 for person in people):
        return None
    return match["name"], people


def _people(text: str, known: frozenset[str]) -> list[str]:
    """Cut a list of people into names, without "3 others", place and case ending."""
    text = _PLACE.sub("", text.strip().rstrip("·").strip())
    text = re.sub(r"(?<!\bMd)(?<!\bMst)[.।]+$", "", text).strip()
    found = []
    for part in _SPLIT.split(text):
        part = _OWN.sub("", part.strip(" .।·")).strip()
        if not part or _OTHERS.match(part):
            continue
        found.append(_without_case(part, known))
    return found


def _without_case(name: str, known: frozenset[str]) -> str:
    """Cut a glued Bangla "of" when the rest is a name known as such."""
    for ending in ("ের", "'র", "’র", "র"):
        bare = name.removesuffix(ending)
        if bare == name:
            continue
        if bare in known or bare.split()[-1:][0] in names.NAME_PARTS:
            return bare
    return name


# Heads


#: Lines of opening text that may stand between two marks of one head.
MOST_BETWEEN = 3
MOST_BEFORE_HOSTS = 12
#: Lines of any kind between two marks that end a head in any case.
FAR = 40
#: Lines at the top of a paste in which a thin head is believed.
TOP = 12


def marks_of(line: Line) -> set[Mark]:
    """Say what of a head one line can be."""
    text = line.text
    if len(text) > 2000:
        return set()
    if len(text) <= 200 and (arrow(text) or is_with(text)):
        return {Mark.ARROW}
    if labelled := topic(text):
        return {Mark.TOPIC, Mark.DAY} if labelled[0] else {Mark.TOPIC}
    if dates.is_time_line(text) and not is_bare_day(text):
        return {Mark.TIME}
    if is_day_line(text) or names_adda(text):
        return {Mark.DAY}
    if hosts(text) is not None:
        return {Mark.HOSTS}
    return set()


def is_bare_day(text: str) -> bool:
    """Say whether a line is a day without a clock: an adda's date as likely as not."""
    return is_day_line(text) and not re.search(r"[\d০-৯]\s?[:.]\s?[\d০-৯]{2}|·|•", text)


def find(lines: list[Line]) -> list[Head]:
    """Find the heads of a paste, each from its first mark to its last, in order."""
    marked = {
        index: marks
        for index, line in enumerate(lines)
        if (marks := marks_of(line)) and not _under_buttons(lines, index)
    }
    heads: list[Head] = []
    waiting = sorted(marked)
    position = 0
    while position < len(waiting):
        first = waiting[position]
        head = _gather(lines, marked, waiting[position : position + FAR], first)
        if _believed(lines, head, heads):
            heads.append(head)
            while position < len(waiting) and waiting[position] < head.after:
                position += 1
        else:
            position += 1
    return heads


def _under_buttons(lines: list[Line], index: int) -> bool:
    """Say whether a bare day is the last of a row of buttons, one to a line."""
    above = lines[index - 1].residue if index else None
    return (
        above is not None
        and not lines[index].gap
        and bool(above.pieces & {Piece.LIKE, Piece.REPLY})
        and lines[index].residue is not None
        and not names_adda(lines[index].text)
    )


def _gather(
    lines: list[Line], marked: dict[int, set[Mark]], waiting: list[int], first: int
) -> Head:
    """Take the marks that belong together with the one at ``first``."""
    marks = {first: marked[first]}
    seen = set(marked[first])
    last = first
    for index in waiting[1:]:
        if index - last > FAR:
            break
        between = lines[last + 1 : index]
        texts = sum(line.residue is None for line in between)
        if any(map(_ends_comment, between)):
            break
        kinds = marked[index]
        if kinds & seen and kinds != {Mark.TIME}:
            # A second topic or arrow belongs to another adda.
            break
        if Mark.ARROW in kinds and seen != {Mark.DAY}:
            break
        limit = MOST_BEFORE_HOSTS if Mark.HOSTS in kinds else MOST_BETWEEN
        if Mark.TIME in kinds and (texts and not _lonely_time(lines, index)):
            continue
        if texts > limit:
            break
        if Mark.TIME in kinds and Mark.TIME in seen:
            continue
        marks[index] = kinds
        seen |= kinds
        last = index
    return Head(first, last + 1, marks)


def _ends_comment(line: Line) -> bool:
    """Say whether a line stands under comments and never in a head."""
    under = {Piece.REPLY, Piece.ANSWERS, Piece.COLLAPSED}
    return line.residue is not None and bool(line.residue.pieces & under)


def _lonely_time(lines: list[Line], index: int) -> bool:
    """Say whether a time line is not one of many, each under its comment."""
    near = lines[index + 1 : index + 3]
    if any(line.residue and Piece.REPLY in line.residue.pieces for line in near):
        return False
    times = sum(
        line.residue is not None and Piece.TIME in line.residue.pieces
        for line in lines[index + 1 : index + 13]
    )
    return times < 2


def _believed(lines: list[Line], head: Head, before: list[Head]) -> bool:
    """Say whether marks together make the head of an adda."""
    kinds = set().union(*head.marks.values())
    start = lines[head.first].text
    if Mark.ARROW in kinds:
        found = arrow(start) if Mark.ARROW in head.marks[head.first] else None
        if (found and found[2]) or len(kinds) > 1:
            return True
    days = [lines[i].text for i, marks in head.marks.items() if Mark.DAY in marks]
    if any(_ADDA.search(text) and is_day_line(text) for text in days):
        return True
    if Mark.TOPIC in kinds and kinds & {Mark.DAY, Mark.TIME, Mark.HOSTS}:
        return True
    if before:
        return False
    texts_before = sum(line.residue is None for line in lines[: head.first])
    return texts_before <= TOP and bool(
        kinds & {Mark.TOPIC, Mark.HOSTS, Mark.DAY}
        or (Mark.TIME in kinds and dates.find_day(start))
    )
