"""What verifiers see of the ways that need no pictures."""

from typing import Any

from django import template

from verification import placing
from verification.models import Letter, PageToken, Verification

register = template.Library()


@register.inclusion_tag("verification/_token_sought.html")
def token_sought(row: Verification) -> dict[str, Any]:
    """The word to look for, and the page where it should stand."""
    token = PageToken.objects.sought_by(row) if row.kind == "page" else None
    if token is None or row.contact is None:
        return {"token": None}
    return {"token": token, "address": placing.address_of(row.seller, row.contact)}


@register.simple_tag
def letters_to_post() -> int:
    """How many letters wait to be posted."""
    return Letter.objects.to_post().count()
