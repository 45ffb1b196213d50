"""`manage.py first_moderator`: somebody who may moderate, on a site that has nobody."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import text
from profiles.fields import Contact
from profiles.management.members import MemberCommand
from profiles.models import Member, Role, validate_handle


class Command(MemberCommand):
    """Make or promote a moderator who may use the editors' side too.

    WHO is a member's handle, e-mail or mobile number. Where there is no such member
    and WHO is an e-mail or a number, one is made; she signs in by code, or with the
    password given by --password-stdin. Done twice it changes nothing.
    """

    help = "Makes or promotes the first moderator; may be repeated."
    takes_json = True
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("who", help="Handle, e-mail or mobile number.")
        parser.add_argument(
            "--papers",
            action="store_true",
            help="Let her check sellers' papers too; she then gives others that role.",
        )
        parser.add_argument("--name", default="", help="Display name of a new member.")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="Read her password from the first line of standard input.",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Find or make her, then let her moderate and edit."""
        who = text.normalise_line(options["who"])
        password = self.read_password() if options["password_stdin"] else None
        contact = self.contact_in(who)
        member = self.find(who, contact)
        made = member is None
        if member is None:
            member = self.make(who, contact, options["name"])
        if not member.claimed or not member.is_active:
            self.refuse(f"{member.handle} cannot sign in, so she cannot moderate.")
        if password is not None:
            member.set_password(password)
            member.save(update_fields=["password"])
        papers = options["papers"] and not member.has_role(Role.VERIFIER)
        was = (member.is_moderator, member.is_staff)
        member.make_moderator()
        if papers:
            member.make_verifier()
        member.make_editor()
        self.tell(
            member, made, changed=made or papers or was != (True, True), options=options
        )

    def make(self, who: str, contact: Contact, name: str) -> Member:
        """Make the member; refuses a handle alone, by which nobody could sign in."""
        phone, email = contact
        if not phone and not email:
            try:
                validate_handle(who.removeprefix("@"))
            except ValidationError:
                self.refuse(f"{who} is no handle, no e-mail and no mobile number.")
            self.refuse(
                f"There is no member {who}. Give an e-mail or a mobile number to make "
                "one."
            )
        name = text.normalise_line(name) or email.partition("@")[0] or "মডারেটর"
        return Member.objects.create_user(
            Member.objects.free_handle(name),
            display_name=name[:80],
            phone=phone or None,
            phone_verified=bool(phone),
            email=email,
        )

    def read_password(self) -> str:
        """Read one line; refuses an empty one."""
        password = sys.stdin.readline().rstrip("\r\n")
        if len(password) < 8:
            self.refuse("The password must have at least 8 characters.")
        return password

    def tell(
        self, member: Member, made: bool, changed: bool, options: dict[str, Any]
    ) -> None:
        """Say what happened, on stdout."""
        if options["json"]:
            self.print_json({"handle": member.handle, "made": made, "changed": changed})
        elif made:
            self.stdout.write(f"Made the moderator {member.handle}.")
        elif changed:
            self.stdout.write(f"{member.handle} is a moderator now.")
        else:
            self.stdout.write(f"{member.handle} is a moderator already.")
