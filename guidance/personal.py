"""What this room holds of a member (core.personal): what she said of tips."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.personal import Holding
from guidance.models import GuidanceVote


def votes(member: Any) -> Iterator[dict[str, Any]]:
    """Whether tips helped her."""
    rows = GuidanceVote.objects.filter(member=member).select_related("tip")
    for vote in rows.order_by("pk").iterator():
        yield {
            "at": vote.at,
            "helped": vote.helped,
            "words": vote.words,
            "where": f"{settings.SITE_URL}{vote.tip.get_absolute_url()}",
        }


HOLDINGS = (
    Holding(
        "tips",
        _("What you said of tips"),
        {
            "at": _("When"),
            "helped": _("It helped"),
            "words": _("Words"),
            "where": _("Where"),
        },
        votes,
        place=3,
    ),
)
