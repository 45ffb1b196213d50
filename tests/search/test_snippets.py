import pytest

from search.query import understand
from search.ranking import Matcher
from search.snippets import MAX_CHARACTERS, WORDS, marked, snippet


class Words:
    """A vocabulary that knows every word, so that nothing is taken for a mistake."""

    def document_count(self):
        return 10

    def frequency(self, layer, term):
        return 1

    def frequencies(self, terms):
        return dict.fromkeys(terms, 1)


def matcher(query):
    return Matcher(understand(query, Words()))


def test_snippet_marks_other_spellings_and_endings():
    shown = snippet("কাষ্টমারদেরকে customer বলে", matcher("কাস্টমার"))

    assert shown == "<mark>কাষ্টমারদেরকে</mark> <mark>customer</mark> বলে"


def test_snippet_escapes_before_it_marks():
    shown = snippet('<i>"পণ্য"</i> & <script>', matcher("পণ্য"))

    assert shown == (
        "&lt;i&gt;&quot;<mark>পণ্য</mark>&quot;&lt;/i&gt; &amp; &lt;script&gt;"
    )


def test_snippet_cuts_around_the_answer_at_spaces():
    words = [f"শব্দ{'ক' * (n % 5)}" for n in range(100)]
    words[60] = "কুরিয়ারে"

    shown = snippet(" ".join(words), matcher("কুরিয়ার"))

    assert "<mark>কুরিয়ারে</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    inner = shown.removeprefix("… ").removesuffix(" …").split()
    assert len(inner) == WORDS
    assert {word.replace("<mark>", "").replace("</mark>", "") for word in inner} <= set(
        words
    )


def test_snippet_begins_with_the_sentence_of_the_answer():
    text = "আগের কথা আছে কিছু। " * 8 + "তারপর কুরিয়ারে দিলাম। " + "পরের কথা। " * 20

    shown = snippet(text, matcher("কুরিয়ার"))

    assert shown.startswith("… তারপর <mark>কুরিয়ারে</mark> দিলাম।")


def test_snippet_parts_the_lines_of_a_text():
    text = "কুরিয়ারের কথা\n\nদেরি হলে?\n কী বলি \n"

    shown = snippet(text, matcher("কুরিয়ার"))

    assert shown == "<mark>কুরিয়ারের</mark> কথা · দেরি হলে? কী বলি"


def test_snippet_prefers_the_place_that_answers_more_words():
    text = "অগ্রিম " + "কথা " * 60 + "অগ্রিম টাকা দেবেন না"

    shown = snippet(text, matcher("অগ্রিম টাকা"))

    assert "<mark>অগ্রিম</mark> <mark>টাকা</mark> দেবেন" in shown


@pytest.mark.parametrize(
    "text", ["", " \n ", "।।।", "ক" * 5000, "ক্ষ্ম" * 2000, "x" * 5000]
)
def test_snippet_takes_any_text(text):
    assert len(snippet(text, matcher("পণ্য"))) <= MAX_CHARACTERS + 10


def test_marked_keeps_the_whole_title():
    assert marked("প্যাকেট & পণ্য", matcher("পন্য")) == "প্যাকেট &amp; <mark>পণ্য</mark>"
