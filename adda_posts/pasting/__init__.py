"""The paste import's reader: text copied from a Facebook group to addas.

No Django and no database: ``decode`` bytes, ``parse`` text, ``dry_run`` for JSON.
"""

from .dry import dry_run
from .model import Paste, PastedAdda, PastedComment, PasteRefused, Unsure
from .parsing import parse
from .reading import MAX_BYTES, decode

__all__ = [
    "MAX_BYTES",
    "Paste",
    "PasteRefused",
    "PastedAdda",
    "PastedComment",
    "Unsure",
    "decode",
    "dry_run",
    "parse",
]
