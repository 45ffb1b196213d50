"""Numbers in sentences as members write them, and sentences without any."""

import pytest

from bench.screen_quality import Sentence, figures, made, written
from core import phones

SENTENCES = list(written())


def test_there_are_enough_sentences_and_none_twice():
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES) >= 300
    assert sum(bool(sentence.spans) for sentence in SENTENCES) >= 150


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda each: ascii(each.text)[:50])
def test_each_number_is_found_where_it_stands_and_nothing_else(sentence: Sentence):
    found = [(number.start, number.end) for number in phones.find(sentence.text)]

    assert found == sentence.spans


def test_made_sentences_reach_the_target():
    result = figures(made(1500, seed=1952))

    assert result["recall"] >= 0.98, result["missed"]
    assert result["false_masks"] <= 0.005, result["wrong"]
