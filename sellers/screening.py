"""What a seller writes on her page, told to screening (moderation.screening).

Her words stand at once or not at all: what would wait for a moderator elsewhere is for
her to leave out. What stood there already is let through, for it was once.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from moderation.screening import Action, Draft, Place, Verdict, Writer, screen
from profiles.models import Member


@lru_cache(maxsize=8)
def _own_hosts(site_url: str) -> frozenset[str]:
    return frozenset([(urlsplit(site_url).hostname or "").removeprefix("www.")])


def refusing(member: Member, words: str, before: str = "") -> str:
    """Why these words cannot stand on her page in place of `before`; empty where they
    can."""
    if not words.strip():
        return ""
    verdict = _screened(member, words)
    if verdict.action < Action.HOLD:
        return ""
    known = set(_screened(member, before).reasons) if before.strip() else set()
    left = Verdict(tuple(each for each in verdict.findings if each.code not in known))
    if left.action < Action.HOLD:
        return ""
    if left.action == Action.REFUSE:
        return left.sentence()
    return _("%(why)s On your page it cannot wait: leave it out.") % {
        "why": left.sentence()
    }


def _screened(member: Member, words: str) -> Verdict:
    writer = Writer(member.pk, member.trust_level, member.is_moderator)
    return screen(
        Draft(
            words,
            writer=writer,
            place=Place("thread"),
            is_edit=True,
            own_hosts=_own_hosts(settings.SITE_URL),
        )
    )
