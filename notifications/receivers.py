"""What happens elsewhere becomes rows of work here, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from adda_posts.models import Adda
from adda_posts.signals import adda_changed
from forum.models import Post
from forum.signals import mentions_added, post_changed, post_published
from moderation.models import Case, ModerationEntry, Report, Sanction
from moderation.signals import (
    case_covered,
    case_decided,
    case_restored,
    member_sanctioned,
    sanction_lifted,
)
from notifications.models import NoticeJob, Notification
from profiles.models import Member, Recovery, Role
from profiles.signals import (
    claim_decided,
    export_ready,
    recovery_begun,
    recovery_over,
    role_given,
)
from sellers.models import ContactAsk, SellerClaim, SellerWarning
from sellers.signals import (
    ask_answered,
    claim_refused,
    contact_asked,
    warning_decided,
)

Action = ModerationEntry.Action
Kind = Notification.Kind


@receiver(post_published)
def queue_post(post: Post, **_: Any) -> None:
    """Have those told whom a new post concerns; nobody of an imported one."""
    if post.dated is None:
        NoticeJob.objects.queue_post(post)


@receiver(post_changed)
def wake_post(post: Post, **_: Any) -> None:
    """Tell of a post that waited for a moderator, now that it is shown."""
    if not post.pending and not post.is_hidden:
        NoticeJob.objects.wake_post(post)


@receiver(mentions_added)
def queue_added(post: Post, handles: list[str], **_: Any) -> None:
    """Have those told whom its author named later."""
    NoticeJob.objects.queue_added(post, handles)


@receiver(adda_changed)
def queue_opening(adda: Adda, **_: Any) -> None:
    """Have those told who wait for this series' adda."""
    if adda.state == Adda.State.OPEN:
        NoticeJob.objects.queue_opening(adda.thread_id)


@receiver(case_covered)
def tell_covered(about: Member | None, **_: Any) -> None:
    """Tell the author that reports alone hid her words for now."""
    if about is not None:
        Notification.objects.tell([about.pk], Kind.COVERED)


@receiver(case_decided)
def tell_decided(
    case: Case,
    action: str,
    by: Member,
    about: Member | None,
    reporters: list[int],
    **_: Any,
) -> None:
    """Tell those who reported that somebody looked, and the author what became of her
    words; that a report was dismissed is not for her, unless it had hidden them."""
    Notification.objects.tell(set(reporters) - {by.pk}, Kind.REPORT)
    is_hers = case.covered_at is not None or action in (Action.HIDE, Action.APPROVE)
    # Of what falls on herself the sanction tells.
    if about is not None and about.pk != by.pk and is_hers:
        Notification.objects.tell([about.pk], Kind.DECISION)


@receiver(case_restored)
def untell_decided(case: Case, **_: Any) -> None:
    """A decision was undone: who has not read of it yet is spared a notice that leads
    to a page on which nothing stands, unless another decision stands there."""
    if case.about and not Case.objects.told_to(case.about).exists():
        Notification.objects.untell([case.about.pk], Kind.DECISION)
    waiting = set(case.reports.exclude(by=None).values_list("by", flat=True))
    answered = Report.objects.filter(by__in=waiting).exclude(decided_at=None)
    others = set(answered.values_list("by", flat=True))
    Notification.objects.untell(waiting - others, Kind.REPORT)


@receiver(member_sanctioned)
def tell_sanctioned(sanction: Sanction, **_: Any) -> None:
    """Tell a member what was laid on her."""
    Notification.objects.tell([sanction.member_id], Kind.SANCTION)


@receiver(sanction_lifted)
def tell_lifted(sanction: Sanction, **_: Any) -> None:
    """Tell a member that it was taken back."""
    Notification.objects.tell([sanction.member_id], Kind.LIFTED)


@receiver(role_given)
def tell_role(member: Member, role: str, **_: Any) -> None:
    """Tell a member which role she was given."""
    kind = {Role.MODERATOR: Kind.MODERATOR, Role.VERIFIER: Kind.VERIFIER}
    Notification.objects.tell([member.pk], kind.get(Role(role), Kind.HOST))


@receiver(export_ready)
def tell_export(member: Member, **_: Any) -> None:
    """Tell a member that the copy of her data is there."""
    Notification.objects.tell([member.pk], Kind.EXPORT)


@receiver(contact_asked)
def tell_asked(ask: ContactAsk, **_: Any) -> None:
    """Tell a seller that somebody asks for her number."""
    owner = ask.contact.seller.member_id
    if owner is not None:
        Notification.objects.tell([owner], Kind.NUMBER_ASKED)


@receiver(ask_answered)
def tell_given(ask: ContactAsk, **_: Any) -> None:
    """Tell who asked that she says yes; a no is told to nobody."""
    if ask.answer == ContactAsk.Answer.YES:
        Notification.objects.tell([ask.member_id], Kind.NUMBER_GIVEN)


@receiver(warning_decided)
def tell_warned(warning: SellerWarning, **_: Any) -> None:
    """Tell who reported it, and, where it is upheld, the one who may answer."""
    Notification.objects.tell([warning.by_id], Kind.WARNING)
    if warning.upheld_at is not None and warning.about_id is not None:
        Notification.objects.tell([warning.about_id], Kind.WARNED)


@receiver(claim_decided)
def tell_claim(member: Member, **_: Any) -> None:
    """Tell a member that her claim was looked at."""
    Notification.objects.tell([member.pk], Kind.CLAIM)


@receiver(claim_refused)
def tell_page_claim(claim: SellerClaim, **_: Any) -> None:
    """Tell a member that a page was not given to her, with the way to try again."""
    Notification.objects.tell([claim.member_id], Kind.PAGE_CLAIM)


@receiver(recovery_begun)
def tell_recovery(member: Member, **_: Any) -> None:
    """Tell a member that somebody who has her number wants into her account."""
    Notification.objects.tell([member.pk], Kind.RECOVERY)


@receiver(recovery_over)
def untell_recovery(member: Member, by_member: bool, **_: Any) -> None:
    """It was her, or she has stopped it: there is nothing left to look at."""
    if by_member and not Recovery.objects.of(member).going_on().exists():
        Notification.objects.untell([member.pk], Kind.RECOVERY)
