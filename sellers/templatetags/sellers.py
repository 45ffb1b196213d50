"""What sellers' pages print: prices, hours, names of links."""

from django import template
from django.conf import settings

from sellers import wording
from sellers.forms import WEEKDAYS
from sellers.models import Seller, ShowcaseItem
from theme.templatetags.words import clock

register = template.Library()


@register.filter
def price(item: ShowcaseItem) -> str:
    """Print ৳১,২০০, or ৳৫০০–৳৮০০."""
    return wording.price(item)


@register.filter
def advance(seller: Seller) -> str:
    """Print what is paid in advance."""
    return wording.advance(seller)


@register.filter
def hours(seller: Seller) -> str:
    """Print from when to when she answers."""
    return wording.between(clock(seller.opens_at), clock(seller.closes_at))


@register.filter
def days_off(seller: Seller) -> str:
    """Print the weekdays on which she does not, from Saturday on."""
    return ", ".join(str(name) for day, name in WEEKDAYS if day in seller.closed_days)


@register.filter
def link_label(address: str) -> str:
    """Print what a link is called."""
    return wording.link(address)


@register.filter
def absolute(path: str) -> str:
    """The whole address of a path here."""
    return f"{settings.SITE_URL}{path}"
