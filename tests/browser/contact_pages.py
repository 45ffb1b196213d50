"""What the village has of contact details and of what is known, and its pages."""

import uuid
from typing import Any

from moderation.models import Case, act
from profiles.models import Member
from sellers import pasted
from sellers.models import Contact, ContactAsk, Reveal, Seller, SellerWarning
from sellers.warned import TARGET


def contact_pages(
    member: Member, moderator: Member, words: dict[str, Any]
) -> dict[str, dict[str, str]]:
    """Write it by the real verbs; addresses by who opens them."""
    seller = Seller.objects.start(member, words["series"])
    seller.publish()
    for person, number in ((member, "+8801755501701"), (moderator, "+8801855501703")):
        Member.objects.filter(pk=person.pk).update(phone=number, phone_verified=True)
        person.refresh_from_db()
    phone = Contact.objects.put(seller, "phone", "+8801755501701", "business")
    asking = Contact.objects.put(seller, "whatsapp", "+8801755501702", "ask")
    Contact.objects.put(seller, "address", words["topic"], "deal")
    phone.reveal(moderator, Reveal.Reason.BUY, uuid.uuid4())
    phone.reveal(None, Reveal.Reason.OTHER, uuid.uuid4(), address="203.0.113.7")
    ContactAsk.objects.ask(asking, moderator, "order", uuid.uuid4())
    upheld = warning(moderator, "+8801755501701", words)
    case = Case.objects.get(kind="warning", target_id=upheld.pk)
    act(TARGET, upheld, "approve", moderator, words["topic"], case=case)
    upheld.reply(member, words["body"])
    waits = warning(member, "+8801955501704", words)
    page = seller.get_absolute_url()
    return {
        "guest": {
            "seller with a number": page,
            "business number": f"/sellers/contacts/{phone.pk}/",
            "number for members": f"/sellers/contacts/{asking.pk}/",
        },
        "member": {
            "her contact": page,
            "her numbers": "/sellers/contacts/",
            "who saw": "/sellers/contacts/reveals/",
            "asked for none": "/sellers/contacts/asked/",
            "known": "/sellers/known/",
            "warn": "/sellers/known/warn/",
            "warnings": "/sellers/known/warnings/",
            "her warning": waits.get_absolute_url(),
            "warned of her": upheld.get_absolute_url(),
        },
        "moderator": {
            "seller's contact": page,
            "ask for a number": f"/sellers/contacts/{asking.pk}/",
            "asked for": "/sellers/contacts/asked/",
            "warning to decide": Case.objects.get(
                kind="warning", target_id=waits.pk
            ).get_absolute_url(),
        },
    }


def warning(by: Member, number: str, words: dict[str, Any]) -> SellerWarning:
    """A report of a number."""
    read = pasted.read(number)
    assert read
    return SellerWarning.objects.report(
        by, read, "fraud", words["body"], uuid.uuid4(), TARGET
    )
