"""What this room holds of a member (core.personal): the addas she ran."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from adda_posts.models import Adda
from core.personal import Holding


def hosted(member: Any) -> Iterator[dict[str, Any]]:
    """Addas of which she is or was a host."""
    addas = Adda.objects.filter(hosts=member).select_related("page", "series")
    for adda in addas.order_by("pk").iterator():
        yield {
            "title": adda.page.title,
            "day": adda.date,
            "where": f"{settings.SITE_URL}{adda.get_absolute_url()}",
        }


HOLDINGS = (
    Holding(
        "addas",
        _("Addas you ran"),
        {"title": _("Title"), "day": _("Day"), "where": _("Where")},
        hosted,
        place=3,
    ),
)
