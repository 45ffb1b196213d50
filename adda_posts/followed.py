"""What of the addas can be followed (see forum.following)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from adda_posts.models import Series
from forum.following import Followed


class SeriesFollowed(Followed):
    """A series: whoever follows it hears when an adda opens."""

    kind = "series"
    all_label = _("Every adda that opens")
    label = _("Series")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Series.objects.visible_to(member).run_by_people()

    def title(self, thing: Series) -> str:
        return thing.label

    def holding(self, thread: Any) -> Iterable[int]:
        return Series.objects.filter(addas__thread=thread).values_list("pk", flat=True)
