"""What happens below: pages that Wagtail unpublishes, and work that moderators end."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_unpublished

from guidance.freshness import STALE
from guidance.models import GuidancePage, Tip
from guidance.models.tip import usual_until
from moderation.models import Case, ModerationEntry
from moderation.signals import case_decided


@receiver(page_unpublished, sender=GuidancePage)
def withdraw(instance: GuidancePage, **_: Any) -> None:
    """Withdraw a tip: many pages unpublished at once are bare ones to Wagtail, so that
    `GuidancePage.save` never heard of it."""
    tip = instance.row()
    if tip is not None:
        with transaction.atomic():
            tip.withdraw()


@receiver(case_decided)
def vouch_in_the_queue(case: Case, thing: Any, action: str, by: Any, **_: Any) -> None:
    """A moderator who says in the queue that she looked a tip through vouches for it as
    long as is usual; on the tip's own page she says how long herself."""
    looked = action == ModerationEntry.Action.LOOK_THROUGH
    if case.kind != STALE or not looked or not isinstance(thing, Tip):
        return
    if Tip.objects.to_review().filter(pk=thing.pk).exists():
        thing.review(by, usual_until())
