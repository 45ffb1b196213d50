"""Bytes of an uploaded or named file to text."""

import codecs

from .model import PasteRefused

MAX_MEGABYTES = 5
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024

#: Control characters no text editor writes; tab, line ends and form feed are not here.
_CONTROLS = frozenset(map(chr, [*range(0x00, 0x09), *range(0x0E, 0x1A), 0x1C, 0x7F]))


def decode(data: bytes, name: str) -> str:
    """Read UTF-8 (with or without BOM) or UTF-16 with BOM.

    Raises ``PasteRefused`` (``empty``, ``too_big``, ``binary``) naming ``name``.
    """
    if len(data) > MAX_BYTES:
        raise PasteRefused("too_big", name=name, limit=MAX_MEGABYTES)
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise PasteRefused("binary", name=name) from error
    if "\x00" in text or _mostly_controls(text):
        raise PasteRefused("binary", name=name)
    if not text.replace("\ufeff", "").strip():
        raise PasteRefused("empty", name=name)
    return text


def _mostly_controls(text: str) -> bool:
    """Say whether a sample of the text holds more control characters than a slip."""
    sample = text[:20_000]
    return sum(char in _CONTROLS for char in sample) * 100 > len(sample)
