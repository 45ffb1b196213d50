"""CannedAnswer: words that moderators keep ready to give as a reason."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from .entry import LONGEST_REASON

MOST_ANSWERS = 30  # every card of the queue offers them all


class AnswerTaken(Exception):
    """The same words are kept already."""


class TooManyAnswers(Exception):
    """There are as many as a moderator can look through."""


class CannedAnswer(models.Model):
    """One sentence, for all moderators; `by` is who wrote it as it reads now.

    No ModerationEntry tells of it: the log is of what was done about members, and there
    the sentence stands as the reason of each act.
    """

    words = models.CharField(max_length=LONGEST_REASON, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words

    @classmethod
    def ready(cls) -> list[str]:
        """All of them, as they are offered; one query."""
        return list(cls.objects.values_list("words", flat=True))

    # --- verbs ---

    @classmethod
    @transaction.atomic
    def keep(cls, words: str, by: Any) -> bool:
        """Keep a sentence; False where it is kept already. Raises TooManyAnswers."""
        if cls.objects.filter(words=words).exists():
            return False
        if cls.objects.count() >= MOST_ANSWERS:
            raise TooManyAnswers
        row = CannedAnswer(words=words, by=by)
        CannedAnswer.objects.bulk_create([row], ignore_conflicts=True)
        return True

    def change(self, words: str, by: Any) -> bool:
        """Write it anew; False where it reads so, raises AnswerTaken."""
        if words == self.words:
            return False
        rows = type(self).objects.filter(pk=self.pk)
        try:
            with transaction.atomic():
                rows.update(words=words, by=by, at=timezone.now())
        except IntegrityError:
            raise AnswerTaken from None
        return True

    @transaction.atomic
    def remove(self) -> bool:
        """Keep it no more; False when it was gone already. Reasons given with it stay."""
        gone, _rows = type(self).objects.filter(pk=self.pk).delete()
        return bool(gone)
