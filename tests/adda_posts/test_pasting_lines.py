"""Single lines of a paste: days, heads, hosts, the page's own words, names."""

from datetime import date

import pytest

from adda_posts.pasting import dates, headers, names, residue
from core.text import normalise_line

DAY = date(2019, 12, 21)


@pytest.mark.parametrize(
    "text",
    [
        "২১ ডিসেম্বর ২০১৯",
        "২১শে ডিসেম্বর, ২০১৯ ইং",
        "শনিবার, ২১ ডিসেম্বর ২০১৯",
        "ডিসেম্বর ২১, ২০১৯",
        "আড্ডা পোস্ট ২১ ডিসেম্বর ২০১৯।",
        "21 December 2019",
        "21st December, 2019",
        "Dec 21, 2019",
        "December 21, 2019 at 9:36 PM",
        "Saturday, 21 December 2019 at 21:36",
        "২১/১২/২০১৯",
        "21/12/2019",
        "21-12-2019",
        "21.12.19",
        "2019-12-21",
    ],
)
def test_day_is_read_in_every_form(text):
    day = dates.find_day(normalise_line(text))
    assert day is not None
    assert day.date() == DAY


@pytest.mark.parametrize("text", ["21 December at 21:36", "২১ ডিসেম্বর", "Dec 21"])
def test_day_without_a_year_waits_for_one(text):
    day = dates.find_day(normalise_line(text))
    assert day is not None
    assert day.date() is None
    assert day.date(2019) == DAY


@pytest.mark.parametrize("text", ["৩১ ফেব্রুয়ারি ২০১৯", "32/12/2019", "12/31/2019"])
def test_day_that_is_in_no_calendar_is_no_date(text):
    day = dates.find_day(normalise_line(text))
    assert day is None or day.date() is None


@pytest.mark.parametrize("text", ["Yesterday at 9:36 PM ·", "মে মাসের শেষে", "১২৩৪"])
def test_no_day_is_found_where_none_is(text):
    assert dates.find_day(normalise_line(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "21 December at 21:36 ·",
        "Yesterday at 9:36 PM · ",
        "December 21, 2019 at 9:36 PM · Public",
        "গতকাল ৯:৩৬ PM এ",
        "২১ ডিসেম্বর, ২০১৯-এ ৯:৩৬ PM",
    ],
)
def test_time_line_is_known(text):
    assert dates.is_time_line(normalise_line(text))


@pytest.mark.parametrize(
    "text", ["২১ ডিসেম্বর আমার জন্মদিন", "আজ ৯:৩০ এ লাইভে আসব", "গতকাল"]
)
def test_sentence_with_a_day_is_no_time_line(text):
    assert not dates.is_time_line(normalise_line(text))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("বিষয়ঃ ছবি তোলা", "ছবি তোলা"),
        ("বিষয়: ছবি তোলা", "ছবি তোলা"),
        ("বিষয় : ছবি তোলা", "ছবি তোলা"),
        ("\u09ac\u09bf\u09b7\u09df: ছবি তোলা", "ছবি তোলা"),
        ("টপিক: ছবি তোলা", "ছবি তোলা"),
        ("Topic: ছবি তোলা", "ছবি তোলা"),
        ("আজকের বিষয়ঃ ছবি তোলা", "ছবি তোলা"),
        ("আজকের আড্ডার বিষয়: ছবি: আলো", "ছবি: আলো"),
        ("*বিষয়ঃ* ছবি তোলা", "ছবি তোলা"),
        ("📌 বিষয়ঃ ছবি তোলা", "ছবি তোলা"),
        ("আড্ডা পোস্ট ২১ ডিসেম্বর ২০১৯। বিষয়ঃ ছবি তোলা", "ছবি তোলা"),
        ("বিষয়ঃ", ""),
    ],
)
def test_topic_is_the_rest_of_the_labels_line(text, rest):
    found = headers.topic(normalise_line(text))
    assert found is not None
    assert found[1] == rest


@pytest.mark.parametrize("text", ["বিষয়টা: ভালো", "এই বিষয়: ভালো লাগলো", "বিষয় ভালো"])
def test_sentence_about_a_subject_is_no_topic(text):
    assert headers.topic(normalise_line(text)) is None


BOTH = ["Inara Nawrin", "Galib Ashraf"]
BANGLA = ["নীলাঞ্জনা দেবী", "গালিব আশরাফ"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("— with Inara Nawrin and Galib Ashraf.", BOTH),
        ("— with Inara Nawrin, Galib Ashraf and 3 others.", BOTH),
        ("with Inara Nawrin and Galib Ashraf", BOTH),
        ("— with Inara Nawrin and Galib Ashraf at Dhaka, Bangladesh.", BOTH),
        ("— feeling happy with Inara Nawrin and Galib Ashraf.", BOTH),
        ("- with Inara Nawrin.", BOTH[:1]),
        ("— with Md. Ohidul and Mst. Halima.", ["Md. Ohidul", "Mst. Halima"]),
        ("— সাথে নীলাঞ্জনা দেবী এবং গালিব আশরাফ", BANGLA),
        ("সাথে আছেন নীলাঞ্জনা দেবী ও গালিব আশরাফ।", BANGLA),
        ("— নীলাঞ্জনা দেবী এবং গালিব আশরাফ-এর সাথে।", BANGLA),
        ("— নীলাঞ্জনা দেবী ও গালিব আশরাফ এর সাথে", BANGLA),
        ("— Inara Nawrin এবং আরও ৩ জনের সাথে", BOTH[:1]),
    ],
)
def test_hosts_are_the_people_after_with(text, people):
    assert headers.hosts(normalise_line(text)) == people


def test_hosts_lose_a_glued_case_ending_when_the_name_is_known():
    line = normalise_line("নীলাঞ্জনা দেবী এবং গালিব আশরাফের সাথে")
    assert headers.hosts(line, frozenset({"গালিব আশরাফ"})) == BANGLA


@pytest.mark.parametrize(
    "text", ["with love", "— with love", "সবার সাথে", "আপনাদের সাথে আছি", "ক্রেতাদের সাথে"]
)
def test_other_company_is_no_host(text):
    assert not headers.hosts(normalise_line(text))


@pytest.mark.parametrize("arrow", ["▶", "►", "▶️", "›", ">"])
def test_arrow_parts_name_and_group(arrow):
    found = headers.arrow(f"Inara Nawrin {arrow} Uddokta Adda Ghor ( UAG )")
    assert found is not None
    assert found[:2] == ("Inara Nawrin", "Uddokta Adda Ghor ( UAG )")


@pytest.mark.parametrize("text", ["দাম বেশি > ক্রেতা কম", "★ কাজ ▶ ফল"])
def test_arrow_between_words_parts_no_name(text):
    assert headers.arrow(normalise_line(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Like · Reply · 2d",
        "LikeReply2d",
        "2d  Like  Reply",
        "পছন্দ · জবাব দিন",
        "পছন্দ · জবাব দিন · ২ দিন",
        "Like · Reply · See Translation · 1y",
        "Like · Reply · 2d · Edited",
        "Like · Reply · 21 December 2019 at 21:40",
        "Like · React · Reply · More · 2 days ago",
        "View more comments",
        "Write a comment…",
        "Most relevant",
        "12 Comments 3 Shares",
        "Privacy · Terms · Advertising · Ad choices · Cookies · More · Meta © 2019",
        "English (UK) · বাংলা · অসমীয়া · हिन्दी · Español",
    ],
)
def test_line_that_stands_only_between_comments_closes(text):
    found = residue.read(normalise_line(text))
    assert found is not None
    assert found.is_closing


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2 Replies", 2),
        ("1 Reply", 1),
        ("২টি জবাব", 2),
        ("১২ টি উত্তর", 12),
        ("Hide 2 replies", 2),
        ("2 Replies · 5h", 2),
        ("View 2 replies", 0),
        ("View all 12 replies", 0),
        ("২টি জবাব দেখুন", 0),
        ("Inara Nawrin replied · 2 Replies", 0),
    ],
)
def test_open_answers_are_counted_and_folded_ones_claim_nothing(text, count):
    found = residue.read(normalise_line(text))
    assert found is not None
    assert found.answers == count


@pytest.mark.parametrize(
    "text",
    [
        "Top fan", "Author", "Admin", "See more", "আরও দেখুন", "See translation", "12",
        "১২ জন", "You and 3 others", "Edited", "সম্পাদিত", "2w", "২ সপ্তাহ", "Follow",
        "👍❤️ 12",
    ],
)  # fmt: skip
def test_loose_residue_may_still_be_a_comment(text):
    found = residue.read(normalise_line(text))
    assert found is not None
    assert not found.is_closing


@pytest.mark.parametrize(
    "text", ["01712345678", "৫০০ টাকা", "❤️❤️", "ভালো লাগলো", "আমি ও ৩ জন", "Like it"]
)
def test_text_is_no_residue(text):
    assert residue.read(normalise_line(text)) is None


@pytest.mark.parametrize(
    ("text", "cut", "closed"),
    [
        ("লম্বা কথা… See more", "লম্বা কথা", False),
        ("লম্বা কথা... আরও দেখুন", "লম্বা কথা", False),
        ("লম্বা কথা Like · Reply · 2d", "লম্বা কথা", True),
        ("লম্বা কথা", "লম্বা কথা", False),
    ],
)
def test_buttons_glued_to_text_are_cut(text, cut, closed):
    assert residue.cut_inline(text) == (cut, closed)


@pytest.mark.parametrize(
    "text",
    ["Inara Nawrin", "Md. Kawsar Bepari", "S M Ohidul Haq", "নীলাঞ্জনা দেবী", "মোঃ করিম"],
)
def test_name_weighs_as_a_name(text):
    assert names.points(normalise_line(text)) > 0


@pytest.mark.parametrize(
    "text",
    [
        "ধন্যবাদ আপু", "খুব ভালো লাগলো", "Thank you", "Inara Nawrin আপু", "★ কাজ", "👍",
        "২. ভালো ছবি", "ঠিক বলেছেন।", "01712345678", "https://example.com/a",
    ],
)  # fmt: skip
def test_common_words_weigh_against_a_name(text):
    assert names.points(normalise_line(text)) < 0
