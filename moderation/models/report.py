"""Report: what members and guests say against something."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.permissions import require
from moderation import signals, weighing
from moderation.reasons import Reason
from moderation.targets import Target

from .case import Case, CaseEvent
from .entry import COVERED, ModerationEntry

LONGEST_WORDS = 2000  # characters of a report
DAY = timedelta(days=1)
REASON_OF_KIND = {"takedown": Reason.ASKED.value}


class ReportQuerySet(models.QuerySet["Report"]):
    """Reading reports; only moderators do, and each member her own."""

    def open(self) -> Self:
        """Those that wait."""
        return self.filter(state=Report.State.OPEN)

    def on(self, target: Target, thing: Any) -> Self:
        """Those about one thing."""
        return self.filter(case__target_kind=target.kind, case__target_id=thing.pk)

    def before(self, pk: int) -> Self:
        """Those older than the one with this id."""
        return self.filter(pk__lt=pk)

    def newest(self) -> Self:
        """The latest first; stable."""
        return self.order_by("-pk")


class Report(models.Model):
    """A member's or a guest's word that something should go: a report, a takedown.

    A takedown is asked for by a person named in imported text, without an account; an
    appeal by a member against what was decided about her.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("A report")
        TAKEDOWN = "takedown", _("Takedown request")
        APPEAL = "appeal", _("An appeal")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        DONE = "done", _("Done")
        DISMISSED = "dismissed", _("Dismissed")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
    )
    name = models.CharField(max_length=100, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    words = models.TextField(max_length=LONGEST_WORDS, blank=True)
    weight = models.PositiveSmallIntegerField(default=0, editable=False)
    client_key = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "by"],
                condition=Q(kind__in=("report", "appeal")),
                name="one_report_per_member",
            )
        ]
        indexes = [models.Index(fields=["by", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} on {self.case_id}"

    @property
    def counted_as(self) -> str:
        """The reason under which its case counts it."""
        return self.reason or REASON_OF_KIND.get(self.kind, Reason.OTHER.value)

    @classmethod
    def file(
        cls, target: Target, thing: Any, client_key: uuid.UUID, **fields: Any
    ) -> "Report":
        """Keep a report, takedown request or appeal (`kind`, `by`, `reason`, `words`,
        `name`, `contact`) in the case of its thing.

        The same `client_key` again, and a second report by the same member, give the
        one that is there. Raises Refused for one's own words, and past the day's limit.
        """
        if earlier := cls.objects.filter(client_key=client_key).first():
            return earlier
        try:
            with transaction.atomic():
                return cls._file(target, thing, client_key, **fields)
        except IntegrityError:
            # Two taps at the same moment: the other one was first.
            mine = Q(by=fields.get("by"), by__isnull=False, kind=fields["kind"])
            reports = cls.objects.on(target, thing).filter(mine)
            same = cls.objects.filter(client_key=client_key)
            return (same | reports).distinct()[:1].get()

    @classmethod
    def _file(
        cls, target: Target, thing: Any, client_key: uuid.UUID, **fields: Any
    ) -> "Report":
        by, kind = fields.get("by"), fields["kind"]
        is_report = kind == cls.Kind.REPORT
        if by is not None and kind != cls.Kind.TAKEDOWN:
            hers = cls.objects.on(target, thing).filter(by=by, kind=kind)
            if earlier := hers.first():
                return earlier
        if is_report and by is not None:
            require(target.author(thing) != by, own_words(), "own")
            cls._require_some_left(by)
        case = Case.open_for(
            target, thing, kind=kind, not_for=fields.pop("not_for", None)
        )
        weight = cls.weight_of(by, fields.get("reason", "")) if is_report else 0
        report = cls.objects.create(
            case=case, client_key=client_key, weight=weight, **fields
        )
        case.append(weight, report.counted_as)
        cover_if_heavy(case, target, thing)
        return report

    @classmethod
    def _require_some_left(cls, by: Any) -> None:
        if by.is_moderator:
            return
        today = cls.objects.filter(by=by, kind=cls.Kind.REPORT)
        count = today.filter(at__gt=timezone.now() - DAY).count()
        require(count < weighing.DAILY[by.trust_level], enough_today(), "limit")

    @classmethod
    def weight_of(cls, by: Any, reason: str) -> int:
        """What a report by this member (None is a guest) weighs now."""
        if by is None:
            return 0
        record = cls.objects.filter(by=by, kind=cls.Kind.REPORT).aggregate(
            upheld=Count("pk", filter=Q(state=cls.State.DONE)),
            rejected=Count("pk", filter=Q(state=cls.State.DISMISSED)),
        )
        return weighing.weight(by.trust_level, reason=reason, **record)

    def add_words(self, words: str) -> bool:
        """Keep what she wants to add; False once it is decided."""
        waiting = type(self).objects.open().filter(pk=self.pk)
        return bool(waiting.update(words=words))


def cover_if_heavy(case: Case, target: Target, thing: Any) -> None:
    """Hide `thing` for now where its reports weigh enough; each round once.

    Moderators' words stand until a moderator decides.
    """
    about = case.about
    if case.covered_at or target.in_slices or target.is_hidden(thing):
        return
    if about is None or about.is_moderator:
        return
    if not weighing.covers(case.weight, about.trust_level):
        return
    if not target.hide(thing, None, COVERED):
        return
    case.set(covered_at=timezone.now())
    case.events.create(what=CaseEvent.What.COVERED)
    ModerationEntry.objects.create(
        action=ModerationEntry.Action.COVER,
        target_kind=target.kind,
        target_id=thing.pk,
        reason=COVERED,
        category=case.reason,
    )
    signals.case_covered.announce(
        Case, case=case, target=target, thing=thing, about=about
    )


def own_words() -> "str | Promise":
    """What she reads who reports her own words."""
    return _("This is your own. You can change it or take it back yourself.")


def enough_today() -> "str | Promise":
    """What she reads who has reported very much today."""
    return _(
        "You have reported a lot today. Moderators read all of it; go on tomorrow."
    )
