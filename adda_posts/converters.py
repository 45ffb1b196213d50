"""What stands in the addresses of series and addas."""

import datetime as dt
import unicodedata

from core import text


class SlugConverter:
    """A slug in Bangla or Latin letters, in the one form they are stored in."""

    regex = text.SLUG_PATTERN

    def to_python(self, value: str) -> str:
        return unicodedata.normalize("NFC", value)

    def to_url(self, value: str) -> str:
        return value


class DayConverter:
    """A day as 2026-12-05; one that the calendar does not have is no match."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()
