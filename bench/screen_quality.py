"""How well numbers are found: recall on written numbers, false masks on everything else.

    python bench/screen_quality.py [--seed N] [--made N]

Two sets: the sentences of tests/moderation/numbers.txt, and so many made ones, in
which a number (or a price, a date, an order …) drawn by chance is written in one of
the ways people do into a sentence. A number counts as found when one mask covers its
digits, and as a false mask when anything in a sentence without a number is masked.
One JSON object on stdout.
"""

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from core import phones, text

CORPUS = Path(__file__).resolve().parent.parent / "tests/moderation/numbers.txt"


class Sentence(NamedTuple):
    """A text, the class it belongs to, and where its numbers stand."""

    text: str
    kind: str
    spans: list[tuple[int, int]]


# --- The written sentences -----------------------------------------------------------


def written() -> Iterator[Sentence]:
    """The sentences of the corpus."""
    kind = ""
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line == "#" or line.startswith("# "):
            kind = line[2:]
        elif line:
            yield read_marked(line, kind)


def read_marked(line: str, kind: str) -> Sentence:
    """Read a line of the corpus: ⟦number⟧, \\n, \\uXXXX."""
    line = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), line)
    spans: list[tuple[int, int]] = []
    pieces: list[str] = []
    length = begun = 0
    for piece in re.split("([⟦⟧])", line.replace("\\n", "\n")):
        if piece == "⟦":
            begun = length
        elif piece == "⟧":
            spans.append((begun, length))
        else:
            pieces.append(piece)
            length += len(piece)
    return Sentence("".join(pieces), kind, spans)


# --- Made sentences ------------------------------------------------------------------

BANGLA_WORDS = ["শূন্য", "এক", "দুই", "তিন", "চার", "পাঁচ", "ছয়", "সাত", "আট", "নয়"]
LOAN_WORDS = ["জিরো", "ওয়ান", "টু", "থ্রি", "ফোর", "ফাইভ", "সিক্স", "সেভেন", "এইট", "নাইন"]
ENGLISH_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
]
AROUND = [
    "{}",
    "আপু {} এ একটু জানাবেন",
    "জামাটা কিনতে চাই, আমার ফোন {}",
    "{} (রাত ৮টার পর)",
    "ওনার নাম্বারটা দিলাম: {}।",
    "amar number {} , knock diyen",
    "Reach me on {} please",
    "ডেলিভারির ঠিকানা মিরপুর ১২, মোবাইল {}",
    "বিকাশ {} (পার্সোনাল)",
    "২০০ টাকা পাঠালাম {} থেকে",
    "{}\nদাম ৮৫০ টাকা",
    "নাম: সালমা\nফোন: {}",
    "কাল ১০টায় {} ধরেননি কেন আপু?",
    "hotline 16247 e na pele {}",
    "**{}**",
    "কুর্তি ৩৪-৪২ সাইজ আছে, যোগাযোগ {}",
]


def _grouped(rng: random.Random, digits: str, gap: str) -> str:
    shapes = [(5, 6), (3, 8), (3, 4, 4), (5, 3, 3), (4, 7), (3, 2, 2, 2, 2)]
    pieces, place = [], 0
    for size in rng.choice(shapes):
        pieces.append(digits[place : place + size])
        place += size
    return gap.join(pieces)


def _mixed(rng: random.Random, digits: str) -> str:
    return "".join(rng.choice([d, text.to_bangla_digits(d)]) for d in digits)


def _spoken(rng: random.Random, digits: str) -> str:
    words = rng.choice([BANGLA_WORDS, LOAN_WORDS, ENGLISH_WORDS])
    return rng.choice([" ", ", ", "-"]).join(words[int(d)] for d in digits)


def _doubled(rng: random.Random, digits: str) -> str:
    words, double = rng.choice([(LOAN_WORDS, "ডাবল"), (ENGLISH_WORDS, "double")])
    runs = re.findall(r"(\d)(\1)?", digits)
    return " ".join(
        f"{double} {words[int(a)]}" if b else words[int(a)] for a, b in runs
    )


def _half_spoken(rng: random.Random, digits: str) -> str:
    place = rng.choice([3, 5])
    words = rng.choice([BANGLA_WORDS, LOAN_WORDS, ENGLISH_WORDS])
    return digits[:place] + " " + " ".join(words[int(d)] for d in digits[place:])


def _lettered(rng: random.Random, digits: str) -> str:
    first = rng.choice(["O", "o", "0"]) + rng.choice(["1", "l", "I"])
    return first + digits[2:].replace("0", rng.choice(["0", "o", "O"]))


def _keycaps(rng: random.Random, digits: str) -> str:
    return rng.choice(["", " "]).join(f"{d}\ufe0f\u20e3" for d in digits)


def _shifted(rng: random.Random, digits: str) -> str:
    zero = rng.choice([0xFF10, 0x1D7CE, 0x1D7E2, 0x1D7F6, 0x0966, 0x0660, 0x06F0])
    return "".join(chr(zero + int(d)) for d in digits)


def _unseen(rng: random.Random, digits: str) -> str:
    gap = rng.choice(["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"])
    return gap.join(digits) if rng.random() < 0.5 else digits[:5] + gap + digits[5:]


GAPS = [
    " ",
    "  ",
    "-",
    " - ",
    ".",
    "/",
    "_",
    "~",
    ", ",
    ")",
    "(",
    "…",
    "–",
    "—",
    "\xa0",
    "\u2009",
    "\n",
    "*",
    "..",
    "--",
    " . ",
    ":",
    "👉",
    "☎",
    "+",
    "=",
    "#",
]
WAYS: dict[str, Callable[[random.Random, str], str]] = {
    "plain": lambda rng, d: d,
    "bangla": lambda rng, d: text.to_bangla_digits(d),
    "mixed": _mixed,
    "grouped": lambda rng, d: _grouped(rng, d, rng.choice(GAPS)),
    "grouped bangla": lambda rng, d: text.to_bangla_digits(
        _grouped(rng, d, rng.choice(GAPS))
    ),
    "one by one": lambda rng, d: rng.choice([" ", "-", ".", ",", "/"]).join(d),
    "country": lambda rng, d: (
        rng.choice(["+880", "+88 0", "880", "00880", "+880-"]) + d[1:]
    ),
    "country bangla": lambda rng, d: (
        rng.choice(["+৮৮০ ", "৮৮০", "০০৮৮০"]) + text.to_bangla_digits(d[1:])
    ),
    "without zero": lambda rng, d: (
        rng.choice(["call ", "কল ", "whatsapp: "])
        + rng.choice([d[1:], f"{d[1:5]}-{d[5:]}", text.to_bangla_digits(d[1:])])
    ),
    "stuck": lambda rng, d: (
        rng.choice(["call", "ফোন", "নাম্বার", "imo"]) + d + rng.choice(["", "করুন", "এ"])
    ),
    "letters": _lettered,
    "words": _spoken,
    "doubled words": _doubled,
    "half words": _half_spoken,
    "keycaps": _keycaps,
    "other digits": _shifted,
    "unseen": _unseen,
    "links": lambda rng, d: rng.choice(
        [
            f"https://wa.me/88{d}",
            f"wa.me/{d[1:]}",
            f"tel:+88{d}",
            f"https://api.whatsapp.com/send?phone=88{d}",
            f"viber://chat?number=%2B88{d}",
            f"imo://{d}",
        ]
    ),
}


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _local(rng: random.Random) -> str:
    return "01" + rng.choice("3456789") + _digits(rng, 8)


def _id(rng: random.Random, count: int) -> str:
    """An identifier that looks as much like a number as one can."""
    return "1" + rng.choice("3456789") + _digits(rng, count - 2)


def _price(rng: random.Random) -> int:
    return rng.choice([rng.randrange(50, 5000), rng.randrange(5000, 9_999_999)])


def _date(rng: random.Random, gap: str) -> str:
    return f"{rng.randint(1, 28):02}{gap}{rng.randint(1, 12):02}{gap}{rng.randint(1965, 2026)}"


def _youtube(rng: random.Random) -> str:
    letters = "ABCDEFGHabcdefghOoIl0123456789_-"
    return "".join(rng.choices(letters, k=11))


def _trx(rng: random.Random) -> str:
    return "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=10))


OTHERS: dict[str, Callable[[random.Random], str]] = {
    "price": lambda rng: rng.choice(
        ["দাম ৳{}", "{}/- টাকা", "মোট {} টাকা", "price {} tk", "৳ {} only"]
    ).format(text.group_digits(_price(rng))),
    "price ungrouped": lambda rng: rng.choice(
        ["দাম {} টাকা", "{}/-", "tk {}", "৳{} থেকে শুরু", "bKash e {} tk dilam"]
    ).format(_price(rng)),
    "prices": lambda rng: (
        "দাম "
        + rng.choice([", ", " ", " / ", "-"]).join(
            str(rng.randrange(35, 195) * 10) for _ in range(rng.randint(2, 5))
        )
    ),
    "date": lambda rng: (
        _date(rng, rng.choice("/-."))
        + rng.choice(["", " তারিখে", f" {rng.randint(1, 12)}:{rng.randint(10, 59)}"])
    ),
    "date range": lambda rng: f"{_date(rng, '/')} - {_date(rng, '/')}",
    "iso date": lambda rng: (
        f"20{rng.randint(10, 29)}-{rng.randint(10, 12)}-"
        f"{rng.randint(10, 28)} {rng.randint(10, 23)}:{rng.randint(10, 59)}"
    ),
    "years": lambda rng: f"{rng.randint(1947, 2000)}-{rng.randint(2001, 2030)} সাল",
    "order": lambda rng: rng.choice(
        ["অর্ডার নম্বর {}", "Order #{}", "order no {}", "অর্ডার আইডি: {}", "Invoice {}"]
    ).format(_id(rng, rng.choice([6, 8, 9, 10, 10, 10, 12]))),
    "tracking": lambda rng: rng.choice(
        [
            "ট্র্যাকিং {}",
            "tracking id {}",
            "পার্সেল নম্বর: {}",
            "consignment {}",
            "কুরিয়ার স্লিপ {}",
        ]
    ).format(rng.choice(["DT", "SUN-", "RX", ""]) + _id(rng, rng.choice([8, 10, 12]))),
    "trxid": lambda rng: f"TrxID {_trx(rng)}",
    "rocket txn": lambda rng: f"TxnId {_id(rng, 10)}",
    "link": lambda rng: rng.choice(
        [
            f"https://youtu.be/{_youtube(rng)}",
            f"https://www.youtube.com/watch?v={_youtube(rng)}&t={rng.randint(10, 999)}",
            f"https://facebook.com/groups/{_id(rng, 15)}/posts/{_id(rng, 16)}",
            f"https://www.facebook.com/photo?fbid={_id(rng, rng.choice([10, 15, 17]))}",
            f"https://www.daraz.com.bd/products/i{_id(rng, rng.choice([9, 10]))}.html",
            f"https://example.com/?t={_id(rng, 10)}",
        ]
    ),
    "hotline": lambda rng: rng.choice(
        ["৯৯৯", "333", "১৬২৪৭", "16123", "09612-{}", "০৯৬৬৬{}", "096{}", "109", "*247#"]
    ).format(_digits(rng, 6)),
    "nid": lambda rng: rng.choice(["NID {}", "এনআইডি: {}", "জাতীয় পরিচয়পত্র {}"]).format(
        _id(rng, rng.choice([10, 13, 17]))
    ),
    "account": lambda rng: f"account no {_id(rng, rng.choice([10, 13, 16]))}",
    "sizes": lambda rng: (
        "সাইজ "
        + rng.choice(["/", "-", ", ", " "]).join(str(n) for n in range(30, 44, 2))
    ),
    "share": lambda rng: (
        f"{rng.randint(1, 99)}.{rng.randint(1, 99)}% ছাড়, {rng.randint(10, 99)} জন"
    ),
    "list": lambda rng: "\n".join(
        f"{n:02}. {rng.randrange(250, 3500)} টাকা" for n in range(1, rng.randint(3, 6))
    ),
    "place": lambda rng: (
        f"বাসা {rng.randint(1, 99):02}, রোড {rng.randint(1, 30):02}, ঢাকা ১২{rng.randint(10, 40)}"
    ),
    "spot": lambda rng: f"{rng.uniform(20, 26):.7f}, {rng.uniform(88, 92):.7f}",
    "counting": lambda rng: "এক দুই তিন চার পাঁচ ছয় সাত আট নয় দশ"[: rng.randint(8, 40)],
}


def made(count: int, seed: int) -> Iterator[Sentence]:
    """So many sentences with a number and as many without one."""
    rng = random.Random(seed)
    for _ in range(count):
        way = rng.choice(list(WAYS))
        before, after = rng.choice(AROUND).split("{}")
        number = WAYS[way](rng, _local(rng))
        span = (len(before), len(before) + len(number))
        yield Sentence(before + number + after, way, [span])
        other = rng.choice(list(OTHERS))
        words = OTHERS[other](rng)
        if rng.random() < 0.3:
            words = text.to_bangla_digits(words)
        around = rng.choice(["{}", "{} আপু", "আপু, {}", "({})", "আজ {} দেখলাম।"])
        yield Sentence(around.format(words), other, [])


# --- Counting ------------------------------------------------------------------------


def is_found(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether no digit of the number is left outside the masks."""
    masked = [
        place
        for found in phones.find(sentence.text)
        for place in range(found.start, found.end)
    ]
    digits = [place for place in range(*span) if sentence.text[place].isdigit()]
    covered = set(masked).intersection(digits)
    # In words there are no digits, and in a link only the last ones are its own.
    return len(covered) >= min(10, len(digits)) if digits else bool(masked)


def figures(sentences: Iterable[Sentence]) -> dict[str, object]:
    """Recall and false masks over all, and every miss."""
    numbers = found = clean = false = 0
    missed: list[str] = []
    wrong: list[str] = []
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for sentence in sentences:
        for span in sentence.spans:
            numbers += 1
            is_right = is_found(sentence, span)
            found += is_right
            by_kind[sentence.kind].append(is_right)
            if not is_right:
                missed.append(f"{sentence.kind}: {sentence.text}")
        if not sentence.spans:
            clean += 1
            is_wrong = bool(phones.find(sentence.text))
            false += is_wrong
            by_kind[sentence.kind].append(not is_wrong)
            if is_wrong:
                wrong.append(f"{sentence.kind}: {sentence.text}")
    return {
        "numbers": numbers,
        "recall": round(found / numbers, 4),
        "without": clean,
        "false_masks": round(false / clean, 4),
        "right": {
            kind: round(sum(right) / len(right), 3) for kind, right in by_kind.items()
        },
        "missed": missed[:20],
        "wrong": wrong[:20],
    }


def main() -> None:
    """Print the figures of both sets as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--made", type=int, default=4000)
    options = parser.parse_args()
    result = {
        "written": figures(written()),
        "made": figures(made(options.made, options.seed)),
    }
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
