"""Series and Adda: what happens each day; SeriesPage and AddaPage: what is written.

Whatever lives (state, thread, hosts) stands on `Adda`, never on the page: publishing an
older revision of a page sets all its fields back.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from forum.models import Post, Thread

if TYPE_CHECKING:
    from profiles.models import Member

DHAKA = ZoneInfo("Asia/Dhaka")


class SeriesPage(Page):
    """The editors' place for one series; its addas' pages stand under it."""

    subpage_types: ClassVar[list[str]] = ["adda_posts.AddaPage"]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    is_creatable = False


class AddaPage(Page):
    """What an editor or host writes about one adda."""

    topic = models.TextField(_("topic"), blank=True, max_length=1000)
    intro = models.TextField(_("introduction"), blank=True, max_length=5000)
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    video_url = models.URLField(_("link to a video"), blank=True)
    video_title = models.CharField(_("title of the video"), max_length=200, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("topic"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("video_url"),
        FieldPanel("video_title"),
    ]
    promote_panels: ClassVar[list[Any]] = []
    parent_page_types: ClassVar[list[str]] = ["adda_posts.SeriesPage"]
    subpage_types: ClassVar[list[str]] = []
    is_creatable = False


class SeriesQuerySet(models.QuerySet["Series"]):
    """Reading series."""

    def run_by_people(self) -> Self:
        """Series that go on, unlike those that hold imported text."""
        return self.filter(archive=False)


class Series(models.Model):
    """What repeats daily: a name, an hour to open and to close, default hosts.

    `archive` series hold imported addas and never open one.
    """

    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    opens = models.TimeField(_("opens at"), default="21:00")
    closes = models.TimeField(_("closes at"), default="23:30")
    archive = models.BooleanField(default=False)
    hosts: "models.ManyToManyField[Member, Any]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="hosted_series"
    )
    page = models.OneToOneField(SeriesPage, on_delete=models.PROTECT, editable=False)

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

    def moments(self, day: date) -> tuple[datetime, datetime]:
        """When the adda of `day` (in Dhaka) opens and closes; past midnight if it
        closes at an earlier hour than it opens."""
        opens = datetime.combine(day, self.opens, tzinfo=DHAKA)
        closes = datetime.combine(day, self.closes, tzinfo=DHAKA)
        return opens, closes if closes > opens else closes + timedelta(days=1)


class AddaQuerySet(models.QuerySet["Adda"]):
    """Reading addas."""

    def visible_to(self, member: Any) -> Self:
        """Addas that `member` (or a guest) may know of."""
        if getattr(member, "is_moderator", False):
            return self
        return self.filter(
            Q(published_at__lte=timezone.now()), thread__hidden_at=None
        )

    def for_list(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("series", "page", "thread")

    def newest_day_first(self) -> Self:
        return self.order_by("-date", "series_id")


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


class Import(models.Model):
    """One run of the paste import: what it added, so that it can be undone."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    files = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportedName(models.Model):
    """A name found in a series' imported text: always the same unclaimed member."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "name"], name="one_member_per_imported_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportedAdda(models.Model):
    """An adda that an import made (and not only added to)."""

    adda = models.OneToOneField(Adda, on_delete=models.PROTECT)
    made_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="addas")

    def __str__(self) -> str:
        return str(self.adda)


class ImportedPost(models.Model):
    """The unit of import: the k-th comment of equal author and text in an adda."""

    adda = models.ForeignKey(Adda, on_delete=models.PROTECT)
    author_name = models.CharField(max_length=120)
    body_hash = models.CharField(max_length=64)
    k = models.PositiveSmallIntegerField()
    post = models.OneToOneField(Post, on_delete=models.PROTECT)
    added_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="posts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adda", "author_name", "body_hash", "k"],
                name="one_post_per_imported_comment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.author_name} #{self.k}"

