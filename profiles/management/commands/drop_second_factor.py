"""`manage.py drop_second_factor`: a way back in for who lost phone, app and codes."""

from argparse import ArgumentParser
from typing import Any

from core import text
from moderation.models import LONGEST_REASON
from profiles import second_factor
from profiles.management.members import MemberCommand


class Command(MemberCommand):
    """Take away every second factor and recovery code of one member.

    For whoever may use the machine, and knows that it is she who asks. WHO is her
    handle, e-mail or mobile number. She is signed out everywhere and told, and the act
    stands among the acts of moderators with its reason. Done twice it changes nothing.
    """

    help = "Takes a locked-out member's second factor away; may be repeated."
    takes_json = True
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("who", help="Handle, e-mail or mobile number.")
        parser.add_argument(
            "--reason",
            required=True,
            help="Why, and how you know that it is she; moderators read it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Find her, then take it away."""
        who = text.normalise_line(options["who"])
        reason = text.normalise_line(options["reason"])
        if text.is_blank(reason) or len(reason) > LONGEST_REASON:
            self.refuse(f"Give a reason of at most {LONGEST_REASON} characters.")
        member = self.find(who, self.contact_in(who))
        if member is None:
            self.refuse(f"There is no member {who}.")
        taken = second_factor.take_away(member, reason)
        if options["json"]:
            self.print_json({"handle": member.handle, "changed": taken > 0})
        elif taken:
            self.stdout.write(
                f"{member.handle} has no second factor now and is signed out everywhere."
            )
        else:
            self.stdout.write(f"{member.handle} has no second factor.")
