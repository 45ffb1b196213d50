"""ForgottenWord: what those were called who are gone for good, in marks.

Others go on looking for a shop by its name when nothing here says it any more; it would
be listed, and suggested. A mark is a keyed hash (MATCH_KEY) of one of the terms by which
a word of the name is known (search.naming). No name can be read from it, and after
REMEMBERED_FOR it goes too.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.slices import in_slices

REMEMBERED_FOR = timedelta(days=365)
AT_ONCE = 500


class ForgottenWord(models.Model):
    """A way to know one word of a name: the word at `place` of `count`. The rows of one
    way to write a name share `name`, a mark too."""

    name = models.CharField(max_length=32)
    place = models.PositiveSmallIntegerField()
    count = models.PositiveSmallIntegerField()
    is_ordinary = models.BooleanField()
    mark = models.CharField(max_length=32, db_index=True)
    day = models.DateField(default=timezone.localdate, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "place", "mark"], name="one_mark_of_a_word"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.place}"


def mark_of(term: str) -> str:
    """What is kept in the place of a term."""
    made = salted_hmac(
        "search.forgotten", term, secret=settings.MATCH_KEY(), algorithm="sha256"
    )
    return made.hexdigest()[:32]


def forget() -> int:
    """Let go of marks that are older than REMEMBERED_FOR, in short transactions; how many
    were. For `manage.py worker`."""
    before = timezone.localdate() - REMEMBERED_FOR
    rows = ForgottenWord.objects.filter(day__lt=before)
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    in_slices(pks, lambda pk: rows.filter(pk=pk).delete())
    return len(pks) if len(pks) == AT_ONCE else 0
