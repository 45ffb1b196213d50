"""Which photos are shown by reviews, proofs and claims (photos.models.SHOWN_IN)."""

from typing import Any

from photos.models import Photo
from sellers.models import Review, ReviewProof, SellerClaim


def where(photo: Photo, member: Any) -> str:
    """The address of the review, of the proof or of the claim that shows `photo` to
    `member`; empty for none."""
    review = Review.objects.visible_to(member).filter(photos__photo=photo).first()
    if review is not None:
        return review.get_absolute_url()
    proof = ReviewProof.objects.visible_to(member).filter(photo=photo).first()
    if proof is not None:
        return proof.get_absolute_url()
    claim = SellerClaim.objects.visible_to(member).filter(photo=photo).first()
    return claim.get_absolute_url() if claim else ""
