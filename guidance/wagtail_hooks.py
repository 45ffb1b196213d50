"""The editors' side: tips are written, published and withdrawn there, nothing else.

The buttons are gone by the testers of the pages; these are the locks, since some of
Wagtail's views ask a bare `Page`.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from guidance.models import GuidanceIndexPage, GuidancePage, Tip


def holds_ours(page: Page) -> bool:
    """Whether `page` or anything under it is the list of tips or a tip."""
    family = page.get_descendants(inclusive=True)
    return bool(family.type(GuidanceIndexPage, GuidancePage).exists())


def holds_read(page: Page) -> bool:
    """Whether the list, or a tip that readers ever saw, is `page` or under it."""
    family = page.get_descendants(inclusive=True)
    if family.type(GuidanceIndexPage).exists():
        return True
    return Tip.objects.filter(page__in=family.values("pk")).exists()


@hooks.register("before_delete_page")
def keep_what_was_read(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a tip with its discussion; a draft nobody saw may go."""
    return refused(request) if holds_read(page) else None


@hooks.register("before_move_page")
@hooks.register("before_copy_page")
@hooks.register("before_convert_alias_page")
def keep_in_place(request: HttpRequest, page: Page, *more: Any) -> HttpResponse | None:
    """Refuse to put a tip elsewhere, or to make a second one of its words."""
    return refused(request) if holds_ours(page) else None


@hooks.register("before_unpublish_page")
def keep_the_list(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A tip may be withdrawn, the list under which all stand may not."""
    ours = isinstance(page.specific, GuidanceIndexPage)
    return refused(request) if ours else None


@hooks.register("before_create_page")
def make_none(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Refuse a second list."""
    return refused(request) if issubclass(page_class, GuidanceIndexPage) else None


@hooks.register("before_bulk_action")
def keep_all(
    request: HttpRequest, action: str, objects: list[Any], action_class: Any
) -> HttpResponse | None:
    """The same for many pages at once."""
    pages = [each for each in objects if isinstance(each, Page)]
    locked = {"unpublish": is_list, "publish": nothing}.get(action, holds_ours)
    return refused(request) if any(locked(page) for page in pages) else None


def is_list(page: Page) -> bool:
    """Whether `page` is the list of tips, or stands above it."""
    family = page.get_descendants(inclusive=True)
    return bool(family.type(GuidanceIndexPage).exists())


def nothing(page: Page) -> bool:
    """Publishing many is only words."""
    return False


def refused(request: HttpRequest) -> HttpResponse:
    """Say what can be done here, and go back to the pages."""
    sentence = _(
        "A tip stays where it is, with its discussion. To take it from readers, "
        "unpublish it."
    )
    messages.error(request, sentence)
    return redirect("wagtailadmin_explore_root")
