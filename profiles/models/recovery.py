"""Recovery: coming back into an account without e-mail; RecoveryLock: wrong tries."""

from datetime import timedelta
from typing import Any, Self

from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from core.permissions import refuse, require
from profiles import signals

from .member import Member
from .number_change import told_numbers
from .sms_job import SmsJob

MOST_WRONG = 5
MOST_SHOWN = 3
LOCKED_FOR = timedelta(hours=24)
PROVED_WITHIN = timedelta(minutes=15)
# So long a moderator waits, so that who has the number can say that it is not her.
WAITED_FOR = timedelta(hours=72)
ALLOWED_FOR = timedelta(days=7)
# And so long it waits for one; then she begins again, with her number still hers.
ASKED_FOR = timedelta(days=30)

ASKED = gettext_noop(
    "Uthan: somebody with your number asked the moderators to open your account. If it "
    "was not you, sign in and stop it under My page, Security."
)
ALLOWED = gettext_noop(
    "Uthan: a moderator lets you back into your account. Go on within 7 days where you "
    "began."
)
REFUSED = gettext_noop("Uthan: a moderator did not open your account on your request.")
DONE = gettext_noop(
    "Uthan: your account was recovered and all phones were signed out. If it was not "
    "you, write to a moderator at once."
)


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    """Reading what goes on."""

    def going_on(self) -> Self:
        """Those that can still end in an open account."""
        now, state = timezone.now(), Recovery.State
        proving = Q(state=state.PROOF, at__gt=now - PROVED_WITHIN)
        # Only a moderator's word outlasts the browser in which it was asked for.
        by_moderator = Q(proof=Recovery.Proof.MODERATOR)
        fresh = Q(allowed_at__gt=now - PROVED_WITHIN)
        lasting = by_moderator & Q(allowed_at__gt=now - ALLOWED_FOR)
        allowed = Q(state=state.ALLOWED) & (fresh | lasting)
        waiting = Q(state=state.WAITING, asked_at__gt=now - ASKED_FOR)
        return self.filter(proving | allowed | waiting)

    def run_out(self) -> Self:
        """Those for which no moderator had a word in time."""
        return self.filter(
            state=Recovery.State.WAITING, asked_at__lte=timezone.now() - ASKED_FOR
        )

    def to_answer(self, member: Any) -> Self:
        """What she is asked about on her pages: hers that go on, a few."""
        return self.of(member).going_on()[:MOST_SHOWN]

    def of(self, member: Any) -> Self:
        """Hers, the latest first."""
        return self.filter(member=member.pk).order_by("-pk")


class Recovery(models.Model):
    """One recovery by a member whose number has shown the code we sent.

    It is allowed by a second proof (`proof`), or by a moderator after WAITED_FOR.
    """

    class State(models.TextChoices):
        PROOF = "proof", _("Waits for a second proof")
        WAITING = "waiting", _("Waits for a moderator")
        ALLOWED = "allowed", _("Allowed")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped by the member")
        REFUSED = "refused", _("Refused by a moderator")
        LAPSED = "lapsed", _("Ran out")

    class Proof(models.TextChoices):
        NONE = "", ""
        APP = "totp", _("A code of her app")
        PASSKEY = "webauthn", _("Her passkey")
        CODE = "recovery_codes", _("A recovery code")
        DEVICE = "device", _("Another phone where she is signed in")
        MODERATOR = "moderator", _("A moderator")

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="recoveries"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROOF)
    proof = models.CharField(max_length=20, choices=Proof, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)
    allowed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "recoveries"

    def __str__(self) -> str:
        return f"{self.member_id} {self.state}"

    @property
    def state_label(self) -> "str | Promise":
        """Where it stands, in words."""
        return self.State(self.state).label

    @property
    def decided_from(self) -> Any:
        """When a moderator may decide; None while none was asked."""
        return self.asked_at and self.asked_at + WAITED_FOR

    @classmethod
    @transaction.atomic
    def begin(cls, member: Member) -> "Recovery":
        """The one that goes on, or a new one, for a number that has shown its code."""
        Member.objects.select_for_update().get(pk=member.pk)
        asked = Q(state=cls.State.WAITING) | Q(proof=cls.Proof.MODERATOR)
        going_on = cls.objects.of(member).going_on().filter(asked)
        if there := going_on.first():
            return there
        recovery = cls.objects.create(member=member)
        signals.recovery_begun.announce(cls, recovery=recovery, member=member)
        return recovery

    @transaction.atomic
    def allow(self, proof: str) -> bool:
        """Take a second proof; False where it does not wait for one any more."""
        held = type(self).objects.select_for_update().going_on()
        rows = held.filter(pk=self.pk, state__in=[self.State.PROOF, self.State.WAITING])
        now = timezone.now()
        if not self._become(rows, self.State.ALLOWED, proof, allowed_at=now):
            return False
        self._be_over()
        return True

    @transaction.atomic
    def ask(self) -> bool:
        """Ask a moderator; her number is told at once. False when that was done."""
        rows = type(self).objects.going_on().filter(pk=self.pk, state=self.State.PROOF)
        if not self._become(rows, self.State.WAITING, asked_at=timezone.now()):
            return False
        self._tell(ASKED)
        return True

    @transaction.atomic
    def allow_by_moderator(self) -> bool:
        """Let her in by a moderator's word; False where it is decided otherwise.

        Raises Refused before WAITED_FOR is over, and where it ran out.
        """
        self.refresh_from_db()
        if type(self).objects.run_out().filter(pk=self.pk).exists():
            refuse(_("This has run out. She can begin again with her number."))
        states = (self.State.WAITING, self.State.REFUSED)
        if self.state not in states or self.decided_from is None:
            return False
        require(
            timezone.now() >= self.decided_from,
            _("Her number has three days to say that it is not her. Wait for that."),
            "too_soon",
        )
        rows = type(self).objects.filter(pk=self.pk, state__in=states)
        moderator = self.Proof.MODERATOR
        now = timezone.now()
        if not self._become(rows, self.State.ALLOWED, moderator, allowed_at=now):
            return False
        self._tell(ALLOWED)
        return True

    @transaction.atomic
    def wait_again(self) -> bool:
        """Take a moderator's word back, while nothing followed from it."""
        rows = type(self).objects.filter(
            pk=self.pk, state=self.State.ALLOWED, proof=self.Proof.MODERATOR
        )
        return self._become(rows, self.State.WAITING, allowed_at=None)

    @transaction.atomic
    def refuse(self) -> bool:
        """A moderator does not let her in; her number is told."""
        rows = type(self).objects.filter(pk=self.pk, state=self.State.WAITING)
        if not self._become(rows, self.State.REFUSED):
            return False
        self._tell(REFUSED)
        return True

    @transaction.atomic
    def stop(self, *, by_member: bool = True) -> bool:
        """The member says that it is not her, or too many wrong proofs do; False where
        it was over."""
        rows = type(self).objects.going_on().filter(pk=self.pk)
        if not self._become(rows, self.State.STOPPED):
            return False
        self._be_over(by_member=by_member)
        return True

    @transaction.atomic
    def lapse(self) -> bool:
        """Nobody had a word for it in time; False where somebody had."""
        rows = type(self).objects.run_out().filter(pk=self.pk)
        if not self._become(rows, self.State.LAPSED):
            return False
        self._be_over()
        return True

    @classmethod
    def stop_all(cls, member: Member) -> None:
        """Stop what goes on of hers: she came in by another way. Inside the verb's
        transaction."""
        for recovery in cls.objects.of(member).going_on().select_for_update():
            recovery.stop()

    @transaction.atomic
    def finish(self, password: str) -> bool:
        """Open the account: a new password or none, every phone signed out, second
        factors gone that she did not just show. Her number, and for a week after a
        change the old one, are told. False where it was done or is not allowed.
        """
        member = Member.objects.select_for_update().get(pk=self.member_id)
        rows = (
            type(self).objects.going_on().filter(pk=self.pk, state=self.State.ALLOWED)
        )
        if not self._become(rows, self.State.DONE, done_at=timezone.now()):
            return False
        type(self).stop_all(member)
        self._be_over(by_member=True)
        member.set_password(password or None)
        Member.objects.filter(pk=member.pk).update(password=member.password)
        if self.proof not in (self.Proof.APP, self.Proof.PASSKEY):
            Authenticator.objects.filter(user=member).delete()
        member.end_sessions()
        self._tell(DONE)
        return True

    def _become(
        self,
        rows: models.QuerySet["Recovery"],
        state: str,
        proof: str = "",
        **more: Any,
    ) -> bool:
        if not rows.update(state=state, proof=proof or self.proof, **more):
            return False
        self.refresh_from_db()
        return True

    def _be_over(self, *, by_member: bool = False) -> None:
        signals.recovery_over.announce(
            type(self), recovery=self, member=self.member, by_member=by_member
        )

    def _tell(self, words: str) -> None:
        for phone in told_numbers(self.member):
            with translation.override(self.member.language):
                SmsJob.objects.queue(phone, gettext(words))


class RecoveryLock(models.Model):
    """Wrong tries to recover the account behind a number, whether there is one or not.

    Five within a day lock recovery for a day; signing in is never locked by it.
    """

    phone = models.CharField(max_length=14, unique=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.wrong} wrong"

    @classmethod
    def is_locked(cls, phone: str) -> bool:
        """Whether nothing is tried for this number now."""
        rows = cls.objects.filter(phone=phone, locked_until__gt=timezone.now())
        return rows.exists()

    @classmethod
    @transaction.atomic
    def take_try(cls, phone: str) -> bool:
        """Count one try before it is looked at; False where nothing is tried now.

        So of many that come in the same moment five are looked at and no more. The
        fifth locks at once; `give_back` takes a right one out again.
        """
        now = timezone.now()
        # Numbers of people who never came here are not kept.
        cls.objects.filter(since__lt=now - 2 * LOCKED_FOR).delete()
        lock, _new = cls.objects.select_for_update().get_or_create(phone=phone)
        if lock.locked_until is not None and lock.locked_until > now:
            return False
        if lock.locked_until is not None or lock.since < now - LOCKED_FOR:
            lock.wrong, lock.since, lock.locked_until = 0, now, None
        lock.wrong += 1
        if lock.wrong >= MOST_WRONG:
            lock.since, lock.locked_until = now, now + LOCKED_FOR
        lock.save()
        return True

    @classmethod
    @transaction.atomic
    def give_back(cls, phone: str) -> None:
        """The try that was taken was right, so it counts nothing."""
        lock = cls.objects.select_for_update().filter(phone=phone).first()
        if lock is not None and lock.wrong:
            lock.wrong, lock.locked_until = lock.wrong - 1, None
            lock.save(update_fields=["wrong", "locked_until"])

    @classmethod
    def clear(cls, phone: str) -> None:
        """It was her: nothing is counted any more."""
        cls.objects.filter(phone=phone).delete()
