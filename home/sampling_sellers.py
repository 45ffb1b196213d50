"""Sellers of a load sample: pages with words, a place, a number, a thing, what was
checked, and reviews.

Written in bulk as `home.sampling` does, a slice a transaction, and brought up to the
number asked for.
"""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import text
from forum.models import Thread
from profiles.models import Member
from sellers import matching, words
from sellers.models import (
    ASPECTS,
    Contact,
    District,
    Review,
    Seller,
    SellerScore,
    SellerWord,
    ShowcaseItem,
    Upazila,
)
from verification.models import Method, Verification

HANDLE = "stall"
AT_ONCE = 200
REVIEWED_EVERY = 4  # one seller of so many has reviews
REVIEWS = 4  # of each of those
# Of one seller of so many it was checked.
CHECKED_EVERY = {"phone": 2, "identity": 5, "licence": 20}
FACT_HOLDS = timedelta(days=365)
# What women of such groups make; each page says three of them.
GOODS = [
    "নকশীকাঁথা",
    "জামদানি",
    "শাড়ি",
    "পাঞ্জাবি",
    "কুশন",
    "চাদর",
    "আচার",
    "মধু",
    "পিঠা",
    "চা",
    "মসলা",
    "গয়না",
    "পুতুল",
    "মাটির",
    "হাঁড়ি",
    "পাটের",
    "ব্যাগ",
    "জুতা",
    "শাল",
    "টেবিল",
    "রানার",
    "সাবান",
    "ঘি",
    "খেজুরের",
    "গুড়",
    "বেতের",
    "ঝুড়ি",
    "থ্রিপিস",
    "বোরকা",
]


class SellerSample:
    """One run; `say` tells how far it is."""

    def __init__(self, count: int, say: Callable[[str], None]) -> None:
        self.count, self.say = count, say
        self.dice = random.Random(11)  # noqa: S311 - the same site every time
        self.upazilas = list(Upazila.objects.select_related("district"))
        self.districts = list(District.objects.all())

    def make(self) -> int:
        """Bring sellers up to `count`; how many were added."""
        there = Seller.objects.filter(slug__startswith=HANDLE).count()
        buyers = list(
            Member.objects.exclude(handle__startswith=HANDLE)
            .order_by("pk")
            .values_list("pk", flat=True)[:REVIEWS]
        )
        for first in range(there, self.count, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, self.count))
            with transaction.atomic():
                sellers = self.sellers(list(numbers))
                self.details(sellers)
                self.facts(sellers)
                self.reviews(sellers[::REVIEWED_EVERY], buyers)
            self.say(f"{numbers[-1] + 1} sellers")
        return max(0, self.count - there)

    def sellers(self, numbers: list[int]) -> list[Seller]:
        """A slice of pages, each of a member of its own, with questions to her."""
        members = Member.objects.bulk_create(map(self.member, numbers))
        began = timezone.now() - timedelta(days=300)
        threads = Thread.objects.bulk_create(
            Thread(
                title=f"নমুনা দোকান {number}",
                home_url=f"/sellers/{HANDLE}-{number}/",
                visible_from=began,
                version=1,
            )
            for number in numbers
        )
        pages = [
            self.page(*each) for each in zip(numbers, members, threads, strict=True)
        ]
        return Seller.objects.bulk_create(pages)

    @staticmethod
    def member(number: int) -> Member:
        """One who cannot sign in."""
        handle = f"{HANDLE}{number}"
        member = Member(handle=handle, display_name=f"নমুনা বিক্রেতা {number}")
        member.set_unusable_password()
        member.handle_key = handle
        return member

    def page(self, number: int, member: Member, thread: Thread) -> Seller:
        """What she says."""
        name = f"নমুনা দোকান {number}"
        makes = ", ".join(self.dice.sample(GOODS, 3))
        upazila = self.dice.choice(self.upazilas) if self.upazilas else None
        return Seller(
            member=member,
            thread=thread,
            slug=f"{HANDLE}-{number}",
            name=name,
            look=text.look(name),
            makes=makes,
            found_by=text.fold(f"{name}\n{makes}"),
            read_by=words.reader().version,
            district=upazila.district if upazila else None,
            upazila=upazila,
            published_at=timezone.now()
            - timedelta(minutes=self.dice.randrange(400_000)),
        )

    def details(self, sellers: list[Seller]) -> None:
        """What she shows, her number, and the forms by which she is found."""
        ShowcaseItem.objects.bulk_create(
            ShowcaseItem(
                seller=seller,
                name=seller.makes.partition(",")[0],
                price=self.dice.randrange(100, 9_000),
                client_key=uuid.UUID(int=self.dice.getrandbits(128)),
            )
            for seller in sellers
        )
        Contact.objects.bulk_create(
            Contact(
                seller=seller,
                kind=Contact.Kind.PHONE,
                value=number,
                match_key=matching.digest(matching.PHONE, number),
            )
            for seller in sellers
            for number in [f"+8801{300_000_000 + seller.pk:09}"]
        )
        SellerWord.objects.bulk_create(
            SellerWord(seller=seller, form=form)
            for seller in sellers
            for form in words.forms_of(seller.found_by)
        )

    @staticmethod
    def facts(sellers: list[Seller]) -> None:
        """What was checked of some of them, all of it standing."""
        now = timezone.now()
        Verification.objects.bulk_create(
            Verification(
                seller=seller,
                member=seller.member,
                kind=kind,
                method=Method.STAFF,
                state=Verification.State.STANDING,
                decided_at=now,
                until=now + FACT_HOLDS,
            )
            for kind, every in CHECKED_EVERY.items()
            for seller in sellers[::every]
        )

    def reviews(self, sellers: list[Seller], buyers: list[int]) -> None:
        """Shown reviews with the scores that follow from them."""
        now = timezone.now()
        made: list[Review] = []
        for seller in sellers:
            for buyer in buyers:
                stars = self.dice.choice((1, 3, 4, 5, 5))
                given: dict[str, Any] = dict.fromkeys(ASPECTS, stars)
                made.append(
                    Review(
                        seller=seller,
                        by_id=buyer,
                        words="যেমন দেখেছি তেমনই পেয়েছি, প্যাকেট ভালো ছিল।",
                        stars=stars,
                        status=Review.Status.SHOWN,
                        sent_at=now,
                        shown_at=now,
                        **given,
                    )
                )
        Review.objects.bulk_create(made)
        for seller in sellers:
            SellerScore.recount(seller, Review.objects.filter(seller=seller))
