"""A seller's page for search engines: https://schema.org/OnlineStore."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from core import phones
from sellers import pages
from sellers.models import Seller, ShowcaseItem

# What JSON must not hold inside <script>.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def of(seller: Seller, items: list[ShowcaseItem]) -> SafeString:
    """What is said of her and of her showcase, numbers masked."""
    address = f"{settings.SITE_URL}{seller.get_absolute_url()}"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "@id": address,
        "url": address,
        "name": phones.mask(seller.name),
        "description": phones.mask(seller.makes),
    }
    if seller.district:
        place = {"@type": "PostalAddress", "addressCountry": "BD"}
        place["addressRegion"] = seller.district.name_en
        if seller.upazila:
            place["addressLocality"] = seller.upazila.name_en
        data["address"] = place
    if seller.pictures:
        data["image"] = f"{settings.SITE_URL}{seller.drawn[0].src}"
    if links := seller.shown_links:
        data["sameAs"] = links
    if items:
        data["makesOffer"] = [_offer(item) for item in items]
    for read in pages.STRUCTURED:
        data |= read(seller)
    made = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(made.translate(_ESCAPES))


def _offer(item: ShowcaseItem) -> dict[str, Any]:
    product: dict[str, Any] = {"@type": "Product", "name": phones.mask(item.name)}
    if item.pictures:
        product["image"] = f"{settings.SITE_URL}{item.drawn[0].src}"
    price: dict[str, Any] = {
        "@type": "PriceSpecification",
        "priceCurrency": "BDT",
        "minPrice": item.price,
        "maxPrice": item.price_to or item.price,
    }
    return {"@type": "Offer", "itemOffered": product, "priceSpecification": price}
