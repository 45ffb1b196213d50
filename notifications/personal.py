"""What this room holds of a member (core.personal): what she was told."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.personal import Holding
from notifications.models import Notification
from notifications.reading import OF_KIND

WRITTEN = _("Something was written there")


def notices(member: Any) -> Iterator[dict[str, Any]]:
    """Her notices; what they speak of is said by those who wrote it."""
    for notice in Notification.objects.filter(member=member).order_by("pk").iterator():
        where = f"{settings.SITE_URL}/t/{notice.thread_id}/" if notice.thread_id else ""
        yield {
            "kind": str(OF_KIND.get(notice.kind, WRITTEN)),
            "at": notice.at,
            "read": notice.read_at,
            "where": where,
        }


HOLDINGS = (
    Holding(
        "notices",
        _("Notices"),
        {
            "kind": _("What"),
            "at": _("When"),
            "read": _("Read"),
            "where": _("Where"),
        },
        notices,
        place=4,
    ),
)
