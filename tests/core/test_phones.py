"""core.phones: every way to write a number is found, what is no number stays."""

import random
import re

import pytest

from core import phones, text

FULLWIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _e164s(raw):
    return [number.e164 for number in phones.find(raw)]


@pytest.mark.parametrize(
    "raw",
    [
        "01712345678",
        "০১৭১২৩৪৫৬৭৮",
        "০1৭12৩4৫6৭8",
        "+8801712345678",
        "+৮৮০ ১৭১২-৩৪৫৬৭৮",
        "008801712345678",
        "০০৮৮০১৭১২৩৪৫৬৭৮",
        "8801712345678",
        "+88 01712 345678",
        "88-01712-345678",
        "+880 (0) 1712-345678",
        "+ 880 1712 345678",
        "(017) 12345678",
        "[০১৭১২] ৩৪৫৬৭৮",
        "017.1234.5678",
        "01712/345678",
        "017 12 34 56 78",
        "0 1 7 1 2 3 4 5 6 7 8",
        "017–1234—5678",
        "01712_345678",
        "017*12*345678",
        "01712\xa0345678",
        "01712\n345678",
        "0171\u200b234\u200d5678",
        "call01712345678করুন",
        "কল০১৭১২৩৪৫৬৭৮দিন",
        "বিকাশ:01712345678(পার্সোনাল)",
        "O1712345678",
        "o1712-345678",
        "01712345678৷",
        "নম্বর O 1712345678",
        "https://wa.me/8801712345678",
        "https://wa.me/+8801712345678?text=hi",
        "tel:01712345678",
        "tel:%2B8801712345678",
        "viber://chat?number=8801712345678",
        "rahima01712345678@example.com",
        "০১৭১২৩৪৫৬৭৮/-",
        "01712:345678",
        "০১৭১২…৩৪৫৬৭৮",
        "017👉12345678",
        "phone=+880%201712%20345678",
        "রকেট 017123456789",
        "রকেট ০১৭১২৩৪৫৬৭৮-৯",
        "রকেট 01712-345678৯",
        "১.০১৭১২-৩৪৫৬৭৮",
        "16247/01712-345678",
        "৫০০,০১৭১২৩৪৫৬৭৮",
        "দাম ১৫,০০০/- ফোন ০১৭১২ ৩৪৫ ৬৭৮",
        "٠١٧١٢٣٤٥٦٧٨",
        "⓪①⑦①②③④⑤⑥⑦⑧",
        "0️⃣1️⃣7️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
        "𝟎𝟏𝟕𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
    ],
)
def test_find_knows_the_ways_to_write_a_number(raw):
    assert _e164s(raw) == ["+8801712345678"]


@pytest.mark.parametrize(
    "raw",
    [
        "01712345678 01812345678",
        "01712345678/01812345678",
        "০১৭১২৩৪৫৬৭৮,০১৮১২-৩৪৫৬৭৮",
        "0171234567801812345678",
        "88017123456788801812345678",
        "১. ০১৭১২৩৪৫৬৭৮\n২. ০১৮১২৩৪৫৬৭৮",
    ],
)
def test_find_keeps_two_numbers_apart(raw):
    assert _e164s(raw) == ["+8801712345678", "+8801812345678"]


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("০২-৫৫৬৬৩০০১", "+880255663001"),
        ("(02) 5566 3001", "+880255663001"),
        ("ফোন 0721-774455", "+880721774455"),
        ("031 710234", "+88031710234"),
        ("02-5566300", "+88025566300"),
        ("+880 2-55663001", "+880255663001"),
        ("+91 98765 43210", "+919876543210"),
        ("+966501234567", "+966501234567"),
        ("+298123456", "+298123456"),
    ],
)
def test_find_knows_land_lines_and_numbers_from_abroad(raw, e164):
    assert _e164s(raw) == [e164]


NO_NUMBERS = """
999
333
১৬২৪৭
16247, 109, 1090
কল করুন ৯৯৯ নম্বরে
২১/১২/২০১৯
21-12-2019
2019-12-21
2019-12-21T01:30:45.123456Z
01/7/2019 1030
01-5-2020 1200
০১.০৩.২০২০ - ৩১.০৩.২০২০
০১/০৩/২০২০ ১১:৩০
02-12-2019
05-2019-1234
১৫,০০,০০০/-
৩০,০০,০০০ টাকা
3,00,000
1,01,500 - 2,00,000
৳ ১,৩৫,০০০.৫০
৳1250 থেকে ৳1850
10,50,000 20,30,000
+১০,০০,০০০
200+300+400=900
৫০% ছাড় ১২৫০ → ৬২৫
https://youtu.be/dQw4w9WgXcQ
https://www.youtube.com/watch?v=9bZkp7q19f0&t=1712
https://youtu.be/0171Ab45678
https://facebook.com/groups/1234567890123456/posts/2345678901234567
https://example.com/p/100017123456789?id=99887766
20190017123456781234
017123456789012
01712345678901234
BD12 0171 2345 6789 0123 4567
GB29NWBK60161331926819
4111 1111 1111 1111
5500000000000004
order 1712345678
No1712345678
1712345678901
৳1712345678
09612345678
০৯৬১২-৩৪৫৬৭৮
ISBN 978-0-13-468599-1
ISBN 9789840412345
TRX 8N7A6D5C4B
INV-2020-000123
01:30:45
রাত ৯:৩০ থেকে ১১:৩০
01 02 03 04 05 06 07 08
01 30 40 50 60 70
0171234567890
১ ২ ৩ ৪ ৫ ৬ ৭ ৮ ৯ ১০
১, ২, ৩, ৪, ৫, ৬, ৭, ৮, ৯, ১০, ১১, ১২
34-36-38-40-42-44
সাইজ ৩২/৩৪/৩৬/৩৮/৪০
24hour সার্ভিস, 8টা পিরিজ, 2টা বাটি
017••••••78
০১৭••••••৭৮
0171
01712-34567
01212345678
২০১৭, ২০১৮, ২০১৯
192.168.100.200
3.14159265358979
0.15 | 1.5 / 25 | 5.2 / 30
(0.1) | 159226 / 26878
1e10
book
o o o 123
""".strip().split("\n")


@pytest.mark.parametrize("raw", NO_NUMBERS)
def test_find_leaves_what_is_no_number(raw):
    assert phones.find(raw) == []
    assert phones.mask(raw) == raw


def test_there_are_sixty_things_that_are_no_numbers():
    assert len(set(NO_NUMBERS)) >= 60


def _variant(rng):
    """Write a made-up number in one of the ways people do."""
    local = "1" + rng.choice("3456789") + "".join(rng.choices("0123456789", k=8))
    prefix = rng.choice(["0", "0", "0", "+880", "880", "00880", "+880 0", "+88 0"])
    digits = prefix + local
    if rng.random() < 0.2:
        digits = digits.replace("+", "").replace("0", "O", 1)
        digits = digits if digits.startswith("O1") else prefix + local
    if rng.random() < 0.5:
        gap = rng.choice([" ", "-", ".", " - ", "/", "\u200b", "\xa0", "_", ") "])
        for place in sorted(rng.sample(range(4, len(digits)), k=2), reverse=True):
            digits = digits[:place] + gap + digits[place:]
    script = rng.choice(["latin", "bangla", "mixed", "fullwidth"])
    if script == "bangla":
        digits = text.to_bangla_digits(digits)
    elif script == "mixed":
        digits = "".join(rng.choice([c, text.to_bangla_digits(c)]) for c in digits)
    elif script == "fullwidth":
        digits = digits.translate(FULLWIDTH)
    return digits, "+880" + local


AROUND = [
    ("", ""),
    ("কল দিন ", " আপু"),
    ("কল", "করুন"),
    ("দাম ১২৫০/- টাকা, ফোন: ", "।"),
    ("১. ", "\n২. শাড়ি"),
    ("২১/১২/২০১৯ ", ", ১৬২৪৭"),
    ("(", ")"),
    ("https://wa.me/", " দেখুন"),
    ("**", "**"),
]


def test_two_hundred_planted_numbers_are_found_and_masked():
    rng = random.Random(2019)
    for _ in range(200):
        written, e164 = _variant(rng)
        before, after = rng.choice(AROUND)
        raw = before + written + after

        masked = phones.mask(raw)

        assert _e164s(raw) == [e164], ascii(raw)
        left = re.sub(r"\D", "", text.to_ascii_digits(masked), flags=re.ASCII)
        assert e164[-8:] not in left, ascii(raw)
        assert phones.BULLET * 6 in masked
        assert phones.find(masked) == [], ascii(masked)


def test_find_gives_offsets_into_the_raw_text():
    raw = "ফোন:\u200b +৮৮০ ১৭১২-৩৪৫৬৭৮, (০১৮) ১২৩৪৫৬৭৮।"

    found = phones.find(raw)

    assert [raw[number.start : number.end] for number in found] == [
        "+৮৮০ ১৭১২-৩৪৫৬৭৮",
        "(০১৮) ১২৩৪৫৬৭৮",
    ]


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("কল ০১৭১২৩৪৫৬৭৮ দিন", "কল ০১৭••••••৭৮ দিন"),
        ("call +8801712345678 now", "call 017••••••78 now"),
        ("+৮৮০ ১৭১২-৩৪৫৬৭৮", "০১৭••••••৭৮"),
        ("O1712345678/০১৮১২৩৪৫৬৭৯", "017••••••78/০১৮••••••৭৯"),
        ("(017) 12345678", "017••••••78"),
        ("02-55663001", "025•••••01"),
        ("কোনো নম্বর নেই", "কোনো নম্বর নেই"),
        ("", ""),
    ],
)
def test_mask_keeps_the_script_of_the_first_digit(raw, masked):
    assert phones.mask(raw) == masked


@pytest.mark.parametrize(
    "raw",
    [
        "শূন্য এক সাত এক দুই তিন চার পাঁচ ছয় সাত আট",
        "জিরো ওয়ান সেভেন ওয়ান টু থ্রি ফোর ফাইভ সিক্স সেভেন এইট",
        "Zero One Seven one two three four five six seven eight",
        "শূন্যএকসাত১২৩৪৫৬৭৮",
        "zero seventeen twelve thirty four 56 seventy eight",
    ],
)
def test_find_reads_words_and_gives_offsets_of_all_of_them(raw):
    said = f"নাম্বার: {raw}।"

    (number,) = phones.find(said)

    assert number.e164 == "+8801712345678"
    assert said[number.start : number.end] == raw


def test_letters_that_change_length_with_their_case_are_no_fault():
    assert phones.find("ſix ſeven İki zero one K") == []


def test_masking_twice_changes_nothing():
    once = phones.mask("০১৭১২৩৪৫৬৭৮ 123456 (০২) ৫৫৬৬৩০০১")

    assert phones.mask(once) == once


def test_mask_number_is_in_the_readers_digits():
    assert phones.mask_number("+8801712345678", "bn") == "০১৭••••••৭৮"
    assert phones.mask_number("+8801712345678", "en") == "017••••••78"


@pytest.mark.parametrize(
    "typed",
    [
        "01712345678",
        "০১৭১২৩৪৫৬৭৮",
        " ০১৭১২-৩৪৫ ৬৭৮ ",
        "+8801712345678",
        "\u202d+৮৮০ ১৭১২ ৩৪৫৬৭৮\u202c",
        "8801712345678",
        "008801712345678",
        "+88 01712345678",
        "+880 (0) 1712-345678",
        "1712345678",
        "০1৭12৩4৫6৭8",
        "01712.345.678",
    ],
)
def test_parse_reads_a_mobile_number(typed):
    assert phones.parse(typed) == "+8801712345678"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "নিপা",
        "0171234567",
        "017123456789",
        "01112345678",
        "01212345678",
        "02-55663001",
        "+919876543210",
        "+8800171234567",
        "999",
        "01712345678 নিপা",
        "01712345678,01812345678",
        "0" * 1_000_000,
    ],
)
def test_parse_refuses_anything_else(typed):
    with pytest.raises(ValueError, match="not a Bangladeshi mobile number"):
        phones.parse(typed)


@pytest.mark.parametrize(
    "bomb",
    [
        "0",
        "01",
        "01 ",
        "o",
        "0-",
        "017",
        "+",
        "+1",
        "00 ",
        "880",
        "\u200b",
        "017\u200b",
        "1755 ",
        "কল 1755667788 0",
        "এক দুই ",
        "double ",
        "zero one ",
        "0zero",
        "%30",
        "://1",
    ],
    ids=ascii,
)
def test_a_megabyte_that_is_no_number_stays(bomb):
    raw = bomb * (1_000_000 // len(bomb))

    assert phones.mask(raw) == raw


def test_a_megabyte_of_numbers_is_masked():
    raw = "01712345678 " * 80_000

    assert phones.mask(raw) == "017••••••78 " * 80_000
