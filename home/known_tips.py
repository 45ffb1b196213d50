"""The tips that stand where nothing is known of a seller (sellers.known.TIPS)."""

from collections.abc import Iterator

from core import phones
from guidance.models import Tip

THEMES = ("safe-buying", "payment")
MOST = 3


def tips() -> Iterator[tuple[str, str]]:
    """The latest about buying safely and paying that everyone may read."""
    shown = Tip.objects.visible_to(None).filter(page__theme__in=THEMES)
    for tip in shown.for_list().newest()[:MOST]:
        yield phones.mask(tip.page.words().title), tip.get_absolute_url()
