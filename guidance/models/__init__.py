"""Tip, its page in two languages, and what readers say of it."""

from .pages import GuidanceIndexPage, GuidancePage, Theme, TipWords
from .tip import FRESH_DAYS, Tip, TipQuerySet, today
from .vote import LONGEST_WORDS, GuidanceVote

__all__ = [
    "FRESH_DAYS",
    "LONGEST_WORDS",
    "GuidanceIndexPage",
    "GuidancePage",
    "GuidanceVote",
    "Theme",
    "Tip",
    "TipQuerySet",
    "TipWords",
    "today",
]
