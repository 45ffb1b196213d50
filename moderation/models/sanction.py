"""Sanction: what a moderator lays on a member, with an end and a reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.permissions import refuse, require
from core.prepared import Prepared
from moderation import signals
from moderation.reasons import Reason, category
from theme.templatetags import words

from .case import Case
from .entry import ModerationEntry

LONGEST = timedelta(days=366)
SILENCED = "silenced"  # the code of a refusal, for scripts


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Reading sanctions."""

    def in_force(self, at: datetime | None = None) -> Self:
        """Those that hold now, or at a moment: their end is in time, so no job has to
        end them."""
        return self.filter(lifted_at=None, until__gt=at or timezone.now())

    def on(self, member: Any) -> Self:
        """Those on one member, the latest first."""
        return self.filter(member=member).order_by("-pk")


class Sanction(models.Model):
    """A warning, or a time in which a member cannot write (silence) or do anything
    but read (suspension). A warning has no `until`."""

    class Kind(models.TextChoices):
        WARN = "warn", _("Warning")
        SILENCE = "silence", _("Cannot write")
        SUSPEND = "suspend", _("Suspended")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sanctions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=300)
    category = models.CharField(max_length=20, choices=Reason)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="sanctions"
    )
    batch = models.UUIDField(null=True, db_index=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="warn") | Q(until__isnull=False),
                name="a_silence_has_an_end",
            )
        ]
        indexes = [models.Index(fields=["member", "until"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.member_id}"

    def get_absolute_url(self) -> str:
        """Where the member reads it and appeals."""
        return f"{reverse('moderation:my-decisions')}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Its place on the member's own page."""
        return f"s{self.pk}"

    @property
    def is_in_force(self) -> bool:
        """Whether it holds now."""
        if self.lifted_at is not None or self.until is None:
            return False
        return self.until > timezone.now()

    @property
    def sentence(self) -> str:
        """What she reads who would like to write."""
        if self.kind == self.Kind.SUSPEND:
            said = gettext(
                "Your account is suspended until %(until)s: you can read, and nothing "
                "else. The reason: “%(reason)s”."
            )
            return said % {"until": words.moment(self.until), "reason": self.reason}
        return gettext(
            "You cannot write until %(until)s. The reason: “%(reason)s”. Is it wrong? "
            "Say so on your page under “Decisions about you”."
        ) % {"until": words.moment(self.until), "reason": self.reason}

    # --- verbs ---

    @classmethod
    @transaction.atomic
    def give(
        cls,
        member: Any,
        kind: str,
        by: Any,
        reason: str,
        *,
        until: datetime | None = None,
        why: str = "",
        case: Case | None = None,
        batch: Any = None,
    ) -> "Sanction":
        """Lay it on `member`; under the same `batch` again it is the same one.

        Raises Refused for oneself, for moderators, and for an end that is past or more
        than a year away.
        """
        require(member.pk != by.pk, _("You cannot do this to yourself."), "own")
        require(not member.is_moderator, _moderators_first(), "moderator")
        if kind != cls.Kind.WARN:
            _require_end(until)
        same = cls.objects.filter(batch=batch, member=member, kind=kind)
        if batch and (earlier := same.first()):
            return earlier
        sanction = cls.objects.create(
            member=member,
            kind=kind,
            reason=reason,
            category=category(why),
            by=by,
            until=None if kind == cls.Kind.WARN else until,
            case=case,
            batch=batch,
        )
        ModerationEntry.objects.create(
            by=by,
            action=kind,
            target_kind="member",
            target_id=member.pk,
            reason=reason,
            category=category(why),
            batch=batch,
        )
        signals.member_sanctioned.announce(cls, sanction=sanction, member=member)
        return sanction

    @transaction.atomic
    def lift(self, by: Any, reason: str, *, batch: Any = None) -> bool:
        """Take it back before its end; False when that was done already."""
        rows = type(self).objects.filter(pk=self.pk, lifted_at=None)
        if not rows.update(lifted_at=timezone.now(), lifted_by=by):
            return False
        self.refresh_from_db()
        ModerationEntry.objects.create(
            by=by,
            action=ModerationEntry.Action.LIFT,
            target_kind="member",
            target_id=self.member_id,
            reason=reason,
            category=self.category,
            batch=batch,
        )
        signals.sanction_lifted.announce(type(self), sanction=self, member=self.member)
        return True


def _moderators_first() -> "str | Promise":
    return _("She is a moderator. Take the role first.")


def _require_end(until: datetime | None) -> None:
    now = timezone.now()
    if until is None or until <= now:
        refuse(_("Say until when; the end must still be to come."), "until")
    require(until <= now + LONGEST, _("A year is the longest. Choose a shorter time."))


def silencing(member: Any) -> Sanction | None:
    """The sanction that keeps `member` from writing now, the longest of them.

    The one predicate that every door to writing asks.
    """
    if not getattr(member, "is_authenticated", False):
        return None
    return _longest(member, Sanction.Kind)


def require_voice(member: Any) -> None:
    """Raise Refused where `member` may not write now, with the reason and the end."""
    sanction = silencing(member)
    if sanction is not None:
        refuse(sanction.sentence, SILENCED)


def suspending(member: Any) -> Sanction | None:
    """The sanction that leaves `member` nothing but reading now."""
    return _longest(member, [Sanction.Kind.SUSPEND])


def _longest(member: Any, kinds: Iterable[str]) -> Sanction | None:
    """Of these kinds, those in force; asked at every write, so it costs next to nothing
    for the many who have none."""
    found = dict(_IN_FORCE.rows(member=member.pk, at=timezone.now()))
    # The longest comes first.
    of_kind = [pk for pk, kind in found.items() if kind in set(kinds)]
    return Sanction.objects.get(pk=of_kind[0]) if of_kind else None


_IN_FORCE = Prepared(
    lambda member, at: (
        Sanction.objects.in_force(at)
        .filter(member=member)
        .order_by("-until")
        .values_list("pk", "kind")
    )
)
