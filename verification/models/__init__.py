"""What was checked about sellers, and what it was checked by."""

from .code import Code, Outcome
from .evidence import Evidence, EvidenceLook
from .letter import Letter, LetterLook
from .token import PageLook, PageToken
from .verification import Method, Reason, Verification, Why

__all__ = [
    "Code",
    "Evidence",
    "EvidenceLook",
    "Letter",
    "LetterLook",
    "Method",
    "Outcome",
    "PageLook",
    "PageToken",
    "Reason",
    "Verification",
    "Why",
]
