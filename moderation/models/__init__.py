"""What members may say against something, and what moderators do about it."""

from .acting import Decided, act, close
from .answer import MOST_ANSWERS, AnswerTaken, CannedAnswer, TooManyAnswers
from .case import LONGEST_NOTE, Case, CaseEvent
from .entry import COVERED, LONGEST_REASON, Hideable, ModerationEntry, spoken
from .report import LONGEST_WORDS, Report
from .sanction import SILENCED, Sanction, require_voice, silencing, suspending
from .undoing import undo
from .word import LONGEST_WORD, LONGEST_WORD_NOTE, ListedWord, WordTaken

__all__ = [
    "COVERED",
    "LONGEST_NOTE",
    "LONGEST_REASON",
    "LONGEST_WORD",
    "LONGEST_WORDS",
    "LONGEST_WORD_NOTE",
    "MOST_ANSWERS",
    "SILENCED",
    "AnswerTaken",
    "CannedAnswer",
    "Case",
    "CaseEvent",
    "Decided",
    "Hideable",
    "ListedWord",
    "ModerationEntry",
    "Report",
    "Sanction",
    "TooManyAnswers",
    "WordTaken",
    "act",
    "close",
    "require_voice",
    "silencing",
    "spoken",
    "suspending",
    "undo",
]
