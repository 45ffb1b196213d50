"""Series: what repeats daily, and the verb that plans an adda in it."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from core import phones, text
from forum.models import Thread

from .pages import AddaPage, SeriesPage

if TYPE_CHECKING:
    from profiles.models import Member

    from .adda import Adda

DHAKA = ZoneInfo("Asia/Dhaka")
# Words of our own addresses: /adda/import/ is no series.
RESERVED_SLUGS = frozenset({"import", "imports", "plan", "new", "series", "manage"})
LONGEST_TITLE = 255  # characters, Wagtail's


class DayTaken(Exception):
    """The series has an adda on that day: `adda`."""

    def __init__(self, adda: "Adda") -> None:
        super().__init__(str(adda))
        self.adda = adda


def today() -> date:
    """The day it is in Dhaka."""
    return timezone.now().astimezone(DHAKA).date()


class SeriesQuerySet(models.QuerySet["Series"]):
    """Reading and making series."""

    def run_by_people(self) -> Self:
        """Series that go on, unlike those that hold imported text."""
        return self.filter(archive=False)

    def visible_to(self, member: Any) -> Self:
        """Series that `member` (or a guest) may know of: run by people, or with an
        imported adda that was published."""
        if getattr(member, "is_moderator", False):
            return self
        shown = models.Q(
            addas__published_at__lte=timezone.now(), addas__thread__hidden_at=None
        )
        return self.filter(models.Q(archive=False) | shown).distinct()

    def run_by(self, member: Any) -> Self:
        """Series in which `member` may plan an adda."""
        if getattr(member, "is_moderator", False) or getattr(member, "is_host", False):
            return self.run_by_people()
        return self.run_by_people().filter(hosts=member.pk)

    @transaction.atomic
    def start(
        self,
        *,
        slug: str,
        name: str,
        name_en: str = "",
        opens: time = time(21),
        closes: time = time(23, 30),
        archive: bool = False,
        hosts: "Iterable[Member]" = (),
    ) -> "Series":
        """Make a series and its page. Raises IntegrityError when the slug is taken."""
        root_id = Site.objects.get(is_default_site=True).root_page_id
        # Two at once would give both pages the same place in the tree.
        home = Page.objects.select_for_update().get(pk=root_id)
        page = SeriesPage(title=name[:LONGEST_TITLE], slug=f"s-{uuid.uuid4().hex[:12]}")
        home.add_child(instance=page)
        series = self.create(
            slug=slug,
            name=name,
            name_en=name_en,
            opens=opens,
            closes=closes,
            archive=archive,
            page=page,
        )
        series.hosts.set(hosts)
        return series


class Series(models.Model):
    """What repeats daily: a name, an hour to open and to close, default hosts.

    `archive` series hold imported addas and never open one.
    """

    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    opens = models.TimeField(_("opens at"), default=time(21))
    closes = models.TimeField(_("closes at"), default=time(23, 30))
    archive = models.BooleanField(default=False)
    hosts: "models.ManyToManyField[Member, Any]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="hosted_series"
    )
    page = models.OneToOneField(
        SeriesPage, on_delete=models.PROTECT, related_name="series", editable=False
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("adda_posts:series", args=[self.slug])

    @property
    def label(self) -> str:
        """The name in the reader's language, where there is one."""
        return (self.name_en if get_language() == "en" else "") or self.name

    def may_be_run_by(self, member: Any) -> bool:
        """Whether `member` may plan addas here; moderators and those with the role of
        host are hosts everywhere."""
        if self.archive or not getattr(member, "is_authenticated", False):
            return False
        if member.is_moderator or member.is_host:
            return True
        return self.hosts.filter(pk=member.pk).exists()

    def moments(self, day: date) -> tuple[datetime, datetime]:
        """When the adda of `day` (in Dhaka) opens and closes; past midnight if it
        closes at an earlier hour than it opens."""
        return moments(day, self.opens, self.closes)

    def hold(self) -> None:
        """Take the series' row for this transaction: before its page, its addas'
        threads and theirs."""
        type(self).objects.select_for_update(no_key=True).get(pk=self.pk)

    # --- verbs ---

    def plan(self, day: date, title: str, topic: str = "", **more: Any) -> "Adda":
        """Plan the adda of `day`; one that is there already is returned as it is.

        Takes what `plan_new` takes.
        """
        try:
            return self.plan_new(day, title, topic, **more)
        except DayTaken as clash:
            return clash.adda

    @transaction.atomic
    def plan_new(
        self,
        day: date,
        title: str,
        topic: str = "",
        *,
        intro: str = "",
        hosts: "Iterable[Member] | None" = None,
        by: "Member | None" = None,
        video_url: str = "",
        video_title: str = "",
        picture: Any = None,
        opens: time | None = None,
        closes: time | None = None,
    ) -> "Adda":
        """Make adda, page and thread of `day`, announced and not open yet.

        Without `hosts` the series' own are named; `opens` and `closes` (in Dhaka)
        stand in for the series' hours. Raises DayTaken when the day has one.
        """
        opens_at, closes_at = moments(day, opens or self.opens, closes or self.closes)
        adda = self._add(
            day,
            AddaPage(
                title=title,
                topic=topic,
                intro=intro,
                video_url=video_url,
                video_title=video_title,
                picture=picture,
                owner=by,
            ),
            thread={"visible_from": opens_at, "closed_at": closes_at},
            opens_at=opens_at,
            closes_at=closes_at,
            published_at=timezone.now(),
            opened_by=by,
        )
        adda.set_hosts(list(self.hosts.order_by("pk") if hosts is None else hosts))
        adda.announce()
        return adda

    @transaction.atomic
    def archive_adda(
        self, day: date, title: str, topic: str, intro: str, **fields: Any
    ) -> "Adda":
        """Make a closed adda for imported text of `day`; only moderators see it yet.

        Raises DayTaken when the day has one.
        """
        page = AddaPage(title=title, topic=topic, intro=intro)
        now = timezone.now()
        its_day = datetime.combine(day, time(12), tzinfo=DHAKA)
        adda = self._add(
            day,
            page,
            thread={
                "visible_from": None,
                "closed_at": now,
                "noindex": True,
                # Imported text is not today's activity.
                "active_at": min(its_day, now),
            },
            state=self.addas.model.State.CLOSED,
            **fields,
        )
        adda.announce()
        return adda

    def _add(
        self, day: date, page: AddaPage, thread: dict[str, Any], **fields: Any
    ) -> "Adda":
        """Insert page, thread and adda; raises DayTaken."""
        # One at a time per series: the tree and the day have room for one.
        self.hold()
        there = self.addas.select_related("page", "thread").filter(date=day).first()
        if there is not None:
            raise DayTaken(there)
        page.slug = day.isoformat()
        page.title = text.shorten(text.normalise_line(page.title), LONGEST_TITLE)
        SeriesPage.objects.get(pk=self.page_id).add_child(instance=page)
        page.save_revision(clean=False)
        made = Thread.objects.create(
            title=phones.mask(page.title),
            home_url=reverse("adda_posts:adda", args=[self.slug, day.isoformat()]),
            version=1,
            **thread,
        )
        return self.addas.create(date=day, page=page, thread=made, **fields)

    @transaction.atomic
    def name_hosts(self, members: "Iterable[Member]") -> None:
        """Name those who run this series' coming addas; those planned keep theirs."""
        self.hosts.set(members)

    @transaction.atomic
    def set_hours(self, opens: time, closes: time) -> None:
        """Set the hours of addas planned from now on; those planned keep theirs."""
        self.opens, self.closes = opens, closes
        self.save(update_fields=["opens", "closes"])

    @transaction.atomic
    def rename(self, name: str, name_en: str = "", by: "Member | None" = None) -> None:
        """Give it another name, on its page too."""
        type(self).objects.filter(pk=self.pk).update(name_en=name_en)
        self.name_en = name_en
        page = SeriesPage.objects.get(pk=self.page_id)
        if page.title == name:
            return
        page.title = name
        revision = page.save_revision(user=by, clean=False)
        revision.publish(user=by, skip_permission_checks=True)
        self.name = name

    @transaction.atomic
    def change_address(self, slug: str) -> None:
        """Move the series and its addas to another address. IntegrityError if taken."""
        if slug == self.slug:
            return
        before = self.get_absolute_url()
        self.slug = slug
        self.save(update_fields=["slug"])
        # The index holds no addresses, so there is nothing to announce.
        threads = Thread.objects.filter(pk__in=self.addas.values("thread"))
        threads.move_home(before, self.get_absolute_url())

    def words_changed(self, page: SeriesPage) -> None:
        """Take over the name that was published on the page."""
        name = text.shorten(text.normalise_line(page.title), 120)
        type(self).objects.filter(pk=self.pk).update(name=name)
        self.name = name


def moments(day: date, opens: time, closes: time) -> tuple[datetime, datetime]:
    """The two moments of `day` in Dhaka; closing at an earlier hour is the next day."""
    start = datetime.combine(day, opens, tzinfo=DHAKA)
    end = datetime.combine(day, closes, tzinfo=DHAKA)
    return start, end if end > start else end + timedelta(days=1)
