"""What follows for a member from what moderators decide; only rows are written."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from moderation import signals
from profiles.models import Member


@receiver(signals.case_decided)
@receiver(signals.case_restored)
def look_at_trust_of_author(case: Any, **_facts: Any) -> None:
    """A decision about her words is a reason to look at her trust at once."""
    Member.objects.filter(pk=case.about_id).update(trust_due_at=timezone.now())


@receiver(signals.member_sanctioned)
@receiver(signals.sanction_lifted)
def look_at_trust(member: Member, **_facts: Any) -> None:
    """So is a sanction."""
    Member.objects.filter(pk=member.pk).update(trust_due_at=timezone.now())
