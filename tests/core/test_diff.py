"""What changed between two texts: whole Bangla words, in bounded time."""

import random

import pytest

from core import diff


def shown(old, new):
    """A diff in one line: [gone] {new}."""
    marks = {"same": "{}", "gone": "[{}]", "new": "{{{}}}"}
    return "".join(marks[kind].format(text) for kind, text in diff.words_diff(old, new))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("দাম ২০০ টাকা", "দাম ২৫০ টাকা", "দাম [২০০]{২৫০} টাকা"),
        # A conjunct or a vowel sign is never torn off its word.
        ("উদ্যোক্তা আপু", "উদ্যোক্তাদের আপু", "[উদ্যোক্তা]{উদ্যোক্তাদের} আপু"),
        ("কাস্টমার", "কাষ্টমার", "[কাস্টমার]{কাষ্টমার}"),
        ("এক তিন", "এক দুই তিন", "এক {দুই }তিন"),
        ("এক দুই তিন", "এক তিন", "এক [দুই ]তিন"),
        ("এক", "এক", "এক"),
        ("", "নতুন", "{নতুন}"),
        ("ক খ গ ঘ", "ক চ ছ ঘ", "ক [খ গ]{চ ছ} ঘ"),
        ("এক\nদুই", "এক\n\nদুই", "এক[\n]{\n\n}দুই"),
    ],
)
def test_whole_words_change(old, new, line):
    assert shown(old, new) == line


def test_any_two_texts_can_be_read_out_of_their_diff():
    chance = random.Random(5)
    for _ in range(500):
        old, new = (
            "".join(chance.choices(["আ", "পু", " ", "দাম", "\n", "২", "।"], k=30))
            for _ in range(2)
        )
        pieces = diff.words_diff(old, new)

        assert "".join(text for kind, text in pieces if kind != "new") == old
        assert "".join(text for kind, text in pieces if kind != "gone") == new


def test_texts_that_share_little_are_one_change():
    old = " ".join(f"পুরোনো{n}" for n in range(3000))
    new = " ".join(f"নতুন{n}" for n in range(3000))

    assert [kind for kind, _ in diff.words_diff(old, new)] == ["gone", "new"]


def test_the_same_word_a_thousand_times_is_done():
    pieces = diff.words_diff("ক " * 3000, "ক খ " * 1500)

    assert "".join(text for kind, text in pieces if kind != "gone") == "ক খ " * 1500
