"""What members may say against something, and what moderators do about it."""

from .acting import act
from .entry import LONGEST_REASON, Hideable, ModerationEntry
from .report import LONGEST_WORDS, Report

__all__ = [
    "LONGEST_REASON",
    "LONGEST_WORDS",
    "Hideable",
    "ModerationEntry",
    "Report",
    "act",
]
