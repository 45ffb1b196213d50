"""Seller: what a woman says of her business, on a page of her own, and its verbs."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import unquote

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import phones, text
from forum.models import Thread
from moderation.models import COVERED, Hideable, require_voice
from photos.models import Picture
from sellers import words
from sellers.signals import seller_changed, seller_renamed, seller_started

from .place import District, Upazila

if TYPE_CHECKING:
    from profiles.models import Member

# Bangla is nine bytes a letter in an address, and a thread's home_url holds 300.
LONGEST_SLUG = 28
# The place in the order of reviews of one who has none, in hundredths of a star: what
# `score.lower_bound` says of nobody knows whom. Good reviews raise her, bad ones lower her.
NEWCOMER = 285
LONGEST_NAME = 80  # characters
# One sign may stand for a whole sentence (ﷺ); what looks the same that far is the same.
LONGEST_LOOK = 4 * LONGEST_NAME
LONGEST_MAKES = 200
# Columns by which her reviews are found too.
FOUND_BY = {"name", "makes", "district_id", "upazila_id"}
LONGEST_STORY = 4_000
LONGEST_RULE = 1_000
# Words of our own addresses: /sellers/start/ is nobody's page.
RESERVED_SLUGS = frozenset(
    {
        "start",
        "new",
        "mine",
        "edit",
        "places",
        "reviews",
        "contacts",
        "codes",
        "known",
        "not-here",
        "verify",
    }
)


class ChangedMeanwhile(Exception):
    """Another window saved other words of this section since it was opened."""


class NameTaken(Exception):
    """Another seller is called so, or in a way that looks the same."""


class Payment(models.TextChoices):
    """How a buyer can pay."""

    CASH = "cash", _("Cash on delivery")
    BKASH = "bkash", _("bKash")
    NAGAD = "nagad", _("Nagad")
    ROCKET = "rocket", _("Rocket")
    BANK = "bank", _("Bank transfer")
    CARD = "card", _("Card")


#: The sections of a page that are saved one by one, and their columns.
SECTIONS: dict[str, tuple[str, ...]] = {
    "about": ("name", "makes", "story"),
    "place": ("district_id", "upazila_id"),
    "delivery": ("delivery_areas", "delivery_time"),
    "payment": ("payment_ways", "advance_percent", "advance_rule"),
    "returns": ("return_rule",),
    "hours": ("opens_at", "closes_at", "closed_days", "quiet_from", "quiet_until"),
    "links": ("links",),
    "photos": ("pictures",),
}


def is_public() -> Q:
    """The condition under which everyone may read a seller's page."""
    gone = Q(member__isnull=False, member__is_active=False)
    return Q(hidden_at=None, published_at__isnull=False, merged_into=None) & ~gone


class SellerQuerySet(models.QuerySet["Seller"]):
    """Reading sellers."""

    def visible_to(self, member: Any) -> Self:
        """Pages that `member` (or a guest) may know of: those that are shown, and her
        own, shown or not."""
        if getattr(member, "is_moderator", False):
            return self
        if getattr(member, "is_authenticated", False):
            return self.filter(is_public() | Q(member=member.pk))
        return self.filter(is_public())

    def public(self) -> Self:
        """Those that everyone may read."""
        return self.filter(is_public())

    def of(self, member: Any) -> "Seller | None":
        """Her own page, or None."""
        if not getattr(member, "is_authenticated", False):
            return None
        return self.filter(member=member.pk).first()

    def for_list(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("member", "district", "upazila")

    def newest(self) -> Self:
        """The latest first; stable."""
        return self.order_by("-published_at", "-pk")

    def best(self) -> Self:
        """Those of whom buyers say the best first; stable."""
        return self.order_by("-rank", "-pk")

    def titles_of(self, threads: Iterable[Thread]) -> dict[int, str]:
        """What those of the threads are called that are questions to a seller."""
        found = self.filter(thread__in=[thread.pk for thread in threads])
        return {seller.thread_id or 0: seller.thread_title() for seller in found}

    def owner_of(self, thread: Thread) -> int | None:
        """The id of the member whose page a discussion stands on; None for nobody's."""
        hers = self.filter(thread=thread).values_list("member", flat=True)
        return hers.first()

    def start(self, member: "Member", name: str, **fields: Any) -> "Seller":
        """Begin the page of `member`, which she alone sees until she shows it.

        Begun again it is the one that is there. Raises NameTaken, and Refused when
        she may not write now.
        """
        if earlier := self.of(member):
            return earlier
        require_voice(member)
        try:
            with transaction.atomic():
                seller = self.model(member=member, slug=self.free_slug(name))
                seller.take({"name": name, **fields})
                seller.save(force_insert=True)
                seller_started.announce(Seller, seller=seller)
                return seller
        except IntegrityError:
            # Two taps at the same moment, or two sellers of one name.
            if earlier := self.of(member):
                return earlier
            raise NameTaken from None

    def free_slug(self, name: str) -> str:
        """A word for the address near `name` that nobody has."""
        made = text.slug(phones.mask(name), LONGEST_SLUG) or "seller"
        likely = self.filter(slug__startswith=made).values_list("slug", flat=True)
        taken = {*likely, *RESERVED_SLUGS}
        free = (made if n == 1 else f"{made}-{n}" for n in range(1, len(taken) + 2))
        return next(slug for slug in free if slug not in taken)


class Seller(Hideable):
    """A seller's page. `member` is None where nobody has claimed it yet.

    `look` is the form of the name in which those that look the same are equal.
    `published_at` None means that she has not shown it yet. `version` rises with all
    that a reader can see change, of other rooms' facts too (`raise_version`). `thread`
    holds the questions to her and her answers. `makes` is what she makes, in one line; `found_by`
    what the list looks through, by the rows of SellerWord, which the reader of words
    `read_by` made; `rank` is what her reviews say (SellerScore.lower, or NEWCOMER);
    `pictures` what is drawn of her photos (Photo.as_json), `payment_ways` values of
    Payment, `advance_percent` of the price (None: not said, 0: none), `closed_days`
    weekdays from 0 (Monday), `links` addresses of her pages elsewhere. Hours are
    Dhaka's; quiet ones may go over midnight. `merged_into` is the page that this one
    became part of (SellerMerge): its address leads there, and nobody finds this one.
    """

    Payment = Payment
    #: Words beside her in a list, which the list reads for all of them at once.
    said: Sequence[str] = ()

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seller",
    )
    thread = models.OneToOneField(
        Thread, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="parts",
    )
    slug = models.CharField(max_length=LONGEST_SLUG + 8, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    look = models.CharField(max_length=LONGEST_LOOK, unique=True, editable=False)
    makes = models.CharField(max_length=LONGEST_MAKES, blank=True)
    found_by = models.TextField(blank=True, default="", editable=False)
    read_by = models.CharField(max_length=20, default="", editable=False)
    rank = models.PositiveSmallIntegerField(default=NEWCOMER, editable=False)
    story = models.TextField(max_length=LONGEST_STORY, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    upazila = models.ForeignKey(
        Upazila, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivery_areas = models.TextField(max_length=LONGEST_RULE, blank=True)
    delivery_time = models.CharField(max_length=200, blank=True)
    payment_ways = models.JSONField(default=list, blank=True)
    advance_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    advance_rule = models.TextField(max_length=LONGEST_RULE, blank=True)
    return_rule = models.TextField(max_length=LONGEST_RULE, blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    closed_days = models.JSONField(default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    links = models.JSONField(default=list, blank=True)
    pictures = models.JSONField(default=list, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[SellerQuerySet] = SellerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-id"]),
            models.Index(fields=["district", "-published_at", "-id"]),
            models.Index(fields=["upazila", "-published_at", "-id"]),
            models.Index(fields=["-rank", "-id"]),
            models.Index(fields=["district", "-rank", "-id"]),
            models.Index(fields=["upazila", "-rank", "-id"]),
            models.Index(fields=["-changed_at"]),
            models.Index(fields=["read_by"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sellers:seller", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether everyone may read the page."""
        gone = self.member is not None and not self.member.is_active
        hidden = self.is_hidden or self.merged_into_id is not None
        return self.published_at is not None and not hidden and not gone

    def is_of(self, member: Any) -> bool:
        """Whether it is hers."""
        return self.member_id is not None and self.member_id == member.pk

    @property
    def drawn(self) -> list[Picture]:
        """Her pictures as everyone may see them."""
        return [Picture.of(each) for each in self.pictures]

    @property
    def place(self) -> str:
        """Where she is, in the reader's language; empty where she has not said."""
        places = [each.name for each in (self.upazila, self.district) if each]
        return ", ".join(places)

    @property
    def pays_by(self) -> list[str]:
        """The ways to pay, in the reader's language."""
        return [str(Payment(way).label) for way in self.payment_ways if way in Payment]

    @property
    def shown_links(self) -> list[str]:
        """Her pages elsewhere, without any whose address has a number in it."""
        return [each for each in self.links if not phones.find(unquote(each))]

    def thread_title(self) -> str:
        """What the questions to her are called."""
        name = phones.mask(self.name)
        return gettext("Questions to %(name)s") % {"name": name}

    def basis_of(self, section: str) -> str:
        """What tells the words of a section from other ones (see `change`)."""
        values = [getattr(self, column) for column in SECTIONS[section]]
        told = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    # --- verbs ---

    def take(self, fields: dict[str, Any]) -> None:
        """Set columns, and those that follow from them; nothing is written yet."""
        for name, value in fields.items():
            setattr(self, name, value)
        if "name" in fields:
            self.name = text.normalise_line(self.name)
            self.look = text.look(self.name)[:LONGEST_LOOK]

    @transaction.atomic
    def change(self, section: str, values: dict[str, Any], basis: str = "") -> bool:
        """Save a section; False where nothing is other than it was.

        `basis` is what the form began with. Raises ChangedMeanwhile where other words
        stand there by now, NameTaken, and Refused when she may not write now.
        """
        if self.member is not None:
            require_voice(self.member)
        self.hold()
        was = self.basis_of(section)
        self.take(values)
        if self.basis_of(section) == was:
            return False
        if basis not in {"", was}:
            raise ChangedMeanwhile
        columns = {*SECTIONS[section]} | ({"look"} if "name" in values else set())
        try:
            with transaction.atomic():
                self.save(update_fields=columns)
        except IntegrityError:
            raise NameTaken from None
        self.raise_version()
        if FOUND_BY & columns:
            self.renamed()
        if "name" in values and self.thread is not None:
            self.thread.change(title=self._kept_title())
        return True

    @transaction.atomic
    def show_photos(self, wanted: Mapping[int, str], basis: str = "") -> bool:
        """Let the page show these photos (`{id: alt}`) and no others; False for the
        same. Raises as `change` does, and PhotosGone."""
        from .photo import show  # noqa: PLC0415 - a photo knows its seller

        if self.member is not None:
            require_voice(self.member)
        self.hold()
        was = self.basis_of("photos")
        kept = show(self, None, self.pictures, wanted)
        if kept == self.pictures:
            return False
        if basis not in {"", was}:
            raise ChangedMeanwhile
        self.pictures = kept
        self.save(update_fields=["pictures"])
        self.raise_version()
        return True

    @transaction.atomic
    def publish(self) -> bool:
        """Show the page to everyone; False when it is shown already."""
        return self._show(timezone.now(), published_at=None)

    @transaction.atomic
    def unpublish(self) -> bool:
        """Take the page back from everyone but her; False when nobody sees it."""
        return self._show(None, published_at__isnull=False)

    def _show(self, since: Any, **where: Any) -> bool:
        self.hold()
        rows = type(self).objects.filter(pk=self.pk, **where)
        if not rows.update(published_at=since):
            return False
        self.published_at = since
        return self._visibility_changed()

    @transaction.atomic
    def hide(self, by: "Member | None", reason: str) -> bool:
        """Hide the page with its questions; False when it was hidden already."""
        self.hold()
        rows = type(self).objects.filter(pk=self.pk, hidden_at=None)
        return self._hidden(
            rows.update(hidden_at=timezone.now(), hidden_by=by, hidden_reason=reason)
        )

    @transaction.atomic
    def hide_on(self, by: "Member", reason: str) -> bool:
        """Keep hidden what reports alone hid, in a moderator's name from now on."""
        self.hold()
        covered = type(self).objects.filter(pk=self.pk, hidden_reason=COVERED)
        rows = covered.exclude(hidden_at=None)
        return self._hidden(rows.update(hidden_by=by, hidden_reason=reason))

    @transaction.atomic
    def unhide(self) -> bool:
        """Show it again; False when it was not hidden."""
        self.hold()
        rows = type(self).objects.filter(pk=self.pk).exclude(hidden_at=None)
        return self._hidden(
            rows.update(hidden_at=None, hidden_by=None, hidden_reason="")
        )

    def hold(self) -> None:
        """Take the rows that the verbs change, the thread's first as everywhere, and
        read what stands there now."""
        if self.thread is not None:
            self.thread.hold()
        rows = type(self).objects.select_for_update(no_key=True, of=("self",))
        # `first`: a verb inside another asks once more, which is no reading in a loop.
        held = rows.filter(pk=self.pk).first() or self
        for field in self._meta.concrete_fields:
            if field.attname not in {"member_id", "thread_id"}:
                setattr(self, field.attname, getattr(held, field.attname))

    def raise_version(self) -> None:
        """Tell kept pages, open pages and higher rooms that something of it changed.

        Other rooms and modules call it in the transaction of whatever they show here.
        """
        now, found_by = timezone.now(), self._found_by()
        self._keep_words(found_by)
        type(self).objects.filter(pk=self.pk).update(
            version=F("version") + 1, changed_at=now, found_by=found_by
        )
        self.version += 1
        self.changed_at = now
        if self.thread is not None:
            self.thread.raise_version()
        seller_changed.announce(type(self), seller=self)

    def renamed(self) -> None:
        """Tell higher rooms that her reviews are found by other words from now on."""
        seller_renamed.announce(type(self), seller=self)

    def _keep_words(self, found_by: str) -> None:
        version = words.reader().version
        rows = type(self).objects.filter(pk=self.pk)
        if rows.filter(found_by=found_by, read_by=version).exists():
            return
        kept: Any = self._meta.get_field("words").related_model
        kept.rewrite(self, found_by)
        rows.update(read_by=version)

    def _found_by(self) -> str:
        """What the list looks through: her words without numbers, folded."""
        items = self.items.filter(hidden_at=None, taken_out_at=None)  # type: ignore[attr-defined]
        said = [self.name, self.makes, *items.values_list("name", flat=True)]
        return text.fold(phones.mask("\n".join(said)))

    def _kept_title(self) -> str:
        return text.shorten(phones.mask(self.name), 300)

    def _hidden(self, changed: int) -> bool:
        if not changed:
            return False
        self.refresh_from_db(fields=["hidden_at", "hidden_by", "hidden_reason"])
        return self._visibility_changed()

    def _visibility_changed(self) -> bool:
        if self.thread is not None:
            since = self.published_at if self.is_public else None
            self.thread.change(visible_from=since)
        self.raise_version()
        return True
