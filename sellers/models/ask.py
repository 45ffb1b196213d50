"""ContactAsk: a member asks a seller for a number that she gives only when asked."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.permissions import require
from moderation.models import require_voice
from sellers.signals import ask_answered, contact_asked

from .contact import (
    DAILY,
    DAY,
    PER_SELLER,
    PER_SELLER_DAYS,
    Contact,
    Reason,
    closed,
    hold_member,
    old_page,
)
from .seller import Seller

# So long she can answer, and so long a yes holds.
DAYS = timedelta(days=7)


class AskQuerySet(models.QuerySet["ContactAsk"]):
    """Reading who asked; the seller reads those to her, each member her own."""

    def to(self, seller: Seller) -> Self:
        """Those to one seller, the latest first."""
        return self.filter(contact__seller=seller).order_by("-pk")

    def of(self, member: Any) -> Self:
        """Those of one member, the latest first."""
        return self.filter(member=member.pk).order_by("-pk")

    def waiting(self) -> Self:
        """Those that she can still answer."""
        since = timezone.now() - DAYS
        return self.filter(answer="", asked_at__gt=since, contact__removed_at=None)

    def given(self) -> Self:
        """Those to which she said yes, while it holds."""
        since = timezone.now() - DAYS
        return self.filter(answer=ContactAsk.Answer.YES, answered_at__gt=since)

    def before(self, pk: int) -> Self:
        """Those older than the one with this id."""
        return self.filter(pk__lt=pk)

    def ask(
        self, contact: Contact, member: Any, reason: str, key: uuid.UUID
    ) -> "ContactAsk":
        """Ask for a detail; while she has not answered, the same ask.

        Raises Refused where `member` may not ask (`code` as Contact.reveal).
        """
        try:
            with transaction.atomic():
                return self._ask(contact, member, reason, key)
        except IntegrityError:
            # Two taps at the same moment: the other one was first.
            with transaction.atomic():
                return self._ask(contact, member, reason, key)

    def _ask(
        self, contact: Contact, member: Any, reason: str, key: uuid.UUID
    ) -> "ContactAsk":
        contact = contact.held()
        require(not contact.seller.is_of(member), _("This is your own."), "own")
        require(contact.seller.is_public, closed(), "closed")
        require(contact.mode == Contact.Mode.ASK, old_page(), "mode")
        contact.require_known(member)
        require_voice(member)
        hold_member(member)
        if earlier := self.filter(client_key=key).first():
            fits = (earlier.contact_id, earlier.member_id) == (contact.pk, member.pk)
            require(fits, old_page(), "key")
            return earlier
        hers = self.of(member)
        standing = hers.filter(contact=contact)
        if earlier := (standing.waiting() | standing.given()).first():
            return earlier
        self._require_left(hers, contact.seller)
        asked = self.create(
            contact=contact, member=member, reason=reason, client_key=key
        )
        contact_asked.announce(ContactAsk, ask=asked)
        return asked

    @staticmethod
    def _require_left(hers: "AskQuerySet", seller: Seller) -> None:
        now = timezone.now()
        today = hers.filter(asked_at__gt=now - DAY).count()
        require(today < DAILY, _("You have asked many today. Go on tomorrow."), "limit")
        lately = hers.filter(contact__seller=seller, asked_at__gt=now - PER_SELLER_DAYS)
        require(
            lately.count() < PER_SELLER,
            _("You have asked her often. Write to her on her page instead."),
            "limit",
        )


class ContactAsk(models.Model):
    """One ask: who, for which detail, why; what she answered.

    It can be answered for DAYS after `asked_at`, and a yes holds for DAYS after
    `answered_at`; both ends follow from the clock alone.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        BLOCK = "block", _("No, and block")

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="asks")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contact_asks"
    )
    reason = models.CharField(max_length=10, choices=Reason)
    client_key = models.UUIDField(unique=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-asked_at"]),
            models.Index(fields=["contact", "-id"]),
            models.Index(fields=["asked_at"], name="asks_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(answer__gt="", answered_at__isnull=False),
                name="an_answer_has_its_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} asks for {self.contact_id}"

    @property
    def anchor(self) -> str:
        """Its place on the page of her who is asked."""
        return f"ask-{self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether she can still answer."""
        return not self.answer and self.asked_at > timezone.now() - DAYS

    @property
    def is_given(self) -> bool:
        """Whether she said yes and it still holds."""
        at = self.answered_at
        is_yes = self.answer == self.Answer.YES and at is not None
        return is_yes and at is not None and at > timezone.now() - DAYS

    @property
    def holds_until(self) -> Any:
        """Until when her yes holds; None without one."""
        return self.answered_at + DAYS if self.answered_at else None

    @transaction.atomic
    def reply(self, answer: str) -> bool:
        """Say yes, no, or no and block (Answer), in her name whose number it is.

        False where she said so already. Another answer later takes the place of the
        first: a yes can be taken back. Raises Refused once it has run out, and for a
        moderator, who cannot be blocked.
        """
        # One after another: of two windows the later one counts.
        held = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        self.answer, self.answered_at = held.answer, held.answered_at
        if held.answer == answer:
            return False
        is_open = held.asked_at > timezone.now() - DAYS or held.is_given
        require(is_open or answer != self.Answer.YES, ran_out(), "late")
        owner = self.contact.seller.member
        if answer == self.Answer.BLOCK and owner is not None:
            owner.block(self.member)
        self.answer, self.answered_at = answer, timezone.now()
        self.save(update_fields=["answer", "answered_at"])
        ask_answered.announce(ContactAsk, ask=self)
        return True


def ran_out() -> Any:
    return _("This has run out. She can ask you once more.")
