"""The three real addas, read as a person reads them."""

import datetime
from pathlib import Path

import pytest

from adda_posts.pasting import Paste, decode, dry_run, parse
from core.text import normalise_line

SEED = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "seeds"
    / "004_16ebc1171498a2ac.txt"
)
needs_seed = pytest.mark.skipif(not SEED.exists(), reason="the seed is not beside it")

#: Authors in order with the length of each body, from reading the file.
FIRST = """
    Jannatul Ferdus Nipa/Taslima Tumpa/Naheed Sultana/Tania Akther/S M Mehdi Hassan/
    Razia Akter/Jannatul Ferdus Nipa/Syeda Luthfun Nahar/Rakib Sabuj/
    অনিরাজ জামান আয়েশা/Abdur Razzak/Fatima Tuj Johora Rafi/Taslima Siddika Siddika/
    ফারিয়া আবেদীন রাফা/Tanjina Sultana/Sabrina Siraji/Monalisa Alam/Tasnia Zahura/
    Kakoly Russell Talokder/Nushrat Farjana/Nushrat Farjana/Aliza Mustafiz ET/
    Munni Akter/Abu Noman Sayem/Munni Akter/Umme Ishrat Ritul/Asha Anusha/
    অতন্দ্রিলা হৃদ্ধি
"""
SECOND = """
    Alamin Muttaque/Rakib Sabuj/Tasnia Zahura/Inti Nath/S M Mehdi Hassan/
    Nusrat Jahan Mim/MD Saim Hossain Sohel/Sunzida Sheikh/Nasrin Sultana/
    Nondini Alam/Nondini Alam/Maliha Farjana
"""
THIRD = """
    MD Saim Hossain Sohel/MD Saim Hossain Sohel/MD Saim Hossain Sohel/
    রিয়াদ হাসান বাদশা/Munni Akter/Munia Sabrina/Jannatul Ferdus Nipa/Humay RA/
    Md Daloare Hossain/Rosen Keya/Fatima Tuj Johora Rafi/S M Mehdi Hassan/
    Taslima Siddika Siddika/Imran Hossen/Salma Alam/Jannatul Fardaous Jannat/
    Jannatul Fardaous Jannat/Jannatul Fardaous Jannat/Jannatul Fardaous Jannat/
    Imran Hossen/Jannatul Fardaous Jannat/শতাব্দী সোম/Jannatul Fardaous Jannat/
    Jannatul Fardaous Jannat/Jannatul Fardaous Jannat/নাদিয়া রওশন
"""
#: Line of the author and number of lines of the body, where a body has several.
MANY_LINES = {26: 10, 39: 4, 78: 3, 83: 3, 96: 8, 107: 4, 114: 2, 119: 2, 123: 6}


@pytest.fixture(scope="module")
def paste() -> Paste:
    return parse(decode(SEED.read_bytes(), SEED.name), name=SEED.name)


def _people(table: str) -> list[str]:
    return [name.strip() for name in table.replace("\n", " ").split("/")]


@needs_seed
def test_seed_has_three_addas_with_their_heads(paste):
    found = [(a.date, a.opened_by, a.group, a.hosts) for a in paste.addas]
    group = "Women and e-Commerce forum ( WE )"
    hosts = ["Razib Ahmed", "S M Mehdi Hassan"]
    assert found == [
        (datetime.date(2019, 12, 21), "Md Daloare Hossain", group, hosts),
        (datetime.date(2019, 12, 19), "Md Daloare Hossain", group, hosts),
        (datetime.date(2019, 12, 17), None, None, hosts),
    ]


@needs_seed
def test_seed_titles_and_topics_are_whole_lines(paste):
    lines = list(map(normalise_line, SEED.read_text("utf-8").split("\n")))
    assert [a.title for a in paste.addas] == [lines[0], lines[161], lines[234]]
    labels = [lines[7], lines[168], lines[239]]
    for adda, line in zip(paste.addas, labels, strict=True):
        assert adda.topic == line.partition("ঃ ")[2]
    assert [a.intro for a in paste.addas] == [lines[9], lines[170], lines[241]]


@needs_seed
@pytest.mark.parametrize(("number", "table"), [(0, FIRST), (1, SECOND), (2, THIRD)])
def test_seed_authors_in_order(paste, number, table):
    assert [c.author for c in paste.addas[number].comments] == _people(table)


@needs_seed
def test_seed_keeps_every_line_of_text_in_its_comment(paste):
    lines = SEED.read_text(encoding="utf-8").split("\n")
    for adda in paste.addas:
        for comment, after in zip(
            adda.comments, [*adda.comments[1:], None], strict=True
        ):
            end = after.line - 1 if after else None
            own = "\n".join(lines[comment.line : end]).split("\n\n\n")[0]
            first = comment.body.split("\n")[0]
            assert first == lines[comment.line + 1].replace("\xa0", " ").strip()
            if after:
                texts = [line for line in own.split("\n") if line.strip()]
                assert len([x for x in comment.body.split("\n") if x]) == len(texts)


@needs_seed
def test_seed_bodies_with_several_lines(paste):
    counts = {
        comment.line: len([line for line in comment.body.split("\n") if line])
        for adda in paste.addas
        for comment in adda.comments
    }
    assert {line: counts[line] for line in MANY_LINES} == MANY_LINES


@needs_seed
def test_seed_keeps_the_twin_comment(paste):
    one, two = paste.addas[2].comments[:2]
    assert (one.author, one.body) == (two.author, two.body)
    assert one.line != two.line


@needs_seed
def test_seed_has_no_answers_and_no_doubts(paste):
    assert not [c for a in paste.addas for c in a.comments if c.reply_to]
    assert paste.unsure == []


@needs_seed
def test_seed_dry_run_is_the_shape_of_the_issue(paste):
    (first, second, third) = dry_run([paste])
    assert list(first) == ["date", "title", "topic", "hosts", "opened_by", "comments"]
    assert [len(a["comments"]) for a in (first, second, third)] == [28, 12, 26]
    assert first["date"] == "2019-12-21"
    assert third["opened_by"] is None
    assert set(first["comments"][0]) == {"author", "body", "reply_to"}
