"""UnclaimedPage: the page of a seller who is not here; SellerClaim: "that is me"."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text
from core.permissions import require
from moderation.models import require_voice
from photos.models import Photo
from sellers import matching
from sellers.pasted import Pasted
from sellers.signals import claim_made, claim_refused, seller_started

from .contact import Contact
from .contact_change import ContactChange
from .known import Lookup
from .merge import SellerMerge
from .review import Review
from .seller import NameTaken, Seller

if TYPE_CHECKING:
    from profiles.models import Member

DAILY_PAGES = 3  # that a member can begin for others
LONGEST_CLAIM = 1_000  # characters


class UnclaimedPage(models.Model):
    """What a page without an account was begun with: a number or a page elsewhere, as a
    keyed hash alone (sellers.matching), so that there is one page for each. `known_to`
    are those who named it; until a first review of it is shown nobody else sees it."""

    seller = models.OneToOneField(
        Seller, on_delete=models.CASCADE, related_name="unclaimed"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    known_to = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"page {self.seller_id}"

    # --- verbs ---

    @classmethod
    def find_or_make(cls, member: "Member", pasted: Pasted, name: str) -> Seller:
        """The page of who has this number or page elsewhere; begun where there is none.

        It tells whether somebody is known here, so it counts among the questions that
        a member may ask in a day (Lookup). Raises NameTaken for a new one called like
        another seller, and Refused where she may not, or began many today.
        """
        require_voice(member)
        digest = pasted.key
        asked = uuid.uuid5(uuid.NAMESPACE_URL, f"review {member.pk} {digest}")
        lookup = Lookup.count_in(member, pasted, asked)
        if owner := matching.owner_of(digest):
            lookup.tell(found=True)
            return owner
        if (into := cls._merged(digest)) is not None:
            lookup.tell(found=True)
            return into
        if (found := cls._found(digest)) is None:
            since = timezone.now() - timedelta(days=1)
            today = cls.objects.filter(made_by=member, at__gt=since).count()
            require(
                today < DAILY_PAGES,
                _("You have begun several pages today. Begin this one tomorrow."),
            )
            found = cls._make(member, digest, name)
        found.known_to.add(member)
        return found.seller

    @classmethod
    def _merged(cls, digest: str) -> Seller | None:
        """The page that the one with this digest became part of."""
        found = Seller.objects.filter(parts__unclaimed__digest=digest)
        into = found.select_related("member", "thread").first()
        shown = into is None or into.is_public
        require(shown, _("The page of this seller is not shown at present."))
        return into

    @classmethod
    def _found(cls, digest: str) -> "UnclaimedPage | None":
        pages = cls.objects.filter(digest=digest).select_related("seller__member")
        found = pages.first()
        hidden = found is not None and found.seller.is_hidden
        require(not hidden, _("Moderators took the page of this seller away."))
        return found

    @classmethod
    def _make(cls, member: "Member", digest: str, name: str) -> "UnclaimedPage":
        try:
            with transaction.atomic():
                seller = Seller(slug=Seller.objects.free_slug(name))
                seller.take({"name": name})
                seller.save(force_insert=True)
                return cls.objects.create(seller=seller, digest=digest, made_by=member)
        except IntegrityError:
            if found := cls._found(digest):
                return found  # two taps at the same moment
            raise NameTaken from None


def digests_of(seller: Seller) -> list[str]:
    """What the page was begun with, and those that became part of it
    (matching.NUMBERS)."""
    its = Q(seller=seller) | Q(seller__merged_into=seller)
    pages = UnclaimedPage.objects.filter(its)
    return list(pages.values_list("digest", flat=True))


class SellerClaimQuerySet(models.QuerySet["SellerClaim"]):
    """Reading claims."""

    def visible_to(self, member: Any) -> Self:
        """Hers; a moderator all."""
        if not getattr(member, "is_authenticated", False):
            return self.none()
        return self if member.is_moderator else self.filter(member=member.pk)

    def of(self, member: Any) -> Self:
        """Hers, the latest first."""
        return self.filter(member=member.pk).order_by("-pk")

    def before(self, pk: int) -> Self:
        """Those that come later in `of` than this one."""
        return self.filter(pk__lt=pk)


class SellerClaim(models.Model):
    """A member says that an unclaimed page is hers, with what shows it. `number_fits`
    says that the page was begun with the number she confirmed, `decision` what a moderator
    said to a claim that was refused."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a moderator")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not accepted")

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="claims")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims"
    )
    status = models.CharField(
        max_length=10, choices=Status, default=Status.WAITING, editable=False
    )
    words = models.TextField(max_length=LONGEST_CLAIM)
    photo = models.OneToOneField(
        Photo, on_delete=models.PROTECT, null=True, related_name="as_claim"
    )
    number_fits = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=300, blank=True)

    objects = SellerClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "member"], name="one_claim_per_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.seller_id}"

    def get_absolute_url(self) -> str:
        return reverse("sellers:claim", args=[self.seller.slug])

    # --- verbs ---

    @classmethod
    @transaction.atomic
    def make(
        cls, seller: Seller, member: "Member", words: str, photo: int | None = None
    ) -> "SellerClaim":
        """Bring it to the moderators; while one waits it is that one. Who has a page
        has this one's reviews put on hers. Raises Refused for a page that is somebody's
        or that she reviewed, where hers is not shown, and where she may not."""
        require_voice(member)
        seller.hold()
        held = Seller.objects.get(pk=seller.pk)
        free = held.member_id is None and held.merged_into_id is None
        require(free, _("This page has been claimed already."))
        if mine := Seller.objects.of(member):
            SellerMerge.require_shown(mine)
        written = seller.reviews.filter(by=member).exclude(status=Review.Status.DRAFT)
        require(
            not written.exists(),
            _(
                "You have written about this page as one who bought. If it is yours, "
                "write to the moderators."
            ),
        )
        earlier = SellerClaim.objects.filter(seller=seller, member=member).first()
        if earlier is not None and earlier.status == cls.Status.WAITING:
            return earlier
        claim = earlier or SellerClaim(seller=seller, member=member)
        own = matching.digest(matching.PHONE, member.phone) if member.phone else ""
        claim.words = text.normalise(words)
        claim.number_fits = member.phone_verified and own in digests_of(seller)
        claim.status, claim.decided_at = cls.Status.WAITING, None
        claim.decision = ""
        if photo:
            Photo.release([claim.photo_id] if claim.photo_id else [])
            claim.photo = Photo.claim(member, {photo: ""})[0]
        claim.save()
        claim_made.announce(cls, claim=claim)
        return claim

    @transaction.atomic
    def accept(self) -> bool:
        """The page is hers from now on: she answers, and is asked. Where she has one,
        it becomes part of that (SellerMerge). False where it is somebody's by now.
        Raises Refused where hers is not shown."""
        self.seller.hold()
        mine = Seller.objects.select_related("thread").of(self.member)
        if mine is not None:
            merged = SellerMerge.begin(self.seller, mine, self.pk)
            return merged and self._decide(self.Status.ACCEPTED)
        free = Seller.objects.filter(pk=self.seller_id, member=None, merged_into=None)
        if not free.update(member=self.member):
            return False
        self.seller.member = self.member
        self._decide(self.Status.ACCEPTED)
        if self.seller.thread is None:
            seller_started.announce(Seller, seller=self.seller)
        self.seller._visibility_changed()
        self.seller.renamed()
        return True

    @transaction.atomic
    def refuse(self, reason: str = "") -> bool:
        """The moderators do not think so, and say why; False when it was decided."""
        if self.status != self.Status.WAITING:
            return False
        self._decide(self.Status.REFUSED, reason)
        claim_refused.announce(type(self), claim=self)
        return True

    @transaction.atomic
    def wait_again(self) -> bool:
        """The refusal is taken back: it waits; False when it was not refused."""
        refused = self.status == self.Status.REFUSED
        return refused and self._decide(self.Status.WAITING)

    @transaction.atomic
    def take_back(self) -> bool:
        """The page is nobody's again, and the claim waits; False when it was not hers.

        Her numbers and addresses go: they are hers and not the page's, and no link that
        one of them got brings it back.
        """
        self.seller.hold()
        merge = SellerMerge.objects.filter(claim=self, back=False)
        if merged := merge.select_related(*SellerMerge.PAGES).first():
            return merged.part() and self._decide(self.Status.WAITING)
        hers = Seller.objects.filter(pk=self.seller_id, member=self.member)
        if not hers.update(member=None):
            return False
        self.seller.member = None
        now = timezone.now()
        told = ContactChange.objects.filter(contact__seller=self.seller)
        told.filter(undone_at=None).update(undone_at=now)
        Contact.objects.of(self.seller).update(removed_at=now)
        self._decide(self.Status.WAITING)
        self.seller.raise_version()
        self.seller.renamed()
        return True

    def _decide(self, status: str, reason: str = "") -> bool:
        now = None if status == self.Status.WAITING else timezone.now()
        rows = type(self).objects.filter(pk=self.pk)
        rows.update(status=status, decided_at=now, decision=reason[:300])
        self.status, self.decided_at, self.decision = status, now, reason[:300]
        return True


def let_go_of_claims(since: Any) -> int:
    """Forget pictures of claims decided before `since`; how many there were."""
    old = SellerClaim.objects.filter(decided_at__lt=since).exclude(photo=None)
    gone = 0
    for claim in old[:200]:
        with transaction.atomic():
            if old.filter(pk=claim.pk).update(photo=None):
                Photo.release([claim.photo_id or 0])
                gone += 1
    return gone
