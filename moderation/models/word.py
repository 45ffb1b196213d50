"""ListedWord: a word on which screening acts."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text

from .entry import ModerationEntry

LONGEST_WORD = 60  # characters
LONGEST_WORD_NOTE = 200
MOST_WORDS = 6  # in one entry


class WordTaken(Exception):
    """The same word, perhaps in another spelling, is on the list already."""


class ListedWordQuerySet(models.QuerySet["ListedWord"]):
    """Reading the list; moderators do, and screening."""

    def by_key(self) -> dict[str, str]:
        """What to do (ListedWord.Action) by folded word; one query."""
        return dict(self.values_list("key", "action"))

    def newest(self) -> "ListedWordQuerySet":
        """The latest first; stable."""
        return self.order_by("-pk")


class ListedWord(models.Model):
    """A word or a few, as moderators wrote it; `key` is what texts are compared with:
    its words folded, one space between them."""

    class Action(models.TextChoices):
        HOLD = "hold", _("A moderator reads it first")
        REFUSE = "refuse", _("It is not taken")

    word = models.CharField(max_length=LONGEST_WORD)
    key = models.CharField(max_length=2 * LONGEST_WORD, unique=True, editable=False)
    action = models.CharField(max_length=10, choices=Action, default=Action.HOLD)
    note = models.CharField(max_length=LONGEST_WORD_NOTE, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ListedWordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.word

    @staticmethod
    def key_of(word: str) -> str:
        """The words of an entry as they are compared; empty where there is none."""
        return " ".join(each.text for each in text.words(text.fold(word)))

    # --- verbs ---

    @classmethod
    def put(cls, word: str, action: str, note: str, by: Any) -> "ListedWord":
        """Add a word; raises WordTaken where it stands on the list."""
        try:
            with transaction.atomic():
                row = cls.objects.create(
                    word=word, key=cls.key_of(word), action=action, note=note, by=by
                )
                row.leave_trace(ModerationEntry.Action.LIST_WORD, by)
        except IntegrityError:
            raise WordTaken from None
        return row

    def change(self, word: str, action: str, note: str, by: Any) -> bool:
        """Write it anew; False where nothing differs, raises WordTaken."""
        if (word, action, note) == (self.word, self.action, self.note):
            return False
        self.word, self.action, self.note = word, action, note
        self.key = self.key_of(word)
        try:
            with transaction.atomic():
                self.save(update_fields=["word", "key", "action", "note"])
                self.leave_trace(ModerationEntry.Action.CHANGE_WORD, by)
        except IntegrityError:
            raise WordTaken from None
        return True

    @transaction.atomic
    def take_off(self, by: Any) -> bool:
        """Take it off the list; False when it was off already."""
        pk = self.pk
        gone, _rows = type(self).objects.filter(pk=pk).delete()
        if gone:
            self.leave_trace(ModerationEntry.Action.UNLIST_WORD, by)
        return bool(gone)

    def leave_trace(self, action: str, by: Any) -> None:
        """Write down who changed what; the word itself stays among moderators."""
        ModerationEntry.objects.create(
            by=by,
            action=action,
            target_kind="word",
            target_id=self.pk,
            reason=self.note,
        )
