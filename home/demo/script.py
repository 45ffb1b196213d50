"""Reads the demo community's lines: members, addas, boards, sellers, reviews."""

from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Line:
    """One comment; `is_reply` answers the last comment that is none."""

    handle: str
    words: str
    is_reply: bool


@dataclass(frozen=True)
class Person:
    """A demo member; `role` is what her printed sign-in is for, or empty."""

    handle: str
    name: str
    role: str


@dataclass
class DemoAdda:
    """One day's adda."""

    title: str
    topic: str = ""
    host: str = ""
    intro: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass
class DemoThread:
    """A member's thread on a board."""

    title: str
    author: str
    opening: str = ""
    tags: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass
class DemoBoard:
    """Threads for the board with this address, one of those every site begins with."""

    slug: str
    threads: list[DemoThread] = field(default_factory=list)


@dataclass(frozen=True)
class DemoItem:
    """A thing in a seller's showcase; the price as one types it."""

    name: str
    price: str
    words: str


@dataclass
class DemoSeller:
    """A seller's page, its words by the names in the file, and questions to her."""

    handle: str
    name: str
    district: str
    upazila: str
    words: dict[str, str] = field(default_factory=dict)
    items: list[DemoItem] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class DemoDrawing:
    """What is drawn of a thing in a showcase (home.demo.drawings), and its alt text."""

    handle: str
    drawing: str
    alt: str


@dataclass
class DemoReview:
    """A buyer's review, `days` old; `stars` in the order of ASPECTS, 0 where she said
    nothing. `said` has what came after it: answer, update, contest, useful (handles)."""

    seller: str
    buyer: str
    days: int
    stars: list[int]
    words: str = ""
    said: dict[str, str] = field(default_factory=dict)


def rows(name: str) -> list[str]:
    """The lines of a text file, without its comments."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def people() -> list[Person]:
    """All demo members."""
    return [
        Person(*[part.strip() for part in row.split("|")])
        for row in rows("members.txt")
        if row
    ]


def comment(row: str, handles: set[str]) -> Line | None:
    """The comment that `row` is, None when it is none."""
    is_reply = row.startswith("> ")
    handle, colon, words = row.removeprefix("> ").partition(": ")
    if not colon or handle not in handles:
        return None
    return Line(handle, words, is_reply)


def addas() -> list[DemoAdda]:
    """All addas, in the order in which the days take them."""
    handles = {person.handle for person in people()}
    found: list[DemoAdda] = []
    for row in rows("addas.txt"):
        if row.startswith("= title: "):
            found.append(DemoAdda(row.removeprefix("= title: ")))
        elif row.startswith("= "):
            name, _colon, value = row.removeprefix("= ").partition(": ")
            setattr(found[-1], name, value)
        elif line := comment(row, handles):
            found[-1].lines.append(line)
    return found


def boards() -> list[DemoBoard]:
    """All boards with their threads."""
    handles = {person.handle for person in people()}
    found: list[DemoBoard] = []
    for row in rows("boards.txt"):
        if row.startswith("= board: "):
            found.append(DemoBoard(row.removeprefix("= board: ").strip()))
        elif row.startswith("- title: "):
            title, _bar, author = row.removeprefix("- title: ").rpartition(" | ")
            found[-1].threads.append(DemoThread(title, author))
        elif row.startswith("- tags: "):
            tags = row.removeprefix("- tags: ").split(",")
            found[-1].threads[-1].tags = [tag.strip() for tag in tags]
        elif line := comment(row, handles):
            found[-1].threads[-1].lines.append(line)
        elif found:
            thread = found[-1].threads[-1]
            thread.opening = f"{thread.opening}\n{row}".strip()
    return found


def sellers() -> list[DemoSeller]:
    """All sellers with what they show."""
    handles = {person.handle for person in people()}
    found: list[DemoSeller] = []
    for row in rows("sellers.txt"):
        if row.startswith("= seller: "):
            handle, name, district, upazila = _parts(row.removeprefix("= seller: "))
            found.append(DemoSeller(handle, name, district, upazila))
        elif row.startswith("- item: "):
            found[-1].items.append(DemoItem(*_parts(row.removeprefix("- item: "))))
        elif line := comment(row, handles):
            found[-1].lines.append(line)
        elif row:
            name, _colon, words = row.partition(": ")
            found[-1].words[name] = words
    return found


def drawings() -> list[DemoDrawing]:
    """All drawings of things, in the order in which they stand in showcases."""
    return [DemoDrawing(*_parts(row)) for row in rows("drawings.txt") if row]


def reviews() -> list[DemoReview]:
    """All reviews."""
    found: list[DemoReview] = []
    for row in rows("reviews.txt"):
        name, colon, words = row.partition(": ")
        if row.startswith("= review: "):
            seller, buyer, days, stars = _parts(words)
            given = [int(each.replace("-", "0")) for each in stars.split()]
            found.append(DemoReview(seller, buyer, int(days), given))
        elif colon and name in {"answer", "update", "contest", "useful"}:
            found[-1].said[name] = words
        elif row:
            found[-1].words = row
    return found


def _parts(row: str) -> list[str]:
    return [part.strip() for part in row.split("|")]
