"""Pictures: those of editors are Wagtail images, those of members are photos."""

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from core import phones, text
from moderation.models import require_voice
from photos import files

LARGEST_BYTES = 10 * 1024 * 1024
MOST_PHOTOS = 8  # in one post
LONGEST_ALT = 300  # characters
# What a member may send in a day: a seller's whole stall, and no more.
DAILY_PHOTOS = 150
DAILY_BYTES = 400 * 1024 * 1024
LOOSE_SECONDS = 24 * 60 * 60
SWEPT_AT_ONCE = 200


class EditorImage(AbstractImage):
    """An image that an editor put on a page; empty so that it can grow fields later."""

    admin_form_fields = Image.admin_form_fields


class EditorRendition(AbstractRendition):
    """One size of an `EditorImage`."""

    image = models.ForeignKey(
        EditorImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="one_rendition_per_filter",
            )
        ]


class PhotoRefused(Exception):
    """A photo that is not taken; `code` says why (photos.wording has the sentences)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PhotosGone(Exception):
    """Photos that she cannot show: not hers, shown elsewhere, too many, not there."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.ids = sorted(ids)
        super().__init__(self.ids)


class Picture(NamedTuple):
    """What a page needs to draw a photo; its widths and heights, smallest first."""

    name: str
    sizes: tuple[tuple[int, int], ...]
    alt: str

    @property
    def width(self) -> int:
        return self.sizes[-1][0]

    @property
    def height(self) -> int:
        return self.sizes[-1][1]

    @property
    def url(self) -> str:
        """The page of the photo alone."""
        return reverse("photos:photo", args=[self.name])

    @property
    def src(self) -> str:
        """The file for browsers that choose none: JPEG, of the middle size."""
        return self.file(files.SIDES[min(1, len(self.sizes) - 1)], "jpg")

    @property
    def thumb(self) -> str:
        """The smallest file."""
        return self.file(files.SIDES[0], "jpg")

    @property
    def avif(self) -> str:
        return self.srcset("avif")

    @property
    def webp(self) -> str:
        return self.srcset("webp")

    @property
    def jpg(self) -> str:
        return self.srcset("jpg")

    def file(self, side: int, kind: str) -> str:
        """The address of one file."""
        return f"{self.url}{side}.{kind}"

    def srcset(self, kind: str) -> str:
        """All files of one kind, with their widths."""
        return ", ".join(
            f"{self.file(side, kind)} {width}w"
            for side, (width, _height) in zip(files.SIDES, self.sizes, strict=False)
        )

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Picture":
        """From what `Photo.as_json` kept, as everyone may see it: its words without
        numbers."""
        sizes = tuple((width, height) for width, height in kept["sizes"])
        return cls(kept["name"], sizes, phones.mask(kept["alt"]))


# Where photos are shown: `shown(photo, member)` gives the address of what shows it to
# `member`, or an empty text. Higher rooms add themselves from their `ready()`.
SHOWN_IN: list[Callable[["Photo", Any], str]] = []


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Reading photos."""

    def of(self, owner: Any) -> Self:
        """Those she sent."""
        return self.filter(owner=owner)

    def loose_of(self, owner: Any) -> Self:
        """Those she sent that nothing shows yet."""
        return self.of(owner).exclude(loose_since=None)

    def today_of(self, owner: Any) -> dict[str, int]:
        """How many she sent in the last 24 hours, and their bytes."""
        since = timezone.now() - timedelta(days=1)
        recent = self.filter(owner=owner, created_at__gt=since)
        return recent.aggregate(
            count=Count("pk"), bytes=models.functions.Coalesce(Sum("bytes_in"), 0)
        )


class Photo(models.Model):
    """A picture that a member sent; its files are named by `name` (photos.files).

    `loose_since` is None while something shows it; what stays loose for a day is swept
    away. The original is not kept.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="photos"
    )
    client_key = models.UUIDField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    name = models.CharField(max_length=32, unique=True, editable=False)
    # [width, height] of each size, smallest first.
    sizes = models.JSONField(editable=False)
    alt = models.CharField(max_length=LONGEST_ALT, blank=True)
    bytes_in = models.PositiveIntegerField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    loose_since = models.DateTimeField(
        default=timezone.now, null=True, blank=True, editable=False
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "client_key"], name="one_photo_per_client_key"
            )
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"]),
            models.Index(fields=["loose_since"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.picture.url

    @property
    def picture(self) -> Picture:
        """What a page needs to draw it."""
        return Picture.of(self.as_json())

    def as_json(self) -> dict[str, Any]:
        """What a post keeps of it, so that a page asks for no photo."""
        return {
            "id": self.pk,
            "name": self.name,
            "sizes": self.sizes,
            "alt": self.alt,
        }

    def shown_to(self, member: Any) -> str:
        """The address of what shows it to `member`; empty where nothing does."""
        return next(filter(None, (shown(self, member) for shown in SHOWN_IN)), "")

    def is_visible_to(self, member: Any) -> bool:
        """Whether `member` may see it: what shows it, her own, a moderator all."""
        if getattr(member, "is_moderator", False):
            return True
        return (member.is_authenticated and member.pk == self.owner_id) or bool(
            self.shown_to(member)
        )

    # --- verbs ---

    @classmethod
    def take(cls, owner: Any, content: Iterable[bytes], key: uuid.UUID) -> "Photo":
        """Take what she sent, in pieces; the same key and bytes give the same photo.

        The files are made before the row, and no transaction is open meanwhile: killed
        between the two it leaves files that are swept away. Raises PhotoRefused:
        `heavy` (over 10 MB), `empty`, `much` (enough for a day), `key` (the key
        carried another photo), and the codes of files.CannotDevelop; Refused when she
        may not write now.
        """
        require_voice(owner)
        with tempfile.TemporaryDirectory(prefix="photo-") as folder:
            original = Path(folder) / "original"
            digest, size = _received(content, original)
            if earlier := cls._taken(owner, key, digest):
                return earlier
            _require_room(owner, size)
            name = files.draw_name()
            try:
                sizes = files.develop(original, name)
            except files.CannotDevelop as failed:
                raise PhotoRefused(failed.code) from None
        try:
            with transaction.atomic():
                return cls.objects.create(
                    owner=owner,
                    client_key=key,
                    digest=digest,
                    name=name,
                    sizes=sizes,
                    bytes_in=size,
                )
        except IntegrityError:
            # Two tries of one phone at the same moment: the other one was first.
            files.remove(name)
            if earlier := cls._taken(owner, key, digest):
                return earlier
            raise

    @classmethod
    def _taken(cls, owner: Any, key: uuid.UUID, digest: str) -> "Photo | None":
        earlier = cls.objects.filter(owner=owner, client_key=key).first()
        if earlier is not None and earlier.digest != digest:
            raise PhotoRefused("key")
        return earlier

    @classmethod
    def claim(cls, owner: Any, wanted: Mapping[int, str]) -> list["Photo"]:
        """Let something show these of her loose photos (`{id: alt}`), in this order.

        Runs inside the verb that shows them. Raises PhotosGone for any that she cannot
        show, hers in another post and other people's alike, and then changes nothing.
        """
        if not wanted:
            return []
        loose = cls.objects.loose_of(owner).filter(pk__in=wanted)
        found = {photo.pk: photo for photo in loose}
        if len(wanted) > MOST_PHOTOS or len(found) < len(wanted):
            raise PhotosGone(set(wanted) - set(found) or list(wanted)[MOST_PHOTOS:])
        if loose.update(loose_since=None) < len(wanted):
            raise PhotosGone(wanted)  # another window was first
        return [found[pk].describe(alt) for pk, alt in wanted.items()]

    def describe(self, alt: str) -> "Photo":
        """Set what stands for it where it cannot be seen."""
        alt = text.normalise_line(alt)[:LONGEST_ALT]
        self.loose_since = None
        if alt != self.alt:
            self.alt = alt
            self.save(update_fields=["alt"])
        return self

    @classmethod
    def release(cls, ids: Iterable[int]) -> None:
        """Nothing shows these any more; runs inside the verb that takes them out."""
        cls.objects.filter(pk__in=list(ids)).update(loose_since=timezone.now())

    @classmethod
    def sweep(cls) -> int:
        """Remove what has been loose for a day, and files that no row names.

        Returns how many photos went.
        """
        since = timezone.now() - timedelta(seconds=LOOSE_SECONDS)
        loose = cls.objects.filter(loose_since__lt=since)
        swept = 0
        while names := dict(loose.values_list("pk", "name")[:SWEPT_AT_ONCE]):
            with transaction.atomic():
                # Asked again: she may just have posted it.
                held = loose.filter(pk__in=names).select_for_update()
                going = set(held.values_list("pk", flat=True))
                cls.objects.filter(pk__in=going, loose_since__lt=since).delete()
            for pk in going:
                files.remove(names[pk])
            swept += len(going)
        for stale in files.older_than(LOOSE_SECONDS):
            known = set(
                cls.objects.filter(name__in=stale).values_list("name", flat=True)
            )
            for name in set(stale) - known:
                files.remove(name)
        return swept


def _received(content: Iterable[bytes], path: Path) -> tuple[str, int]:
    """Write what comes to `path`, no more than may be; its SHA-256 and length."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for piece in content:
            size += len(piece)
            if size > LARGEST_BYTES:
                raise PhotoRefused("heavy")
            digest.update(piece)
            file.write(piece)
    if not size:
        raise PhotoRefused("empty")
    return digest.hexdigest(), size


def _require_room(owner: Any, size: int) -> None:
    today = Photo.objects.today_of(owner)
    if today["count"] >= DAILY_PHOTOS or today["bytes"] + size > DAILY_BYTES:
        raise PhotoRefused("much")
