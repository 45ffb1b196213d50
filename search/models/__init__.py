"""What search keeps: rows of work, and what is asked for."""

from .asked import AskedDay, AskedQuery
from .forgotten import ForgottenWord
from .jobs import EntryJob, SearchJob
from .proposal import WordProposal

__all__ = [
    "AskedDay",
    "AskedQuery",
    "EntryJob",
    "ForgottenWord",
    "SearchJob",
    "WordProposal",
]
