"""Rows for tests of verification, by the real verbs."""

from typing import Any

from django.test import Client
from django.urls import reverse

from profiles.models import Member
from sellers.models import Contact, Seller
from tests.factories import MemberFactory
from tests.photos.pictures import jpeg
from tests.profiles.signing import let_in_with_second_factor
from verification.models import Evidence, Method, Verification


def make_verifier(**fields: Any) -> Member:
    """A moderator who checks papers."""
    member = MemberFactory(**fields)
    member.make_verifier()
    return Member.objects.get(pk=member.pk)


def ask(seller: Seller, kind: str = "identity", **fields: Any) -> Verification:
    """What she asks for; to be checked by staff unless said otherwise."""
    fields.setdefault("method", Method.STAFF)
    return Verification.ask(seller, kind, seller.member, **fields)  # type: ignore[arg-type]


def phone_of(seller: Seller, number: str = "+8801712345678") -> Contact:
    """A number that she gives members."""
    return Contact.objects.put(seller, Contact.Kind.PHONE, number, Contact.Mode.MEMBERS)


def ask_with_picture(
    seller: Seller, kind: str = "identity", part: str = "front", **fields: Any
) -> Evidence:
    """An ask with one picture; the picture."""
    taken = Evidence.take(seller.member, part, [jpeg()])  # type: ignore[arg-type]
    ask(seller, kind, pictures={part: taken.name}, **fields)
    taken.refresh_from_db()
    return taken


def signed_in(member: Member | None) -> Client:
    """Somebody at the door, without a second factor."""
    client = Client()
    if member is not None:
        client.force_login(member)
    return client


def with_second_step(member: Member) -> Client:
    """A member who has shown her second factor."""
    client = Client()
    let_in_with_second_factor(client, member)
    return client


def evidence_url(evidence: Evidence) -> str:
    """Where the picture is handed out."""
    return reverse("verification:evidence", args=[evidence.name])
