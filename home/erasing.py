"""The last look after a member who goes (core.personal.Step): every text of every table.

Rooms say themselves what follows from their texts; here is found whatever they did not
think of, and what the libraries keep: revisions of pages, their logs, the editors' index.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models

from core.personal import Going, Step, wipe_texts
from home.backup import stored_models
from profiles.models import Member
from search import editors

# Whose texts follow from others', or are what names are looked up by.
LEFT_OUT = {Member, Session, ContentType}
TEXTS = (models.CharField, models.TextField, models.JSONField)


def text_fields(model: type[models.Model]) -> list[str]:
    """Columns in which somebody may have written a name."""
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXTS)
        and not (field.choices or field.unique or field.primary_key)
    ]


def tables() -> Iterator[tuple[type[models.Model], list[str]]]:
    """The tables to look through, in a fixed order."""
    for model in stored_models():
        fields = text_fields(model)
        if fields and model not in LEFT_OUT and not _holds_names(model):
            yield model, fields


def _holds_names(model: type[models.Model]) -> bool:
    """Whether it is where we keep what to look for."""
    return model._meta.label == "profiles.Erasure"


def wipe_tables(going: Going) -> bool:
    """Look through one table after the other."""
    every = list(tables())
    number = going.place.setdefault("table", 0)
    if number >= len(every):
        return False
    model, fields = every[number]
    rows = model._default_manager.all()
    if not wipe_texts(going, rows, fields, lambda row: _is_of(going, row)):
        going.place.pop("last", None)
        going.place["table"] = number + 1
    return True


def _is_of(going: Going, row: Any) -> bool:
    """Whether a row of a library is about her: its label is her name alone."""
    kind = getattr(row, "content_type", None)
    is_member = kind is not None and kind.model_class() is Member
    return is_member and str(getattr(row, "object_id", "")) == str(going.member.pk)


def remake_editors_index(going: Going) -> bool:
    """Make anew what editors search by, and leave no byte of what stood there."""
    editors.purge()
    return False


STEPS = (
    Step("tables", wipe_tables, place=70),
    Step("editors-index", remake_editors_index, place=71),
)
