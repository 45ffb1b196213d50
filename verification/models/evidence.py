"""Evidence: a picture that something was checked by; EvidenceLook: who looked at it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.permissions import require
from moderation.models import require_voice
from photos import files
from photos.models import LARGEST_BYTES, PhotoRefused
from verification import vault

from .verification import Verification, gone, require_may_decide

if TYPE_CHECKING:
    from profiles.models import Member

KEPT_FOR = timedelta(days=30)  # after the decision
LOOSE_FOR = timedelta(days=1)  # before she has sent what it belongs to
DAILY = 24  # pictures of one member
AT_ONCE = 100


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reading that pictures are there; their bytes have one door (Evidence.look)."""

    def kept(self) -> Self:
        """Those whose file is not removed."""
        return self.filter(removed_at=None)

    def loose_of(self, member: Any) -> Self:
        """Hers that belong to nothing yet."""
        return self.kept().filter(owner=member.pk, verification=None)

    def to_remove(self) -> Self:
        """Those whose time is over: decided or ended 30 days ago, taken back before
        anyone decided, lapsed, or never sent."""
        now = timezone.now()
        old = now - KEPT_FOR
        state = Verification.State
        undecided = Q(verification__decided_at=None, verification__state=state.ENDED)
        return self.kept().filter(
            Q(verification=None, added_at__lt=now - LOOSE_FOR)
            | Q(verification__decided_at__lt=old)
            | undecided
            | Q(verification__waits_until__lt=now, verification__state=state.WAITING)
        )


class Evidence(models.Model):
    """One encrypted picture outside the public media.

    `name` is its file (128 bits by chance). `verification` is None until she has sent
    the ask it belongs to. After `removed_at` the file is gone; the row stays for the
    looks. `part` is one of Kind.parts.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verification = models.ForeignKey(
        Verification, on_delete=models.PROTECT, null=True, related_name="evidence"
    )
    part = models.CharField(max_length=10)
    name = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        indexes = [
            models.Index(
                fields=["added_at"],
                condition=Q(removed_at=None),
                name="evidence_kept",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.verification_id}"

    @property
    def label(self) -> str:
        """Which side it is, in the reader's language."""
        parts = self.verification.of_kind.parts if self.verification else ()
        return next((str(p.label) for p in parts if p.name == self.part), self.part)

    # --- verbs ---

    @classmethod
    def take(cls, owner: "Member", part: str, content: Iterable[bytes]) -> "Evidence":
        """Keep a picture of hers, decoded, stripped and encrypted: the file first, then
        the row, so that a file no row names is swept (`sweep`).

        No transaction may be open: it takes a second. Raises PhotoRefused (its codes
        are those of the photos' door), and Refused where she may not write now.
        """
        require_voice(owner)
        whole = _received(content)
        since = timezone.now() - timedelta(days=1)
        today = cls.objects.filter(owner=owner, added_at__gt=since).count()
        if today >= DAILY:
            raise PhotoRefused("much")
        try:
            jpeg, width, height = files.develop_alone(whole)
        except files.CannotDevelop as cannot:
            raise PhotoRefused(cannot.code) from None
        name = vault.draw_name()
        vault.write(name, jpeg)
        return cls.objects.create(
            owner=owner, part=part, name=name, width=width, height=height
        )

    @classmethod
    def claim(cls, asked: Verification, names: Mapping[str, str]) -> int:
        """Put her loose pictures (`{part: name}`) to an ask, inside the transaction in
        which it is made; how many there were."""
        claimed = 0
        for part, name in names.items():
            rows = cls.objects.loose_of(asked.member).filter(name=name, part=part)
            claimed += rows.update(verification=asked)
        return claimed

    def look(self, by: "Member") -> bytes:
        """The picture (a JPEG), for one who decides; writes down that she looked.

        Raises Refused where she may not, and Unopened where the file is gone or is not
        what was put there.
        """
        asked = self.verification
        require(asked is not None and self.removed_at is None, gone(), "gone")
        assert asked is not None  # noqa: S101 - for the type checker
        require_may_decide(by, asked.seller)
        content = vault.read(self.name)
        EvidenceLook.objects.create(evidence=self, member=by)
        return content

    def remove(self) -> None:
        """Take the picture away: the file first, so that being killed between the two
        leaves a row that is looked at again, never a file that nobody looks for."""
        vault.remove(self.name)
        rows = type(self).objects.filter(pk=self.pk, removed_at=None)
        rows.update(removed_at=timezone.now())

    @classmethod
    def sweep(cls) -> int:
        """Remove what is due, a few at once; how many went. For the worker.

        With its pictures an ask loses the name on the document too.
        """
        due = list(cls.objects.to_remove().order_by("pk")[:AT_ONCE])
        for each in due:
            each.remove()
        asks = {each.verification_id for each in due if each.verification_id}
        Verification.objects.filter(pk__in=asks).exclude(holder="").update(holder="")
        if not due:
            cls._sweep_unnamed()
        return len(due)

    @classmethod
    def _sweep_unnamed(cls) -> None:
        """Remove files that no row names, or that a removed row names still."""
        for names in vault.older_than(LOOSE_FOR.total_seconds()):
            kept = cls.objects.kept().filter(name__in=names)
            for name in set(names) - set(kept.values_list("name", flat=True)):
                try:
                    vault.remove(name)
                except ValueError:
                    continue  # somebody else's file


class EvidenceLook(models.Model):
    """One look of a moderator at a picture."""

    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="looks"
    )
    member: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["evidence", "-at"])]

    def __str__(self) -> str:
        return f"{self.evidence_id} by {self.member_id}"


def _received(content: Iterable[bytes]) -> bytes:
    """All of it, no more than may be."""
    pieces, size = [], 0
    for piece in content:
        size += len(piece)
        if size > LARGEST_BYTES:
            raise PhotoRefused("heavy")
        pieces.append(piece)
    if not size:
        raise PhotoRefused("empty")
    return b"".join(pieces)
