"""What she has typed into a form and not sent yet: Typed, and FormDraft by address."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

if TYPE_CHECKING:
    from profiles.models import Member

LONGEST_FIELD = 20_000  # characters; more than fits, so that she can cut it herself
MOST_VALUES = 20
MOST_FIELDS = 20
LONGEST_PATH = 300
MOST_DRAFTS = 30  # of one member; the oldest goes


def _kept(typed: str) -> str:
    """What a database takes of it; PostgreSQL keeps no NUL, in JSON neither."""
    return typed[:LONGEST_FIELD].replace("\0", "")


class TypedMovedOn(Exception):
    """Another window kept other words meanwhile; `draft` is what is kept."""

    def __init__(self, draft: "Typed") -> None:
        super().__init__(str(draft))
        self.draft = draft


class Typed(models.Model):
    """`fields` are what a form held, as it was sent: lists by name. `sequence` counts
    how often it was kept, so that a window that knows an older one overwrites nothing;
    `basis` is what the form began with."""

    fields = models.JSONField(default=dict)
    sequence = models.PositiveIntegerField(default=1)
    basis = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @classmethod
    def keep_at(
        cls,
        place: Mapping[str, Any],
        fields: Mapping[str, list[str]],
        basis: str,
        sequence: int | None = None,
    ) -> Self:
        """Keep words at a place (columns that are unique together) over those with
        `sequence` (0: none are known; None: over any, for she has just sent them). The
        same words again change nothing. Raises TypedMovedOn."""
        kept = {
            _kept(name): [_kept(value) for value in values[:MOST_VALUES]]
            for name, values in list(fields.items())[:MOST_FIELDS]
        }
        basis = _kept(basis)[:64]
        try:
            with transaction.atomic():
                return cls._keep(place, kept, basis, sequence)
        except IntegrityError:
            # Two windows began at the same moment: the other one was first.
            with transaction.atomic():
                return cls._keep(place, kept, basis, sequence)

    @classmethod
    def _keep(
        cls,
        place: Mapping[str, Any],
        fields: dict[str, Any],
        basis: str,
        sequence: int | None,
    ) -> Self:
        rows = cls._default_manager.select_for_update().filter(**place)
        draft = rows.first()
        if draft is None:
            return cls._default_manager.create(**place, fields=fields, basis=basis)
        if draft.fields == fields:
            return draft
        if sequence is not None and draft.sequence != sequence:
            raise TypedMovedOn(draft)
        draft.fields, draft.basis = fields, basis
        draft.sequence += 1
        draft.updated_at = timezone.now()
        draft.save()
        return draft


class FormDraft(Typed):
    """What a member has typed at `path`, the address of a form that is named in
    profiles.form_drafts. Sending the form ends it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="form_drafts"
    )
    path = models.CharField(max_length=LONGEST_PATH)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "path"], name="one_form_draft_per_path"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.path}"

    @property
    def words(self) -> str:
        """The longest text of it, which says best what it is."""
        typed = [value for values in self.fields.values() for value in values]
        return max(typed, key=len, default="")

    @classmethod
    def of(cls, member: Any, path: str) -> "FormDraft | None":
        """What is kept for a form."""
        return cls.objects.filter(member=member, path=path).first()

    # --- verbs ---

    @classmethod
    def keep(
        cls,
        member: "Member",
        path: str,
        fields: Mapping[str, list[str]],
        basis: str,
        sequence: int | None = None,
    ) -> "FormDraft":
        """Keep words for a form, as `keep_at` does; past MOST_DRAFTS the one that she
        has left alone longest goes. Raises TypedMovedOn."""
        place = {"member": member, "path": path}
        draft = cls.keep_at(place, fields, basis, sequence)
        if draft.sequence == 1:
            hers = cls.objects.filter(member=member).order_by("-updated_at", "-pk")
            old = list(hers.values_list("pk", flat=True)[MOST_DRAFTS : MOST_DRAFTS * 2])
            cls.objects.filter(pk__in=old).delete()
        return draft

    @classmethod
    def end(cls, member: Any, path: str) -> None:
        """Let go of it: it is sent, or she does not want it any more."""
        cls.objects.filter(member=member, path=path).delete()
