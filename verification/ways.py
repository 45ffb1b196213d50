"""What the ways that need no staff keep of a member, and for how long."""

from datetime import timedelta

from django.utils import timezone

from core.personal import Going, Step
from verification.models import Code, PageToken

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


STEPS = (Step("codes", drop, place=8),)
