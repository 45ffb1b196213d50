"""What Facebook's pages leave in copied text: buttons, badges, counts, footers.

A line is residue when nothing but pieces of the page stand in it. The tables are
made from the wording of Facebook's English and Bangla pages, desktop and mobile,
2019 to 2024. They only name what a line looks like; ``segments`` decides what it
is, since a comment may be the one word "Like" or "12".
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from unicodedata import normalize

from core.text import to_ascii_digits

from .dates import is_time_line

LONGEST = 200


class Piece(Enum):
    """One piece of the page."""

    LIKE = "like"
    REPLY = "reply"
    TIME = "time"
    COUNT = "count"
    EDITED = "edited"
    BADGE = "badge"
    FOLLOW = "follow"
    MORE = "more"
    ANSWERS = "answers"
    COLLAPSED = "collapsed"
    PAGE = "page"
    FOOT = "foot"


@dataclass(frozen=True)
class Residue:
    """The pieces in one line; ``answers`` is the N of "N Replies", else 0.

    ``size`` is the number of pieces, doubles counted.
    """

    pieces: frozenset[Piece]
    answers: int = 0
    size: int = 1

    @cached_property
    def is_badge(self) -> bool:
        """Say whether only what stands beside a name is here."""
        return self.pieces <= {Piece.BADGE, Piece.FOLLOW}

    @cached_property
    def is_closing(self) -> bool:
        """Say whether a line like this stands only after the end of a comment."""
        ends = {Piece.ANSWERS, Piece.COLLAPSED, Piece.PAGE}
        return bool(self.pieces & ends) or self.is_foot or is_closing(self.pieces)

    @cached_property
    def is_foot(self) -> bool:
        """Say whether this is the foot of the whole page and not one word of it."""
        return Piece.FOOT in self.pieces and self.size > 1


def is_closing(pieces: frozenset[Piece]) -> bool:
    """Say whether pieces together are the row of buttons under a comment."""
    return Piece.REPLY in pieces and bool(pieces & {Piece.LIKE, Piece.TIME})


_N = r"\d{1,3}"
_DOTS = r"\s?(?:…|\.{2,3})?"

#: Longest first inside each piece: a line is read piece by piece, greedily.
_TABLE: dict[Piece, tuple[str, ...]] = {
    Piece.FOOT: (
        r"(?:meta|facebook)\s?(?:platforms)?\s?©\s?\d{4}",
        r"©\s?(?:\d{4}\s?)?(?:meta|facebook)(?:\s?\d{4})?",
        r"privacy policy|privacy centre|privacy center|privacy|terms of service|terms"
        r"|advertising|ad choices|adchoices|cookies|consumer health privacy"
        r"|about|create ad|create page|developers|careers|help cent(?:re|er)|help",
        r"home|watch|marketplace|groups|menu|notifications|friends|gaming|reels|messenger",
        r"গোপনীয়তা নীতি|গোপনীয়তা|প্রাইভেসি|শর্তাবলী|শর্তাবলি|শর্ত|বিজ্ঞাপন পছন্দসমূহ"
        r"|বিজ্ঞাপন পছন্দ|বিজ্ঞাপনের পছন্দ|বিজ্ঞাপন|কুকিজ|কুকি|সহায়তা",
        r"english\s?\((?:uk|us)\)|বাংলা|অসমীয়া|हिन्दी|नेपाली|اردو|العربية|ไทย"
        r"|español(?:\s?\(españa\))?|français(?:\s?\(france\))?|português(?:\s?\(brasil\))?"
        r"|bahasa indonesia|bahasa melayu|deutsch|italiano|中文\(简体\)|தமிழ்|తెలుగు"
        r"|မြန်မာဘာသာ|മലയാളം|ਪੰਜਾਬੀ|ગુજરાતી|मराठी|\+",
    ),
    Piece.COLLAPSED: (
        rf"view (?:all )?(?:{_N} )?(?:more |previous )?(?:repl(?:y|ies))",
        r"view \d+ more (?:reply|replies)|hide repl(?:y|ies)|view previous replies",
        rf"{_N}\s?(?:টি|টা)?\s?(?:জবাব|উত্তর|প্রত্যুত্তর|রিপ্লাই) "
        r"(?:দেখুন|দেখাও|দেখান|দেখতে)",
        rf"(?:আরও|আরো|আগের|সব|সবগুলো|সকল)\s(?:{_N}\s?(?:টি|টা)?\s?)?"
        r"(?:জবাব|উত্তর|প্রত্যুত্তর|রিপ্লাই)(?:গুলো|গুলি)?(?: (?:দেখুন|দেখান))?",
        r"(?:জবাব|উত্তর|প্রত্যুত্তর)(?:গুলো|গুলি)? (?:দেখুন|লুকান)",
    ),
    Piece.ANSWERS: (
        rf"(?:hide )?(?P<english>{_N})\s?repl(?:y|ies)",
        rf"(?P<bangla>{_N})\s?(?:টি|টা)?\s?(?:জবাব|উত্তর|প্রত্যুত্তর|রিপ্লাই)(?: লুকান)?",
    ),
    Piece.PAGE: (
        r"view (?:\d+ )?(?:more|previous|all) comments?|view (?:\d+ )?more comments?",
        r"view all (?:\d+ )?comments?|see more comments|load more comments"
        r"|hide comments|comments|previous comments|more comments",
        rf"write an? (?:public )?(?:comment|reply|answer){_DOTS}",
        rf"(?:comment|reply|answer) as [^·]{{2,40}}?{_DOTS}|reply to [^·]{{2,40}}?{_DOTS}",
        r"most relevant is selected, so some comments may have been filtered out\.?",
        r"most relevant|all comments|newest first|newest|oldest|top comments|recent activity"
        r"|top contributors",
        r"all reactions:?",
        r"\d[\d,.]*k?\s(?:comments?|shares?|views?|reactions?|likes?)"
        r"|seen by (?:\d[\d,.]*k?|everyone)|\d+ of \d[\d,]*",
        r"like comment share|like comment",
        r"shared with (?:public group|private group|public)|press enter to post\.?|insert an emoji|attach a (?:photo or video|sticker|gif)"
        r"|post a (?:gif|sticker)|comment with an? [\w ]{3,30}",
        r"(?:একটি )?(?:সর্বজনীন |পাবলিক )?(?:মন্তব্য|কমেন্ট|জবাব|উত্তর|প্রত্যুত্তর) "
        rf"(?:লিখুন|করুন){_DOTS}",
        r"(?:আরও|আরো|আগের|সব|সকল|পূর্ববর্তী)\s(?:\d+\s?(?:টি|টা)\s?)?"
        r"(?:মন্তব্য|কমেন্ট)(?:গুলো|গুলি)?(?: (?:দেখুন|দেখান))?",
        r"\d[\d,]*\s?(?:টি|টা)\s?(?:আরও |আরো )?(?:মন্তব্য|কমেন্ট|শেয়ার|প্রতিক্রিয়া)"
        r"(?: (?:দেখুন|দেখান))?",
        r"সবচেয়ে প্রাসঙ্গিক|সর্বাধিক প্রাসঙ্গিক|সবথেকে প্রাসঙ্গিক|সব মন্তব্য|সকল মন্তব্য"
        r"|নতুনগুলো প্রথমে|সাম্প্রতিকতম|সব প্রতিক্রিয়া:?",
        r"\d[\d,]* জন দেখেছেন",
        r".{2,50}['’]s profile (?:picture|photo)|profile (?:picture|photo) of .{2,50}"
        r"|.{2,50}[- ]?এর প্রোফাইল (?:ছবি|ফটো)",
        r"no photo description available\.?",
    ),
    Piece.MORE: (
        rf"(?:…|\.{{2,3}})?\s?(?:see more|read more|see less|continue reading){_DOTS}",
        rf"(?:…|\.{{2,3}})?\s?(?:আরও|আরো) (?:দেখুন|পড়ুন){_DOTS}|(?:কম|অল্প) দেখুন",
        r"see translation|see original(?: \(.{2,30}\))?|hide translation"
        r"|rate this translation|automatically translated|translated(?: from \w+)?",
        r"অনুবাদ দেখুন|মূল লেখা দেখুন|আসল দেখুন|অনুবাদ লুকান|মূলটি দেখুন"
        r"|এই অনুবাদটি রেট করুন",
    ),
    Piece.BADGE: (
        r"top fan|top contributor|all-star contributor|rising contributor|rising star"
        r"|valued (?:commenter|member|responder)|visual storytell?er"
        r"|conversation (?:starter|booster)|founding member|new member|new contributor"
        r"|group expert|group admin|admin|moderator|author|link sharer|story ?teller"
        r"|verified account|verified profile|verified|greeter|insightful"
        r"|active now|active (?:\d+ ?\w{1,7} )?ago|active \d+ ?[mhd]|active|online",
        r"টপ ফ্যান|শীর্ষ ফ্যান|সেরা ফ্যান|শীর্ষ ভক্ত|সেরা ভক্ত|শীর্ষ অনুরাগী|প্রধান ভক্ত"
        r"|সেরা অনুরাগী|টপ কন্ট্রিবিউটর|শীর্ষ অবদানকারী"
        r"|সেরা অবদানকারী|উদীয়মান তারকা|রাইজিং স্টার|গ্রুপ এক্সপার্ট|গ্রুপ বিশেষজ্ঞ"
        r"|গ্রুপের বিশেষজ্ঞ|অ্যাডমিন|এডমিন|অ্যাডমিনিস্ট্রেটর|প্রশাসক|মডারেটর|পরিচালক"
        r"|লেখক|লেখিকা|রচয়িতা|নতুন সদস্য|প্রতিষ্ঠাতা সদস্য|সক্রিয় আছেন|সক্রিয়"
        r"|কথোপকথন শুরুকারী|ভেরিফায়েড|যাচাইকৃত",
    ),
    Piece.FOLLOW: (r"follow|following|add friend|message|অনুসরণ করুন|অনুসরণ|ফলো করুন|ফলো",),
    Piece.EDITED: (r"edited|সম্পাদিত|সম্পাদনা করা হয়েছে|এডিট করা হয়েছে",),
    Piece.REPLY: (
        r"reply|জবাব দিন|জবাব|উত্তর দিন|প্রত্যুত্তর দিন|প্রত্যুত্তর|রিপ্লাই দিন"
        r"|রিপ্লাই|উত্তর",
    ),
    Piece.LIKE: (
        r"unlike|like|liked|love|haha|wow|sad|angry|care|react|share|more|report|hide"
        r"|comment|send|full story|give award|delete|remove preview|copy|embed",
        r"পছন্দ করুন|পছন্দ করেছেন|পছন্দ|লাইক করুন|লাইক|শেয়ার করুন|শেয়ার|ভালোবাসা"
        r"|প্রতিক্রিয়া জানান|প্রতিক্রিয়া|মন্তব্য করুন|মন্তব্য|কমেন্ট|পাঠান|আরও|আরো"
        r"|রিপোর্ট করুন|রিপোর্ট|লুকান",
    ),
    Piece.TIME: (
        r"\d{1,2}\s?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?"
        r"|months?|mos?|years?|yrs?|[smhdwy])(?:\s?ago)?",
        r"(?:an?|about an?) (?:minute|hour|day|week|month|year) ago|just now|now",
        r"\d{1,2}\s?(?:সেকেন্ড|সেকেণ্ড|সে|মিনিট|মি|ঘণ্টা|ঘন্টা|ঘ|দিন|সপ্তাহ|মাস|বছর)"
        r"\.?(?:\s?(?:আগে|পূর্বে))?",
        r"এইমাত্র|এই মাত্র|এখনই",
        r"yesterday|today|গতকাল",
    ),
    Piece.COUNT: (
        r"(?:[👍❤🥰😆😂😮😢😡🤗♥]\ufe0f?\s?)+\d{1,4}",
        r"(?:you|আপনি)(?:, .{2,80})? (?:and|এবং|ও) (?:আরও |আরো )?\d[\d,]*\s?"
        r"(?:others?|other people|জন)(?: (?:reacted|liked this))?\.?",
        r".{2,80} (?:and|এবং) (?:আরও |আরো )?\d[\d,]* (?:others|other|জন)"
        r"(?: (?:reacted|liked this))?\.?",
        r"\d[\d,]*\s?(?:people|জন)(?: (?:reacted|liked this|পছন্দ করেছেন))?",
        r"\d+(?:\.\d+)?\s?(?:k|m|হাজার|লাখ)",
        r"(?P<twice>\d{1,4})(?P=twice)",
        r"(?!0\d)\d{1,3}(?:,\d{3})+|(?!0\d)\d{1,4}",
    ),
}

_REPLIED = re.compile(
    normalize(
        "NFC",
        r".{2,60} replied(?: to .{2,60})?(?:\s?[·•]\s?\d+ repl(?:y|ies))?"
        r"|.{2,60} (?:জবাব|উত্তর|প্রত্যুত্তর|রিপ্লাই) (?:দিয়েছেন|দিয়েছে|করেছেন)"
        r"(?:\s?[·•]\s?\d+\s?(?:টি|টা)?\s?(?:জবাব|উত্তর|প্রত্যুত্তর|রিপ্লাই))?",
    ),
    re.IGNORECASE,
)
#: Pieces that hold free text may only stand alone in their line.
_OPEN_ENDED = re.compile(r"(?<!\\)\.\{2,|\[\^·\]")


def _compile(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Join patterns; Python takes the first that matches, so callers try all."""
    return re.compile(normalize("NFC", "|".join(patterns)), re.IGNORECASE)


def _split_alternatives(pattern: str) -> list[str]:
    """Cut a pattern at its top-level bars, so that the longest match can be found."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(pattern):
        escaped = index > 0 and pattern[index - 1] == "\\"
        if char in "([" and not escaped:
            depth += 1
        elif char in ")]" and not escaped:
            depth -= 1
        elif char == "|" and depth == 0 and not escaped:
            parts.append(pattern[start:index])
            start = index + 1
    return [*parts, pattern[start:]]


_PATTERNS = [
    (piece, bool(_OPEN_ENDED.search(part)), _compile((part,)))
    for piece, patterns in _TABLE.items()
    for pattern in patterns
    for part in _split_alternatives(pattern)
]
_WHOLE = [(piece, pattern) for piece, is_open, pattern in _PATTERNS if is_open]
_PIECES = [(piece, pattern) for piece, is_open, pattern in _PATTERNS if not is_open]
# Whether any piece begins there at all: most lines have none.
_ANY_PIECE = _compile(
    tuple(
        re.sub(r"\(\?P<(?:english|bangla)>", "(?:", each.pattern)
        for _piece, each in _PIECES
    )
)
_SEPARATORS = re.compile(r"[\s·•∙,|.↳⤷└⮑]*")


@lru_cache(maxsize=4096)
def read(text: str) -> Residue | None:
    """Say which pieces of the page a clean line is made of, or None if it is not.

    ``text`` has been through ``core.text.normalise_line``.
    """
    if not text or len(text) > LONGEST:
        return None
    plain = to_ascii_digits(text)
    if _REPLIED.fullmatch(plain):
        return Residue(frozenset({Piece.COLLAPSED}))
    pieces, answers = _read_pieces(plain)
    if pieces:
        return Residue(frozenset(pieces), answers, len(pieces) + ("©" in plain))
    for piece, pattern in _WHOLE:
        if pattern.fullmatch(plain):
            return Residue(frozenset({piece}))
    if is_time_line(text):
        return Residue(frozenset({Piece.TIME}))
    return _read_around_day(plain)


def _read_pieces(plain: str) -> tuple[list[Piece], int]:
    """Read a line piece by piece; no pieces unless the whole line is used up."""
    pieces: list[Piece] = []
    answers = 0
    match = _SEPARATORS.match(plain)
    position = match.end() if match else 0
    while position < len(plain):
        if not _ANY_PIECE.match(plain, position):
            return [], 0
        longest, kind = None, None
        for piece, pattern in _PIECES:
            found = pattern.match(plain, position)
            if found and (longest is None or found.end() > longest.end()):
                longest, kind = found, piece
        if longest is None or kind is None or longest.end() == position:
            return [], 0
        if kind is Piece.ANSWERS:
            answers += int(
                longest["english"]
                if "english" in longest.re.groupindex
                else longest["bangla"]
            )
        pieces.append(kind)
        end = longest.end()
        gap = _SEPARATORS.match(plain, end)
        position = gap.end() if gap else end
        if position == end and _SPLITS_NUMBER.match(plain, end - 1):
            return [], 0
    if pieces.count(Piece.COUNT) == len(pieces) > 1:
        return [], 0
    return pieces, answers


#: Between two digits no piece ends: "8801912345678" is no row of counts.
_SPLITS_NUMBER = re.compile(r"[\d+]\d")
_PARTS = re.compile(r"\s*[·•|]\s*")


def _read_around_day(plain: str) -> Residue | None:
    """Read "Like · Reply · 21 December 2019 at 21:40": a full day among pieces."""
    parts = [part for part in _PARTS.split(plain) if part]
    if len(parts) < 2:
        return None
    pieces: set[Piece] = set()
    answers = 0
    for part in parts:
        if is_time_line(part):
            pieces.add(Piece.TIME)
            continue
        found, count = _read_pieces(part)
        if not found:
            return None
        pieces.update(found)
        answers += count
    return Residue(frozenset(pieces), answers)


_INLINE_END = re.compile(
    normalize(
        "NFC",
        r"\s*(?:(?:\d{1,2}\s?(?:[smhdwy]|দিন|সপ্তাহ|ঘণ্টা|ঘন্টা|মাস|বছর)\s?[·•]?\s?)?"
        r"(?:like|পছন্দ(?: করুন)?|লাইক)\s?[·•]\s?(?:reply|জবাব দিন|জবাব|উত্তর দিন"
        r"|রিপ্লাই)(?:\s?[·•].{0,40})?)$",
    ),
    re.IGNORECASE,
)
_INLINE_MORE = re.compile(
    normalize(
        "NFC",
        r"\s*(?:…|\.{3})\s?(?:[Ss]ee [Mm]ore|আরও দেখুন|আরো দেখুন)$"
        r"|\s+(?:See more|See Translation|See translation|আরও দেখুন|অনুবাদ দেখুন)$",
    )
)
#: What those end in.
_ENDS_OF_MORE = ("ore", "ranslation", "দেখুন")


def cut_inline(text: str) -> tuple[str, bool]:
    """Cut buttons glued to the end of a line of text.

    Returns the line and whether the row of buttons under a comment was cut, which
    closes the comment.
    """
    if len(text) < 6:
        return text, False
    tail_start = max(0, len(text) - 120)
    plain = text[:tail_start] + to_ascii_digits(text[tail_start:])
    dotted = "·" in plain[tail_start:] or "•" in plain[tail_start:]
    end = _INLINE_END.search(plain, tail_start) if dotted else None
    closed = bool(end and end.start() > 0 and read(text[end.start() :].strip()))
    if closed and end:
        text = text[: end.start()].rstrip()
    more = _INLINE_MORE.search(text) if text.endswith(_ENDS_OF_MORE) else None
    if more and more.start() > 0:
        text = text[: more.start()].rstrip()
    return text, closed
