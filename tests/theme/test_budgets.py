"""Bytes of what every first visit loads; the whole first view is measured in tests/browser."""

import gzip
import re

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from theme.assets import HERE, join_css, join_js

FONTS = HERE / "static/theme/fonts"


def zipped(text: str) -> int:
    return len(gzip.compress(text.encode(), mtime=0))


def test_stylesheet_stays_under_12_kb():
    assert zipped(join_css()) <= 12_000


def test_script_stays_under_20_kb():
    assert zipped(join_js()) <= 20_000


def test_fonts_stay_under_85_kb_together():
    sizes = {path.name: path.stat().st_size for path in FONTS.glob("*.woff2")}

    assert set(sizes) == {"hind-siliguri-400.woff2", "hind-siliguri-600.woff2"}
    assert sizes["hind-siliguri-400.woff2"] <= 45_000
    assert sum(sizes.values()) <= 85_000


def test_every_address_in_the_stylesheet_is_a_file_of_ours():
    addresses = re.findall(r"url\(\"?([^)\"]+)\"?\)", join_css())

    assert len(addresses) == 2
    for address in addresses:
        assert not address.startswith(("/", "http", "data:"))
        assert finders.find(f"theme/{address}")


def test_fonts_shape_bangla_and_carry_their_licence():
    for path in FONTS.glob("*.woff2"):
        font = TTFont(path)
        letters = font.getBestCmap()
        features = {
            record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord
        }

        assert {"akhn", "half", "blwf", "rphf", "pstf", "pres", "vatu"} & features >= {
            *("akhn", "half", "rphf", "pres")
        }
        for sign in "০৯৳ক্ষৎড়ঢ়য়ঁঃ।\u200c\u200d\u25ccAz“”‘’—…•·":
            assert ord(sign) in letters, f"{sign!r} is not in {path.name}"
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text()
