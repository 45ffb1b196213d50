"""Evidence: a picture that something was checked by; EvidenceLook: who looked at it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from .verification import Verification


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reading that pictures are there; their bytes have one door (verification.vault)."""

    def kept(self) -> Self:
        """Those whose file is not removed."""
        return self.filter(removed_at=None)


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
                condition=models.Q(removed_at=None),
                name="evidence_kept",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.verification_id}"


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
