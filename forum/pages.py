"""What Wagtail pages share whose words belong to a row with a discussion.

Publishing an older revision sets every field of a page back, so whatever lives stands on
the row. The row has the address, and the page stays where it is: in the explorer it is
written, and never copied, moved or taken away from its discussion.
"""

from typing import Any, ClassVar, Self

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page, PagePermissionTester


class StandingTester(PagePermissionTester):
    """What one may do with such a page in the explorer: write and publish, no more."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: Page) -> bool:
        return False

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False


class StandingPage(Page):
    """Base of such pages; `list_url` is where its address leads while it has no row."""

    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []
    list_url = "/"

    class Meta:
        abstract = True

    def row(self) -> Any:
        """The row that this page belongs to; None while there is none yet."""
        raise NotImplementedError

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Nobody, not even a superuser, takes a page away from its row."""
        return StandingTester(user, self)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A revision as a page: its words, but today's address, and no schedule."""
        page: Self = super().with_content_json(content)
        page.slug = self.slug
        page.set_url_path(self.get_parent())
        page.go_live_at = page.expire_at = None
        return page

    def get_url_parts(
        self, request: HttpRequest | None = None
    ) -> tuple[int, str, str] | None:
        """Where the page is read: site, root address and path."""
        parts = super().get_url_parts(request)
        row = self.row()
        if parts is None or row is None:
            return None
        return parts[0], parts[1], row.get_absolute_url()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the one address where it is read."""
        row = self.row()
        return redirect(row.get_absolute_url() if row else self.list_url)
