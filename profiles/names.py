"""Names that look like another member's: refused where the letters are swapped.

Many are called রহিমা, so the same name is nobody's own; one that is written with other
signs so that it looks the same (Kar1m, R০kib) is there to be taken for hers.
"""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from core import text
from profiles.models import Member

# Signs and spaces count in the one name and not in the other.
_SLACK = 6


def require_own_look(name: str, member: Member | None = None) -> None:
    """Raise ValidationError where `name` is another one's in other signs; `member` is
    who it is for, None for one who is not a member yet."""
    others = _others(member).filter(is_active=True, claimed=True)
    if _is_drawn_like(others, "name_key", name):
        raise ValidationError(
            _(
                "This looks like the name of another member, written with other signs. "
                "Write yours so that nobody takes you for her."
            ),
            code="looks-like",
        )


def require_own_handle(handle: str, member: Member) -> None:
    """The same for a handle; raises ValidationError."""
    if _is_drawn_like(_others(member), "handle_key", handle):
        raise ValidationError(
            _("This looks like the handle of another member. Choose another one."),
            code="looks-like",
        )


def _others(member: Member | None) -> QuerySet[Member]:
    members = Member.objects.all()
    return members.exclude(pk=member.pk) if member else members


def _is_drawn_like(others: QuerySet[Member], column: str, name: str) -> bool:
    """Whether one of the keys is drawn like `name` and has other letters.

    A name is chosen once in a long while, so all keys of about its length are read; they
    stream by, a few hundred thousand in a second. Bangla letters are drawn like no other.
    """
    drawn = text.drawn(name)
    if not any(sign.isascii() for sign in drawn):
        return False
    letters, length = _letters(name), len(text.fold(name))
    near = others.annotate(long=Length(column)).filter(
        long__gte=length - _SLACK, long__lte=length + _SLACK
    )
    return any(
        text.drawn(key) == drawn and _letters(key) != letters
        for key in near.values_list(column, flat=True).iterator()
    )


def _letters(name: str) -> str:
    return "".join(word.text for word in text.words(text.fold(name)))
