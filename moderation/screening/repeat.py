"""The same words again: here, or in one place after the other."""

import datetime as dt
import hashlib
from functools import lru_cache

from django.utils.translation import gettext as _

from core import text
from moderation.screening.drafts import Action, Draft, Finding

HERE = dt.timedelta(hours=1)
ELSEWHERE = dt.timedelta(minutes=10)
# Shorter ones are said again and again: thanks, well done, price please.
SHORTEST = 20  # letters and digits
# Of what members wrote lately: each new text is compared with all of hers in the hour.
DIGESTS_KEPT = 2000


def check(draft: Draft) -> Finding | None:
    """Refuse what she has just said in the same words."""
    digest = digest_of(draft.folded)
    if draft.is_edit or draft.writer.is_moderator or not digest:
        return None
    for said in draft.recent:
        age = draft.now - said.at
        here = said.place == draft.place.id
        if age > (HERE if here else ELSEWHERE) or digest_of(said.words) != digest:
            continue
        if here:
            sentence = _("You have written this here already. It is posted.")
            return Finding(Action.REFUSE, "repeat.here", sentence)
        sentence = _(
            "You have just written this in another discussion. Once is enough: "
            "members find it there."
        )
        return Finding(Action.REFUSE, "repeat.elsewhere", sentence)
    return None


@lru_cache(maxsize=DIGESTS_KEPT)
def digest_of(words: str) -> str:
    """What is equal for texts that differ in spaces, signs or case alone; empty for a
    short one."""
    letters = "".join(word.text for word in text.words(text.fold(words)))
    if len(letters) < SHORTEST:
        return ""
    return hashlib.sha256(letters.encode()).hexdigest()
