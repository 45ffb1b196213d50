"""Trust that grows by use: what a member has shown, and what follows from it.

Rules are at the top, plain numbers; `recount` is the worker's part. What is earned is
lost only for a reason that she is told (TrustChange): upheld reports, sanctions.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from core import text
from moderation.models import Sanction
from profiles.models import Member, TrustChange

AT_ONCE = 20  # members in one round of the worker
EVERY_SECONDS = 60.0
# One who came lately is looked at more often: her first step should not take a day.
SOON, LATER, LATELY = timedelta(hours=1), timedelta(days=1), timedelta(days=14)
# A post has stayed when it is shown a day after it was written.
STAYED = timedelta(days=1)
REMEMBERED = timedelta(days=90)

Trust = Member.Trust


class Step(NamedTuple):
    """What a level asks for, all of it."""

    level: int
    days_here: int
    days_active: int
    posts: int


LADDER = (
    Step(Trust.MEMBER, days_here=3, days_active=2, posts=3),
    Step(Trust.REGULAR, days_here=30, days_active=10, posts=20),
    Step(Trust.TRUSTED, days_here=90, days_active=30, posts=60),
)
# So many posts hidden by moderators within REMEMBERED, and no more trust than this.
LIMITS = ((6, Trust.NEW), (3, Trust.MEMBER), (1, Trust.REGULAR))

#: What each level can do beyond those below it; rooms above add their sentences from
#: `ready()`.
CAN: dict[int, list[str | Promise]] = {
    Trust.NEW: [gettext_lazy("Write, answer, start discussions and report.")],
    Trust.MEMBER: [
        gettext_lazy(
            "Your reports have weight: several of them hide something until a "
            "moderator has looked."
        )
    ],
    Trust.REGULAR: [gettext_lazy("Your reports weigh more, and more of them a day.")],
    Trust.TRUSTED: [gettext_lazy("Your reports weigh most.")],
}


@dataclass(frozen=True)
class Standing:
    """What a member has shown so far."""

    days_here: int
    days_active: int
    posts: int
    upheld: int
    sanctions: int = 0

    @property
    def earned(self) -> int:
        """The level that her days and posts give."""
        return max((s.level for s in LADDER if self.has(s)), default=Trust.NEW)

    def has(self, step: Step) -> bool:
        """Whether all that `step` asks for is there."""
        return (
            self.days_here >= step.days_here
            and self.days_active >= step.days_active
            and self.posts >= step.posts
        )

    @property
    def limit(self) -> int:
        """The highest level that what was upheld against her leaves open."""
        if self.sanctions:
            return Trust.MEMBER
        for count, level in LIMITS:
            if self.upheld >= count:
                return level
        return Trust.TRUSTED

    def level(self, now: int) -> int:
        """The level that follows for one who stands at `now`.

        Days without writing, and words that she took back herself, cost nothing.
        """
        return min(max(now, self.earned), self.limit)


def standings(members: Iterable[Member]) -> dict[int, Standing]:
    """What each of `members` has shown, by id; two queries."""
    now = timezone.now()
    here = {member.pk: member for member in members}
    shown = Q(posts__hidden_at=None, posts__pending=False, posts__dated=None)
    stayed = shown & Q(posts__created_at__lt=now - STAYED)
    # Her own taking back is no judgement.
    judged = Q(posts__hidden_at__gte=now - REMEMBERED, posts__hidden_by__isnull=False)
    rows = Member.objects.filter(pk__in=here).annotate(
        days=Count(TruncDate("posts__created_at"), distinct=True, filter=shown),
        stayed=Count("posts", filter=stayed),
        upheld=Count("posts", filter=judged & ~Q(posts__hidden_by=F("pk"))),
    )
    laid = Sanction.objects.filter(
        member__in=here,
        kind__in=(Sanction.Kind.SILENCE, Sanction.Kind.SUSPEND),
        at__gte=now - REMEMBERED,
        lifted_at=None,
    )
    sanctions = Counter(laid.values_list("member", flat=True))
    return {
        pk: Standing(
            (now - here[pk].joined_at).days, days, posts, upheld, sanctions[pk]
        )
        for pk, days, posts, upheld in rows.values_list(
            "pk", "days", "stayed", "upheld"
        )
    }


def recount() -> int:
    """Work out anew who is due, a few in one round; returns how many."""
    now = timezone.now()
    due = Member.objects.filter(claimed=True, is_active=True, trust_due_at__lte=now)
    members = list(due.order_by("trust_due_at", "pk")[:AT_ONCE])
    shown = standings(members)
    for member in members:
        standing = shown[member.pk]
        level = standing.level(member.trust_level)
        fell = level < member.trust_level
        why = _why(standing) if fell else TrustChange.Why.EARNED
        is_fresh = level == Trust.NEW and member.joined_at > now - LATELY
        member.stand(level, why, again=now + (SOON if is_fresh else LATER))
    return len(members)


def _why(standing: Standing) -> str:
    """The reason that she reads where her level went down."""
    laid = standing.sanctions
    return TrustChange.Why.SANCTION if laid else TrustChange.Why.UPHELD


# --- What she reads ----------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """Her level in words: what she can do, and what is still to come for the next."""

    level: int
    label: str
    can: list[str]
    next_label: str
    next_can: list[str]
    missing: list[str]
    is_held: bool
    lowered: TrustChange | None


def said(member: Member) -> Said:
    """What `member` reads about her level on her own page; three queries."""
    standing = standings([member])[member.pk]
    level = member.trust_level
    step = next((s for s in LADDER if s.level > level), None)
    last = member.trust_changes.first()
    return Said(
        level=level,
        label=str(Trust(level).label),
        can=[str(line) for lower in Trust if lower <= level for line in CAN[lower]],
        next_label=str(Trust(step.level).label) if step else "",
        next_can=[str(line) for line in CAN[step.level]] if step else [],
        missing=_missing(standing, step) if step else [],
        is_held=bool(step and standing.limit < step.level),
        lowered=last if last and last.after < last.before else None,
    )


def _missing(standing: Standing, step: Step) -> list[str]:
    """What she still lacks for `step`, a sentence each; no line for what is there."""
    lines = (
        (
            step.days_here - standing.days_here,
            lambda n: ngettext(
                "be here %(count)s day more", "be here %(count)s days more", n
            ),
        ),
        (
            step.days_active - standing.days_active,
            lambda n: ngettext(
                "write on %(count)s day more", "write on %(count)s days more", n
            ),
        ),
        (
            step.posts - standing.posts,
            lambda n: ngettext(
                "%(count)s comment more that stays",
                "%(count)s comments more that stay",
                n,
            ),
        ),
    )
    language = get_language() or "bn"
    return [
        say(lack) % {"count": text.number(lack, language)}
        for lack, say in lines
        if lack > 0
    ] or [_("A little patience: it is looked at every day.")]
