"""What members write, compiled once into safe HTML with its names left open.

A small part of Markdown: paragraphs, line breaks, lists (``-`` ``*`` ``•`` ``★``,
``1.`` ``১.`` ``১।``), ``> quoted lines``, ``**bold**``, ``[words](https://…)``, bare
links and ``@handle``. Everything else is text. ``compile`` makes the HTML from escaped
text alone and passes it through nh3 as a second wall; numbers and names are elements
that ``render`` fills for a reader, so neither is kept in the HTML:

    <x-phone data-n="0"></x-phone>          the number at ``phones[0]``
    <x-mention data-handle="নিপা"></x-mention>
    <x-quote data-post="12" data-handle="নিপা"></x-quote>

The last comes of ``> @নিপা #12``, the first line of a quote: whose words they are.
Quotes nest ``QUOTES_DEEP`` deep and there are ``MOST_QUOTES`` in a text, nothing else
nests, and each regex takes a bounded or consumed run, so that every text compiles in
linear time. No Django.
"""

import html as html_module
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import nh3

from core import phones as phone_numbers
from core import text as bangla

#: Raise it when the HTML of the same source changes; kept beside each body.
VERSION = 3

#: Quotes in quotes are flattened below this, and there are no more than that.
QUOTES_DEEP = 3
MOST_QUOTES = 40

_SHOWN_URL = 48

# A number stands as one private character while the rest is compiled; nobody can
# type one, they are taken out of the source first.
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_PLANE = 0xFFFE
_AMPERSAND = "\U0010fffd"


def _marker(n: int) -> str:
    plane, place = divmod(n, _PLANE)
    return chr(0xF0000 + plane * 0x10000 + place)


def _marker_number(marker: str) -> int:
    plane, place = divmod(ord(marker) - 0xF0000, 0x10000)
    return plane * _PLANE + place


class Compiled(NamedTuple):
    """A compiled body.

    ``html`` is for ``render``; ``text`` is the plain text without what it quotes, one
    private character for each number, for ``render_text``; ``mentions`` are the handles
    as typed, each once, those of the quoted among them; ``phones`` the numbers as
    ``+880…`` in the order they stand. ``named`` are handles that stand in quoted words
    only, ``quotes`` the ids of the posts that are quoted.
    """

    html: str
    text: str
    mentions: list[str]
    phones: list[str]
    named: list[str]
    quotes: list[int]


# Inside a paragraph


_URL_END = ".,;:!?'\"*_~…-–—’”»"
_INLINE = re.compile(
    r"\[(?P<label>[^\[\]\n]{1,300})\]"
    r"\((?P<target>https?://(?:[^\s()<>\[\]\"`\\]|\([^\s()<>\[\]\"`\\]{0,200}\)){1,2000})\)"
    r"|(?P<url>https?://[^\s<>\"`\\।॥৷]{1,2000})"
    r"|(?P<stars>\*{2,})"
    rf"|(?<![A-Za-z0-9_.@/])@(?P<handle>{bangla.HANDLE_LATIN}|{bangla.HANDLE_BANGLA})"
    rf"(?![A-Za-z\u00c0-\u024f])",
    re.IGNORECASE,
)
_HOST = re.compile(rf"[^\W_][\w{bangla.MARKS}\-]*(?:\.[^\W_][\w{bangla.MARKS}\-]*)+")
_URL_LIKE = re.compile(r"://|www\.", re.IGNORECASE)


def _trim_url(url: str) -> str:
    """Leave the sentence's own punctuation out of a bare link."""
    closing = {")": "(", "]": "[", "}": "{"}
    spare = {end: url.count(end) - url.count(start) for end, start in closing.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in closing and spare[last] > 0:
            spare[last] -= 1
        elif last not in _URL_END:
            break
        end -= 1
    return url[:end]


def _host(url: str) -> str | None:
    """Give the host of a link we would make, None for one that we would not."""
    if _PRIVATE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if not host or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return host


def _hides_number(url: str) -> bool:
    return "%" in url and bool(phone_numbers.find(unquote(url)))


def _shown_url(url: str) -> str:
    """Write a link for reading: no scheme, Bangla decoded, not too long."""
    shown = re.sub(r"^https?://(?:www\.)?", "", url, flags=re.IGNORECASE)
    if "%" in shown:
        decoded = unquote(shown, errors="replace")
        shown = shown if "\ufffd" in decoded else bangla.normalise_line(decoded)
    return bangla.shorten(shown.removesuffix("/"), _SHOWN_URL)


def _escape(raw: str) -> str:
    return html_module.escape(raw, quote=False)


def _escape_attribute(raw: str) -> str:
    return _escape(raw).replace('"', "&quot;")


def _anchor(url: str, shown: str) -> str:
    return f'<a href="{_escape_attribute(url)}" rel="nofollow ugc">{_escape(shown)}</a>'


@dataclass
class _Inline:
    """One paragraph or list item on its way to HTML and plain text."""

    source: str
    html: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    bold_from: int | None = None

    def compile(self) -> None:
        position = 0
        while match := _INLINE.search(self.source, position):
            self._say(self.source[position : match.start()])
            position = match.end()
            if match["stars"]:
                self._stars(match)
            elif match["handle"]:
                self._mention(match)
            elif match["target"]:
                self._link(match)
            else:
                url = _trim_url(match["url"])
                self._url(url)
                position = match.start() + len(url)
        self._say(self.source[position:])

    def _say(self, raw: str) -> None:
        self._put(_escape(raw).replace("\n", "<br>"), raw)

    def _put(self, html: str, text: str) -> None:
        self.html.append(html)
        self.text.append(text)

    def _stars(self, match: re.Match[str]) -> None:
        before = self.source[max(match.start() - 1, 0) : match.start()]
        after = self.source[match.end() : match.end() + 1]
        self._say(match.group())
        if len(match.group()) != 2:
            return
        if self.bold_from is not None and not before.isspace():
            self.html[self.bold_from], self.html[-1] = "<strong>", "</strong>"
            self.text[self.bold_from] = self.text[-1] = ""
            self.bold_from = None
        elif after and not after.isspace():
            self.bold_from = len(self.html) - 1

    def _mention(self, match: re.Match[str]) -> None:
        handle = match["handle"]
        if not bangla.is_handle(handle):
            self._say(match.group())
            return
        self.mentions.append(handle)
        self._put(f'<x-mention data-handle="{handle}"></x-mention>', f"@{handle}")

    def _link(self, match: re.Match[str]) -> None:
        label, url = match["label"], match["target"]
        # A label that looks like an address could name another than it leads to.
        honest = not _URL_LIKE.search(label) and not bangla.is_blank(label)
        if honest and _host(url) and not _hides_number(url):
            self._put(_anchor(url, label), label)
        else:
            self._say(f"[{label}](")
            self._url(url)
            self._say(")")

    def _url(self, url: str) -> None:
        host = _host(url)
        if host is None:
            self._say(url)
        elif _hides_number(url):
            self._say(f"{host}/…")
        else:
            self._put(_anchor(url, _shown_url(url)), url)


# Paragraphs and lists


class _Item(NamedTuple):
    marker: str
    number: int | None
    body: str

    def follows(self, other: "_Item") -> bool:
        """Tell whether this is the next item of the other's list."""
        if self.number is None or other.number is None:
            return self.marker == other.marker
        same_digits = self.marker[0].isascii() == other.marker[0].isascii()
        return same_digits and self.number == other.number + 1


_BULLET = re.compile(r"([-*])[ ]+(.+)|([•★])(?![•★])[ ]*(.+)")
_NUMBERED = re.compile(r"([0-9]{1,3}|[০-৯]{1,3})[.।)](?:[ ]+|(?![0-9০-৯]))(.+)")


def _item(line: str) -> _Item | None:
    if match := _BULLET.fullmatch(line):
        marker, body = match[1] or match[3], match[2] or match[4]
        # ★ … ★ and * … * are ornaments.
        return None if body.endswith(marker) else _Item(marker, None, body)
    if match := _NUMBERED.fullmatch(line):
        return _Item(match[1], int(match[1]), match[2])
    return None


# ">:(" at the beginning of a line is no quote.
_QUOTED = re.compile(r">(?:[ ]|(?=>)|$)")
_ALL_QUOTED = re.compile(r"(?:>[ ]?)+")
_QUOTED_FROM = re.compile(
    rf"@(?P<handle>{bangla.HANDLE_LATIN}|{bangla.HANDLE_BANGLA})"
    r"[ ]#(?P<post>[1-9১-৯][0-9০-৯]{0,17})"
)


@dataclass
class _Compiler:
    """The blocks of one source, as they are found.

    `quoted_text` is what stands in quotes, beside `text`; `room` says how many quotes
    there may still be in the whole text.
    """

    depth: int = 0
    html: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    quoted_text: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    room: list[None] = field(default_factory=lambda: [None] * MOST_QUOTES)

    def compile(self, source: str) -> None:
        self._blocks(source.split("\n"))

    def _blocks(self, lines: list[str]) -> None:
        position = 0
        while position < len(lines):
            line = lines[position]
            if self.depth < QUOTES_DEEP and self.room and _QUOTED.match(line):
                self._paragraph()
                position = self._quote(lines, position)
                continue
            items, after = self._list(lines, position)
            if len(items) > 1:
                self._paragraph()
                self._items(items, lines[position:after])
                position = after
                continue
            if line:
                self.waiting.append(line)
            else:
                self._paragraph()
            position += 1
        self._paragraph()

    def _quote(self, lines: list[str], position: int) -> int:
        """Take the quote at a line; where it ends."""
        after = position
        while after < len(lines) and _QUOTED.match(lines[after]):
            after += 1
        self.room.pop()
        inner = _Compiler(depth=self.depth + 1, room=self.room)
        bar = _QUOTED if inner.depth < QUOTES_DEEP else _ALL_QUOTED
        quoted = [bar.sub("", line, count=1).strip() for line in lines[position:after]]
        head = self._quoted_from(quoted[0])
        inner._blocks(quoted[1:] if head else quoted)
        # Who is named in quoted words is not spoken to again.
        self.named += [*inner.mentions, *inner.named]
        self.quotes += inner.quotes
        self.quoted_text += [*inner.text, *inner.quoted_text]
        if head or inner.html:
            self.html.append(f"<blockquote>{head}{''.join(inner.html)}</blockquote>")
        return after

    def _quoted_from(self, line: str) -> str:
        """The element that says whose words follow, or nothing."""
        match = _QUOTED_FROM.fullmatch(line)
        if match is None or not bangla.is_handle(match["handle"]):
            return ""
        self.mentions.append(match["handle"])
        post = int(match["post"])
        self.quotes.append(post)
        handle = match["handle"]
        return f'<x-quote data-post="{post}" data-handle="{handle}"></x-quote>'

    def _list(self, lines: list[str], position: int) -> tuple[list[_Item], int]:
        """Take the list at a line: its items and where it ends."""
        items: list[_Item] = []
        after = position
        while position < len(lines):
            item = _item(lines[position])
            if item and (not items or item.follows(items[-1])):
                items.append(item)
                after = position + 1
            elif lines[position] or position > after or not items:
                break
            position += 1
        return items, after

    def _inline(self, source: str) -> _Inline:
        inline = _Inline(source)
        inline.compile()
        self.mentions += inline.mentions
        return inline

    def _paragraph(self) -> None:
        if self.waiting:
            inline = self._inline("\n".join(self.waiting))
            self.html.append(f"<p>{''.join(inline.html)}</p>")
            self.text.append("".join(inline.text))
            self.waiting = []

    def _items(self, items: list[_Item], lines: list[str]) -> None:
        compiled = [self._inline(item.body) for item in items]
        body = "".join(f"<li>{''.join(inline.html)}</li>" for inline in compiled)
        first = items[0]
        if first.number is None:
            self.html.append(f"<ul>{body}</ul>")
        else:
            # The digits are the writer's: the style sheet numbers in Bangla.
            digits = "" if first.marker.isascii() else ' data-digits="bn"'
            self.html.append(f'<ol start="{first.number}"{digits}>{body}</ol>')
        typed = [line for line in lines if line]
        self.text.append(
            "\n".join(
                line[: len(line) - len(item.body)] + "".join(inline.text)
                for line, item, inline in zip(typed, items, compiled, strict=True)
            )
        )


def _second_wall(html: str) -> str:
    # nh3 takes quadratic time over many ampersands in one run of text; a written
    # one is inert wherever it stands, so it goes round the wall.
    cleaned = nh3.clean(
        html.replace("&amp;", _AMPERSAND),
        tags={
            *{"p", "br", "ul", "ol", "li", "strong", "a", "blockquote"},
            *{"x-phone", "x-mention", "x-quote"},
        },
        attributes={
            "a": {"href"},
            "ol": {"start", "data-digits"},
            "x-phone": {"data-n"},
            "x-mention": {"data-handle"},
            "x-quote": {"data-handle", "data-post"},
        },
        url_schemes={"http", "https"},
        link_rel="nofollow ugc",
    )
    return cleaned.replace(_AMPERSAND, "&amp;")


def _mark_phones(source: str) -> tuple[str, list[str]]:
    """Put a private character in the place of every number."""
    pieces: list[str] = []
    numbers: list[str] = []
    end = 0
    for found in phone_numbers.find(source):
        pieces += source[end : found.start], _marker(len(numbers))
        numbers.append(found.e164)
        end = found.end
    return "".join([*pieces, source[end:]]), numbers


def _compile_plain(source: str) -> _Compiler:
    html = "</p><p>".join(
        _escape(block).replace("\n", "<br>") for block in source.split("\n\n")
    )
    return _Compiler(html=[f"<p>{html}</p>"], text=[source])


def compile(source: str) -> Compiled:
    """Compile what a member wrote. Takes any text, raises nothing.

    Normalises first. A text whose marks would join the pieces of a number
    (``[017](…)12345678``) stays without any.
    """
    source = bangla.normalise(_PRIVATE.sub("", source))
    marked, numbers = _mark_phones(source)
    compiler = _Compiler()
    compiler.compile(marked)
    said = "\n\n".join([*compiler.text, *compiler.quoted_text])
    # What is as it was written has been looked through.
    if said != source and phone_numbers.find(said):
        compiler = _compile_plain(marked)
    html = _PRIVATE.sub(
        lambda match: f'<x-phone data-n="{_marker_number(match.group())}"></x-phone>',
        "".join(compiler.html),
    )
    return Compiled(
        html=_second_wall(html) if marked else "",
        text="\n\n".join(compiler.text),
        mentions=list(dict.fromkeys(compiler.mentions)),
        phones=numbers,
        named=list(dict.fromkeys(compiler.named)),
        quotes=list(dict.fromkeys(compiler.quotes)),
    )


# For a reader


class Mention(NamedTuple):
    """Where a mention leads and the name it shows, both as plain text."""

    href: str
    name: str


_OPEN = re.compile(
    r'<x-phone data-n="(?P<n>\d+)"></x-phone>'
    r'|<x-mention data-handle="(?P<handle>[^"]*)"></x-mention>'
    r'|<x-quote data-post="(?P<post>\d+)" data-handle="(?P<quoted>[^"]*)"></x-quote>'
)


def _phone(n: int, phones: list[str], show_phones: bool, language: str) -> str:
    if n >= len(phones):
        return phone_numbers.BULLET * 6
    if not show_phones:
        return phone_numbers.mask_number(phones[n], language)
    shown = phone_numbers.national(phones[n])
    return bangla.to_bangla_digits(shown) if language.startswith("bn") else shown


def render(
    html: str,
    *,
    phones: list[str],
    show_phones: bool,
    language: str,
    mention: Callable[[str], Mention | tuple[str, str] | None],
) -> str:
    """Fill compiled HTML for one reader.

    Numbers become ``<span class="phone">`` in the reader's digits, masked unless
    ``show_phones``. ``mention`` gets the handle as typed and answers
    ``(href, name)``, unescaped, or None for nobody: then ``@handle`` stays as
    text. Look the handles of a page up beforehand, it is called once for each. Above a
    quote stands the name of who said it, leading to the post; nobody's handle there is
    left out.
    """

    def quoted(match: re.Match[str]) -> str:
        known = mention(html_module.unescape(match["quoted"]))
        place = f"/p/{match['post']}/"
        name = phone_numbers.mask(known[1]) if known else f"#{match['post']}"
        if not known and language.startswith("bn"):
            name = bangla.to_bangla_digits(name)
        return f'<p class="quoted"><a href="{place}">{_escape(name)}</a>:</p>'

    def fill(match: re.Match[str]) -> str:
        if match["post"] is not None:
            return quoted(match)
        if match["n"] is not None:
            shown = _phone(int(match["n"]), phones, show_phones, language)
            return f'<span class="phone" data-n="{match["n"]}">{shown}</span>'
        handle = html_module.unescape(match["handle"])
        known = mention(handle)
        if known is None:
            return f"@{_escape(handle)}"
        href, name = known
        name = _escape(phone_numbers.mask(name))
        return f'<a class="mention" href="{_escape_attribute(href)}">@{name}</a>'

    return _OPEN.sub(fill, html)


def render_text(
    text: str, *, phones: list[str], language: str, show_phones: bool = False
) -> str:
    """Fill the numbers of a compiled plain text, masked unless told otherwise."""
    return _PRIVATE.sub(
        lambda match: _phone(
            _marker_number(match.group()), phones, show_phones, language
        ),
        text,
    )


def excerpt(text: str, limit: int) -> str:
    """Cut a plain text to one line of at most ``limit`` code points."""
    return bangla.shorten(bangla.normalise_line(text), limit)


# Quoting


def without_quotes(source: str) -> str:
    """Leave the quotes out of a source, for the beginning of a post in a list."""
    lines = bangla.normalise(source).split("\n")
    own = "\n".join(line for line in lines if not _QUOTED.match(line))
    return bangla.normalise(own)


def quote(
    source: str, *, handle: str, post: int, language: str, limit: int = 600
) -> str:
    """Write a post's words as a quote, to go into a box: numbers masked, what it quotes
    itself left out, cut at ``limit`` code points. Ends with an empty line."""
    words = bangla.shorten(phone_numbers.mask(without_quotes(source)), limit)
    quoted = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
    place = bangla.to_bangla_digits(f"{post}") if language == "bn" else f"{post}"
    return f"> @{handle} #{place}\n{quoted}\n\n"
