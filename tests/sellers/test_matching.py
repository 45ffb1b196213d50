"""The same number and the same page match, however they are typed."""

from urllib.parse import quote

import pytest
from django.test import override_settings

from sellers import matching, pasted


@pytest.mark.parametrize(
    "typed", ["01712345678", "০১৭১২-৩৪৫৬৭৮", "+880 1712 345678", "8801712345678"]
)
def test_a_number_is_the_same_however_it_is_typed(typed: str) -> None:
    assert matching.of_phone(typed) == matching.of_phone("01712345678")


def test_another_number_is_another() -> None:
    assert matching.of_phone("01712345679") != matching.of_phone("01712345678")


def test_a_digest_holds_no_digits_of_the_number_and_hangs_on_the_key() -> None:
    made = matching.of_phone("01712345678")
    assert len(made) == 64
    assert "1712345678" not in made
    with override_settings(
        MATCH_KEY=lambda: "another-key-that-is-long-enough-too-it-is"
    ):
        assert matching.of_phone("01712345678") != made


@pytest.mark.parametrize(
    "typed",
    [
        "https://www.facebook.com/Sutar.Golpo/",
        "m.facebook.com/sutargolpo?ref=share",
        "fb.com/SutarGolpo",
        "facebook.com/sutar.golpo",
        "https://m.me/sutargolpo",
        "facebook.com/pg/sutar.golpo/about/?ref=page_internal#x",
    ],
)
def test_a_page_is_the_same_however_it_is_typed(typed: str) -> None:
    assert matching.one_address(typed) == "facebook.com/sutargolpo"


@pytest.mark.parametrize(
    "typed",
    [
        "https://facebook.com/profile.php?id=1000123&sk=about",
        "facebook.com/people/Sutar-Golpo/1000123/",
        "m.facebook.com/p/Sutar-Golpo-1000123",
    ],
)
def test_a_page_known_by_its_id(typed: str) -> None:
    assert matching.one_address(typed) == "facebook.com/1000123"


@pytest.mark.parametrize(
    "typed", ["", "সুতোর গল্প", "facebook.com", "http://", "http://[", "x" * 400]
)
def test_what_is_no_page(typed: str) -> None:
    with pytest.raises(ValueError, match=r"address|page|URL"):
        matching.of_page(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "সুতো.বাংলা/শাড়ি",
        "https://www.সুতো.বাংলা/শাড়ি/?utm_source=x",
        "https://" + "সুতো.বাংলা".encode("idna").decode() + "/শাড়ি",
        "http://সুতো.বাংলা/" + quote("শাড়ি"),
        "সুতো.বাংলা/শাড়ি".replace("ড়", "\u09dc"),
    ],
)
def test_a_bangla_address_is_one_however_it_is_written(typed: str) -> None:
    assert matching.of_page(typed) == matching.of_page("সুতো.বাংলা/শাড়ি")
    assert pasted.read(typed) == ("page", matching.one_address(typed))
