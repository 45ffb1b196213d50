"""Names of businesses: sayable, without numbers and links, nobody else's."""

from django.core.exceptions import ValidationError
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from core import phones, text
from moderation.screening.links import hosts_in
from profiles.models import Member
from sellers import wording
from sellers.models import Seller
from sellers.models.seller import LONGEST_NAME

# How much longer or shorter a name can be that looks the same: signs and spaces count
# in the one, not in the other.
_SLACK = 6


def clean(typed: str, member: Member) -> str:
    """The name in its one form; raises ValidationError with a sentence that says what
    to do."""
    name = text.normalise_line(typed)
    if len(name) > LONGEST_NAME:
        raise ValidationError(
            _("This name has %(length)s letters and signs; %(most)s fit. Shorten it.")
            % {
                "length": wording.spoken(len(name)),
                "most": wording.spoken(LONGEST_NAME),
            }
        )
    if not text.words(name) or not text.look(name):
        raise ValidationError(_("Write a name with letters in it."))
    if phones.find(name) or phones.find(name.replace(" ", "")):
        raise ValidationError(
            _("Leave the number out of your name: names are seen by everyone.")
        )
    if hosts_in(name) or "@" in name:
        raise ValidationError(
            _("Leave the link out of the name; there is a place for your pages below.")
        )
    require_own(name, member)
    return name


def require_own(name: str, member: Member) -> None:
    """Raise ValidationError where somebody else is called so, or nearly."""
    look = text.look(name)
    others = Seller.objects.exclude(member=member)
    if others.filter(look=look).exists():
        raise ValidationError(wording.name_taken(), code="taken")
    if look == text.look(member.display_name):
        return
    if looks_like_member(name, look, member):
        raise ValidationError(wording.name_of_member(), code="member")


def looks_like_member(name: str, look: str, member: Member) -> bool:
    """Whether another member who can sign in is called so, or nearly.

    A name is chosen once in a long while, so all names of about this length are read;
    they stream by, a few hundred thousand in a second.
    """
    members = Member.objects.filter(claimed=True, is_active=True).exclude(pk=member.pk)
    if members.filter(name_key=text.fold(name)).exists():
        return True
    length = len(text.fold(name))
    near = members.annotate(long=Length("name_key")).filter(
        long__gte=length - _SLACK, long__lte=length + _SLACK
    )
    names = near.values_list("name_key", flat=True)
    return any(text.look(each) == look for each in names.iterator())
