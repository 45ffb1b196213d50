import pytest

from search.syntax import Typed, read


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("অগ্রিম টাকা", Typed("অগ্রিম টাকা")),
        ('"অগ্রিম টাকা" ফেরত', Typed("ফেরত", phrases=("অগ্রিম টাকা",))),
        ("“ক্যাশ অন” «ধরা খাওয়া»", Typed("", phrases=("ক্যাশ অন", "ধরা খাওয়া"))),
        ("পেমেন্ট -বিকাশ", Typed("পেমেন্ট", without=("বিকাশ",))),
        ('শাড়ি -"থ্রি পিস"', Typed("শাড়ি", without=("থ্রি পিস",))),
        ("লেখক:তাসলিমা রিভিউ", Typed("রিভিউ", authors=("তাসলিমা",))),
        ('Author:"Razib Ahmed"', Typed("", authors=("Razib Ahmed",))),
        ("কেক -author:মিতু", Typed("কেক", not_by=("মিতু",))),
        ('-লেখক:"মিতু দাস" by:রিনা', Typed("", (), (), ("রিনা",), ("মিতু দাস",))),
        ("২-৩ দিন e-mail", Typed("২-৩ দিন e-mail")),
        ('"খোলা উদ্ধৃতি', Typed('"খোলা উদ্ধৃতি')),
        ("- লেখক: --", Typed("- লেখক: --")),
        ('""', Typed('""')),
    ],
)
def test_a_query_in_parts(typed: str, parts: Typed) -> None:
    assert read(typed) == parts
