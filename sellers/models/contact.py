"""Contact: a number, an address or a page of a seller; Reveal: who saw its digits."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import phones, text
from core.permissions import refuse, require
from moderation.models import require_voice, suspending
from profiles.models import Block, Member
from sellers import matching

from .seller import Seller

if TYPE_CHECKING:
    from .ask import AskQuerySet
    from .contact_change import ContactChangeQuerySet

LONGEST_VALUE = 500  # characters
MOST_CONTACTS = 6  # of one seller, her pages elsewhere not counted
DAY = timedelta(days=1)
#: So long a page says that a number is new, and earlier ones can take that back.
CHANGED_LATELY = timedelta(days=7)
# What one member may see: numbers in a day, and of one seller in these days.
DAILY = 10
PER_SELLER, PER_SELLER_DAYS = 3, timedelta(days=30)
# What guests may see in a day: from one address, and of one number from all addresses.
# Many phones share one address here, so the first is not small.
GUESTS_PER_ADDRESS, GUESTS_PER_NUMBER = 20, 60

# Whether a member has a deal with a seller; the room that knows deals adds itself from
# its `ready()`.
DEALS: list[Callable[[Seller, Any], bool]] = []


class Reason(models.TextChoices):
    """Why somebody wants to see a number."""

    BUY = "buy", _("I want to buy something")
    ORDER = "order", _("About an order of mine")
    OTHER = "other", _("Something else")


class ContactQuerySet(models.QuerySet["Contact"]):
    """Reading contact details; none of these shows a digit."""

    def standing(self) -> Self:
        """Those that she has not taken back."""
        return self.filter(removed_at=None)

    def visible_to(self, member: Any) -> Self:
        """Those of which `member` (or a guest) may know that they are there."""
        sellers = Seller.objects.visible_to(member)
        rows = self.standing().exclude(kind=Contact.Kind.PAGE)
        return rows.filter(seller__in=sellers.values("pk"))

    def of(self, seller: Seller) -> Self:
        """Hers, in the order in which she gave them; not her pages elsewhere."""
        rows = self.standing().filter(seller=seller).exclude(kind=Contact.Kind.PAGE)
        return rows.order_by("pk")

    def matching(self, key: str) -> Self:
        """Those found by the hash of a number or a page: what she lets members see, on
        pages that everyone may read. Nothing that she gives only when asked."""
        shown = Q(mode__in=(Contact.Mode.MEMBERS, Contact.Mode.BUSINESS))
        public = Seller.objects.public()
        return self.standing().filter(
            shown, Contact.TO_MATCH, match_key=key, seller__in=public.values("pk")
        )

    def put(self, seller: Seller, kind: str, value: str, mode: str) -> "Contact":
        """Give one more way to reach `seller`; the same again is the one there is, and
        who may see that stays as she said (`change_mode`).

        `value` is as a form cleaned it: a number as ``+880…``, an address in words.
        Raises Refused for too many, and when she may not write now.
        """
        with transaction.atomic():
            seller.hold()
            if seller.member is not None:
                require_voice(seller.member)
            key = Contact.key_of(kind, value)
            hers = self.of(seller)
            if earlier := hers.filter(kind=kind, match_key=key).first():
                return earlier
            require(hers.count() < MOST_CONTACTS, too_many(), "many")
            earlier_numbers = self.earlier_numbers(seller, kind, key)
            now = timezone.now()
            contact = self.create(
                seller=seller,
                kind=kind,
                value=value,
                mode=mode,
                match_key=key,
                follows=bool(earlier_numbers),
                created_at=now,
            )
            for number in earlier_numbers:
                number.tell_changed(now)
            seller.raise_version()
            return contact

    def earlier_numbers(self, seller: Seller, kind: str, key: str) -> "list[Contact]":
        """The other numbers that she has, or took back a week ago at most, when one of
        `kind` comes to them."""
        if kind not in Contact.NUMBERS:
            return []
        lately = Q(removed_at=None) | Q(removed_at__gt=timezone.now() - CHANGED_LATELY)
        rows = self.filter(lately, seller=seller, kind__in=Contact.NUMBERS)
        found = rows.exclude(match_key=key).order_by("-pk")
        # One to a number: it may have stood here more than once.
        numbers = {each.match_key: each for each in found}
        for each in numbers.values():
            each.seller = seller
        return list(numbers.values())


class Contact(models.Model):
    """One way to reach a seller.

    `value` is a number as ``+880…``, an address in words, the address of a page; nothing
    but `reveal` gives it out. `match_key` is its keyed hash (sellers.matching). `mode`
    says who may see it. `confirmed_at` is set while she has shown by a code that the
    number is hers; nobody else's is given to guests. `follows` is true of a number that
    came where she had another. Rows of kind page follow `seller.links`, which everyone
    reads.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Mobile number")
        WHATSAPP = "whatsapp", _("WhatsApp number")
        ADDRESS = "address", _("Street address")
        PAGE = "page", _("Page elsewhere")

    class Mode(models.TextChoices):
        MEMBERS = "members", _("Members who have confirmed their own number")
        ASK = "ask", _("Only those to whom I say yes")
        BUSINESS = "business", _("Everyone: it is my business number")
        DEAL = "deal", _("Only those with whom I have a deal")

    NUMBERS = (Kind.PHONE, Kind.WHATSAPP)
    TO_MATCH = Q(kind__in=(Kind.PHONE, Kind.WHATSAPP, Kind.PAGE))

    seller = models.ForeignKey(
        Seller, on_delete=models.PROTECT, related_name="contacts"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=LONGEST_VALUE)
    match_key = models.CharField(max_length=64, db_index=True, editable=False)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.MEMBERS)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    follows = models.BooleanField(default=False, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "kind", "match_key"],
                condition=Q(removed_at=None),
                name="one_contact_per_value",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.seller_id}"

    @staticmethod
    def key_of(kind: str, value: str) -> str:
        """The hash under which a detail of this kind is found."""
        if kind in Contact.NUMBERS:
            return matching.digest(matching.PHONE, value)
        if kind == Contact.Kind.PAGE:
            return matching.digest(matching.PAGE, value)
        return matching.digest(kind, text.fold(value))

    @classmethod
    def modes_for(cls, kind: str) -> tuple["Contact.Mode", ...]:
        """The modes among which she chooses; the first is the usual one. A street
        address is never for everyone."""
        if kind == cls.Kind.ADDRESS:
            return (cls.Mode.DEAL, cls.Mode.ASK, cls.Mode.MEMBERS)
        return (cls.Mode.MEMBERS, cls.Mode.ASK, cls.Mode.BUSINESS)

    @property
    def is_number(self) -> bool:
        """Whether it has digits to call."""
        return self.kind in self.NUMBERS

    @property
    def is_confirmed(self) -> bool:
        """Whether a code came back from the number: one that was sent to it here, or to
        sign in with."""
        if self.confirmed_at is not None:
            return True
        owner = self.seller.member
        signs_in = owner is not None and owner.phone_verified
        return self.is_number and signs_in and self.value == owner.phone  # type: ignore[union-attr]

    @property
    def changed_lately(self) -> bool:
        """Whether it came where another number was, within CHANGED_LATELY."""
        return self.follows and self.created_at > timezone.now() - CHANGED_LATELY

    @property
    def is_for_guests(self) -> bool:
        """Whether guests may see it. A number that nobody confirmed may be a stranger's,
        typed here to have him called."""
        return self.mode == self.Mode.BUSINESS and self.is_confirmed

    def masked(self, language: str) -> str:
        """What everyone may see of it: ০১৭••••••৭৮; of an address nothing."""
        return phones.mask_number(self.value, language) if self.is_number else ""

    # --- verbs ---

    @transaction.atomic
    def change_mode(self, mode: str) -> bool:
        """Let others see it than before; False where it was so."""
        rows = type(self).objects.standing().filter(pk=self.pk).exclude(mode=mode)
        if not rows.update(mode=mode):
            return False
        self.mode = mode
        self.seller.raise_version()
        return True

    @transaction.atomic
    def remove(self) -> bool:
        """Take it back; who saw it stays written. False where that was done."""
        rows = type(self).objects.standing().filter(pk=self.pk)
        now = timezone.now()
        if not rows.update(removed_at=now):
            return False
        self.removed_at = now
        self.tell_changed(now)
        self.seller.raise_version()
        return True

    @transaction.atomic
    def confirm(self, is_hers: bool = True) -> bool:
        """Note that a code came back from the number, or that this counts no more
        (`is_hers` False); False where it was so or where she took the number back."""
        rows = type(self).objects.standing().filter(pk=self.pk)
        rows = rows.filter(confirmed_at__isnull=is_hers)
        self.confirmed_at = timezone.now() if is_hers else None
        if not rows.update(confirmed_at=self.confirmed_at):
            return False
        self.seller.raise_version()
        return True

    def tell_changed(self, at: datetime) -> None:
        """Tell the number itself, where it is hers, what changes on the page `at` now."""
        if self.is_confirmed:
            changes: ContactChangeQuerySet = self.changes.all()  # type: ignore[attr-defined]
            changes.tell(self, at)

    def reveal(
        self, member: Any, reason: str, key: uuid.UUID, *, address: str = ""
    ) -> str:
        """Give `member` (None: a guest, from the network `address`) the digits, and
        write down who saw them and why.

        `reason` is one of Reason. The same `key` again is the same look, so a retry
        counts once. Raises Refused where she may not (`code`: gone, sign-in, phone,
        closed, ask, deal, key) and past a limit (limit).
        """
        try:
            with transaction.atomic():
                return self._reveal(member, reason, key, address)
        except IntegrityError:
            # The same tap twice at once: the other one wrote it.
            with transaction.atomic():
                return self._reveal(member, reason, key, address)

    def _reveal(self, member: Any, reason: str, key: uuid.UUID, address: str) -> str:
        contact = self.held()
        if member is not None and contact.seller.is_of(member):
            return contact.value
        contact.require_open(member)
        earlier = Reveal.objects.filter(client_key=key).first()
        network = matching.digest("network", address) if member is None else ""
        if earlier is not None:
            fits = earlier.is_of(contact, member, network)
            require(fits, old_page(), "key")
            return contact.value
        if member is None:
            contact.require_guests_left(network)
        else:
            hold_member(member)
            Reveal.objects.of(member).require_left(contact.seller)
        Reveal.objects.create(
            contact=contact,
            member=member,
            reason=reason,
            client_key=key,
            network=network,
        )
        return contact.value

    def held(self) -> "Contact":
        """The row as it stands now; raises Refused where she took it back."""
        rows = type(self).objects.standing().select_related("seller__member")
        contact = rows.filter(pk=self.pk).first()
        return contact or refuse(_("She has taken this back."), "gone")

    def require_open(self, member: Any) -> None:
        """Raise Refused unless this contact is open to `member` (None: a guest)."""
        require(self.seller.is_public, closed(), "closed")
        if member is None:
            require(self.is_for_guests, _("Sign in to see this."), "sign-in")
            return
        self.require_known(member)
        if self.mode == self.Mode.ASK:
            require(self.was_given_to(member), ask_first(), "ask")
        if self.mode == self.Mode.DEAL:
            dealt = any(has_deal(self.seller, member) for has_deal in DEALS)
            require(dealt, _("She shows it to those who have a deal with her."), "deal")

    def require_known(self, member: Any) -> None:
        """Raise Refused for one who has confirmed no number (but for a number that
        guests see too), who is kept from doing anything here, or where one of the two
        blocked the other; she need not learn which of them."""
        is_known = member.phone_verified or self.is_for_guests
        require(is_known, confirm_first(), "phone")
        owner = self.seller.member
        is_blocked = owner is not None and Block.objects.between(owner, member).exists()
        require(not is_blocked and suspending(member) is None, closed(), "closed")

    def was_given_to(self, member: Any) -> bool:
        """Whether she said yes to `member`, and it still holds."""
        asks: AskQuerySet = self.asks.all()  # type: ignore[attr-defined]
        return asks.filter(member=member).given().exists()

    def require_guests_left(self, network: str) -> None:
        """Raise Refused where guests have seen enough of it, or this one of all."""
        # One after another, so that many at once are counted: first those from there,
        # then those who look at this.
        GuestNetwork.hold(network)
        type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        today = Reveal.objects.filter(member=None, at__gt=timezone.now() - DAY)
        from_there = today.filter(network=network).count()
        require(from_there < GUESTS_PER_ADDRESS, guests_enough(), "limit")
        of_this = today.filter(contact=self).count()
        require(of_this < GUESTS_PER_NUMBER, guests_enough(), "limit")


def hold_member(member: Member) -> None:
    """Let what one member does be counted one after another, in this transaction."""
    Member.objects.select_for_update(no_key=True).filter(pk=member.pk).first()


class GuestNetwork(models.Model):
    """A network address from which guests looked, as its keyed hash: the row that is
    held while they are counted. `seen_at` is the last time, and a day later it goes."""

    network = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.network

    @classmethod
    def hold(cls, network: str) -> None:
        """Let guests from there be counted one after another, in this transaction."""
        rows = GuestNetwork.objects
        rows.bulk_create([GuestNetwork(network=network)], ignore_conflicts=True)
        # The write holds the row, and begins it anew where it was just forgotten.
        if not rows.filter(pk=network).update(seen_at=timezone.now()):
            cls.hold(network)


class RevealQuerySet(models.QuerySet["Reveal"]):
    """Reading who saw what; the seller reads it, and each member her own."""

    def of(self, member: Any) -> Self:
        """What one member saw."""
        return self.filter(member=member)

    def seen_of(self, seller: Seller) -> Self:
        """What was seen of one seller."""
        return self.filter(contact__seller=seller)

    def before(self, pk: int) -> Self:
        """Those older than the one with this id."""
        return self.filter(pk__lt=pk)

    def newest(self) -> Self:
        """The latest first; stable."""
        return self.order_by("-pk")

    def require_left(self, seller: Seller, at: datetime | None = None) -> None:
        """Raise Refused where these are as many as one member may see."""
        now = at or timezone.now()
        today = self.filter(at__gt=now - DAY).count()
        require(today < DAILY, enough_today(), "limit")
        lately = self.seen_of(seller).filter(at__gt=now - PER_SELLER_DAYS).count()
        require(lately < PER_SELLER, enough_of_her(), "limit")


class Reveal(models.Model):
    """One look at a contact detail: who (`member` None: a guest), which, why, when.

    `network` is the keyed hash of a guest's address, to count by.
    """

    Reason = Reason

    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="reveals"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="reveals",
    )
    reason = models.CharField(max_length=10, choices=Reason)
    client_key = models.UUIDField(unique=True, editable=False)
    network = models.CharField(max_length=64, blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RevealQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-at"]),
            models.Index(fields=["contact", "-at"]),
            models.Index(fields=["network", "-at"], name="reveals_by_network"),
            models.Index(fields=["at"], name="reveals_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} by {self.member_id}"

    def is_of(self, contact: Contact, member: Any, network: str) -> bool:
        """Whether this is that reader's look at that detail."""
        reader = None if member is None else member.pk
        return (self.contact_id, self.member_id, self.network) == (
            contact.pk,
            reader,
            network,
        )


def too_many() -> Any:
    return _("That is as many as fit here. Take one back first.")


def closed() -> Any:
    return _("This cannot be shown now. You can ask her on her page.")


def old_page() -> Any:
    return _("This page is an old one. Open her page again.")


def confirm_first() -> Any:
    return _("Confirm your own mobile number first, so that she knows who asks.")


def ask_first() -> Any:
    return _("She shows it to those to whom she says yes. Ask her.")


def enough_today() -> Any:
    return _("You have looked at many numbers today. Write to her on her page instead.")


def enough_of_her() -> Any:
    return _(
        "You have looked at her number often this month. Write to her on her page "
        "instead."
    )


def guests_enough() -> Any:
    return _("Many have looked at this today. Sign in to see it.")
