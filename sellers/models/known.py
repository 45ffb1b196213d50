"""Lookup: a member asks whether a seller is known; SellerWarning: what moderators upheld."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core import phones
from core.permissions import require
from moderation.models import Case, Hideable, require_voice
from moderation.reasons import Reason
from photos.models import Photo
from profiles.models import Member
from sellers import matching
from sellers.pasted import Pasted
from sellers.signals import warning_decided

from .contact import DAY, Contact, hold_member

if TYPE_CHECKING:
    from moderation.targets import Target

LOOKUPS_DAILY = 20
WARNINGS_DAILY = 5
# So long an upheld warning is told.
WARNING_DAYS = timedelta(days=365)
LONGEST_WORDS = 1_000  # characters
CASE_KIND = "warning"


class Lookup(models.Model):
    """One question whether somebody is known: who asked, when, and the keyed hash of
    what was pasted, never that itself. `found` says whether anything was told."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lookups"
    )
    kind = models.CharField(max_length=10)
    match_key = models.CharField(max_length=64, editable=False)
    client_key = models.UUIDField(unique=True, editable=False)
    found = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["member", "-at"]),
            models.Index(fields=["at"], name="lookups_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.member_id}"

    @classmethod
    def count_in(cls, member: Member, pasted: Pasted, key: uuid.UUID) -> "Lookup":
        """Write down that `member` asks; the same `key` for the same again is once.

        Raises Refused past the day's limit.
        """
        try:
            with transaction.atomic():
                return cls._count_in(member, pasted, key)
        except IntegrityError:
            # The same tap twice at once: the other one wrote it.
            with transaction.atomic():
                return cls._count_in(member, pasted, key)

    @classmethod
    def _count_in(cls, member: Member, pasted: Pasted, key: uuid.UUID) -> "Lookup":
        hold_member(member)
        earlier = cls.objects.filter(client_key=key).first()
        if earlier is not None:
            same = (earlier.member_id, earlier.match_key) == (member.pk, pasted.key)
            if same:
                return earlier
            # The form of an earlier answer, filled in anew: another question.
            key = uuid.uuid4()
        today = cls.objects.filter(member=member, at__gt=timezone.now() - DAY)
        require(
            today.count() < LOOKUPS_DAILY,
            _("You have looked up many today. Go on tomorrow."),
            "limit",
        )
        return cls.objects.create(
            member=member, kind=pasted.kind, match_key=pasted.key, client_key=key
        )

    def tell(self, found: bool) -> None:
        """Keep whether anything was known."""
        if found != self.found:
            self.found = found
            self.save(update_fields=["found"])


def _is_about(member: Any) -> Q:
    """Warnings that `member` may answer: known to be about her when they came, or about
    the number that she has confirmed since."""
    hers = Q(about=member.pk)
    if not getattr(member, "phone_verified", False) or not member.phone:
        return hers
    number = matching.digest(matching.PHONE, member.phone)
    return hers | Q(about=None, kind=matching.PHONE, match_key=number)


class WarningQuerySet(models.QuerySet["SellerWarning"]):
    """Reading warnings."""

    def told(self, keys: Any) -> Self:
        """Those about any of these hashes that moderators upheld and that still hold,
        the latest first."""
        rows = self.filter(match_key__in=keys, hidden_at=None)
        held = rows.filter(upheld_at__isnull=False, until__gt=timezone.now())
        return held.order_by("-pk")

    def over(self) -> Self:
        """Those whose year is over, told or not, and that still say of whom."""
        now = timezone.now()
        told = Q(until__lte=now)
        ended = self.filter(told | Q(refused_at__lte=now - WARNING_DAYS))
        return ended.exclude(value="").order_by("pk")

    def visible_to(self, member: Any) -> Self:
        """Those that `member` may open by their number: her own reports, those about
        her that were upheld, a moderator all."""
        if getattr(member, "is_moderator", False):
            return self
        if not getattr(member, "is_authenticated", False):
            return self.none()
        about_her = _is_about(member) & Q(upheld_at__isnull=False, hidden_at=None)
        return self.filter(Q(by=member.pk) | about_her)

    def about(self, member: Any) -> Self:
        """Those about `member` that were upheld, the latest first."""
        told = self.filter(upheld_at__isnull=False, hidden_at=None)
        return told.filter(_is_about(member)).order_by("-pk")

    def before(self, pk: int) -> Self:
        """Those older than the one with this id."""
        return self.filter(pk__lt=pk)

    def by(self, member: Any) -> Self:
        """Those that `member` reported, the latest first."""
        return self.filter(by=member.pk).order_by("-pk")

    def report(
        self,
        by: Member,
        pasted: Pasted,
        reason: str,
        words: str,
        key: uuid.UUID,
        target: "Target",
        photos: Mapping[int, str] | None = None,
    ) -> "SellerWarning":
        """Bring a number or a page to the moderators, with words and maybe
        photos (`{id: alt}`) as proof.

        The same `key`, and the same number or page again while it waits, is the same
        warning. Raises Refused for her own number, past the day's limit and when she
        may not write now; PhotosGone for a photo that is not hers to show.
        """
        try:
            with transaction.atomic():
                return self._report(
                    by, pasted, reason, words, key, target, photos or {}
                )
        except IntegrityError:
            # Two taps at the same moment: the other one was first.
            with transaction.atomic():
                return self._report(
                    by, pasted, reason, words, key, target, photos or {}
                )

    def _report(
        self,
        by: Member,
        pasted: Pasted,
        reason: str,
        words: str,
        key: uuid.UUID,
        target: "Target",
        photos: Mapping[int, str],
    ) -> "SellerWarning":
        require_voice(by)
        hold_member(by)
        hers = self.filter(by=by)
        waiting = Q(match_key=pasted.key, upheld_at=None, refused_at=None)
        if earlier := hers.filter(Q(client_key=key) | waiting).first():
            return earlier
        about = owner_of(pasted)
        require(about != by, _("This is your own."), "own")
        today = hers.filter(at__gt=timezone.now() - DAY).count()
        require(
            today < WARNINGS_DAILY,
            _(
                "You have reported a lot today. Moderators read all of it; go on tomorrow."
            ),
            "limit",
        )
        warning = self.create(
            by=by,
            kind=pasted.kind,
            value=pasted.form,
            match_key=pasted.key,
            about=about,
            reason=reason,
            words=words,
            client_key=key,
        )
        for photo in Photo.claim(by, photos):
            warning.photos.create(photo=photo)
        Case.open_for(target, warning, kind=CASE_KIND, reason=reason)
        return warning


def owner_of(pasted: Pasted) -> Member | None:
    """Whose number or page it is, in whichever way she gave it; for moderators and for
    her own right to answer, never for who asks."""
    rows = Contact.objects.standing().filter(Contact.TO_MATCH, match_key=pasted.key)
    owned = rows.exclude(seller__member=None).select_related("seller__member")
    if contact := owned.order_by("pk").first():
        return contact.seller.member
    if pasted.kind != matching.PHONE:
        return None
    return Member.objects.filter(phone=pasted.form, phone_verified=True).first()


class SellerWarning(Hideable):
    """What a member reported of a number or a page, and what moderators say of it.

    `value` is the number or the address, which moderators alone see (empty once its
    year is over, or its owner has gone); `match_key` its keyed hash. `about` is who may answer, where she is
    a member. It is told from `upheld_at` `until` a year later.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="warnings_by"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="warnings_about",
    )
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=1_500)
    match_key = models.CharField(max_length=64, db_index=True, editable=False)
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.TextField(max_length=LONGEST_WORDS)
    client_key = models.UUIDField(unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    upheld_at = models.DateTimeField(null=True, editable=False)
    until = models.DateTimeField(null=True, editable=False)
    refused_at = models.DateTimeField(null=True, editable=False)
    decision = models.CharField(max_length=300, blank=True, editable=False)
    answer = models.TextField(max_length=LONGEST_WORDS, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = WarningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "match_key"],
                condition=Q(upheld_at=None, refused_at=None),
                name="one_waiting_warning",
            )
        ]
        indexes = [
            models.Index(fields=["by", "-at"]),
            models.Index(fields=["until"], name="warnings_by_end"),
            models.Index(fields=["refused_at"], name="warnings_by_refusal"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.by_id}"

    def get_absolute_url(self) -> str:
        """Where it is read by its reporter, the one warned and moderators."""
        return reverse("sellers:warning", args=[self.pk])

    @property
    def is_told(self) -> bool:
        """Whether who asks is told of it now."""
        holds = self.until is not None and self.until > timezone.now()
        return self.upheld_at is not None and holds and not self.is_hidden

    def is_about(self, member: Member) -> bool:
        """Whether it is told of `member`, who may answer it."""
        return type(self).objects.about(member).filter(pk=self.pk).exists()

    @property
    def is_decided(self) -> bool:
        """Whether moderators have said what it is."""
        return self.upheld_at is not None or self.refused_at is not None

    def title(self) -> str:
        """The number, masked, or the page: for its reporter and moderators."""
        if not self.value:
            return gettext("A number or page that is not kept any more")
        if self.kind == matching.PHONE:
            return phones.mask_number(self.value, get_language() or "bn")
        return phones.mask(self.value)

    # --- verbs ---

    def uphold(self) -> bool:
        """Have it told from now on; False where it is. In the moderator's verb."""
        now = timezone.now()
        return self._decide(upheld_at=now, until=now + WARNING_DAYS, refused_at=None)

    def refuse(self) -> bool:
        """Tell nobody of it; False where it is so. In the moderator's verb."""
        return self._decide(refused_at=timezone.now(), upheld_at=None, until=None)

    def wait_again(self) -> bool:
        """Take the decision back; False where there is none. In the moderator's verb."""
        rows = type(self).objects.filter(pk=self.pk)
        none = {"upheld_at": None, "until": None, "refused_at": None, "decision": ""}
        return bool(rows.exclude(upheld_at=None, refused_at=None).update(**none))

    def _decide(self, **fields: Any) -> bool:
        wanted = "upheld_at" if fields["upheld_at"] else "refused_at"
        rows = type(self).objects.filter(pk=self.pk, **{wanted: None})
        return bool(rows.update(**fields))

    def tell(self, decision: str) -> None:
        """Keep the moderator's words and tell who should know; after the decision, in
        the same transaction."""
        type(self).objects.filter(pk=self.pk).update(decision=decision)
        self.refresh_from_db()
        warning_decided.announce(type(self), warning=self)

    @transaction.atomic
    def end(self) -> bool:
        """Let go of the number or page and of what proved it, after its year; False
        where that was done. What was said stays for the two whom it concerns."""
        rows = type(self).objects.over().filter(pk=self.pk)
        if not rows.update(value=""):
            return False
        self.value = ""
        shown = WarningPhoto.objects.filter(warning=self.pk)
        photos = list(shown.values_list("photo", flat=True))
        shown.delete()
        Photo.release(photos)
        return True

    @transaction.atomic
    def reply(self, member: Member, words: str) -> bool:
        """Answer it, as the one who was warned; False where she said the same.

        Raises Refused for everyone else, and when she may not write now.
        """
        require(self.is_about(member), _("This is not about you."), "other")
        require_voice(member)
        rows = type(self).objects.filter(pk=self.pk).exclude(answer=words)
        now = timezone.now()
        changed = rows.update(answer=words, answered_at=now, about=member)
        if changed:
            self.refresh_from_db(fields=["answer", "answered_at"])
        return bool(changed)

    @transaction.atomic
    def hide(self, by: Any, reason: str) -> bool:
        """Tell nobody of it any more; False when it was hidden already."""
        rows = type(self).objects.filter(pk=self.pk, hidden_at=None)
        now = timezone.now()
        return bool(rows.update(hidden_at=now, hidden_by=by, hidden_reason=reason))

    @transaction.atomic
    def unhide(self) -> bool:
        """Let it be told again; False when it was not hidden."""
        rows = type(self).objects.filter(pk=self.pk).exclude(hidden_at=None)
        return bool(rows.update(hidden_at=None, hidden_by=None, hidden_reason=""))


class WarningPhoto(models.Model):
    """A photo that proves what a warning says; its reporter and moderators see it."""

    warning = models.ForeignKey(
        SellerWarning, on_delete=models.PROTECT, related_name="photos"
    )
    photo = models.OneToOneField(
        Photo, on_delete=models.PROTECT, related_name="on_warning"
    )

    def __str__(self) -> str:
        return f"{self.warning_id}/{self.photo_id}"
