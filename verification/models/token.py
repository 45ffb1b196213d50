"""PageToken: a word that a seller puts on her page elsewhere; PageLook: our going there
to see it."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.leases import Leased
from core.permissions import require
from moderation.models import require_voice
from sellers.models import Contact, Seller
from verification import placing

from .verification import Method, Verification

if TYPE_CHECKING:
    from profiles.models import Member

#: Letters and digits that nobody takes for another: no 0 o, 1 i l, 2 z, 5 s, 8 b.
ALPHABET = "34679acdefghjkmnpqrtuvwxy"
LENGTH = 7  # of these, some 6 thousand million
HOLDS = timedelta(days=7)
MOST_LOOKS, DAY = 5, timedelta(days=1)  # at one page


class Result(models.TextChoices):
    """What came of a look, in the words that she reads."""

    MARKED = "marked", _("The word stands in the head of your page.")
    SEEN = "seen", _("The word is on your page. A moderator looks where it stands.")
    TAKEN = "taken", _("Another seller has shown that she has this page.")
    MISSING = (
        "missing",
        _(
            "We were there and did not find the word. Look whether it is saved and can be "
            "seen without signing in."
        ),
    )
    CUT = (
        "cut",
        _(
            "We read the first part of your page and did not find the word there. Put it "
            "further up."
        ),
    )
    LEADS = (
        "leads",
        _("Your page leads on to another site. Give the address to which it leads."),
    )
    ADDRESS = "address", _("This is no address that we can visit.")
    NAME = "name", _("Nobody knows this address. Look whether it is written right.")
    INSIDE = "inside", _("This address is not on the open internet.")
    CONNECT = "connect", _("Nobody answered there. Try again in an hour.")
    CERTIFICATE = "certificate", _("The site's certificate is not right.")
    REDIRECTS = "redirects", _("The page leads on and on, without an end.")
    ANSWER = "answer", _("The page did not open, or opens only after a sign-in.")
    BROKEN = "broken", _("What came from there could not be read.")
    SLOW = "slow", _("It took too long. Try again in an hour.")


class PageTokenQuerySet(models.QuerySet["PageToken"]):
    """Reading and drawing tokens; a seller reads her own."""

    def of(self, seller: Seller) -> Self:
        """Those of her pages, drawn for her and not for an owner before her."""
        return self.filter(contact__seller=seller, member=seller.member_id)

    def sought_by(self, verification: Verification) -> "PageToken | None":
        """The one that a moderator looks for, who was asked by `verification`."""
        rows = self.filter(
            contact=verification.contact, member=verification.member
        ).order_by("-pk")
        return rows.select_related("contact").first()

    def draw(self, seller: Seller, contact: Contact, by: "Member") -> "PageToken":
        """The token for one of her pages; while it holds the one there is.

        Raises Refused for who is not the seller or may not write now, and for a page
        that she took out (`gone`).
        """
        require(seller.is_of(by), _("Only she whose page it is can ask for this."))
        require_voice(by)
        with transaction.atomic():
            seller.hold()
            contact.held()
            hers = self.of(seller).filter(contact=contact).order_by("-pk")
            earlier = hers.first()
            # What is being looked for stays, however long that takes.
            if earlier is not None and (
                earlier.is_valid or earlier.is_looked_for or earlier.is_with_staff
            ):
                return earlier
            return self.create(contact=contact, member=by, token=new_token())


class PageToken(models.Model):
    """A word for one page of one seller.

    It is no secret, for it stands where everyone reads it; what counts is that only
    the page's owner can put it there. `result` is what the last look found.
    """

    Result = Result

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="tokens"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    token = models.CharField(max_length=20, unique=True)
    drawn_at = models.DateTimeField(default=timezone.now, editable=False)
    looked_at = models.DateTimeField(null=True, editable=False)
    result = models.CharField(max_length=12, choices=Result, blank=True)
    looks_from = models.DateTimeField(null=True, editable=False)
    looks_count = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = PageTokenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["drawn_at"], name="tokens_by_age")]

    def __str__(self) -> str:
        return self.token

    @property
    def is_valid(self) -> bool:
        """Whether its seven days are not over."""
        return self.drawn_at > timezone.now() - HOLDS

    @property
    def until(self) -> Any:
        """When it runs out."""
        return self.drawn_at + HOLDS

    @property
    def is_looked_for(self) -> bool:
        """Whether the worker is about to look."""
        return PageLook.objects.filter(token=self).exists()

    @property
    def is_with_staff(self) -> bool:
        """Whether a moderator is to look."""
        rows = Verification.objects.waiting()
        return rows.filter(contact=self.contact, method=Method.STAFF).exists()

    # --- verbs ---

    @transaction.atomic
    def look(self) -> bool:
        """Have the worker look, or a moderator where pages of that host are closed to
        us; False where that waits already.

        Raises Refused when its time is over (`late`) and past five looks in a day
        (`limit`).
        """
        seller = self._hold()
        if self.is_looked_for or self.is_with_staff:
            return False
        if not placing.can_be_read(self.contact.value):
            self.bring_to_staff()
            return True
        now = timezone.now()
        if self.looks_from is None or self.looks_from < now - DAY:
            self.looks_from, self.looks_count = now, 0
        require(self.looks_count < MOST_LOOKS, enough_looks(), "limit")
        self.looks_count += 1
        self.save(update_fields=["looks_from", "looks_count"])
        PageLook.objects.create(
            token=self, address=placing.address_of(seller, self.contact)
        )
        return True

    @transaction.atomic
    def bring_to_staff(self) -> Verification:
        """Have a moderator look for it; the one that waits where one does."""
        seller = self._hold()
        return self._asked(seller, Method.STAFF)

    @transaction.atomic
    def settle(self, result: str) -> None:
        """Keep what a look found, and what follows: it stands, or a moderator looks."""
        seller = self.contact.seller
        seller.hold()
        others = Verification.objects.standing().filter(
            kind="page", key=self.contact.match_key
        )
        if result == Result.MARKED and others.exclude(seller=seller).exists():
            result = Result.TAKEN
        self.result, self.looked_at = result, timezone.now()
        self.save(update_fields=["result", "looked_at"])
        if result == Result.MARKED:
            self._asked(seller, Method.TOKEN).grant(None, method=Method.TOKEN)
        if result in {Result.SEEN, Result.TAKEN}:
            self._asked(seller, Method.STAFF)

    def _hold(self) -> Seller:
        seller: Seller = self.contact.seller
        seller.hold()
        self.contact.held()
        require(self.is_valid, too_late(), "late")
        return seller

    def _asked(self, seller: Seller, method: str) -> Verification:
        return Verification.ask(
            seller, "page", self.member, method=method, contact=self.contact
        )


class PageLook(Leased):
    """One look that waits. The row goes with what it found; a worker that dies leaves
    it to the next."""

    token = models.OneToOneField(
        PageToken, on_delete=models.CASCADE, related_name="look_due"
    )
    address = models.CharField(max_length=400)

    def __str__(self) -> str:
        return f"look at {self.address}"


def new_token() -> str:
    """Draw a word like uthan-7k3m9pc."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return f"{placing.PREFIX}{drawn}"


def too_late() -> Any:
    return _("The seven days of this word are over. Take the new one.")


def enough_looks() -> Any:
    return _("We looked often enough today. Try again tomorrow, or let a moderator.")
