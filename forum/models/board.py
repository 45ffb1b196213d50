"""A place for members' own threads."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language

from core import text


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
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_bn

    @property
    def about(self) -> str:
        return self.about_en if get_language() == "en" else self.about_bn
