"""GuidancePage: what an editor writes of a tip, in Bangla and English on one page.

Publishing an older revision sets every field of a page back, so whatever lives (address,
discussion, who looked it through and until when) stands on `Tip`. A page stays where it
is: in the explorer it is written, published and withdrawn, never copied or moved.
"""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PagePermissionTester

from core import phones, text
from forum.pages import StandingPage, StandingTester

if TYPE_CHECKING:
    from .tip import Tip

LONGEST_LIST = 4_000  # characters
A_LINE_EACH = _("One on each line.")


class Theme(models.TextChoices):
    """What a tip is about."""

    SAFE_BUYING = "safe-buying", _("Buying safely")
    PAYMENT = "payment", _("Money and payment")
    DELIVERY = "delivery", _("Delivery")
    CUSTOMERS = "customers", _("Keeping customers")
    PHOTOS = "photos", _("Photos")
    PRICING = "pricing", _("Prices")


@dataclass(frozen=True)
class TipWords:
    """A tip in one language, numbers masked: never a mixture of two."""

    language: str
    title: str
    answer: str
    steps: list[str]
    warnings: list[str]
    checklist: list[str]
    credit: str
    sources: list[str]


class TipTester(StandingTester):
    """A tip is withdrawn by unpublishing; only a draft that never was one may go."""

    def can_unpublish(self) -> bool:
        return PagePermissionTester.can_unpublish(self)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        was_read = self.page.specific.row() is not None
        return not was_read and PagePermissionTester.can_delete(self, ignore_bulk)


class GuidanceIndexPage(Page):
    """The place under which tips stand; it is made by a migration, once."""

    max_count = 1
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["guidance.GuidancePage"]
    content_panels: ClassVar[list[Any]] = []
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("tips")

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return StandingTester(user, self)

    def get_url_parts(
        self, request: HttpRequest | None = None
    ) -> tuple[int, str, str] | None:
        """Where the list is read: site, root address and path."""
        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], reverse("guidance:list"))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list that readers know."""
        return redirect("guidance:list")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """There are no words to preview."""
        return redirect("guidance:list")


def words_field(label: Any, longest: int = LONGEST_LIST, **options: Any) -> Any:
    """Words that may be empty."""
    return models.TextField(label, blank=True, max_length=longest, **options)


class GuidancePage(StandingPage):
    """A tip: a question, the short answer, and what to do. `title` is the question."""

    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    answer = models.TextField(
        _("the short answer"),
        max_length=600,
        help_text=_("Two or three sentences that help on their own."),
    )
    steps = words_field(_("steps"), help_text=A_LINE_EACH)
    warnings = words_field(_("warning signs"), help_text=A_LINE_EACH)
    checklist = words_field(_("checklist"), help_text=A_LINE_EACH)
    title_en = models.CharField(_("question in English"), max_length=255, blank=True)
    answer_en = words_field(_("the short answer in English"), longest=600)
    steps_en = words_field(_("steps in English"), help_text=A_LINE_EACH)
    warnings_en = words_field(_("warning signs in English"), help_text=A_LINE_EACH)
    checklist_en = words_field(_("checklist in English"), help_text=A_LINE_EACH)
    credit = models.CharField(
        _("whose advice it is"),
        max_length=200,
        blank=True,
        help_text=_("A member is named only if she agreed."),
    )
    credit_en = models.CharField(
        _("whose advice it is, in English"), max_length=200, blank=True
    )
    source = words_field(
        _("sources"),
        help_text=_("One on each line, with its date. No number without a source."),
    )
    source_en = words_field(_("sources in English"))

    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", classname="title", heading=_("question")),
        FieldPanel("theme"),
        FieldPanel("answer"),
        FieldPanel("steps"),
        FieldPanel("warnings"),
        FieldPanel("checklist"),
        FieldPanel("credit"),
        FieldPanel("source"),
        MultiFieldPanel(
            [
                FieldPanel("title_en"),
                FieldPanel("answer_en"),
                FieldPanel("steps_en"),
                FieldPanel("warnings_en"),
                FieldPanel("checklist_en"),
                FieldPanel("credit_en"),
                FieldPanel("source_en"),
            ],
            heading=_("The same in English"),
        ),
    ]
    parent_page_types: ClassVar[list[str]] = ["guidance.GuidanceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    list_url = "guidance:list"

    class Meta:
        verbose_name = _("tip")

    LINES = ("steps", "warnings", "checklist", "source")
    ONE_LINE = ("title", "credit")
    BOTH = ("title", "answer", "steps", "warnings", "checklist", "credit", "source")

    def row(self) -> "Tip | None":
        """The tip that readers know; None while it was never published."""
        return getattr(self, "tip", None)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Nobody, not even a superuser, takes a page away from its discussion."""
        return TipTester(user, self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Bring the words to their normal form before they are checked."""
        for name in self.BOTH:
            clean = text.normalise_line if name in self.ONE_LINE else text.normalise
            for field in (name, f"{name}_en"):
                setattr(self, field, clean(getattr(self, field) or ""))
        # Wagtail would make one of the title and lose all Bangla vowel signs.
        self.slug: str = self.slug or f"t-{uuid.uuid4().hex[:12]}"
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save; what readers see of it reaches the tip in the same transaction."""
        from .tip import Tip  # noqa: PLC0415 - the tip knows its page

        with transaction.atomic():
            tip = self.row() if self.pk else None
            if tip is not None:
                # Verbs take the thread before the page.
                tip.thread.hold()
            result = super().save(*args, **kwargs)
            # A draft is saved with `update_fields`.
            if kwargs.get("update_fields") is None:
                if self.live:
                    Tip.objects.take_over(self)
                elif tip is not None:
                    tip.withdraw()
        return result

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the words as they would stand, without discussion, and make nothing."""
        context = {"page": self, "words": self.words(), "preview": True}
        return render(request, "guidance/tip.html", context)

    # --- the words ---

    @property
    def has_english(self) -> bool:
        """Whether all that is written in Bangla is there in English."""
        return all(
            getattr(self, f"{name}_en").strip()
            for name in self.BOTH
            if name in {"title", "answer"} or getattr(self, name).strip()
        )

    def words(self, language: str = "") -> TipWords:
        """All of it in one language: the reader's, or Bangla where English is not whole."""
        wanted = language or get_language() or "bn"
        is_english = wanted.startswith("en") and self.has_english
        end = "_en" if is_english else ""

        def said(name: str) -> str:
            return phones.mask(getattr(self, f"{name}{end}"))

        def lines(name: str) -> list[str]:
            return [line for line in said(name).split("\n") if not text.is_blank(line)]

        return TipWords(
            language="en" if is_english else "bn",
            title=said("title"),
            answer=said("answer"),
            steps=lines("steps"),
            warnings=lines("warnings"),
            checklist=lines("checklist"),
            credit=said("credit"),
            sources=lines("source"),
        )
