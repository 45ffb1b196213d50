"""core.text: what comes in at the door, words, digits, slugs, handles, cutting."""

import random
import subprocess
import sys
import unicodedata

import pytest

from core import text

ZWJ, ZWNJ = "\u200d", "\u200c"
MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("", ""),
        ("  \t \n\u3000\n", ""),
        ("এক\r\nদুই\rতিন\u2028চার", "এক\nদুই\nতিন\nচার"),
        ("এক\xa0দুই\tতিন\u202fচার", "এক দুই তিন চার"),
        ("  এক  \n দুই ", "এক\nদুই"),
        ("\n\nএক\n \n\t\n\nদুই\n\n", "এক\n\nদুই"),
        ("\ufeffএক\x00\x1f\x7fদুই", "একদুই"),
        ("ক\u200b\u2060\u00adখ", "কখ"),
        ("\u202eabc\u202c \u2066d\u2069", "abc d"),
        ("a\ud800b\udfffc", "abc"),
        ("\u09dc\u09dd\u09df", "\u09a1\u09bc\u09a2\u09bc\u09af\u09bc"),
        ("ক\u09c7\u09be", "কো"),
        ("cafe\u0301", "café"),
        ("অা ৷ ০12 ॥", "অা ৷ ০12 ॥"),
        (f"র{ZWJ}্যাচেল", f"র{ZWJ}্যাচেল"),
        (f"হাস্{ZWNJ}না", f"হাস্{ZWNJ}না"),
        (f"ab{ZWJ}c {ZWNJ} d{ZWNJ}", "abc  d"),
        (f"ক{ZWNJ}{ZWNJ}{ZWNJ}a", f"ক{ZWNJ}a"),
        ("👩\u200d🍳 ❤\ufe0f", "👩🍳 ❤\ufe0f"),
    ],
)
def test_normalise_cleans_characters_and_lines(raw, clean):
    assert text.normalise(raw) == clean


def test_normalise_keeps_eight_marks_of_ten_thousand():
    raw = "ক" + "\u0301\u0327" * 5000 + "খ"

    clean = text.normalise(raw)

    assert clean[0] == "ক"
    assert clean[-1] == "খ"
    assert len(clean) == 10


def test_normalise_line_makes_one_line():
    raw = "\n নাজনীন \r\n\n সুলতানা\tশিলা  \n"

    assert text.normalise_line(raw) == "নাজনীন সুলতানা শিলা"


ODD = "কা়্ োযড়ড়অআ৷।ab Éß1২①٣ \t\r\n\x00\u0301\u0327\u200b\u200c\u200d\ufeff😀-_.@'’"


def _odd_texts(count):
    rng = random.Random(21)
    alphabet = [*ODD, "\ud800", "\u09cd\u200d", "\u1100", "\u1161", "\u0344", "İ"]
    for _ in range(count):
        yield "".join(rng.choices(alphabet, k=rng.randint(0, 40)))


@pytest.mark.parametrize(
    "function", [text.normalise, text.normalise_line, text.fold, text.slug]
)
def test_cleaning_twice_changes_nothing(function):
    for raw in _odd_texts(2000):
        once = function(raw)
        assert function(once) == once, ascii(raw)


def test_normalised_text_is_nfc():
    for raw in _odd_texts(2000):
        assert unicodedata.is_normalized("NFC", text.normalise(raw)), ascii(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("আড্ডা", "অাড্ডা"),
        ("শাড়ি", "শা\u09dcি"),
        ("পড়ে", "পড\u09bcে"),
        ("সময়", "সম\u09df"),
        ("Jamdani SAREE", "jamdani saree"),
        ("২০১৯", "2019"),
        ("হ্যাঁ৷", "হ্যাঁ।"),
        (f"কাস্{ZWNJ}টমার", "কাস্টমার"),
        (f"হঠাত্{ZWJ}", "হঠাৎ"),
        ("STRASSE", "straße"),
    ],
)
def test_fold_makes_spellings_of_the_same_letters_equal(one, other):
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("দিন", "দান"), ("দিন", "দীন"), ("কল", "কলা"), ("পড়ে", "পরে"), ("১", "২")],
)
def test_fold_keeps_different_words_apart(one, other):
    assert text.fold(one) != text.fold(other)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " \n\t\xa0",
        "\u200b\u200d\ufeff",
        "\u0301\u0301",
        "\u09be\u09cd",
        "\u2800\u3164",
        "\x00\ud800",
    ],
)
def test_is_blank_sees_nothing_to_see(raw):
    assert text.is_blank(raw)


@pytest.mark.parametrize("raw", ["ক", ".", "😀", "❤\ufe0f", "\u200b০\u200b", "৳"])
def test_is_blank_sees_what_a_reader_sees(raw):
    assert not text.is_blank(raw)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("আড্ডা পোস্ট উদ্যোক্তা", ["আড্ডা", "পোস্ট", "উদ্যোক্তা"]),
        ("পড়ে, সময়৷গেছে।", ["পড়ে", "সময়", "গেছে"]),
        ("24hour 8টা ১৫,০০০/-", ["24hour", "8টা", "১৫", "০০০"]),
        ("don't women’s 'quoted'", ["don't", "women’s", "quoted"]),
        (f"র{ZWJ}্যাব কাস্{ZWNJ}টমার{ZWNJ} ", [f"র{ZWJ}্যাব", f"কাস্{ZWNJ}টমার"]),
        ("snake_case-word", ["snake", "case", "word"]),
        ("৳৫০০ 😀 ★", ["৫০০"]),
        ("\u09beক", ["ক"]),
        ("", []),
    ],
)
def test_words_are_whole(raw, found):
    assert [word.text for word in text.words(raw)] == found


def test_words_have_offsets_into_the_raw_text():
    raw = "\ufeff  পড\u09bcে\xa0\u200bদিন  24hour"

    found = text.words(raw)

    assert [raw[word.start : word.end] for word in found] == [w.text for w in found]
    assert [word.start for word in found] == [3, 9, 14]


def test_digits_change_script_and_back():
    assert text.to_bangla_digits("৳ 1,250 & ২") == "৳ ১,২৫০ & ২"
    assert text.to_ascii_digits("০১৯ ٣ ３ 4") == "019 3 3 4"


@pytest.mark.parametrize(
    ("n", "grouped"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (99999, "99,999"),
        (100000, "1,00,000"),
        (1234567, "12,34,567"),
        (123456789012, "1,23,45,67,89,012"),
        (-1234567, "-12,34,567"),
    ],
)
def test_group_digits_counts_in_lakh_and_crore(n, grouped):
    assert text.group_digits(n) == grouped


def test_number_is_in_the_readers_digits():
    assert text.number(1234567, "bn") == "১২,৩৪,৫৬৭"
    assert text.number(1234567, "en") == "12,34,567"


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("কাস্টমার সার্ভিস, ফিডব্যাক!", "কাস্টমার-সার্ভিস-ফিডব্যাক"),
        ("আড্ডা ২১/১২/২০১৯", "আড্ডা-21-12-2019"),
        ("Women's Café — Dhaka", "womens-cafe-dhaka"),
        ("  --a--  ", "a"),
        ("😀 !!!", ""),
        ("হ্যালো৷ Ünder_score", "হ্যালো-under-score"),
        (f"র{ZWJ}্যাব", f"র{ZWJ}্যাব"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_slug_keeps_signs_and_drops_the_rest(raw, made):
    assert text.slug(raw) == made


def test_slug_is_cut_after_a_word_or_between_letters():
    assert text.slug("কাস্টমার সার্ভিস", max_length=12) == "কাস্টমার"
    assert text.slug("স্ত্রীস্ত্রী", max_length=8) == "স্ত্রী"


def test_every_slug_is_a_slug():
    for raw in _odd_texts(2000):
        made = text.slug(raw, max_length=12)
        assert made == "" or text.is_slug(made), ascii(raw)
        assert len(made) <= 12


@pytest.mark.parametrize(
    "bad", ["", "-a", "a-", "a--b", "A", "a b", "a/b", "২০", "a.b", "a\n", "\u09df"]
)
def test_is_slug_refuses(bad):
    assert not text.is_slug(bad)


@pytest.mark.parametrize(
    "good",
    ["নিপা", "rahima", "Rahima_1", "রূপা.শাড়ি", "নিপা_১২", f"র{ZWJ}্যাচেল", "a" * 30],
)
def test_is_handle_takes_bangla_and_latin(good):
    assert text.is_handle(good)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "ab",
        "a" * 31,
        "_abc",
        "abc_",
        "a..b",
        ".নিপা",
        "১নিপা",
        "1abc",
        "নিপাabc",
        "rаhima",
        "nipa khan",
        "nipa\n",
        "@nipa",
        "নি\u200bপা",
        f"ক{ZWNJ}খগ",
        "শা\u09dcি",
        "ক" + "\u09cd" * 9,
        "émile",
    ],
)
def test_is_handle_refuses(bad):
    assert not text.is_handle(bad)


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("নাজনীন", "না"),
        ("স্ত্রী", "স্ত্রী"),
        ("ক্ষমা", "ক্ষ"),
        (f"র{ZWJ}্যাচেল", f"র{ZWJ}্যা"),
        ("rahima khatun", "R"),
        ("élodie", "É"),
        ("  «নিপা»", "নি"),
        ("😀 শিলা", "শি"),
        ("😀🎉", ""),
        ("", ""),
    ],
)
def test_initial_is_the_first_letter_with_its_signs(name, letter):
    assert text.initial(name) == letter


def test_clusters_keep_conjuncts_and_emoji_together():
    raw = "স্ত্রীর পড়া 👩\u200d🍳🇧🇩👍🏽"

    assert text.clusters(raw) == [
        "স্ত্রী",
        "র",
        " ",
        "প",
        "ড়া",
        " ",
        "👩\u200d🍳",
        "🇧🇩",
        "👍🏽",
    ]


def test_clusters_joined_are_the_text():
    for raw in _odd_texts(2000):
        assert "".join(text.clusters(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "limit", "short"),
    [
        ("ছোট কথা", 20, "ছোট কথা"),
        ("কাস্টমার সার্ভিস ভালো", 18, "কাস্টমার সার্ভিস…"),
        ("কাস্টমার, সার্ভিস", 12, "কাস্টমার…"),
        ("স্ত্রীস্ত্রীস্ত্রী", 9, "স্ত্রী…"),
        ("hello world", 7, "hello…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_shorten_cuts_at_words_and_letters(raw, limit, short):
    assert text.shorten(raw, limit) == short


def test_shorten_never_exceeds_its_limit():
    for raw in _odd_texts(500):
        for limit in (1, 2, 5, 12):
            assert len(text.shorten(raw, limit)) <= limit


BOMBS = [
    "\u0301\u0327",
    "ক্",
    "a ",
    "\n ",
    " ",
    f"ক{ZWJ}",
    ZWJ,
    "'a",
    "\ud800",
    "👩\u200d",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=ascii)
def test_a_megabyte_of_anything_goes_through(bomb):
    raw = bomb * (MEGABYTE // len(bomb))

    clean = text.normalise(raw)

    assert len(clean) <= len(raw)
    part = raw[:200_000]
    assert len(text.shorten(raw, 100)) <= 100
    assert len(text.slug(part)) <= 60
    assert len(text.fold(part)) <= len(part)
    assert text.is_blank(raw) == (not clean or bomb == "\u0301\u0327")
    assert len(text.words(part)) <= len(part)
    assert text.initial(part) in {"", "A", "ক", "ক্ক্ক্ক্ক্ক্ক্ক্ক্"}


def test_text_needs_no_django():
    code = (
        "import core.text, core.phones, core.markup, sys;"
        "sys.exit('django' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False)

    assert done.returncode == 0


@pytest.mark.parametrize("around", ["{}", "ক{}", "a{}b", "কি{}া", " {} "])
def test_what_is_clean_already_is_what_cleaning_makes_of_it(around: str) -> None:
    """Plain text takes a short way, what holds an invisible character the long one."""
    runs = ["া" * count for count in range(6, 12)]
    points = [chr(point) for point in range(0x3200)]
    typed = [around.format(each) for each in [*points, *runs, "\U0001f44b"]]

    short = [(text.normalise(each), text.normalise_line(each)) for each in typed]

    long = [
        (text.normalise(f"{each}\ufeff"), text.normalise_line(f"{each}\ufeff"))
        for each in typed
    ]
    assert short == long


# --- Addresses of pages ------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "facebook.com/sutar.golpo",
        "https://সুতো.বাংলা/দোকান/নকশীকাঁথা",
        "সুতোর-গল্প.বাংলা",
        "সুতোর.com/শাড়ি?রং=লাল",
        "xn--x5b6bb9b.xn--54b7fta0cc/",
        "example.com:8000/",
        "//example.com",
    ],
)
def test_addresses_of_pages(line):
    assert text.is_address(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ড.রহমান",
        "মি. রহমান",
        "সুতোর গল্প",
        "১.৫",
        "01712.345678",
        "a b.com",
        "কাঁথা।শাড়ি",
        ".",
    ],
)
def test_what_is_no_address_of_a_page(line):
    assert not text.is_address(line)
