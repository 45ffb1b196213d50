"""What commands about one member share: finding her by what the operator typed."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from core import text
from core.commands import UthanCommand
from profiles.fields import Contact, email_of, phone_of
from profiles.models import Member


class MemberCommand(UthanCommand):
    """A command whose WHO is a member's handle, e-mail or mobile number."""

    def contact_in(self, who: str) -> Contact:
        """Read an e-mail or a number out of WHO; neither for a handle."""
        if "@" in who.removeprefix("@"):
            try:
                return Contact(email=email_of(who))
            except ValidationError:
                self.refuse(f"{who} is no e-mail.")
        try:
            return Contact(phone=phone_of(who))
        except ValidationError:
            return Contact()

    @staticmethod
    def find(who: str, contact: Contact) -> Member | None:
        """Return the member called so, or None."""
        named = Q(handle_key=text.fold(who.removeprefix("@")))
        if contact.phone:
            named |= Q(phone=contact.phone)
        elif contact.email:
            named = Q(email__iexact=contact.email)
        return Member.objects.filter(named).first()
