from pathlib import Path

import pytest

from search.analysis import analyse
from search.analysis.lexicon import (
    LexiconError,
    build,
    lexicon,
    read,
    read_related,
    stem_of,
)


def concepts_in(text: str) -> list[tuple[str, ...]]:
    return [token.features.concepts for token in analyse(text)]


def list_of(folder: Path, *lines: str) -> Path:
    path = folder / "concepts.tsv"
    path.write_text("# a list\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "word",
    ["পণ্য", "পন্যের", "প্রোডাক্টগুলো", "প্রডাক্ট", "ponno", "products", "পোডাক্ট", "জিনিসটা"],
)
def test_one_thing_said_in_many_ways_is_one_concept(word: str) -> None:
    assert concepts_in(word) == [("product",)]


@pytest.mark.parametrize("word", ["কেনা", "কিনলাম", "কিনবেন", "ক্রয়", "buying"])
def test_a_verb_is_known_in_each_of_its_forms(word: str) -> None:
    assert concepts_in(word) == [("buy",)]


def test_a_phrase_is_known_by_its_words_together() -> None:
    assert "cod" in concepts_in("ক্যাশ অন ডেলিভারিতে নিলাম")[0]
    assert "cod" in concepts_in("hate peye taka dibo")[0]
    assert "fraud" in concepts_in("আমি ধরা খেয়েছি")[1]
    assert not any("cod" in found for found in concepts_in("অন ক্যাশ"))


def test_what_is_not_in_the_list_has_no_concept() -> None:
    assert concepts_in("ঘঙচছজঝ নির্যাস") == [(), ()]


def test_no_word_stands_in_two_concepts() -> None:
    seen: dict[str, str] = {}
    for concept in read():
        for word in concept.words:
            assert seen.setdefault(stem_of(word), concept.name) == concept.name, word
    assert len(seen) > 1_500
    assert seen == lexicon().words


def test_neighbours_are_concepts_of_the_list() -> None:
    names = {concept.name for concept in read()}
    related = read_related()
    assert len(related) > 50
    for name, near in related.items():
        assert {name, *near} <= names
        assert name not in near


def test_a_word_said_twice_is_refused(tmp_path: Path) -> None:
    path = list_of(tmp_path, "one\tআচার\t\tpickle\t", "two\tআচারের\t\tjam\t")
    with pytest.raises(LexiconError, match="one and two"):
        build(read(path), {})


def test_a_line_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="line 2: 2 columns"):
        list(read(list_of(tmp_path, "one\tআচার")))
    with pytest.raises(LexiconError, match="no verb"):
        build(read(list_of(tmp_path, "one\tচা~\t\t\t")), {})
