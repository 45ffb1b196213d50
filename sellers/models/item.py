"""ShowcaseItem: something she makes, with its price, and its verbs."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from core.permissions import require
from moderation.models import COVERED, Hideable, require_voice
from photos.models import PhotosGone, Picture
from sellers import wording

from .seller import ChangedMeanwhile, Seller

LONGEST_ITEM_NAME = 100  # characters
LONGEST_ITEM_WORDS = 1_000
MOST_ITEMS = 60  # of one seller, those taken out not counted
WORDS = ("name", "words", "price", "price_to")


class ItemKeyReused(Exception):
    """This client key already carried another thing (the Back button, usually)."""


class ItemQuerySet(models.QuerySet["ShowcaseItem"]):
    """Reading what sellers show."""

    def shown(self) -> Self:
        """Those that stand in a showcase, in their order."""
        rows = self.filter(hidden_at=None, taken_out_at=None)
        return rows.order_by("position", "pk")

    def visible_to(self, member: Any) -> Self:
        """Those whose page `member` may read; hidden ones for moderators and for her."""
        sellers = Seller.objects.visible_to(member)
        rows = self.filter(seller__in=sellers)
        if getattr(member, "is_moderator", False):
            return rows
        hers = models.Q(seller__member=getattr(member, "pk", None) or 0)
        return rows.filter(hers | models.Q(hidden_at=None, taken_out_at=None))

    def add(
        self,
        seller: Seller,
        key: uuid.UUID,
        values: Mapping[str, Any],
        photos: Mapping[int, str] | None = None,
    ) -> "ShowcaseItem":
        """Put a thing into her showcase, last; the same key again gives the same thing.

        `values` has name, words, price, price_to; `photos` are hers, {id: alt}. Raises
        ItemKeyReused, PhotosGone, and Refused when she may not write now or has no room.
        """
        if earlier := self._added(seller, key, values):
            return earlier
        if seller.member is not None:
            require_voice(seller.member)
        try:
            with transaction.atomic():
                seller.hold()
                shown = self.filter(seller=seller, taken_out_at=None)
                require(shown.count() < MOST_ITEMS, wording.too_many_items(), "many")
                last = shown.aggregate(last=Max("position"))["last"]
                place = 0 if last is None else last + 1
                item = self.create(
                    seller=seller, client_key=key, position=place, **values
                )
                item.show_photos(photos or {})
                seller.raise_version()
                return item
        except (IntegrityError, PhotosGone):
            # Two tries of one phone at the same moment: the other one was first.
            if earlier := self._added(seller, key, values):
                return earlier
            raise

    def _added(
        self, seller: Seller, key: uuid.UUID, values: Mapping[str, Any]
    ) -> "ShowcaseItem | None":
        earlier = self.filter(seller=seller, client_key=key).first()
        if earlier is None:
            return None
        if any(getattr(earlier, name) != value for name, value in values.items()):
            raise ItemKeyReused
        return earlier


class ShowcaseItem(Hideable):
    """A thing on her page. `price` and `price_to` are whole taka; `price_to` None is
    one price, else a range. `taken_out_at` is when she took it out of the showcase."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=LONGEST_ITEM_NAME)
    words = models.TextField(max_length=LONGEST_ITEM_WORDS, blank=True)
    price = models.PositiveIntegerField()
    price_to = models.PositiveIntegerField(null=True, blank=True)
    pictures = models.JSONField(default=list, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    client_key = models.UUIDField(editable=False)
    taken_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "client_key"], name="one_item_per_client_key"
            )
        ]
        indexes = [models.Index(fields=["seller", "position", "id"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        page = reverse("sellers:seller", args=[self.seller.slug])
        return f"{page}#item-{self.pk}"

    @property
    def drawn(self) -> list[Picture]:
        """Its pictures as everyone may see them."""
        return [Picture.of(each) for each in self.pictures]

    @property
    def basis(self) -> str:
        """What tells its words from other ones (see `change`)."""
        told = json.dumps([getattr(self, name) for name in WORDS], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    # --- verbs ---

    @transaction.atomic
    def change(
        self,
        values: Mapping[str, Any],
        photos: Mapping[int, str] | None = None,
        basis: str = "",
    ) -> bool:
        """Save other words, another price, other photos (None leaves them); False where
        nothing is other than it was. Raises as `Seller.change` does, and PhotosGone."""
        if self.seller.member is not None:
            require_voice(self.seller.member)
        self._hold()
        was = self.basis
        for name, value in values.items():
            setattr(self, name, value)
        is_new = self.basis != was
        if is_new and basis not in {"", was}:
            raise ChangedMeanwhile
        if is_new:
            self.save(update_fields=[*values])
        is_new |= photos is not None and self.show_photos(photos)
        if is_new:
            self.seller.raise_version()
        return is_new

    def show_photos(self, wanted: Mapping[int, str]) -> bool:
        """Let it show these photos and no others, inside a verb; False for the same."""
        from .photo import show  # noqa: PLC0415 - a photo knows its item

        kept = show(self.seller, self, self.pictures, wanted)
        if kept == self.pictures:
            return False
        self.pictures = kept
        self.save(update_fields=["pictures"])
        return True

    @transaction.atomic
    def take_out(self) -> bool:
        """Take it out of the showcase; False when it is out already."""
        return self._set_out(timezone.now(), taken_out_at=None)

    @transaction.atomic
    def put_back(self) -> bool:
        """Put it back where it stood; False when it stands there."""
        return self._set_out(None, taken_out_at__isnull=False)

    def _set_out(self, at: Any, **where: Any) -> bool:
        self._hold()
        rows = type(self).objects.filter(pk=self.pk, **where)
        if not rows.update(taken_out_at=at):
            return False
        self.taken_out_at = at
        self.seller.raise_version()
        return True

    @transaction.atomic
    def move_up(self) -> bool:
        """Let it stand one place further up; False where it is the first already."""
        self._hold()
        rows = list(type(self).objects.filter(seller=self.seller_id).shown())
        place = next((n for n, row in enumerate(rows) if row.pk == self.pk), 0)
        if place == 0:
            return False
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        for position, row in enumerate(rows):
            row.position = position
        type(self).objects.bulk_update(rows, ["position"])
        self.seller.raise_version()
        return True

    @transaction.atomic
    def hide(self, by: Any, reason: str) -> bool:
        """Hide it; False when it was hidden already."""
        return self._hide(
            {"hidden_at": None},
            hidden_at=timezone.now(),
            hidden_by=by,
            hidden_reason=reason,
        )

    @transaction.atomic
    def hide_on(self, by: Any, reason: str) -> bool:
        """Keep hidden what reports alone hid, in a moderator's name from now on."""
        covered = {"hidden_reason": COVERED, "hidden_at__isnull": False}
        return self._hide(covered, hidden_by=by, hidden_reason=reason)

    @transaction.atomic
    def unhide(self) -> bool:
        """Show it again; False when it was not hidden."""
        hidden = {"hidden_at__isnull": False}
        return self._hide(hidden, hidden_at=None, hidden_by=None, hidden_reason="")

    def _hide(self, where: dict[str, Any], **fields: Any) -> bool:
        self._hold()
        rows = type(self).objects.filter(pk=self.pk, **where)
        if not rows.update(**fields):
            return False
        self.refresh_from_db(fields=["hidden_at", "hidden_by", "hidden_reason"])
        self.seller.raise_version()
        return True

    def _hold(self) -> None:
        self.seller.hold()
        self.refresh_from_db(fields=[*WORDS, "pictures", "position", "taken_out_at"])
