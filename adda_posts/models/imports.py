"""What the paste import made: kept so that it adds once and can be undone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from forum.models import Post

from .adda import Adda
from .series import Series


class Import(models.Model):
    """One run of the paste import.

    `paste` is what was read and perhaps corrected, as long as it waits to be saved
    (`adda_posts.importing` says its shape); `digest` is of the files' bytes, so that a
    run that was killed is taken up again by the next over the same files.
    """

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    files = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    series_slug = models.CharField(max_length=60, blank=True)
    paste = models.JSONField(null=True, blank=True)
    # Addas it read comments for, made by it or not.
    read_into: "models.ManyToManyField[Adda, Any]" = models.ManyToManyField(
        Adda, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(finished_at=None, undone_at=None)
                & ~models.Q(digest=""),
                name="one_unfinished_import_per_files",
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def stage(self) -> str:
        """draft (to look through), unfinished, saved, published or undone."""
        if self.undone_at:
            return "undone"
        if self.published_at:
            return "published"
        if self.finished_at:
            return "saved"
        return "unfinished" if self.read_into.all() else "draft"


class ImportedName(models.Model):
    """A name found in a series' imported text: always the same unclaimed member."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "name"], name="one_member_per_imported_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportedAdda(models.Model):
    """An adda that an import made (and not only added to)."""

    adda = models.OneToOneField(Adda, on_delete=models.PROTECT)
    made_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="addas")
    # Hidden because that import was undone, not by a moderator's judgement.
    undone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.adda)


class ImportedPost(models.Model):
    """The unit of import: the k-th comment of equal author and text in an adda."""

    adda = models.ForeignKey(Adda, on_delete=models.PROTECT)
    author_name = models.CharField(max_length=120)
    body_hash = models.CharField(max_length=64)
    k = models.PositiveSmallIntegerField()
    post = models.OneToOneField(Post, on_delete=models.PROTECT)
    added_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="posts")
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adda", "author_name", "body_hash", "k"],
                name="one_post_per_imported_comment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.author_name} #{self.k}"
