"""Series and addas as places on whose top something can be pinned (forum.pinning)."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from adda_posts.models import Adda, Series, today
from forum.models import Thread
from forum.pinning import Scope
from theme.templatetags.words import day

NEAREST = 10


class OneSeries(Scope):
    """A series: its page, and the pages of its addas."""

    label = _("Series")

    def names(self, numbers: Iterable[int]) -> Mapping[int, str]:
        series = Series.objects.filter(pk__in=list(numbers))
        return {each.pk: each.label for each in series}

    def choices(self) -> Iterable[tuple[int, str]]:
        series = Series.objects.run_by_people().order_by("pk")
        return [(each.pk, each.label) for each in series]

    def of(self, thread: Thread) -> int | None:
        if not thread.home_url:
            return None
        addas = Adda.objects.filter(thread=thread.pk)
        return addas.values_list("series", flat=True).first()


class OneAdda(Scope):
    """One adda."""

    label = _("Adda")

    def names(self, numbers: Iterable[int]) -> Mapping[int, str]:
        return dict(map(named, Adda.objects.filter(pk__in=list(numbers)).for_list()))

    def choices(self) -> Iterable[tuple[int, str]]:
        """Today's, those to come, and the latest before."""
        addas = Adda.objects.for_list()
        coming = addas.filter(date__gte=today()).order_by("date", "pk")[:NEAREST]
        return [*map(named, coming), *map(named, addas.past()[:NEAREST])]


def named(adda: Adda) -> tuple[int, str]:
    """An adda's id, and what it is called in a list to choose from."""
    return adda.pk, f"{adda.page.title} ({day(adda.date)})"
