"""Taking a member's photos away (core.personal.Step), files and rows."""

from typing import Any

from django.db import transaction

from core.personal import Going, Step
from core.slices import in_slices
from photos import files
from photos.models import Photo

AT_ONCE = 50


def drop_photos(going: Going) -> bool:
    """Remove some of her photos; whether more are left. The files go first: a row that
    is left leads to the next try."""
    hers = Photo.objects.of(going.member).order_by("pk")
    left = dict(hers.values_list("pk", "name")[:AT_ONCE])
    for name in left.values():
        files.remove(name)
    in_slices(left, _drop)
    return len(left) == AT_ONCE


@transaction.atomic
def _drop(pk: int) -> None:
    """Remove a row, with what says where it stands in whichever room."""
    for relation in Photo._meta.related_objects:
        field: Any = relation.field
        rows = field.model._default_manager.filter(**{field.name: pk})
        if field.null:
            rows.update(**{field.name: None})
        else:
            rows.delete()
    Photo.objects.filter(pk=pk).delete()


# After what is drawn of them.
STEPS = (Step("photos", drop_photos, place=20),)
