"""Quotes: lines that begin with >, whose words they are, and how deep they go."""

import random

import pytest

from core import markup


def shown(source, known=None, language="bn"):
    """The HTML that a stranger gets."""
    body = markup.compile(source)
    return markup.render(
        body.html,
        phones=body.phones,
        show_phones=False,
        language=language,
        mention=(known or {}).get,
    )


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("> কত দাম?", "<blockquote><p>কত দাম?</p></blockquote>"),
        (
            "আগে\n> এক\n> দুই\nপরে",
            "<p>আগে</p><blockquote><p>এক<br>দুই</p></blockquote><p>পরে</p>",
        ),
        (
            "> এক\n>\n> - ক\n> - খ",
            "<blockquote><p>এক</p><ul><li>ক</li><li>খ</li></ul></blockquote>",
        ),
        (
            "> > ভেতরে\n> বাইরে",
            "<blockquote><blockquote><p>ভেতরে</p></blockquote><p>বাইরে</p></blockquote>",
        ),
        (">:( রাগ", "<p>&gt;:( রাগ</p>"),
        (">", ""),
    ],
)
def test_lines_behind_a_bar_are_a_quote(source, html):
    assert shown(source) == html


def test_a_quote_says_whose_words_it_is_by_her_name_of_today():
    source = "> @rahima #12\n> কত দাম?\n\nআমারও প্রশ্ন"

    html = shown(source, {"rahima": ("/members/rahima/", "রহিমা খাতুন")})

    assert html == (
        '<blockquote><p class="quoted"><a href="/p/12/">রহিমা খাতুন</a>:</p>'
        "<p>কত দাম?</p></blockquote><p>আমারও প্রশ্ন</p>"
    )
    # Who left takes her handle along: nothing of it is in the page.
    assert "rahima" not in shown(source)


def test_only_the_quoted_is_spoken_to_not_who_stands_in_quoted_words():
    body = markup.compile("> @rahima #12\n> @karim কে বলুন\n\n@tania দেখুন")

    assert (body.mentions, body.named, body.quotes) == (
        ["rahima", "tania"],
        ["karim"],
        [12],
    )
    assert body.text == "@tania দেখুন"


def test_quotes_nested_200_deep_stay_small():
    source = "\n".join(f"{'>' * depth} ক" for depth in range(1, 200))

    html = markup.compile(source).html

    assert html.count("<blockquote>") == markup.QUOTES_DEEP
    assert html.endswith("</blockquote>" * markup.QUOTES_DEEP)
    assert html.count("ক") == 199


def test_a_text_of_quotes_alone_is_cut_off_at_some_number():
    html = markup.compile("> ক\n\n" * 1000).html

    assert html.count("<blockquote>") == markup.MOST_QUOTES
    assert html.count("ক") == 1000


def test_a_number_is_masked_in_a_quote_and_stays_apart_when_the_bars_part_it():
    assert "345678" not in shown("> ফোন 01712345678")
    parted = markup.compile("> 017\n> 12345678")
    assert "<blockquote>" not in parted.html


def test_odd_quotes_are_the_same_behind_the_second_wall(monkeypatch):
    wall = markup._second_wall
    monkeypatch.setattr(markup, "_second_wall", lambda html: html)
    pieces = [
        "\n> ",
        "\n>> ",
        "\n>",
        "\n",
        "<b>",
        "- ক",
        "@nipa #৭",
        "**",
        "&",
        "১. খ",
    ]
    chance = random.Random(11)
    for _ in range(1500):
        html = markup.compile("".join(chance.choices(pieces, k=20))).html
        assert wall(html) == html


def test_quoting_masks_numbers_and_leaves_quotes_of_quotes_out():
    quoted = markup.quote(
        "> পুরোনো কথা\nনম্বর ০১৭১২৩৪৫৬৭৮\n\nশেষ কথা", handle="rahima", post=4, language="bn"
    )

    assert quoted == ("> @rahima #৪\n> নম্বর ০১৭••••••৭৮\n>\n> শেষ কথা\n\n")
    assert markup.compile(quoted).quotes == [4]


def test_a_long_post_is_quoted_by_its_beginning():
    quoted = markup.quote("কথা " * 1000, handle="rahima", post=4, language="bn")

    assert len(quoted) < 700
    assert quoted.rstrip().endswith("…")
