"""What stands in the addresses of sellers."""

import unicodedata

from core import text


class SlugConverter:
    """A slug in Bangla or Latin letters, in the one form they are stored in."""

    regex = text.SLUG_PATTERN

    def to_python(self, value: str) -> str:
        return unicodedata.normalize("NFC", value)

    def to_url(self, value: str) -> str:
        return value
