"""Pages of `moderation`: reporting, one's own reports, the queue, a case, the log."""

from .answers import answer, answers
from .cases import act, case_act, case_page, case_step
from .logs import act_list, log, undo
from .own import appeal, my_decisions, my_report, my_reports
from .queue import bulk, queue, waiting_count
from .reporting import report, takedown
from .word_list import word, words

__all__ = [
    "act",
    "act_list",
    "answer",
    "answers",
    "appeal",
    "bulk",
    "case_act",
    "case_page",
    "case_step",
    "log",
    "my_decisions",
    "my_report",
    "my_reports",
    "queue",
    "report",
    "takedown",
    "undo",
    "waiting_count",
    "word",
    "words",
]
