"""What search keeps: rows of work, and what is asked for."""

from .asked import AskedDay, AskedQuery
from .jobs import EntryJob, SearchJob
from .proposal import WordProposal

__all__ = ["AskedDay", "AskedQuery", "EntryJob", "SearchJob", "WordProposal"]
