"""Sellers of the demo community: their pages, showcases, and questions to them."""

from datetime import time
from typing import Any

from django.db import transaction

from home.demo import papers, reviewing, script, showing
from profiles.models import Member
from sellers import prices
from sellers.models import District, NameTaken, Seller, ShowcaseItem


def sections_of(words: script.DemoSeller) -> dict[str, dict[str, Any]]:
    """What she says, by section, as `Seller.change` takes it."""
    district = District.objects.called(words.district).first()
    there = district.upazilas.all() if district else None
    sadar = f"{words.district} {words.upazila}"
    upazila = there and (
        there.called(words.upazila).first() or there.called(sadar).first()
    )
    said = words.words
    percent, _bar, rule = said.get("advance", "").partition("|")
    hours = [time(int(hour)) for hour in said.get("hours", "").split()]
    return {
        "about": {
            "name": words.name,
            "makes": said.get("makes", ""),
            "story": said.get("story", ""),
        },
        "place": {"district": district, "upazila": upazila},
        "delivery": {
            "delivery_areas": said.get("delivery", ""),
            "delivery_time": said.get("time", ""),
        },
        "payment": {
            "payment_ways": said.get("pay", "").split(),
            "advance_percent": int(percent) if percent.strip() else None,
            "advance_rule": rule.strip(),
        },
        "returns": {"return_rule": said.get("returns", "")},
        "hours": {
            "opens_at": hours[0] if hours else None,
            "closes_at": hours[1] if hours else None,
            "closed_days": [int(day) for day in said.get("closed", "").split()],
        },
    }


def add(words: script.DemoSeller, member: Member, key_of: Any) -> Seller | None:
    """Add her page with its showcase; None where it stands already, for she may have
    changed it since, or is called otherwise by now."""
    earlier = Seller.objects.of(member)
    if earlier is not None and earlier.published_at:
        return None
    try:
        seller = earlier or Seller.objects.start(member, words.name)
    except NameTaken:
        return None
    for name, values in sections_of(words).items():
        seller.change(name, values)
    for number, item in enumerate(words.items):
        price = prices.parse(item.price)
        made = {
            "name": item.name,
            "words": item.words,
            "price": price.price,
            "price_to": price.to,
        }
        ShowcaseItem.objects.add(seller, key_of("item", words.handle, number), made)
    seller.publish()
    return seller


@transaction.atomic
def remove(seller: Seller) -> None:
    """Delete a page of the demo; its discussion is left to the caller."""
    seller.hide(None, "demo")  # search and lists learn of it by the usual way
    papers.remove(seller)
    reviewing.remove(seller)
    showing.remove(seller)
    seller.delete()
