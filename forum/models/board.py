"""A place for members' own threads."""

from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db import models, transaction
from django.db.models import Max, ProtectedError
from django.urls import reverse
from django.utils.translation import get_language

from core import phones, text
from moderation.models import ModerationEntry

if TYPE_CHECKING:
    from profiles.models import Member


# Words that stand for something else behind /boards/.
RESERVED_SLUGS = frozenset({"all", "manage", "start"})
Action = ModerationEntry.Action


class NotEmpty(Exception):
    """A board with discussions in it, whoever may see them, is not removed."""


class Board(models.Model):
    """A board: names in both languages, an order among boards."""

    slug = models.CharField(max_length=60, unique=True)
    name_bn = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    about_bn = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.slug = self.slug or text.slug(self.name_bn)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("forum:board", args=[self.slug])

    @property
    def name(self) -> str:
        """The name in the reader's language, as everyone may read it."""
        return phones.mask(self.name_en if get_language() == "en" else self.name_bn)

    @property
    def about(self) -> str:
        """What it is for, likewise."""
        return phones.mask(self.about_en if get_language() == "en" else self.about_bn)

    # --- verbs: moderators', each with its trace ---

    @classmethod
    @transaction.atomic
    def make(cls, by: "Member", **words: str) -> "Board":
        """Make a board, the last in order, with an address out of its name."""
        last = cls.objects.aggregate(last=Max("position"))["last"] or 0
        board = cls(position=last + 1, **words)
        board.slug = cls._free_slug(board.name_bn)
        board.save()
        board._leave_trace(by, Action.MAKE)
        return board

    @classmethod
    def _free_slug(cls, name: str) -> str:
        base = text.slug(phones.mask(name), max_length=50) or "board"
        slug, number = base, 1
        while slug in RESERVED_SLUGS or cls.objects.filter(slug=slug).exists():
            number += 1
            slug = f"{base}-{number}"
        return slug

    @transaction.atomic
    def change(self, by: "Member", **words: str) -> bool:
        """Give it other names or words; its address stays. False when nothing differs."""
        if all(getattr(self, name) == value for name, value in words.items()):
            return False
        for name, value in words.items():
            setattr(self, name, value)
        self.save(update_fields=list(words))
        self._leave_trace(by, Action.CHANGE)
        return True

    @transaction.atomic
    def shift(self, by: "Member", steps: int) -> bool:
        """Move it up (-1) or down (1) among the boards; False at the end."""
        boards = list(type(self).objects.select_for_update())
        place = boards.index(self)
        there = min(max(place + steps, 0), len(boards) - 1)
        if there == place:
            return False
        boards.insert(there, boards.pop(place))
        for position, board in enumerate(boards, start=1):
            if board.position != position:
                type(self).objects.filter(pk=board.pk).update(position=position)
        self._leave_trace(by, Action.ARRANGE)
        return True

    @transaction.atomic
    def remove(self, by: "Member") -> None:
        """Take away a board in which nothing stands; raises NotEmpty for another."""
        self._leave_trace(by, Action.REMOVE)
        try:
            with transaction.atomic():
                self.delete()
        except ProtectedError:
            raise NotEmpty from None

    def _leave_trace(self, by: "Member", action: str) -> None:
        ModerationEntry.objects.create(
            by=by,
            action=action,
            target_kind="board",
            target_id=self.pk,
            reason=self.name_bn,
        )
        # Pages that are kept say its old name.
        transaction.on_commit(caches["pages"].clear, robust=True)
