"""What everyone sees of it: lines of the trust card, a section below it, marks and filters
in the list; and the line on the page where she changes hers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sellers import pages
from sellers.models import Seller, SellerQuerySet
from theme.templatetags.words import month_year
from verification import kinds, reading
from verification.models import Verification

# The whole card has 60 words at most: so many facts have a line each, else they share
# one.
LINES = 2
MARKS = 2


@pages.fact
def facts(request: HttpRequest, seller: Seller) -> Iterator[pages.Fact]:
    """What stands, with the month in which it was checked; that she may be anyone."""
    standing = Verification.objects.standing_for([seller])[seller.pk]
    # A number to call has a line of its own (sellers.contacting).
    latest = {row.kind: row for row in standing if row.kind != "phone"}
    if "identity" not in latest and seller.member is not None:
        yield pages.Fact(pages.UNKNOWN, _("Who she is was not checked"), order=10)
    if len(latest) <= LINES:
        for row in latest.values():
            words = str(row.of_kind.fact)
            yield pages.Fact(pages.KNOWN, words, month_year(row.decided_at), order=10)
        return
    names = ", ".join(str(row.of_kind.mark) for row in latest.values())
    words = _("Checked: %(what)s") % {"what": names}
    yield pages.Fact(pages.KNOWN, words, order=10)


@pages.mark
def marks(sellers: Sequence[Seller]) -> Mapping[int, Sequence[str]]:
    """The weightiest of what stands, in a word each."""
    said = {}
    for pk, rows in Verification.objects.standing_for(sellers).items():
        found = {row.kind: row.of_kind for row in rows}.values()
        first = sorted(found, key=lambda kind: -kind.level)[:MARKS]
        said[pk] = [str(kind.fact) for kind in first]
    return said


def _standing(*names: str) -> Any:
    def narrow(sellers: SellerQuerySet) -> SellerQuerySet:
        # Asked of each seller as a list comes to her: PostgreSQL joins all facts with
        # all sellers otherwise, since it expects next to none to stand.
        rows = Verification.objects.standing().filter(
            seller=OuterRef("pk"), kind__in=names
        )
        told = Subquery(rows.order_by().values("pk")[:1])
        return sellers.annotate(told=told).filter(told__isnull=False)

    return narrow


pages.filter("checked", gettext_lazy("Something is checked"), _standing(*kinds.KINDS))
pages.filter("number-checked", gettext_lazy("Number confirmed"), _standing("phone"))
pages.filter(
    "identity-checked", gettext_lazy("Identity checked"), _standing("identity")
)
pages.filter(
    "registered",
    gettext_lazy("Licence or registration seen"),
    _standing("licence", "dbid"),
)


def section(request: HttpRequest, seller: Seller) -> dict[str, Any] | None:
    """What was checked, when, how, until when, and what was not; nothing of one whom
    nobody claimed."""
    if seller.member is None:
        return None
    return {"told": reading.told(seller), "is_hers": seller.is_of(request.user)}


pages.section("verification", "verification/_section.html", section, order=20)


@pages.own
def own_row(request: HttpRequest, seller: Seller) -> Iterator[pages.OwnRow]:
    """Where she has something checked."""
    standing = Verification.objects.standing_for([seller])[seller.pk]
    says = ", ".join(dict.fromkeys(str(row.of_kind.mark) for row in standing))
    url = reverse("verification:own", args=[seller.slug])
    yield pages.OwnRow("verify", _("What is checked"), says, url, order=95)
