"""Phone numbers: shown masked; one that is split over two texts waits for a moderator.

A number in one text is masked wherever it is shown (core.markup), so that nobody has
to wait for it, new members neither. Of one that is split, each half would stand open.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import phones
from moderation import reasons
from moderation.screening.drafts import Action, Draft, Finding

reasons.HELD_FOR["phone.split"] = gettext_lazy("The rest of a phone number")

_LOOK_BACK = 200  # characters of the text before


def check(draft: Draft) -> Finding | None:
    """Tell where numbers stand, and hold the second half of a split one."""
    spans = tuple((found.start, found.end) for found in phones.find(draft.text))
    if split := split_span(draft.previous, draft.text):
        sentence = _(
            "This seems to be the rest of a phone number. Numbers are not shown here; "
            "a moderator looks at it first."
        )
        return Finding(Action.HOLD, "phone.split", sentence, (split, *spans))
    if not spans:
        return None
    sentence = _("Phone numbers are shown masked.")
    return Finding(Action.MASK, "phone", sentence, spans)


def split_span(previous: str, words: str) -> tuple[int, int] | None:
    """Where in `words` the number ends that begins at the end of `previous`."""
    before = previous[-_LOOK_BACK:]
    if not before:
        return None
    begun = {found.start for found in phones.find(before)}
    for found in phones.find(f"{before}\n{words}"):
        crosses = found.start < len(before) < found.end - 1
        if crosses and found.start not in begun:
            return 0, found.end - len(before) - 1
    return None
