"""Saying no: 404 for what she may not know, 403 with a sentence for the rest."""

from typing import Never

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class Refused(PermissionDenied):
    """She may see the thing but not do this to it; carries the sentence she reads."""

    def __init__(self, sentence: "str | Promise", code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


def require(allowed: bool, sentence: "str | Promise", code: str = "refused") -> None:
    """Raise `Refused` with `sentence` unless `allowed`."""
    if not allowed:
        refuse(sentence, code)


def refuse(sentence: "str | Promise", code: str = "refused") -> Never:
    """Raise `Refused`."""
    raise Refused(sentence, code)
