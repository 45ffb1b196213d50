"""A name goes from texts in every spelling, and nothing else does."""

import pytest

from core.traces import Trace

RAHIMA = Trace(
    handle="rahima",
    handle_now="deleted7",
    names=("রহিমা খাতুন", "Rahima Khatun"),
    emails=("r.khatun@example.org",),
    phones=("+8801712345678",),
    is_rare=True,
)
ROJ = Trace(handle="রোজী", handle_now="deleted8", names=("রোজ",))


@pytest.mark.parametrize(
    ("words", "without"),
    [
        ("@rahima কেমন আছেন", "@deleted7 কেমন আছেন"),
        ("> @Rahima #১২\n> কথা", "> @deleted7 #১২\n> কথা"),
        ("@rahimaকে বলুন", "@deleted7 কে বলুন"),
        ("শেষ @rahima.", "শেষ @deleted7."),
        ("@rahima.k আর @rahima2 অন্যজন", "@rahima.k আর @rahima2 অন্যজন"),
        ("http://localhost/members/rahima/", "http://localhost/members/deleted7/"),
        ("রহিমা খাতুনের দোকান", "মুছে ফেলা সদস্যের দোকান"),
        ("রহিমা  খাতুন।", "মুছে ফেলা সদস্য।"),
        ("ask RAHIMA KHATUN", "ask a deleted member"),
        ("রহিমা আপা", "রহিমা আপা"),
        ("ফোন ০১৭১২-৩৪৫৬৭৮ দিন", "ফোন •••••• দিন"),
        ("+880 1712 345678", "••••••"),
        ("8801712345678", "••••••"),
        ("শূন্য এক সাত এক দুই তিন চার পাঁচ ছয় সাত আট", "••••••"),
        ("০১৮১২৩৪৫৬৭৮", "০১৮১২৩৪৫৬৭৮"),
        ("লিখুন R.Khatun@Example.org এ", "লিখুন •••••• এ"),
        ("", ""),
    ],
)
def test_texts_anywhere(words: str, without: str):
    assert RAHIMA.wiped(words) == without


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("রোজ আসি", "মুছে ফেলা সদস্য আসি"),
        ("রোজের দোকান", "মুছে ফেলা সদস্যের দোকান"),
        ("রোজার মাস", "রোজার মাস"),
        ("রোজিনা আপা", "রোজিনা আপা"),
        ("রোজীকে দিন", "মুছে ফেলা সদস্যকে দিন"),
        ("/members/%E0%A6%B0%E0%A7%8B%E0%A6%9C%E0%A7%80/", "/members/deleted8/"),
    ],
)
def test_name_of_one_word_is_hers_only_near_her(words: str, near: str):
    assert ROJ.wiped(words, near=True) == near
    assert ROJ.wiped(words) == (near if "/members/" in words else words)


def test_other_spellings_of_the_same_letters():
    sayeda = Trace("sayeda", "deleted9", names=("সায়েদা বড়ুয়া",), is_rare=True)

    for name in (
        "সা\u09dfেদা ব\u09dcু\u09dfা",
        "সা\u09af\u09bcেদা ব\u09a1\u09bcু\u09af\u09bcা",
    ):
        assert sayeda.wiped(f"{name} এলেন") == "মুছে ফেলা সদস্য এলেন"


def test_texts_in_json():
    value = {"rows": ["@rahima", 5, None, {"alt": "Rahima Khatun"}]}

    assert RAHIMA.wiped_json(value) == {
        "rows": ["@deleted7", 5, None, {"alt": "a deleted member"}]
    }
    assert RAHIMA.is_in("@rahima")
    assert not RAHIMA.is_in("কেউ না")
