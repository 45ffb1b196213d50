"""Erasure: a member goes, for good, after a day in which she can still stay."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text
from core.leases import LEASE_SECONDS, Leased, LeasedQuerySet
from core.permissions import require
from core.traces import Trace

if TYPE_CHECKING:
    from profiles.models import Member

WAIT = timedelta(hours=24)
#: More numbers of a member, as ``+880…``; rooms above add themselves from `ready()`.
NUMBERS: "list[Callable[[Member], Iterable[str]]]" = []


class ErasureQuerySet(LeasedQuerySet):
    """Claiming those whose day is over, and finding hers."""

    def due(self) -> Self:
        return super().due().filter(finished_at=None)

    def waiting(self) -> Self:
        """Those that can still be taken back."""
        return self.filter(begun_at=None)


class Erasure(Leased):
    """One member's going: waiting until `due_at`, begun, finished.

    `names` is what she was called, kept until nothing else says it (Trace's fields);
    `done` are the steps that are complete (core.personal.Steps), `place` is where the
    next one has come to. The row stays as the record that it was done, without a name.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasure"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    # Her words go too; otherwise they stay and say of whom no more.
    takes_words = models.BooleanField(default=False)
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    names = models.JSONField(default=dict)
    near_threads = models.JSONField(default=list)
    done = models.JSONField(default=list)
    place = models.JSONField(default=dict)

    objects = ErasureQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"erasure of {self.member_id}"

    @classmethod
    def of(cls, member: Any) -> "Erasure | None":
        """Hers, if she asked for it."""
        return cls.objects.filter(member=member.pk).first()

    @property
    def at(self) -> datetime:
        """When it begins."""
        return self.asked_at + WAIT

    @cached_property
    def trace(self) -> Trace:
        """What there is to be found of her."""
        kept: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.names.items()
        }
        return Trace(**kept)

    @cached_property
    def near(self) -> frozenset[int]:
        """Threads whose texts may name her."""
        return frozenset(self.near_threads)

    # --- verbs ---

    @classmethod
    @transaction.atomic
    def ask(cls, member: "Member", *, takes_words: bool) -> "Erasure":
        """Let her go in a day; asked again it is the same, with what she says now.

        Raises Refused for the last moderator.
        """
        _require_others(member)
        row, _is_new = cls.objects.get_or_create(
            member=member, defaults={"due_at": timezone.now() + WAIT}
        )
        rows = cls.objects.waiting().filter(pk=row.pk)
        rows.exclude(takes_words=takes_words).update(takes_words=takes_words)
        row.refresh_from_db()
        return row

    @classmethod
    @transaction.atomic
    def take_back(cls, member: "Member") -> bool:
        """She stays; False where there was nothing, or it has begun."""
        gone, _rows = cls.objects.waiting().filter(member=member).delete()
        return bool(gone)

    @transaction.atomic
    def begin(self) -> bool:
        """Close the account and remember what to look for; False where she stays after
        all, or another worker has the row."""
        if not self.held().exists():
            return False
        if self.begun_at is not None:
            return True
        member = type(self.member).objects.select_for_update().get(pk=self.member_id)
        # She may have become the last one since; then it waits for another.
        _require_others(member)
        self.names = _names(member)
        self.begun_at = timezone.now()
        held = self.held().filter(begun_at=None)
        if not held.update(names=self.names, begun_at=self.begun_at):
            return False
        member.close_for_good()
        return True

    def keep_place(self, done: Iterable[str]) -> bool:
        """Write down how far it is and hold the row on; False where it was lost."""
        self.done = list(done)
        until = timezone.now() + timedelta(seconds=LEASE_SECONDS)
        return bool(
            self.held().update(
                done=self.done,
                place=self.place,
                near_threads=self.near_threads,
                leased_until=until,
            )
        )

    def give_back(self) -> None:
        """Let whoever comes next go on with it."""
        self.held().update(lease=None, leased_until=None, attempts=0)

    @transaction.atomic
    def end(self) -> bool:
        """Let go of what she was called, here and on her row; False where that was done,
        or another worker has the row."""
        fields: dict[str, Any] = {"names": {}, "near_threads": [], "place": {}}
        held = self.held().filter(finished_at=None)
        if not held.update(finished_at=timezone.now(), last_error="", **fields):
            return False
        type(self.member).objects.filter(pk=self.member_id).update(
            handle=self.trace.handle_now, handle_key=text.fold(self.trace.handle_now)
        )
        return True


def _require_others(member: "Member") -> None:
    others = get_user_model().objects.filter(is_moderator=True, is_active=True)
    require(
        not member.is_moderator or others.exclude(pk=member.pk).exists(),
        _("You are the last moderator. Give the role to someone else first."),
        "last",
    )


def _names(member: "Member") -> dict[str, Any]:
    """What she is called now, by the fields of Trace."""
    claimed = type(member).objects.filter(claimed_by=member)
    names = {member.display_name, *claimed.values_list("display_name", flat=True)}
    addresses = EmailAddress.objects.filter(user=member).values_list("email", flat=True)
    others = type(member).objects.filter(name_key__in=map(text.fold, names))
    others = others.exclude(pk=member.pk).exclude(claimed_by=member)
    numbers = {number for read in NUMBERS for number in read(member)}
    return {
        "handle": member.handle,
        "handle_now": type(member).objects.free_handle(f"deleted{member.pk}"),
        "names": sorted(names),
        "handles": sorted(claimed.values_list("handle", flat=True)),
        "emails": sorted({member.email, *addresses} - {""}),
        "phones": sorted({member.phone, *numbers} - {None, ""}),
        "is_rare": not others.exists(),
    }
