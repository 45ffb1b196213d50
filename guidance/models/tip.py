"""Tip: what lives of a piece of guidance, and its verbs."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from core import phones, text
from forum.models import Thread
from guidance.signals import tip_changed
from theme import wording

from .pages import GuidancePage, Theme

if TYPE_CHECKING:
    from profiles.models import Member

FRESH_DAYS = 180  # how long a tip is held to be right unless it is said otherwise
SOON_DAYS = 14
# Bangla is nine bytes a letter in an address, and a thread's home_url holds 300.
LONGEST_SLUG = 28
# Words of our own addresses: /tips/review/ is no tip.
RESERVED_SLUGS = frozenset({"review", "theme", "new"})


def today() -> dt.date:
    """The day it is in Dhaka."""
    return wording.in_dhaka(timezone.now()).date()


def usual_until() -> dt.date:
    """The last day that is vouched for unless it is said otherwise."""
    return today() + dt.timedelta(days=FRESH_DAYS)


class TipQuerySet(models.QuerySet["Tip"]):
    """Reading tips."""

    def visible_to(self, member: Any) -> Self:
        """Tips that `member` (or a guest) may know of."""
        if getattr(member, "is_moderator", False):
            return self
        return self.filter(page__live=True, thread__hidden_at=None)

    def for_list(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("page", "thread")

    def about(self, theme: str) -> Self:
        """Those of one theme."""
        return self.filter(page__theme=theme)

    def newest(self) -> Self:
        """The latest first; stable."""
        return self.order_by("-pk")

    def to_review(self) -> Self:
        """Those that readers see and that must be looked through: past their day, or
        soon so; the oldest first."""
        soon = today() + dt.timedelta(days=SOON_DAYS)
        due = self.filter(page__live=True, review_until__lt=soon)
        return due.order_by("review_until", "pk")

    def with_votes(self) -> Self:
        """With `yes` and `no`: how many it helped and how many not."""
        return self.annotate(
            yes=Count("votes", filter=Q(votes__helped=True)),
            no=Count("votes", filter=Q(votes__helped=False)),
        )

    def titles_of(self, threads: Iterable[Thread]) -> dict[int, str]:
        """The questions of those threads that are a tip's, in the reader's language."""
        tips = self.filter(thread__in=[thread.pk for thread in threads])
        return {
            tip.thread_id: tip.page.words().title for tip in tips.select_related("page")
        }

    @transaction.atomic
    def take_over(self, page: GuidancePage) -> "Tip":
        """Bring what was published on `page` to its tip; the first time makes it, with
        its discussion and its address, which stays."""
        rows: TipQuerySet = Tip.objects.select_related("thread")
        tip = rows.filter(page=page).first()
        if tip is not None:
            tip.words_changed(page)
            return tip
        slug = self._free_slug(page.title)
        thread = Thread.objects.create(
            title=title_of(page),
            home_url=reverse("guidance:tip", args=[slug]),
            visible_from=timezone.now(),
            version=1,
        )
        tip = self.create(page=page, thread=thread, slug=slug)
        tip_changed.announce(Tip, tip=tip)
        return tip

    def _free_slug(self, title: str) -> str:
        made = text.slug(phones.mask(title), LONGEST_SLUG) or "tip"
        likely = self.filter(slug__startswith=made).values_list("slug", flat=True)
        taken = {*likely, *RESERVED_SLUGS}
        free = (made if n == 1 else f"{made}-{n}" for n in range(1, len(taken) + 2))
        return next(slug for slug in free if slug not in taken)


class Tip(models.Model):
    """A piece of guidance as readers know it: where it stands, and since when it was
    looked through. `review_until` is the last day for which someone vouches for it."""

    page = models.OneToOneField(
        GuidancePage, on_delete=models.PROTECT, related_name="tip", editable=False
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=LONGEST_SLUG + 8, unique=True)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_at = models.DateField(default=today)
    review_until = models.DateField(default=usual_until)

    objects = TipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["review_until", "id"])]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("guidance:tip", args=[self.slug])

    @property
    def theme(self) -> Theme:
        """What it is about."""
        return Theme(self.page.theme)

    @property
    def is_stale(self) -> bool:
        """Whether nobody vouches for it any more."""
        return self.review_until < today()

    # --- verbs ---

    def words_changed(self, page: GuidancePage) -> None:
        """Tell every open page and list that its words, or who may see it, changed."""
        visible_from = self.thread.visible_from or timezone.now()
        self.thread.change(title=title_of(page), visible_from=visible_from)
        tip_changed.announce(type(self), tip=self)

    def withdraw(self) -> bool:
        """Take it from readers, with its discussion, as its page was unpublished; False
        when it was withdrawn already."""
        self.thread.refresh_from_db(fields=["visible_from"])
        if self.thread.visible_from is None:
            return False
        self.thread.change(visible_from=None)
        tip_changed.announce(type(self), tip=self)
        return True

    @transaction.atomic
    def review(self, by: "Member", until: dt.date) -> bool:
        """Say that `by` looked it through today and vouches for it until a day; False
        where she did so already."""
        self.thread.hold()
        wanted = {"reviewed_by": by, "reviewed_at": today(), "review_until": until}
        same = type(self).objects.filter(pk=self.pk, **wanted)
        if same.exists():
            return False
        for name, value in wanted.items():
            setattr(self, name, value)
        self.save(update_fields=list(wanted))
        # The page says who and when.
        self.thread.raise_version()
        return True


def title_of(page: GuidancePage) -> str:
    """What its discussion is called."""
    return text.shorten(phones.mask(str(page.title)), 300)
