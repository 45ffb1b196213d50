"""Too fast: so many texts in a minute and in ten, fewer for a new member, and a pause
between one's own in a place where very much is said."""

import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language, ngettext

from core import text
from moderation.screening.drafts import Action, Draft, Finding


class Limit(NamedTuple):
    """At most so many texts within so many seconds."""

    seconds: int
    texts: int


# By trust; the last line holds for all above it.
LIMITS = (
    (Limit(60, 6), Limit(600, 25)),
    (Limit(60, 12), Limit(600, 60)),
    (Limit(60, 20), Limit(600, 100)),
)
# From so much said in a place within a minute, a pause of so many seconds between two
# texts of one member there; a new member waits twice as long.
PAUSES = ((30, 10), (60, 20), (120, 45))
#: How far back `Draft.recent` must reach, in seconds and in texts.
LONGEST = 3600
MOST = max(limit.texts for limits in LIMITS for limit in limits) + 1


def check(draft: Draft) -> Finding | None:
    """Refuse what comes too soon, and say when it will be taken."""
    writer = draft.writer
    if draft.is_edit or writer.runs_it or not settings.WRITING_LIMIT:
        return None
    wait = max(_over_limit(draft), _pause_left(draft))
    if wait <= 0:
        return None
    language = get_language() or "bn"
    sentence = ngettext(
        "You are writing very fast. Send it again in %(seconds)s second; "
        "your words stay here.",
        "You are writing very fast. Send it again in %(seconds)s seconds; "
        "your words stay here.",
        wait,
    ) % {"seconds": text.number(wait, language)}
    return Finding(Action.REFUSE, "rate", sentence, retry_after=wait)


def _age(draft: Draft, at: dt.datetime) -> float:
    return (draft.now - at).total_seconds()


def _over_limit(draft: Draft) -> int:
    """Seconds until the oldest of too many is far enough back."""
    ages = [_age(draft, said.at) for said in draft.recent]
    waits = [0]
    for limit in LIMITS[min(draft.writer.trust_level, len(LIMITS) - 1)]:
        if len(ages) >= limit.texts and ages[limit.texts - 1] < limit.seconds:
            waits.append(int(limit.seconds - ages[limit.texts - 1]) + 1)
    return max(waits)


def pause_in(heat: int, *, is_new: bool) -> int:
    """The pause between two texts of one member where so much was said in a minute."""
    pause = max((seconds for least, seconds in PAUSES if heat >= least), default=0)
    return pause * 2 if is_new else pause


def _pause_left(draft: Draft) -> int:
    pause = pause_in(draft.place.heat, is_new=draft.writer.is_new)
    here = [said.at for said in draft.recent if said.place == draft.place.id]
    if not pause or not here:
        return 0
    return max(0, int(pause - _age(draft, here[0])) + 1)
