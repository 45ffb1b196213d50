"""Nothing to read, or more than fits."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import text
from moderation.screening.drafts import Action, Draft, Finding

LONGEST = {"thread": 10_000, "deal": 4_000, "support": 4_000}  # characters


def check(draft: Draft) -> Finding | None:
    """Refuse a text that is blank or too long."""
    if text.is_blank(draft.text):
        return Finding(Action.REFUSE, "length.blank", _("Write something first."))
    length, longest = len(draft.text), LONGEST[draft.place.kind]
    if length <= longest:
        return None
    language = get_language() or "bn"
    sentence = _(
        "This has %(length)s characters and %(longest)s fit. "
        "Make it a little shorter or send it in two parts."
    ) % {
        "length": text.number(length, language),
        "longest": text.number(longest, language),
    }
    return Finding(Action.REFUSE, "length.long", sentence)
