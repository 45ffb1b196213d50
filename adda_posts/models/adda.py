"""Adda: one day's discussion in one series, and the verbs of its life."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adda_posts.signals import adda_changed
from core import phones
from forum.models import Thread

from .pages import AddaPage
from .series import DHAKA, DayTaken, Series, moments, today

if TYPE_CHECKING:
    from profiles.models import Member


class NotItsDay(Exception):
    """An adda is opened by hand only on its own day."""


class AddaQuerySet(models.QuerySet["Adda"]):
    """Reading addas."""

    def visible_to(self, member: Any) -> Self:
        """Addas that `member` (or a guest) may know of."""
        if getattr(member, "is_moderator", False):
            return self
        return self.filter(published_at__lte=timezone.now(), thread__hidden_at=None)

    def for_list(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("series", "page", "thread")

    def newest_day_first(self) -> Self:
        return self.order_by("-date", "-id")

    def of_today(self) -> Self:
        """Today's in Dhaka, and what is still on from before midnight; those that are
        on first."""
        now = timezone.now()
        state = Adda.State
        on = Q(state=state.OPEN) & (Q(closes_at=None) | Q(closes_at__gt=now))
        return (
            self.filter(Q(date=today()) | on)
            .exclude(date__gt=today())
            .annotate(
                _turn=Case(
                    When(on, then=Value(0)),
                    When(state=state.SCHEDULED, then=Value(1)),
                    When(state=state.CLOSED, then=Value(2)),
                    default=Value(3),
                    output_field=IntegerField(),
                )
            )
            .order_by("_turn", "opens_at", "id")
        )

    def upcoming(self) -> Self:
        """Announced for a later day, nearest first."""
        return self.filter(date__gt=today()).order_by("date", "id")

    def past(self) -> Self:
        """Of days before today, newest first."""
        return self.filter(date__lt=today()).newest_day_first()

    def before(self, adda: "Adda") -> Self:
        """Further down in `newest_day_first`."""
        return self.filter(Q(date__lt=adda.date) | Q(date=adda.date, id__lt=adda.id))

    def due(self, now: dt.datetime) -> Self:
        """Those for which the clock says another state than they have."""
        state = self.model.State
        return self.filter(
            Q(state=state.SCHEDULED, opens_at__lte=now)
            | Q(state__in=[state.SCHEDULED, state.OPEN], closes_at__lte=now)
        ).order_by("opens_at", "id")


class Adda(models.Model):
    """A themed discussion for one date (in Dhaka) in one series.

    `published_at` None: only moderators see it (a fresh import). The thread may be seen
    from `opens_at` on; before that the adda is an announcement.
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="addas")
    date = models.DateField(_("date"))
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="+")
    page = models.OneToOneField(
        AddaPage, on_delete=models.PROTECT, related_name="adda", editable=False
    )
    hosts: "models.ManyToManyField[Member, Any]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="AddaHost", related_name="hosted_addas"
    )
    # Who planned it; in imported text the name before ▶.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    cancel_reason = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AddaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "date"], name="one_adda_per_series_and_day"
            )
        ]
        indexes = [
            models.Index(fields=["-date", "-id"]),
            models.Index(fields=["state", "opens_at"]),
            models.Index(fields=["state", "closes_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.date.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse(
            "adda_posts:adda", args=[self.series.slug, self.date.isoformat()]
        )

    @property
    def stage(self) -> str:
        """The state that the clock says now, even where the worker has not come."""
        now = timezone.now()
        if self.state in (self.State.SCHEDULED, self.State.OPEN):
            if self.closes_at and self.closes_at <= now:
                return self.State.CLOSED.value
            if self.opens_at and self.opens_at <= now:
                return self.State.OPEN.value
        return self.State(self.state).value

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def hosts_in_order(self) -> "models.QuerySet[Member]":
        """Those who run it, as they were named."""
        return self.hosts.order_by("addahost__position", "addahost__pk")

    def may_be_run_by(
        self, member: Any, *, hosts: "list[Member] | None" = None
    ) -> bool:
        """Whether `member` may open, change and close it: a host of it, or of all, or a
        moderator; `hosts` where they are read already."""
        if not getattr(member, "is_authenticated", False):
            return False
        if member.is_moderator or member.is_host:
            return True
        if hosts is not None:
            return member in hosts
        return self.hosts.filter(pk=member.pk).exists()

    # --- verbs: each changes only a row that still is as it says, so that done twice,
    # --- by two workers or two fingers, it happens once. The thread's row goes first.

    @transaction.atomic
    def open(self, *, by_hand: bool = False) -> bool:
        """Let members in; False when it was not waiting to open.

        By hand it may be earlier than planned, but only on its own day in Dhaka:
        raises NotItsDay.
        """
        now = timezone.now()
        opens_at, closes_at = self.opens_at, self.closes_at
        if by_hand:
            if self.date != today() and not (opens_at and opens_at <= now):
                raise NotItsDay
            opens_at = min(opens_at or now, now)
        return self._step(
            {self.State.SCHEDULED},
            {"state": self.State.OPEN, "opens_at": opens_at},
            visible_from=opens_at or now,
            closed_at=closes_at,
            active_at=now,
        )

    @transaction.atomic
    def close(self) -> bool:
        """Take no more comments; False when it was closed or cancelled already."""
        now = timezone.now()
        closes_at = min(self.closes_at or now, now)
        return self._step(
            {self.State.SCHEDULED, self.State.OPEN},
            {"state": self.State.CLOSED, "closes_at": closes_at},
            closed_at=closes_at,
        )

    @property
    def reopens_until(self) -> dt.datetime | None:
        """When it would close if it was opened again now: at the hour of its series,
        where that is over when its day ends; None where it cannot be."""
        now = timezone.now()
        midnight = dt.datetime.combine(
            self.date + dt.timedelta(days=1), dt.time(), tzinfo=DHAKA
        )
        ends = (self.series.moments(self.date)[1], midnight)
        if self.stage != self.State.CLOSED:
            return None
        return next((end for end in ends if end > now), None)

    @transaction.atomic
    def reopen(self) -> bool:
        """Let members in again, a finger may slip and a talk may not be over; False
        unless it is closed and its day is not."""
        self.thread.hold()
        self.refresh_from_db(fields=["state", "date", "opens_at", "closes_at"])
        until = self.reopens_until
        if until is None:
            return False
        return self._step(
            {self.State.OPEN, self.State.CLOSED},
            {"state": self.State.OPEN, "closes_at": until},
            closed_at=until,
        )

    @transaction.atomic
    def cancel(self, by: "Member | None", reason: str) -> bool:
        """Call it off, with a reason that everyone reads; False when it was over."""
        now = timezone.now()
        return self._step(
            {self.State.SCHEDULED, self.State.OPEN},
            {
                "state": self.State.CANCELLED,
                "cancelled_by": by,
                "cancel_reason": reason[:300],
            },
            closed_at=now,
        )

    @transaction.atomic
    def plan_again(self) -> bool:
        """Take a cancellation back; False unless it is cancelled and still to come."""
        opens_at, closes_at = self.opens_at, self.closes_at
        if closes_at is None or closes_at <= timezone.now():
            return False
        return self._step(
            {self.State.CANCELLED},
            {"state": self.State.SCHEDULED, "cancel_reason": ""},
            visible_from=opens_at,
            closed_at=closes_at,
        )

    @transaction.atomic
    def postpone(
        self,
        day: dt.date | None = None,
        opens: dt.time | None = None,
        closes: dt.time | None = None,
    ) -> bool:
        """Move a planned adda to another day or to other hours (in Dhaka).

        False when nothing moves or it is not waiting to open any more. Raises DayTaken
        when the series has an adda on that day.
        """
        if self.state != self.State.SCHEDULED:
            return False
        self.series.hold()
        day = day or self.date
        opens = opens or self._hour(self.opens_at, self.series.opens)
        closes = closes or self._hour(self.closes_at, self.series.closes)
        opens_at, closes_at = moments(day, opens, closes)
        if (day, opens_at, closes_at) == (self.date, self.opens_at, self.closes_at):
            return False
        there = type(self).objects.filter(series=self.series_id, date=day)
        taken = there.exclude(pk=self.pk).select_related("series", "page").first()
        if taken is not None:
            raise DayTaken(taken)
        moved = self._step(
            {self.State.SCHEDULED},
            {"date": day, "opens_at": opens_at, "closes_at": closes_at},
            home_url=reverse(
                "adda_posts:adda", args=[self.series.slug, day.isoformat()]
            ),
            visible_from=opens_at,
            closed_at=closes_at,
        )
        if moved:
            page = AddaPage.objects.get(pk=self.page_id)
            page.slug = day.isoformat()
            page.set_url_path(page.get_parent())
            page.save(update_fields=["slug", "url_path"])
        return moved

    @staticmethod
    def _hour(moment: dt.datetime | None, otherwise: dt.time) -> dt.time:
        return moment.astimezone(DHAKA).time() if moment else otherwise

    @transaction.atomic
    def name_hosts(self, members: "Iterable[Member]") -> bool:
        """Name those who run it, in order; False when they are named so already."""
        self.thread.hold()
        wanted = list(dict.fromkeys(members))
        if list(self.hosts_in_order) == wanted:
            return False
        self.set_hosts(wanted)
        self.thread.change(host_ids=self.thread.host_ids)
        self.announce()
        return True

    def set_hosts(self, members: "list[Member]") -> None:
        """Write the rows of `name_hosts`, announcing nothing."""
        rows = AddaHost.objects.filter(adda=self)
        rows.delete()
        AddaHost.objects.bulk_create(
            AddaHost(adda=self, member=member, position=position)
            for position, member in enumerate(dict.fromkeys(members), start=1)
        )
        # The engine marks their comments as hosts'.
        self.thread.host_ids = [member.pk for member in dict.fromkeys(members)]
        self.thread.save(update_fields=["host_ids"])

    @transaction.atomic
    def publish(self) -> bool:
        """Show an imported adda to everyone; False when it was shown already."""
        now = timezone.now()
        self.thread.hold()
        changed = (
            type(self)
            .objects.filter(pk=self.pk, published_at=None)
            .update(published_at=now)
        )
        if not changed:
            return False
        self.published_at = now
        self.thread.change(visible_from=now)
        self.announce()
        return True

    @transaction.atomic
    def unpublish(self) -> bool:
        """Show it to moderators only again; False when it was so already."""
        self.thread.hold()
        changed = (
            type(self).objects.filter(pk=self.pk).exclude(published_at=None)
        ).update(published_at=None)
        if not changed:
            return False
        self.published_at = None
        self.thread.change(visible_from=None)
        self.announce()
        return True

    @transaction.atomic
    def hide(self, by: "Member | None", reason: str) -> bool:
        """Hide the adda with its discussion; False when it was hidden already."""
        hidden = self.thread.hide(by, reason)
        if hidden:
            self.announce()
        return hidden

    @transaction.atomic
    def unhide(self) -> bool:
        """Show it again; False when it was not hidden."""
        shown = self.thread.unhide()
        if shown:
            self.announce()
        return shown

    @transaction.atomic
    def allow_indexing(self, allowed: bool = True) -> bool:
        """Let search engines of others in, or keep them out; False when it was so."""
        self.thread.hold()
        self.thread.refresh_from_db(fields=["noindex"])
        if self.thread.noindex is not allowed:
            return False
        self.thread.change(noindex=not allowed)
        return True

    @transaction.atomic
    def rewrite(self, by: "Member | None", **words: Any) -> bool:
        """Change words of the page (`title`, `topic`, `intro`, `video_url`,
        `video_title`) and publish them; False when nothing differs.

        It is a revision like an editor's, so that hers and a host's follow each other.
        Raises ValidationError for words that the page does not take.
        """
        self.thread.hold()
        page = AddaPage.objects.get(pk=self.page_id)
        page.full_clean()
        before = {name: getattr(page, name) for name in words}
        for name, value in words.items():
            setattr(page, name, value)
        page.full_clean()
        if before == {name: getattr(page, name) for name in words}:
            return False
        revision = page.save_revision(user=by)
        revision.publish(user=by, skip_permission_checks=True)
        self.refresh_from_db(fields=["page"])
        self.thread.refresh_from_db()
        return True

    def words_changed(self, page: AddaPage) -> None:
        """Carry the page's new words to the thread and to whoever listens."""
        self.thread.change(title=phones.mask(page.title))
        self.announce()

    @transaction.atomic
    def follow_clock(self, now: dt.datetime) -> bool:
        """Open or close as the hour says; False when another did it or nothing is due.

        After an outage an adda of the past is closed without having been opened.
        """
        self.thread.hold()
        # Read again under the lock: a host may just have moved it to another hour.
        self.refresh_from_db(fields=["state", "opens_at", "closes_at"])
        if self.closes_at is not None and self.closes_at <= now:
            return self.close()
        if self.opens_at is not None and self.opens_at <= now:
            return self.open()
        return False

    def hold(self) -> None:
        """Take the thread's row for this transaction, before the page's."""
        Thread(pk=self.thread_id).hold()

    def announce(self) -> None:
        """Tell higher rooms, inside the verb's transaction."""
        adda_changed.announce(type(self), adda=self)

    def _step(
        self, states: "set[Adda.State]", fields: dict[str, Any], **thread: Any
    ) -> bool:
        """Set `fields` if the row is still in one of `states`, and the thread's."""
        self.thread.hold()
        rows = type(self).objects.filter(pk=self.pk, state__in=states)
        if not rows.update(**fields):
            self.refresh_from_db(fields=["state", "date", "opens_at", "closes_at"])
            return False
        for name, value in fields.items():
            setattr(self, name, value)
        self.thread.change(**thread)
        self.announce()
        return True


class AddaHost(models.Model):
    """A member named to run an adda, in the order named."""

    adda = models.ForeignKey(Adda, on_delete=models.CASCADE)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adda", "member"], name="host_named_once")
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.member} @ {self.adda}"
