"""Letter: a code on paper, posted to the address that a seller gave; LetterLook: who
read that address to post it."""

import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text
from core.permissions import require
from sellers import matching
from sellers.models import Contact, Seller

from .code import MOST_WRONG, Outcome
from .token import ALPHABET
from .verification import Method, Reason, Verification, require_may_decide

if TYPE_CHECKING:
    from profiles.models import Member

LENGTH = 8  # characters, in two groups of four
HOLDS = timedelta(days=45)  # from the day it was posted
ONE_IN = timedelta(days=30)


class LetterQuerySet(models.QuerySet["Letter"]):
    """Reading letters; a seller finds hers by the contact."""

    def of(self, seller: Seller) -> Self:
        """Those of a seller and its owner, the latest first."""
        rows = self.filter(
            verification__seller=seller, verification__member=seller.member_id
        )
        return rows.order_by("-pk")

    def to_post(self) -> Self:
        """Those that nobody has posted yet, the oldest first."""
        waiting = Verification.objects.waiting().filter(
            method=Method.LETTER, contact__removed_at=None
        )
        rows = self.filter(posted_at=None, verification__in=waiting.values("pk"))
        return rows.order_by("pk")

    def ask(self, seller: Seller, contact: Contact, by: "Member") -> "Letter":
        """Ask for a letter to `contact`, an address; while one is on its way, that one.

        Raises Refused as Verification.ask does, and within thirty days of one that was
        posted (`limit`).
        """
        with transaction.atomic():
            asked = Verification.ask(
                seller, "address", by, method=Method.LETTER, contact=contact
            )
            if earlier := self.filter(verification=asked).first():
                return earlier
            lately = self.of(seller).filter(posted_at__gt=timezone.now() - ONE_IN)
            require(not lately.exists(), one_a_month(), "limit")
            return self.create(verification=asked, nonce=secrets.token_hex(16))


class Letter(models.Model):
    """One letter. Its code stands on the paper alone: it is drawn from `nonce` under
    MATCH_KEY, which is not in the database and stays the same while a letter travels.
    """

    verification = models.OneToOneField(
        Verification, on_delete=models.CASCADE, related_name="letter"
    )
    nonce = models.CharField(max_length=32, editable=False)
    posted_at = models.DateTimeField(null=True, editable=False)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    wrong_count = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = LetterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def code(self) -> str:
        """What stands in the letter: 7K3M-9PCX."""
        number = int(matching.digest("letter", f"{self.pk}:{self.nonce}"), 16)
        signs = ""
        for _place in range(LENGTH):
            number, at = divmod(number, len(ALPHABET))
            signs += ALPHABET[at].upper()
        return f"{signs[:4]}-{signs[4:]}"

    @property
    def until(self) -> Any:
        """Until when the code can be written; None before it is posted."""
        return self.posted_at and self.posted_at + HOLDS

    # --- verbs ---

    @transaction.atomic
    def look(self, by: "Member") -> str:
        """Give the address to one who posts the letter, and write down who read it.

        Raises Refused where `by` may not decide about this seller.
        """
        require_may_decide(by, self.verification.seller)
        LetterLook.objects.create(letter=self, member=by)
        contact: Contact | None = self.verification.contact
        return contact.value if contact is not None else ""

    @transaction.atomic
    def post(self, by: "Member") -> bool:
        """Note that it was posted today; False where that was noted, or where it does
        not wait any more. Raises Refused as `look` does."""
        require_may_decide(by, self.verification.seller)
        self.verification.seller.hold()
        rows = type(self).objects.to_post().filter(pk=self.pk)
        now = timezone.now()
        to_post = list(rows.values_list("pk", flat=True))
        if (
            not type(self)
            .objects.filter(pk__in=to_post, posted_at=None)
            .update(posted_at=now, posted_by=by)
        ):
            return False
        self.posted_at, self.posted_by = now, by
        Verification.objects.filter(pk=self.verification.pk).update(
            waits_until=now + HOLDS
        )
        return True

    @transaction.atomic
    def take(self, typed: str) -> Outcome:
        """Take the code that she found in the letter; the right one makes the address
        stand. Five wrong ones end the letter for good."""
        self.verification.seller.hold()
        held = type(self).objects.select_related("verification").get(pk=self.pk)
        asked = held.verification
        asked.seller = self.verification.seller
        is_right = hmac.compare_digest(plain(typed).encode(), plain(self.code).encode())
        if asked.state == Verification.State.STANDING:
            return Outcome.RIGHT if is_right else Outcome.SPENT
        if held.wrong_count >= MOST_WRONG:
            return Outcome.SPENT
        if held.posted_at is None or not asked.is_waiting or asked.has_changed:
            return Outcome.OVER
        if is_right:
            asked.grant(None, method=Method.LETTER)
            return Outcome.RIGHT
        type(self).objects.filter(pk=self.pk).update(wrong_count=F("wrong_count") + 1)
        if held.wrong_count + 1 < MOST_WRONG:
            return Outcome.WRONG
        asked.refuse(None, Reason.CODE)
        return Outcome.SPENT


class LetterLook(models.Model):
    """One look of a moderator at the address of a letter."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="looks")
    member: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.letter_id} by {self.member_id}"


def plain(typed: str) -> str:
    """A code as it is compared: capitals and digits, whatever stands between."""
    line = text.to_ascii_digits(text.normalise_line(typed[:100])).upper()
    return "".join(sign for sign in line if sign.isascii() and sign.isalnum())


def one_a_month() -> Any:
    return _(
        "A letter was posted to you lately. You can ask for another after a month."
    )
