"""What this room itself knows of a seller, for the trust card: since when she is here,
how she answers, and what nobody knows yet."""

import datetime as dt
from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sellers import answering, pages
from sellers.models import Seller
from sellers.wording import spoken
from theme.templatetags.words import month_year

HOUR = 3600  # seconds


@pages.fact
def since(request: HttpRequest, seller: Seller) -> Iterator[pages.Fact]:
    """Since when she is a member."""
    if seller.member is None:
        yield pages.Fact(pages.UNKNOWN, _("Nobody has claimed this page yet"))
        return
    month = month_year(seller.member.joined_at)
    yield pages.Fact(
        pages.KNOWN,
        _("A member since %(month)s") % {"month": month},
        order=60,
        needed=True,
    )


@pages.fact
def answers(request: HttpRequest, seller: Seller) -> Iterator[pages.Fact]:
    """How she answers, from what really happened."""
    found = answering.of(seller)
    if not found.asked:
        yield pages.Fact(
            pages.UNKNOWN, _("Nobody has asked here yet"), order=40, needed=True
        )
        return
    counted = _("%(answered)s of %(asked)s questions in 90 days") % {
        "answered": spoken(found.answered),
        "asked": spoken(found.asked),
    }
    if found.usually is None:
        yield pages.Fact(
            pages.CAUTION, _("Has not answered yet"), counted, order=40, needed=True
        )
        return
    words = answers_within(found.usually)
    tone = pages.KNOWN if found.answered * 2 >= found.asked else pages.CAUTION
    yield pages.Fact(tone, words, counted, order=40, needed=True)


def answers_within(span: dt.timedelta) -> str:
    """How long one waits, in hours up to two days, then in days."""
    hours = max(1, -(-int(span.total_seconds()) // HOUR))
    if hours < 48:
        said = ngettext(
            "Usually answers within %(count)s hour",
            "Usually answers within %(count)s hours",
            hours,
        )
        return said % {"count": spoken(hours)}
    days = -(-hours // 24)
    said = ngettext(
        "Usually answers within %(count)s day",
        "Usually answers within %(count)s days",
        days,
    )
    return said % {"count": spoken(days)}
