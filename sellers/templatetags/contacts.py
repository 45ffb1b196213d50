"""Filters for contact details."""

from django import template

from core import phones
from sellers.models import Contact

register = template.Library()


@register.filter
def masked_for(contact: Contact, language: str) -> str:
    """Print a number as everyone may see it: ০১৭••••••৭৮; nothing of an address."""
    return contact.masked(language)


@register.filter
def national(e164: str) -> str:
    """Print a number as it is dialled here."""
    return phones.national(e164)
