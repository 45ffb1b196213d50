"""Handles in addresses: Django's own converters know no Bangla vowel signs."""

from core import text


class HandleConverter:
    """A handle in any spelling of its letters; anything else is no address."""

    regex = "[^/]{1,120}"

    def to_python(self, value: str) -> str:
        """Normalise it; raises ValueError for what can be no handle (404)."""
        handle = text.normalise_line(value)
        if not text.is_handle(handle):
            raise ValueError(value)
        return handle

    def to_url(self, value: str) -> str:
        return value
