"""Pastes in every layout people meet on Facebook: at least 95 of 100 comments are right."""

import datetime
import random
from unicodedata import normalize

import pytest

from adda_posts.pasting import Paste, PasteRefused, parse
from tests.adda_posts.copies import LAYOUTS, Copy, copy, right

ENOUGH = 0.95
HOSTS = ["Razib Ahmed", "S M Mehdi Hassan"]


def _share(pastes: list[Paste], copies: list[Copy]) -> tuple[float, list[str]]:
    """Return the share of right comments over several pastes, and what was missed."""
    shares, missed = [], []
    for paste, true in zip(pastes, copies, strict=True):
        got = [(c.author, c.body) for adda in paste.addas for c in adda.comments]
        want = [
            (normalize("NFC", author), normalize("NFC", body))
            for author, body in true.comments
        ]
        shares.append(right(want, got))
        missed += [f"missing {pair}" for pair in want if pair not in got]
        missed += [f"made up {pair}" for pair in got if pair not in want]
    return sum(shares) / len(shares), missed


def _read(copies: list[Copy]) -> list[Paste]:
    return [parse(one.text, name="copy.txt") for one in copies]


KINDS = {
    "plain": {},
    "hard, answered and dirty": {"hard": 0.9, "replies": True, "dirt": True},
    "most write once": {"many": 45, "crowd": 60},
    "few": {"many": 14, "crowd": 9},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_gives_the_right_comments(layout, kind):
    copies = [copy(layout, seed, **KINDS[kind]) for seed in range(3)]
    share, missed = _share(_read(copies), copies)
    assert share >= ENOUGH, f"{share:.1%}\n" + "\n".join(missed[:20])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_three_hundred_comments_by_eighty_people(layout):
    copies = [copy(layout, 1, many=300, crowd=80, replies=True, dirt=True)]
    share, missed = _share(_read(copies), copies)
    assert share >= ENOUGH, f"{share:.1%}\n" + "\n".join(missed[:20])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_head_and_answers_come_out_of_every_layout(layout):
    true = copy(layout, 0, hard=0.1, replies=True)
    paste = parse(true.text, name="copy.txt")
    assert [(adda.date, adda.hosts) for adda in paste.addas] == [
        (datetime.date(2019, 12, 21), HOSTS)
    ]
    comments = paste.addas[0].comments
    assert [c.body for c in comments] == [
        normalize("NFC", body) for _author, body in true.comments
    ]
    assert [c.reply_to for c in comments] == true.roots


def test_byline_of_the_page_is_no_title():
    text = copy("desktop_2023", 0).text
    assert text.startswith("Women and e-Commerce forum ( WE )\nMd Daloare Hossain  · ")
    adda = parse(text, name="copy.txt").addas[0]
    assert (adda.title, adda.opened_by) == (None, None)


def test_author_at_the_very_end_without_a_word_is_left_out():
    true = copy("desktop_2023", 1, foot=False)
    paste = parse(f"{true.text}Rahima Begum", name="copy.txt")
    assert len(paste.addas[0].comments) == len(true.comments)
    assert paste.unsure[-1].line == len(true.text.split("\n"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_torn_pastes_never_break_the_reader(layout):
    draw = random.Random(layout)
    lines = copy(layout, 9, many=12, replies=True, dirt=True).text.split("\n")
    for _turn in range(25):
        torn = [line for line in lines if draw.random() < draw.choice((0.3, 0.7, 0.95))]
        if draw.random() < 0.3:
            draw.shuffle(torn)
        try:
            paste = parse("\n".join(torn), name="copy.txt")
        except PasteRefused:
            continue
        assert all(c.author and c.body for adda in paste.addas for c in adda.comments)


def test_hosts_are_read_over_lines_that_are_links_of_their_own():
    head = "A Rahman ▶ G\nআড্ডা পোস্ট ২১ ডিসেম্বর ২০১৯\nবিষয়ঃ কথা\n"
    links = "— with\nRahima Begum\n, \nTania Akter\nand\nS M Mehdi Hassan.\n"
    paste = parse(f"{head}{links}\nKarim Uddin\nএকটা কথা বলি।\n", name="copy.txt")
    adda = paste.addas[0]
    assert adda.hosts == ["Rahima Begum", "Tania Akter", "S M Mehdi Hassan"]
    assert [c.author for c in adda.comments] == ["Karim Uddin"]
