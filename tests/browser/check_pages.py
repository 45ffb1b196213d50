"""What the village has of what is checked about sellers, and its pages."""

from typing import Any

from profiles.models import Member
from sellers.models import Seller
from tests.factories import SellerFactory
from tests.photos.pictures import jpeg
from verification.models import Evidence, Method, Reason, Verification


def check_pages(
    member: Member, moderator: Member, words: dict[str, Any]
) -> dict[str, dict[str, str]]:
    """Write it by the real verbs; addresses by who opens them. `moderator` checks
    papers here, her second step shown."""
    moderator.make_verifier()
    moderator = Member.objects.get(pk=moderator.pk)
    seller = Seller.objects.get(member=member)
    same = {"key": "a" * 64, "ending": "4567", "holder": words["word"]}
    sent(seller, "dbid", "paper", **same).refuse(
        moderator, Reason.BLURRED, words["topic"]
    )
    sent(seller, "licence", "paper", **same).grant(moderator)
    waits = sent(seller, "identity", "front", **same)
    other = SellerFactory(
        member__handle=f"{words['handles'][0]}9",
        member__display_name=words["title"],
        name=f"{words['topic']} {words['word']}"[:80],
        makes="",
    )
    sent(other, "identity", "front", **same)
    granted = sent(other, "payout", "account", **same)
    granted.grant(moderator)
    picture = Evidence.objects.get(verification=waits)
    picture.look(moderator)
    own = f"{seller.get_absolute_url()}verify/"
    queue = "/moderation/verification/"
    return {
        "guest": {
            "seller who was checked": seller.get_absolute_url(),
            "checked sellers": "/sellers/?checked=1",
        },
        "member": {
            "what is checked": own,
            "send a licence": f"{own}licence/",
            "try again": f"{own}dbid/",
            "send a payment number": f"{own}payout/",
        },
        "moderator": {
            "papers": queue,
            "papers answered": f"{queue}?show=decided",
            "papers to look at": f"{queue}{waits.pk}/",
            "papers that count": f"{queue}{granted.pk}/",
        },
    }


def sent(seller: Seller, kind: str, part: str, **said: str) -> Verification:
    """An ask with a picture."""
    assert seller.member
    taken = Evidence.take(seller.member, part, [jpeg(320, 200)])
    return Verification.ask(
        seller,
        kind,
        seller.member,
        method=Method.STAFF,
        pictures={part: taken.name},
        **said,
    )
