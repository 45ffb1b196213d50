"""What the demo's sellers show: drawings of their things, and a number to call."""

import functools
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.db import transaction

from core.permissions import Refused
from home.demo import drawings, script
from photos import files
from photos.models import Photo, PhotoRefused, PhotosGone
from sellers.models import Contact, Seller, SellerPhoto, ShowcaseItem

#: How members reach a seller, by her handle. No one can be called: after the operator's
#: digits these are all but zero.
NUMBERS = {
    "naznin": ("+8801300000001", Contact.Mode.MEMBERS),
    "hasina": ("+8801900000002", Contact.Mode.BUSINESS),
}
KeyOf = Callable[..., uuid.UUID]


def add_pictures(
    seller: Seller, handle: str, drawn: Sequence[script.DemoDrawing], key_of: KeyOf
) -> None:
    """Put a drawing beside each of her things and one above her page; none where she
    has a picture already. Each is developed before the row that shows it is written."""
    if seller.pictures or SellerPhoto.objects.filter(seller=seller).exists():
        return
    with suppress(Refused, PhotoRefused, PhotosGone):  # she may not write now, or did
        for number, each in enumerate(drawn):
            key = key_of("item", handle, number)
            item = seller.items.shown().filter(client_key=key).first()  # type: ignore[attr-defined]
            if item is not None:
                content = drawings.picture(each.drawing)
                photo = take(seller, content, key_of("drawing", handle, number))
                item.change({}, {photo.pk: each.alt})
        content = drawings.shop([each.drawing for each in drawn])
        photo = take(seller, content, key_of("shop", handle))
        alt = f"{seller.name}: দোকানের তাকে জিনিসপত্রের আঁকা ছবি"
        seller.show_photos({photo.pk: alt})


def take(seller: Seller, content: bytes, key: uuid.UUID) -> Photo:
    """The photo of a drawing. Raises PhotoRefused and Refused."""
    return Photo.take(seller.member, [content], key)


def add_number(seller: Seller, handle: str) -> None:
    """Give the number by which she is reached, confirmed as if a code had come back;
    none where she ever gave one."""
    if handle not in NUMBERS or Contact.objects.filter(seller=seller).exists():
        return
    value, mode = NUMBERS[handle]
    with suppress(Refused), transaction.atomic():
        Contact.objects.put(seller, Contact.Kind.PHONE, value, mode).confirm()


def remove(seller: Seller) -> None:
    """Delete what stands in her showcase, her pictures and numbers. Raises
    ProtectedError where somebody looked at a number."""
    Contact.objects.filter(seller=seller).delete()
    shown = SellerPhoto.objects.filter(seller=seller)
    photos = dict(shown.values_list("photo", "photo__name"))
    shown.delete()
    ShowcaseItem.objects.filter(seller=seller).delete()
    Photo.objects.filter(pk__in=photos).delete()
    for name in photos.values():
        transaction.on_commit(functools.partial(files.remove, name))
