"""What the demo's members look for, what stands first, and words one proposed."""

from contextlib import suppress

from django.db import OperationalError
from wagtail.contrib.search_promotions.models import SearchPromotion

from guidance.models import Tip
from moderation.models import ModerationEntry
from profiles.models import Member
from search import promoting
from search.analysis.meant import Clash
from search.models import AskedQuery, WordProposal

#: A query, how many people ask it in a day, and how much they find.
ASKED = (
    ("অগ্রিম টাকা দেওয়া কি ঠিক", 9, 14),
    ("কাস্টমার জিনিস ফেরত দিলে কী করব", 7, 11),
    ("ট্রেড লাইসেন্স নবায়ন", 5, 0),
    ("jamdani saree dam", 5, 6),
    ("পেজে অর্ডার আসে না", 4, 9),
    ("বিকাশে টাকা পাঠানোর আগে", 4, 8),
    ("নকশি পিঠার সাঁচ", 3, 0),
    ("আচার কতদিন ভালো থাকে", 3, 4),
    ("reseller hote chai", 2, 0),
    ("মাটির গয়না", 2, 5),
    ("হাতে আঁকা পাঞ্জাবি", 1, 0),
)
#: For what a tip stands first, by a word of its title.
FIRST = ("অগ্রিম টাকা দেওয়া কি ঠিক", "অগ্রিম")
WORDS, WHY = ("সাঁচ", "ডাইস"), "পিঠার সাঁচকে অনেকে ডাইস বলেন।"


def add(moderator: Member) -> None:
    """Add what is missing; on another day they ask once more."""
    for line, people, found in ASKED:
        for number in range(people):
            with suppress(OperationalError):  # a count may be lost
                AskedQuery.ask(line, f"demo {number}", found)
    if not SearchPromotion.objects.exists():
        line, word = FIRST
        tip = Tip.objects.filter(page__title__contains=word).order_by("pk").first()
        if tip is not None:
            with suppress(promoting.NotOurs):
                promoting.promote(line, tip.get_absolute_url(), moderator)
    if not WordProposal.objects.exists():
        with suppress(Clash):
            WordProposal.propose(list(WORDS), WHY, moderator)


def remove() -> None:
    """Take it away again."""
    keys = [AskedQuery.key_of(line) for line, _people, _found in ASKED]
    AskedQuery.objects.filter(key__in=keys).delete()
    entries = ModerationEntry.objects.filter(target_kind="promotion", by__demo=True)
    put = entries.filter(action=ModerationEntry.Action.PROMOTE)
    picks = SearchPromotion.objects.filter(pk__in=put.values("target_id"))
    for pk in list(picks.values_list("pk", flat=True)):
        promoting.demote(pk, None)
    ModerationEntry.objects.filter(target_kind="promotion", by=None).delete()
    entries.delete()
    WordProposal.objects.filter(by__demo=True, decided_by=None).delete()
