"""Review: what a buyer says of a purchase, and what becomes of it."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text
from core.permissions import refuse, require
from moderation.models import COVERED, Hideable, require_voice
from photos.models import MOST_PHOTOS, Photo, PhotosGone, Picture
from profiles.models import Block
from sellers import self_review
from sellers.signals import review_changed, review_contested, review_told

from .score import ASPECTS, SellerScore
from .seller import ChangedMeanwhile, Seller

if TYPE_CHECKING:
    from profiles.models import Member

LONGEST_REVIEW = 2_000  # characters
LONGEST_ANSWER = 1_000


class Aspect(models.TextChoices):
    """What stars are given for; the values are columns of Review."""

    LIKE_PICTURES = "like_pictures", _("Was it like the pictures?")
    ON_TIME = "on_time", _("Did it come on time?")
    BEHAVIOUR = "behaviour", _("How were you treated?")
    PACKAGING = "packaging", _("How was it packed?")
    RETURNS = "returns", _("How did returning or exchanging go?")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reading reviews."""

    def visible_to(self, member: Any) -> Self:
        """Reviews whose words `member` (or a guest) may read: those that are shown, on
        pages that she sees, and her own. What is not sent yet is its author's alone."""
        own = Q(by=member.pk) if getattr(member, "pk", None) else Q(pk__in=[])
        if getattr(member, "is_moderator", False):
            return self.filter(own | ~Q(status=Review.Status.DRAFT))
        sellers = Seller.objects.visible_to(member)
        seen = sellers.values("pk")
        standing = Q(seller__in=seen) | Q(seller__merged_into__in=seen)
        shown = Q(status=Review.Status.SHOWN, hidden_at=None) & standing
        return self.filter(own | shown)

    def shown(self) -> Self:
        """Those that count and stand on the seller's page."""
        return self.filter(status=Review.Status.SHOWN, hidden_at=None, part_of=None)

    def by_buyer(self, seller: Seller, member: Any) -> "Review | None":
        """The one that stands for the two of them, or None."""
        return self.filter(seller=seller, by=member.pk, part_of=None).first()

    def of(self, member: Any) -> Self:
        """What she wrote herself, the latest first."""
        return self.filter(by=member.pk).order_by("-pk")

    def waiting_for(self, member: Any) -> Self:
        """Those whose proof the seller can look at now, the oldest first."""
        waiting = self.filter(status=Review.Status.WAITING, hidden_at=None)
        return waiting.filter(seller__member=member.pk).order_by("pk")

    def before(self, pk: int) -> Self:
        """Those that come later in `of` than this one."""
        return self.filter(pk__lt=pk)

    def after(self, pk: int) -> Self:
        """Those that come later in `waiting_for` than this one."""
        return self.filter(pk__gt=pk)

    def for_list(self) -> Self:
        """With what a list draws."""
        return self.select_related("by", "seller", "seller__member")


class Review(Hideable):
    """One buyer's word about one seller; there is one for the two of them, so a form
    that a phone sends twice finds it, and it needs no client key.

    Columns of ASPECTS hold 1 to 5 stars, or None where she said nothing; `stars` is
    their mean, rounded. A draft is hers alone; sent with a proof it waits for the seller
    or a moderator to look at that. REFUSED is one that was hidden while it waited.
    `basis` tells what stands there from other words. `answer` is the seller's, `update`
    what the buyer adds after it, `contested_at` when the seller said that facts in it
    are wrong (once), `contest_open` until a moderator has decided. `useful_count` counts ReviewVote.
    `part_of` is the newer one that stands where the buyer wrote on two pages that
    became one (SellerMerge): this one is read there, as it was, and counts no more.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        WAITING = "waiting", _("Waits until the proof is looked at")
        SHOWN = "shown", _("Shown")
        REFUSED = "refused", _("Not taken")

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    status = models.CharField(
        max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    like_pictures = models.PositiveSmallIntegerField(null=True)
    on_time = models.PositiveSmallIntegerField(null=True)
    behaviour = models.PositiveSmallIntegerField(null=True)
    packaging = models.PositiveSmallIntegerField(null=True)
    returns = models.PositiveSmallIntegerField(null=True)
    stars = models.PositiveSmallIntegerField(editable=False)
    words = models.TextField(max_length=LONGEST_REVIEW)
    pictures = models.JSONField(default=list, blank=True, editable=False)
    basis = models.CharField(max_length=64, editable=False)
    answer = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    update = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    updated_at = models.DateTimeField(null=True, editable=False)
    contested_at = models.DateTimeField(null=True, editable=False)
    contest_open = models.BooleanField(default=False, editable=False)
    useful_count = models.PositiveIntegerField(default=0, editable=False)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="older",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    shown_at = models.DateTimeField(null=True, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "by"],
                condition=Q(part_of=None),
                name="one_review_per_buyer",
            )
        ]
        indexes = [
            models.Index(fields=["seller", "status", "-shown_at", "-id"]),
            models.Index(fields=["seller", "status", "-useful_count", "-id"]),
            models.Index(fields=["seller", "status", "stars", "-id"]),
            models.Index(fields=["seller", "sent_at"]),
            models.Index(fields=["sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.seller_id}"

    def get_absolute_url(self) -> str:
        return reverse("sellers:review", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        """Whether it stands on the page, for everyone who sees that."""
        taken = self.status == self.Status.SHOWN and not self.is_hidden
        return taken and self.part_of_id is None

    @property
    def is_waiting(self) -> bool:
        """Whether its proof is to be looked at."""
        return self.status == self.Status.WAITING and not self.is_hidden

    @property
    def can_be_sent(self) -> bool:
        """Whether a proof can be sent with it now."""
        return self.status in (self.Status.DRAFT, self.Status.REFUSED)

    @property
    def can_be_edited(self) -> bool:
        """Until the seller has answered; what a moderator hid stays as it is."""
        hidden = self.is_hidden and self.status != self.Status.REFUSED
        return not hidden and not self.answered_at and self.part_of_id is None

    @property
    def drawn(self) -> list[Picture]:
        """Its photos as everyone may see them."""
        return [Picture.of(each) for each in self.pictures]

    @property
    def given(self) -> list[tuple[Aspect, int]]:
        """The aspects she said something about, with their stars."""
        rated = [(aspect, getattr(self, aspect.value)) for aspect in Aspect]
        return [(aspect, stars) for aspect, stars in rated if stars]

    def its_photos(self) -> list[Photo]:
        """The photos that stand here, in their order."""
        rows = self.photos.exclude(position=None).select_related("photo")
        return [row.photo for row in rows.order_by("position")]

    # --- the buyer's verbs ---

    @classmethod
    @transaction.atomic
    def write(
        cls,
        seller: Seller,
        by: "Member",
        stars: Mapping[str, int | None],
        words: str,
        *,
        photos: Mapping[int, str] | None = None,
        basis: str = "",
    ) -> "Review":
        """Keep what `by` says of `seller`: her draft, or other words for what she sent.

        `stars` are by aspect, `photos` all of them (`{id: alt}`, in order), `basis` what
        the form began with (empty for a new one). Words that stood in a review that was
        sent are kept as a version. The same again changes nothing. Raises
        ChangedMeanwhile where other words stand there by now, PhotosGone, and Refused
        where she may not.
        """
        require_voice(by)
        self_review.require_other(by, seller)
        seller.hold()
        require(
            seller.merged_into_id is None,
            _("This page became part of another one just now. Send it once more."),
            "merged",
        )
        review = cls.objects.select_for_update().by_buyer(seller, by)
        words = text.normalise(words)
        photos = dict(photos or {})
        fresh = basis_of(stars, words, photos)
        if review is None:
            review = cls(seller=seller, by=by)
        elif review.basis == fresh:
            return review
        elif review.basis != basis:
            raise ChangedMeanwhile
        else:
            review.seller = seller
            review._require_editable()
            review._keep_version()
        review._take(stars, words, fresh)
        review._show_photos(photos)
        review.save()
        if review.is_shown:
            review._changed()
        return review

    def _require_editable(self) -> None:
        require(
            not self.answered_at,
            _("The seller has answered. You can add one thing more, below her answer."),
            "answered",
        )
        require(self.can_be_edited, _("It is hidden, so it cannot be changed now."))

    def _keep_version(self) -> None:
        """Keep what stands there, once others could have read it."""
        if self.status == self.Status.DRAFT:
            return
        self.versions.create(
            stars={name: getattr(self, name) for name in ASPECTS},
            words=self.words,
            pictures=self.pictures,
        )
        self.edited_at = timezone.now()

    def _take(self, stars: Mapping[str, int | None], words: str, basis: str) -> None:
        for name in ASPECTS:
            setattr(self, name, stars.get(name))
        given = [each for each in stars.values() if each]
        # Half a star goes up, as everyone rounds.
        self.stars = (2 * sum(given) + len(given)) // (2 * len(given)) if given else 0
        self.words, self.basis = words, basis

    def _show_photos(self, wanted: Mapping[int, str]) -> None:
        """Let it show these photos and no others."""
        standing = {each["id"] for each in self.pictures}
        if len(wanted) > MOST_PHOTOS:
            raise PhotosGone([*wanted][MOST_PHOTOS:])
        if not wanted and not standing:
            return
        if self._state.adding:
            self.save()
        new = {pk: alt for pk, alt in wanted.items() if pk not in standing}
        found = {photo.pk: photo for photo in Photo.claim(self.by, new)}
        kept = Photo.objects.filter(pk__in=standing & set(wanted)).in_bulk()
        photos = [(found | kept)[pk].describe(alt) for pk, alt in wanted.items()]
        gone = self.photos.filter(photo__in=standing - set(wanted))
        if self.status == self.Status.DRAFT:
            gone.delete()
            Photo.release(standing - set(wanted))
        gone.update(position=None)
        for position, photo in enumerate(photos):
            ReviewPhoto.objects.update_or_create(
                photo=photo, defaults={"review": self, "position": position}
            )
        self.pictures = [photo.as_json() for photo in photos]

    @transaction.atomic
    def add_update(self, by: "Member", words: str) -> bool:
        """The buyer adds one thing more after the seller's answer; False when the same
        words stand there. Raises Refused for another try and before there is one."""
        self._hold()
        self._require_told(by, self.by_id)
        require(bool(self.answered_at), _("There is no answer yet; change your words."))
        return self._say("update", "updated_at", words, self.seller.member_id, "update")

    @transaction.atomic
    def reply(self, by: "Member", words: str) -> bool:
        """The seller answers, once; False when the same words stand there."""
        self._hold()
        self._require_told(by, self.seller.member_id)
        return self._say("answer", "answered_at", words, self.by_id, "answer")

    def _require_told(self, by: "Member", who: int | None) -> None:
        require_voice(by)
        require(by.pk == who, _("This is for somebody else to say."))
        require(self.is_shown, _("This review is not shown now."))

    def _say(self, name: str, at: str, words: str, told: int | None, what: str) -> bool:
        words = text.normalise(words)
        if getattr(self, name) == words:
            return False
        require(not getattr(self, at), _("You have said your word here already."))
        self._set(**{name: words, at: timezone.now()})
        self._changed(told, what)
        return True

    @transaction.atomic
    def contest(self, by: "Member", words: str) -> bool:
        """The seller says which facts are wrong: the moderators look, and readers are
        told that she did. False when she did before."""
        self._hold()
        self._require_told(by, self.seller.member_id)
        if self.contested_at:
            return False
        self._set(contested_at=timezone.now(), contest_open=True)
        self._changed()
        review_contested.announce(type(self), review=self, words=words)
        return True

    @transaction.atomic
    def close_contest(self, *, again: bool = False) -> None:
        """A moderator has decided it (or, with `again`, took that back)."""
        self._hold()
        self._set(contest_open=again)
        self._changed()

    @transaction.atomic
    def vote(self, member: "Member", *, wanted: bool) -> bool:
        """`member` found it useful, or no longer; False when that is so already.

        Raises Refused for the buyer and the seller, and over a block.
        """
        self._hold()
        if not wanted:
            gone, _rows = ReviewVote.objects.filter(review=self, member=member).delete()
            return bool(gone) and self._count_useful(-1)
        require_voice(member)
        is_party = member.pk in {self.by_id, self.seller.member_id}
        require(not is_party, _("Others say whether a review helped them."))
        require(self.is_shown, _("This review is not shown now."))
        if Block.objects.between(member, self.by).exists():
            refuse(_("You cannot say that about this review."), "blocked")
        _row, is_new = ReviewVote.objects.get_or_create(review=self, member=member)
        return is_new and self._count_useful(+1)

    def _count_useful(self, change: int) -> bool:
        rows = type(self).objects.filter(pk=self.pk)
        rows.update(useful_count=F("useful_count") + change)
        self.refresh_from_db(fields=["useful_count"])
        self.seller.raise_version()
        return True

    # --- what becomes of it ---

    @transaction.atomic
    def send(self) -> bool:
        """Let it wait until its proof is looked at; `ReviewProof.give` calls it. False
        when it waits or is shown already."""
        self._hold()
        if not self.can_be_sent:
            return False
        self._set(
            status=self.Status.WAITING,
            sent_at=timezone.now(),
            hidden_at=None,
            hidden_by=None,
            hidden_reason="",
        )
        self._tell(self.seller.member_id, "proof")
        return True

    @transaction.atomic
    def approve(self) -> bool:
        """Show it to everyone: its proof was looked at. False when it did not wait."""
        self._hold()
        if self.status != self.Status.WAITING or self.is_hidden:
            return False
        self._set(status=self.Status.SHOWN, shown_at=self.shown_at or timezone.now())
        self.proofs.filter(decided_at=None).update(decided_at=timezone.now())
        self._changed(self.seller.member_id, "shown")
        if self.seller.member_id is None:
            # A page that nobody has claimed is shown once there is something to read.
            self.seller.publish()
        return True

    @transaction.atomic
    def hold_back(self) -> bool:
        """Have it wait again; False when it is not shown."""
        self._hold()
        if self.status != self.Status.SHOWN:
            return False
        self._set(status=self.Status.WAITING)
        self._wait_again()
        self._changed()
        return True

    @transaction.atomic
    def hide(self, by: "Member | None", reason: str) -> bool:
        """Take it from view; one that waits is refused by it. False when hidden."""
        self._hold()
        if self.is_hidden:
            return False
        waits = self.status == self.Status.WAITING
        status = self.Status.REFUSED if waits and by else self.status
        now = timezone.now()
        self._set(hidden_at=now, hidden_by=by, hidden_reason=reason, status=status)
        if status == self.Status.REFUSED:
            self.proofs.filter(decided_at=None).update(decided_at=now)
        self._changed()
        return True

    @transaction.atomic
    def hide_on(self, by: "Member", reason: str) -> bool:
        """Keep hidden what reports alone hid, in a moderator's name from now on."""
        self._hold()
        if not self.is_hidden or self.hidden_reason != COVERED:
            return False
        self._set(hidden_by=by, hidden_reason=reason)
        return True

    @transaction.atomic
    def unhide(self) -> bool:
        """Show it again, or let it wait again; False when it was not hidden."""
        self._hold()
        if not self.is_hidden:
            return False
        was = self.status
        status = self.Status.WAITING if was == self.Status.REFUSED else was
        self._set(hidden_at=None, hidden_by=None, hidden_reason="", status=status)
        if was == self.Status.REFUSED:
            self._wait_again()
        self._changed()
        return True

    @transaction.atomic
    def take_words(self, *names: str) -> None:
        """Empty some of its texts as if they had never stood here; for who goes."""
        self._hold()
        if "words" in names:
            self.versions.all().delete()
        self._set(**dict.fromkeys(names, ""))
        self._changed()

    def _wait_again(self) -> None:
        """Its proof is looked at once more, and so kept until then."""
        last = self.proofs.values_list("pk", flat=True)[:1]
        self.proofs.filter(pk__in=list(last)).update(decided_at=None)

    def hold(self) -> None:
        """Take the rows that the verbs change, and read what stands there now."""
        self._hold()

    def _hold(self) -> None:
        self.seller.hold()
        rows = type(self).objects.select_for_update(of=("self",))
        held = rows.filter(pk=self.pk).first() or self
        if held.seller_id != self.seller_id:
            self._follow(held.seller_id)
        for field in self._meta.concrete_fields:
            if field.attname not in {"seller_id", "by_id"}:
                setattr(self, field.attname, getattr(held, field.attname))

    def _follow(self, pk: int) -> None:
        """Its page became part of another, or was parted, since it was read."""
        before = self.seller
        self.seller = Seller.objects.select_related("member", "thread").get(pk=pk)
        if before.merged_into_id == pk:
            # In the order of a merge; the other way round two could wait for each
            # other, and the merge counts both pages anew itself.
            self.seller.hold()

    def _set(self, **fields: Any) -> None:
        type(self).objects.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)

    def _changed(self, told: int | None = None, what: str = "") -> None:
        """Carry it to the score, kept pages and higher rooms."""
        shown = type(self).objects.filter(seller=self.seller).shown()
        SellerScore.recount(self.seller, shown)
        self.seller.raise_version()
        review_changed.announce(type(self), review=self)
        if what:
            self._tell(told, what)

    def _tell(self, told: int | None, what: str) -> None:
        if told is not None:
            review_told.announce(type(self), review=self, member=told, what=what)


def basis_of(
    stars: Mapping[str, int | None], words: str, photos: Mapping[int, str]
) -> str:
    """What tells one state of a review from another."""
    told = [[stars.get(name) for name in ASPECTS], words, list(photos.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class ReviewVersion(models.Model):
    """What stood in a review until `at`; everyone who reads the review reads it."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="versions"
    )
    stars = models.JSONField()
    words = models.TextField(max_length=LONGEST_REVIEW)
    pictures = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.review_id} until {self.at:%F %T}"

    @property
    def given(self) -> list[tuple[Aspect, int]]:
        """The aspects with their stars."""
        rated = [(aspect, self.stars.get(aspect.value)) for aspect in Aspect]
        return [(aspect, stars) for aspect, stars in rated if stars]

    @property
    def drawn(self) -> list[Picture]:
        """Its photos as everyone may see them."""
        return [Picture.of(each) for each in self.pictures]


class ReviewPhoto(models.Model):
    """A photo that stands in a review, and where among its photos; None is one that
    only an earlier version shows."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="photos")
    photo = models.OneToOneField(
        Photo, on_delete=models.PROTECT, related_name="in_review"
    )
    position = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.review_id}/{self.position}"


class ReviewVote(models.Model):
    """A member who found a review useful; one row each."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "review"], name="one_vote_per_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.review_id}"


class ReviewInvitation(models.Model):
    """The door for deals, which do not exist yet: a completed one invites its buyer, who
    then needs no other proof. `deal` is its number there, once; `review` what came of
    it. Nothing makes these yet."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    deal = models.PositiveBigIntegerField(unique=True)
    review = models.ForeignKey(
        Review, on_delete=models.SET_NULL, null=True, related_name="invitations"
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.buyer_id} on {self.seller_id} by deal {self.deal}"
