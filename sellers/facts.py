"""What this room itself knows of a seller: since when she is here."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sellers import pages
from sellers.models import Seller
from theme.templatetags.words import month_year


@pages.fact
def since(request: HttpRequest, seller: Seller) -> Iterator[pages.Fact]:
    """Since when she is a member."""
    if seller.member is None:
        yield pages.Fact(pages.UNKNOWN, _("Nobody has claimed this page yet"))
        return
    month = month_year(seller.member.joined_at)
    yield pages.Fact(
        pages.KNOWN, _("A member since %(month)s") % {"month": month}, order=60
    )
