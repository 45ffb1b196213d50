"""The editors' side: our pages are written there, never made, moved or taken away.

The buttons are gone by `StandingTester`; these are the locks, since some of Wagtail's
views ask a bare `Page`.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from adda_posts.models import AddaPage, SeriesPage


def holds_ours(page: Page) -> bool:
    """Whether `page` or anything under it belongs to a series or adda."""
    family = page.get_descendants(inclusive=True)
    return bool(family.type(SeriesPage, AddaPage).exists())


@hooks.register("before_delete_page")
@hooks.register("before_move_page")
@hooks.register("before_copy_page")
@hooks.register("before_unpublish_page")
@hooks.register("before_convert_alias_page")
def keep(request: HttpRequest, page: Page, *more: Any) -> HttpResponse | None:
    """Refuse what would part a page from its adda."""
    return refused(request) if holds_ours(page) else None


@hooks.register("before_create_page")
def make_none(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Refuse pages that only our verbs make."""
    return refused(request) if issubclass(page_class, AddaPage | SeriesPage) else None


@hooks.register("before_bulk_action")
def keep_all(
    request: HttpRequest, action: str, objects: list[Any], action_class: Any
) -> HttpResponse | None:
    """The same for many pages at once; publishing many is only words."""
    pages = [each for each in objects if isinstance(each, Page)]
    if action == "publish" or not any(holds_ours(page) for page in pages):
        return None
    return refused(request)


def refused(request: HttpRequest) -> HttpResponse:
    """Say where addas are made and ended, and go back to the pages."""
    sentence = _(
        "Addas are planned, moved and called off on the site itself; here you write."
    )
    messages.error(request, sentence)
    return redirect("wagtailadmin_explore_root")
