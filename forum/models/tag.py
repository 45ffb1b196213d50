"""Tag: a word under which members' threads meet, with our own slugs.

taggit's own would lose every vowel sign. `slug_key` is the folded slug: spellings of the
same letters are one tag, under the spelling that came first.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.urls import reverse
from taggit.models import ItemBase, TagBase

from core import phones, text

MOST_TAGS = 5
LONGEST_TAG = 30
SHORTEST_TAG = 2


def key_of(name: str) -> str:
    """What two spellings of one tag have in common; empty where there is no word."""
    return text.fold(text.slug(name, max_length=60))


class TagQuerySet(models.QuerySet["Tag"]):
    """Reading tags."""

    def visible_to(self, reader: Any) -> Self:
        """Those under which `reader` may see a thread: tags are members' words too."""
        threads = ThreadTag.thread_model().objects.visible_to(reader)
        return self.filter(
            models.Exists(
                ThreadTag.objects.filter(
                    tag=models.OuterRef("pk"), content_object__in=threads
                )
            )
        )

    def named(self, names: Iterable[str]) -> list["Tag"]:
        """The tags of these names in their order, made where there are none yet.

        A name with a phone number in it is left out: a tag is an address too.
        Two queries, and one more where some are new.
        """
        wanted: dict[str, str] = {}
        for name in names:
            if phones.find(name):
                continue
            wanted.setdefault(key_of(name), text.normalise_line(name))
        wanted.pop("", None)
        known = {tag.slug_key: tag for tag in self.filter(slug_key__in=wanted)}
        fresh = [
            Tag(name=name, slug=text.slug(name, max_length=60), slug_key=key)
            # In one order: of two who make the same ones neither waits for the other.
            for key, name in sorted(wanted.items())
            if key not in known
        ]
        if fresh:
            # Two members at once: the first one's spelling stays.
            self.bulk_create(fresh, ignore_conflicts=True)
            known = {tag.slug_key: tag for tag in self.filter(slug_key__in=wanted)}
        return [known[key] for key in wanted if key in known]


class Tag(TagBase):
    """A tag: the name as it was first written, a slug with all its signs."""

    slug = models.CharField(max_length=60, unique=True)
    slug_key = models.CharField(max_length=120, unique=True, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self.slugify(self.name)
        self.slug_key = key_of(self.name)
        super().save(*args, **kwargs)

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = text.slug(phones.mask(tag), max_length=50)
        return f"{slug}-{i}" if i else slug

    def get_absolute_url(self) -> str:
        return reverse("forum:tag", args=[self.slug])


class ThreadTag(ItemBase):
    """One thread under one tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="thread_tags")
    content_object = models.ForeignKey(
        "forum.Thread", on_delete=models.CASCADE, related_name="thread_tags"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="one_tag_once_per_thread"
            )
        ]

    @classmethod
    def thread_model(cls) -> Any:
        return cls._meta.get_field("content_object").related_model
