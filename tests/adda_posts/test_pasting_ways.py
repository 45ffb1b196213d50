"""Pastes made of known truth, copied in every way we know Facebook to be copied."""

import random
from collections import Counter
from datetime import date

import pytest

from adda_posts.pasting import Paste, parse
from adda_posts.pasting.headers import marks_of
from adda_posts.pasting.lines import split
from core.text import normalise
from tests.adda_posts.pastes import WAYS, Truth, Way, render, truth

ENOUGH = 0.95


def _truths(seed: int, **options) -> list[Truth]:
    rng = random.Random(seed)
    days = [date(2019, 12, 21), date(2019, 12, 19), date(2020, 1, 3)]
    return [truth(rng, day, **options) for day in days]


def _shown(body: str, way: Way) -> str:
    """Return a body as a way of copying leaves it."""
    text = body if way.inner else body.replace("\n\n", "\n")
    return normalise("\n\n".join(text.split("\n")) if way.spaced else text)


def _key(comment, root, way: Way | None = None) -> tuple[str, ...]:
    """Return author and text of a comment and of the comment it answers."""
    key = [comment.author, comment.body]
    if root is not None:
        key += [root.author, root.body]
    return tuple(_shown(text, way) if way else text for text in key)


def _right(paste: Paste, addas: list[Truth], way: Way) -> tuple[float, list[str]]:
    """Return the share of comments with the right author, text and root; the rest."""
    wrong: list[str] = []
    total = good = 0
    found = {adda.date: adda for adda in paste.addas}
    for adda in addas:
        expected = Counter()
        for said in adda.comments:
            root = adda.comments[said.reply_to - 1] if said.reply_to else None
            expected[_key(said, root, way)] += 1
        total += expected.total()
        got = Counter()
        if adda.day in found:
            comments = found[adda.day].comments
            for comment in comments:
                root = comments[comment.reply_to - 1] if comment.reply_to else None
                got[_key(comment, root)] += 1
        good += (expected & got).total()
        wrong += [f"missing {key}" for key in expected - got]
        wrong += [f"made up {key}" for key in got - expected]
    return good / total, wrong


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", WAYS)
def test_way_gives_the_right_comments(name, seed):
    way = WAYS[name]
    replies = 0.15 if way.foot or way.answered else 0.0
    addas = _truths(seed, replies=replies, hard=0.25 if seed % 2 else 0.1)
    paste = parse(render(way, addas, seed), name=name)
    share, wrong = _right(paste, addas, way)
    assert share >= ENOUGH, f"{share:.1%}\n" + "\n".join(wrong[:20])


@pytest.mark.parametrize("name", WAYS)
def test_way_gives_the_right_heads(name):
    way = WAYS[name]
    addas = _truths(7, hard=0.1)
    paste = parse(render(way, addas, 7), name=name)
    has_title = way.head != "facebook"
    has_arrow = way.head != "figures"
    assert [
        (a.date, a.title, a.topic, tuple(a.hosts), a.opened_by, a.intro)
        for a in paste.addas
    ] == [
        (
            t.day,
            normalise(t.title) if has_title else None,
            normalise(t.topic),
            tuple(normalise(host) for host in t.hosts),
            normalise(t.opened_by) if has_arrow else None,
            normalise(t.intro),
        )
        for t in addas
    ]


@pytest.mark.parametrize("name", ["seed", "no blanks", "mobile", "desktop 2024"])
def test_three_hundred_comments_by_eighty_people(name):
    way = WAYS[name]
    rng = random.Random(name)
    adda = truth(rng, date(2019, 12, 21), comments=300, writers=80, hard=0.15)
    share, wrong = _right(parse(render(way, [adda], 3), name=name), [adda], way)
    assert share >= ENOUGH, f"{share:.1%}\n" + "\n".join(wrong[:20])


@pytest.mark.parametrize("name", WAYS)
def test_no_line_of_text_is_lost_without_a_word(name):
    addas = _truths(11, hard=0.3)
    text = render(WAYS[name], addas, 11)
    paste = parse(text, name=name)
    kept: set[str] = set()
    for adda in paste.addas:
        parts = [adda.title, adda.topic, adda.intro, adda.opened_by, adda.group]
        parts += [c.author for c in adda.comments] + [c.body for c in adda.comments]
        kept |= {line for part in parts if part for line in part.split("\n")}
    doubted = {doubt.line for doubt in paste.unsure}
    lost = [
        line.text
        for line in split(text)
        if line.residue is None
        and line.number not in doubted
        and not marks_of(line)
        and normalise(line.raw) not in kept
        and not any(line.text.startswith(author) for author in kept if author)
    ]
    assert lost == []
