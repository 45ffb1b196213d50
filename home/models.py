"""The front page, root of the editors' tree."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page


class HomePage(Page):
    """Only the root that other pages stand under; what it shows is made by views."""

    max_count = 1
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the front page that readers know."""
        return redirect("home")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """There are no words to preview."""
        return redirect("home")
