"""Whole small pastes: pages as Facebook lays them out, and bad input."""

import codecs
from datetime import date

import pytest

from adda_posts.pasting import MAX_BYTES, Paste, PasteRefused, decode, dry_run, parse

DESKTOP = """\
Facebook
Uddokta Adda Ghor ( UAG )
Search
কুরিয়ার নিয়ে যত কথা

Sumon Deb Nath ▶ Uddokta Adda Ghor ( UAG )
21 December at 21:36 ·

আজকের আড্ডার বিষয়ঃ কুরিয়ার ও ফেরত নিয়ে আলোচনা

সবাইকে স্বাগতম।
মন খুলে লিখুন।

— with Inara Nawrin, Galib Ashraf and 3 others.
128128
You, Inara Nawrin and 126 others
5 Comments
1 Share
Like
Comment
Share
Comments
Write a comment…
Most relevant
Jui Mallik
Top fan
ভালো আলোচনা

Like
 · Reply
 · 3w
2
Inara Nawrin
Author
 Jui Mallik ধন্যবাদ আপু
Like
 · Reply
 · 3w · Edited
Active
Orchi Sharmila
Inara Nawrin
Like · Reply · 3w
1 Reply
Inara Nawrin
Orchi Sharmila জি, বলুন
Like · Reply · 3w
View 2 replies
Dilruba Tithi
একটা লম্বা কথা যা অনেক দূর যায়… See more
Like · Reply · 3w
View 12 more comments
English (UK) · বাংলা · অসমীয়া · हिन्दी · Español · Português (Brasil)
Privacy · Terms · Advertising · Ad choices · Cookies ·
More
Meta © 2019
"""

NEWER = """\
Sumon Deb Nath is with Inara Nawrin and Galib Ashraf.
Admin
  ·
December 21, 2019
  ·
Shared with Public group
কুরিয়ার ও ফেরত
Topic: কুরিয়ার বাছাই
All reactions:
12
Inara Nawrin and 11 others
3 comments
Like
Comment
Share
Most relevant
Jui Mallik
Top contributor
ভালো আলোচনা
6y
Like
Reply
Orchi Sharmila
12
6y
Like
Reply
3
Hide 1 Reply
Author
Sumon Deb Nath
Orchi Sharmila জি আপু

দ্বিতীয় অনুচ্ছেদ
6y
Like
Reply
Write a public comment…
"""


def _comments(paste: Paste) -> list[tuple[str, str, int | None]]:
    return [(c.author, c.body, c.reply_to) for a in paste.addas for c in a.comments]


def test_desktop_page_is_read_whole():
    paste = parse(DESKTOP, name="desktop.txt")
    (adda,) = paste.addas
    assert (adda.date, adda.title, adda.topic) == (
        date(2019, 12, 21),
        "কুরিয়ার নিয়ে যত কথা",
        "কুরিয়ার ও ফেরত নিয়ে আলোচনা",
    )
    assert (adda.opened_by, adda.group) == (
        "Sumon Deb Nath",
        "Uddokta Adda Ghor ( UAG )",
    )
    assert adda.hosts == ["Inara Nawrin", "Galib Ashraf"]
    assert adda.intro == "সবাইকে স্বাগতম।\nমন খুলে লিখুন।"
    assert _comments(paste) == [
        ("Jui Mallik", "ভালো আলোচনা", None),
        ("Inara Nawrin", "Jui Mallik ধন্যবাদ আপু", None),
        ("Orchi Sharmila", "Inara Nawrin", None),
        ("Inara Nawrin", "Orchi Sharmila জি, বলুন", 3),
        ("Dilruba Tithi", "একটা লম্বা কথা যা অনেক দূর যায়", None),
    ]


def test_newer_page_is_read_whole():
    paste = parse(NEWER, name="newer.txt")
    (adda,) = paste.addas
    assert (adda.date, adda.title, adda.topic, adda.opened_by) == (
        date(2019, 12, 21),
        "কুরিয়ার ও ফেরত",
        "কুরিয়ার বাছাই",
        None,
    )
    assert adda.hosts == ["Inara Nawrin", "Galib Ashraf"]
    assert _comments(paste) == [
        ("Jui Mallik", "ভালো আলোচনা", None),
        ("Orchi Sharmila", "12", None),
        ("Sumon Deb Nath", "Orchi Sharmila জি আপু\n\nদ্বিতীয় অনুচ্ছেদ", 2),
    ]


HEAD = """\
ঘরে বসে শুরু

Sumon Deb Nath ▶ Uddokta Adda Ghor
{day}
বিষয়ঃ ঘরে বসে ব্যবসা শুরু
— with Inara Nawrin and Galib Ashraf.

"""
TALK = """\
Jui Mallik

কী দিয়ে শুরু করব ভাবছি।
Orchi Sharmila

আমি আচার দিয়ে শুরু করেছি।

Jui Mallik

দারুণ
"""


def test_day_without_a_year_anywhere_is_listed_without_a_date():
    paste = parse(HEAD.format(day="21 December at 21:36") + TALK, name="a.txt")
    assert [a.date for a in paste.addas] == [None]
    assert dry_run([paste])[0]["date"] is None
    assert len(_comments(paste)) == 3
    assert [doubt.line for doubt in paste.unsure] == [3]


def test_yesterday_is_no_date():
    paste = parse(HEAD.format(day="Yesterday at 9:36 PM ·") + TALK, name="a.txt")
    assert [a.date for a in paste.addas] == [None]


def test_year_is_taken_from_the_other_adda():
    text = HEAD.format(day="21 December at 21:36") + TALK
    text += "\n" + HEAD.format(day="আড্ডা পোস্ট ১৯ ডিসেম্বর ২০১৯।") + TALK
    paste = parse(text, name="a.txt")
    assert [a.date for a in paste.addas] == [date(2019, 12, 21), date(2019, 12, 19)]
    assert [a.title for a in paste.addas] == ["ঘরে বসে শুরু"] * 2
    assert [len(a.comments) for a in paste.addas] == [3, 3]


def test_adda_without_headline_leaves_the_last_comment_whole():
    head = HEAD.format(day="আড্ডা পোস্ট ১৯ ডিসেম্বর ২০১৯।").split("\n\n", 1)[1]
    other = head.replace("১৯", "১৭")
    last = "Orchi Sharmila\n\nপ্রথম কথা\nশেষ কথা আমার\n"
    paste = parse(head + TALK + last + "\n" + other + TALK, name="a.txt")
    assert [a.title for a in paste.addas] == [None, None]
    assert paste.addas[0].comments[-1].body == "প্রথম কথা\nশেষ কথা আমার"


def test_twin_comments_and_a_name_as_body_are_kept():
    text = HEAD.format(day="২১/১২/২০১৯") + TALK
    text += "\nOrchi Sharmila\n\nJui Mallik\n\nOrchi Sharmila\n\nJui Mallik\n"
    assert (
        _comments(parse(text, name="a.txt"))[3:]
        == [("Orchi Sharmila", "Jui Mallik", None)] * 2
    )


def test_answer_to_an_answer_names_the_root():
    foot = "Like · Reply · 2d\n"
    text = HEAD.format(day="২১/১২/২০১৯")
    text += f"Jui Mallik\nপ্রথম\n{foot}2 Replies\n"
    text += f"Orchi Sharmila\nদ্বিতীয়\n{foot}1 Reply\n"
    text += f"Jui Mallik\nতৃতীয়\n{foot}Dilruba Tithi\nচতুর্থ\n{foot}"
    text += f"Galib Ashraf\nপঞ্চম\n{foot}"
    assert [c[2] for c in _comments(parse(text, name="a.txt"))] == [
        None, 1, 1, 1, None,
    ]  # fmt: skip


def test_answers_that_do_not_come_are_doubted():
    text = HEAD.format(day="২১/১২/২০১৯")
    text += "Jui Mallik\nপ্রথম\nLike · Reply · 2d\n3 Replies\n"
    text += "Orchi Sharmila\nদ্বিতীয়\nLike · Reply · 2d\n"
    paste = parse(text, name="a.txt")
    assert [c[2] for c in _comments(paste)] == [None, 1]
    assert [doubt.line for doubt in paste.unsure] == [11]


def test_phone_numbers_stand_raw_in_a_comment():
    text = HEAD.format(day="২১/১২/২০১৯") + TALK
    text += "\nDilruba Tithi\n\nকল করুন\n01712345678\n"
    assert _comments(parse(text, name="a.txt"))[-1][1] == "কল করুন\n01712345678"


# Bytes


@pytest.mark.parametrize(
    "data",
    [
        "আড্ডা".encode(),
        codecs.BOM_UTF8 + "আড্ডা".encode(),
        "আড্ডা".encode("utf-16"),
        codecs.BOM_UTF16_BE + "আড্ডা".encode("utf-16-be"),
    ],
)
def test_decode_reads_utf8_and_marked_utf16(data):
    assert decode(data, "a.txt") == "আড্ডা"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        ("আড্ডা".encode("utf-16-le"), "binary"),
        (b"caf\xe9", "binary"),
        (b"a\x00b", "binary"),
        (b"a" * (MAX_BYTES + 1), "too_big"),
    ],
)
def test_decode_refuses_with_one_sentence(data, code):
    with pytest.raises(PasteRefused) as refused:
        decode(data, "a.txt")
    assert refused.value.code == code
    assert "a.txt" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\u200b\n", "empty"),
        ("একটা সাধারণ লেখা।\nআরেক লাইন।", "no_adda"),
        ("😊" * 50, "no_adda"),
        ("\ud800\n\udfff কথা", "no_adda"),
        (TALK, "no_adda"),
    ],
)
def test_parse_refuses_what_holds_no_adda(text, code):
    with pytest.raises(PasteRefused) as refused:
        parse(text, name="a.txt")
    assert refused.value.code == code
