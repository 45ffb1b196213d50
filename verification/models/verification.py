"""Verification: one fact about a seller that was checked, or is to be, and its verbs."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text
from core.permissions import require
from moderation import reasons
from moderation.models import Decided, ModerationEntry, require_voice
from profiles.models import Block, Role
from sellers.models import Contact, Seller
from verification import kinds
from verification.kinds import Kind, Method
from verification.signals import verification_told

if TYPE_CHECKING:
    from profiles.models import Member

LONGEST_WORDS = 500  # characters of a verifier's own words
LONGEST_HOLDER = 120
AT_ONCE = 50  # rows in one round of the worker
#: Asks of one kind that a seller may make in ASKED_WITHIN.
MOST_ASKS, ASKED_WITHIN = 10, timedelta(days=30)
#: So long before the end she is told.
TOLD_BEFORE = timedelta(days=28)
PERMISSION = "verification.verify_identity"


class Reason(models.TextChoices):
    """Why something was refused, and what to do now."""

    BLURRED = "blurred", _("The picture cannot be read. Take it again in good light.")
    NAME = (
        "name",
        _("It is in another name. Send one in the name that you gave here."),
    )
    EXPIRED = "expired", _("The document has run out. Send one that is valid.")
    PERSON = "person", _("It is somebody else's. Send one of your own.")
    MISSING = "missing", _("A part is missing. Send all sides, whole.")
    GONE = "gone", _("The picture did not stay with us. Please send it once more.")
    NOT_FOUND = "not-found", _("We did not find it where it should be.")
    CODE = "code", _("The code was wrong too often. Ask for a new one.")
    OTHER = "other", _("Something else; see the words.")


class Why(models.TextChoices):
    """Why something does not stand or wait any more."""

    EXPIRED = "expired", _("Its time has run out")
    WITHDRAWN = "withdrawn", _("Taken back by the seller")
    CHANGED = "changed", _("What it was about has changed")
    REVOKED = "revoked", _("Taken back by a moderator")
    REPLACED = "replaced", _("Checked anew")
    LAPSED = "lapsed", _("Nothing came in time")


def code_of(said: "Kind | Reason | Why") -> str:
    """What is written into the log of moderators, which each reads in her language."""
    what = type(said).__name__.lower()
    return f"verification:{what}:{said.name if isinstance(said, Kind) else said.value}"


reasons.SAID.update(
    {code_of(kind): kind.fact for kind in kinds.KINDS.values()}
    | {code_of(each): each.label for each in (*Reason, *Why)}
)


class VerificationQuerySet(models.QuerySet["Verification"]):
    """Reading what was checked."""

    def visible_to(self, member: Any) -> Self:
        """Hers whole, a moderator's all, and for everyone what stands on pages that
        they may read. Evidence has a door of its own."""
        if getattr(member, "is_moderator", False):
            return self
        sellers = Seller.objects.visible_to(member)
        public = self.standing().filter(seller__in=sellers.values("pk"))
        if not getattr(member, "is_authenticated", False):
            return public
        return self.filter(Q(pk__in=public.values("pk")) | Q(member=member.pk))

    def of(self, seller: Seller) -> Self:
        """Hers, the latest first."""
        return self.filter(seller=seller, member=seller.member_id).order_by("-pk")

    def standing(self, at: datetime | None = None) -> Self:
        """Those that hold now: granted, not run out, of the same owner, and what they
        are about is still there."""
        return self.filter(
            Q(contact=None) | Q(contact__removed_at=None),
            state=Verification.State.STANDING,
            until__gt=at or timezone.now(),
            member=F("seller__member"),
        )

    def waiting(self, at: datetime | None = None) -> Self:
        """Those that wait for a decision."""
        now = at or timezone.now()
        return self.filter(
            Q(waits_until=None) | Q(waits_until__gt=now),
            state=Verification.State.WAITING,
        )

    def by_staff(self) -> Self:
        """Those that people look at."""
        return self.filter(method=Method.STAFF)

    def standing_for(
        self, sellers: Iterable[Seller]
    ) -> "dict[int, list[Verification]]":
        """What stands of each of the sellers, by her id, in the order of the kinds; one
        query."""
        found: dict[int, list[Verification]] = {each.pk: [] for each in sellers}
        for row in self.standing().filter(seller__in=found).order_by("pk"):
            found[row.seller_id].append(row)
        order = list(kinds.KINDS)
        for rows in found.values():
            rows.sort(key=lambda row: order.index(row.kind))
        return found


class Verification(models.Model):
    """One fact about a seller: asked for, then decided, then ended. A row is never
    asked for twice: trying again and renewing are rows of their own, so that history
    stays.

    `member` is whose page it was when she asked; with another owner nothing stands.
    `key` is the keyed hash of what is checked (a document's number, a contact), and
    `ending` its last digits; `slot` is what only one may stand of (Kind.slot). `name`
    is what the business was called. `holder` (the name on a document, as she typed it)
    goes with the pictures. `waits_until` ends an ask that nothing came to. `until` is
    when it runs out. `reason` and `words` are for a refusal, or for taking it back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        REFUSED = "refused", _("refused")
        STANDING = "standing", _("checked")
        ENDED = "ended", _("ended")

    Reason, Why, Method = Reason, Why, Method

    seller = models.ForeignKey(
        Seller, on_delete=models.PROTECT, related_name="verifications"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="verifications",
    )
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    ending = models.CharField(max_length=8, blank=True)
    slot = models.CharField(max_length=64, blank=True, editable=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="verifications"
    )
    method = models.CharField(max_length=10, choices=Method)
    name = models.CharField(max_length=80, blank=True)
    holder = models.CharField(max_length=LONGEST_HOLDER, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    waits_until = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    until = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    why = models.CharField(max_length=10, choices=Why, blank=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        permissions = [("verify_identity", "See evidence and decide about it")]
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "kind", "slot"],
                condition=Q(state="standing"),
                name="one_standing_fact",
            ),
            models.UniqueConstraint(
                fields=["seller", "kind", "slot"],
                condition=Q(state="waiting"),
                name="one_waiting_fact",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "until"]),
            models.Index(fields=["state", "waits_until"]),
            models.Index(fields=["seller", "kind", "-id"]),
            models.Index(
                fields=["id"],
                condition=Q(state="waiting", method="staff"),
                name="verification_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.seller_id}: {self.state}"

    @property
    def of_kind(self) -> Kind:
        """What is checked."""
        return kinds.get(self.kind)

    @property
    def has_changed(self) -> bool:
        """Whether what it rests on is another thing now than when it was checked: the
        owner of the page, the contact, for a licence the name of the business. A name
        that only reads differently where it looks the same is no other name."""
        if self.seller.member_id != self.member_id:
            return True
        if self.contact is not None and self.contact.removed_at is not None:
            return True
        rests = self.of_kind.rests_on_name and self.state == self.State.STANDING
        return rests and text.look(self.name) != text.look(self.seller.name)

    @property
    def is_standing(self) -> bool:
        """Whether it is granted and has not run out."""
        until = self.until
        is_granted = self.state == self.State.STANDING and until is not None
        return is_granted and until > timezone.now()  # type: ignore[operator]

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a decision."""
        late = self.waits_until is not None and self.waits_until <= timezone.now()
        return self.state == self.State.WAITING and not late

    # --- verbs ---

    @classmethod
    def ask(
        cls,
        seller: Seller,
        kind: str,
        by: "Member",
        *,
        method: str,
        contact: Contact | None = None,
        key: str = "",
        ending: str = "",
        holder: str = "",
        pictures: Mapping[str, str] | None = None,
    ) -> "Verification":
        """Ask that something of `seller` be checked; it waits. Where one waits already
        (of the same number or address, where there may be several) it is that one.

        With `contact` the key is its own. Raises Refused for who is not the seller or
        may not write now, for a contact or pictures that are not hers to give any more
        (`gone`), and past a limit (`limit`). `pictures` are loose Evidence of hers,
        {part: name}.
        """
        told = {
            "key": key,
            "ending": ending,
            "holder": text.normalise_line(holder)[:LONGEST_HOLDER],
            "method": method,
        }
        try:
            with transaction.atomic():
                return cls._ask(seller, kind, by, contact, told, pictures or {})
        except IntegrityError:
            # The same tap twice at once: the other one wrote it.
            with transaction.atomic():
                return cls._ask(seller, kind, by, contact, told, pictures or {})

    @classmethod
    def _ask(
        cls,
        seller: Seller,
        kind: str,
        by: "Member",
        contact: Contact | None,
        told: dict[str, str],
        pictures: Mapping[str, str],
    ) -> "Verification":
        from .evidence import Evidence  # noqa: PLC0415 - a picture knows its ask

        of_kind = kinds.get(kind)
        require_voice(by)
        require(seller.is_of(by), _("Only she whose page it is can ask for this."))
        seller.hold()
        if contact is not None:
            told["key"] = cls._key_of(seller, contact)
        slot = of_kind.slot(told["key"])
        earlier = cls.objects.filter(
            seller=seller, kind=kind, slot=slot, state=cls.State.WAITING
        ).first()
        if earlier is not None and earlier.is_waiting and earlier.member_id == by.pk:
            return earlier
        if earlier is not None:
            earlier._end(Why.LAPSED)
        now = timezone.now()
        since = now - ASKED_WITHIN
        lately = cls.objects.filter(seller=seller, kind=kind, asked_at__gt=since)
        require(lately.count() < MOST_ASKS, enough(), "limit")
        asked = cls.objects.create(
            seller=seller,
            member=by,
            kind=kind,
            slot=slot,
            contact=contact,
            name=seller.name,
            asked_at=now,
            waits_until=now + of_kind.waits if of_kind.waits else None,
            **told,
        )
        claimed = Evidence.claim(asked, pictures)
        require(claimed == len(pictures), pictures_gone(), "gone")
        return asked

    @staticmethod
    def _key_of(seller: Seller, contact: Contact) -> str:
        """The key of one of her contacts; raises Refused where she took it back."""
        hers = Contact.objects.standing().filter(seller=seller, pk=contact.pk)
        require(hers.exists(), _("You have taken this back."), "gone")
        return contact.match_key

    @classmethod
    def end_changed(cls, seller: Seller) -> None:
        """End what rests on something that is no more; runs inside the verb that
        changed it."""
        alive = (cls.State.WAITING, cls.State.STANDING)
        rows = cls.objects.filter(seller=seller, state__in=alive)
        for row in rows.select_related("contact").order_by("pk"):
            row.seller = seller
            if row.has_changed:
                row._end(Why.CHANGED)

    @classmethod
    def end_due(cls) -> int:
        """End what has run out, a few at once; how many. For the worker: readers see
        the end by the clock."""
        now, state = timezone.now(), cls.State
        over = cls.objects.filter(state=state.STANDING, until__lte=now)
        late = cls.objects.filter(state=state.WAITING, waits_until__lte=now)
        ended = 0
        for rows, why in ((over, Why.EXPIRED), (late, Why.LAPSED)):
            for row in rows.select_related("seller__thread").order_by("pk")[:AT_ONCE]:
                ended += row.end(why)
        return ended

    @classmethod
    def tell_ending(cls) -> int:
        """Tell sellers of what runs out within TOLD_BEFORE, once each, a few at once;
        how many. For the worker."""
        now = timezone.now()
        rows = cls.objects.filter(
            state=cls.State.STANDING, told_at=None, until__lte=now + TOLD_BEFORE
        ).exclude(until__lte=now)
        told = 0
        for row in rows.order_by("pk")[:AT_ONCE]:
            with transaction.atomic():
                mine = cls.objects.filter(pk=row.pk, told_at=None)
                if mine.update(told_at=now):
                    verification_told.announce(cls, verification=row, what="ending")
                    told += 1
        return told

    @transaction.atomic
    def grant(
        self, by: "Member | None", *, until: datetime | None = None, method: str = ""
    ) -> bool:
        """Let it stand, until `until` (never longer than the kind holds); what stood in
        its place ends.

        `by` is None where no person decided. The same decision again answers False.
        Raises Decided where it does not wait any more, Refused where `by` may not
        decide, or where `until` is past (`past`).
        """
        self._hold()
        if self._is_done(self.State.STANDING, by):
            return False
        self._require_decision(by)
        now = timezone.now()
        ends = now + self.of_kind.lasts
        ends = min(ends, until) if until is not None else ends
        require(ends > now, _("This day is past already."), "past")
        before = type(self).objects.filter(
            seller=self.seller,
            kind=self.kind,
            slot=self.slot,
            state=self.State.STANDING,
        )
        before.update(state=self.State.ENDED, why=Why.REPLACED, ended_at=now)
        self._set(
            state=self.State.STANDING,
            decided_at=now,
            decided_by=by,
            name=self.seller.name,
            until=ends,
            method=method or self.method,
        )
        self.seller.raise_version()
        self._note(by, ModerationEntry.Action.APPROVE, code_of(self.of_kind))
        verification_told.announce(type(self), verification=self, what="granted")
        return True

    @transaction.atomic
    def refuse(self, by: "Member | None", reason: str, words: str = "") -> bool:
        """Say no, with one of Reason and a verifier's own words; what stands stays.

        The same decision again answers False. Raises as `grant` does.
        """
        self._hold()
        if self._is_done(self.State.REFUSED, by):
            return False
        self._require_decision(by)
        said = text.normalise(words)[:LONGEST_WORDS]
        self._set(
            state=self.State.REFUSED,
            decided_at=timezone.now(),
            decided_by=by,
            reason=reason,
            words=said,
        )
        self._note(by, ModerationEntry.Action.DISMISS, code_of(Reason(reason)))
        verification_told.announce(type(self), verification=self, what="refused")
        return True

    @transaction.atomic
    def end(self, why: str, by: "Member | None" = None, words: str = "") -> bool:
        """End what waits or stands, for one of Why; False where it had ended.

        `by` is a moderator who takes it back, with `words` for the seller; Refused
        where she may not.
        """
        try:
            self._hold()
        except Decided:
            return False
        if self.state not in {self.State.WAITING, self.State.STANDING}:
            return False
        if by is not None:
            require_may_decide(by, self.seller)
        self._end(why, text.normalise(words)[:LONGEST_WORDS])
        if by is not None:
            self._note(by, ModerationEntry.Action.UNDO, self.words or code_of(Why(why)))
        return True

    # --- inside them ---

    def _hold(self) -> None:
        """Take the rows in the order of this room: the seller's, then this one."""
        self.seller.hold()
        rows = type(self).objects.select_for_update(no_key=True, of=("self",))
        held = rows.filter(pk=self.pk).first()
        if held is None:
            raise Decided  # she took all of hers with her
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))

    def _is_done(self, state: str, by: "Member | None") -> bool:
        mine = self.decided_by_id == (by.pk if by else None)
        return self.state == state and mine

    def _require_decision(self, by: "Member | None") -> None:
        if not self.is_waiting or self.seller.member_id != self.member_id:
            raise Decided
        contacts = Contact.objects.standing()
        if self.contact_id and not contacts.filter(pk=self.contact_id).exists():
            raise Decided
        if by is not None:
            require_may_decide(by, self.seller)

    def _end(self, why: str, words: str = "") -> None:
        stood = self.state == self.State.STANDING
        self._set(state=self.State.ENDED, why=why, ended_at=timezone.now(), words=words)
        if not stood:
            return
        if why != Why.CHANGED:  # what changed it raised the version already
            self.seller.raise_version()
        if why in {Why.EXPIRED, Why.CHANGED, Why.REVOKED}:
            verification_told.announce(type(self), verification=self, what="ended")

    def _set(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        type(self).objects.filter(pk=self.pk).update(**fields)

    def _note(self, by: "Member | None", action: str, reason: str) -> None:
        if by is None:
            return
        ModerationEntry.objects.create(
            by=by,
            action=action,
            target_kind="verification",
            target_id=self.pk,
            reason=text.shorten(text.normalise_line(reason), 300),
        )


def may_decide(member: Any) -> bool:
    """Whether she is one of those who see evidence and decide about it.

    The role counts, not the permission alone: to a superuser Django grants them all.
    """
    is_moderator = getattr(member, "is_moderator", False) and member.is_active
    has_role = is_moderator and member.has_role(Role.VERIFIER)
    return bool(has_role and member.has_perm(PERMISSION))


def require_may_decide(by: "Member", seller: Seller) -> None:
    """Raise Refused unless `by` may decide about `seller`: never about herself, nor
    where one of the two blocked the other (which of them is not said)."""
    require(may_decide(by), _("Only those with the role can decide this."), "role")
    require(not seller.is_of(by), _("Somebody else decides about your page."), "own")
    # Block.objects.between has moderators kept from nobody; here they keep away.
    pair = {by.pk, seller.member_id}
    blocks = Block.objects.filter(member__in=pair, other__in=pair)
    require(not blocks.exists(), _("Leave this one to somebody else."), "blocked")


def enough() -> Any:
    return _("You have asked for this often lately. Wait a few days.")


def gone() -> Any:
    return _("The picture is not here any more.")


def pictures_gone() -> Any:
    return _("A picture did not stay with us. Choose it once more.")
