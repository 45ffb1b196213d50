"""The sections of this room on the page where a seller changes hers."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from core import text
from sellers import pages, wording
from sellers.forms import FORMS
from sellers.models import Seller
from theme.templatetags.words import clock

LONGEST = 80  # characters of what stands there


@pages.own
def sections(request: HttpRequest, seller: Seller) -> Iterator[pages.OwnRow]:
    """One line for each section."""
    says = {
        "about": " · ".join(filter(None, [seller.name, seller.makes])),
        "photos": wording.photos(len(seller.pictures)),
        "place": seller.place,
        "delivery": seller.delivery_time or seller.delivery_areas,
        "payment": ", ".join(seller.pays_by) or wording.advance(seller),
        "returns": seller.return_rule,
        "hours": wording.between(clock(seller.opens_at), clock(seller.closes_at)),
        "links": ", ".join(wording.link(each) for each in seller.links),
    }
    for place, (name, form) in enumerate(FORMS.items()):
        said = text.shorten(text.normalise_line(says[name]), LONGEST)
        url = reverse("sellers:section", args=[seller.slug, name])
        yield pages.OwnRow(name, form.title, said, url, order=10 * (place + 1))
