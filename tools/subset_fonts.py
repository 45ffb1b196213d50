#!/usr/bin/env python
"""Make the two webfonts of the site from the PyPI package fontpkg-hind-siliguri.

One file per weight holds Bengali, Latin and the signs we print: with two files
behind unicode-range a lone ঃ or ঁ is drawn as a box, because the dotted circle comes
from the other one. All layout features stay, conjuncts are made by them. Hinting
goes: phones do not use it.

    .venv/bin/python tools/subset_fonts.py
"""

from __future__ import annotations

import shutil
import sys
from importlib.resources import files
from pathlib import Path

from fontTools import subset

TARGET = Path(__file__).resolve().parent.parent / "theme/static/theme/fonts"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
# Bengali block, danda, ZWNJ and ZWJ, basic Latin, the Latin signs we print, dashes,
# quotes, bullet, ellipsis, the dotted circle for a lone vowel sign. ৳ is in the
# Bengali block; arrows are not in the font at all, use an icon.
UNICODES = (
    "U+0020-007E,U+00A0,U+00A9,U+00AB,U+00B0,U+00B7,U+00BB,U+00D7,U+00E9,"
    "U+0964,U+0965,U+0980-09FE,U+200C,U+200D,U+2010,U+2011,U+2013,U+2014,"
    "U+2018-201A,U+201C-201E,U+2022,U+2026,U+2212,U+25CC"
)


def make(weight: int, name: str) -> Path:
    """Write the subset of one weight as woff2 and return its path."""
    source = files("fontpkg_hind_siliguri") / "files" / f"HindSiliguri-{name}.ttf"
    target = TARGET / f"hind-siliguri-{weight}.woff2"
    subset.main(
        [
            str(source),
            f"--unicodes={UNICODES}",
            "--layout-features=*",
            "--flavor=woff2",
            "--no-hinting",
            "--name-IDs=0,1,2,3,4,5,6,13,14",
            f"--output-file={target}",
        ]
    )
    return target


def main() -> int:
    """Make both weights, put the licence beside them and say their sizes."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        path = make(weight, name)
        sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")
    licence = files("fontpkg_hind_siliguri") / "LICENSE"
    shutil.copyfile(str(licence), TARGET / "OFL.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
