"""The front page, root of the editors' tree."""

from typing import ClassVar

from wagtail.models import Page


class HomePage(Page):
    """Only the root that other pages stand under; what it shows is made by views."""

    max_count = 1
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
