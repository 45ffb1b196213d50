"""Series and Adda: what happens each day; their pages: what is written; Import."""

from .adda import Adda, AddaHost, AddaQuerySet, NotItsDay
from .imports import Import, ImportedAdda, ImportedName, ImportedPost
from .pages import AddaPage, SeriesPage
from .series import DHAKA, RESERVED_SLUGS, DayTaken, Series, SeriesQuerySet, today

__all__ = [
    "DHAKA",
    "RESERVED_SLUGS",
    "Adda",
    "AddaHost",
    "AddaPage",
    "AddaQuerySet",
    "DayTaken",
    "Import",
    "ImportedAdda",
    "ImportedName",
    "ImportedPost",
    "NotItsDay",
    "Series",
    "SeriesPage",
    "SeriesQuerySet",
    "today",
]
