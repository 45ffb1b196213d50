"""The editors' side of promoted results, as far as it differs from Wagtail's."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks


@hooks.register("construct_reports_menu")
def leave_out_search_terms(request: HttpRequest, items: list[Any]) -> None:
    """Leave out Wagtail's report of queries: ours is for moderators (search:asked)."""
    items[:] = [item for item in items if item.name != "search-terms"]
