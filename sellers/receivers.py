"""What follows from a seller's verbs, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from core import phones, text
from forum.models import Subscription, Thread
from sellers.models import Seller
from sellers.signals import seller_started


@receiver(seller_started)
def open_questions(seller: Seller, **_: Any) -> None:
    """Make the discussion in which she is asked and answers, on her page."""
    thread = Thread.objects.create(
        title=text.shorten(phones.mask(seller.name), 300),
        home_url=seller.get_absolute_url(),
        visible_from=None,
        version=1,
    )
    type(seller).objects.filter(pk=seller.pk).update(thread=thread)
    seller.thread = thread
    if seller.member is not None:
        # Each question is news to her.
        Subscription.follow_by_writing(seller.member, thread)
        thread.read_marks.create(member=seller.member)
