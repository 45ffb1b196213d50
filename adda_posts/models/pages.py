"""SeriesPage and AddaPage: what is written about a series and an adda.

Publishing an older revision sets every field of a page back, so whatever lives (state,
thread, hosts, slug) is not theirs: it stands on `Series` and `Adda`. Pages are made,
moved and named by our verbs alone; in the explorer editors change words, nothing else.
"""

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from core import markup, phones, text
from forum.pages import StandingPage
from profiles.models import Member

if TYPE_CHECKING:
    from .adda import Adda
    from .series import Series


PICTURE = "max-1200x1200|format-webp"


class WordsPage(StandingPage):
    """Base of our pages; its address is that of the row it belongs to."""

    is_creatable = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save; new words reach the row in the same transaction."""
        with transaction.atomic():
            row = self.row() if self.pk else None
            if row is not None:
                # Our verbs take the row before the page: the other way round an editor
                # and a host would wait for each other.
                row.hold()
            result = super().save(*args, **kwargs)
            # A draft is saved with `update_fields`.
            published = self.live and kwargs.get("update_fields") is None
            if published and row is not None:
                row.words_changed(self)
        return result


class SeriesPage(WordsPage):
    """The editors' place for one series; its addas' pages stand under it."""

    subpage_types: ClassVar[list[str]] = ["adda_posts.AddaPage"]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]

    class Meta:
        verbose_name = _("series")

    def row(self) -> "Series | None":
        return getattr(self, "series", None)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the name as it would stand, and no adda."""
        context = {"series": self.row(), "name": self.title, "addas": []}
        return render(request, "adda_posts/series.html", context)


class AddaPage(WordsPage):
    """What an editor or host writes about one adda."""

    topic = models.TextField(_("topic"), blank=True, max_length=2000)
    intro = models.TextField(_("introduction"), blank=True, max_length=20_000)
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    video_url = models.URLField(_("link to a video"), blank=True)
    video_title = models.CharField(_("title of the video"), max_length=200, blank=True)

    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", classname="title"),
        FieldPanel("topic"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("video_url"),
        FieldPanel("video_title"),
    ]
    parent_page_types: ClassVar[list[str]] = ["adda_posts.SeriesPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("adda")

    def row(self) -> "Adda | None":
        return getattr(self, "adda", None)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Bring the words to their normal form before they are checked."""
        self.title: str = text.normalise_line(str(self.title))
        self.topic = text.normalise(self.topic)
        self.intro = text.normalise(self.intro)
        self.video_title = text.normalise_line(self.video_title)
        super().full_clean(*args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the words as they would stand, without the discussion."""
        adda = self.row()
        context = {
            "adda": adda,
            "page": self,
            "intro": self.intro_for(request.user),
            "picture": self.picture_shown(),
            "hosts": list(adda.hosts_in_order) if adda is not None else [],
            "preview": True,
        }
        return render(request, "adda_posts/adda.html", context)

    @property
    def video_link(self) -> str:
        """The address of the video; empty where a phone number hides in it (wa.me)."""
        return "" if phones.find(unquote(self.video_url)) else self.video_url

    def picture_shown(self) -> Any:
        """The picture in the size it is shown in; None where there is none.

        A file that is not there (a restored database without media) is no picture.
        """
        if self.picture is None:
            return None
        try:
            return self.picture.get_rendition(PICTURE)
        except OSError:
            return None

    def intro_for(self, reader: Any) -> SafeString:
        """The introduction as HTML for `reader`: numbers masked, mentions as links."""
        body = markup.compile(self.intro)
        keys = {text.fold(handle): handle for handle in body.mentions}
        found = (
            {
                keys[member.handle_key]: (
                    member.get_absolute_url(),
                    member.display_name,
                )
                for member in Member.objects.filter(handle_key__in=keys)
            }
            if keys
            else {}
        )
        return mark_safe(
            markup.render(
                body.html,
                phones=body.phones,
                show_phones=getattr(reader, "is_moderator", False),
                language=get_language() or "bn",
                mention=found.get,
            )
        )
