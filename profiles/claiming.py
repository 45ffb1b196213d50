"""Names from imported text find their members: moderators decide, the worker carries."""

import logging
import time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.slices import REST_SECONDS, in_slices
from moderation.kinds import CaseKind
from moderation.targets import Target
from profiles.models import NameClaim
from profiles.name_claim import CARRIED, Carried, ClaimedRow

EVERY_SECONDS = 2.0
SECONDS = 5.0
AT_ONCE = 100
CLAIM = "name-claim"
KIND = CaseKind(CLAIM, _("Somebody says: this is me"), ("approve", "dismiss"), True)
log = logging.getLogger("uthan.claims")


class ClaimTarget(Target):
    """A claim, as moderators decide it."""

    kind = CLAIM
    label = _("A name from an older group")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        if not getattr(member, "is_moderator", False):
            return NameClaim.objects.none()
        return NameClaim.objects.select_related("name", "by")

    def title(self, thing: NameClaim) -> str:
        return f"{thing.name.display_name} ← {thing.by.display_name} @{thing.by.handle}"

    def words(self, thing: NameClaim) -> str:
        return thing.words

    def is_hidden(self, thing: NameClaim) -> bool:
        return False

    def approve(self, thing: NameClaim) -> bool:
        return thing.grant()

    def hold_back(self, thing: NameClaim) -> bool:
        return thing.take_back()


TARGET = ClaimTarget()


def drain() -> int:
    """Carry what one claim moves; how many were worked on. For the worker."""
    for claim in NameClaim.objects.claim(1):
        try:
            carry(claim, SECONDS)
        except Exception as error:
            log.exception("claim %s failed", claim.pk)
            claim.fail(repr(error))
        return 1
    return 0


def carry(claim: NameClaim, seconds: float) -> None:
    """Bring rows to where the claim says for about `seconds`; the lease is held."""
    until = time.monotonic() + seconds
    move = _bring if claim.state == NameClaim.State.GRANTED else _bring_back
    for carried in CARRIED:
        while move(claim, carried):
            if not claim.renew():
                return
            if time.monotonic() > until:
                claim.held().update(lease=None, leased_until=None, attempts=0)
                return
            time.sleep(REST_SECONDS)
    claim.held().update(moving=False, lease=None, leased_until=None)


def _bring(claim: NameClaim, carried: Carried) -> bool:
    """Some rows from the name to her; whether there were any."""
    rows = carried.rows().filter(**{carried.column: claim.name_id})
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])

    def bring(pk: int) -> None:
        if _change(claim, carried, pk, claim.name_id, claim.by_id):
            row = ClaimedRow(claim=claim, kind=carried.kind, object_id=pk)
            ClaimedRow.objects.bulk_create([row], ignore_conflicts=True)

    in_slices(pks, bring)
    return bool(pks)


def _bring_back(claim: NameClaim, carried: Carried) -> bool:
    """Some rows that it brought, from her to the name; whether there were any."""
    rows = claim.rows.filter(kind=carried.kind).order_by("pk")
    left = dict(rows.values_list("pk", "object_id")[:AT_ONCE])

    def bring(pk: int) -> None:
        _change(claim, carried, left[pk], claim.by_id, claim.name_id)
        ClaimedRow.objects.filter(pk=pk).delete()

    in_slices(left, bring)
    return bool(left)


@transaction.atomic
def _change(claim: NameClaim, carried: Carried, pk: int, before: int, now: int) -> bool:
    row = carried.rows().filter(pk=pk).first()
    if row is None:
        return False
    carried.hold(row)
    # Decided anew meanwhile: then another carries it the other way.
    if not claim.held().exists():
        return False
    mine = carried.rows().filter(**{"pk": pk, carried.column: before})
    if not mine.update(**{carried.column: now}):
        return False
    row.refresh_from_db()
    carried.after(row, before, now)
    return True
