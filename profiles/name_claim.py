"""NameClaim: a member says that a name from imported text is hers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.leases import Leased, LeasedQuerySet
from core.permissions import require
from profiles import signals

if TYPE_CHECKING:
    from profiles.models import Member

LONGEST_PROOF = 1000  # characters
MOST_OPEN = 5


class NameClaimQuerySet(LeasedQuerySet):
    """Claiming those that have something to carry, and reading hers."""

    def due(self) -> Self:
        return super().due().filter(moving=True)

    def of(self, member: Any) -> Self:
        """Hers, the latest first."""
        return self.filter(by=member.pk).select_related("name").order_by("-pk")


class NameClaim(Leased):
    """One member's word on one name, and what a moderator said to it.

    Granted, what stands under the name goes to her, in slices, by the worker
    (profiles/claiming.py); `moving` says that it is not all where it belongs yet, either
    way. What was carried is remembered (ClaimedRow), so that it can be undone.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        GRANTED = "granted", _("It is yours")
        REFUSED = "refused", _("Not agreed")

    name = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims_on_it"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="name_claims"
    )
    words = models.TextField(max_length=LONGEST_PROOF)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decision = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    moving = models.BooleanField(default=False)

    objects = NameClaimQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "by"], name="one_claim_per_name_and_member"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state="granted"),
                name="one_owner_per_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} claims {self.name_id}"

    def get_absolute_url(self) -> str:
        """The page of the name."""
        return str(self.name.get_absolute_url())

    # --- verbs ---

    @classmethod
    @transaction.atomic
    def ask(cls, name: "Member", by: "Member", words: str) -> "NameClaim":
        """Say that `name` is hers; asked again it is the same, and what was refused is
        asked anew. Raises Refused for a name that is somebody's."""
        name = type(name).objects.select_for_update(no_key=True).get(pk=name.pk)
        require(not name.claimed, _("This member signs in herself."), "claimed")
        hers = cls.objects.filter(name=name, by=by)
        if there := hers.exclude(state=cls.State.REFUSED).first():
            return there
        require(name.claimed_by_id is None, already_found(), "claimed")
        waiting = cls.objects.filter(by=by, state=cls.State.OPEN).count()
        require(
            waiting < MOST_OPEN,
            _("Several names wait for a moderator already. Ask again after that."),
            "limit",
        )
        claim, _is_new = cls.objects.update_or_create(
            name=name,
            by=by,
            defaults={"words": words, "state": cls.State.OPEN, "decision": ""},
        )
        signals.name_claimed.announce(cls, claim=claim)
        return claim

    @transaction.atomic
    def grant(self) -> bool:
        """Let the name be hers; False where it is. Raises Refused where it is somebody
        else's meanwhile."""
        members = type(self.name).objects
        name = members.select_for_update(no_key=True).get(pk=self.name_id)
        if name.claimed_by_id == self.by_id:
            return False
        require(name.claimed_by_id is None, already_found(), "claimed")
        by = members.get(pk=self.by_id)
        require(by.is_active, _("She has left meanwhile."), "gone")
        members.filter(pk=name.pk).update(claimed_by=by)
        self._set(state=self.State.GRANTED, moving=True)
        return True

    @transaction.atomic
    def take_back(self) -> bool:
        """Let it be nobody's again, and wait; False where it was not hers."""
        rows = type(self.name).objects.filter(pk=self.name_id, claimed_by=self.by_id)
        if not rows.update(claimed_by=None):
            return False
        self._set(state=self.State.OPEN, moving=True, decision="")
        return True

    def decided(self, *, granted: bool, reason: str) -> None:
        """Keep what the moderator said, inside the decision's transaction."""
        fields: dict[str, Any] = {"decision": reason[:300]}
        if not granted:
            fields["state"] = self.State.REFUSED
        type(self).objects.filter(pk=self.pk).update(**fields)
        signals.claim_decided.announce(type(self), claim=self, member=self.by)

    def wait_again(self) -> None:
        """The refusal was undone."""
        refused = type(self).objects.filter(pk=self.pk, state=self.State.REFUSED)
        refused.update(state=self.State.OPEN, decision="")

    def _set(self, **fields: Any) -> None:
        # Whoever carries in the other direction finds that the row is lost.
        fields |= {"due_at": timezone.now(), "lease": None, "leased_until": None}
        type(self).objects.filter(pk=self.pk).update(**fields)
        for field, value in fields.items():
            setattr(self, field, value)


class ClaimedRow(models.Model):
    """One thing that a claim brought from a name to its member."""

    claim = models.ForeignKey(NameClaim, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "kind", "object_id"], name="carried_once_by_a_claim"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


@dataclass(frozen=True)
class Carried:
    """One kind of rows that stand under a name: `column` holds the member.

    `hold(row)` takes what goes first, `after(row, before, now)` (ids of members) tells
    whoever must know, both in the transaction that changes the row.
    """

    kind: str
    rows: Callable[[], QuerySet[Any]]
    column: str
    hold: Callable[[Any], object] = lambda row: None
    after: Callable[[Any, int, int], object] = lambda row, before, now: None


#: What a claim carries; rooms above add theirs from `ready()`.
CARRIED: list[Carried] = []


def already_found() -> Any:
    """What she reads where a name is somebody's."""
    return _("This name has found its member already. Write to the moderators.")
