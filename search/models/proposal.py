"""WordProposal: what moderators say means the same, for search."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.permissions import refuse, require
from search.analysis.meant import NOTHING_ADDED, Added, Place, added, place

LONGEST_WORDS = 200  # characters, all words together
LONGEST_WHY = 300
PARTED_BY = ", "
MOST_OPEN = 200


class Decided(Exception):
    """Another moderator answered meanwhile."""


class WordProposalQuerySet(models.QuerySet["WordProposal"]):
    """Reading what was proposed."""

    def waiting(self) -> Self:
        """Those that nobody answered yet."""
        return self.filter(state=WordProposal.State.WAITING)

    def agreed(self) -> Self:
        """Those that hold."""
        return self.filter(state=WordProposal.State.AGREED)

    def newest(self) -> Self:
        """The latest first; stable."""
        return self.order_by("-pk")

    def added(self) -> Added:
        """What holds beyond the lexicon that ships; one query while nothing changes."""
        agreed = self.agreed()
        state = agreed.aggregate(count=Count("pk"), last=Max("decided_at"))
        if not state["count"]:
            return NOTHING_ADDED
        version = (state["count"], state["last"])
        kept = _kept.get("last")
        if kept is None or kept[0] != version:
            pairs = agreed.order_by("pk").values_list("concept", "words")
            read = added(
                (concept, word) for concept, words in pairs for word in parts(words)
            )
            # At one stroke: another thread may have read another state meanwhile.
            kept = _kept["last"] = version, read
        return kept[1]


# What this process read last, after the state that it was read in.
_kept: dict[str, tuple[Any, Added]] = {}


class WordProposal(models.Model):
    """Words or phrases that mean the same, parted by PARTED_BY, and why.

    `concept` is where they stand in the lexicon, or what a new line of it is called.
    Words that another moderator agreed to are looked for at once; the file that ships
    takes them in with the next version (`manage.py lexicon`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for another moderator")
        AGREED = "agreed", _("Agreed to")
        DECLINED = "declined", _("Not taken")
        WITHDRAWN = "withdrawn", _("Taken back")

    words = models.CharField(max_length=LONGEST_WORDS)
    concept = models.CharField(max_length=60)
    why = models.CharField(max_length=LONGEST_WHY, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(max_length=LONGEST_WHY, blank=True)

    objects = WordProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["words"],
                condition=models.Q(state="waiting"),
                name="proposed_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def parts(self) -> list[str]:
        return parts(self.words)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    def may_be_answered_by(self, moderator: Any) -> bool:
        """Whether she did not propose it herself, or there is no other."""
        return self.by_id != moderator.pk or _is_alone(moderator)

    # --- verbs ---

    @classmethod
    def propose(cls, words: list[str], why: str, by: Any) -> "WordProposal":
        """Say that these mean the same; the same words again, while they wait, are the
        same proposal. Raises Clash (search.analysis.meant)."""
        where = place(words, cls.objects.added())
        row, _made = cls.objects.get_or_create(
            words=PARTED_BY.join(words),
            state=cls.State.WAITING,
            defaults={"concept": where.concept, "why": why, "by": by},
        )
        return row

    @transaction.atomic
    def decide(self, by: Any, *, agreed: bool, answer: str = "") -> None:
        """Answer it. Raises Decided, Clash where the words came to stand apart
        meanwhile, and Refused for who proposed it, unless she is the only moderator."""
        row = self._hold()
        require(
            row.may_be_answered_by(by),
            _("Another moderator answers what you proposed."),
            code="own",
        )
        if agreed:
            row.concept = row._free_concept()
        row._end(row.State.AGREED if agreed else row.State.DECLINED, by, answer)

    @transaction.atomic
    def withdraw(self, by: Any) -> None:
        """Take back what she proposed, also when it was agreed to; a moderator may take
        back what was agreed to for all. Raises Decided."""
        row = type(self).objects.select_for_update().get(pk=self.pk)
        if row.state == row.State.WAITING and row.by_id != by.pk:
            refuse(_("Only who proposed it takes it back."), code="own")
        if row.state not in (row.State.WAITING, row.State.AGREED):
            raise Decided
        row._end(row.State.WITHDRAWN, by, row.answer)

    def place(self) -> Place:
        """Where its words belong as things stand; raises Clash."""
        return place(self.parts, type(self).objects.added())

    def _free_concept(self) -> str:
        """Where it belongs; a new concept is called as no other is."""
        beyond = type(self).objects.added()
        where = place(self.parts, beyond)
        is_taken = where.is_new and where.concept in beyond.by_concept
        return f"{where.concept}_{self.pk}" if is_taken else where.concept

    def _hold(self) -> "WordProposal":
        # All that wait: of two that have a word in common, the one that is agreed to
        # later has to see where the other put it.
        waiting = type(self).objects.filter(state=self.State.WAITING).order_by("pk")
        for row in waiting.select_for_update():
            if row.pk == self.pk:
                return row
        raise Decided

    def _end(self, state: str, by: Any, answer: str) -> None:
        self.state, self.decided_by, self.answer = state, by, answer
        self.decided_at = timezone.now()
        self.save()


def parts(words: str) -> list[str]:
    """The words and phrases of a proposal, one each."""
    return words.split(PARTED_BY)


def _is_alone(moderator: Any) -> bool:
    others = get_user_model().objects.filter(is_moderator=True, is_active=True)
    return not others.exclude(pk=moderator.pk).exists()
