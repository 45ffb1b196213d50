"""Every pair of colours that text stands in, computed from the tokens themselves."""

import re

import pytest

from theme.assets import CSS_FOLDER

TEXT = ("ink", "muted", "indigo", "terracotta", "leaf", "amber")
GROUNDS = ("paper", "card", "wash")
PAIRS = [
    *((text, ground, 4.5) for text in TEXT for ground in GROUNDS),
    *(("ink", ground, 12) for ground in GROUNDS),
    ("indigo", "tint", 4.5),
    ("ink", "tint", 4.5),
    ("muted", "tint", 4.5),
    ("leaf", "leaf-tint", 4.5),
    ("on-indigo", "indigo", 4.5),
    # The border of a field is what shows where to write (WCAG 1.4.11).
    *(("edge", ground, 3) for ground in GROUNDS),
]


def blocks() -> dict[str, dict[str, str]]:
    """The colours of each theme, by the selector that sets them."""
    text = (CSS_FOLDER / "10-tokens.css").read_text()
    found = re.findall(r"(:root[^\s{]*)\s*\{(.*?)\}", text, re.S)
    return {
        selector: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body))
        for selector, body in found
    }


LIGHT, DARK_BY_PHONE, DARK_BY_CHOICE = blocks().values()


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_PHONE], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_pair_can_be_read(theme, text, ground, least):
    assert contrast(theme[text], theme[ground]) >= least


def test_both_dark_blocks_are_the_same():
    assert DARK_BY_PHONE == DARK_BY_CHOICE
    assert set(LIGHT) == set(DARK_BY_PHONE)


def test_colours_stand_only_in_the_tokens():
    loose = [
        (path.name, colour)
        for path in sorted(CSS_FOLDER.glob("*.css"))
        if path.name not in {"00-base.css", "10-tokens.css", "90-print.css"}
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", path.read_text())
    ]

    assert loose == []
