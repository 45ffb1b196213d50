"""Addresses of sellers' pages elsewhere."""

import pytest

from sellers import links


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("facebook.com/sutor.golpo", "https://facebook.com/sutor.golpo"),
        ("http://www.facebook.com/x?id=1#top", "https://www.facebook.com/x?id=1"),
        (" https://instagram.com/sutor ", "https://instagram.com/sutor"),
    ],
)
def test_a_link_is_read(typed: str, address: str) -> None:
    assert links.parse(typed) == address


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("javascript:alert(1)", "unclear"),
        ("javascript://a.com/%0aalert(1)", "unclear"),
        ("ftp://a.com/", "unclear"),
        ("facebook", "unclear"),
        ("my page on facebook.com", "unclear"),
        ("https://user:pw@facebook.com/", "unclear"),
        ("https://127.0.0.1/", "unclear"),
        ("https://[::1", "unclear"),
        ("https://facebook.com:99999999/", "unclear"),
        ("https://wa.me/8801712345678", "number"),
        ("facebook.com/01712345678", "number"),
        ("facebook.com/%30%31712345678", "number"),
        ("facebook.com/" + "a" * 400, "long"),
    ],
)
def test_what_is_no_link_is_refused(typed: str, code: str) -> None:
    with pytest.raises(links.NoLink) as refused:
        links.parse(typed)
    assert refused.value.code == code
