"""What is checked of the demo's sellers: two with facts, one whose papers wait, with a
picture that is drawn and says so."""

import io

from PIL import Image, ImageDraw, ImageFont

from moderation.models import ModerationEntry
from profiles.models import Member
from sellers import matching
from sellers.models import Seller
from verification import personal
from verification.models import Evidence, Method, Verification

#: What is granted, by the seller's place in the file; the empty one waits.
GRANTED: tuple[tuple[str, ...], ...] = (("payout", "identity"), ("identity",), ())


def add(seller: Seller, place: int, by: Member | None) -> None:
    """Let a moderator (`by`) have checked it, or have it wait; once."""
    if place >= len(GRANTED) or by is None or seller.member is None:
        return
    if Verification.objects.filter(seller=seller).exists():
        return
    for kind in GRANTED[place]:
        ask(seller, kind, {}).grant(by)
    if not GRANTED[place]:
        front = Evidence.take(seller.member, "front", [specimen()])
        ask(seller, "identity", {"front": front.name})


def remove(seller: Seller) -> None:
    """Let go of all that `add` made, the moderator's entries too."""
    rows = Verification.objects.filter(seller=seller)
    ModerationEntry.objects.filter(
        target_kind="verification",
        target_id__in=list(rows.values_list("pk", flat=True)),
    ).delete()
    while personal.forget(seller.member):
        pass


def ask(seller: Seller, kind: str, pictures: dict[str, str]) -> Verification:
    """Ask for it as she would, with a number that nobody has."""
    assert seller.member  # noqa: S101 - for the type checker
    number = f"SPECIMEN-{seller.pk}"
    return Verification.ask(
        seller,
        kind,
        seller.member,
        method=Method.STAFF,
        key=matching.digest(f"paper.{kind}", number),
        ending="0000",
        holder=seller.member.display_name,
        pictures=pictures,
    )


def specimen() -> bytes:
    """A card that is clearly none."""
    card = Image.new("RGB", (900, 570), "#e9f1ea")
    pen = ImageDraw.Draw(card)
    pen.rectangle((20, 20, 880, 550), outline="#2f6b45", width=6)
    pen.rectangle((60, 150, 290, 430), fill="#c9d8cd")
    for line in range(4):
        pen.rectangle((340, 170 + 70 * line, 820, 200 + 70 * line), fill="#d8e4da")
    pen.text((200, 230), "SPECIMEN", fill="#b03a2e", font=ImageFont.load_default(110))
    file = io.BytesIO()
    card.save(file, "JPEG", quality=85)
    return file.getvalue()
