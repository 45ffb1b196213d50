"""Prices as sellers type them."""

import pytest

from sellers import prices


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("1200", (1200, None)),
        ("১২০০", (1200, None)),
        ("৳১,২০০", (1200, None)),
        ("1,25,000", (125000, None)),
        ("১২০০ টাকা", (1200, None)),
        ("1200 tk.", (1200, None)),
        ("1200/-", (1200, None)),
        ("৫০০-৮০০", (500, 800)),
        ("৫০০ থেকে ৮০০ টাকা", (500, 800)),
        ("500 to 800", (500, 800)),
        ("৳500 – ৳800", (500, 800)),
        ("800-500", (500, 800)),
        ("500-500", (500, None)),
        ("1200.00", (1200, None)),
        ("1", (1, None)),
        ("10000000", (10000000, None)),
    ],
)
def test_a_price_is_read(typed: str, price: tuple[int, int | None]) -> None:
    assert prices.parse(typed) == price


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        (" \u200b ", "empty"),
        ("inbox", "inbox"),
        ("ইনবক্স", "inbox"),
        ("ইনবক্সে জানুন", "inbox"),
        ("inb plz", "inbox"),
        ("in box", "inbox"),
        ("500, details in inbox", "inbox"),
        ("PM", "inbox"),
        ("99.50", "whole"),
        ("0", "free"),
        ("10000001", "high"),
        ("9" * 90, "high"),
        ("9" * 5000, "unclear"),
        ("-", "unclear"),
        ("কম দাম", "unclear"),
        ("100-200-300", "unclear"),
        ("1,2", "unclear"),
        ("১০০০ বা ২০০০", "unclear"),
        ("<script>", "unclear"),
    ],
)
def test_what_is_no_price_is_refused_with_why(typed: str, code: str) -> None:
    with pytest.raises(prices.NoPrice) as refused:
        prices.parse(typed)
    assert refused.value.code == code
