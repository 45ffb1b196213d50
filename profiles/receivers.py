"""What follows for a member from what moderators decide, and from coming in and going
out; only rows are written."""

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_added
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from moderation import signals
from moderation.models import Case, ModerationEntry
from profiles import claiming, recovering, second_factor, signed_in
from profiles import signals as profile_signals
from profiles.erasure import Erasure
from profiles.models import Member, NameClaim, Recovery
from theme.templatetags import words


@receiver(signals.case_decided)
@receiver(signals.case_restored)
def look_at_trust_of_author(case: Any, **_facts: Any) -> None:
    """A decision about her words is a reason to look at her trust at once."""
    Member.objects.filter(pk=case.about_id).update(trust_due_at=timezone.now())


@receiver(signals.case_decided)
def refuse_recovery(case: Any, action: str, thing: Any, **_facts: Any) -> None:
    """A moderator who dismisses a recovery lets her not in."""
    if case.kind == recovering.RECOVERY and action == "dismiss" and thing is not None:
        thing.refuse()


@receiver(profile_signals.login_changed)
def stop_recoveries(member: Member, **_facts: Any) -> None:
    """What was begun with another number or e-mail opens nothing any more."""
    Recovery.stop_all(member)


@receiver(profile_signals.recovery_over)
def settle_recovery(recovery: Any, **_facts: Any) -> None:
    """What is over is no work for moderators."""
    recovering.settle(recovery)


@receiver(signals.case_restored)
def settle_again(case: Case, **_facts: Any) -> None:
    """A decision was taken back that cannot be: she is in, or stopped it herself."""
    if case.kind != recovering.RECOVERY:
        return
    states = (Recovery.State.WAITING, Recovery.State.REFUSED)
    rows = Recovery.objects.exclude(state__in=states)
    for recovery in rows.filter(pk=case.target_id).select_related("member"):
        recovering.settle(recovery)


@receiver(signals.member_sanctioned)
@receiver(signals.sanction_lifted)
def look_at_trust(member: Member, **_facts: Any) -> None:
    """So is a sanction."""
    Member.objects.filter(pk=member.pk).update(trust_due_at=timezone.now())


@receiver(user_logged_in)
def note_session(request: HttpRequest, user: Member, **_facts: Any) -> None:
    """Keep where she is signed in."""
    signed_in.note(request, user)


@receiver(user_logged_out)
def forget_session(request: HttpRequest, **_facts: Any) -> None:
    """She left that browser."""
    signed_in.forget(request)


@receiver(password_changed)
@receiver(password_set)
def keep_one_session(request: HttpRequest, **_facts: Any) -> None:
    """A new password ended all sessions but the one in which she chose it."""
    signed_in.keep_only(request)


@receiver(authenticator_added)
def note_second_factor(request: HttpRequest, authenticator: Any, **_facts: Any) -> None:
    """Setting up a second factor counts as having shown it."""
    second_factor.note_used(request, authenticator)


@receiver(user_logged_in)
def tell_of_erasure(request: HttpRequest, user: Member, **_facts: Any) -> None:
    """Whoever signs in learns that the account is to be deleted, wherever she lands."""
    erasure = Erasure.of(user)
    if erasure is not None and hasattr(request, "_messages"):
        sentence = _(
            "Your account will be deleted on %(when)s. On your page you can stay."
        )
        messages.warning(request, sentence % {"when": words.moment(erasure.at)})


@receiver(profile_signals.name_claimed)
def bring_to_moderators(claim: NameClaim, **_facts: Any) -> None:
    """A claim is work for moderators; asked twice it is the same case."""
    Case.open_for(claiming.TARGET, claim, kind=claiming.CLAIM)


@receiver(signals.case_decided)
def decide_claim(case: Case, thing: Any, action: str, reason: str, **_: Any) -> None:
    """Keep what was said to a claim; what was agreed is done by then."""
    if case.kind == claiming.CLAIM and thing is not None:
        granted = action == ModerationEntry.Action.APPROVE
        thing.decided(granted=granted, reason=reason)


@receiver(signals.case_restored)
def open_claim_again(case: Case, **_facts: Any) -> None:
    """An undone refusal leaves the claim waiting."""
    if case.kind == claiming.CLAIM:
        for claim in NameClaim.objects.filter(pk=case.target_id):
            claim.wait_again()
