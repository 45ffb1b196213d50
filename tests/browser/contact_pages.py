"""What the village has of contact details and of what is known, and its pages."""

import uuid
from typing import Any

from django.utils import timezone

from moderation.models import Case, act
from profiles.models import Member, SmsJob
from sellers import pasted
from sellers.models import (
    Contact,
    ContactAsk,
    ContactChange,
    Reveal,
    Seller,
    SellerWarning,
)
from sellers.warned import TARGET
from verification.models import Code, Letter, PageToken


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
    address = Contact.objects.put(seller, "address", words["topic"], "deal")
    second = Contact.objects.put(seller, "address", words["body"], "deal")
    phone.reveal(moderator, Reveal.Reason.BUY, uuid.uuid4())
    phone.reveal(None, Reveal.Reason.OTHER, uuid.uuid4(), address="203.0.113.7")
    ContactAsk.objects.ask(asking, moderator, "order", uuid.uuid4())
    upheld = warning(moderator, "+8801755501701", words)
    case = Case.objects.get(kind="warning", target_id=upheld.pk)
    act(TARGET, upheld, "approve", moderator, words["topic"], case=case)
    upheld.reply(member, words["body"])
    waits = warning(member, "+8801955501704", words)
    code = Code.objects.send(seller, "phone", member, asking.value, asking)
    ContactChange.objects.tell(phone, timezone.now())
    undo = SmsJob.objects.latest("pk").words.partition("/undo/")[2]
    moderator.make_verifier()
    verifier = Member.objects.get(pk=moderator.pk)
    letter = Letter.objects.ask(seller, address, member).verification
    posted = Letter.objects.ask(seller, second, member).verification
    posted.letter.post(verifier)
    seller.change("links", {"links": ["https://facebook.com/uthan"]})
    on_page = Contact.objects.standing().get(seller=seller, kind="page")
    token = PageToken.objects.draw(seller, on_page, member)
    sought = token.bring_to_staff()
    page = seller.get_absolute_url()
    return {
        "guest": {
            "seller with a number": page,
            "business number": f"/sellers/contacts/{phone.pk}/",
            "number for members": f"/sellers/contacts/{asking.pk}/",
            "take the numbers back": f"/sellers/contacts/undo/{undo}",
        },
        "member": {
            "her contact": page,
            "her numbers": "/sellers/contacts/",
            "confirm a number": f"/sellers/contacts/{asking.pk}/confirm/",
            "which number": f"/sellers/{seller.slug}/verify/phone/",
            "code for a number": f"/sellers/codes/{code.pk}/",
            "number to be paid at": f"/sellers/{seller.slug}/verify/payout-code/",
            "pages elsewhere": f"/sellers/{seller.slug}/verify/page/",
            "word for a page": f"/sellers/contacts/{token.contact_id}/token/",
            "which address": f"/sellers/{seller.slug}/verify/address/",
            "letter to her": f"/sellers/contacts/{letter.contact_id}/letter/",
            "letter posted": f"/sellers/contacts/{posted.contact_id}/letter/",
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
            "papers to check": "/moderation/verification/",
            "word to look for": f"/moderation/verification/{sought.pk}/",
            "letters to post": "/moderation/verification/letters/",
            "letter to print": f"/moderation/verification/letters/{letter.letter.pk}/",
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
