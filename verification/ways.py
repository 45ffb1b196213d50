"""What the ways that need no staff keep of a member, and for how long."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.personal import Going, Holding, Step
from verification.models import Code, Letter, PageToken

CODES_KEPT = timedelta(days=30)


def drop(going: Going) -> bool:
    """Forget to which numbers codes were sent for her, and her tokens."""
    PageToken.objects.filter(member=going.member).delete()
    Code.objects.filter(member=going.member).delete()
    return False


def forget_codes() -> int:
    """Remove codes that count for no limit any more (a drain); how many."""
    old = Code.objects.filter(sent_at__lt=timezone.now() - CODES_KEPT)
    ids = list(old.values_list("pk", flat=True)[:500])
    return Code.objects.filter(pk__in=ids).delete()[0]


def tokens(member: Any) -> Iterator[dict[str, Any]]:
    """Words that she was given for her pages elsewhere."""
    hers = PageToken.objects.filter(member=member).select_related("contact")
    for token in hers.order_by("pk"):
        yield {
            "page": token.contact.value,
            "word": token.token,
            "at": token.drawn_at,
            "result": str(token.get_result_display()),
        }


def letters(member: Any) -> Iterator[dict[str, Any]]:
    """Letters that she asked for, and how often somebody read the address."""
    hers = Letter.objects.filter(verification__member=member)
    for letter in hers.select_related("verification__contact").order_by("pk"):
        contact = letter.verification.contact
        yield {
            "address": contact.value if contact else "",
            "at": letter.verification.asked_at,
            "posted": letter.posted_at,
        }


HOLDINGS = (
    Holding(
        "page-words",
        _("Words for your pages"),
        {"page": _("Page"), "word": _("Word"), "at": _("When"), "result": _("Result")},
        tokens,
        place=6,
    ),
    Holding(
        "letters",
        _("Letters to your address"),
        {"address": _("Address"), "at": _("When"), "posted": _("Posted")},
        letters,
        place=6,
    ),
)
STEPS = (Step("codes", drop, place=8),)
