"""Screening: each phase, their order, and the command that tries them."""

import datetime as dt
import json

import pytest
from django.utils import timezone, translation

from moderation.models import ListedWord
from moderation.screening import (
    PHASES,
    Action,
    Draft,
    Finding,
    Place,
    Said,
    Writer,
    links,
    rate,
    screen,
)

pytestmark = pytest.mark.django_db
NEW, MEMBER = Writer(1, trust_level=0), Writer(1, trust_level=1)
NOW = timezone.now()
LONG = "আজ মেলায় তিনটা শাড়ি বিক্রি হলো, খুব ভালো লাগছে আপুরা"


def ago(seconds: float, words: str = "কথা", place: int | None = 7) -> Said:
    return Said(NOW - dt.timedelta(seconds=seconds), place, words)


def draft(words: str = "শুভ সন্ধ্যা", **fields) -> Draft:
    fields.setdefault("writer", MEMBER)
    fields.setdefault("place", Place("thread", 7))
    return Draft(words, now=NOW, **fields)


def put(word: str, action: str = "hold") -> None:
    ListedWord.put(word, action, "", None)


# --- The pipeline ------------------------------------------------------------------


def test_plain_words_pass():
    verdict = screen(draft())

    assert (verdict.action, verdict.reasons, verdict.sentence()) == (
        Action.PASS,
        [],
        "",
    )


def test_the_strictest_decides_and_a_refusal_ends_it():
    asked = []

    def phase(action):
        def check(draft):
            asked.append(action)
            return action and Finding(action, action.word, f"because {action.word}")

        return check

    wanted = [Action.MASK, None, Action.HOLD, Action.REFUSE, Action.MASK]
    verdict = screen(draft(), [phase(action) for action in wanted])

    assert asked == wanted[:4]
    assert verdict.action == Action.REFUSE
    assert verdict.reasons == ["mask", "hold", "refuse"]
    assert verdict.sentence() == "because refuse"


def test_one_more_phase_is_one_more_in_the_list():
    def no_pins(draft):
        if "পিন" in draft.text:
            return Finding(Action.REFUSE, "secret.pin", "না", secret="pin")
        return None

    verdict = screen(draft("আমার পিন ১২৩৪"), (*PHASES, no_pins))

    assert (verdict.reasons, verdict.secret) == (["secret.pin"], "pin")


# --- Length ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("", ["length.blank"]),
        (" \u200b\n", ["length.blank"]),
        ("ক" * 10_000, []),
        ("ক" * 10_001, ["length.long"]),
    ],
)
def test_length(words, reasons):
    assert screen(draft(words)).reasons == reasons


# --- Repeat ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        (ago(30, LONG), ["repeat.here"]),
        (ago(3000, f"  {LONG}!! "), ["repeat.here"]),
        (ago(4000, LONG), []),
        (ago(30, LONG, place=8), ["repeat.elsewhere"]),
        (ago(700, LONG, place=8), []),
        (ago(30, LONG + " আরও"), []),
    ],
)
def test_the_same_words_again(said, reasons):
    assert screen(draft(LONG, recent=[said])).reasons == reasons


def test_a_thank_you_may_be_said_again():
    assert screen(draft("ধন্যবাদ আপু", recent=[ago(30, "ধন্যবাদ আপু")])).reasons == []


# --- Rate --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("writer", "count", "reasons"),
    [
        (NEW, 5, []),
        (NEW, 6, ["rate"]),
        (MEMBER, 11, []),
        (MEMBER, 12, ["rate"]),
        (Writer(1, trust_level=3), 19, []),
        (Writer(1, trust_level=3), 20, ["rate"]),
        (Writer(1, is_moderator=True), 90, []),
        (Writer(1, is_host=True), 90, []),
    ],
)
def test_so_many_in_a_minute(writer, count, reasons):
    recent = [ago(1 + number / 10, f"কথা {number}") for number in range(count)]

    assert screen(draft(writer=writer, recent=recent)).reasons == reasons


def test_it_says_when_to_try_again():
    recent = [ago(10 + number) for number in range(6)]

    verdict = screen(draft(writer=NEW, recent=recent))
    with translation.override("bn"):
        sentence = screen(draft(writer=NEW, recent=recent)).sentence()

    assert verdict.retry_after == 46
    assert "৪৬ সেকেন্ড" in sentence
    assert screen(draft(writer=NEW, recent=[ago(61)] * 6)).reasons == []


def test_the_pause_rises_with_the_heat_of_the_place():
    heats = [0, 29, 30, 60, 120, 1000]

    assert [rate.pause_in(heat, is_new=False) for heat in heats] == [
        0,
        0,
        10,
        20,
        45,
        45,
    ]
    assert [rate.pause_in(heat, is_new=True) for heat in heats] == [
        0,
        0,
        20,
        40,
        90,
        90,
    ]


@pytest.mark.parametrize(
    ("writer", "heat", "seconds", "reasons"),
    [
        (MEMBER, 29, 2, []),
        (MEMBER, 30, 2, ["rate"]),
        (MEMBER, 30, 11, []),
        (NEW, 30, 11, ["rate"]),
        (MEMBER, 200, 40, ["rate"]),
        (Writer(1, is_host=True), 200, 2, []),
    ],
)
def test_a_heated_place_slows_down(writer, heat, seconds, reasons):
    place = Place("thread", 7, heat)
    recent = [ago(seconds)]

    assert screen(draft(writer=writer, place=place, recent=recent)).reasons == reasons
    elsewhere = [ago(seconds, place=8)]
    assert screen(draft(writer=writer, place=place, recent=elsewhere)).reasons == []


# --- Links -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "দেখুন https://example.com/shari",
        "www.example.com এ আছে",
        "example.com/offer তে যান",
        "amar page fb.me/rupashop",
        "HTTP://EXAMPLE.ORG",
        "https://uthan.example@evil.example/",
    ],
)
def test_a_link_by_a_new_member_waits(words):
    hosts = frozenset(["uthan.example"])

    assert screen(draft(words, writer=NEW, own_hosts=hosts)).reasons == ["link.new"]
    assert screen(draft(words, writer=MEMBER, own_hosts=hosts)).reasons == []


@pytest.mark.parametrize(
    "words",
    [
        "https://uthan.example/t/5/ এটা পড়ুন",
        "দাম ১২.৫০ টাকা। ভালো.মন্দ",
        "e.g. this",
        "রুপা@example",
        "me. আর you",
    ],
)
def test_no_link_to_elsewhere_passes(words):
    hosts = frozenset(["uthan.example"])

    assert screen(draft(words, writer=NEW, own_hosts=hosts)).reasons == []


def test_a_megabyte_of_almost_links_is_read_in_one_go():
    assert links.hosts_in("a." * 300_000 + "://" * 100_000) is not None


# --- Words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "words", "hit"),
    [
        ("কল", "কল দিন", True),
        ("কল", "একটা কল, প্লিজ", True),
        ("কল", "(কল)", True),
        ("কল", "কলা খেলাম", False),
        ("কল", "কলেজ থেকে ফিরলাম", False),
        ("কল", "কল্পনা আপু", False),
        ("কল", "সকল আপুকে", False),
        ("কল", "কল১২", False),
        ("বড়", "ব\u09a1\u09bc দাম", True),
        ("বড়", "ব\u09dc দাম", True),
        ("Viagra", "VIAGRA here", True),
        ("viagra", "Viagraman", False),
        ("taka din", "TAKA   din apu", True),
        ("taka din", "taka, din", True),
        ("taka din", "takadin", False),
        ("১০০%", "100 টাকা", True),
    ],
)
def test_a_listed_word_is_a_whole_word(listed, words, hit):
    put(listed)

    assert screen(draft(words)).reasons == (["word.held"] if hit else [])


def test_the_stricter_of_two_words_decides():
    put("লোন")
    put("জুয়া", "refuse")

    assert screen(draft("লোন নিন, জুয়া খেলুন")).action == Action.REFUSE
    assert screen(draft("লোন নিন")).action == Action.HOLD
    moderator = Writer(1, is_moderator=True)
    assert screen(draft("জুয়া নিয়ে লেখা নিষেধ", writer=moderator)).reasons == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_read_at_once(count, django_assert_num_queries):
    for number in range(count):
        put(f"শব্দ{number}")

    with django_assert_num_queries(1):
        screen(draft("একটা কথা"))


# --- Numbers -----------------------------------------------------------------------


def test_a_number_is_masked_by_whoever_it_is():
    verdict = screen(draft("কল ০১৭৫৫৬৬৭৭৮৮", writer=NEW))

    assert (verdict.action, verdict.reasons) == (Action.MASK, ["phone"])
    assert verdict.findings[0].spans == ((3, 14),)


@pytest.mark.parametrize(
    ("previous", "words", "reasons"),
    [
        ("আমার নম্বর ০১৭৫৫", "৬৬৭৭৮৮ বাকিটা", ["phone.split"]),
        ("017", "55667788", ["phone.split"]),
        ("আমার নম্বর ০১৭৫৫৬৬৭৭৮৮", "৫০০ টাকা", []),
        ("দাম ১২৫০", "৬৬৭৭৮৮", []),
        ("01755", "কাল আসব", []),
    ],
)
def test_the_rest_of_a_split_number_waits(previous, words, reasons):
    assert screen(draft(words, previous=previous)).reasons == reasons


# --- The command -------------------------------------------------------------------


@pytest.fixture
def batch(manage, data_dir, tmp_path):
    """Run `screen --batch` over lines, from a file or through a pipe."""

    def run(lines: str, *, piped: bool = False):
        path = tmp_path / "lines"
        path.write_text(lines, encoding="utf-8", errors="surrogateescape")
        place = "-" if piped else str(path)
        stdin = lines if piped else ""
        return manage("screen", "--batch", place, stdin=stdin, DATA_DIR=data_dir)

    return run


@pytest.mark.parametrize("piped", [True, False])
def test_batch_answers_each_line_with_one(batch, piped):
    asked = [
        {"text": "শাড়িটা সুন্দর", "context": "thread"},
        {"text": "কল ০১৭৫৫৬৬৭৭৮৮ দিন", "context": "deal"},
        {"text": "667788", "context": "support", "prev": "amar no 01755"},
        {"text": " ", "context": "thread"},
    ]
    lines = [json.dumps(each, ensure_ascii=False) for each in asked]
    bad = ["nonsense", "[1]", '{"text": 5}', '{"text": "ক", "context": "moon"}', ""]

    done = batch("\n".join([*lines, *bad]) + "\n", piped=piped)

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert answers[:4] == [
        {
            "action": "pass",
            "reasons": [],
            "phones": [],
            "secret": None,
            "masked": "শাড়িটা সুন্দর",
        },
        {
            "action": "mask",
            "reasons": ["phone"],
            "phones": [[3, 14]],
            "secret": None,
            "masked": "কল ০১৭••••••৮৮ দিন",
        },
        {
            "action": "hold",
            "reasons": ["phone.split"],
            "phones": [[0, 6]],
            "secret": None,
            "masked": "••••••",
        },
        {
            "action": "refuse",
            "reasons": ["length.blank"],
            "phones": [],
            "secret": None,
            "masked": " ",
        },
    ]
    assert [set(answer) for answer in answers[4:]] == [{"error"}] * 5


def test_batch_of_a_file_that_is_not_there_is_refused(manage, data_dir):
    done = manage("screen", "--batch", "/nowhere/at/all", DATA_DIR=data_dir)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1


def test_batch_needs_its_file_and_a_database(manage, tmp_path):
    assert manage("screen").returncode == 2
    done = manage("screen", "--batch", "-", stdin="{}", DATA_DIR=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "manage.py migrate" in done.stderr
