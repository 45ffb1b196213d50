"""Code: six digits sent to a number by SMS; the right ones show that it is hers."""

import hmac
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from allauth.core.internal.cryptokit import generate_user_code
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.permissions import refuse, require
from moderation.models import require_voice
from profiles import sms
from profiles.models import SmsJob
from sellers import matching
from sellers.models import Contact, Seller
from sellers.models.contact import hold_member

from .verification import Method, Verification

if TYPE_CHECKING:
    from profiles.models import Member

LENGTH = 6  # digits
HOLDS = timedelta(minutes=10)
MOST_WRONG = 5
#: New codes of one number, from whichever account, and of one account.
APART, MOST_A_DAY, DAY = timedelta(seconds=60), 5, timedelta(days=1)


class Outcome(StrEnum):
    """What became of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"  # wrong too often: the right one is refused too
    OVER = "over"  # its ten minutes are past, or none was sent


class CodeQuerySet(models.QuerySet["Code"]):
    """Sending and finding codes."""

    def visible_to(self, member: Any) -> Self:
        """Hers alone; nobody else need know that one was sent."""
        return self.filter(member=member.pk)

    def latest_for(self, seller: Seller, kind: str, key: str) -> "Code | None":
        """The one that can be right: the last that was sent to this number, for this
        page and its owner."""
        rows = self.filter(
            seller=seller, member=seller.member_id, kind=kind, key=key
        ).order_by("-pk")
        return rows.first()

    def send(
        self,
        seller: Seller,
        kind: str,
        by: "Member",
        number: str,
        contact: Contact | None = None,
    ) -> "Code":
        """Send a code to `number` (E.164) for `kind` (phone, payout); what was sent
        there before counts no more.

        The SMS goes out with the transaction. Raises Refused for who is not the seller
        or may not write now, for a contact that she took back (`gone`), where this
        site sends no SMS (`sms`), and past a limit (`limit`). It asks nothing about
        who else has the number.
        """
        require(sms.is_sent(), no_sms(), "sms")
        require(seller.is_of(by), _("Only she whose page it is can ask for this."))
        require_voice(by)
        key = matching.digest(matching.PHONE, number)
        try:
            with transaction.atomic():
                hold_member(by)
                if contact is not None:
                    contact.held()
                self._require_left(by, key)
                require_not_with_staff(seller, kind, key)
                return self._send(seller, kind, by, number, key, contact)
        except IntegrityError:
            # Two pages asked for this number in the same moment.
            refuse(too_soon(), "limit")

    def _require_left(self, by: "Member", key: str) -> None:
        """Raise Refused where the number, or she, got enough."""
        now = timezone.now()
        for rows in (self.filter(key=key), self.filter(member=by)):
            soon = rows.filter(sent_at__gt=now - APART).exists()
            require(not soon, too_soon(), "limit")
            today = rows.filter(sent_at__gt=now - DAY).count()
            require(today < MOST_A_DAY, enough_today(), "limit")

    def _send(
        self,
        seller: Seller,
        kind: str,
        by: "Member",
        number: str,
        key: str,
        contact: Contact | None,
    ) -> "Code":
        digits = generate_user_code(length=LENGTH, numeric=True, dashed=False)
        now = timezone.now()
        code = self.create(
            seller=seller,
            member=by,
            kind=kind,
            contact=contact,
            key=key,
            ending=number[-2:],
            minute=int(now.timestamp() // APART.total_seconds()),
            sent_at=now,
        )
        self.filter(pk=code.pk).update(digest=code.digest_of(digits))
        # Nothing of hers stands in it: it may go to a stranger's phone.
        with translation.override(by.language):
            words = gettext(
                "Uthan: %(code)s is the code for a seller's number. If you did not ask "
                "for it, tell it to nobody; then nothing happens."
            )
        SmsJob.objects.queue(number, words % {"code": digits})
        return code


class Code(models.Model):
    """One code sent to one number: for whom, for what, how often it was guessed.

    `key` is the keyed hash of the number (sellers.matching), which a payout number is
    kept as and no more; `ending` its last two digits. `digest` is the code's keyed
    hash, of this row alone. `minute` lets one number get one in a minute even where
    many ask at once. `ended_at`: it was right, or wrong too often.
    """

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=10)
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, related_name="+"
    )
    key = models.CharField(max_length=64, editable=False)
    ending = models.CharField(max_length=2)
    digest = models.CharField(max_length=64, editable=False)
    minute = models.BigIntegerField(editable=False)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    wrong_count = models.PositiveSmallIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = CodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "minute"], name="one_code_a_minute")
        ]
        indexes = [
            models.Index(fields=["key", "-sent_at"], name="codes_by_number"),
            models.Index(fields=["member", "-sent_at"], name="codes_by_member"),
            models.Index(fields=["sent_at"], name="codes_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} code of {self.seller_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be right."""
        return self.ended_at is None and self.sent_at > timezone.now() - HOLDS

    def digest_of(self, digits: str) -> str:
        """The hash of a code under SECRET_KEY, in this row and in no other."""
        salt = "verification.code"
        value = f"{self.pk}:{digits}"
        return salted_hmac(salt, value, algorithm="sha256").hexdigest()

    @transaction.atomic
    def take(self, typed: str) -> Outcome:
        """Take a typed code; the right one makes the fact stand (Verification.grant).

        Five wrong ones end it for good. The right one once more is right again, so
        that a double tap says so. Raises Refused as Verification.ask does, and while a
        moderator looks at pictures of the number (`staff`).
        """
        self.seller.hold()
        rows = type(self).objects.select_for_update(no_key=True, of=("self",))
        held = rows.get(pk=self.pk)
        latest = type(self).objects.latest_for(self.seller, self.kind, self.key)
        if latest != held or self.seller.member_id != held.member_id:
            return Outcome.OVER
        is_right = hmac.compare_digest(
            held.digest.encode(), self.digest_of(typed).encode()
        )
        if held.ended_at is not None:
            was_right = held.wrong_count < MOST_WRONG
            return Outcome.RIGHT if was_right and is_right else Outcome.SPENT
        if not held.is_waiting:
            return Outcome.OVER
        if not is_right:
            return self._count_wrong(held)
        type(self).objects.filter(pk=self.pk).update(ended_at=timezone.now())
        self._stand()
        return Outcome.RIGHT

    def _count_wrong(self, held: "Code") -> Outcome:
        is_spent = held.wrong_count + 1 >= MOST_WRONG
        type(self).objects.filter(pk=self.pk).update(
            wrong_count=F("wrong_count") + 1,
            ended_at=timezone.now() if is_spent else None,
        )
        return Outcome.SPENT if is_spent else Outcome.WRONG

    def _stand(self) -> None:
        # Pictures may have come after the code went out; what they show is more.
        require_not_with_staff(self.seller, self.kind, self.key)
        asked = Verification.ask(
            self.seller,
            self.kind,
            self.member,
            method=Method.CODE,
            contact=self.contact,
            key=self.key,
            ending=self.ending,
        )
        asked.grant(None, method=Method.CODE)
        if self.contact is not None:
            self.contact.seller = self.seller
            self.contact.confirm()


def require_not_with_staff(seller: Seller, kind: str, key: str) -> None:
    """Raise Refused where a moderator looks at pictures of this number."""
    with_staff = Verification.objects.waiting().filter(
        seller=seller, kind=kind, key=key, method=Method.STAFF
    )
    require(not with_staff.exists(), looked_at(), "staff")


def looked_at() -> Any:
    return _("A moderator is looking at this number already.")


def no_sms() -> Any:
    return _("We cannot send SMS at the moment, so no number can be confirmed.")


def too_soon() -> Any:
    return _("A code has just gone there. Wait a minute, then ask for a new one.")


def enough_today() -> Any:
    return _("Enough codes went out today. Ask for a new one tomorrow.")
