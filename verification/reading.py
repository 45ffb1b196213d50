"""What a page says of one fact: sentences in the reader's language, from rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sellers.models import Seller
from sellers.wording import spoken
from theme.templatetags.words import day, digits, reader_language
from verification import kinds
from verification.kinds import Kind
from verification.levels import Level, level_of
from verification.models import Evidence, EvidenceLook, Verification, Why
from verification.models.verification import TOLD_BEFORE

State = Verification.State


def sentence(row: Verification) -> str:
    """What was checked, when, how, and until when: for everyone."""
    said = row.of_kind.says.get(row.method) or next(iter(row.of_kind.says.values()))
    return str(said) % {"at": day(row.decided_at), "until": day(row.until)}


def subject(row: Verification) -> str:
    """What it is about, masked: the last digits, or a contact as everyone sees it."""
    if row.contact is not None:
        if row.contact.kind == row.contact.Kind.PAGE:
            return row.contact.value
        return row.contact.masked(reader_language())
    return f"••••{digits(row.ending)}" if row.ending else ""


@dataclass
class OwnKind:
    """One kind on her own page, with all that she asked for of it."""

    kind: Kind
    begins: list[tuple[str, str]] = field(default_factory=list)
    standing: list[Verification] = field(default_factory=list)
    waiting: list[Verification] = field(default_factory=list)
    refused: Verification | None = None
    ended: Verification | None = None
    looks: list[EvidenceLook] = field(default_factory=list)
    pictures: int = 0

    @property
    def is_offered(self) -> bool:
        """Whether there is something to say or to do."""
        return bool(self.begins or self.standing or self.waiting or self.refused)

    @property
    def told(self) -> list[tuple[Verification, str, str]]:
        """What stands: the row, what it is about, the sentence."""
        return [(row, subject(row), sentence(row)) for row in self.standing]

    @property
    def asked(self) -> list[tuple[Verification, str]]:
        """What waits: the row, and what it is about."""
        return [(row, subject(row)) for row in self.waiting]

    @property
    def is_ending(self) -> bool:
        """Whether one of those that stand runs out soon."""
        soon = timezone.now() + TOLD_BEFORE
        return any(row.until and row.until < soon for row in self.standing)

    @property
    def can_begin(self) -> bool:
        """Whether she can ask now."""
        return bool(self.begins) and not (self.kind.is_one and self.waiting)

    @property
    def looked(self) -> str:
        """How often staff looked at her pictures, in words."""
        count = len(self.looks)
        said = ngettext(
            "Looked at %(count)s time by moderators",
            "Looked at %(count)s times by moderators",
            count,
        )
        return said % {"count": spoken(count)}


def own(seller: Seller) -> list[OwnKind]:
    """Every kind on her own page, in order; four queries, however much there is."""
    found = {
        name: OwnKind(kind, begins_at(seller, kind))
        for name, kind in kinds.KINDS.items()
    }
    rows = list(Verification.objects.of(seller).select_related("contact")[:200])
    now = timezone.now()
    for row in rows:
        row.seller = seller
        place = found[row.kind]
        if row.state == State.STANDING and not row.has_changed and row.is_standing:
            place.standing.append(row)
        elif row.is_waiting:
            place.waiting.append(row)
        elif row.state == State.REFUSED:
            place.refused = place.refused or _unless_later(place, row)
        else:
            place.ended = place.ended or row
    _add_pictures(found, rows)
    for place in found.values():
        late = place.ended and place.ended.why in {Why.WITHDRAWN, Why.REPLACED}
        old = place.ended and (place.ended.ended_at or now) < now - timedelta(days=90)
        if late or old or place.standing:
            place.ended = None
    return [place for place in found.values() if place.is_offered]


def _unless_later(place: OwnKind, row: Verification) -> Verification | None:
    """A refusal is told until she has asked again; rows come with the latest first."""
    later = [*place.standing, *place.waiting]
    is_over = any(other.pk > row.pk and other.slot == row.slot for other in later)
    return None if is_over or place.ended is not None else row


def _add_pictures(found: dict[str, OwnKind], rows: Sequence[Verification]) -> None:
    kind_of = {row.pk: row.kind for row in rows}
    kept = Evidence.objects.kept().filter(verification__in=kind_of)
    for pk in kept.values_list("verification", flat=True):
        found[kind_of[pk]].pictures += 1  # type: ignore[index]
    looks = EvidenceLook.objects.filter(evidence__verification__in=kind_of)
    for look in looks.select_related("evidence").order_by("-pk")[:200]:
        found[kind_of[look.evidence.verification_id]].looks.append(look)  # type: ignore[index]


def begins_at(seller: Seller, kind: Kind) -> list[tuple[str, str]]:
    """The ways to ask for it: what the button says, and where it leads."""
    ways = []
    if kind.is_by_staff:
        url = reverse("verification:ask", args=[seller.slug, kind.name])
        ways.append((_("Send pictures"), url))
    if kind.name in kinds.BEGINS:
        label, address = kinds.BEGINS[kind.name]
        ways.append((str(label), reverse(address, args=[seller.slug])))
    return ways


# --- what everyone reads ---


@dataclass(frozen=True)
class Told:
    """What is said of a seller below the card."""

    level: Level
    standing: list[tuple[str, str, str]]
    unchecked: list[str]


def told(seller: Seller) -> Told:
    """What stands, a sentence each, and what nobody checked; one query."""
    rows = Verification.objects.standing().filter(seller=seller)
    order = list(kinds.KINDS)
    standing = sorted(
        rows.select_related("contact"), key=lambda row: order.index(row.kind)
    )
    names = {row.kind for row in standing}
    unchecked = [
        str(kind.unchecked)
        for kind in kinds.KINDS.values()
        if kind.unchecked and kind.name not in names
    ]
    said = [
        (str(row.of_kind.label), public_subject(row), sentence(row)) for row in standing
    ]
    return Told(level_of(names), said, unchecked)


def public_subject(row: Verification) -> str:
    """What everyone may see of what it is about: a contact, never a document."""
    return subject(row) if row.contact is not None else ""


# --- what verifiers read ---


def elsewhere(rows: Sequence[Verification]) -> dict[int, list[Verification]]:
    """Other sellers' rows with the same document or number, by the id of each of
    `rows`; one query."""
    keys = {row.key for row in rows if row.key and row.contact_id is None}
    found = Verification.objects.filter(key__in=keys).exclude(kind="phone")
    others = list(found.select_related("seller").order_by("-pk")[:200])
    return {
        row.pk: [
            other
            for other in others
            if other.seller_id != row.seller_id
            and (other.kind, other.key) == (row.kind, row.key)
        ]
        for row in rows
    }


def refusals(rows: Sequence[Verification]) -> dict[tuple[int, str], int]:
    """How often each seller was refused of each kind before; one query."""
    sellers = {row.seller_id for row in rows}
    counted = (
        Verification.objects.filter(Q(seller__in=sellers), state=State.REFUSED)
        .values_list("seller", "kind")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return {(seller, kind): count for seller, kind, count in counted}


def waited(row: Verification) -> str:
    """How long it has waited, in days."""
    days = max(0, (timezone.now() - row.asked_at).days)
    if not days:
        return _("since today")
    said = ngettext("for %(count)s day", "for %(count)s days", days)
    return said % {"count": spoken(days)}
