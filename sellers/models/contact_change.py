"""ContactChange: the numbers on a page became others; one that was there before can
take it back."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from core import phones, text
from profiles import sms
from profiles.models import SmsJob

from .contact import CHANGED_LATELY, DAY, Contact

UNDONE_WITHIN = CHANGED_LATELY
#: SMS to one number in a day: the link of the first takes back what came after, too.
TOLD_A_DAY = 3
#: Who took a change back cannot do so again for so long, or a number that she gave up
#: would stay on her page for ever.
ONCE_IN = timedelta(days=30)
LONGEST_NAME = 30  # characters of the page's name in an SMS


class ContactChangeQuerySet(models.QuerySet["ContactChange"]):
    """The changes that one number was told of (`contact.changes`)."""

    def open(self) -> Self:
        """Those that can be taken back."""
        since = timezone.now() - UNDONE_WITHIN
        return self.filter(undone_at=None, at__gt=since)

    def found(self, token: str) -> "ContactChange | None":
        """The change that a link takes back, while it can."""
        rows = self.open().select_related("contact__seller__member")
        return rows.filter(token_hash=_hash(token)).first()

    def tell(self, contact: Contact, now: datetime) -> None:
        """Have the number of `contact` told of a change at `now`, with a link that takes
        it back."""
        of_number = self.filter(
            contact__seller=contact.seller_id, contact__match_key=contact.match_key
        )
        today = of_number.filter(at__gt=now - DAY).count()
        undone = of_number.filter(undone_at__gt=now - ONCE_IN).exists()
        if not sms.is_sent() or today >= TOLD_A_DAY or undone:
            return
        token = secrets.token_urlsafe(16)
        self.create(contact=contact, token_hash=_hash(token), at=now)
        member = contact.seller.member
        path = reverse("sellers:contact-undo", args=[token])
        with translation.override(member.language if member else None):
            words = gettext(
                "Uthan: the numbers on your page “%(page)s” were changed. If it was not "
                "you, take it back within 7 days: %(url)s"
            )
        name = text.shorten(phones.mask(contact.seller.name), LONGEST_NAME)
        said = {"page": name, "url": settings.SITE_URL + path}
        SmsJob.objects.queue(contact.value, words % said)


class ContactChange(models.Model):
    """One change that the confirmed number `contact` was told of by SMS.

    The link in it takes back, once and within seven days, what was changed since. Only
    a hash of the link's word is kept.
    """

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="changes"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = ContactChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.contact_id} at {self.at:%Y-%m-%d}"

    @transaction.atomic
    def undo(self) -> bool:
        """Put the numbers back as they were: what was given since goes, this number
        stands again, and all phones are signed out. False where it was undone before.
        """
        seller = self.contact.seller
        seller.hold()
        now = timezone.now()
        rows = type(self).objects.open().filter(contact__seller=seller)
        if not rows.filter(pk=self.pk).exists():
            return False
        rows.filter(at__gte=self.at).update(undone_at=now)
        numbers = Contact.objects.filter(seller=seller, kind__in=Contact.NUMBERS)
        since = numbers.standing().filter(created_at__gte=self.at)
        since.exclude(match_key=self.contact.match_key).update(removed_at=now)
        self._stand_again()
        seller.raise_version()
        if seller.member is not None:
            seller.member.end_sessions()
            _tell_owner(seller.member.phone or "", seller.member.language)
        return True

    def _stand_again(self) -> None:
        hers = Contact.objects.filter(
            seller=self.contact.seller_id,
            kind=self.contact.kind,
            match_key=self.contact.match_key,
        )
        if hers.standing().exists():
            return  # she gave the same number once more
        hers.filter(pk=self.contact_id).update(removed_at=None)


def _tell_owner(phone: str, language: str) -> None:
    if not phone:
        return
    with translation.override(language):
        words = gettext(
            "Uthan: the change of the numbers on your page was taken back from an "
            "earlier number, and all phones were signed out."
        )
    SmsJob.objects.queue(phone, words)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
