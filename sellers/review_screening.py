"""What is said of a seller, told to screening (moderation.screening).

It stands for long and under a name, so nothing of it can be wrong for a while: what
would wait for a moderator elsewhere is refused with the reason. No numbers and no
addresses: whose they are is not for others to publish.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core import phones, text
from moderation.screening import Action, Draft, Place, Writer, screen
from profiles.models import Member

_NO = r"(?:নং|নম্বর|নাম্বার|no|number|#)"
_GAP = r"[ .,:/#-]*"
_COUNTED = r"(?![0-9]|[ -]*(?:%|টাকা|taka|tk|দিন|day|ঘণ্টা|ঘন্টা|hour|টা|টি|পিস|pcs|বার|জন))"
_HOUSE = "বাসা|বাড়ি|বাড়ী|হাউস|হাউজ|হোল্ডিং|ফ্ল্যাট|house|holding|flat|apartment|basha|bari"
_STREET = "রোড|সড়ক|গলি|সেক্টর|road|lane|sector|avenue"
_ADDRESS = re.compile(
    rf"(?<!\w)(?:{_HOUSE}){_GAP}{_NO}{_GAP}[0-9]|"
    rf"(?<!\w)(?:house|হাউস|হাউজ|হোল্ডিং){_GAP}[0-9]+{_COUNTED}|"
    rf"(?<!\w)(?:{_STREET}){_GAP}(?:{_NO}{_GAP})?[0-9]+{_COUNTED}|"
    rf"[0-9]{_GAP}{_NO}{_GAP}(?:{_HOUSE}|{_STREET})(?![a-z])",
    re.IGNORECASE,
)


def refusing(member: Member, words: str) -> str:
    """Why these words cannot be said of a seller; empty where they can."""
    if phones.find(words):
        return _("Leave the number out: everyone reads this.")
    if has_address(words):
        return _("Leave the address out: everyone reads this. The place is enough.")
    own = (urlsplit(settings.SITE_URL).hostname or "").removeprefix("www.")
    verdict = screen(
        Draft(
            words,
            writer=Writer(member.pk, member.trust_level, member.is_moderator),
            place=Place("thread"),
            is_edit=True,
            own_hosts=frozenset([own]),
        )
    )
    if verdict.action < Action.HOLD:
        return ""
    if verdict.action == Action.REFUSE:
        return verdict.sentence()
    return _("%(why)s Leave it out of the review.") % {"why": verdict.sentence()}


def has_address(words: str) -> bool:
    """Whether a house or a street with its number stands in a text."""
    return bool(_ADDRESS.search(text.to_ascii_digits(text.normalise(words))))
