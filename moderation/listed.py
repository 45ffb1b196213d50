"""Listed words as something that has a name in the trace of moderators."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moderation.models import ListedWord
from moderation.targets import Target


class WordTarget(Target):
    """A listed word; nobody reports or hides one."""

    kind = "word"
    label = _("List of words")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return ListedWord.objects.none()

    def title(self, thing: ListedWord) -> str:
        return thing.word

    def words(self, thing: ListedWord) -> str:
        return thing.note

    def url(self, thing: ListedWord) -> str:
        return reverse("moderation:word", args=[thing.pk])
